/* hx-trace-calipers.c: the trace view: the calipers of its record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>

void
hx_trace_calipers_init (HxTraceView *self)
{
  self->calipers.list = g_array_new (FALSE, TRUE, sizeof (HxCaliper));
  self->calipers.selected = self->calipers.going_on = self->calipers.cell = -1;
}

void
hx_trace_calipers_clear (HxTraceView *self)
{
  g_clear_pointer (&self->calipers.list, g_array_unref);
  g_clear_pointer (&self->calipers.points_s, g_free);
}

void
hx_trace_calipers_redraw (HxTraceView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hx_trace_view_update_label (self);
}

void
hx_trace_calipers_forget (HxTraceView *self)
{
  g_array_set_size (self->calipers.list, 0);
  self->calipers.selected = self->calipers.going_on = self->calipers.cell = -1;
  hx_trace_view_set_snap_points (self, NULL, 0);
  hx_trace_calipers_redraw (self);
}

HxCaliper *
hx_trace_calipers_get_selected (HxTraceView *self)
{
  int selected = self->calipers.selected;

  return selected >= 0 && (guint)selected < self->calipers.list->len
             ? &g_array_index (self->calipers.list, HxCaliper, selected)
             : NULL;
}

/* A caliper has the name as far as it fits. */
static gboolean
is_lead (const HxCaliper *caliper, const char *name)
{
  return g_ascii_strncasecmp (name, caliper->lead, sizeof caliper->lead - 1) == 0;
}

gboolean
hx_trace_calipers_is_in (HxTraceView *self, const HxCaliper *caliper, const HxTraceCell *cell)
{
  return self->recording != NULL && cell->lead >= 0
         && (self->comparison != HX_TRACE_STACKED || cell->block == 0)
         && is_lead (caliper, hx_recording_get_lead_name (self->recording, (guint)cell->lead));
}

void
hx_trace_calipers_add (HxTraceView *self, const HxCaliper *caliper)
{
  GArray *list = self->calipers.list;

  if (list->len >= HX_CALIPERS_MAX)
    g_array_remove_index (list, 0);
  g_array_append_vals (list, caliper, 1);
  self->calipers.selected = (int)list->len - 1;
}

void
hx_trace_calipers_edited (HxTraceView *self, const char *text, gboolean merge)
{
  gboolean goes_on = merge && self->calipers.selected == self->calipers.going_on;

  self->calipers.going_on = merge ? self->calipers.selected : -1;
  hx_trace_calipers_redraw (self);
  g_signal_emit_by_name (self, "calipers-edited", text, goes_on);
}

/* The gain of the first cell that shows the lead; 0 if none does. */
static double
gain_of (HxTraceView *self, const HxCaliper *caliper)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  for (guint i = 0; i < layout->n_cells; i++)
    if (hx_trace_calipers_is_in (self, caliper, &layout->cells[i]))
      return layout->cells[i].gain_mm_mv;
  return 0.0;
}

char *
hx_trace_calipers_describe (HxTraceView *self)
{
  const HxCaliper *caliper = hx_trace_calipers_get_selected (self);
  g_autofree char *text = NULL;
  guint n = self->calipers.list->len;

  if (caliper == NULL)
    return n == 0 ? NULL : g_strdup_printf (g_dngettext (NULL, "%u caliper", "%u calipers", n), n);
  text = hx_caliper_describe (caliper, gain_of (self, caliper));
  /* Translators: which of several calipers, the lead it stands in, and what it measures */
  return g_strdup_printf (_ ("Caliper %d of %u, lead %s: %s"), self->calipers.selected + 1, n, caliper->lead,
                          text);
}

char *
hx_trace_view_dup_calipers (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  return hx_calipers_to_json (self->calipers.list);
}

gboolean
hx_trace_view_load_calipers (HxTraceView *self, const char *json, GError **error)
{
  GArray *list;

  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), FALSE);

  list = hx_calipers_from_json (json, error);
  self->calipers.cell = self->calipers.going_on = -1; /* a drag that is under way ends */
  if (list == NULL)
    g_array_set_size (self->calipers.list, 0);
  else
    {
      g_array_unref (self->calipers.list);
      self->calipers.list = list;
    }
  if (self->calipers.selected >= (int)self->calipers.list->len)
    self->calipers.selected = -1;
  hx_trace_calipers_redraw (self);
  return list != NULL;
}

void
hx_trace_view_set_snap_points (HxTraceView *self, const double *points_s, gsize n)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  g_free (self->calipers.points_s);
  self->calipers.points_s = g_memdup2 (points_s, n * sizeof *points_s);
  self->calipers.n_points = n;
}
