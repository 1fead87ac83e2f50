/* test-real-wfdb.c: WFDB records of real collections
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "tests/formats/shared-folder.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>

#define ALL 0 /* rows */

/* Samples of one lead from @first on are the @n_rows rows of the @column of a table from @first_row on. */
typedef struct
{
  const char *record;
  const char *lead;
  const char *table;
  guint column;
  gsize first;
  gsize first_row;
  gsize n_rows;    /* ALL: to the table's end */
  double gain_adu; /* 0: the table is in millivolts with 8 decimals, "-" for a gap */
  double gap_adu;  /* what stands for a gap in a table of numbers as they are in the file; 0: nothing */
} Expected;

static const Expected expected[] = {
  { "test01_00s", "ECG 1", "record-1a", 0, 0, 0, ALL, 100.0 },
  { "test01_00s", "ECG 2", "record-1a", 1, 0, 0, ALL, 100.0 },
  { "test01_00s", "ECG 3", "record-1a", 2, 0, 0, ALL, 100.0 },
  { "test01_00s", "ECG 4", "record-1a", 3, 0, 0, ALL, 100.0 },
  { "test01_00s_skew", "ECG_2", "record-1a", 1, 0, 3, ALL, 100.0 },
  { "test01_00s_skew", "ECG_3", "record-1a", 2, 0, 0, ALL, 100.0 },
  { "test01_00s_frame", "ECG_2", "record-4d", 1, 0, 0, ALL, 0.0 },
  { "test01_00s_skewframe", "ECG_2", "record-4d", 1, 0, 0, ALL, 0.0 },
  { "a103l", "II", "record-1b", 1, 12500, 0, ALL, 0.0 },
  { "a103l", "II", "record-1c", 0, 20000, 0, ALL, 7247.0 },
  { "a103l", "V", "record-1c", 1, 20000, 0, ALL, 1.052e+04 },
  { "a103l-no-len", "V", "record-1c", 1, 20000, 0, ALL, 1.052e+04 },
  { "100_3chan", "I", "record-2c", 0, 0, 0, ALL, 0.0 },
  { "100_3chan", "II", "record-2c", 1, 0, 0, ALL, 0.0 },
  { "100_3chan", "III", "record-2c", 2, 0, 0, ALL, 0.0 },
  { "v102s", "V", "record-multi-fixed-c", 0, 70000, 0, 5000, 0.0 },
  { "multi-segment/fixed1/v102s_1", "V", "record-multi-fixed-c", 0, 70000, 0, 5000, 0.0 },
  { "multi-segment/fixed1/v102s_2", "V", "record-multi-fixed-c", 0, 0, 5000, 5000, 0.0 },
  { "multi-segment/fixed1/v102s_3", "II", "record-multi-fixed-c", 1, 0, 5000, 5000, 0.0 },
  { "multi-segment/041s/041s01", "V", "record-multi-fixed-d.gz", 1, 0, 0, 4000, 2000.0, -2048.0 },
  { "multi-segment/041s/041s01", "I", "record-multi-fixed-d.gz", 2, 0, 0, 4000, 2000.0, -2048.0 },
  { "multi-segment/041s/041s02", "V", "record-multi-fixed-d.gz", 1, 0, 4000, 4000, 2000.0, -2048.0 },
  { "multi-segment/041s/041s02", "I", "record-multi-fixed-d.gz", 2, 0, 4000, 4000, 2000.0, -2048.0 },
};

static char *
load_table (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "tests", "target-output", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_autoptr (GOutputStream) text = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  if (g_str_has_suffix (name, ".gz"))
    {
      g_autoptr (GConverter) inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      GInputStream *inflated = g_converter_input_stream_new (stream, inflate);

      g_object_unref (stream);
      stream = inflated;
    }
  g_output_stream_splice (text, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (text, "", 1, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (text, NULL, &error));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (text));
}

