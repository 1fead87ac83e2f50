/* hx-strip.c: a small strip of one lead, for list rows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-strip.h"

#include "ui/hx-draw.h"
#include "ui/hx-palette.h"
#include "ui/hx-raster.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NATURAL_WIDTH_PX 180
#define NATURAL_HEIGHT_PX 32
#define LINE_PX 1.1f
#define LEAST_RANGE_MV 1.5
/* This share of the samples may lie beyond either edge, so that one spike does not flatten a strip. */
#define CUT_SHARE 0.0025
#define N_BINS 256
/* The first histogram spans all values; the second, what the first leaves. */
#define N_PASSES 2

struct _HxStrip
{
  GtkWidget parent_instance;

  GBytes *samples;
  double rate_hz;
  char *lead_name;
  int natural_width, natural_height;

  GdkTexture *texture; /* NULL when stale */
  GdkRGBA texture_color;
  int texture_scale;
};

G_DEFINE_FINAL_TYPE (HxStrip, hx_strip, GTK_TYPE_WIDGET)

static const float *
get_samples (HxStrip *self, gsize *n)
{
  gsize size = 0;
  const float *samples = self->samples != NULL ? g_bytes_get_data (self->samples, &size) : NULL;

  *n = size / sizeof (float);
  return samples;
}

/* Narrows [low, high] to the values between the shares cut off at either end. */
static void
narrow (const float *samples, gsize n, double *low, double *high)
{
  guint bins[N_BINS] = { 0 };
  double per_mv = N_BINS / (*high - *low), step = (*high - *low) / N_BINS, base = *low;
  gsize n_counted = 0, below = 0, above = 0;
  int first = 0, last = N_BINS - 1;
  double cut;

  for (gsize i = 0; i < n; i++)
    if (samples[i] >= *low && samples[i] <= *high)
      {
        bins[MIN ((int)((samples[i] - *low) * per_mv), N_BINS - 1)]++;
        n_counted++;
      }
  cut = (double)n_counted * CUT_SHARE;
  while (first < last && (double)(below += bins[first]) <= cut)
    first++;
  while (last > first && (double)(above += bins[last]) <= cut)
    last--;
  *low = base + first * step;
  *high = base + (last + 1) * step;
}

/* The voltages at the lower and upper edge. FALSE without a finite sample. */
static gboolean
find_range (const float *samples, gsize n, double *low, double *high)
{
  double middle;

  *low = INFINITY;
  *high = -INFINITY;
  for (gsize i = 0; i < n; i++)
    if (isfinite (samples[i]))
      {
        *low = MIN (*low, samples[i]);
        *high = MAX (*high, samples[i]);
      }
  if (*low > *high)
    return FALSE;
  for (int pass = 0; pass<N_PASSES && * high - *low> LEAST_RANGE_MV; pass++)
    narrow (samples, n, low, high);
  middle = (*low + *high) / 2.0;
  if (*high - *low < LEAST_RANGE_MV)
    {
      *low = middle - LEAST_RANGE_MV / 2.0;
      *high = middle + LEAST_RANGE_MV / 2.0;
    }
  return TRUE;
}

static GdkTexture *
paint (HxStrip *self, int width, int height, const GdkRGBA *color)
{
  HxRaster raster;
  HxRasterTrace trace = { .line_px =
                              LINE_PX * (float)MAX (gtk_widget_get_scale_factor (GTK_WIDGET (self)), 1) };
  double low, high;
  g_autoptr (GBytes) bytes = NULL;

  hx_raster_init (&raster, width, height, 0);
  trace.samples = get_samples (self, &trace.n_samples);
  if (trace.n_samples > 1 && find_range (trace.samples, trace.n_samples, &low, &high))
    {
      trace.dx = (double)width / (double)(trace.n_samples - 1);
      trace.dy = (height - 2.0 * trace.line_px) / (high - low);
      trace.y0 = height - trace.line_px;
      trace.zero = (float)low;
      trace.clip_right = width;
      hx_raster_trace (&raster, &trace, hx_palette_pixel (color));
    }
  bytes = hx_raster_steal_bytes (&raster);
  return hx_draw_texture_new (bytes, width, height, FALSE);
}

