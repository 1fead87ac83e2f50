/* hx-trace-layout.c: where leads go on ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-layout.h"

#include "engine/records/hx-leads.h"

#include <math.h>

#define MARGIN_LEFT_MM 3.0
#define MARGIN_RIGHT_MM 3.0
#define PULSE_S 0.2
/* Flat before and after the pulse, then a gap: the pulse ends on the thick line before the traces. */
#define PULSE_LEAD_MM 2.0
#define PULSE_TAIL_MM 2.0
#define PULSE_GAP_MM 3.0
/* Rows are spread over the room there is, up to one of these: further apart they would no longer be read
 * together. */
#define MOST_ROW_MM 45.0
#define MOST_ROW_PX 110.0
/* A recording this little shorter than a page is laid out as a whole page. */
#define TOLERANCE_S 0.1

/* The heights of a row in millimetres: the least before the whole page is made smaller, and at true size. */
typedef struct
{
  int n_columns;
  double column_s;
  double least_row_mm, true_row_mm;
} Arrangement;

static const Arrangement arrangements[] = {
  [HX_TRACE_3X4] = { 4, HX_TRACE_PAGE_S / 4, 20.0, 30.0 },
  [HX_TRACE_6X2] = { 2, HX_TRACE_PAGE_S / 2, 14.0, 25.0 },
  [HX_TRACE_12X1] = { 1, HX_TRACE_PAGE_S, 8.0, 20.0 },
};

/* Which leads stand where, before any measure is taken. */
typedef struct
{
  int standard[HX_N_STANDARD_LEADS]; /* index in the recording, or -1 */
  guint n_extra;
  guint *extra; /* indices of the other leads */
  gboolean has_standard;
} Leads;

static void
leads_init (Leads *leads, const HxTraceSetup *setup)
{
  leads->has_standard = FALSE;
  leads->n_extra = 0;
  leads->extra = g_new (guint, MAX (setup->n_leads, 1));
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    leads->standard[i] = -1;

  for (guint i = 0; i < setup->n_leads; i++)
    {
      int lead = hx_lead_from_name (setup->lead_names[i]);

      if (lead >= 0 && leads->standard[lead] < 0)
        {
          leads->standard[lead] = (int)i;
          leads->has_standard = TRUE;
        }
      else
        leads->extra[leads->n_extra++] = i;
    }
}

static int
count_rows (const HxTraceSetup *setup, const Leads *leads)
{
  int n_columns = arrangements[setup->arrangement].n_columns;
  int n_rows = ((int)leads->n_extra + n_columns - 1) / n_columns;

  if (leads->has_standard)
    n_rows += HX_N_STANDARD_LEADS / n_columns;
  if (setup->arrangement == HX_TRACE_3X4 && setup->n_leads > 0)
    n_rows++;
  return MAX (n_rows, 1);
}

static double
pulse_mm (const HxTraceSetup *setup)
{
  if (!setup->pulse)
    return 0.0;
  return PULSE_LEAD_MM + PULSE_S * setup->speed_mm_s + PULSE_TAIL_MM + PULSE_GAP_MM;
}

static double
page_width_mm (const HxTraceSetup *setup)
{
  return MARGIN_LEFT_MM + pulse_mm (setup) + HX_TRACE_PAGE_S * setup->speed_mm_s + MARGIN_RIGHT_MM;
}

int
hx_trace_layout_size_mm (const HxTraceSetup *setup, double *width_mm, double *height_mm)
{
  Leads leads;
  int n_rows;

  leads_init (&leads, setup);
  n_rows = count_rows (setup, &leads);
  g_free (leads.extra);
  *width_mm = page_width_mm (setup);
  *height_mm = n_rows * arrangements[setup->arrangement].true_row_mm;
  return n_rows;
}

double
hx_trace_layout_max_start_s (double duration_s)
{
  return MAX (duration_s - HX_TRACE_PAGE_S, 0.0);
}

/* A height of whole 5 mm squares, or of whole millimetres where that would waste much, so that every
 * baseline lies on a line of the grid. */
static double
whole_row_mm (double row_mm)
{
  if (row_mm >= 20.0)
    return floor (row_mm / 5.0) * 5.0;
  return MAX (floor (row_mm), 1.0);
}

static void
set_measures (HxTraceLayout *layout, const HxTraceSetup *setup, double width, double height, double px_scale,
              double footer_px)
{
  const Arrangement *arrangement = &arrangements[setup->arrangement];
  double width_mm = page_width_mm (setup), room = MAX (height - footer_px, 1.0);
  double row_mm, left;

  if (setup->scale == HX_TRACE_TRUE_SIZE)
    {
      layout->px_per_mm = HX_TRACE_PX_PER_MM_TRUE;
      row_mm = MAX (arrangement->true_row_mm, room / layout->n_rows / layout->px_per_mm);
    }
  else
    {
      double square;

      layout->px_per_mm = MIN (width / width_mm, room / (layout->n_rows * arrangement->least_row_mm));
      /* Five millimetres are whole device pixels, so that all large squares are alike. */
      square = 5.0 * layout->px_per_mm * px_scale;
      if (square >= 3.0)
        layout->px_per_mm = floor (square) / 5.0 / px_scale;
      row_mm = room / layout->n_rows / layout->px_per_mm;
    }
  row_mm = whole_row_mm (MIN (row_mm, MAX (MOST_ROW_MM, MOST_ROW_PX / layout->px_per_mm)));

  layout->row_height = row_mm * layout->px_per_mm;
  layout->paper_width = MAX (width, width_mm * layout->px_per_mm);
  layout->paper_height = MAX (height, layout->n_rows * layout->row_height + footer_px);

  left = (layout->paper_width - width_mm * layout->px_per_mm) / 2.0;
  layout->origin_x = left + (MARGIN_LEFT_MM + pulse_mm (setup)) * layout->px_per_mm;
  layout->origin_x = round (layout->origin_x * px_scale) / px_scale;
  layout->pulse_x = layout->origin_x - pulse_mm (setup) * layout->px_per_mm;
  layout->origin_y = (layout->paper_height - footer_px - layout->n_rows * layout->row_height) / 2.0
                     + HX_TRACE_BASELINE * layout->row_height;
  layout->origin_y = round (layout->origin_y * px_scale) / px_scale;
}

