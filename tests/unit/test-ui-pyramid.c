/* test-ui-pyramid.c: tests of the extremes of a long recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-pyramid.h"

#include <math.h>

#define N_LEADS 2
#define N_SAMPLES 700001
#define RATE_HZ 500.0

static HxRecording *
make_recording (void)
{
  static const char *const names[N_LEADS] = { "I", "II" };
  float *samples = g_new (float, N_LEADS *N_SAMPLES);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (gsize i = 0; i < N_LEADS * N_SAMPLES; i++)
    samples[i] = (float)g_rand_double_range (rand, -1.0, 1.0);
  /* A gap of several blocks of all levels, and scattered missing samples. */
  for (gsize i = 200000; i < 400000; i++)
    samples[i] = NAN;
  for (gsize i = 1; i < N_SAMPLES; i += 97)
    samples[N_SAMPLES + i] = NAN;
  return hx_recording_new (names, N_LEADS, N_SAMPLES, RATE_HZ, samples);
}

/* The extremes of samples [from, to), one by one. */
static void
look_at_all (const float *samples, double from, double to, float *low, float *high)
{
  *low = HX_TRACE_PYRAMID_NONE;
  *high = -HX_TRACE_PYRAMID_NONE;
  for (gsize i = (gsize)MAX (ceil (from), 0.0); (double)i < MIN (ceil (to), N_SAMPLES); i++)
    if (!isnan (samples[i]))
      {
        *low = MIN (*low, samples[i]);
        *high = MAX (*high, samples[i]);
      }
}

/* Every slice holds all of its samples, and nothing from further away than a slice. */
static void
check_slices (HxTracePyramid *pyramid, HxRecording *recording, guint lead, double first, double step)
{
  const float *samples = hx_recording_get_lead_mv (recording, lead);
  gsize n = (gsize)(N_SAMPLES / step) + 4;
  g_autofree float *low = g_new (float, n), *high = g_new (float, n);

  hx_trace_pyramid_extents (pyramid, lead, samples, N_SAMPLES, first, step, low, high, n);
  for (gsize i = 0; i < n; i++)
    {
      double from = first + (double)i * step, to = first + (double)(i + 1) * step;
      double beside = hx_trace_pyramid_is_needed (step) ? step : 0.0;
      float least, greatest;

      look_at_all (samples, from, to, &least, &greatest);
      g_assert_cmpfloat (low[i], <=, least);
      g_assert_cmpfloat (high[i], >=, greatest);
      look_at_all (samples, from - beside, to + beside, &least, &greatest);
      /* A slice that begins behind the end has no samples, whatever its neighbour has. */
      if (from < N_SAMPLES && to > 0.0)
        {
          g_assert_cmpfloat (low[i], >=, least);
          g_assert_cmpfloat (high[i], <=, greatest);
        }
    }
}

static void
test_extents (void)
{
  static const double steps[] = { 1.0,   3.7,   16.0,   100.0,  63.9,   64.0,
                                  127.9, 500.0, 1024.0, 5000.0, 8192.0, 70000.0 };
  g_autoptr (HxRecording) recording = make_recording ();
  g_autoptr (HxTracePyramid) pyramid = hx_trace_pyramid_new (recording);

  hx_trace_pyramid_fill (pyramid);
  g_assert_cmpfloat (hx_trace_pyramid_get_progress (pyramid), ==, 1.0);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint lead = 0; lead < N_LEADS; lead++)
      {
        check_slices (pyramid, recording, lead, 0.0, steps[i]);
        check_slices (pyramid, recording, lead, -3.3 * steps[i], steps[i]);
        check_slices (NULL, recording, lead, 12345.6, steps[i]);
      }
}

/* One sample of a day is seen at every zoom. */
static void
test_spike (void)
{
  static const char *const name = "II";
  const gsize n = (gsize)(6 * 3600 * RATE_HZ);
  gsize places[] = { 0, n / 3, n - 1 };

  for (guint place = 0; place < G_N_ELEMENTS (places); place++)
    {
      float *samples = g_new0 (float, n);
      g_autoptr (HxRecording) recording = NULL;
      g_autoptr (HxTracePyramid) pyramid = NULL;

      samples[places[place]] = 2.5f;
      recording = hx_recording_new (&name, 1, n, RATE_HZ, samples);
      pyramid = hx_trace_pyramid_new (recording);
      hx_trace_pyramid_fill (pyramid);
      for (double step = 1.0; step < (double)n; step *= 1.7)
        {
          float low, high;
          double slice = floor ((double)places[place] / step);

          hx_trace_pyramid_extents (pyramid, 0, samples, n, slice * step, step, &low, &high, 1);
          g_assert_cmpfloat (high, ==, 2.5f);
        }
    }
}

static void
on_advanced (HxTracePyramid *pyramid, guint *n)
{
  (*n)++;
}

/* The thread fills it, tells of it, and what it makes is what filling at once makes. */
static void
test_thread (void)
{
  g_autoptr (HxRecording) recording = make_recording ();
  g_autoptr (HxTracePyramid) pyramid = hx_trace_pyramid_new (recording);
  const float *samples = hx_recording_get_lead_mv (recording, 1);
  float low, high;
  guint n = 0;

  hx_trace_pyramid_extents (pyramid, 1, samples, N_SAMPLES, 1000.0, 5000.0, &low, &high, 1);
  g_assert_cmpfloat (low, >, high);
  g_assert_cmpfloat (hx_trace_pyramid_get_progress (pyramid), ==, 0.0);
  g_signal_connect (pyramid, "advanced", G_CALLBACK (on_advanced), &n);
  hx_trace_pyramid_start (pyramid);
  hx_trace_pyramid_start (pyramid);
  while (hx_trace_pyramid_get_progress (pyramid) < 1.0 || n == 0)
    g_main_context_iteration (NULL, FALSE);
  check_slices (pyramid, recording, 0, 0.0, 5000.0);
  check_slices (pyramid, recording, 1, 0.0, 1000.0);
}

/* Stopped before it began, nothing is known, and nothing is held. */
static void
test_stop (void)
{
  g_autoptr (HxRecording) recording = make_recording ();
  HxTracePyramid *pyramid = hx_trace_pyramid_new (recording);

  hx_trace_pyramid_stop (pyramid);
  hx_trace_pyramid_start (pyramid);
  g_object_add_weak_pointer (G_OBJECT (pyramid), (gpointer *)&pyramid);
  g_object_unref (pyramid);
  while (g_atomic_pointer_get (&pyramid) != NULL)
    g_thread_yield ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/pyramid/extents", test_extents);
  g_test_add_func ("/ui/pyramid/spike", test_spike);
  g_test_add_func ("/ui/pyramid/thread", test_thread);
  g_test_add_func ("/ui/pyramid/stop", test_stop);
  return g_test_run ();
}
