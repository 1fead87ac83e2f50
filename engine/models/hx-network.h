/* hx-network.h: a network's parameters and its answers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-random.h"
#include "engine/base/hx-statement.h"
#include "engine/kernels/hx-kernels.h"
#include "engine/nn/hx-tensor.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  HX_HEAD_PLAIN, /* "plain": batch norm, dropout, linear, ReLU, batch norm, dropout, linear */
  HX_HEAD_LDM,   /* "ldm": the decoupled head (Zhang et al., Knowl.-Based Syst. 263, 2023) */
} HxHead;

const char *hx_head_name (HxHead head);
gboolean hx_head_from_name (const char *name, HxHead *head);

/**
 * HxArchitecture:
 * @backbone: a name of hx_backbones()
 *
 * What fixes every shape of a network except the number of samples, which is free.
 */
typedef struct
{
  const char *backbone;
  HxHead head;
  guint n_leads;
  guint n_labels;
  guint n_embedding; /* dimensions of a label's space, 1 to HX_EMBEDDING_MAX; 0: the published 8 */
  guint n_hidden;    /* units of the fused branch, 1 to HX_HIDDEN_MAX; 0: the published 128 */
} HxArchitecture;

/** @architecture with the published sizes where it leaves them open. */
HxArchitecture hx_architecture_complete (const HxArchitecture *architecture);

/** Names of all backbones, NULL-terminated, in the order of meson.build. Static. */
const char *const *hx_backbones (void);

/** A network's convolutions, linear maps and recurrent products for one window, a multiply-add two each. */
typedef struct
{
  double prediction_flops;
  double training_flops; /* forward once, backward twice but for the gradient of the network's input */
} HxNetworkCost;

/** Fewest samples that @backbone takes, or 0 for an unknown name. */
guint hx_backbone_min_samples (const char *backbone);

/** TRUE for backbones that train with the smaller peak rate (LSTM, GRU). */
gboolean hx_backbone_is_recurrent (const char *backbone);

/**
 * HxNetwork:
 *
 * Parameters and running statistics of one architecture. Reference counted. Prediction only
 * reads it, so several threads may predict with one network as long as none trains it.
 */
typedef struct _HxNetwork HxNetwork;

/** A network of zeros. Fails with %HX_ERROR_MISSING or %HX_ERROR_RANGE for what cannot be built. */
HxNetwork *hx_network_new (const HxArchitecture *architecture, GError **error);
HxNetwork *hx_network_ref (HxNetwork *network);
void hx_network_unref (HxNetwork *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxNetwork, hx_network_unref)

/** A deep copy: parameters, statistics, counters. Returns: (transfer full) */
HxNetwork *hx_network_copy (const HxNetwork *network);

/** Draws the recipe's start: normal with sqrt (2 / fan_in), zero biases, unit batch norm. */
void hx_network_initialise (HxNetwork *network, HxRandom *random);

/** Arithmetic for plans and trainers made from now on; the processor's fastest unless set. */
void hx_network_set_kernels (HxNetwork *network, const HxKernels *kernels);

const HxArchitecture *hx_network_get_architecture (const HxNetwork *network);
guint hx_network_get_n_tensors (const HxNetwork *network);

/** Tensors of the backbone; they come before the head's. */
guint hx_network_get_n_backbone_tensors (const HxNetwork *network);

/** Parameters, statistics and counters of @from, of the same architecture, into @network. */
void hx_network_assign (HxNetwork *network, const HxNetwork *from);

/** Tensors in the order in which the network runs. Their data may be written while nothing else uses the
 * network. */
const HxTensor *hx_network_get_tensor (const HxNetwork *network, guint index);
const HxTensor *hx_network_find_tensor (const HxNetwork *network,
                                        const char *name); /* NULL if there is none */

/** All zeros if @n_samples is too short. */
HxNetworkCost hx_network_cost (const HxNetwork *network, guint n_samples);

/**
 * HxOutputs: where answers go; any pointer may be NULL. B windows, L labels, D = HX_EMBEDDING_MAX, zeros
 * behind the network's own. With a plain head only @logits and @hidden are written.
 */
typedef struct
{
  float *logits;    /* B x L, merged */
  float *fused;     /* B x L */
  float *decoupled; /* B x L */
  float *gate;      /* L: the weight of the fused branch */
  float *raw;       /* B x L x D, before normalisation */
  float *embedding; /* B x L x D, unit length */
  float *hidden;    /* B x HX_HIDDEN_MAX: what the fused branch makes its logits of, behind its ReLU; zeros
                       behind */
} HxOutputs;

/**
 * hx_network_predict:
 * @windows: n_windows x n_samples x n_leads, standardised, time before lead
 * @n_threads: 0 for all processors; results do not depend on it, nor on how windows are grouped
 *
 * Evaluation mode. Memory does not grow with @n_windows. Whoever asks often keeps an HxPredictor.
 */
gboolean hx_network_predict (HxNetwork *network, const float *windows, guint n_windows, guint n_samples,
                             const HxOutputs *outputs, guint n_threads, GCancellable *cancellable,
                             GError **error);

G_END_DECLS
