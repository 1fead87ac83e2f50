/* hx-trace-view-remarks.c: the trace view: what is to be known of a lead, beside its name
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* Of longer stretches evenly spaced samples are looked at. */
#define MOST_LOOKED_AT 65536
#define FEWER_LOOKED_AT 4096
#define FLAT_MV 0.004f
#define FLAT_FROM_S 2.0

static HxTraceOther *
get_other (HxTraceView *self, guint source)
{
  return source > 0 ? g_ptr_array_index (self->others, source - 1) : NULL;
}

static HxRecording *
get_recording (HxTraceView *self, guint source)
{
  return source > 0 ? get_other (self, source)->recording : self->recording;
}

static char **
get_remarks (HxTraceView *self, guint source)
{
  return source > 0 ? get_other (self, source)->remarks : self->remarks;
}

/* --- from outside ------------------------------------------------------------------------- */

static gboolean
is_one_a_lead (HxRecording *recording, const char *const *remarks)
{
  return remarks == NULL
         || (recording != NULL && g_strv_length ((char **)remarks) == hx_recording_get_n_leads (recording));
}

static void
exchange (HxTraceView *self, char ***place, const char *const *remarks)
{
  g_strfreev (*place);
  *place = g_strdupv ((char **)remarks);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hx_trace_view_update_label (self);
}

void
hx_trace_view_set_remarks (HxTraceView *self, const char *const *remarks)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (is_one_a_lead (self->recording, remarks));

  exchange (self, &self->remarks, remarks);
}

const char *const *
hx_trace_view_get_remarks (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  return (const char *const *)self->remarks;
}

void
hx_trace_view_set_compared_remarks (HxTraceView *self, guint index, const char *const *remarks)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (index < self->others->len);
  g_return_if_fail (is_one_a_lead (get_recording (self, index + 1), remarks));

  exchange (self, &get_other (self, index + 1)->remarks, remarks);
}

const char *const *
hx_trace_view_get_compared_remarks (HxTraceView *self, guint index)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  g_return_val_if_fail (index < self->others->len, NULL);
  return (const char *const *)get_other (self, index + 1)->remarks;
}

/* --- of a cell ---------------------------------------------------------------------------- */

/* The lead of a recording that a cell shows, -1 if it lacks that. */
static int
get_lead (HxTraceView *self, guint source, const HxTraceCell *cell)
{
  return cell->lead < 0 || source == 0 ? cell->lead : get_other (self, source)->lead_map[cell->lead];
}

static const char *
get_known (HxTraceView *self, guint source, const HxTraceCell *cell)
{
  char **remarks = get_remarks (self, source);
  int lead = get_lead (self, source, cell);

  return remarks != NULL && lead >= 0 ? remarks[lead] : "";
}

typedef enum
{
  SIGNAL_SOUND,
  SIGNAL_NONE, /* nothing was recorded */
  SIGNAL_FLAT, /* it never moves */
} Signal;

/* What the cell's seconds have. Evenly spaced samples cannot tell that all stand at one level; nor do seconds
 * that may lie between two beats. */
static Signal
look_at (HxTraceView *self, guint source, const HxTraceCell *cell)
{
  HxRecording *recording = get_recording (self, source);
  int lead = get_lead (self, source, cell);
  double rate_hz = hx_recording_get_rate_hz (recording);
  const float *samples = lead >= 0 ? hx_recording_get_lead_mv (recording, (guint)lead) : NULL;
  gsize begin = (gsize)(cell->start_s * rate_hz);
  gsize end =
      MIN ((gsize)((cell->start_s + cell->duration_s) * rate_hz), hx_recording_get_n_samples (recording));
  gsize step = end > begin + MOST_LOOKED_AT ? (end - begin) / FEWER_LOOKED_AT + 1 : 1;
  float level = NAN;

  for (gsize i = begin; samples != NULL && i < end; i += step)
    {
      if (!isfinite (samples[i]))
        continue;
      if (!isfinite (level))
        level = samples[i];
      if (step > 1 || cell->duration_s < FLAT_FROM_S || fabsf (samples[i] - level) > FLAT_MV)
        return SIGNAL_SOUND;
    }
  return isfinite (level) ? SIGNAL_FLAT : SIGNAL_NONE;
}

