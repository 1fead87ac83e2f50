/* test-ui-layout.c: tests of the layout of ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-layout.h"

#include "engine/records/hx-leads.h"

#include <math.h>

static const char *const standard[] = { "I",  "II", "III", "aVR", "aVL", "aVF", "V1", "V2",
                                        "V3", "V4", "V5",  "V6",  "X",   "Y",   "Z" };

static HxTraceSetup
make_setup (HxTraceArrangement arrangement, double duration_s)
{
  HxTraceSetup setup = { .arrangement = arrangement, .speed_mm_s = 25.0, .gain_mm_mv = 10.0, .pulse = TRUE };

  setup.rhythm_strips = 1;
  setup.lead_names = standard;
  setup.n_leads = 12;
  setup.duration_s = duration_s;
  return setup;
}

static const HxTraceCell *
find_cell (const HxTraceLayout *layout, const char *name, gboolean rhythm)
{
  for (guint i = 0; i < layout->n_cells; i++)
    if (g_str_equal (layout->cells[i].name, name) && layout->cells[i].rhythm == rhythm)
      return &layout->cells[i];
  g_assert_not_reached ();
}

static void
test_true_size (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
  HxTraceLayout layout;

  setup.scale = HX_TRACE_TRUE_SIZE;
  hx_trace_layout_compute (&layout, &setup, 600.0, 400.0, 1.0, 20.0);
  g_assert_cmpfloat_with_epsilon (layout.px_per_mm, 96.0 / 25.4, 1e-12);
  /* Ten seconds at 25 mm/s and 96 dots an inch. */
  g_assert_cmpfloat_with_epsilon (find_cell (&layout, "II", TRUE)->width, 944.88, 0.01);
  g_assert_cmpfloat (layout.paper_width, >, 944.88);
  g_assert_cmpfloat_with_epsilon (layout.row_height, 30.0 * 96.0 / 25.4, 1e-9);
  hx_trace_layout_clear (&layout);
}

static void
test_columns (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
  HxTraceLayout layout;
  const HxTraceCell *cell;

  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 13);
  g_assert_cmpint (layout.n_rows, ==, 4);
  g_assert_true (layout.consecutive);
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      cell = find_cell (&layout, standard[lead], FALSE);
      g_assert_cmpint (cell->lead, ==, lead);
      g_assert_cmpint (cell->row, ==, lead % 3);
      g_assert_cmpfloat_with_epsilon (cell->start_s, 2.5 * (lead / 3), 1e-9);
      g_assert_cmpfloat_with_epsilon (cell->duration_s, 2.5, 1e-9);
      g_assert_cmpfloat_with_epsilon (cell->x, layout.origin_x + lead / 3 * cell->width, 1e-6);
    }
  cell = find_cell (&layout, "II", TRUE);
  g_assert_cmpint (cell->row, ==, 3);
  g_assert_cmpfloat_with_epsilon (cell->duration_s, 10.0, 1e-9);
  hx_trace_layout_clear (&layout);

  setup.arrangement = HX_TRACE_6X2;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  cell = find_cell (&layout, "V1", FALSE);
  g_assert_cmpuint (layout.n_cells, ==, 12);
  g_assert_cmpint (cell->row, ==, 0);
  g_assert_cmpfloat_with_epsilon (cell->start_s, 5.0, 1e-9);
  hx_trace_layout_clear (&layout);

  setup.arrangement = HX_TRACE_12X1;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpint (find_cell (&layout, "V6", FALSE)->row, ==, 11);
  hx_trace_layout_clear (&layout);
}

/* Whatever the window: all of the page is seen, squares are square and alike, baselines lie on grid lines. */
static void
test_fit (void)
{
  for (int arrangement = HX_TRACE_3X4; arrangement <= HX_TRACE_12X1; arrangement++)
    for (double width = 300.0; width < 3000.0; width *= 1.31)
      for (double height = 260.0; height < 2000.0; height *= 1.37)
        for (double scale = 1.0; scale <= 2.0; scale += 1.0)
          {
            HxTraceSetup setup = make_setup ((HxTraceArrangement)arrangement, 10.0);
            HxTraceLayout layout;
            double square;

            hx_trace_layout_compute (&layout, &setup, width, height, scale, 20.0);
            square = 5.0 * layout.px_per_mm * scale;
            g_assert_cmpfloat (layout.paper_width, <=, width + 1e-6);
            g_assert_cmpfloat (layout.paper_height, <=, height + 1e-6);
            if (square >= 3.0)
              g_assert_cmpfloat_with_epsilon (square, round (square), 1e-9);
            for (guint i = 0; i < layout.n_cells; i++)
              {
                const HxTraceCell *cell = &layout.cells[i];
                double mm = (cell->baseline_y - layout.origin_y) / layout.px_per_mm;

                g_assert_cmpfloat (cell->x, >=, 0.0);
                g_assert_cmpfloat (cell->x + cell->width, <=, width + 1.0);
                g_assert_cmpfloat (cell->baseline_y, >, 0.0);
                g_assert_cmpfloat (cell->baseline_y, <, height - 20.0);
                g_assert_cmpfloat_with_epsilon (mm, round (mm), 1e-6);
              }
            g_assert_cmpfloat (layout.pulse_x, >=, 0.0);
            hx_trace_layout_clear (&layout);
          }
}

