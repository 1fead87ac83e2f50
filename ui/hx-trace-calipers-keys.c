/* hx-trace-calipers-keys.c: the trace view: calipers by keys
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An arrow places the first ones, at the cursor if there is one, N further ones. Arrows move the second leg,
 * with Shift both, with Ctrl the leg in time from one detected point to the next, or to the lead above and
 * below. X exchanges the legs, K chooses time, amplitude or both, M repeats the interval along the strip,
 * comma and full stop select others, Delete removes the selected ones, Escape selects none.
 */
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>

#define KEY_STEP_S 0.01
#define KEY_STEP_MV 0.05
#define FIRST_WIDTH_S 0.4
#define FIRST_HEIGHT_MV 0.5

/* The cell where new calipers go, and the time. */
static const HxTraceCell *
find_place (HxTraceView *self, const HxTraceLayout *layout, double *time_s)
{
  const HxCaliper *selected = hx_trace_calipers_get_selected (self);
  const HxTraceCell *cell = NULL;

  if (self->cursor.cell >= 0 && (guint)self->cursor.cell < layout->n_cells
      && layout->cells[self->cursor.cell].lead >= 0)
    {
      *time_s = self->cursor.time_s;
      return &layout->cells[self->cursor.cell];
    }
  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *other = &layout->cells[i];

      if (selected != NULL ? hx_trace_calipers_is_in (self, selected, other) : other->lead >= 0)
        {
          cell = other;
          break;
        }
    }
  if (cell == NULL)
    return NULL;
  *time_s = cell->start_s + MIN (FIRST_WIDTH_S, cell->duration_s / 2.0);
  if (selected != NULL)
    *time_s = MAX (selected->start_s, selected->end_s);
  return cell;
}

static gboolean
add (HxTraceView *self, const HxTraceLayout *layout)
{
  HxCaliper caliper = { .kind = HX_CALIPER_BOTH, .end_mv = FIRST_HEIGHT_MV };
  const HxTraceCell *cell = find_place (self, layout, &caliper.start_s);

  if (cell == NULL)
    return FALSE;
  g_strlcpy (caliper.lead, hx_recording_get_lead_name (self->recording, (guint)cell->lead),
             sizeof caliper.lead);
  caliper.end_s = MIN (caliper.start_s + MIN (FIRST_WIDTH_S, cell->duration_s / 2.0),
                       hx_recording_get_duration_s (self->recording));
  hx_trace_calipers_add (self, &caliper);
  hx_trace_calipers_edited (self, _ ("Add Caliper"), FALSE);
  return TRUE;
}

static gboolean
is_within (HxTraceView *self, double time_s)
{
  return time_s >= 0.0 && time_s <= hx_recording_get_duration_s (self->recording);
}

/* The page follows the leg that is moved. */
static void
follow (HxTraceView *self, double time_s)
{
  double page_s = hx_trace_view_get_page_s (self);

  if (time_s < self->start_s)
    hx_trace_view_set_start_s (self, time_s);
  else if (time_s > self->start_s + page_s)
    hx_trace_view_set_start_s (self, time_s - page_s);
}

/* Moves the second leg, or with @both the whole, but not out of the recording. */
static void
move_by (HxTraceView *self, HxCaliper *caliper, double ds, double dmv, gboolean both)
{
  if (!is_within (self, caliper->end_s + ds) || (both && !is_within (self, caliper->start_s + ds)))
    return;
  caliper->end_s += ds;
  caliper->end_mv += dmv;
  if (both)
    {
      caliper->start_s += ds;
      caliper->start_mv += dmv;
    }
  if (ds != 0.0)
    follow (self, caliper->end_s);
  hx_trace_calipers_edited (self, _ ("Move Caliper"), TRUE);
}

static void
change_lead (HxTraceView *self, HxCaliper *caliper, int step)
{
  guint n = hx_recording_get_n_leads (self->recording);

  for (guint lead = 0; lead < n; lead++)
    if (g_ascii_strcasecmp (hx_recording_get_lead_name (self->recording, lead), caliper->lead) == 0)
      {
        g_strlcpy (caliper->lead,
                   hx_recording_get_lead_name (self->recording, (guint)((int)(lead + n) + step) % n),
                   sizeof caliper->lead);
        break;
      }
  hx_trace_calipers_edited (self, _ ("Move Caliper"), TRUE);
}

