/* test-network.c: networks of every backbone: tensors, start, answers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-network.h"

#include "tests/unit/depth.h"
#include "tests/unit/sanitized.h"

#include <math.h>
#include <string.h>

#define N_LEADS 3
#define N_LABELS 5
#define N_SAMPLES 100
#define N_WINDOWS 11
#define D HX_EMBEDDING_MAX

typedef struct
{
  const char *backbone;
  HxHead head;
} Kind;

static HxNetwork *
make_network (const Kind *kind, guint64 seed)
{
  const HxArchitecture architecture = { kind->backbone, kind->head, N_LEADS, N_LABELS };
  HxRandom random = hx_random_from_seed (seed);
  g_autoptr (GError) error = NULL;
  HxNetwork *network = hx_network_new (&architecture, &error);

  g_assert_no_error (error);
  hx_network_initialise (network, &random);
  return network;
}

static void
test_names (void)
{
  HxHead head;

  g_assert_cmpstr (hx_head_name (HX_HEAD_PLAIN), ==, "plain");
  g_assert_true (hx_head_from_name ("ldm", &head));
  g_assert_cmpint (head, ==, HX_HEAD_LDM);
  g_assert_false (hx_head_from_name ("other", &head));
  g_assert_false (hx_head_from_name (NULL, &head));
  g_assert_true (g_strv_contains (hx_backbones (), "fcn_wang"));
  g_assert_false (hx_backbone_is_recurrent ("fcn_wang"));
  g_assert_false (hx_backbone_is_recurrent ("nope"));
  g_assert_cmpuint (hx_backbone_min_samples ("nope"), ==, 0);
}

static void
test_refused (void)
{
  static const struct
  {
    HxArchitecture architecture;
    int code;
    const char *fragment;
  } cases[] = {
    { { "nope", HX_HEAD_LDM, 12, 5 }, HX_ERROR_MISSING, "no backbone “nope”; there are: fcn_wang" },
    { { NULL, HX_HEAD_LDM, 12, 5 }, HX_ERROR_MISSING, "no backbone “”" },
    { { "fcn_wang", HX_HEAD_LDM, 0, 5 }, HX_ERROR_RANGE, "0 leads" },
    { { "fcn_wang", HX_HEAD_LDM, 100000, 5 }, HX_ERROR_RANGE, "100000 leads" },
    { { "fcn_wang", HX_HEAD_LDM, 12, 0 }, HX_ERROR_RANGE, "0 labels" },
    { { "fcn_wang", HX_HEAD_LDM, 12, G_MAXUINT }, HX_ERROR_RANGE, "4294967295 labels" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_network_new (&cases[i].architecture, &error));
      g_assert_error (error, HX_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].fragment));
    }
}

/* The reference's state dict of the plain fcn_wang, name by name. */
static void
test_state_dict (void)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var",
                                        "num_batches_tracked" };
  const Kind plain = { "fcn_wang", HX_HEAD_PLAIN }, decoupled = { "fcn_wang", HX_HEAD_LDM };
  g_autoptr (HxNetwork) network = make_network (&plain, 1);
  g_autoptr (HxNetwork) other = make_network (&decoupled, 1);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint block = 0; block < 3; block++)
    {
      g_string_append_printf (expected, "%u.0.0.weight ", block);
      for (guint i = 0; i < 5; i++)
        g_string_append_printf (expected, "%u.0.1.%s ", block, leaves[i]);
    }
  for (guint step = 0; step < 2; step++)
    {
      for (guint i = 0; i < 5; i++)
        g_string_append_printf (expected, "3.%u.%s ", 2 + 4 * step, leaves[i]);
      g_string_append_printf (expected, "3.%u.weight 3.%u.bias ", 4 + 4 * step, 4 + 4 * step);
    }
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    g_string_append_printf (found, "%s ", hx_network_get_tensor (network, i)->name);
  g_assert_cmpstr (found->str, ==, expected->str);

  /* 18 of the body, 14 of each label and of the fused branch, 6 of the gate. */
  g_assert_cmpuint (hx_network_get_n_tensors (other), ==, 18 + 14 * (N_LABELS + 1) + 6);
  g_assert_cmpint (hx_network_find_tensor (other, "3.2.aggre.se.0.weight")->kind, ==, HX_TENSOR_CARRIED);
  g_assert_cmpint (hx_network_find_tensor (other, "3.2.aggre.rse.0.weight")->kind, ==, HX_TENSOR_PARAMETER);
  g_assert_cmpuint (hx_network_find_tensor (other, "3.2.baskets.4.0.2.weight")->dims[0], ==, 8);
  g_assert_null (hx_network_find_tensor (other, "3.2.baskets.5.0.2.weight"));
}

