/* test-report.c: sheets, pages and pictures of traces
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/report/hx-report-private.h"
#include "engine/report/hx-trace-export.h"
#include "engine/report/hx-trace-table.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static const char *const all_leads[] = { "I",  "II", "III", "aVR", "aVL", "aVF", "V1", "V2",
                                         "V3", "V4", "V5",  "V6",  "V7",  "V8",  "V9" };
static const char *const eight_leads[] = { "I", "II", "V1", "V2", "V3", "V4", "V5", "V6" };

/* Lead i is a ramp from i mV on, 1 mV in 10 s. */
static HxRecording *
new_recording (const char *const *names, guint n_leads, double duration_s, double rate_hz)
{
  gsize n = (gsize)(duration_s * rate_hz);
  float *samples = g_new (float, n *n_leads);
  for (guint lead = 0; lead < n_leads; lead++)
    for (gsize i = 0; i < n; i++)
      samples[lead * n + i] = (float)lead + (float)((double)i / rate_hz / 10.0);
  return hx_recording_new (names, n_leads, n, rate_hz, samples);
}

static HxPaper *
new_paper (HxRecording *recording)
{
  HxPaperSetup setup = { .recording = recording, .rhythm_strips = -1 };
  return hx_paper_new (&setup, 120.0);
}

static const HxPaperCell *
cell_of (const HxPaper *paper, guint i)
{
  g_assert_cmpuint (i, <, paper->cells->len);
  return &g_array_index (paper->cells, HxPaperCell, i);
}

static void
test_usual (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  g_autoptr (HxPaper) paper = new_paper (recording);
  g_autofree char *time = hx_paper_describe_time (paper);
  g_assert_cmpuint (paper->cells->len, ==, 13);
  g_assert_cmpuint (paper->n_rows, ==, 4);
  g_assert_true (paper->consecutive);
  g_assert_cmpstr (time, ==, "all of 10 s");
  for (guint i = 0; i < 12; i++)
    {
      const HxPaperCell *cell = cell_of (paper, i);
      g_assert_cmpstr (cell->name, ==, all_leads[i]);
      g_assert_cmpuint (cell->row, ==, i % 3);
      g_assert_cmpfloat (cell->x_mm, ==, 10.0 + 62.5 * (i / 3));
      g_assert_cmpfloat (cell->width_mm, ==, 62.5);
      g_assert_cmpfloat (cell->start_s, ==, 2.5 * (i / 3));
      g_assert_cmpfloat (cell->duration_s, ==, 2.5);
      g_assert_cmpfloat (cell->baseline_mm, ==, round (cell->baseline_mm));
    }
  g_assert_cmpstr (cell_of (paper, 12)->name, ==, "II");
  g_assert_cmpuint (cell_of (paper, 12)->row, ==, 3);
  g_assert_cmpfloat (cell_of (paper, 12)->duration_s, ==, 10.0);
}

static void
test_cabrera (void)
{
  static const char *const order[] = { "aVL", "I", "-aVR", "II", "aVF", "III", "V1" };
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  HxPaperSetup setup = { .recording = recording,
                         .cabrera = TRUE,
                         .rhythm_strips = 3,
                         .n_columns = 2,
                         .gain_mm_mv = 10.0,
                         .chest_gain_mm_mv = 5.0 };
  g_autoptr (HxPaper) paper = hx_paper_new (&setup, 180.0);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      const HxPaperCell *cell = cell_of (paper, i);
      g_assert_cmpstr (cell->name, ==, order[i]);
      g_assert_cmpint (cell->inverted, ==, i == 2);
      g_assert_cmpfloat (cell->gain_mm_mv, ==, i == 6 ? 5.0 : 10.0);
    }
  g_assert_cmpuint (paper->cells->len, ==, 15);
  g_assert_cmpuint (paper->n_rows, ==, 9);
}

static void
test_two_strips (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  HxPaperSetup setup = { .recording = recording, .rhythm_strips = 2 };
  g_autoptr (HxPaper) paper = hx_paper_new (&setup, 180.0);
  g_assert_cmpuint (paper->cells->len, ==, 14);
  g_assert_cmpstr (cell_of (paper, 12)->name, ==, "V1");
  g_assert_cmpstr (cell_of (paper, 13)->name, ==, "II");
}

