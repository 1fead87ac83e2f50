/* hx-sim-statements.c: which labels there are, which go together, how often
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <glib/gi18n-lib.h>

#define DIAGNOSTIC(code_, text, class_, subclass)                                                            \
  {                                                                                                          \
    .code = code_, .description = text, .diagnostic = TRUE, .diagnostic_class = class_,                      \
    .diagnostic_subclass = subclass                                                                          \
  }
#define FORM(code_, text)                                                                                    \
  {                                                                                                          \
    .code = code_, .description = text, .form = TRUE                                                         \
  }
#define RHYTHM(code_, text)                                                                                  \
  {                                                                                                          \
    .code = code_, .description = text, .rhythm = TRUE                                                       \
  }

const HxSimStatement *
hx_simulator_statements (void)
{
  static const HxSimStatement statements[HX_SIM_N_LABELS] = {
    [HX_SIM_NORM] = DIAGNOSTIC ("NORM", N_ ("normal ECG"), "NORM", "NORM"),
    [HX_SIM_STACH] = RHYTHM ("STACH", N_ ("sinus tachycardia")),
    [HX_SIM_SBRAD] = RHYTHM ("SBRAD", N_ ("sinus bradycardia")),
    [HX_SIM_SARRH] = RHYTHM ("SARRH", N_ ("sinus arrhythmia")),
    [HX_SIM_AFIB] = RHYTHM ("AFIB", N_ ("atrial fibrillation")),
    [HX_SIM_AFLT] = RHYTHM ("AFLT", N_ ("atrial flutter")),
    [HX_SIM_1AVB] = DIAGNOSTIC ("1AVB", N_ ("first degree AV block"), "CD", "_AVB"),
    [HX_SIM_CLBBB] = DIAGNOSTIC ("CLBBB", N_ ("complete left bundle branch block"), "CD", "CLBBB"),
    [HX_SIM_CRBBB] = DIAGNOSTIC ("CRBBB", N_ ("complete right bundle branch block"), "CD", "CRBBB"),
    [HX_SIM_LAFB] = DIAGNOSTIC ("LAFB", N_ ("left anterior fascicular block"), "CD", "LAFB/LPFB"),
    [HX_SIM_IMI] = DIAGNOSTIC ("IMI", N_ ("inferior myocardial infarction"), "MI", "IMI"),
    [HX_SIM_AMI] = DIAGNOSTIC ("AMI", N_ ("anterior myocardial infarction"), "MI", "AMI"),
    [HX_SIM_STD] = FORM ("STD_", N_ ("non-specific ST depression")),
    [HX_SIM_INVT] = FORM ("INVT", N_ ("inverted T-waves")),
    [HX_SIM_LVH] = DIAGNOSTIC ("LVH", N_ ("left ventricular hypertrophy"), "HYP", "LVH"),
    [HX_SIM_PVC] = FORM ("PVC", N_ ("ventricular premature complex")),
    [HX_SIM_PACE] = RHYTHM ("PACE", N_ ("normal functioning artificial pacemaker")),
    [HX_SIM_SR] = RHYTHM ("SR", N_ ("sinus rhythm")),
  };

  return statements;
}

/* Labels that are read from the shape of conducted beats. */
#define SHAPES                                                                                               \
  (HX_SIM_BIT (CLBBB) | HX_SIM_BIT (CRBBB) | HX_SIM_BIT (LAFB) | HX_SIM_BIT (IMI) | HX_SIM_BIT (AMI)         \
   | HX_SIM_BIT (STD) | HX_SIM_BIT (INVT) | HX_SIM_BIT (LVH))
#define RHYTHMS                                                                                              \
  (HX_SIM_BIT (SR) | HX_SIM_BIT (STACH) | HX_SIM_BIT (SBRAD) | HX_SIM_BIT (SARRH) | HX_SIM_BIT (AFIB)        \
   | HX_SIM_BIT (AFLT) | HX_SIM_BIT (PACE))
#define SINUS_RHYTHMS (HX_SIM_BIT (SR) | HX_SIM_BIT (STACH) | HX_SIM_BIT (SBRAD) | HX_SIM_BIT (SARRH))

