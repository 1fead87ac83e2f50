/* hx-delineate-edge.c: where a wave's flank ends
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

/* Half of the difference between the neighbours of @i, uphill towards the peak as positive. */
static inline float
rise (const float *x, gssize i, gssize step, float sign)
{
  return sign * 0.5f * (x[i - step] - x[i + step]);
}

/* The first place from @from on to @limit where the slope is below @share of @steepest, with a fraction. */
static float
find_slope (const float *x, gssize from, gssize limit, gssize step, float sign, float steepest, float share)
{
  float before = steepest, threshold = share * steepest;

  for (gssize i = from + step; (limit - i) * step > 0; i += step)
    {
      float slope = rise (x, i, step, sign);

      if (slope < threshold)
        return (float)i - (float)step * (threshold - slope) / MAX (before - slope, 1e-9f);
      before = slope;
    }
  return (float)limit;
}

/* Q. Zhang, A. Illanes Manriquez, C. Medigue, Y. Papelier, M. Sorine: An algorithm for robust and efficient
 * location of T-wave ends in electrocardiograms, IEEE Trans. Biomed. Eng. 53, 2006: of the trapezia under the
 * flank between its steepest point and a place beyond, the one with the largest area ends where the wave
 * does. */
static float
find_area (const float *x, gssize steep, gssize limit, gssize step, float sign)
{
  float best = -INFINITY;
  gssize place = limit;

  for (gssize i = steep; (limit - i) * step >= 0; i += step)
    {
      float area = sign * (x[steep] - x[i]) * (float)(2 * limit - i - steep) * (float)step;

      if (area > best)
        {
          best = area;
          place = i;
        }
    }
  return (float)place;
}

gboolean
hx_edge_find (const float *x, gssize peak, gssize limit, float base, float edges[HX_N_EDGES])
{
  gssize step = limit > peak ? 1 : -1, steep = peak;
  float sign = x[peak] >= base ? 1.0f : -1.0f, steepest = 0.0f;

  for (gssize i = peak + step; (limit - i) * step > 0; i += step)
    if (rise (x, i, step, sign) > steepest)
      {
        steepest = rise (x, i, step, sign);
        steep = i;
      }
  if (steepest <= 0.0f)
    return FALSE;
  edges[HX_EDGE_TANGENT] =
      (float)steep
      + (float)step * CLAMP (sign * (x[steep] - base) / steepest, 0.0f, (float)((limit - steep) * step));
  edges[HX_EDGE_SLOPE_40] = find_slope (x, steep, limit, step, sign, steepest, 0.4f);
  edges[HX_EDGE_SLOPE_20] = find_slope (x, steep, limit, step, sign, steepest, 0.2f);
  edges[HX_EDGE_SLOPE_10] = find_slope (x, steep, limit, step, sign, steepest, 0.1f);
  edges[HX_EDGE_SLOPE_4] = find_slope (x, steep, limit, step, sign, steepest, 0.04f);
  edges[HX_EDGE_AREA] = find_area (x, steep, limit, step, sign);
  return TRUE;
}
