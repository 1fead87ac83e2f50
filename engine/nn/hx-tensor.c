/* hx-tensor.c: named tensors of a state dict
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-tensor.h"

#include <string.h>
#ifdef G_OS_UNIX
#include <sys/mman.h>
#endif

#define ALIGNMENT_BYTES 64
#define HUGE_PAGE_BYTES                                                                                      \
  (2u << 20) /* where there are such: a step reads more small pages than are looked up quickly */
#define ALIGNMENT_FLOATS (ALIGNMENT_BYTES / sizeof (float))

float *
hx_floats_new (gsize n)
{
  const gsize page = n * sizeof (float) >= HUGE_PAGE_BYTES ? HUGE_PAGE_BYTES : ALIGNMENT_BYTES;
  float *floats = g_aligned_alloc (MAX (n, 1), sizeof (float), page);

#ifdef MADV_HUGEPAGE
  /* A refusal costs speed alone. */
  if (page == HUGE_PAGE_BYTES)
    madvise (floats, n * sizeof (float), MADV_HUGEPAGE);
#endif
  return memset (floats, 0, MAX (n, 1) * sizeof (float));
}

static void
clear_tensor (gpointer data)
{
  HxTensor *tensor = data;

  g_free ((char *)tensor->name);
}

HxTensorSet *
hx_tensor_set_new (void)
{
  HxTensorSet *set = g_new0 (HxTensorSet, 1);

  set->tensors = g_array_new (FALSE, TRUE, sizeof (HxTensor));
  g_array_set_clear_func (set->tensors, clear_tensor);
  return set;
}

void
hx_tensor_set_free (HxTensorSet *set)
{
  if (set == NULL)
    return;
  g_array_unref (set->tensors);
  g_aligned_free (set->memory);
  g_free (set);
}

guint
hx_tensor_set_add (HxTensorSet *set, HxTensorKind kind, HxStart start, const char *prefix, const char *leaf,
                   gsize dim0, gsize dim1, gsize dim2)
{
  HxTensor tensor = { .kind = kind, .start = start, .dims = { dim0, dim1, dim2 }, .n_elements = 1 };

  g_assert (set->memory == NULL);
  tensor.name = g_strdup_printf ("%s.%s", prefix, leaf);
  for (guint d = 0; d < G_N_ELEMENTS (tensor.dims) && tensor.dims[d] > 0; d++)
    {
      tensor.n_dims++;
      tensor.n_elements *= tensor.dims[d];
    }
  g_array_append_val (set->tensors, tensor);
  return set->tensors->len - 1;
}

HxNormTensors
hx_tensor_set_add_norm (HxTensorSet *set, const char *prefix, gsize n)
{
  HxNormTensors norm;

  norm.weight = hx_tensor_set_add (set, HX_TENSOR_PARAMETER, HX_START_ONE, prefix, "weight", n, 0, 0);
  norm.bias = hx_tensor_set_add (set, HX_TENSOR_PARAMETER, HX_START_ZERO, prefix, "bias", n, 0, 0);
  norm.running_mean =
      hx_tensor_set_add (set, HX_TENSOR_STATISTIC, HX_START_ZERO, prefix, "running_mean", n, 0, 0);
  norm.running_variance =
      hx_tensor_set_add (set, HX_TENSOR_STATISTIC, HX_START_ONE, prefix, "running_var", n, 0, 0);
  norm.counter =
      hx_tensor_set_add (set, HX_TENSOR_COUNTER, HX_START_ZERO, prefix, "num_batches_tracked", 0, 0, 0);
  return norm;
}

HxLinearTensors
hx_tensor_set_add_linear (HxTensorSet *set, HxTensorKind kind, const char *prefix, gsize n_in, gsize n_out)
{
  HxLinearTensors linear;

  linear.weight = hx_tensor_set_add (set, kind, HX_START_HE, prefix, "weight", n_out, n_in, 0);
  linear.bias = hx_tensor_set_add (set, kind, HX_START_ZERO, prefix, "bias", n_out, 0, 0);
  return linear;
}

void
hx_tensor_set_allocate (HxTensorSet *set)
{
  gsize place = 0;

  g_assert (set->memory == NULL);
  for (guint i = 0; i < set->tensors->len; i++)
    place +=
        (hx_tensor_set_get (set, i)->n_elements + ALIGNMENT_FLOATS - 1) / ALIGNMENT_FLOATS * ALIGNMENT_FLOATS;
  set->n_floats = place;
  set->memory = hx_floats_new (place);
  place = 0;
  for (guint i = 0; i < set->tensors->len; i++)
    {
      HxTensor *tensor = &g_array_index (set->tensors, HxTensor, i);

      tensor->data = set->memory + place;
      place += (tensor->n_elements + ALIGNMENT_FLOATS - 1) / ALIGNMENT_FLOATS * ALIGNMENT_FLOATS;
    }
}
