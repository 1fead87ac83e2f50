/* hx-backbone-resnet1d.c: residual networks over time
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * He et al., "Deep residual learning for image recognition", CVPR 2016; resnet1d_wang after Wang, Yan
 * and Oates, IJCNN 2017, as used by Strodthoff et al., IEEE JBHI 25 (2021) 1519. Every stage has 128 planes;
 * stages after the first halve the length.
 */
#include "engine/models/hx-backbone.h"

#define PLANES 128
#define MAX_STAGES 4

typedef struct
{
  gboolean bottleneck; /* convolutions 1, k, 1 with expansion 4, not k, 3; k is 5 in a stage's first block */
  guint n_blocks[MAX_STAGES]; /* 0: no such stage */
  gsize stem_kernel, stem_stride;
  gboolean stem_pool;
} Shape;

/* The convolution PREFIX.convI and its batch norm PREFIX.bnI. */
static guint
add_step (HxGraph *graph, guint x, const char *prefix, guint i, gsize n_out, gsize kernel, gsize stride,
          guint residual, gboolean relu)
{
  g_autofree char *conv = g_strdup_printf ("%s.conv%u", prefix, i);
  g_autofree char *norm = g_strdup_printf ("%s.bn%u", prefix, i);

  x = hx_graph_add_conv1d (graph, x, conv, n_out, kernel, stride);
  return hx_graph_add_batch_norm (graph, x, norm, residual, relu);
}

/* Where the shape changes the shortcut is a convolution, whose batch norm takes the sum. */
static guint
add_block (HxGraph *graph, guint x, const char *prefix, const Shape *shape, gsize stride, gboolean first)
{
  const gsize n_out = shape->bottleneck ? 4 * PLANES : PLANES, kernel = first ? 5 : 3;
  const gboolean shortcut = stride != 1 || hx_graph_buffer (graph, x)->n_channels != n_out;
  const guint residual = shortcut ? HX_NO_BUFFER : x;
  g_autofree char *conv = g_strdup_printf ("%s.downsample.0", prefix);
  g_autofree char *norm = g_strdup_printf ("%s.downsample.1", prefix);
  guint y;

  if (shape->bottleneck)
    {
      y = add_step (graph, x, prefix, 1, PLANES, 1, 1, HX_NO_BUFFER, TRUE);
      y = add_step (graph, y, prefix, 2, PLANES, kernel, stride, HX_NO_BUFFER, TRUE);
      y = add_step (graph, y, prefix, 3, n_out, 1, 1, residual, !shortcut);
    }
  else
    {
      y = add_step (graph, x, prefix, 1, PLANES, kernel, stride, HX_NO_BUFFER, TRUE);
      y = add_step (graph, y, prefix, 2, PLANES, 3, 1, residual, !shortcut);
    }
  if (!shortcut)
    return y;
  x = hx_graph_add_conv1d (graph, x, conv, n_out, 1, stride);
  return hx_graph_add_batch_norm (graph, x, norm, y, TRUE);
}

static guint
build (HxGraph *graph, const HxBackbone *self)
{
  const Shape *shape = self->shape;
  const guint first_stage = shape->stem_pool ? 4 : 3;
  guint x = hx_graph_add_conv1d (graph, 0, "0", PLANES, shape->stem_kernel, shape->stem_stride);

  x = hx_graph_add_batch_norm (graph, x, "1", HX_NO_BUFFER, TRUE);
  if (shape->stem_pool)
    x = hx_graph_add_max_pool (graph, x, 2);
  for (guint stage = 0; stage < MAX_STAGES; stage++)
    for (guint block = 0; block < shape->n_blocks[stage]; block++)
      {
        g_autofree char *prefix = g_strdup_printf ("%u.%u", first_stage + stage, block);

        x = add_block (graph, x, prefix, shape, stage > 0 && block == 0 ? 2 : 1, block == 0);
      }
  return hx_graph_add_concat_pool (graph, x);
}

static const Shape wang = { FALSE, { 1, 1, 1 }, 7, 1, FALSE };
static const Shape shape18 = { FALSE, { 2, 2, 2, 2 }, 5, 2, TRUE };
static const Shape shape34 = { FALSE, { 3, 4, 6, 3 }, 5, 2, TRUE };
static const Shape shape50 = { TRUE, { 3, 4, 6, 3 }, 5, 2, TRUE };
static const Shape shape101 = { TRUE, { 3, 4, 23, 3 }, 5, 2, TRUE };
static const Shape shape152 = { TRUE, { 3, 8, 36, 3 }, 5, 2, TRUE };

extern const HxBackbone hx_backbones_resnet1d[];
const HxBackbone hx_backbones_resnet1d[] = {
  { .name = "resnet1d_wang", .build = build, .shape = &wang, .head_prefix = "6", .head_first = 2 },
  { .name = "resnet1d18", .build = build, .shape = &shape18, .head_prefix = "8", .head_first = 2 },
  { .name = "resnet1d34", .build = build, .shape = &shape34, .head_prefix = "8", .head_first = 2 },
  { .name = "resnet1d50", .build = build, .shape = &shape50, .head_prefix = "8", .head_first = 2 },
  { .name = "resnet1d101", .build = build, .shape = &shape101, .head_prefix = "8", .head_first = 2 },
  { .name = "resnet1d152", .build = build, .shape = &shape152, .head_prefix = "8", .head_first = 2 },
  { NULL },
};
