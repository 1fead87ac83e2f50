/* hx-trace-slots.c: which leads stand in which row and column
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-slots.h"

#include "engine/records/hx-leads.h"

/* From this many standard leads on, they keep their usual places and the missing ones are marked. */
#define LEAST_FOR_PLACES 7
#define MOST_RHYTHM_STRIPS 3
/* Translators and readers alike know it by this name: a minus, not a hyphen. */
#define INVERTED_AVR "\u2212aVR"

static const HxLead standard_order[HX_N_STANDARD_LEADS] = { HX_LEAD_I,   HX_LEAD_II,  HX_LEAD_III,
                                                            HX_LEAD_AVR, HX_LEAD_AVL, HX_LEAD_AVF,
                                                            HX_LEAD_V1,  HX_LEAD_V2,  HX_LEAD_V3,
                                                            HX_LEAD_V4,  HX_LEAD_V5,  HX_LEAD_V6 };
/* E. Cabrera, 1944: the limb leads by their angle in the frontal plane, from -30 to 120 degrees. */
static const HxLead cabrera_order[HX_N_STANDARD_LEADS] = {
  HX_LEAD_AVL, HX_LEAD_I,  HX_LEAD_AVR, HX_LEAD_II, HX_LEAD_AVF, HX_LEAD_III,
  HX_LEAD_V1,  HX_LEAD_V2, HX_LEAD_V3,  HX_LEAD_V4, HX_LEAD_V5,  HX_LEAD_V6
};
static const HxLead rhythm_leads[MOST_RHYTHM_STRIPS] = { HX_LEAD_V1, HX_LEAD_II, HX_LEAD_V5 };

static const int columns_of[] = { [HX_TRACE_3X4] = 4, [HX_TRACE_6X2] = 2, [HX_TRACE_12X1] = 1 };

/* What a recording has, before anything is placed. */
typedef struct
{
  int standard[HX_N_STANDARD_LEADS]; /* index in the recording, or -1 */
  guint n_standard;
  guint *extra; /* indices of the other leads */
  guint n_extra;
} Leads;

static void
leads_init (Leads *leads, const HxTraceSetup *setup)
{
  leads->n_standard = leads->n_extra = 0;
  leads->extra = g_new (guint, MAX (setup->n_leads, 1));
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    leads->standard[i] = -1;

  for (guint i = 0; i < setup->n_leads; i++)
    {
      int lead = hx_lead_from_name (setup->lead_names[i]);

      if (lead >= 0 && leads->standard[lead] < 0)
        {
          leads->standard[lead] = (int)i;
          leads->n_standard++;
        }
      else
        leads->extra[leads->n_extra++] = i;
    }
}

static gboolean
is_chest_name (const char *name)
{
  return (name[0] == 'V' || name[0] == 'v') && g_ascii_isdigit (name[1]);
}

static gboolean
is_shown (const HxTraceSetup *setup, int lead)
{
  return setup->shown == NULL || (lead >= 0 && setup->shown[lead]);
}

static HxTraceSlot *
add_slot (HxTraceSlots *slots, const char *name, int lead, int row, int column)
{
  HxTraceSlot *slot = &slots->slots[slots->n++];

  *slot = (HxTraceSlot){ .name = name, .lead = lead, .row = row, .column = column };
  slot->chest = is_chest_name (name);
  return slot;
}

static void
add_standard (HxTraceSlots *slots, const HxTraceSetup *setup, HxLead lead, int index, int row, int column)
{
  HxTraceSlot *slot = add_slot (slots, hx_lead_name (lead), index, row, column);

  if (setup->cabrera && lead == HX_LEAD_AVR)
    {
      slot->name = INVERTED_AVR;
      slot->inverted = TRUE;
    }
}

