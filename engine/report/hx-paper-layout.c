/* hx-paper-layout.c: where leads go on a printed sheet
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure.h"
#include "engine/records/hx-speed.h"
#include "engine/report/hx-paper-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define USUAL_SPEED_MM_S 25.0
#define USUAL_GAIN_MM_MV 10.0
#define USUAL_ROW_MM 27.5
#define CLOSE_ROW_MM 20.0 /* of a sheet with one column */
#define MIN_ROW_MM 8.0
#define MAX_ROW_STRETCH 2.0 /* of a sheet with larger gain */
#define MAX_CONTINUED_ROWS 4
#define ENOUGH 0.9 /* of a sheet's time, for columns one after another */

/* Leads that have a place in the columns, column after column, -1 for a gap; then those below. */
typedef struct
{
  int main[HX_RECORDING_MAX_LEADS + HX_N_STANDARD_LEADS];
  int standard[HX_RECORDING_MAX_LEADS + HX_N_STANDARD_LEADS]; /* which a gap stands for, or -1 */
  guint n_main;
  int below[HX_RECORDING_MAX_LEADS];
  guint n_below;
  guint n_columns;
  guint n_main_rows;
} Places;

static const HxLead cabrera_order[] = { HX_LEAD_AVL, HX_LEAD_I,   HX_LEAD_AVR, HX_LEAD_II,
                                        HX_LEAD_AVF, HX_LEAD_III, HX_LEAD_V1,  HX_LEAD_V2,
                                        HX_LEAD_V3,  HX_LEAD_V4,  HX_LEAD_V5,  HX_LEAD_V6 };
G_STATIC_ASSERT (G_N_ELEMENTS (cabrera_order) == HX_N_STANDARD_LEADS);

static gboolean
is_wanted (const HxPaperSetup *setup, guint lead)
{
  if (setup->leads == NULL)
    return TRUE;
  for (guint i = 0; setup->leads[i] != NULL; i++)
    if (g_ascii_strcasecmp (setup->leads[i], hx_recording_get_lead_name (setup->recording, lead)) == 0)
      return TRUE;
  return FALSE;
}

static void
place_standard (const HxPaperSetup *setup, Places *places)
{
  for (guint i = 0; i < HX_N_STANDARD_LEADS; i++)
    {
      HxLead standard = setup->cabrera ? cabrera_order[i] : (HxLead)i;

      places->main[i] = hx_recording_find_lead (setup->recording, standard);
      places->standard[i] = (int)standard;
    }
  places->n_main = HX_N_STANDARD_LEADS;
  for (guint lead = 0; lead < hx_recording_get_n_leads (setup->recording); lead++)
    if (hx_lead_from_name (hx_recording_get_lead_name (setup->recording, lead)) < 0)
      places->below[places->n_below++] = (int)lead;
}

static void
place_few (const HxPaperSetup *setup, Places *places)
{
  guint n_leads = hx_recording_get_n_leads (setup->recording), n_wanted = 0;

  for (guint lead = 0; lead < n_leads; lead++)
    n_wanted += is_wanted (setup, lead);
  for (guint lead = 0; lead < n_leads; lead++)
    if (n_wanted == 0 || is_wanted (setup, lead))
      {
        places->standard[places->n_main] = -1;
        places->main[places->n_main++] = (int)lead;
      }
}

