/* hx-speed.c: paper speeds in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-speed.h"

#include <glib/gi18n-lib.h>

/* Below, in the next larger unit of time, numbers have no zeros in front. */
#define LEAST 0.95

char *
hx_speed_describe (double speed_mm_s)
{
  if (speed_mm_s >= LEAST)
    return g_strdup_printf (_ ("%.3g mm/s"), speed_mm_s);
  if (60.0 * speed_mm_s >= LEAST)
    return g_strdup_printf (_ ("%.3g mm/min"), 60.0 * speed_mm_s);
  return g_strdup_printf (_ ("%.3g mm/h"), 3600.0 * speed_mm_s);
}
