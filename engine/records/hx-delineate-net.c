/* hx-delineate-net.c: the small networks that boundaries are told by
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

#define MOST_DEVIATIONS 5.0f

/* One layer: n_out sums of n_in values, each through a hyperbolic tangent. Returns: the weights that follow
 */
static const float *
run_layer (const float *weights, const float *in, guint n_in, float *out, guint n_out)
{
  const float *biases = weights + (gsize)n_out * n_in;

  for (guint unit = 0; unit < n_out; unit++)
    {
      float sum = biases[unit];

      for (guint k = 0; k < n_in; k++)
        sum += weights[unit * n_in + k] * in[k];
      out[unit] = tanhf (sum);
    }
  return biases + n_out;
}

float
hx_delineate_net_run (const HxDelineateNet *net, const float *features)
{
  const float *mean = net->weights, *scale = mean + net->n_features, *weights = scale + net->n_features;
  float scaled[HX_DELINEATE_NET_MOST_FEATURES];
  float first[HX_DELINEATE_NET_MOST_UNITS], second[HX_DELINEATE_NET_MOST_UNITS], sum;

  g_assert (net->n_features <= HX_DELINEATE_NET_MOST_FEATURES);
  g_assert (MAX (net->n_first, net->n_second) <= HX_DELINEATE_NET_MOST_UNITS);
  for (guint f = 0; f < net->n_features; f++)
    scaled[f] = CLAMP ((features[f] - mean[f]) * scale[f], -MOST_DEVIATIONS, MOST_DEVIATIONS);
  weights = run_layer (weights, scaled, net->n_features, first, net->n_first);
  weights = run_layer (weights, first, net->n_first, second, net->n_second);
  sum = weights[net->n_second];
  for (guint unit = 0; unit < net->n_second; unit++)
    sum += weights[unit] * second[unit];
  return sum;
}
