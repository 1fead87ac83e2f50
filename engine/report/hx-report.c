/* hx-report.c: what stands on a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/hx-config.h"
#include "engine/report/hx-report-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define A4_WIDTH_MM 297.0
#define A4_HEIGHT_MM 210.0
#define LETTER_WIDTH_MM (11.0 * 25.4)
#define LETTER_HEIGHT_MM (8.5 * 25.4)
#define PT_PER_MM (72.0 / 25.4)

static void
statement_clear (gpointer data)
{
  HxReportStatement *statement = data;

  g_free ((char *)statement->code);
  g_free ((char *)statement->description);
}

static void
measurement_clear (gpointer data)
{
  HxReportMeasurement *measurement = data;

  g_free (measurement->name);
  g_free (measurement->value);
  g_free (measurement->reason);
}

HxReport *
hx_report_new (HxRecording *recording)
{
  HxReport *self = g_new0 (HxReport, 1);

  self->recording = g_object_ref (recording);
  self->statements = g_array_new (FALSE, FALSE, sizeof (HxReportStatement));
  g_array_set_clear_func (self->statements, statement_clear);
  self->measurements = g_array_new (FALSE, FALSE, sizeof (HxReportMeasurement));
  g_array_set_clear_func (self->measurements, measurement_clear);
  return self;
}

void
hx_report_free (HxReport *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->recording);
  g_free (self->filter_text);
  g_free (self->model_name);
  g_free (self->model_origin);
  g_free (self->model_hash);
  g_array_unref (self->statements);
  g_free (self->statements_problem);
  hx_review_free (self->review);
  g_array_unref (self->measurements);
  g_strfreev (self->remarks);
  g_free (self->measurements_problem);
  g_free (self);
}

static void
set_string (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

void
hx_report_set_size (HxReport *self, HxReportSize size)
{
  self->size = size;
}

HxReportSize
hx_report_get_size (HxReport *self)
{
  return self->size;
}

void
hx_report_set_start_s (HxReport *self, double start_s)
{
  self->start_s = start_s;
}

void
hx_report_set_anonymous (HxReport *self, gboolean anonymous)
{
  self->anonymous = anonymous;
}

void
hx_report_set_filter_text (HxReport *self, const char *text)
{
  set_string (&self->filter_text, text);
}

void
hx_report_set_model (HxReport *self, const char *name, const char *origin, const char *hash)
{
  set_string (&self->model_name, name);
  set_string (&self->model_origin, origin);
  set_string (&self->model_hash, hash);
}

/* Found or decided on first; then the highest first, by what is printed. */
static int
compare_statements (gconstpointer a, gconstpointer b)
{
  const HxReportStatement *x = a, *y = b;
  gboolean x_first = x->found || x->decision != HX_REVIEW_UNDECIDED;
  gboolean y_first = y->found || y->decision != HX_REVIEW_UNDECIDED;
  double x_score = isnan (x->score) ? -1.0 : x->score, y_score = isnan (y->score) ? -1.0 : y->score;
  int by_value = (x_score < y_score) - (x_score > y_score);

  return x_first != y_first ? (x_first ? -1 : 1) : by_value;
}

void
hx_report_set_statements (HxReport *self, const HxReportStatement *statements, guint n)
{
  g_array_set_size (self->statements, 0);
  for (guint i = 0; i < n; i++)
    {
      HxReportStatement copy = statements[i];

      copy.code = g_strdup (copy.code);
      copy.description = g_strdup (copy.description);
      g_array_append_val (self->statements, copy);
    }
  g_array_sort (self->statements, compare_statements);
}

guint
hx_report_get_n_statements (HxReport *self)
{
  return self->statements->len;
}

const HxReportStatement *
hx_report_get_statement (HxReport *self, guint index)
{
  return &g_array_index (self->statements, HxReportStatement, index);
}

void
hx_report_set_statements_problem (HxReport *self, const char *text)
{
  const char *const names[] = { hx_recording_get_source (self->recording),
                                hx_recording_get_id (self->recording) };
  g_autoptr (GString) rest = g_string_new (text);

  /* Errors begin with the file or the record, which may be withheld. */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL)
      {
        g_autofree char *prefix = g_strconcat (names[i], ": ", NULL);

        g_string_replace (rest, prefix, "", 0);
      }
  set_string (&self->statements_problem, text != NULL ? rest->str : NULL);
}

