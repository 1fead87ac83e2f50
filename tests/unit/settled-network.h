/* settled-network.h: a network as after a training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-network.h"

/* Starts @network such that no statistic, scale or bias is at its start. A recurrent layer hardly answers at
 * its own: its weights grow. */
static inline void
settle_network (HxNetwork *network, guint64 seed)
{
  HxRandom random = hx_random_from_seed (seed);

  hx_network_initialise (network, &random);
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);
      const gboolean is_scale = g_str_has_suffix (tensor->name, "running_var")
                                || (tensor->n_dims == 1 && g_str_has_suffix (tensor->name, "weight"));

      for (gsize j = 0; tensor->start == HX_START_RECURRENT && j < tensor->n_elements; j++)
        tensor->data[j] *= 2.5f;
      for (gsize j = 0; tensor->n_dims == 1 && j < tensor->n_elements; j++)
        tensor->data[j] =
            is_scale ? 0.6f + (float)hx_random_uniform (&random) : 0.15f * (float)hx_random_normal (&random);
    }
}
