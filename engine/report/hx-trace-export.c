/* hx-trace-export.c: a stretch of trace as a picture or a table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-trace-export.h"

#include "engine/base/hx-file.h"
#include "engine/report/hx-paper-text.h"
#include "engine/report/hx-trace-table.h"

#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MARGIN_MM 3.0
#define FOOT_MM 5.0
#define PT_PER_MM (72.0 / 25.4)
#define KEY_MM 12.0
#define KEY_LINE_MM 0.6
#define PNG_HEADER_BYTES 33u /* the signature and the first chunk, which must be that of the size in dots */

static const char *const endings[] = { ".png", ".svg", ".csv" };

gboolean
hx_trace_export_format_from_path (const char *path, HxTraceExportFormat *format)
{
  gsize length = strlen (path);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (length > 4 && g_ascii_strcasecmp (path + length - 4, endings[i]) == 0)
      {
        *format = (HxTraceExportFormat)i;
        return TRUE;
      }
  return FALSE;
}

/* --- pictures ---------------------------------------------------------------------------- */

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* At the right end of the foot: the colours of recordings that lie over one another, by their numbers. */
static void
draw_key (const HxPaper *paper, double baseline_mm, cairo_t *cr)
{
  HxPaperText style = { .bold = TRUE };
  guint n = paper->others->len > 0 ? paper->others->len + 1 : 0;

  for (guint i = 0; i < n; i++)
    {
      double x_mm = paper->width_mm - (n - i) * KEY_MM;
      char number[8];

      g_snprintf (number, sizeof number, "%u", i + 1);
      if (i == 0)
        cairo_set_source_rgb (cr, 0.0, 0.0, 0.0);
      else
        hx_paper_set_other_color (cr, i - 1);
      cairo_set_line_width (cr, KEY_LINE_MM);
      cairo_move_to (cr, x_mm, baseline_mm - 1.0);
      cairo_line_to (cr, x_mm + KEY_MM / 2.0, baseline_mm - 1.0);
      cairo_stroke (cr);
      hx_paper_text (cr, &style, x_mm + KEY_MM / 2.0 + 1.0, baseline_mm, number);
    }
}

/* @number: of several sheets, 0 if there is one. */
static void
draw_sheet (const HxPaper *paper, guint number, const char *filter_text, cairo_t *cr)
{
  HxPaperText style = { .bold = TRUE, .width_mm = paper->width_mm - (paper->others->len + 1) * KEY_MM };
  g_autofree char *scale = hx_paper_describe_scale (paper, filter_text);
  g_autofree char *text = number > 0 ? g_strdup_printf ("%u    %s", number, scale) : g_strdup (scale);
  double baseline_mm = paper->height_mm + FOOT_MM - 0.5;

  hx_paper_draw (paper, cr);
  hx_paper_text (cr, &style, 0.0, baseline_mm, text);
  draw_key (paper, baseline_mm, cr);
}

/* The sheets of a picture, one above the other: one, or one for each recording. (transfer full) */
static GPtrArray *
lay_out (const HxPaperSetup *setup, gboolean stacked)
{
  GPtrArray *papers = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_paper_free);
  HxPaperSetup sheet = *setup;

  if (stacked)
    {
      sheet.others = NULL;
      sheet.n_others = 0;
    }
  g_ptr_array_add (papers, hx_paper_new (&sheet, hx_paper_usual_height_mm (&sheet)));
  for (guint i = 0; stacked && i < setup->n_others; i++)
    {
      sheet.recording = setup->others[i];
      sheet.remarks = setup->others_remarks != NULL ? setup->others_remarks[i] : NULL;
      g_ptr_array_add (papers, hx_paper_new (&sheet, hx_paper_usual_height_mm (&sheet)));
    }
  return papers;
}

static void
draw_picture (GPtrArray *papers, const char *filter_text, cairo_t *cr)
{
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN_MM, MARGIN_MM);
  for (guint i = 0; i < papers->len; i++)
    {
      const HxPaper *paper = g_ptr_array_index (papers, i);

      draw_sheet (paper, papers->len > 1 ? i + 1 : 0, filter_text, cr);
      cairo_translate (cr, 0.0, paper->height_mm + FOOT_MM + MARGIN_MM);
    }
}

