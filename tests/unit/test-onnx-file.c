/* test-onnx-file.c: metadata and bytes of exported models, and what is refused
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/export/hx-export.h"
#include "tests/unit/onnx-fixture.h"

static void
check_metadata (const OnnxModel *onnx, const char *key, const char *value)
{
  g_assert_cmpstr (g_hash_table_lookup (onnx->metadata, key), ==, value);
}

static void
test_metadata (void)
{
  g_autoptr (HxModel) model = make_usual_model ("fcn_wang", HX_HEAD_LDM);
  g_autoptr (HxModel) mean = make_model ("fcn_wang", HX_HEAD_PLAIN, FALSE, HX_AGGREGATE_MEAN, WINDOW);
  g_autoptr (OnnxModel) onnx = export(model);
  g_autoptr (OnnxModel) onnx_mean = export(mean);

  check_metadata (onnx, "format", "hexaxial-onnx");
  check_metadata (onnx, "format_version", "1");
  check_metadata (onnx, "backbone", "fcn_wang");
  check_metadata (onnx, "head", "ldm");
  check_metadata (onnx, "task", "superdiagnostic");
  check_metadata (
      onnx, "labels",
      "[{\"code\":\"IMI\",\"description\":\"inferior “infarction”\"},"
      "{\"code\":\"NORM\",\"description\":\"NORM\"},{\"code\":\"AFIB\",\"description\":\"AFIB\"}]");
  check_metadata (onnx, "thresholds", "[0.25,null,null]");
  check_metadata (onnx, "temperatures", "[null,1.75,null]");
  check_metadata (onnx, "leads", "[\"II\",\"V5\"]");
  check_metadata (onnx, "unit", "mV");
  check_metadata (onnx, "rate_hz", "100");
  check_metadata (onnx, "window_samples", "251");
  check_metadata (onnx, "stride_samples", "125");
  check_metadata (onnx, "mean_mv", "-0.5");
  check_metadata (onnx, "sd_mv", "0.25");
  check_metadata (onnx, "aggregation", "maximum");
  check_metadata (onnx_mean, "aggregation", "mean");
  check_metadata (onnx, "origin", "simulated");
  check_metadata (onnx, "intended_use", hx_model_get_intended_use (model));
  check_metadata (onnx, "notice", "For research and education, not for diagnosis.");
  check_metadata (onnx, "provenance", "{}");
  check_metadata (onnx, "model_sha256", NULL);
  g_assert_nonnull (strstr (g_hash_table_lookup (onnx->metadata, "postprocessing"), "largest"));
  g_assert_nonnull (strstr (g_hash_table_lookup (onnx_mean->metadata, "postprocessing"), "mean"));
  g_assert_true (onnx_float (onnx_find_tensor (onnx, "mean_mv"), 0) == -0.5f);
  g_assert_true (onnx_float (onnx_find_tensor (onnx, "sd_mv"), 0) == 0.25f);
}

/* A model that is in a file carries that file's identity. */
static void
test_identity (void)
{
  g_autoptr (HxModel) model = make_usual_model ("fcn_wang", HX_HEAD_PLAIN);
  g_autofree char *path = path_in_folder ("model.safetensors");
  g_autoptr (OnnxModel) onnx = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hx_model_save (model, path, &error));
  onnx = export(model);
  g_assert_cmpuint (strlen (hx_model_get_hash (model)), ==, 64);
  check_metadata (onnx, "model_sha256", hx_model_get_hash (model));
}

static void
test_same_bytes (void)
{
  g_autoptr (HxModel) model = make_usual_model ("resnet1d18", HX_HEAD_LDM);
  g_autoptr (HxModel) equal = make_usual_model ("resnet1d18", HX_HEAD_LDM);
  g_autoptr (HxModel) other = make_usual_model ("resnet1d18", HX_HEAD_LDM);
  g_autoptr (OnnxModel) onnx = NULL, onnx_equal = NULL, onnx_other = NULL;

  hx_network_get_tensor (hx_model_get_network (other), 0)->data[0] += 1.0f;
  onnx = export(model);
  onnx_equal = export(equal);
  onnx_other = export(other);
  g_assert_cmpmem (onnx->content, onnx->n_bytes, onnx_equal->content, onnx_equal->n_bytes);
  g_assert_cmpuint (onnx->n_bytes, ==, onnx_other->n_bytes);
  g_assert_cmpint (memcmp (onnx->content, onnx_other->content, onnx->n_bytes), !=, 0);
}

/* --- refusals ------------------------------------------------------------------------------------ */

static void
check_refusal (HxModel *model, const char *word)
{
  g_autofree char *path = path_in_folder ("kept.onnx"), *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  g_assert_false (hx_export_onnx (model, path, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, word));
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "before");
}

static void
test_refusals (void)
{
  g_autoptr (HxModel) diverged = make_usual_model ("fcn_wang", HX_HEAD_LDM);
  g_autoptr (HxModel) model = make_usual_model ("fcn_wang", HX_HEAD_LDM);
  const guint least = hx_backbone_min_samples ("fcn_wang");
  g_autoptr (HxModel) too_short =
      make_model ("fcn_wang", HX_HEAD_PLAIN, FALSE, HX_AGGREGATE_MAXIMUM, least - 1);
  g_autofree char *nowhere = path_in_folder ("nowhere/model.onnx");
  g_autoptr (GError) error = NULL;

  hx_network_find_tensor (hx_model_get_network (diverged), "0.0.1.bias")->data[3] = INFINITY;
  check_refusal (diverged, "0.0.1.bias");
  check_refusal (too_short, "samples");
  g_assert_false (hx_export_onnx (model, nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, nowhere));
}

static void
test_formats (void)
{
  g_autoptr (HxModel) model = make_usual_model ("fcn_wang", HX_HEAD_PLAIN);
  g_autoptr (OnnxModel) onnx = export(model), again = NULL;
  g_autofree char *path = path_in_folder ("registry.onnx");
  const HxExportFormat *format = hx_export_format_find ("onnx");

  g_assert_nonnull (format);
  g_assert_true (hx_export_formats ()[0] == format);
  g_assert_null (hx_export_format_find ("ONNX"));
  g_assert_null (hx_export_format_find (NULL));
  g_assert_true (format->write (model, path, NULL));
  again = onnx_read (path);
  g_assert_cmpmem (onnx->content, onnx->n_bytes, again->content, again->n_bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-file/metadata", test_metadata);
  g_test_add_func ("/onnx-file/identity", test_identity);
  g_test_add_func ("/onnx-file/same-bytes", test_same_bytes);
  g_test_add_func ("/onnx-file/refusals", test_refusals);
  g_test_add_func ("/onnx-file/formats", test_formats);
  return run_in_folder ();
}
