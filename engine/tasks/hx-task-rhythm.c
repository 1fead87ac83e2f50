/* hx-task-rhythm.c: the statements that the data set counts as rhythm
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return info != NULL && info->rhythm ? code : NULL;
}

extern const HxTask hx_task_rhythm;
const HxTask hx_task_rhythm = { .name = "rhythm", .title = N_ ("Rhythm statements"), .label_of = label_of };
