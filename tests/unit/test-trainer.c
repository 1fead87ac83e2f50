/* test-trainer.c: steps of every backbone: gradients, loss, threads, AdamW, resuming
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/kernels/hx-kernels.h"
#include "tests/unit/training-bench.h"

static void
test_refused (void)
{
  static const struct
  {
    guint batch, n_samples;
    float dropout;
    const char *fragment;
  } cases[] = { { 1, 64, 0.5f, "a batch of 1 records" },
                { 0, 64, 0.5f, "a batch of 0 records" },
                { 8, 0, 0.5f, "a crop of 0 samples" },
                { 8, 1, 0.5f, "too short" },
                { 8, 64, 1.0f, "dropout" },
                { 8, 64, -0.1f, "dropout" },
                { 8, 64, NAN, "dropout" } };
  const HxArchitecture architecture = { "fcn_wang", HX_HEAD_LDM, N_LEADS, N_LABELS };
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HxTrainerOptions options = hx_trainer_options_default (&architecture);
      g_autoptr (GError) error = NULL;

      options.batch = cases[i].batch;
      options.n_samples = cases[i].n_samples;
      options.dropout[0] = cases[i].dropout;
      g_assert_null (hx_trainer_new (network, &options, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
      g_assert_nonnull (strstr (error->message, cases[i].fragment));
    }
}

/* --- gradients -------------------------------------------------------------------------- */

/* The loss after moving a tensor by @length along @direction (of unit length). */
static double
loss_beside (Bench *bench, const HxTensor *tensor, const double *direction, double length, double *moved)
{
  g_autofree float *kept = g_memdup2 (tensor->data, tensor->n_elements * sizeof (float));
  double loss;

  *moved = 0.0;
  for (gsize i = 0; i < tensor->n_elements; i++)
    {
      tensor->data[i] = (float)(kept[i] + length * direction[i]);
      *moved += ((double)tensor->data[i] - kept[i]) * direction[i];
    }
  loss = gradient (bench, 4, NULL).loss;
  memcpy (tensor->data, kept, tensor->n_elements * sizeof (float));
  return loss;
}

#define ALLOWED_ERROR 0.03 /* of the gradient's length */

/* The relative error of the derivative along @direction, by central differences of the first of some
 * lengths that is good enough, or the best: short ones drown in float32, long ones cross kinks of ReLU and
 * maximum, and the jumps of the triplet loss where another negative is chosen. */
static double
derivative_error (Bench *bench, const HxTensor *tensor, const double *direction, double expected,
                  double scale)
{
  double best = G_MAXDOUBLE;

  for (double length = 0.03; length > 2e-5 && best > ALLOWED_ERROR; length /= 4.0)
    {
      double forward, backward, up, down, found;

      up = loss_beside (bench, tensor, direction, length, &forward);
      down = loss_beside (bench, tensor, direction, -length, &backward);
      found = (up - down) / (forward - backward);
      best = MIN (best, fabs (found - expected) / scale);
    }
  return best;
}

