/* hx-library-private.h: what a library is made of
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-database.h"
#include "engine/library/hx-library.h"

G_BEGIN_DECLS

#define HX_SETTING_TRAINING_RATE "training_rate_hz"

struct _HxLibrary
{
  GObject parent_instance;
  char *folder;
  HxDatabase *database;
  double training_rate_hz;
  GHashTable *statements;        /* code to HxStatementInfo; NULL until read */
  guint64 statements_generation; /* of the library when they were read */
  GMappedFile *reading;          /* signals/reading.f32 as far as it was when mapped */
};

/** PATH of one of the library's files. Returns: (transfer full) */
char *hx_library_get_path (HxLibrary *self, const char *name);

#define HX_READING_FILE "signals/reading.f32"
#define HX_TRAINING_FILE "signals/training.f32"

G_END_DECLS
