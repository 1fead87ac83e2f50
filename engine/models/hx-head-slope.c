/* hx-head-slope.c: one label's merged logit, and its gradient by the pooled features
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With p the features, the merged logit is g (b + v . relu (W p + c)) + (1 - g) (a . p + d): the decoupled
 * branch is a linear map of a linear map. Its gradient is g W^T (v where W p + c > 0) + (1 - g) a.
 */
#include "engine/models/hx-head-slope.h"

#include <string.h>

struct _HxHeadSlope
{
  guint n_features, n_hidden;
  float *hidden;      /* H x F */
  float *hidden_bias; /* H */
  float *decide;      /* H: from a hidden unit to the merged logit */
  float *linear;      /* F: from a feature past the hidden units to the merged logit */
  double bias;
};

/* The label's decoupled branch as one map of the features, times @share. */
static void
add_decoupled (HxHeadSlope *slope, const HxHeadTensors *head, guint label, double share)
{
  const HxBranchTensors *branch = &head->labels[label];
  const gsize F = head->n_features;
  g_autofree float *decide = g_new (float, head->n_embedding);
  g_autofree float *row = g_new (float, F);
  g_autofree double *sum = g_new0 (double, F);

  slope->bias +=
      share
      * hx_head_fold_row (head->tensors, &branch->norm[1], &branch->linear[1], head->n_embedding, 0, decide);
  for (gsize d = 0; d < head->n_embedding; d++)
    {
      const double weight = share * decide[d];

      slope->bias +=
          weight * hx_head_fold_row (head->tensors, &branch->norm[0], &branch->linear[0], F, d, row);
      for (gsize i = 0; i < F; i++)
        sum[i] += weight * row[i];
    }
  for (gsize i = 0; i < F; i++)
    slope->linear[i] = (float)sum[i];
}

HxHeadSlope *
hx_head_slope_new (const HxHeadTensors *head, guint label)
{
  HxHeadSlope *slope;
  double share = 1.0;

  g_return_val_if_fail (head != NULL && label < head->n_labels, NULL);

  slope = g_new0 (HxHeadSlope, 1);
  slope->n_features = head->n_features;
  slope->n_hidden = head->n_hidden;
  slope->hidden = g_new (float, (gsize)head->n_hidden * head->n_features);
  slope->hidden_bias = g_new (float, head->n_hidden);
  slope->decide = g_new (float, head->n_hidden);
  slope->linear = g_new0 (float, head->n_features);
  if (head->decoupled)
    {
      g_autofree float *gate = g_new (float, head->n_labels);

      hx_head_gate (head, gate);
      share = gate[label];
      add_decoupled (slope, head, label, 1.0 - share);
    }
  for (gsize h = 0; h < head->n_hidden; h++)
    slope->hidden_bias[h] =
        (float)hx_head_fold_row (head->tensors, &head->fused.norm[0], &head->fused.linear[0],
                                 head->n_features, h, slope->hidden + h * head->n_features);
  slope->bias += share
                 * hx_head_fold_row (head->tensors, &head->fused.norm[1], &head->fused.linear[1],
                                     head->n_hidden, label, slope->decide);
  for (gsize h = 0; h < head->n_hidden; h++)
    slope->decide[h] = (float)(share * slope->decide[h]);
  return slope;
}

void
hx_head_slope_free (HxHeadSlope *slope)
{
  if (slope == NULL)
    return;
  g_free (slope->hidden);
  g_free (slope->hidden_bias);
  g_free (slope->decide);
  g_free (slope->linear);
  g_free (slope);
}

double
hx_head_slope_run (const HxHeadSlope *slope, const float *pooled, float *gradient)
{
  const gsize F = slope->n_features;
  double logit = slope->bias;

  memcpy (gradient, slope->linear, F * sizeof (float));
  for (gsize i = 0; i < F; i++)
    logit += (double)slope->linear[i] * pooled[i];
  for (gsize h = 0; h < slope->n_hidden; h++)
    {
      const float *row = slope->hidden + h * F;
      const float weight = slope->decide[h];
      double unit = slope->hidden_bias[h];

      for (gsize i = 0; i < F; i++)
        unit += (double)row[i] * pooled[i];
      if (unit <= 0.0)
        continue;
      logit += weight * unit;
      for (gsize i = 0; i < F; i++)
        gradient[i] += weight * row[i];
    }
  return logit;
}
