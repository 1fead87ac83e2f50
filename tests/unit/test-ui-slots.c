/* test-ui-slots.c: tests of which leads stand where on ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-layout.h"

#include "engine/records/hx-leads.h"

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

/* Limb leads by their angles, aVR turned over; chest leads as ever. */
static void
test_cabrera (void)
{
  static const char *const order[] = { "aVL", "I",  "\u2212aVR", "II", "aVF", "III",
                                       "V1",  "V2", "V3",        "V4", "V5",  "V6" };
  static const int leads[] = { HX_LEAD_AVL, HX_LEAD_I, HX_LEAD_AVR, HX_LEAD_II, HX_LEAD_AVF, HX_LEAD_III };

  for (int arrangement = HX_TRACE_3X4; arrangement <= HX_TRACE_12X1; arrangement++)
    {
      HxTraceSetup setup = make_setup ((HxTraceArrangement)arrangement, 10.0);
      HxTraceLayout layout;

      setup.cabrera = TRUE;
      hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
      for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
        {
          g_assert_cmpstr (layout.cells[i].name, ==, order[i]);
          g_assert_cmpint (layout.cells[i].lead, ==, i < 6 ? leads[i] : i);
          g_assert_cmpint (layout.cells[i].inverted, ==, i == 2);
        }
      hx_trace_layout_clear (&layout);
    }
}

static void
test_rhythm (void)
{
  static const char *const names[] = { "V1", "II", "V5" };
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
  HxTraceLayout layout;

  setup.rhythm_strips = 0;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 12);
  g_assert_cmpint (layout.n_rows, ==, 3);
  hx_trace_layout_clear (&layout);

  setup.rhythm_strips = 3;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 15);
  g_assert_cmpint (layout.n_rows, ==, 6);
  for (int i = 0; i < 3; i++)
    {
      const HxTraceCell *cell = find_cell (&layout, names[i], TRUE);

      g_assert_cmpint (cell->row, ==, 3 + i);
      g_assert_cmpfloat_with_epsilon (cell->duration_s, 10.0, 1e-9);
      g_assert_cmpfloat_with_epsilon (cell->x, layout.origin_x, 1e-9);
    }
  hx_trace_layout_clear (&layout);

  setup.rhythm_strips = 2;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpint (layout.n_rows, ==, 5);
  g_assert_cmpint (find_cell (&layout, "V1", TRUE)->row, ==, 3);
  g_assert_cmpint (find_cell (&layout, "II", TRUE)->row, ==, 4);
  hx_trace_layout_clear (&layout);

  /* Only below 3x4. */
  setup.arrangement = HX_TRACE_6X2;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 12);
  hx_trace_layout_clear (&layout);
}

static void
test_chest_gain (void)
{
  static const char *const names[] = { "I", "V1", "V7", "V3R", "X", "Vx" };
  static const gboolean chest[] = { FALSE, TRUE, TRUE, TRUE, FALSE, FALSE };
  HxTraceSetup setup = make_setup (HX_TRACE_12X1, 10.0);
  HxTraceLayout layout;

  setup.lead_names = names;
  setup.n_leads = G_N_ELEMENTS (names);
  setup.chest_gain_mm_mv = 5.0;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpfloat (find_cell (&layout, names[i], FALSE)->gain_mm_mv, ==, chest[i] ? 5.0 : 10.0);
  hx_trace_layout_clear (&layout);
}

/* Any choice of leads: no more columns than it needs, a single one over the whole width. */
static void
test_chosen (void)
{
  static const int n_columns[][3] = { { 1, 1, 1 }, { 1, 1, 1 }, { 2, 1, 1 }, { 4, 2, 1 } };
  static const guint n_chosen[] = { 1, 3, 4, 11 };

  for (int arrangement = HX_TRACE_3X4; arrangement <= HX_TRACE_12X1; arrangement++)
    for (guint i = 0; i < G_N_ELEMENTS (n_chosen); i++)
      {
        HxTraceSetup setup = make_setup ((HxTraceArrangement)arrangement, 10.0);
        gboolean shown[12] = { FALSE };
        HxTraceLayout layout;

        for (guint k = 0; k < n_chosen[i]; k++)
          shown[11 - k] = TRUE;
        setup.shown = shown;
        setup.rhythm_strips = 0;
        hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
        g_assert_cmpuint (layout.n_cells, ==, n_chosen[i]);
        g_assert_cmpint (layout.n_columns, ==, n_columns[i][arrangement]);
        for (guint k = 0; k < layout.n_cells; k++)
          {
            g_assert_cmpint (layout.cells[k].lead, ==, 12 - (int)n_chosen[i] + (int)k);
            g_assert_cmpfloat (layout.cells[k].x + layout.cells[k].width, <=, 1400.0);
            for (guint other = 0; other < k; other++)
              g_assert_true (layout.cells[k].row != layout.cells[other].row
                             || layout.cells[k].x != layout.cells[other].x);
          }
        hx_trace_layout_clear (&layout);
      }
}

