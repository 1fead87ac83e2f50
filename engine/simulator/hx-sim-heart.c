/* hx-sim-heart.c: a heart that shows what its labels say
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

/* Draws hearts until a reader would agree with the labels. Chance decides first; each try that fails makes
 * the next one's finding more marked and its anatomy more typical, so that the last ones surely pass. */
#define ATTEMPTS 60

static void
draw_spikes (HxSimHeart *heart, HxRandom *random)
{
  /* Unipolar stimuli, between lead tip and case, are far larger than bipolar ones. */
  gboolean unipolar = hx_random_chance (random, 0.3);
  double size_mv = unipolar ? hx_random_between (random, 1.0, 1.9) : hx_random_between (random, 0.40, 0.80);
  double sign = hx_random_chance (random, 0.8) ? 1.0 : -1.0;

  heart->ventricular_spike = hx_sim_scaled ((HxSimVector){ -0.45, -0.80, 0.35 }, sign * size_mv);
  heart->atrial_spike = hx_sim_scaled ((HxSimVector){ -0.30, -0.85, -0.25 }, 0.7 * sign * size_mv);
  heart->spike_lead_s = hx_random_between (random, 0.008, 0.022);
}

void
hx_sim_heart_draw (HxSimHeart *heart, const HxSimPatient *drawn, HxRandom *random)
{
  /* Mild findings are more frequent than marked ones. */
  double severity = pow (hx_random_uniform (random), 1.5);
  HxSimPatient without_traits = *drawn;
  const HxSimPatient *patient = drawn;

  without_traits.traits = 0;
  for (int attempt = 0; attempt < ATTEMPTS; attempt++)
    {
      double forced = (double)attempt / (ATTEMPTS - 1);
      double variety = 1.0 - forced;
      double degree = severity + forced * (0.85 - severity);

      if (attempt == ATTEMPTS / 3)
        patient = &without_traits;
      hx_sim_field_draw (&heart->field, variety, random);
      hx_sim_qrs_draw (&heart->own, patient, &heart->field, degree, variety, random);
      hx_sim_recovery_draw (&heart->own, patient, &heart->field, degree, variety, random);
      if (hx_sim_heart_shows (heart, patient->labels))
        break;
    }
  hx_sim_p_draw (heart->p, patient->p_s, 1.0, random);
  hx_sim_qrs_draw_ectopic (&heart->ectopic, random);
  hx_sim_recovery_draw_ectopic (&heart->ectopic, random);
  draw_spikes (heart, random);
}
