/* hx-report-page.c: the page of a report: patient, trace and what stands below it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/hx-config.h"
#include "engine/report/hx-paper-text.h"
#include "engine/report/hx-report-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MARGIN_MM 9.0
#define TOP_MM 54.0
#define GAP_MM 4.0
#define FOOT_MM 12.0
#define GRID_MM 120.0
#define PATIENT_MM 76.0
#define MEASUREMENTS_MM 62.0
#define PART_GAP_MM 6.0
#define KEY_MM 22.0
#define TYPE_PT 8.0
#define TYPE_PT_PER_MM 2.35 /* of lines that are close together */
#define MAX_SHOWN_AGE 89.0
#define WARNING_LINE_MM 3.2

double
hx_report_draw_heading (cairo_t *cr, const HxReportBox *box, const char *text, const char *at_right)
{
  HxPaperText left = { .size_pt = 7.0, .bold = TRUE, .grey = 0.3 };
  HxPaperText right = { .size_pt = 7.0, .grey = 0.3, .align = PANGO_ALIGN_RIGHT };
  double width = hx_paper_text_width_mm (cr, &left, text);

  hx_paper_text (cr, &left, box->x, box->y + 2.6, text);
  if (at_right != NULL)
    {
      right.width_mm = MAX (box->width - width - 4.0, 5.0);
      hx_paper_text (cr, &right, box->x + box->width, box->y + 2.6, at_right);
    }
  cairo_set_source_rgb (cr, 0.6, 0.6, 0.6);
  cairo_set_line_width (cr, 0.15);
  cairo_move_to (cr, box->x, box->y + 3.8);
  cairo_line_to (cr, box->x + box->width, box->y + 3.8);
  cairo_stroke (cr);
  return box->y + 7.4;
}

/* --- patient --------------------------------------------------------------------------------- */

static void
draw_field (cairo_t *cr, const HxReportBox *box, double *baseline, const char *key, const char *value)
{
  HxPaperText key_style = { .grey = 0.35, .width_mm = KEY_MM - 1.0 };
  HxPaperText value_style = { .width_mm = box->width - KEY_MM };

  if (value == NULL || *value == '\0')
    return;
  hx_paper_text (cr, &key_style, box->x, *baseline, key);
  hx_paper_text (cr, &value_style, box->x + KEY_MM, *baseline, value);
  *baseline += HX_REPORT_LINE_MM;
}

static char *
describe_age (HxReport *self)
{
  double years = hx_recording_get_age_years (self->recording);

  if (isnan (years))
    return NULL;
  if (self->anonymous && years > MAX_SHOWN_AGE)
    return g_strdup_printf (_ ("over %g years"), MAX_SHOWN_AGE);
  if (years >= 2.0)
    return g_strdup_printf (_ ("%.0f years"), floor (years));
  return g_strdup_printf (_ ("%.0f months"), floor (years * 12.0));
}

static char *
describe_sex_and_age (HxReport *self)
{
  const char *sex = hx_recording_get_sex (self->recording);
  g_autofree char *age = describe_age (self);
  const char *word = sex == NULL              ? _ ("sex unknown")
                     : g_str_equal (sex, "m") ? _ ("male")
                     : g_str_equal (sex, "f") ? _ ("female")
                                              : sex;

  return g_strdup_printf ("%s, %s", word, age != NULL ? age : _ ("age unknown"));
}

static char *
describe_signal (HxRecording *recording)
{
  guint n_leads = hx_recording_get_n_leads (recording);
  g_autofree char *leads =
      g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u lead", "%u leads", n_leads), n_leads);

  return g_strdup_printf (_ ("%s, %g samples/s"), leads, hx_recording_get_rate_hz (recording));
}

static void
draw_identity (HxReport *self, cairo_t *cr, const HxReportBox *box, double *baseline)
{
  HxRecording *recording = self->recording;
  GDateTime *start = hx_recording_get_start_time (recording);
  g_autofree char *recorded = start != NULL ? g_date_time_format (start, "%Y-%m-%d %H:%M") : NULL;

  if (self->anonymous)
    return;
  draw_field (cr, box, baseline, _ ("Patient"), hx_recording_get_patient_id (recording));
  draw_field (cr, box, baseline, _ ("Record"), hx_recording_get_id (recording));
  draw_field (cr, box, baseline, _ ("Recorded"), recorded != NULL ? recorded : _ ("date unknown"));
}

