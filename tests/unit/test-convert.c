/* test-convert.c: models of state dicts as other programs write them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-state.h"
#include "engine/run/hx-convert.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_LABELS 3

/* --- state dicts ------------------------------------------------------------------------ */

/* How a network is written. */
typedef struct
{
  const char *dtype;     /* of the numbers: F32, F64, F16, BF16, I32 */
  const char *counters;  /* type of the counters, I64 unless something is wrong */
  const char *names;     /* "convpath.0", "convs" or both, "convs+convpath.0" */
  const char *differing; /* (nullable): a part of a name whose alias gets other numbers */
  const char *without;   /* (nullable): name that is left out */
} Writing;

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
append_number (GByteArray *data, const char *dtype, float value)
{
  union
  {
    float number;
    guint32 bits;
  } single = { .number = value };
  const double wide = (double)value;
  const gint32 whole = (gint32)value;
  const gint64 count = (gint64)value;
  guint16 half = (guint16)(single.bits >> 16);

  if (g_str_equal (dtype, "F64"))
    g_byte_array_append (data, (const guint8 *)&wide, sizeof wide);
  else if (g_str_equal (dtype, "I64"))
    g_byte_array_append (data, (const guint8 *)&count, sizeof count);
  else if (g_str_equal (dtype, "I32"))
    g_byte_array_append (data, (const guint8 *)&whole, sizeof whole);
  else if (g_str_equal (dtype, "F32"))
    g_byte_array_append (data, (const guint8 *)&single.bits, sizeof single.bits);
  else
    {
      /* Normal numbers of binary16, cut off. */
      const int exponent = (int)(single.bits >> 23 & 0xff) - 127 + 15;

      if (g_str_equal (dtype, "F16"))
        half = (guint16)((single.bits >> 16 & 0x8000)
                         | (exponent > 0 ? (guint32)exponent << 10 | (single.bits >> 13 & 0x3ff) : 0));
      g_byte_array_append (data, (const guint8 *)&half, sizeof half);
    }
}

static void
append_tensor (GString *header, GByteArray *data, const HxTensor *tensor, const char *name, const char *dtype,
               float offset)
{
  const guint begin = data->len;

  for (gsize i = 0; i < tensor->n_elements; i++)
    append_number (data, dtype, tensor->data[i] + offset);
  g_string_append_printf (header, "%c\"%s\":{\"dtype\":\"%s\",\"shape\":[", header->len > 0 ? ',' : '{', name,
                          dtype);
  for (guint d = 0; d < tensor->n_dims; d++)
    g_string_append_printf (header, "%s%" G_GSIZE_FORMAT, d > 0 ? "," : "", tensor->dims[d]);
  g_string_append_printf (header, "],\"data_offsets\":[%u,%u]}", begin, data->len);
}

static char *
alias_of (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".convpath.0.", 2);

  return g_strjoinv (".convs.", parts);
}

static char *
write_state (const HxNetwork *network, const Writing *writing)
{
  g_autoptr (GString) header = g_string_new (NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  char *path = path_of ("state.safetensors");
  guint64 length;

  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);
      const gboolean counter = tensor->kind == HX_TENSOR_COUNTER;
      const char *dtype = counter ? writing->counters : writing->dtype;
      g_autofree char *alias = alias_of (tensor->name);
      const gboolean aliased = !g_str_equal (alias, tensor->name);
      const gboolean differs = writing->differing != NULL && strstr (alias, writing->differing) != NULL;

      if (g_strcmp0 (tensor->name, writing->without) == 0)
        continue;
      if (!aliased || strstr (writing->names, "convpath.0") != NULL)
        append_tensor (header, data, tensor, tensor->name, dtype, 0.0f);
      if (aliased && strstr (writing->names, "convs") != NULL)
        append_tensor (header, data, tensor, alias, dtype, differs ? 1.0f : 0.0f);
    }
  g_string_append_c (header, '}');
  length = GUINT64_TO_LE ((guint64)header->len);
  g_byte_array_append (file, (const guint8 *)&length, sizeof length);
  g_byte_array_append (file, (const guint8 *)header->str, (guint)header->len);
  g_byte_array_append (file, data->data, data->len);
  g_file_set_contents (path, (const char *)file->data, (gssize)file->len, &error);
  g_assert_no_error (error);
  return path;
}

