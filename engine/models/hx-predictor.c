/* hx-predictor.c: a network laid out for prediction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-predictor.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/models/hx-network-private.h"

#include <math.h>
#include <string.h>

/* Windows that run through the head together. */
#define WINDOWS_AT_ONCE 4

/* One thread's memory. */
typedef struct
{
  float *pooled, *scratch, *logits, *fused, *decoupled, *raw;
} Worker;

struct _HxPredictor
{
  HxNetwork *network;
  guint n_samples, n_threads;
  HxFoldedHead *folded;
  HxPlan *plan;
  Worker *workers; /* n_threads */
};

/* One run: what it writes, and the windows of the present batch. */
typedef struct
{
  const HxPredictor *predictor;
  const HxOutputs *outputs;
  guint first, n;
} Run;

/* The first @n of @room numbers, zeros behind them. */
static void
copy_row (const float *from, gsize n, gsize room, float *to)
{
  memcpy (to, from, n * sizeof (float));
  memset (to + n, 0, (room - n) * sizeof (float));
}

static void
copy_answers (const Run *run, const Worker *worker, guint first, guint n)
{
  const HxOutputs *out = run->outputs;
  const gsize L = run->predictor->network->architecture.n_labels;
  const gsize D = run->predictor->network->architecture.n_embedding,
              H = run->predictor->network->architecture.n_hidden;

  if (out->logits != NULL)
    memcpy (out->logits + first * L, worker->logits, n * L * sizeof (float));
  for (guint i = 0; out->hidden != NULL && i < n; i++)
    copy_row (worker->scratch + i * H, H, HX_HIDDEN_MAX, out->hidden + (gsize)(first + i) * HX_HIDDEN_MAX);
  if (run->predictor->network->architecture.head == HX_HEAD_PLAIN)
    return;
  if (out->fused != NULL)
    memcpy (out->fused + first * L, worker->fused, n * L * sizeof (float));
  if (out->decoupled != NULL)
    memcpy (out->decoupled + first * L, worker->decoupled, n * L * sizeof (float));
  for (gsize i = 0; out->raw != NULL && i < n * L; i++)
    copy_row (worker->raw + i * D, D, HX_EMBEDDING_MAX, out->raw + (first * L + i) * HX_EMBEDDING_MAX);
  for (gsize i = 0; out->embedding != NULL && i < n * L; i++)
    {
      const float *raw = worker->raw + i * D;
      float *unit = out->embedding + (first * L + i) * HX_EMBEDDING_MAX;
      double norm = 0.0;

      for (gsize d = 0; d < D; d++)
        norm += (double)raw[d] * raw[d];
      norm = MAX (sqrt (norm), 1e-12);
      for (gsize d = 0; d < D; d++)
        unit[d] = (float)(raw[d] / norm);
      memset (unit + D, 0, (HX_EMBEDDING_MAX - D) * sizeof (float));
    }
}

/* The head on some windows of the batch. */
static void
run_head (guint item, guint index, gpointer user_data)
{
  const Run *run = user_data;
  const Worker *worker = &run->predictor->workers[index];
  const guint from = item * WINDOWS_AT_ONCE, n = MIN (WINDOWS_AT_ONCE, run->n - from);
  const gsize F = run->predictor->network->head->n_features;

  for (guint i = 0; i < n; i++)
    memcpy (worker->pooled + i * F,
            hx_plan_value (run->predictor->plan, run->predictor->network->pooled, from + i, 0),
            F * sizeof (float));
  hx_folded_head_run (run->predictor->folded, worker->pooled, n, worker->scratch, worker->logits,
                      worker->fused, worker->decoupled, worker->raw);
  copy_answers (run, worker, run->first + from, n);
}

static void
free_workers (Worker *workers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_aligned_free (workers[i].pooled);
      g_aligned_free (workers[i].scratch);
      g_aligned_free (workers[i].logits);
      g_aligned_free (workers[i].fused);
      g_aligned_free (workers[i].decoupled);
      g_aligned_free (workers[i].raw);
    }
  g_free (workers);
}