static void
assert_start (const HxTensor *tensor)
{
  const gboolean is_one = g_str_has_suffix (tensor->name, "running_var")
                          || (tensor->n_dims == 1 && g_str_has_suffix (tensor->name, "weight"));
  double sum = 0.0, squares = 0.0, expected, n = (double)tensor->n_elements;

  g_assert_cmpuint ((gsize)tensor->data % 64, ==, 0);
  for (gsize i = 0; i < tensor->n_elements; i++)
    {
      sum += tensor->data[i];
      squares += (double)tensor->data[i] * tensor->data[i];
      if (tensor->n_dims < 2)
        g_assert_cmpfloat (tensor->data[i], ==, is_one ? 1.0f : 0.0f);
    }
  if (tensor->n_dims < 2 || n < 100)
    return;
  /* Normal with sqrt (2 / fan_in); six standard errors. */
  expected = sqrt (2.0 * (double)tensor->dims[0] / n);
  g_assert_cmpfloat_with_epsilon (sum / n, 0.0, 6.0 * expected / sqrt (n));
  g_assert_cmpfloat_with_epsilon (sqrt (squares / n), expected, 6.0 * expected / sqrt (2.0 * n));
}

static void
test_start (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (HxNetwork) network = make_network (kind, 5);
  g_autoptr (HxNetwork) again = make_network (kind, 5);
  g_autoptr (HxNetwork) other = make_network (kind, 6);
  g_autoptr (HxNetwork) copy = hx_network_copy (network);
  gboolean differs = FALSE;

  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);
      const gsize n = tensor->n_elements * sizeof (float);

      if (!hx_backbone_is_recurrent (kind->backbone))
        assert_start (tensor);
      g_assert_cmpmem (tensor->data, n, hx_network_get_tensor (again, i)->data, n);
      g_assert_cmpmem (tensor->data, n, hx_network_get_tensor (copy, i)->data, n);
      g_assert_true (tensor->data != hx_network_get_tensor (copy, i)->data);
      differs = differs || memcmp (tensor->data, hx_network_get_tensor (other, i)->data, n) != 0;
    }
  g_assert_true (differs);
}

/* Room for all answers of N_WINDOWS windows. */
typedef struct
{
  float logits[N_WINDOWS * N_LABELS], fused[N_WINDOWS * N_LABELS], decoupled[N_WINDOWS * N_LABELS],
      gate[N_LABELS];
  float raw[N_WINDOWS * N_LABELS * D], embedding[N_WINDOWS * N_LABELS * D];
} Answers;

static void
predict (HxNetwork *network, const float *windows, guint n_samples, guint n_together, guint n_threads,
         Answers *answers)
{
  memset (answers, 0, sizeof *answers);
  for (guint first = 0; first < N_WINDOWS; first += n_together)
    {
      const gsize place = first * N_LABELS;
      const HxOutputs out = { answers->logits + place,    answers->fused + place,
                              answers->decoupled + place, answers->gate,
                              answers->raw + place * D,   answers->embedding + place * D };
      g_autoptr (GError) error = NULL;

      hx_network_predict (network, windows + (gsize)first * n_samples * N_LEADS,
                          MIN (n_together, N_WINDOWS - first), n_samples, &out, n_threads, NULL, &error);
      g_assert_no_error (error);
    }
}

static float *
draw_windows (guint n_samples)
{
  HxRandom random = hx_random_from_name ("windows");
  float *windows = g_new (float, (gsize)N_WINDOWS *n_samples *N_LEADS);

  for (gsize i = 0; i < (gsize)N_WINDOWS * n_samples * N_LEADS; i++)
    windows[i] = (float)hx_random_normal (&random);
  return windows;
}

static void
test_grouping (gconstpointer data)
{
  const Kind *kind = data;
  const guint lengths[] = { N_SAMPLES + 1, N_SAMPLES, 64 };
  g_autoptr (HxNetwork) network = make_network (kind, 3);

  for (guint i = 0; i < (SANITIZED ? 1 : G_N_ELEMENTS (lengths)); i++)
    {
      g_autofree float *windows = draw_windows (lengths[i]);
      Answers expected, answers;

      predict (network, windows, lengths[i], 1, 1, &expected);
      for (guint together = 2; together <= N_WINDOWS + 1; together += 3)
        {
          predict (network, windows, lengths[i], together, 1 + together % 4, &answers);
          g_assert_cmpmem (&expected, sizeof expected, &answers, sizeof answers);
        }
    }
}

