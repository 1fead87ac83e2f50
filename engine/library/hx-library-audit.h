/* hx-library-audit.h: how far records lay from the side of their given labels, by model
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"

G_BEGIN_DECLS

/**
 * HxAudit: the mean of each record's margin towards its given label over the epochs of a training
 * (hyperspherical margin weighting, Zhang et al., AAAI 2024), for every label of the model: negative where
 * the record stayed on the other side. Freed with hx_audit_free().
 */
typedef struct
{
  guint n_records, n_labels;
  gint64 *records; /* n_records keys of the library's records, in the training's order */
  char **codes;    /* n_labels, NULL-terminated, in the model's order */
  guint8 *given;   /* n_records x n_labels, 0 or 1 */
  float *margins;  /* n_records x n_labels, NaN where there is none */
} HxAudit;

/** An audit of @n_records records and the labels @codes, all zeros. Returns: (transfer full) */
HxAudit *hx_audit_new (guint n_records, const char *const *codes);
void hx_audit_free (HxAudit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxAudit, hx_audit_free)

/**
 * hx_library_store_audit:
 * @model_hash: SHA-256 of the model's file; the library need not have the model (yet)
 *
 * All of it or nothing; replaces the model's former audit. hx_library_remove_model() takes it away again.
 */
gboolean hx_library_store_audit (HxLibrary *self, const char *model_hash, const HxAudit *audit,
                                 GError **error);

/**
 * hx_library_read_audit:
 *
 * Fails with %HX_ERROR_MISSING if there is no audit of the model, with %HX_ERROR_FORMAT if it is damaged.
 * Returns: (transfer full)
 */
HxAudit *hx_library_read_audit (HxLibrary *self, const char *model_hash, GError **error);

G_END_DECLS
