/* hx-time-left.c: how long work that reports its share will still take
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/jobs/hx-time-left.h"

#include <math.h>

#define MEMORY_S 10.0 /* time constant of the average */
#define SILENCE_S 0.7 /* before that, an answer would be a guess */

double
hx_time_left_update (HxTimeLeft *self, double fraction, gint64 now_us)
{
  double elapsed_s, share;

  if (fraction < 0.0)
    {
      *self = (HxTimeLeft){ 0 };
      return -1.0;
    }
  if (self->started_us == 0 || fraction < self->fraction)
    {
      *self = (HxTimeLeft){ .started_us = now_us, .reported_us = now_us, .fraction = fraction };
      return -1.0;
    }
  elapsed_s = (double)(now_us - self->reported_us) / 1e6;
  if (elapsed_s > 0.0)
    {
      share = 1.0 - exp (-elapsed_s / MEMORY_S);
      self->speed += share * ((fraction - self->fraction) / elapsed_s - self->speed);
      self->weight += share * (1.0 - self->weight);
      self->fraction = fraction;
      self->reported_us = now_us;
    }
  if (fraction >= 1.0)
    return 0.0;
  if (!(self->speed > 0.0) || (double)(now_us - self->started_us) / 1e6 < SILENCE_S)
    return -1.0;
  return (1.0 - fraction) / (self->speed / self->weight);
}