static void
make_workers (HxPredictor *predictor)
{
  const HxNetwork *network = predictor->network;
  const gsize L = network->architecture.n_labels, W = WINDOWS_AT_ONCE;

  predictor->workers = g_new0 (Worker, predictor->n_threads);
  for (guint i = 0; i < predictor->n_threads; i++)
    {
      Worker *worker = &predictor->workers[i];

      worker->pooled = hx_floats_new (W * network->head->n_features);
      worker->scratch = hx_floats_new (hx_folded_head_scratch (predictor->folded, WINDOWS_AT_ONCE));
      worker->logits = hx_floats_new (W * L);
      worker->fused = hx_floats_new (W * L);
      worker->decoupled = hx_floats_new (W * L);
      worker->raw = hx_floats_new (W * L * network->architecture.n_embedding);
    }
}

HxPredictor *
hx_predictor_new (HxNetwork *network, guint n_samples, guint batch, guint n_threads, GError **error)
{
  HxPredictor *predictor;

  g_return_val_if_fail (network != NULL, NULL);

  predictor = g_new0 (HxPredictor, 1);
  predictor->network = hx_network_ref (network);
  predictor->n_samples = n_samples;
  predictor->n_threads = n_threads > 0 ? n_threads : hx_parallel_n_processors ();
  predictor->plan =
      hx_plan_new (network->graph, network->graph->kernels, HX_PLAN_EVALUATE,
                   CLAMP (batch, 1, HX_PREDICTOR_BATCH_MAX), n_samples, NULL, predictor->n_threads, error);
  if (predictor->plan == NULL)
    {
      hx_predictor_free (predictor);
      return NULL;
    }
  hx_plan_prepare (predictor->plan);
  predictor->folded = hx_folded_head_new (network->head, network->graph->kernels);
  make_workers (predictor);
  return predictor;
}

void
hx_predictor_free (HxPredictor *predictor)
{
  if (predictor == NULL)
    return;
  if (predictor->workers != NULL)
    free_workers (predictor->workers, predictor->n_threads);
  hx_folded_head_free (predictor->folded);
  hx_plan_free (predictor->plan);
  hx_network_unref (predictor->network);
  g_free (predictor);
}

guint
hx_predictor_get_batch (const HxPredictor *predictor)
{
  return predictor->plan->batch;
}

guint
hx_predictor_get_n_threads (const HxPredictor *predictor)
{
  return predictor->n_threads;
}

static gboolean
run_batch (Run *run, const float *windows, GCancellable *cancellable)
{
  const HxPredictor *predictor = run->predictor;
  const gsize n_window = (gsize)predictor->n_samples * predictor->network->architecture.n_leads;
  const guint n_items = (run->n + WINDOWS_AT_ONCE - 1) / WINDOWS_AT_ONCE;

  for (guint i = 0; i < run->n; i++)
    memcpy (hx_plan_value (predictor->plan, 0, i, 0), windows + (run->first + i) * n_window,
            n_window * sizeof (float));
  return hx_plan_forward (predictor->plan, run->n, cancellable)
         && hx_parallel_for (n_items, predictor->n_threads, run_head, run, cancellable);
}

gboolean
hx_predictor_run (HxPredictor *predictor, const float *windows, guint n_windows, const HxOutputs *outputs,
                  GCancellable *cancellable, GError **error)
{
  Run run = { .predictor = predictor, .outputs = outputs };
  gboolean done = TRUE;

  g_return_val_if_fail (predictor != NULL && outputs != NULL && (windows != NULL || n_windows == 0), FALSE);

  for (; done && run.first < n_windows; run.first += run.n)
    {
      run.n = MIN (predictor->plan->batch, n_windows - run.first);
      done = run_batch (&run, windows, cancellable);
    }
  if (!done)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (outputs->gate != NULL && predictor->network->architecture.head == HX_HEAD_LDM)
    hx_head_gate (predictor->network->head, outputs->gate);
  return done;
}

gboolean
hx_network_predict (HxNetwork *network, const float *windows, guint n_windows, guint n_samples,
                    const HxOutputs *outputs, guint n_threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxPredictor) predictor = hx_predictor_new (network, n_samples, n_windows, n_threads, error);

  return predictor != NULL && hx_predictor_run (predictor, windows, n_windows, outputs, cancellable, error);
}
