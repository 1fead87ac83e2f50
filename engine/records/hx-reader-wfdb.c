/* hx-reader-wfdb.c: WFDB records: a header (.hea) and its signal files in formats 16 and 212
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source: header(5) and signal(5) of the WFDB Applications Guide, G. B. Moody.
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/records/hx-reader.h"
#include "engine/records/hx-resample.h"
#include "engine/records/hx-wfdb-signals.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MANY 4u /* names are more than a reader wants to see */
#define MAX_HEADER_BYTES ((gsize)1 << 20)

/* A converter has a few million steps at most over a few volts at most; anything else is a damaged number. */
#define MIN_GAIN_ADU_PER_MV 1e-3
#define MAX_GAIN_ADU_PER_MV 1e9

/* A lead recorded this many times slower than the others is left out rather than blown up to their rate. */
#define MAX_RATE_QUOTIENT 64

/* What is told about several leads is told once, with their names. */
typedef enum
{
  NOTE_NOT_A_VOLTAGE,
  NOTE_TOO_SLOW,
  NOTE_UNCALIBRATED,
  NOTE_RESAMPLED,
  NOTE_SKEW,
  NOTE_INITIAL,
  NOTE_UNVERIFIED,
  N_NOTES,
} Note;

typedef struct
{
  const char *path;
  HxWfdbHeader *header;
  guint64 n_frames;
  guint samples_per_frame; /* of the recording */
  HxWfdbStream *streams;   /* one a signal */
  gboolean *kept;          /* one a signal */
  const char *names[HX_RECORDING_MAX_LEADS];
  guint n_kept;
  float *samples_mv; /* n_kept x n_samples */
  gsize n_samples;
  GString *notes[N_NOTES];
  guint n_noted[N_NOTES]; /* signals */
} Work;

static void
work_clear (Work *work)
{
  for (guint i = 0; i < N_NOTES; i++)
    if (work->notes[i] != NULL)
      g_string_free (work->notes[i], TRUE);
  hx_wfdb_header_free (work->header);
  g_free (work->streams);
  g_free (work->kept);
  g_free (work->samples_mv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
note (Work *work, Note kind, const HxWfdbSignal *signal)
{
  GString **list = &work->notes[kind];

  if (*list == NULL)
    *list = g_string_new (NULL);
  else
    g_string_append (*list, ", ");
  g_string_append (*list, signal->name);
  work->n_noted[kind]++;
  if (kind == NOTE_NOT_A_VOLTAGE)
    g_string_append_printf (*list, " (%s)", signal->unit);
}

/* How many @unit are a millivolt, or 0 if it is no voltage. */
static double
units_per_mv (const char *unit)
{
  static const struct
  {
    const char *name;
    double per_mv;
  } voltages[] = {
    { "mv", 1.0 }, { "uv", 1e3 }, { "\xc2\xb5v", 1e3 } /* micro sign */, { "\xce\xbcv", 1e3 } /* Greek mu */,
    { "nv", 1e6 }, { "v", 1e-3 },
  };
  g_autofree char *lower = g_ascii_strdown (unit, -1);

  for (guint i = 0; i < G_N_ELEMENTS (voltages); i++)
    if (g_str_equal (lower, voltages[i].name))
      return voltages[i].per_mv;
  return 0.0;
}

/* Decides whether a signal is kept and how its numbers become millivolts. */
static gboolean
calibrate (Work *work, guint index, double override_adu_per_mv, GError **error)
{
  const HxWfdbSignal *signal = &work->header->signals[index];
  double per_mv = units_per_mv (signal->unit);
  double gain_adu = signal->gain_adu;

  if (!hx_wfdb_format_is_read (signal->format))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED,
                   "%s: line %u: signal files of format %u are not read; those of formats 16 and 212 are",
                   work->path, signal->line, signal->format);
      return FALSE;
    }
  if (per_mv == 0.0)
    {
      note (work, NOTE_NOT_A_VOLTAGE, signal);
      return TRUE;
    }
  if (gain_adu == 0.0 && override_adu_per_mv <= 0.0)
    {
      note (work, NOTE_UNCALIBRATED, signal);
      gain_adu = HX_WFDB_DEFAULT_GAIN_ADU;
    }
  work->kept[index] = TRUE;
  work->streams[index].adu_per_mv = override_adu_per_mv > 0.0 ? override_adu_per_mv : gain_adu * per_mv;
  if (work->streams[index].adu_per_mv >= MIN_GAIN_ADU_PER_MV
      && work->streams[index].adu_per_mv <= MAX_GAIN_ADU_PER_MV)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
               "%s: line %u: gain “%g” per %s of lead %s is not between %g and %g per mV", work->path,
               signal->line, override_adu_per_mv > 0.0 ? override_adu_per_mv : gain_adu,
               override_adu_per_mv > 0.0 ? "mV" : signal->unit, signal->name, MIN_GAIN_ADU_PER_MV,
               MAX_GAIN_ADU_PER_MV);
  return FALSE;
}