static void
check_tensor (Bench *bench, guint index, double floor)
{
  const HxTensor *tensor = hx_network_get_tensor (bench->network, index);
  const gsize n = tensor->n_elements;
  g_autofree double *direction = g_new (double, n);
  g_autofree float *g = NULL;
  HxRandom random = hx_random_from_name (tensor->name);
  double norm = 0.0, along = 0.0, length = 0.0, error;

  g = g_memdup2 (hx_trainer_get_gradient (bench->trainer, index), n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    norm += (double)g[i] * g[i];
  norm = sqrt (norm);
  if (norm < floor) /* its differences would be rounding alone */
    return;
  /* Half along the gradient, half anywhere: an error in any component shows. */
  for (gsize i = 0; i < n; i++)
    {
      direction[i] = g[i] / norm + hx_random_normal (&random) / sqrt ((double)n);
      length += direction[i] * direction[i];
    }
  for (gsize i = 0; i < n; i++)
    {
      direction[i] /= sqrt (length);
      along += direction[i] * g[i];
    }
  error = derivative_error (bench, tensor, direction, along, norm);
  if (error > ALLOWED_ERROR)
    g_error ("“%s”: the derivative %g is off by %g of the gradient's length %g", tensor->name, along, error,
             norm);
}

static void
check_tensors (Bench *bench)
{
  guint n = 0;

  hx_trainer_set_batch_norm_momentum (bench->trainer, 0.0f);
  for (guint i = 0; i < hx_network_get_n_tensors (bench->network); i++)
    {
      gradient (bench, 4, NULL);
      if (hx_trainer_get_gradient (bench->trainer, i) == NULL)
        continue;
      n++;
      if (g_test_thorough () || n <= 6 || i % 10 == 0)
        check_tensor (bench, i, 2e-3);
    }
  g_assert_cmpuint (n, >, 10);
}

static void
test_gradients (gconstpointer data)
{
  g_auto (Bench) bench = bench_new (data, 7, 33, 2);

  check_tensors (&bench);
}

/* Every part of the loss, and records that count differently. */
static void
test_weighted (gconstpointer data)
{
  g_auto (Bench) bench = bench_new (data, 7, 33, 2);
  HxRandom random = hx_random_from_seed (5);
  HxLoss plain, doubled;

  bench.options.cross_entropy_weight = 0.7f;
  bench.options.reverse_weight = 0.3f;
  bench.options.triplet_weight = 0.5f;
  renew_trainer (&bench);
  bench.weights = g_new (float, 7 * N_LABELS);
  for (guint i = 0; i < 7 * N_LABELS; i++)
    bench.weights[i] = 1.0f;
  plain = gradient (&bench, 4, NULL);
  g_assert_cmpfloat_with_epsilon (plain.loss, 0.7 * plain.bce + 0.3 * plain.reverse + 0.5 * plain.triplet,
                                  1e-6);
  for (guint i = 0; i < 7 * N_LABELS; i++)
    bench.weights[i] = 2.0f;
  doubled = gradient (&bench, 4, NULL);
  g_assert_cmpfloat_with_epsilon (doubled.bce, 2.0 * plain.bce, 1e-6);
  g_assert_cmpfloat_with_epsilon (doubled.reverse, 2.0 * plain.reverse, 1e-6);
  g_assert_cmpfloat_with_epsilon (doubled.triplet, plain.triplet, 1e-6);
  for (guint i = 0; i < 7 * N_LABELS; i++)
    bench.weights[i] = (float)hx_random_uniform (&random);
  check_tensors (&bench);
}

/* A tensor with a share of 0 stays; one with half the share moves half as far in the first step. */
static void
test_rate_factors (gconstpointer data)
{
  const guint frozen = 0, slowed = 6;
  g_auto (Bench) whole = bench_new (data, BATCH, N_SAMPLES, 1);
  g_auto (Bench) part = bench_new (data, BATCH, N_SAMPLES, 1);
  const HxTensor *after = hx_network_get_tensor (whole.network, slowed);
  const HxTensor *half = hx_network_get_tensor (part.network, slowed);
  const HxTensor *still = hx_network_get_tensor (part.network, frozen);
  g_autofree float *start = g_memdup2 (after->data, after->n_elements * sizeof (float));
  g_autofree float *first = g_memdup2 (still->data, still->n_elements * sizeof (float));

  g_assert_true (half->kind == HX_TENSOR_PARAMETER && still->kind == HX_TENSOR_PARAMETER);
  hx_trainer_set_rate_factor (part.trainer, frozen, 0.0f);
  hx_trainer_set_rate_factor (part.trainer, slowed, 0.5f);
  step (&whole, 0, 1e-3, 0.9);
  step (&part, 0, 1e-3, 0.9);
  g_assert_cmpmem (still->data, still->n_elements * sizeof (float), first,
                   still->n_elements * sizeof (float));
  for (gsize i = 0; i < after->n_elements; i++)
    g_assert_cmpfloat_with_epsilon (2.0 * (half->data[i] - start[i]), after->data[i] - start[i], 2e-6);
}

/* What the answers of a training pass say is what the loss is made of. */
static void
test_loss (gconstpointer data)
{
  const Kind *kind = data;
  g_auto (Bench) bench = bench_new (kind, BATCH, N_SAMPLES, 2);
  float logits[BATCH * N_LABELS];
  const HxOutputs out = { .logits = logits };
  HxLoss loss = gradient (&bench, 1, &out);
  double bce = 0.0;

  for (guint i = 0; i < BATCH * N_LABELS; i++)
    bce += log1p (exp (bench.y[i] > 0.0f ? -(double)logits[i] : (double)logits[i])) / (BATCH * N_LABELS);
  g_assert_cmpfloat_with_epsilon (loss.bce, bce, 1e-6);
  g_assert_cmpfloat_with_epsilon (loss.loss, loss.bce + 0.1 * loss.triplet, 1e-7);
  g_assert_true (kind->head == HX_HEAD_PLAIN ? loss.triplet == 0.0 : loss.triplet > 0.0);
}

/* --- the same bits, whatever happens ------------------------------------------------------- */

static void
test_threads (gconstpointer data)
{
  g_auto (Bench) expected = bench_new (data, BATCH, N_SAMPLES, 1);

  for (guint i = 0; i < 3; i++)
    step (&expected, i, 1e-3, 0.9);
  for (guint n_threads = 2; n_threads <= 4; n_threads++)
    {
      g_auto (Bench) bench = bench_new (data, BATCH, N_SAMPLES, n_threads);

      for (guint i = 0; i < 3; i++)
        step (&bench, i, 1e-3, 0.9);
      assert_same_network (expected.network, bench.network);
    }
}

static void
test_resume (gconstpointer data)
{
  g_auto (Bench) straight = bench_new (data, BATCH, N_SAMPLES, 2);
  g_auto (Bench) stopped = bench_new (data, BATCH, N_SAMPLES, 2);
  g_auto (Bench) resumed = bench_new (data, BATCH, N_SAMPLES, 2);

  for (guint i = 0; i < 4; i++)
    step (&straight, i, 1e-3, 0.9 + 0.01 * i);
  for (guint i = 0; i < 2; i++)
    step (&stopped, i, 1e-3, 0.9 + 0.01 * i);
  hx_network_unref (resumed.network);
  resumed.network = hx_network_copy (stopped.network);
  renew_trainer (&resumed);
  for (guint i = 0; i < hx_network_get_n_tensors (resumed.network); i++)
    {
      const gsize n = hx_network_get_tensor (resumed.network, i)->n_elements * sizeof (float);

      if (hx_trainer_get_first_moment (resumed.trainer, i) == NULL)
        continue;
      memcpy (hx_trainer_get_first_moment (resumed.trainer, i),
              hx_trainer_get_first_moment (stopped.trainer, i), n);
      memcpy (hx_trainer_get_second_moment (resumed.trainer, i),
              hx_trainer_get_second_moment (stopped.trainer, i), n);
    }
  g_assert_cmpuint (hx_trainer_get_n_steps (stopped.trainer), ==, 2);
  hx_trainer_set_n_steps (resumed.trainer, 2);
  for (guint i = 2; i < 4; i++)
    step (&resumed, i, 1e-3, 0.9 + 0.01 * i);
  assert_same_network (straight.network, resumed.network);
}

/* --- the optimiser ------------------------------------------------------------------------------ */

/* Two steps with different rates and betas against the recipe in double precision. */
static void
test_adamw (gconstpointer data)
{
  static const double rates[] = { 2e-3, 5e-4 }, betas[] = { 0.95, 0.85 };
  g_auto (Bench) bench = bench_new (data, BATCH, N_SAMPLES, 2);
  const guint n_tensors = hx_network_get_n_tensors (bench.network);
  g_autoptr (HxNetwork) before = hx_network_copy (bench.network);
  g_autofree double **state = g_new0 (double *, n_tensors);

  for (guint t = 1; t <= 2; t++)
    {
      step (&bench, t, rates[t - 1], betas[t - 1]);
      for (guint i = 0; i < n_tensors; i++)
        {
          const HxTensor *tensor = hx_network_get_tensor (bench.network, i);
          const float *g = hx_trainer_get_gradient (bench.trainer, i);
          const gsize n = tensor->n_elements;

          g_assert_true ((g != NULL) == (tensor->kind == HX_TENSOR_PARAMETER));
          if (state[i] == NULL)
            state[i] = g_new0 (double, 3 * n);
          for (gsize j = 0; j < n && g != NULL; j++)
            {
              double *value = &state[i][j], *m = &state[i][n + j], *v = &state[i][2 * n + j];

              *value = t == 1 ? hx_network_get_tensor (before, i)->data[j] : *value;
              *m = betas[t - 1] * *m + (1.0 - betas[t - 1]) * g[j];
              *v = 0.99 * *v + 0.01 * g[j] * g[j];
              *value = *value * (1.0 - rates[t - 1] * 0.01)
                       - rates[t - 1] * (*m / (1.0 - pow (betas[t - 1], t)))
                             / (sqrt (*v / (1.0 - pow (0.99, t))) + 1e-8);
              g_assert_cmpfloat_with_epsilon (tensor->data[j], *value, 3e-6);
            }
        }
    }
  for (guint i = 0; i < n_tensors; i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (bench.network, i);

      if (tensor->kind == HX_TENSOR_COUNTER)
        g_assert_cmpfloat (tensor->data[0], ==, 2.0f);
      if (tensor->kind == HX_TENSOR_CARRIED)
        g_assert_cmpmem (tensor->data, tensor->n_elements * sizeof (float),
                         hx_network_get_tensor (before, i)->data, tensor->n_elements * sizeof (float));
      g_free (state[i]);
    }
}

static double
gradient_norm (Bench *bench)
{
  double squares = 0.0;

  for (guint i = 0; i < hx_network_get_n_tensors (bench->network); i++)
    {
      const float *g = hx_trainer_get_gradient (bench->trainer, i);

      for (gsize j = 0; g != NULL && j < hx_network_get_tensor (bench->network, i)->n_elements; j++)
        squares += (double)g[j] * g[j];
    }
  return sqrt (squares);
}

static void
test_clip (gconstpointer data)
{
  g_auto (Bench) bench = bench_new (data, BATCH, N_SAMPLES, 2);
  double free_norm;

  gradient (&bench, 1, NULL);
  free_norm = gradient_norm (&bench);
  bench.options.clip_norm = (float)(free_norm / 3.0);
  renew_trainer (&bench);
  step (&bench, 1, 1e-3, 0.9);
  g_assert_cmpfloat_with_epsilon (gradient_norm (&bench) / free_norm, 1.0 / 3.0, 1e-4);
}

/* Where the processor cannot, an error says so. */
static void
refuse_bfloat16 (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_trainer_new (bench->network, &bench->options, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "bfloat16"));
}

