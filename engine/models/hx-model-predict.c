/* hx-model-predict.c: a signal's windows, and what they say together
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-model-private.h"

#include "engine/base/hx-error.h"

#include <math.h>
#include <string.h>

/* Windows standardised and predicted together: bounds the memory for long recordings. */
#define WINDOWS_AT_ONCE HX_PREDICTOR_BATCH_MAX

typedef struct
{
  HxModel *model;
  const float *signal_mv;
  gsize n_samples;
  guint n_threads;
  GCancellable *cancellable;
  float *windows;
  gsize starts[WINDOWS_AT_ONCE];
  guint n_waiting;
  gsize n_done;
  HxOutputs outputs;
  float *memory; /* of the outputs */
  HxStatement *statements;
  double *probability_sums; /* a label */
  double *hidden_sums;      /* HX_HIDDEN_MAX, or NULL where nobody asks */
} Prediction;

static double
sigmoid (double x)
{
  return x >= 0.0 ? 1.0 / (1.0 + exp (-x)) : exp (x) / (1.0 + exp (x));
}

/* Standardises the window at @start, or finds a missing sample in it. */
static gboolean
take_window (Prediction *prediction, gsize start)
{
  const HxModel *model = prediction->model;
  const gsize n_leads = hx_model_get_n_leads (prediction->model), n = model->window_samples * n_leads;
  const float *from = prediction->signal_mv + start * n_leads;
  float *to = prediction->windows + prediction->n_waiting * n;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (from[i]))
        return FALSE;
      to[i] = (float)((from[i] - model->mean_mv) / model->sd_mv);
    }
  prediction->starts[prediction->n_waiting++] = start;
  return TRUE;
}

/* The window has the label's largest logit so far: its numbers are the statement's. */
static void
keep_window (Prediction *prediction, guint window, guint label)
{
  const HxOutputs *out = &prediction->outputs;
  HxStatement *statement = &prediction->statements[label];
  const gsize place = (gsize)window * hx_model_get_n_labels (prediction->model) + label;

  statement->logit = out->logits[place];
  statement->window_start_s = (float)((double)prediction->starts[window] / prediction->model->rate_hz);
  if (hx_model_get_head (prediction->model) == HX_HEAD_PLAIN)
    return;
  statement->fused = out->fused[place];
  statement->decoupled = out->decoupled[place];
  statement->gate = out->gate[label];
  memcpy (statement->embedding, out->embedding + place * HX_EMBEDDING_MAX, sizeof statement->embedding);
}

static gboolean
predict_waiting (Prediction *prediction, GError **error)
{
  const guint n_labels = hx_model_get_n_labels (prediction->model);

  HxPredictor *predictor =
      hx_model_take_predictor (prediction->model, prediction->n_waiting, prediction->n_threads, error);
  gboolean done;

  if (predictor == NULL)
    return FALSE;
  done = hx_predictor_run (predictor, prediction->windows, prediction->n_waiting, &prediction->outputs,
                           prediction->cancellable, error);
  hx_model_give_predictor (prediction->model, predictor);
  if (!done)
    return FALSE;
  for (guint window = 0; window < prediction->n_waiting; window++)
    for (guint label = 0; label < n_labels; label++)
      {
        const float logit = prediction->outputs.logits[(gsize)window * n_labels + label];

        prediction->probability_sums[label] += sigmoid (logit);
        if (prediction->n_done + window == 0 || logit > prediction->statements[label].logit)
          keep_window (prediction, window, label);
      }
  for (gsize i = 0; prediction->hidden_sums != NULL && i < (gsize)prediction->n_waiting * HX_HIDDEN_MAX; i++)
    prediction->hidden_sums[i % HX_HIDDEN_MAX] += (double)prediction->outputs.hidden[i];
  prediction->n_done += prediction->n_waiting;
  prediction->n_waiting = 0;
  return TRUE;
}

/* The mean probability as a logit, kept finite where all windows agree to the last bit. */
static double
mean_logit (double mean)
{
  mean = CLAMP (mean, 1e-12, 1.0 - 1e-12);
  return log (mean) - log1p (-mean);
}

