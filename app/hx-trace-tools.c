/* hx-trace-tools.c: the actions, settings and scroll bar of the trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-trace-tools.h"

#include "app/hx-compare-dialog.h"
#include "app/hx-screen-dialog.h"
#include "app/hx-screen.h"

#define ZOOM_STEP 1.4142135623730951

/* What the actions work on. */
typedef struct
{
  HxTraceView *trace;      /* whose data this is */
  HxTraceFilters *filters; /* of the trace, alive as long as there are actions */
  HxSession *session;
  GSettings *settings;
  GSimpleAction *compare_end;
} Tools;

static void
tools_free (gpointer data)
{
  Tools *tools = data;
  g_object_unref (tools->session);
  g_object_unref (tools->settings);
  g_object_unref (tools->compare_end);
  g_free (tools);
}

static GtkWindow *
get_window (Tools *tools)
{
  return GTK_WINDOW (gtk_widget_get_ancestor (GTK_WIDGET (tools->trace), GTK_TYPE_WINDOW));
}

static void
zoom_by (Tools *tools, double factor)
{
  GtkWidget *widget = GTK_WIDGET (tools->trace);
  hx_trace_view_zoom (tools->trace, factor, gtk_widget_get_width (widget) / 2.0,
                      gtk_widget_get_height (widget) / 2.0);
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zoom_by (user_data, ZOOM_STEP);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zoom_by (user_data, 1.0 / ZOOM_STEP);
}

static void
zoom_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_trace_view_zoom_to_all (((Tools *)user_data)->trace);
}

static void
zoom_reset (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_trace_view_reset_zoom (((Tools *)user_data)->trace);
}

static void
measure_screen (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Tools *tools = user_data;
  gtk_window_present (GTK_WINDOW (hx_screen_dialog_new (get_window (tools), tools->settings)));
}

static void
compare (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Tools *tools = user_data;
  if (hx_session_get_record (tools->session))
    gtk_window_present (
        GTK_WINDOW (hx_compare_dialog_new (get_window (tools), tools->session, tools->filters)));
}

static void
compare_end (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_trace_filters_set_comparison (((Tools *)user_data)->filters, NULL, NULL, HX_TRACE_OVERLAID);
}

static void
on_compared (Tools *tools)
{
  gboolean comparing = hx_trace_view_get_n_compared (tools->trace) > 0;
  g_simple_action_set_enabled (tools->compare_end, comparing);
  /* Its keys are for what is seen now. */
  if (comparing)
    gtk_widget_grab_focus (GTK_WIDGET (tools->trace));
}

static void
show_scroll_bar (GtkAdjustment *time, GtkWidget *scroll_bar)
{
  gtk_widget_set_visible (scroll_bar,
                          gtk_adjustment_get_upper (time) > gtk_adjustment_get_page_size (time) + 1e-6);
}

static void
add_properties (HxTraceView *trace, GActionMap *group)
{
  static const struct
  {
    const char *action, *property;
  } actions[] = { { "rhythm", "rhythm-strips" },
                  { "cabrera", "cabrera" },
                  { "chest-gain", "chest-gain-mm-mv" } };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (actions[i].action, trace, actions[i].property);
      g_action_map_add_action (group, G_ACTION (action));
    }
}

void
hx_trace_tools_add (HxTraceView *trace, HxTraceFilters *filters, GActionMap *group, GtkWidget *scroll_bar,
                    HxSession *session, GSettings *settings)
{
  static const GActionEntry entries[] = {
    { "zoom-in", zoom_in },
    { "zoom-out", zoom_out },
    { "zoom-all", zoom_all },
    { "zoom-reset", zoom_reset },
    { "compare", compare },
    { "compare-end", compare_end },
    { "measure-screen", measure_screen },
  };
  Tools *tools = g_new0 (Tools, 1);
  GtkAdjustment *time = hx_trace_view_get_time_adjustment (trace);
  tools->trace = trace;
  tools->filters = filters;
  tools->session = g_object_ref (session);
  tools->settings = g_object_ref (settings);
  g_object_set_data_full (G_OBJECT (trace), "hx-trace-tools", tools, tools_free);
  add_properties (trace, group);
  g_action_map_add_action_entries (group, entries, G_N_ELEMENTS (entries), tools);
  tools->compare_end = G_SIMPLE_ACTION (g_object_ref (g_action_map_lookup_action (group, "compare-end")));
  g_signal_connect_swapped (trace, "notify::n-compared", G_CALLBACK (on_compared), tools);
  on_compared (tools);

  g_settings_bind (settings, "trace-rhythm-strips", trace, "rhythm-strips", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "trace-cabrera", trace, "cabrera", G_SETTINGS_BIND_DEFAULT);
  hx_screen_follow (trace, settings);
  gtk_scrollbar_set_adjustment (GTK_SCROLLBAR (scroll_bar), time);
  g_signal_connect_object (time, "changed", G_CALLBACK (show_scroll_bar), scroll_bar, 0);
  show_scroll_bar (time, scroll_bar);
}