/* The usual places of the twelve, and rows of their own for further leads. */
static void
place_all (HxTraceSlots *slots, const HxTraceSetup *setup, const Leads *leads)
{
  const HxLead *order = setup->cabrera ? cabrera_order : standard_order;
  int n_rows;

  slots->n_columns = columns_of[setup->arrangement];
  n_rows = HX_N_STANDARD_LEADS / slots->n_columns;
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    add_standard (slots, setup, order[i], leads->standard[order[i]], i % n_rows, i / n_rows);
  for (guint i = 0; i < leads->n_extra; i++)
    add_slot (slots, setup->lead_names[leads->extra[i]], (int)leads->extra[i],
              n_rows + (int)i / slots->n_columns, (int)i % slots->n_columns);
  slots->n_rows = n_rows + ((int)leads->n_extra + slots->n_columns - 1) / slots->n_columns;
}

/* Columns one after the other, no more of them than the arrangement's rows need. */
static void
place_chosen (HxTraceSlots *slots, const HxTraceSetup *setup, const Leads *leads)
{
  const HxLead *order = setup->cabrera ? cabrera_order : standard_order;
  int most_columns = columns_of[setup->arrangement], most_rows = HX_N_STANDARD_LEADS / most_columns, n;

  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    if (leads->standard[order[i]] >= 0 && is_shown (setup, leads->standard[order[i]]))
      add_standard (slots, setup, order[i], leads->standard[order[i]], 0, 0);
  for (guint i = 0; i < leads->n_extra; i++)
    if (is_shown (setup, (int)leads->extra[i]))
      add_slot (slots, setup->lead_names[leads->extra[i]], (int)leads->extra[i], 0, 0);

  n = (int)slots->n;
  slots->n_columns = CLAMP ((n + most_rows - 1) / most_rows, 1, most_columns);
  slots->n_rows = MAX ((n + slots->n_columns - 1) / slots->n_columns, 1);
  for (int i = 0; i < n; i++)
    {
      slots->slots[i].row = i % slots->n_rows;
      slots->slots[i].column = i / slots->n_rows;
    }
}

/* One is II; two have P waves at their best, V1 and II; three have V5 as well. */
static gboolean
is_strip_wanted (HxLead lead, guint n_strips)
{
  return lead == HX_LEAD_II || (lead == HX_LEAD_V1 && n_strips > 1) || n_strips > 2;
}

/* Strips of the leads that rhythm is read from; where none of them was recorded, of the first lead. */
static void
place_rhythm (HxTraceSlots *slots, const HxTraceSetup *setup, const Leads *leads)
{
  guint n_before = slots->n;

  for (guint i = 0; i < MOST_RHYTHM_STRIPS; i++)
    {
      HxLead lead = rhythm_leads[i];

      if (leads->standard[lead] >= 0 && is_strip_wanted (lead, setup->rhythm_strips))
        add_slot (slots, hx_lead_name (lead), leads->standard[lead], slots->n_rows++, -1);
    }
  if (slots->n == n_before)
    add_slot (slots, setup->lead_names[0], 0, slots->n_rows++, -1);
}

void
hx_trace_slots_init (HxTraceSlots *slots, const HxTraceSetup *setup)
{
  Leads leads;

  leads_init (&leads, setup);
  slots->n = 0;
  slots->slots = g_new0 (HxTraceSlot, HX_N_STANDARD_LEADS + setup->n_leads + MOST_RHYTHM_STRIPS);
  if (setup->shown == NULL && leads.n_standard >= LEAST_FOR_PLACES)
    place_all (slots, setup, &leads);
  else
    place_chosen (slots, setup, &leads);
  /* In one column every lead is a strip already. */
  if (setup->arrangement == HX_TRACE_3X4 && setup->rhythm_strips > 0 && slots->n_columns > 1)
    place_rhythm (slots, setup, &leads);
  g_free (leads.extra);
}

void
hx_trace_slots_clear (HxTraceSlots *slots)
{
  g_clear_pointer (&slots->slots, g_free);
  slots->n = 0;
}
