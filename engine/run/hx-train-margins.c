/* hx-train-margins.c: on which side of its label spaces each record stays while a network learns
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-margins.h"

#include <math.h>
#include <string.h>

#define D HX_EMBEDDING_MAX

static void
forget_embeddings (HxTrainMargins *margins)
{
  const gsize n = (gsize)margins->n_records * margins->n_labels * D;

  for (gsize i = 0; i < n; i++)
    margins->embeddings[i] = NAN;
}

HxTrainMargins *
hx_train_margins_new (guint n_records, guint n_labels)
{
  HxTrainMargins *margins = g_new0 (HxTrainMargins, 1);
  const gsize n = (gsize)n_records * n_labels;

  margins->n_records = n_records;
  margins->n_labels = n_labels;
  margins->embeddings = g_new (float, n *D);
  margins->sums = g_new0 (float, n);
  margins->counts = g_new0 (float, n);
  forget_embeddings (margins);
  return margins;
}

void
hx_train_margins_free (HxTrainMargins *margins)
{
  if (margins == NULL)
    return;
  g_free (margins->embeddings);
  g_free (margins->sums);
  g_free (margins->counts);
  g_free (margins);
}

void
hx_train_margins_take (HxTrainMargins *margins, const guint32 *records, guint n, const float *embeddings)
{
  const gsize n_record = (gsize)margins->n_labels * D;

  for (guint i = 0; i < n; i++)
    memcpy (margins->embeddings + records[i] * n_record, embeddings + i * n_record,
            n_record * sizeof (float));
}

/* Normalised mean embedding of the records drawn with and without a label. FALSE if a side is empty. */
static gboolean
find_centres (const HxTrainMargins *margins, const guint8 *y, guint label, double centres[2][D])
{
  const gsize L = margins->n_labels;
  double norms[2] = { 0.0, 0.0 };

  memset (centres, 0, 2 * D * sizeof (double));
  for (guint record = 0; record < margins->n_records; record++)
    {
      const float *e = margins->embeddings + (record * L + label) * D;

      for (guint d = 0; d < D && !isnan (e[0]); d++)
        centres[y[record * L + label]][d] += e[d];
    }
  for (guint side = 0; side < 2; side++)
    {
      for (guint d = 0; d < D; d++)
        norms[side] += centres[side][d] * centres[side][d];
      norms[side] = sqrt (norms[side]);
      for (guint d = 0; d < D && norms[side] > 0.0; d++)
        centres[side][d] /= norms[side];
    }
  return norms[0] > 0.0 && norms[1] > 0.0;
}

void
hx_train_margins_end_epoch (HxTrainMargins *margins, const guint8 *y)
{
  const gsize L = margins->n_labels;

  for (guint label = 0; label < L; label++)
    {
      double centres[2][D];

      if (!find_centres (margins, y, label, centres))
        continue;
      for (guint record = 0; record < margins->n_records; record++)
        {
          const gsize i = record * L + label;
          const float *e = margins->embeddings + i * D;
          double margin = 0.0;

          if (isnan (e[0]))
            continue;
          /* d(e, c-) - d(e, c+), d = (1 - cos) / 2, of unit vectors */
          for (guint d = 0; d < D; d++)
            margin += 0.5 * e[d] * (centres[1][d] - centres[0][d]);
          margins->sums[i] += (float)(y[i] ? margin : -margin);
          margins->counts[i] += 1.0f;
        }
    }
  forget_embeddings (margins);
}

float
hx_train_margins_mean (const HxTrainMargins *margins, guint record, guint label)
{
  const gsize i = (gsize)record * margins->n_labels + label;

  return margins->counts[i] > 0.0f ? margins->sums[i] / margins->counts[i] : NAN;
}

float
hx_train_margins_weight (const HxTrainMargins *margins, guint record, guint label)
{
  const float mean = hx_train_margins_mean (margins, record, label);

  return isnan (mean) ? 1.0f : 1.0f / (1.0f + expf (-10.0f * mean));
}
