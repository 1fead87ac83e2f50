/* hx-delineate-private.h: the parts of the delineation
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-delineate.h"

G_BEGIN_DECLS

/** Ways to say where one edge of a P or T wave is; see hx-delineate-edge.c. */
typedef enum
{
  HX_EDGE_TANGENT,  /* where the steepest tangent meets the baseline */
  HX_EDGE_SLOPE_40, /* where the slope has fallen to that percentage of the steepest */
  HX_EDGE_SLOPE_20,
  HX_EDGE_SLOPE_10,
  HX_EDGE_SLOPE_4,
  HX_EDGE_AREA, /* Zhang's trapezium of the largest area */
  HX_N_EDGES,
} HxEdge;

/** The boundaries that are estimated, each from HX_N_EDGES edges of every lead and of all leads together. */
typedef enum
{
  HX_BOUND_P_ONSET,
  HX_BOUND_P_OFFSET,
  HX_BOUND_QRS_ONSET,
  HX_BOUND_QRS_OFFSET,
  HX_BOUND_T_ONSET,
  HX_BOUND_T_OFFSET,
  HX_N_BOUNDS,
} HxBound;

typedef enum
{
  HX_WAVE_P,
  HX_WAVE_QRS,
  HX_WAVE_T,
  HX_N_WAVES,
} HxWave;

/** What the ST segment and the T wave of a lead are a sum of; see hx-delineate-recovery.c. */
typedef enum
{
  HX_RECOVERY_LEVEL,   /* after the wave */
  HX_RECOVERY_WAVE,    /* T itself */
  HX_RECOVERY_SIDE,    /* what makes leads peak at different times */
  HX_RECOVERY_SEGMENT, /* ST, which fades with T */
  HX_RECOVERY_CHANGE,  /* from its begin to its end */
  HX_RECOVERY_N_PARTS,
} HxRecoveryPart;

typedef struct
{
  double end;         /* samples from the beats' origins */
  double share, peak; /* of the time from the end of the QRS complex on, the T wave; and of that, its rise */
} HxRecoveryShape;

/** The boundaries that small networks find in the averaged beat; see hx-delineate-activation.c. */
typedef enum
{
  HX_ACTIVATION_ONSET,
  HX_ACTIVATION_OFFSET,
  HX_N_ACTIVATION_NETS,
} HxActivation;

/** What the averaged beat shows of the atria; see hx-delineate-atria.c. */
typedef enum
{
  HX_ATRIA_NONE,   /* nothing that has to be known beyond the P waves that were found */
  HX_ATRIA_P,      /* P waves on T waves */
  HX_ATRIA_CIRCLE, /* a wave that circles: flutter */
} HxAtriaKind;

typedef struct
{
  HxAtriaKind kind;
  gboolean restless; /* there are neither P waves nor a circling wave: the atria may fibrillate */
  double recorded[HX_N_ACTIVATION_NETS]; /* where the QRS complex begins and ends with the circling wave, in
                                            samples after R; NaN if that cannot be told */
  double at; /* samples: the P wave's onset from the origin of the beat before; or how long a turn takes */
  gboolean fine; /* with what is told only when the kind is known: */
  double length; /* samples: the P wave's; and of a circling wave, more harmonics */
  HxRecoveryShape recovery;
} HxAtria;

/**
 * HxDelineation: what the steps share
 */
typedef struct
{
  const HxWaveSignal *signal;
  guint n_beats, n_leads;
  gsize *at;      /* n_beats: centres of the QRS complexes */
  gboolean clean; /* nothing moves between the waves: drawn or averaged rather than recorded */
  float *speed;   /* n: spatial velocity from the finely smoothed leads */
  float *level;   /* n: length of the vector of @above */
  float *above;   /* n_leads x n: smoothed leads above the baseline through the PR segments */
  float *edges; /* n_beats x HX_N_BOUNDS x (n_leads + 1) x HX_N_EDGES; the last lead is all leads together */
  float
      *median_edges; /* HX_N_BOUNDS x (n_leads + 1) x HX_N_EDGES: of @edges over the beats, counted from R */
  float *sizes;      /* n_beats x HX_N_WAVES x (n_leads + 1): of each wave in each lead, in millivolts */
  float *usual; /* (n_leads + 1) x HX_USUAL_N: the median of @above from the QRS onset on, and its length; NaN
                   where less than half of the beats reach */
  gssize t_usual_peak;          /* of the usual beat, from the QRS onset; -1 if it has no T wave */
  float t_usual[2][HX_N_EDGES]; /* edges of the usual beat's T wave: onset and offset, from the QRS onset */
  HxAtria atria;
  float *likeness; /* n_beats: correlation of the QRS complex with the usual one */
  gssize *origins; /* n_beats: where the usual beat, laid over this one, has its QRS onset */
  HxWaves *waves;
} HxDelineation;

