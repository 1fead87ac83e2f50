/* hx-measure-panel.c: the measurements of the record, where they were taken, and their correction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-measure-panel.h"

#include "app/hx-median-view.h"

#include <glib/gi18n.h>
#include <math.h>

#define STEP_MS 1.0
#define PAGE_MS 10.0
#define FORMULA "qtc-formula"
/* Longer series are told by their range. */
#define MOST_LISTED_RR 24
#define N_FORMULAS (HX_MEASURE_QTC_HODGES - HX_MEASURE_QTC_BAZETT + 1)

struct _HxMeasurePanel
{
  AdwWindow parent_instance;
  HxRecordMarks *marks;
  GSettings *settings;
  GtkWidget *rows[HX_N_MEASURES], *rr;
  GtkWidget *correction, *reset, *spin_rows[2], *spins[2], *formula;
  AdwPreferencesGroup *numbers, *findings, *leads;
  GtkWidget *finding_rows[HX_N_QUALITIES];
  GPtrArray *lead_rows;
  HxMark points[2]; /* that the spin buttons move */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (HxMeasurePanel, hx_measure_panel, ADW_TYPE_WINDOW)

/* --- the numbers ------------------------------------------------------------------------------------ */

static gboolean
is_qtc (HxMeasure measure)
{
  return measure >= HX_MEASURE_QTC_BAZETT && measure <= HX_MEASURE_QTC_HODGES;
}

static HxMeasure
get_formula (HxMeasurePanel *self)
{
  return (HxMeasure)(HX_MEASURE_QTC_BAZETT + g_settings_get_int (self->settings, FORMULA));
}

/* "857, 861, 849 ms"; "720 intervals of 640 to 1010 ms"; NULL if there is none. Gaps have no interval. */
static char *
describe_rr (const HxMeasurements *measured)
{
  g_autoptr (GString) list = g_string_new (NULL);
  double least = INFINITY, most = 0.0;
  guint n = 0;
  for (guint i = 0; i < measured->n_rr; i++)
    if (isfinite (measured->rr_ms[i]))
      {
        g_string_append_printf (list, "%s%.0f", n++ > 0 ? ", " : "", measured->rr_ms[i]);
        least = MIN (least, measured->rr_ms[i]);
        most = MAX (most, measured->rr_ms[i]);
      }
  if (n == 0)
    return NULL;
  if (n <= MOST_LISTED_RR)
    /* Translators: a list of intervals in milliseconds: “857, 861, 849 ms” */
    return g_strdup_printf (_ ("%s ms"), list->str);
  return g_strdup_printf (ngettext ("%u interval of %.0f to %.0f ms", "%u intervals of %.0f to %.0f ms", n),
                          n, least, most);
}

static void
show_rr (HxMeasurePanel *self)
{
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  g_autofree char *series = measured ? describe_rr (measured) : NULL;
  gtk_widget_set_visible (self->rr, series != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rr), series ? series : "");
}

static void
show_numbers (HxMeasurePanel *self)
{
  int chosen = hx_record_marks_get_chosen (self->marks);
  show_rr (self);
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    {
      g_autofree char *value = hx_record_marks_describe (self->marks, measure);
      AdwActionRow *row = ADW_ACTION_ROW (self->rows[measure]);
      adw_action_row_set_subtitle (row, value);
      gtk_widget_set_visible (GTK_WIDGET (row), !is_qtc (measure) || measure == get_formula (self));
      if ((int)measure == chosen)
        gtk_widget_add_css_class (GTK_WIDGET (row), "chosen-measure");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (row), "chosen-measure");
      gtk_accessible_update_state (
          GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_PRESSED,
          (int)measure == chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
    }
}

/* What speaks against the signal comes first: it speaks against the numbers. */
static void
show_findings (HxMeasurePanel *self)
{
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  HxRecording *recording = hx_record_marks_get_recording (self->marks);
  guint n = 0;
  for (guint index = 0; index < HX_N_QUALITIES; index++)
    {
      AdwActionRow *row = ADW_ACTION_ROW (self->finding_rows[index]);
      g_autofree char *leads = NULL;
      g_autofree char *title =
          measured && recording ? hx_measurements_dup_finding (measured, recording, index, &leads) : NULL;
      gtk_widget_set_visible (GTK_WIDGET (row), title != NULL);
      if (!title)
        continue;
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (row, leads);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->findings), n > 0);
}

static char *
describe_mv (double mv)
{
  return isfinite (mv) ? g_strdup_printf ("%s%.2f mV", mv < -0.005 ? "−" : "", fabs (mv)) : g_strdup ("–");
}

