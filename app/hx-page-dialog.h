/* hx-page-dialog.h: the printed page of a record: looked at, saved and printed
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "engine/report/hx-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_PAGE_DIALOG (hx_page_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxPageDialog, hx_page_dialog, HX, PAGE_DIALOG, AdwWindow)

/**
 * hx_page_dialog_new:
 * @report: (transfer full)
 * @record: (nullable): what it is about, the session's; its review is printed, changed and kept, and the
 * session's recording is measured, as it was recorded
 * @settings: "report-paper" and "report-names" are read and kept
 *
 * A window with the page as it will be printed. Ctrl+S saves it as a PDF, Ctrl+P prints it, Ctrl+R reviews
 * it. For gtk_window_present().
 */
GtkWidget *hx_page_dialog_new (GtkWindow *parent, HxReport *report, GSettings *settings, HxSession *session,
                               HxRecordItem *record);

/** The operation that prints the page as it is now; to be run. Returns: (transfer full) */
GtkPrintOperation *hx_page_dialog_new_operation (HxPageDialog *self);

G_END_DECLS
