/* hx-cli-metrics.c: metrics as JSON and as tables
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-metrics.h"

#include "engine/cli/hx-cli.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* --- JSON ------------------------------------------------------------------------------ */

void
hx_cli_set_interval (JsonObject *object, const char *name, double low, double high)
{
  JsonArray *array;

  if (!isfinite (low) || !isfinite (high))
    {
      json_object_set_null_member (object, name);
      return;
    }
  array = json_array_new ();
  json_array_add_double_element (array, low);
  json_array_add_double_element (array, high);
  json_object_set_array_member (object, name, array);
}

/* NaN and infinity stay what they are. */
static double
threshold_as_score (HxScale scale, double threshold)
{
  return isfinite (threshold) ? hx_scale_to_probability (scale, threshold) : threshold;
}

static JsonArray *
reliability_to_json (const HxReliability *reliability)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < HX_RELIABILITY_BINS; i++)
    {
      const HxReliabilityBin bin = hx_reliability_get_bin (reliability, i);
      JsonObject *entry = json_object_new ();

      hx_cli_set_number (entry, "low", bin.low);
      hx_cli_set_number (entry, "high", bin.high);
      json_object_set_int_member (entry, "n", bin.n);
      hx_cli_set_number (entry, "mean_score", bin.mean_probability);
      hx_cli_set_number (entry, "share", bin.share);
      json_array_add_object_element (array, entry);
    }
  return array;
}

static void
add_reliability (JsonObject *object, const char *name, const char *error_name,
                 const HxReliability *reliability)
{
  const double error = hx_reliability_error (reliability);

  hx_cli_set_number (object, error_name, error);
  if (isnan (error))
    json_object_set_null_member (object, name);
  else
    json_object_set_array_member (object, name, reliability_to_json (reliability));
}

/* What a row has, too. */
static void
add_short_metrics (JsonObject *object, const HxMetrics *metrics)
{
  hx_cli_set_number (object, "macro_auc", metrics->macro_auc);
  hx_cli_set_interval (object, "macro_auc_interval", metrics->macro_auc_low, metrics->macro_auc_high);
  hx_cli_set_number (object, "macro_average_precision", metrics->macro_average_precision);
  hx_cli_set_number (object, "fmax", metrics->fmax.value);
  hx_cli_set_number (object, "fmax_protein", metrics->fmax_protein.value);
  hx_cli_set_number (object, "f_beta", metrics->f_beta);
  hx_cli_set_number (object, "g_beta", metrics->g_beta);
}

void
hx_cli_add_metrics (JsonObject *object, const HxMetrics *metrics, HxScale scale)
{
  add_short_metrics (object, metrics);
  hx_cli_set_number (object, "fmax_threshold", threshold_as_score (scale, metrics->fmax.threshold));
  hx_cli_set_number (object, "fmax_protein_threshold",
                     threshold_as_score (scale, metrics->fmax_protein.threshold));
  hx_cli_set_number (object, "beta", HX_METRICS_BETA);
  add_reliability (object, "reliability", "expected_calibration_error", &metrics->reliability);
  add_reliability (object, "calibrated_reliability", "calibrated_expected_calibration_error",
                   &metrics->calibrated);
}

static void
add_point (JsonObject *object, const char *name, const HxOperatingPoint *point, HxScale scale)
{
  JsonObject *entry;

  if (isnan (point->threshold))
    {
      json_object_set_null_member (object, name);
      return;
    }
  entry = json_object_new ();
  hx_cli_set_number (entry, "threshold", threshold_as_score (scale, point->threshold));
  hx_cli_set_number (entry, "sensitivity", point->sensitivity);
  hx_cli_set_number (entry, "specificity", point->specificity);
  json_object_set_object_member (object, name, entry);
}

void
hx_cli_add_label_metrics (JsonObject *object, const HxLabelMetrics *label, HxScale scale)
{
  hx_cli_set_number (object, "auc", label->auc);
  hx_cli_set_interval (object, "auc_interval", label->auc_low, label->auc_high);
  json_object_set_int_member (object, "positives", label->n_positives);
  hx_cli_set_number (object, "average_precision", label->average_precision);
  hx_cli_set_number (object, "threshold", threshold_as_score (scale, label->f1_threshold));
  hx_cli_set_number (object, "f1", label->f1);
  add_point (object, "youden", &label->youden, scale);
  add_point (object, "youden_tuned", &label->youden_tuned, scale);
  hx_cli_set_number (object, "f_beta", label->f_beta);
  hx_cli_set_number (object, "f_beta_threshold", threshold_as_score (scale, label->f_beta_threshold));
  hx_cli_set_number (object, "g_beta", label->g_beta);
  hx_cli_set_number (object, "g_beta_threshold", threshold_as_score (scale, label->g_beta_threshold));
  hx_cli_set_number (object, "expected_calibration_error", label->calibration_error);
  hx_cli_set_number (object, "temperature", label->temperature);
  hx_cli_set_number (object, "calibrated_expected_calibration_error", label->calibrated_error);
}

void
hx_cli_add_bootstrap (JsonObject *object, guint n_resamples, guint64 seed)
{
  /* As in a model's recipe: 64 bits do not fit into every reader's numbers. */
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);

  json_object_set_int_member (object, "bootstrap", n_resamples);
  json_object_set_string_member (object, "bootstrap_seed", text);
}

