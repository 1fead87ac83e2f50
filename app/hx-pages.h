/* hx-pages.h: the panels and pages of the window
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Every panel is a GtkWidget type of its own, in its own file with its own template, and takes
 * the session it shows as a construct-only property "session". */

GtkWidget *hx_record_list_new (HxSession *session);                 /* search, filters, sorting, rows */
GtkWidget *hx_read_page_new (HxSession *session);                   /* trace, its toolbar, record heading */
GtkWidget *hx_statements_panel_new (HxSession *session);            /* statement rows, consent, origin */
GtkWidget *hx_space_panel_new (HxSession *session, gboolean large); /* scatter of the label's space */
GtkWidget *hx_spaces_page_new (HxSession *session);
GtkWidget *hx_train_page_new (HxSession *session);
GtkWidget *hx_evaluate_page_new (HxSession *session);

G_END_DECLS
