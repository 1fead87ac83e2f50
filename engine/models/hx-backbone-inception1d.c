/* hx-backbone-inception1d.c: six inception blocks, every third with a shortcut
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ismail Fawaz et al., "InceptionTime", Data Mining and Knowledge Discovery 34 (2020) 1936, as used by
 * Strodthoff et al., IEEE JBHI 25 (2021) 1519.
 */
#include "engine/models/hx-backbone.h"

#define N_BLOCKS 6
#define BLOCKS_A_SHORTCUT 3
#define FILTERS 32
#define N_CHANNELS (4 * FILTERS)

static guint
add_block (HxGraph *graph, guint x, guint index)
{
  static const gsize kernels[] = { 39, 19, 9 };
  g_autofree char *prefix = g_strdup_printf ("layers.0.im.%u", index);
  g_autofree char *bottleneck = g_strconcat (prefix, ".bottleneck", NULL);
  g_autofree char *pooled = g_strconcat (prefix, ".conv_bottle.1", NULL);
  g_autofree char *norm = g_strconcat (prefix, ".bn_relu.0", NULL);
  const guint narrow = hx_graph_add_conv1d (graph, x, bottleneck, FILTERS, 1, 1);
  const guint all = hx_graph_add_buffer (graph, N_CHANNELS);

  for (guint i = 0; i < G_N_ELEMENTS (kernels); i++)
    {
      g_autofree char *conv = g_strdup_printf ("%s.convs.%u", prefix, i);

      hx_graph_add_conv1d_part (graph, narrow, conv, FILTERS, kernels[i], all, i * FILTERS);
    }
  hx_graph_add_conv1d_part (graph, hx_graph_add_max_pool (graph, x, 1), pooled, FILTERS, 1, all, 3 * FILTERS);
  return hx_graph_add_batch_norm (graph, all, norm, HX_NO_BUFFER, TRUE);
}

static guint
build (HxGraph *graph, const HxBackbone *self)
{
  guint x = 0, residual = 0;

  for (guint i = 0; i < N_BLOCKS; i++)
    {
      g_autofree char *conv = g_strdup_printf ("layers.0.sk.%u.conv", i / BLOCKS_A_SHORTCUT);
      g_autofree char *norm = g_strdup_printf ("layers.0.sk.%u.bn", i / BLOCKS_A_SHORTCUT);

      x = add_block (graph, x, i);
      if (i % BLOCKS_A_SHORTCUT + 1 < BLOCKS_A_SHORTCUT)
        continue;
      residual = hx_graph_add_conv1d (graph, residual, conv, N_CHANNELS, 1, 1);
      x = residual = hx_graph_add_batch_norm (graph, residual, norm, x, TRUE);
    }
  return hx_graph_add_concat_pool (graph, x);
}

extern const HxBackbone hx_backbones_inception1d[];
const HxBackbone hx_backbones_inception1d[] = {
  { .name = "inception1d", .build = build, .head_prefix = "layers.1", .head_first = 2 },
  { NULL },
};
