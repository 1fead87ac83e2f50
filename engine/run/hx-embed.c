/* hx-embed.c: a label's embedding space on a plane
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-embed.h"

#include "engine/base/hx-error.h"

#include <math.h>
#include <string.h>

GArray *
hx_embed_points (const gint64 *keys, const HxStatement *statements, guint n, guint n_labels, guint label,
                 const gint8 *given, const HxProjection *projection, guint64 seed, HxProgress *progress,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, TRUE, sizeof (HxEmbeddedPoint));
  g_autofree float *embeddings = g_new (float, MAX ((gsize)n * HX_EMBEDDING_MAX, 1));
  g_autofree float *xy = NULL;

  g_return_val_if_fail (label < n_labels && projection != NULL, NULL);

  for (guint i = 0; i < n; i++)
    {
      const HxStatement *statement = &statements[(gsize)i * n_labels + label];
      HxEmbeddedPoint point = { keys[i],          0.0f, 0.0f, given != NULL ? given[i] : -1, statement->score,
                                statement->margin };

      if (isnan (statement->embedding[0]))
        continue;
      memcpy (embeddings + (gsize)points->len * HX_EMBEDDING_MAX, statement->embedding,
              sizeof statement->embedding);
      g_array_append_val (points, point);
    }
  if (points->len == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                   "there is no embedding to show: the model has a plain head, or no record was predicted");
      return NULL;
    }
  xy = g_new (float, (gsize)points->len * 2);
  if (!projection->project (embeddings, points->len, HX_EMBEDDING_MAX, seed, xy, progress, cancellable,
                            error))
    return NULL;
  for (guint i = 0; i < points->len; i++)
    {
      g_array_index (points, HxEmbeddedPoint, i).x = xy[2 * i];
      g_array_index (points, HxEmbeddedPoint, i).y = xy[2 * i + 1];
    }
  return g_steal_pointer (&points);
}

/* What the data set says of the predicted records: 1, 0, or -1 where the record is not in the task. */
static gint8 *
given_labels (HxLibrary *library, const char *task, const char *code, const HxPredictions *predictions)
{
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (library, task, NULL);
  g_autoptr (GHashTable) rows = g_hash_table_new (g_int64_hash, g_int64_equal);
  gint8 *given = g_new (gint8, MAX (predictions->n_records, 1));
  int column = table != NULL ? hx_label_table_find (table, code) : -1;

  for (guint row = 0; table != NULL && row < table->n_records; row++)
    g_hash_table_insert (rows, &table->records[row], GUINT_TO_POINTER (row + 1));
  for (guint i = 0; i < predictions->n_records; i++)
    {
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, &predictions->keys[i]));

      if (row == 0)
        given[i] = -1;
      else
        given[i] = column >= 0 ? (gint8)table->y[(gsize)(row - 1) * table->n_labels + (guint)column] : 0;
    }
  return given;
}

GArray *
hx_embed_library (HxModel *model, HxLibrary *library, const char *code, HxFolds folds,
                  const HxProjection *projection, guint64 seed, guint n_threads, HxProgress *progress,
                  GCancellable *cancellable, GError **error)
{
  HxProgress predicting = hx_progress_part (progress, 0.0, 0.9);
  HxProgress projecting = hx_progress_part (progress, 0.9, 1.0);
  g_autoptr (HxPredictions) predictions = NULL;
  g_autofree gint8 *given = NULL;
  int label;

  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_LIBRARY (library) && code != NULL && projection != NULL,
                        NULL);

  label = hx_model_find_label (model, code);
  if (label < 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "the model does not know the label “%s”", code);
      return NULL;
    }
  if (hx_model_get_head (model) != HX_HEAD_LDM)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "the model has a plain head: it has no label spaces");
      return NULL;
    }
  predictions = hx_predict_library (model, library, folds, n_threads, &predicting, cancellable, error);
  if (predictions == NULL)
    return NULL;
  given = given_labels (library, hx_model_get_task (model), code, predictions);
  return hx_embed_points (predictions->keys, predictions->statements, predictions->n_records,
                          predictions->n_labels, (guint)label, given, projection, seed, &projecting,
                          cancellable, error);
}
