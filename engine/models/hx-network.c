/* hx-network.c: a network's parameters and its answers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-network.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/models/hx-network-private.h"

#include <math.h>
#include <string.h>

#define MAX_LEADS 256
#define MAX_LABELS 4096

/* Windows that run through the head together in prediction. */
#define WINDOWS_AT_ONCE 4

/* Windows whose input is held at once. */
#define MAX_BATCH 64

static const char *const head_names[] = { [HX_HEAD_PLAIN] = "plain", [HX_HEAD_LDM] = "ldm" };

const char *
hx_head_name (HxHead head)
{
  g_return_val_if_fail (head < G_N_ELEMENTS (head_names), NULL);

  return head_names[head];
}

gboolean
hx_head_from_name (const char *name, HxHead *head)
{
  for (guint i = 0; i < G_N_ELEMENTS (head_names); i++)
    if (g_strcmp0 (name, head_names[i]) == 0)
      {
        *head = (HxHead)i;
        return TRUE;
      }
  return FALSE;
}

HxArchitecture
hx_architecture_complete (const HxArchitecture *architecture)
{
  HxArchitecture whole = *architecture;

  whole.n_embedding = whole.n_embedding > 0 ? whole.n_embedding : HX_EMBEDDING_PUBLISHED;
  whole.n_hidden = whole.n_hidden > 0 ? whole.n_hidden : HX_HIDDEN_PUBLISHED;
  return whole;
}

static gboolean
check_architecture (const HxArchitecture *architecture, GError **error)
{
  if (hx_backbone_find (architecture->backbone) == NULL)
    {
      g_autofree char *known = g_strjoinv (", ", (char **)hx_backbones ());

      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "there is no backbone “%s”; there are: %s",
                   architecture->backbone != NULL ? architecture->backbone : "", known);
      return FALSE;
    }
  if (architecture->n_leads == 0 || architecture->n_leads > MAX_LEADS)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a network of %u leads cannot be built (1 to %d can)",
                   architecture->n_leads, MAX_LEADS);
      return FALSE;
    }
  if (architecture->n_labels == 0 || architecture->n_labels > MAX_LABELS)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a network of %u labels cannot be built (1 to %d can)",
                   architecture->n_labels, MAX_LABELS);
      return FALSE;
    }
  if (architecture->n_embedding > HX_EMBEDDING_MAX || architecture->n_hidden > HX_HIDDEN_MAX)
    {
      g_set_error (
          error, HX_ERROR, HX_ERROR_RANGE,
          "a head of %u dimensions a label and %u hidden units cannot be built (up to %d and %d can)",
          architecture->n_embedding, architecture->n_hidden, HX_EMBEDDING_MAX, HX_HIDDEN_MAX);
      return FALSE;
    }
  return TRUE;
}

HxNetwork *
hx_network_new (const HxArchitecture *architecture, GError **error)
{
  HxNetwork *network;

  g_return_val_if_fail (architecture != NULL, NULL);

  if (!check_architecture (architecture, error))
    return NULL;
  network = g_new0 (HxNetwork, 1);
  network->ref_count = 1;
  network->architecture = hx_architecture_complete (architecture);
  network->backbone = hx_backbone_find (architecture->backbone);
  network->architecture.backbone = network->backbone->name;
  network->tensors = hx_tensor_set_new ();
  network->graph = hx_graph_new (network->tensors, architecture->n_leads);
  network->pooled = network->backbone->build (network->graph, network->backbone);
  network->n_backbone_tensors = network->tensors->tensors->len;
  network->head = hx_head_tensors_new (
      network->tensors, architecture->head == HX_HEAD_LDM, network->backbone->head_prefix,
      network->backbone->head_first,
      (guint)g_array_index (network->graph->buffers, HxBufferShape, network->pooled).n_channels,
      architecture->n_labels, network->architecture.n_hidden, network->architecture.n_embedding);
  hx_tensor_set_allocate (network->tensors);
  return network;
}

HxNetwork *
hx_network_ref (HxNetwork *network)
{
  g_atomic_int_inc (&network->ref_count);
  return network;
}

