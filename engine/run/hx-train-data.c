/* hx-train-data.c: the records that a training reads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-data.h"

#include "engine/base/hx-parallel.h"

#include <math.h>
#include <string.h>

#define N_LEADS HX_N_STANDARD_LEADS

/* Draws before the first crop without a gap is taken instead. */
#define MAX_DRAWS 1000

static gboolean
step_has_gap (const float *step)
{
  for (guint lead = 0; lead < N_LEADS; lead++)
    if (isnan (step[lead]))
      return TRUE;
  return FALSE;
}

/* The first start of a window without a missing sample, or -1; and whether any sample is missing. */
static gssize
find_window (const float *signal, gsize n_samples, gsize window, gboolean *has_gaps)
{
  gssize first = -1;
  gsize whole = 0;

  *has_gaps = FALSE;
  for (gsize t = 0; t < n_samples && (first < 0 || !*has_gaps); t++)
    {
      gboolean gap = step_has_gap (signal + t * N_LEADS);

      *has_gaps |= gap;
      whole = gap ? 0 : whole + 1;
      if (whole == window && first < 0)
        first = (gssize)(t + 1 - window);
    }
  return first;
}

/* Whether the record has a window to train on; notes gaps. */
static gboolean
record_is_usable (const float *signal, gsize n_samples, guint window, gboolean *has_gaps)
{
  return signal != NULL && n_samples >= window && find_window (signal, n_samples, window, has_gaps) >= 0;
}

static void
add_record (HxTrainData *data, const HxLabelTable *table, guint row, const float *signal, gsize n_samples,
            gboolean has_gaps)
{
  data->signals[data->n_records] = signal;
  data->n_samples[data->n_records] = n_samples;
  data->has_gaps[data->n_records] = has_gaps;
  data->records[data->n_records] = table->records[row];
  memcpy (data->y + (gsize)data->n_records * data->n_labels, table->y + (gsize)row * table->n_labels,
          table->n_labels);
  data->n_records++;
}

static const char *
join_origins (const char *origin, const char *another)
{
  if (origin == NULL || g_strcmp0 (origin, another) == 0)
    return g_strcmp0 (another, HX_ORIGIN_SIMULATED) == 0 ? HX_ORIGIN_SIMULATED : HX_ORIGIN_RECORDED;
  return "mixed";
}

HxTrainData *
hx_train_data_new (HxLibrary *library, HxSignals *mapped, const HxLabelTable *table, HxFolds folds,
                   guint window, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxTrainData) data = g_new0 (HxTrainData, 1);
  g_autoptr (GPtrArray) infos = hx_library_list_records (library, error);
  g_autoptr (GHashTable) origins = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (infos == NULL)
    return NULL;
  for (guint i = 0; i < infos->len; i++)
    {
      HxRecordInfo *info = g_ptr_array_index (infos, i);

      g_hash_table_insert (origins, &info->key, info->origin);
    }
  data->mapped = hx_signals_ref (mapped);
  data->n_labels = table->n_labels;
  data->window = window;
  data->signals = g_new0 (const float *, table->n_records);
  data->n_samples = g_new0 (gsize, table->n_records);
  data->has_gaps = g_new0 (gboolean, table->n_records);
  data->records = g_new0 (gint64, table->n_records);
  data->y = g_new0 (guint8, (gsize)table->n_records * table->n_labels);
  for (guint row = 0; row < table->n_records; row++)
    {
      gboolean has_gaps;
      gsize n_samples;
      const float *signal;

      if (!hx_folds_contain (folds, table->folds[row]))
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      signal = hx_signals_get (mapped, table->records[row], &n_samples);
      if (!record_is_usable (signal, n_samples, window, &has_gaps))
        {
          data->n_left_out++;
          continue;
        }
      add_record (data, table, row, signal, n_samples, has_gaps);
      data->origin = join_origins (data->origin, g_hash_table_lookup (origins, &table->records[row]));
    }
  return g_steal_pointer (&data);
}

void
hx_train_data_free (HxTrainData *data)
{
  if (data == NULL)
    return;
  hx_signals_unref (data->mapped);
  g_free (data->signals);
  g_free (data->n_samples);
  g_free (data->has_gaps);
  g_free (data->records);
  g_free (data->y);
  g_free (data);
}

gboolean
hx_train_data_standardise (const HxTrainData *data, double *mean_mv, double *sd_mv, GCancellable *cancellable)
{
  double sum = 0.0, squares = 0.0, n = 0.0;

  for (guint record = 0; record < data->n_records; record++)
    {
      const gsize n_floats = data->n_samples[record] * N_LEADS;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      for (gsize i = 0; i < n_floats; i++)
        {
          double value = (double)data->signals[record][i];

          if (isnan (value))
            continue;
          sum += value;
          squares += value * value;
          n += 1.0;
        }
    }
  *mean_mv = sum / n;
  *sd_mv = sqrt (MAX (squares / n - *mean_mv * *mean_mv, 0.0));
  return TRUE;
}

static gboolean
crop_has_gap (const float *crop, gsize window)
{
  for (gsize i = 0; i < window * N_LEADS; i++)
    if (isnan (crop[i]))
      return TRUE;
  return FALSE;
}

static gsize
draw_start (const HxTrainData *data, guint record, HxRandom *random)
{
  const gsize n_starts = data->n_samples[record] - data->window;
  const float *signal = data->signals[record];
  gboolean has_gaps;
  gsize start;

  if (n_starts == 0)
    return 0;
  for (guint draw = 0; draw < MAX_DRAWS; draw++)
    {
      start = (gsize)hx_random_below (random, n_starts);
      if (!data->has_gaps[record] || !crop_has_gap (signal + start * N_LEADS, data->window))
        return start;
    }
  return (gsize)find_window (signal, data->n_samples[record], data->window, &has_gaps);
}

void
hx_train_data_crop (const HxTrainData *data, guint record, HxRandom *random, double mean_mv, double sd_mv,
                    float *out)
{
  const float *crop = data->signals[record] + draw_start (data, record, random) * N_LEADS;
  const float mean = (float)mean_mv, factor = (float)(1.0 / sd_mv);

  for (gsize i = 0; i < (gsize)data->window * N_LEADS; i++)
    out[i] = (crop[i] - mean) * factor;
}

/* --- prediction ---------------------------------------------------------------------------- */

typedef struct
{
  const HxTrainData *data;
  HxModel *model;
  HxStatement *statements;
  GCancellable *cancellable;
} Prediction;

static void
predict_one (guint item, guint worker, gpointer user_data)
{
  const Prediction *prediction = user_data;
  const guint n_labels = prediction->data->n_labels;
  HxStatement *row = prediction->statements + (gsize)item * n_labels;

  if (hx_model_predict_signal (prediction->model, prediction->data->signals[item],
                               prediction->data->n_samples[item], row, 1, prediction->cancellable, NULL))
    return;
  for (guint label = 0; label < n_labels; label++)
    row[label].logit = row[label].score = NAN;
}

gboolean
hx_train_data_predict (const HxTrainData *data, HxModel *model, HxStatement *statements, guint n_threads,
                       GCancellable *cancellable)
{
  Prediction prediction = { data, model, statements, cancellable };

  return hx_parallel_for (data->n_records, n_threads, predict_one, &prediction, cancellable)
         && !g_cancellable_is_cancelled (cancellable);
}