/* In bfloat16 the gradient is near that of float32 and another one, and three steps have the same bits for
 * any number of threads. */
static void
test_bfloat16 (gconstpointer data)
{
  g_auto (Bench) exact = bench_new (data, BATCH, N_SAMPLES, 2);
  g_auto (Bench) one = bench_new (data, BATCH, N_SAMPLES, 1);
  g_auto (Bench) three = bench_new (data, BATCH, N_SAMPLES, 3);
  double squares = 0.0, along = 0.0;

  one.options.precision = three.options.precision = HX_PRECISION_BFLOAT16;
  if (hx_kernels_bfloat16 () == NULL)
    {
      refuse_bfloat16 (&one);
      return;
    }
  renew_trainer (&one);
  renew_trainer (&three);
  gradient (&exact, 1, NULL);
  gradient (&one, 1, NULL);
  gradient (&three, 1, NULL);
  for (guint i = 0; i < hx_network_get_n_tensors (one.network); i++)
    {
      const float *g = hx_trainer_get_gradient (one.trainer, i);
      const float *expected = hx_trainer_get_gradient (exact.trainer, i);

      for (gsize j = 0; g != NULL && j < hx_network_get_tensor (one.network, i)->n_elements; j++)
        {
          squares += ((double)g[j] - expected[j]) * ((double)g[j] - expected[j]);
          along += (double)g[j] * expected[j];
        }
    }
  /* Maxima and ReLUs decide otherwise here and there: the direction stays. */
  g_assert_cmpfloat (along, >, 0.9 * gradient_norm (&exact) * gradient_norm (&one));
  g_assert_cmpfloat (sqrt (squares), >, 1e-4 * gradient_norm (&exact));
  for (guint i = 0; i < 3; i++)
    {
      step (&one, i, 1e-3, 0.9);
      step (&three, i, 1e-3, 0.9);
    }
  assert_same_network (one.network, three.network);
}

