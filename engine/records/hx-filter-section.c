/* hx-filter-section.c: a second-order section, forward and backward
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-filter-private.h"

#include <math.h>
#include <stdlib.h>

#define SETTLE_TIME_CONSTANTS 12.0 /* exp (-12) = 6e-6 of what was there at first */
#define MAX_PAD_STRETCHES 3        /* so that many short stretches cost no more than a long one */
#define EDGE_LEVEL_S 0.6
#define MAINS_FIT_S 1.0
#define MAINS_FIT_MIN_CYCLES 4.0

/* A state-variable filter by the trapezoidal rule: v1 is its band pass, v2 its low pass.
 * A direct form would lose half of its digits to 0.05 Hz at high sampling rates. */
typedef struct
{
  double g, k, a1, a2, a3;
  double mix_in, mix_band, mix_low;
  double s1, s2;
} Section;

/* What a stretch looks like from one of its ends; t counts samples inward from there. */
typedef struct
{
  const float *at;
  int step;
  gsize last; /* largest t */
  double level, slope;
  double cosine, sine, omega; /* mains at this end, by the sample */
} Edge;

static Section
section_design (HxFilterKind kind, double frequency_hz, double rate_hz)
{
  /* Two passes at -1.5 dB each make the -3 dB of the name. */
  double shift = pow (G_SQRT2 - 1.0, 0.25);
  double g = tan (G_PI * frequency_hz / rate_hz);
  double k = G_SQRT2;
  Section section = { 0 };

  if (kind == HX_FILTER_LOW_PASS)
    g /= shift;
  else if (kind == HX_FILTER_HIGH_PASS)
    g *= shift;
  else
    k = tan (G_PI * HX_FILTER_NOTCH_WIDTH_HZ / rate_hz) * (1.0 + g * g) / g * sqrt (G_SQRT2 - 1.0);
  section.g = g;
  section.k = k;
  section.a1 = 1.0 / (1.0 + g * (g + k));
  section.a2 = g * section.a1;
  section.a3 = g * section.a2;
  section.mix_in = kind == HX_FILTER_LOW_PASS ? 0.0 : 1.0;
  section.mix_band = kind == HX_FILTER_LOW_PASS ? 0.0 : -k;
  section.mix_low = kind == HX_FILTER_LOW_PASS ? 1.0 : kind == HX_FILTER_HIGH_PASS ? -1.0 : 0.0;
  return section;
}

/* Samples until what was before has died away. */
static gsize
section_settle (const Section *section)
{
  double time_constant = (1.0 + section->g * section->g) / (section->g * MIN (section->k, 1.0));

  return (gsize)ceil (SETTLE_TIME_CONSTANTS * time_constant) + 16;
}

/* The state in which it would be if a line of that slope, now at @level, had gone in for ever. */
static void
section_start (Section *section, double level, double slope)
{
  section->s1 = slope / (2.0 * section->g);
  section->s2 = level - section->k * section->s1 - slope / 2.0;
}

