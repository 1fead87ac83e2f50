/* hx-read-page.c: one record, as a reader sees it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-read-page.h"

#include "app/hx-compared-remarks.h"
#include "app/hx-evidence-overlay.h"
#include "app/hx-leads-button.h"
#include "app/hx-mark-tools.h"
#include "app/hx-measure-bar.h"
#include "app/hx-read-header.h"
#include "app/hx-read-layout.h"
#include "app/hx-statements-panel.h"
#include "app/hx-trace-filter-button.h"
#include "app/hx-trace-tools.h"
#include "app/hx-words.h"
#include "engine/hx-config.h"
#include "engine/records/hx-speed.h"
#include "ui/hx-trace-view.h"

#include <glib/gi18n.h>

/* The trace of the record before stays this long while the next is read: no flicker between two. */
#define KEEP_MS 200
/* What is left of a long title; one that is shorter is never cut. */
#define TITLE_CHARS 8

struct _HxReadPage
{
  GtkWidget parent_instance;
  HxSession *session;
  GSettings *settings;
  GtkWidget *stack, *trace_area, *trace, *time_bar, *origin, *statements, *undo_button, *redo_button;
  HxLeadsButton *leads_button, *narrow_leads_button;
  GtkLabel *title, *subtitle, *given;
  GtkMenuButton *arrangement_button, *speed_button, *gain_button;
  HxTraceFilterButton *filter_button, *narrow_filter_button;
  HxTraceFilters *filters;
  GActionMap *actions;
  guint clear_source;
};

G_DEFINE_FINAL_TYPE (HxReadPage, hx_read_page, GTK_TYPE_WIDGET)

/* --- the record ------------------------------------------------------------------------ */

/* What the reader put right, once the recording is there; what is given, or where the file is. */
static void
show_given (HxReadPage *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  HxRecording *recording = hx_session_get_recording (self->session);
  HxRecordInfo *info = record ? hx_record_item_get_info (record) : NULL;
  const char *const *codes = record ? hx_record_item_get_codes (record) : NULL;
  const char *last = info ? info->report : recording ? hx_recording_get_source (recording) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *text = NULL;
  if (recording)
    g_strv_builder_addv (builder, (const char **)hx_recording_get_warnings (recording));
  if (codes && codes[0])
    {
      g_autofree char *joined = g_strjoinv (", ", (char **)codes);
      /* Translators: statements that the data set gives to the record */
      g_autofree char *given = g_strdup_printf (_ ("Given: %s"), joined);
      g_strv_builder_add (builder, given);
    }
  if (last && *last)
    g_strv_builder_add (builder, last);
  parts = g_strv_builder_end (builder);
  text = g_strjoinv (" · ", parts);
  gtk_label_set_text (self->given, text);
  gtk_widget_set_visible (GTK_WIDGET (self->given), *text != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->given), text);
}

static void
show_record (HxReadPage *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  const char *title;
  gboolean simulated;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), record ? "record" : "empty");
  if (!record)
    return;
  simulated = hx_record_item_is_simulated (record);
  title = hx_record_item_get_title (record);
  gtk_label_set_text (self->title, title);
  gtk_label_set_width_chars (self->title, (int)MIN (g_utf8_strlen (title, -1), TITLE_CHARS));
  gtk_label_set_text (self->subtitle, hx_record_item_get_subtitle (record));
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *hx_record_item_get_subtitle (record) != '\0');
  gtk_label_set_text (GTK_LABEL (self->origin), simulated ? _ ("Simulated") : _ ("Recorded"));
  gtk_widget_set_tooltip_text (self->origin, simulated
                                                 ? _ ("This ECG was made by the simulator, no patient has it")
                                                 : _ ("This ECG was recorded"));
  show_given (self);
}

static gboolean
clear_trace (gpointer user_data)
{
  HxReadPage *self = user_data;
  self->clear_source = 0;
  hx_trace_filters_set_recording (self->filters, NULL);
  return G_SOURCE_REMOVE;
}

static void
show_recording (HxReadPage *self)
{
  HxRecording *recording = hx_session_get_recording (self->session);
  show_given (self);
  if (!recording && hx_session_get_record (self->session))
    {
      if (self->clear_source == 0)
        self->clear_source = g_timeout_add (KEEP_MS, clear_trace, self);
      return;
    }
  g_clear_handle_id (&self->clear_source, g_source_remove);
  hx_trace_view_set_highlight (HX_TRACE_VIEW (self->trace), 0.0, 0.0, NULL);
  hx_trace_filters_set_recording (self->filters, recording);
}

