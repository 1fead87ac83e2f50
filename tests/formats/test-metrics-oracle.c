/* test-metrics-oracle.c: metrics of a published model's scores
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics-summary.h"

#include "tests/formats/shared-folder.h"

#include <math.h>

/* Numbers between commas and line ends. Returns: (transfer full) (element-type double) */
static GArray *
read_numbers (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  char *rest;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (rest = text; *rest != '\0';)
    {
      double value = g_ascii_strtod (rest, &rest);

      g_array_append_val (numbers, value);
      while (*rest == ',' || *rest == '\r' || *rest == '\n')
        rest++;
    }
  return numbers;
}

/* xresnet1d101 on PTB-XL's 71 statements, whose macro-AUC is known; the benchmark's paper has an Fmax of
 * 0.764 on fold 10, in the form of protein function prediction (Strodthoff et al., 2021). */
static void
test_published (void)
{
  const struct
  {
    const char *y, *scores;
    double macro_auc, fmax_protein;
  } cases[] = {
    { "y_test_71.csv", "y_test_pred_xresnet1d101_71.csv", 0.9254358590, 0.764 },
    { "y_val_71.csv", "y_val_pred_xresnet1d101_71.csv", 0.9280807632, NAN },
  };
  g_autofree char *folder = test_find_shared ("data/metrics-oracle", "macro-AUC and Fmax");

  for (guint c = 0; folder != NULL && c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (GArray) given = read_numbers (folder, cases[c].y);
      g_autoptr (GArray) predicted = read_numbers (folder, cases[c].scores);
      g_autofree guint8 *y = g_new (guint8, given->len);
      g_autofree double *scores = g_new (double, given->len);
      const HxScoreTable table = { y, scores, HX_SCALE_PROBABILITY, given->len / 71, 71 };
      g_autoptr (HxMetrics) metrics = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (given->len, ==, predicted->len);
      g_assert_cmpuint (given->len % 71, ==, 0);
      for (guint i = 0; i < given->len; i++)
        {
          y[i] = g_array_index (given, double, i) != 0.0;
          scores[i] = g_array_index (predicted, double, i);
        }
      metrics = hx_metrics_new (&table, NULL, 0, 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (metrics->macro_auc, cases[c].macro_auc, 1e-9);
      if (!isnan (cases[c].fmax_protein))
        g_assert_cmpfloat_with_epsilon (metrics->fmax_protein.value, cases[c].fmax_protein, 0.001);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/published", test_published);
  return g_test_run ();
}
