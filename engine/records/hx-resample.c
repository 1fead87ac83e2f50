/* hx-resample.c: changing the sampling rate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-resample.h"

#include <math.h>
#include <string.h>

#define CUT_OFF 0.45   /* of the lower rate */
#define TRANSITION 0.1 /* of the lower rate: stop band from 0.5 on, pass band up to 0.4 */
#define ATTENUATION_DB 80.0
#define LANES 8 /* partial sums of a product; also what the filter's length is a multiple of */
#define MAX_NUMERATOR 4096
#define MAX_TABLE (1 << 18) /* coefficients that are computed ahead of time */

/* Rates as a fraction: output j lies at input position j * step, step = denominator / numerator. */
typedef struct
{
  guint64 numerator; /* 0: no small fraction, step is all there is */
  guint64 denominator;
  double step;
} Ratio;

typedef struct
{
  Ratio ratio;
  double scale; /* lower rate / input rate */
  double beta;
  double i0_beta;
  gsize half;   /* input samples on either side of a position */
  gsize n_taps; /* 2 * half, a multiple of LANES */
  float *table; /* numerator x n_taps, or NULL: computed for each output */
} Filter;

/* Modified Bessel function of the first kind, order 0, by its power series. */
static double
bessel_i0 (double x)
{
  double quarter = x * x / 4.0;
  double term = 1.0, sum = 1.0;

  for (int k = 1; term > sum * 1e-17; k++)
    {
      term *= quarter / ((double)k * k);
      sum += term;
    }
  return sum;
}

/* The smallest fraction that equals rate_out / rate_in but for rounding, by continued fractions. */
static Ratio
ratio_of (double rate_in_hz, double rate_out_hz)
{
  double target = rate_out_hz / rate_in_hz;
  double rest = target;
  double p0 = 0.0, q0 = 1.0, p1 = 1.0, q1 = 0.0;

  for (int i = 0; i < 40; i++)
    {
      double whole = floor (rest);
      double p2 = whole * p1 + p0;
      double q2 = whole * q1 + q0;

      if (p2 > MAX_NUMERATOR || q2 > 1e6)
        break;
      if (p2 > 0.0 && fabs (p2 / q2 - target) <= 1e-14 * target)
        return (Ratio){ (guint64)p2, (guint64)q2, q2 / p2 };
      p0 = p1;
      q0 = q1;
      p1 = p2;
      q1 = q2;
      rest = 1.0 / (rest - whole);
    }
  return (Ratio){ 0, 0, rate_in_hz / rate_out_hz };
}

/* Input position of output @j: a whole sample and the fraction after it. */
static gsize
position_of (const Ratio *ratio, gsize j, double *fraction, gsize *phase)
{
  double position;

  if (ratio->numerator > 0)
    {
      guint64 scaled = (guint64)j * ratio->denominator;

      *phase = (gsize)(scaled % ratio->numerator);
      *fraction = (double)*phase / (double)ratio->numerator;
      return (gsize)(scaled / ratio->numerator);
    }
  position = (double)j * ratio->step;
  *phase = 0;
  *fraction = position - floor (position);
  return (gsize)position;
}

/* Coefficients for a position @fraction after a sample: tap k meets that sample + k - (half - 1). */
static void
compute_taps (const Filter *filter, double fraction, float *taps)
{
  double sum = 0.0;

  for (gsize k = 0; k < filter->n_taps; k++)
    {
      double distance = fraction + (double)filter->half - 1.0 - (double)k;
      double u = distance / (double)filter->half;
      double x = 2.0 * G_PI * CUT_OFF * filter->scale * distance;
      double sinc = fabs (x) < 1e-9 ? 1.0 : sin (x) / x;
      double inside = 1.0 - u * u;
      double tap = inside > 0.0 ? sinc * bessel_i0 (filter->beta * sqrt (inside)) / filter->i0_beta : 0.0;

      taps[k] = (float)tap;
      sum += tap;
    }
  for (gsize k = 0; k < filter->n_taps; k++)
    taps[k] = (float)(taps[k] / sum);
}