static void
forget_window (HxReadPage *self)
{
  hx_trace_view_set_highlight (HX_TRACE_VIEW (self->trace), 0.0, 0.0, NULL);
}

static void
show_window (HxReadPage *self, double start_s, double duration_s)
{
  HxModel *model = hx_session_get_model (self->session);
  int label = hx_session_get_label (self->session);
  HxTraceView *trace = HX_TRACE_VIEW (self->trace);
  double page_s = hx_trace_view_get_start_s (trace);
  g_autofree char *text = NULL;
  if (!model || label < 0)
    return;
  /* Translators: a stretch of the trace, highlighted: the model's answer for a label comes from it */
  text = g_strdup_printf (_ ("decided on %s"), hx_model_get_label (model, (guint)label)->code);
  if (start_s < page_s || start_s + duration_s > page_s + hx_trace_view_get_page_s (trace))
    hx_trace_view_set_start_s (trace, start_s);
  hx_trace_view_set_highlight (trace, start_s, duration_s, text);
}

static void
show_overlay (HxReadPage *self, HxEvidenceOverlay *overlay)
{
  HxTraceView *trace = HX_TRACE_VIEW (self->trace);
  HxTraceOverlay *seen = hx_evidence_overlay_get_overlay (overlay);
  double start_s, duration_s, page_s = hx_trace_view_get_start_s (trace);
  if (seen == hx_trace_view_get_overlay (trace))
    return;
  hx_trace_view_set_overlay (trace, seen);
  if (!seen)
    return;
  /* Of a long recording the page may show none of what decided. */
  hx_trace_overlay_get_window (seen, &start_s, &duration_s);
  if (start_s >= page_s + hx_trace_view_get_page_s (trace) || start_s + duration_s <= page_s)
    hx_trace_view_set_start_s (trace, start_s);
}

/* --- tools ------------------------------------------------------------------------------- */

static void
show_tools (HxReadPage *self)
{
  /* From left to right in any language, or 6 × 2 would be read 2 × 6. */
  static const char *const arrangements[] = { "\u200e3 × 4", "\u200e6 × 2", "\u200e12 × 1" };
  HxTraceView *trace = HX_TRACE_VIEW (self->trace);
  g_autofree char *speed = hx_speed_describe (hx_trace_view_get_speed_mm_s (trace));
  g_autofree char *gain = g_strdup_printf (_ ("%g mm/mV"), hx_trace_view_get_gain_mm_mv (trace));
  gtk_menu_button_set_label (self->arrangement_button, arrangements[hx_trace_view_get_arrangement (trace)]);
  gtk_menu_button_set_label (self->speed_button, speed);
  gtk_menu_button_set_label (self->gain_button, gain);
}

static void
add_tools (HxReadPage *self)
{
  static const struct
  {
    const char *action, *property;
  } tools[] = { { "arrangement", "arrangement" }, { "scale", "scale" },       { "speed", "speed-mm-s" },
                { "gain", "gain-mm-mv" },         { "calipers", "calipers" }, { "grid", "grid" } };
  GSimpleActionGroup *group = g_simple_action_group_new ();
  HxRecordMarks *marks;
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (tools[i].action, self->trace, tools[i].property);
      g_autofree char *detail = g_strconcat ("notify::", tools[i].property, NULL);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
      g_signal_connect_object (self->trace, detail, G_CALLBACK (show_tools), self, G_CONNECT_SWAPPED);
    }
  self->filters = hx_trace_filters_new (self->session, HX_TRACE_VIEW (self->trace), self->settings);
  hx_compared_remarks_attach (self->session, HX_TRACE_VIEW (self->trace), self->filters);
  hx_trace_tools_add (HX_TRACE_VIEW (self->trace), self->filters, G_ACTION_MAP (group), self->time_bar,
                      self->session, self->settings);
  marks = hx_mark_tools_add (GTK_WIDGET (self), HX_TRACE_VIEW (self->trace), G_ACTION_MAP (group),
                             self->session, self->settings, self->undo_button, self->redo_button);
  gtk_box_append (GTK_BOX (self->trace_area), hx_measure_bar_new (marks, self->settings));
  hx_evidence_overlay_add_action (hx_evidence_overlay_get (self->session), G_ACTION_MAP (group));
  hx_leads_button_set_trace (self->leads_button, HX_TRACE_VIEW (self->trace));
  hx_leads_button_set_trace (self->narrow_leads_button, HX_TRACE_VIEW (self->trace));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "read", G_ACTION_GROUP (group));
  g_object_unref (group);
  g_settings_bind (self->settings, "trace-arrangement", self->trace, "arrangement", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "trace-scale", self->trace, "scale", G_SETTINGS_BIND_DEFAULT);
  hx_trace_filter_button_set_filters (self->filter_button, self->filters);
  hx_trace_filter_button_set_filters (self->narrow_filter_button, self->filters);
  show_tools (self);
}

