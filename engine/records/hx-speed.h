/* hx-speed.h: paper speeds in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** "25 mm/s"; of slow paper, as that with hours on a page, "36 mm/min" or "10.4 mm/h". Returns: (transfer
 * full) */
char *hx_speed_describe (double speed_mm_s);

G_END_DECLS
