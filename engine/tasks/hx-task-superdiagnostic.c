/* hx-task-superdiagnostic.c: the five classes of diagnostic statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return info != NULL && info->diagnostic && info->diagnostic_class[0] != '\0' ? info->diagnostic_class
                                                                               : NULL;
}

static char *
describe (const char *label)
{
  static const struct
  {
    const char *code, *description;
  } classes[] = {
    { "CD", N_ ("conduction disturbance") }, { "HYP", N_ ("hypertrophy") },
    { "MI", N_ ("myocardial infarction") },  { "NORM", N_ ("normal ECG") },
    { "STTC", N_ ("ST/T change") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].code, label))
      return g_strdup (classes[i].description);
  return NULL;
}

extern const HxTask hx_task_superdiagnostic;
const HxTask hx_task_superdiagnostic = { .name = "superdiagnostic",
                                         .title = N_ ("Diagnostic superclasses"),
                                         .label_of = label_of,
                                         .describe = describe };
