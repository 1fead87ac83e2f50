/* delineation-features.h: what boundaries are told from
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** How many numbers a boundary is told from. */
guint delineation_n_features (void);

/**
 * delineation_write_features:
 * @folder: LUDB's "data"
 *
 * Writes the features of all boundaries of LUDB's odd records and of simulated ones to @path, for
 * script/fit-delineation. Fails the program if a file cannot be read or written.
 */
void delineation_write_features (const char *folder, const char *path);

/** Writes what the ends of QRS complexes of averaged simulated beats are told from to @path, for the same. */
void delineation_write_activations (const char *path);

G_END_DECLS
