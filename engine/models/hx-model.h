/* hx-model.h: a trained model: a network with all that is needed to predict with it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-statement.h"
#include "engine/models/hx-network.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  HX_AGGREGATE_MAXIMUM, /* "maximum" of the windows' logits */
  HX_AGGREGATE_MEAN,    /* "mean" of the windows' probabilities */
} HxAggregation;

/** One learned label. */
typedef struct
{
  char *code; /* "IMI" */
  char
      *description; /* "inferior myocardial infarction"; never NULL, the code where nothing better is known */
  double threshold; /* on the score; NaN: none chosen, 0.5 is used */
  double temperature; /* NaN until fitted */
  /* Label-wise class centres: normalised mean embeddings of training records with and without
   * the label; all NaN where the class is empty or the head is plain. */
  float centre_with[HX_EMBEDDING_MAX];
  float centre_without[HX_EMBEDDING_MAX];
} HxModelLabel;

#define HX_TYPE_MODEL (hx_model_get_type ())
G_DECLARE_FINAL_TYPE (HxModel, hx_model, HX, MODEL, GObject)

/**
 * HxModel:
 *
 * A network and its surroundings: labels, leads, sampling rate, window, standardiser,
 * aggregation, centres, intended use, provenance. One .safetensors file holds all of it
 * (docs/model-file.md). Set up by one thread, then immutable and shared freely.
 */

/**
 * hx_model_new:
 * @labels: codes and descriptions, n_labels of the network's architecture, copied
 * @lead_names: n_leads names, in the order of the network's input, copied
 * @window_samples: length of a window; @stride_samples: from one window to the next
 */
HxModel *hx_model_new (HxNetwork *network, const HxModelLabel *labels, const char *const *lead_names,
                       double rate_hz, guint window_samples, guint stride_samples, double mean_mv,
                       double sd_mv, HxAggregation aggregation);

HxNetwork *hx_model_get_network (HxModel *self);
const char *hx_model_get_backbone (HxModel *self);
HxHead hx_model_get_head (HxModel *self);
guint hx_model_get_n_labels (HxModel *self);
guint hx_model_get_n_embedding (HxModel *self); /* dimensions of a label's space */
guint hx_model_get_n_hidden (HxModel *self);    /* of the space that all labels share */
const HxModelLabel *hx_model_get_label (HxModel *self, guint index);
int hx_model_find_label (HxModel *self, const char *code); /* -1 if the model does not know it */
guint hx_model_get_n_leads (HxModel *self);
const char *const *hx_model_get_lead_names (HxModel *self); /* NULL-terminated */
double hx_model_get_rate_hz (HxModel *self);
guint hx_model_get_window_samples (HxModel *self);
guint hx_model_get_stride_samples (HxModel *self);
double hx_model_get_mean_mv (HxModel *self);
double hx_model_get_sd_mv (HxModel *self);
HxAggregation hx_model_get_aggregation (HxModel *self);

/** Before the model is shared, each time its network has learned: what was kept for prediction is out of
 * date. */
void hx_model_network_changed (HxModel *self);

/** Before the model is shared: centres, thresholds. @label's strings are ignored. */
void hx_model_set_label_numbers (HxModel *self, guint index, const HxModelLabel *label);

/** What the model was trained on and may be used for. HX_ORIGIN_SIMULATED, _RECORDED or "mixed"; "unknown" if
 * the file is silent. */
const char *hx_model_get_origin (HxModel *self);
void hx_model_set_origin (HxModel *self, const char *origin);
const char *hx_model_get_task (HxModel *self); /* "superdiagnostic"; "" if the file is silent */
void hx_model_set_task (HxModel *self, const char *task);
const char *hx_model_get_intended_use (HxModel *self);

/** Provenance: recipe, seed, data fingerprint, metrics, program version. Never time, host, path or threads.
 */
JsonObject *hx_model_get_provenance (HxModel *self); /* (transfer none), never NULL */
void hx_model_set_provenance (HxModel *self, JsonObject *provenance);

/** A name for people: the file's name, "superdiagnostic-fcn_wang-ldm"; set on load, settable. */
const char *hx_model_get_name (HxModel *self);
void hx_model_set_name (HxModel *self, const char *name);

/** SHA-256 of the file's bytes, hexadecimal: the model's identity in a library. Computed when loaded or
 * saved; NULL before. */
const char *hx_model_get_hash (HxModel *self);

/**
 * hx_model_save:
 *
 * Writes the whole file or leaves what was there. Equal models give equal bytes. Fails with
 * %HX_ERROR_RANGE if a parameter is not finite.
 */
gboolean hx_model_save (HxModel *self, const char *path, GError **error);

/**
 * hx_model_load:
 *
 * Everything in the file is checked: header length and JSON, every tensor's name, type, shape
 * and place, no overlap, no gap, no bytes left over, finite numbers, metadata fields and ranges.
 * Errors name the file, the field and what is wrong with it.
 */
HxModel *hx_model_load (const char *path, GError **error);

/** Margin of a unit embedding for one label, NaN where a centre is missing. */
float hx_model_margin (HxModel *self, guint label, const float *embedding);

/**
 * hx_model_predict_signal:
 * @signal_mv: n_samples x n_leads at the model's rate and in its leads, time before lead, in mV
 * @statements: n_labels results
 *
 * Windows at 0, stride, ...; a partial tail is dropped; a window with a missing sample is left
 * out. Fails with %HX_ERROR_RANGE if no window remains, and says why.
 */
gboolean hx_model_predict_signal (HxModel *self, const float *signal_mv, gsize n_samples,
                                  HxStatement *statements, guint n_threads, GCancellable *cancellable,
                                  GError **error);

/** As hx_model_predict_signal(); @hidden gets HX_HIDDEN_MAX numbers: HxOutputs's, mean over the windows. */
gboolean hx_model_predict_hidden (HxModel *self, const float *signal_mv, gsize n_samples,
                                  HxStatement *statements, float *hidden, guint n_threads,
                                  GCancellable *cancellable, GError **error);

G_END_DECLS
