/* hx-toast.h: a short message over a page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** Shows @toast (transfer full), and gives its close button, which libadwaita 1.2 leaves without a name, one
 * for screen readers. */
void hx_toast_show (AdwToastOverlay *overlay, AdwToast *toast);

G_END_DECLS
