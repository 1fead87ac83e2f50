/* hx-plan.c: the memory of a batch, and its run through a graph
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-graph.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"

/* Shards of a batch: enough for the threads of a desktop computer, few enough that the sums over
 * them cost nothing. Fixed, so that results do not depend on the number of threads. */
#define MAX_SHARDS 16

static const HxNode *
node_at (const HxPlan *plan, guint index)
{
  return g_ptr_array_index (plan->graph->nodes, index);
}

guint
hx_plan_shard_of (const HxPlan *plan, guint record)
{
  return record * plan->n_shards / plan->batch;
}

static void
allocate_buffer (HxPlan *plan, guint index)
{
  const HxBufferShape *shape = &g_array_index (plan->graph->buffers, HxBufferShape, index);
  HxBuffer *buffer = &plan->buffers[index];
  gsize n_floats;

  buffer->value_stride = (buffer->n_steps + 2 * shape->padding) * shape->n_channels;
  n_floats = buffer->value_stride * plan->batch;
  buffer->value_memory = hx_floats_new (n_floats);
  buffer->values = buffer->value_memory + shape->padding * shape->n_channels;
  plan->n_bytes += n_floats * sizeof (float);
  if (!plan->training || index == 0)
    return;
  buffer->gradient_stride = (buffer->n_steps + 2 * shape->gradient_padding) * shape->n_channels;
  n_floats = buffer->gradient_stride * plan->batch;
  buffer->gradient_memory = hx_floats_new (n_floats);
  buffer->gradients = buffer->gradient_memory + shape->gradient_padding * shape->n_channels;
  plan->n_bytes += n_floats * sizeof (float);
}

static gboolean
choose_lengths (HxPlan *plan, GError **error)
{
  plan->buffers[0].n_steps = plan->n_samples;
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      const HxNode *node = node_at (plan, i);
      gsize n_in = plan->buffers[node->input].n_steps;
      gsize n_out = node->layer->length != NULL ? node->layer->length (node, n_in) : n_in;

      if (n_out == 0)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                       "a window of %" G_GSIZE_FORMAT " samples is too short for this network",
                       plan->n_samples);
          return FALSE;
        }
      plan->buffers[node->output].n_steps = n_out;
    }
  return TRUE;
}

HxPlan *
hx_plan_new (const HxGraph *graph, guint batch, gsize n_samples, float **gradients, guint n_threads,
             GError **error)
{
  HxPlan *plan = g_new0 (HxPlan, 1);

  plan->graph = graph;
  plan->kernels = hx_kernels ();
  plan->batch = batch;
  plan->n_samples = n_samples;
  plan->training = gradients != NULL;
  plan->gradients = gradients;
  plan->n_threads = n_threads;
  plan->n_shards = MIN (batch, MAX_SHARDS);
  plan->buffers = g_new0 (HxBuffer, graph->buffers->len);
  plan->scratch = g_new0 (gpointer, graph->nodes->len);
  plan->scratch_free = g_new0 (GDestroyNotify, graph->nodes->len);
  if (!choose_lengths (plan, error))
    {
      hx_plan_free (plan);
      return NULL;
    }
  for (guint i = 0; i < graph->buffers->len; i++)
    allocate_buffer (plan, i);
  for (guint i = 0; i < graph->nodes->len; i++)
    if (node_at (plan, i)->layer->plan != NULL)
      node_at (plan, i)->layer->plan (node_at (plan, i), plan);
  return plan;
}

void
hx_plan_free (HxPlan *plan)
{
  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->graph->buffers->len; i++)
    {
      g_aligned_free (plan->buffers[i].value_memory);
      g_aligned_free (plan->buffers[i].gradient_memory);
    }
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    if (plan->scratch_free[i] != NULL)
      plan->scratch_free[i](plan->scratch[i]);
  g_free (plan->buffers);
  g_free (plan->scratch);
  g_free (plan->scratch_free);
  g_free (plan);
}

void
hx_plan_prepare (HxPlan *plan)
{
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    if (node_at (plan, i)->layer->prepare != NULL)
      node_at (plan, i)->layer->prepare (node_at (plan, i), plan);
}

/* Nodes between two meeting points: one thread takes a shard through all of them. */
typedef struct
{
  HxPlan *plan;
  guint first, last; /* nodes, inclusive; first > last going backward */
  gboolean backward;
  GCancellable *cancellable;
} Segment;

static void
run_record (const Segment *segment, guint record, guint worker)
{
  HxPlan *plan = segment->plan;

  if (segment->backward)
    for (guint i = segment->first + 1; i-- > segment->last;)
      {
        if (node_at (plan, i)->layer->backward != NULL)
          node_at (plan, i)->layer->backward (node_at (plan, i), plan, record, worker);
      }
  else
    for (guint i = segment->first; i <= segment->last; i++)
      node_at (plan, i)->layer->forward (node_at (plan, i), plan, record, worker);
}

static void
run_shard (guint shard, guint worker, gpointer user_data)
{
  const Segment *segment = user_data;
  HxPlan *plan = segment->plan;

  for (guint record = 0; record < plan->n_records; record++)
    if (hx_plan_shard_of (plan, record) == shard)
      {
        if (segment->cancellable != NULL && g_cancellable_is_cancelled (segment->cancellable))
          return;
        run_record (segment, record, worker);
      }
}

static gboolean
run_segment (Segment *segment)
{
  HxPlan *plan = segment->plan;

  return hx_parallel_for (plan->n_shards, plan->n_threads, run_shard, segment, segment->cancellable)
         && !(segment->cancellable != NULL && g_cancellable_is_cancelled (segment->cancellable));
}

gboolean
hx_plan_forward (HxPlan *plan, guint n_records, GCancellable *cancellable)
{
  Segment segment = { .plan = plan, .cancellable = cancellable };

  g_assert (n_records > 0 && n_records <= plan->batch);

  plan->n_records = n_records;
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      const HxNode *node = node_at (plan, i);
      gboolean meets = plan->training && node->layer->forward_meet != NULL;

      if (!meets && i + 1 < plan->graph->nodes->len)
        continue;
      segment.last = i;
      if (!run_segment (&segment))
        return FALSE;
      if (meets)
        node->layer->forward_meet (node, plan);
      segment.first = i + 1;
    }
  return TRUE;
}

static void
finish_node (guint item, guint worker, gpointer user_data)
{
  HxPlan *plan = user_data;

  if (node_at (plan, item)->layer->finish != NULL)
    node_at (plan, item)->layer->finish (node_at (plan, item), plan);
}

gboolean
hx_plan_backward (HxPlan *plan, GCancellable *cancellable)
{
  Segment segment = { .plan = plan, .backward = TRUE, .cancellable = cancellable };

  segment.first = plan->graph->nodes->len - 1;
  for (guint i = plan->graph->nodes->len; i-- > 0;)
    {
      const HxNode *node = node_at (plan, i);

      if (node->layer->backward_meet == NULL && i > 0)
        continue;
      segment.last = i;
      if (!run_segment (&segment))
        return FALSE;
      if (node->layer->backward_meet != NULL)
        node->layer->backward_meet (node, plan);
      segment.first = i - 1;
    }
  return hx_parallel_for (plan->graph->nodes->len, plan->n_threads, finish_node, plan, cancellable);
}
