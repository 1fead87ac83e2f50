/* hx-plan-memory.c: where the activations and gradients of a pass lie
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pass is a sequence of moments: node i forward at moment i, of N, and backward at 2N - 1 - i. What is
 * needed only between two meeting points has room for one group of records a worker, which stays in the
 * caches; everything else has room for the batch. Memory is shared by what is never needed at the same time
 * (greedy by size: Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020).
 */
#include "engine/nn/hx-plan-private.h"

#define ALIGNMENT_FLOATS 16

/* The values or the gradients of one buffer. */
typedef struct
{
  HxRows *rows;
  gsize n_floats;     /* of one worker, or of the batch */
  gsize before;       /* floats before row 0 of record 0 */
  guint first, last;  /* moments, inclusive */
  gboolean is_local;  /* belongs to the worker */
  gboolean is_wanted; /* needed at all */
  gsize place;
} Block;

/* Values and gradients of all buffers. */
typedef struct
{
  HxPlan *plan;
  guint n_nodes;
  guint *segments;  /* of each moment */
  gboolean *needed; /* of each buffer: its gradient leads to a parameter, or to an input that is asked for */
  Block *values, *gradients;
} Layout;

static guint
forward_moment (const Layout *layout, guint node)
{
  return node;
}

static guint
backward_moment (const Layout *layout, guint node)
{
  return 2 * layout->n_nodes - 1 - node;
}

static void
number_segments (Layout *layout)
{
  guint segment = 0;

  layout->segments = g_new0 (guint, 2 * layout->n_nodes);
  for (guint i = 0; i < layout->n_nodes; i++)
    {
      layout->segments[forward_moment (layout, i)] = segment;
      segment += hx_plan_meets_forward (layout->plan, i) || i + 1 == layout->n_nodes;
    }
  for (guint i = layout->n_nodes; i-- > 0;)
    {
      layout->segments[backward_moment (layout, i)] = segment;
      segment += hx_plan_meets_backward (layout->plan, i);
    }
}

static void
touch (Block *block, guint moment)
{
  block->first = MIN (block->first, moment);
  block->last = MAX (block->last, moment);
}

static gboolean
writes_gradient (const HxNode *node, guint buffer)
{
  return node->residual == buffer || (node->input == buffer && !node->layer->defers_gradient);
}

/* Which gradients are needed, and who writes them first. */
static void
follow_gradients (Layout *layout)
{
  HxPlan *plan = layout->plan;

  layout->needed[0] = plan->mode == HX_PLAN_EXPLAIN;
  for (guint i = 0; plan->mode != HX_PLAN_EVALUATE && i < layout->n_nodes; i++)
    {
      const HxNode *node = hx_graph_node (plan->graph, i);
      const gboolean has_parameters = node->layer->finish != NULL || node->layer->backward_meet != NULL;

      layout->needed[node->output] |= has_parameters || layout->needed[node->input]
                                      || (node->residual != HX_NO_BUFFER && layout->needed[node->residual]);
      plan->last_writer[node->input] =
          writes_gradient (node, node->input) ? i : plan->last_writer[node->input];
      if (node->residual != HX_NO_BUFFER)
        plan->last_writer[node->residual] = i;
    }
}

/* When values and gradients are written and read. */
static void
follow_node (Layout *layout, const HxNode *node)
{
  const HxPlan *plan = layout->plan;
  const HxLayer *layer = node->layer;
  const guint forward = forward_moment (layout, node->index);
  const guint backward = backward_moment (layout, node->index);
  /* The first node of a batch norm has the last word going backward. */
  const guint done = layer->defers_gradient ? backward_moment (layout, node->partner) : backward;

  touch (&layout->values[node->input], forward);
  touch (&layout->values[node->output], forward);
  if (node->residual != HX_NO_BUFFER)
    touch (&layout->values[node->residual], forward);
  if (plan->mode == HX_PLAN_EVALUATE)
    return;
  if (!layer->forgets_input)
    touch (&layout->values[node->input], backward);
  if (layer->reads_output)
    touch (&layout->values[node->output], done);
  touch (&layout->gradients[node->output], backward);
  touch (&layout->gradients[node->output], done);
  if (!layer->defers_gradient)
    touch (&layout->gradients[node->input], backward);
  if (node->residual != HX_NO_BUFFER)
    touch (&layout->gradients[node->residual], backward);
}