static void
hx_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxStrip *self = HX_STRIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  GdkRGBA color = hx_draw_css_color (widget);
  double opacity = color.alpha;

  if (self->samples == NULL || width <= 0 || height <= 0)
    return;
  color.alpha = 1.0f;
  if (self->texture == NULL || self->texture_scale != scale || !gdk_rgba_equal (&self->texture_color, &color)
      || gdk_texture_get_width (self->texture) != width * scale
      || gdk_texture_get_height (self->texture) != height * scale)
    {
      g_clear_object (&self->texture);
      self->texture = paint (self, width * scale, height * scale, &color);
      self->texture_color = color;
      self->texture_scale = scale;
    }
  gtk_snapshot_push_opacity (snapshot, opacity);
  hx_draw_texture (GTK_WIDGET (self), snapshot, self->texture,
                   &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gtk_snapshot_pop (snapshot);
}

static void
hx_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  HxStrip *self = HX_STRIP (widget);

  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->natural_width : self->natural_height;
  *minimum = *natural / 2;
}

static void
hx_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hx_strip_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
hx_strip_finalize (GObject *object)
{
  HxStrip *self = HX_STRIP (object);

  g_clear_pointer (&self->samples, g_bytes_unref);
  g_clear_object (&self->texture);
  g_free (self->lead_name);
  G_OBJECT_CLASS (hx_strip_parent_class)->finalize (object);
}

static void
hx_strip_class_init (HxStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hx_strip_finalize;
  widget_class->snapshot = hx_strip_snapshot;
  widget_class->measure = hx_strip_measure;
  widget_class->css_changed = hx_strip_css_changed;
  gtk_widget_class_set_css_name (widget_class, "strip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
update_label (HxStrip *self)
{
  g_autofree char *label = NULL;
  gsize n;

  get_samples (self, &n);
  if (n == 0)
    label = g_strdup (_ ("No trace"));
  else if (self->lead_name != NULL)
    label = g_strdup_printf (_ ("Lead %s, %.1f s"), self->lead_name, (double)n / self->rate_hz);
  else
    label = g_strdup_printf (_ ("One lead, %.1f s"), (double)n / self->rate_hz);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
hx_strip_init (HxStrip *self)
{
  self->natural_width = NATURAL_WIDTH_PX;
  self->natural_height = NATURAL_HEIGHT_PX;
  update_label (self);
}

GtkWidget *
hx_strip_new (void)
{
  return g_object_new (HX_TYPE_STRIP, NULL);
}

void
hx_strip_set_bytes (HxStrip *self, GBytes *samples, double rate_hz)
{
  g_return_if_fail (HX_IS_STRIP (self));
  g_return_if_fail (samples == NULL || rate_hz > 0.0);

  if (samples != NULL)
    g_bytes_ref (samples);
  g_clear_pointer (&self->samples, g_bytes_unref);
  self->samples = samples;
  self->rate_hz = rate_hz;
  g_clear_object (&self->texture);
  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hx_strip_set_samples (HxStrip *self, const float *samples_mv, gsize n_samples, double rate_hz)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (n_samples < G_MAXSIZE / sizeof (float));

  if (samples_mv != NULL && n_samples > 0)
    bytes = g_bytes_new (samples_mv, n_samples * sizeof (float));
  hx_strip_set_bytes (self, bytes, rate_hz);
}

void
hx_strip_set_lead_name (HxStrip *self, const char *name)
{
  g_return_if_fail (HX_IS_STRIP (self));

  g_free (self->lead_name);
  self->lead_name = g_strdup (name);
  update_label (self);
}

void
hx_strip_set_natural_size (HxStrip *self, int width, int height)
{
  g_return_if_fail (HX_IS_STRIP (self));
  g_return_if_fail (width > 0 && height > 0);

  self->natural_width = width;
  self->natural_height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
