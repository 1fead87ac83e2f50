/* hx-screen.c: how large a millimetre is on each of the screens
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-screen.h"

#define SETTING "screen-sizes"
#define FOLLOWED_SETTINGS "hx-screen-settings"

char *
hx_screen_get_key (GdkMonitor *monitor)
{
  const char *maker = gdk_monitor_get_manufacturer (monitor), *model = gdk_monitor_get_model (monitor);
  const char *connector = gdk_monitor_get_connector (monitor);
  GdkRectangle geometry;
  gdk_monitor_get_geometry (monitor, &geometry);
  return g_strdup_printf ("%s/%s/%s/%dx%d", maker ? maker : "", model ? model : "",
                          connector ? connector : "", geometry.width, geometry.height);
}

GdkMonitor *
hx_screen_find_monitor (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native ? gtk_native_get_surface (native) : NULL;
  return surface ? gdk_display_get_monitor_at_surface (gtk_widget_get_display (widget), surface) : NULL;
}

double
hx_screen_get_px_per_mm (GSettings *settings, const char *key)
{
  g_autoptr (GVariant) sizes = g_settings_get_value (settings, SETTING);
  double px_per_mm = 0.0;
  if (!g_variant_lookup (sizes, key, "d", &px_per_mm) || !(px_per_mm >= HX_SCREEN_LEAST_PX_PER_MM)
      || !(px_per_mm <= HX_SCREEN_MOST_PX_PER_MM))
    return 0.0;
  return px_per_mm;
}

void
hx_screen_set_px_per_mm (GSettings *settings, const char *key, double px_per_mm)
{
  g_autoptr (GVariant) sizes = g_settings_get_value (settings, SETTING);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  double size;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sd}"));
  g_variant_iter_init (&iter, sizes);
  while (g_variant_iter_next (&iter, "{&sd}", &other, &size))
    if (!g_str_equal (other, key))
      g_variant_builder_add (&builder, "{sd}", other, size);
  if (px_per_mm > 0.0)
    g_variant_builder_add (&builder, "{sd}", key, px_per_mm);
  g_settings_set_value (settings, SETTING, g_variant_builder_end (&builder));
}

double
hx_screen_guess_px_per_mm (GdkMonitor *monitor)
{
  GdkRectangle geometry;
  int width_mm = gdk_monitor_get_width_mm (monitor);
  double px_per_mm;
  gdk_monitor_get_geometry (monitor, &geometry);
  px_per_mm = width_mm > 0 ? (double)geometry.width / width_mm : HX_TRACE_PX_PER_MM_TRUE;
  return CLAMP (px_per_mm, HX_SCREEN_LEAST_PX_PER_MM, HX_SCREEN_MOST_PX_PER_MM);
}

/* --- a trace on its way from screen to screen --------------------------------------------- */

static void
update (HxTraceView *trace)
{
  GSettings *settings = g_object_get_data (G_OBJECT (trace), FOLLOWED_SETTINGS);
  GdkMonitor *monitor = hx_screen_find_monitor (GTK_WIDGET (trace));
  g_autofree char *key = monitor ? hx_screen_get_key (monitor) : NULL;
  double px_per_mm = key ? hx_screen_get_px_per_mm (settings, key) : 0.0;
  hx_trace_view_set_true_px_per_mm (trace, px_per_mm > 0.0 ? px_per_mm : HX_TRACE_PX_PER_MM_TRUE);
}

static void
on_realize (HxTraceView *trace)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (trace));
  g_signal_connect_object (gtk_native_get_surface (native), "enter-monitor", G_CALLBACK (update), trace,
                           G_CONNECT_SWAPPED);
  update (trace);
}

static void
on_unrealize (HxTraceView *trace)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (trace));
  g_signal_handlers_disconnect_by_data (gtk_native_get_surface (native), trace);
}

void
hx_screen_follow (HxTraceView *trace, GSettings *settings)
{
  g_object_set_data_full (G_OBJECT (trace), FOLLOWED_SETTINGS, g_object_ref (settings), g_object_unref);
  g_signal_connect (trace, "realize", G_CALLBACK (on_realize), NULL);
  g_signal_connect (trace, "unrealize", G_CALLBACK (on_unrealize), NULL);
  g_signal_connect (trace, "map", G_CALLBACK (update), NULL);
  g_signal_connect_object (settings, "changed::" SETTING, G_CALLBACK (update), trace, G_CONNECT_SWAPPED);
}