/* Numbers that are the same in every type: of few digits, and not too large or small. */
static HxNetwork *
make_network (const char *backbone, HxHead head, guint n_leads)
{
  const HxArchitecture architecture = {
    .backbone = backbone, .head = head, .n_leads = n_leads, .n_labels = N_LABELS
  };
  g_autoptr (GError) error = NULL;
  HxNetwork *network = hx_network_new (&architecture, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);

      for (gsize j = 0; j < tensor->n_elements; j++)
        {
          const float size = (float)((i * 7 + j * 13) % 31 + 1) / 32.0f;

          tensor->data[j] = tensor->kind == HX_TENSOR_COUNTER                   ? 40.0f
                            : tensor->kind == HX_TENSOR_PARAMETER && j % 2 == 1 ? -size
                                                                                : size;
        }
    }
  return network;
}

static const Writing usual = { .dtype = "F32", .counters = "I64", .names = "convpath.0" };

static char *
write_labels (const char *text)
{
  char *path = path_of ("labels.txt");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static HxConvertOptions
options_for (const char *backbone, HxHead head, const char *labels)
{
  HxConvertOptions options;

  hx_convert_options_default (&options);
  options.backbone = backbone;
  options.head = head;
  options.labels = labels;
  options.mean_mv = 0.01;
  options.sd_mv = 0.2;
  return options;
}

static void
assert_same_network (const HxNetwork *network, HxModel *model)
{
  HxNetwork *found = hx_model_get_network (model);

  g_assert_cmpuint (hx_network_get_n_tensors (found), ==, hx_network_get_n_tensors (network));
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *a = hx_network_get_tensor (network, i), *b = hx_network_get_tensor (found, i);

      g_assert_cmpstr (a->name, ==, b->name);
      g_assert_cmpmem (a->data, a->n_elements * sizeof (float), b->data, b->n_elements * sizeof (float));
    }
}

/* What hx_convert() says of a state that it does not take. */
static void
assert_refused (const char *state, const HxConvertOptions *options, int code, const char *const *fragments)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_convert (state, options, &error));
  g_assert_error (error, HX_ERROR, code);
  for (; *fragments != NULL; fragments++)
    if (strstr (error->message, *fragments) == NULL)
      g_error ("“%s” is not in: %s", *fragments, error->message);
}

#define REFUSED(state, options, code, ...)                                                                   \
  assert_refused (state, options, code, (const char *const[]){ __VA_ARGS__, NULL })

/* --- tests -------------------------------------------------------------------------------- */

