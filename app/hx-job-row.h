/* hx-job-row.h: one job in the list of the work in the background
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/jobs/hx-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_JOB_ROW (hx_job_row_get_type ())
G_DECLARE_FINAL_TYPE (HxJobRow, hx_job_row, HX, JOB_ROW, GtkListBoxRow)

/** HxJobRow: title, what it does at the moment, how far it is, time left, and a button to cancel it. */
GtkWidget *hx_job_row_new (HxJob *job);

G_END_DECLS
