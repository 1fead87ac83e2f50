/* test-train.c: training: the same bits every time, through cancelling, damage and full disks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/base/hx-random.h"

#include "tests/unit/run-library.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

/* A cancellation is answered within 100 ms. On a busy machine a thread may have to wait for a processor, so
 * the median of many has to hold to it, and no single one may take much longer; sanitizers slow everything
 * down. */
#ifdef __SANITIZE_ADDRESS__
#define ANSWER_US (1000 * 1000)
#else
#define ANSWER_US (100 * 1000)
#endif
#define LONGEST_ANSWER_US (15 * ANSWER_US)
#define N_CANCELLATIONS 12

static void
assert_same_file (const char *path, GBytes *expected)
{
  g_autoptr (GBytes) bytes = run_read_file (path);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, g_bytes_get_size (expected));
  g_assert_true (g_bytes_equal (bytes, expected));
}

static void
count_epochs (const HxTrainEpoch *epoch, gpointer user_data)
{
  guint *n = user_data;

  g_assert_cmpuint (epoch->epoch, ==, ++*n);
  g_assert_true (isfinite (epoch->loss) && epoch->loss > 0.0);
  g_assert_true (isfinite (epoch->bce) && isfinite (epoch->triplet));
  g_assert_cmpfloat_with_epsilon (epoch->loss, epoch->bce + 0.1 * epoch->triplet, 1e-7);
  g_assert_true (isfinite (epoch->validation_loss) && epoch->validation_loss > 0.0);
  g_assert_cmpfloat (epoch->seconds, >, 0.0);
}

static void
test_result (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HxTrainResult) result = NULL;
  g_autoptr (HxModel) loaded = NULL;
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", &error);
  guint n_epochs = 0, n_train = 0, n_validation = 0;

  result = hx_train (place.library, &options, place.out, NULL, count_epochs, &n_epochs, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < table->n_records; i++)
    {
      n_train += table->folds[i] <= 8;
      n_validation += table->folds[i] == 9;
    }
  g_assert_cmpuint (n_epochs, ==, 3);
  g_assert_cmpuint (result->history->len, ==, 3);
  g_assert_cmpuint (result->n_train, ==, n_train);
  g_assert_cmpuint (result->n_validation, ==, n_validation);
  g_assert_cmpuint (result->n_left_out, ==, 0);
  g_assert_false (g_file_test (place.checkpoint, G_FILE_TEST_EXISTS));

  loaded = hx_model_load (place.out, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hx_model_get_hash (loaded), ==, hx_model_get_hash (result->model));
  g_assert_cmpstr (hx_model_get_task (loaded), ==, "superdiagnostic");
  g_assert_cmpstr (hx_model_get_origin (loaded), ==, HX_ORIGIN_SIMULATED);
  g_assert_cmpfloat (hx_model_get_rate_hz (loaded), ==, 100.0);
  g_assert_cmpuint (hx_model_get_window_samples (loaded), ==, 100);
  g_assert_cmpuint (hx_model_get_stride_samples (loaded), ==, 50);
  g_assert_cmpuint (hx_model_get_n_labels (loaded), ==, table->n_labels);
  for (guint label = 0; label < table->n_labels; label++)
    {
      g_assert_cmpstr (hx_model_get_label (loaded, label)->code, ==, table->codes[label]);
      g_assert_cmpstr (hx_model_get_label (loaded, label)->description, ==, table->descriptions[label]);
    }
}

/* Mean and population deviation of the training folds, by the definition. */
static void
test_standardiser (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) result = run_train (&place, &options, place.out);
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", NULL);
  g_autoptr (HxSignals) signals = hx_library_map_signals (place.library, NULL);
  double sum = 0.0, squares = 0.0, n = 0.0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < table->n_records; i++)
      {
        gsize n_samples;
        const float *signal = hx_signals_get (signals, table->records[i], &n_samples);

        for (gsize j = 0; table->folds[i] <= 8 && j < n_samples * 12; j++)
          if (pass == 0)
            {
              sum += signal[j];
              n += 1.0;
            }
          else
            squares += (signal[j] - sum / n) * (signal[j] - sum / n);
      }
  g_assert_cmpfloat_with_epsilon (hx_model_get_mean_mv (result->model), sum / n, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_model_get_sd_mv (result->model), sqrt (squares / n), 1e-8);
}

