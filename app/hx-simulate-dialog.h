/* hx-simulate-dialog.h: how many ECGs to simulate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_SIMULATE_DIALOG (hx_simulate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxSimulateDialog, hx_simulate_dialog, HX, SIMULATE_DIALOG, AdwWindow)

/** A modal window; on “Simulate” it starts the session's job. For gtk_window_present(). */
GtkWidget *hx_simulate_dialog_new (GtkWindow *parent, HxSession *session);

G_END_DECLS
