/* hx-page-measuring.h: measures what a page shows of a recording too long to be measured as a whole
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-measuring.h"
#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

/** Longer recordings are measured as a whole when somebody asks for it: a day of them takes minutes. */
#define HX_PAGE_MEASURING_LONG_S 600.0

#define HX_TYPE_PAGE_MEASURING (hx_page_measuring_get_type ())
G_DECLARE_FINAL_TYPE (HxPageMeasuring, hx_page_measuring, HX, PAGE_MEASURING, GObject)

/**
 * HxPageMeasuring:
 *
 * Measures a recording of up to %HX_PAGE_MEASURING_LONG_S once, of a longer one the page that @trace shows
 * and some seconds around it, again when the page has been turned. Nothing is measured of pages that are
 * longer. Shares the life of @trace. Main thread only.
 *
 * Signal "measured": hx_page_measuring_get() is another.
 */
HxPageMeasuring *hx_page_measuring_new (HxSession *session, HxTraceView *trace);

/** @recording: (nullable): as it was recorded; NULL while nothing is to be measured */
void hx_page_measuring_set_recording (HxPageMeasuring *self, HxRecording *recording);

/** What was measured, whose times count from @from_s on; NULL while nothing of the page is known. */
const HxMeasurements *hx_page_measuring_get (HxPageMeasuring *self, double *from_s);

G_END_DECLS