void
hx_network_unref (HxNetwork *network)
{
  if (network == NULL || !g_atomic_int_dec_and_test (&network->ref_count))
    return;
  hx_head_tensors_free (network->head);
  hx_graph_free (network->graph);
  hx_tensor_set_free (network->tensors);
  g_free (network);
}

HxNetwork *
hx_network_copy (const HxNetwork *network)
{
  HxNetwork *copy = hx_network_new (&network->architecture, NULL);

  hx_network_assign (copy, network);
  return copy;
}

static void
initialise_tensor (const HxTensor *tensor, HxRandom *random)
{
  gsize fan_in = tensor->n_dims > 0 ? tensor->n_elements / tensor->dims[0] : 1;
  double sd = sqrt (2.0 / (double)fan_in);

  for (gsize i = 0; i < tensor->n_elements; i++)
    switch (tensor->start)
      {
      case HX_START_HE:
        tensor->data[i] = (float)(sd * hx_random_normal (random));
        break;
      case HX_START_RECURRENT:
        tensor->data[i] = (float)((2.0 * hx_random_uniform (random) - 1.0) / 16.0);
        break;
      case HX_START_ONE:
        tensor->data[i] = 1.0f;
        break;
      case HX_START_ZERO:
      default:
        tensor->data[i] = 0.0f;
        break;
      }
}

void
hx_network_initialise (HxNetwork *network, HxRandom *random)
{
  g_return_if_fail (network != NULL && random != NULL);

  for (guint i = 0; i < network->tensors->tensors->len; i++)
    initialise_tensor (hx_tensor_set_get (network->tensors, i), random);
}

void
hx_network_set_kernels (HxNetwork *network, const HxKernels *kernels)
{
  g_return_if_fail (network != NULL && kernels != NULL);

  network->graph->kernels = kernels;
}

const HxArchitecture *
hx_network_get_architecture (const HxNetwork *network)
{
  return &network->architecture;
}

guint
hx_network_get_n_tensors (const HxNetwork *network)
{
  return network->tensors->tensors->len;
}

guint
hx_network_get_n_backbone_tensors (const HxNetwork *network)
{
  return network->n_backbone_tensors;
}

void
hx_network_assign (HxNetwork *network, const HxNetwork *from)
{
  g_return_if_fail (network->tensors->n_floats == from->tensors->n_floats);

  memcpy (network->tensors->memory, from->tensors->memory, from->tensors->n_floats * sizeof (float));
}

const HxTensor *
hx_network_get_tensor (const HxNetwork *network, guint index)
{
  g_return_val_if_fail (index < network->tensors->tensors->len, NULL);

  return hx_tensor_set_get (network->tensors, index);
}

const HxTensor *
hx_network_find_tensor (const HxNetwork *network, const char *name)
{
  for (guint i = 0; i < network->tensors->tensors->len; i++)
    if (g_str_equal (hx_tensor_set_get (network->tensors, i)->name, name))
      return hx_tensor_set_get (network->tensors, i);
  return NULL;
}

/* --- prediction --------------------------------------------------------------- */

/* One thread's memory. */
typedef struct
{
  float *pooled, *scratch, *logits, *fused, *decoupled, *raw;
} Worker;

typedef struct
{
  const HxNetwork *network;
  const HxOutputs *outputs;
  HxFoldedHead *folded;
  HxPlan *plan;
  Worker *workers;
  guint first, n; /* windows of the present batch */
} Prediction;

/* The first @n of @room numbers, zeros behind them. */
static void
copy_row (const float *from, gsize n, gsize room, float *to)
{
  memcpy (to, from, n * sizeof (float));
  memset (to + n, 0, (room - n) * sizeof (float));
}