static void
filter_init (Filter *filter, double rate_in_hz, double rate_out_hz)
{
  double width = (ATTENUATION_DB - 7.95) / (14.36 * TRANSITION);

  filter->ratio = ratio_of (rate_in_hz, rate_out_hz);
  filter->scale = MIN (1.0, rate_out_hz / rate_in_hz);
  filter->beta = 0.1102 * (ATTENUATION_DB - 8.7);
  filter->i0_beta = bessel_i0 (filter->beta);
  filter->half = (gsize)ceil (width / 2.0 / filter->scale / (LANES / 2)) * (LANES / 2);
  filter->n_taps = 2 * filter->half;
  filter->table = NULL;
  if (filter->ratio.numerator == 0 || filter->ratio.numerator * filter->n_taps > MAX_TABLE)
    return;
  filter->table = g_new (float, filter->ratio.numerator * filter->n_taps);
  for (gsize phase = 0; phase < filter->ratio.numerator; phase++)
    compute_taps (filter, (double)phase / (double)filter->ratio.numerator,
                  filter->table + phase * filter->n_taps);
}

/* Partial sums side by side, in a fixed order, so that the compiler may use vectors without changing a bit.
 */
static float
dot (const float *a, const float *b, gsize n)
{
  float sums[LANES] = { 0.0f };

  for (gsize k = 0; k < n; k += LANES)
    for (int i = 0; i < LANES; i++)
      sums[i] += a[k + i] * b[k + i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/* Copies @n values of @in from position @first on, mirrored about the first and the last sample. */
static void
copy_mirrored (const float *in, gsize n_in, gint64 first, gsize n, float *window)
{
  gint64 last = (gint64)n_in - 1;
  gint64 period = MAX (2 * last, 1);

  for (gsize k = 0; k < n; k++)
    {
      gint64 i = (first + (gint64)k) % period;

      if (i < 0)
        i += period;
      window[k] = in[i <= last ? i : period - i];
    }
}

gsize
hx_resample_length (gsize n_in, double rate_in_hz, double rate_out_hz)
{
  Ratio ratio;

  g_return_val_if_fail (rate_in_hz > 0.0 && rate_out_hz > 0.0, 0);

  ratio = ratio_of (rate_in_hz, rate_out_hz);
  if (ratio.numerator > 0 && n_in <= G_MAXUINT64 / MAX_NUMERATOR - ratio.denominator)
    return (gsize)(((guint64)n_in * ratio.numerator + ratio.denominator - 1) / ratio.denominator);
  return (gsize)ceil ((double)n_in / ratio.step);
}

void
hx_resample (const float *const *in, guint n_leads, gsize n_in, double rate_in_hz, float *out, gsize n_out,
             double rate_out_hz)
{
  Filter filter;
  g_autofree float *window = NULL;
  g_autofree float *computed = NULL;

  g_return_if_fail (in != NULL && out != NULL && n_in > 0);
  g_return_if_fail (rate_in_hz > 0.0 && rate_out_hz > 0.0);

  filter_init (&filter, rate_in_hz, rate_out_hz);
  window = g_new (float, filter.n_taps);
  computed = g_new (float, filter.n_taps);
  for (gsize j = 0; j < n_out; j++)
    {
      double fraction;
      gsize phase;
      gint64 first = (gint64)position_of (&filter.ratio, j, &fraction, &phase) - (gint64)filter.half + 1;
      gboolean inside = first >= 0 && (guint64)first + filter.n_taps <= n_in;
      const float *taps = filter.table != NULL ? filter.table + phase * filter.n_taps : computed;

      if (filter.table == NULL)
        compute_taps (&filter, fraction, computed);
      for (guint lead = 0; lead < n_leads; lead++)
        {
          if (!inside)
            copy_mirrored (in[lead], n_in, first, filter.n_taps, window);
          out[lead * n_out + j] = dot (taps, inside ? in[lead] + first : window, filter.n_taps);
        }
    }
  g_free (filter.table);
}
