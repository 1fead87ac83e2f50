/* hx-report-statements.c: the statements of a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-paper-text.h"
#include "engine/report/hx-report-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARK_MM 3.6
#define SCORE_MM 8.0
#define DECISION_MM 18.0
#define DECISION_MARK_MM 3.8
#define MAX_CODE_MM 18.0
#define COLUMN_GAP_MM 5.0
#define MARK_RADIUS_MM 0.85
#define CODE_GAP_MM 1.8
/* Where two columns at the usual distance do not hold them. */
#define CLOSE_LINE_MM 2.85
#define CLOSE_SIZE_PT 6.8

/* The columns of the list; a decision takes a word where there is one column of statements, else the mark
 * alone, and no room where there is none. */
typedef struct
{
  double code_mm, decision_mm;
  double line_mm, size_pt;
} Columns;

/* Filled if found, else an empty ring: readable without colour. */
static void
draw_mark (cairo_t *cr, double x, double baseline, gboolean found)
{
  cairo_new_path (cr);
  cairo_arc (cr, x + MARK_RADIUS_MM, baseline - 1.0, MARK_RADIUS_MM, 0.0, 2.0 * G_PI);
  cairo_set_source_rgb (cr, found ? 0.0 : 0.4, found ? 0.0 : 0.4, found ? 0.0 : 0.4);
  cairo_set_line_width (cr, 0.2);
  if (found)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

/* A tick or a cross. */
static void
draw_decision_mark (cairo_t *cr, double x, double baseline, HxReviewDecision decision)
{
  if (decision == HX_REVIEW_CONFIRMED)
    {
      cairo_move_to (cr, x, baseline - 1.0);
      cairo_line_to (cr, x + 0.7, baseline - 0.2);
      cairo_line_to (cr, x + 2.0, baseline - 2.1);
    }
  else
    {
      cairo_move_to (cr, x + 0.1, baseline - 2.0);
      cairo_line_to (cr, x + 1.9, baseline - 0.2);
      cairo_move_to (cr, x + 1.9, baseline - 2.0);
      cairo_line_to (cr, x + 0.1, baseline - 0.2);
    }
  cairo_set_source_rgb (cr, 0.0, 0.0, 0.0);
  cairo_set_line_width (cr, 0.35);
  cairo_stroke (cr);
}

static void
draw_decision (cairo_t *cr, const Columns *columns, double right, double baseline, HxReviewDecision decision)
{
  HxPaperText style = { .width_mm = DECISION_MM - 3.0 };
  double left = right - columns->decision_mm;

  if (decision == HX_REVIEW_UNDECIDED)
    return;
  draw_decision_mark (cr, left + 1.2, baseline, decision);
  if (columns->decision_mm >= DECISION_MM)
    hx_paper_text (cr, &style, left + 4.2, baseline,
                   decision == HX_REVIEW_CONFIRMED ? _ ("confirmed") : _ ("rejected"));
}

/* Two decimals, and never a certainty that no model has. */
static char *
format_value (const HxReportStatement *statement)
{
  double value = isnan (statement->probability) ? statement->score : statement->probability;

  if (isnan (value))
    return g_strdup ("–");
  if (value >= 0.995)
    return g_strdup_printf (">%.2f", 0.99);
  if (value < 0.005)
    return g_strdup_printf ("<%.2f", 0.01);
  return g_strdup_printf ("%.2f", value);
}

static void
draw_statement (cairo_t *cr, const HxReportBox *column, const Columns *columns, double baseline,
                const HxReportStatement *statement)
{
  HxPaperText code = { .size_pt = columns->size_pt,
                       .bold = statement->found,
                       .grey = statement->found ? 0.0 : 0.3 };
  HxPaperText description = { .size_pt = columns->size_pt, .grey = statement->found ? 0.0 : 0.3 };
  HxPaperText value = {
    .size_pt = columns->size_pt, .bold = statement->found, .align = PANGO_ALIGN_RIGHT, .grey = code.grey
  };
  double right = column->x + column->width, left = column->x + MARK_MM;
  g_autofree char *text = format_value (statement);

  draw_decision (cr, columns, right, baseline, statement->decision);
  right -= columns->decision_mm;
  draw_mark (cr, column->x, baseline, statement->found);
  hx_paper_text (cr, &value, right, baseline, text);
  right -= SCORE_MM;
  code.width_mm = columns->code_mm;
  hx_paper_text (cr, &code, left, baseline, statement->code);
  left += columns->code_mm + CODE_GAP_MM;
  if (right - left > 6.0 && g_strcmp0 (statement->description, statement->code) != 0)
    {
      description.width_mm = right - left - 1.0;
      hx_paper_text (cr, &description, left, baseline, statement->description);
    }
}

static gboolean
any_calibrated (HxReport *self)
{
  for (guint i = 0; i < self->statements->len; i++)
    if (!isnan (g_array_index (self->statements, HxReportStatement, i).probability))
      return TRUE;
  return FALSE;
}

static char *
describe_review (HxReport *self)
{
  const char *reader = self->review != NULL ? hx_review_get_reader (self->review) : NULL;
  const char *time = self->review != NULL ? hx_review_get_time (self->review) : NULL;

  if (self->review == NULL)
    return g_strdup (_ ("not reviewed"));
  if (self->anonymous || (reader == NULL && time == NULL))
    return g_strdup (_ ("reviewed"));
  if (reader == NULL)
    return g_strdup_printf (_ ("reviewed on %s"), time);
  if (time == NULL)
    return g_strdup_printf (_ ("reviewed by %s"), reader);
  /* Translators: when, and by whom; a name that has no room is cut off at its end, and nothing else is */
  return g_strdup_printf (_ ("reviewed on %s by %s"), time, reader);
}

/* How many statements are of the first kind: found, or decided on. */
static guint
n_to_print (HxReport *self)
{
  guint n = 0;

  while (n < self->statements->len)
    {
      const HxReportStatement *statement = &g_array_index (self->statements, HxReportStatement, n);

      if (!statement->found && statement->decision == HX_REVIEW_UNDECIDED)
        break;
      n++;
    }
  return n;
}

static Columns
measure_columns (HxReport *self, cairo_t *cr, const guint *chosen, guint n, guint n_columns, double line_mm,
                 double size_pt)
{
  HxPaperText code = { .size_pt = size_pt, .bold = TRUE };
  Columns columns = { .line_mm = line_mm, .size_pt = size_pt };

  for (guint i = 0; i < n; i++)
    {
      const HxReportStatement *statement = &g_array_index (self->statements, HxReportStatement, chosen[i]);

      columns.code_mm = MAX (columns.code_mm, hx_paper_text_width_mm (cr, &code, statement->code));
      if (statement->decision != HX_REVIEW_UNDECIDED)
        columns.decision_mm = n_columns == 1 ? DECISION_MM : DECISION_MARK_MM;
    }
  columns.code_mm = MIN (columns.code_mm + 0.5, MAX_CODE_MM);
  return columns;
}

guint *
hx_report_choose_statements (HxReport *self, guint n)
{
  guint *chosen = g_new (guint, MAX (n, 1)), n_chosen = 0, n_others = n;

  for (guint i = 0; i < self->statements->len && n_others > 0; i++)
    n_others -= g_array_index (self->statements, HxReportStatement, i).decision != HX_REVIEW_UNDECIDED;
  for (guint i = 0; i < self->statements->len && n_chosen < n; i++)
    if (g_array_index (self->statements, HxReportStatement, i).decision != HX_REVIEW_UNDECIDED)
      chosen[n_chosen++] = i;
    else if (n_others > 0)
      {
        chosen[n_chosen++] = i;
        n_others--;
      }
  return chosen;
}

static void
draw_list (HxReport *self, cairo_t *cr, const HxReportBox *box, double first, double bottom)
{
  guint n_wanted = n_to_print (self);
  guint room = (guint)((bottom - first) / HX_REPORT_LINE_MM);
  guint n_columns = n_wanted > room ? 2 : 1;
  gboolean close = n_wanted > 2 * room;
  double line_mm = close ? CLOSE_LINE_MM : HX_REPORT_LINE_MM;
  guint n_rows = close ? (guint)((bottom - first) / CLOSE_LINE_MM) : room;
  /* One column is filled up with what was not found; a second would only hide what was. */
  guint n = MIN (n_columns == 1 ? self->statements->len : n_wanted, n_rows * n_columns);
  g_autofree guint *chosen = hx_report_choose_statements (self, n);
  Columns columns = measure_columns (self, cr, chosen, n, n_columns, line_mm, close ? CLOSE_SIZE_PT : 0.0);
  HxReportBox column = *box;
  HxPaperText small = { .size_pt = 7.0, .grey = 0.3, .width_mm = box->width };
  g_autofree char *rest = NULL;

  column.width = (box->width - (n_columns - 1) * COLUMN_GAP_MM) / n_columns;
  for (guint i = 0; i < n; i++)
    {
      column.x = box->x + (i / n_rows) * (column.width + COLUMN_GAP_MM);
      draw_statement (cr, &column, &columns, first + (i % n_rows) * line_mm,
                      &g_array_index (self->statements, HxReportStatement, chosen[i]));
    }
  if (n_wanted > n)
    rest = g_strdup_printf (_ ("● found   ○ not found   and %u more found, with lower values"), n_wanted - n);
  else if (self->statements->len > n)
    rest = g_strdup_printf (_ ("● found   ○ not found   %u more not found"), self->statements->len - n);
  else
    rest = g_strdup (_ ("● found   ○ not found"));
  hx_paper_text (cr, &small, box->x, bottom, rest);
}

void
hx_report_draw_statements (HxReport *self, cairo_t *cr, const HxReportBox *box)
{
  HxPaperText style = { .grey = 0.35, .width_mm = box->width, .n_lines = 3 };
  HxPaperText note = { .size_pt = 7.5, .width_mm = box->width, .n_lines = 2 };
  g_autofree char *review = describe_review (self);
  const char *written = self->review != NULL ? hx_review_get_note (self->review) : NULL;
  double first, bottom = box->y + box->height;

  first = hx_report_draw_heading (cr, box,
                                  any_calibrated (self) ? _ ("Statements and their probabilities")
                                                        : _ ("Statements and their scores"),
                                  review);
  if (written != NULL && !self->anonymous)
    {
      bottom -= 7.5;
      hx_paper_text (cr, &note, box->x, bottom + 3.0, written);
    }
  if (self->statements->len == 0)
    hx_paper_text (cr, &style, box->x, first,
                   self->statements_problem != NULL ? self->statements_problem : _ ("No model was asked."));
  else
    draw_list (self, cr, box, first, bottom);
}
