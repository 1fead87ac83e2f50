/* hx-evaluate-spaces.c: how the labels lie in the spaces that a model makes
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-evaluate-spaces.h"

#include <math.h>
#include <string.h>

/* Rows of the table that are measured. */
typedef struct
{
  const HxEvaluateTable *table;
  guint n, n_labels;
  guint32 *rows;
  guint8 *y; /* n x n_labels */
} Choice;

static void
choose (Choice *choice, guint n_most, guint64 seed)
{
  const guint n = choice->table->n;
  HxRandom random = hx_random_from_seed (seed);

  choice->rows = g_new (guint32, MAX (n, 1));
  choice->n = MIN (n, n_most);
  if (n > n_most)
    hx_random_permutation (&random, choice->rows, n);
  else
    for (guint i = 0; i < n; i++)
      choice->rows[i] = i;
  choice->y = g_new (guint8, MAX ((gsize)choice->n * choice->n_labels, 1));
  for (guint i = 0; i < choice->n; i++)
    memcpy (choice->y + (gsize)i * choice->n_labels,
            choice->table->y + (gsize)choice->rows[i] * choice->n_labels, choice->n_labels);
}

static gboolean
measure_fused (const Choice *choice, HxEntanglement *results, guint n_threads, GCancellable *cancellable)
{
  g_autofree float *points = g_new (float, MAX ((gsize)choice->n * HX_HIDDEN_MAX, 1));
  const HxPointCloud cloud = { points, HX_HIDDEN_MAX, HX_HIDDEN_MAX, choice->n };

  for (guint i = 0; i < choice->n; i++)
    memcpy (points + (gsize)i * HX_HIDDEN_MAX,
            choice->table->predictions->hidden + (gsize)choice->table->rows[choice->rows[i]] * HX_HIDDEN_MAX,
            HX_HIDDEN_MAX * sizeof (float));
  return hx_entanglement (&cloud, choice->y, choice->n_labels, results, n_threads, cancellable);
}

static gboolean
measure_decoupled (const Choice *choice, guint label, HxEntanglement *result, guint n_threads,
                   GCancellable *cancellable)
{
  g_autofree float *points = g_new (float, MAX ((gsize)choice->n * HX_EMBEDDING_MAX, 1));
  const HxPointCloud cloud = { points, HX_EMBEDDING_MAX, HX_EMBEDDING_MAX, choice->n };
  const HxPredictions *predictions = choice->table->predictions;

  for (guint i = 0; i < choice->n; i++)
    {
      const gsize row = choice->table->rows[choice->rows[i]];

      memcpy (points + (gsize)i * HX_EMBEDDING_MAX,
              predictions->statements[row * predictions->n_labels + label].embedding,
              HX_EMBEDDING_MAX * sizeof (float));
    }
  return hx_entanglement_of_label (&cloud, choice->y + label, choice->n_labels, result, n_threads,
                                   cancellable);
}

guint
hx_evaluate_spaces (const HxEvaluateTable *table, HxModel *model, guint n_most, guint64 seed,
                    HxEntanglement *decoupled, HxEntanglement *fused, guint n_threads, HxProgress *progress,
                    GCancellable *cancellable)
{
  Choice choice = { .table = table, .n_labels = hx_model_get_n_labels (model) };
  gboolean going;

  choose (&choice, n_most, seed);
  going = measure_fused (&choice, fused, n_threads, cancellable);
  for (guint label = 0; label < choice.n_labels; label++)
    {
      decoupled[label] = (HxEntanglement){ NAN, NAN, NAN };
      hx_progress_report (progress, (double)label / choice.n_labels, NULL);
      if (going && hx_model_get_head (model) == HX_HEAD_LDM)
        going = measure_decoupled (&choice, label, &decoupled[label], n_threads, cancellable);
    }
  g_free (choice.rows);
  g_free (choice.y);
  return going ? choice.n : 0;
}