static char *
describe_lead (const HxLeadMeasures *lead)
{
  g_autofree char *j = describe_mv (lead->st_j_mv);
  g_autofree char *later = describe_mv (lead->st_60_mv);
  g_autofree char *r = describe_mv (lead->r_mv);
  g_autofree char *s = describe_mv (lead->s_mv);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, _ ("ST J+0 %s, J+60 %s · R %s, S %s"), j, later, r, s);
  for (guint i = 0; i < HX_N_QUALITIES; i++)
    if (lead->quality & (1u << i))
      g_string_append_printf (text, "\n%s", _ (hx_quality_title (i)));
  if (lead->quality == 0)
    g_string_append_printf (text, "\n%s", _ ("Nothing speaks against the signal"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_leads (HxMeasurePanel *self)
{
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  HxRecording *recording = hx_record_marks_get_recording (self->marks);
  guint n = measured && recording ? measured->n_leads : 0;
  while (self->lead_rows->len > n)
    {
      adw_preferences_group_remove (self->leads,
                                    g_ptr_array_index (self->lead_rows, self->lead_rows->len - 1));
      g_ptr_array_set_size (self->lead_rows, (int)self->lead_rows->len - 1);
    }
  for (guint lead = 0; lead < n; lead++)
    {
      g_autofree char *text = describe_lead (&measured->leads[lead]);
      GtkWidget *row;
      if (lead == self->lead_rows->len)
        {
          g_ptr_array_add (self->lead_rows, adw_action_row_new ());
          adw_preferences_group_add (self->leads, g_ptr_array_index (self->lead_rows, lead));
        }
      row = g_ptr_array_index (self->lead_rows, lead);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), hx_recording_get_lead_name (recording, lead));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->leads), n > 0);
}

/* --- the correction --------------------------------------------------------------------------------- */

static void
show_correction (HxMeasurePanel *self)
{
  const HxCorrections *corrections = hx_record_marks_get_corrections (self->marks);
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  int chosen = hx_record_marks_get_chosen (self->marks);
  gboolean spans =
      measured && chosen >= 0 && hx_measure_span ((HxMeasure)chosen, &self->points[0], &self->points[1]);
  gtk_widget_set_visible (self->correction, spans);
  gtk_widget_set_sensitive (self->reset, !hx_corrections_is_empty (corrections));
  for (guint i = 0; spans && i < 2; i++)
    {
      HxMark mark = self->points[i];
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->spin_rows[i]), hx_mark_title (mark));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->spins[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      hx_mark_title (mark), -1);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spins[i]), corrections->shift_ms[mark]);
      gtk_widget_set_sensitive (self->spins[i], isfinite (measured->median_marks[mark]));
    }
}

static void
changed (HxMeasurePanel *self)
{
  self->updating = TRUE;
  show_findings (self);
  show_numbers (self);
  show_leads (self);
  show_correction (self);
  self->updating = FALSE;
}

static void
spun (HxMeasurePanel *self, GtkSpinButton *spin)
{
  guint i = GTK_WIDGET (spin) == self->spins[0] ? 0 : 1;
  if (!self->updating)
    hx_record_marks_correct (self->marks, self->points[i], gtk_spin_button_get_value (spin), TRUE);
}

static void
chosen (HxMeasurePanel *self, AdwActionRow *row)
{
  for (int measure = 0; measure < HX_N_MEASURES; measure++)
    if (self->rows[measure] == GTK_WIDGET (row))
      hx_record_marks_choose (self->marks,
                              hx_record_marks_get_chosen (self->marks) == measure ? -1 : measure);
}

/* Another formula of the QTc that is shown is shown in its place. */
static void
formula_chosen (HxMeasurePanel *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->formula));
  if (self->updating || selected >= N_FORMULAS)
    return;
  g_settings_set_int (self->settings, FORMULA, (int)selected);
  if (is_qtc ((HxMeasure)hx_record_marks_get_chosen (self->marks)))
    hx_record_marks_choose (self->marks, (int)get_formula (self));
  else
    changed (self);
}

/* --- what it is made of ----------------------------------------------------------------------------- */

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_numbers (HxMeasurePanel *self, AdwPreferencesPage *page)
{
  static const char *const formulas[] = { N_ ("Bazett"), N_ ("Fridericia"), N_ ("Framingham"),
                                          N_ ("Hodges") };
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  self->numbers =
      add_group (page, _ ("Measurements"), _ ("Choose a number to see on the trace where it was measured."));
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    {
      GtkWidget *row = self->rows[measure] = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (hx_measure_info (measure)->title));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_widget_add_css_class (row, "numeric");
      g_signal_connect_swapped (row, "activated", G_CALLBACK (chosen), self);
      adw_preferences_group_add (self->numbers, row);
      if (measure == HX_MEASURE_HEART_RATE)
        {
          self->rr = adw_action_row_new ();
          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rr), _ ("RR intervals"));
          gtk_widget_add_css_class (self->rr, "numeric");
          adw_preferences_group_add (self->numbers, self->rr);
        }
    }
  for (guint i = 0; i < N_FORMULAS; i++)
    gtk_string_list_append (names, _ (formulas[i]));
  self->formula = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->formula), _ ("Formula of the QTc"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->formula), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->formula),
                              (guint)g_settings_get_int (self->settings, FORMULA));
  g_signal_connect_swapped (self->formula, "notify::selected", G_CALLBACK (formula_chosen), self);
  adw_preferences_group_add (self->numbers, self->formula);
}

