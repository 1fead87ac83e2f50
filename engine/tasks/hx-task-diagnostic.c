/* hx-task-diagnostic.c: the statements that the data set counts as diagnostic
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return info != NULL && info->diagnostic ? code : NULL;
}

extern const HxTask hx_task_diagnostic;
const HxTask hx_task_diagnostic = { .name = "diagnostic",
                                    .title = N_ ("Diagnostic statements"),
                                    .label_of = label_of };
