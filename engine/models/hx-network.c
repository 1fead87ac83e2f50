/* hx-network.c: a network's parameters and its answers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-network.h"

#include "engine/base/hx-error.h"
#include "engine/models/hx-network-private.h"

#include <math.h>
#include <string.h>

#define MAX_LEADS 256
#define MAX_LABELS 4096

static const char *const head_names[] = { [HX_HEAD_PLAIN] = "plain", [HX_HEAD_LDM] = "ldm" };

const char *
hx_head_name (HxHead head)
{
  g_return_val_if_fail (head < G_N_ELEMENTS (head_names), NULL);

  return head_names[head];
}

gboolean
hx_head_from_name (const char *name, HxHead *head)
{
  for (guint i = 0; i < G_N_ELEMENTS (head_names); i++)
    if (g_strcmp0 (name, head_names[i]) == 0)
      {
        *head = (HxHead)i;
        return TRUE;
      }
  return FALSE;
}

HxArchitecture
hx_architecture_complete (const HxArchitecture *architecture)
{
  HxArchitecture whole = *architecture;

  whole.n_embedding = whole.n_embedding > 0 ? whole.n_embedding : HX_EMBEDDING_PUBLISHED;
  whole.n_hidden = whole.n_hidden > 0 ? whole.n_hidden : HX_HIDDEN_PUBLISHED;
  return whole;
}

static gboolean
check_architecture (const HxArchitecture *architecture, GError **error)
{
  if (hx_backbone_find (architecture->backbone) == NULL)
    {
      g_autofree char *known = g_strjoinv (", ", (char **)hx_backbones ());

      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "there is no backbone “%s”; there are: %s",
                   architecture->backbone != NULL ? architecture->backbone : "", known);
      return FALSE;
    }
  if (architecture->n_leads == 0 || architecture->n_leads > MAX_LEADS)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a network of %u leads cannot be built (1 to %d can)",
                   architecture->n_leads, MAX_LEADS);
      return FALSE;
    }
  if (architecture->n_labels == 0 || architecture->n_labels > MAX_LABELS)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a network of %u labels cannot be built (1 to %d can)",
                   architecture->n_labels, MAX_LABELS);
      return FALSE;
    }
  if (architecture->n_embedding > HX_EMBEDDING_MAX || architecture->n_hidden > HX_HIDDEN_MAX)
    {
      g_set_error (
          error, HX_ERROR, HX_ERROR_RANGE,
          "a head of %u dimensions a label and %u hidden units cannot be built (up to %d and %d can)",
          architecture->n_embedding, architecture->n_hidden, HX_EMBEDDING_MAX, HX_HIDDEN_MAX);
      return FALSE;
    }
  return TRUE;
}

HxNetwork *
hx_network_new (const HxArchitecture *architecture, GError **error)
{
  HxNetwork *network;

  g_return_val_if_fail (architecture != NULL, NULL);

  if (!check_architecture (architecture, error))
    return NULL;
  network = g_new0 (HxNetwork, 1);
  network->ref_count = 1;
  network->architecture = hx_architecture_complete (architecture);
  network->backbone = hx_backbone_find (architecture->backbone);
  network->architecture.backbone = network->backbone->name;
  network->tensors = hx_tensor_set_new ();
  network->graph = hx_graph_new (network->tensors, architecture->n_leads);
  network->pooled = network->backbone->build (network->graph, network->backbone);
  network->n_backbone_tensors = network->tensors->tensors->len;
  network->head = hx_head_tensors_new (
      network->tensors, architecture->head == HX_HEAD_LDM, network->backbone->head_prefix,
      network->backbone->head_first,
      (guint)g_array_index (network->graph->buffers, HxBufferShape, network->pooled).n_channels,
      architecture->n_labels, network->architecture.n_hidden, network->architecture.n_embedding);
  hx_tensor_set_allocate (network->tensors);
  return network;
}

HxNetwork *
hx_network_ref (HxNetwork *network)
{
  g_atomic_int_inc (&network->ref_count);
  return network;
}

void
hx_network_unref (HxNetwork *network)
{
  if (network == NULL || !g_atomic_int_dec_and_test (&network->ref_count))
    return;
  hx_head_tensors_free (network->head);
  hx_graph_free (network->graph);
  hx_tensor_set_free (network->tensors);
  g_free (network);
}

HxNetwork *
hx_network_copy (const HxNetwork *network)
{
  HxNetwork *copy = hx_network_new (&network->architecture, NULL);

  hx_network_assign (copy, network);
  return copy;
}

static void
initialise_tensor (const HxTensor *tensor, HxRandom *random)
{
  gsize fan_in = tensor->n_dims > 0 ? tensor->n_elements / tensor->dims[0] : 1;
  double sd = sqrt (2.0 / (double)fan_in);

  for (gsize i = 0; i < tensor->n_elements; i++)
    switch (tensor->start)
      {
      case HX_START_HE:
        tensor->data[i] = (float)(sd * hx_random_normal (random));
        break;
      case HX_START_RECURRENT:
        tensor->data[i] = (float)((2.0 * hx_random_uniform (random) - 1.0) / 16.0);
        break;
      case HX_START_ONE:
        tensor->data[i] = 1.0f;
        break;
      case HX_START_ZERO:
      default:
        tensor->data[i] = 0.0f;
        break;
      }
}

void
hx_network_initialise (HxNetwork *network, HxRandom *random)
{
  g_return_if_fail (network != NULL && random != NULL);

  for (guint i = 0; i < network->tensors->tensors->len; i++)
    initialise_tensor (hx_tensor_set_get (network->tensors, i), random);
}

void
hx_network_set_kernels (HxNetwork *network, const HxKernels *kernels)
{
  g_return_if_fail (network != NULL && kernels != NULL);

  network->graph->kernels = kernels;
}

const HxArchitecture *
hx_network_get_architecture (const HxNetwork *network)
{
  return &network->architecture;
}

guint
hx_network_get_n_tensors (const HxNetwork *network)
{
  return network->tensors->tensors->len;
}

guint
hx_network_get_n_backbone_tensors (const HxNetwork *network)
{
  return network->n_backbone_tensors;
}

void
hx_network_assign (HxNetwork *network, const HxNetwork *from)
{
  g_return_if_fail (network->tensors->n_floats == from->tensors->n_floats);

  memcpy (network->tensors->memory, from->tensors->memory, from->tensors->n_floats * sizeof (float));
}

const HxTensor *
hx_network_get_tensor (const HxNetwork *network, guint index)
{
  g_return_val_if_fail (index < network->tensors->tensors->len, NULL);

  return hx_tensor_set_get (network->tensors, index);
}

const HxTensor *
hx_network_find_tensor (const HxNetwork *network, const char *name)
{
  for (guint i = 0; i < network->tensors->tensors->len; i++)
    if (g_str_equal (hx_tensor_set_get (network->tensors, i)->name, name))
      return hx_tensor_set_get (network->tensors, i);
  return NULL;
}

HxNetworkCost
hx_network_cost (const HxNetwork *network, guint n_samples)
{
  const HxArchitecture *is = &network->architecture;
  const guint64 F = network->head->n_features, L = is->n_labels;
  guint64 head = (F + L) * is->n_hidden;
  HxArithmetic body;

  if (!hx_graph_count (network->graph, n_samples, &body))
    return (HxNetworkCost){ 0.0, 0.0 };
  if (is->head == HX_HEAD_LDM)
    head += (F + 1) * is->n_embedding * L;
  return (HxNetworkCost){ 2.0 * (double)(body.forward + head), 2.0 * (double)(body.training + 3 * head) };
}