static void
test_answers (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (HxNetwork) network = make_network (kind, 3);
  g_autofree float *windows = draw_windows (N_SAMPLES);
  Answers answers;

  predict (network, windows, N_SAMPLES, N_WINDOWS, 2, &answers);
  for (guint i = 0; i < N_WINDOWS * N_LABELS; i++)
    {
      const double gate = answers.gate[i % N_LABELS];
      double squares = 0.0, raw_squares = 0.0;

      g_assert_true (isfinite (answers.logits[i]));
      if (i >= N_LABELS) /* another window, another answer */
        g_assert_cmpfloat (answers.logits[i], !=, answers.logits[i - N_LABELS]);
      if (kind->head == HX_HEAD_PLAIN)
        continue;
      g_assert_cmpfloat (gate, >, 0.0);
      g_assert_cmpfloat (gate, <, 1.0);
      g_assert_cmpfloat_with_epsilon (answers.logits[i],
                                      gate * answers.fused[i] + (1.0 - gate) * answers.decoupled[i],
                                      1e-5 * MAX (1.0, fabs (answers.logits[i])));
      for (guint d = 0; d < D; d++)
        {
          squares += (double)answers.embedding[i * D + d] * answers.embedding[i * D + d];
          raw_squares += (double)answers.raw[i * D + d] * answers.raw[i * D + d];
        }
      g_assert_cmpfloat_with_epsilon (squares, 1.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (answers.embedding[i * D] * sqrt (raw_squares), answers.raw[i * D],
                                      1e-5 * MAX (1.0, fabs (answers.raw[i * D])));
    }
}

/* Any answer may be left out; what is asked for stays the same. */
static void
test_some_answers (gconstpointer data)
{
  g_autoptr (HxNetwork) network = make_network (data, 3);
  g_autofree float *windows = draw_windows (N_SAMPLES);
  float logits[N_WINDOWS * N_LABELS];
  const HxOutputs some = { .logits = logits }, none = { 0 };
  g_autoptr (GError) error = NULL;
  Answers answers;

  predict (network, windows, N_SAMPLES, N_WINDOWS, 1, &answers);
  g_assert_true (hx_network_predict (network, windows, N_WINDOWS, N_SAMPLES, &some, 1, NULL, &error));
  g_assert_cmpmem (logits, sizeof logits, answers.logits, sizeof answers.logits);
  g_assert_true (hx_network_predict (network, windows, N_WINDOWS, N_SAMPLES, &none, 0, NULL, &error));
  g_assert_true (hx_network_predict (network, NULL, 0, N_SAMPLES, &some, 1, NULL, &error));
}

static void
test_length (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (HxNetwork) network = make_network (kind, 3);
  g_autofree float *windows = draw_windows (N_SAMPLES);
  const guint least = hx_backbone_min_samples (kind->backbone);
  float logits[N_LABELS];
  const HxOutputs out = { .logits = logits };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (least, >, 0);
  g_assert_true (hx_network_predict (network, windows, 1, least, &out, 1, NULL, &error));
  g_assert_true (isfinite (logits[0]));
  if (least > 1)
    {
      g_assert_false (hx_network_predict (network, windows, 1, least - 1, &out, 1, NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
    }
}

static void
test_cancelled (gconstpointer data)
{
  g_autoptr (HxNetwork) network = make_network (data, 3);
  g_autofree float *windows = draw_windows (N_SAMPLES);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  float logits[N_WINDOWS * N_LABELS];
  const HxOutputs out = { .logits = logits };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (hx_network_predict (network, windows, N_WINDOWS, N_SAMPLES, &out, 2, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
add_kind (const char *backbone, HxHead head)
{
  static const struct
  {
    const char *name;
    GTestDataFunc run;
  } tests[] = { { "answers", test_answers },   { "start", test_start },
                { "grouping", test_grouping }, { "some-answers", test_some_answers },
                { "length", test_length },     { "cancelled", test_cancelled } };

  for (guint i = 0; i < (is_deep (backbone) ? 1 : G_N_ELEMENTS (tests)); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/network/%s/%s/%s", backbone, hx_head_name (head), tests[i].name);
      Kind *kind = g_new (Kind, 1);

      *kind = (Kind){ backbone, head };
      g_test_add_data_func_full (path, kind, tests[i].run, g_free);
    }
}

/* Counted by hand: three convolutions over 249 of 250 steps, and both branches of the head. */
static void
test_cost (void)
{
  const HxArchitecture architecture = {
    .backbone = "fcn_wang", .head = HX_HEAD_LDM, .n_leads = 12, .n_labels = 71
  };
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, NULL);
  const double first = 249.0 * 8 * 12 * 128, others = 249.0 * (5 * 128 * 256 + 3 * 256 * 128);
  const double head = 256 * 128 + 128 * 71 + 71 * (256 * 8 + 8);
  HxNetworkCost cost = hx_network_cost (network, 250);

  g_assert_cmpfloat (cost.prediction_flops, ==, 2 * (first + others + head));
  g_assert_cmpfloat (cost.training_flops, ==, 2 * (2 * first + 3 * (others + head)));
  cost = hx_network_cost (network, 1);
  g_assert_cmpfloat (cost.prediction_flops, ==, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/names", test_names);
  g_test_add_func ("/network/refused", test_refused);
  g_test_add_func ("/network/cost", test_cost);
  g_test_add_func ("/network/state-dict", test_state_dict);
  for (const char *const *backbone = hx_backbones (); *backbone != NULL; backbone++)
    {
      add_kind (*backbone, HX_HEAD_PLAIN);
      add_kind (*backbone, HX_HEAD_LDM);
    }
  return g_test_run ();
}
