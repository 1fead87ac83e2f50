/* hx-trace-view-properties.c: the trace view: its properties
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

/**
 * Property:
 * @offset: where its value is in the view
 * @set: its setter, of the value's type; NULL if it is only read
 */
typedef struct
{
  const char *name;
  GType (*type) (void);
  gsize offset;
  GCallback set;
  double least, most, usual;
} Property;

/* clang-format off */
#define PROPERTY(name, type, field, set, ...) \
  { name, type, G_STRUCT_OFFSET (HxTraceView, field), G_CALLBACK (set), __VA_ARGS__ }
/* clang-format on */

static GType
type_int (void)
{
  return G_TYPE_INT;
}

static GType
type_double (void)
{
  return G_TYPE_DOUBLE;
}

static GType
type_boolean (void)
{
  return G_TYPE_BOOLEAN;
}

static GType
type_string (void)
{
  return G_TYPE_STRING;
}

static const Property properties[] = {
  PROPERTY ("recording", hx_recording_get_type, recording, hx_trace_view_set_recording, 0, 0, 0),
  PROPERTY ("leads", g_strv_get_type, leads, hx_trace_view_set_leads, 0, 0, 0),
  PROPERTY ("arrangement", type_int, arrangement, hx_trace_view_set_arrangement, HX_TRACE_3X4, HX_TRACE_12X1,
            HX_TRACE_3X4),
  PROPERTY ("scale", type_int, scale, hx_trace_view_set_scale, HX_TRACE_FIT, HX_TRACE_TRUE_SIZE,
            HX_TRACE_FIT),
  PROPERTY ("rhythm-strips", type_int, rhythm_strips, hx_trace_view_set_rhythm_strips, 0, 3, 1),
  PROPERTY ("true-px-per-mm", type_double, true_px_per_mm, hx_trace_view_set_true_px_per_mm, 0.5, 100.0,
            HX_TRACE_PX_PER_MM_TRUE),
  PROPERTY ("speed-mm-s", type_double, speed_mm_s, hx_trace_view_set_speed_mm_s, HX_TRACE_LEAST_SPEED_MM_S,
            HX_TRACE_MOST_SPEED_MM_S, 25.0),
  PROPERTY ("gain-mm-mv", type_double, gain_mm_mv, hx_trace_view_set_gain_mm_mv, 0.5, 200.0, 10.0),
  PROPERTY ("chest-gain-mm-mv", type_double, chest_gain_mm_mv, hx_trace_view_set_chest_gain_mm_mv, 0.0, 200.0,
            0.0),
  PROPERTY ("start-s", type_double, start_s, hx_trace_view_set_start_s, 0.0, G_MAXDOUBLE, 0.0),
  PROPERTY ("filter-name", type_string, filter_name, hx_trace_view_set_filter_name, 0, 0, 0),
  PROPERTY ("empty-text", type_string, empty_text, hx_trace_view_set_empty_text, 0, 0, 0),
  PROPERTY ("grid", type_boolean, grid, hx_trace_view_set_grid, 0, 1, TRUE),
  PROPERTY ("pulse", type_boolean, pulse, hx_trace_view_set_pulse, 0, 1, TRUE),
  PROPERTY ("cabrera", type_boolean, cabrera, hx_trace_view_set_cabrera, 0, 1, FALSE),
  PROPERTY ("n-compared", type_int, n_compared, NULL, 0, G_MAXINT, 0),
  PROPERTY ("calipers", type_boolean, calipers_on, hx_trace_view_set_calipers, 0, 1, FALSE),
};

/* Enumerations are read and set as the integers that they are. */
G_STATIC_ASSERT (sizeof (HxTraceArrangement) == sizeof (int) && sizeof (HxTraceScale) == sizeof (int));

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  gpointer field = G_STRUCT_MEMBER_P (object, properties[id - 1].offset);

  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_INT:
      g_value_set_int (value, *(int *)field);
      break;
    case G_TYPE_DOUBLE:
      g_value_set_double (value, *(double *)field);
      break;
    case G_TYPE_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *)field);
      break;
    case G_TYPE_STRING:
      g_value_set_string (value, *(char **)field);
      break;
    case G_TYPE_BOXED:
      g_value_set_boxed (value, *(char ***)field);
      break;
    default:
      g_value_set_object (value, *(GObject **)field);
    }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GCallback set = properties[id - 1].set;

  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_INT:
    case G_TYPE_BOOLEAN:
      ((void (*) (GObject *, int))set) (object, G_VALUE_HOLDS_INT (value) ? g_value_get_int (value)
                                                                          : g_value_get_boolean (value));
      break;
    case G_TYPE_DOUBLE:
      ((void (*) (GObject *, double))set) (object, g_value_get_double (value));
      break;
    case G_TYPE_STRING:
      ((void (*) (GObject *, const char *))set) (object, g_value_get_string (value));
      break;
    case G_TYPE_BOXED:
      ((void (*) (GObject *, gpointer))set) (object, g_value_get_boxed (value));
      break;
    default:
      ((void (*) (GObject *, gpointer))set) (object, g_value_get_object (value));
    }
}

static GParamSpec *
make_spec (const Property *property)
{
  const GParamFlags flags = (property->set != NULL ? G_PARAM_READWRITE : G_PARAM_READABLE)
                            | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GType type = property->type ();

  switch (G_TYPE_FUNDAMENTAL (type))
    {
    case G_TYPE_INT:
      return g_param_spec_int (property->name, NULL, NULL, (int)property->least, (int)property->most,
                               (int)property->usual, flags);
    case G_TYPE_DOUBLE:
      return g_param_spec_double (property->name, NULL, NULL, property->least, property->most,
                                  property->usual, flags);
    case G_TYPE_BOOLEAN:
      return g_param_spec_boolean (property->name, NULL, NULL, property->usual != 0.0, flags);
    case G_TYPE_STRING:
      return g_param_spec_string (property->name, NULL, NULL, NULL, flags);
    case G_TYPE_BOXED:
      return g_param_spec_boxed (property->name, NULL, NULL, type, flags);
    default:
      return g_param_spec_object (property->name, NULL, NULL, type, flags);
    }
}

void
hx_trace_view_install_properties (GObjectClass *klass)
{
  klass->get_property = get_property;
  klass->set_property = set_property;
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    g_object_class_install_property (klass, i + 1, make_spec (&properties[i]));
}
