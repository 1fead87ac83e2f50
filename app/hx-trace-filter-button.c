/* hx-trace-filter-button.c: the menu that chooses the filters of the trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-trace-filter-button.h"

#include <glib/gi18n.h>

#define MAX_OPTIONS 5
#define NOTE_CHARS 44

typedef enum
{
  ROW_HIGH_PASS,
  ROW_LOW_PASS,
  ROW_NOTCH,
  ROW_BASELINE,
  N_ROWS,
} Row;

/* One of a row's choices; 0 Hz is "off". */
typedef struct
{
  GtkToggleButton *toggle;
  double frequency_hz;
} Option;

struct _HxTraceFilterButton
{
  GtkWidget parent_instance;
  HxTraceFilters *filters;
  GtkWidget *button, *on;
  GtkLabel *reason;
  Option options[N_ROWS][MAX_OPTIONS];
  guint n_options[N_ROWS];
  gboolean narrow;
  gboolean showing; /* toggles follow the filters, not the other way round */
};

G_DEFINE_FINAL_TYPE (HxTraceFilterButton, hx_trace_filter_button, GTK_TYPE_WIDGET)

/* The choice with @row set to what an option of it stands for. */
static HxFilterChoice
with_option (HxFilterChoice choice, Row row, double frequency_hz)
{
  if (row == ROW_HIGH_PASS)
    choice.high_pass_hz = frequency_hz;
  else if (row == ROW_LOW_PASS)
    choice.low_pass_hz = frequency_hz;
  else if (row == ROW_NOTCH)
    choice.notch_hz = frequency_hz;
  else
    choice.baseline = frequency_hz > 0.0;
  return choice;
}

static double
option_of (const HxFilterChoice *choice, Row row)
{
  return row == ROW_HIGH_PASS  ? choice->high_pass_hz
         : row == ROW_LOW_PASS ? choice->low_pass_hz
         : row == ROW_NOTCH    ? choice->notch_hz
         : choice->baseline    ? 1.0
                               : 0.0;
}

/* --- showing ----------------------------------------------------------------------------- */

static void
show_label (HxTraceFilterButton *self)
{
  HxFilterChoice shown = hx_trace_filters_get_shown (self->filters);
  g_autofree char *text = hx_filter_describe (&shown);
  g_autofree char *spoken = g_strdup_printf (_ ("Filter: %s"), text ? text : _ ("off"));
  /* Translators: %s is what the trace is filtered by, "Filter: off"; F is the key that switches it */
  g_autofree char *tip = g_strdup_printf (_ ("%s (F)"), spoken);
  /* What it is stands at the foot of the trace, which has room for it. */
  if (text)
    gtk_widget_add_css_class (self->button, "accent");
  else
    gtk_widget_remove_css_class (self->button, "accent");
  gtk_widget_set_tooltip_text (self->button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* Sensitive where the recording allows it. @reason: (out) (transfer full): why not. Returns: whether it does
 */
static gboolean
show_option (HxTraceFilterButton *self, Row row, const Option *option, char **reason)
{
  double rate_hz = hx_trace_filters_get_rate_hz (self->filters);
  const HxFilterChoice *choice = hx_trace_filters_get_choice (self->filters);
  HxFilterChoice alone = with_option ((HxFilterChoice){ 0 }, row, option->frequency_hz);
  gboolean available = rate_hz == 0.0 || hx_filter_is_available (&alone, rate_hz, reason);
  gtk_widget_set_sensitive (GTK_WIDGET (option->toggle), available);
  gtk_widget_set_tooltip_text (GTK_WIDGET (option->toggle), available ? NULL : *reason);
  gtk_toggle_button_set_active (option->toggle, option->frequency_hz == option_of (choice, row));
  return available;
}

/* One frequency has its own words; several have one reason, which is said once. */
static char *
join_reasons (HxTraceFilterButton *self, GPtrArray *frequencies, const char *only)
{
  double rate_hz = hx_trace_filters_get_rate_hz (self->filters);
  g_autofree char *joined = NULL;
  if (frequencies->len < 2)
    return g_strdup (only);
  g_ptr_array_add (frequencies, NULL);
  joined = g_strjoinv (", ", (char **)frequencies->pdata);
  return g_strdup_printf (_ ("%s cannot be filtered: the recording has %.4g samples per second, and a filter "
                             "must lie below 0.45 of that, %.3g Hz."),
                          joined, rate_hz, HX_FILTER_MAX_SHARE * rate_hz);
}

static void
show_filters (HxTraceFilterButton *self)
{
  g_autoptr (GPtrArray) frequencies = g_ptr_array_new ();
  g_autofree char *only = NULL;
  g_autofree char *baseline = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *text = NULL;
  self->showing = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->on), hx_trace_filters_get_on (self->filters));
  gtk_widget_set_sensitive (self->on, !hx_filter_is_off (hx_trace_filters_get_choice (self->filters)));
  for (Row row = 0; row < N_ROWS; row++)
    for (guint i = 0; i < self->n_options[row]; i++)
      {
        const Option *option = &self->options[row][i];
        g_autofree char *reason = NULL;
        if (show_option (self, row, option, &reason))
          continue;
        if (row != ROW_BASELINE)
          g_ptr_array_add (frequencies, (char *)gtk_button_get_label (GTK_BUTTON (option->toggle)));
        if (row == ROW_BASELINE)
          baseline = g_steal_pointer (&reason);
        else if (!only)
          only = g_steal_pointer (&reason);
      }
  joined = join_reasons (self, frequencies, only);
  text =
      joined && baseline ? g_strconcat (joined, "\n", baseline, NULL) : g_strdup (joined ? joined : baseline);
  gtk_label_set_text (self->reason, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), text != NULL);
  show_label (self);
  self->showing = FALSE;
}

