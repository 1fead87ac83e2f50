/* hx-compare-dialog.h: which records to show beside the one that is read
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-trace-filters.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_COMPARE_DIALOG (hx_compare_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxCompareDialog, hx_compare_dialog, HX, COMPARE_DIALOG, AdwWindow)

/** Most records beside the one that is read. */
#define HX_COMPARE_MOST 3

/**
 * HxCompareDialog:
 *
 * Offers the same patient's other records, or, where the patient is not known, has no others, or something is
 * searched for, any record. Up to three are drawn over the trace or below it, through @filters.
 */
GtkWidget *hx_compare_dialog_new (GtkWindow *parent, HxSession *session, HxTraceFilters *filters);

G_END_DECLS
