/* hx-calibrate.c: temperatures that turn a model's scores into probabilities
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-calibrate.h"

#include "engine/base/hx-error.h"
#include "engine/run/hx-evaluate-tables.h"

#include <math.h>

void
hx_calibration_free (HxCalibration *calibration)
{
  if (calibration == NULL)
    return;
  g_free (calibration->labels);
  g_free (calibration);
}

static double
error_at (const guint8 *y, const double *logits, gsize stride, guint n, double temperature)
{
  g_autofree double *probabilities = g_new (double, MAX (n, 1));
  HxReliability reliability = { 0 };

  for (guint i = 0; i < n; i++)
    probabilities[i] = hx_scale_to_probability (HX_SCALE_LOGIT, logits[i * stride] / temperature);
  hx_reliability_add (&reliability, y, stride, probabilities, 1, n);
  return hx_reliability_error (&reliability);
}

static HxLabelCalibration
fit_label (const guint8 *y, const double *logits, gsize stride, guint n)
{
  HxLabelCalibration label = { .temperature = hx_fit_temperature (y, stride, logits, stride, n),
                               .error = error_at (y, logits, stride, n, 1.0),
                               .calibrated_error = NAN };

  for (guint i = 0; i < n; i++)
    label.n_positives += y[i * stride] != 0;
  if (!isnan (label.temperature))
    label.calibrated_error = error_at (y, logits, stride, n, label.temperature);
  return label;
}

/* Fits without touching the model. (transfer full) */
static HxCalibration *
fit (const guint8 *y, const double *logits, guint n, guint n_labels)
{
  HxCalibration *calibration = g_new0 (HxCalibration, 1);

  calibration->n_records = n;
  calibration->n_labels = n_labels;
  calibration->labels = g_new (HxLabelCalibration, MAX (n_labels, 1));
  for (guint l = 0; l < n_labels; l++)
    {
      calibration->labels[l] = fit_label (y + l, logits + l, n_labels, n);
      calibration->n_fitted += !isnan (calibration->labels[l].temperature);
    }
  return calibration;
}

static void
set_temperatures (HxModel *model, const HxCalibration *calibration)
{
  for (guint l = 0; l < calibration->n_labels; l++)
    {
      HxModelLabel numbers = *hx_model_get_label (model, l);

      numbers.temperature = calibration->labels[l].temperature;
      hx_model_set_label_numbers (model, l, &numbers);
    }
}

HxCalibration *
hx_calibrate_from_logits (HxModel *model, const guint8 *y, const double *logits, guint n)
{
  HxCalibration *calibration;

  g_return_val_if_fail (HX_IS_MODEL (model) && (n == 0 || (y != NULL && logits != NULL)), NULL);

  calibration = fit (y, logits, n, hx_model_get_n_labels (model));
  set_temperatures (model, calibration);
  return calibration;
}

/* --- a library ------------------------------------------------------------------------- */

static void
copy_member (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (node));
}

static void
note_provenance (HxModel *model, HxFolds folds, guint n_records)
{
  g_autoptr (JsonObject) provenance = json_object_new ();
  g_autofree char *text = hx_folds_format (folds);
  JsonObject *calibration = json_object_new ();

  json_object_foreach_member (hx_model_get_provenance (model), copy_member, provenance);
  json_object_set_string_member (calibration, "folds", text);
  json_object_set_int_member (calibration, "records", n_records);
  json_object_set_object_member (provenance, "calibration", calibration);
  hx_model_set_provenance (model, provenance);
}

HxCalibration *
hx_calibrate (HxModel *model, HxLibrary *library, const char *task, HxFolds folds, guint n_threads,
              HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxCalibration) calibration = NULL;
  g_auto (HxEvaluateLabels) labels = { 0 };
  g_auto (HxEvaluateTable) table = { 0 };
  HxModel *models[] = { model };

  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_LIBRARY (library), NULL);

  if (!hx_evaluate_labels_init (&labels, models, 1, library, task, error)
      || !hx_evaluate_table_init (&table, &labels, library, folds, FALSE, n_threads, progress, cancellable,
                                  error)
      || !hx_metrics_check_scores (table.logits[0], table.n, labels.n_labels, error))
    return NULL;
  calibration = fit (table.y, table.logits[0], table.n, labels.n_labels);
  calibration->n_left_out_records = table.predictions->n_left_out;
  if (calibration->n_fitted == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                   "no label has records both with and without it in these folds (%u records)", table.n);
      return NULL;
    }
  set_temperatures (model, calibration);
  note_provenance (model, folds, table.n);
  return g_steal_pointer (&calibration);
}
