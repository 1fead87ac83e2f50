/* hx-tensor.h: named tensors of a state dict
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HX_TENSOR_PARAMETER, /* trained, has a gradient */
  HX_TENSOR_STATISTIC, /* running mean or variance of a batch norm */
  HX_TENSOR_COUNTER,   /* num_batches_tracked: one int64 in a state dict, kept here as a float */
  HX_TENSOR_CARRIED,   /* in every checkpoint, read by nothing (aggre.se.*) */
} HxTensorKind;

/** How a parameter starts. */
typedef enum
{
  HX_START_ZERO,
  HX_START_ONE,
  HX_START_HE,        /* normal with sqrt (2 / fan_in), fan_in the product of all dimensions but the first */
  HX_START_RECURRENT, /* uniform in +-1/16, PyTorch's own for 256 hidden units */
} HxStart;

/**
 * HxTensor:
 * @name: state-dict name of the reference model, "0.0.0.weight"
 * @n_dims: 0 for a counter
 * @data: row-major, in PyTorch's order and layout; owned by the set, 64-byte aligned
 */
typedef struct
{
  const char *name;
  HxTensorKind kind;
  HxStart start;
  guint n_dims;
  gsize dims[3];
  gsize n_elements;
  float *data;
} HxTensor;

/** HxTensorSet: tensors of a state dict, in the order in which the network runs. First all are added, then
 * hx_tensor_set_allocate() gives them memory. */
typedef struct
{
  GArray *tensors; /* of HxTensor */
  float *memory;
  gsize n_floats;
} HxTensorSet;

HxTensorSet *hx_tensor_set_new (void);
void hx_tensor_set_free (HxTensorSet *set);

/** Adds a tensor named PREFIX.LEAF and returns its index. Unused dimensions are 0. */
guint hx_tensor_set_add (HxTensorSet *set, HxTensorKind kind, HxStart start, const char *prefix,
                         const char *leaf, gsize dim0, gsize dim1, gsize dim2);

/** Indices of a batch norm's tensors. */
typedef struct
{
  guint weight, bias, running_mean, running_variance, counter;
} HxNormTensors;

HxNormTensors hx_tensor_set_add_norm (HxTensorSet *set, const char *prefix, gsize n_channels);

typedef struct
{
  guint weight, bias;
} HxLinearTensors;

HxLinearTensors hx_tensor_set_add_linear (HxTensorSet *set, HxTensorKind kind, const char *prefix, gsize n_in,
                                          gsize n_out);

/** Memory for all, zeroed. To be called once, after the last tensor was added. */
void hx_tensor_set_allocate (HxTensorSet *set);

static inline const HxTensor *
hx_tensor_set_get (const HxTensorSet *set, guint index)
{
  return &g_array_index (set->tensors, HxTensor, index);
}

static inline float *
hx_tensor_set_data (const HxTensorSet *set, guint index)
{
  return hx_tensor_set_get (set, index)->data;
}

/** Zeros, 64-byte aligned and at least one, on large pages where there are such. Freed with g_aligned_free().
 */
float *hx_floats_new (gsize n);

G_END_DECLS