/* Columns of a short recording overlap in time rather than stay empty. */
static double
column_start_s (const HxTraceLayout *layout, const HxTraceSetup *setup, int column)
{
  double column_s = arrangements[setup->arrangement].column_s;
  double start_s = layout->page_start_s + column * column_s;

  if (layout->consecutive)
    return start_s;
  return MAX (MIN (start_s, setup->duration_s - column_s), 0.0);
}

static void
add_cell (HxTraceLayout *layout, const HxTraceSetup *setup, const char *name, int lead, int row, int column)
{
  double column_s = arrangements[setup->arrangement].column_s;
  double column_width = column_s * setup->speed_mm_s * layout->px_per_mm;
  HxTraceCell *cell = &layout->cells[layout->n_cells++];

  cell->name = name;
  cell->lead = lead;
  cell->rhythm = FALSE;
  cell->row = row;
  cell->x = layout->origin_x + column * column_width;
  cell->width = column_width;
  cell->baseline_y = layout->origin_y + row * layout->row_height;
  cell->start_s = column_start_s (layout, setup, column);
  cell->duration_s = CLAMP (setup->duration_s - cell->start_s, 0.0, column_s);
}

static void
add_rhythm (HxTraceLayout *layout, const HxTraceSetup *setup, const Leads *leads)
{
  HxTraceCell *cell;
  int lead = leads->standard[HX_LEAD_II];
  const char *name = hx_lead_name (HX_LEAD_II);

  if (lead < 0)
    {
      lead = 0;
      name = setup->lead_names[0];
    }
  add_cell (layout, setup, name, lead, layout->n_rows - 1, 0);
  cell = &layout->cells[layout->n_cells - 1];
  cell->rhythm = TRUE;
  cell->width = HX_TRACE_PAGE_S * setup->speed_mm_s * layout->px_per_mm;
  cell->start_s = layout->page_start_s;
  cell->duration_s = layout->page_duration_s;
}

void
hx_trace_layout_compute (HxTraceLayout *layout, const HxTraceSetup *setup, double width, double height,
                         double px_scale, double footer_px)
{
  int n_columns = arrangements[setup->arrangement].n_columns, first_extra_row = 0;
  Leads leads;

  g_return_if_fail (width > 0.0 && height > 0.0 && px_scale > 0.0);
  g_return_if_fail (setup->speed_mm_s > 0.0 && setup->gain_mm_mv > 0.0);

  leads_init (&leads, setup);
  layout->n_rows = count_rows (setup, &leads);
  set_measures (layout, setup, width, height, px_scale, footer_px);

  layout->page_start_s = CLAMP (setup->start_s, 0.0, hx_trace_layout_max_start_s (setup->duration_s));
  layout->page_duration_s = CLAMP (setup->duration_s - layout->page_start_s, 0.0, HX_TRACE_PAGE_S);
  layout->consecutive = n_columns == 1 || setup->duration_s >= HX_TRACE_PAGE_S - TOLERANCE_S;
  layout->cells = g_new0 (HxTraceCell, HX_N_STANDARD_LEADS + setup->n_leads + 1);
  layout->n_cells = 0;

  if (leads.has_standard)
    {
      int n_rows = HX_N_STANDARD_LEADS / n_columns;

      for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        add_cell (layout, setup, hx_lead_name ((HxLead)lead), leads.standard[lead], lead % n_rows,
                  lead / n_rows);
      first_extra_row = n_rows;
    }
  for (guint i = 0; i < leads.n_extra; i++)
    add_cell (layout, setup, setup->lead_names[leads.extra[i]], (int)leads.extra[i],
              first_extra_row + (int)i / n_columns, (int)i % n_columns);
  if (setup->arrangement == HX_TRACE_3X4 && setup->n_leads > 0)
    add_rhythm (layout, setup, &leads);
  g_free (leads.extra);
}

void
hx_trace_layout_clear (HxTraceLayout *layout)
{
  g_clear_pointer (&layout->cells, g_free);
  layout->n_cells = 0;
}

const HxTraceCell *
hx_trace_layout_pick (const HxTraceLayout *layout, double x, double y)
{
  const HxTraceCell *nearest = NULL;
  double least = INFINITY;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      double middle_y = cell->baseline_y + (0.5 - HX_TRACE_BASELINE) * layout->row_height;
      double dx = MAX (MAX (cell->x - x, x - cell->x - cell->width), 0.0);
      double dy = MAX (fabs (y - middle_y) - layout->row_height / 2.0, 0.0);

      if (hypot (dx, dy) < least)
        {
          least = hypot (dx, dy);
          nearest = cell;
        }
    }
  return nearest;
}
