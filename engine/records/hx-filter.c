/* hx-filter.c: filters for what is shown of a recording, with zero phase
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-filter.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/records/hx-filter-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

gboolean
hx_filter_is_off (const HxFilterChoice *choice)
{
  return choice->high_pass_hz == 0.0 && choice->low_pass_hz == 0.0 && choice->notch_hz == 0.0
         && !choice->baseline;
}

gboolean
hx_filter_equal (const HxFilterChoice *a, const HxFilterChoice *b)
{
  return a->high_pass_hz == b->high_pass_hz && a->low_pass_hz == b->low_pass_hz && a->notch_hz == b->notch_hz
         && !a->baseline == !b->baseline;
}

/* --- what can be chosen ------------------------------------------------------------------ */

/* The reason, or NULL if @frequency_hz is fine. */
static char *
why_not (double frequency_hz, double rate_hz)
{
  if (frequency_hz == 0.0)
    return NULL;
  if (!(frequency_hz > 0.0) || !isfinite (frequency_hz))
    return g_strdup (_ ("A filter needs a frequency above 0 Hz."));
  if (frequency_hz >= HX_FILTER_MAX_SHARE * rate_hz)
    /* Translators: frequency of the filter, sampling rate, 0.45 of the latter, all in Hz */
    return g_strdup_printf (
        _ ("%g Hz cannot be filtered: the recording has %g samples per second, and a filter "
           "must lie below 0.45 of that, %g Hz."),
        frequency_hz, rate_hz, HX_FILTER_MAX_SHARE * rate_hz);
  return NULL;
}

static char *
why_no_baseline (gboolean baseline, double rate_hz)
{
  if (!baseline || rate_hz >= HX_FILTER_BASELINE_MIN_RATE_HZ)
    return NULL;
  return g_strdup_printf (
      _ ("The baseline cannot be found: the recording has %g samples per second, and at least "
         "%g are needed."),
      rate_hz, HX_FILTER_BASELINE_MIN_RATE_HZ);
}

gboolean
hx_filter_is_available (const HxFilterChoice *choice, double rate_hz, char **reason)
{
  char *found = why_not (choice->high_pass_hz, rate_hz);

  if (found == NULL)
    found = why_not (choice->low_pass_hz, rate_hz);
  if (found == NULL)
    found = why_not (choice->notch_hz, rate_hz);
  if (found == NULL)
    found = why_no_baseline (choice->baseline, rate_hz);
  if (reason != NULL)
    *reason = g_strdup (found);
  if (found == NULL)
    return TRUE;
  g_free (found);
  return FALSE;
}

HxFilterChoice
hx_filter_restrict (const HxFilterChoice *choice, double rate_hz)
{
  const HxFilterChoice parts[] = { { .high_pass_hz = choice->high_pass_hz },
                                   { .low_pass_hz = choice->low_pass_hz },
                                   { .notch_hz = choice->notch_hz },
                                   { .baseline = choice->baseline } };
  HxFilterChoice left = *choice;

  if (!hx_filter_is_available (&parts[0], rate_hz, NULL))
    left.high_pass_hz = 0.0;
  if (!hx_filter_is_available (&parts[1], rate_hz, NULL))
    left.low_pass_hz = 0.0;
  if (!hx_filter_is_available (&parts[2], rate_hz, NULL))
    left.notch_hz = 0.0;
  if (!hx_filter_is_available (&parts[3], rate_hz, NULL))
    left.baseline = FALSE;
  return left;
}

/* --- words --------------------------------------------------------------------------------- */

static void
append_part (GString *text, const char *separator, char *part)
{
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
  g_free (part);
}