static inline double
section_step (Section *section, double in)
{
  double rest = in - section->s2;
  double band = section->a1 * section->s1 + section->a2 * rest;
  double low = section->s2 + section->a2 * section->s1 + section->a3 * rest;

  section->s1 = 2.0 * band - section->s1;
  section->s2 = 2.0 * low - section->s2;
  return section->mix_in * in + section->mix_band * band + section->mix_low * low;
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

static double
median_of (const float *edge, int step, gsize from, gsize n, float *scratch)
{
  for (gsize i = 0; i < n; i++)
    scratch[i] = edge[step * (gssize)(from + i)];
  qsort (scratch, n, sizeof *scratch, compare_floats);
  return n % 2 ? (double)scratch[n / 2] : ((double)scratch[n / 2 - 1] + (double)scratch[n / 2]) / 2.0;
}

double
hx_filter_edge_level (const float *edge, int step, gsize n, gsize window)
{
  g_autofree float *scratch = NULL;
  double first, second;

  window = CLAMP (window, 1, MAX (n / 2, 1));
  scratch = g_new (float, window);
  first = median_of (edge, step, 0, window, scratch);
  if (n < 2 * window)
    return first;
  second = median_of (edge, step, window, window, scratch);
  /* Their centres are (window - 1) / 2 and that + window after the edge. */
  return first - (second - first) * (double)(window - 1) / (2.0 * (double)window);
}

/* Mains at an end, by projection under a Hann window: a reflection alone would break its phase there,
 * and the notch would ring into the trace. */
static void
edge_fit_mains (Edge *edge, double frequency_hz, double rate_hz)
{
  gsize n = MIN (edge->last + 1, (gsize)(MAINS_FIT_S * rate_hz));
  double mean = 0.0, cosine = 0.0, sine = 0.0, weights = 0.0;

  edge->omega = 2.0 * G_PI * frequency_hz / rate_hz;
  if ((double)n * frequency_hz / rate_hz < MAINS_FIT_MIN_CYCLES)
    return;
  for (gsize t = 0; t < n; t++)
    mean += (double)edge->at[edge->step * (gssize)t] / (double)n;
  for (gsize t = 0; t < n; t++)
    {
      double weight = 1.0 - cos (2.0 * G_PI * ((double)t + 0.5) / (double)n);
      double value = weight * ((double)edge->at[edge->step * (gssize)t] - mean);

      cosine += value * cos (edge->omega * (double)t);
      sine += value * sin (edge->omega * (double)t);
      weights += weight;
    }
  edge->cosine = 2.0 * cosine / weights;
  edge->sine = 2.0 * sine / weights;
}

static double
edge_mains (const Edge *edge, double t)
{
  if (edge->cosine == 0.0 && edge->sine == 0.0)
    return 0.0;
  return edge->cosine * cos (edge->omega * t) + edge->sine * sin (edge->omega * t);
}

/* The two ends of a stretch, and the line between them about which it is reflected. */
static void
edges_init (Edge edges[2], HxFilterKind kind, double frequency_hz, double rate_hz, const float *samples,
            gsize n)
{
  edges[0] = (Edge){ .at = samples, .step = 1, .last = n - 1 };
  edges[1] = (Edge){ .at = samples + n - 1, .step = -1, .last = n - 1 };
  for (int i = 0; i < 2; i++)
    {
      if (kind == HX_FILTER_NOTCH)
        edge_fit_mains (&edges[i], frequency_hz, rate_hz);
      /* The baseline, not the sample: the end may lie in the middle of a QRS complex. */
      if (kind == HX_FILTER_HIGH_PASS)
        edges[i].level =
            hx_filter_edge_level (edges[i].at, edges[i].step, n, (gsize)(EDGE_LEVEL_S * rate_hz));
      else
        edges[i].level = (double)*edges[i].at - edge_mains (&edges[i], 0.0);
    }
  if (n > 1)
    {
      edges[0].slope = (edges[1].level - edges[0].level) / (double)(n - 1);
      edges[1].slope = -edges[0].slope;
    }
}

/* What is thought to lie @i samples outside of the stretch: its odd reflection, again and again. */
static double
edge_outside (const Edge *edge, gsize i)
{
  gsize t = i % (2 * edge->last);
  double sign = t <= edge->last ? -1.0 : 1.0;
  double rest;

  t = t <= edge->last ? t : 2 * edge->last - t;
  rest = (double)edge->at[edge->step * (gssize)t] - edge->level - edge->slope * (double)t
         - edge_mains (edge, (double)t);
  return edge->level - edge->slope * (double)i + sign * rest + edge_mains (edge, -(double)i);
}

static gboolean
pass_forward (Section *section, float *samples, gsize n, HxFilterRun *run)
{
  for (gsize from = 0; from < n; from += HX_FILTER_CHUNK)
    {
      gsize to = MIN (n, from + HX_FILTER_CHUNK);

      for (gsize i = from; i < to; i++)
        samples[i] = (float)section_step (section, (double)samples[i]);
      if (!hx_filter_run_advance (run, to - from))
        return FALSE;
    }
  return TRUE;
}

static gboolean
pass_backward (Section *section, float *samples, gsize n, HxFilterRun *run)
{
  for (gsize to = n; to > 0; to -= MIN (to, HX_FILTER_CHUNK))
    {
      gsize from = to - MIN (to, HX_FILTER_CHUNK);

      for (gsize i = to; i > from; i--)
        samples[i - 1] = (float)section_step (section, (double)samples[i - 1]);
      if (!hx_filter_run_advance (run, to - from))
        return FALSE;
    }
  return TRUE;
}

gboolean
hx_filter_section_run (HxFilterKind kind, double frequency_hz, double rate_hz, float *samples, gsize n,
                       HxFilterRun *run)
{
  Section section = section_design (kind, frequency_hz, rate_hz);
  gsize n_pad = MIN (section_settle (&section), MAX_PAD_STRETCHES * (n - 1));
  g_autofree double *after = g_try_new (double, n_pad + 1);
  Edge edges[2];

  if (after == NULL)
    return FALSE;
  edges_init (edges, kind, frequency_hz, rate_hz, samples, n);
  for (gsize i = 0; i < n_pad; i++)
    after[i] = edge_outside (&edges[1], i + 1);
  section_start (&section, edges[0].level - edges[0].slope * (double)n_pad, edges[0].slope);
  for (gsize i = n_pad; i > 0; i--)
    section_step (&section, edge_outside (&edges[0], i));
  if (!pass_forward (&section, samples, n, run))
    return FALSE;
  for (gsize i = 0; i < n_pad; i++)
    after[i] = section_step (&section, after[i]);
  section_start (&section,
                 kind == HX_FILTER_HIGH_PASS ? 0.0 : edges[1].level - edges[1].slope * (double)n_pad,
                 kind == HX_FILTER_HIGH_PASS ? 0.0 : edges[1].slope);
  for (gsize i = n_pad; i > 0; i--)
    section_step (&section, after[i - 1]);
  return pass_backward (&section, samples, n, run);
}
