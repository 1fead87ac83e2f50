/* hx-convert.h: a model of a state dict that PyTorch code has written
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"

G_BEGIN_DECLS

/** What a state dict does not say of a model. Strings belong to the caller. */
typedef struct
{
  const char *backbone;
  HxHead head;
  const char *labels; /* path of the file with the labels, see hx_convert_read_labels() */
  const char *leads;  /* (nullable): names with commas between; NULL for the twelve standard leads */
  const char *task;   /* (nullable): name of the task, or path of its CSV file */
  double mean_mv, sd_mv;
  double rate_hz;  /* 100 */
  double crop_s;   /* 2.5 */
  double stride_s; /* 0: half a crop */
  HxAggregation aggregation;
} HxConvertOptions;

void hx_convert_options_default (HxConvertOptions *options);

/**
 * hx_convert_read_labels:
 *
 * A line a label in the order of the network's outputs: a code, or a code, a comma and a description, which
 * may have commas of its own. Both may be quoted as in a CSV file. White space around them, empty lines, a
 * byte-order mark and a first line that begins with the word "code" are passed over.
 *
 * Errors name the file and the line: a code that is empty, too long or there twice, a quote that is not
 * closed, text that is not UTF-8 or has control characters, no label at all.
 *
 * Returns: (transfer full): of HxModelLabel without numbers
 */
GArray *hx_convert_read_labels (const char *path, GError **error);

/**
 * hx_convert:
 * @state: safetensors file with every entry of the state dict under its PyTorch name
 *
 * The model, not yet saved. Its label spaces have no centres, so it gives no margins. Errors name the file
 * and the tensor, and what was expected.
 */
HxModel *hx_convert (const char *state, const HxConvertOptions *options, GError **error);

G_END_DECLS
