/* hx-delineate.h: where P, QRS and T begin and end
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"
#include "engine/records/hx-wave-signal.h"

G_BEGIN_DECLS

/**
 * HxWaves: private to the finding of beats and waves
 *
 * The beats of a stretch and their marks, in samples of the HxWaveSignal, with fractions; NaN where there is
 * no such wave. Each beat has the marks of every lead, and after them those of all leads together. A beat
 * without a QRS complex is a P wave that was not conducted.
 */
typedef struct
{
  guint n_beats, n_leads;
  HxOverlap overlap; /* of most beats */
  float *likeness;   /* n_beats: correlation of the QRS complex with that of most beats */
  float *marks;      /* n_beats x (n_leads + 1) x HX_N_MARKS */
} HxWaves;

#define HX_USUAL_LIKENESS 0.85f /* what is at least so much like the usual beat is one of them */

static inline float *
hx_waves_marks (const HxWaves *self, guint beat, guint lead)
{
  return self->marks + ((gsize)beat * (self->n_leads + 1) + lead) * HX_N_MARKS;
}

/**
 * hx_delineate:
 * @beats: (element-type gsize): what hx_beats_find() found
 *
 * Returns: (transfer full): for hx_waves_free()
 */
HxWaves *hx_delineate (const HxWaveSignal *signal, GArray *beats);
void hx_waves_free (HxWaves *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxWaves, hx_waves_free)

G_END_DECLS