static Places
find_places (const HxPaperSetup *setup)
{
  Places places = { .n_main = 0 };
  guint n_standard = 0, n;

  for (HxLead lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    n_standard += hx_recording_find_lead (setup->recording, lead) >= 0;
  if (setup->leads == NULL && n_standard >= HX_PAPER_MOST_STANDARD)
    place_standard (setup, &places);
  else
    place_few (setup, &places);
  n = places.n_main;
  places.n_columns = setup->n_columns > 0 ? setup->n_columns : n <= 4 ? 1 : n <= 8 ? 2 : 4;
  places.n_columns = CLAMP (places.n_columns, 1, MAX (n, 1));
  places.n_main_rows = (n + places.n_columns - 1) / places.n_columns;
  return places;
}

/* The rhythm strips of @setup: indices in the recording. Returns: how many */
static guint
find_strips (const HxPaperSetup *setup, const Places *places, int strips[3])
{
  static const HxLead usual[] = { HX_LEAD_V1, HX_LEAD_II, HX_LEAD_V5 };
  guint wanted = setup->rhythm_strips < 0 ? 1 : (guint)setup->rhythm_strips, n = 0;

  if (places->n_columns < 2 || wanted == 0)
    return 0;
  for (guint i = 0; i < 3; i++)
    {
      int lead = hx_recording_find_lead (setup->recording, usual[i]);

      if (lead >= 0 && (usual[i] == HX_LEAD_II || wanted > (usual[i] == HX_LEAD_V1 ? 1 : 2)))
        strips[n++] = lead;
    }
  for (guint i = 0; n == 0 && i < places->n_main; i++)
    if (places->main[i] >= 0)
      strips[n++] = places->main[i];
  return n;
}

/* Of the longest recording on the sheet. */
static double
total_s (const HxPaper *paper)
{
  double longest_s = hx_recording_get_duration_s (paper->setup.recording);

  for (guint i = 0; i < paper->others->len; i++)
    longest_s = MAX (longest_s, hx_recording_get_duration_s (g_ptr_array_index (paper->others, i)));
  return longest_s;
}

static double
left_s (const HxPaper *paper)
{
  return total_s (paper) - paper->start_s;
}

static gboolean
is_chest (const char *name)
{
  return g_ascii_toupper (name[0]) == 'V' && g_ascii_isdigit (name[1]);
}

/* What is known of a lead in all recordings that are drawn over one another. (transfer full) (nullable) */
static char *
join_remarks (const HxPaperSetup *setup, int lead)
{
  const char *name = hx_recording_get_lead_name (setup->recording, (guint)lead);
  g_autofree const char **remarks = g_new (const char *, setup->n_others + 1);

  remarks[0] = setup->remarks != NULL ? setup->remarks[lead] : "";
  for (guint i = 0; i < setup->n_others; i++)
    {
      const char *const *known = setup->others_remarks != NULL ? setup->others_remarks[i] : NULL;
      int other = known != NULL ? hx_recording_find_lead_named (setup->others[i], name) : -1;

      remarks[i + 1] = other >= 0 ? known[other] : "";
    }
  return hx_quality_join_remarks (remarks, setup->n_others + 1);
}

static void
add_cell (HxPaper *paper, int lead, int standard, guint row, guint column, guint n_columns, double start_s)
{
  const HxPaperSetup *setup = &paper->setup;
  double page_s = setup->leads_mm / setup->speed_mm_s;
  const char *name = lead >= 0 ? hx_recording_get_lead_name (setup->recording, (guint)lead)
                               : hx_lead_name ((HxLead)standard);
  double width_mm = setup->leads_mm / n_columns;
  HxPaperCell cell = { .lead = lead, .row = row, .width_mm = width_mm };

  cell.inverted = setup->cabrera && hx_lead_from_name (name) == HX_LEAD_AVR;
  cell.name = g_strconcat (cell.inverted ? "-" : "", name, NULL);
  cell.remark = lead >= 0 ? join_remarks (setup, lead) : NULL;
  cell.gain_mm_mv = is_chest (name) ? setup->chest_gain_mm_mv : setup->gain_mm_mv;
  cell.x_mm = paper->pulse_mm + column * width_mm;
  cell.start_s = start_s + (paper->consecutive ? column * page_s / n_columns : 0.0);
  cell.duration_s = CLAMP (paper->start_s + left_s (paper) - cell.start_s, 0.0, page_s / n_columns);
  g_array_append_val (paper->cells, cell);
}

/* Rows for a single lead that goes on in the next. */
static guint
n_continued_rows (const HxPaper *paper, const Places *places)
{
  double page_s = paper->setup.leads_mm / paper->setup.speed_mm_s;

  if (places->n_main != 1)
    return 1;
  return (guint)CLAMP (ceil (left_s (paper) / page_s - 1e-9), 1.0, (double)MAX_CONTINUED_ROWS);
}

static void
add_cells (HxPaper *paper, const Places *places, const int *strips, guint n_strips, guint max_rows)
{
  double page_s = paper->setup.leads_mm / paper->setup.speed_mm_s;
  guint n_columns = places->n_columns;
  guint top_rows = max_rows > n_strips ? max_rows - n_strips : 1;
  guint n_continued = n_continued_rows (paper, places);
  guint row;

  for (guint i = 0; i < places->n_main; i++)
    if (i % places->n_main_rows < top_rows)
      add_cell (paper, places->main[i], places->standard[i], i % places->n_main_rows, i / places->n_main_rows,
                n_columns, paper->start_s);
    else
      paper->n_left_out++;
  for (guint k = 1; k < n_continued; k++)
    add_cell (paper, places->main[0], places->standard[0], k, 0, 1, paper->start_s + k * page_s);
  row = MIN (MAX (places->n_main_rows, n_continued), top_rows);
  for (guint i = 0; i < places->n_below; i++)
    if (row + i / n_columns < top_rows)
      add_cell (paper, places->below[i], -1, row + i / n_columns, i % n_columns, n_columns, paper->start_s);
    else
      paper->n_left_out++;
  row = MIN (row + (places->n_below + n_columns - 1) / n_columns, top_rows);
  for (guint i = 0; i < n_strips; i++)
    add_cell (paper, strips[i], -1, row + i, 0, 1, paper->start_s);
  paper->n_rows = row + n_strips;
}

static void
cell_clear (gpointer data)
{
  HxPaperCell *cell = data;

  g_free (cell->name);
  g_free (cell->remark);
}

static HxPaperSetup
filled_in (const HxPaperSetup *setup)
{
  HxPaperSetup filled = *setup;

  if (!(filled.speed_mm_s > 0.0))
    filled.speed_mm_s = USUAL_SPEED_MM_S;
  if (!(filled.leads_mm > 0.0))
    filled.leads_mm = HX_PAPER_LEADS_MM;
  if (!(filled.gain_mm_mv > 0.0))
    filled.gain_mm_mv = USUAL_GAIN_MM_MV;
  if (!(filled.chest_gain_mm_mv > 0.0))
    filled.chest_gain_mm_mv = filled.gain_mm_mv;
  return filled;
}

HxPaper *
hx_paper_new (const HxPaperSetup *setup, double height_mm)
{
  HxPaper *paper = g_new0 (HxPaper, 1);
  double page_s, last_s = 0.0;
  Places places;
  int strips[3];
  guint n_strips;

  paper->setup = filled_in (setup);
  g_object_ref (paper->setup.recording);
  paper->others = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < setup->n_others; i++)
    g_ptr_array_add (paper->others, g_object_ref (setup->others[i]));
  paper->pulse_mm =
      MAX (HX_PAPER_PULSE_MM, 5.0 * ceil ((HX_PAPER_PULSE_S * paper->setup.speed_mm_s + 4.0) / 5.0));
  paper->width_mm = paper->pulse_mm + paper->setup.leads_mm;
  paper->height_mm = height_mm;
  paper->cells = g_array_new (FALSE, FALSE, sizeof (HxPaperCell));
  g_array_set_clear_func (paper->cells, cell_clear);
  paper->start_s = CLAMP (setup->start_s, 0.0, total_s (paper));
  page_s = paper->setup.leads_mm / paper->setup.speed_mm_s;
  places = find_places (setup);
  n_strips = find_strips (setup, &places, strips);
  paper->n_columns = places.n_columns;
  paper->consecutive = places.n_columns > 1 && left_s (paper) >= ENOUGH * page_s;
  add_cells (paper, &places, strips, n_strips, (guint)MAX (height_mm / MIN_ROW_MM, 1.0));
  for (guint i = 0; i < paper->cells->len; i++)
    {
      const HxPaperCell *cell = &g_array_index (paper->cells, HxPaperCell, i);

      last_s = MAX (last_s, cell->start_s + cell->duration_s);
    }
  paper->duration_s = MAX (last_s - paper->start_s, 0.0);
  /* The caller's: the cells know, and the others are held. */
  paper->setup.leads = paper->setup.remarks = NULL;
  paper->setup.others_remarks = NULL;
  paper->setup.others = NULL;
  paper->setup.n_others = 0;
  hx_paper_place_rows (paper);
  return paper;
}

