/* hx-file-dialogs.h: files and folders that people give to the window
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Each shows a chooser over @window, then starts the session's work. */
void hx_choose_files (GtkWindow *window, HxSession *session);
void hx_choose_folder (GtkWindow *window, HxSession *session);
void hx_choose_import (GtkWindow *window, HxSession *session);
void hx_choose_library (GtkWindow *window, HxSession *session);

/**
 * hx_take_files:
 * @files: (element-type GFile)
 *
 * What was dropped on the window or given on the command line: a model file is added to the library, an ECG
 * is opened for reading, and for a folder the window asks whether to import it or to open it.
 */
void hx_take_files (GtkWindow *window, HxSession *session, GListModel *files);

G_END_DECLS
