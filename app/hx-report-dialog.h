/* hx-report-dialog.h: what could not be done, file by file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_REPORT_DIALOG (hx_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxReportDialog, hx_report_dialog, HX, REPORT_DIALOG, AdwWindow)

/**
 * hx_report_dialog_new:
 * @summary: one sentence, "3 records added, 2 could not be read"
 * @failures: (element-type HxImportFailure)
 *
 * A modal window that lists them all, and copies them as text. For gtk_window_present().
 */
GtkWidget *hx_report_dialog_new (GtkWindow *parent, const char *summary, GPtrArray *failures);

/** The same for one message. */
GtkWidget *hx_report_dialog_new_for_message (GtkWindow *parent, const char *summary, const char *message);

G_END_DECLS
