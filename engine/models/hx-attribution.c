/* hx-attribution.c: what each sample of a recording contributed to a label's score
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-attribution.h"

#include "engine/base/hx-error.h"
#include "engine/models/hx-explain.h"
#include "engine/models/hx-model-private.h"

#include <math.h>
#include <string.h>

/* Inputs that are held at once: bounds the memory for long recordings and long windows. */
#define WINDOWS_AT_ONCE 64
#define FLOATS_AT_ONCE (4u << 20)
/* Predictions that a gradient takes the time of. */
#define GRADIENT_COST 3

typedef struct
{
  HxModel *model;
  const float *signal_mv;
  gsize n_window; /* floats of a window */
  guint n_threads, n_at_once;
  HxProgress *progress;
  gsize n_done, n_to_do; /* inputs that were asked about */
  GCancellable *cancellable;
  GArray *starts;   /* gsize, samples */
  float *inputs;    /* n_at_once windows */
  float *gradients; /* likewise */
  float *answers;   /* n_at_once x n_labels */
  double *mean;     /* of a window's gradients, weighted */
  double
      *weights; /* n_steps x windows: the slope of the record's logit by the window's; NULL: 1 for deciding */
  HxAttribution *result;
} Work;

void
hx_attribution_free (HxAttribution *attribution)
{
  if (attribution == NULL)
    return;
  g_free (attribution->contributions);
  g_free (attribution->windows);
  g_free (attribution);
}

static gsize
start_of (const Work *work, gsize window)
{
  return g_array_index (work->starts, gsize, window);
}

/* The window @share of the way from the baseline, which is 0 behind the standardiser. */
static void
take_input (const Work *work, gsize window, double share, float *to)
{
  const HxModel *model = work->model;
  const float *from = work->signal_mv + start_of (work, window) * work->result->n_leads;

  for (gsize i = 0; i < work->n_window; i++)
    to[i] = (float)(share * ((from[i] - model->mean_mv) / model->sd_mv));
}

static void
advance (Work *work, gsize n)
{
  work->n_done += n;
  hx_progress_report (work->progress, (double)work->n_done / (double)work->n_to_do, NULL);
}

