/* hx-backbone.h: what a backbone's file says of it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/hx-graph.h"

G_BEGIN_DECLS

/**
 * HxBackbone: one name that can be trained. A file registers a table of them, ended by an entry without
 * name: `const HxBackbone hx_backbones_FILE[]`, FILE being its word in meson.build.
 */
typedef struct _HxBackbone HxBackbone;

struct _HxBackbone
{
  const char *name;
  gboolean recurrent; /* trains with the smaller peak rate; its plain head clips gradients */
  /* Adds the body to @graph, whose buffer 0 is the input; returns the buffer of pooled features (one step).
   */
  guint (*build) (HxGraph *graph, const HxBackbone *self);
  gconstpointer shape;     /* what tells the names of one file apart, for its build() */
  const char *head_prefix; /* state-dict module of the head, "3" */
  guint head_first;        /* place in it of the first layer after pooling, 2 */
};

/** The backbone called @name, or NULL. */
const HxBackbone *hx_backbone_find (const char *name);

G_END_DECLS
