/* hx-report-model.c: what a model says, for a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-report-model.h"

#include <math.h>

#define USUAL_THRESHOLD 0.5

void
hx_report_set_model_statements (HxReport *self, HxModel *model, const HxStatement *statements)
{
  guint n = statements != NULL ? hx_model_get_n_labels (model) : 0;
  g_autofree HxReportStatement *lines = g_new0 (HxReportStatement, n);

  for (guint i = 0; i < n; i++)
    {
      const HxModelLabel *label = hx_model_get_label (model, i);
      double threshold = isnan (label->threshold) ? USUAL_THRESHOLD : label->threshold;

      lines[i] = (HxReportStatement){ .code = label->code,
                                      .description = label->description,
                                      .score = (double)statements[i].score,
                                      .probability = (double)statements[i].probability,
                                      .found = (double)statements[i].score >= threshold };
    }
  hx_report_set_model (self, hx_model_get_name (model), hx_model_get_origin (model),
                       hx_model_get_hash (model));
  hx_report_set_statements (self, lines, n);
}
