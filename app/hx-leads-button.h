/* hx-leads-button.h: the popover that chooses the leads of the trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

#define HX_TYPE_LEADS_BUTTON (hx_leads_button_get_type ())
G_DECLARE_FINAL_TYPE (HxLeadsButton, hx_leads_button, HX, LEADS_BUTTON, GtkWidget)

/**
 * HxLeadsButton:
 *
 * Says which leads are shown, and opens a popover with a check box for each lead that the recording has, and
 * buttons for all, the limb leads, the chest leads, and each lead alone. At least one is always shown.
 */
GtkWidget *hx_leads_button_new (void);

/** Before it is shown. */
void hx_leads_button_set_trace (HxLeadsButton *self, HxTraceView *trace);

G_END_DECLS
