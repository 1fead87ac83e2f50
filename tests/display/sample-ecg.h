/* sample-ecg.h: a made-up recording for tests of the widgets
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/**
 * SampleEcg: what the recording is like
 * @left_out: a standard lead that it lacks, or -1
 * @n_extra: further leads, X, Y, Z, ...
 * @gap_start_s, @gap_duration_s: missing samples in all leads; 0 s for none
 */
typedef struct
{
  double duration_s;
  double rate_hz;
  int left_out;
  guint n_extra;
  double gap_start_s, gap_duration_s;
} SampleEcg;

/** Twelve leads of regular beats with P, QRS and T waves, Einthoven's law holding. (transfer full) */
HxRecording *sample_ecg_new (const SampleEcg *sample);

G_END_DECLS
