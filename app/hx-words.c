/* hx-words.c: numbers and names as people read them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-words.h"

#include "engine/records/hx-recording.h"
#include "engine/tasks/hx-task.h"

#include <glib/gi18n.h>
#include <math.h>

#define MINUS "\u2212"
#define NOTHING "\u2013"

char *
hx_words_score (double score)
{
  if (isnan (score))
    return g_strdup (NOTHING);
  /* A network is never certain: what would round to 0 or 1 says so. */
  if (score >= 0.995)
    return g_strdup_printf (">%.2f", 0.99);
  if (score < 0.005)
    return g_strdup_printf ("<%.2f", 0.01);
  return g_strdup_printf ("%.2f", score);
}

char *
hx_words_number (double value, int n_decimals)
{
  g_autofree char *digits = NULL;
  if (isnan (value))
    return g_strdup (NOTHING);
  digits = g_strdup_printf ("%.*f", n_decimals, fabs (value));
  if (value < 0.0 && strpbrk (digits, "123456789"))
    return g_strconcat (MINUS, digits, NULL);
  return g_steal_pointer (&digits);
}

char *
hx_words_signed (double value)
{
  g_autofree char *number = hx_words_number (value, 2);
  if (value > 0.0 && strpbrk (number, "123456789"))
    return g_strconcat ("+", number, NULL);
  return g_steal_pointer (&number);
}

char *
hx_words_title (const char *description)
{
  char first[8] = { 0 };
  if (!*description)
    return g_strdup ("");
  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (description)), first);
  return g_strconcat (first, g_utf8_next_char (description), NULL);
}

char *
hx_words_duration (double seconds)
{
  guint minutes;
  if (isnan (seconds) || seconds < 0.0)
    return g_strdup ("");
  if (seconds < 90.0)
    /* Translators: a duration in seconds */
    return g_strdup_printf (_ ("%u s"), (guint)MAX (1.0, ceil (seconds)));
  minutes = (guint)ceil (MIN (seconds, 1e8) / 60.0);
  if (minutes < 60)
    /* Translators: a duration in minutes */
    return g_strdup_printf (_ ("%u min"), minutes);
  /* Translators: a duration in hours and minutes */
  return g_strdup_printf (_ ("%u h %u min"), minutes / 60, minutes % 60);
}

const char *
hx_words_origin (const char *origin)
{
  if (g_strcmp0 (origin, HX_ORIGIN_SIMULATED) == 0)
    return _ ("simulated ECGs only");
  if (g_strcmp0 (origin, HX_ORIGIN_RECORDED) == 0)
    return _ ("recorded ECGs");
  if (g_strcmp0 (origin, "mixed") == 0)
    return _ ("recorded and simulated ECGs");
  return _ ("ECGs of unknown origin");
}

const char *
hx_words_head (const char *head)
{
  HxHead value;
  if (!head || !hx_head_from_name (head, &value))
    return head;
  return value == HX_HEAD_LDM ? C_ ("network head", "decoupled") : C_ ("network head", "plain");
}

const char *
hx_words_task (const char *task)
{
  const HxTask *found = task ? hx_task_find (task) : NULL;
  if (found)
    return _ (found->title);
  return task && *task ? task : _ ("unknown task");
}

char *
hx_words_day (const char *iso8601)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = iso8601 ? g_date_time_new_from_iso8601 (iso8601, utc) : NULL;
  g_autoptr (GDateTime) local = time ? g_date_time_to_local (time) : NULL;
  return local ? g_date_time_format (local, "%x") : g_strdup (iso8601 ? iso8601 : "");
}

double
hx_words_threshold (HxModel *model, guint label)
{
  double threshold = hx_model_get_label (model, label)->threshold;
  return isnan (threshold) ? 0.5 : threshold;
}

gboolean
hx_words_branches_disagree (const HxStatement *statement, double threshold)
{
  double logit;
  if (isnan (statement->fused) || isnan (statement->decoupled))
    return FALSE;
  /* Comparing logits with the threshold's own logit spares two exponentials a label. */
  logit = log (threshold) - log1p (-threshold);
  return (statement->fused >= logit) != (statement->decoupled >= logit);
}
