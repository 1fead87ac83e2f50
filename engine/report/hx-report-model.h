/* hx-report-model.h: what a model says, for a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"
#include "engine/report/hx-report.h"

G_BEGIN_DECLS

/**
 * hx_report_set_model_statements:
 * @statements: (nullable): n_labels of them, in the model's order; NULL if there are none
 *
 * Sets model and statements of @self. A label counts as found from its threshold on, or from 0.5 where the
 * model has none.
 */
void hx_report_set_model_statements (HxReport *self, HxModel *model, const HxStatement *statements);

G_END_DECLS