gboolean
hx_simulator_combination_exists (guint32 labels)
{
  /* A label and those that cannot go with it. */
  static const guint32 excluded[][2] = {
    { HX_SIM_BIT (NORM), ~(HX_SIM_BIT (NORM) | SINUS_RHYTHMS) },
    { HX_SIM_BIT (PACE), SHAPES | HX_SIM_BIT (1AVB) }, /* conducted beats are not seen */
    { HX_SIM_BIT (1AVB), HX_SIM_BIT (AFIB) | HX_SIM_BIT (AFLT) },
    /* After a left bundle branch block voltage, Q waves, ST and T are the block's own. */
    { HX_SIM_BIT (CLBBB), SHAPES & ~HX_SIM_BIT (CLBBB) },
    { HX_SIM_BIT (CRBBB), HX_SIM_BIT (LVH) }, /* S in V1 is gone */
    { HX_SIM_BIT (LAFB), HX_SIM_BIT (IMI) },  /* the one's initial R hides the other's Q */
  };
  guint32 rhythm = labels & RHYTHMS;
  gboolean one_rhythm = rhythm != 0 && (rhythm & (rhythm - 1)) == 0;

  if (labels >> HX_SIM_N_LABELS)
    return FALSE;
  if (!one_rhythm && rhythm != (HX_SIM_BIT (SARRH) | HX_SIM_BIT (SBRAD)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (excluded); i++)
    if ((labels & excluded[i][0]) && (labels & excluded[i][1]))
      return FALSE;
  /* Without any finding, a sinus rhythm's ECG is a normal one. */
  if ((labels & SINUS_RHYTHMS) && !(labels & ~SINUS_RHYTHMS))
    return FALSE;
  return TRUE;
}

static guint32
draw_rhythm (HxRandom *random)
{
  static const struct
  {
    guint32 labels;
    double share;
  } rhythms[] = {
    { HX_SIM_BIT (PACE), 0.032 },
    { HX_SIM_BIT (AFIB), 0.070 },
    { HX_SIM_BIT (AFLT), 0.030 },
    { HX_SIM_BIT (STACH), 0.060 },
    { HX_SIM_BIT (SBRAD), 0.055 },
    { HX_SIM_BIT (SARRH), 0.045 },
    { HX_SIM_BIT (SARRH) | HX_SIM_BIT (SBRAD), 0.010 },
  };
  double u = hx_random_uniform (random);

  for (guint i = 0; i < G_N_ELEMENTS (rhythms); i++)
    {
      if (u < rhythms[i].share)
        return rhythms[i].labels;
      u -= rhythms[i].share;
    }
  return HX_SIM_BIT (SR);
}

/* Findings of somebody who has any; shares are before impossible combinations are drawn again. */
static guint32
draw_findings (HxRandom *random)
{
  static const struct
  {
    HxSimLabel label;
    double share;
  } findings[] = {
    { HX_SIM_1AVB, 0.080 }, { HX_SIM_CLBBB, 0.078 }, { HX_SIM_CRBBB, 0.085 }, { HX_SIM_LAFB, 0.090 },
    { HX_SIM_IMI, 0.110 },  { HX_SIM_AMI, 0.110 },   { HX_SIM_STD, 0.085 },   { HX_SIM_INVT, 0.080 },
    { HX_SIM_LVH, 0.115 },  { HX_SIM_PVC, 0.090 },
  };
  guint32 labels = 0;

  for (guint i = 0; i < G_N_ELEMENTS (findings); i++)
    if (hx_random_chance (random, findings[i].share))
      labels |= 1u << findings[i].label;
  return labels;
}

guint32
hx_simulator_draw_labels (HxRandom *random)
{
  const double normal_share = 0.51; /* of those in sinus rhythm */
  const double paced_ectopy_share = 0.10;
  guint32 rhythm, labels;

  g_return_val_if_fail (random != NULL, 0);

  rhythm = draw_rhythm (random);
  if (rhythm & HX_SIM_BIT (PACE))
    return rhythm | (hx_random_chance (random, paced_ectopy_share) ? HX_SIM_BIT (PVC) : 0);
  if ((rhythm & SINUS_RHYTHMS) && hx_random_chance (random, normal_share))
    return rhythm | HX_SIM_BIT (NORM);
  do
    labels = rhythm | draw_findings (random);
  while (!hx_simulator_combination_exists (labels));
  return labels;
}
