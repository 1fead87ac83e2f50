/* test-model-file.c: model files written, read back, and damaged in every way a file can be
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/models/hx-model.h"
#include "engine/models/hx-state.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_LABELS 3
#define N_LEADS 2
#define RATE_HZ 100.0
#define WINDOW 40
#define STRIDE 20
#define PREFIX_BYTES 8

static char *folder;

static char *
path_in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static HxModel *
make_model (HxHead head, HxAggregation aggregation)
{
  const HxArchitecture architecture = { "fcn_wang", head, N_LEADS, N_LABELS };
  const char *leads[] = { "II", "V5" };
  HxModelLabel labels[N_LABELS] = { { .code = (char *)"IMI", .description = (char *)"inferior “infarction”" },
                                    { .code = (char *)"NORM", .description = (char *)"normal\\ECG" },
                                    { .code = (char *)"AFIB", .description = NULL } };
  HxRandom random = hx_random_from_seed (7);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, &error);
  g_autoptr (JsonObject) provenance = json_object_new ();
  HxModel *model;

  g_assert_no_error (error);
  hx_network_initialise (network, &random);
  hx_network_find_tensor (network, "0.0.1.num_batches_tracked")->data[0] = 1234.0f;
  for (guint i = 0; i < N_LABELS; i++)
    {
      labels[i].threshold = i == 0 ? 1.0 / 3.0 : NAN;
      labels[i].temperature = i == 1 ? 1.7 : NAN;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        {
          labels[i].centre_with[d] = head == HX_HEAD_PLAIN || i == 2 ? NAN : (float)(d == i);
          labels[i].centre_without[d] = head == HX_HEAD_PLAIN ? NAN : (float)(d == i + 1);
        }
    }
  model =
      hx_model_new (network, labels, leads, RATE_HZ, WINDOW, STRIDE, -1.0 / 7.0, 0.2364573571, aggregation);
  json_object_set_int_member (provenance, "seed", 3);
  json_object_set_double_member (provenance, "macro_auc", 0.1 + 0.2);
  json_object_set_string_member (provenance, "about", "a \"quoted\"\ttext");
  json_object_set_null_member (provenance, "nothing");
  json_object_set_boolean_member (provenance, "yes", TRUE);
  hx_model_set_provenance (model, provenance);
  hx_model_set_origin (model, "simulated");
  hx_model_set_task (model, "superdiagnostic");
  return model;
}

static char *
save (HxModel *model, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = path_in_folder (name);

  g_assert_true (hx_model_save (model, path, &error));
  g_assert_no_error (error);
  return path;
}

static HxModel *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  HxModel *model = hx_model_load (path, &error);

  g_assert_no_error (error);
  return model;
}

static void
assert_same_label (const HxModelLabel *a, const HxModelLabel *b)
{
  g_assert_cmpstr (a->code, ==, b->code);
  g_assert_cmpstr (a->description, ==, b->description);
  g_assert_true (isnan (a->threshold) ? isnan (b->threshold) : a->threshold == b->threshold);
  g_assert_true (isnan (a->temperature) ? isnan (b->temperature) : a->temperature == b->temperature);
  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    {
      g_assert_true (isnan (a->centre_with[d]) ? isnan (b->centre_with[d])
                                               : a->centre_with[d] == b->centre_with[d]);
      g_assert_true (isnan (a->centre_without[d]) ? isnan (b->centre_without[d])
                                                  : a->centre_without[d] == b->centre_without[d]);
    }
}

static void
assert_same_tensors (const HxNetwork *a, const HxNetwork *b)
{
  g_assert_cmpuint (hx_network_get_n_tensors (a), ==, hx_network_get_n_tensors (b));
  for (guint i = 0; i < hx_network_get_n_tensors (a); i++)
    {
      const HxTensor *one = hx_network_get_tensor (a, i), *other = hx_network_get_tensor (b, i);

      g_assert_cmpstr (one->name, ==, other->name);
      g_assert_cmpmem (one->data, one->n_elements * sizeof (float), other->data,
                       other->n_elements * sizeof (float));
    }
}

static void
assert_same_model (HxModel *a, HxModel *b)
{
  g_assert_cmpstr (hx_model_get_backbone (a), ==, hx_model_get_backbone (b));
  g_assert_cmpint (hx_model_get_head (a), ==, hx_model_get_head (b));
  g_assert_cmpfloat (hx_model_get_rate_hz (a), ==, hx_model_get_rate_hz (b));
  g_assert_cmpuint (hx_model_get_window_samples (a), ==, hx_model_get_window_samples (b));
  g_assert_cmpuint (hx_model_get_stride_samples (a), ==, hx_model_get_stride_samples (b));
  g_assert_cmpfloat (hx_model_get_mean_mv (a), ==, hx_model_get_mean_mv (b));
  g_assert_cmpfloat (hx_model_get_sd_mv (a), ==, hx_model_get_sd_mv (b));
  g_assert_cmpint (hx_model_get_aggregation (a), ==, hx_model_get_aggregation (b));
  g_assert_cmpstr (hx_model_get_origin (a), ==, hx_model_get_origin (b));
  g_assert_cmpstr (hx_model_get_task (a), ==, hx_model_get_task (b));
  g_assert_cmpstr (hx_model_get_intended_use (a), ==, hx_model_get_intended_use (b));
  g_assert_true (g_strv_equal (hx_model_get_lead_names (a), hx_model_get_lead_names (b)));
  for (guint i = 0; i < N_LABELS; i++)
    assert_same_label (hx_model_get_label (a, i), hx_model_get_label (b, i));
  assert_same_tensors (hx_model_get_network (a), hx_model_get_network (b));
}

static void
test_round_trip (gconstpointer data)
{
  const HxHead head = (HxHead)GPOINTER_TO_INT (data);
  g_autoptr (HxModel) model = make_model (head, HX_AGGREGATE_MEAN);
  g_autofree char *first = NULL, *second = NULL, *bytes = NULL, *again = NULL, *hash = NULL;
  g_autoptr (HxModel) loaded = NULL;
  JsonObject *provenance;
  gsize n_bytes, n_again;

  g_assert_null (hx_model_get_hash (model));
  first = save (model, "first.safetensors");
  loaded = load (first);
  assert_same_model (model, loaded);
  g_assert_cmpstr (hx_model_get_name (loaded), ==, "first");
  provenance = hx_model_get_provenance (loaded);
  g_assert_cmpint (json_object_get_int_member (provenance, "seed"), ==, 3);
  g_assert_cmpfloat (json_object_get_double_member (provenance, "macro_auc"), ==, 0.3);
  g_assert_cmpstr (json_object_get_string_member (provenance, "about"), ==, "a \"quoted\"\ttext");
  g_assert_true (json_object_get_null_member (provenance, "nothing"));

  second = save (loaded, "second.safetensors");
  g_assert_true (g_file_get_contents (first, &bytes, &n_bytes, NULL));
  g_assert_true (g_file_get_contents (second, &again, &n_again, NULL));
  g_assert_cmpmem (bytes, n_bytes, again, n_again);
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, n_bytes);
  g_assert_cmpstr (hash, ==, hx_model_get_hash (model));
  g_assert_cmpstr (hash, ==, hx_model_get_hash (loaded));
  g_assert_cmpuint ((guchar)bytes[0] % 8, ==, 0); /* the tensors begin at a multiple of 8 */
}

