/* hx-cli-measures.c: measurements as a table and as JSON
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-measures.h"

#include "engine/records/hx-csv.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* "qtc_bazett_ms", "axis_p_deg"; other measures have their unit in their names already. (transfer full) */
static char *
column_name (HxMeasure measure)
{
  const char *name = hx_measure_info (measure)->name;

  if (measure >= HX_MEASURE_QTC_BAZETT && measure <= HX_MEASURE_QTC_HODGES)
    return g_strdup_printf ("qtc_%s_ms", name);
  if (measure >= HX_MEASURE_AXIS_P && measure <= HX_MEASURE_AXIS_T)
    return g_strdup_printf ("axis_%s_deg", name);
  return g_strdup (name);
}

void
hx_cli_add_measures_header (GString *csv)
{
  g_string_append (csv, "file,beats");
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    {
      g_autofree char *name = column_name (measure);

      g_string_append_printf (csv, ",%s", name);
    }
  g_string_append (csv, ",quality,reasons\n");
}

static void
add_field (GString *csv, const char *text, char end)
{
  g_autofree char *field = hx_csv_quote (text);

  g_string_append (csv, field);
  g_string_append_c (csv, end);
}

static char *
list_qualities (guint quality)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < HX_N_QUALITIES; i++)
    if (quality & (1u << i))
      g_string_append_printf (names, "%s%s", names->len ? " " : "", hx_quality_name (i));
  return g_string_free (names, FALSE);
}

/* "pr_ms: no P waves were found before the QRS complexes; …" */
static char *
list_reasons (const HxMeasurements *measured)
{
  GString *reasons = g_string_new (NULL);

  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    if (measured->reasons[measure])
      {
        g_autofree char *name = column_name (measure);

        g_string_append_printf (reasons, "%s%s: %s", reasons->len ? "; " : "", name,
                                measured->reasons[measure]);
      }
  return g_string_free (reasons, FALSE);
}

void
hx_cli_add_measures_row (GString *csv, const char *path, const HxMeasurements *measured)
{
  g_autofree char *quality = list_qualities (measured->quality), *reasons = list_reasons (measured);

  add_field (csv, path, ',');
  g_string_append_printf (csv, "%u", measured->n_beats);
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE] = "";
      double value = round (measured->values[measure] * 1000.0) / 1000.0 + 0.0;

      if (isfinite (value))
        g_ascii_formatd (number, sizeof number, "%.10g", value);
      g_string_append_printf (csv, ",%s", number);
    }
  g_string_append_c (csv, ',');
  add_field (csv, quality, ',');
  add_field (csv, reasons, '\n');
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static const char *const mark_names[HX_N_MARKS] = { "p_onset",    "p_peak",  "p_offset", "qrs_onset", "r",
                                                    "qrs_offset", "t_onset", "t_peak",   "t_offset" };

#define LONGEST 1e15 /* what is larger has no decimals, and would be a long row of digits */

static void
append_string (GString *json, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1); /* names of files are any bytes */
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);
  g_autofree char *quoted = json_to_string (node, FALSE);

  g_string_append (json, quoted);
}

/* What comes before a member, whose @name needs no escapes, or before an element if it has none. */
static void
begin (GString *json, const char *name, const char *separator)
{
  if (json->len > 0 && !strchr ("{[", json->str[json->len - 1]))
    g_string_append (json, separator);
  if (!name)
    return;
  g_string_append_printf (json, "\"%s\": ", name);
}

/* As many decimals as mean something, without zeros at the end, but "72.0": readers may take "72" for whole.
 */
static void
append_number (GString *json, const char *name, double value, int decimals)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  double step = pow (10.0, decimals);

  begin (json, name, ", ");
  if (!isfinite (value) || fabs (value) >= LONGEST)
    {
      g_string_append (json,
                       isfinite (value) ? g_ascii_formatd (digits, sizeof digits, "%.9g", value) : "null");
      return;
    }
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  /* Adding zero makes one of minus zero. */
  g_string_append (json, g_ascii_formatd (digits, sizeof digits, format, round (value * step) / step + 0.0));
  while (json->str[json->len - 1] == '0' && json->str[json->len - 2] != '.')
    g_string_truncate (json, json->len - 1);
}