/* One seed gives one file, whatever the number of threads; another seed another. */
static void
test_same_bits (void)
{
  g_auto (RunPlace) place = run_place_new ();
  const HxHead heads[] = { HX_HEAD_LDM, HX_HEAD_PLAIN };

  for (guint h = 0; h < G_N_ELEMENTS (heads); h++)
    {
      HxTrainOptions options = run_short_training ();
      g_autoptr (GBytes) one = NULL, other = NULL;

      options.head = heads[h];
      options.epochs = 2;
      options.n_threads = 1;
      hx_train_result_free (run_train (&place, &options, place.out));
      one = run_read_file (place.out);
      options.n_threads = 3;
      hx_train_result_free (run_train (&place, &options, place.out));
      assert_same_file (place.out, one);
      options.seed++;
      hx_train_result_free (run_train (&place, &options, place.out));
      other = run_read_file (place.out);
      g_assert_false (g_bytes_equal (one, other));
    }
}

/* --- going on ------------------------------------------------------------------------------- */

typedef struct
{
  guint n_epochs, stop_after;
  GCancellable *cancellable;
} Stop;

static void
stop_after (const HxTrainEpoch *epoch, gpointer user_data)
{
  Stop *stop = user_data;

  stop->n_epochs++;
  if (epoch->epoch == stop->stop_after)
    g_cancellable_cancel (stop->cancellable);
}

