/* hx-model-predictors.c: predictors that a model keeps for the next record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-model-private.h"

#include "engine/base/hx-parallel.h"

/* Idle ones beside one a processor: for records of other lengths. */
#define SPARE_IDLE 2

HxPredictor *
hx_model_take_predictor (HxModel *self, guint n_windows, guint n_threads, GError **error)
{
  const guint batch = CLAMP (n_windows, 1, HX_PREDICTOR_BATCH_MAX);
  HxPredictor *found = NULL;

  n_threads = n_threads > 0 ? n_threads : hx_parallel_n_processors ();
  g_mutex_lock (&self->lock);
  for (GList *link = self->idle_predictors.head; link != NULL && found == NULL; link = link->next)
    if (hx_predictor_get_batch (link->data) == batch && hx_predictor_get_n_threads (link->data) == n_threads)
      {
        found = link->data;
        g_queue_delete_link (&self->idle_predictors, link);
        break;
      }
  g_mutex_unlock (&self->lock);
  return found != NULL ? found
                       : hx_predictor_new (self->network, self->window_samples, batch, n_threads, error);
}

void
hx_model_give_predictor (HxModel *self, HxPredictor *predictor)
{
  HxPredictor *oldest = NULL;

  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->idle_predictors, predictor);
  if (self->idle_predictors.length > hx_parallel_n_processors () + SPARE_IDLE)
    oldest = g_queue_pop_tail (&self->idle_predictors);
  g_mutex_unlock (&self->lock);
  hx_predictor_free (oldest);
}

void
hx_model_network_changed (HxModel *self)
{
  g_return_if_fail (HX_IS_MODEL (self));

  g_mutex_lock (&self->lock);
  hx_model_free_predictors (self);
  g_mutex_unlock (&self->lock);
}

void
hx_model_free_predictors (HxModel *self)
{
  g_queue_clear_full (&self->idle_predictors, (GDestroyNotify)hx_predictor_free);
}
