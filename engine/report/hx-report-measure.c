/* hx-report-measure.c: the measurements of a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-report-measure.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A whole number with a minus sign as wide as a figure. */
static char *
format_whole (double value)
{
  long whole = lround (value);

  return whole < 0 ? g_strdup_printf ("−%ld", -whole) : g_strdup_printf ("%ld", whole);
}

static void
add_value (HxReport *self, const HxMeasurements *measurements, HxMeasure measure)
{
  const HxMeasureInfo *info = hx_measure_info (measure);
  double value = measurements->values[measure];
  g_autofree char *number = NULL, *text = NULL;

  if (!isnan (value))
    {
      number = strcmp (info->unit, "mV") == 0 ? g_strdup_printf ("%.2f", value) : format_whole (value);
      text = g_strdup_printf ("%s %s", number, _ (info->unit));
    }
  hx_report_add_measurement (self, _ (info->title), text, measurements->reasons[measure]);
}

/* The three axes are read side by side. */
static void
add_axes (HxReport *self, const HxMeasurements *measurements)
{
  static const HxMeasure axes[] = { HX_MEASURE_AXIS_P, HX_MEASURE_AXIS_QRS, HX_MEASURE_AXIS_T };
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (axes); i++)
    {
      double value = measurements->values[axes[i]];
      g_autofree char *number = isnan (value) ? NULL : format_whole (value);

      any = any || number != NULL;
      g_string_append_printf (text, "%s%s%s", i > 0 ? "  " : "", number != NULL ? number : "–",
                              number != NULL ? "°" : "");
    }
  hx_report_add_measurement (self, _ ("Axes of P, QRS, T"), any ? text->str : NULL,
                             measurements->reasons[HX_MEASURE_AXIS_QRS]);
}

/* What speaks against leads: a line each, with the leads that it is about. */
static void
add_quality (HxReport *self, const HxMeasurements *measurements, HxRecording *recording)
{
  for (guint index = 0; index < HX_N_QUALITIES; index++)
    {
      g_autofree char *leads = NULL;
      g_autofree char *title = hx_measurements_dup_finding (measurements, recording, index, &leads);

      if (title != NULL)
        hx_report_add_measurement (self, title, *leads != '\0' ? leads : NULL, "");
    }
}

/* What no measure could be taken for, if it is the same for all. */
static const char *
find_common_reason (const HxMeasurements *measurements)
{
  const char *reason = measurements->reasons[0];

  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    if (!isnan (measurements->values[measure]) || g_strcmp0 (measurements->reasons[measure], reason) != 0)
      return NULL;
  return reason;
}

void
hx_report_set_measurements (HxReport *self, const HxMeasurements *measurements, HxRecording *recording)
{
  const char *reason = find_common_reason (measurements);

  g_auto (GStrv) remarks = hx_measurements_dup_remarks (measurements);

  hx_report_clear_measurements (self);
  hx_report_set_lead_remarks (self, (const char *const *)remarks);
  if (reason != NULL)
    {
      hx_report_add_measurement (self, _ ("None"), NULL, reason);
      add_quality (self, measurements, recording);
      return;
    }
  for (HxMeasure measure = 0; measure < HX_MEASURE_AXIS_P; measure++)
    add_value (self, measurements, measure);
  add_axes (self, measurements);
  for (HxMeasure measure = HX_MEASURE_AXIS_T + 1; measure < HX_N_MEASURES; measure++)
    add_value (self, measurements, measure);
  add_quality (self, measurements, recording);
}
