/* hx-margin-bar.c: a margin as a bar left or right of zero
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-margin-bar.h"

#include "ui/hx-draw.h"
#include "ui/hx-palette.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_WIDTH_PX 32
#define NATURAL_WIDTH_PX 64
#define HEIGHT_PX 16
#define BAR_PX 6
#define RADIUS_PX 2.0f

struct _HxMarginBar
{
  GtkWidget parent_instance;

  double margin; /* in [-1, 1], or NaN */
};

G_DEFINE_FINAL_TYPE (HxMarginBar, hx_margin_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_MARGIN = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
draw_bar (GtkSnapshot *snapshot, double from, double to, double y, double height, const GdkRGBA *color)
{
  GskRoundedRect bar;

  if (to - from <= 0.0)
    return;
  gsk_rounded_rect_init_from_rect (
      &bar, &GRAPHENE_RECT_INIT ((float)from, (float)y, (float)(to - from), (float)height), RADIUS_PX);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
hx_margin_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxMarginBar *self = HX_MARGIN_BAR (widget);
  const HxPalette *palette = hx_palette_get (hx_palette_scheme_for (widget));
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double zero = floor (width / 2.0), top = floor ((height - BAR_PX) / 2.0), end;

  if (isnan (self->margin))
    {
      hx_draw_centred (widget, snapshot, "—", &palette->text_dim);
      return;
    }
  draw_bar (snapshot, 0.0, width, top, BAR_PX, &palette->rule);
  end = zero + self->margin * width / 2.0;
  draw_bar (snapshot, MIN (zero, end), MAX (zero, end), top, BAR_PX,
            self->margin > 0.0 ? &palette->with : &palette->without);
  gtk_snapshot_append_color (
      snapshot, &palette->text,
      &GRAPHENE_RECT_INIT ((float)zero, (float)top - 3.0f, 1.0f, (float)BAR_PX + 6.0f));
}

static void
hx_margin_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH_PX;
      *natural = NATURAL_WIDTH_PX;
    }
  else
    *minimum = *natural = HEIGHT_PX;
}

static char *
describe (HxMarginBar *self)
{
  if (isnan (self->margin))
    return g_strdup (_ ("no margin"));
  /* The signs are drawn as people write them. */
  return g_strdup_printf (_ ("margin %s%.2f"), self->margin < 0.0 ? "−" : "+", fabs (self->margin));
}

static void
update_label (HxMarginBar *self)
{
  g_autofree char *label = describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (isnan (self->margin))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, -1.0,
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                    self->margin, -1);
}

/* Made when it is asked for: setting a tooltip's text asks the display server where the pointer is. */
static gboolean
hx_margin_bar_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = describe (HX_MARGIN_BAR (widget));

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
hx_margin_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MARGIN)
    g_value_set_double (value, HX_MARGIN_BAR (object)->margin);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hx_margin_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MARGIN)
    hx_margin_bar_set_margin (HX_MARGIN_BAR (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hx_margin_bar_class_init (HxMarginBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hx_margin_bar_get_property;
  object_class->set_property = hx_margin_bar_set_property;
  widget_class->snapshot = hx_margin_bar_snapshot;
  widget_class->query_tooltip = hx_margin_bar_query_tooltip;
  widget_class->measure = hx_margin_bar_measure;

  properties[PROP_MARGIN] =
      g_param_spec_double ("margin", NULL, NULL, -1.0, 1.0, 0.0,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "marginbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
hx_margin_bar_init (HxMarginBar *self)
{
  self->margin = NAN;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  hx_palette_watch (GTK_WIDGET (self));
  update_label (self);
}

GtkWidget *
hx_margin_bar_new (void)
{
  return g_object_new (HX_TYPE_MARGIN_BAR, NULL);
}

void
hx_margin_bar_set_margin (HxMarginBar *self, double margin)
{
  g_return_if_fail (HX_IS_MARGIN_BAR (self));

  if (self->margin == margin || (isnan (self->margin) && isnan (margin)))
    return;
  self->margin = isnan (margin) ? margin : CLAMP (margin, -1.0, 1.0);
  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MARGIN]);
}

double
hx_margin_bar_get_margin (HxMarginBar *self)
{
  g_return_val_if_fail (HX_IS_MARGIN_BAR (self), NAN);
  return self->margin;
}
