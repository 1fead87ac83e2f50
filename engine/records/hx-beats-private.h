/* hx-beats-private.h: what is taken back of what was found as beats
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-beats.h"

G_BEGIN_DECLS

/** Takes out of @beats what goes up and does not come back: an electrode that moved, not a heart. */
void hx_beats_drop_steps (const HxWaveSignal *signal, GArray *beats);

/**
 * hx_beats_drop_t_waves:
 * @heights: what the beats were found in
 *
 * Takes out of @beats the T waves of hearts that beat so slowly that many seconds have no QRS complex.
 */
void hx_beats_drop_t_waves (GArray *beats, const float *heights);

/**
 * hx_beats_doubt_init:
 * @activity: of hx_wave_activity()
 * @level: height of usual beats
 *
 * Finds out what speaks against them.
 */
void hx_beats_doubt_init (HxBeatsDoubt *self, const HxWaveSignal *signal, const float *activity, float level);

G_END_DECLS
