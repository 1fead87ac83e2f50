/* training-bench.h: a network, its trainer and one batch, for tests of training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-trainer.h"
#include "tests/unit/depth.h"
#include "tests/unit/sanitized.h"

#include <math.h>
#include <string.h>

#define N_LEADS 2
#define N_LABELS 6
#define N_SAMPLES (SANITIZED ? 40 : 64)
#define BATCH 19

typedef struct
{
  const char *backbone;
  HxHead head;
} Kind;

/* @n samples, or the part of them that is enough for a recurrent network, which does the same for each. */
static inline guint
enough_samples (const Kind *kind, guint n)
{
  return g_str_has_prefix (kind->backbone, "lstm") || g_str_has_prefix (kind->backbone, "gru") ? (n + 2) / 2
                                                                                               : n;
}

/* A network, its trainer, and one batch. */
typedef struct
{
  HxNetwork *network;
  HxTrainer *trainer;
  HxTrainerOptions options;
  float *x, *y, *weights; /* weights NULL unless a test wants them */
} Bench;

static inline Bench
bench_new (const Kind *kind, guint batch, guint n_samples, guint n_threads)
{
  const HxArchitecture architecture = { kind->backbone, kind->head, N_LEADS, N_LABELS };
  HxRandom random = hx_random_from_seed (9);
  g_autoptr (GError) error = NULL;
  Bench bench = { .options = hx_trainer_options_default (&architecture) };

  n_samples = enough_samples (kind, n_samples);
  bench.network = hx_network_new (&architecture, &error);
  g_assert_no_error (error);
  hx_network_initialise (bench.network, &random);
  bench.options.batch = batch;
  bench.options.n_samples = n_samples;
  bench.options.n_threads = n_threads;
  bench.trainer = hx_trainer_new (bench.network, &bench.options, &error);
  g_assert_no_error (error);
  bench.x = g_new (float, (gsize)batch *n_samples *N_LEADS);
  bench.y = g_new (float, (gsize)batch *N_LABELS);
  for (gsize i = 0; i < (gsize)batch * n_samples * N_LEADS; i++)
    bench.x[i] = (float)hx_random_normal (&random);
  for (gsize i = 0; i < (gsize)batch * N_LABELS; i++)
    bench.y[i] = hx_random_chance (&random, 0.4) ? 1.0f : 0.0f;
  return bench;
}

static inline void
bench_clear (Bench *bench)
{
  hx_trainer_free (bench->trainer);
  hx_network_unref (bench->network);
  g_free (bench->x);
  g_free (bench->y);
  g_free (bench->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

/* Another trainer of the same network, with the bench's options. */
static inline void
renew_trainer (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  hx_trainer_free (bench->trainer);
  bench->trainer = hx_trainer_new (bench->network, &bench->options, &error);
  g_assert_no_error (error);
}

static inline HxLoss
step (Bench *bench, guint64 seed, double learning_rate, double beta1)
{
  const HxRandom dropout = hx_random_from_seed (seed);
  g_autoptr (GError) error = NULL;
  HxLoss loss;

  hx_trainer_step (bench->trainer, &(HxBatch){ bench->x, bench->y, bench->weights }, learning_rate, beta1,
                   &dropout, NULL, &loss, NULL, &error);
  g_assert_no_error (error);
  return loss;
}

static inline HxLoss
gradient (Bench *bench, guint64 seed, const HxOutputs *outputs)
{
  const HxRandom dropout = hx_random_from_seed (seed);
  g_autoptr (GError) error = NULL;
  HxLoss loss;

  hx_trainer_gradient (bench->trainer, &(HxBatch){ bench->x, bench->y, bench->weights }, &dropout, outputs,
                       &loss, NULL, &error);
  g_assert_no_error (error);
  return loss;
}

static inline void
assert_same_network (const HxNetwork *a, const HxNetwork *b)
{
  for (guint i = 0; i < hx_network_get_n_tensors (a); i++)
    {
      const HxTensor *one = hx_network_get_tensor (a, i), *other = hx_network_get_tensor (b, i);

      if (memcmp (one->data, other->data, one->n_elements * sizeof (float)) != 0)
        g_error ("“%s” differs", one->name);
    }
}

typedef struct
{
  const char *name;
  GTestDataFunc run;
} KindTest;

static inline void
add_for_every_kind (const char *prefix, const KindTest *tests, guint n_tests)
{
  for (const char *const *backbone = hx_backbones (); *backbone != NULL; backbone++)
    for (guint head = HX_HEAD_PLAIN; head <= HX_HEAD_LDM && !is_deep (*backbone); head++)
      for (guint i = 0; i < n_tests; i++)
        {
          g_autofree char *path =
              g_strdup_printf ("/%s/%s/%s/%s", prefix, *backbone, hx_head_name ((HxHead)head), tests[i].name);
          Kind *kind = g_new (Kind, 1);

          *kind = (Kind){ *backbone, (HxHead)head };
          g_test_add_data_func_full (path, kind, tests[i].run, g_free);
        }
}
