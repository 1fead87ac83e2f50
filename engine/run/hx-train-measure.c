/* hx-train-measure.c: what a network says of its own training and validation records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-measure.h"

#include "engine/explore/hx-metrics-choices.h"
#include "engine/explore/hx-metrics.h"

#include <math.h>

gboolean
hx_train_measure_validation (const HxTrainData *data, HxModel *model, double *loss, double *auc, double *fmax,
                             guint n_threads, GCancellable *cancellable)
{
  const gsize L = data->n_labels, n = data->n_records * L;
  g_autofree HxStatement *statements = g_new0 (HxStatement, MAX (n, 1));
  g_autofree double *logits = g_new (double, MAX (n, 1));
  g_autofree guint8 *y = g_new (guint8, MAX (n, 1));
  guint n_predicted = 0;
  double sum = 0.0;

  hx_model_network_changed (model);
  if (!hx_train_data_predict (data, model, statements, n_threads, cancellable))
    return FALSE;
  for (guint record = 0; record < data->n_records; record++)
    {
      const HxStatement *row = statements + record * L;

      if (isnan (row[0].logit))
        continue;
      for (gsize label = 0; label < L; label++)
        {
          const gsize to = n_predicted * L + label;
          const double logit = (double)row[label].logit;

          logits[to] = logit;
          y[to] = data->y[record * L + label];
          sum += MAX (logit, 0.0) - logit * y[to] + log1p (exp (-fabs (logit)));
        }
      n_predicted++;
    }
  *loss = n_predicted > 0 ? sum / (double)(n_predicted * L) : (double)NAN;
  *auc = hx_macro_auc (y, logits, n_predicted, (guint)L, NULL);
  *fmax = n_predicted > 0 ? hx_fmax (y, logits, n_predicted, (guint)L).value : (double)NAN;
  return TRUE;
}

static void
normalise (const double *sum, float *centre)
{
  double norm = 0.0;

  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    norm += sum[d] * sum[d];
  norm = sqrt (norm);
  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    centre[d] = norm > 0.0 ? (float)(sum[d] / norm) : NAN;
}

static void
set_centres (const HxTrainData *data, const HxStatement *statements, guint label, HxModel *model)
{
  HxModelLabel numbers = *hx_model_get_label (model, label);
  double sums[2][HX_EMBEDDING_MAX] = { { 0.0 } };

  for (guint record = 0; record < data->n_records; record++)
    {
      const gsize i = (gsize)record * data->n_labels + label;

      /* A gap in every window of prediction, though not in every crop. */
      if (isnan (statements[i].logit))
        continue;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        sums[data->y[i]][d] += statements[i].embedding[d];
    }
  normalise (sums[1], numbers.centre_with);
  normalise (sums[0], numbers.centre_without);
  hx_model_set_label_numbers (model, label, &numbers);
}

gboolean
hx_train_measure_centres (const HxTrainData *data, HxModel *model, guint n_threads, GCancellable *cancellable)
{
  g_autofree HxStatement *statements = g_new0 (HxStatement, MAX ((gsize)data->n_records * data->n_labels, 1));

  hx_model_network_changed (model);
  if (!hx_train_data_predict (data, model, statements, n_threads, cancellable))
    return FALSE;
  for (guint label = 0; label < data->n_labels; label++)
    set_centres (data, statements, label, model);
  return TRUE;
}
