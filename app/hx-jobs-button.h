/* hx-jobs-button.h: the work in the background, in the header bar
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/jobs/hx-job.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_JOBS_BUTTON (hx_jobs_button_get_type ())
G_DECLARE_FINAL_TYPE (HxJobsButton, hx_jobs_button, HX, JOBS_BUTTON, AdwBin)

/** HxJobsButton: a ring of progress; its popover lists the jobs with time left and a button to cancel each.
 */
GtkWidget *hx_jobs_button_new (void);

void hx_jobs_button_set_jobs (HxJobsButton *self, HxJobQueue *jobs);

G_END_DECLS
