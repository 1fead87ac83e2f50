/* hx-statement-scale.c: one statement's score and its two branches on a scale
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-statement-scale.h"

#include "ui/hx-draw.h"
#include "ui/hx-palette.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_WIDTH_PX 72
#define NATURAL_WIDTH_PX 160
#define HEIGHT_PX 22
#define MARGIN_PX 10.0
/* The three marks fit into each other, so that all are seen where the branches agree. */
#define RING_RADIUS_PX 5.5
#define DIAMOND_RADIUS_PX 9.0
#define MARK_RADIUS_PX 3.25
#define MARK_LINE_PX 1.75
#define HALO_PX 0.75
#define TICK_PX 9.0
#define END_TICK_PX 2.5
#define SPAN_PX 3.0

struct _HxStatementScale
{
  GtkWidget parent_instance;

  double score, fused, decoupled, gate, threshold; /* in [0, 1]; NaN where there is nothing */
};

G_DEFINE_FINAL_TYPE (HxStatementScale, hx_statement_scale, GTK_TYPE_WIDGET)

typedef struct
{
  cairo_t *cr;
  const HxPalette *palette;
  double left, length, middle_y;
} Scale;

static double
position (const Scale *scale, double value)
{
  return scale->left + CLAMP (value, 0.0, 1.0) * scale->length;
}

static void
draw_line (const Scale *scale, double from, double to, double width, const GdkRGBA *color)
{
  hx_draw_set_source (scale->cr, color, 1.0);
  cairo_set_line_width (scale->cr, width);
  cairo_move_to (scale->cr, from, scale->middle_y);
  cairo_line_to (scale->cr, to, scale->middle_y);
  cairo_stroke (scale->cr);
}

static void
draw_tick (const Scale *scale, double value, double reach, const GdkRGBA *color)
{
  double x = floor (position (scale, value)) + 0.5;

  hx_draw_set_source (scale->cr, color, 1.0);
  cairo_set_line_width (scale->cr, 1.0);
  cairo_move_to (scale->cr, x, scale->middle_y - reach);
  cairo_line_to (scale->cr, x, scale->middle_y + reach);
  cairo_stroke (scale->cr);
}

static void
path_ring (const Scale *scale, double value)
{
  cairo_new_path (scale->cr);
  cairo_arc (scale->cr, position (scale, value), scale->middle_y, RING_RADIUS_PX, 0.0, 2.0 * G_PI);
  cairo_close_path (scale->cr);
}

static void
path_diamond (const Scale *scale, double value)
{
  double x = position (scale, value), y = scale->middle_y;

  cairo_new_path (scale->cr);
  cairo_move_to (scale->cr, x, y - DIAMOND_RADIUS_PX);
  cairo_line_to (scale->cr, x + DIAMOND_RADIUS_PX, y);
  cairo_line_to (scale->cr, x, y + DIAMOND_RADIUS_PX);
  cairo_line_to (scale->cr, x - DIAMOND_RADIUS_PX, y);
  cairo_close_path (scale->cr);
}

/* Clears what lies under a mark, with a halo around it. */
static void
clear_under (const Scale *scale)
{
  hx_draw_set_source (scale->cr, &scale->palette->ground, 1.0);
  cairo_set_line_width (scale->cr, MARK_LINE_PX + 2.0 * HALO_PX);
  cairo_stroke_preserve (scale->cr);
  cairo_fill (scale->cr);
}

static void
stroke (const Scale *scale, const GdkRGBA *color)
{
  hx_draw_set_source (scale->cr, color, 1.0);
  cairo_set_line_width (scale->cr, MARK_LINE_PX);
  cairo_stroke (scale->cr);
}

/* Both marks are cleared before either is drawn: neither hides the other. */
static void
draw_branches (const Scale *scale, double fused, double decoupled)
{
  for (int pass = 0; pass < 2; pass++)
    {
      if (!isnan (fused))
        {
          path_ring (scale, fused);
          if (pass == 0)
            clear_under (scale);
          else
            stroke (scale, &scale->palette->fused);
        }
      if (!isnan (decoupled))
        {
          path_diamond (scale, decoupled);
          if (pass == 0)
            clear_under (scale);
          else
            stroke (scale, &scale->palette->decoupled);
        }
    }
}