/* What the reader put right, assumed or computed: the page's numbers rest on it. What it quotes of the file
 * may say who and when. */
static void
draw_warnings (HxReport *self, cairo_t *cr, const HxReportBox *box, double baseline)
{
  HxPaperText style = { .size_pt = 7.0, .grey = 0.3, .width_mm = box->width };
  const char *const *warnings = hx_recording_get_warnings (self->recording);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; warnings[i] != NULL; i++)
    if (!self->anonymous || strstr (warnings[i], "“") == NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", warnings[i]);
  style.n_lines = (int)((box->y + box->height - baseline) / WARNING_LINE_MM);
  if (text->len > 0 && style.n_lines > 0)
    hx_paper_text (cr, &style, box->x, baseline, text->str);
}

void
hx_report_draw_patient (HxReport *self, cairo_t *cr, const HxReportBox *box)
{
  HxPaperText name_style = { .size_pt = 13.0, .bold = TRUE, .width_mm = box->width, .n_lines = 2 };
  HxPaperText long_style = { .size_pt = 9.5, .bold = TRUE, .width_mm = box->width, .n_lines = 3 };
  const char *name = hx_recording_get_patient_name (self->recording);
  g_autofree char *sex_and_age = describe_sex_and_age (self);
  g_autofree char *signal = describe_signal (self->recording);
  double baseline = box->y + 4.4;

  if (self->anonymous)
    name = _ ("Name withheld");
  else if (name == NULL || *name == '\0')
    name = _ ("Name not given");
  /* Words do not fill two lines to their ends. */
  if (hx_paper_text_width_mm (cr, &name_style, name) > 1.6 * box->width)
    name_style = long_style;
  baseline += hx_paper_text (cr, &name_style, box->x, baseline, name) + 6.0;
  draw_field (cr, box, &baseline, _ ("Sex, age"), sex_and_age);
  draw_identity (self, cr, box, &baseline);
  draw_field (cr, box, &baseline, _ ("Signal"), signal);
  if (g_strcmp0 (hx_recording_get_origin (self->recording), HX_ORIGIN_SIMULATED) == 0)
    draw_field (cr, box, &baseline, _ ("Origin"), _ ("simulated: no patient has this ECG"));
  draw_warnings (self, cr, box, baseline);
}

/* --- measurements ------------------------------------------------------------------------------ */

static void
draw_measurement (cairo_t *cr, const HxReportBox *box, double baseline, double size_pt,
                  const HxReportMeasurement *measurement)
{
  HxPaperText name = { .size_pt = size_pt, .grey = 0.35 };
  HxPaperText value = { .size_pt = size_pt,
                        .bold = measurement->value != NULL,
                        .grey = measurement->value != NULL ? 0.0 : 0.35,
                        .align = PANGO_ALIGN_RIGHT };
  const char *text = measurement->value != NULL    ? measurement->value
                     : measurement->reason != NULL ? measurement->reason
                                                   : _ ("not measured");
  double value_mm = hx_paper_text_width_mm (cr, &value, text);
  double name_mm = hx_paper_text_width_mm (cr, &name, measurement->name);

  /* A value is never cut while there is a name to cut; a reason gives way to its name. */
  if (measurement->value != NULL)
    name_mm = MIN (name_mm, MAX (box->width - value_mm - 2.0, 0.3 * box->width));
  name.width_mm = MIN (name_mm + 0.5, box->width);
  value.width_mm = box->width - name.width_mm - 1.5;
  hx_paper_text (cr, &name, box->x, baseline, measurement->name);
  if (value.width_mm > 3.0 && *text != '\0')
    hx_paper_text (cr, &value, box->x + box->width, baseline, text);
}

void
hx_report_draw_measurements (HxReport *self, cairo_t *cr, const HxReportBox *box)
{
  HxPaperText style = { .grey = 0.35, .width_mm = box->width, .n_lines = 2 };
  double baseline = hx_report_draw_heading (cr, box, _ ("Measurements"), NULL);
  guint n = self->measurements->len;
  double line_mm = MIN (HX_REPORT_LINE_MM, (box->y + box->height - baseline) / MAX (n - 1.0, 1.0));

  if (n == 0)
    hx_paper_text (cr, &style, box->x, baseline,
                   self->measurements_problem != NULL ? self->measurements_problem : _ ("None were taken."));
  for (guint i = 0; i < n; i++)
    draw_measurement (cr, box, baseline + i * line_mm, MIN (TYPE_PT, line_mm * TYPE_PT_PER_MM),
                      &g_array_index (self->measurements, HxReportMeasurement, i));
}

