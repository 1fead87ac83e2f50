/* hx-render.h: the window as a picture
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-window.h"

G_BEGIN_DECLS

/**
 * hx_render_window:
 * @line: gets the exit status: 0, or 1 with a message if the picture could not be made
 *
 * Waits until all work is done and its results are drawn, writes @path as PNG, then closes the window.
 */
void hx_render_window (HxWindow *window, const char *path, GApplicationCommandLine *line);

G_END_DECLS
