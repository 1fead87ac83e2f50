/* hx-leads-button.c: the popover that chooses the leads of the trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-leads-button.h"

#include <glib/gi18n.h>

#define N_ROWS 6
#define SPACING_PX 6
#define MARGIN_PX 12

struct _HxLeadsButton
{
  GtkWidget parent_instance;
  HxTraceView *trace;
  GtkMenuButton *button;
  GtkWidget *popover, *grid;
  GPtrArray *checks; /* a GtkCheckButton for each lead of the recording that the popover was opened on */
  gboolean updating; /* the boxes follow the trace, not the other way round */
};

G_DEFINE_FINAL_TYPE (HxLeadsButton, hx_leads_button, GTK_TYPE_WIDGET)

static gboolean
is_shown (HxLeadsButton *self, const char *name)
{
  const char *const *leads = hx_trace_view_get_leads (self->trace);
  for (guint i = 0; leads && leads[i]; i++)
    if (g_ascii_strcasecmp (leads[i], name) == 0)
      return TRUE;
  return leads == NULL;
}

static void
show_choice (HxLeadsButton *self)
{
  HxRecording *recording = hx_trace_view_get_recording (self->trace);
  guint n_leads = recording ? hx_recording_get_n_leads (recording) : 0, n_shown = 0;
  const char *last = NULL;
  g_autofree char *text = NULL;
  for (guint i = 0; i < n_leads; i++)
    {
      const char *name = hx_recording_get_lead_name (recording, i);
      if (is_shown (self, name))
        {
          n_shown++;
          last = name;
        }
    }
  if (n_shown == 0 || n_shown == n_leads)
    {
      gtk_menu_button_set_icon_name (self->button, "view-list-symbolic");
      return;
    }
  if (n_shown == 1)
    text = g_strdup_printf (_ ("Lead %s"), last);
  else
    text = g_strdup_printf (ngettext ("%u lead", "%u leads", n_shown), n_shown);
  gtk_menu_button_set_label (self->button, text);
}

/* A choice that a recording has nothing of is shown whole, as the trace does. */
static void
update_checks (HxLeadsButton *self)
{
  HxRecording *recording = hx_trace_view_get_recording (self->trace);
  guint n_shown = 0;
  show_choice (self);
  if (!recording || self->checks->len != hx_recording_get_n_leads (recording))
    return;
  self->updating = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    n_shown += is_shown (self, hx_recording_get_lead_name (recording, i)) ? 1 : 0;
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->checks, i),
                                 n_shown == 0 || is_shown (self, hx_recording_get_lead_name (recording, i)));
  self->updating = FALSE;
}

static void
on_toggled (HxLeadsButton *self)
{
  HxRecording *recording = hx_trace_view_get_recording (self->trace);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  guint n = 0;
  if (self->updating || !recording)
    return;
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      {
        g_strv_builder_add (builder, hx_recording_get_lead_name (recording, i));
        n++;
      }
  names = g_strv_builder_end (builder);
  if (n > 0)
    hx_trace_view_set_leads (self->trace, n == self->checks->len ? NULL : (const char *const *)names);
  /* The last one stays. */
  update_checks (self);
}

static void
choose_range (HxLeadsButton *self, HxLead first, HxLead last)
{
  const char *names[HX_N_STANDARD_LEADS + 1] = { NULL };
  guint n = 0;
  for (int lead = (int)first; lead <= (int)last; lead++)
    names[n++] = hx_lead_name ((HxLead)lead);
  hx_trace_view_set_leads (self->trace, names);
}

static void
choose_all (HxLeadsButton *self)
{
  hx_trace_view_set_leads (self->trace, NULL);
}

static void
choose_limb (HxLeadsButton *self)
{
  choose_range (self, HX_LEAD_I, HX_LEAD_AVF);
}

static void
choose_chest (HxLeadsButton *self)
{
  choose_range (self, HX_LEAD_V1, HX_LEAD_V6);
}

static void
choose_one (GtkWidget *only, HxLeadsButton *self)
{
  const char *const names[] = { gtk_widget_get_name (only), NULL };
  hx_trace_view_set_leads (self->trace, names);
}

