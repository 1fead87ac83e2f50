/* hx-trace-view-page.c: the trace view: the size and layout of its page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#include <math.h>

#define LEAST_ROW_PX 16
#define NATURAL_WIDTH_PX 800
#define NATURAL_ROW_PX 90
#define FOOTER_PADDING_PX 4

/* Which leads are shown: n_leads values, or NULL for all. */
static gboolean *
find_shown (HxTraceView *self)
{
  guint n_leads = self->recording != NULL ? hx_recording_get_n_leads (self->recording) : 0, n_shown = 0;
  gboolean *shown;

  if (self->leads == NULL || n_leads == 0)
    return NULL;
  shown = g_new0 (gboolean, n_leads);
  for (guint i = 0; i < n_leads; i++)
    for (char **name = self->leads; *name != NULL && !shown[i]; name++)
      shown[i] = g_ascii_strcasecmp (*name, hx_recording_get_lead_name (self->recording, i)) == 0;
  for (guint i = 0; i < n_leads; i++)
    n_shown += shown[i] ? 1 : 0;
  if (n_shown == 0 || n_shown == n_leads)
    g_clear_pointer (&shown, g_free);
  return shown;
}

double
hx_trace_view_get_duration_s (HxTraceView *self)
{
  double duration_s = self->recording != NULL ? hx_recording_get_duration_s (self->recording) : 0.0;

  for (guint i = 0; i < self->others->len; i++)
    {
      HxTraceOther *other = g_ptr_array_index (self->others, i);
      duration_s = MAX (duration_s, hx_recording_get_duration_s (other->recording));
    }
  return duration_s;
}

/* The setup for the layout; @names, one a lead, is filled, @shown is referred to. */
static HxTraceSetup
get_setup (HxTraceView *self, const char **names, const gboolean *shown)
{
  HxTraceSetup setup = { self->arrangement, self->scale, self->speed_mm_s,
                         self->gain_mm_mv,  self->pulse, names };

  if (self->recording != NULL)
    {
      setup.n_leads = hx_recording_get_n_leads (self->recording);
      setup.duration_s = hx_trace_view_get_duration_s (self);
      for (guint i = 0; i < setup.n_leads; i++)
        names[i] = hx_recording_get_lead_name (self->recording, i);
    }
  setup.start_s = self->start_s;
  setup.chest_gain_mm_mv = self->chest_gain_mm_mv;
  setup.rhythm_strips = (guint)self->rhythm_strips;
  setup.cabrera = self->cabrera;
  setup.shown = shown;
  setup.n_blocks = self->comparison == HX_TRACE_STACKED ? self->others->len + 1 : 1;
  setup.true_px_per_mm = self->true_px_per_mm;
  setup.key_px = hx_trace_view_get_key_px (self);
  return setup;
}

int
hx_trace_view_get_footer_px (HxTraceView *self)
{
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (self), "0");
  int height;

  pango_layout_get_pixel_size (text, NULL, &height);
  return height + 2 * FOOTER_PADDING_PX;
}

const HxTraceLayout *
hx_trace_view_get_layout (HxTraceView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (self->layout_stale)
    {
      g_autofree gboolean *shown = find_shown (self);
      HxTraceSetup setup;

      hx_trace_layout_clear (&self->layout);
      g_free (self->lead_names);
      self->lead_names =
          g_new0 (const char *, (self->recording ? hx_recording_get_n_leads (self->recording) : 0) + 1);
      setup = get_setup (self, self->lead_names, shown);
      hx_trace_layout_compute (&self->layout, &setup, MAX (gtk_widget_get_width (widget), 1),
                               MAX (gtk_widget_get_height (widget), 1), gtk_widget_get_scale_factor (widget),
                               hx_trace_view_get_footer_px (self)
                                   + hx_trace_view_overlay_get_legend_px (self));
      self->layout_stale = FALSE;
    }
  return &self->layout;
}

double
hx_trace_view_get_max_start_s (HxTraceView *self)
{
  return hx_trace_layout_max_start_s (hx_trace_view_get_duration_s (self),
                                      hx_trace_view_get_layout (self)->page_s);
}

