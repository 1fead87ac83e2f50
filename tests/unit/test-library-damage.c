/* test-library-damage.c: libraries that were damaged, or are changed while they are read
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"
#include "tests/unit/test-library-fixture.h"

#define N_RECORDS 24
#define N_ROUNDS 600

static void
simulate_records (HxLibrary *library, guint n_records)
{
  g_autoptr (GError) error = NULL;
  gboolean done = hx_import_simulated (library, n_records, 4, 1.0, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
cut_file (HxLibrary *library, const char *name, gint64 length)
{
  g_autofree char *path = hx_library_get_path (library, name);

  g_assert_cmpint (truncate (path, length), ==, 0);
}

/* --- a damaged database ---------------------------------------------------------------------- */

/* Looks at everything; whatever is said, nothing breaks. Returns: whether anything was refused */
static gboolean
read_everything (HxLibrary *library)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = hx_library_list_records (library, &error);
  g_autoptr (GPtrArray) models = hx_library_list_models (library, NULL);
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (library, "all", NULL);
  g_autoptr (HxSignals) signals = hx_library_map_signals (library, NULL);
  g_autofree char *print = hx_library_get_fingerprint (library, NULL);
  gboolean whole = models != NULL && table != NULL && signals != NULL && print != NULL;

  g_assert_true ((records == NULL) == (error != NULL));
  hx_library_get_generation (library);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);
      g_autoptr (HxRecording) recording = NULL;
      g_autoptr (GHashTable) metadata = NULL;

      if (info->key < 0)
        continue;
      recording = hx_library_read_recording (library, info->key, NULL);
      metadata = hx_library_get_metadata (library, info->key, NULL);
      whole = whole && recording != NULL && metadata != NULL;
      if (signals != NULL)
        hx_signals_get (signals, info->key, NULL);
    }
  return !whole || records == NULL;
}

/* Bytes of the database replaced, anywhere: an error or other content, never a crash. */
static void
test_bytes (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->place, "library.sqlite", NULL);
  HxRandom random = hx_random_from_seed (3);
  g_autofree char *content = NULL;
  gsize n_bytes;
  guint n_refused = 0;

  simulate_records (fixture->library, N_RECORDS);
  g_clear_object (&fixture->library);
  g_assert_true (g_file_get_contents (database, &content, &n_bytes, NULL));
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autofree char *damaged = g_memdup2 (content, n_bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (HxLibrary) library = NULL;
      gsize at = hx_random_below (&random, n_bytes), n = 1 + hx_random_below (&random, 200);

      for (gsize i = at; i < MIN (at + n, n_bytes); i++)
        damaged[i] = (char)hx_random_next (&random);
      test_write (fixture->place, "library.sqlite", damaged, n_bytes);
      library = hx_library_open (fixture->place, FALSE, 0.0, &error);
      g_assert_true ((library == NULL) == (error != NULL));
      if (library == NULL)
        g_assert_true (error->domain == HX_ERROR);
      n_refused += library == NULL || read_everything (library);
    }
  g_test_message ("%u of %d refused", n_refused, N_ROUNDS);
  g_assert_cmpuint (n_refused, >, 20);
}

/* Text that a database can hold and a record cannot. */
static void
test_values (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "rate_hz = 0",          "rate_hz = -100",        "rate_hz = 1e300",
    "rate_hz = 'fast'",     "n_samples = -1",        "n_samples = 9223372036854775807",
    "n_samples = 'many'",   "n_samples = 0",         "reading_offset = -4",
    "reading_offset = 2",   "reading_offset = 1e18", "lead_names = ''",
    "lead_names = x'00ff'", "metadata = 'no json'",  "metadata = '[1]'",
    "metadata = x''",       "training_samples = -1", "training_samples = 4611686018427387904",
    "training_offset = 3",  "training_offset = -16", "sex = x'ff'",
    "recorded_at = 'now'",  "record_id = x'ff'",     "age = 'old'",
  };

  simulate_records (fixture->library, 1);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SAVEPOINT before; UPDATE records SET %s", changes[i]);
      g_autoptr (GError) error = NULL;
      gboolean refused;

      hx_database_execute (fixture->library->database, sql, &error);
      g_assert_no_error (error);
      refused = read_everything (fixture->library);
      /* The last three are odd, but no more. */
      if (i + 3 < G_N_ELEMENTS (changes) && !refused)
        g_error ("%s is not refused", changes[i]);
      hx_database_execute (fixture->library->database, "ROLLBACK TO before; RELEASE before", &error);
      g_assert_no_error (error);
    }
  g_assert_false (read_everything (fixture->library));
}

