/* hx-wave-signal.h: a stretch of a recording, prepared for finding waves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/** Waves are looked for at this rate, whatever the recording's, so that every constant is one of time. */
#define HX_WAVE_RATE_HZ 500.0

/** Samples at HX_WAVE_RATE_HZ in @ms milliseconds. */
#define HX_WAVE_MS(ms) ((gssize)((ms) / 2))

/** What HxWaveSignal says of a sample; the last two are not there. */
enum
{
  HX_WAVE_SEEN,
  HX_WAVE_STILL,     /* stands at one value for long: nothing is told from how calm that is */
  HX_WAVE_OFF,       /* and jumped there and away again: an electrode was off */
  HX_WAVE_NO_NUMBER, /* is missing */
};

/**
 * HxWaveSignal: private to the finding of beats and waves
 *
 * All leads of one stretch at HX_WAVE_RATE_HZ. Samples that are not there are
 * bridged by a straight line, and @missing says where; a pacemaker's stimuli are bridged too, and mains
 * interference and a baseline that wanders far are taken out of the leads that have them.
 */
typedef struct
{
  guint n_leads;
  gsize n;         /* samples a lead */
  double start_s;  /* of sample 0 in the recording */
  float *mv;       /* n_leads x n */
  float *fine;     /* the same, smoothed by a Gaussian of 3 ms: for QRS complexes */
  float *smooth;   /* the same, smoothed by a Gaussian of 8 ms: for P and T waves */
  guint8 *missing; /* n_leads x n: HX_WAVE_SEEN and so on */
  guint8 *usable;  /* n_leads: enough samples, and not a flat line */
  guint n_usable;
  int *standard;    /* n_leads: HxLead, or -1 for what is none of the twelve */
  guint n_spikes;   /* a pacemaker's stimuli that were there */
  double *mains_mv; /* n_leads: amplitude of the mains interference that was there */
} HxWaveSignal;

/**
 * hx_wave_signal_new:
 * @first: first sample of the stretch in @recording
 * @n: samples in it, at the recording's rate
 *
 * Returns: (transfer full): for hx_wave_signal_free(); NULL if memory ran out or it was cancelled
 */
HxWaveSignal *hx_wave_signal_new (HxRecording *recording, gsize first, gsize n, GCancellable *cancellable);
void hx_wave_signal_free (HxWaveSignal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxWaveSignal, hx_wave_signal_free)

/**
 * hx_wave_remove_spikes:
 * @samples: n_leads x n, in millivolts
 * @n_spikes: (out): how many there were
 *
 * Draws a straight line through every pacemaker's stimulus: what the leads have for some milliseconds, and
 * are calm before and after.
 *
 * Returns: FALSE if memory ran out
 */
gboolean hx_wave_remove_spikes (float *samples, guint n_leads, gsize n, double rate_hz, guint *n_spikes);

/** Smooths by a Gaussian of deviation @sigma_ms, mirrored at the ends; @out may not be @in. */
void hx_wave_smooth (const float *in, float *out, gsize n, double sigma_ms);

/** The moving mean over 2 @half + 1 samples, fewer at the ends; @out may not be @in. */
void hx_wave_mean (const float *in, float *out, gsize n, gsize half);

/** The @share quantile of @n finite values, which are reordered; NaN if there are none. */
float hx_wave_quantile (float *values, gsize n, double share);

/** Sorts @n finite values, the smallest first. */
void hx_wave_sort (float *values, gsize n);

static inline const float *
hx_wave_lead (const HxWaveSignal *self, const float *leads, guint lead)
{
  return leads + lead * self->n;
}

G_END_DECLS
