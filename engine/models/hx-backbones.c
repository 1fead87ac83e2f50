/* hx-backbones.c: the registry of backbones, made from the list in meson.build
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-backbone.h"
#include "engine/models/hx-network-private.h"

#include "engine/models/hx-backbone-list.h"

#define MAX_NAMES 64

#define DECLARE(file) extern const HxBackbone hx_backbones_##file[];
HX_BACKBONE_FILES (DECLARE)
#undef DECLARE

static const HxBackbone *const files[] = {
#define ENTRY(file) hx_backbones_##file,
  HX_BACKBONE_FILES (ENTRY)
#undef ENTRY
};

static gpointer
collect_names (gpointer data)
{
  static const char *names[MAX_NAMES + 1];
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (const HxBackbone *backbone = files[i]; backbone->name != NULL; backbone++)
      {
        g_assert (n < MAX_NAMES);
        names[n++] = backbone->name;
      }
  return names;
}

const char *const *
hx_backbones (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, collect_names, NULL);
}

const HxBackbone *
hx_backbone_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (const HxBackbone *backbone = files[i]; backbone->name != NULL; backbone++)
      if (g_strcmp0 (backbone->name, name) == 0)
        return backbone;
  return NULL;
}

gboolean
hx_backbone_is_recurrent (const char *name)
{
  const HxBackbone *backbone = hx_backbone_find (name);

  return backbone != NULL && backbone->recurrent;
}

static gboolean
takes (const HxGraph *graph, gsize n_samples)
{
  g_autofree gsize *n_steps = g_new0 (gsize, graph->buffers->len);

  return hx_graph_lengths (graph, n_samples, n_steps);
}

guint
hx_backbone_min_samples (const char *name)
{
  const HxArchitecture architecture = {
    .backbone = name, .head = HX_HEAD_PLAIN, .n_leads = 12, .n_labels = 1
  };
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, NULL);
  guint n = 1;

  if (network == NULL)
    return 0;
  while (!takes (network->graph, n))
    n++;
  return n;
}
