/* hx-measure-quality.c: what speaks against a lead
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NOISE_MV 0.03   /* root mean square, faster than any wave */
#define MAINS_MV 0.03   /* amplitude */
#define MAINS_SHARE 0.3 /* of the noise: less is what noise has at any frequency */
#define FLAT_MV 0.004   /* range of a flat lead */
#define CLIPPED_RUN_S                                                                                        \
  0.01 /* a stay at the extreme value so long, and two samples at least beside the first */
#define CLIPPED_RUNS 2
#define CLIPPED_STEP_MV 0.05f /* a wave that is cut off came and goes so much in the same time */
#define CLIPPED_LONG_S 0.1    /* no wave stands still so long, wherever it came from */

/* The remark is what stands on paper; NULL: nothing. */
static const struct
{
  const char *name, *title, *remark;
} qualities[HX_N_QUALITIES] = {
  { "missing", N_ ("samples are missing") },
  { "flat", N_ ("a flat line"), N_ ("flat line") },
  { "clipped", N_ ("clipped"), N_ ("clipped") },
  { "noise", N_ ("noisy"), N_ ("noisy") },
  /* Translators: beside a lead's name: it has mains interference */
  { "mains", N_ ("mains interference"), N_ ("mains") },
  { "reversed_arms", N_ ("the arm electrodes may be swapped") },
  { "reversed_right_leg", N_ ("the electrodes of the right leg and an arm may be swapped") },
  { "reversed_left_leg", N_ ("the electrodes of the left leg and the right arm may be swapped") },
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

char *
hx_quality_remark (guint quality)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < HX_N_QUALITIES; i++)
    if (quality & 1u << i && qualities[i].remark != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _ (qualities[i].remark));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
hx_quality_join_remarks (const char *const *remarks, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean same = TRUE;

  for (guint i = 1; i < n; i++)
    same = same && g_str_equal (remarks[i], remarks[0]);
  if (same)
    return n > 0 && *remarks[0] != '\0' ? g_strdup (remarks[0]) : NULL;
  for (guint i = 0; i < n; i++)
    if (*remarks[i] != '\0')
      g_string_append_printf (text, "%s%u: %s", text->len > 0 ? "; " : "", i + 1, remarks[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char **
hx_measurements_dup_remarks (const HxMeasurements *self)
{
  char **remarks = g_new0 (char *, self->n_leads + 1);

  for (guint lead = 0; lead < self->n_leads; lead++)
    remarks[lead] = hx_quality_remark (self->leads[lead].quality);
  return remarks;
}

/* Whether samples @first to @end, all of the extreme value, are a wave cut off, and not the round top of one.
 */
static gboolean
is_cut_off (const float *mv, gsize n, gsize first, gsize end, double rate_hz)
{
  gsize reach = MAX ((gsize)lround (CLIPPED_RUN_S * rate_hz), 3);

  if (end - first < reach)
    return FALSE;
  if ((double)(end - first) >= CLIPPED_LONG_S * rate_hz)
    return TRUE;
  /* Where samples are missing, or the recording ends, it cannot be seen whether it is. */
  return first >= reach && end + reach <= n && fabsf (mv[first - reach] - mv[first]) >= CLIPPED_STEP_MV
         && fabsf (mv[end - 1 + reach] - mv[first]) >= CLIPPED_STEP_MV;
}

/* How often the lead stays at @extreme for longer than a wave does, and for how many samples in all. */
static guint
count_stays (const float *mv, gsize n, float extreme, double rate_hz, gsize *n_at)
{
  guint stays = 0;
  gsize first = 0;

  for (gsize i = 0; i <= n; i++)
    {
      if (i < n && mv[i] >= extreme && mv[i] <= extreme)
        {
          (*n_at)++;
          continue;
        }
      stays += i > first && is_cut_off (mv, n, first, i, rate_hz);
      first = i + 1;
    }
  return stays;
}

static guint
judge_lead (const float *mv, gsize n, double rate_hz, double *clipped_share)
{
  gsize n_present = 0, n_low = 0, n_high = 0;
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
  if (count_stays (mv, n, low, rate_hz, &n_low) >= CLIPPED_RUNS)
    *clipped_share += (double)n_low / (double)n_present;
  if (count_stays (mv, n, high, rate_hz, &n_high) >= CLIPPED_RUNS)
    *clipped_share += (double)n_high / (double)n_present;
  if (*clipped_share > 0.0)
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
                      hx_recording_get_rate_hz (recording), &measures->clipped_share);
      if (measures->noise_mv > NOISE_MV)
        measures->quality |= HX_QUALITY_NOISE;
      if (measures->mains_mv > MAINS_MV && !(measures->mains_mv < MAINS_SHARE * measures->noise_mv))
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

/* A lead of which no sample is there cannot be seen to stand still. */
static gboolean
has_finding (const HxMeasurements *self, HxRecording *recording, guint lead, guint bit)
{
  const float *mv = hx_recording_get_lead_mv (recording, lead);
  gsize n = hx_recording_get_n_samples (recording), i = 0;

  if ((self->leads[lead].quality & bit) == 0)
    return FALSE;
  if (bit != HX_QUALITY_FLAT || (self->leads[lead].quality & HX_QUALITY_MISSING) == 0)
    return TRUE;
  while (i < n && !isfinite (mv[i]))
    i++;
  return i < n;
}

/* The leads with a bit, or, if these are most of many, the few without it; NULL if there are none.
 * Returns: (transfer full) */
static char *
name_leads (const HxMeasurements *self, HxRecording *recording, guint bit)
{
  g_autoptr (GString) with = g_string_new (NULL), without = g_string_new (NULL);
  guint n_with = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      gboolean has = has_finding (self, recording, lead, bit);
      GString *names = has ? with : without;

      g_string_append_printf (names, "%s%s", names->len ? ", " : "",
                              hx_recording_get_lead_name (recording, lead));
      n_with += has;
    }
  if (n_with == 0)
    return NULL;
  if (n_with > 1 && n_with == self->n_leads)
    return g_strdup (_ ("all leads"));
  if (n_with > 2 * (self->n_leads - n_with) && self->n_leads > 3)
    return g_strdup_printf (_ ("all but %s"), without->str);
  return g_string_free (g_steal_pointer (&with), FALSE);
}

char *
hx_measurements_dup_finding (const HxMeasurements *self, HxRecording *recording, guint index, char **leads)
{
  g_return_val_if_fail (index < HX_N_QUALITIES, NULL);

  if ((self->quality & 1u << index) == 0)
    return NULL;
  *leads = 1u << index & HX_QUALITY_REVERSED ? g_strdup ("") : name_leads (self, recording, 1u << index);
  if (*leads == NULL)
    return NULL;
  return capitalised (_ (qualities[index].title));
}
