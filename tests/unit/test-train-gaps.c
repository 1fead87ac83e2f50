/* test-train-gaps.c: training on recordings with missing samples
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"
#include "engine/run/hx-train-data.h"

#include "tests/unit/run-library.h"

#include <fcntl.h>
#include <math.h>
#include <unistd.h>

/* Makes samples of a training copy missing, from @first on every @step. */
static void
make_gaps (RunPlace *place, gint64 key, gsize first, gsize step)
{
  g_autofree char *path =
      g_build_filename (hx_library_get_folder (place->library), "signals", "training.f32", NULL);
  g_autoptr (HxSignals) signals = hx_library_map_signals (place->library, NULL);
  g_autoptr (GPtrArray) infos = hx_library_list_records (place->library, NULL);
  const float missing = NAN, *lowest = NULL, *signal;
  gsize n_samples;
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  for (guint i = 0; i < infos->len; i++)
    {
      const float *other =
          hx_signals_get (signals, ((HxRecordInfo *)g_ptr_array_index (infos, i))->key, NULL);

      lowest = lowest == NULL || (other != NULL && other < lowest) ? other : lowest;
    }
  signal = hx_signals_get (signals, key, &n_samples);
  for (gsize t = first; t < n_samples; t += step)
    g_assert_cmpint (
        pwrite (fd, &missing, sizeof missing, (off_t)((gsize)(signal - lowest) + t * 12 + 4) * 4), ==, 4);
  close (fd);
}

static gint64
nth_key (const HxLabelTable *table, int fold, guint n)
{
  for (guint i = 0; i < table->n_records; i++)
    if (table->folds[i] == fold && n-- == 0)
      return table->records[i];
  g_assert_not_reached ();
}

/* Crops never hold a missing sample; a record without a whole window is left out, one with only a few is not,
 * even where no window of prediction is whole. */
static void
test_gaps (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", NULL);
  g_autoptr (HxTrainData) data = NULL;
  g_autoptr (HxTrainResult) result = NULL;
  g_autoptr (HxSignals) signals = NULL;
  g_autofree float *crop = g_new (float, 250 * 12);
  HxRandom random = hx_random_from_seed (3);
  double mean, sd;

  options.crop_s = 2.5;
  make_gaps (&place, nth_key (table, 1, 0), 0, 100);   /* no window */
  make_gaps (&place, nth_key (table, 2, 0), 300, 100); /* windows at 0 .. 50 */
  for (int fold = 3; fold <= 9; fold += 6)
    {
      make_gaps (&place, nth_key (table, fold, 0), 50,
                 10000); /* windows at 51 .. 80, none at a multiple of 125 */
      make_gaps (&place, nth_key (table, fold, 0), 330, 100);
    }
  make_gaps (&place, nth_key (table, 9, 1), 0, 100);
  signals = hx_library_map_signals (place.library, NULL);
  data = hx_train_data_new (place.library, signals, table, options.train_folds, 250, NULL, NULL);
  g_assert_cmpuint (data->n_left_out, ==, 1);
  g_assert_true (hx_train_data_standardise (data, &mean, &sd, NULL));
  g_assert_true (isfinite (mean) && sd > 0.0);
  for (guint record = 0; record < data->n_records; record++)
    for (guint draw = 0; draw < (data->has_gaps[record] ? 200 : 2); draw++)
      {
        hx_train_data_crop (data, record, &random, mean, sd, crop);
        for (guint i = 0; i < 250 * 12; i++)
          g_assert_true (isfinite (crop[i]));
      }

  result = run_train (&place, &options, place.out);
  g_assert_cmpuint (result->n_left_out, ==, 1);
  g_assert_cmpuint (result->n_train, ==, data->n_records);
  for (guint i = 0; i < result->history->len; i++)
    {
      g_assert_true (isfinite (g_array_index (result->history, HxTrainEpoch, i).loss));
      g_assert_true (isfinite (g_array_index (result->history, HxTrainEpoch, i).validation_loss));
    }
  for (guint label = 0; label < table->n_labels; label++)
    {
      g_assert_true (isfinite (hx_model_get_label (result->model, label)->centre_with[0]));
      g_assert_true (isfinite (hx_model_get_label (result->model, label)->centre_without[0]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/gaps", test_gaps);
  return g_test_run ();
}
