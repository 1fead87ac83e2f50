/* hx-leads.c: the twelve standard leads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-leads.h"

static const char *const names[HX_N_STANDARD_LEADS] = {
  "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6",
};

const char *
hx_lead_name (HxLead lead)
{
  g_return_val_if_fail ((guint)lead < HX_N_STANDARD_LEADS, NULL);
  return names[lead];
}

int
hx_lead_from_name (const char *name)
{
  g_return_val_if_fail (name != NULL, -1);

  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    if (g_ascii_strcasecmp (name, names[lead]) == 0)
      return lead;
  return -1;
}
