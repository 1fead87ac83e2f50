/* hx-plan.c: a batch's run through a graph
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-graph.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/nn/hx-plan-private.h"

#include <string.h>

/* Shards of a batch: enough for the threads of a desktop computer, few enough that the sums over
 * them cost nothing. Fixed, so that results do not depend on the number of threads. */
#define MAX_SHARDS 16

/* Recurrent layers multiply the records of a shard together: fewer, larger shards. */
#define RECORDS_TOGETHER 16

/* An evaluation of fewer records a thread shares the layers that want them together: products of a few rows
 * are slower than those of more, and threads with one row less wait. */
#define RECORDS_ALONE 16

/* Records of an evaluation that run through a layer one after another, while its weights are at hand. */
#define EVALUATION_GROUP 4

static const HxNode *
node_at (const HxPlan *plan, guint index)
{
  return hx_graph_node (plan->graph, index);
}

guint
hx_plan_shard_of (const HxPlan *plan, guint record)
{
  return record * plan->n_shards / plan->batch;
}

/* First record of a shard, or of the one behind the last. */
static guint
shard_begin (const HxPlan *plan, guint shard)
{
  return (shard * plan->batch + plan->n_shards - 1) / plan->n_shards;
}

static gboolean
wants_together (const HxGraph *graph)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    if (hx_graph_node (graph, i)->layer->together)
      return TRUE;
  return FALSE;
}

static void
choose_shards (HxPlan *plan)
{
  const guint batch = plan->batch;

  plan->team = plan->mode == HX_PLAN_EVALUATE && wants_together (plan->graph) && plan->n_threads > 1
               && batch < RECORDS_ALONE * plan->n_threads;
  if (wants_together (plan->graph) && !plan->team)
    {
      plan->n_shards = CLAMP (batch / RECORDS_TOGETHER, 1, MAX_SHARDS);
      if (plan->mode == HX_PLAN_EVALUATE)
        plan->n_shards = MIN (batch, MAX (plan->n_shards, plan->n_threads));
      plan->group = (batch + plan->n_shards - 1) / plan->n_shards;
    }
  else if (plan->mode == HX_PLAN_EVALUATE)
    {
      plan->group = MIN (EVALUATION_GROUP, (batch + plan->n_threads - 1) / plan->n_threads);
      plan->n_shards = (batch + plan->group - 1) / plan->group;
    }
  else
    {
      plan->n_shards = MIN (batch, MAX_SHARDS);
      plan->group = 1;
    }
}

HxPlan *
hx_plan_new (const HxGraph *graph, const HxKernels *kernels, HxPlanMode mode, guint batch, gsize n_samples,
             float **gradients, guint n_threads, GError **error)
{
  HxPlan *plan = g_new0 (HxPlan, 1);
  g_autofree gsize *n_steps = g_new0 (gsize, graph->buffers->len);

  plan->graph = graph;
  plan->kernels = kernels;
  plan->mode = mode;
  plan->batch = batch;
  plan->n_samples = n_samples;
  plan->gradients = gradients;
  plan->n_threads = n_threads > 0 ? n_threads : hx_parallel_n_processors ();
  choose_shards (plan);
  plan->n_workers = MIN (plan->n_threads, plan->n_shards);
  plan->group_index = g_new (guint, batch);
  for (guint i = 0; i < batch; i++)
    plan->group_index[i] = (i - shard_begin (plan, hx_plan_shard_of (plan, i))) % plan->group;
  plan->buffers = g_new0 (HxBuffer, graph->buffers->len);
  plan->last_writer = g_new (guint, graph->buffers->len);
  memset (plan->last_writer, 0xFF, graph->buffers->len * sizeof (guint));
  plan->scratch = g_new0 (gpointer, graph->nodes->len);
  plan->scratch_free = g_new0 (GDestroyNotify, graph->nodes->len);
  if (!hx_graph_lengths (graph, n_samples, n_steps))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "a window of %" G_GSIZE_FORMAT " samples is too short for this network", n_samples);
      hx_plan_free (plan);
      return NULL;
    }
  for (guint i = 0; i < graph->buffers->len; i++)
    plan->buffers[i].n_steps = n_steps[i];
  hx_plan_allocate (plan);
  for (guint i = 0; i < graph->nodes->len; i++)
    if (node_at (plan, i)->layer->plan != NULL)
      node_at (plan, i)->layer->plan (node_at (plan, i), plan);
  plan->room = hx_floats_new (plan->n_room * plan->n_workers);
  plan->n_bytes += plan->n_room * plan->n_workers * sizeof (float);
  return plan;
}

void
hx_plan_free (HxPlan *plan)
{
  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    if (plan->scratch_free[i] != NULL)
      plan->scratch_free[i](plan->scratch[i]);
  g_aligned_free (plan->memory);
  g_aligned_free (plan->room);
  g_free (plan->buffers);
  g_free (plan->group_index);
  g_free (plan->last_writer);
  g_free (plan->scratch);
  g_free (plan->scratch_free);
  g_free (plan);
}

static void
prepare_node (guint item, guint worker, gpointer user_data)
{
  HxPlan *plan = user_data;

  if (node_at (plan, item)->layer->prepare != NULL)
    node_at (plan, item)->layer->prepare (node_at (plan, item), plan);
}