/* A check box, and beside it a button for this lead alone. */
static void
add_lead (HxLeadsButton *self, const char *name, int index)
{
  GtkWidget *check = gtk_check_button_new_with_label (name);
  GtkWidget *only = gtk_button_new_with_label (_ ("Only"));
  g_autofree char *tip = g_strdup_printf (_ ("Show lead %s alone"), name);
  gtk_widget_set_name (only, name);
  gtk_widget_add_css_class (only, "flat");
  gtk_widget_add_css_class (only, "caption");
  gtk_widget_set_tooltip_text (only, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (only), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_set_hexpand (check, TRUE);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_toggled), self);
  g_signal_connect (only, "clicked", G_CALLBACK (choose_one), self);
  gtk_grid_attach (GTK_GRID (self->grid), check, index / N_ROWS * 2, index % N_ROWS, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), only, index / N_ROWS * 2 + 1, index % N_ROWS, 1, 1);
  g_ptr_array_add (self->checks, check);
}

/* The boxes are made when they are to be seen: a reader turns from record to record without them. */
static void
fill_popover (GtkMenuButton *button, gpointer user_data)
{
  HxLeadsButton *self = user_data;
  HxRecording *recording = hx_trace_view_get_recording (self->trace);
  GtkWidget *child;
  g_ptr_array_set_size (self->checks, 0);
  while ((child = gtk_widget_get_first_child (self->grid)))
    gtk_grid_remove (GTK_GRID (self->grid), child);
  for (guint i = 0; recording && i < hx_recording_get_n_leads (recording); i++)
    add_lead (self, hx_recording_get_lead_name (recording, i), (int)i);
  update_checks (self);
}

static void
on_recording (HxLeadsButton *self)
{
  show_choice (self);
  if (gtk_widget_get_mapped (self->popover))
    fill_popover (self->button, self);
}

static void
add_button (HxLeadsButton *self, GtkWidget *box, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_content (HxLeadsButton *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, MARGIN_PX);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (buttons, "linked");
  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  add_button (self, buttons, _ ("_All"), G_CALLBACK (choose_all));
  add_button (self, buttons, _ ("_Limb"), G_CALLBACK (choose_limb));
  add_button (self, buttons, _ ("_Chest"), G_CALLBACK (choose_chest));
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), SPACING_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->grid);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_width (GTK_SCROLLED_WINDOW (scroller), 480);
  gtk_box_append (GTK_BOX (content), buttons);
  gtk_box_append (GTK_BOX (content), scroller);
  gtk_widget_set_margin_start (content, SPACING_PX);
  gtk_widget_set_margin_end (content, SPACING_PX);
  gtk_widget_set_margin_top (content, SPACING_PX);
  gtk_widget_set_margin_bottom (content, SPACING_PX);
  return content;
}

static void
hx_leads_button_dispose (GObject *object)
{
  HxLeadsButton *self = HX_LEADS_BUTTON (object);
  if (self->button)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->trace);
  G_OBJECT_CLASS (hx_leads_button_parent_class)->dispose (object);
}

static void
hx_leads_button_class_init (HxLeadsButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_leads_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
hx_leads_button_init (HxLeadsButton *self)
{
  self->checks = g_ptr_array_new ();
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), make_content (self));
  gtk_menu_button_set_popover (self->button, self->popover);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Leads shown"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Leads shown"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
}

GtkWidget *
hx_leads_button_new (void)
{
  return g_object_new (HX_TYPE_LEADS_BUTTON, NULL);
}

void
hx_leads_button_set_trace (HxLeadsButton *self, HxTraceView *trace)
{
  g_return_if_fail (HX_IS_LEADS_BUTTON (self) && self->trace == NULL);
  self->trace = g_object_ref (trace);
  g_signal_connect_object (trace, "notify::recording", G_CALLBACK (on_recording), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "notify::leads", G_CALLBACK (update_checks), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (self->button, fill_popover, self, NULL);
  show_choice (self);
}
