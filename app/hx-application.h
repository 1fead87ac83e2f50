/* hx-application.h: the program
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_APPLICATION (hx_application_get_type ())
G_DECLARE_FINAL_TYPE (HxApplication, hx_application, HX, APPLICATION, AdwApplication)

/**
 * HxApplication:
 *
 * hexaxial [--library DIR] [--page NAME] [--record ID] [--label CODE] [--model HASH]
 *          [--render FILE.png] [--size WxH] [FILE|FOLDER|MODEL...]
 *
 * One window, one session. A second start hands its arguments over to the first, unless it renders.
 */
HxApplication *hx_application_new (void);

G_END_DECLS
