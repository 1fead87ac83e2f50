/* hx-task-subdiagnostic.c: the subclasses of diagnostic statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include <glib/gi18n-lib.h>

static const char *
label_of (const char *code, const HxStatementInfo *info)
{
  return info != NULL && info->diagnostic && info->diagnostic_subclass[0] != '\0' ? info->diagnostic_subclass
                                                                                  : NULL;
}

static char *
describe (const char *label)
{
  static const struct
  {
    const char *code, *description;
  } subclasses[] = {
    { "AMI", N_ ("anterior myocardial infarction") },
    { "CLBBB", N_ ("complete left bundle branch block") },
    { "CRBBB", N_ ("complete right bundle branch block") },
    { "ILBBB", N_ ("incomplete left bundle branch block") },
    { "IMI", N_ ("inferior myocardial infarction") },
    { "IRBBB", N_ ("incomplete right bundle branch block") },
    { "ISCA", N_ ("anterior ischemia") },
    { "ISCI", N_ ("inferior ischemia") },
    { "ISC_", N_ ("non-specific ischemia") },
    { "IVCD", N_ ("non-specific intraventricular conduction disturbance") },
    { "LAFB/LPFB", N_ ("left anterior or posterior fascicular block") },
    { "LAO/LAE", N_ ("left atrial overload or enlargement") },
    { "LMI", N_ ("lateral myocardial infarction") },
    { "LVH", N_ ("left ventricular hypertrophy") },
    { "NORM", N_ ("normal ECG") },
    { "NST_", N_ ("non-specific ST changes") },
    { "PMI", N_ ("posterior myocardial infarction") },
    { "RAO/RAE", N_ ("right atrial overload or enlargement") },
    { "RVH", N_ ("right ventricular hypertrophy") },
    { "SEHYP", N_ ("septal hypertrophy") },
    { "STTC", N_ ("ST/T change") },
    { "WPW", N_ ("Wolff-Parkinson-White syndrome") },
    { "_AVB", N_ ("atrioventricular block") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (subclasses); i++)
    if (g_str_equal (subclasses[i].code, label))
      return g_strdup (subclasses[i].description);
  return NULL;
}

extern const HxTask hx_task_subdiagnostic;
const HxTask hx_task_subdiagnostic = {
  .name = "subdiagnostic", .title = N_ ("Diagnostic subclasses"), .label_of = label_of, .describe = describe
};
