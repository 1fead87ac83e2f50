/* hx-adaptive-pair.c: two parts side by side, or one above the other where it is narrow
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-adaptive-pair.h"

struct _HxAdaptivePair
{
  GtkWidget parent_instance;
  GtkWidget *main, *side;
  int side_width, threshold, spacing;
  gboolean side_first;
};

G_DEFINE_FINAL_TYPE (HxAdaptivePair, hx_adaptive_pair, GTK_TYPE_WIDGET)

enum
{
  PROP_MAIN = 1,
  PROP_SIDE,
  PROP_SIDE_WIDTH,
  PROP_THRESHOLD,
  PROP_SPACING,
  PROP_SIDE_FIRST,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static GtkSizeRequestMode
hx_adaptive_pair_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (HxAdaptivePair *self, int *minimum, int *natural)
{
  int main_min, main_nat, side_min, side_nat;
  gtk_widget_measure (self->main, GTK_ORIENTATION_HORIZONTAL, -1, &main_min, &main_nat, NULL, NULL);
  gtk_widget_measure (self->side, GTK_ORIENTATION_HORIZONTAL, -1, &side_min, &side_nat, NULL, NULL);
  *minimum = MAX (main_min, side_min);
  *natural = MAX (*minimum, main_nat + self->spacing + MAX (side_nat, self->side_width));
}

/* Side by side; the main part alone counts as one above the other. */
static gboolean
is_wide (HxAdaptivePair *self, int width)
{
  return width >= self->threshold && gtk_widget_should_layout (self->side);
}

/* The gap between the parts; none if there is only one. */
static int
gap (HxAdaptivePair *self)
{
  return gtk_widget_should_layout (self->side) ? self->spacing : 0;
}

static int
side_width_at (HxAdaptivePair *self)
{
  int minimum;
  gtk_widget_measure (self->side, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return MAX (minimum, self->side_width);
}

static void
measure_height (HxAdaptivePair *self, int width, int *minimum, int *natural)
{
  gboolean wide = is_wide (self, width);
  int side_width = wide ? side_width_at (self) : width;
  int main_width = wide ? MAX (width - side_width - self->spacing, -1) : width;
  int main_min, main_nat, side_min, side_nat;
  gtk_widget_measure (self->main, GTK_ORIENTATION_VERTICAL, main_width, &main_min, &main_nat, NULL, NULL);
  gtk_widget_measure (self->side, GTK_ORIENTATION_VERTICAL, side_width, &side_min, &side_nat, NULL, NULL);
  *minimum = wide ? MAX (main_min, side_min) : main_nat + gap (self) + side_nat;
  *natural = wide ? MAX (main_nat, side_nat) : *minimum;
}

static void
hx_adaptive_pair_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  HxAdaptivePair *self = HX_ADAPTIVE_PAIR (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else if (for_size >= 0)
    measure_height (self, for_size, minimum, natural);
  else
    measure_height (self, self->threshold, minimum, natural);
}

static void
allocate_at (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
hx_adaptive_pair_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxAdaptivePair *self = HX_ADAPTIVE_PAIR (widget);
  GtkWidget *top = self->side_first ? self->side : self->main;
  GtkWidget *bottom = self->side_first ? self->main : self->side;
  int top_height;
  if (is_wide (self, width))
    {
      int side_width = side_width_at (self);
      int main_width = width - side_width - self->spacing;
      gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
      allocate_at (self->main, from_right ? side_width + self->spacing : 0, 0, main_width, height);
      allocate_at (self->side, from_right ? 0 : main_width + self->spacing, 0, side_width, height);
      return;
    }
  if (!gtk_widget_should_layout (self->side))
    {
      allocate_at (self->main, 0, 0, width, height);
      return;
    }
  gtk_widget_measure (top, GTK_ORIENTATION_VERTICAL, width, NULL, &top_height, NULL, NULL);
  allocate_at (top, 0, 0, width, top_height);
  allocate_at (bottom, 0, top_height + self->spacing, width, MAX (height - top_height - self->spacing, 0));
}

static void
hx_adaptive_pair_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxAdaptivePair *self = HX_ADAPTIVE_PAIR (object);
  switch (id)
    {
    case PROP_MAIN:
      self->main = g_value_get_object (value);
      gtk_widget_insert_after (self->main, GTK_WIDGET (self), NULL);
      break;
    case PROP_SIDE:
      self->side = g_value_get_object (value);
      gtk_widget_insert_before (self->side, GTK_WIDGET (self), NULL);
      break;
    case PROP_SIDE_WIDTH:
      self->side_width = g_value_get_int (value);
      break;
    case PROP_THRESHOLD:
      self->threshold = g_value_get_int (value);
      break;
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    default:
      self->side_first = g_value_get_boolean (value);
    }
}

static void
hx_adaptive_pair_dispose (GObject *object)
{
  HxAdaptivePair *self = HX_ADAPTIVE_PAIR (object);
  g_clear_pointer (&self->main, gtk_widget_unparent);
  g_clear_pointer (&self->side, gtk_widget_unparent);
  G_OBJECT_CLASS (hx_adaptive_pair_parent_class)->dispose (object);
}

static void
hx_adaptive_pair_class_init (HxAdaptivePairClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  object_class->set_property = hx_adaptive_pair_set_property;
  object_class->dispose = hx_adaptive_pair_dispose;
  widget_class->get_request_mode = hx_adaptive_pair_get_request_mode;
  widget_class->measure = hx_adaptive_pair_measure;
  widget_class->size_allocate = hx_adaptive_pair_size_allocate;
  props[PROP_MAIN] = g_param_spec_object ("main", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_SIDE] = g_param_spec_object ("side", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_SIDE_WIDTH] = g_param_spec_int ("side-width", NULL, NULL, 0, G_MAXINT, 360, flags);
  props[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 800, flags);
  props[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 12, flags);
  props[PROP_SIDE_FIRST] = g_param_spec_boolean ("side-first", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
hx_adaptive_pair_init (HxAdaptivePair *self)
{
}