void
hx_paper_free (HxPaper *paper)
{
  if (paper == NULL)
    return;
  g_array_unref (paper->cells);
  g_ptr_array_unref (paper->others);
  g_object_unref (paper->setup.recording);
  g_free (paper);
}

double
hx_paper_usual_height_mm (const HxPaperSetup *setup)
{
  g_autoptr (HxPaper) paper = hx_paper_new (setup, 2000.0);

  double row_mm = paper->n_columns == 1 ? CLOSE_ROW_MM : USUAL_ROW_MM;
  double gain_mm_mv = MAX (paper->setup.gain_mm_mv, paper->setup.chest_gain_mm_mv);

  row_mm *= CLAMP (gain_mm_mv / USUAL_GAIN_MM_MV, 1.0, MAX_ROW_STRETCH);
  return 5.0 * ceil (paper->n_rows * row_mm / 5.0);
}

/* Seconds as "7.5 s", minutes and more as "1:02:03". */
static char *
format_time (double seconds)
{
  guint64 whole = (guint64)(seconds + 0.5);

  if (seconds < 120.0)
    return g_strdup_printf (_ ("%.4g s"), seconds);
  if (whole < 3600)
    return g_strdup_printf ("%u:%02u", (guint)(whole / 60), (guint)(whole % 60));
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", whole / 3600, (guint)(whole / 60 % 60),
                          (guint)(whole % 60));
}

char *
hx_paper_describe_time (const HxPaper *paper)
{
  double whole_s = total_s (paper);
  g_autofree char *from = format_time (paper->start_s);
  g_autofree char *to = format_time (paper->start_s + paper->duration_s);
  g_autofree char *total = format_time (whole_s);

  if (paper->start_s == 0.0 && paper->duration_s >= whole_s - 1e-6)
    return g_strdup_printf (_ ("all of %s"), total);
  if (paper->start_s == 0.0)
    return g_strdup_printf (_ ("first %s of %s"), to, total);
  return g_strdup_printf (_ ("%s to %s of %s"), from, to, total);
}

char *
hx_paper_describe_scale (const HxPaper *paper, const char *filter_text)
{
  const HxPaperSetup *setup = &paper->setup;
  g_autofree char *time = hx_paper_describe_time (paper);
  g_autofree char *speed = hx_speed_describe (setup->speed_mm_s);
  g_autofree char *chest = NULL;

  if (setup->chest_gain_mm_mv != setup->gain_mm_mv)
    chest = g_strdup_printf (_ ("    chest leads %g mm/mV"), setup->chest_gain_mm_mv);
  return g_strdup_printf (_ ("%s    %g mm/mV%s    Filter: %s    %s"), speed, setup->gain_mm_mv,
                          chest != NULL ? chest : "", filter_text != NULL ? filter_text : _ ("off"), time);
}