/* --- choosing ------------------------------------------------------------------------------ */

static void
toggled (HxTraceFilterButton *self, GtkToggleButton *toggle)
{
  if (self->showing || !gtk_toggle_button_get_active (toggle))
    return;
  for (Row row = 0; row < N_ROWS; row++)
    for (guint i = 0; i < self->n_options[row]; i++)
      if (self->options[row][i].toggle == toggle)
        {
          HxFilterChoice choice = with_option (*hx_trace_filters_get_choice (self->filters), row,
                                               self->options[row][i].frequency_hz);
          hx_trace_filters_set_choice (self->filters, &choice);
          return;
        }
}

static void
switched (HxTraceFilterButton *self)
{
  if (!self->showing)
    hx_trace_filters_set_on (self->filters, gtk_switch_get_active (GTK_SWITCH (self->on)));
}

/* --- the popover ----------------------------------------------------------------------------- */

static GtkWidget *
new_row_label (const char *text, gboolean narrow)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), narrow ? 0.0f : 1.0f);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
add_option (HxTraceFilterButton *self, GtkWidget *box, Row row, double frequency_hz, const char *text,
            const char *row_text)
{
  Option *option = &self->options[row][self->n_options[row]++];
  g_autofree char *spoken = g_strdup_printf ("%s: %s", row_text, text);
  option->frequency_hz = frequency_hz;
  option->toggle = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (text));
  if (self->n_options[row] > 1)
    gtk_toggle_button_set_group (option->toggle, self->options[row][0].toggle);
  gtk_widget_add_css_class (GTK_WIDGET (option->toggle), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (option->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_swapped (option->toggle, "toggled", G_CALLBACK (toggled), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (option->toggle));
}

/* In line @line of the grid, or with @below in two, as a phone has no room for both beside each other. */
static void
attach_row (HxTraceFilterButton *self, GtkGrid *grid, const char *text, GtkWidget *widget, int line,
            gboolean below)
{
  gtk_grid_attach (grid, new_row_label (text, self->narrow), 0, 2 * line, 1, 1);
  gtk_grid_attach (grid, widget, below ? 0 : 1, below ? 2 * line + 1 : 2 * line, below ? 2 : 1, 1);
}

static void
add_row (HxTraceFilterButton *self, GtkGrid *grid, Row row, const char *text, const double *frequencies_hz,
         guint n)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (box, "linked");
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  add_option (self, box, row, 0.0, _ ("Off"), text);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *frequency = g_strdup_printf (_ ("%g Hz"), frequencies_hz[i]);
      add_option (self, box, row, frequencies_hz[i], frequency, text);
    }
  if (row == ROW_BASELINE)
    /* Translators: the baseline of the trace is removed */
    add_option (self, box, row, 1.0, _ ("Remove"), text);
  attach_row (self, grid, text, box, (int)row + 1, self->narrow);
}