/* A key that does nothing looks broken; the button of the same name cannot be pressed then. */
static void
switch_model_saw (HxReadPage *self)
{
  HxEvidenceOverlay *overlay = hx_evidence_overlay_get (self->session);
  gboolean on = hx_evidence_overlay_is_on (overlay);
  if (!on && !hx_evidence_overlay_is_possible (overlay))
    g_signal_emit_by_name (self->session, "failed", _ ("Nothing was seen in this record yet"),
                           _ ("What the model saw belongs to a statement that it makes of the record: "
                              "choose one first."));
  hx_evidence_overlay_set_on (overlay, !on);
}

gboolean
hx_read_page_handle_key (HxReadPage *self, guint keyval)
{
  HxTraceView *trace = HX_TRACE_VIEW (self->trace);
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      hx_trace_view_step_gain (trace, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      hx_trace_view_step_gain (trace, -1);
      return TRUE;
    case GDK_KEY_bracketleft:
      hx_trace_view_step_speed (trace, -1);
      return TRUE;
    case GDK_KEY_bracketright:
      hx_trace_view_step_speed (trace, 1);
      return TRUE;
    case GDK_KEY_l:
      hx_trace_view_cycle_arrangement (trace);
      return TRUE;
    case GDK_KEY_c:
      hx_trace_view_set_calipers (trace, !hx_trace_view_get_calipers (trace));
      return TRUE;
    case GDK_KEY_w:
      switch_model_saw (self);
      return TRUE;
    case GDK_KEY_f:
      hx_trace_filters_set_on (self->filters, !hx_trace_filters_get_on (self->filters));
      return TRUE;
    default:
      return FALSE;
    }
}

void
hx_read_page_pick (HxReadPage *self, guint n)
{
  hx_statements_panel_pick (HX_STATEMENTS_PANEL (self->statements), n);
}

GtkWidget *
hx_read_page_get_trace (HxReadPage *self)
{
  return self->trace;
}

GtkWidget *
hx_read_page_get_trace_area (HxReadPage *self)
{
  return self->trace_area;
}

GtkWidget *
hx_read_page_get_statements_list (HxReadPage *self)
{
  return hx_statements_panel_get_list (HX_STATEMENTS_PANEL (self->statements));
}

HxTraceFilters *
hx_read_page_get_filters (HxReadPage *self)
{
  return self->filters;
}

/* --- the widget ------------------------------------------------------------------------------ */

static void
hx_read_page_dispose (GObject *object)
{
  HxReadPage *self = HX_READ_PAGE (object);
  g_clear_handle_id (&self->clear_source, g_source_remove);
  g_clear_object (&self->filters);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_READ_PAGE);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_read_page_parent_class)->dispose (object);
}

static void
hx_read_page_class_init (HxReadPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_read_page_dispose;
  g_type_ensure (HX_TYPE_TRACE_VIEW);
  g_type_ensure (HX_TYPE_TRACE_FILTER_BUTTON);
  g_type_ensure (HX_TYPE_LEADS_BUTTON);
  g_type_ensure (HX_TYPE_READ_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/hexaxial/Hexaxial/hx-read-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, trace_area);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, trace);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, time_bar);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, leads_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, narrow_leads_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, redo_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, title);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, origin);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, given);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, arrangement_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, speed_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, gain_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, HxReadPage, narrow_filter_button);
}

static void
hx_read_page_init (HxReadPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (HX_APP_ID);
}

GtkWidget *
hx_read_page_new (HxSession *session)
{
  HxReadPage *self = g_object_new (HX_TYPE_READ_PAGE, NULL);
  GtkWidget *layout;
  self->session = g_object_ref (session);
  self->statements = hx_statements_panel_new (session);
  layout = hx_read_layout_new (self->trace_area, self->statements, hx_space_panel_new (session, FALSE),
                               self->settings);
  gtk_stack_add_named (GTK_STACK (self->stack), layout, "record");
  add_tools (self);
  g_signal_connect_swapped (self->statements, "show-window", G_CALLBACK (show_window), self);
  g_signal_connect_object (session, "notify::record", G_CALLBACK (show_record), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::recording", G_CALLBACK (show_recording), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::label", G_CALLBACK (forget_window), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hx_evidence_overlay_get (session), "changed", G_CALLBACK (show_overlay), self,
                           G_CONNECT_SWAPPED);
  show_record (self);
  show_recording (self);
  return GTK_WIDGET (self);
}
