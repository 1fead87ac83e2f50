/* hx-measure-parts.c: the parts of a recording that are measured each by itself
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include <math.h>

#define FLAT_MV 0.004  /* range of a lead that shows nothing anyway */
#define MISSING_S 1.0  /* without samples in most leads, parts are measured each by itself, */
#define STILL_S 3.5    /* and where most leads stand still for longer than drawn ones do between beats */
#define SHORTEST_S 0.7 /* of what is left between: less shows no beat whole */

/* The leads that show anything. Returns: how many */
static guint
list_alive (HxRecording *recording, const float **leads)
{
  gsize n = hx_recording_get_n_samples (recording);
  guint n_alive = 0;

  for (guint lead = 0; lead < hx_recording_get_n_leads (recording); lead++)
    {
      const float *mv = hx_recording_get_lead_mv (recording, lead);
      float low = INFINITY, high = -INFINITY;

      for (gsize i = 0; i < n; i++)
        if (isfinite (mv[i]))
          {
            low = MIN (low, mv[i]);
            high = MAX (high, mv[i]);
          }
      if (high - low >= (float)FLAT_MV)
        leads[n_alive++] = mv;
    }
  return n_alive;
}

/* Most of @leads have no number at @i, or none but the one before. */
static void
look (const float *const *leads, guint n_leads, gsize i, gboolean *missing, gboolean *still)
{
  guint n_missing = 0, n_still = 0;

  for (guint lead = 0; lead < n_leads; lead++)
    {
      float now = leads[lead][i], before = leads[lead][i > 0 ? i - 1 : 0];

      n_missing += !isfinite (now);
      n_still += !isfinite (now) || (now >= before && now <= before);
    }
  *missing = 2 * n_missing > n_leads;
  *still = 2 * n_still > n_leads;
}

static void
add_part (GArray *parts, gsize first, gsize end, double rate_hz)
{
  HxMeasurePart part = { first, end };

  if (end > first && (double)(end - first) >= SHORTEST_S * rate_hz)
    g_array_append_val (parts, part);
}

GArray *
hx_measure_list_parts (HxRecording *recording)
{
  const float *leads[HX_RECORDING_MAX_LEADS];
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (HxMeasurePart));
  gsize n = hx_recording_get_n_samples (recording), first = 0, missing_run = 0, still_run = 0;
  double rate_hz = hx_recording_get_rate_hz (recording);
  guint n_leads = list_alive (recording, leads);
  gboolean gone = FALSE;

  for (gsize i = 0; i < n && n_leads > 0; i++)
    {
      gboolean missing, still;

      look (leads, n_leads, i, &missing, &still);
      if (gone && !still)
        first = i;
      gone = gone && still;
      missing_run = missing ? missing_run + 1 : 0;
      still_run = still ? still_run + 1 : 0;
      if (gone || (missing_run < MISSING_S * rate_hz && still_run < STILL_S * rate_hz))
        continue;
      add_part (parts, first, i + 1 - still_run, rate_hz);
      gone = TRUE;
    }
  if (!gone)
    add_part (parts, first, n, rate_hz);
  return parts;
}
