/* hx-leads.h: the twelve standard leads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The standard leads in the order used everywhere: I, II, III, aVR, aVL, aVF, V1-V6. */
typedef enum
{
  HX_LEAD_I,
  HX_LEAD_II,
  HX_LEAD_III,
  HX_LEAD_AVR,
  HX_LEAD_AVL,
  HX_LEAD_AVF,
  HX_LEAD_V1,
  HX_LEAD_V2,
  HX_LEAD_V3,
  HX_LEAD_V4,
  HX_LEAD_V5,
  HX_LEAD_V6,
  HX_N_STANDARD_LEADS,
} HxLead;

/** The lead's usual spelling, "aVR". Static. */
const char *hx_lead_name (HxLead lead);

/** The standard lead called @name, compared without case ("AVR", "avr"), or -1. */
int hx_lead_from_name (const char *name);

G_END_DECLS
