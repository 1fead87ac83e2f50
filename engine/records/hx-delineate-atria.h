/* hx-delineate-atria.h: what explains the averaged beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-delineate-private.h"

G_BEGIN_DECLS

#define HX_ATRIA_STEP 5 /* samples: waves as slow as these need no more */
#define HX_ATRIA_MAX_COLUMNS (HX_RECOVERY_N_PARTS + 8)
#define HX_ATRIA_MAX_TRIED 20
#define HX_ATRIA_LATEST_P 40.0
#define HX_ATRIA_P_LENGTH 51.0
#define HX_ATRIA_BLUR 30 /* samples that intervals between beats differ from the usual one, at most */
#define HX_ATRIA_BLURRED_N (2 * HX_ATRIA_BLUR + 52)

/* The averaged beat from the end of the QRS complex to the next one. */
typedef struct
{
  const HxAverage *average;
  gssize n, first; /* points, HX_ATRIA_STEP samples apart; place of the first one from the origins */
  double j, next;  /* end of the QRS complex, and the next beat's origin */
  double *x;       /* n_leads x n */
  double energy;
  double turns[HX_ATRIA_MAX_TRIED]; /* of circling waves with which the beats come */
  guint n_turns;
  double right[HX_ATRIA_BLURRED_N], left[HX_ATRIA_BLURRED_N]; /* P waves of either atrium; see blur() */
} HxAtriaStretch;

/** Returns: FALSE if too little is seen. @stretch keeps @average, and is for hx_atria_stretch_clear(). */
gboolean hx_atria_take (HxAtriaStretch *stretch, const HxAverage *average, const HxDelineation *self);
void hx_atria_stretch_clear (HxAtriaStretch *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxAtriaStretch, hx_atria_stretch_clear)

/** The median over pairs of usual beats of the time from one's origin to the next one's. */
double hx_atria_next_origin (const HxDelineation *self);

/** How many sums of a lead there are: of ST segment and T wave first, then of the atria. */
guint hx_atria_count_columns (const HxAtria *atria);

/** What the atria have at one time. */
void hx_atria_make_columns (const HxAtriaStretch *stretch, const HxAtria *atria, double time,
                            double *columns);

/**
 * hx_atria_misfit:
 * @sizes: (nullable): n_leads x HX_ATRIA_MAX_COLUMNS: of each column in each lead
 *
 * Returns: how badly T waves and what the atria do fit: what they leave, the more so the less usual they are
 */
double hx_atria_misfit (const HxAtriaStretch *stretch, const HxAtria *atria, double *sizes);

/** Returns: the misfit of the @best of one kind; infinity if there is none */
double hx_atria_fit (const HxAtriaStretch *stretch, HxAtriaKind kind, gboolean fine, HxAtria *best);

G_END_DECLS