static HxReportStatement *
find_statement (HxReport *self, const char *code)
{
  for (guint i = 0; i < self->statements->len; i++)
    {
      HxReportStatement *statement = &g_array_index (self->statements, HxReportStatement, i);

      if (g_strcmp0 (statement->code, code) == 0)
        return statement;
    }
  return NULL;
}

void
hx_report_set_review (HxReport *self, const HxReview *review)
{
  g_autofree const char **codes = review != NULL ? hx_review_list_codes (review) : NULL;

  g_clear_pointer (&self->review, hx_review_free);
  for (guint i = self->statements->len; i > 0; i--)
    {
      HxReportStatement *statement = &g_array_index (self->statements, HxReportStatement, i - 1);

      statement->decision = HX_REVIEW_UNDECIDED;
      if (isnan (statement->score)) /* it was there for a decision alone */
        g_array_remove_index (self->statements, i - 1);
    }
  for (guint i = 0; codes != NULL && codes[i] != NULL; i++)
    {
      HxReportStatement *statement = find_statement (self, codes[i]);
      HxReportStatement added = { .score = NAN, .probability = NAN };

      if (statement == NULL)
        {
          added.code = g_strdup (codes[i]);
          added.description = g_strdup (codes[i]);
          g_array_append_val (self->statements, added);
          statement = &g_array_index (self->statements, HxReportStatement, self->statements->len - 1);
        }
      statement->decision = hx_review_get_decision (review, codes[i]);
    }
  if (review != NULL && !hx_review_is_empty (review))
    self->review = hx_review_copy (review);
  g_array_sort (self->statements, compare_statements);
}

void
hx_report_add_measurement (HxReport *self, const char *name, const char *value, const char *reason)
{
  HxReportMeasurement measurement = { g_strdup (name), g_strdup (value), g_strdup (reason) };

  g_array_append_val (self->measurements, measurement);
}

void
hx_report_set_measurements_problem (HxReport *self, const char *text)
{
  set_string (&self->measurements_problem, text);
}

void
hx_report_set_lead_remarks (HxReport *self, const char *const *remarks)
{
  g_return_if_fail (remarks == NULL
                    || g_strv_length ((char **)remarks) == hx_recording_get_n_leads (self->recording));

  g_strfreev (self->remarks);
  self->remarks = g_strdupv ((char **)remarks);
}

void
hx_report_clear_measurements (HxReport *self)
{
  g_array_set_size (self->measurements, 0);
  hx_report_set_lead_remarks (self, NULL);
}

void
hx_report_get_size_mm (HxReport *self, double *width_mm, double *height_mm)
{
  *width_mm = self->size == HX_REPORT_LETTER ? LETTER_WIDTH_MM : A4_WIDTH_MM;
  *height_mm = self->size == HX_REPORT_LETTER ? LETTER_HEIGHT_MM : A4_HEIGHT_MM;
}

char *
hx_report_get_title (HxReport *self)
{
  const char *id = hx_recording_get_id (self->recording);

  if (self->anonymous || id == NULL)
    return g_strdup (_ ("ECG"));
  return g_strdup_printf (_ ("ECG %s"), id);
}

/* --- the file ---------------------------------------------------------------------------- */

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The clock of the machine stays out of the file, so that equal reports are equal files. */
static void
set_metadata (HxReport *self, cairo_surface_t *surface)
{
  GDateTime *start = hx_recording_get_start_time (self->recording);
  g_autofree char *title = hx_report_get_title (self);
  g_autofree char *date = NULL;

  if (start != NULL && !self->anonymous)
    date = g_date_time_format (start, "%Y-%m-%dT%H:%M:%SZ");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Hexaxial " HX_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                  date != NULL ? date : "1970-01-01T00:00:00Z");
}

GBytes *
hx_report_to_pdf (HxReport *self, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  double width_mm, height_mm;
  cairo_t *cr;

  hx_report_get_size_mm (self, &width_mm, &height_mm);
  surface =
      cairo_pdf_surface_create_for_stream (append_bytes, bytes, width_mm * PT_PER_MM, height_mm * PT_PER_MM);
  set_metadata (self, surface);
  cr = cairo_create (surface);
  cairo_scale (cr, PT_PER_MM, PT_PER_MM);
  hx_report_draw (self, cr);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("the page could not be drawn: %s"),
               cairo_status_to_string (status));
  return NULL;
}

gboolean
hx_report_write_pdf (HxReport *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = hx_report_to_pdf (self, error);

  if (bytes == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return hx_file_write_all (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