/* The recording takes the rate of its fastest standard lead or, without any, of its fastest lead. */
static gboolean
choose_rate (Work *work, GError **error)
{
  const HxWfdbHeader *header = work->header;
  guint standard = 0, any = 0;
  double rate_hz;

  for (guint i = 0; i < header->n_signals; i++)
    if (work->kept[i])
      {
        any = MAX (any, header->signals[i].samples_per_frame);
        if (hx_lead_from_name (header->signals[i].name) >= 0)
          standard = MAX (standard, header->signals[i].samples_per_frame);
      }
  work->samples_per_frame = standard > 0 ? standard : any;
  if (any == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED, "%s: none of its signals is a voltage: %s",
                   work->path, work->notes[NOTE_NOT_A_VOLTAGE]->str);
      return FALSE;
    }
  rate_hz = header->rate_hz * work->samples_per_frame;
  if (rate_hz >= HX_RECORDING_MIN_RATE_HZ && rate_hz <= HX_RECORDING_MAX_RATE_HZ)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: line %u: sampling rate “%g” is not between %g and %g Hz",
               work->path, header->line, rate_hz, HX_RECORDING_MIN_RATE_HZ, HX_RECORDING_MAX_RATE_HZ);
  return FALSE;
}

static void
drop_slow_leads (Work *work)
{
  for (guint i = 0; i < work->header->n_signals; i++)
    {
      const HxWfdbSignal *signal = &work->header->signals[i];

      if (!work->kept[i])
        continue;
      work->kept[i] = work->samples_per_frame / signal->samples_per_frame <= MAX_RATE_QUOTIENT;
      if (work->kept[i])
        work->names[work->n_kept++] = signal->name;
      else
        note (work, NOTE_TOO_SLOW, signal);
    }
}

/* Everything that can be checked before samples are read. */
static gboolean
plan (Work *work, const HxReadOptions *options, GError **error)
{
  HxWfdbHeader *header = work->header;

  work->streams = g_new0 (HxWfdbStream, header->n_signals);
  work->kept = g_new0 (gboolean, header->n_signals);
  for (guint i = 0; i < header->n_signals; i++)
    if (!calibrate (work, i, options->gain_adu_per_mv, error))
      return FALSE;
  if (!choose_rate (work, error) || !hx_wfdb_count_frames (header, work->path, &work->n_frames, error))
    return FALSE;
  if (work->n_frames > HX_RECORDING_MAX_SAMPLES / work->samples_per_frame)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: %" G_GUINT64_FORMAT " samples are more than the %" G_GSIZE_FORMAT
                   " that a recording may have",
                   work->path, work->n_frames * work->samples_per_frame, HX_RECORDING_MAX_SAMPLES);
      return FALSE;
    }
  for (guint i = 0; i < header->n_signals; i++)
    if (header->signals[i].skew_frames >= work->n_frames)
      {
        g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                     "%s: line %u: skew “%u” is not less than the number of samples, %" G_GUINT64_FORMAT,
                     work->path, header->signals[i].line, header->signals[i].skew_frames, work->n_frames);
        return FALSE;
      }
  work->n_samples = (gsize)work->n_frames * work->samples_per_frame;
  drop_slow_leads (work);
  return TRUE;
}

/* Moves a signal so that its sample of time zero comes first; nothing is known of its end. */
static void
remove_skew (Work *work, const HxWfdbSignal *signal, float *samples_mv)
{
  gsize n = (gsize)work->n_frames * signal->samples_per_frame;
  gsize skew = (gsize)signal->skew_frames * signal->samples_per_frame;

  if (skew == 0)
    return;
  memmove (samples_mv, samples_mv + skew, (n - skew) * sizeof (float));
  for (gsize i = n - skew; i < n; i++)
    samples_mv[i] = NAN;
  note (work, NOTE_SKEW, signal);
}

/* Reads all samples into work->samples_mv; @slow holds those of leads at another rate, or NULL, for each
 * signal. */
static gboolean
read_samples (Work *work, float **slow, GError **error)
{
  float *next = work->samples_mv;

  for (guint i = 0; i < work->header->n_signals; i++)
    {
      gsize per_frame = work->header->signals[i].samples_per_frame;

      if (!work->kept[i])
        continue;
      if (per_frame != work->samples_per_frame)
        {
          slow[i] = g_try_malloc_n ((gsize)work->n_frames, per_frame * sizeof (float));
          if (slow[i] == NULL)
            {
              hx_error_set_errno (error, work->path, "cannot read", ENOMEM);
              return FALSE;
            }
        }
      work->streams[i].out = slow[i] != NULL ? slow[i] : next;
      next += work->n_samples;
    }
  if (!hx_wfdb_decode (work->header, work->path, work->n_frames, work->streams, error))
    return FALSE;
  next = work->samples_mv;
  for (guint i = 0; i < work->header->n_signals; i++)
    {
      const HxWfdbSignal *signal = &work->header->signals[i];

      if (!work->kept[i])
        continue;
      remove_skew (work, signal, work->streams[i].out);
      if (slow[i] != NULL)
        {
          hx_resample ((const float *const *)&slow[i], 1, (gsize)work->n_frames * signal->samples_per_frame,
                       signal->samples_per_frame, next, work->n_samples, work->samples_per_frame);
          note (work, NOTE_RESAMPLED, signal);
        }
      next += work->n_samples;
    }
  return TRUE;
}

