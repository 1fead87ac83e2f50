/* test-ui-palette.c: tests of the colours: what is drawn can be seen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-palette.h"
#include "ui/hx-trace-paper.h"

#include <math.h>

static void
test_contrast (void)
{
  const GdkRGBA black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 }, grey = { 0.5f, 0.5f, 0.5f, 1 };

  g_assert_cmpfloat_with_epsilon (hx_palette_contrast (&black, &white), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_palette_contrast (&white, &black), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_palette_contrast (&grey, &grey), 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_palette_contrast (&grey, &white), 3.98, 0.02);
  g_assert_cmphex (hx_palette_pixel (&grey), ==, 0xff808080u);
}

static void
test_paper (void)
{
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      const HxPalette *palette = hx_palette_get ((HxScheme)scheme);
      double minor = hx_palette_contrast (&palette->grid_minor, &palette->paper);
      double major = hx_palette_contrast (&palette->grid_major, &palette->paper);

      g_assert_cmpfloat (hx_palette_contrast (&palette->trace, &palette->paper), >=, 7.0);
      g_assert_cmpfloat (hx_palette_contrast (&palette->trace, &palette->grid_major), >=, 4.5);
      g_assert_cmpfloat (hx_palette_contrast (&palette->paper_text, &palette->paper), >=, 7.0);
      g_assert_cmpfloat (hx_palette_contrast (&palette->trace_dim, &palette->paper), >=, 3.0);
      g_assert_cmpfloat (hx_palette_contrast (&palette->trace_dim, &palette->trace), >=, 3.0);
      g_assert_cmpfloat (hx_palette_contrast (&palette->caliper, &palette->paper), >=, 4.5);
      /* The grid is seen, the thick lines more than the thin ones, and neither competes with the trace. */
      g_assert_cmpfloat (minor, >=, 1.15);
      g_assert_cmpfloat (major, >=, 1.3 * minor);
      g_assert_cmpfloat (major, <=, 4.5);
      g_assert_cmpfloat (palette->highlight.alpha, <, 0.5f);
    }
}

static GdkRGBA
colour_of (guint32 pixel)
{
  return (GdkRGBA){ (float)(pixel >> 16 & 255) / 255.0f, (float)(pixel >> 8 & 255) / 255.0f,
                    (float)(pixel & 255) / 255.0f, 1.0f };
}

/* What is drawn on a page that fits a usual window, where lines stand close and are paler than the palette.
 */
static void
test_small_paper (void)
{
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      const HxPalette *palette = hx_palette_get ((HxScheme)scheme);
      HxTracePaper paper;
      GdkRGBA between, thin, thick;
      double minor, major;

      hx_trace_paper_init (&paper, 20, 20, 2.6, 0.0, 0.0, palette, TRUE);
      between = colour_of (paper.kinds[1]);
      thin = colour_of (paper.kinds[3]);
      thick = colour_of (paper.kinds[13]);
      hx_trace_paper_clear (&paper);
      minor = hx_palette_contrast (&thin, &between);
      major = hx_palette_contrast (&thick, &between);
      g_assert_cmpfloat (minor, >=, 1.1);
      g_assert_cmpfloat (major, >=, 1.4 * minor);
    }
}

static void
test_charts (void)
{
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      const HxPalette *palette = hx_palette_get ((HxScheme)scheme);
      const GdkRGBA *marks[] = { &palette->with,   &palette->without, &palette->fused, &palette->decoupled,
                                 &palette->merged, &palette->focus,   &palette->axis };

      g_assert_cmpfloat (hx_palette_contrast (&palette->text, &palette->ground), >=, 7.0);
      g_assert_cmpfloat (hx_palette_contrast (&palette->text_dim, &palette->ground), >=, 4.5);
      for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
        g_assert_cmpfloat (hx_palette_contrast (marks[i], &palette->ground), >=, 3.0);
      for (int i = 0; i < HX_PALETTE_N_SERIES; i++)
        g_assert_cmpfloat (hx_palette_contrast (&palette->series[i], &palette->ground), >=, 3.0);
    }
}

/* High contrast is higher. */
static void
test_high_contrast (void)
{
  static const HxScheme pairs[2][2] = { { HX_SCHEME_LIGHT, HX_SCHEME_LIGHT_HIGH_CONTRAST },
                                        { HX_SCHEME_DARK, HX_SCHEME_DARK_HIGH_CONTRAST } };

  for (int i = 0; i < 2; i++)
    {
      const HxPalette *plain = hx_palette_get (pairs[i][0]), *high = hx_palette_get (pairs[i][1]);

      g_assert_cmpfloat (hx_palette_contrast (&high->trace, &high->paper), ==, 21.0);
      g_assert_cmpfloat (hx_palette_contrast (&high->grid_major, &high->paper), >,
                         hx_palette_contrast (&plain->grid_major, &plain->paper));
      g_assert_cmpfloat (hx_palette_contrast (&high->with, &high->ground), >,
                         hx_palette_contrast (&plain->with, &plain->ground));
      g_assert_cmpfloat (hx_palette_contrast (&high->rule, &high->ground), >,
                         hx_palette_contrast (&plain->rule, &plain->ground));
    }
}

/* As a protanope sees a colour: Vienot, Brettel and Mollon, 1999, in linear light. */
static void
protanope (const GdkRGBA *color, double *out)
{
  double red = pow (color->red, 2.2), green = pow (color->green, 2.2), blue = pow (color->blue, 2.2);

  out[0] = 0.11238 * red + 0.88762 * green;
  out[1] = out[0];
  out[2] = 0.00401 * red - 0.00401 * green + blue;
}

static void
test_colour_blind (void)
{
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      const HxPalette *palette = hx_palette_get ((HxScheme)scheme);
      double with[3], without[3], distance = 0.0;

      protanope (&palette->with, with);
      protanope (&palette->without, without);
      for (int i = 0; i < 3; i++)
        distance += (with[i] - without[i]) * (with[i] - without[i]);
      g_assert_cmpfloat (sqrt (distance), >, 0.2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/palette/contrast", test_contrast);
  g_test_add_func ("/ui/palette/paper", test_paper);
  g_test_add_func ("/ui/palette/small-paper", test_small_paper);
  g_test_add_func ("/ui/palette/charts", test_charts);
  g_test_add_func ("/ui/palette/high-contrast", test_high_contrast);
  g_test_add_func ("/ui/palette/colour-blind", test_colour_blind);
  return g_test_run ();
}
