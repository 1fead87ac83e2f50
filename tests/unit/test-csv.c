/* test-csv.c: the CSV parser
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-random.h"
#include "engine/records/hx-csv.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static HxCsv *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HxCsv *csv = hx_csv_parse (text, strlen (text), "t.csv", &error);

  g_assert_no_error (error);
  g_assert_nonnull (csv);
  return csv;
}

static void
test_plain (void)
{
  g_autoptr (HxCsv) csv = parse ("id,age,\n1,63,x\n2,,\n");

  g_assert_cmpuint (hx_csv_get_n_rows (csv), ==, 2);
  g_assert_cmpuint (hx_csv_get_n_columns (csv), ==, 3);
  g_assert_cmpstr (hx_csv_get_column_name (csv, 1), ==, "age");
  g_assert_cmpstr (hx_csv_get_column_name (csv, 2), ==, "");
  g_assert_cmpint (hx_csv_find_column (csv, "age"), ==, 1);
  g_assert_cmpint (hx_csv_find_column (csv, ""), ==, 2);
  g_assert_cmpint (hx_csv_find_column (csv, "Age"), ==, -1);
  g_assert_cmpstr (hx_csv_get (csv, 0, 0), ==, "1");
  g_assert_cmpstr (hx_csv_get (csv, 0, 2), ==, "x");
  g_assert_cmpstr (hx_csv_get (csv, 1, 1), ==, "");
  g_assert_cmpstr (hx_csv_get (csv, 1, 2), ==, "");
}

static void
test_quotes (void)
{
  g_autoptr (HxCsv) csv =
      parse ("a,\"b, c\"\n\"one\ntwo\",\"he said \"\"no\"\"\"\nit\"s,\"\"\n\"x\r\ny\",z\n");

  g_assert_cmpstr (hx_csv_get_column_name (csv, 1), ==, "b, c");
  g_assert_cmpuint (hx_csv_get_n_rows (csv), ==, 3);
  g_assert_cmpstr (hx_csv_get (csv, 0, 0), ==, "one\ntwo");
  g_assert_cmpstr (hx_csv_get (csv, 0, 1), ==, "he said \"no\"");
  g_assert_cmpstr (hx_csv_get (csv, 1, 0), ==, "it\"s");
  g_assert_cmpstr (hx_csv_get (csv, 1, 1), ==, "");
  g_assert_cmpstr (hx_csv_get (csv, 2, 0), ==, "x\r\ny");
  g_assert_cmpuint (hx_csv_get_line (csv, 0), ==, 2);
  g_assert_cmpuint (hx_csv_get_line (csv, 1), ==, 4);
  g_assert_cmpuint (hx_csv_get_line (csv, 2), ==, 5);
}

static void
test_line_ends (void)
{
  static const char *const texts[] = {
    "a,b\r\n1,2\r\n3,4\r\n",
    "a,b\n1,2\n3,4",
    "\xef\xbb\xbf"
    "a,b\n1,2\n3,4\n",
    "a,b\n1,2\n3,4\n\n\n",
    "a,b\r\n1,2\n3,4\r\n\r\n",
    "\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (HxCsv) csv = parse (texts[i]);

      g_assert_cmpuint (hx_csv_get_n_rows (csv), ==, 2);
      g_assert_cmpint (hx_csv_find_column (csv, "a"), ==, 0);
      g_assert_cmpstr (hx_csv_get (csv, 1, 1), ==, "4");
      g_assert_cmpuint (hx_csv_get_line (csv, 1), ==, 3);
    }
}

static void
test_header_only (void)
{
  g_autoptr (HxCsv) csv = parse ("record_id,MI");

  g_assert_cmpuint (hx_csv_get_n_rows (csv), ==, 0);
  g_assert_cmpuint (hx_csv_get_n_columns (csv), ==, 2);
}

static void
test_faults (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } faults[] = {
    { "", "t.csv: the table is empty: it has no header" },
    { "\n\n", "t.csv: the table is empty: it has no header" },
    { "\xef\xbb\xbf", "t.csv: the table is empty: it has no header" },
    { "a,b\n1,\"x\ny\n", "t.csv: line 2: a quote is opened here and never closed" },
    { "a,b\n1,\"x\n\"y\n", "t.csv: line 3: there is text after a closing quote" },
    { "a,b\n1,2\n1\n", "t.csv: line 3: 1 fields, but the header has 2" },
    { "a,b\n1,2,3\n", "t.csv: line 2: 3 fields, but the header has 2" },
    { "a,b\n\n1,2\n", "t.csv: line 2: 1 fields, but the header has 2" },
    { "a,b,a\n1,2,3\n", "t.csv: line 1: there are two columns “a”" },
    { "a,b\n1,\xff\n", "t.csv: line 2: the text is not UTF-8 (byte 0xff)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_csv_parse (faults[i].text, strlen (faults[i].text), "t.csv", &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      g_assert_cmpstr (error->message, ==, faults[i].message);
    }
}

static void
test_zero_byte (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_csv_parse ("a,b\n1,\0\n", 8, "t.csv", &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "line 2: the text is not UTF-8 (byte 0x00)"));
}

/* What hx_csv_quote() writes, the parser reads back. */
static void
test_round_trip (void)
{
  static const char *const pieces[] = { "a", ",", "\"", "\n", "\r\n", " ", "é", "0.5", "\r" };
  HxRandom random = hx_random_from_seed (7);

  for (int round = 0; round < 2000; round++)
    {
      GString *cells[4];
      g_autoptr (GString) text = g_string_new ("w,x,y,z\n");
      g_autoptr (HxCsv) csv = NULL;

      for (int i = 0; i < 4; i++)
        {
          g_autofree char *quoted = NULL;

          cells[i] = g_string_new (NULL);
          for (guint n = hx_random_below (&random, 6); n > 0; n--)
            g_string_append (cells[i], pieces[hx_random_below (&random, G_N_ELEMENTS (pieces))]);
          quoted = hx_csv_quote (cells[i]->str);
          g_string_append_printf (text, "%s%s", i > 0 ? "," : "", quoted);
        }
      g_string_append (text, round % 2 ? "\r\n" : "\n");
      csv = parse (text->str);
      g_assert_cmpuint (hx_csv_get_n_rows (csv), ==, 1);
      for (guint i = 0; i < 4; i++)
        {
          g_assert_cmpstr (hx_csv_get (csv, 0, i), ==, cells[i]->str);
          g_string_free (cells[i], TRUE);
        }
    }
}

