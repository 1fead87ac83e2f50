/* app-fixture.h: a session with a small library of its own, for tests of the application
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

G_BEGIN_DECLS

/** A new folder for temporary files; app_fixture_remove() removes it with all that is in it. (transfer full)
 */
char *app_fixture_folder (void);
void app_fixture_remove (char *folder);

/** Runs the main loop until the session is settled, at most @seconds; fails the test otherwise. */
void app_fixture_settle (HxSession *session, double seconds);

/** Runs the main loop for @ms milliseconds. */
void app_fixture_run (guint ms);

/** Makes a library of @n_records simulated ECGs in @folder, opens it, and waits until its first record is
 * read. */
void app_fixture_simulate (HxSession *session, const char *folder, guint n_records);

/** Options of a training that is over in a second or two. */
void app_fixture_train_options (HxTrainOptions *options);

/** Writes a 12-lead WFDB record of @seconds at 500 Hz: FOLDER/NAME.hea and .dat. Returns: (transfer full):
 * the header's path */
char *app_fixture_write_recording (const char *folder, const char *name, double seconds);

G_END_DECLS