static void
put_32 (guint8 *out, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    out[i] = (guint8)(value >> (24 - 8 * i));
}

/* The check of a PNG's chunk (ISO/IEC 15948, annex D). */
static guint32
check_of (const guint8 *data, gsize n)
{
  guint32 check = 0xFFFFFFFFu;

  for (gsize i = 0; i < n; i++)
    {
      check ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        check = check & 1u ? check >> 1 ^ 0xEDB88320u : check >> 1;
    }
  return ~check;
}

/* Says how large the picture is, which cairo leaves out: in a text a millimetre is to be one. */
static GByteArray *
add_size (const GByteArray *png)
{
  const guint dots_per_m = (guint)lround (HX_TRACE_EXPORT_DPI / 0.0254);
  guint8 chunk[] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's', 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 };
  GByteArray *sized = g_byte_array_sized_new (png->len + (guint)sizeof chunk);
  guint first = MIN (png->len, PNG_HEADER_BYTES);

  put_32 (chunk + 8, dots_per_m);
  put_32 (chunk + 12, dots_per_m);
  put_32 (chunk + 17, check_of (chunk + 4, 13));
  g_byte_array_append (sized, png->data, first);
  g_byte_array_append (sized, chunk, sizeof chunk);
  g_byte_array_append (sized, png->data + first, png->len - first);
  return sized;
}

static GBytes *
finish_picture (cairo_surface_t *surface, cairo_t *cr, GByteArray *bytes, gboolean png, GError **error)
{
  cairo_status_t status = cairo_status (cr);
  GByteArray *sized;

  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && png)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS && !png)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS && !png)
    return g_byte_array_free_to_bytes (bytes);
  sized = status == CAIRO_STATUS_SUCCESS ? add_size (bytes) : NULL;
  g_byte_array_unref (bytes);
  if (sized)
    return g_byte_array_free_to_bytes (sized);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("the picture could not be drawn: %s"),
               cairo_status_to_string (status));
  return NULL;
}

static GBytes *
to_picture (const HxPaperSetup *setup, gboolean stacked, const char *filter_text, gboolean png,
            GError **error)
{
  g_autoptr (GPtrArray) papers = lay_out (setup, stacked);
  double width_mm = ((HxPaper *)g_ptr_array_index (papers, 0))->width_mm + 2.0 * MARGIN_MM;
  double height_mm = MARGIN_MM;
  double scale = png ? HX_TRACE_EXPORT_DPI / 25.4 : PT_PER_MM;
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t *cr;

  for (guint i = 0; i < papers->len; i++)
    height_mm += ((HxPaper *)g_ptr_array_index (papers, i))->height_mm + FOOT_MM + MARGIN_MM;
  if (png)
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)lround (width_mm * scale),
                                          (int)lround (height_mm * scale));
  else
    surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width_mm * scale, height_mm * scale);
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw_picture (papers, filter_text, cr);
  return finish_picture (surface, cr, bytes, png, error);
}

/* --- both --------------------------------------------------------------------------------- */

GBytes *
hx_trace_export_to_bytes (const HxPaperSetup *setup, gboolean stacked, const char *filter_text,
                          HxTraceExportFormat format, GError **error)
{
  return format == HX_TRACE_EXPORT_CSV
             ? hx_trace_table_to_bytes (setup, HX_TRACE_EXPORT_MAX_NUMBERS, error)
             : to_picture (setup, stacked, filter_text, format == HX_TRACE_EXPORT_PNG, error);
}

gboolean
hx_trace_export_write (const HxPaperSetup *setup, gboolean stacked, const char *filter_text,
                       HxTraceExportFormat format, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = hx_trace_export_to_bytes (setup, stacked, filter_text, format, error);

  if (bytes == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return hx_file_write_all (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
