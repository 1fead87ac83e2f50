/* delineation-score.c: how well marks agree with those of cardiologists
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/delineation-score.h"

#include "engine/records/hx-annotation.h"
#include "engine/records/hx-reader.h"

#include <math.h>

static const guint wave_codes[] = { HX_ANNOTATION_P, HX_ANNOTATION_NORMAL, HX_ANNOTATION_T };
static const HxMark marks[SCORE_N_BOUNDS] = { HX_MARK_P_ONSET,    HX_MARK_P_OFFSET, HX_MARK_QRS_ONSET,
                                              HX_MARK_QRS_OFFSET, HX_MARK_T_ONSET,  HX_MARK_T_OFFSET };
static const char *const names[SCORE_N_BOUNDS] = { "P onset",    "P offset", "QRS onset",
                                                   "QRS offset", "T onset",  "T offset" };

/* Two marks that may belong together. */
typedef struct
{
  double distance_ms;
  guint given, found;
} Pair;

double
score_sensitivity (const Score *score)
{
  return 100.0 * score->n_matched / MAX (score->n_matched + score->n_missed, 1);
}

double
score_predictivity (const Score *score)
{
  return 100.0 * score->n_matched / MAX (score->n_matched + score->n_false, 1);
}

double
score_mean_ms (const Score *score)
{
  return score->sum_ms / MAX (score->n_matched, 1);
}

double
score_deviation_ms (const Score *score)
{
  double mean = score_mean_ms (score);

  return sqrt (MAX (score->squares_ms / MAX (score->n_matched, 1) - mean * mean, 0.0));
}

const char *
score_bound_name (guint bound)
{
  return names[bound];
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  double x = ((const Pair *)a)->distance_ms, y = ((const Pair *)b)->distance_ms;

  return (x > y) - (x < y);
}

/* Matches the marks of one boundary in one lead; found ones outside of from .. to count only if they match.
 */
static void
score_marks (GArray *given_ms, GArray *found_ms, double from_ms, double to_ms, Score *score)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_autofree gboolean *given_used = g_new0 (gboolean, given_ms->len + 1);
  g_autofree gboolean *found_used = g_new0 (gboolean, found_ms->len + 1);
  guint n_matched = 0;

  for (guint i = 0; i < given_ms->len; i++)
    for (guint j = 0; j < found_ms->len; j++)
      {
        Pair pair = { fabs (g_array_index (given_ms, double, i) - g_array_index (found_ms, double, j)), i,
                      j };

        if (pair.distance_ms <= SCORE_TOLERANCE_MS)
          g_array_append_val (pairs, pair);
      }
  g_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair pair = g_array_index (pairs, Pair, i);
      double error_ms =
          g_array_index (found_ms, double, pair.found) - g_array_index (given_ms, double, pair.given);

      if (given_used[pair.given] || found_used[pair.found])
        continue;
      given_used[pair.given] = found_used[pair.found] = TRUE;
      n_matched++;
      score->sum_ms += error_ms;
      score->squares_ms += error_ms * error_ms;
    }
  score->n_matched += n_matched;
  score->n_missed += given_ms->len - n_matched;
  for (guint j = 0; j < found_ms->len; j++)
    {
      double at_ms = g_array_index (found_ms, double, j);

      score->n_false += !found_used[j] && at_ms >= from_ms && at_ms <= to_ms;
    }
}

/* One boundary of the annotated waves; and the first and last thing that is marked at all. */
static GArray *
list_given (GArray *waves, guint bound, double rate_hz, double *from_ms, double *to_ms)
{
  GArray *given_ms = g_array_new (FALSE, FALSE, sizeof (double));

  *from_ms = G_MAXDOUBLE;
  *to_ms = -G_MAXDOUBLE;
  for (guint i = 0; i < waves->len; i++)
    {
      const HxAnnotatedWave *wave = &g_array_index (waves, HxAnnotatedWave, i);
      gint64 first = wave->onset >= 0 ? wave->onset : wave->peak;
      gint64 last = wave->offset >= 0 ? wave->offset : wave->peak;
      gint64 at = bound % 2 ? wave->offset : wave->onset;
      double at_ms = 1000.0 * (double)at / rate_hz;

      *from_ms = MIN (*from_ms, 1000.0 * (double)first / rate_hz);
      *to_ms = MAX (*to_ms, 1000.0 * (double)last / rate_hz);
      if (wave->code == wave_codes[bound / 2] && at >= 0)
        g_array_append_val (given_ms, at_ms);
    }
  return given_ms;
}

static void
score_lead (const char *path, HxRecording *recording, const HxMeasurements *measured, guint lead,
            Score scores[SCORE_N_BOUNDS])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxAnnotations) annotations = hx_annotations_read (path, &error);
  g_autoptr (GArray) waves = NULL;

  if (!annotations)
    g_error ("%s", error->message);
  waves = hx_annotations_list_waves (annotations);
  for (guint bound = 0; bound < SCORE_N_BOUNDS; bound++)
    {
      double from_ms, to_ms;
      g_autoptr (GArray) given_ms =
          list_given (waves, bound, hx_recording_get_rate_hz (recording), &from_ms, &to_ms);
      g_autoptr (GArray) found_ms = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint beat = 0; beat < measured->n_beats; beat++)
        {
          double at_ms = 1000.0 * hx_measurements_get_mark (measured, beat, lead, marks[bound]);

          if (isfinite (at_ms))
            g_array_append_val (found_ms, at_ms);
        }
      score_marks (given_ms, found_ms, from_ms, to_ms, &scores[bound]);
    }
}

void
score_record (const char *folder, guint record, Score scores[SCORE_N_BOUNDS])
{
  const HxReadOptions options = { .gain_adu_per_mv = SCORE_LUDB_GAIN_ADU_PER_MV };
  g_autofree char *path = g_strdup_printf ("%s/%u.hea", folder, record);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = hx_recording_open (path, &options, &error);
  g_autoptr (HxMeasurements) measured = NULL;

  if (!recording)
    g_error ("%s", error->message);
  measured = hx_measure (recording, NULL, NULL, &error);
  if (!measured)
    g_error ("%s: %s", path, error->message);
  for (guint lead = 0; lead < measured->n_leads; lead++)
    {
      g_autofree char *suffix = g_ascii_strdown (hx_recording_get_lead_name (recording, lead), -1);
      g_autofree char *lead_path = g_strdup_printf ("%s/%u.%s", folder, record, suffix);

      score_lead (lead_path, recording, measured, lead, scores);
    }
}

void
score_print (const Score scores[SCORE_N_BOUNDS])
{
  g_print ("%-11s %7s %7s %9s %7s %7s\n", "", "Se, %", "PPV, %", "mean, ms", "SD, ms", "marks");
  for (guint bound = 0; bound < SCORE_N_BOUNDS; bound++)
    {
      const Score *score = &scores[bound];

      g_print ("%-11s %7.2f %7.2f %9.1f %7.1f %7u\n", names[bound], score_sensitivity (score),
               score_predictivity (score), score_mean_ms (score), score_deviation_ms (score),
               score->n_matched + score->n_missed);
    }
}
