/* hx-palette.c: every colour that is drawn, in one place
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-palette.h"

#include <adwaita.h>
#include <math.h>

/* 0xRRGGBB, or with alpha 0xRRGGBBAA. */
#define RGB(hex)                                                                                             \
  {                                                                                                          \
    (((hex) >> 16) & 255) / 255.0f, (((hex) >> 8) & 255) / 255.0f, ((hex)&255) / 255.0f, 1.0f                \
  }
#define RGBA(hex, alpha)                                                                                     \
  {                                                                                                          \
    (((hex) >> 16) & 255) / 255.0f, (((hex) >> 8) & 255) / 255.0f, ((hex)&255) / 255.0f, (alpha)             \
  }

/* Okabe and Ito's blue, vermillion, bluish green, reddish purple, orange, sky blue and a grey. On a
 * light ground orange and sky blue are darkened, on a dark one all are lightened, until each stands
 * out 3:1; hue and order of lightness, which carry the distinction, are kept. */
#define SERIES_ON_LIGHT                                                                                      \
  {                                                                                                          \
    RGB (0x0072b2), RGB (0xd55e00), RGB (0x00845f), RGB (0xb85a8e), RGB (0xa86f00), RGB (0x2b87bb),          \
        RGB (0x5e5c64)                                                                                       \
  }
#define SERIES_ON_DARK                                                                                       \
  {                                                                                                          \
    RGB (0x56b4e9), RGB (0xf58a4b), RGB (0x2fc29a), RGB (0xe6a0c8), RGB (0xe6a817), RGB (0x8fd0f5),          \
        RGB (0xc0bfbc)                                                                                       \
  }

