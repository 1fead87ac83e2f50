/* measure-long.h: what the measuring of a long recording costs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * measure_long:
 *
 * Writes a recording of so many hours, twelve leads at 500 Hz, that repeats simulated minutes, into a
 * temporary folder, reads and measures it, and prints how long that took and how much memory was taken at
 * most. The folder is removed. Fails the program if the disk is full.
 */
void measure_long (double hours);

G_END_DECLS
