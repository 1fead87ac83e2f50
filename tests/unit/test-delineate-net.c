/* test-delineate-net.c: the small networks that boundaries are told by
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

/* Two features, two units, one unit, each number in the order that the header says. */
static const float weights[] = { 1.0f, -2.0f, 0.5f, 2.0f,               /* mean, scale */
                                 0.3f, -0.2f, 0.1f, 0.4f, 0.05f, -0.6f, /* first layer, biases */
                                 0.7f, -1.1f, 0.2f,                     /* second layer, bias */
                                 3.0f, -0.25f };                        /* sum, bias */
static const HxDelineateNet net = { 2, 2, 1, weights };

static double
expected (double x, double y)
{
  double a = CLAMP ((x - 1.0) * 0.5, -5.0, 5.0), b = CLAMP ((y + 2.0) * 2.0, -5.0, 5.0);
  double first = tanh (0.3 * a - 0.2 * b + 0.05), second = tanh (0.1 * a + 0.4 * b - 0.6);

  return 3.0 * tanh (0.7 * first - 1.1 * second + 0.2) - 0.25;
}

static void
test_run (void)
{
  for (int x = -40; x <= 40; x += 5)
    for (int y = -8; y <= 8; y++)
      {
        const float features[] = { (float)x, (float)y };

        g_assert_cmpfloat_with_epsilon ((double)hx_delineate_net_run (&net, features), expected (x, y), 1e-5);
      }
}

/* The networks of leads are of the size that the features have, and depend on all kinds of them. */
static void
test_leads (void)
{
  for (guint which = 0; which < HX_N_BOUNDS * HX_LEAD_N_NETS; which++)
    {
      const HxDelineateNet *lead_net = &hx_lead_nets[which / HX_LEAD_N_NETS][which % HX_LEAD_N_NETS];
      float features[HX_LEAD_N_FEATURES];
      double middle;

      g_assert_cmpuint (lead_net->n_features, ==, HX_LEAD_N_FEATURES);
      for (guint f = 0; f < HX_LEAD_N_FEATURES; f++)
        features[f] = lead_net->weights[f];
      middle = (double)hx_delineate_net_run (lead_net, features);
      g_assert_cmpfloat (fabs (middle), <, HX_SETTLE_REACH);
      for (guint f = HX_N_FEATURES; f < HX_LEAD_N_FEATURES; f += HX_N_STANDARD_LEADS)
        {
          features[f] += 1.0f;
          g_assert_cmpfloat (fabs ((double)hx_delineate_net_run (lead_net, features) - middle), >, 0.0);
          features[f] -= 1.0f;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delineate-net/run", test_run);
  g_test_add_func ("/delineate-net/leads", test_leads);
  return g_test_run ();
}
