/* hx-first-start.h: what there is before anybody has opened anything
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

G_BEGIN_DECLS

/** Where the program keeps the library it makes itself. (transfer full) */
char *hx_first_start_folder (void);

/**
 * hx_first_start_model_path:
 *
 * The model that comes with the program: data/models/simulator.safetensors below the folder named by the
 * environment's HEXAXIAL_DATA_DIR, or below the installed data. Returns: (transfer full) (nullable)
 */
char *hx_first_start_model_path (void);

/**
 * hx_first_start_open:
 * @folder: (nullable): NULL for the program's own
 *
 * Opens the library. Where there is none yet, in the program's own folder, simulates ECGs into it and adds
 * the model first, so that every page has something to show. Returns: (transfer none) (nullable): the job
 * that does that
 */
HxJob *hx_first_start_open (HxSession *session, const char *folder);

G_END_DECLS
