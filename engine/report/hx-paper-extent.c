/* hx-paper-extent.c: the room that leads take on a sheet
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-paper-private.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SAMPLES 65536
#define SPARE_MM 2.0

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

/* What there is of a lead from @start_s on, in order of size; of a long stretch, samples at equal distances.
 */
static float *
sorted_samples (HxRecording *recording, guint lead, double start_s, double duration_s, gsize *n_sorted)
{
  const float *samples = hx_recording_get_lead_mv (recording, lead);
  double rate_hz = hx_recording_get_rate_hz (recording);
  gsize from = (gsize)(start_s * rate_hz);
  gsize to = MIN ((gsize)((start_s + duration_s) * rate_hz) + 1, hx_recording_get_n_samples (recording));
  gsize step = to > from ? (to - from) / MAX_SAMPLES + 1 : 1;
  float *sorted = g_new (float, to > from ? (to - from) / step + 1 : 1);

  *n_sorted = 0;
  for (gsize i = from; i < to; i += step)
    if (isfinite (samples[i]))
      sorted[(*n_sorted)++] = samples[i];
  qsort (sorted, *n_sorted, sizeof *sorted, compare_floats);
  return sorted;
}

double
hx_paper_median_mv (const HxPaper *paper, HxRecording *recording, guint lead)
{
  gsize n = 0;
  g_autofree float *sorted = sorted_samples (recording, lead, paper->start_s, paper->duration_s, &n);

  return n > 0 ? (double)sorted[n / 2] : NAN;
}

int
hx_paper_find_lead (const HxPaper *paper, const HxPaperCell *cell, HxRecording *other)
{
  const char *name =
      cell->lead >= 0 ? hx_recording_get_lead_name (paper->setup.recording, (guint)cell->lead) : NULL;

  return name != NULL ? hx_recording_find_lead_named (other, name) : -1;
}

/* How far a lead reaches above and below @median_mv within the cell. */
static void
measure_lead (const HxPaperCell *cell, HxRecording *recording, guint lead, double median_mv, double *above_mm,
              double *below_mm)
{
  gsize n = 0;
  g_autofree float *part = sorted_samples (recording, lead, cell->start_s, cell->duration_s, &n);
  double low_mv, high_mv;

  if (n == 0 || isnan (median_mv))
    return;
  low_mv = (double)part[0] - median_mv;
  high_mv = (double)part[n - 1] - median_mv;
  *above_mm = MAX (*above_mm, (cell->inverted ? -low_mv : high_mv) * cell->gain_mm_mv);
  *below_mm = MAX (*below_mm, (cell->inverted ? high_mv : -low_mv) * cell->gain_mm_mv);
}

static void
measure_cell (HxPaper *paper, HxPaperCell *cell, double *above_mm, double *below_mm)
{
  cell->median_mv = NAN;
  if (cell->lead < 0)
    return;
  cell->median_mv = hx_paper_median_mv (paper, paper->setup.recording, (guint)cell->lead);
  measure_lead (cell, paper->setup.recording, (guint)cell->lead, cell->median_mv, above_mm, below_mm);
  for (guint i = 0; i < paper->others->len; i++)
    {
      HxRecording *other = g_ptr_array_index (paper->others, i);
      int lead = hx_paper_find_lead (paper, cell, other);

      if (lead >= 0)
        measure_lead (cell, other, (guint)lead, hx_paper_median_mv (paper, other, (guint)lead), above_mm,
                      below_mm);
    }
}

void
hx_paper_place_rows (HxPaper *paper)
{
  double row_mm = paper->height_mm / MAX (paper->n_rows, 1);
  double above_mm = 0.0, below_mm = 0.0, ignored = 0.0, first, last;
  double most = MIN (HX_PAPER_BASELINE * row_mm + paper->height_mm / 8.0, 0.6 * paper->height_mm);

  for (guint i = 0; i < paper->cells->len; i++)
    {
      HxPaperCell *cell = &g_array_index (paper->cells, HxPaperCell, i);

      measure_cell (paper, cell, cell->row == 0 ? &above_mm : &ignored,
                    cell->row + 1 == paper->n_rows ? &below_mm : &ignored);
    }
  /* The outer rows get the room that they need, within reason; between rows, waves may cross. */
  first = CLAMP (above_mm + SPARE_MM, HX_PAPER_BASELINE * row_mm, most);
  last =
      paper->height_mm
      - CLAMP (below_mm + SPARE_MM, (1.0 - HX_PAPER_BASELINE) * row_mm, MIN (most, 0.35 * paper->height_mm));
  if (paper->n_rows > 1)
    paper->row_mm = (last - first) / (paper->n_rows - 1);
  else
    paper->row_mm = row_mm;
  for (guint i = 0; i < paper->cells->len; i++)
    {
      HxPaperCell *cell = &g_array_index (paper->cells, HxPaperCell, i);

      /* On a line of the grid, so that a height can be read from it. */
      cell->baseline_mm = round (first + cell->row * paper->row_mm);
    }
}
