/* hx-calipers.c: measurements by hand, in the time and voltage of a record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-calipers.h"

#include "engine/base/hx-error.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

/* Shorter intervals are parts of a beat, not a rate. */
#define LEAST_RATE_MS 200.0
#define MOST_MS 1e12
#define SAME_S 1e-6

static const struct
{
  HxCaliperKind kind;
  const char *name;
} kinds[] = { { HX_CALIPER_TIME, "time" },
              { HX_CALIPER_AMPLITUDE, "amplitude" },
              { HX_CALIPER_BOTH, "both" } };

static char *
describe_time (const HxCaliper *caliper, gboolean brief)
{
  double ms = fabs (caliper->end_s - caliper->start_s) * 1000.0;

  if (!(caliper->kind & HX_CALIPER_TIME))
    return NULL;
  if (brief || ms < LEAST_RATE_MS)
    return g_strdup_printf (_ ("%.0f ms"), ms);
  return g_strdup_printf (_ ("%.0f ms (%.0f bpm)"), ms, 60000.0 / ms);
}

static char *
describe_amplitude (const HxCaliper *caliper, double gain_mm_mv, gboolean brief)
{
  double mv = caliper->end_mv - caliper->start_mv;
  /* A hyphen is too short for a minus between figures. */
  const char *sign = mv < -0.005 ? "−" : "";

  if (!(caliper->kind & HX_CALIPER_AMPLITUDE))
    return NULL;
  if (brief || gain_mm_mv <= 0.0)
    return g_strdup_printf (_ ("%s%.2f mV"), sign, fabs (mv));
  return g_strdup_printf (_ ("%s%.2f mV (%.1f mm)"), sign, fabs (mv), fabs (mv) * gain_mm_mv);
}

static char *
join (const HxCaliper *caliper, double gain_mm_mv, gboolean brief, const char *between)
{
  g_autofree char *time = describe_time (caliper, brief);
  g_autofree char *amplitude = describe_amplitude (caliper, gain_mm_mv, brief);

  if (time == NULL || amplitude == NULL)
    return g_strdup (time != NULL ? time : amplitude);
  return g_strconcat (time, between, amplitude, NULL);
}

char *
hx_caliper_describe (const HxCaliper *caliper, double gain_mm_mv)
{
  g_autofree char *text = join (caliper, gain_mm_mv, FALSE, ", ");

  if (!caliper->marching)
    return g_steal_pointer (&text);
  /* Translators: what calipers measure whose interval is repeated along the strip */
  return g_strdup_printf (_ ("%s, marching"), text);
}

char *
hx_caliper_label (const HxCaliper *caliper, double gain_mm_mv, gboolean brief)
{
  return join (caliper, gain_mm_mv, brief, "\n");
}

gboolean
hx_caliper_march (const HxCaliper *caliper, double from_s, double to_s, double least_s, gint64 *first,
                  gint64 *last)
{
  double start_s = MIN (caliper->start_s, caliper->end_s);
  double interval_s = fabs (caliper->end_s - caliper->start_s);

  if (!caliper->marching || !(caliper->kind & HX_CALIPER_TIME) || interval_s < least_s || interval_s <= 0.0)
    return FALSE;
  *first = (gint64)ceil ((from_s - start_s) / interval_s - SAME_S);
  *last = (gint64)floor ((to_s - start_s) / interval_s + SAME_S);
  return *first <= *last;
}

