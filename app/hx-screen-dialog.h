/* hx-screen-dialog.h: measuring the screen with a card or a ruler
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_SCREEN_DIALOG (hx_screen_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxScreenDialog, hx_screen_dialog, HX, SCREEN_DIALOG, AdwWindow)

/**
 * HxScreenDialog:
 *
 * Asks to hold a card or a ruler against the screen and to match an outline with it, by dragging or with the
 * scale's keys; keeps the result for the monitor that the dialog is on when it is applied.
 */
GtkWidget *hx_screen_dialog_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