/* 15 leads, 8, 3, 1, a missing one, and 2 s. */
static void
test_other_leads (void)
{
  g_autoptr (HxRecording) fifteen = new_recording (all_leads, 15, 10.0, 100.0);
  g_autoptr (HxRecording) eleven = new_recording (all_leads, 11, 10.0, 100.0);
  g_autoptr (HxRecording) eight = new_recording (eight_leads, 8, 10.0, 100.0);
  g_autoptr (HxRecording) three = new_recording (all_leads, 3, 30.0, 100.0);
  g_autoptr (HxRecording) one = new_recording (all_leads + 1, 1, 35.0, 100.0);
  g_autoptr (HxRecording) brief = new_recording (all_leads, 12, 2.0, 100.0);
  g_autoptr (HxPaper) a = new_paper (fifteen), b = new_paper (eleven), c = new_paper (eight);
  g_autoptr (HxPaper) d = new_paper (three), e = new_paper (one), f = new_paper (brief);
  g_autofree char *first = hx_paper_describe_time (d);

  g_assert_cmpuint (a->n_rows, ==, 5);
  g_assert_cmpuint (a->cells->len, ==, 16);
  g_assert_cmpstr (cell_of (a, 14)->name, ==, "V9");
  g_assert_cmpuint (cell_of (a, 14)->row, ==, 3);
  g_assert_cmpstr (cell_of (b, 11)->name, ==, "V6");
  g_assert_cmpint (cell_of (b, 11)->lead, ==, -1);
  g_assert_cmpuint (c->n_columns, ==, 2);
  g_assert_cmpuint (c->n_rows, ==, 5);
  g_assert_cmpuint (d->n_columns, ==, 1);
  g_assert_cmpuint (d->n_rows, ==, 3);
  g_assert_cmpstr (first, ==, "first 10 s of 30 s");
  g_assert_cmpuint (e->n_rows, ==, 4);
  g_assert_cmpfloat (cell_of (e, 3)->start_s, ==, 30.0);
  g_assert_cmpfloat (cell_of (e, 3)->duration_s, ==, 5.0);
  g_assert_false (f->consecutive);
  g_assert_cmpfloat (cell_of (f, 11)->start_s, ==, 0.0);
  g_assert_cmpfloat (cell_of (f, 11)->duration_s, ==, 2.0);
}

static void
test_choice_and_stretch (void)
{
  static const char *const wanted[] = { "v2", "II", "absent", NULL };
  static const char *const none[] = { "absent", NULL };
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 7200.0, 10.0);
  HxPaperSetup setup = { .recording = recording,
                         .leads = wanted,
                         .start_s = 3600.0,
                         .speed_mm_s = 50.0,
                         .leads_mm = 500.0,
                         .chest_gain_mm_mv = 20.0 };
  g_autoptr (HxPaper) paper = hx_paper_new (&setup, 60.0);
  g_autoptr (HxPaper) whole = NULL;
  g_autofree char *time = hx_paper_describe_time (paper);
  g_autofree char *scale = hx_paper_describe_scale (paper, NULL);
  g_assert_cmpuint (paper->cells->len, ==, 2);
  g_assert_cmpstr (cell_of (paper, 0)->name, ==, "II");
  g_assert_cmpfloat (cell_of (paper, 1)->start_s, ==, 3600.0);
  g_assert_cmpfloat (cell_of (paper, 1)->duration_s, ==, 10.0);
  g_assert_cmpfloat (paper->pulse_mm, ==, 15.0); /* 200 ms are 10 mm */
  g_assert_cmpfloat (paper->width_mm, ==, 515.0);
  g_assert_true (g_str_has_prefix (scale, "50 mm/s    10 mm/mV    chest leads 20 mm/mV    Filter: off    "));
  g_assert_cmpstr (time, ==, "1:00:00 to 1:00:10 of 2:00:00");
  setup.leads = none;
  whole = hx_paper_new (&setup, 400.0);
  g_assert_cmpuint (whole->cells->len, ==, 12);
}

static void
test_too_many_leads (void)
{
  g_auto (GStrv) names = g_new0 (char *, 257);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxPaper) paper = NULL;
  for (guint i = 0; i < 256; i++)
    names[i] = g_strdup_printf ("ch%u", i);
  recording = new_recording ((const char *const *)names, 256, 1.0, 100.0);
  paper = new_paper (recording);
  g_assert_cmpuint (paper->n_left_out, >, 0);
  g_assert_cmpuint (paper->n_left_out + paper->cells->len, ==, 257); /* and a rhythm strip */
  for (guint i = 0; i < paper->cells->len; i++)
    g_assert_true (cell_of (paper, i)->baseline_mm > 0.0 && cell_of (paper, i)->baseline_mm < 120.0);
}

