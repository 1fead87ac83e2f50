/* test-golden.c: the engine against the reference's numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every golden file beside this source, and those of a shared folder that are for a backbone that is
 * built in. Each must pass; a file whose numbers are changed must not, which the argument wrong-numbers looks
 * at.
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-network.h"
#include "engine/run/hx-selfcheck.h"
#include "tests/unit/sanitized.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

static void
test_file (gconstpointer path)
{
  g_autoptr (GError) error = NULL;
  HxSelfcheckResult result;

  hx_selfcheck_file (path, &result, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("worst %.3g of what is allowed (%s), %u compared, %u left out", result.worst,
                  result.worst_quantity, result.n_compared, result.n_left_out);
  g_assert_cmpfloat (result.worst, <=, 1.0);
  g_assert_true (result.ok);
  hx_selfcheck_result_clear (&result);
}

/* Selfchecks a text that was made of a golden file's. */
static gboolean
check_text (const char *text, HxSelfcheckResult *result, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "hexaxial-golden-XXXXXX", NULL);
  gboolean checked;

  g_assert_true (g_close (g_mkstemp (path), NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  checked = hx_selfcheck_file (path, result, NULL, error);
  g_unlink (path);
  return checked;
}

static char *
read_own (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* A wrong number in each part of a file is found, and named. */
static void
test_wrong_numbers (void)
{
  static const struct
  {
    const char *file, *from, *to, *quantity;
  } cases[] = {
    { "fcn_wang-plain-L5-T250.json", "\"logits\":[0.541410823", "\"logits\":[0.542410823", "eval.logits" },
    { "fcn_wang-plain-L5-T250.json", "\"logits\":[0.696219249", "\"logits\":[0.697219249", "train.logits" },
    { "fcn_wang-plain-L5-T250.json", "\"loss\":0.996345838", "\"loss\":0.99637", "train.loss" },
    { "fcn_wang-plain-L5-T250.json", "\"1.0.1.running_var\":11.8827061", "\"1.0.1.running_var\":11.9",
      "running_norm.1.0.1.running_var" },
    { "fcn_wang-plain-L5-T250.json", "\"2.0.0.weight\":[7.1443359,2.37286384]",
      "\"2.0.0.weight\":[7.1443359,2.39]", "gradient of 2.0.0.weight" },
    { "fcn_wang-plain-L5-T250.json", "[0.996345838,0.835551296,", "[0.996345838,0.8357,",
      "loss before step 1" },
    { "triplet.json", "\"loss\":1.66394165", "\"loss\":1.66399", "case 0" },
    { "one_cycle.json", "0.9489073800366903", "0.9489073", "step 1" },
    { "uniform.json", "0.452646315", "0.452646415", "input.x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = read_own (cases[i].file);
      g_autoptr (GString) changed = g_string_new (text);
      g_autoptr (GError) error = NULL;
      HxSelfcheckResult result;

      g_test_message ("%s: %s", cases[i].file, cases[i].to);
      g_assert_cmpuint (g_string_replace (changed, cases[i].from, cases[i].to, 1), ==, 1);
      g_assert_true (check_text (changed->str, &result, &error));
      g_assert_no_error (error);
      g_assert_false (result.ok);
      g_assert_cmpfloat (result.worst, >, 1.0);
      g_assert_cmpstr (result.worst_quantity, ==, cases[i].quantity);
      hx_selfcheck_result_clear (&result);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int code;
    const char *fragment;
  } cases[] = {
    { "[1]", HX_ERROR_FORMAT, "not a JSON object" },
    { "{\"kind\":", HX_ERROR_FORMAT, "not a JSON object" },
    { "{\"kind\":\"other\"}", HX_ERROR_UNSUPPORTED, "“kind” is “other”" },
    { "{\"kind\":\"triplet\",\"cases\":[1]}", HX_ERROR_FORMAT, "case 0 is not an object" },
    { "{\"kind\":\"model\",\"backbone\":\"nope\",\"head\":\"ldm\",\"labels\":5,\"batch\":8,\"leads\":12,"
      "\"samples\":250}",
      HX_ERROR_MISSING, "there is no backbone “nope”" },
    { "{\"kind\":\"model\",\"backbone\":\"fcn_wang\",\"head\":\"ldm\",\"labels\":-5,\"batch\":8}",
      HX_ERROR_RANGE, "“labels” is not an integer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      HxSelfcheckResult result;

      g_assert_false (check_text (cases[i].text, &result, &error));
      g_assert_error (error, HX_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].fragment));
      hx_selfcheck_result_clear (&result);
    }
}

/* Model files for backbones that are not built in are another program's. */
static gboolean
is_for_us (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;
  const char *backbone;

  if (!json_parser_load_from_file (parser, path, NULL))
    return TRUE; /* unreadable: the check itself says so */
  root = json_node_get_object (json_parser_get_root (parser));
  backbone = json_object_get_string_member_with_default (root, "backbone", NULL);
  return backbone == NULL || g_strv_contains (hx_backbones (), backbone);
}

/* A shared file that the source tree has too, byte by byte, is checked once. */
static gboolean
is_own (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *own = g_test_build_filename (G_TEST_DIST, name, NULL);
  g_autofree char *text = NULL, *own_text = NULL;

  return !g_str_equal (path, own) && g_file_get_contents (path, &text, NULL, NULL)
         && g_file_get_contents (own, &own_text, NULL, NULL) && g_str_equal (text, own_text);
}

/* Files whose lines others run too, in fewer layers, with the other head or in both directions: their numbers
 * are for the build without sanitizers. */
static gboolean
is_more_of_the_same (const char *name)
{
  static const char *const starts[] = { "xresnet1d101-", "lstm-", "gru-" };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (name, starts[i]))
      return TRUE;
  return strstr (name, "-plain-") != NULL && !g_str_has_prefix (name, "fcn_wang-");
}

static guint
add_folder (const char *suite, const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *test = g_strdup_printf ("/golden/%s/%s", suite, name);
      char *path = g_build_filename (folder, name, NULL);

      n += g_str_has_suffix (name, ".json");
      if (g_str_has_suffix (name, ".json") && is_for_us (path) && !is_own (path)
          && !(SANITIZED && is_more_of_the_same (name)))
        g_test_add_data_func_full (test, path, test_file, g_free);
      else
        g_free (path);
    }
  return n;
}

int
main (int argc, char **argv)
{
  g_autofree char *shared = NULL;

  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_equal (argv[1], "wrong-numbers"))
    {
      g_test_add_func ("/golden/wrong-numbers", test_wrong_numbers);
      return g_test_run ();
    }
  g_assert_cmpuint (add_folder ("own", g_test_get_dir (G_TEST_DIST)), >=, 6);
  shared = g_getenv ("HEXAXIAL_SHARED") != NULL
               ? g_build_filename (g_getenv ("HEXAXIAL_SHARED"), "golden", NULL)
               : g_build_filename (g_getenv ("HEXAXIAL_SOURCE_ROOT"), "..", "shared", "golden", NULL);
  if (add_folder ("shared", shared) == 0)
    g_print ("# ../shared is missing: only the golden files of the source tree are checked\n");
  g_test_add_func ("/golden/refused", test_refused);
  return g_test_run ();
}
