/* hx-state.h: a network's tensors in a safetensors file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-network.h"
#include "engine/models/hx-safetensors.h"

G_BEGIN_DECLS

/** Names of our own tensors begin with this; a state dict has none of them. */
#define HX_STATE_OWN_PREFIX "hexaxial."

/**
 * hx_state_read:
 * @path: for messages
 *
 * A network of @architecture with the tensors of @file. Every tensor of the network must be there
 * with its type and shape, finite, variances not negative, and nothing else but names that begin
 * with %HX_STATE_OWN_PREFIX. Shapes are compared before memory for the network is taken.
 *
 * The published code keeps the convolutions of an xresnet's block under two names, `convs` and
 * `convpath.0`: either is read, and both if they agree.
 *
 * Returns: (transfer full)
 */
HxNetwork *hx_state_read (const HxSafetensors *file, const HxArchitecture *architecture, const char *path,
                          GError **error);

/** As hx_state_read(), of a state dict that PyTorch code has written: numbers may be F64, F16 or BF16, too,
 * and are rounded to F32. */
HxNetwork *hx_state_read_foreign (const HxSafetensors *file, const HxArchitecture *architecture,
                                  const char *path, GError **error);

/** hx_state_read_foreign() of a file. */
HxNetwork *hx_state_load (const char *path, const HxArchitecture *architecture, GError **error);

/**
 * hx_state_count:
 * @n_leads: @n_labels: (out): 0 if the tensor that tells is not there
 * @lead_tensor: @label_tensor: (out) (transfer full): names of the tensors that tell
 *
 * How many leads and labels a state dict of @backbone and @head is for. %HX_ERROR_MISSING for an unknown
 * @backbone.
 */
gboolean hx_state_count (const HxSafetensors *file, const char *backbone, HxHead head, gsize *n_leads,
                         gsize *n_labels, char **lead_tensor, char **label_tensor, GError **error);

/** Adds all tensors of @network, counters first so that everything lies at multiples of its size. */
void hx_state_write (const HxNetwork *network, HxSafetensorsWriter *writer);

G_END_DECLS
