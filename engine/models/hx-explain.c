/* hx-explain.c: the gradient of a label's logit by what a network reads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-explain.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/models/hx-head-slope.h"
#include "engine/models/hx-network-private.h"

#include <string.h>

/* Windows whose activations are held at once: the backward pass reads them all again. */
#define MAX_BATCH 32

typedef struct
{
  HxPlan *plan;
  HxHeadSlope *slope;
  guint pooled; /* buffer */
  float *logits;
} Explanation;

/* The head on one window of the batch, there and back. */
static void
run_head (guint window, guint worker, gpointer user_data)
{
  const Explanation *explanation = user_data;
  HxPlan *plan = explanation->plan;

  explanation->logits[window] =
      (float)hx_head_slope_run (explanation->slope, hx_plan_value (plan, explanation->pooled, window, 0),
                                hx_plan_gradient (plan, explanation->pooled, window, 0));
}

static gboolean
explain_batch (const Explanation *explanation, const float *windows, guint n, gsize n_window, float *gradient,
               guint n_threads, GCancellable *cancellable)
{
  HxPlan *plan = explanation->plan;

  for (guint i = 0; i < n; i++)
    memcpy (hx_plan_value (plan, 0, i, 0), windows + i * n_window, n_window * sizeof (float));
  if (!hx_plan_forward (plan, n, cancellable)
      || !hx_parallel_for (n, n_threads, run_head, (gpointer)explanation, cancellable)
      || !hx_plan_backward (plan, cancellable))
    return FALSE;
  for (guint i = 0; i < n; i++)
    memcpy (gradient + i * n_window, hx_plan_gradient (plan, 0, i, 0), n_window * sizeof (float));
  return TRUE;
}

gboolean
hx_network_explain (const HxNetwork *network, const float *windows, guint n_windows, guint n_samples,
                    guint label, float *logits, float *gradient, guint n_threads, GCancellable *cancellable,
                    GError **error)
{
  const gsize n_window = (gsize)n_samples * network->architecture.n_leads;
  float batch_logits[MAX_BATCH];
  Explanation explanation = { .pooled = network->pooled, .logits = batch_logits };
  gboolean done = TRUE;
  guint n = 0;

  g_return_val_if_fail (network != NULL && gradient != NULL && (windows != NULL || n_windows == 0), FALSE);

  if (label >= network->architecture.n_labels)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "there is no label %u: the network has %u", label,
                   network->architecture.n_labels);
      return FALSE;
    }
  if (n_threads == 0)
    n_threads = hx_parallel_n_processors ();
  explanation.plan = hx_plan_new (network->graph, network->graph->kernels, HX_PLAN_EXPLAIN,
                                  CLAMP (n_windows, 1, MAX_BATCH), n_samples, NULL, n_threads, error);
  if (explanation.plan == NULL)
    return FALSE;
  hx_plan_prepare (explanation.plan);
  explanation.slope = hx_head_slope_new (network->head, label);
  for (guint first = 0; done && first < n_windows; first += n)
    {
      n = MIN (explanation.plan->batch, n_windows - first);
      done = explain_batch (&explanation, windows + first * n_window, n, n_window,
                            gradient + first * n_window, n_threads, cancellable);
      if (done && logits != NULL)
        memcpy (logits + first, batch_logits, n * sizeof (float));
    }
  if (!done)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  hx_head_slope_free (explanation.slope);
  hx_plan_free (explanation.plan);
  return done;
}
