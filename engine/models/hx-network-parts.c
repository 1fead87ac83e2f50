/* hx-network-parts.c: a network's body and head
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-network-parts.h"

#include "engine/models/hx-network-private.h"

const HxGraph *
hx_network_get_graph (const HxNetwork *network)
{
  return network->graph;
}

guint
hx_network_get_pooled (const HxNetwork *network)
{
  return network->pooled;
}

const HxHeadTensors *
hx_network_get_head (const HxNetwork *network)
{
  return network->head;
}