/* One column of a table of numbers between blanks; "-" is a gap. Returns: (element-type double) */
static GArray *
load_column (const char *folder, const char *name, guint column)
{
  g_autofree char *text = load_table (folder, name);
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));

  for (char *at = text; *at != '\0'; at += strcspn (at, "\n"), at += *at == '\n')
    {
      double value;

      for (guint i = 0; i <= column; i++)
        {
          at += i > 0 ? strcspn (at, " \t\n") : 0;
          at += strspn (at, " \t");
        }
      value = at[0] == '-' && !g_ascii_isdigit (at[1]) ? NAN : g_ascii_strtod (at, NULL);
      g_array_append_val (values, value);
    }
  g_assert_cmpuint (values->len, >, 0);
  return values;
}

static HxRecording *
open_good (const char *path)
{
  g_autoptr (GError) error = NULL;
  HxRecording *recording = hx_recording_open (path, NULL, &error);

  g_assert_no_error (error);
  return recording;
}

static void
compare_lead (HxRecording *recording, const char *folder, const Expected *e)
{
  const float *lead_mv = test_find_lead_mv (recording, e->lead);
  g_autoptr (GArray) column = load_column (folder, e->table, e->column);
  gsize n_rows = e->n_rows != ALL ? e->n_rows : column->len - e->first_row;

  g_assert_cmpuint (e->first + n_rows, <=, hx_recording_get_n_samples (recording));
  for (gsize i = 0; i < n_rows; i++)
    {
      double target = g_array_index (column, double, e->first_row + i);

      if (isnan (target) || (e->gap_adu != 0.0 && target == e->gap_adu))
        {
          g_assert_true (isnan (lead_mv[e->first + i]));
          continue;
        }
      if (e->gain_adu > 0.0)
        g_assert_cmpfloat (lead_mv[e->first + i], ==, (float)(target / e->gain_adu));
      else
        g_assert_cmpfloat_with_epsilon (lead_mv[e->first + i], target, 6e-9 + 1e-7 * fabs (target));
    }
}

static void
test_expected_values (void)
{
  g_autofree char *folder = test_find_shared ("formats/wfdb", "WFDB samples");

  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *path = g_build_filename (folder, "sample-data", expected[i].record, NULL);
      g_autoptr (HxRecording) recording = open_good (path);

      compare_lead (recording, folder, &expected[i]);
    }
}

/* The whole range of both formats, from files of which other signals are in formats that are not read. */
static void
test_whole_range (void)
{
  static const char header[] = "rec 2 200 499\nbinformats.d1 16 200/mV 16 0 -32766 -750 0 16\n"
                               "binformats.d5 212 200/mV 12 0 -2042 -6824 0 212\n";
  static const Expected both[] = { { "", "16", "record-1f.gz", 1, 0, 0, ALL, 200.0, -32768.0 },
                                   { "", "212", "record-1f.gz", 5, 0, 0, ALL, 200.0, -2048.0 } };
  static const char *const files[] = { "binformats.d1", "binformats.d5" };
  g_autofree char *folder = test_find_shared ("formats/wfdb", "the range of formats 16 and 212");
  g_autoptr (HxRecording) recording = NULL;
  char *temporary;

  if (folder == NULL)
    return;
  temporary = test_folder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (folder, "sample-data", files[i], NULL);
      g_autofree char *bytes = NULL;
      gsize n_bytes;

      g_assert_true (g_file_get_contents (from, &bytes, &n_bytes, NULL));
      test_write (temporary, files[i], bytes, n_bytes);
    }
  recording = test_read_good (temporary, header, NULL);
  g_assert_null (hx_recording_get_warnings (recording)[0]);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    compare_lead (recording, folder, &both[i]);
  test_folder_free (temporary);
}

