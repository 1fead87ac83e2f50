/* hx-corrections.c: measured points that a person has moved
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-corrections.h"

#include "engine/base/hx-error.h"
#include "engine/records/hx-measure-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

static const struct
{
  const char *name, *title;
} marks[HX_N_MARKS] = {
  [HX_MARK_P_ONSET] = { "p_onset", N_ ("P onset") },
  [HX_MARK_P_PEAK] = { "p_peak", N_ ("P peak") },
  [HX_MARK_P_OFFSET] = { "p_offset", N_ ("P offset") },
  [HX_MARK_QRS_ONSET] = { "qrs_onset", N_ ("QRS onset") },
  [HX_MARK_R] = { "r", N_ ("R peak") },
  [HX_MARK_QRS_OFFSET] = { "qrs_offset", N_ ("QRS offset") },
  [HX_MARK_T_ONSET] = { "t_onset", N_ ("T onset") },
  [HX_MARK_T_PEAK] = { "t_peak", N_ ("T peak") },
  [HX_MARK_T_OFFSET] = { "t_offset", N_ ("T offset") },
};

const char *
hx_mark_name (HxMark mark)
{
  g_return_val_if_fail ((guint)mark < HX_N_MARKS, NULL);
  return marks[mark].name;
}

const char *
hx_mark_title (HxMark mark)
{
  g_return_val_if_fail ((guint)mark < HX_N_MARKS, NULL);
  return _ (marks[mark].title);
}

gboolean
hx_corrections_is_empty (const HxCorrections *self)
{
  for (guint mark = 0; mark < HX_N_MARKS; mark++)
    if (self->shift_ms[mark] != 0.0)
      return FALSE;
  return TRUE;
}

gboolean
hx_measure_span (HxMeasure measure, HxMark *from, HxMark *to)
{
  static const struct
  {
    HxMeasure measure;
    HxMark from, to;
  } spans[] = {
    { HX_MEASURE_P, HX_MARK_P_ONSET, HX_MARK_P_OFFSET },
    { HX_MEASURE_PR, HX_MARK_P_ONSET, HX_MARK_QRS_ONSET },
    { HX_MEASURE_QRS, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET },
    { HX_MEASURE_QT, HX_MARK_QRS_ONSET, HX_MARK_T_OFFSET },
    { HX_MEASURE_QTC_BAZETT, HX_MARK_QRS_ONSET, HX_MARK_T_OFFSET },
    { HX_MEASURE_QTC_FRIDERICIA, HX_MARK_QRS_ONSET, HX_MARK_T_OFFSET },
    { HX_MEASURE_QTC_FRAMINGHAM, HX_MARK_QRS_ONSET, HX_MARK_T_OFFSET },
    { HX_MEASURE_QTC_HODGES, HX_MARK_QRS_ONSET, HX_MARK_T_OFFSET },
    { HX_MEASURE_AXIS_P, HX_MARK_P_ONSET, HX_MARK_P_OFFSET },
    { HX_MEASURE_AXIS_QRS, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET },
    { HX_MEASURE_AXIS_T, HX_MARK_T_ONSET, HX_MARK_T_OFFSET },
    { HX_MEASURE_SOKOLOW_LYON, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET },
    { HX_MEASURE_CORNELL, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (spans[i].measure == measure)
      {
        *from = spans[i].from;
        *to = spans[i].to;
        return TRUE;
      }
  return FALSE;
}

gboolean
hx_corrections_touch (const HxCorrections *self, HxMeasure measure)
{
  HxMark from, to;

  return hx_measure_span (measure, &from, &to) && (self->shift_ms[from] != 0.0 || self->shift_ms[to] != 0.0);
}

/* Where a mark of the median beat is now, in milliseconds of it. */
static double
place_ms (const HxCorrections *self, const HxMeasurements *measured, guint mark)
{
  return measured->median_marks[mark] * 1000.0 / measured->median_rate_hz + self->shift_ms[mark];
}

