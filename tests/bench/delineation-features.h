/* delineation-features.h: what boundaries are told from
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Prints how many numbers a boundary of all leads together is told from, and one of a lead's own. */
void delineation_print_n_features (void);

/**
 * delineation_write_features:
 * @ludb: its folder "data"
 * @folder: where the files "all" and "leads" are written
 *
 * Writes the features of all boundaries of LUDB's odd records and of simulated ones, for
 * script/fit-delineation. Fails the program if a file cannot be read or written.
 */
void delineation_write_features (const char *ludb, const char *folder);

/** Writes what the ends of QRS complexes of averaged simulated beats are told from to "activations" in
 * @folder. */
void delineation_write_activations (const char *folder);

G_END_DECLS