/* --- what is drawn --------------------------------------------------------------------------- */

#define PX_PER_MM 8.0

static cairo_surface_t *
render (const HxPaper *paper)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(paper->width_mm * PX_PER_MM), (int)(paper->height_mm * PX_PER_MM));
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_paint (cr);
  cairo_scale (cr, PX_PER_MM, PX_PER_MM);
  hx_paper_draw (paper, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* How dark the darkest pixel within 1/4 mm of a place is, 0 black .. 255. */
static guint
darkest (cairo_surface_t *surface, double x_mm, double y_mm)
{
  guint best = 255;
  for (int dy = -2; dy <= 2; dy++)
    for (int dx = -2; dx <= 2; dx++)
      {
        int x = (int)(x_mm * PX_PER_MM) + dx, y = (int)(y_mm * PX_PER_MM) + dy;
        const guchar *row = cairo_image_surface_get_data (surface)
                            + (gsize)y * (gsize)cairo_image_surface_get_stride (surface);
        guint32 pixel;
        memcpy (&pixel, row + 4 * x, sizeof pixel);
        best = MIN (best, pixel & 0xff);
      }
  return best;
}

/* A pacemaker's spike of one sample is there at 25 mm/s and when a day is on the page. */
static void
test_spike (void)
{
  static const double durations_s[] = { 10.0, 86400.0 };
  for (guint k = 0; k < G_N_ELEMENTS (durations_s); k++)
    {
      gsize n = (gsize)(durations_s[k] * 50.0), at = n * 3 / 5 + 1;
      float *samples = g_new0 (float, n);
      g_autoptr (HxRecording) recording = NULL;
      g_autoptr (HxPaper) paper = NULL;
      cairo_surface_t *surface;
      HxPaperSetup setup = { .speed_mm_s = HX_PAPER_LEADS_MM / durations_s[k] };
      samples[at] = 2.0f;
      recording = hx_recording_new (all_leads, 1, n, 50.0, samples);
      setup.recording = recording;
      paper = hx_paper_new (&setup, 60.0);
      surface = render (paper);
      g_assert_cmpuint (darkest (surface, 10.0 + (double)at / 50.0 * setup.speed_mm_s,
                                 cell_of (paper, 0)->baseline_mm - 18.0),
                        <, 80);
      g_assert_cmpuint (darkest (surface, 10.0 + 140.0, cell_of (paper, 0)->baseline_mm - 17.5), >, 100);
      cairo_surface_destroy (surface);
    }
}

/* Missing samples are a gap; a lead without any says so; a sample alone is a dot. */
static void
test_gaps (void)
{
  enum
  {
    N = 1000
  };
  float *samples = g_new0 (float, 2 * N);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxPaper) paper = NULL;
  cairo_surface_t *surface;
  double y;
  for (gsize i = 400; i < 600; i++)
    samples[i] = NAN;
  samples[500] = 0.0f;
  for (gsize i = N; i < 2 * N; i++)
    samples[i] = NAN;
  recording = hx_recording_new (all_leads, 2, N, 100.0, samples);
  paper = new_paper (recording);
  surface = render (paper);
  y = cell_of (paper, 0)->baseline_mm;
  g_assert_cmpuint (darkest (surface, 10.0 + 90.0, y), <, 60);
  g_assert_cmpuint (darkest (surface, 10.0 + 110.0, y), >, 100);
  g_assert_cmpuint (darkest (surface, 10.0 + 125.0, y), <, 100);
  g_assert_cmpuint (darkest (surface, 10.0 + 140.0, y), >, 100);
  g_assert_true (isnan (cell_of (paper, 1)->median_mv));
  g_assert_cmpuint (darkest (surface, 10.0 + 60.0, cell_of (paper, 1)->baseline_mm), >, 100);
  cairo_surface_destroy (surface);
}

/* The first row moves down for what reaches high, so that nothing is cut off. */
static void
test_room_above (void)
{
  float *samples = g_new0 (float, 12 * 1000);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxPaper) paper = NULL;
  samples[9 * 1000 + 800] = 2.6f; /* V4 */
  recording = hx_recording_new (all_leads, 12, 1000, 100.0, samples);
  paper = new_paper (recording);
  g_assert_cmpfloat (cell_of (paper, 9)->baseline_mm, >=, 27.0);
  g_assert_cmpfloat (cell_of (paper, 12)->baseline_mm, <=, 112.0);
}