/* Paper stays paper: at twice the speed half as many seconds are on it, and a short recording at half the
 * speed gets half the paper rather than an empty half. */
static void
test_speed (void)
{
  static const double speeds[] = { 5.0, 10.0, 12.5, 25.0, 50.0, 100.0 };

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
      HxTraceLayout layout;
      double page_s = MIN (10.0, 250.0 / speeds[i]);

      setup.speed_mm_s = speeds[i];
      hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
      /* Squares of whole pixels may leave room for a little more. */
      g_assert_cmpfloat (layout.page_s, >=, page_s - 1e-9);
      g_assert_cmpfloat (layout.page_s, <=, MIN (10.0, page_s * 1.05) + 1e-9);
      g_assert_cmpfloat_with_epsilon (layout.cells[0].width / layout.px_per_mm,
                                      layout.page_s / 4.0 * speeds[i], 1e-9);
      g_assert_cmpfloat (layout.cells[11].x + layout.cells[11].width, <=, 1400.0);
      hx_trace_layout_clear (&layout);
    }
}

/* A long recording fills what room there is. */
static void
test_wide (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_12X1, 86400.0);
  HxTraceLayout layout;

  hx_trace_layout_compute (&layout, &setup, 3000.0, 300.0, 1.0, 20.0);
  g_assert_cmpfloat (layout.page_s, >, 20.0);
  g_assert_cmpfloat (layout.cells[0].x + layout.cells[0].width, <=, 3000.0);
  g_assert_cmpfloat (layout.cells[0].width, >, 2800.0);
  hx_trace_layout_clear (&layout);
  setup.scale = HX_TRACE_TRUE_SIZE;
  setup.true_px_per_mm = 5.0;
  hx_trace_layout_compute (&layout, &setup, 3000.0, 300.0, 1.0, 20.0);
  g_assert_cmpfloat (layout.px_per_mm, ==, 5.0);
  g_assert_cmpfloat (layout.page_s, >, 3000.0 / 125.0 - 2.0);
  hx_trace_layout_clear (&layout);

  /* All of a day, and all of a week, on one page. */
  setup.scale = HX_TRACE_FIT;
  for (int days = 1; days <= 7; days += 6)
    {
      setup.duration_s = 86400.0 * days;
      setup.speed_mm_s = HX_TRACE_PAGE_MM / setup.duration_s;
      g_assert_cmpfloat (setup.speed_mm_s, >=, HX_TRACE_LEAST_SPEED_MM_S);
      hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
      g_assert_cmpfloat_with_epsilon (layout.page_duration_s, setup.duration_s, 1e-3);
      g_assert_cmpfloat (hx_trace_layout_max_start_s (setup.duration_s, layout.page_s), ==, 0.0);
      hx_trace_layout_clear (&layout);
    }
}

/* Several recordings one above the other: the same page again below. */
static void
test_blocks (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_6X2, 10.0);
  HxTraceLayout layout;

  /* What is written above a page has room of its own, however small the page. */
  setup.key_px = 60.0;
  hx_trace_layout_compute (&layout, &setup, 360.0, 260.0, 1.0, 24.0);
  g_assert_cmpfloat (hx_trace_layout_row_y (&layout, 0) - HX_TRACE_BASELINE * layout.row_height, >=, 59.0);
  g_assert_cmpfloat (hx_trace_layout_row_y (&layout, layout.n_rows - 1)
                         + (1.0 - HX_TRACE_BASELINE) * layout.row_height,
                     <=, 237.0);
  hx_trace_layout_clear (&layout);
  setup.key_px = 0.0;

  setup.n_blocks = 3;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 36);
  g_assert_cmpint (layout.n_rows, ==, 18);
  for (guint i = 0; i < layout.n_cells; i++)
    {
      g_assert_cmpuint (layout.cells[i].block, ==, i / 12);
      g_assert_cmpint (layout.cells[i].row, ==, layout.cells[i % 12].row + 6 * (int)(i / 12));
      g_assert_cmpint (layout.cells[i].lead, ==, (int)i % 12);
    }
  /* Each has room above it for its name, and all are on the page. */
  g_assert_cmpfloat_with_epsilon (layout.block_gap, 10.0 * layout.px_per_mm, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_trace_layout_row_y (&layout, 6) - hx_trace_layout_row_y (&layout, 5),
                                  layout.row_height + layout.block_gap, 1e-9);
  g_assert_cmpfloat (hx_trace_layout_row_y (&layout, 0) - HX_TRACE_BASELINE * layout.row_height
                         - layout.block_gap,
                     >=, -1.0);
  g_assert_cmpfloat (hx_trace_layout_row_y (&layout, 17) + (1.0 - HX_TRACE_BASELINE) * layout.row_height, <=,
                     880.0 + 1.0);
  hx_trace_layout_clear (&layout);
}