static void
test_model (void)
{
  g_autoptr (HxNetwork) network = make_network ("fcn_wang", HX_HEAD_LDM, 12);
  g_autofree char *state = write_state (network, &usual);
  g_autofree char *labels = write_labels ("A,first, with a comma\r\nB\n\n\"C,c\",\"the \"\"third\"\"\"\n");
  g_autofree char *out = path_of ("model.safetensors");
  HxConvertOptions options = options_for ("fcn_wang", HX_HEAD_LDM, labels);
  g_autoptr (HxModel) model = NULL, loaded = NULL;
  g_autoptr (GError) error = NULL;

  options.crop_s = 3.33;
  options.task = "somewhere/mine.csv";
  model = hx_convert (state, &options, &error);
  g_assert_no_error (error);
  g_assert_true (hx_model_save (model, out, &error));
  loaded = hx_model_load (out, &error);
  g_assert_no_error (error);
  assert_same_network (network, loaded);
  g_assert_cmpstr (hx_model_get_label (loaded, 0)->code, ==, "A");
  g_assert_cmpstr (hx_model_get_label (loaded, 0)->description, ==, "first, with a comma");
  g_assert_cmpstr (hx_model_get_label (loaded, 1)->description, ==, "B");
  g_assert_cmpstr (hx_model_get_label (loaded, 2)->code, ==, "C,c");
  g_assert_cmpstr (hx_model_get_label (loaded, 2)->description, ==, "the \"third\"");
  g_assert_true (isnan (hx_model_get_label (loaded, 0)->centre_with[0]));
  g_assert_true (isnan (hx_model_get_label (loaded, 0)->threshold));
  g_assert_cmpuint (hx_model_get_window_samples (loaded), ==, 333);
  g_assert_cmpuint (hx_model_get_stride_samples (loaded), ==, 166);
  g_assert_cmpfloat (hx_model_get_mean_mv (loaded), ==, 0.01);
  g_assert_cmpfloat (hx_model_get_sd_mv (loaded), ==, 0.2);
  g_assert_cmpfloat (hx_model_get_rate_hz (loaded), ==, 100.0);
  g_assert_cmpint (hx_model_get_aggregation (loaded), ==, HX_AGGREGATE_MAXIMUM);
  g_assert_cmpstr (hx_model_get_task (loaded), ==, "mine.csv");
  g_assert_cmpstr (hx_model_get_origin (loaded), ==, "unknown");
  g_assert_cmpstr (hx_model_get_lead_names (loaded)[3], ==, "aVR");
}

static void
test_types (void)
{
  static const char *const types[] = { "F64", "F32", "F16", "BF16" };
  g_autofree char *labels = write_labels ("A\nB\nC");

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (HxHead head = HX_HEAD_PLAIN; head <= HX_HEAD_LDM; head++)
      {
        g_autoptr (HxNetwork) network = make_network ("resnet1d_wang", head, 12);
        const Writing writing = { .dtype = types[i], .counters = "I64", .names = "convpath.0" };
        g_autofree char *state = write_state (network, &writing);
        const HxConvertOptions options = options_for ("resnet1d_wang", head, labels);
        g_autoptr (GError) error = NULL;
        g_autoptr (HxModel) model = hx_convert (state, &options, &error);

        g_assert_no_error (error);
        assert_same_network (network, model);
      }
}

/* Where fractions and exponents end: from the tables of IEEE 754 and of bfloat16. */
static void
test_numbers (void)
{
  static const struct
  {
    const char *dtype;
    guint16 bits;
    double value;
  } cases[] = { { "F16", 0x3c00, 1.0 },
                { "F16", 0xc000, -2.0 },
                { "F16", 0x7bff, 65504.0 },
                { "F16", 0x0400, 0x1p-14 },
                { "F16", 0x03ff, 0x1.ff8p-15 },
                { "F16", 0x0001, 0x1p-24 },
                { "F16", 0x8001, -0x1p-24 },
                { "F16", 0x3555, 0.333251953125 },
                { "F16", 0x7c00, (double)INFINITY },
                { "F16", 0xfc00, -(double)INFINITY },
                { "BF16", 0x3f80, 1.0 },
                { "BF16", 0xc049, -3.140625 },
                { "BF16", 0x7f7f, 0x1.fep127 },
                { "BF16", 0x0080, 0x1p-126 },
                { "BF16", 0x0001, 0x1p-133 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint16 bits = GUINT16_TO_LE (cases[i].bits);
      HxStoredTensor tensor = {
        .n_dims = 1, .dims = { 1 }, .n_elements = 1, .data = (const char *)&bits, .n_bytes = sizeof bits
      };

      g_strlcpy (tensor.dtype, cases[i].dtype, sizeof tensor.dtype);
      g_assert_true (hx_stored_tensor_is_real (&tensor));
      g_assert_cmpfloat (hx_stored_tensor_get_real (&tensor, 0), ==, cases[i].value);
    }
}

static void
test_aliases (void)
{
  static const char *const names[] = { "convpath.0", "convs", "convs+convpath.0" };
  g_autoptr (HxNetwork) network = make_network ("xresnet1d18", HX_HEAD_PLAIN, 12);
  g_autofree char *labels = write_labels ("A\nB\nC\n");
  const HxConvertOptions options = options_for ("xresnet1d18", HX_HEAD_PLAIN, labels);
  Writing writing = usual;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *state = NULL;
      g_autoptr (HxModel) model = NULL;

      writing.names = names[i];
      state = write_state (network, &writing);
      model = hx_convert (state, &options, &error);
      g_assert_no_error (error);
      assert_same_network (network, model);
    }
  writing.differing = "4.0.convs.0.0.weight";
  {
    g_autofree char *state = write_state (network, &writing);

    REFUSED (state, &options, HX_ERROR_INCONSISTENT, "state.safetensors", "4.0.convs.0.0.weight",
             "4.0.convpath.0.0.0.weight", "differ");
  }
}