static const HxPalette palettes[HX_N_SCHEMES] = {
  [HX_SCHEME_LIGHT] = {
    .paper = RGB (0xfdf9f0), .grid_minor = RGB (0xf0d9cd), .grid_major = RGB (0xdfb2a2),
    .trace = RGB (0x17130f), .trace_dim = RGB (0x8f857c), .paper_text = RGB (0x4a3029),
    .highlight = RGBA (0x3584e4, 0.13f), .caliper = RGB (0x1a5fb4),
    .raises = RGBA (0xd55e00, 0.50f), .lowers = RGBA (0x0072b2, 0.45f),
    .ground = RGB (0xffffff), .text = RGB (0x2e2e32), .text_dim = RGB (0x68666e), .axis = RGB (0x8b8992),
    .rule = RGB (0xe4e3e6),
    .with = RGB (0xd55e00),
    .without = RGB (0x0072b2), .fused = RGB (0x0072b2), .decoupled = RGB (0xd55e00),
    .merged = RGB (0x2e2e32), .focus = RGB (0x1c71d8), .series = SERIES_ON_LIGHT,
  },
  [HX_SCHEME_DARK] = {
    .paper = RGB (0x15161a), .grid_minor = RGB (0x28272b), .grid_major = RGB (0x453c3d),
    .trace = RGB (0xf2efe9), .trace_dim = RGB (0x716e69), .paper_text = RGB (0xcbbdb3),
    .highlight = RGBA (0x78aeed, 0.14f), .caliper = RGB (0x78aeed),
    .raises = RGBA (0xf58a4b, 0.52f), .lowers = RGBA (0x56b4e9, 0.50f),
    .ground = RGB (0x1e1e1e), .text = RGB (0xf0f0f0), .text_dim = RGB (0xa9a8ae), .axis = RGB (0x77767b),
    .rule = RGB (0x363638),
    .with = RGB (0xf58a4b),
    .without = RGB (0x56b4e9), .fused = RGB (0x56b4e9), .decoupled = RGB (0xf58a4b),
    .merged = RGB (0xf0f0f0), .focus = RGB (0x78aeed), .series = SERIES_ON_DARK,
  },
  [HX_SCHEME_LIGHT_HIGH_CONTRAST] = {
    .paper = RGB (0xffffff), .grid_minor = RGB (0xe0bdb0), .grid_major = RGB (0xb3705a),
    .trace = RGB (0x000000), .trace_dim = RGB (0x6b625b), .paper_text = RGB (0x000000),
    .highlight = RGBA (0x1c71d8, 0.24f), .caliper = RGB (0x0b3f80),
    .raises = RGBA (0xd55e00, 0.75f), .lowers = RGBA (0x0072b2, 0.62f),
    .ground = RGB (0xffffff), .text = RGB (0x000000), .text_dim = RGB (0x3d3846), .axis = RGB (0x3d3846),
    .rule = RGB (0xa5a3aa),
    .with = RGB (0xa84300),
    .without = RGB (0x00568a), .fused = RGB (0x00568a), .decoupled = RGB (0xa84300),
    .merged = RGB (0x000000), .focus = RGB (0x0b4fa8), .series = SERIES_ON_LIGHT,
  },
  [HX_SCHEME_DARK_HIGH_CONTRAST] = {
    .paper = RGB (0x000000), .grid_minor = RGB (0x2f2b2c), .grid_major = RGB (0x6e5a56),
    .trace = RGB (0xffffff), .trace_dim = RGB (0x8d8983), .paper_text = RGB (0xffffff),
    .highlight = RGBA (0x78aeed, 0.32f), .caliper = RGB (0xa9cffb),
    .raises = RGBA (0xf58a4b, 0.50f), .lowers = RGBA (0x56b4e9, 0.50f),
    .ground = RGB (0x000000), .text = RGB (0xffffff), .text_dim = RGB (0xdeddda), .axis = RGB (0xc0bfbc),
    .rule = RGB (0x5e5c64),
    .with = RGB (0xffa96f),
    .without = RGB (0x8fd0f5), .fused = RGB (0x8fd0f5), .decoupled = RGB (0xffa96f),
    .merged = RGB (0xffffff), .focus = RGB (0xa9cffb), .series = SERIES_ON_DARK,
  },
  [HX_SCHEME_PRINT] = {
    .paper = RGB (0xffffff), .grid_minor = RGB (0xf6dcd6), .grid_major = RGB (0xe8b1a6),
    .trace = RGB (0x000000), .trace_dim = RGB (0x8f857c), .paper_text = RGB (0x2b1a15),
    .highlight = RGBA (0x3584e4, 0.13f), .caliper = RGB (0x1a5fb4),
    .raises = RGBA (0xd55e00, 0.50f), .lowers = RGBA (0x0072b2, 0.45f),
    .ground = RGB (0xffffff), .text = RGB (0x000000), .text_dim = RGB (0x5e5c64), .axis = RGB (0x5e5c64),
    .rule = RGB (0xdeddda),
    .with = RGB (0xd55e00),
    .without = RGB (0x0072b2), .fused = RGB (0x0072b2), .decoupled = RGB (0xd55e00),
    .merged = RGB (0x000000), .focus = RGB (0x1c71d8), .series = SERIES_ON_LIGHT,
  },
};

const HxPalette *
hx_palette_get (HxScheme scheme)
{
  g_return_val_if_fail (scheme < HX_N_SCHEMES, &palettes[HX_SCHEME_LIGHT]);
  return &palettes[scheme];
}

HxScheme
hx_palette_scheme_for (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  gboolean dark = adw_style_manager_get_dark (manager);

  if (adw_style_manager_get_high_contrast (manager))
    return dark ? HX_SCHEME_DARK_HIGH_CONTRAST : HX_SCHEME_LIGHT_HIGH_CONTRAST;
  return dark ? HX_SCHEME_DARK : HX_SCHEME_LIGHT;
}

void
hx_palette_watch (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), widget,
                           G_CONNECT_SWAPPED);
}

static double
channel_luminance (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *color)
{
  return 0.2126 * channel_luminance (color->red) + 0.7152 * channel_luminance (color->green)
         + 0.0722 * channel_luminance (color->blue);
}

double
hx_palette_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

guint32
hx_palette_pixel (const GdkRGBA *color)
{
  guint32 red = (guint32)(color->red * 255.0f + 0.5f);
  guint32 green = (guint32)(color->green * 255.0f + 0.5f);
  guint32 blue = (guint32)(color->blue * 255.0f + 0.5f);

  return 0xff000000u | red << 16 | green << 8 | blue;
}