static void
size_block (Layout *layout, Block *block, gsize n_steps, gsize n_channels, gsize padding, gboolean is_kept)
{
  const HxPlan *plan = layout->plan;

  block->rows->record_stride = (n_steps + 2 * padding) * n_channels;
  block->before = padding * n_channels;
  block->is_local = !is_kept && layout->segments[block->first] == layout->segments[block->last];
  block->n_floats = block->rows->record_stride * (block->is_local ? plan->group : plan->batch);
  block->n_floats = (block->n_floats + ALIGNMENT_FLOATS - 1) / ALIGNMENT_FLOATS * ALIGNMENT_FLOATS;
  if (is_kept) /* the caller reads or writes it between the passes */
    {
      block->first = 0;
      block->last = 2 * layout->n_nodes - 1;
    }
  if (!block->is_local)
    { /* of meeting points it is the segments that count */
      block->first = layout->segments[block->first];
      block->last = layout->segments[block->last];
    }
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Block *left = *(const Block *const *)a, *right = *(const Block *const *)b;

  return left->n_floats < right->n_floats ? 1 : left->n_floats > right->n_floats ? -1 : 0;
}

/* Blocks that share memory, local ones or the others: their places, and the floats of all. */
static gsize
place_blocks (GPtrArray *blocks)
{
  gsize n_floats = 0;

  g_ptr_array_sort (blocks, compare_sizes);
  for (guint i = 0; i < blocks->len; i++)
    {
      Block *block = g_ptr_array_index (blocks, i);
      gboolean moved = TRUE;

      while (moved)
        {
          moved = FALSE;
          for (guint j = 0; j < i; j++)
            {
              const Block *other = g_ptr_array_index (blocks, j);

              if (block->first <= other->last && other->first <= block->last
                  && block->place < other->place + other->n_floats
                  && other->place < block->place + block->n_floats)
                {
                  block->place = other->place + other->n_floats;
                  moved = TRUE;
                }
            }
        }
      n_floats = MAX (n_floats, block->place + block->n_floats);
    }
  return n_floats;
}

static void
collect (const Layout *layout, gboolean local, GPtrArray *blocks)
{
  for (guint i = 0; i < layout->plan->graph->buffers->len; i++)
    {
      Block *pair[2] = { &layout->values[i], &layout->gradients[i] };

      for (guint j = 0; j < G_N_ELEMENTS (pair); j++)
        if (pair[j]->is_wanted && pair[j]->is_local == local)
          g_ptr_array_add (blocks, pair[j]);
    }
}

static void
allocate_blocks (Layout *layout)
{
  HxPlan *plan = layout->plan;
  g_autoptr (GPtrArray) local = g_ptr_array_new ();
  g_autoptr (GPtrArray) shared = g_ptr_array_new ();
  gsize n_local, n_shared, n_floats;

  collect (layout, TRUE, local);
  collect (layout, FALSE, shared);
  n_local = place_blocks (local);
  n_shared = place_blocks (shared);
  n_floats = n_shared + n_local * plan->n_workers;
  plan->memory = hx_floats_new (n_floats);
  plan->n_bytes += n_floats * sizeof (float);
  for (guint i = 0; i < shared->len; i++)
    {
      const Block *block = g_ptr_array_index (shared, i);

      block->rows->memory = plan->memory + block->place + block->before;
    }
  for (guint i = 0; i < local->len; i++)
    {
      const Block *block = g_ptr_array_index (local, i);

      block->rows->memory = plan->memory + n_shared + block->place + block->before;
      block->rows->worker_stride = n_local;
    }
}

void
hx_plan_allocate (HxPlan *plan)
{
  const guint n_buffers = plan->graph->buffers->len;
  const guint last = hx_graph_node (plan->graph, plan->graph->nodes->len - 1)->output;
  g_autofree Block *blocks = g_new0 (Block, 2 * n_buffers);
  g_autofree gboolean *needed = g_new0 (gboolean, n_buffers);
  Layout layout = { .plan = plan,
                    .n_nodes = plan->graph->nodes->len,
                    .needed = needed,
                    .values = blocks,
                    .gradients = blocks + n_buffers };

  number_segments (&layout);
  follow_gradients (&layout);
  for (guint i = 0; i < 2 * n_buffers; i++)
    blocks[i].first = G_MAXUINT;
  for (guint i = 0; i < layout.n_nodes; i++)
    follow_node (&layout, hx_graph_node (plan->graph, i));
  for (guint i = 0; i < n_buffers; i++)
    {
      const HxBufferShape *shape = hx_graph_buffer (plan->graph, i);
      HxBuffer *buffer = &plan->buffers[i];
      const gboolean is_kept = i == 0 || i == last;

      layout.values[i].rows = &buffer->values;
      layout.values[i].is_wanted = TRUE;
      size_block (&layout, &layout.values[i], buffer->n_steps, shape->n_channels, shape->padding, is_kept);
      if (!layout.needed[i])
        continue;
      layout.gradients[i].rows = &buffer->gradients;
      layout.gradients[i].is_wanted = TRUE;
      size_block (&layout, &layout.gradients[i], buffer->n_steps, shape->n_channels, shape->gradient_padding,
                  is_kept);
    }
  allocate_blocks (&layout);
  g_free (layout.segments);
}
