/* hx-window-private.h: the parts of the window among themselves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-read-page.h"
#include "app/hx-record-list.h"
#include "app/hx-window.h"

G_BEGIN_DECLS

struct _HxWindow
{
  AdwApplicationWindow parent_instance;
  HxSession *session;
  GSettings *settings;
  HxJob *first_library; /* (nullable): the job of the first start */
  gboolean has_begun;   /* a record has been shown */

  AdwToastOverlay *toasts;
  GtkWidget *stack, *list_pane, *list_place, *list_header, *page_header, *search_button, *status;
  AdwLeaflet *leaflet;
  AdwViewStack *pages;
  AdwViewSwitcherTitle *switcher;
  GtkMenuButton *library_button;
  GtkLabel *library_name, *model_label, *welcome_detail;
  GtkWidget *welcome_bar, *list_jobs, *page_jobs;
  HxRecordList *list;
  HxReadPage *read_page;
};

/** Installs the window's actions. In hx-window-actions.c. */
void hx_window_class_add_actions (GtkWidgetClass *widget_class);

/** Keys without Ctrl that work while list or trace has the focus, and dropping files. */
void hx_window_add_controllers (HxWindow *self);

G_END_DECLS