/* What is seen in the cell, or else what is known of its lead. */
static const char *
get_seen (HxTraceView *self, guint source, const HxTraceCell *cell)
{
  gboolean over = self->others->len > 0 && self->comparison == HX_TRACE_OVERLAID;
  int lead = get_lead (self, source, cell);

  /* Of those drawn over one another it is plain enough that one is not there. */
  if (over && (lead < 0 || cell->start_s >= hx_recording_get_duration_s (get_recording (self, source))))
    return "";
  if (lead < 0)
    return _ ("not recorded");
  switch (look_at (self, source, cell))
    {
    case SIGNAL_NONE:
      /* Translators: all samples of a lead are missing in the stretch that is shown */
      return _ ("no signal");
    case SIGNAL_FLAT:
      /* Translators: a lead is a straight line, as of an electrode that is off */
      return _ ("flat line");
    default:
      return get_known (self, source, cell);
    }
}

/* Of all recordings that the cell shows. Returns: (transfer full) (nullable) */
static char *
describe (HxTraceView *self, const HxTraceCell *cell,
          const char *(*describe_one) (HxTraceView *self, guint source, const HxTraceCell *cell))
{
  gboolean overlaid = self->comparison == HX_TRACE_OVERLAID;
  guint first = overlaid ? 0 : MIN (cell->block, self->others->len);
  guint n = overlaid ? self->others->len + 1 : 1;
  g_autofree const char **remarks = g_new (const char *, n);

  for (guint i = 0; i < n; i++)
    remarks[i] = describe_one (self, first + i, cell);
  return hx_quality_join_remarks (remarks, n);
}

char *
hx_trace_view_dup_remark (HxTraceView *self, const HxTraceCell *cell)
{
  return describe (self, cell, get_known);
}

char *
hx_trace_view_describe_cell (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell)
{
  g_autofree char *seen = NULL;
  g_autofree char *seconds = NULL;

  if (cell->lead < 0)
    return g_strdup (_ ("not recorded"));
  seen = describe (self, cell, get_seen);
  if (layout->consecutive || cell->rhythm)
    return g_steal_pointer (&seen);
  seconds = g_strdup_printf (_ ("%.1f–%.1f s"), cell->start_s, cell->start_s + cell->duration_s);
  return seen != NULL ? g_strdup_printf ("%s, %s", seconds, seen) : g_steal_pointer (&seconds);
}

/* --- of all leads ------------------------------------------------------------------------- */

/* The leads with the remark of lead @first, "V1, V2", or "all leads"; NULL if an earlier one is among them.
 */
static char *
name_leads (HxRecording *recording, char **remarks, guint first, guint n_leads)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint lead = 0; lead < n_leads; lead++)
    if (g_str_equal (remarks[lead], remarks[first]))
      {
        if (lead < first)
          return NULL;
        g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "",
                                hx_recording_get_lead_name (recording, lead));
      }
  return n == n_leads && n > 1 ? g_strdup (_ ("all leads")) : g_string_free (g_steal_pointer (&names), FALSE);
}

static void
append_remarks (HxTraceView *self, guint source, GString *text)
{
  char **remarks = get_remarks (self, source);
  const char *name = source > 0 ? get_other (self, source)->name : NULL;
  guint n = remarks != NULL ? g_strv_length (remarks) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *names =
          *remarks[i] != '\0' ? name_leads (get_recording (self, source), remarks, i, n) : NULL;

      if (names == NULL)
        continue;
      g_string_append (text, text->len > 0 ? "; " : "");
      if (name != NULL)
        g_string_append_printf (text, "%s, ", name);
      g_string_append_printf (text, "%s: %s", names, remarks[i]);
    }
}

char *
hx_trace_view_describe_remarks (HxTraceView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint source = 0; source <= self->others->len; source++)
    append_remarks (self, source, text);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
