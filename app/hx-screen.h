/* hx-screen.h: how large a millimetre is on each of the screens
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

/** Logical pixels a millimetre that are believed. */
#define HX_SCREEN_LEAST_PX_PER_MM 1.5
#define HX_SCREEN_MOST_PX_PER_MM 9.0

/**
 * hx_screen_get_key:
 *
 * What a monitor is known by in the setting "screen-sizes": maker, model, connector and its size in pixels,
 * since another resolution has other pixels. (transfer full)
 */
char *hx_screen_get_key (GdkMonitor *monitor);

/** The monitor that @widget is on, or NULL before it is shown. (transfer none) */
GdkMonitor *hx_screen_find_monitor (GtkWidget *widget);

/** What was measured for @key, or 0. */
double hx_screen_get_px_per_mm (GSettings *settings, const char *key);

/** Keeps what was measured; 0 forgets it. */
void hx_screen_set_px_per_mm (GSettings *settings, const char *key, double px_per_mm);

/** What the monitor says of itself, which may be wrong; 96 dots an inch where it says nothing. */
double hx_screen_guess_px_per_mm (GdkMonitor *monitor);

/** Keeps @trace at the true size of the monitor that it is on, from screen to screen. */
void hx_screen_follow (HxTraceView *trace, GSettings *settings);

G_END_DECLS
