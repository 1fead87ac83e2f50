/* hx-models-dialog.h: the models of the library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_MODELS_DIALOG (hx_models_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxModelsDialog, hx_models_dialog, HX, MODELS_DIALOG, AdwWindow)

/**
 * hx_models_dialog_new:
 * @parent: the window it belongs to
 *
 * A modal window with the library's models: choose, add from a file, remove (with undo), details.
 * For gtk_window_present().
 */
GtkWidget *hx_models_dialog_new (GtkWindow *parent, HxSession *session);

G_END_DECLS