/* A lead of four samples a frame: their mean is what a reader gives that goes by frames. */
static void
test_several_samples_per_frame (void)
{
  g_autofree char *folder = test_find_shared ("formats/wfdb", "several samples per frame");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "sample-data", "03700181", NULL) : NULL;
  g_autoptr (HxRecording) recording = folder != NULL ? open_good (path) : NULL;
  g_autoptr (GArray) mean_mv = folder != NULL ? load_column (folder, "record-4c", 0) : NULL;

  if (folder == NULL)
    return;
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 500.0);
  for (gsize i = 0; i < mean_mv->len; i++)
    {
      const float *four = test_find_lead_mv (recording, "MCL1") + 4 * (1000 + i);

      g_assert_cmpfloat_with_epsilon ((four[0] + four[1] + four[2] + four[3]) / 4.0,
                                      g_array_index (mean_mv, double, i), 1.0 / 2963.77);
    }
}

/* A lead of one sample a frame, shifted by a skew and brought to another's rate, is itself at its own times.
 */
static void
test_resampled_lead (void)
{
  g_autofree char *folder = test_find_shared ("formats/wfdb", "leads of different rates");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "sample-data", "03700181", NULL) : NULL;
  g_autoptr (HxRecording) recording = folder != NULL ? open_good (path) : NULL;
  g_autoptr (GArray) own_mv = folder != NULL ? load_column (folder, "record-4c", 1) : NULL;
  const float *lead_mv;
  double sum = 0.0, difference = 0.0;

  if (folder == NULL)
    return;
  lead_mv = test_find_lead_mv (recording, "RESP");
  for (gsize i = 0; i < own_mv->len; i++)
    {
      double own = g_array_index (own_mv, double, i);

      sum += own * own;
      difference += pow (own - lead_mv[4 * (1000 + i)], 2.0);
    }
  g_assert_cmpfloat (sqrt (difference / sum), <, 0.01);
}

static gboolean
is_refusal (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return strstr (error->message, ": cannot read the signal file: ") != NULL;
  return g_error_matches (error, HX_ERROR, HX_ERROR_UNSUPPORTED)
         && (strstr (error->message, "segments; multi-segment records are not read") != NULL
             || strstr (error->message, "are not read; those of formats 16 and 212 are") != NULL
             || strstr (error->message, "none of its signals is a voltage: ") != NULL);
}

/* Headers of other formats, of several segments, and without their signal file: refused for that reason. */
static void
test_refusals (void)
{
  g_autofree char *folder = test_find_shared ("formats/wfdb", "refusals");
  g_autoptr (GPtrArray) files = folder != NULL ? hx_reader_find_files (folder, NULL, NULL) : NULL;
  guint n_read = 0;

  if (folder == NULL)
    return;
  g_assert_cmpuint (files->len, >, 80);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HxRecording) recording = hx_recording_open (files->pdata[i], NULL, &error);

      if (recording == NULL && !is_refusal (error))
        g_error ("%s", error->message);
      n_read += recording != NULL;
    }
  g_assert_cmpuint (n_read, ==, 15);
}

/* Any file at all, whatever it is, is read or refused with its name. */
static void
open_all_below (const char *folder, guint *n)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (HxRecording) recording = NULL;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          open_all_below (path, n);
          continue;
        }
      (*n)++;
      recording = hx_recording_open (path, NULL, &error);
      if (recording == NULL)
        g_assert_true (g_str_has_prefix (error->message, folder));
    }
}

static void
test_any_file (void)
{
  g_autofree char *folder = test_find_shared ("formats", "files of other formats");
  guint n = 0;

  if (folder == NULL)
    return;
  open_all_below (folder, &n);
  g_assert_cmpuint (n, >, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/real-wfdb/expected-values", test_expected_values);
  g_test_add_func ("/real-wfdb/whole-range", test_whole_range);
  g_test_add_func ("/real-wfdb/several-samples-per-frame", test_several_samples_per_frame);
  g_test_add_func ("/real-wfdb/resampled-lead", test_resampled_lead);
  g_test_add_func ("/real-wfdb/refusals", test_refusals);
  g_test_add_func ("/real-wfdb/any-file", test_any_file);
  return g_test_run ();
}