void
hx_corrections_move (HxCorrections *self, const HxMeasurements *measured, HxMark mark, double shift_ms)
{
  double measured_ms, least = -HX_CORRECTION_MAX_MS, most = HX_CORRECTION_MAX_MS;

  g_return_if_fail ((guint)mark < HX_N_MARKS);

  if (!isfinite (shift_ms))
    return;
  measured_ms = place_ms (self, measured, mark) - self->shift_ms[mark];
  for (guint other = 0; other < HX_N_MARKS && isfinite (measured_ms); other++)
    {
      double place = place_ms (self, measured, other) - measured_ms;

      if (other < mark && isfinite (place))
        least = MAX (least, MIN (place, 0.0));
      else if (other > mark && isfinite (place))
        most = MIN (most, MAX (place, 0.0));
    }
  self->shift_ms[mark] = CLAMP (shift_ms, least, most);
}

static HxMeasurements *
copy (const HxMeasurements *measured)
{
  HxMeasurements *self = g_memdup2 (measured, sizeof *measured);
  gsize n_marks = (gsize)measured->n_beats * (measured->n_leads + 1) * HX_N_MARKS;

  self->marks = g_memdup2 (measured->marks, n_marks * sizeof (double));
  self->usual = g_memdup2 (measured->usual, measured->n_beats);
  self->rr_ms = g_memdup2 (measured->rr_ms, measured->n_rr * sizeof (double));
  self->unseen = g_memdup2 (measured->unseen, measured->n_unseen * sizeof (HxUnseen));
  self->leads = g_memdup2 (measured->leads, measured->n_leads * sizeof (HxLeadMeasures));
  if (measured->median_mv)
    self->median_mv =
        g_memdup2 (measured->median_mv, (gsize)measured->n_leads * measured->n_median * sizeof (float));
  return self;
}

HxMeasurements *
hx_corrections_apply (const HxCorrections *self, const HxMeasurements *measured, HxRecording *recording)
{
  HxMeasurements *moved = copy (measured);
  gsize n_rows = (gsize)moved->n_beats * (moved->n_leads + 1);

  if (hx_corrections_is_empty (self) || moved->n_beats == 0)
    return moved;
  for (gsize row = 0; row < n_rows; row++)
    for (guint mark = 0; mark < HX_N_MARKS; mark++)
      moved->marks[row * HX_N_MARKS + mark] += self->shift_ms[mark] / 1000.0;
  for (guint mark = 0; mark < HX_N_MARKS; mark++)
    moved->median_marks[mark] += self->shift_ms[mark] * moved->median_rate_hz / 1000.0;
  g_clear_pointer (&moved->rr_ms, g_free);
  hx_measure_intervals (moved, recording);
  /* What could not be measured is known now only if it was set by hand. */
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    if (measured->reasons[measure] && !hx_corrections_touch (self, measure))
      {
        moved->reasons[measure] = NULL;
        hx_measure_refuse (moved, measure, measured->reasons[measure]);
      }
  hx_measure_amplitudes (moved, recording);
  return moved;
}

char *
hx_corrections_to_json (const HxCorrections *self)
{
  g_autoptr (JsonObject) shifts = json_object_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  if (hx_corrections_is_empty (self))
    return NULL;
  for (guint mark = 0; mark < HX_N_MARKS; mark++)
    if (self->shift_ms[mark] != 0.0)
      json_object_set_double_member (shifts, marks[mark].name, self->shift_ms[mark]);
  json_object_set_object_member (object, "shift_ms", g_steal_pointer (&shifts));
  json_node_take_object (root, g_steal_pointer (&object));
  return json_to_string (root, FALSE);
}

gboolean
hx_corrections_from_json (HxCorrections *self, const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root, *shifts = NULL;
  HxCorrections read = { { 0.0 } };

  *self = read;
  if (json == NULL)
    return TRUE;
  if (json_parser_load_from_data (parser, json, -1, NULL))
    {
      root = json_parser_get_root (parser);
      if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        shifts = json_object_get_member (json_node_get_object (root), "shift_ms");
    }
  if (shifts == NULL || !JSON_NODE_HOLDS_OBJECT (shifts))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, _ ("The kept corrections have no list of shifts"));
      return FALSE;
    }
  for (guint mark = 0; mark < HX_N_MARKS; mark++)
    {
      JsonNode *node = json_object_get_member (json_node_get_object (shifts), marks[mark].name);
      double shift = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;

      if (node && !(fabs (shift) <= HX_CORRECTION_MAX_MS))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                       _ ("The kept correction of “%s” is no shift of at most %.0f ms"), marks[mark].name,
                       HX_CORRECTION_MAX_MS);
          return FALSE;
        }
      read.shift_ms[mark] = node ? shift : 0.0;
    }
  *self = read;
  return TRUE;
}