void
hx_plan_prepare (HxPlan *plan)
{
  hx_parallel_for (plan->graph->nodes->len, plan->n_workers, prepare_node, plan, NULL);
}

/* Nodes between two meeting points: one thread takes a shard through all of them. */
typedef struct
{
  HxPlan *plan;
  guint first, last; /* nodes, inclusive; first > last going backward */
  gboolean backward;
  GCancellable *cancellable;
} Segment;

static gboolean
is_cancelled (const Segment *segment)
{
  return segment->cancellable != NULL && g_cancellable_is_cancelled (segment->cancellable);
}

/* What was written there before, for another layer, must not be read as a record's surroundings. */
static void
clear_padding (const HxPlan *plan, const HxRows *rows, gsize n_padding, HxRecords records, guint worker)
{
  for (guint i = 0; n_padding > 0 && rows->memory != NULL && i < records.n; i++)
    {
      float *row = hx_rows_of (plan, rows, records.first + i, worker);

      memset (row - n_padding, 0, n_padding * sizeof (float));
      memset (row + rows->record_stride - 2 * n_padding, 0, n_padding * sizeof (float));
    }
}

static void
clear_gradient_padding (const HxPlan *plan, const HxNode *node, guint buffer, HxRecords records, guint worker)
{
  const HxBufferShape *shape;

  if (buffer == HX_NO_BUFFER || plan->last_writer[buffer] != node->index)
    return;
  shape = hx_graph_buffer (plan->graph, buffer);
  clear_padding (plan, &plan->buffers[buffer].gradients, shape->gradient_padding * shape->n_channels, records,
                 worker);
}

static void
run_forward (const HxPlan *plan, const HxNode *node, HxRecords records, guint worker)
{
  const HxBufferShape *shape = hx_graph_buffer (plan->graph, node->output);

  if (node->output != node->input && node->first_out == 0)
    clear_padding (plan, &plan->buffers[node->output].values, shape->padding * shape->n_channels, records,
                   worker);
  if (hx_plan_is_team (plan, node->index))
    node->layer->forward_team (node, (HxPlan *)plan);
  else
    node->layer->forward (node, (HxPlan *)plan, records, worker);
}

static void
run_backward (const HxPlan *plan, const HxNode *node, HxRecords records, guint worker)
{
  if (node->layer->backward == NULL || plan->buffers[node->output].gradients.memory == NULL)
    return;
  clear_gradient_padding (plan, node, node->input, records, worker);
  clear_gradient_padding (plan, node, node->residual, records, worker);
  node->layer->backward (node, (HxPlan *)plan, records, worker);
}

static void
run_records (const Segment *segment, HxRecords records, guint worker)
{
  const HxPlan *plan = segment->plan;

  if (segment->backward)
    for (guint i = segment->first + 1; i-- > segment->last && !is_cancelled (segment);)
      run_backward (plan, node_at (plan, i), records, worker);
  else
    for (guint i = segment->first; i <= segment->last && !is_cancelled (segment); i++)
      run_forward (plan, node_at (plan, i), records, worker);
}

static void
run_shard (guint shard, guint worker, gpointer user_data)
{
  const Segment *segment = user_data;
  const HxPlan *plan = segment->plan;
  const guint end = MIN (shard_begin (plan, shard + 1), plan->n_records);

  for (guint first = shard_begin (plan, shard); first < end; first += plan->group)
    {
      HxRecords records = { first, MIN (plan->group, end - first) };

      run_records (segment, records, worker);
    }
}

static gboolean
run_segment (Segment *segment)
{
  HxPlan *plan = segment->plan;
  const HxRecords all = { 0, plan->n_records };

  if (hx_plan_is_team (plan, segment->first))
    run_records (segment, all, 0);
  else
    return hx_parallel_for (plan->n_shards, plan->n_workers, run_shard, segment, segment->cancellable)
           && !is_cancelled (segment);
  return !is_cancelled (segment);
}

gboolean
hx_plan_forward (HxPlan *plan, guint n_records, GCancellable *cancellable)
{
  Segment segment = { .plan = plan, .cancellable = cancellable };

  g_assert (n_records > 0 && n_records <= plan->batch);

  plan->n_records = n_records;
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      const gboolean meets = hx_plan_meets_forward (plan, i);

      if (!meets && i + 1 < plan->graph->nodes->len)
        continue;
      segment.last = i;
      if (!run_segment (&segment))
        return FALSE;
      if (hx_plan_has_meeting (plan, i))
        node_at (plan, i)->layer->forward_meet (node_at (plan, i), plan);
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

  g_assert (plan->mode != HX_PLAN_EVALUATE);

  segment.first = plan->graph->nodes->len - 1;
  for (guint i = plan->graph->nodes->len; i-- > 0;)
    {
      const gboolean meets = hx_plan_meets_backward (plan, i);

      if (!meets && i > 0)
        continue;
      segment.last = i;
      if (!run_segment (&segment))
        return FALSE;
      if (meets)
        node_at (plan, i)->layer->backward_meet (node_at (plan, i), plan);
      segment.first = i - 1;
    }
  return plan->mode != HX_PLAN_TRAIN
         || hx_parallel_for (plan->graph->nodes->len, plan->n_workers, finish_node, plan, cancellable);
}