static void
draw_merged (const Scale *scale, double value)
{
  double x = position (scale, value);

  cairo_new_path (scale->cr);
  cairo_arc (scale->cr, x, scale->middle_y, MARK_RADIUS_PX + HALO_PX, 0.0, 2.0 * G_PI);
  hx_draw_set_source (scale->cr, &scale->palette->ground, 1.0);
  cairo_fill (scale->cr);
  cairo_arc (scale->cr, x, scale->middle_y, MARK_RADIUS_PX, 0.0, 2.0 * G_PI);
  hx_draw_set_source (scale->cr, &scale->palette->merged, 1.0);
  cairo_fill (scale->cr);
}

static void
hx_statement_scale_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxStatementScale *self = HX_STATEMENT_SCALE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  Scale scale = { .palette = hx_palette_get (hx_palette_scheme_for (widget)) };

  if (width <= 2 * MARGIN_PX)
    return;
  scale.cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  scale.left = MARGIN_PX;
  scale.length = width - 2.0 * MARGIN_PX;
  scale.middle_y = floor (height / 2.0) + 0.5;

  draw_line (&scale, scale.left, scale.left + scale.length, 1.0, &scale.palette->axis);
  draw_tick (&scale, 0.0, END_TICK_PX, &scale.palette->axis);
  draw_tick (&scale, 1.0, END_TICK_PX, &scale.palette->axis);
  if (!isnan (self->fused) && !isnan (self->decoupled))
    draw_line (&scale, position (&scale, self->fused), position (&scale, self->decoupled), SPAN_PX,
               &scale.palette->axis);
  if (!isnan (self->threshold))
    draw_tick (&scale, self->threshold, TICK_PX, &scale.palette->text);
  draw_branches (&scale, self->fused, self->decoupled);
  if (!isnan (self->score))
    draw_merged (&scale, self->score);
  cairo_destroy (scale.cr);
}

static void
hx_statement_scale_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
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

/* Takes @part over. */
static void
append_part (GString *text, const char *separator, char *part)
{
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
  g_free (part);
}

static char *
describe (HxStatementScale *self, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!isnan (self->score))
    append_part (text, separator, g_strdup_printf (_ ("score %.2f"), self->score));
  if (!isnan (self->fused))
    append_part (text, separator, g_strdup_printf (_ ("fused %.2f"), self->fused));
  if (!isnan (self->decoupled))
    append_part (text, separator, g_strdup_printf (_ ("decoupled %.2f"), self->decoupled));
  if (!isnan (self->gate))
    append_part (text, separator, g_strdup_printf (_ ("gate %.2f"), self->gate));
  if (!isnan (self->threshold))
    append_part (text, separator, g_strdup_printf (_ ("threshold %.2f"), self->threshold));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_texts (HxStatementScale *self)
{
  g_autofree char *label = describe (self, ", ");

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label[0] != '\0' ? label : _ ("no score"),
      GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0, -1);
  if (isnan (self->score))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->score,
                                    -1);
}

/* Made when it is asked for: setting a tooltip's text asks the display server where the pointer is. */
static gboolean
hx_statement_scale_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = describe (HX_STATEMENT_SCALE (widget), "\n");

  gtk_tooltip_set_text (tooltip, text);
  return text[0] != '\0';
}

static void
hx_statement_scale_class_init (HxStatementScaleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = hx_statement_scale_snapshot;
  widget_class->query_tooltip = hx_statement_scale_query_tooltip;
  widget_class->measure = hx_statement_scale_measure;
  gtk_widget_class_set_css_name (widget_class, "statementscale");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
hx_statement_scale_init (HxStatementScale *self)
{
  self->score = self->fused = self->decoupled = self->gate = self->threshold = NAN;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  hx_palette_watch (GTK_WIDGET (self));
  update_texts (self);
}

GtkWidget *
hx_statement_scale_new (void)
{
  return g_object_new (HX_TYPE_STATEMENT_SCALE, NULL);
}

static double
sigmoid (double logit)
{
  return 1.0 / (1.0 + exp (-logit));
}

void
hx_statement_scale_set (HxStatementScale *self, double score, double fused_logit, double decoupled_logit,
                        double gate, double threshold)
{
  g_return_if_fail (HX_IS_STATEMENT_SCALE (self));

  self->score = score;
  self->fused = sigmoid (fused_logit);
  self->decoupled = sigmoid (decoupled_logit);
  self->gate = gate;
  self->threshold = threshold;
  update_texts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
