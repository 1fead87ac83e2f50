/* hx-cli-measures.c: measurements as a table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-measures.h"

#include "engine/records/hx-csv.h"

#include <math.h>

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