static gboolean
predict_inputs (const Work *work, guint n, float *logits, GError **error)
{
  const HxOutputs outputs = { .logits = work->answers };
  const gsize L = hx_model_get_n_labels (work->model);

  if (!hx_network_predict (work->model->network, work->inputs, n, work->model->window_samples, &outputs,
                           work->n_threads, work->cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    logits[i] = work->answers[i * L + work->result->label];
  return TRUE;
}

/* The label's logit of every window, @share of the way. */
static gboolean
predict_windows (Work *work, double share, float *logits, GError **error)
{
  for (gsize first = 0; first < work->result->n_windows; first += work->n_at_once)
    {
      const guint n = (guint)MIN (work->n_at_once, work->result->n_windows - first);

      for (guint i = 0; i < n; i++)
        take_input (work, first + i, share, work->inputs + i * work->n_window);
      if (!predict_inputs (work, n, logits + first, error))
        return FALSE;
      advance (work, n);
    }
  return TRUE;
}

/* --- the windows together ------------------------------------------------------------------ */

static double
log_sigmoid (double x)
{
  return x >= 0.0 ? -log1p (exp (-x)) : x - log1p (exp (x));
}

/* The logarithm of the mean of sigmoid (@sign x logit). */
static double
log_mean_sigmoid (const float *logits, gsize n, double sign)
{
  double most = -INFINITY, sum = 0.0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, log_sigmoid (sign * logits[i]));
  for (gsize i = 0; i < n; i++)
    sum += exp (log_sigmoid (sign * logits[i]) - most);
  return most + log (sum / (double)n);
}

/* The logit of the mean probability, and its slope by each window's logit: p (1 - p) / (n m (1 - m)). */
static double
join_mean (const float *logits, gsize n, double *slopes)
{
  const double with = log_mean_sigmoid (logits, n, 1.0), without = log_mean_sigmoid (logits, n, -1.0);

  for (gsize i = 0; i < n; i++)
    slopes[i] = exp (log_sigmoid (logits[i]) + log_sigmoid (-(double)logits[i]) - with - without) / (double)n;
  return with - without;
}

/* How the record's logit depends on each window's, at every point of the way. */
static gboolean
weigh_windows (Work *work, GError **error)
{
  HxAttribution *result = work->result;
  g_autofree float *logits = g_new (float, result->n_windows);

  work->weights = g_new (double, result->n_steps * result->n_windows);
  for (guint step = 0; step < result->n_steps; step++)
    {
      double *weights = work->weights + step * result->n_windows;

      if (!predict_windows (work, (step + 0.5) / result->n_steps, logits, error))
        return FALSE;
      join_mean (logits, result->n_windows, weights);
      for (gsize i = 0; i < result->n_windows; i++)
        result->windows[i].share += (float)(weights[i] / result->n_steps);
    }
  return TRUE;
}

/* --- contributions ------------------------------------------------------------------------- */

static double
weight_of (const Work *work, gsize window, guint step)
{
  return work->weights != NULL ? work->weights[step * work->result->n_windows + window] : 1.0;
}

static gboolean
attribute_window (Work *work, gsize window, GError **error)
{
  HxAttribution *result = work->result;
  float *to = result->contributions + start_of (work, window) * result->n_leads;

  memset (work->mean, 0, work->n_window * sizeof (double));
  for (guint first = 0; first < result->n_steps; first += work->n_at_once)
    {
      const guint n = MIN (work->n_at_once, result->n_steps - first);

      for (guint i = 0; i < n; i++)
        take_input (work, window, (first + i + 0.5) / result->n_steps, work->inputs + i * work->n_window);
      if (!hx_network_explain (work->model->network, work->inputs, n, work->model->window_samples,
                               result->label, NULL, work->gradients, work->n_threads, work->cancellable,
                               error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        {
          const double weight = weight_of (work, window, first + i) / result->n_steps;
          const float *gradient = work->gradients + i * work->n_window;

          for (gsize j = 0; j < work->n_window; j++)
            work->mean[j] += weight * gradient[j];
        }
      advance (work, n * GRADIENT_COST);
    }
  take_input (work, window, 1.0, work->inputs);
  for (gsize j = 0; j < work->n_window; j++)
    {
      const double contribution = work->mean[j] * work->inputs[j];

      to[j] += (float)contribution;
      result->sum += contribution;
    }
  return TRUE;
}

/* Windows at 0, stride, ... without a missing sample. */
static gboolean
find_windows (Work *work, GError **error)
{
  const HxModel *model = work->model;
  HxAttribution *result = work->result;

  for (gsize start = 0; start + model->window_samples <= result->n_samples; start += model->stride_samples)
    {
      const float *from = work->signal_mv + start * result->n_leads;
      gboolean whole = TRUE;

      for (gsize i = 0; whole && i < work->n_window; i++)
        whole = isfinite (from[i]);
      if (whole)
        g_array_append_val (work->starts, start);
    }
  result->n_windows = work->starts->len;
  if (result->n_windows == 0)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                 "the recording has no window of %.2f s without missing samples", result->window_s);
  return result->n_windows > 0;
}

/* What the model says of every window, of all together and of the baseline. */
static gboolean
look (Work *work, GError **error)
{
  HxAttribution *result = work->result;
  g_autofree float *logits = g_new (float, result->n_windows);
  g_autofree double *slopes = g_new (double, result->n_windows);
  float baseline;

  memset (work->inputs, 0, work->n_window * sizeof (float));
  if (!predict_inputs (work, 1, &baseline, error) || !predict_windows (work, 1.0, logits, error))
    return FALSE;
  result->windows = g_new0 (HxAttributionWindow, result->n_windows);
  for (gsize i = 0; i < result->n_windows; i++)
    {
      result->windows[i].start_s = (double)start_of (work, i) / result->rate_hz;
      result->windows[i].logit = logits[i];
      if (logits[i] > logits[result->deciding])
        result->deciding = i;
    }
  result->baseline_logit = baseline;
  result->logit = result->aggregation == HX_AGGREGATE_MEAN ? join_mean (logits, result->n_windows, slopes)
                                                           : (double)logits[result->deciding];
  return TRUE;
}

static void
count_work (Work *work)
{
  const gsize n_windows = work->result->n_windows, n_steps = work->result->n_steps;

  work->n_to_do = n_windows;
  if (work->result->aggregation == HX_AGGREGATE_MAXIMUM)
    work->n_to_do += n_steps * GRADIENT_COST;
  else
    work->n_to_do += n_windows * n_steps * (1 + GRADIENT_COST);
}

static gboolean
run (Work *work, GError **error)
{
  HxAttribution *result = work->result;

  if (!find_windows (work, error))
    return FALSE;
  count_work (work);
  if (!look (work, error))
    return FALSE;
  if (result->aggregation == HX_AGGREGATE_MAXIMUM)
    {
      result->windows[result->deciding].share = 1.0f;
      if (!attribute_window (work, result->deciding, error))
        return FALSE;
    }
  else
    {
      if (!weigh_windows (work, error))
        return FALSE;
      for (gsize window = 0; window < result->n_windows; window++)
        if (!attribute_window (work, window, error))
          return FALSE;
    }
  result->completeness_error = result->sum - (result->logit - result->baseline_logit);
  return TRUE;
}

static gboolean
check_request (HxModel *self, guint label, guint n_steps, GError **error)
{
  if (label >= hx_model_get_n_labels (self))
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "there is no label %u: the model has %u", label,
                 hx_model_get_n_labels (self));
  else if (n_steps > HX_ATTRIBUTION_MAX_STEPS)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%u steps are too many (1 to %d)", n_steps,
                 HX_ATTRIBUTION_MAX_STEPS);
  else
    return TRUE;
  return FALSE;
}

