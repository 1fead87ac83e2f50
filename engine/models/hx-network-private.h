/* hx-network-private.h: what a network is made of
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-backbone.h"
#include "engine/models/hx-head.h"
#include "engine/models/hx-network.h"

G_BEGIN_DECLS

struct _HxNetwork
{
  int ref_count;
  HxArchitecture architecture; /* backbone is the registry's string */
  const HxBackbone *backbone;
  HxTensorSet *tensors;
  HxGraph *graph;
  guint n_backbone_tensors;
  guint pooled; /* buffer of the pooled features */
  HxHeadTensors *head;
};

G_END_DECLS
