/* hx-backbone-fcn-wang.c: a fully convolutional network of three layers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wang, Yan and Oates, "Time series classification from scratch with deep neural networks", IJCNN
 * 2017, as used by Strodthoff et al., IEEE JBHI 25 (2021) 1519.
 */
#include "engine/models/hx-backbone.h"

static guint
build (HxGraph *graph, const HxBackbone *self)
{
  static const struct
  {
    gsize n_out, kernel;
  } blocks[] = { { 128, 8 }, { 256, 5 }, { 128, 3 } };
  guint x = 0;

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autofree char *conv = g_strdup_printf ("%u.0.0", i);
      g_autofree char *norm = g_strdup_printf ("%u.0.1", i);

      x = hx_graph_add_conv1d (graph, x, conv, blocks[i].n_out, blocks[i].kernel, 1);
      x = hx_graph_add_batch_norm (graph, x, norm, HX_NO_BUFFER, TRUE);
    }
  return hx_graph_add_concat_pool (graph, x);
}

extern const HxBackbone hx_backbones_fcn_wang[];
const HxBackbone hx_backbones_fcn_wang[] = {
  { .name = "fcn_wang", .build = build, .head_prefix = "3", .head_first = 2 },
  { NULL },
};
