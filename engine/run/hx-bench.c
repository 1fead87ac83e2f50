/* hx-bench.c: how fast networks train and predict on this computer
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-bench.h"

#include "engine/base/hx-parallel.h"
#include "engine/kernels/hx-kernels.h"
#include "engine/models/hx-model.h"
#include "engine/models/hx-trainer.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEED 1
#define LABEL_PERIOD 5
#define PEAK_ROUNDS 200000
#define ROUNDS_A_THREAD 8
#define WINDOWS_OF_RECORD 7
#define BATCHES_PREDICTED 2
#define MIB (1024.0 * 1024.0)

HxBenchOptions
hx_bench_options_default (void)
{
  return (HxBenchOptions){
    .batch = 128, .n_samples = 250, .n_leads = 12, .n_threads = 0, .n_repeats = 3, .seconds = 1.0
  };
}

/* --- memory --------------------------------------------------------------------------------------- */

/* Largest resident memory since it was last forgotten. */
static double
peak_rss_mib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return (double)NAN;
  line = strstr (status, "VmHWM:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmHWM:"), NULL) / 1024.0 : (double)NAN;
}

static void
forget_peak_rss (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  malloc_trim (0);
  if (file == NULL)
    return;
  fputs ("5", file);
  fclose (file);
}

/* --- timing ---------------------------------------------------------------------------------------- */

typedef struct
{
  const HxBenchOptions *options;
  HxNetwork *network;
  GCancellable *cancellable;
  float *x;       /* batch x n_samples x n_leads, noise */
  float *y;       /* batch x L */
  float *signal;  /* WINDOWS_OF_RECORD half overlapping windows */
  float *windows; /* BATCHES_PREDICTED batches */
  gsize n_signal;
  HxTrainer *trainer;
  HxModel *model;
  HxStatement *statements;
  float *logits, *embedding;
  guint64 n_steps;
  float *rounds; /* results, which keep the compiler from leaving out what leads to them */
  guint n_rounds;
} Bench;

typedef gboolean (*Work) (Bench *bench, GError **error);

/* Seconds that @work takes, the best of the repeats, each a mean of as many runs as take the time asked for.
 */
static gboolean
time_work (Bench *bench, Work work, double *best_s, GError **error)
{
  const gint64 least_us = (gint64)(bench->options->seconds * G_USEC_PER_SEC);

  if (!work (bench, error)) /* memory is touched, tables are made */
    return FALSE;
  *best_s = G_MAXDOUBLE;
  for (guint repeat = 0; repeat < bench->options->n_repeats; repeat++)
    {
      const gint64 begin_us = g_get_monotonic_time ();
      gint64 passed_us = 0;
      guint n = 0;

      while (passed_us < least_us || n == 0)
        {
          if (!work (bench, error))
            return FALSE;
          passed_us = g_get_monotonic_time () - begin_us;
          n++;
        }
      *best_s = MIN (*best_s, (double)passed_us / n / G_USEC_PER_SEC);
    }
  return TRUE;
}

static void
run_rounds (guint item, guint worker, gpointer user_data)
{
  Bench *bench = user_data;

  bench->rounds[item] = hx_kernels ()->rounds (PEAK_ROUNDS);
}

static gboolean
multiply_in_registers (Bench *bench, GError **error)
{
  hx_parallel_for (bench->n_rounds, bench->n_rounds / ROUNDS_A_THREAD, run_rounds, bench, bench->cancellable);
  return !g_cancellable_set_error_if_cancelled (bench->cancellable, error);
}

static gboolean
train_step (Bench *bench, GError **error)
{
  const HxBatch batch = { bench->x, bench->y, NULL };
  const HxRandom seed = hx_random_from_seed (SEED);
  HxRandom dropout;
  HxLoss loss;

  dropout = hx_random_derive (&seed, bench->n_steps++);
  return hx_trainer_step (bench->trainer, &batch, 1e-4, 0.9, &dropout, NULL, &loss, bench->cancellable,
                          error);
}

static gboolean
predict_batches (Bench *bench, GError **error)
{
  const HxOutputs outputs = { .logits = bench->logits, .embedding = bench->embedding };

  return hx_network_predict (bench->network, bench->windows, BATCHES_PREDICTED * bench->options->batch,
                             bench->options->n_samples, &outputs, bench->options->n_threads,
                             bench->cancellable, error);
}

static gboolean
predict_record (Bench *bench, GError **error)
{
  return hx_model_predict_signal (bench->model, bench->signal, bench->n_signal, bench->statements,
                                  bench->options->n_threads, bench->cancellable, error);
}

/* --- what is timed --------------------------------------------------------------------------------- */

static float *
make_noise (HxRandom *random, gsize n)
{
  float *x = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    x[i] = (float)hx_random_normal (random);
  return x;
}

static void
make_model (Bench *bench)
{
  const HxArchitecture *architecture = hx_network_get_architecture (bench->network);
  const guint n_samples = bench->options->n_samples, n_labels = architecture->n_labels;
  g_autofree HxModelLabel *labels = g_new0 (HxModelLabel, n_labels);
  g_auto (GStrv) leads = g_new0 (char *, architecture->n_leads + 1);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  for (guint lead = 0; lead < architecture->n_leads; lead++)
    leads[lead] = g_strdup_printf ("%u", lead + 1);
  for (guint label = 0; label < n_labels; label++)
    {
      g_ptr_array_add (codes, g_strdup_printf ("%u", label + 1));
      labels[label] = (HxModelLabel){ .code = codes->pdata[label],
                                      .description = codes->pdata[label],
                                      .threshold = (double)NAN,
                                      .temperature = (double)NAN };
      labels[label].centre_with[0] = labels[label].centre_without[1] = 1.0f;
    }
  bench->model = hx_model_new (bench->network, labels, (const char *const *)leads, 100.0, n_samples,
                               MAX (1, n_samples / 2), 0.0, 1.0, HX_AGGREGATE_MAXIMUM);
  for (guint label = 0; label < n_labels; label++)
    hx_model_set_label_numbers (bench->model, label, &labels[label]);
}

