/* heart-rate-score.c: whether heart rates agree with the rhythms that cardiologists gave PTB-XL's records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/heart-rate-score.h"

#include "engine/records/hx-csv.h"
#include "engine/records/hx-measure.h"
#include "engine/records/hx-reader.h"

#include <math.h>
#include <string.h>

/* Sinus rhythm is called bradycardia from 50 (guideline of ACC, AHA and HRS, 2018) or from 60 on (as PTB-XL's
 * own readers mostly did): between these it is either. */
static const struct
{
  const char *code;
  double low_bpm, high_bpm;
} rhythms[HEART_RATE_N_RHYTHMS] = {
  { "SR", 50.0, 100.0 }, { "STACH", 100.0, 250.0 }, { "SBRAD", 20.0, 60.0 }, { "SARRH", 40.0, 120.0 }
};

const char *
heart_rate_rhythm (guint rhythm)
{
  return rhythms[rhythm].code;
}

/* The rhythm of a record whose statements are "{'NORM': 100.0, 'SR': 0.0}", the first that it has; or -1. */
static int
find_rhythm (const char *statements)
{
  for (guint i = 0; i < HEART_RATE_N_RHYTHMS; i++)
    {
      g_autofree char *quoted = g_strdup_printf ("'%s':", rhythms[i].code);

      if (strstr (statements, quoted))
        return (int)i;
    }
  return -1;
}

static double
measure_rate_bpm (const char *folder, const char *name)
{
  g_autofree char *header = g_strconcat (name, ".hea", NULL), *path = g_build_filename (folder, header, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = hx_recording_open (path, NULL, &error);
  g_autoptr (HxMeasurements) measured = NULL;

  if (!recording)
    g_error ("%s", error->message);
  measured = hx_measure (recording, NULL, NULL, &error);
  if (!measured)
    g_error ("%s: %s", path, error->message);
  return measured->values[HX_MEASURE_HEART_RATE];
}

static void
add_rate (HeartRateScore *score, guint rhythm, double rate_bpm)
{
  double below_bpm = rhythms[rhythm].low_bpm - rate_bpm, above_bpm = rate_bpm - rhythms[rhythm].high_bpm;

  score->n++;
  if (!isfinite (rate_bpm))
    return;
  score->n_inside += below_bpm <= 0.0 && above_bpm <= 0.0;
  score->n_near += below_bpm <= HEART_RATE_TOLERANCE_BPM && above_bpm <= HEART_RATE_TOLERANCE_BPM;
  g_array_append_val (score->rates_bpm, rate_bpm);
}

void
heart_rate_score (const char *folder, HeartRateScore scores[HEART_RATE_N_RHYTHMS])
{
  g_autofree char *path = g_build_filename (folder, "ptbxl_database.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxCsv) csv = hx_csv_read (path, &error);
  int statements, names;

  if (!csv)
    g_error ("%s", error->message);
  statements = hx_csv_find_column (csv, "scp_codes");
  names = hx_csv_find_column (csv, "filename_hr");
  if (statements < 0 || names < 0)
    g_error ("%s: there is no column scp_codes or filename_hr", path);
  for (guint i = 0; i < HEART_RATE_N_RHYTHMS; i++)
    scores[i] = (HeartRateScore){ .rates_bpm = g_array_new (FALSE, FALSE, sizeof (double)) };
  for (guint row = 0; row < hx_csv_get_n_rows (csv); row++)
    {
      int rhythm = find_rhythm (hx_csv_get (csv, row, (guint)statements));

      if (rhythm >= 0)
        add_rate (&scores[rhythm], (guint)rhythm,
                  measure_rate_bpm (folder, hx_csv_get (csv, row, (guint)names)));
    }
}

void
heart_rate_clear (HeartRateScore scores[HEART_RATE_N_RHYTHMS])
{
  for (guint i = 0; i < HEART_RATE_N_RHYTHMS; i++)
    g_clear_pointer (&scores[i].rates_bpm, g_array_unref);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

void
heart_rate_print (HeartRateScore scores[HEART_RATE_N_RHYTHMS])
{
  g_print ("%-7s %9s %9s %12s %9s %17s\n", "", "bpm", "inside", "within 5 bpm", "median", "range");
  for (guint i = 0; i < HEART_RATE_N_RHYTHMS; i++)
    {
      GArray *rates = scores[i].rates_bpm;
      g_autofree char *limits = g_strdup_printf ("%.0f-%.0f", rhythms[i].low_bpm, rhythms[i].high_bpm);
      g_autofree char *inside = g_strdup_printf ("%u/%u", scores[i].n_inside, scores[i].n);
      g_autofree char *near = g_strdup_printf ("%u/%u", scores[i].n_near, scores[i].n);

      g_array_sort (rates, compare_doubles);
      g_print ("%-7s %9s %9s %12s", rhythms[i].code, limits, inside, near);
      if (rates->len > 0)
        g_print (" %9.1f %8.1f-%8.1f", g_array_index (rates, double, rates->len / 2),
                 g_array_index (rates, double, 0), g_array_index (rates, double, rates->len - 1));
      g_print ("\n");
    }
}