/* What lies under a place, and where a time lies, are the same thing. */
static void
test_places (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 60.0);
  HxTraceLayout layout;

  setup.start_s = 20.0;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  for (guint i = 0; i < layout.n_cells; i++)
    {
      const HxTraceCell *cell = &layout.cells[i];
      double middle_s = cell->start_s + cell->duration_s / 2.0;

      g_assert_cmpfloat_with_epsilon (hx_trace_layout_x_at (&layout, cell, middle_s),
                                      cell->x + cell->width / 2.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (hx_trace_layout_time_at (&layout, cell, cell->x + cell->width / 2.0),
                                      middle_s, 1e-9);
      g_assert_cmpfloat_with_epsilon (hx_trace_layout_time_at (&layout, cell, -1e4), cell->start_s, 1e-9);
      g_assert_cmpfloat_with_epsilon (hx_trace_layout_time_at (&layout, cell, 1e4),
                                      cell->start_s + cell->duration_s, 1e-9);
    }
  hx_trace_layout_clear (&layout);
}

static void
test_short (void)
{
  static const double durations[] = { 0.4, 2.0, 2.5, 6.0, 9.5 };

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      HxTraceSetup setup = make_setup (HX_TRACE_3X4, durations[i]);
      HxTraceLayout layout;

      hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
      g_assert_false (layout.consecutive);
      for (guint k = 0; k < layout.n_cells; k++)
        {
          const HxTraceCell *cell = &layout.cells[k];

          g_assert_cmpfloat (cell->start_s, >=, 0.0);
          g_assert_cmpfloat (cell->start_s + cell->duration_s, <=, durations[i] + 1e-9);
          /* No column is empty. */
          g_assert_cmpfloat_with_epsilon (cell->duration_s, MIN (durations[i], cell->rhythm ? 10.0 : 2.5),
                                          1e-9);
        }
      g_assert_cmpfloat (hx_trace_layout_max_start_s (durations[i], layout.page_s), ==, 0.0);
      hx_trace_layout_clear (&layout);
    }
}

static void
test_long (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 64.0);
  HxTraceLayout layout;

  setup.start_s = 12.0;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpfloat_with_epsilon (find_cell (&layout, "V4", FALSE)->start_s, 19.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (find_cell (&layout, "II", TRUE)->start_s, 12.0, 1e-9);
  hx_trace_layout_clear (&layout);

  setup.start_s = 1000.0;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpfloat_with_epsilon (layout.page_start_s, 54.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (layout.page_duration_s, 10.0, 1e-9);
  hx_trace_layout_clear (&layout);
  g_assert_cmpfloat_with_epsilon (hx_trace_layout_max_start_s (64.0, 10.0), 54.0, 1e-9);
}

static void
test_pick (void)
{
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
  HxTraceLayout layout;

  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  for (guint i = 0; i < layout.n_cells; i++)
    {
      const HxTraceCell *cell = &layout.cells[i];

      g_assert_true (hx_trace_layout_pick (&layout, cell->x + cell->width / 2.0, cell->baseline_y) == cell);
    }
  g_assert_cmpstr (hx_trace_layout_pick (&layout, -50.0, -50.0)->name, ==, "I");
  hx_trace_layout_clear (&layout);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/true-size", test_true_size);
  g_test_add_func ("/ui/layout/columns", test_columns);
  g_test_add_func ("/ui/layout/fit", test_fit);
  g_test_add_func ("/ui/layout/speed", test_speed);
  g_test_add_func ("/ui/layout/wide", test_wide);
  g_test_add_func ("/ui/layout/blocks", test_blocks);
  g_test_add_func ("/ui/layout/places", test_places);
  g_test_add_func ("/ui/layout/short", test_short);
  g_test_add_func ("/ui/layout/long", test_long);
  g_test_add_func ("/ui/layout/pick", test_pick);
  return g_test_run ();
}