static GtkWidget *
new_note (void)
{
  GtkWidget *note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (note), 0.0f);
  gtk_label_set_max_width_chars (GTK_LABEL (note), NOTE_CHARS);
  gtk_widget_add_css_class (note, "caption");
  gtk_widget_add_css_class (note, "dim-label");
  return note;
}

static GtkWidget *
new_content (HxTraceFilterButton *self)
{
  static const double high_passes_hz[] = HX_FILTER_HIGH_PASSES_HZ;
  static const double low_passes_hz[] = HX_FILTER_LOW_PASSES_HZ;
  static const double notches_hz[] = HX_FILTER_NOTCHES_HZ;
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *about = new_note ();
  gtk_grid_set_row_spacing (grid, self->narrow ? 3 : 9);
  gtk_grid_set_column_spacing (grid, 12);
  if (self->narrow)
    gtk_widget_add_css_class (GTK_WIDGET (grid), "narrow-filters");
  g_object_set (grid, "margin-top", 9, "margin-bottom", 9, "margin-start", 9, "margin-end", 9, NULL);
  self->on = gtk_switch_new ();
  gtk_widget_set_halign (self->on, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->on), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter the trace"), -1);
  g_signal_connect_swapped (self->on, "notify::active", G_CALLBACK (switched), self);
  attach_row (self, grid, _ ("Filter the trace"), self->on, 0, FALSE);
  add_row (self, grid, ROW_HIGH_PASS, _ ("High pass"), high_passes_hz, G_N_ELEMENTS (high_passes_hz));
  add_row (self, grid, ROW_LOW_PASS, _ ("Low pass"), low_passes_hz, G_N_ELEMENTS (low_passes_hz));
  add_row (self, grid, ROW_NOTCH, _ ("Mains"), notches_hz, G_N_ELEMENTS (notches_hz));
  add_row (self, grid, ROW_BASELINE, _ ("Baseline"), NULL, 0);
  gtk_label_set_text (GTK_LABEL (about),
                      _ ("Only the picture is filtered, without a shift in time. Measurements "
                         "and statements rest on the recording as it is."));
  self->reason = GTK_LABEL (new_note ());
  gtk_grid_attach (grid, GTK_WIDGET (self->reason), 0, 2 * N_ROWS + 2, 2, 1);
  gtk_grid_attach (grid, about, 0, 2 * N_ROWS + 3, 2, 1);
  return GTK_WIDGET (grid);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hx_trace_filter_button_dispose (GObject *object)
{
  HxTraceFilterButton *self = HX_TRACE_FILTER_BUTTON (object);
  if (self->filters)
    g_signal_handlers_disconnect_by_data (self->filters, self);
  g_clear_object (&self->filters);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (hx_trace_filter_button_parent_class)->dispose (object);
}

static void
hx_trace_filter_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  HxTraceFilterButton *self = HX_TRACE_FILTER_BUTTON (object);
  self->narrow = g_value_get_boolean (value);
  if (self->narrow)
    gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "hx-filter-symbolic");
}

static void
hx_trace_filter_button_constructed (GObject *object)
{
  HxTraceFilterButton *self = HX_TRACE_FILTER_BUTTON (object);
  GtkWidget *popover = gtk_popover_new ();
  G_OBJECT_CLASS (hx_trace_filter_button_parent_class)->constructed (object);
  gtk_popover_set_child (GTK_POPOVER (popover), new_content (self));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), popover);
}

static void
hx_trace_filter_button_class_init (HxTraceFilterButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->constructed = hx_trace_filter_button_constructed;
  G_OBJECT_CLASS (klass)->dispose = hx_trace_filter_button_dispose;
  G_OBJECT_CLASS (klass)->set_property = hx_trace_filter_button_set_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), 1,
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
hx_trace_filter_button_init (HxTraceFilterButton *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), _ ("Filter"));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->button), TRUE);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "numeric");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
hx_trace_filter_button_new (void)
{
  return g_object_new (HX_TYPE_TRACE_FILTER_BUTTON, NULL);
}

void
hx_trace_filter_button_set_filters (HxTraceFilterButton *self, HxTraceFilters *filters)
{
  g_return_if_fail (self->filters == NULL);
  self->filters = g_object_ref (filters);
  g_signal_connect_swapped (filters, "changed", G_CALLBACK (show_filters), self);
  show_filters (self);
}