char *
hx_filter_describe (const HxFilterChoice *choice)
{
  GString *text;

  if (hx_filter_is_off (choice))
    return NULL;
  text = g_string_new (NULL);
  if (choice->high_pass_hz > 0.0 && choice->low_pass_hz > 0.0)
    /* Translators: the band that a filter lets pass */
    append_part (text, ", ", g_strdup_printf (_ ("%g–%g Hz"), choice->high_pass_hz, choice->low_pass_hz));
  else if (choice->high_pass_hz > 0.0)
    append_part (text, ", ", g_strdup_printf (_ ("high pass %g Hz"), choice->high_pass_hz));
  else if (choice->low_pass_hz > 0.0)
    append_part (text, ", ", g_strdup_printf (_ ("low pass %g Hz"), choice->low_pass_hz));
  if (choice->notch_hz > 0.0)
    append_part (text, ", ", g_strdup_printf (_ ("notch %g Hz"), choice->notch_hz));
  if (choice->baseline)
    append_part (text, ", ", g_strdup (_ ("baseline removed")));
  return g_string_free (text, FALSE);
}

static char *
format_number (const char *name, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strconcat (name, "=", g_ascii_formatd (digits, sizeof digits, "%.12g", value), NULL);
}

char *
hx_filter_format (const HxFilterChoice *choice)
{
  GString *text;

  if (hx_filter_is_off (choice))
    return g_strdup ("off");
  text = g_string_new (NULL);
  if (choice->high_pass_hz > 0.0)
    append_part (text, ",", format_number ("high-pass", choice->high_pass_hz));
  if (choice->low_pass_hz > 0.0)
    append_part (text, ",", format_number ("low-pass", choice->low_pass_hz));
  if (choice->notch_hz > 0.0)
    append_part (text, ",", format_number ("notch", choice->notch_hz));
  if (choice->baseline)
    append_part (text, ",", g_strdup ("baseline"));
  return g_string_free (text, FALSE);
}

static gboolean
parse_frequency (const char *word, const char *digits, double *frequency_hz, GError **error)
{
  char *end;
  double value = g_ascii_strtod (digits, &end);

  if (end == digits || *end != '\0' || !isfinite (value) || value <= 0.0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "filter “%s”: “%s” is not a frequency in Hz", word,
                   digits);
      return FALSE;
    }
  *frequency_hz = value;
  return TRUE;
}

static gboolean
parse_word (const char *word, HxFilterChoice *choice, GError **error)
{
  if (g_str_has_prefix (word, "high-pass="))
    return parse_frequency (word, word + strlen ("high-pass="), &choice->high_pass_hz, error);
  if (g_str_has_prefix (word, "low-pass="))
    return parse_frequency (word, word + strlen ("low-pass="), &choice->low_pass_hz, error);
  if (g_str_has_prefix (word, "notch="))
    return parse_frequency (word, word + strlen ("notch="), &choice->notch_hz, error);
  if (strcmp (word, "baseline") == 0)
    {
      choice->baseline = TRUE;
      return TRUE;
    }
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
               "filter “%s” is none of high-pass=HZ, low-pass=HZ, notch=HZ, baseline and off", word);
  return FALSE;
}

gboolean
hx_filter_parse (const char *text, HxFilterChoice *choice, GError **error)
{
  HxFilterChoice parsed = { 0 };
  g_auto (GStrv) words = NULL;

  if (*text != '\0' && strcmp (text, "off") != 0)
    {
      words = g_strsplit (text, ",", -1);
      for (guint i = 0; words[i] != NULL; i++)
        if (!parse_word (g_strstrip (words[i]), &parsed, error))
          return FALSE;
    }
  *choice = parsed;
  return TRUE;
}

/* --- samples --------------------------------------------------------------------------------- */

gboolean
hx_filter_run_advance (HxFilterRun *run, gsize n)
{
  run->n_done += (double)n;
  hx_progress_report (run->progress, MIN (run->n_done / run->n_total, 1.0), NULL);
  return run->cancellable == NULL || !g_cancellable_is_cancelled (run->cancellable);
}

static gboolean
filter_stretch (float *samples, gsize n, double rate_hz, const HxFilterChoice *choice, HxFilterRun *run)
{
  /* The baseline first: the medians are meant for the shape of the heart's own waves. */
  return (!choice->baseline || hx_filter_baseline_run (rate_hz, samples, n, run))
         && (choice->high_pass_hz == 0.0
             || hx_filter_section_run (HX_FILTER_HIGH_PASS, choice->high_pass_hz, rate_hz, samples, n, run))
         && (choice->notch_hz == 0.0
             || hx_filter_section_run (HX_FILTER_NOTCH, choice->notch_hz, rate_hz, samples, n, run))
         && (choice->low_pass_hz == 0.0
             || hx_filter_section_run (HX_FILTER_LOW_PASS, choice->low_pass_hz, rate_hz, samples, n, run));
}

