/* hx-trace-layout.c: where leads go on ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-layout.h"

#include "ui/hx-trace-slots.h"

#include <math.h>

#define MARGIN_LEFT_MM 3.0
#define MARGIN_RIGHT_MM 3.0
#define PULSE_S 0.2
/* Flat before and after the pulse, then a gap: the pulse ends on the thick line before the traces. */
#define PULSE_LEAD_MM 2.0
#define PULSE_TAIL_MM 2.0
#define PULSE_GAP_MM 3.0
/* A pulse as wide as its time is long would be a dot or a wall when the trace is zoomed. */
#define PULSE_LEAST_MM 1.0
#define PULSE_MOST_MM 20.0
#define PULSE_USUAL_MM 5.0
/* Rows are spread over the room there is, up to one of these: further apart they would no longer be read
 * together. */
#define MOST_ROW_MM 45.0
#define MOST_ROW_PX 110.0
/* Above each of several pages, for its name: whole squares of the grid. */
#define BLOCK_GAP_MM 10.0
/* A recording this little shorter than a page is laid out as a whole page. */
#define TOLERANCE_S 0.1
#define TOLERANCE_MM 1e-6
/* At true size, a page that is wider than the window scrolls; above this it shows fewer seconds instead. */
#define MOST_PAGE_MM 1000.0
#define LEAST_PAGE_MM 1.0
/* A page has more than its ten seconds' paper where there is at least this much more room. */
#define LEAST_GROWTH 1.15

/* The heights of a row in millimetres: the least before the whole page is made smaller, and at true size. */
typedef struct
{
  double least_row_mm, true_row_mm;
} Arrangement;

static const Arrangement arrangements[] = {
  [HX_TRACE_3X4] = { 20.0, 30.0 },
  [HX_TRACE_6X2] = { 14.0, 25.0 },
  [HX_TRACE_12X1] = { 8.0, 20.0 },
};

static double
pulse_width_mm (const HxTraceSetup *setup)
{
  return CLAMP (PULSE_S * setup->speed_mm_s, PULSE_LEAST_MM, PULSE_MOST_MM);
}

/* The pulse's room grows by steps, so that the paper stays where it is while the trace is zoomed. */
static double
pulse_mm (const HxTraceSetup *setup)
{
  double top_mm = PULSE_USUAL_MM;

  while (top_mm < pulse_width_mm (setup) - TOLERANCE_MM)
    top_mm *= 2.0;
  return setup->pulse ? PULSE_LEAD_MM + top_mm + PULSE_TAIL_MM + PULSE_GAP_MM : 0.0;
}

/* What the whole recording takes; a short one gets a page all the same, so that all are alike. */
static double
whole_mm (const HxTraceSetup *setup)
{
  return MAX (setup->duration_s, HX_TRACE_PAGE_S) * setup->speed_mm_s;
}

/* The paper for traces before the room is known. */
static double
least_page_mm (const HxTraceSetup *setup)
{
  double most_mm = HX_TRACE_PAGE_MM;

  if (setup->scale == HX_TRACE_TRUE_SIZE)
    most_mm = MIN (HX_TRACE_PAGE_S * setup->speed_mm_s, MOST_PAGE_MM);
  return MAX (MIN (most_mm, whole_mm (setup)), LEAST_PAGE_MM);
}

static double
around_page_mm (const HxTraceSetup *setup)
{
  return MARGIN_LEFT_MM + pulse_mm (setup) + MARGIN_RIGHT_MM;
}

static int
count_blocks (const HxTraceSetup *setup)
{
  return (int)MAX (setup->n_blocks, 1);
}

/* What stands between several pages, and above the first. */
static double
gaps_mm (const HxTraceSetup *setup)
{
  return count_blocks (setup) > 1 ? count_blocks (setup) * BLOCK_GAP_MM : 0.0;
}

/* All of them, in px. */
static double
gaps_px (const HxTraceSetup *setup, double px_per_mm)
{
  return MAX (gaps_mm (setup) * px_per_mm, count_blocks (setup) * setup->key_px);
}