static void
add_findings (HxMeasurePanel *self, AdwPreferencesPage *page)
{
  self->findings = add_group (page, _ ("Signal"), _ ("The measurements may suffer from this."));
  for (guint index = 0; index < HX_N_QUALITIES; index++)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_widget_add_css_class (icon, "warning");
      self->finding_rows[index] = adw_action_row_new ();
      adw_action_row_add_prefix (ADW_ACTION_ROW (self->finding_rows[index]), icon);
      adw_preferences_group_add (self->findings, self->finding_rows[index]);
    }
}

static void
add_correction (HxMeasurePanel *self, AdwPreferencesPage *page)
{
  AdwPreferencesGroup *group =
      add_group (page, _ ("Correction"),
                 _ ("Milliseconds from where each point was measured, in all beats alike. Drag the lines on "
                    "the trace, or move them there with Alt and the arrow keys."));
  self->correction = GTK_WIDGET (group);
  self->reset = gtk_button_new_with_mnemonic (_ ("_Reset"));
  gtk_widget_set_valign (self->reset, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->reset, _ ("All points back to where they were measured"));
  g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (hx_record_marks_reset), self->marks);
  adw_preferences_group_set_header_suffix (group, self->reset);
  for (guint i = 0; i < 2; i++)
    {
      self->spin_rows[i] = adw_action_row_new ();
      self->spins[i] = gtk_spin_button_new_with_range (-HX_CORRECTION_MAX_MS, HX_CORRECTION_MAX_MS, STEP_MS);
      gtk_spin_button_set_increments (GTK_SPIN_BUTTON (self->spins[i]), STEP_MS, PAGE_MS);
      gtk_widget_set_valign (self->spins[i], GTK_ALIGN_CENTER);
      g_signal_connect_swapped (self->spins[i], "value-changed", G_CALLBACK (spun), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (self->spin_rows[i]), self->spins[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->spin_rows[i]), self->spins[i]);
      adw_preferences_group_add (group, self->spin_rows[i]);
    }
}

static void
add_keys (HxMeasurePanel *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct
  {
    const char *trigger, *action;
  } shortcuts[] = { { "Escape", "action(window.close)" },
                    { "<Control>z", "action(marks.undo)" },
                    { "<Control><Shift>z", "action(marks.redo)" } };
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_LOCAL);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].trigger),
                          gtk_shortcut_action_parse_string (shortcuts[i].action)));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hx_record_marks_undo (HX_MEASURE_PANEL (widget)->marks);
}

static void
redo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hx_record_marks_redo (HX_MEASURE_PANEL (widget)->marks);
}

static void
hx_measure_panel_dispose (GObject *object)
{
  HxMeasurePanel *self = HX_MEASURE_PANEL (object);
  if (self->marks)
    {
      g_signal_handlers_disconnect_by_data (self->marks, self);
      hx_record_marks_choose (self->marks, -1);
    }
  g_clear_object (&self->marks);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->lead_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (hx_measure_panel_parent_class)->dispose (object);
}

static void
hx_measure_panel_class_init (HxMeasurePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_measure_panel_dispose;
  gtk_widget_class_install_action (widget_class, "marks.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "marks.redo", NULL, redo);
}

static void
hx_measure_panel_init (HxMeasurePanel *self)
{
  self->lead_rows = g_ptr_array_new ();
}

GtkWidget *
hx_measure_panel_new (GtkWindow *parent, HxRecordMarks *marks, GSettings *settings)
{
  HxMeasurePanel *self = g_object_new (HX_TYPE_MEASURE_PANEL, "title", _ ("Measurements"), "transient-for",
                                       parent, "destroy-with-parent", TRUE, "default-width", 380,
                                       "default-height", 560, "width-request", 320, NULL);
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->marks = g_object_ref (marks);
  self->settings = g_object_ref (settings);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (page));
  gtk_widget_set_vexpand (GTK_WIDGET (page), TRUE);
  adw_window_set_content (ADW_WINDOW (self), box);
  add_findings (self, page);
  add_numbers (self, page);
  add_correction (self, page);
  adw_preferences_group_add (add_group (page, _ ("Median beat"), NULL), hx_median_view_new (marks));
  self->leads =
      add_group (page, _ ("Leads"), _ ("ST levels and amplitudes of the median beat, and the signal."));
  add_keys (self);
  g_signal_connect_swapped (marks, "changed", G_CALLBACK (changed), self);
  hx_record_marks_measure (marks);
  changed (self);
  return GTK_WIDGET (self);
}
