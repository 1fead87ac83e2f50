/* hx-train-weights.c: how much each training record counts for each label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-weights.h"

#include <math.h>
#include <stdlib.h>

/* Records at an end of the space that a share is taken of, at least. */
#define LEAST_AT_END 5
#define END_ROUNDS 4

/* Shares of wrong labels that are this far apart are the same share still, or another one for certain. */
#define SAME_SHARE 0.1
#define OTHER_SHARE 0.3

/* More wrong labels than that, and a label means its contrary. */
#define MOST_WRONG 0.45

/* One record along a label's space. */
typedef struct
{
  float place; /* its mean margin towards the label, negative on the side without it */
  guint32 record;
  gboolean given;
  double share; /* of records given with the label there */
} Seen;

/* One label's records in the order of their places. */
typedef struct
{
  Seen *seen;
  guint n, n_given;
  double wrong_without, wrong_with; /* shares of wrong labels at both ends */
  double wrong;                     /* the share of all, which is the smaller of them */
} Row;

static int
compare_places (const void *a, const void *b)
{
  const Seen *left = a, *right = b;

  if (left->place != right->place)
    return left->place < right->place ? -1 : 1;
  return left->record < right->record ? -1 : left->record > right->record;
}

static void
collect (const HxTrainMargins *margins, const guint8 *y, guint label, Row *row)
{
  row->n = row->n_given = 0;
  for (guint record = 0; record < margins->n_records; record++)
    {
      const float margin = hx_train_margins_mean (margins, record, label);
      const gboolean given = y[(gsize)record * margins->n_labels + label];

      if (isnan (margin))
        continue;
      row->seen[row->n++] = (Seen){ .place = given ? margin : -margin, .record = record, .given = given };
      row->n_given += given;
    }
  qsort (row->seen, row->n, sizeof *row->seen, compare_places);
}

/* Pool adjacent violators (Ayer et al., 1955): neighbours whose share falls are taken together. */
static void
fit_shares (Row *row)
{
  g_autofree guint *first = g_new (guint, row->n + 1); /* of each block */
  g_autofree guint *given = g_new (guint, row->n + 1);
  guint n_blocks = 0;

  for (guint i = 0; i < row->n; i++)
    {
      first[n_blocks] = i;
      given[n_blocks] = row->seen[i].given;
      for (guint end = i + 1; n_blocks > 0; n_blocks--)
        {
          const guint before = n_blocks - 1;

          if ((guint64)given[n_blocks] * (first[n_blocks] - first[before])
              > (guint64)given[before] * (end - first[n_blocks]))
            break;
          given[before] += given[n_blocks];
        }
      n_blocks++;
    }
  first[n_blocks] = row->n;
  for (guint block = 0; block < n_blocks; block++)
    for (guint i = first[block]; i < first[block + 1]; i++)
      row->seen[i].share = (double)given[block] / (first[block + 1] - first[block]);
}

/* Share of the n records from @from on that are given with the label. */
static double
share_given (const Row *row, guint from, guint n)
{
  guint n_given = 0;

  for (guint i = from; i < from + n; i++)
    n_given += row->seen[i].given;
  return (double)n_given / n;
}

/* Of each side, the outer half of the records that truly belong there has no other ones than those with a
 * wrong label. How many belong there follows from the share of wrong labels. */
static void
find_wrong_shares (Row *row)
{
  double n_with = row->n_given;

  for (guint round = 0; round < END_ROUNDS; round++)
    {
      const double within = CLAMP (n_with, 2.0 * LEAST_AT_END, row->n - 2.0 * LEAST_AT_END);
      const guint with = (guint)(within / 2.0), without = (guint)((row->n - within) / 2.0);

      row->wrong_without = share_given (row, 0, without);
      row->wrong_with = 1.0 - share_given (row, row->n - with, with);
      row->wrong = MIN (MIN (row->wrong_without, row->wrong_with), MOST_WRONG);
      n_with = (row->n_given - row->wrong * row->n) / (1.0 - 2.0 * row->wrong);
    }
}

/* How far the space tells the label, 0 .. 1. */
static double
trust_in (const Row *row)
{
  const double apart = fabs (row->wrong_without - row->wrong_with);

  return CLAMP ((OTHER_SHARE - apart) / (OTHER_SHARE - SAME_SHARE), 0.0, 1.0);
}

/* The probability that the label is right, of records whose given label is shared by @share around them: of
 * those, a fixed part of all is wrong. */
static double
probability_right (double share, double wrong)
{
  return share > 0.0 ? CLAMP ((share - wrong) / (share * (1.0 - wrong)), 0.0, 1.0) : 0.0;
}

static void
weigh_row (Row *row, guint label, guint n_labels, float *weights)
{
  double trust;

  fit_shares (row);
  find_wrong_shares (row);
  trust = trust_in (row);
  for (guint i = 0; i < row->n; i++)
    {
      const Seen *seen = &row->seen[i];
      const double right = probability_right (seen->given ? seen->share : 1.0 - seen->share, row->wrong);

      weights[(gsize)seen->record * n_labels + label] = (float)(1.0 - trust * (1.0 - right));
    }
}

void
hx_train_weigh (const HxTrainMargins *margins, const guint8 *y, float *weights)
{
  const gsize n_pairs = (gsize)margins->n_records * margins->n_labels;
  g_autofree Seen *seen = g_new (Seen, MAX (margins->n_records, 1));
  Row row = { .seen = seen };

  for (gsize i = 0; i < n_pairs; i++)
    weights[i] = 1.0f;
  for (guint label = 0; label < margins->n_labels; label++)
    {
      collect (margins, y, label, &row);
      if (row.n > 4 * LEAST_AT_END)
        weigh_row (&row, label, margins->n_labels, weights);
    }
}