#define HX_USUAL_N HX_WAVE_MS (640)

/** Runs all steps; what it makes is for hx_delineation_clear(). */
void hx_delineation_run (HxDelineation *self, const HxWaveSignal *signal, GArray *beats);
void hx_delineation_clear (HxDelineation *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxDelineation, hx_delineation_clear)

#define HX_SPEED_HALF 2 /* samples to either side that the speed is taken over */

static inline float *
hx_delineation_edges (const HxDelineation *self, guint beat, HxBound bound, guint lead)
{
  return self->edges + (((gsize)beat * HX_N_BOUNDS + bound) * (self->n_leads + 1) + lead) * HX_N_EDGES;
}

static inline float *
hx_delineation_size (const HxDelineation *self, guint beat, HxWave wave, guint lead)
{
  return self->sizes + ((gsize)beat * HX_N_WAVES + wave) * (self->n_leads + 1) + lead;
}

/**
 * hx_edge_find:
 * @x: a wave whose baseline is @base
 * @peak: its peak
 * @limit: where the edge is at most; before @peak for an onset
 * @edges: HX_N_EDGES samples
 *
 * Returns: FALSE if there is no slope between @peak and @limit
 */
gboolean hx_edge_find (const float *x, gssize peak, gssize limit, float base, float edges[HX_N_EDGES]);

/** The median of those of @n values that are not NaN. */
float hx_delineate_median (const float *values, gsize n);

/** HxDelineateNet: a small network, two layers of hyperbolic tangents and a sum, that tells how far a
 * boundary is away. */
typedef struct
{
  guint n_features, n_first, n_second;
  const float
      *weights; /* mean and scale of the features, 1 / deviation; of the first layer n_first x n_features and
                   n_first biases, of the second n_second x n_first and n_second, of the sum n_second and 1 */
} HxDelineateNet;

#define HX_DELINEATE_NET_MOST_FEATURES 256
#define HX_DELINEATE_NET_MOST_UNITS 32

/** Returns: samples */
float hx_delineate_net_run (const HxDelineateNet *net, const float *features);

#define HX_N_FEATURES (1 + 7 * HX_N_EDGES + 10)
#define HX_SETTLE_REACH 40.0f /* samples: further from what the leads agree on, an edge says no more */

/** For the boundaries of all leads together, of noisy and of clean signals. */
extern const float hx_settle_common_coefficients[2][HX_N_BOUNDS][HX_N_FEATURES];

#define HX_LEAD_N_PLACES 25
/** Which of the standard leads it is, and what it looks like. */
#define HX_LEAD_N_LOOKS (HX_N_STANDARD_LEADS + 5 * HX_LEAD_N_PLACES + 1)
/** What a lead's own boundary is told from: what one of all leads is, and its own looks. */
#define HX_LEAD_N_FEATURES (HX_N_FEATURES + HX_LEAD_N_LOOKS)

/** For each boundary: the mean of what they tell is nearer than any. */
#define HX_LEAD_N_NETS 3

extern const HxDelineateNet hx_lead_nets[HX_N_BOUNDS][HX_LEAD_N_NETS];

/** Samples between the places that a boundary is looked at from. */
static inline gssize
hx_lead_step (HxBound bound)
{
  return bound == HX_BOUND_QRS_ONSET || bound == HX_BOUND_QRS_OFFSET ? 4 : 8;
}

/** How far the vector of all leads is from where it is at a place, for each place around that. */
void hx_lead_distances (const HxDelineation *self, HxBound bound, gssize place,
                        float distances[HX_LEAD_N_PLACES]);

/**
 * hx_lead_look:
 * @place: samples: where it is looked at
 * @distances: those of all leads together there
 *
 * What a lead looks like around a place; see hx-delineate-lead.c.
 */
void hx_lead_look (const HxDelineation *self, HxBound bound, guint lead, gssize place,
                   const float distances[HX_LEAD_N_PLACES], float features[HX_LEAD_N_LOOKS]);

/**
 * hx_settle_features:
 * @shift: samples from what the leads agree on to where all is seen from
 * @reference: (out): what the leads agree on; NaN if no lead has the wave
 *
 * What a boundary is told from, when hx_settle() has been.
 */
void hx_settle_features (const HxDelineation *self, guint beat, HxBound bound, guint lead, float shift,
                         float *reference, float features[HX_N_FEATURES]);

/** Sets the common mark of every beat to what the leads agree on, for the next steps to go by. */
void hx_settle_roughly (HxDelineation *self, HxBound bound);

/** Sets the marks of every beat and lead from the edges, when all of them are known. */
void hx_settle (HxDelineation *self);

/** HxAverage: the mean of the usual beats, from some time before their origins on. */
typedef struct
{
  guint n_leads;   /* usable ones */
  gssize first, n; /* place of the first sample, and how many there are */
  double *x;       /* n_leads x n, as recorded above the PR segments, in millivolts */
} HxAverage;