static void
test_other_leads (void)
{
  g_autoptr (HxNetwork) network = make_network ("lstm", HX_HEAD_PLAIN, 2);
  g_autofree char *state = write_state (network, &usual);
  g_autofree char *labels = write_labels ("A\nB\nC\n");
  HxConvertOptions options = options_for ("lstm", HX_HEAD_PLAIN, labels);
  g_autoptr (HxModel) model = NULL;
  g_autoptr (GError) error = NULL;

  REFUSED (state, &options, HX_ERROR_INCONSISTENT, "state.safetensors", "weight_ih_l0", "2 leads; 12");
  options.leads = "avf, MCL1";
  model = hx_convert (state, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hx_model_get_lead_names (model)[0], ==, "aVF");
  g_assert_cmpstr (hx_model_get_lead_names (model)[1], ==, "MCL1");
  options.leads = "I,i";
  REFUSED (state, &options, HX_ERROR_RANGE, "name 2", "twice");
  options.leads = "I,";
  REFUSED (state, &options, HX_ERROR_RANGE, "name 2", "not a lead's name");
  options.leads = "I,II,III";
  REFUSED (state, &options, HX_ERROR_INCONSISTENT, "2 leads; 3");
}

static void
test_wrong_states (void)
{
  g_autoptr (HxNetwork) network = make_network ("fcn_wang", HX_HEAD_LDM, 12);
  g_autofree char *three = write_labels ("A\nB\nC\n");
  HxConvertOptions options = options_for ("fcn_wang", HX_HEAD_LDM, three);
  Writing writing = usual;
  g_autofree char *state = NULL;

  writing.without = "1.0.1.running_var";
  state = write_state (network, &writing);
  REFUSED (state, &options, HX_ERROR_MISSING, "state.safetensors", "“1.0.1.running_var” is missing");
  writing.without = NULL;
  writing.counters = "F32";
  g_free (write_state (network, &writing));
  REFUSED (state, &options, HX_ERROR_INCONSISTENT, "num_batches_tracked", "needs I64");
  writing.counters = "I64";
  writing.dtype = "I32";
  g_free (write_state (network, &writing));
  REFUSED (state, &options, HX_ERROR_INCONSISTENT, "0.0.0.weight", "I32 (128, 12, 8)", "needs F32");
  g_free (write_state (network, &usual));
  options.head = HX_HEAD_PLAIN;
  REFUSED (state, &options, HX_ERROR_MISSING, "state.safetensors", "is missing");
  options.head = HX_HEAD_LDM;
  options.backbone = "resnet1d_wang";
  REFUSED (state, &options, HX_ERROR_MISSING, "state.safetensors", "“0.weight” is missing");
  options.backbone = "alexnet";
  REFUSED (state, &options, HX_ERROR_MISSING, "alexnet");
}