static void
append_beats (GString *json, const HxMeasurements *measured, guint lead)
{
  begin (json, "beats", ",\n");
  g_string_append_c (json, '[');
  for (guint beat = 0; beat < measured->n_beats; beat++)
    {
      begin (json, NULL, ",\n");
      g_string_append_c (json, '{');
      for (HxMark mark = 0; mark < HX_N_MARKS; mark++)
        append_number (json, mark_names[mark], hx_measurements_get_mark (measured, beat, lead, mark), 4);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

static void
append_quality (GString *json, guint quality)
{
  begin (json, "quality", ", ");
  g_string_append_c (json, '[');
  for (guint i = 0; i < HX_N_QUALITIES; i++)
    if (quality & (1u << i))
      {
        begin (json, NULL, ", ");
        append_string (json, hx_quality_name (i));
      }
  g_string_append_c (json, ']');
}

static void
append_measures (GString *json, const char *name, const HxMeasurements *measured, HxMeasure first,
                 HxMeasure last)
{
  if (name)
    {
      begin (json, name, ",\n");
      g_string_append_c (json, '{');
    }
  for (HxMeasure measure = first; measure <= last; measure++)
    append_number (json, hx_measure_info (measure)->name, measured->values[measure], 3);
  if (name)
    g_string_append_c (json, '}');
}

static void
append_lead (GString *json, const char *name, const HxMeasurements *measured, guint lead)
{
  const HxLeadMeasures *measures = &measured->leads[lead];

  begin (json, NULL, ",\n");
  append_string (json, name);
  g_string_append (json, ": {");
  append_quality (json, measures->quality);
  append_number (json, "p_mv", measures->p_mv, 4);
  append_number (json, "q_mv", measures->q_mv, 4);
  append_number (json, "r_mv", measures->r_mv, 4);
  append_number (json, "s_mv", measures->s_mv, 4);
  append_number (json, "t_mv", measures->t_mv, 4);
  append_number (json, "st_j_mv", measures->st_j_mv, 4);
  append_number (json, "st_60_mv", measures->st_60_mv, 4);
  append_number (json, "noise_mv", measures->noise_mv, 4);
  append_number (json, "mains_mv", measures->mains_mv, 4);
  append_beats (json, measured, lead);
  g_string_append_c (json, '}');
}

/* Why numbers that are null could not be taken, by their places in the document. */
static void
append_reasons (GString *json, const HxMeasurements *measured)
{
  begin (json, "reasons", ",\n");
  g_string_append_c (json, '{');
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    if (measured->reasons[measure])
      {
        gboolean qtc = measure >= HX_MEASURE_QTC_BAZETT && measure <= HX_MEASURE_QTC_HODGES;
        gboolean axis = measure >= HX_MEASURE_AXIS_P && measure <= HX_MEASURE_AXIS_T;
        g_autofree char *name = g_strconcat (qtc    ? "qtc_ms."
                                             : axis ? "axis_deg."
                                                    : "",
                                             hx_measure_info (measure)->name, NULL);

        begin (json, name, ", ");
        append_string (json, measured->reasons[measure]);
      }
  g_string_append_c (json, '}');
}

GString *
hx_cli_measures_to_json (const char *path, HxRecording *recording, const HxMeasurements *measured)
{
  GString *json = g_string_new ("{");

  begin (json, "file", "");
  append_string (json, path);
  append_measures (json, NULL, measured, HX_MEASURE_HEART_RATE, HX_MEASURE_QT);
  append_measures (json, "qtc_ms", measured, HX_MEASURE_QTC_BAZETT, HX_MEASURE_QTC_HODGES);
  append_measures (json, "axis_deg", measured, HX_MEASURE_AXIS_P, HX_MEASURE_AXIS_T);
  append_measures (json, NULL, measured, HX_MEASURE_SOKOLOW_LYON, HX_MEASURE_CORNELL);
  append_quality (json, measured->quality);
  append_reasons (json, measured);
  begin (json, "rr_ms", ",\n");
  g_string_append_c (json, '[');
  for (guint i = 0; i < measured->n_rr; i++)
    append_number (json, NULL, measured->rr_ms[i], 1);
  g_string_append_c (json, ']');
  append_beats (json, measured, measured->n_leads);
  begin (json, "leads", ",\n");
  g_string_append_c (json, '{');
  for (guint lead = 0; lead < measured->n_leads; lead++)
    append_lead (json, hx_recording_get_lead_name (recording, lead), measured, lead);
  g_string_append (json, "}}");
  return json;
}
