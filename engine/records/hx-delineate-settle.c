/* hx-delineate-settle.c: from many edges to one boundary
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>
#include <string.h>

/* Which edge is what the leads have to agree on. */
static const HxEdge anchor[HX_N_BOUNDS] = { HX_EDGE_SLOPE_20, HX_EDGE_SLOPE_20, HX_EDGE_SLOPE_10,
                                            HX_EDGE_SLOPE_10, HX_EDGE_SLOPE_20, HX_EDGE_SLOPE_20 };
static const HxMark mark_of[HX_N_BOUNDS] = { HX_MARK_P_ONSET,    HX_MARK_P_OFFSET, HX_MARK_QRS_ONSET,
                                             HX_MARK_QRS_OFFSET, HX_MARK_T_ONSET,  HX_MARK_T_OFFSET };

static inline float
within (float value)
{
  return isfinite (value) ? CLAMP (value, -HX_SETTLE_REACH, HX_SETTLE_REACH) : 0.0f;
}

/* What the leads agree on of one boundary of a beat: all of them are told from it. */
typedef struct
{
  float medians[HX_N_EDGES]; /* over the usable leads */
  float outer[3];            /* quantiles over them, towards the outside of the wave */
  float distances[HX_LEAD_N_NETS][HX_LEAD_N_PLACES]; /* of all leads, as each network sees them */
} Agreed;

/* The medians over the usable leads of each of a beat's edges. */
static void
median_over_leads (const HxDelineation *self, guint beat, HxBound bound, float medians[HX_N_EDGES])
{
  g_autofree float *values = g_new (float, self->n_leads);

  for (guint k = 0; k < HX_N_EDGES; k++)
    {
      for (guint lead = 0; lead < self->n_leads; lead++)
        values[lead] = hx_delineation_edges (self, beat, bound, lead)[k];
      medians[k] = hx_delineate_median (values, self->n_leads);
    }
}

/* The quantile over leads of one edge, towards the outside of the wave. */
static float
outer_edge (const HxDelineation *self, guint beat, HxBound bound, guint k, double share)
{
  g_autofree float *values = g_new (float, self->n_leads);
  gsize n_values = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    if (isfinite (hx_delineation_edges (self, beat, bound, lead)[k]))
      values[n_values++] = hx_delineation_edges (self, beat, bound, lead)[k];
  return hx_wave_quantile (values, n_values, bound % 2 ? share : 1.0 - share);
}

static Agreed
find_agreed (const HxDelineation *self, guint beat, HxBound bound)
{
  Agreed agreed;

  median_over_leads (self, beat, bound, agreed.medians);
  agreed.outer[0] = outer_edge (self, beat, bound, HX_EDGE_SLOPE_10, 0.75);
  agreed.outer[1] = outer_edge (self, beat, bound, HX_EDGE_SLOPE_20, 0.9);
  agreed.outer[2] = outer_edge (self, beat, bound, HX_EDGE_SLOPE_20, 0.1);
  return agreed;
}

static float *
median_edges (const HxDelineation *self, HxBound bound, guint lead)
{
  return self->median_edges + ((gsize)bound * (self->n_leads + 1) + lead) * HX_N_EDGES;
}

/* Every edge of every lead as the median of all beats has it, counted from R. */
static void
find_median_edges (HxDelineation *self)
{
  g_autofree float *values = g_new (float, MAX (self->n_beats, 1));

  for (HxBound bound = 0; bound < HX_N_BOUNDS; bound++)
    for (guint lead = 0; lead <= self->n_leads; lead++)
      for (guint k = 0; k < HX_N_EDGES; k++)
        {
          for (guint beat = 0; beat < self->n_beats; beat++)
            values[beat] = hx_delineation_edges (self, beat, bound, lead)[k]
                           - hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_R];
          median_edges (self, bound, lead)[k] = hx_delineate_median (values, self->n_beats);
        }
}

/* Everything is told as seen from @reference. */
static void
find_features (const HxDelineation *self, guint beat, HxBound bound, guint lead, const Agreed *agreed,
               float reference, float features[HX_N_FEATURES])
{
  const float *common = hx_delineation_edges (self, beat, bound, self->n_leads);
  const float *own = hx_delineation_edges (self, beat, bound, lead);
  const float *marks = hx_waves_marks (self->waves, beat, self->n_leads);
  const float *lead_marks = hx_waves_marks (self->waves, beat, lead);
  const float *usual = median_edges (self, bound, lead);
  const float *common_usual = median_edges (self, bound, self->n_leads);
  float share, rr;
  static const HxMark peak_of[] = { HX_MARK_P_PEAK, HX_MARK_R, HX_MARK_T_PEAK };
  guint f = 0;

  share = *hx_delineation_size (self, beat, (HxWave)(bound / 2), lead)
          / *hx_delineation_size (self, beat, (HxWave)(bound / 2), self->n_leads);
  share = isfinite (share) ? CLAMP (share, 0.0f, 1.0f) : 0.0f;
  features[f++] = 1.0f;
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] = within (agreed->medians[k] - reference);
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] = within (common[k] - reference);
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] = within (own[k] - reference);
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] = share * within (own[k] - reference);
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] = within (usual[k] + marks[HX_MARK_R] - reference);
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] = within (common_usual[k] + marks[HX_MARK_R] - reference);
  for (guint k = 0; k < HX_N_EDGES; k++)
    features[f++] =
        bound >= HX_BOUND_T_ONSET && self->likeness[beat] >= HX_USUAL_LIKENESS
            ? within (hx_delineation_edges (self, beat, HX_BOUND_QRS_ONSET, self->n_leads)[HX_EDGE_SLOPE_10]
                      + self->t_usual[bound - HX_BOUND_T_ONSET][k] - reference)
            : 0.0f;
  rr = beat ? (float)(self->at[beat] - self->at[beat - 1])
            : (float)(self->at[MIN (beat + 1, self->n_beats - 1)] - self->at[beat]);
