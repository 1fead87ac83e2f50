/* test-library-models.c: models that a library keeps, and what they have said
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/test-library-fixture.h"

#define N_RECORDS 4
#define N_LABELS 3

/* Writes @content as a model file and adds it. Returns: its hash (transfer full) */
static char *
add_model (LibraryFixture *fixture, const char *content, const char *name, const char *history)
{
  const char *labels[] = { "AFIB", "MI", "NORM", NULL };
  g_autofree char *path = g_build_filename (fixture->folder, "from.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);
  HxModelInfo info = { .hash = hash,
                       .name = (char *)name,
                       .backbone = (char *)"fcn_wang",
                       .head = (char *)"ldm",
                       .task = (char *)"all",
                       .origin = (char *)"recorded",
                       .labels = (char **)labels,
                       .history_json = (char *)history };

  test_write_text (fixture->folder, "from.safetensors", content);
  hx_library_add_model (fixture->library, &info, path, &error);
  g_assert_no_error (error);
  return hash;
}

static GPtrArray *
list_models (HxLibrary *library)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *models = hx_library_list_models (library, &error);

  g_assert_no_error (error);
  return models;
}

static void
test_add (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = add_model (fixture, "weights", "first", "[1]");
  g_autoptr (GPtrArray) models = list_models (fixture->library);
  const HxModelInfo *info = g_ptr_array_index (models, 0);
  g_autofree char *content = NULL;
  g_autoptr (GDateTime) time = NULL;

  g_assert_cmpuint (models->len, ==, 1);
  g_assert_cmpstr (info->hash, ==, hash);
  g_assert_cmpstr (info->name, ==, "first");
  g_assert_cmpstr (info->backbone, ==, "fcn_wang");
  g_assert_cmpstr (info->head, ==, "ldm");
  g_assert_cmpstr (info->task, ==, "all");
  g_assert_cmpstr (info->origin, ==, "recorded");
  g_assert_cmpstr (info->history_json, ==, "[1]");
  g_assert_cmpuint (g_strv_length (info->labels), ==, N_LABELS);
  g_assert_cmpstr (info->labels[1], ==, "MI");
  time = g_date_time_new_from_iso8601 (info->added_at, NULL);
  g_assert_nonnull (time);
  g_assert_true (g_str_has_prefix (info->path, fixture->place));
  g_assert_true (g_file_get_contents (info->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "weights");
}

/* The same file again: its name and history change, nothing is lost; another file is another model. */
static void
test_add_again (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = add_model (fixture, "weights", "first", "[1]");
  g_autofree char *same = add_model (fixture, "weights", "renamed", NULL);
  g_autofree char *other = NULL;
  g_autoptr (GPtrArray) models = list_models (fixture->library);
  g_autoptr (GPtrArray) both = NULL;
  const HxModelInfo *info = g_ptr_array_index (models, 0);

  g_assert_cmpstr (hash, ==, same);
  g_assert_cmpuint (models->len, ==, 1);
  g_assert_cmpstr (info->name, ==, "renamed");
  g_assert_cmpstr (info->history_json, ==, "[1]");
  g_usleep (2000);
  other = add_model (fixture, "other weights", "second", NULL);
  both = list_models (fixture->library);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpstr (((HxModelInfo *)g_ptr_array_index (both, 0))->hash, ==, other);
}

/* A file that is not the one meant is not taken. */
static void
test_wrong_hash (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "weights", -1);
  g_autofree char *path = g_build_filename (fixture->folder, "from.safetensors", NULL);
  g_autofree char *kept = g_strdup_printf ("%s/models/%s.safetensors", fixture->place, hash);
  const char *labels[] = { "MI", NULL };
  HxModelInfo info = { hash,        (char *)"n", NULL,        (char *)"b",
                       (char *)"h", (char *)"t", (char *)"o", (char **)labels };
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  test_write_text (fixture->folder, "from.safetensors", "changed weights");
  g_assert_false (hx_library_add_model (fixture->library, &info, path, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
  assert_says (error->message, path);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_unlink (path);
  g_assert_false (hx_library_add_model (fixture->library, &info, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  models = list_models (fixture->library);
  g_assert_cmpuint (models->len, ==, 0);
}

/* --- predictions --------------------------------------------------------------------------------- */

/* Statements whose every float tells where it belongs; some are NaN. */
static HxStatement *
make_statements (guint n_records, float from)
{
  HxStatement *statements = g_new0 (HxStatement, n_records * N_LABELS);
  float *numbers = (float *)statements;

  for (guint i = 0; i < n_records * N_LABELS * HX_STATEMENT_N_FLOATS; i++)
    numbers[i] = i % 5 == 3 ? (float)NAN : from + (float)i;
  return statements;
}

static void
import_records (LibraryFixture *fixture, gint64 *keys)
{
  write_ptbxl (fixture->data, N_RECORDS, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      keys[i] = find_key (fixture->library, id);
    }
}

static void
assert_statements (HxLibrary *library, const char *hash, gint64 key, const HxStatement *expected)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;
  g_autofree HxStatement *found = hx_library_get_statements (library, hash, key, &n, &error);

  g_assert_no_error (error);
  if (expected == NULL)
    {
      g_assert_null (found);
      return;
    }
  g_assert_cmpuint (n, ==, N_LABELS);
  g_assert_cmpmem (found, N_LABELS * sizeof (HxStatement), expected, N_LABELS * sizeof (HxStatement));
}

static void
test_predictions (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = add_model (fixture, "weights", "m", NULL);
  g_autofree HxStatement *first = make_statements (3, 0.25f);
  g_autofree HxStatement *second = make_statements (1, 1000.0f);
  g_autoptr (HxPredictionTable) table = NULL;
  g_autoptr (HxLibrary) other = NULL;
  g_autoptr (GError) error = NULL;
  gint64 keys[N_RECORDS];
  guint64 generation;

  import_records (fixture, keys);
  generation = hx_library_get_generation (fixture->library);
  /* Not in the order of keys. */
  hx_library_store_predictions (fixture->library, hash, (gint64[]){ keys[2], keys[0], keys[3] }, 3, first,
                                N_LABELS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hx_library_get_generation (fixture->library), !=, generation);
  hx_library_store_predictions (fixture->library, hash, &keys[0], 1, second, N_LABELS, &error);
  g_assert_no_error (error);

  other = open_library (fixture->place);
  assert_statements (other, hash, keys[0], second);
  assert_statements (other, hash, keys[1], NULL);
  assert_statements (other, hash, keys[2], first);
  assert_statements (other, hash, keys[3], first + 2 * N_LABELS);
  table = hx_library_get_predictions (other, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_records, ==, 3);
  g_assert_cmpuint (table->n_labels, ==, N_LABELS);
  g_assert_cmpint (table->keys[0], ==, keys[0]);
  g_assert_cmpint (table->keys[1], ==, keys[2]);
  g_assert_cmpint (table->keys[2], ==, keys[3]);
  g_assert_cmpmem (table->statements + N_LABELS, N_LABELS * sizeof (HxStatement), first,
                   N_LABELS * sizeof (HxStatement));
}

/* All of them or none: one record that is not there, and nothing is stored. */
static void
test_all_or_none (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = add_model (fixture, "weights", "m", NULL);
  g_autofree HxStatement *statements = make_statements (2, 0.0f);
  g_autoptr (HxPredictionTable) table = NULL;
  g_autoptr (GError) error = NULL;
  gint64 keys[N_RECORDS];

  import_records (fixture, keys);
  g_assert_false (hx_library_store_predictions (fixture->library, hash, (gint64[]){ keys[0], 12345 }, 2,
                                                statements, N_LABELS, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  assert_statements (fixture->library, hash, keys[0], NULL);
  table = hx_library_get_predictions (fixture->library, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_records, ==, 0);
}

static void
test_unknown_model (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree HxStatement *statements = make_statements (1, 0.0f);
  g_autoptr (GError) error = NULL;
  gint64 keys[N_RECORDS];

  import_records (fixture, keys);
  g_assert_false (
      hx_library_store_predictions (fixture->library, "abc", keys, 1, statements, N_LABELS, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (hx_library_get_statements (fixture->library, "abc", keys[0], NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_get_predictions (fixture->library, "abc", &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
}

/* A row of another size than the model's labels need is not read. */
static void
test_damaged_predictions (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const blobs[] = { "zeroblob(191)", "zeroblob(193)", "zeroblob(0)", "zeroblob(128)",
                                       "'text'" };
  g_autofree char *hash = add_model (fixture, "weights", "m", NULL);
  g_autofree HxStatement *statements = make_statements (1, 0.0f);
  g_autoptr (GError) error = NULL;
  gint64 keys[N_RECORDS];

  import_records (fixture, keys);
  hx_library_store_predictions (fixture->library, hash, keys, 1, statements, N_LABELS, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (blobs); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE predictions SET statements = %s", blobs[i]);

      hx_database_execute (fixture->library->database, sql, &error);
      g_assert_no_error (error);
      g_assert_null (hx_library_get_statements (fixture->library, hash, keys[0], NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      g_clear_error (&error);
      g_assert_null (hx_library_get_predictions (fixture->library, hash, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      g_clear_error (&error);
    }
}

static void
test_remove (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = add_model (fixture, "weights", "m", NULL);
  g_autofree char *kept = add_model (fixture, "other weights", "k", NULL);
  g_autofree char *path = g_strdup_printf ("%s/models/%s.safetensors", fixture->place, hash);
  g_autofree HxStatement *statements = make_statements (1, 0.0f);
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 keys[N_RECORDS];

  import_records (fixture, keys);
  hx_library_store_predictions (fixture->library, hash, keys, 1, statements, N_LABELS, &error);
  hx_library_store_predictions (fixture->library, kept, keys, 1, statements, N_LABELS, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  hx_library_remove_model (fixture->library, hash, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  models = list_models (fixture->library);
  g_assert_cmpuint (models->len, ==, 1);
  g_assert_cmpstr (((HxModelInfo *)g_ptr_array_index (models, 0))->hash, ==, kept);
  dump_rows (fixture->library, "SELECT count(*) FROM predictions", rows);
  g_assert_cmpstr (rows->str, ==, "1\n");
  assert_statements (fixture->library, kept, keys[0], statements);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/library-models/add", test_add);
  ADD_LIBRARY_TEST ("/library-models/add-again", test_add_again);
  ADD_LIBRARY_TEST ("/library-models/wrong-hash", test_wrong_hash);
  ADD_LIBRARY_TEST ("/library-models/predictions", test_predictions);
  ADD_LIBRARY_TEST ("/library-models/all-or-none", test_all_or_none);
  ADD_LIBRARY_TEST ("/library-models/unknown-model", test_unknown_model);
  ADD_LIBRARY_TEST ("/library-models/damaged-predictions", test_damaged_predictions);
  ADD_LIBRARY_TEST ("/library-models/remove", test_remove);
  return g_test_run ();
}
