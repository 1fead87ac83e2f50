/* hx-beats.h: where the ventricles beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

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

/**
 * hx_beats_find:
 *
 * Finds QRS complexes in all leads at once: peaks of the activity averaged over 80 ms that stand out of what
 * the neighbouring seconds have, 200 ms apart at least; what is less than half of the complex before it and
 * near enough to be its T wave is none; where the rhythm leaves a hole, a lower threshold is tried (after
 * Pan and Tompkins: A real-time QRS detection algorithm, IEEE Trans. Biomed. Eng. 32, 1985, but looking both
 * ways in time).
 *
 * Returns: (transfer full) (element-type gsize): samples of @signal, ascending
 */
GArray *hx_beats_find (const HxWaveSignal *signal);

G_END_DECLS
