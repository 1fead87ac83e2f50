/* hx-measure-quality.c: what speaks against a lead
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NOISE_MV 0.03 /* root mean square, faster than any wave */
#define MAINS_MV 0.03 /* amplitude */
#define FLAT_MV 0.004 /* range of a flat lead */
#define CLIPPED_RUN_S                                                                                        \
  0.01 /* a stay at the extreme value so long, and two samples at least beside the first */
#define CLIPPED_RUNS 2

static const struct
{
  const char *name, *title;
} qualities[HX_N_QUALITIES] = {
  { "missing", N_ ("samples are missing") },
  { "flat", N_ ("a flat line") },
  { "clipped", N_ ("clipped") },
  { "noise", N_ ("noisy") },
  { "mains", N_ ("mains interference") },
  { "reversed_arms", N_ ("the arm electrodes may be swapped") },
  { "reversed_right_leg", N_ ("the electrodes of the right arm and a leg may be swapped") },
};

const char *
hx_quality_name (guint index)
{
  g_return_val_if_fail (index < HX_N_QUALITIES, NULL);
  return qualities[index].name;
}

const char *
hx_quality_title (guint index)
{
  g_return_val_if_fail (index < HX_N_QUALITIES, NULL);
  return _ (qualities[index].title);
}

/* How often the lead stays at @extreme for longer than a wave does. */
static guint
count_stays (const float *mv, gsize n, float extreme, gsize shortest)
{
  guint stays = 0;
  gsize run = 0;

  for (gsize i = 0; i < n; i++)
    {
      run = mv[i] >= extreme && mv[i] <= extreme ? run + 1 : 0;
      stays += run == shortest;
    }
  return stays;
}

static guint
judge_lead (const float *mv, gsize n, double rate_hz)
{
  gsize shortest = MAX ((gsize)lround (CLIPPED_RUN_S * rate_hz), 3), n_present = 0;
  float low = INFINITY, high = -INFINITY;
  guint quality = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (mv[i]))
      {
        low = MIN (low, mv[i]);
        high = MAX (high, mv[i]);
        n_present++;
      }
  if (n_present < n)
    quality |= HX_QUALITY_MISSING;
  if (n_present == 0 || high - low < (float)FLAT_MV)
    return quality | HX_QUALITY_FLAT;
  if (count_stays (mv, n, low, shortest) >= CLIPPED_RUNS
      || count_stays (mv, n, high, shortest) >= CLIPPED_RUNS)
    quality |= HX_QUALITY_CLIPPED;
  return quality;
}

void
hx_measure_quality (HxMeasurements *self, HxRecording *recording)
{
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      HxLeadMeasures *measures = &self->leads[lead];

      measures->quality =
          judge_lead (hx_recording_get_lead_mv (recording, lead), hx_recording_get_n_samples (recording),
                      hx_recording_get_rate_hz (recording));
      if (measures->noise_mv > NOISE_MV)
        measures->quality |= HX_QUALITY_NOISE;
      if (measures->mains_mv > MAINS_MV)
        measures->quality |= HX_QUALITY_MAINS;
      self->quality |= measures->quality;
    }
}

static char *
capitalised (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  g_autofree char *upper = g_utf8_strup (first, -1);

  return g_strconcat (upper, text + strlen (first), NULL);
}

char *
hx_measurements_dup_finding (const HxMeasurements *self, HxRecording *recording, guint index, char **leads)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  g_return_val_if_fail (index < HX_N_QUALITIES, NULL);

  if ((self->quality & 1u << index) == 0)
    return NULL;
  for (guint lead = 0; lead < self->n_leads; lead++)
    if (self->leads[lead].quality & 1u << index)
      g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "",
                              hx_recording_get_lead_name (recording, lead));
  if (n > 1 && n == self->n_leads)
    g_string_assign (names, _ ("all leads"));
  *leads = g_string_free (g_steal_pointer (&names), FALSE);
  return capitalised (_ (qualities[index].title));
}
