/* hx-task-all.c: every statement is a label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return code;
}

extern const HxTask hx_task_all;
const HxTask hx_task_all = { .name = "all", .title = N_ ("All statements"), .label_of = label_of };
