/* hx-network-parts.h: a network's body and head, for those who write them down in another form
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-head.h"
#include "engine/models/hx-network.h"
#include "engine/nn/hx-graph.h"

G_BEGIN_DECLS

/** The layers before the head; owned by the network, like all here. */
const HxGraph *hx_network_get_graph (const HxNetwork *network);
/** The graph's last buffer, one step of pooled features, which the head reads. */
guint hx_network_get_pooled (const HxNetwork *network);
const HxHeadTensors *hx_network_get_head (const HxNetwork *network);

G_END_DECLS