/* --- lost signals -------------------------------------------------------------------------- */

static void
test_short_reading (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) first = NULL;
  gint64 n_bytes;

  simulate_records (fixture->library, 3);
  records = list_all (fixture->library);
  n_bytes = file_size (fixture->library, HX_READING_FILE);
  cut_file (fixture->library, HX_READING_FILE, n_bytes - 4);
  first = hx_library_read_recording (fixture->library, ((HxRecordInfo *)g_ptr_array_index (records, 0))->key,
                                     &error);
  g_assert_no_error (error);
  g_assert_null (hx_library_read_recording (fixture->library,
                                            ((HxRecordInfo *)g_ptr_array_index (records, 2))->key, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
  assert_says (error->message, HX_READING_FILE);
}

static void
test_short_training (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hx_library_get_path (fixture->library, HX_TRAINING_FILE);

  simulate_records (fixture->library, 3);
  cut_file (fixture->library, HX_TRAINING_FILE, file_size (fixture->library, HX_TRAINING_FILE) - 4);
  g_assert_null (hx_library_map_signals (fixture->library, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
  assert_says (error->message, path);
  g_clear_error (&error);
  g_unlink (path);
  g_assert_null (hx_library_map_signals (fixture->library, &error));
  g_assert_nonnull (error);
  assert_says (error->message, path);
}

/* Nothing is added to a library that has lost signals, and what it has left stays. */
static void
test_import_into_short (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const files[] = { HX_READING_FILE, HX_TRAINING_FILE };

  simulate_records (fixture->library, 3);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      const gint64 reading = file_size (fixture->library, HX_READING_FILE);
      const gint64 training = file_size (fixture->library, HX_TRAINING_FILE);
      const gint64 left = (i == 0 ? reading : training) - 100;
      g_autofree char *path = hx_library_get_path (fixture->library, files[i]);
      g_autofree char *content = NULL;
      g_autoptr (GError) error = NULL;
      gsize n_bytes;

      g_assert_true (g_file_get_contents (path, &content, &n_bytes, NULL));
      cut_file (fixture->library, files[i], left);
      g_assert_false (hx_import_simulated (fixture->library, 5, 4, 1.0, NULL, NULL, NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      assert_says (error->message, path);
      g_assert_cmpint (file_size (fixture->library, HX_READING_FILE), ==, i == 0 ? left : reading);
      g_assert_cmpint (file_size (fixture->library, HX_TRAINING_FILE), ==, i == 1 ? left : training);
      g_assert_cmpuint (count_records (fixture->library), ==, 3);
      g_assert_true (g_file_set_contents (path, content, (gssize)n_bytes, NULL));
    }
  simulate_records (fixture->library, 5);
  g_assert_cmpuint (count_records (fixture->library), ==, 5);
}

/* --- two connections --------------------------------------------------------------------- */

typedef struct
{
  const char *place;
  gint stop;
  guint n_looks;
} Reader;

/* Sees the library before an import or after it, never in between, and is never kept waiting. */
static gpointer
keep_reading (gpointer user_data)
{
  Reader *reader = user_data;
  g_autoptr (HxLibrary) library = open_library (reader->place);
  guint n_before = 0;

  while (!g_atomic_int_get (&reader->stop))
    {
      g_autoptr (GPtrArray) records = list_all (library);
      g_autoptr (GError) error = NULL;
      g_autoptr (HxSignals) signals = hx_library_map_signals (library, &error);
      gsize n = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (records->len % N_RECORDS, ==, 0);
      g_assert_cmpuint (records->len, >=, n_before);
      n_before = records->len;
      for (guint i = 0; i < records->len; i += 5)
        {
          gint64 key = ((HxRecordInfo *)g_ptr_array_index (records, i))->key;
          g_autoptr (HxRecording) recording = hx_library_read_recording (library, key, &error);

          g_assert_no_error (error);
          g_assert_true (isfinite (hx_recording_get_lead_mv (recording, 11)[4999]));
          g_assert_nonnull (hx_signals_get (signals, key, &n));
          g_assert_cmpuint (n, ==, 1000);
        }
      reader->n_looks++;
    }
  return NULL;
}

static void
test_two_connections (LibraryFixture *fixture, gconstpointer data)
{
  Reader reader = { fixture->place, FALSE, 0 };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  simulate_records (fixture->library, N_RECORDS);
  thread = g_thread_new ("reader", keep_reading, &reader);
  for (guint round = 2; round <= 4; round++)
    {
      simulate_records (fixture->library, round * N_RECORDS);
      g_assert_cmpuint (count_records (fixture->library), ==, round * N_RECORDS);
    }
  g_atomic_int_set (&reader.stop, TRUE);
  g_thread_join (thread);
  g_test_message ("looked %u times", reader.n_looks);
  g_assert_cmpuint (reader.n_looks, >, 2);
}

/* Signals stay readable when the library object is gone. */
static void
test_outlive (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxSignals) signals = NULL;
  g_autoptr (HxRecording) recording = NULL;
  gint64 key;
  const float *samples;
  gsize n;

  simulate_records (fixture->library, 2);
  key = find_key (fixture->library, "00002");
  signals = hx_library_map_signals (fixture->library, &error);
  g_assert_no_error (error);
  recording = hx_library_read_recording (fixture->library, key, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->library);
  samples = hx_signals_get (signals, key, &n);
  g_assert_true (isfinite (samples[n * HX_N_STANDARD_LEADS - 1]));
  g_assert_true (isfinite (hx_recording_get_lead_mv (recording, 0)[0]));
}

/* Statements of another number of labels are refused when they are stored, not when they are needed. */
static void
test_other_labels (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "weights", -1);
  g_autofree char *path = g_build_filename (fixture->folder, "model", NULL);
  const char *labels[] = { "MI", "NORM", NULL };
  const HxModelInfo info = { .hash = hash,
                             .name = (char *)"m",
                             .backbone = (char *)"b",
                             .head = (char *)"h",
                             .task = (char *)"t",
                             .origin = (char *)"o",
                             .labels = (char **)labels };
  const HxStatement said[3] = { 0 };
  g_autoptr (HxPredictionTable) table = NULL;
  g_autoptr (GError) error = NULL;
  gint64 key;

  simulate_records (fixture->library, 1);
  key = find_key (fixture->library, "00001");
  test_write_text (fixture->folder, "model", "weights");
  g_assert_true (hx_library_add_model (fixture->library, &info, path, &error));
  for (guint n = 1; n <= 3; n += 2)
    {
      g_assert_false (hx_library_store_predictions (fixture->library, hash, &key, 1, said, n, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
      assert_says (error->message, hash);
      g_clear_error (&error);
    }
  table = hx_library_get_predictions (fixture->library, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_records, ==, 0);
  g_assert_true (hx_library_store_predictions (fixture->library, hash, &key, 1, said, 2, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/library-damage/bytes", test_bytes);
  ADD_LIBRARY_TEST ("/library-damage/values", test_values);
  ADD_LIBRARY_TEST ("/library-damage/short-reading", test_short_reading);
  ADD_LIBRARY_TEST ("/library-damage/short-training", test_short_training);
  ADD_LIBRARY_TEST ("/library-damage/import-into-short", test_import_into_short);
  ADD_LIBRARY_TEST ("/library-damage/two-connections", test_two_connections);
  ADD_LIBRARY_TEST ("/library-damage/outlive", test_outlive);
  ADD_LIBRARY_TEST ("/library-damage/other-labels", test_other_labels);
  return g_test_run ();
}