/* How many of the points are before @time_s. */
static gsize
count_before (double time_s, const double *points_s, gsize n_points)
{
  gsize low = 0, high = n_points;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (points_s[middle] < time_s)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

double
hx_calipers_snap (double time_s, const double *points_s, gsize n_points, double reach_s)
{
  gsize after = count_before (time_s, points_s, n_points);
  double found_s = time_s, best_s = reach_s;

  for (gsize i = after > 0 ? after - 1 : 0; i < MIN (after + 1, n_points); i++)
    if (fabs (points_s[i] - time_s) <= best_s)
      {
        best_s = fabs (points_s[i] - time_s);
        found_s = points_s[i];
      }
  return found_s;
}

double
hx_calipers_step (double time_s, const double *points_s, gsize n_points, int step)
{
  gsize i;

  if (step > 0)
    {
      i = count_before (time_s + SAME_S, points_s, n_points);
      return i < n_points ? points_s[i] : time_s;
    }
  i = count_before (time_s - SAME_S, points_s, n_points);
  return i > 0 ? points_s[i - 1] : time_s;
}

static const char *
kind_name (HxCaliperKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].name;
  g_return_val_if_reached (kinds[0].name);
}

char *
hx_calipers_to_json (const GArray *calipers)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  if (calipers->len == 0)
    return NULL;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "calipers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < calipers->len; i++)
    {
      const HxCaliper *caliper = &g_array_index (calipers, HxCaliper, i);
      const struct
      {
        const char *name;
        double value;
      } numbers[] = { { "start_s", caliper->start_s },
                      { "end_s", caliper->end_s },
                      { "start_mv", caliper->start_mv },
                      { "end_mv", caliper->end_mv } };

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "lead");
      json_builder_add_string_value (builder, caliper->lead);
      json_builder_set_member_name (builder, "kind");
      json_builder_add_string_value (builder, kind_name (caliper->kind));
      json_builder_set_member_name (builder, "marching");
      json_builder_add_boolean_value (builder, caliper->marching);
      for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
        {
          json_builder_set_member_name (builder, numbers[k].name);
          json_builder_add_double_value (builder, numbers[k].value);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
read_number (JsonObject *object, const char *name, double *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_DOUBLE
          && json_node_get_value_type (node) != G_TYPE_INT64))
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value) && fabs (*value) < MOST_MS;
}

static const char *
read_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
read_caliper (JsonNode *node, HxCaliper *caliper)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *lead = object ? read_string (object, "lead") : NULL;
  const char *kind = object ? read_string (object, "kind") : NULL;
  JsonNode *marching = object ? json_object_get_member (object, "marching") : NULL;

  *caliper = (HxCaliper){ .kind = 0 };
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && kind != NULL; i++)
    if (g_str_equal (kinds[i].name, kind))
      caliper->kind = kinds[i].kind;
  if (lead == NULL || caliper->kind == 0 || strlen (lead) >= sizeof caliper->lead)
    return FALSE;
  g_strlcpy (caliper->lead, lead, sizeof caliper->lead);
  caliper->marching =
      marching != NULL && JSON_NODE_HOLDS_VALUE (marching) && json_node_get_boolean (marching);
  return read_number (object, "start_s", &caliper->start_s) && read_number (object, "end_s", &caliper->end_s)
         && read_number (object, "start_mv", &caliper->start_mv)
         && read_number (object, "end_mv", &caliper->end_mv);
}

GArray *
hx_calipers_from_json (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GArray) calipers = g_array_new (FALSE, TRUE, sizeof (HxCaliper));
  JsonNode *root, *list = NULL;
  JsonArray *array;

  if (json == NULL)
    return g_steal_pointer (&calipers);
  if (json_parser_load_from_data (parser, json, -1, NULL))
    {
      root = json_parser_get_root (parser);
      if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        list = json_object_get_member (json_node_get_object (root), "calipers");
    }
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, _ ("The kept calipers are not a list of calipers"));
      return NULL;
    }
  array = json_node_get_array (list);
  for (guint i = 0; i < MIN (json_array_get_length (array), HX_CALIPERS_MAX); i++)
    {
      HxCaliper caliper;

      if (!read_caliper (json_array_get_element (array, i), &caliper))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, _ ("Caliper %u of those kept is damaged"), i + 1);
          return NULL;
        }
      g_array_append_val (calipers, caliper);
    }
  return g_steal_pointer (&calipers);
}
