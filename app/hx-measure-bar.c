/* hx-measure-bar.c: the usual numbers of the record, in a line below its trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-measure-bar.h"

#include <glib/gi18n.h>
#include <math.h>

#define FORMULA "qtc-formula"

/* NULL: the name that the number has everywhere, as a QTc has its formula's. */
static const struct
{
  HxMeasure measure;
  const char *name;
} shown[] = {
  /* Translators: heart rate, as on an ECG's paper: “HR 72 bpm” */
  { HX_MEASURE_HEART_RATE, N_ ("HR") },
  { HX_MEASURE_PR, N_ ("PR") },
  { HX_MEASURE_QRS, N_ ("QRS") },
  { HX_MEASURE_QT, N_ ("QT") },
  { HX_MEASURE_QTC_BAZETT, NULL },
  { HX_MEASURE_QTC_FRIDERICIA, NULL },
  { HX_MEASURE_QTC_FRAMINGHAM, NULL },
  { HX_MEASURE_QTC_HODGES, NULL },
  /* Translators: the electrical axis of the QRS complex: “Axis 52°” */
  { HX_MEASURE_AXIS_QRS, N_ ("Axis") },
};

struct _HxMeasureBar
{
  GtkWidget parent_instance;
  HxRecordMarks *marks;
  GSettings *settings;
  GtkWidget *scroller, *findings, *ask, *numbers[G_N_ELEMENTS (shown)];
  GtkLabel *state; /* while there are no numbers */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (HxMeasureBar, hx_measure_bar, GTK_TYPE_WIDGET)

/* --- showing ---------------------------------------------------------------------------------------- */

static gboolean
is_wanted (HxMeasureBar *self, HxMeasure measure)
{
  return measure < HX_MEASURE_QTC_BAZETT || measure > HX_MEASURE_QTC_HODGES
         || (int)(measure - HX_MEASURE_QTC_BAZETT) == g_settings_get_int (self->settings, FORMULA);
}

static gboolean
is_taken (const HxMeasurements *measured, HxMeasure measure)
{
  return measured && isfinite (measured->values[measure]);
}

/* A row of dashes would hide that all of them have one reason. */
static gboolean
is_any_taken (const HxMeasurements *measured)
{
  gboolean any = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    any = any || is_taken (measured, shown[i].measure);
  return any;
}

static void
show_number (HxMeasureBar *self, guint i, const HxMeasurements *measured)
{
  HxMeasure measure = shown[i].measure;
  const char *title = _ (hx_measure_info (measure)->title);
  g_autofree char *value = hx_record_marks_describe (self->marks, measure);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, value);
  g_autofree char *number = hx_record_marks_dup_number (self->marks, measure);
  /* Several corrected ones would need the whole line for words: an asterisk, which the tooltip explains. */
  gboolean corrected = number && hx_record_marks_is_corrected (self->marks, measure);
  g_autofree char *text = g_strdup_printf ("%s %s%s", shown[i].name ? _ (shown[i].name) : title,
                                           number ? number : "–", corrected ? "*" : "");
  gtk_widget_set_visible (self->numbers[i], is_any_taken (measured) && is_wanted (self, measure));
  gtk_button_set_label (GTK_BUTTON (self->numbers[i]), text);
  gtk_widget_set_tooltip_text (self->numbers[i], spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->numbers[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->numbers[i]),
                                hx_record_marks_get_chosen (self->marks) == (int)measure);
}

static void
show_findings (HxMeasureBar *self, const HxMeasurements *measured, HxRecording *recording)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint index = 0; measured && recording && index < HX_N_QUALITIES; index++)
    {
      g_autofree char *leads = NULL;
      g_autofree char *title = hx_measurements_dup_finding (measured, recording, index, &leads);
      if (title)
        g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? "\n" : "", title, *leads ? ": " : "",
                                leads);
    }
  gtk_widget_set_visible (self->findings, text->len > 0);
  gtk_widget_set_tooltip_text (self->findings, text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->findings), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
}