static gboolean
prepare (Bench *bench, const HxArchitecture *architecture, GError **error)
{
  const HxBenchOptions *options = bench->options;
  const gsize n_window = (gsize)options->n_samples * options->n_leads;
  const guint L = architecture->n_labels;
  HxRandom random = hx_random_from_seed (SEED);

  bench->network = hx_network_new (architecture, error);
  if (bench->network == NULL)
    return FALSE;
  hx_network_initialise (bench->network, &random);
  bench->n_signal = options->n_samples + (WINDOWS_OF_RECORD - 1) * MAX (1, options->n_samples / 2);
  bench->x = make_noise (&random, options->batch * n_window);
  bench->signal = make_noise (&random, bench->n_signal * options->n_leads);
  bench->y = g_new (float, (gsize)options->batch *L);
  for (gsize i = 0; i < (gsize)options->batch * L; i++)
    bench->y[i] = hx_random_below (&random, LABEL_PERIOD) == 0 ? 1.0f : 0.0f;
  make_model (bench);
  bench->statements = g_new (HxStatement, L);
  return TRUE;
}

static void
clear (Bench *bench)
{
  hx_trainer_free (bench->trainer);
  g_clear_object (&bench->model);
  hx_network_unref (bench->network);
  g_free (bench->x);
  g_free (bench->y);
  g_free (bench->signal);
  g_free (bench->windows);
  g_free (bench->statements);
  g_free (bench->logits);
  g_free (bench->embedding);
  g_free (bench->rounds);
}

/* For as long as the training was timed, right behind it: a processor that works hard lowers its clock. */
static gboolean
bench_peak (Bench *bench, HxBenchResult *result, GError **error)
{
  double rounds_s;

  bench->n_rounds = ROUNDS_A_THREAD * result->n_threads;
  bench->rounds = g_new (float, bench->n_rounds);
  if (!time_work (bench, multiply_in_registers, &rounds_s, error))
    return FALSE;
  result->peak_gflops = (double)hx_kernels ()->round_flops * PEAK_ROUNDS * bench->n_rounds / rounds_s / 1e9;
  return TRUE;
}

static gboolean
bench_training (Bench *bench, HxBenchResult *result, GError **error)
{
  const HxNetworkCost cost = hx_network_cost (bench->network, bench->options->n_samples);
  HxTrainerOptions options = hx_trainer_options_default (hx_network_get_architecture (bench->network));
  double before_mib, step_s;

  options.batch = bench->options->batch;
  options.n_samples = bench->options->n_samples;
  options.n_threads = bench->options->n_threads;
  options.precision = bench->options->precision;
  forget_peak_rss ();
  before_mib = peak_rss_mib ();
  bench->trainer = hx_trainer_new (bench->network, &options, error);
  if (bench->trainer == NULL || !time_work (bench, train_step, &step_s, error))
    return FALSE;
  result->peak_rss_mib = peak_rss_mib ();
  result->train_rss_mib = result->peak_rss_mib - before_mib;
  result->train_records_per_s = options.batch / step_s;
  result->train_gflops = cost.training_flops * options.batch / step_s / 1e9;
  g_clear_pointer (&bench->trainer, hx_trainer_free);
  return TRUE;
}

static gboolean
bench_prediction (Bench *bench, HxBenchResult *result, GError **error)
{
  const HxNetworkCost cost = hx_network_cost (bench->network, bench->options->n_samples);
  const gsize n = (gsize)BATCHES_PREDICTED * bench->options->batch;
  const gsize n_batch = (gsize)bench->options->batch * bench->options->n_samples * bench->options->n_leads;
  const guint L = hx_network_get_architecture (bench->network)->n_labels;
  double batches_s, record_s;

  bench->windows = g_new (float, BATCHES_PREDICTED *n_batch);
  for (guint i = 0; i < BATCHES_PREDICTED; i++)
    memcpy (bench->windows + i * n_batch, bench->x, n_batch * sizeof (float));
  bench->logits = g_new (float, n *L);
  bench->embedding = g_new (float, n *L *HX_EMBEDDING_MAX);
  if (!time_work (bench, predict_record, &record_s, error)
      || !time_work (bench, predict_batches, &batches_s, error))
    return FALSE;
  result->record_ms = record_s * 1e3;
  result->predict_windows_per_s = (double)n / batches_s;
  result->predict_gflops = cost.prediction_flops * (double)n / batches_s / 1e9;
  return TRUE;
}

gboolean
hx_bench (const HxArchitecture *architecture, const HxBenchOptions *options, HxBenchResult *result,
          GCancellable *cancellable, GError **error)
{
  Bench bench = { .options = options, .cancellable = cancellable };
  HxArchitecture whole = *architecture;
  gboolean done;

  whole.n_leads = options->n_leads;
  *result = (HxBenchResult){ .n_threads =
                                 options->n_threads > 0 ? options->n_threads : hx_parallel_n_processors () };
  done = prepare (&bench, &whole, error) && bench_training (&bench, result, error)
         && bench_peak (&bench, result, error) && bench_prediction (&bench, result, error);
  clear (&bench);
  return done;
}