static gboolean
load (Work *work, GError **error)
{
  guint n_signals = work->header->n_signals;
  g_autofree float **slow = g_new0 (float *, n_signals);
  gboolean loaded = FALSE;

  work->samples_mv = g_try_malloc_n (work->n_samples, work->n_kept * sizeof (float));
  if (work->samples_mv != NULL)
    loaded = read_samples (work, slow, error);
  else
    hx_error_set_errno (error, work->path, "cannot read", ENOMEM);
  for (guint i = 0; i < n_signals; i++)
    g_free (slow[i]);
  return loaded;
}

/* What the header says about its signals and the signals do not bear out, or cannot. */
static void
compare_with_header (Work *work)
{
  for (guint i = 0; i < work->header->n_signals; i++)
    {
      const HxWfdbSignal *signal = &work->header->signals[i];
      gboolean unverified = signal->has_checksum && signal->checksum == 0 && work->streams[i].checksum != 0;

      if (!work->kept[i])
        continue;
      if (unverified && work->header->n_frames > 0)
        note (work, NOTE_UNVERIFIED, signal);

      /* A header without checksum that gives 0 for the first sample has only kept the place. */
      if (signal->has_initial && signal->initial_adu != work->streams[i].first_adu
          && !(unverified && signal->initial_adu == 0))
        note (work, NOTE_INITIAL, signal);
    }
}

static void
add_warnings (Work *work, HxRecording *recording)
{
  static const char *const texts[N_NOTES] = {
    [NOTE_NOT_A_VOLTAGE] = "Left out because they are not voltages: ",
    [NOTE_TOO_SLOW] = "Left out because their sampling rate is far below that of the other leads: ",
    [NOTE_UNCALIBRATED] = "The header gives no gain; 200 units per millivolt are assumed for: ",
    [NOTE_RESAMPLED] = "Recorded at another sampling rate and brought to that of the other leads: ",
    [NOTE_SKEW] = "Shifted in time as the header says, with a gap at the end: ",
    [NOTE_INITIAL] = "The first sample is not the one that the header gives in: ",
    [NOTE_UNVERIFIED] = "The header has no checksum to compare with for: ",
  };

  for (guint i = 0; i < work->header->warnings->len; i++)
    hx_recording_add_warning (recording, work->header->warnings->pdata[i]);
  for (guint i = 0; i < N_NOTES; i++)
    if (work->notes[i] != NULL)
      {
        gboolean all = work->n_noted[i] >= MANY && work->n_noted[i] == work->header->n_signals;
        g_autofree char *text = g_strconcat (texts[i], all ? "all leads" : work->notes[i]->str, ".", NULL);

        hx_recording_add_warning (recording, text);
      }
}

static HxRecording *
build (Work *work)
{
  const HxWfdbHeader *header = work->header;
  HxRecording *recording =
      hx_recording_new (work->names, work->n_kept, work->n_samples, header->rate_hz * work->samples_per_frame,
                        g_steal_pointer (&work->samples_mv));
  HxWfdbPatient patient;

  hx_recording_set_id (recording, header->record_name);
  hx_recording_set_start_time (recording, header->start_time);
  hx_wfdb_patient_from_comments (&patient, header->comments);
  hx_recording_set_patient (recording, patient.id, patient.name, patient.age_years, patient.sex);
  hx_wfdb_patient_clear (&patient);
  for (guint i = 0; i < header->comments->len; i++)
    hx_recording_add_comment (recording, header->comments->pdata[i]);
  compare_with_header (work);
  add_warnings (work, recording);
  return recording;
}

static HxRecording *
read_wfdb (const char *path, const HxReadOptions *options, GError **error)
{
  g_auto (Work) work = { .path = path };
  g_autofree char *text = NULL;
  gsize n_bytes;

  text = hx_file_read_all (path, MAX_HEADER_BYTES, &n_bytes, error);
  if (text == NULL)
    return NULL;
  work.header = hx_wfdb_header_parse (text, n_bytes, path, error);
  if (work.header == NULL || !plan (&work, options, error) || !load (&work, error))
    return NULL;
  return build (&work);
}

static gboolean
accepts_wfdb (const char *path, const guint8 *head, gsize n_head)
{
  /* A header has no mark of its own: its name says what it is, and it is text. */
  return n_head > 0 && memchr (head, '\0', n_head) == NULL && g_str_has_suffix (path, ".hea");
}

const HxReader hx_reader_wfdb = {
  .name = "wfdb",
  .title = N_ ("WFDB record"),
  .suffixes = (const char *const[]){ ".hea", NULL },
  .part_suffixes = (const char *const[]){ ".dat", ".mat", NULL },
  .accepts = accepts_wfdb,
  .read = read_wfdb,
};