int
main (int argc, char **argv)
{
  static const KindTest tests[] = { { "gradients", test_gradients }, { "loss", test_loss },
                                    { "threads", test_threads },     { "resume", test_resume },
                                    { "adamw", test_adamw },         { "clip", test_clip } };

  static const Kind reduced[] = { { "fcn_wang", HX_HEAD_LDM },
                                  { "inception1d", HX_HEAD_PLAIN },
                                  { "xresnet1d18", HX_HEAD_PLAIN },
                                  { "lstm", HX_HEAD_PLAIN },
                                  { "gru_bidir", HX_HEAD_LDM } };
  static const Kind kinds[] = { { "fcn_wang", HX_HEAD_PLAIN }, { "fcn_wang", HX_HEAD_LDM } };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer/refused", test_refused);
  add_for_every_kind ("trainer", tests, G_N_ELEMENTS (tests));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *weighted = g_strdup_printf ("/trainer/weighted/%s", hx_head_name (kinds[i].head));
      g_autofree char *factors = g_strdup_printf ("/trainer/rate-factors/%s", hx_head_name (kinds[i].head));

      g_test_add_data_func (weighted, &kinds[i], test_weighted);
      g_test_add_data_func (factors, &kinds[i], test_rate_factors);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reduced); i++)
    {
      g_autofree char *path = g_strconcat ("/trainer/bfloat16/", reduced[i].backbone, NULL);

      g_test_add_data_func (path, &reduced[i], test_bfloat16);
    }
  return g_test_run ();
}
