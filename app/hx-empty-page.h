/* hx-empty-page.h: what a place is for while it is empty, and the next step
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** A step on offer: a label with mnemonic, an action, and its string target (NULL: none). */
typedef struct
{
  const char *label, *action, *target;
} HxEmptyStep;

#define HX_TYPE_EMPTY_PAGE (hx_empty_page_get_type ())
G_DECLARE_FINAL_TYPE (HxEmptyPage, hx_empty_page, HX, EMPTY_PAGE, AdwBin)

/** HxEmptyPage: a status page with up to two steps. Property "compact", boolean: for narrow panels. */
GtkWidget *hx_empty_page_new (void);

/**
 * hx_empty_page_set:
 * @icon: (nullable): NULL for a wait; a spinner turns in its place
 * @description: plain text
 * @first, @second: (nullable)
 */
void hx_empty_page_set (HxEmptyPage *self, const char *icon, const char *title, const char *description,
                        const HxEmptyStep *first, const HxEmptyStep *second);

const char *hx_empty_page_get_title (HxEmptyPage *self);
const char *hx_empty_page_get_description (HxEmptyPage *self);

G_END_DECLS
