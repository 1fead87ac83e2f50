/* hx-find-rate.c: which learning rate a network can be trained with
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-find-rate.h"

#include "engine/base/hx-error.h"
#include "engine/run/hx-train-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LOWEST_RATE 1e-6
#define HIGHEST_RATE 10.0
#define BETA1 0.95
#define SMOOTHING 0.95
#define DIVERGED 4.0
#define MIN_STEPS 10

/* Steps on each side that a slope is fitted over: single batches say little. */
#define SLOPE_STEPS 4

void
hx_rate_curve_free (HxRateCurve *curve)
{
  if (curve == NULL)
    return;
  g_array_unref (curve->points);
  g_free (curve);
}

static const HxRatePoint *
point_at (const HxRateCurve *curve, guint index)
{
  return &g_array_index (curve->points, HxRatePoint, index);
}

/* Change of the smoothed loss from step to step around @index, by least squares. */
static double
slope_at (const HxRateCurve *curve, guint index)
{
  double sum = 0.0, squares = 0.0;

  for (int i = -SLOPE_STEPS; i <= SLOPE_STEPS; i++)
    {
      sum += i * point_at (curve, (guint)((int)index + i))->smoothed;
      squares += (double)i * i;
    }
  return sum / squares;
}

static void
suggest (HxRateCurve *curve)
{
  double steepest = 0.0;
  guint lowest = 0;

  curve->suggested = (double)NAN;
  for (guint i = 1; i < curve->points->len; i++)
    if (point_at (curve, i)->smoothed < point_at (curve, lowest)->smoothed)
      lowest = i;
  for (guint i = SLOPE_STEPS; i <= lowest && i + SLOPE_STEPS < curve->points->len; i++)
    if (slope_at (curve, i) < steepest)
      {
        steepest = slope_at (curve, i);
        curve->suggested = point_at (curve, i)->learning_rate;
      }
}

static gboolean
run_steps (HxTraining *training, HxRateCurve *curve, guint n_steps, GError **error)
{
  const HxRandom masks = hx_random_derive (&training->seed, HX_STREAM_DROPOUT);
  const HxRandom epochs = hx_random_derive (&training->seed, HX_STREAM_EPOCHS);
  const HxBatch data = { training->x, training->y, training->weights };
  HxRandom random = hx_random_derive (&epochs, 0);
  double mean = 0.0, smallest = G_MAXDOUBLE;

  for (guint step = 0; step < n_steps; step++)
    {
      const double share = (double)step / (n_steps - 1);
      const HxRandom dropout = hx_random_derive (&masks, step);
      HxRatePoint point = { .learning_rate = LOWEST_RATE * pow (HIGHEST_RATE / LOWEST_RATE, share) };
      HxLoss loss;

      hx_progress_report (training->progress, share, _ ("Trying learning rates"));
      if (step % training->n_batches == 0)
        hx_random_permutation (&random, training->order, training->train->n_records);
      hx_training_fill_batch (training, step % training->n_batches * training->options->batch, &random);
      if (!hx_trainer_step (training->trainer, &data, point.learning_rate, BETA1, &dropout, NULL, &loss,
                            training->cancellable, error))
        return FALSE;
      mean = SMOOTHING * mean + (1.0 - SMOOTHING) * loss.loss;
      point.loss = loss.loss;
      point.smoothed = mean / (1.0 - pow (SMOOTHING, step + 1));
      if (!isfinite (point.smoothed))
        break;
      g_array_append_val (curve->points, point);
      smallest = MIN (smallest, point.smoothed);
      if (step >= MIN_STEPS && point.smoothed > DIVERGED * smallest)
        break;
    }
  return TRUE;
}

HxRateCurve *
hx_find_rate (HxLibrary *library, const HxTrainOptions *options, guint n_steps, HxProgress *progress,
              GCancellable *cancellable, GError **error)
{
  HxTraining training = {
    .library = library, .options = options, .progress = progress, .cancellable = cancellable
  };
  g_autoptr (HxRateCurve) curve = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (library) && options != NULL && n_steps >= MIN_STEPS, NULL);

  curve = g_new0 (HxRateCurve, 1);
  curve->points = g_array_new (FALSE, FALSE, sizeof (HxRatePoint));
  if (!hx_training_prepare (&training, error) || !run_steps (&training, curve, n_steps, error))
    g_clear_pointer (&curve, hx_rate_curve_free);
  else
    suggest (curve);
  hx_training_clear (&training);
  return g_steal_pointer (&curve);
}