#define HX_AVERAGE_FIRST (-HX_WAVE_MS (80))
#define HX_AVERAGE_N HX_WAVE_MS (880)

gboolean hx_average_is_usual (const HxDelineation *self, guint beat);

/**
 * hx_average_find:
 * @whole: with the next beat's P wave, where that is known
 * @from: in samples from the origins; from there on, beats are laid over each other each at its own pace of
 *   recovery. Infinity: as they are
 *
 * Returns: FALSE if too few beats are alike
 */
gboolean hx_average_find (HxAverage *average, const HxDelineation *self, gboolean whole, double from);

/**
 * hx_average_whiten:
 * @t_end: where the T wave ends
 *
 * Replaces the leads by as many sums of them, whose noise between T waves and what comes next is independent
 * and of one size: a direction in which the atria do not fibrillate counts for more than one in which they
 * do.
 */
void hx_average_whiten (HxAverage *average, const HxDelineation *self, double t_end);
void hx_average_clear (HxAverage *average);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxAverage, hx_average_clear)

#define HX_ACTIVATION_N_PLACES 26
#define HX_ACTIVATION_N_FEATURES (3 * HX_ACTIVATION_N_PLACES)

extern const HxDelineateNet hx_activation_nets[HX_N_ACTIVATION_NETS];

/**
 * hx_activation_features:
 * @place: where the boundary is taken to be, from the beats' origins
 *
 * What the boundary is told from. Returns: FALSE if too little is seen
 */
gboolean hx_activation_features (const HxAverage *average, HxActivation which, gssize place,
                                 float features[HX_ACTIVATION_N_FEATURES]);

/**
 * hx_delineate_activation:
 * @place: (inout): of the boundary, from the beats' origins
 *
 * Returns: FALSE if too little is seen to tell it better than it was
 */
gboolean hx_delineate_activation (const HxAverage *average, HxActivation which, double *place);

/** Where T waves usually end, in samples from the QRS onset, when beats are @interval samples apart. */
double hx_recovery_usual_end (double interval);

/**
 * hx_recovery_paces:
 * @j: where QRS complexes end, from the origins
 *
 * Returns: (transfer full): n_beats: how long each beat's recovery takes, as a share of how long it takes
 * after an interval as long as all are on average
 */
float *hx_recovery_paces (const HxDelineation *self, double j);

/** The parts at one time; @j is the end of the QRS complex. */
void hx_recovery_parts (double j, const HxRecoveryShape *shape, double time,
                        double parts[HX_RECOVERY_N_PARTS]);

/** Half cosines up and down again; @soft is the share of their square. */
double hx_recovery_bump (double time, double start, double peak, double end, double soft);

/** Moves the usual beats' common QRS complexes and the ends of their T waves to where the averaged beat has
 * them. */
void hx_delineate_recovery (HxDelineation *self);

/**
 * hx_delineate_atria:
 * @has_p: whether P waves were found
 *
 * Sets @atria. Returns: whether there are P waves: not those that were found, if the atria flutter
 */
gboolean hx_delineate_atria (HxDelineation *self, gboolean has_p);

/** Takes out of @average what @atria says. */
void hx_atria_remove (HxAverage *average, const HxDelineation *self);

/** Sets the usual beats' common P waves that T waves hide, when all else is settled. */
void hx_atria_settle (HxDelineation *self);

/** Takes these marks away again. */
void hx_atria_forget (HxDelineation *self);

/** The lower triangle of the n x n matrix a, rows @row apart, becomes L with a = L L'. */
void hx_squares_factor (double *a, guint n, gsize row);

/** Solves L z = y for z, which replaces y. Returns: |z|^2, the energy that is explained by the columns whose
 * products with each other are L L', and with what is to be explained y */
double hx_squares_explain (const double *factor, guint n, gsize row, double *y);

/** How much the intervals between usual beats change from one to the next, on average, as a share. */
float hx_delineate_irregularity (const HxDelineation *self);

/** The median over the usual beats of a mark, counted from their origins. */
double hx_delineate_median_mark (const HxDelineation *self, HxMark mark);

void hx_delineate_qrs (HxDelineation *self);
void hx_delineate_usual (HxDelineation *self);

/**
 * hx_delineate_t_peaks:
 * @latest: samples from the QRS onset to the usual T wave's peak, at most
 *
 * Returns: where the usual T wave peaks, if that is so late that it may be the next beat's P wave; or -1
 */
gssize hx_delineate_t_peaks (HxDelineation *self, gssize latest);
void hx_delineate_t_edges (HxDelineation *self); /* when P waves are known */
/** Returns: whether the atria beat before the ventricles */
gboolean hx_delineate_p (HxDelineation *self);
void hx_delineate_no_p (HxDelineation *self); /* forgets the P waves that were found */

G_END_DECLS