/* Recordings of one, three, eight and fifteen leads. */
static void
test_lead_counts (void)
{
  static const char *const limb[] = { "I", "II", "III" };
  static const char *const eight[] = { "I", "II", "V1", "V2", "V3", "V4", "V5", "V6" };
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
  HxTraceLayout layout;

  setup.lead_names = limb + 1;
  setup.n_leads = 1;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 1);
  g_assert_cmpfloat_with_epsilon (layout.cells[0].duration_s, 10.0, 1e-9);
  hx_trace_layout_clear (&layout);

  setup.lead_names = limb;
  setup.n_leads = 3;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 3);
  g_assert_cmpint (layout.n_rows, ==, 3);
  g_assert_cmpfloat_with_epsilon (layout.cells[2].duration_s, 10.0, 1e-9);
  hx_trace_layout_clear (&layout);

  /* Most of the standard leads: their usual places, the missing ones marked. */
  setup.lead_names = eight;
  setup.n_leads = 8;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 13);
  g_assert_cmpint (find_cell (&layout, "aVF", FALSE)->lead, ==, -1);
  g_assert_cmpint (find_cell (&layout, "V6", FALSE)->lead, ==, 7);
  hx_trace_layout_clear (&layout);

  setup.lead_names = standard;
  setup.n_leads = 15;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 16);
  g_assert_cmpint (find_cell (&layout, "Z", FALSE)->row, ==, 3);
  g_assert_cmpint (find_cell (&layout, "II", TRUE)->row, ==, 4);
  hx_trace_layout_clear (&layout);
}

static void
test_missing_and_extra (void)
{
  static const char *const names[] = { "avr", "v2", "ECG 1", "II", "ECG 2" };
  static const char *const eleven[] = { "avr", "v2", "ECG 1", "II", "ECG 2", "I",
                                        "V1",  "V3", "V4",    "V5", "III" };
  HxTraceSetup setup = make_setup (HX_TRACE_3X4, 10.0);
  HxTraceLayout layout;

  setup.lead_names = eleven;
  setup.n_leads = G_N_ELEMENTS (eleven);
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 12 + 2 + 1);
  g_assert_cmpint (find_cell (&layout, "aVR", FALSE)->lead, ==, 0);
  g_assert_cmpint (find_cell (&layout, "II", FALSE)->lead, ==, 3);
  g_assert_cmpint (find_cell (&layout, "V6", FALSE)->lead, ==, -1);
  g_assert_cmpint (find_cell (&layout, "ECG 1", FALSE)->row, ==, 3);
  g_assert_cmpint (find_cell (&layout, "ECG 2", FALSE)->row, ==, 3);
  g_assert_cmpint (find_cell (&layout, "II", TRUE)->row, ==, 4);
  g_assert_cmpint (find_cell (&layout, "II", TRUE)->lead, ==, 3);
  hx_trace_layout_clear (&layout);

  /* Few standard leads: what was recorded, in the usual order, and nothing else. */
  setup.lead_names = names;
  setup.n_leads = G_N_ELEMENTS (names);
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 5 + 1);
  g_assert_cmpstr (layout.cells[0].name, ==, "II");
  g_assert_cmpstr (layout.cells[1].name, ==, "aVR");
  g_assert_cmpstr (layout.cells[4].name, ==, "ECG 2");
  hx_trace_layout_clear (&layout);

  /* Without lead II, and without any lead that rhythm is read from, the strip takes the first there is. */
  setup.n_leads = 2;
  setup.lead_names = names + 2;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 2);
  hx_trace_layout_clear (&layout);

  setup.n_leads = 0;
  hx_trace_layout_compute (&layout, &setup, 1400.0, 900.0, 1.0, 20.0);
  g_assert_cmpuint (layout.n_cells, ==, 0);
  g_assert_null (hx_trace_layout_pick (&layout, 10.0, 10.0));
  hx_trace_layout_clear (&layout);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/slots/cabrera", test_cabrera);
  g_test_add_func ("/ui/slots/rhythm", test_rhythm);
  g_test_add_func ("/ui/slots/chest-gain", test_chest_gain);
  g_test_add_func ("/ui/slots/chosen", test_chosen);
  g_test_add_func ("/ui/slots/lead-counts", test_lead_counts);
  g_test_add_func ("/ui/slots/missing-and-extra", test_missing_and_extra);
  return g_test_run ();
}
