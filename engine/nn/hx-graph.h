/* hx-graph.h: a network's body as a list of layers, and the memory of a batch that runs through it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/kernels/hx-kernels.h"
#include "engine/nn/hx-tensor.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Shapes: B records of a batch, T time steps, C channels; activations are (B, T, C), C contiguous. */

typedef struct _HxGraph HxGraph;
typedef struct _HxPlan HxPlan;
typedef struct _HxNode HxNode;

/**
 * HxLayer: one kind of layer as forward and backward pair. A record runs through a layer by
 * itself; where records must meet (batch statistics), the layer has a meeting point, which runs once all
 * records are there, on one thread and in record order. All functions but forward may be NULL.
 */
typedef struct
{
  const char *name;
  gsize (*length) (const HxNode *node,
                   gsize n_in); /* output steps; NULL: as many as input steps; 0: too short */
  void (*plan) (const HxNode *node, HxPlan *plan);    /* once: scratch memory */
  void (*prepare) (const HxNode *node, HxPlan *plan); /* before every pass: lays out the parameters */
  void (*forward) (const HxNode *node, HxPlan *plan, guint record, guint worker);
  void (*forward_meet) (const HxNode *node, HxPlan *plan);
  void (*backward) (const HxNode *node, HxPlan *plan, guint record, guint worker);
  void (*backward_meet) (const HxNode *node, HxPlan *plan);
  void (*finish) (const HxNode *node, HxPlan *plan); /* after the backward pass: parameter gradients */
} HxLayer;

struct _HxNode
{
  const HxLayer *layer;
  guint index;
  guint input, output; /* buffers */
  gsize n_in, n_out;   /* channels */
  gsize kernel, stride, padding;
  gboolean relu;
  guint weight;       /* tensor of a convolution */
  HxNormTensors norm; /* tensors of a batch norm */
  guint partner;      /* node of the statistics that a batch norm applies */
};

/** Where activations lie. */
typedef struct
{
  gsize n_channels;
  gsize padding;          /* zero steps before and after each record that some layer reads: of values */
  gsize gradient_padding; /* and of gradients */
  guint producer;         /* node; G_MAXUINT for the input */
} HxBufferShape;

struct _HxGraph
{
  HxTensorSet *tensors; /* not owned */
  GPtrArray *nodes;     /* of HxNode, in order of execution */
  GArray *buffers;      /* of HxBufferShape; 0 is the input */
};

HxGraph *hx_graph_new (HxTensorSet *tensors, gsize n_leads);
void hx_graph_free (HxGraph *graph);

/* Each adds a layer behind buffer @input and returns its output's buffer. */

/** Convolution over time without bias, padding (kernel - 1) / 2, weight PREFIX.weight (n_out, n_in, kernel).
 */
guint hx_graph_add_conv1d (HxGraph *graph, guint input, const char *prefix, gsize n_out, gsize kernel);
/** Batch norm over records and time, eps 1e-5, followed by ReLU if @relu. */
guint hx_graph_add_batch_norm (HxGraph *graph, guint input, const char *prefix, gboolean relu);
/** (T, C) to (1, 2C): maximum over time first, then mean. */
guint hx_graph_add_concat_pool (HxGraph *graph, guint input);

/** A buffer of a plan. Record r, step t, channel c of the values: values[((r * (n_steps + 2 padding)) +
 * padding + t) * C + c]. */
typedef struct
{
  gsize n_steps;
  gsize value_stride, gradient_stride; /* floats from record to record */
  float *values;                       /* of record 0, step 0 */
  float *gradients;                    /* NULL where none is needed */
  float *value_memory, *gradient_memory;
} HxBuffer;

struct _HxPlan
{
  const HxGraph *graph;
  const HxKernels *kernels;
  guint batch;     /* records that there is room for */
  guint n_records; /* records of the present pass */
  gsize n_samples;
  gboolean training;
  guint n_shards, n_threads;
  HxBuffer *buffers;
  gpointer *scratch; /* a node's own, one g_free() or scratch_free */
  GDestroyNotify *scratch_free;
  float **gradients; /* of each tensor of the graph, owned by the trainer; NULL in evaluation */
  gsize n_bytes;
};

/** Fails with HX_ERROR_RANGE if @n_samples is too short for the network. @gradients: NULL for evaluation. */
HxPlan *hx_plan_new (const HxGraph *graph, guint batch, gsize n_samples, float **gradients, guint n_threads,
                     GError **error);
void hx_plan_free (HxPlan *plan);

/** Lays out the present parameters for the kernels. */
void hx_plan_prepare (HxPlan *plan);

/** Runs the input buffer's first @n_records records through all layers. FALSE if cancelled. */
gboolean hx_plan_forward (HxPlan *plan, guint n_records, GCancellable *cancellable);

/** From the gradient of the last buffer to those of all parameters. FALSE if cancelled. */
gboolean hx_plan_backward (HxPlan *plan, GCancellable *cancellable);

/** Shard of a record: fixed by the batch alone. */
guint hx_plan_shard_of (const HxPlan *plan, guint record);

static inline float *
hx_plan_value (const HxPlan *plan, guint buffer, guint record)
{
  return plan->buffers[buffer].values + record * plan->buffers[buffer].value_stride;
}

static inline float *
hx_plan_gradient (const HxPlan *plan, guint buffer, guint record)
{
  return plan->buffers[buffer].gradients + record * plan->buffers[buffer].gradient_stride;
}

G_END_DECLS
