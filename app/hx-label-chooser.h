/* hx-label-chooser.h: a button that shows and changes the chosen label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_LABEL_CHOOSER (hx_label_chooser_get_type ())
G_DECLARE_FINAL_TYPE (HxLabelChooser, hx_label_chooser, HX, LABEL_CHOOSER, AdwBin)

/**
 * HxLabelChooser:
 *
 * The session's label by its full name; its popover lists the model's labels and finds one by any part
 * of its name or code. For use in templates; the session comes afterwards.
 */
void hx_label_chooser_set_session (HxLabelChooser *self, HxSession *session);

G_END_DECLS