double
hx_trace_view_get_page_s (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), HX_TRACE_PAGE_S);
  return hx_trace_view_get_layout (self)->page_s;
}

static void
on_time_changed (GtkAdjustment *time, HxTraceView *self)
{
  if (self->time_is_ours)
    return;
  hx_trace_motion_stop (self);
  hx_trace_view_set_start_s (self, gtk_adjustment_get_value (time));
}

GtkAdjustment *
hx_trace_view_get_time_adjustment (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  return self->time;
}

void
hx_trace_view_update_time (HxTraceView *self)
{
  double page_s = hx_trace_view_get_layout (self)->page_s;
  double duration_s = hx_trace_view_get_duration_s (self);

  if (self->time == NULL)
    {
      self->time = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
      g_signal_connect (self->time, "value-changed", G_CALLBACK (on_time_changed), self);
    }
  self->time_is_ours = TRUE;
  gtk_adjustment_configure (self->time, self->start_s, 0.0, MAX (duration_s, page_s), page_s / 10.0,
                            page_s * 0.9, page_s);
  self->time_is_ours = FALSE;
}

void
hx_trace_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  guint n_leads = self->recording != NULL ? hx_recording_get_n_leads (self->recording) : 0;
  g_autofree const char **names = g_new0 (const char *, n_leads + 1);
  g_autofree gboolean *shown = find_shown (self);
  HxTraceSetup setup = get_setup (self, names, shown);
  double width_mm, height_mm;
  int n_rows = hx_trace_layout_size_mm (&setup, &width_mm, &height_mm);
  int footer_px = hx_trace_view_get_footer_px (self) + hx_trace_view_overlay_get_legend_px (self);

  int keys_px = (int)(setup.n_blocks * setup.key_px);
  /* Several pages have a gap of millimetres, in which the name has room at true size. */
  int key_px = setup.n_blocks > 1 ? 0 : keys_px;

  if (self->scale == HX_TRACE_TRUE_SIZE)
    {
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        *minimum = *natural = (int)ceil (width_mm * self->true_px_per_mm);
      else
        *minimum = *natural = (int)ceil (height_mm * self->true_px_per_mm + key_px) + footer_px;
    }
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = HX_TRACE_VIEW_LEAST_PX;
      *natural = NATURAL_WIDTH_PX;
    }
  else
    {
      *minimum = n_rows * LEAST_ROW_PX + keys_px + footer_px;
      *natural = MAX (n_rows * NATURAL_ROW_PX + footer_px, *minimum);
    }
}

graphene_rect_t
hx_trace_view_get_visible (HxTraceView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t visible, window;

  graphene_rect_init (&visible, 0, 0, (float)gtk_widget_get_width (widget),
                      (float)gtk_widget_get_height (widget));
  if (viewport != NULL && gtk_widget_compute_bounds (viewport, widget, &window))
    graphene_rect_intersection (&visible, &window, &visible);
  return visible;
}

/* Names and scale stay in sight while the page is scrolled, so they are drawn anew. */
void
hx_trace_view_map (GtkWidget *widget)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  if (viewport != NULL)
    {
      self->scrolling[0] = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (viewport));
      self->scrolling[1] = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
      for (int i = 0; i < 2; i++)
        {
          g_object_ref (self->scrolling[i]);
          g_signal_connect_swapped (self->scrolling[i], "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                                    self);
        }
    }
  GTK_WIDGET_CLASS (g_type_class_peek_parent (GTK_WIDGET_GET_CLASS (widget)))->map (widget);
}

void
hx_trace_view_unmap (GtkWidget *widget)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);

  hx_trace_motion_stop (self);
  for (int i = 0; i < 2; i++)
    if (self->scrolling[i] != NULL)
      {
        g_signal_handlers_disconnect_by_data (self->scrolling[i], self);
        g_clear_object (&self->scrolling[i]);
      }
  GTK_WIDGET_CLASS (g_type_class_peek_parent (GTK_WIDGET_GET_CLASS (widget)))->unmap (widget);
}