int
hx_trace_layout_size_mm (const HxTraceSetup *setup, double *width_mm, double *height_mm)
{
  HxTraceSlots slots;
  int n_rows;

  hx_trace_slots_init (&slots, setup);
  n_rows = slots.n_rows * count_blocks (setup);
  hx_trace_slots_clear (&slots);
  *width_mm = around_page_mm (setup) + least_page_mm (setup);
  *height_mm = n_rows * arrangements[setup->arrangement].true_row_mm + gaps_mm (setup);
  return n_rows;
}

double
hx_trace_layout_max_start_s (double duration_s, double page_s)
{
  return duration_s - page_s > 1e-6 ? duration_s - page_s : 0.0;
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

/* Pixels a millimetre, and the room that a row then has. */
static double
set_scale (HxTraceLayout *layout, const HxTraceSetup *setup, double width, double room, double px_scale)
{
  const Arrangement *arrangement = &arrangements[setup->arrangement];
  double least_mm = around_page_mm (setup) + least_page_mm (setup), square;

  if (setup->scale == HX_TRACE_TRUE_SIZE)
    {
      layout->px_per_mm = setup->true_px_per_mm > 0.0 ? setup->true_px_per_mm : HX_TRACE_PX_PER_MM_TRUE;
      return MAX (arrangement->true_row_mm,
                  (room - gaps_px (setup, layout->px_per_mm)) / layout->px_per_mm / layout->n_rows);
    }
  layout->px_per_mm =
      MIN (width / least_mm, room / (layout->n_rows * arrangement->least_row_mm + gaps_mm (setup)));
  layout->px_per_mm = MIN (layout->px_per_mm, MAX (room - count_blocks (setup) * setup->key_px, 1.0)
                                                  / (layout->n_rows * arrangement->least_row_mm));
  /* Five millimetres are whole device pixels, so that all large squares are alike. */
  square = 5.0 * layout->px_per_mm * px_scale;
  if (square >= 3.0)
    layout->px_per_mm = floor (square) / 5.0 / px_scale;
  return (room - gaps_px (setup, layout->px_per_mm)) / layout->px_per_mm / layout->n_rows;
}

static void
set_measures (HxTraceLayout *layout, const HxTraceSetup *setup, double width, double height, double px_scale,
              double footer_px)
{
  double room = MAX (height - footer_px, 1.0);
  double row_mm = set_scale (layout, setup, width, room, px_scale);
  double room_mm = floor (width / layout->px_per_mm - around_page_mm (setup) + TOLERANCE_MM);
  double page_mm = least_page_mm (setup);
  double width_mm, left, rows_height;

  /* A little more than ten seconds would only be odd. */
  if (room_mm >= page_mm * LEAST_GROWTH)
    page_mm = MAX (page_mm, MIN (room_mm, whole_mm (setup)));
  width_mm = around_page_mm (setup) + page_mm;
  layout->speed_mm_s = setup->speed_mm_s;
  layout->page_s = page_mm / setup->speed_mm_s;
  /* A single row takes what there is. */
  if (layout->n_rows > 1)
    row_mm = MIN (row_mm, MAX (MOST_ROW_MM, MOST_ROW_PX / layout->px_per_mm));
  row_mm = whole_row_mm (row_mm);

  layout->row_height = row_mm * layout->px_per_mm;
  layout->block_gap = gaps_px (setup, layout->px_per_mm) / layout->n_blocks;
  rows_height = layout->n_rows * layout->row_height + layout->n_blocks * layout->block_gap;
  layout->paper_width = MAX (width, width_mm * layout->px_per_mm);
  layout->paper_height = MAX (height, rows_height + footer_px);

  left = (layout->paper_width - width_mm * layout->px_per_mm) / 2.0;
  layout->origin_x = left + (MARGIN_LEFT_MM + pulse_mm (setup)) * layout->px_per_mm;
  layout->origin_x = round (layout->origin_x * px_scale) / px_scale;
  layout->pulse_x = layout->origin_x;
  if (setup->pulse)
    layout->pulse_x -=
        (PULSE_LEAD_MM + pulse_width_mm (setup) + PULSE_TAIL_MM + PULSE_GAP_MM) * layout->px_per_mm;
  layout->pulse_width = pulse_width_mm (setup) * layout->px_per_mm;
  layout->origin_y = (layout->paper_height - footer_px - rows_height) / 2.0 + layout->block_gap
                     + HX_TRACE_BASELINE * layout->row_height;
  layout->origin_y = round (layout->origin_y * px_scale) / px_scale;
}

/* Columns of a short recording overlap in time rather than stay empty. */
static double
column_start_s (const HxTraceLayout *layout, const HxTraceSetup *setup, int column)
{
  double column_s = layout->page_s / layout->n_columns;
  double start_s = layout->page_start_s + column * column_s;

  if (layout->consecutive)
    return start_s;
  return MAX (MIN (start_s, setup->duration_s - column_s), 0.0);
}

static void
add_cell (HxTraceLayout *layout, const HxTraceSetup *setup, const HxTraceSlot *slot, int n_block_rows,
          guint block)
{
  double seconds = slot->column < 0 ? layout->page_s : layout->page_s / layout->n_columns;
  HxTraceCell *cell = &layout->cells[layout->n_cells++];
  int column = MAX (slot->column, 0);

  cell->name = slot->name;
  cell->lead = slot->lead;
  cell->rhythm = slot->column < 0;
  cell->inverted = slot->inverted;
  cell->chest = slot->chest;
  cell->gain_mm_mv =
      slot->chest && setup->chest_gain_mm_mv > 0.0 ? setup->chest_gain_mm_mv : setup->gain_mm_mv;
  cell->block = block;
  cell->row = slot->row + (int)block * n_block_rows;
  cell->width = seconds * setup->speed_mm_s * layout->px_per_mm;
  cell->x = layout->origin_x + column * cell->width;
  cell->baseline_y = hx_trace_layout_row_y (layout, cell->row);
  cell->start_s = cell->rhythm ? layout->page_start_s : column_start_s (layout, setup, column);
  cell->duration_s = CLAMP (setup->duration_s - cell->start_s, 0.0, seconds);
}

void
hx_trace_layout_compute (HxTraceLayout *layout, const HxTraceSetup *setup, double width, double height,
                         double px_scale, double footer_px)
{
  HxTraceSlots slots;

  g_return_if_fail (width > 0.0 && height > 0.0 && px_scale > 0.0);
  g_return_if_fail (setup->speed_mm_s > 0.0 && setup->gain_mm_mv > 0.0);

  hx_trace_slots_init (&slots, setup);
  layout->n_blocks = count_blocks (setup);
  layout->n_rows = slots.n_rows * layout->n_blocks;
  layout->n_columns = slots.n_columns;
  set_measures (layout, setup, width, height, px_scale, footer_px);

  layout->page_start_s =
      CLAMP (setup->start_s, 0.0, hx_trace_layout_max_start_s (setup->duration_s, layout->page_s));
  layout->page_duration_s = CLAMP (setup->duration_s - layout->page_start_s, 0.0, layout->page_s);
  layout->consecutive = layout->n_columns == 1 || setup->duration_s >= layout->page_s - TOLERANCE_S;
  layout->cells = g_new0 (HxTraceCell, slots.n * (guint)layout->n_blocks + 1);
  layout->n_cells = 0;
  for (int block = 0; block < layout->n_blocks; block++)
    for (guint i = 0; i < slots.n; i++)
      add_cell (layout, setup, &slots.slots[i], slots.n_rows, (guint)block);
  hx_trace_slots_clear (&slots);
}

double
hx_trace_layout_row_y (const HxTraceLayout *layout, int row)
{
  int block = row / MAX (layout->n_rows / layout->n_blocks, 1);

  return layout->origin_y + row * layout->row_height + block * layout->block_gap;
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

double
hx_trace_layout_time_at (const HxTraceLayout *layout, const HxTraceCell *cell, double x)
{
  return cell->start_s + CLAMP (x - cell->x, 0.0, cell->width) / (layout->px_per_mm * layout->speed_mm_s);
}

double
hx_trace_layout_x_at (const HxTraceLayout *layout, const HxTraceCell *cell, double time_s)
{
  return cell->x + (time_s - cell->start_s) * layout->px_per_mm * layout->speed_mm_s;
}