static HxAttribution *
attribution_new (HxModel *self, gsize n_samples, guint label, guint n_steps, GError **error)
{
  HxAttribution *result = g_new0 (HxAttribution, 1);

  result->label = label;
  result->rate_hz = self->rate_hz;
  result->window_s = self->window_samples / self->rate_hz;
  result->n_samples = n_samples;
  result->n_leads = hx_model_get_n_leads (self);
  result->n_steps = n_steps > 0 ? n_steps : HX_ATTRIBUTION_STEPS;
  result->aggregation = self->aggregation;
  result->contributions = g_try_new0 (float, MAX (n_samples * result->n_leads, 1));
  if (result->contributions != NULL)
    return result;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "there is not enough memory for a recording this long");
  hx_attribution_free (result);
  return NULL;
}

HxAttribution *
hx_model_attribute (HxModel *self, const float *signal_mv, gsize n_samples, guint label, guint n_steps,
                    guint n_threads, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  Work work = { .model = self, .signal_mv = signal_mv, .n_threads = n_threads };
  g_autoptr (HxAttribution) result = NULL;
  gboolean done;

  g_return_val_if_fail (HX_IS_MODEL (self) && (signal_mv != NULL || n_samples == 0), NULL);

  if (!check_request (self, label, n_steps, error))
    return NULL;
  result = work.result = attribution_new (self, n_samples, label, n_steps, error);
  if (result == NULL)
    return NULL;
  work.progress = progress;
  work.cancellable = cancellable;
  work.n_window = (gsize)self->window_samples * result->n_leads;
  work.n_at_once = (guint)CLAMP (FLOATS_AT_ONCE / work.n_window, 1, WINDOWS_AT_ONCE);
  work.starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  work.inputs = g_new (float, work.n_at_once *work.n_window);
  work.gradients = g_new (float, work.n_at_once *work.n_window);
  work.answers = g_new (float, (gsize)work.n_at_once *hx_model_get_n_labels (self));
  work.mean = g_new (double, work.n_window);
  done = run (&work, error);
  g_array_unref (work.starts);
  g_free (work.inputs);
  g_free (work.gradients);
  g_free (work.answers);
  g_free (work.mean);
  g_free (work.weights);
  return done ? g_steal_pointer (&result) : NULL;
}