static void
test_state_dict (void)
{
  const HxArchitecture architecture = { "fcn_wang", HX_HEAD_LDM, N_LEADS, N_LABELS };
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  g_autoptr (HxSafetensorsWriter) writer = hx_safetensors_writer_new ();
  g_autoptr (HxNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_in_folder ("state.safetensors");
  const float stray = 1.0f;
  const gsize one = 1;

  hx_state_write (hx_model_get_network (model), writer);
  g_assert_true (hx_safetensors_writer_write (writer, path, NULL, &error));
  network = hx_state_load (path, &architecture, &error);
  g_assert_no_error (error);
  assert_same_tensors (hx_model_get_network (model), network);

  g_assert_null (hx_model_load (path, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  hx_safetensors_writer_add_f32 (writer, "stray", &one, 1, &stray);
  g_assert_true (hx_safetensors_writer_write (writer, path, NULL, &error));
  g_assert_null (hx_state_load (path, &architecture, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
  g_assert_nonnull (strstr (error->message, "“stray” does not belong"));
}

static void
test_not_finite (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_PLAIN, HX_AGGREGATE_MAXIMUM);
  g_autofree char *path = path_in_folder ("diverged.safetensors");
  g_autoptr (GError) error = NULL;

  hx_network_find_tensor (hx_model_get_network (model), "1.0.0.weight")->data[5] = INFINITY;
  g_assert_false (hx_model_save (model, path, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "element 5 of “1.0.0.weight”"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* --- damage ------------------------------------------------------------------------- */

/* The sound file, and one made from it. */
typedef struct
{
  char *bytes;
  gsize n_bytes;
  gsize header_bytes;
} Content;

static Content
read_sound (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  g_autofree char *path = save (model, "sound.safetensors");
  Content content = { 0 };
  guint64 length;

  g_assert_true (g_file_get_contents (path, &content.bytes, &content.n_bytes, NULL));
  memcpy (&length, content.bytes, sizeof length);
  content.header_bytes = (gsize)GUINT64_FROM_LE (length);
  return content;
}

static void
refuse (const char *bytes, gsize n_bytes, int code, const char *fragment)
{
  g_autofree char *path = path_in_folder ("damaged.safetensors");
  g_autoptr (GError) error = NULL;
  g_autoptr (HxModel) model = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize)n_bytes, NULL));
  model = hx_model_load (path, &error);
  if (model != NULL)
    g_error ("was accepted, though it should say “%s”", fragment);
  if (!g_error_matches (error, HX_ERROR, code) || strstr (error->message, fragment) == NULL
      || !g_str_has_prefix (error->message, path))
    g_error ("said “%s” (%d), not “%s” (%d)", error->message, error->code, fragment, code);
}

static void
refuse_header (const Content *sound, const char *header, gsize n_header, int code, const char *fragment)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint64 length = GUINT64_TO_LE ((guint64)n_header);

  g_byte_array_append (file, (const guint8 *)&length, sizeof length);
  g_byte_array_append (file, (const guint8 *)header, (guint)n_header);
  g_byte_array_append (file, (const guint8 *)sound->bytes + PREFIX_BYTES + sound->header_bytes,
                       (guint)(sound->n_bytes - PREFIX_BYTES - sound->header_bytes));
  refuse ((const char *)file->data, file->len, code, fragment);
}

static const struct
{
  const char *from, *to; /* in the header */
  int code;
  const char *fragment;
} header_damage[] = {
  { "\"hexaxial-model\"", "\"other\"", HX_ERROR_UNSUPPORTED, "not a Hexaxial model" },
  { "\"format_version\":\"1\"", "\"format_version\":\"2\"", HX_ERROR_UNSUPPORTED, "“format_version” is 2" },
  { "\"format_version\":\"1\"", "\"format_version\":1", HX_ERROR_FORMAT, "“format_version” is not a string" },
  { "\"fcn_wang\"", "\"nope\"", HX_ERROR_MISSING, "there is no backbone “nope”" },
  { "\"backbone\":", "\"backbones\":", HX_ERROR_MISSING, "“backbone” is missing" },
  { "\"head\":\"ldm\"", "\"head\":\"big\"", HX_ERROR_UNSUPPORTED, "“head” is neither plain nor ldm" },
  { "\"head\":\"ldm\"", "\"head\":\"plain\"", HX_ERROR_MISSING, "tensor “3.2.weight” is missing" },
  { "\"task\":", "\"head\":", HX_ERROR_FORMAT, "a member that the object already has" },
  { "\"rate_hz\":\"100\"", "\"rate_hz\":\"-5\"", HX_ERROR_RANGE, "“rate_hz” is “-5”" },
  { "\"rate_hz\":\"100\"", "\"rate_hz\":\"nan\"", HX_ERROR_RANGE, "“rate_hz” is “nan”" },
  { "\"rate_hz\":\"100\"", "\"rate_hz\":\"100x\"", HX_ERROR_RANGE, "“rate_hz” is “100x”" },
  { "\"rate_hz\":\"100\"", "\"rate_hz\":\"1e9\"", HX_ERROR_RANGE, "“rate_hz” is “1e9”" },
  { "\"window_samples\":\"40\"", "\"window_samples\":\"0\"", HX_ERROR_RANGE, "“window_samples” is “0”" },
  { "\"window_samples\":\"40\"", "\"window_samples\":\"1\"", HX_ERROR_RANGE, "fcn_wang needs at least" },
  { "\"window_samples\":\"40\"", "\"window_samples\":\"40.5\"", HX_ERROR_RANGE, "not a whole number" },
  { "\"window_samples\":\"40\"", "\"window_samples\":\"1000001\"", HX_ERROR_RANGE,
    "“window_samples” is “1000001”" },
  { "\"stride_samples\":\"20\"", "\"stride_samples\":\"-1\"", HX_ERROR_RANGE, "“stride_samples” is “-1”" },
  { "\"mean_mv\":\"-0.142857143\"", "\"mean_mv\":\"inf\"", HX_ERROR_RANGE, "“mean_mv” is “inf”" },
  { "\"sd_mv\":\"0.236457357\"", "\"sd_mv\":\"0\"", HX_ERROR_RANGE, "“sd_mv” is “0”" },
  { "\"maximum\"", "\"median\"", HX_ERROR_UNSUPPORTED, "“aggregation” is neither maximum nor mean" },
  { "\\\"code\\\":\\\"NORM\\\"", "\\\"code\\\":\\\"IMI\\\"", HX_ERROR_INCONSISTENT,
    "“labels” has “IMI” twice" },
  { "\\\"code\\\":\\\"NORM\\\"", "\\\"code\\\":\\\"\\\"", HX_ERROR_FORMAT, "without a sound code" },
  { "\\\"code\\\":\\\"NORM\\\"", "\\\"code\\\":5", HX_ERROR_FORMAT, "without a sound code" },
  { "\\\"code\\\":\\\"NORM\\\"", "\\\"code\\\":\\\"a\\\\u0001\\\"", HX_ERROR_FORMAT, "without a sound code" },
  { "\"labels\":\"[", "\"labels\":\"", HX_ERROR_FORMAT, "“labels”: not JSON" },
  { "\"thresholds\":\"[0.333333333,null,null]\"", "\"thresholds\":\"[null,null]\"", HX_ERROR_INCONSISTENT,
    "“thresholds” does not have one entry for each label" },
  { "\"thresholds\":\"[0.333333333,", "\"thresholds\":\"[2,", HX_ERROR_RANGE, "“thresholds” has an entry" },
  { "\"temperatures\":\"[null,1.7,", "\"temperatures\":\"[null,0,", HX_ERROR_RANGE,
    "“temperatures” has an entry" },
  { "\"temperatures\":\"[null,1.7,", "\"temperatures\":\"[null,\\\"x\\\",", HX_ERROR_RANGE,
    "“temperatures” has an" },
  { "[\\\"II\\\",\\\"V5\\\"]", "[\\\"II\\\",\\\"ii\\\"]", HX_ERROR_INCONSISTENT, "“leads” has a lead twice" },
  { "[\\\"II\\\",\\\"V5\\\"]", "[\\\"II\\\"]", HX_ERROR_INCONSISTENT, "this network needs F32 (128, 1, 8)" },
  { "[\\\"II\\\",\\\"V5\\\"]", "[]", HX_ERROR_RANGE, "a network of 0 leads" },
  { "[\\\"II\\\",\\\"V5\\\"]", "{}", HX_ERROR_FORMAT, "“leads” is not a list" },
  { "\"provenance\":\"{", "\"provenance\":\"[{},{", HX_ERROR_FORMAT, "“provenance”: not JSON" },
  { "\"0.0.0.weight\":{\"dtype\":\"F32\"", "\"0.0.0.weight\":{\"dtype\":\"F16\"", HX_ERROR_FORMAT,
    "do not agree" },
  { "\"0.0.0.weight\":{\"dtype\":\"F32\"", "\"0.0.0.weight\":{\"dtype\":\"X99\"", HX_ERROR_FORMAT,
    "not a known type" },
  { "\"0.0.0.weight\":{\"dtype\":\"F32\"", "\"0.0.0.weight\":{\"dtype\":\"I32\"", HX_ERROR_INCONSISTENT,
    "is I32" },
  { "\"0.0.0.weight\":{\"dtype\":\"F32\",", "\"0.0.0.weight\":{", HX_ERROR_FORMAT,
    "the entry is not an object of" },
  { "\"0.0.0.weight\":", "\"0.0.0.weighs\":", HX_ERROR_MISSING, "tensor “0.0.0.weight” is missing" },
  { "\"shape\":[128,2,8]", "\"shape\":[128,16]", HX_ERROR_INCONSISTENT, "needs F32 (128, 2, 8)" },
  { "\"shape\":[128,2,8]", "\"shape\":[128,2,-8]", HX_ERROR_FORMAT, "“shape” is not a list" },
  { "\"shape\":[128,2,8]", "\"shape\":[128,2,9]", HX_ERROR_FORMAT, "do not agree" },
  { "\"shape\":[128,2,8]", "\"shape\":[4611686018427387904,16]", HX_ERROR_FORMAT, "“shape” is not a list" },
  { "\"shape\":[128,2,8]", "\"shape\":[1,1,1,1,1,128,2,8,1]", HX_ERROR_FORMAT, "“shape” is not a list" },
  { "\"hexaxial.centre_with\":", "\"hexaxial.centre\":", HX_ERROR_INCONSISTENT,
    "“hexaxial.centre_with” is missing" },
  { "{\"__metadata__\"", "{\"__metadatum__\"", HX_ERROR_FORMAT, "“__metadatum__”: the entry is not" },
  { "{\"__metadata__\"", "[\"__metadata__\"", HX_ERROR_FORMAT, "not JSON" },
};

static void
test_damaged_header (void)
{
  Content sound = read_sound ();

  for (guint i = 0; i < G_N_ELEMENTS (header_damage); i++)
    {
      g_autoptr (GString) header = g_string_new_len (sound.bytes + PREFIX_BYTES, (gssize)sound.header_bytes);

      g_assert_cmpuint (g_string_replace (header, header_damage[i].from, header_damage[i].to, 1), ==, 1);
      refuse_header (&sound, header->str, header->len, header_damage[i].code, header_damage[i].fragment);
    }
  g_free (sound.bytes);
}

static gsize
place_of (const Content *sound, const char *tensor)
{
  g_autofree char *header = g_strndup (sound->bytes + PREFIX_BYTES, sound->header_bytes);
  g_autofree char *key = g_strdup_printf ("\"%s\":{", tensor);
  const char *entry = strstr (header, key);
  const char *offsets = entry != NULL ? strstr (entry, "\"data_offsets\":[") : NULL;

  g_assert_nonnull (offsets);
  return PREFIX_BYTES + sound->header_bytes
         + (gsize)g_ascii_strtoull (offsets + strlen ("\"data_offsets\":["), NULL, 10);
}

static void
refuse_bytes (const Content *sound, const char *tensor, gconstpointer value, gsize n, const char *fragment)
{
  g_autofree char *bytes = g_memdup2 (sound->bytes, sound->n_bytes);

  memcpy (bytes + place_of (sound, tensor), value, n);
  refuse (bytes, sound->n_bytes, HX_ERROR_RANGE, fragment);
}

static void
test_damaged_values (void)
{
  Content sound = read_sound ();
  const float not_a_number = NAN, negative = -1.0f, half = 0.5f;
  const gint64 below = -1;

  refuse_bytes (&sound, "1.0.0.weight", &not_a_number, sizeof (float),
                "tensor “1.0.0.weight”: element 0 is nan");
  refuse_bytes (&sound, "1.0.1.running_var", &negative, sizeof (float), "a variance below 0");
  refuse_bytes (&sound, "1.0.1.num_batches_tracked", &below, sizeof below, "a count below 0");
  refuse_bytes (&sound, "hexaxial.centre_with", &half, sizeof half, "row 0 is not of unit length");
  g_free (sound.bytes);
}

static void
test_damaged_places (void)
{
  Content sound = read_sound ();
  g_autoptr (GString) header = g_string_new_len (sound.bytes + PREFIX_BYTES, (gssize)sound.header_bytes);
  const gsize base = PREFIX_BYTES + sound.header_bytes;
  const gsize weight = place_of (&sound, "0.0.1.weight") - base,
              bias = place_of (&sound, "0.0.1.bias") - base;
  g_autofree char *from = g_strdup_printf ("[%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]", bias, bias + 512);
  g_autofree char *onto = g_strdup_printf ("[%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]", weight, weight + 512);
  g_autofree char *beyond =
      g_strdup_printf ("[%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]", sound.n_bytes, sound.n_bytes + 512);

  g_assert_cmpuint (g_string_replace (header, from, onto, 1), ==, 1);
  refuse_header (&sound, header->str, header->len, HX_ERROR_FORMAT, "overlaps another");
  g_string_replace (header, onto, "[999999999,1000000511]", 2);
  refuse_header (&sound, header->str, header->len, HX_ERROR_FORMAT, "lies outside the file");
  g_string_truncate (header, 0);
  g_string_append (header, "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}");
  refuse_header (&sound, header->str, header->len, HX_ERROR_FORMAT, "“a” follows a gap");
  g_string_truncate (header, 0);
  g_string_append (header, "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}");
  refuse_header (&sound, header->str, header->len, HX_ERROR_FORMAT, "lies outside the file");
  g_free (sound.bytes);
}

static void
test_damaged_frame (void)
{
  Content sound = read_sound ();
  g_autofree char *longer = g_malloc0 (sound.n_bytes + 8);
  g_autoptr (GString) deep = g_string_new (NULL);
  const guint64 huge = GUINT64_TO_LE (G_MAXUINT64), late = GUINT64_TO_LE ((guint64)sound.n_bytes - 7);
  g_autoptr (GError) error = NULL;

  memcpy (longer, sound.bytes, sound.n_bytes);
  refuse (longer, sound.n_bytes + 8, HX_ERROR_FORMAT, "8 bytes after the last tensor");
  memcpy (longer, &huge, sizeof huge);
  refuse (longer, sound.n_bytes, HX_ERROR_FORMAT, "its header would have 18446744073709551615 bytes");
  memcpy (longer, &late, sizeof late);
  refuse (longer, sound.n_bytes, HX_ERROR_FORMAT, "not a safetensors file, or cut off");
  refuse ("abc", 3, HX_ERROR_FORMAT, "too short for a header");
  refuse_header (&sound, "", 0, HX_ERROR_FORMAT, "the text ends early");
  refuse_header (&sound, "5", 1, HX_ERROR_FORMAT, "header: not an object");
  refuse_header (&sound, "{\"a\xff\":1}", 8, HX_ERROR_FORMAT, "not UTF-8");
  refuse_header (&sound, "{} {}", 5, HX_ERROR_FORMAT, "text after the end");
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "{\"a\":[");
  refuse_header (&sound, deep->str, deep->len, HX_ERROR_FORMAT, "nested too deeply");
  for (gsize n = sound.n_bytes - 1; n > PREFIX_BYTES; n = n * 3 / 4)
    refuse (sound.bytes, n, HX_ERROR_FORMAT,
            n < PREFIX_BYTES + sound.header_bytes ? "cut off" : "outside the file");
  g_assert_null (hx_model_load (folder, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_UNSAFE);
  g_free (sound.bytes);
}

/* Whatever one changed byte of the header does, the file is read or refused, nothing worse. */
static void
test_changed_bytes (void)
{
  Content sound = read_sound ();
  g_autofree char *path = path_in_folder ("changed.safetensors");
  HxRandom random = hx_random_from_seed (1);
  guint n_refused = 0;

  for (guint round = 0; round < 200; round++)
    {
      const gsize place = (gsize)hx_random_below (&random, PREFIX_BYTES + sound.header_bytes);
      const char before = sound.bytes[place];
      g_autoptr (GError) error = NULL;
      g_autoptr (HxModel) model = NULL;

      sound.bytes[place] = (char)hx_random_below (&random, 256);
      g_assert_true (g_file_set_contents (path, sound.bytes, (gssize)sound.n_bytes, NULL));
      model = hx_model_load (path, &error);
      g_assert_true ((model == NULL) == (error != NULL));
      n_refused += model == NULL;
      sound.bytes[place] = before;
    }
  g_assert_cmpuint (n_refused, >, 100);
  g_free (sound.bytes);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) listing = NULL;
  const char *name;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hexaxial-model-XXXXXX", &error);
  g_assert_no_error (error);
  g_test_add_data_func ("/model-file/plain", GINT_TO_POINTER (HX_HEAD_PLAIN), test_round_trip);
  g_test_add_data_func ("/model-file/ldm", GINT_TO_POINTER (HX_HEAD_LDM), test_round_trip);
  g_test_add_func ("/model-file/state-dict", test_state_dict);
  g_test_add_func ("/model-file/not-finite", test_not_finite);
  g_test_add_func ("/model-file/damaged/header", test_damaged_header);
  g_test_add_func ("/model-file/damaged/values", test_damaged_values);
  g_test_add_func ("/model-file/damaged/places", test_damaged_places);
  g_test_add_func ("/model-file/damaged/frame", test_damaged_frame);
  g_test_add_func ("/model-file/damaged/changed-bytes", test_changed_bytes);
  status = g_test_run ();
  listing = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = path_in_folder (name);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
