/* hx-task-all.c: every SCP-ECG statement is a label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-snomed.h"
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return hx_snomed_is_code (code) ? NULL : code;
}

extern const HxTask hx_task_all;
const HxTask hx_task_all = { .name = "all", .title = N_ ("All statements"), .label_of = label_of };
