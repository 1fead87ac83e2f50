/* hx-beats.h: where the ventricles beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"
#include "engine/records/hx-wave-signal.h"

G_BEGIN_DECLS

/**
 * hx_wave_activity:
 * @activity: n values: how fast the heart's vector turns, in robust units of each lead
 *
 * The root of the sum over usable leads of their squared slopes (spatial velocity), each weighted by its own
 * quiet level so that a noisy electrode does not drown the others.
 */
void hx_wave_activity (const HxWaveSignal *signal, float *activity);

/** HxHidden: where no beat could be seen, in samples of the signal. */
typedef struct
{
  gsize from, to;
  HxUnseenWhy why;
} HxHidden;

/**
 * HxBeatsDoubt: what speaks against the beats that were found
 * @hidden: (element-type HxHidden): where none could be seen, in order of time
 * @noise_share: how fast it still is in the calmest moments, as a share of what beats reach; NaN without
 * beats
 */
typedef struct
{
  GArray *hidden;
  float noise_share;
} HxBeatsDoubt;

void hx_beats_doubt_clear (HxBeatsDoubt *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxBeatsDoubt, hx_beats_doubt_clear)

/**
 * hx_beats_find:
 * @doubt: (out) (optional): for hx_beats_doubt_clear()
 *
 * Finds QRS complexes in all leads at once: peaks of the activity averaged over 80 ms that stand out of what
 * the neighbouring seconds have, 200 ms apart at least; what is less than half of the complex before it and
 * near enough to be its T wave is none; where the rhythm leaves a hole, a lower threshold is tried (after
 * Pan and Tompkins: A real-time QRS detection algorithm, IEEE Trans. Biomed. Eng. 32, 1985, but looking both
 * ways in time). Beats 140 ms apart are found where all of them are. What goes up and stays there is none,
 * nor is what stands where noise is as fast as beats are.
 *
 * Returns: (transfer full) (element-type gsize): samples of @signal, ascending
 */
GArray *hx_beats_find (const HxWaveSignal *signal, HxBeatsDoubt *doubt);

G_END_DECLS
