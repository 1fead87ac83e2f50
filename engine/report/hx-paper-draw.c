/* hx-paper-draw.c: grid, pulses and traces as lines
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-paper-private.h"
#include "engine/report/hx-paper-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINOR_LINE_MM 0.08
#define MAJOR_LINE_MM 0.2
#define TRACE_LINE_MM 0.25
#define PULSE_MV 1.0
#define NAME_BASELINE_MM 4.2
#define MOST_ABOVE_MM 22.0
#define NAME_MM 1.0 /* from the cell's left edge, and from there to a remark */
#define REMARK_GAP_MM 1.5
/* Samples that lie closer than this are drawn as their extremes: no printer separates them. */
#define CLOSEST_MM 0.02

static void
draw_grid (const HxPaper *paper, cairo_t *cr)
{
  for (int major = 0; major < 2; major++)
    {
      for (int x = 0; x <= (int)paper->width_mm; x++)
        if ((x % 5 == 0) == major)
          {
            cairo_move_to (cr, x, 0.0);
            cairo_line_to (cr, x, paper->height_mm);
          }
      for (int y = 0; y <= (int)paper->height_mm; y++)
        if ((y % 5 == 0) == major)
          {
            cairo_move_to (cr, 0.0, y);
            cairo_line_to (cr, paper->width_mm, y);
          }
      cairo_set_line_width (cr, major ? MAJOR_LINE_MM : MINOR_LINE_MM);
      if (major)
        cairo_set_source_rgb (cr, 0.89, 0.55, 0.50);
      else
        cairo_set_source_rgb (cr, 0.96, 0.80, 0.77);
      cairo_stroke (cr);
    }
}

typedef struct
{
  cairo_t *cr;
  gboolean pen_down;
  double first_x, x_scale; /* of sample 0, and of each further one */
  double base_y, y_scale, median_mv;
} Pen;

static void
pen_point (Pen *pen, double sample, float value_mv)
{
  double x = pen->first_x + sample * pen->x_scale;
  double y = pen->base_y - ((double)value_mv - pen->median_mv) * pen->y_scale;

  /* Far outside of any sheet: cairo's numbers end there, and so does the paper. */
  y = CLAMP (y, -3000.0, 3000.0);
  if (pen->pen_down)
    cairo_line_to (pen->cr, x, y);
  else
    cairo_move_to (pen->cr, x, y);
  pen->pen_down = TRUE;
}

/* Lowest and highest of samples @from to @to - 1 that are there, in their order. */
static void
pen_extremes (Pen *pen, const float *samples, gsize from, gsize to)
{
  gsize low = to, high = to;

  for (gsize i = from; i < to; i++)
    if (isfinite (samples[i]))
      {
        low = low == to || samples[i] < samples[low] ? i : low;
        high = high == to || samples[i] > samples[high] ? i : high;
      }
  if (low == to)
    {
      pen->pen_down = FALSE;
      return;
    }
  pen_point (pen, (double)MIN (low, high), samples[MIN (low, high)]);
  if (low != high)
    pen_point (pen, (double)MAX (low, high), samples[MAX (low, high)]);
}

/* A sample between two gaps is a path of one point: a dot, by the round cap. */
static void
pen_samples (Pen *pen, const float *samples, gsize from, gsize to)
{
  for (gsize i = from; i < to; i++)
    if (isfinite (samples[i]))
      {
        gboolean alone = !pen->pen_down && (i + 1 == to || !isfinite (samples[i + 1]));

        pen_point (pen, (double)i, samples[i]);
        if (alone)
          cairo_close_path (pen->cr);
      }
    else
      pen->pen_down = FALSE;
}

static void
draw_trace (const HxPaper *paper, const HxPaperCell *cell, HxRecording *recording, guint lead,
            double median_mv, cairo_t *cr)
{
  const float *samples = hx_recording_get_lead_mv (recording, lead);
  double rate_hz = hx_recording_get_rate_hz (recording);
  double step_mm = paper->setup.speed_mm_s / rate_hz;
  gsize from = (gsize)ceil (cell->start_s * rate_hz - 1e-6);
  gsize to = MIN ((gsize)floor ((cell->start_s + cell->duration_s) * rate_hz + 1e-6) + 1,
                  hx_recording_get_n_samples (recording));
  Pen pen = { .cr = cr,
              .first_x = cell->x_mm - cell->start_s * paper->setup.speed_mm_s,
              .x_scale = step_mm,
              .base_y = cell->baseline_mm,
              .y_scale = cell->inverted ? -cell->gain_mm_mv : cell->gain_mm_mv,
              .median_mv = median_mv };
  gsize bucket = (gsize)MAX (CLOSEST_MM / step_mm, 1.0);

  if (bucket < 3)
    pen_samples (&pen, samples, from, to);
  else
    for (gsize i = from; i < to; i += bucket)
      pen_extremes (&pen, samples, i, MIN (i + bucket, to));
  cairo_stroke (cr);
}

void
hx_paper_set_other_color (cairo_t *cr, guint other)
{
  /* Told apart by all who see colours, and by how dark they are: Okabe and Ito 2002. */
  static const double colors[][3] = { { 0.0, 0.447, 0.698 }, { 0.835, 0.369, 0.0 }, { 0.0, 0.518, 0.373 } };
  const double *color = colors[other % G_N_ELEMENTS (colors)];

  cairo_set_source_rgb (cr, color[0], color[1], color[2]);
}