/* Whatever the bytes: a whole table or an error. */
static void
test_mutations (void)
{
  static const char original[] = "id,text,\"x\"\r\n1,\"a, \"\"b\"\"\",2\n2,é,\n3,\"line\nbreak\",9\n";
  static const char alphabet[] = "\",\n\r\xc3\xa9\xff a\0";
  HxRandom random = hx_random_from_seed (11);
  guint n_good = 0;

  for (int round = 0; round < 20000; round++)
    {
      g_autofree char *text = g_memdup2 (original, sizeof original);
      gsize n = hx_random_below (&random, 4) == 0 ? hx_random_below (&random, sizeof original)
                                                  : sizeof original - 1;
      g_autoptr (GError) error = NULL;
      g_autoptr (HxCsv) csv = NULL;

      for (guint k = hx_random_below (&random, 4); k > 0 && n > 0; k--)
        text[hx_random_below (&random, (guint32)n)] =
            alphabet[hx_random_below (&random, sizeof alphabet - 1)];
      csv = hx_csv_parse (text, n, "t.csv", &error);
      g_assert_true ((csv == NULL) == (error != NULL));
      for (guint row = 0; csv != NULL && row < hx_csv_get_n_rows (csv); row++)
        for (guint column = 0; column < hx_csv_get_n_columns (csv); column++)
          g_assert_cmpuint (strlen (hx_csv_get (csv, row, column)), <=, n);
      n_good += csv != NULL;
    }
  g_assert_cmpuint (n_good, >, 1000);
  g_assert_cmpuint (n_good, <, 19000);
}

static void
test_file (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HxCsv) csv = NULL;
  int fd = g_file_open_tmp ("hexaxial-csv-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, "a,b\n1,2\n", -1, &error));
  csv = hx_csv_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hx_csv_get (csv, 0, 1), ==, "2");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (hx_csv_read (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, path));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/plain", test_plain);
  g_test_add_func ("/csv/quotes", test_quotes);
  g_test_add_func ("/csv/line-ends", test_line_ends);
  g_test_add_func ("/csv/header-only", test_header_only);
  g_test_add_func ("/csv/faults", test_faults);
  g_test_add_func ("/csv/zero-byte", test_zero_byte);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/mutations", test_mutations);
  g_test_add_func ("/csv/file", test_file);
  return g_test_run ();
}
