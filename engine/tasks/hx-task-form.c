/* hx-task-form.c: the statements that the data set counts as form
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return info != NULL && info->form ? code : NULL;
}

extern const HxTask hx_task_form;
const HxTask hx_task_form = { .name = "form", .title = N_ ("Form statements"), .label_of = label_of };
