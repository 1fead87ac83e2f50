/* hx-label-list.h: the model's labels and how well each space keeps its records apart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-space-summary.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_LABEL_LIST (hx_label_list_get_type ())
G_DECLARE_FINAL_TYPE (HxLabelList, hx_label_list, HX, LABEL_LIST, AdwBin)

/**
 * HxLabelList:
 *
 * A row a label: name, records with and without it, the share whose margin is on the side of the given label,
 * mean margin towards it. Selecting a row chooses the session's label.
 */
GtkWidget *hx_label_list_new (HxSession *session, HxSpaceSummary *summary);

typedef enum
{
  HX_LABEL_ORDER_CODE,
  HX_LABEL_ORDER_DOUBTFUL, /* smallest share on the right side first */
  HX_LABEL_ORDER_FREQUENT, /* most records with the label first */
} HxLabelOrder;

void hx_label_list_set_order (HxLabelList *self, HxLabelOrder order);

G_END_DECLS
