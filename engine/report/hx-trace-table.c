/* hx-trace-table.c: a stretch of trace as a table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-trace-table.h"

#include "engine/base/hx-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Samples of several recordings are in one row if they are no further apart, as a share of a sample. */
#define SAME_TIME 1e-3

/* A recording's share of the table: its columns, and its samples from the next that has no row yet on. */
typedef struct
{
  HxRecording *recording;
  double rate_hz;
  guint leads[HX_RECORDING_MAX_LEADS];
  guint n_leads;
  gsize next, end;
} Source;

/* The leads on the sheet, each once, in the first recording's order; of another, those called the same. */
static void
find_leads (Source *source, const HxPaper *paper)
{
  HxRecording *first = paper->setup.recording;

  for (guint lead = 0; lead < hx_recording_get_n_leads (first); lead++)
    {
      int own = hx_recording_find_lead_named (source->recording, hx_recording_get_lead_name (first, lead));
      gboolean shown = FALSE;

      for (guint i = 0; i < paper->cells->len; i++)
        shown = shown || g_array_index (paper->cells, HxPaperCell, i).lead == (int)lead;
      if (shown && own >= 0)
        source->leads[source->n_leads++] = (guint)own;
    }
}

static void
begin_source (Source *source, HxRecording *recording, const HxPaper *paper)
{
  gsize n = hx_recording_get_n_samples (recording);

  source->recording = recording;
  source->rate_hz = hx_recording_get_rate_hz (recording);
  source->end = MIN ((gsize)ceil ((paper->start_s + paper->duration_s) * source->rate_hz - 1e-6), n);
  source->next = MIN ((gsize)ceil (paper->start_s * source->rate_hz - 1e-6), source->end);
  find_leads (source, paper);
}

static void
append_number (GString *text, double value, const char *format)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append (text, g_ascii_formatd (digits, sizeof digits, format, value));
}

/* A name that holds a comma, a quote or a line break is quoted. @number: of several recordings, or 0. */
static void
append_name (GString *text, guint number, const char *name)
{
  g_autofree char *column =
      number > 0 ? g_strdup_printf ("%u_%s_mV", number, name) : g_strdup_printf ("%s_mV", name);
  g_auto (GStrv) parts = NULL;
  g_autofree char *doubled = NULL;

  if (strpbrk (column, ",\"\r\n") == NULL)
    {
      g_string_append_printf (text, ",%s", column);
      return;
    }
  parts = g_strsplit (column, "\"", -1);
  doubled = g_strjoinv ("\"\"", parts);
  g_string_append_printf (text, ",\"%s\"", doubled);
}

static double
next_time_s (const Source *source)
{
  return source->next < source->end ? (double)source->next / source->rate_hz : INFINITY;
}

/* The samples of one moment. */
static void
append_row (GString *text, Source *sources, guint n_sources, double time_s)
{
  g_string_append_c (text, '\n');
  append_number (text, time_s, "%.9g");
  for (guint i = 0; i < n_sources; i++)
    {
      Source *source = &sources[i];
      gboolean has = (next_time_s (source) - time_s) * source->rate_hz < SAME_TIME;

      for (guint k = 0; k < source->n_leads; k++)
        {
          g_string_append_c (text, ',');
          if (has)
            append_number (
                text, (double)hx_recording_get_lead_mv (source->recording, source->leads[k])[source->next],
                "%.7g");
        }
      source->next += has;
    }
}

static gboolean
fits (const Source *sources, guint n_sources, gsize max_numbers, GError **error)
{
  gsize n_samples = 0, n_numbers = 0;
  guint n_leads = 0;

  for (guint i = 0; i < n_sources; i++)
    {
      gsize n = sources[i].end - sources[i].next;

      n_samples = MAX (n_samples, n);
      n_numbers += n * MAX (sources[i].n_leads, 1);
      n_leads += sources[i].n_leads;
    }
  if (n_numbers <= max_numbers)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
               _ ("a table of %" G_GSIZE_FORMAT " samples of %u leads is too long; show a shorter stretch"),
               n_samples, n_leads);
  return FALSE;
}

GBytes *
hx_trace_table_to_bytes (const HxPaperSetup *setup, gsize max_numbers, GError **error)
{
  g_autoptr (HxPaper) paper = hx_paper_new (setup, hx_paper_usual_height_mm (setup));
  guint n_sources = setup->n_others + 1;
  g_autofree Source *sources = g_new0 (Source, n_sources);
  GString *text;

  for (guint i = 0; i < n_sources; i++)
    begin_source (&sources[i], i == 0 ? setup->recording : setup->others[i - 1], paper);
  if (!fits (sources, n_sources, max_numbers, error))
    return NULL;
  text = g_string_new ("time_s");
  for (guint i = 0; i < n_sources; i++)
    for (guint k = 0; k < sources[i].n_leads; k++)
      append_name (text, n_sources > 1 ? i + 1 : 0,
                   hx_recording_get_lead_name (sources[i].recording, sources[i].leads[k]));
  for (;;)
    {
      double time_s = INFINITY;

      for (guint i = 0; i < n_sources; i++)
        time_s = MIN (time_s, next_time_s (&sources[i]));
      if (isinf (time_s))
        break;
      append_row (text, sources, n_sources, time_s);
    }
  g_string_append_c (text, '\n');
  return g_string_free_to_bytes (text);
}
