/* hx-screen-ruler.c: a card or a ruler drawn at a size that is to be matched
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-screen-ruler.h"

#include "ui/hx-draw.h"
#include "ui/hx-palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define MARGIN_PX 12.0
#define CORNER_MM 3.18
#define RULER_HEIGHT_MM 20.0
#define LINE_PX 2.0

struct _HxScreenRuler
{
  GtkWidget parent_instance;
  GtkAdjustment *px_per_mm;
  gboolean card;
  double begin_px_per_mm; /* when the drag began */
};

G_DEFINE_FINAL_TYPE (HxScreenRuler, hx_screen_ruler, GTK_TYPE_WIDGET)

static void
get_size_mm (HxScreenRuler *self, double *width_mm, double *height_mm)
{
  *width_mm = self->card ? HX_SCREEN_CARD_WIDTH_MM : HX_SCREEN_RULER_MM;
  *height_mm = self->card ? HX_SCREEN_CARD_HEIGHT_MM : RULER_HEIGHT_MM;
}

static void
rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0.0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0.0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

/* A stroke every millimetre, longer ones every five, numbers every ten. */
static void
draw_scale (HxScreenRuler *self, GtkSnapshot *snapshot, const HxPalette *palette, double px_per_mm)
{
  for (int mm = 0; mm <= (int)HX_SCREEN_RULER_MM; mm++)
    {
      double x = MARGIN_PX + mm * px_per_mm;
      double length_mm = mm % 10 == 0 ? 8.0 : mm % 5 == 0 ? 6.0 : 4.0;
      gtk_snapshot_append_color (
          snapshot, &palette->text,
          &GRAPHENE_RECT_INIT ((float)x - 0.5f, (float)MARGIN_PX, 1.0f, (float)(length_mm * px_per_mm)));
      if (mm % 10 == 0)
        {
          g_autofree char *text = g_strdup_printf ("%d", mm);
          g_autoptr (PangoLayout) number = hx_draw_layout (GTK_WIDGET (self), text, 0.87, FALSE);
          double align = mm == 0 ? -0.3 : mm == (int)HX_SCREEN_RULER_MM ? 1.2 : 0.5;
          hx_draw_layout_at (snapshot, number, x, MARGIN_PX + 9.0 * px_per_mm, align, 0.0, &palette->text);
        }
    }
}

static void
hx_screen_ruler_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxScreenRuler *self = HX_SCREEN_RULER (widget);
  const HxPalette *palette = hx_palette_get (hx_palette_scheme_for (widget));
  double px_per_mm = gtk_adjustment_get_value (self->px_per_mm), width_mm, height_mm;
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                                (float)gtk_widget_get_height (widget)));
  get_size_mm (self, &width_mm, &height_mm);
  /* The line lies outside of the area that is matched. */
  rounded_rectangle (cr, MARGIN_PX - LINE_PX / 2, MARGIN_PX - LINE_PX / 2, width_mm * px_per_mm + LINE_PX,
                     height_mm * px_per_mm + LINE_PX, self->card ? CORNER_MM * px_per_mm : LINE_PX);
  hx_draw_set_source (cr, &palette->ground, 1.0);
  cairo_fill_preserve (cr);
  hx_draw_set_source (cr, &palette->focus, 1.0);
  cairo_set_line_width (cr, LINE_PX);
  cairo_stroke (cr);
  cairo_destroy (cr);
  if (self->card)
    {
      g_autofree char *text =
          g_strdup_printf ("%.2f × %.2f mm", HX_SCREEN_CARD_WIDTH_MM, HX_SCREEN_CARD_HEIGHT_MM);
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, text, 1.0, FALSE);
      hx_draw_layout_at (snapshot, layout, MARGIN_PX + width_mm * px_per_mm / 2,
                         MARGIN_PX + height_mm * px_per_mm / 2, 0.5, 0.5, &palette->text_dim);
    }
  else
    draw_scale (self, snapshot, palette, px_per_mm);
}

static void
hx_screen_ruler_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  HxScreenRuler *self = HX_SCREEN_RULER (widget);
  double px_per_mm = gtk_adjustment_get_value (self->px_per_mm);
  double mm = orientation == GTK_ORIENTATION_HORIZONTAL ? HX_SCREEN_CARD_WIDTH_MM : HX_SCREEN_CARD_HEIGHT_MM;
  *minimum = *natural = (int)ceil (mm * px_per_mm + 2.0 * MARGIN_PX);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, HxScreenRuler *self)
{
  self->begin_px_per_mm = gtk_adjustment_get_value (self->px_per_mm);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* Along the edge's own direction; the other side stays where it is. */
static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, HxScreenRuler *self)
{
  double width_mm, height_mm;
  get_size_mm (self, &width_mm, &height_mm);
  gtk_adjustment_set_value (self->px_per_mm, self->begin_px_per_mm
                                                 + (fabs (dx) >= fabs (dy) ? dx / width_mm : dy / height_mm));
}

static void
hx_screen_ruler_dispose (GObject *object)
{
  g_clear_object (&HX_SCREEN_RULER (object)->px_per_mm);
  G_OBJECT_CLASS (hx_screen_ruler_parent_class)->dispose (object);
}

static void
hx_screen_ruler_class_init (HxScreenRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_screen_ruler_dispose;
  widget_class->snapshot = hx_screen_ruler_snapshot;
  widget_class->measure = hx_screen_ruler_measure;
  gtk_widget_class_set_css_name (widget_class, "ruler");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_screen_ruler_init (HxScreenRuler *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  self->card = TRUE;
  self->px_per_mm = g_object_ref_sink (gtk_adjustment_new (4.0, 1.0, 10.0, 0.01, 0.1, 0.0));
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "nwse-resize");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Outline of a card or ruler"), -1);
  hx_palette_watch (GTK_WIDGET (self));
}

GtkWidget *
hx_screen_ruler_new (void)
{
  return g_object_new (HX_TYPE_SCREEN_RULER, NULL);
}

void
hx_screen_ruler_set_adjustment (HxScreenRuler *self, GtkAdjustment *px_per_mm)
{
  g_return_if_fail (HX_IS_SCREEN_RULER (self));
  g_set_object (&self->px_per_mm, px_per_mm);
  g_signal_connect_object (px_per_mm, "value-changed", G_CALLBACK (gtk_widget_queue_resize), self,
                           G_CONNECT_SWAPPED);
}

void
hx_screen_ruler_set_card (HxScreenRuler *self, gboolean card)
{
  g_return_if_fail (HX_IS_SCREEN_RULER (self));
  self->card = card;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