JsonArray *
hx_cli_rows_to_json (const GPtrArray *rows)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const HxMetricsRow *row = g_ptr_array_index (rows, i);
      JsonObject *entry = json_object_new (), *difference;

      json_object_set_string_member (entry, "name", row->name);
      add_short_metrics (entry, row->metrics);
      hx_cli_set_number (entry, "expected_calibration_error",
                         hx_reliability_error (&row->metrics->reliability));
      if (isnan (row->difference.p))
        json_object_set_null_member (entry, "difference");
      else
        {
          difference = json_object_new ();
          hx_cli_set_number (difference, "macro_auc", row->difference.difference);
          hx_cli_set_interval (difference, "interval", row->difference.low, row->difference.high);
          hx_cli_set_number (difference, "p", row->difference.p);
          json_object_set_object_member (entry, "difference", difference);
        }
      json_array_add_object_element (array, entry);
    }
  return array;
}

/* --- tables ---------------------------------------------------------------------------- */

/* A cell; "-" for what is not there. (transfer full) */
static char *
cell (double value)
{
  return isfinite (value) ? g_strdup_printf ("%.4f", value) : g_strdup ("-");
}

static char *
interval_cell (double low, double high)
{
  return isfinite (low) ? g_strdup_printf ("[%.4f, %.4f]", low, high) : g_strdup ("-");
}

static void
print_at (const char *name, const HxFmax *fmax, HxScale scale)
{
  g_autofree char *value = cell (fmax->value);
  g_autofree char *threshold = cell (threshold_as_score (scale, fmax->threshold));

  printf (_ ("%s %s at %s\n"), name, value, threshold);
}

void
hx_cli_print_metrics (const HxMetrics *metrics, HxScale scale)
{
  const double error = hx_reliability_error (&metrics->reliability);
  const double calibrated = hx_reliability_error (&metrics->calibrated);

  printf (_ ("macro average precision %.4f\n"), metrics->macro_average_precision);
  print_at (_ ("Fmax"), &metrics->fmax, scale);
  print_at (_ ("Fmax of mean precision and recall"), &metrics->fmax_protein, scale);
  if (isfinite (metrics->f_beta))
    printf (_ ("F-beta %.4f, G-beta %.4f (beta %g, thresholds from the validation records)\n"),
            metrics->f_beta, metrics->g_beta, HX_METRICS_BETA);
  if (isfinite (error))
    printf (_ ("expected calibration error %.4f\n"), error);
  if (isfinite (calibrated))
    printf (_ ("expected calibration error %.4f with temperatures from the validation records\n"),
            calibrated);
}

void
hx_cli_print_rows (const GPtrArray *rows)
{
  if (rows->len == 0)
    return;
  printf ("\n%-20s %9s  %-17s %6s %6s %6s  %10s  %-19s %6s\n", _ ("row"), _ ("macro-AUC"), _ ("interval"),
          _ ("Fmax"), _ ("F-beta"), _ ("G-beta"), _ ("difference"), _ ("interval"), _ ("p"));
  for (guint i = 0; i < rows->len; i++)
    {
      const HxMetricsRow *row = g_ptr_array_index (rows, i);
      const HxMetrics *metrics = row->metrics;
      g_autofree char *range = interval_cell (metrics->macro_auc_low, metrics->macro_auc_high);
      g_autofree char *fmax = cell (metrics->fmax.value);
      g_autofree char *f_beta = cell (metrics->f_beta);
      g_autofree char *g_beta = cell (metrics->g_beta);
      g_autofree char *difference = cell (row->difference.difference);
      g_autofree char *difference_range = interval_cell (row->difference.low, row->difference.high);
      g_autofree char *p = cell (row->difference.p);

      printf ("%-20s %9.4f  %-17s %6s %6s %6s  %10s  %-19s %6s\n", row->name, metrics->macro_auc, range, fmax,
              f_beta, g_beta, difference, difference_range, p);
    }
}

void
hx_cli_print_label_heading (void)
{
  printf ("%-12s %9s %7s  %-17s %9s %9s %6s %6s %6s %6s %6s %6s  %s\n", _ ("label"), _ ("positives"),
          _ ("AUC"), _ ("interval"), _ ("avg prec"), _ ("threshold"), _ ("F1"), _ ("sens"), _ ("spec"),
          _ ("F-beta"), _ ("G-beta"), _ ("ECE"), _ ("name"));
}

void
hx_cli_print_label (const char *code, const char *name, const HxLabelMetrics *label, HxScale scale)
{
  g_autofree char *range = interval_cell (label->auc_low, label->auc_high);
  g_autofree char *threshold = cell (threshold_as_score (scale, label->f1_threshold));
  g_autofree char *f1 = cell (label->f1);
  g_autofree char *precision = cell (label->average_precision);
  g_autofree char *f_beta = cell (label->f_beta);
  g_autofree char *g_beta = cell (label->g_beta);
  g_autofree char *error = cell (label->calibration_error);

  printf ("%-12s %9u %7.4f  %-17s %9s %9s %6s %6.4f %6.4f %6s %6s %6s  %s\n", code, label->n_positives,
          label->auc, range, precision, threshold, f1, label->youden.sensitivity, label->youden.specificity,
          f_beta, g_beta, error, name);
}