/* Trains until epoch @epoch is done, and leaves a checkpoint. */
static void
train_until (RunPlace *place, const HxTrainOptions *options, guint epoch)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Stop stop = { 0, epoch, cancellable };

  g_assert_null (
      hx_train (place->library, options, place->out, NULL, stop_after, &stop, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (stop.n_epochs, ==, epoch);
  g_assert_true (g_file_test (place->checkpoint, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (place->out, G_FILE_TEST_EXISTS));
}

static void
test_resume (void)
{
  g_auto (RunPlace) place = run_place_new ();
  g_autofree char *undisturbed = g_build_filename (place.folder, "undisturbed.safetensors", NULL);
  HxTrainOptions options = run_short_training ();
  g_autoptr (GBytes) expected = NULL;
  g_autoptr (HxTrainResult) whole = run_train (&place, &options, undisturbed);

  expected = run_read_file (undisturbed);
  options.resume = TRUE; /* of nothing, at first */
  for (guint epoch = 1; epoch <= 3; epoch += 2)
    {
      g_autoptr (HxTrainResult) result = NULL;
      g_autoptr (GError) error = NULL;
      guint n_epochs = 0;

      train_until (&place, &options, epoch);
      options.n_threads = epoch; /* may change */
      result = hx_train (place.library, &options, place.out, NULL, count_epochs, &n_epochs, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n_epochs, ==, 3); /* those done before are told again */
      for (guint i = 0; i < 3; i++)
        g_assert_cmpfloat (g_array_index (result->history, HxTrainEpoch, i).validation_loss, ==,
                           g_array_index (whole->history, HxTrainEpoch, i).validation_loss);
      assert_same_file (place.out, expected);
      g_assert_false (g_file_test (place.checkpoint, G_FILE_TEST_EXISTS));
      g_remove (place.out);
    }
}

/* Without being asked to go on, a training begins anew. */
static void
test_begin_anew (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) result = NULL;

  train_until (&place, &options, 1);
  options.seed = 77;
  result = run_train (&place, &options, place.out);
  g_assert_cmpuint (result->history->len, ==, 3);
}

static void
test_other_recipe (void)
{
  g_auto (RunPlace) place = run_place_new ();
  const char *const parts[] = { "epochs", "seed", "batch", "head", "task", "train_folds" };
  HxTrainOptions options = run_short_training ();
  g_autoptr (GBytes) checkpoint = NULL;

  train_until (&place, &options, 1);
  checkpoint = run_read_file (place.checkpoint);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      HxTrainOptions other = options;
      g_autoptr (GError) error = NULL;

      other.resume = TRUE;
      other.epochs += i == 0;
      other.seed += i == 1;
      other.batch += i == 2;
      other.head = i == 3 ? HX_HEAD_PLAIN : other.head;
      other.task = i == 4 ? "rhythm" : other.task;
      other.train_folds = i == 5 ? 0xFE : other.train_folds;
      g_assert_null (hx_train (place.library, &other, place.out, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
      g_assert_nonnull (strstr (error->message, place.checkpoint));
      g_assert_nonnull (strstr (error->message, parts[i]));
      assert_same_file (place.checkpoint, checkpoint);
    }
}

static void
test_damaged_checkpoint (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (GBytes) checkpoint = NULL;
  HxRandom random = hx_random_from_seed (1);
  gsize n;

  train_until (&place, &options, 1);
  options.resume = TRUE;
  checkpoint = run_read_file (place.checkpoint);
  n = g_bytes_get_size (checkpoint);
  for (guint round = 0; round < 40; round++)
    {
      g_autofree char *content = g_memdup2 (g_bytes_get_data (checkpoint, NULL), n);
      g_autoptr (GError) error = NULL;
      gsize length = n;

      if (round < 20) /* a flipped bit: in the magic, in the header, anywhere */
        content[round < 10 ? round * 7 : hx_random_below (&random, n)] ^= (char)(1 << round % 8);
      else
        length = round == 20 ? 0 : round < 30 ? round : hx_random_below (&random, n);
      g_assert_true (hx_file_write_all (place.checkpoint, content, length, NULL));
      g_assert_null (hx_train (place.library, &options, place.out, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, place.checkpoint));
      g_assert_false (g_file_test (place.out, G_FILE_TEST_EXISTS));
    }
}

/* --- cancelling --------------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;
  guint after_us;
  gint64 cancelled_us;
} Timer;

static gpointer
cancel_later (gpointer user_data)
{
  Timer *timer = user_data;

  g_usleep (timer->after_us);
  timer->cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (timer->cancellable);
  return NULL;
}

static int
compare_delays (const void *a, const void *b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

  return (left > right) - (left < right);
}

/* At any moment, and whatever it is doing. */
static void
test_cancel (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  HxRandom random = hx_random_from_seed (2);
  gint64 delays_us[N_CANCELLATIONS];

  options.epochs = 1000;
  for (guint round = 0; round < N_CANCELLATIONS; round++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Timer timer = { cancellable, (guint)hx_random_below (&random, 120000), 0 };
      GThread *thread = g_thread_new ("cancel", cancel_later, &timer);

      g_assert_null (hx_train (place.library, &options, place.out, NULL, NULL, NULL, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      delays_us[round] = g_get_monotonic_time () - timer.cancelled_us;
      g_assert_cmpint (delays_us[round], <, LONGEST_ANSWER_US);
      g_assert_false (g_file_test (place.out, G_FILE_TEST_EXISTS));
    }
  qsort (delays_us, N_CANCELLATIONS, sizeof *delays_us, compare_delays);
  g_test_message ("answered in %.1f ms (median), %.1f ms (longest)",
                  (double)delays_us[N_CANCELLATIONS / 2] / 1e3, (double)delays_us[N_CANCELLATIONS - 1] / 1e3);
  g_assert_cmpint (delays_us[N_CANCELLATIONS / 2], <, ANSWER_US);
}

/* --- what cannot be done -------------------------------------------------------------------- */

static void
test_refused (void)
{
  g_auto (RunPlace) place = run_place_new ();
  g_autofree char *nowhere = g_build_filename (place.folder, "missing", "model.safetensors", NULL);
  const struct
  {
    const char *what;
    int code;
  } cases[] = {
    { "a batch of at most", HX_ERROR_RANGE },
    { "lstm_of_tomorrow", HX_ERROR_MISSING },
    { "no-task", HX_ERROR_MISSING },
    { "“epochs” is 0", HX_ERROR_RANGE },
    { "“batch” is 0", HX_ERROR_RANGE },
    { "“crop” is", HX_ERROR_RANGE },
    { "“lr” is", HX_ERROR_RANGE },
    { "at least two", HX_ERROR_RANGE },
    { "at least two", HX_ERROR_RANGE },
  };
  g_autoptr (GError) error = NULL;
  HxTrainOptions options = run_short_training ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) fault = NULL;

      options = run_short_training ();
      options.batch = i == 0 ? 64 : i == 4 ? 0 : options.batch;
      options.backbone = i == 1 ? "lstm_of_tomorrow" : options.backbone;
      options.task = i == 2 ? "no-task" : options.task;
      options.epochs = i == 3 ? 0 : options.epochs;
      options.crop_s = i == 5 ? 0.0 : i == 8 ? 10.01 : options.crop_s; /* longer than every record */
      options.learning_rate = i == 6 ? (double)NAN : 0.0;
      options.train_folds = i == 7 ? (HxFolds)1 << 60 : options.train_folds;
      g_assert_null (hx_train (place.library, &options, place.out, NULL, NULL, NULL, NULL, &fault));
      g_assert_error (fault, HX_ERROR, cases[i].code);
      if (strstr (fault->message, cases[i].what) == NULL)
        g_error ("“%s” does not say “%s”", fault->message, cases[i].what);
    }
  options = run_short_training ();
  g_assert_null (hx_train (place.library, &options, nowhere, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, nowhere));
}

static void
limit_files (const HxTrainEpoch *epoch, gpointer user_data)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 100000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* No room for the second checkpoint: the first stays, and the training goes on from it. */
static void
test_no_room (void)
{
  g_auto (RunPlace) place = run_place_new ();
  g_autofree char *undisturbed = g_build_filename (place.folder, "undisturbed.safetensors", NULL);
  HxTrainOptions options = run_short_training ();
  g_autoptr (GBytes) expected = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit;

  hx_train_result_free (run_train (&place, &options, undisturbed));
  expected = run_read_file (undisturbed);
  g_assert_true (g_file_set_contents (place.out, "an earlier model", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  g_assert_null (hx_train (place.library, &options, place.out, NULL, limit_files, NULL, NULL, &error));
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
  g_assert_nonnull (strstr (error->message, place.checkpoint));
  {
    g_autoptr (GBytes) earlier = run_read_file (place.out);

    g_assert_cmpmem (g_bytes_get_data (earlier, NULL), g_bytes_get_size (earlier), "an earlier model", 16);
  }
  options.resume = TRUE;
  hx_train_result_free (run_train (&place, &options, place.out));
  assert_same_file (place.out, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/result", test_result);
  g_test_add_func ("/train/standardiser", test_standardiser);
  g_test_add_func ("/train/same-bits", test_same_bits);
  g_test_add_func ("/train/resume", test_resume);
  g_test_add_func ("/train/resume/begin-anew", test_begin_anew);
  g_test_add_func ("/train/resume/other-recipe", test_other_recipe);
  g_test_add_func ("/train/resume/damaged", test_damaged_checkpoint);
  g_test_add_func ("/train/cancel", test_cancel);
  g_test_add_func ("/train/refused", test_refused);
  g_test_add_func ("/train/no-room", test_no_room);
  return g_test_run ();
}