/* The same lead of the recordings that it is compared with. */
static void
draw_others (const HxPaper *paper, const HxPaperCell *cell, cairo_t *cr)
{
  for (guint i = 0; i < paper->others->len; i++)
    {
      HxRecording *other = g_ptr_array_index (paper->others, i);
      int lead = hx_paper_find_lead (paper, cell, other);
      double median_mv = lead >= 0 ? hx_paper_median_mv (paper, other, (guint)lead) : NAN;

      if (isnan (median_mv))
        continue;
      hx_paper_set_other_color (cr, i);
      draw_trace (paper, cell, other, (guint)lead, median_mv, cr);
    }
}

static void
draw_pulse (const HxPaper *paper, const HxPaperCell *cell, cairo_t *cr)
{
  double width_mm = HX_PAPER_PULSE_S * paper->setup.speed_mm_s;
  double left = (paper->pulse_mm - width_mm) / 2.0;
  double top = cell->baseline_mm - PULSE_MV * cell->gain_mm_mv;

  cairo_move_to (cr, left - 1.0, cell->baseline_mm);
  cairo_line_to (cr, left, cell->baseline_mm);
  cairo_line_to (cr, left, top);
  cairo_line_to (cr, left + width_mm, top);
  cairo_line_to (cr, left + width_mm, cell->baseline_mm);
  cairo_line_to (cr, left + width_mm + 1.0, cell->baseline_mm);
  cairo_stroke (cr);
}

/* Two short ticks where a column ends and the next begins. */
static void
draw_divider (const HxPaperCell *cell, cairo_t *cr)
{
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, cell->x_mm, cell->baseline_mm + side * 3.5);
      cairo_line_to (cr, cell->x_mm, cell->baseline_mm + side * 6.5);
    }
  cairo_stroke (cr);
}

static void
draw_name (const HxPaper *paper, const HxPaperCell *cell, cairo_t *cr)
{
  HxPaperText style = { .size_pt = 9.0, .bold = TRUE, .halo = TRUE };
  HxPaperText remark_style = { .size_pt = 7.0, .halo = TRUE };
  /* As high above the baseline as a row allows, whatever room the first row has. */
  double name_mm =
      cell->baseline_mm - HX_PAPER_BASELINE * paper->row_mm + MIN (NAME_BASELINE_MM, 0.4 * paper->row_mm);
  g_autofree char *name = NULL;

  if (paper->n_columns == 1 && cell->start_s > paper->start_s)
    /* Translators: name of a lead, then the second from which it is drawn */
    name = g_strdup_printf (_ ("%s from %g s"), cell->name, cell->start_s);
  if (name == NULL)
    name = g_strdup (cell->name);
  /* A row with a whole sheet to itself has its name where it is looked for, all the same. */
  name_mm = MAX (name_mm, MAX (NAME_BASELINE_MM, cell->baseline_mm - MOST_ABOVE_MM));
  hx_paper_text (cr, &style, cell->x_mm + NAME_MM, name_mm, name);
  if (cell->remark != NULL && isfinite (cell->median_mv))
    {
      double left_mm = NAME_MM + hx_paper_text_width_mm (cr, &style, name) + REMARK_GAP_MM;

      remark_style.width_mm = cell->width_mm - left_mm;
      if (remark_style.width_mm > 0.0)
        hx_paper_text (cr, &remark_style, cell->x_mm + left_mm, name_mm, cell->remark);
    }
}

static void
draw_absence (const HxPaperCell *cell, const char *text, cairo_t *cr)
{
  HxPaperText style = { .size_pt = 7.0, .grey = 0.35, .halo = TRUE, .align = PANGO_ALIGN_CENTER };

  hx_paper_text (cr, &style, cell->x_mm + cell->width_mm / 2.0, cell->baseline_mm, text);
}

static void
set_ink (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.0, 0.0, 0.0);
  cairo_set_line_width (cr, TRACE_LINE_MM);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
}

void
hx_paper_draw (const HxPaper *paper, cairo_t *cr)
{
  cairo_save (cr);
  draw_grid (paper, cr);
  cairo_rectangle (cr, 0.0, 0.0, paper->width_mm, paper->height_mm);
  cairo_clip (cr);
  for (guint i = 0; i < paper->cells->len; i++)
    draw_name (paper, &g_array_index (paper->cells, HxPaperCell, i), cr);
  for (guint i = 0; i < paper->cells->len; i++)
    {
      const HxPaperCell *cell = &g_array_index (paper->cells, HxPaperCell, i);

      set_ink (cr);
      if (cell->x_mm <= paper->pulse_mm)
        draw_pulse (paper, cell, cr);
      else
        draw_divider (cell, cr);
      if (cell->lead < 0)
        draw_absence (cell, _ ("not recorded"), cr);
      else if (isnan (cell->median_mv))
        draw_absence (cell, _ ("no signal here"), cr);
      else
        draw_trace (paper, cell, paper->setup.recording, (guint)cell->lead, cell->median_mv, cr);
      draw_others (paper, cell, cr);
    }
  cairo_restore (cr);
}