static void
copy_answers (const Prediction *prediction, const Worker *worker, guint first, guint n)
{
  const HxOutputs *out = prediction->outputs;
  const gsize L = prediction->network->architecture.n_labels;
  const gsize D = prediction->network->architecture.n_embedding,
              H = prediction->network->architecture.n_hidden;

  if (out->logits != NULL)
    memcpy (out->logits + first * L, worker->logits, n * L * sizeof (float));
  for (guint i = 0; out->hidden != NULL && i < n; i++)
    copy_row (worker->scratch + i * H, H, HX_HIDDEN_MAX, out->hidden + (gsize)(first + i) * HX_HIDDEN_MAX);
  if (prediction->network->architecture.head == HX_HEAD_PLAIN)
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
  const Prediction *prediction = user_data;
  const Worker *worker = &prediction->workers[index];
  const guint from = item * WINDOWS_AT_ONCE, n = MIN (WINDOWS_AT_ONCE, prediction->n - from);
  const gsize F = prediction->network->head->n_features;

  for (guint i = 0; i < n; i++)
    memcpy (worker->pooled + i * F,
            hx_plan_value (prediction->plan, prediction->network->pooled, from + i, 0), F * sizeof (float));
  hx_folded_head_run (prediction->folded, worker->pooled, n, worker->scratch, worker->logits, worker->fused,
                      worker->decoupled, worker->raw);
  copy_answers (prediction, worker, prediction->first + from, n);
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
make_workers (Prediction *prediction, guint n)
{
  const HxNetwork *network = prediction->network;
  const gsize L = network->architecture.n_labels, W = WINDOWS_AT_ONCE;

  prediction->workers = g_new0 (Worker, n);
  for (guint i = 0; i < n; i++)
    {
      Worker *worker = &prediction->workers[i];

      worker->pooled = hx_floats_new (W * network->head->n_features);
      worker->scratch = hx_floats_new (hx_folded_head_scratch (prediction->folded, WINDOWS_AT_ONCE));
      worker->logits = hx_floats_new (W * L);
      worker->fused = hx_floats_new (W * L);
      worker->decoupled = hx_floats_new (W * L);
      worker->raw = hx_floats_new (W * L * network->architecture.n_embedding);
    }
}

static gboolean
predict_batch (Prediction *prediction, const float *windows, gsize n_window, guint n_threads,
               GCancellable *cancellable)
{
  const guint n_items = (prediction->n + WINDOWS_AT_ONCE - 1) / WINDOWS_AT_ONCE;

  for (guint i = 0; i < prediction->n; i++)
    memcpy (hx_plan_value (prediction->plan, 0, i, 0), windows + (prediction->first + i) * n_window,
            n_window * sizeof (float));
  return hx_plan_forward (prediction->plan, prediction->n, cancellable)
         && hx_parallel_for (n_items, n_threads, run_head, prediction, cancellable);
}

gboolean
hx_network_predict (const HxNetwork *network, const float *windows, guint n_windows, guint n_samples,
                    const HxOutputs *outputs, guint n_threads, GCancellable *cancellable, GError **error)
{
  Prediction prediction = { .network = network, .outputs = outputs };
  const gsize n_window = (gsize)n_samples * network->architecture.n_leads;
  gboolean done = TRUE;

  g_return_val_if_fail (network != NULL && outputs != NULL && (windows != NULL || n_windows == 0), FALSE);

  if (n_threads == 0)
    n_threads = hx_parallel_n_processors ();
  prediction.plan = hx_plan_new (network->graph, HX_PLAN_EVALUATE, CLAMP (n_windows, 1, MAX_BATCH), n_samples,
                                 NULL, n_threads, error);
  if (prediction.plan == NULL)
    return FALSE;
  hx_plan_prepare (prediction.plan);
  prediction.folded = hx_folded_head_new (network->head, network->graph->kernels);
  make_workers (&prediction, n_threads);
  for (; done && prediction.first < n_windows; prediction.first += prediction.n)
    {
      prediction.n = MIN (prediction.plan->batch, n_windows - prediction.first);
      done = predict_batch (&prediction, windows, n_window, n_threads, cancellable);
    }
  if (!done)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (outputs->gate != NULL && network->architecture.head == HX_HEAD_LDM)
    hx_head_gate (network->head, outputs->gate);
  free_workers (prediction.workers, n_threads);
  hx_folded_head_free (prediction.folded);
  hx_plan_free (prediction.plan);
  return done;
}