static void
finish (Prediction *prediction)
{
  HxModel *model = prediction->model;

  for (guint label = 0; label < hx_model_get_n_labels (model); label++)
    {
      HxStatement *statement = &prediction->statements[label];
      const double temperature = model->labels[label].temperature;

      if (model->aggregation == HX_AGGREGATE_MEAN)
        statement->logit =
            (float)mean_logit (prediction->probability_sums[label] / (double)prediction->n_done);
      statement->score = (float)sigmoid (statement->logit);
      statement->probability = isfinite (temperature) ? (float)sigmoid (statement->logit / temperature) : NAN;
      if (hx_model_get_head (model) == HX_HEAD_LDM)
        statement->margin = hx_model_margin (model, label, statement->embedding);
    }
}

static void
clear_statements (HxStatement *statements, guint n)
{
  float *numbers = (float *)statements;

  for (gsize i = 0; i < (gsize)n * HX_STATEMENT_N_FLOATS; i++)
    numbers[i] = NAN;
}

static gboolean
check_length (const Prediction *prediction, GError **error)
{
  const HxModel *model = prediction->model;

  if (prediction->n_samples >= model->window_samples)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "the recording lasts %.2f s; the model needs at least %.2f s",
               (double)prediction->n_samples / model->rate_hz,
               (double)model->window_samples / model->rate_hz);
  return FALSE;
}

static gboolean
run (Prediction *prediction, GError **error)
{
  const HxModel *model = prediction->model;
  gsize n_windows = 0;

  for (gsize start = 0; start + model->window_samples <= prediction->n_samples;
       start += model->stride_samples)
    {
      n_windows++;
      if (take_window (prediction, start) && prediction->n_waiting == WINDOWS_AT_ONCE
          && !predict_waiting (prediction, error))
        return FALSE;
    }
  if (prediction->n_waiting > 0 && !predict_waiting (prediction, error))
    return FALSE;
  if (prediction->n_done == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "none of the recording's %" G_GSIZE_FORMAT " windows is without missing samples",
                   n_windows);
      return FALSE;
    }
  finish (prediction);
  return TRUE;
}

gboolean
hx_model_predict_signal (HxModel *self, const float *signal_mv, gsize n_samples, HxStatement *statements,
                         guint n_threads, GCancellable *cancellable, GError **error)
{
  return hx_model_predict_hidden (self, signal_mv, n_samples, statements, NULL, n_threads, cancellable,
                                  error);
}

gboolean
hx_model_predict_hidden (HxModel *self, const float *signal_mv, gsize n_samples, HxStatement *statements,
                         float *hidden, guint n_threads, GCancellable *cancellable, GError **error)
{
  double hidden_sums[HX_HIDDEN_MAX] = { 0.0 };
  Prediction prediction = { .model = self,
                            .signal_mv = signal_mv,
                            .n_samples = n_samples,
                            .n_threads = n_threads,
                            .cancellable = cancellable,
                            .statements = statements,
                            .hidden_sums = hidden != NULL ? hidden_sums : NULL };
  gsize n, L, W;
  gboolean done;

  g_return_val_if_fail (HX_IS_MODEL (self) && (signal_mv != NULL || n_samples == 0) && statements != NULL,
                        FALSE);

  L = hx_model_get_n_labels (self);
  clear_statements (statements, (guint)L);
  if (!check_length (&prediction, error))
    return FALSE;
  W = MIN (WINDOWS_AT_ONCE, (n_samples - self->window_samples) / self->stride_samples + 1);
  n = W * L;
  prediction.windows = g_new (float, W * self->window_samples * hx_model_get_n_leads (self));
  prediction.probability_sums = g_new0 (double, L);
  prediction.memory = g_new (float, 3 * n + L + n * HX_EMBEDDING_MAX + W * HX_HIDDEN_MAX);
  prediction.outputs = (HxOutputs){ .logits = prediction.memory,
                                    .fused = prediction.memory + n,
                                    .decoupled = prediction.memory + 2 * n,
                                    .gate = prediction.memory + 3 * n,
                                    .embedding = prediction.memory + 3 * n + L };
  if (hidden != NULL)
    prediction.outputs.hidden = prediction.outputs.embedding + n * HX_EMBEDDING_MAX;
  done = run (&prediction, error);
  g_free (prediction.windows);
  g_free (prediction.probability_sums);
  g_free (prediction.memory);
  if (!done)
    clear_statements (statements, (guint)L);
  for (guint d = 0; hidden != NULL && d < HX_HIDDEN_MAX; d++)
    hidden[d] = done ? (float)(hidden_sums[d] / (double)prediction.n_done) : NAN;
  return done;
}
