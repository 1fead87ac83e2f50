/* hx-recording-limb.c: the limb leads that the others determine
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-recording.h"

#include <string.h>

enum
{
  FIRST_COMPUTED = HX_LEAD_III,
  N_COMPUTED = HX_LEAD_AVF - HX_LEAD_III + 1,
};

/* Lead = of_i I + of_ii II (Einthoven; Goldberger). */
static const struct
{
  float of_i, of_ii;
} limb_leads[N_COMPUTED] = {
  { -1.0f, 1.0f },  /* III */
  { -0.5f, -0.5f }, /* aVR */
  { 1.0f, -0.5f },  /* aVL */
  { -0.5f, 1.0f },  /* aVF */
};

/* Whether the recording has I, II and all chest leads, and none of the others. */
static gboolean
is_without (HxRecording *self)
{
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    if ((hx_recording_find_lead (self, (HxLead)lead) >= 0)
        == (lead >= FIRST_COMPUTED && lead < FIRST_COMPUTED + N_COMPUTED))
      return FALSE;
  return hx_recording_get_n_leads (self) + N_COMPUTED <= HX_RECORDING_MAX_LEADS;
}

HxRecording *
hx_recording_complete_limb_leads (HxRecording *self)
{
  const char *names[HX_RECORDING_MAX_LEADS];
  const guint n_leads = hx_recording_get_n_leads (self);
  const gsize n = hx_recording_get_n_samples (self);
  const float *i_mv, *ii_mv;
  HxRecording *completed;
  float *samples_mv;

  if (!is_without (self))
    return g_object_ref (self);
  samples_mv = g_new (float, (n_leads + N_COMPUTED) * n);
  for (guint lead = 0; lead < n_leads; lead++)
    {
      names[lead] = hx_recording_get_lead_name (self, lead);
      memcpy (samples_mv + lead * n, hx_recording_get_lead_mv (self, lead), n * sizeof (float));
    }
  i_mv = hx_recording_get_lead_mv (self, (guint)hx_recording_find_lead (self, HX_LEAD_I));
  ii_mv = hx_recording_get_lead_mv (self, (guint)hx_recording_find_lead (self, HX_LEAD_II));
  for (guint lead = 0; lead < N_COMPUTED; lead++)
    {
      names[n_leads + lead] = hx_lead_name (FIRST_COMPUTED + lead);
      for (gsize t = 0; t < n; t++)
        samples_mv[(n_leads + lead) * n + t] =
            limb_leads[lead].of_i * i_mv[t] + limb_leads[lead].of_ii * ii_mv[t];
    }
  completed = hx_recording_new (names, n_leads + N_COMPUTED, n, hx_recording_get_rate_hz (self), samples_mv);
  hx_recording_copy_description (self, completed);
  hx_recording_add_warning (completed, "Computed from I and II: III, aVR, aVL, aVF");
  return completed;
}