/* --- files ------------------------------------------------------------------------------------- */

static void
test_table (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 2, 30.0, 100.0);
  HxPaperSetup setup = { .recording = recording, .start_s = 5.0 };
  g_autoptr (GBytes) bytes = hx_trace_export_to_bytes (&setup, FALSE, NULL, HX_TRACE_EXPORT_CSV, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 1000 + 1);
  g_assert_cmpstr (lines[0], ==, "time_s,I_mV,II_mV");
  g_assert_cmpstr (lines[1], ==, "5,0.5,1.5");
  g_assert_true (g_str_has_prefix (lines[1000], "14.99,1.499,"));
}

/* All recordings that are compared, by the leads of the first, with a row for each moment that any has a
 * sample of. */
static void
test_table_compared (void)
{
  static const char *const first_leads[] = { "I", "V1" }, *const other_leads[] = { "aVF", "v1", "i" };
  g_autoptr (HxRecording) first = new_recording (first_leads, 2, 1.0, 4.0);
  g_autoptr (HxRecording) other = new_recording (other_leads, 3, 1.5, 2.0);
  g_autoptr (HxRecording) lone = new_recording (first_leads, 1, 0.4, 3.0);
  HxRecording *const others[] = { other, lone };
  HxPaperSetup setup = { .recording = first, .others = others, .n_others = 2 };
  static const char expected[] = "time_s,1_I_mV,1_V1_mV,2_I_mV,2_V1_mV,3_I_mV\n"
                                 "0,0,1,2,1,0\n"
                                 "0.25,0.025,1.025,,,\n"
                                 "0.5,0.05,1.05,2.05,1.05,\n"
                                 "0.75,0.075,1.075,,,\n"
                                 "1,,,2.1,1.1,\n";
  for (int stacked = 0; stacked < 2; stacked++)
    {
      g_autoptr (GBytes) bytes = hx_trace_export_to_bytes (&setup, stacked, NULL, HX_TRACE_EXPORT_CSV, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_assert_cmpstr (text, ==, expected);
    }
  for (gsize spare = 0; spare < 2; spare++) /* it has 8, 6 and 1 numbers */
    {
      g_autoptr (GBytes) bytes = hx_trace_table_to_bytes (&setup, 14 + spare, NULL);
      g_assert_true ((bytes != NULL) == (spare == 1));
    }
}

/* A sheet goes on to the end of the longest recording on it, and says what is known of each. */
static void
test_compared_sheet (void)
{
  static const char *const short_remarks[] = { "noisy", "" };
  static const char *const long_remarks[] = { "", "clipped", "noisy" };
  static const char *const other_leads[] = { "aVF", "ii", "i" };
  g_autoptr (HxRecording) shorter = new_recording (all_leads, 2, 4.0, 100.0);
  g_autoptr (HxRecording) longer = new_recording (other_leads, 3, 30.0, 200.0);
  HxRecording *const others[] = { longer };
  const char *const *const others_remarks[] = { long_remarks };
  HxPaperSetup setup = { .recording = shorter,
                         .start_s = 15.0,
                         .others = others,
                         .n_others = 1,
                         .remarks = short_remarks,
                         .others_remarks = others_remarks };
  g_autoptr (HxPaper) paper = hx_paper_new (&setup, 120.0);
  g_autofree char *time = hx_paper_describe_time (paper);
  g_assert_cmpfloat (paper->start_s, ==, 15.0);
  g_assert_cmpfloat (paper->duration_s, ==, 10.0);
  g_assert_cmpstr (time, ==, "15 s to 25 s of 30 s");
  g_assert_cmpstr (cell_of (paper, 0)->remark, ==, "1: noisy");
  g_assert_cmpstr (cell_of (paper, 1)->remark, ==, "2: clipped");
}

static void
test_table_odd_names (void)
{
  static const char *const names[] = { "a,\"b\"" };
  float *samples = g_new0 (float, 3);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (GBytes) bytes = NULL;
  HxPaperSetup setup = { 0 };
  static const char expected[] = "time_s,\"a,\"\"b\"\"_mV\"\n0,0\n0.5,\n1,0\n";
  samples[1] = NAN;
  recording = hx_recording_new (names, 1, 3, 2.0, samples);
  setup.recording = recording;
  bytes = hx_trace_export_to_bytes (&setup, FALSE, NULL, HX_TRACE_EXPORT_CSV, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_long_table (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 2, 105000.0, 100.0);
  HxPaperSetup setup = { .recording = recording, .speed_mm_s = 0.002 };
  g_autoptr (GError) error = NULL;
  g_assert_false (hx_trace_export_write (&setup, FALSE, NULL, HX_TRACE_EXPORT_CSV, "/nowhere/a.csv", &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_true (g_str_has_prefix (error->message, "/nowhere/a.csv: "));
}

static void
test_pictures (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  HxPaperSetup setup = { .recording = recording, .rhythm_strips = -1 };
  g_autoptr (GBytes) png = hx_trace_export_to_bytes (&setup, FALSE, NULL, HX_TRACE_EXPORT_PNG, NULL);
  g_autoptr (GBytes) svg =
      hx_trace_export_to_bytes (&setup, FALSE, "low pass 40 Hz", HX_TRACE_EXPORT_SVG, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
  const guchar *data = g_bytes_get_data (png, NULL);
  HxTraceExportFormat format;
  g_assert_cmpmem (data, 8, "\211PNG\r\n\032\n", 8);
  g_assert_cmpmem (data + 33, 21, "\0\0\0\011pHYs\0\0\036\302\0\0\036\302\001n\320u>", 21); /* 7874 a metre */
  /* 266 mm at 200 dpi: width in the header's first four bytes. */
  g_assert_cmpuint ((guint)(data[18] << 8 | data[19]), ==, (guint)lround (266.0 / 25.4 * 200.0));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_nonnull (strstr (text, "754.")); /* 266 mm in points */
  g_assert_true (hx_trace_export_format_from_path ("a/b.SVG", &format));
  g_assert_cmpint (format, ==, HX_TRACE_EXPORT_SVG);
  g_assert_false (hx_trace_export_format_from_path ("a/b.jpeg", &format));
  g_assert_false (hx_trace_export_format_from_path ("csv", &format));
}

/* How many pixels of the PNG are blue, as the first of the others is; its height. */
static guint
count_blue (const HxPaperSetup *setup, gboolean stacked, int *height)
{
  g_autoptr (GBytes) png = hx_trace_export_to_bytes (setup, stacked, NULL, HX_TRACE_EXPORT_PNG, NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "hexaxial-test-report-XXXXXX", NULL);
  int file = g_mkstemp (path), stride;
  cairo_surface_t *image;
  guint n = 0;
  g_assert_cmpint (file, >=, 0);
  close (file);
  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize)g_bytes_get_size (png), NULL));
  image = cairo_image_surface_create_from_png (path);
  g_remove (path);
  *height = cairo_image_surface_get_height (image);
  stride = cairo_image_surface_get_stride (image);
  for (int y = 0; y < *height; y++)
    for (int x = 0; x < cairo_image_surface_get_width (image); x++)
      {
        const guchar *pixel = cairo_image_surface_get_data (image) + y * stride + 4 * x;
        n += pixel[0] > 150 && pixel[2] < 60;
      }
  cairo_surface_destroy (image);
  return n;
}

/* Records that are compared are in the picture, over the first or below it, whatever leads they have. */
static void
test_compared_pictures (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  g_autoptr (HxRecording) other = new_recording (all_leads + 6, 6, 10.0, 250.0);
  HxRecording *others[] = { other };
  HxPaperSetup setup = { .recording = recording, .rhythm_strips = -1 };
  int alone, overlaid, stacked;
  g_assert_cmpuint (count_blue (&setup, FALSE, &alone), ==, 0);
  setup.others = others;
  setup.n_others = 1;
  g_assert_cmpuint (count_blue (&setup, FALSE, &overlaid), >, 1000); /* the key alone has 200 */
  g_assert_cmpint (overlaid, ==, alone);
  g_assert_cmpuint (count_blue (&setup, TRUE, &stacked), ==, 0);
  g_assert_cmpint (stacked, >, 3 * alone / 2);
}

static HxReport *
new_report (HxRecording *recording)
{
  HxReport *report = hx_report_new (recording);
  g_autoptr (HxReview) review = hx_review_new ();
  HxReportStatement statements[71];
  char codes[71][8];
  for (guint i = 0; i < 71; i++)
    {
      g_snprintf (codes[i], sizeof codes[i], "S%u", i);
      statements[i] =
          (HxReportStatement){ codes[i], "a statement", i / 71.0, NAN, i % 2 == 0, HX_REVIEW_UNDECIDED };
    }
  hx_report_set_statements (report, statements, 71);
  hx_report_set_model (report, "model", HX_ORIGIN_SIMULATED, "0123");
  hx_report_add_measurement (report, "Heart rate", "72 bpm", NULL);
  hx_report_add_measurement (report, "PR", NULL, "no P wave");
  for (guint i = 0; i < 71; i++)
    hx_review_decide (review, codes[i], (HxReviewDecision)(i % 3));
  hx_review_decide (review, "OTHER", HX_REVIEW_CONFIRMED);
  hx_review_set_reader (review, "A Reader");
  hx_review_set_note (review, "a note");
  hx_report_set_review (report, review);
  return report;
}

/* Equal reports are equal files; another size is another page; no file is left where it cannot be written. */
static void
test_pdf (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  g_autoptr (HxReport) report = new_report (recording);
  g_autoptr (GBytes) a = hx_report_to_pdf (report, NULL);
  g_autoptr (GBytes) b = hx_report_to_pdf (report, NULL);
  g_autoptr (GBytes) c = NULL;
  g_autoptr (GError) error = NULL;
  double width_mm, height_mm;
  g_assert_true (g_bytes_equal (a, b));
  g_assert_cmpmem (g_bytes_get_data (a, NULL), 5, "%PDF-", 5);
  hx_report_get_size_mm (report, &width_mm, &height_mm);
  g_assert_cmpfloat (width_mm, ==, 297.0);
  hx_report_set_size (report, HX_REPORT_LETTER);
  hx_report_get_size_mm (report, &width_mm, &height_mm);
  g_assert_cmpfloat_with_epsilon (width_mm, 279.4, 1e-9);
  c = hx_report_to_pdf (report, NULL);
  g_assert_false (g_bytes_equal (a, c));
  g_assert_false (hx_report_write_pdf (report, "/nowhere/report.pdf", &error));
  g_assert_true (g_str_has_prefix (error->message, "/nowhere/report.pdf"));
}

/* What a reader decided on is on the page before what the model found, however low its value. */
static void
test_room_for_decisions (void)
{
  g_autoptr (HxRecording) recording = new_recording (all_leads, 12, 10.0, 500.0);
  g_autoptr (HxReport) report = hx_report_new (recording);
  g_autoptr (HxReview) review = hx_review_new ();
  HxReportStatement statements[6];
  char codes[6][8];
  g_autofree guint *few = NULL, *all = NULL;
  for (guint i = 0; i < 6; i++)
    {
      g_snprintf (codes[i], sizeof codes[i], "S%u", i);
      statements[i] =
          (HxReportStatement){ codes[i], "a statement", 1.0 - i / 10.0, NAN, TRUE, HX_REVIEW_UNDECIDED };
    }
  hx_report_set_statements (report, statements, 6);
  hx_review_decide (review, "S1", HX_REVIEW_CONFIRMED);
  hx_review_decide (review, "S5", HX_REVIEW_REJECTED);
  hx_report_set_review (report, review);
  few = hx_report_choose_statements (report, 3);
  g_assert_cmpmem (few, 3 * sizeof *few, ((guint[]){ 0, 1, 5 }), 3 * sizeof *few);
  all = hx_report_choose_statements (report, 6);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (all[i], ==, i);
}

/* --- measurements -------------------------------------------------------------------------------- */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/usual", test_usual);
  g_test_add_func ("/report/cabrera", test_cabrera);
  g_test_add_func ("/report/other-leads", test_other_leads);
  g_test_add_func ("/report/choice-and-stretch", test_choice_and_stretch);
  g_test_add_func ("/report/too-many-leads", test_too_many_leads);
  g_test_add_func ("/report/spike", test_spike);
  g_test_add_func ("/report/gaps", test_gaps);
  g_test_add_func ("/report/room-above", test_room_above);
  g_test_add_func ("/report/table", test_table);
  g_test_add_func ("/report/two-strips", test_two_strips);
  g_test_add_func ("/report/table-compared", test_table_compared);
  g_test_add_func ("/report/compared-sheet", test_compared_sheet);
  g_test_add_func ("/report/table-odd-names", test_table_odd_names);
  g_test_add_func ("/report/long-table", test_long_table);
  g_test_add_func ("/report/pictures", test_pictures);
  g_test_add_func ("/report/compared-pictures", test_compared_pictures);
  g_test_add_func ("/report/pdf", test_pdf);
  g_test_add_func ("/report/room-for-decisions", test_room_for_decisions);
  return g_test_run ();
}
