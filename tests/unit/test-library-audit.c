/* test-library-audit.c: label audits that the library keeps
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-audit.h"

#include "engine/base/hx-random.h"
#include "tests/unit/test-library-fixture.h"

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

/* Values that follow from @seed; every seventh margin is NaN. */
static HxAudit *
make_audit (guint n_records, guint n_labels, guint64 seed)
{
  g_auto (GStrv) codes = g_new0 (char *, n_labels + 1);
  HxRandom random = hx_random_from_seed (seed);
  HxAudit *audit;

  for (guint label = 0; label < n_labels; label++)
    codes[label] = g_strdup_printf ("L%u", label * 31 % n_labels);
  audit = hx_audit_new (n_records, (const char *const *)codes);
  for (guint record = 0; record < n_records; record++)
    audit->records[record] = (gint64)hx_random_next (&random);
  for (gsize i = 0; i < (gsize)n_records * n_labels; i++)
    {
      guint64 bits = hx_random_next (&random);

      audit->given[i] = bits & 1;
      audit->margins[i] = i % 7 == 0 ? NAN : (float)(bits >> 40) / (float)(1 << 23) - 1.0f;
    }
  return audit;
}

static void
store (HxLibrary *library, const char *hash, const HxAudit *audit)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = hx_library_store_audit (library, hash, audit, &error);

  g_assert_no_error (error);
  g_assert_true (stored);
}

static void
assert_holds (HxLibrary *library, const char *hash, const HxAudit *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxAudit) found = hx_library_read_audit (library, hash, &error);
  const gsize n = (gsize)expected->n_records * expected->n_labels;

  g_assert_no_error (error);
  g_assert_cmpuint (found->n_records, ==, expected->n_records);
  g_assert_cmpuint (found->n_labels, ==, expected->n_labels);
  g_assert_cmpstrv (found->codes, expected->codes);
  g_assert_cmpmem (found->records, found->n_records * sizeof (gint64), expected->records,
                   expected->n_records * sizeof (gint64));
  g_assert_cmpmem (found->given, n, expected->given, n);
  /* Bit for bit: NaN is kept, too. */
  g_assert_cmpmem (found->margins, n * sizeof (float), expected->margins, n * sizeof (float));
}

static void
assert_none (HxLibrary *library, const char *hash)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_library_read_audit (library, hash, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  assert_says (error->message, hash);
}

static void
test_replace (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxAudit) first = make_audit (37, 5, 1);
  g_autoptr (HxAudit) second = make_audit (11, 3, 2);
  g_autoptr (HxAudit) empty = make_audit (0, 2, 3);

  assert_none (fixture->library, ONE);
  store (fixture->library, ONE, first);
  store (fixture->library, TWO, first);
  store (fixture->library, ONE, second);
  assert_holds (fixture->library, ONE, second);
  assert_holds (fixture->library, TWO, first);
  store (fixture->library, TWO, empty);
  assert_holds (fixture->library, TWO, empty);
  /* Another connection sees what was committed. */
  g_clear_object (&fixture->library);
  fixture->library = open_library (fixture->place);
  assert_holds (fixture->library, ONE, second);
}

/* PTB-XL's training set with all labels, in a moment, a row a label. */
static void
test_large (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxAudit) audit = make_audit (20000, 71, 5);
  g_autoptr (GString) rows = g_string_new (NULL);

  store (fixture->library, ONE, audit);
  assert_holds (fixture->library, ONE, audit);
  dump_rows (fixture->library, "SELECT count(*), sum(length(margins)) FROM audit_labels", rows);
  g_assert_cmpstr (rows->str, ==, "71|5680000\n");
}

/* What fails leaves the former audit. */
static void
test_whole (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxAudit) first = make_audit (37, 5, 1);
  g_autoptr (HxAudit) second = make_audit (11, 3, 2);
  g_autoptr (GError) error = NULL;

  store (fixture->library, ONE, first);
  hx_database_execute (fixture->library->database,
                       "CREATE TRIGGER halt BEFORE INSERT ON audit_labels WHEN new.place = 2"
                       " BEGIN SELECT raise(ABORT, 'halted'); END",
                       &error);
  g_assert_no_error (error);
  g_assert_false (hx_library_store_audit (fixture->library, ONE, second, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_STORAGE);
  g_assert_true (sqlite3_get_autocommit (fixture->library->database->connection));
  assert_holds (fixture->library, ONE, first);
}

static void
test_remove (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxAudit) audit = make_audit (7, 2, 1);
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  store (fixture->library, ONE, audit);
  store (fixture->library, TWO, audit);
  g_assert_true (hx_library_remove_model (fixture->library, ONE, &error));
  g_assert_no_error (error);
  assert_none (fixture->library, ONE);
  assert_holds (fixture->library, TWO, audit);
  dump_rows (fixture->library, "SELECT count(*) FROM audit_labels", rows);
  g_assert_cmpstr (rows->str, ==, "2\n");
}

static void
test_damage (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE audits SET records = zeroblob(7 * 8 + 1)", "UPDATE audits SET records = zeroblob(6 * 8)",
    "UPDATE audit_labels SET given = zeroblob(8)",     "UPDATE audit_labels SET margins = x''",
    "UPDATE audit_labels SET margins = 'text'",        "UPDATE audit_labels SET given = 'überall'",
    "UPDATE audit_labels SET margins = zeroblob(29)",  "UPDATE audits SET records = zeroblob(8 << 24)",
  };
  g_autoptr (HxAudit) audit = make_audit (7, 2, 1);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      store (fixture->library, ONE, audit);
      hx_database_execute (fixture->library->database, changes[i], &error);
      g_assert_no_error (error);
      g_assert_null (hx_library_read_audit (fixture->library, ONE, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      assert_says (error->message, "damaged");
      g_assert_true (sqlite3_get_autocommit (fixture->library->database->connection));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/library-audit/replace", test_replace);
  ADD_LIBRARY_TEST ("/library-audit/large", test_large);
  ADD_LIBRARY_TEST ("/library-audit/whole", test_whole);
  ADD_LIBRARY_TEST ("/library-audit/remove", test_remove);
  ADD_LIBRARY_TEST ("/library-audit/damage", test_damage);
  return g_test_run ();
}
