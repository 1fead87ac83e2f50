/* hx-statement.h: what a model says of one record and one label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for a label's own space and for the one that all labels share, whatever a network uses of it (8 and
 * 128 as published): the rest is 0, which no angle and no distance notices. */
#define HX_EMBEDDING_MAX 16
#define HX_HIDDEN_MAX 512

/**
 * HxStatement:
 *
 * Plain numbers that models produce, the library keeps and the window shows. NaN where
 * there is nothing to say. Nothing but float32 in it, so an array of them can be stored whole.
 */
typedef struct
{
  float score;          /* sigmoid of the aggregated merged logit, in [0, 1] */
  float probability;    /* NaN until a temperature is in the model */
  float logit;          /* aggregated merged logit */
  float fused;          /* logits of the branches, from the window whose merged logit was the largest; */
  float decoupled;      /*   NaN with a plain head */
  float gate;           /* weight of the fused branch, in [0, 1]; NaN with a plain head */
  float margin;         /* d(e, c-) - d(e, c+), d = (1 - cos) / 2, in [-1, 1]; NaN without centres */
  float window_start_s; /* of that window */
  float embedding[HX_EMBEDDING_MAX]; /* unit length, of that window; NaN with a plain head */
} HxStatement;

#define HX_STATEMENT_N_FLOATS (8 + HX_EMBEDDING_MAX)
G_STATIC_ASSERT (sizeof (HxStatement) == HX_STATEMENT_N_FLOATS * sizeof (float));

G_END_DECLS
