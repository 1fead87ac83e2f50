/* hx-calibration.c: whether scores can be read as probabilities, and the temperature that makes them so
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-calibration.h"

#include <math.h>

/* Upper end of bin @bin. */
static double
edge (guint bin)
{
  return bin + 1 == HX_RELIABILITY_BINS ? 1.0 : (bin + 1) * (1.0 / HX_RELIABILITY_BINS);
}

static guint
bin_of (double probability)
{
  guint bin = 0;

  while (bin + 1 < HX_RELIABILITY_BINS && probability > edge (bin))
    bin++;
  return bin;
}

gboolean
hx_reliability_add (HxReliability *reliability, const guint8 *y, gsize y_stride, const double *probability,
                    gsize stride, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!(probability[i * stride] >= 0.0 && probability[i * stride] <= 1.0))
      return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const guint bin = bin_of (probability[i * stride]);

      reliability->n[bin]++;
      reliability->probability[bin] += probability[i * stride];
      reliability->positives[bin] += y[i * y_stride] != 0;
    }
  return TRUE;
}

HxReliabilityBin
hx_reliability_get_bin (const HxReliability *reliability, guint bin)
{
  const guint n = reliability->n[bin];

  return (HxReliabilityBin){ .low = bin > 0 ? edge (bin - 1) : 0.0,
                             .high = edge (bin),
                             .n = n,
                             .mean_probability = n > 0 ? reliability->probability[bin] / n : (double)NAN,
                             .share = n > 0 ? reliability->positives[bin] / n : (double)NAN };
}

double
hx_reliability_error (const HxReliability *reliability)
{
  double sum = 0.0, n = 0.0;

  for (guint bin = 0; bin < HX_RELIABILITY_BINS; bin++)
    {
      sum += fabs (reliability->probability[bin] - reliability->positives[bin]);
      n += reliability->n[bin];
    }
  return n > 0.0 ? sum / n : (double)NAN;
}

/* --- temperature ----------------------------------------------------------------------- */

static double
sigmoid (double x)
{
  return x >= 0.0 ? 1.0 / (1.0 + exp (-x)) : exp (x) / (1.0 + exp (x));
}

/* Derivative of the negative log-likelihood by s = 1 / T. It grows with s: the likelihood is convex in s. */
static double
slope (const guint8 *y, gsize y_stride, const double *logit, gsize logit_stride, guint n, double s)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    {
      const double z = logit[i * logit_stride];

      sum += (sigmoid (s * z) - (y[i * y_stride] != 0)) * z;
    }
  return sum;
}

double
hx_fit_temperature (const guint8 *y, gsize y_stride, const double *logit, gsize logit_stride, guint n)
{
  double low = log (1.0 / HX_TEMPERATURE_MAX), high = log (1.0 / HX_TEMPERATURE_MIN);
  gboolean any = FALSE, seen[2] = { FALSE, FALSE };

  for (guint i = 0; i < n; i++)
    {
      if (!isfinite (logit[i * logit_stride]))
        return NAN;
      any |= logit[i * logit_stride] != 0.0;
      seen[y[i * y_stride] != 0] = TRUE;
    }
  if (!any || !seen[0] || !seen[1])
    return NAN;
  if (slope (y, y_stride, logit, logit_stride, n, 1.0 / HX_TEMPERATURE_MAX) >= 0.0)
    return HX_TEMPERATURE_MAX;
  if (slope (y, y_stride, logit, logit_stride, n, 1.0 / HX_TEMPERATURE_MIN) <= 0.0)
    return HX_TEMPERATURE_MIN;
  /* Halved until the temperature's relative error is that of a double's. */
  for (guint step = 0; step < 55; step++)
    {
      const double middle = 0.5 * (low + high);

      if (slope (y, y_stride, logit, logit_stride, n, exp (middle)) < 0.0)
        low = middle;
      else
        high = middle;
    }
  return exp (-0.5 * (low + high));
}