static void
turn_round (HxTraceView *self, HxCaliper *caliper)
{
  HxCaliper turned = *caliper;

  turned.start_s = caliper->end_s;
  turned.end_s = caliper->start_s;
  turned.start_mv = caliper->end_mv;
  turned.end_mv = caliper->start_mv;
  *caliper = turned;
  hx_trace_calipers_edited (self, _ ("Exchange Legs"), FALSE);
}

static void
change_kind (HxTraceView *self, HxCaliper *caliper)
{
  caliper->kind = (HxCaliperKind)(caliper->kind == HX_CALIPER_BOTH ? HX_CALIPER_TIME : caliper->kind + 1);
  hx_trace_calipers_edited (self, _ ("Change What Caliper Measures"), FALSE);
}

static void delete (HxTraceView *self)
{
  g_array_remove_index (self->calipers.list, (guint)self->calipers.selected);
  self->calipers.selected = (int)self->calipers.list->len - 1;
  hx_trace_calipers_edited (self, _ ("Delete Caliper"), FALSE);
}

static gboolean
select_next (HxTraceView *self, int step)
{
  int n = (int)self->calipers.list->len;

  if (n == 0)
    return FALSE;
  self->calipers.selected =
      self->calipers.selected < 0 ? (step > 0 ? 0 : n - 1) : (self->calipers.selected + step + n) % n;
  follow (self, hx_trace_calipers_get_selected (self)->end_s);
  hx_trace_calipers_redraw (self);
  return TRUE;
}

/* Arrows: moves the selected ones. */
static gboolean
arrow (HxTraceView *self, HxCaliper *caliper, guint keyval, GdkModifierType state)
{
  gboolean both = (state & GDK_SHIFT_MASK) != 0, jump = (state & GDK_CONTROL_MASK) != 0;
  int right = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right ? 1 : -1;
  int up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up ? 1 : -1;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Left:
    case GDK_KEY_KP_Right:
      move_by (
          self, caliper,
          jump ? hx_calipers_step (caliper->end_s, self->calipers.points_s, self->calipers.n_points, right)
                     - caliper->end_s
               : KEY_STEP_S * right,
          0.0, both);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Up:
    case GDK_KEY_KP_Down:
      if (jump)
        change_lead (self, caliper, -up);
      else
        move_by (self, caliper, 0.0, KEY_STEP_MV * up, both);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
change (HxTraceView *self, HxCaliper *caliper, guint keyval)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_Escape:
      self->calipers.selected = -1;
      hx_trace_calipers_redraw (self);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
    case GDK_KEY_BackSpace:
      delete (self);
      return TRUE;
    case GDK_KEY_x:
      turn_round (self, caliper);
      return TRUE;
    case GDK_KEY_k:
      change_kind (self, caliper);
      return TRUE;
    case GDK_KEY_m:
      caliper->marching = !caliper->marching;
      hx_trace_calipers_edited (self, caliper->marching ? _ ("March Caliper") : _ ("Stop Marching"), FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_arrow (guint keyval)
{
  return (keyval >= GDK_KEY_Left && keyval <= GDK_KEY_Down)
         || (keyval >= GDK_KEY_KP_Left && keyval <= GDK_KEY_KP_Down);
}

gboolean
hx_trace_calipers_key (HxTraceView *self, guint keyval, GdkModifierType state)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  HxCaliper *caliper = hx_trace_calipers_get_selected (self);

  if (!self->calipers_on || self->recording == NULL || layout->n_cells == 0)
    return FALSE;
  if (caliper != NULL && arrow (self, caliper, keyval, state))
    return TRUE;
  if (state & GDK_CONTROL_MASK)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_n:
    case GDK_KEY_N:
    case GDK_KEY_Insert:
      return add (self, layout);
    case GDK_KEY_comma:
      return select_next (self, -1);
    case GDK_KEY_period:
      return select_next (self, 1);
    default:
      break;
    }
  if (caliper != NULL)
    return change (self, caliper, keyval);
  if (!is_arrow (keyval) || self->cursor.cell >= 0 || self->calipers.list->len > 0)
    return FALSE;
  return add (self, layout);
}