/* --- trace and foot ------------------------------------------------------------------------------ */

static char *
describe_columns (const HxPaper *paper)
{
  GString *text = g_string_new (NULL);

  if (paper->consecutive)
    g_string_append_printf (text, _ ("columns follow each other, %.3g s each"),
                            HX_PAPER_LEADS_MM / paper->setup.speed_mm_s / paper->n_columns);
  else if (paper->n_columns > 1)
    g_string_append (text, _ ("columns all from the beginning"));
  if (paper->n_left_out > 0)
    {
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append_printf (text,
                              dngettext (GETTEXT_PACKAGE, "%u further lead not shown",
                                         "%u further leads not shown", paper->n_left_out),
                              paper->n_left_out);
    }
  return g_string_free (text, FALSE);
}

static void
draw_scale (HxReport *self, cairo_t *cr, const HxPaper *paper, double x, double baseline)
{
  HxPaperText left = { .bold = TRUE, .width_mm = 165.0 };
  HxPaperText right = { .grey = 0.35, .align = PANGO_ALIGN_RIGHT, .width_mm = 92.0 };
  g_autofree char *columns = describe_columns (paper);
  g_autofree char *scale = hx_paper_describe_scale (paper, self->filter_text);

  hx_paper_text (cr, &left, x, baseline, scale);
  hx_paper_text (cr, &right, x + HX_PAPER_WIDTH_MM, baseline, columns);
}

static void
draw_notice (HxReport *self, cairo_t *cr, double x, double baseline)
{
  HxPaperText notice = { .bold = TRUE, .width_mm = 90.0 };
  HxPaperText model = { .grey = 0.35, .size_pt = 7.0, .align = PANGO_ALIGN_RIGHT, .width_mm = 165.0 };
  GString *text = g_string_new (NULL);

  hx_paper_text (cr, &notice, x, baseline, _ ("For research and education, not for diagnosis."));
  if (self->model_name != NULL)
    g_string_append_printf (text, _ ("Model %s"), self->model_name);
  if (self->model_name != NULL && self->model_hash != NULL)
    g_string_append_printf (text, " (%.12s)", self->model_hash);
  if (g_strcmp0 (self->model_origin, HX_ORIGIN_SIMULATED) == 0)
    g_string_append_printf (text, ", %s", _ ("trained on simulated ECGs only"));
  g_string_append_printf (text, "%sHexaxial " HX_VERSION, text->len > 0 ? "    " : "");
  hx_paper_text (cr, &model, x + HX_PAPER_WIDTH_MM, baseline, text->str);
  g_string_free (text, TRUE);
}

void
hx_report_draw (HxReport *self, cairo_t *cr)
{
  HxPaperSetup setup = { .recording = self->recording,
                         .start_s = self->start_s,
                         .rhythm_strips = -1,
                         .remarks = (const char *const *)self->remarks };
  double width_mm, height_mm, x, y;
  g_autoptr (HxPaper) paper = NULL;
  HxReportBox box;

  hx_report_get_size_mm (self, &width_mm, &height_mm);
  x = (width_mm - HX_PAPER_WIDTH_MM) / 2.0;
  y = MAX (MARGIN_MM, (height_mm - TOP_MM - GAP_MM - GRID_MM - FOOT_MM) / 2.0);
  paper = hx_paper_new (&setup, GRID_MM);

  cairo_save (cr);
  box = (HxReportBox){ x, y, PATIENT_MM, TOP_MM };
  hx_report_draw_patient (self, cr, &box);
  box.x += box.width + PART_GAP_MM;
  box.width = MEASUREMENTS_MM;
  hx_report_draw_measurements (self, cr, &box);
  box.x += box.width + PART_GAP_MM;
  box.width = x + HX_PAPER_WIDTH_MM - box.x;
  hx_report_draw_statements (self, cr, &box);

  y += TOP_MM + GAP_MM;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  hx_paper_draw (paper, cr);
  cairo_restore (cr);
  draw_scale (self, cr, paper, x, y + GRID_MM + 4.6);
  draw_notice (self, cr, x, y + GRID_MM + 9.6);
  cairo_restore (cr);
}