/* What stands in the place of numbers. */
static char *
describe_state (HxMeasureBar *self, const HxMeasurements *measured)
{
  const char *reason = measured ? measured->reasons[shown[0].measure] : NULL;
  if (reason)
    /* Translators: %s is the reason, "the sampling rate is below 100 Hz" */
    return g_strdup_printf (_ ("Nothing can be measured: %s"), reason);
  return hx_record_marks_describe (self->marks, shown[0].measure);
}

static void
show (HxMeasureBar *self)
{
  HxRecording *recording = hx_record_marks_get_recording (self->marks);
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  const char *problem = hx_record_marks_get_problem (self->marks);
  gboolean begun = hx_record_marks_is_measuring (self->marks);
  g_autofree char *state = NULL;
  self->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    show_number (self, i, measured);
  show_findings (self, measured, recording);
  gtk_widget_set_visible (self->ask, recording && !measured && !begun
                                         && (problem || hx_record_marks_is_long (self->marks)));
  state = describe_state (self, measured);
  gtk_label_set_text (self->state, state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), state);
  gtk_widget_set_visible (GTK_WIDGET (self->state), measured ? !is_any_taken (measured) : problem || begun);
  self->updating = FALSE;
}

static void
changed (HxMeasureBar *self)
{
  HxRecording *recording = hx_record_marks_get_recording (self->marks);
  if (recording && !hx_record_marks_is_long (self->marks) && !hx_record_marks_get_problem (self->marks))
    hx_record_marks_measure (self->marks);
  show (self);
}

/* --- choosing --------------------------------------------------------------------------------------- */

static void
toggled (HxMeasureBar *self, GtkToggleButton *button)
{
  for (guint i = 0; i < G_N_ELEMENTS (shown) && !self->updating; i++)
    if (self->numbers[i] == GTK_WIDGET (button))
      hx_record_marks_choose (self->marks,
                              gtk_toggle_button_get_active (button) ? (int)shown[i].measure : -1);
}

/* --- what it is made of ----------------------------------------------------------------------------- */

static GtkWidget *
new_findings (void)
{
  GtkWidget *findings = gtk_button_new_from_icon_name ("dialog-warning-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (findings), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  /* Translators: something speaks against the signal of this ECG */
                                  _ ("Signal"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (findings), "read.measurements");
  gtk_widget_add_css_class (findings, "flat");
  gtk_widget_add_css_class (findings, "warning");
  return findings;
}

static GtkWidget *
new_box (HxMeasureBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->findings = new_findings ();
  gtk_box_append (GTK_BOX (box), self->findings);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      self->numbers[i] = gtk_toggle_button_new ();
      gtk_widget_add_css_class (self->numbers[i], "flat");
      gtk_widget_add_css_class (self->numbers[i], "numeric");
      g_signal_connect_swapped (self->numbers[i], "toggled", G_CALLBACK (toggled), self);
      gtk_box_append (GTK_BOX (box), self->numbers[i]);
    }
  self->state = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->state, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "measure-state");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->state));
  self->ask = gtk_button_new_with_mnemonic (_ ("_Measure"));
  gtk_widget_set_tooltip_text (self->ask, _ ("Measures the whole recording, in the background"));
  gtk_widget_add_css_class (self->ask, "flat");
  gtk_box_append (GTK_BOX (box), self->ask);
  return box;
}

static void
hx_measure_bar_dispose (GObject *object)
{
  HxMeasureBar *self = HX_MEASURE_BAR (object);
  if (self->marks)
    g_signal_handlers_disconnect_by_data (self->marks, self);
  if (self->settings)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->marks);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (hx_measure_bar_parent_class)->dispose (object);
}

static void
hx_measure_bar_class_init (HxMeasureBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_measure_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "measurebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
hx_measure_bar_init (HxMeasureBar *self)
{
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), new_box (self));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Measurements"),
                                  -1);
}

GtkWidget *
hx_measure_bar_new (HxRecordMarks *marks, GSettings *settings)
{
  HxMeasureBar *self = g_object_new (HX_TYPE_MEASURE_BAR, NULL);
  self->marks = g_object_ref (marks);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (self->ask, "clicked", G_CALLBACK (hx_record_marks_measure), marks,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (marks, "changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (settings, "changed::" FORMULA, G_CALLBACK (show), self);
  changed (self);
  return GTK_WIDGET (self);
}
