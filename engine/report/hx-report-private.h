/* hx-report-private.h: what is in a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/report/hx-report.h"

G_BEGIN_DECLS

typedef struct
{
  char *name, *value, *reason;
} HxReportMeasurement;

struct _HxReport
{
  HxRecording *recording;
  HxReportSize size;
  double start_s;
  gboolean anonymous;
  char *filter_text;
  char *model_name, *model_origin, *model_hash;
  GArray *statements; /* of HxReportStatement, with strings of their own; in the order of the page */
  char *statements_problem;
  HxReview *review;     /* (nullable) */
  GArray *measurements; /* of HxReportMeasurement */
  char **remarks;       /* one a lead, of what was measured; NULL until then */
  char *measurements_problem;
};

/** HxReportBox: a part of the page, in mm */
typedef struct
{
  double x, y, width, height;
} HxReportBox;

/* The parts above the trace; each stays inside its box. */
void hx_report_draw_patient (HxReport *self, cairo_t *cr, const HxReportBox *box);
void hx_report_draw_measurements (HxReport *self, cairo_t *cr, const HxReportBox *box);
/** Where there is room for @n of the statements: those that a reader decided on, and the first of the others,
 * in their order. Returns: (transfer full): n indices */
guint *hx_report_choose_statements (HxReport *self, guint n);
void hx_report_draw_statements (HxReport *self, cairo_t *cr, const HxReportBox *box);

/** Small grey heading of a part, with a line under it and (nullable) words at its right end. Returns: the
 * baseline of the part's first line */
double hx_report_draw_heading (cairo_t *cr, const HxReportBox *box, const char *text, const char *at_right);

#define HX_REPORT_LINE_MM 3.75

G_END_DECLS