gboolean
hx_filter_samples (float *samples_mv, gsize n_samples, double rate_hz, const HxFilterChoice *choice,
                   HxProgress *progress, GCancellable *cancellable)
{
  int n_passes = 2 * ((choice->high_pass_hz > 0.0) + (choice->low_pass_hz > 0.0) + (choice->notch_hz > 0.0))
                 + (choice->baseline != FALSE);
  HxFilterRun run = { progress, cancellable, 0.0, (double)n_samples * n_passes };
  gsize i = 0;

  g_return_val_if_fail (hx_filter_is_available (choice, rate_hz, NULL), FALSE);

  while (i < n_samples && n_passes > 0)
    {
      gsize from = i;

      while (i < n_samples && isfinite (samples_mv[i]))
        i++;
      if (i > from && !filter_stretch (samples_mv + from, i - from, rate_hz, choice, &run))
        return FALSE;
      if (i < n_samples)
        i++;
    }
  return TRUE;
}

typedef struct
{
  float *samples_mv;
  gsize n_samples;
  double rate_hz;
  const HxFilterChoice *choice;
  HxProgress *progress; /* of the whole, used on the calling thread only */
  GCancellable *cancellable;
  atomic_uint n_done;
  atomic_bool failed;
  guint n_leads;
} Work;

static void
report_lead (double fraction, const char *message, gpointer user_data)
{
  Work *work = user_data;

  hx_progress_report (work->progress, (atomic_load (&work->n_done) + fraction) / work->n_leads, message);
}

static void
filter_lead (guint lead, guint worker, gpointer user_data)
{
  Work *work = user_data;
  HxProgress progress = { .report = worker == 0 ? report_lead : NULL, .user_data = work };

  if (!hx_filter_samples (work->samples_mv + lead * work->n_samples, work->n_samples, work->rate_hz,
                          work->choice, &progress, work->cancellable))
    atomic_store (&work->failed, TRUE);
  atomic_fetch_add (&work->n_done, 1);
}

static const char *
name_for_errors (HxRecording *self)
{
  const char *source = hx_recording_get_source (self);
  const char *id = hx_recording_get_id (self);

  return source != NULL ? source : id != NULL ? id : "recording";
}

HxRecording *
hx_filter_recording (HxRecording *self, const HxFilterChoice *choice, HxProgress *progress,
                     GCancellable *cancellable, GError **error)
{
  Work work = { .n_samples = hx_recording_get_n_samples (self),
                .rate_hz = hx_recording_get_rate_hz (self),
                .choice = choice,
                .progress = progress,
                .cancellable = cancellable,
                .n_leads = hx_recording_get_n_leads (self) };
  g_autofree char *reason = NULL;

  if (hx_filter_is_off (choice))
    return g_object_ref (self);
  if (!hx_filter_is_available (choice, work.rate_hz, &reason))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: %s", name_for_errors (self), reason);
      return NULL;
    }
  work.samples_mv = g_try_malloc_n (work.n_samples, work.n_leads * sizeof (float));
  for (guint i = 0; work.samples_mv != NULL && i < work.n_leads; i++)
    memcpy (work.samples_mv + i * work.n_samples, hx_recording_get_lead_mv (self, i),
            work.n_samples * sizeof (float));
  if (work.samples_mv != NULL && hx_parallel_for (work.n_leads, 0, filter_lead, &work, cancellable)
      && !atomic_load (&work.failed))
    {
      hx_progress_report (progress, 1.0, NULL);
      return hx_recording_new_like (self, work.n_samples, work.rate_hz, work.samples_mv);
    }
  g_free (work.samples_mv);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    hx_error_set_errno (error, name_for_errors (self), _ ("cannot filter"), ENOMEM);
  return NULL;
}