static void
test_wrong_numbers (void)
{
  g_autoptr (HxNetwork) network = make_network ("fcn_wang", HX_HEAD_LDM, 12);
  g_autofree char *state = write_state (network, &usual);
  g_autofree char *labels = write_labels ("A\nB\nC\n");
  HxConvertOptions options = options_for ("fcn_wang", HX_HEAD_LDM, labels);

  options.sd_mv = 0.0;
  REFUSED (state, &options, HX_ERROR_RANGE, "standard deviation");
  options.sd_mv = 1.0;
  options.mean_mv = (double)NAN;
  REFUSED (state, &options, HX_ERROR_RANGE, "mean");
  options.mean_mv = 0.0;
  options.rate_hz = 0.0;
  REFUSED (state, &options, HX_ERROR_RANGE, "rate");
  options.rate_hz = 100.0;
  options.stride_s = 0.001;
  REFUSED (state, &options, HX_ERROR_RANGE, "stride");
  options.stride_s = 0.0;
  options.crop_s = 0.0;
  REFUSED (state, &options, HX_ERROR_RANGE, "crop");
}

static void
test_labels (void)
{
  static const struct
  {
    const char *text, *fragment;
  } wrong[] = { { "A\nB\nA\n", "line 3: the code is there twice" },
                { "A\n,nothing\n", "line 2: the code is empty" },
                { "A\n\"B\n", "line 2: a quote is not closed" },
                { "\"A\"x\n", "line 1: there is text behind a closing quote" },
                { "A,\"x\" y\n", "line 1: there is text behind" },
                { "A\nB\x01\n", "line 2: there are control characters" },
                { "A\n\xff\n", "UTF-8" },
                { "\n\n", "no label" },
                { "code,description\n", "no label" } };
  g_autoptr (GArray) labels = NULL;
  g_autoptr (GError) none = NULL;
  g_autofree char *path = write_labels ("\xef\xbb\xbf"
                                        "Code,Description\n  A , one \nB,\nC");

  labels = hx_convert_read_labels (path, &none);
  g_assert_no_error (none);
  g_assert_cmpuint (labels->len, ==, 3);
  g_assert_cmpstr (g_array_index (labels, HxModelLabel, 0).code, ==, "A");
  g_assert_cmpstr (g_array_index (labels, HxModelLabel, 0).description, ==, "one");
  g_assert_null (g_array_index (labels, HxModelLabel, 1).description);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_free (write_labels (wrong[i].text));
      g_assert_null (hx_convert_read_labels (path, &error));
      g_assert_true (error != NULL && strstr (error->message, "labels.txt") != NULL);
      if (strstr (error->message, wrong[i].fragment) == NULL)
        g_error ("“%s” is not in: %s", wrong[i].fragment, error->message);
    }
}

static void
test_label_count (void)
{
  g_autofree char *path = write_labels ("A\nB\n");

  for (HxHead head = HX_HEAD_PLAIN; head <= HX_HEAD_LDM; head++)
    {
      g_autoptr (HxNetwork) network = make_network ("inception1d", head, 12);
      g_autofree char *state = write_state (network, &usual);
      const HxConvertOptions options = options_for ("inception1d", head, path);

      REFUSED (state, &options, HX_ERROR_INCONSISTENT, "state.safetensors", "3 labels", "labels.txt has 2");
    }
}

int
main (int argc, char **argv)
{
  static const char *const files[] = { "state.safetensors", "model.safetensors", "labels.txt" };
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hx-convert-XXXXXX", &error);
  g_assert_no_error (error);
  g_test_add_func ("/convert/model", test_model);
  g_test_add_func ("/convert/types", test_types);
  g_test_add_func ("/convert/numbers", test_numbers);
  g_test_add_func ("/convert/aliases", test_aliases);
  g_test_add_func ("/convert/other-leads", test_other_leads);
  g_test_add_func ("/convert/wrong-states", test_wrong_states);
  g_test_add_func ("/convert/wrong-numbers", test_wrong_numbers);
  g_test_add_func ("/convert/labels", test_labels);
  g_test_add_func ("/convert/label-count", test_label_count);
  status = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = path_of (files[i]);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
