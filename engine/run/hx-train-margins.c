/* hx-train-margins.c: on which side of its label spaces each record stays while a network learns
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-margins.h"

#include <math.h>
#include <string.h>

#define D HX_EMBEDDING_MAX

/* Wrong labels pull a centre towards the other side, of a rare label across the middle: the centres are
 * found again from the records on their given side alone, until they settle. */
#define SETTLING_ROUNDS 8
#define LEAST_SETTLED 3

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

/* One label's records of the epoch. */
typedef struct
{
  const HxTrainMargins *margins;
  const guint8 *y;
  guint label;
  double centres[2][D]; /* of the records without and with the label */
} Space;

static const float *
place_of (const Space *space, guint record)
{
  return space->margins->embeddings + ((gsize)record * space->margins->n_labels + space->label) * D;
}

static gboolean
is_given (const Space *space, guint record)
{
  return space->y[(gsize)record * space->margins->n_labels + space->label];
}

/* d(e, c-) - d(e, c+), d = (1 - cos) / 2, of unit vectors; towards the given label. */
static double
margin_of (const Space *space, guint record)
{
  const float *e = place_of (space, record);
  double margin = 0.0;

  for (guint d = 0; d < D; d++)
    margin += 0.5 * e[d] * (space->centres[1][d] - space->centres[0][d]);
  return is_given (space, record) ? margin : -margin;
}

/* Normalised mean embeddings of the records drawn, of those on their given side alone if @settled. FALSE, and
 * the centres as they were, if a side has fewer than @least of them. */
static gboolean
find_centres (Space *space, gboolean settled, guint least)
{
  double sums[2][D] = { { 0.0 } }, norms[2] = { 0.0, 0.0 };
  guint n[2] = { 0, 0 };

  for (guint record = 0; record < space->margins->n_records; record++)
    {
      const float *e = place_of (space, record);
      const guint side = is_given (space, record);

      if (isnan (e[0]) || (settled && margin_of (space, record) <= 0.0))
        continue;
      n[side]++;
      for (guint d = 0; d < D; d++)
        sums[side][d] += e[d];
    }
  for (guint side = 0; side < 2; side++)
    {
      for (guint d = 0; d < D; d++)
        norms[side] += sums[side][d] * sums[side][d];
      norms[side] = sqrt (norms[side]);
    }
  if (n[0] < least || n[1] < least || norms[0] == 0.0 || norms[1] == 0.0)
    return FALSE;
  for (guint side = 0; side < 2; side++)
    for (guint d = 0; d < D; d++)
      space->centres[side][d] = sums[side][d] / norms[side];
  return TRUE;
}

void
hx_train_margins_end_epoch (HxTrainMargins *margins, const guint8 *y, guint epoch)
{
  const gsize L = margins->n_labels;
  const float weight = (float)epoch;

  for (guint label = 0; label < L; label++)
    {
      Space space = { .margins = margins, .y = y, .label = label };

      if (!find_centres (&space, FALSE, 1))
        continue;
      for (guint round = 0; round < SETTLING_ROUNDS && find_centres (&space, TRUE, LEAST_SETTLED); round++)
        ;
      for (guint record = 0; record < margins->n_records; record++)
        {
          const gsize i = record * L + label;

          if (isnan (place_of (&space, record)[0]))
            continue;
          margins->sums[i] += weight * (float)margin_of (&space, record);
          margins->counts[i] += weight;
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
