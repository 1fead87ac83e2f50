/* test-report-measure.c: the measurements of a report, and what stands beside leads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-paper.h"
#include "engine/report/hx-report-measure.h"
#include "engine/report/hx-report-private.h"

#include <math.h>
#include <string.h>

#define N_SAMPLES 100

static HxRecording *
new_recording (void)
{
  const char *names[HX_N_STANDARD_LEADS];
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    names[lead] = hx_lead_name ((HxLead)lead);
  return hx_recording_new (names, HX_N_STANDARD_LEADS, N_SAMPLES, 100.0,
                           g_new0 (float, HX_N_STANDARD_LEADS *N_SAMPLES));
}

static const HxReportMeasurement *
line_of (HxReport *report, guint i)
{
  g_assert_cmpuint (i, <, report->measurements->len);
  return &g_array_index (report->measurements, HxReportMeasurement, i);
}

static void
test_measurements (void)
{
  g_autoptr (HxRecording) recording = new_recording ();
  g_autoptr (HxReport) report = hx_report_new (recording);
  HxLeadMeasures leads[12] = { 0 };
  HxMeasurements measurements = { .n_leads = 12, .leads = leads };
  for (guint i = 0; i < HX_N_MEASURES; i++)
    measurements.values[i] = 100.4;
  measurements.values[HX_MEASURE_PR] = NAN;
  measurements.reasons[HX_MEASURE_PR] = "no P wave";
  measurements.values[HX_MEASURE_AXIS_P] = NAN;
  measurements.values[HX_MEASURE_AXIS_QRS] = -12.3;
  measurements.values[HX_MEASURE_CORNELL] = 1.234;
  leads[1].quality = leads[11].quality = HX_QUALITY_FLAT;
  measurements.quality = HX_QUALITY_FLAT | HX_QUALITY_REVERSED_ARMS;
  hx_report_add_measurement (report, "before", "0", NULL);
  hx_report_set_measurements (report, &measurements, recording);
  g_assert_cmpuint (report->measurements->len, ==, 9 + 1 + 2 + 2);
  g_assert_cmpstr (line_of (report, HX_MEASURE_HEART_RATE)->value, ==, "100 bpm");
  g_assert_null (line_of (report, HX_MEASURE_PR)->value);
  g_assert_cmpstr (line_of (report, HX_MEASURE_PR)->reason, ==, "no P wave");
  for (guint i = HX_MEASURE_QTC_BAZETT; i <= HX_MEASURE_QTC_HODGES; i++)
    g_assert_nonnull (strchr (line_of (report, i)->name, '(')); /* a QTc has its formula's name */
  g_assert_cmpstr (line_of (report, 9)->value, ==, "–  −12°  100°");
  g_assert_cmpstr (line_of (report, 11)->value, ==, "1.23 mV");
  g_assert_cmpstr (line_of (report, 12)->value, ==, "II, V6");
  g_assert_true (g_ascii_isupper (line_of (report, 12)->name[0]));
  g_assert_null (line_of (report, 13)->value);
}

static void
test_title (void)
{
  g_autoptr (HxRecording) recording = new_recording ();
  g_autoptr (HxReport) report = hx_report_new (recording);
  g_autofree char *nameless = hx_report_get_title (report);
  g_autofree char *named = NULL, *anonymous = NULL;
  g_assert_cmpstr (nameless, ==, "ECG");
  hx_recording_set_id (recording, "00041");
  named = hx_report_get_title (report);
  g_assert_cmpstr (named, ==, "ECG 00041");
  hx_report_set_anonymous (report, TRUE);
  anonymous = hx_report_get_title (report);
  g_assert_cmpstr (anonymous, ==, "ECG");
}

/* What speaks against a lead stands beside it, wherever on the sheet it is, and goes with the measurements.
 */
static void
test_remarks (void)
{
  g_autoptr (HxRecording) recording = new_recording ();
  g_autoptr (HxReport) report = hx_report_new (recording);
  HxLeadMeasures leads[HX_N_STANDARD_LEADS] = { 0 };
  HxMeasurements measurements = { .n_leads = HX_N_STANDARD_LEADS, .leads = leads };
  HxPaperSetup setup = { .recording = recording, .rhythm_strips = -1 };
  g_autoptr (HxPaper) paper = NULL;
  guint n_found = 0;
  leads[HX_LEAD_II].quality = HX_QUALITY_CLIPPED | HX_QUALITY_NOISE | HX_QUALITY_MISSING;
  hx_report_set_measurements (report, &measurements, recording);
  g_assert_cmpstr (report->remarks[HX_LEAD_II], ==, "clipped, noisy");
  g_assert_cmpstr (report->remarks[HX_LEAD_I], ==, "");
  setup.remarks = (const char *const *)report->remarks;
  paper = hx_paper_new (&setup, 120.0);
  for (guint i = 0; i < paper->cells->len; i++)
    {
      const HxPaperCell *cell = &g_array_index (paper->cells, HxPaperCell, i);
      g_assert_cmpstr (cell->remark, ==, cell->lead == HX_LEAD_II ? "clipped, noisy" : NULL);
      n_found += cell->remark != NULL;
    }
  g_assert_cmpuint (n_found, ==, 2); /* its own place and the rhythm strip */
  hx_report_clear_measurements (report);
  g_assert_null (report->remarks);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-measure/measurements", test_measurements);
  g_test_add_func ("/report-measure/title", test_title);
  g_test_add_func ("/report-measure/remarks", test_remarks);
  return g_test_run ();
}
