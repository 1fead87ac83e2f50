/* hx-task-dx.c: the SNOMED CT codes of PhysioNet/CinC Challenge headers
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
  return hx_snomed_is_code (code) ? code : NULL;
}

extern const HxTask hx_task_dx;
const HxTask hx_task_dx = { .name = "dx",
                            .title = N_ ("Diagnoses of WFDB headers (SNOMED CT)"),
                            .label_of = label_of,
                            .describe = hx_snomed_describe };