#define WIDE(v) (isfinite (v) ? CLAMP (v, -150.0f, 150.0f) : 0.0f)
  features[f++] = WIDE (marks[peak_of[bound / 2]] - reference);
  features[f++] = WIDE (lead_marks[peak_of[bound / 2]] - reference);
  features[f++] = WIDE (
      hx_delineation_edges (self, beat, bound < HX_BOUND_QRS_ONSET ? HX_BOUND_QRS_ONSET : HX_BOUND_QRS_OFFSET,
                            self->n_leads)[HX_EDGE_SLOPE_10]
      - reference);
  features[f++] = sqrtf (CLAMP (rr, 100.0f, 1000.0f));
  features[f++] =
      WIDE (hx_delineation_edges (self, beat, bound ^ 1, self->n_leads)[HX_EDGE_SLOPE_20] - reference);
  features[f++] = share;
  features[f++] =
      log10f (MAX (*hx_delineation_size (self, beat, (HxWave)(bound / 2), self->n_leads), 0.001f));
  for (guint i = 0; i < G_N_ELEMENTS (agreed->outer); i++)
    features[f++] = within (agreed->outer[i] - reference);
  g_assert (f == HX_N_FEATURES);
}

void
hx_settle_features (const HxDelineation *self, guint beat, HxBound bound, guint lead, float shift,
                    float *reference, float features[HX_N_FEATURES])
{
  Agreed agreed = find_agreed (self, beat, bound);

  *reference = agreed.medians[anchor[bound]];
  find_features (self, beat, bound, lead, &agreed, *reference + shift, features);
}

void
hx_settle_roughly (HxDelineation *self, HxBound bound)
{
  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      float medians[HX_N_EDGES];

      median_over_leads (self, beat, bound, medians);
      hx_waves_marks (self->waves, beat, self->n_leads)[mark_of[bound]] = medians[anchor[bound]];
    }
}

/* Waves do not overlap: where the edges say so, the QRS complex is believed. */
static void
keep_order (float *marks)
{
  if (marks[HX_MARK_P_OFFSET] > marks[HX_MARK_QRS_ONSET])
    marks[HX_MARK_P_OFFSET] = marks[HX_MARK_QRS_ONSET];
  if (marks[HX_MARK_T_ONSET] < marks[HX_MARK_QRS_OFFSET])
    marks[HX_MARK_T_ONSET] = marks[HX_MARK_QRS_OFFSET];
}

/* From where a network sees a boundary, in samples from what the leads agree on. */
static inline gssize
shift_of (HxBound bound, guint net)
{
  return ((gssize)net - HX_LEAD_N_NETS / 2) * hx_lead_step (bound);
}

static void
look_at_all (const HxDelineation *self, HxBound bound, Agreed *agreed)
{
  const float place = agreed->medians[anchor[bound]];

  for (guint k = 0; k < HX_LEAD_N_NETS && isfinite (place); k++)
    hx_lead_distances (self, bound, (gssize)lrintf (place) + shift_of (bound, k), agreed->distances[k]);
}

/* A lead's own boundary: what each network tells that sees it from another place. */
static float
settle_lead (const HxDelineation *self, guint beat, HxBound bound, guint lead, const Agreed *agreed)
{
  const float place = agreed->medians[anchor[bound]];
  float features[HX_LEAD_N_FEATURES], sum = 0.0f;

  for (guint k = 0; k < HX_LEAD_N_NETS; k++)
    {
      gssize shift = shift_of (bound, k);

      find_features (self, beat, bound, lead, agreed, place + (float)shift, features);
      hx_lead_look (self, bound, lead, (gssize)lrintf (place) + shift, agreed->distances[k],
                    features + HX_N_FEATURES);
      sum += (float)shift + hx_delineate_net_run (&hx_lead_nets[bound][k], features);
    }
  return place + sum / HX_LEAD_N_NETS;
}

static float
settle_one (const HxDelineation *self, guint beat, HxBound bound, guint lead, const Agreed *agreed)
{
  const float *coefficients = hx_settle_common_coefficients[self->clean ? 1 : 0][bound];
  float features[HX_N_FEATURES], place = agreed->medians[anchor[bound]];

  if (!isfinite (place))
    return NAN;
  if (lead < self->n_leads)
    return settle_lead (self, beat, bound, lead, agreed);
  find_features (self, beat, bound, lead, agreed, place, features);
  for (guint f = 0; f < HX_N_FEATURES; f++)
    place += coefficients[f] * features[f];
  return place;
}

static void
settle_beat (HxDelineation *self, guint beat)
{
  Agreed agreed[HX_N_BOUNDS];

  for (HxBound bound = 0; bound < HX_N_BOUNDS; bound++)
    {
      agreed[bound] = find_agreed (self, beat, bound);
      look_at_all (self, bound, &agreed[bound]);
    }
  for (guint lead = 0; lead <= self->n_leads; lead++)
    {
      float *marks = hx_waves_marks (self->waves, beat, lead);

      if (lead < self->n_leads && !self->signal->usable[lead])
        continue;
      for (HxBound bound = 0; bound < HX_N_BOUNDS; bound++)
        marks[mark_of[bound]] = settle_one (self, beat, bound, lead, &agreed[bound]);
      keep_order (marks);
    }
}

void
hx_settle (HxDelineation *self)
{
  find_median_edges (self);
  for (guint beat = 0; beat < self->n_beats; beat++)
    settle_beat (self, beat);
}
