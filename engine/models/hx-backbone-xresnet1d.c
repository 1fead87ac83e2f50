/* hx-backbone-xresnet1d.c: residual networks with a three-step stem and pooled shortcuts
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * He et al., "Bag of tricks for image classification with convolutional neural networks", CVPR 2019, as used
 * by Strodthoff et al., IEEE JBHI 25 (2021) 1519. Every stage has 64 planes; stages after the first halve the
 * length.
 */
#include "engine/models/hx-backbone.h"

#define PLANES 64
#define KERNEL 5
#define N_STAGES 4

typedef struct
{
  gsize expansion; /* 1: convolutions 5, 5; 4: 1, 5, 1 */
  guint n_blocks[N_STAGES];
} Shape;

/* PREFIX.0, a convolution, and PREFIX.1, its batch norm. */
static guint
add_conv_layer (HxGraph *graph, guint x, const char *prefix, gsize n_out, gsize kernel, gsize stride,
                guint residual, gboolean relu)
{
  g_autofree char *conv = g_strdup_printf ("%s.0", prefix);
  g_autofree char *norm = g_strdup_printf ("%s.1", prefix);

  x = hx_graph_add_conv1d (graph, x, conv, n_out, kernel, stride);
  return hx_graph_add_batch_norm (graph, x, norm, residual, relu);
}

static guint
add_conv_path (HxGraph *graph, guint x, const char *prefix, gsize expansion, gsize stride, guint residual,
               gboolean relu)
{
  g_autofree char *first = g_strdup_printf ("%s.convpath.0.0", prefix);
  g_autofree char *second = g_strdup_printf ("%s.convpath.0.1", prefix);
  g_autofree char *third = g_strdup_printf ("%s.convpath.0.2", prefix);

  if (expansion == 1)
    {
      x = add_conv_layer (graph, x, first, PLANES, KERNEL, stride, HX_NO_BUFFER, TRUE);
      return add_conv_layer (graph, x, second, PLANES, KERNEL, 1, residual, relu);
    }
  x = add_conv_layer (graph, x, first, PLANES, 1, 1, HX_NO_BUFFER, TRUE);
  x = add_conv_layer (graph, x, second, PLANES, KERNEL, stride, HX_NO_BUFFER, TRUE);
  return add_conv_layer (graph, x, third, PLANES * expansion, 1, 1, residual, relu);
}

/* The shortcut: mean of two steps, then a convolution where the channels change, which takes the sum. */
static guint
add_block (HxGraph *graph, guint x, const char *prefix, gsize expansion, gsize stride)
{
  const gsize n_out = PLANES * expansion;
  const gboolean convolves = hx_graph_buffer (graph, x)->n_channels != n_out;
  const guint shortcut = stride != 1 ? hx_graph_add_mean_pool (graph, x) : x;
  g_autofree char *path = g_strdup_printf ("%s.idpath.%u", prefix, stride != 1 ? 1 : 0);
  guint y =
      add_conv_path (graph, x, prefix, expansion, stride, convolves ? HX_NO_BUFFER : shortcut, !convolves);

  return convolves ? add_conv_layer (graph, shortcut, path, n_out, 1, 1, y, TRUE) : y;
}

static guint
build (HxGraph *graph, const HxBackbone *self)
{
  static const gsize stem[] = { 32, 32, 64 };
  const Shape *shape = self->shape;
  guint x = 0;

  for (guint i = 0; i < G_N_ELEMENTS (stem); i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%u", i);

      x = add_conv_layer (graph, x, prefix, stem[i], KERNEL, i == 0 ? 2 : 1, HX_NO_BUFFER, TRUE);
    }
  x = hx_graph_add_max_pool (graph, x, 2);
  for (guint stage = 0; stage < N_STAGES; stage++)
    for (guint block = 0; block < shape->n_blocks[stage]; block++)
      {
        g_autofree char *prefix = g_strdup_printf ("%u.%u", 4 + stage, block);

        x = add_block (graph, x, prefix, shape->expansion, stage > 0 && block == 0 ? 2 : 1);
      }
  return hx_graph_add_concat_pool (graph, x);
}

static const Shape shape18 = { 1, { 2, 2, 2, 2 } };
static const Shape shape34 = { 1, { 3, 4, 6, 3 } };
static const Shape shape50 = { 4, { 3, 4, 6, 3 } };
static const Shape shape101 = { 4, { 3, 4, 23, 3 } };
static const Shape shape152 = { 4, { 3, 8, 36, 3 } };

extern const HxBackbone hx_backbones_xresnet1d[];
const HxBackbone hx_backbones_xresnet1d[] = {
  { .name = "xresnet1d101", .build = build, .shape = &shape101, .head_prefix = "8", .head_first = 2 },
  { .name = "xresnet1d18", .build = build, .shape = &shape18, .head_prefix = "8", .head_first = 2 },
  { .name = "xresnet1d34", .build = build, .shape = &shape34, .head_prefix = "8", .head_first = 2 },
  { .name = "xresnet1d50", .build = build, .shape = &shape50, .head_prefix = "8", .head_first = 2 },
  { .name = "xresnet1d152", .build = build, .shape = &shape152, .head_prefix = "8", .head_first = 2 },
  { NULL },
};
