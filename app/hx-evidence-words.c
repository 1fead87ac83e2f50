/* hx-evidence-words.c: contributions to a score in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-evidence-words.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_MOMENTS 4
/* Contributions that miss this share of the whole are not told as complete. */
#define INCOMPLETE 0.1

char *
hx_evidence_words_moments (HxModel *model, const HxAttribution *attribution, const float *smooth)
{
  HxAttributionPeak peaks[N_MOMENTS];
  const guint n = hx_attribution_peaks (attribution, smooth, N_MOMENTS, peaks);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *contribution = hx_words_signed (peaks[i].contribution);
      /* Translators: a lead, a time, and by how much it changed a logit: "V2 at 3.12 s, +0.45" */
      g_string_append_printf (text, _ ("%s at %.2f s, %s"), hx_model_get_lead_names (model)[peaks[i].lead],
                              (peaks[i].start_s + peaks[i].end_s) / 2.0, contribution);
      if (i + 1 < n)
        g_string_append (text, "; ");
    }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
hx_evidence_words_summary (HxModel *model, const HxAttribution *attribution, const char *moments)
{
  const HxAttributionWindow *window = &attribution->windows[attribution->deciding];
  const double change = attribution->logit - attribution->baseline_logit;
  g_autofree char *sum = hx_words_signed (attribution->sum);
  g_autofree char *whole = hx_words_signed (change);
  g_autoptr (GString) text = g_string_new (NULL);
  /* Translators: the second number is how far the logit of a silent signal is from this record's */
  g_string_append_printf (text, _ ("The contributions add up to %s of the logit’s %s from a silent signal."),
                          sum, whole);
  if (fabs (attribution->completeness_error) > INCOMPLETE * fabs (change))
    g_string_append_printf (text, " %s", _ ("They do not add up: read them with care."));
  g_string_append_c (text, ' ');
  if (attribution->n_windows == 1)
    g_string_append (text, _ ("The whole record was one stretch to the model."));
  else if (attribution->aggregation == HX_AGGREGATE_MAXIMUM)
    g_string_append_printf (text, _ ("Only the stretch from %.2f s to %.2f s decided."), window->start_s,
                            window->start_s + attribution->window_s);
  else
    g_string_append_printf (text, _ ("All stretches count; the one from %.2f s to %.2f s was highest."),
                            window->start_s, window->start_s + attribution->window_s);
  if (moments)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Strongest: %s."), moments);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
