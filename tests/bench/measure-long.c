/* measure-long.c: what the measuring of a long recording costs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/measure-long.h"

#include "engine/records/hx-measure.h"
#include "engine/records/hx-reader.h"
#include "engine/simulator/hx-simulator.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE_HZ 500.0
#define MINUTE_SAMPLES 30000
#define N_MINUTES 8 /* different ones, that take turns */
#define STEPS_PER_MV 1000.0

/* The largest amount of memory that this process has had, in mebibytes. */
static double
peak_mib (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmHWM:");
  return line ? g_ascii_strtod (line + strlen ("VmHWM:"), NULL) / 1024.0 : NAN;
}

/* One simulated minute as the signal file has it: the leads of one moment after another. */
static gint16 *
make_minute (guint number)
{
  const HxSimOptions options = { .rate_hz = RATE_HZ, .duration_s = 60.0, .noise = 1.0 };
  HxRandom random = hx_random_from_seed (number);
  guint32 labels = hx_simulator_draw_labels (&random);
  g_autoptr (HxSimRecord) record = hx_simulate (labels, &options, &random);
  gint16 *minute = g_new (gint16, MINUTE_SAMPLES * HX_N_STANDARD_LEADS);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      const float *mv = hx_recording_get_lead_mv (record->recording, lead);

      for (gsize i = 0; i < MINUTE_SAMPLES; i++)
        minute[i * HX_N_STANDARD_LEADS + lead] =
            (gint16)lrint (CLAMP ((double)mv[i] * STEPS_PER_MV, -32767.0, 32767.0));
    }
  return minute;
}

static void
write_signals (const char *path, guint n_minutes)
{
  FILE *file = fopen (path, "wb");
  gint16 *minutes[N_MINUTES];
  gsize n = (gsize)MINUTE_SAMPLES * HX_N_STANDARD_LEADS;

  if (!file)
    g_error ("cannot write %s", path);
  for (guint i = 0; i < N_MINUTES; i++)
    minutes[i] = make_minute (i);
  for (guint i = 0; i < n_minutes; i++)
    if (fwrite (minutes[i % N_MINUTES], sizeof **minutes, n, file) != n)
      g_error ("cannot write %s", path);
  for (guint i = 0; i < N_MINUTES; i++)
    g_free (minutes[i]);
  if (fclose (file) != 0)
    g_error ("cannot write %s", path);
}

static void
write_header (const char *path, guint n_minutes)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append_printf (text, "long %d %.0f %" G_GSIZE_FORMAT "\n", HX_N_STANDARD_LEADS, RATE_HZ,
                          (gsize)n_minutes * MINUTE_SAMPLES);
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    g_string_append_printf (text, "long.dat 16 %.0f(0)/mV 16 0 0 0 0 %s\n", STEPS_PER_MV,
                            hx_lead_name ((HxLead)lead));
  if (!g_file_set_contents (path, text->str, (gssize)text->len, &error))
    g_error ("%s", error->message);
  g_string_free (text, TRUE);
}

static void
measure_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxMeasurements) measured = NULL;
  gint64 begin_us = g_get_monotonic_time (), opened_us;
  double opened_mib;

  recording = hx_recording_open (path, NULL, &error);
  if (!recording)
    g_error ("%s", error->message);
  opened_us = g_get_monotonic_time ();
  opened_mib = peak_mib ();
  measured = hx_measure (recording, NULL, NULL, &error);
  if (!measured)
    g_error ("%s", error->message);
  g_print ("%.2f h, %u leads, %u beats\n", hx_recording_get_duration_s (recording) / 3600.0,
           hx_recording_get_n_leads (recording), measured->n_beats);
  g_print ("  read     %7.1f s, %7.0f MiB at most\n", (double)(opened_us - begin_us) / 1e6, opened_mib);
  g_print ("  measured %7.1f s, %7.0f MiB at most, on %u processors\n",
           (double)(g_get_monotonic_time () - opened_us) / 1e6, peak_mib (), g_get_num_processors ());
}

void
measure_long (double hours)
{
  g_autofree char *folder = g_dir_make_tmp ("hexaxial-long-XXXXXX", NULL);
  guint n_minutes = MAX ((guint)lround (60.0 * hours), 1);
  g_autofree char *signals = NULL, *header = NULL;

  if (!folder)
    g_error ("there is no temporary folder");
  signals = g_build_filename (folder, "long.dat", NULL);
  header = g_build_filename (folder, "long.hea", NULL);
  write_signals (signals, n_minutes);
  write_header (header, n_minutes);
  measure_file (header);
  g_unlink (signals);
  g_unlink (header);
  g_rmdir (folder);
}
