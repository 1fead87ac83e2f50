/* test-tasks.c: which labels the tasks make of a record's statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/tasks/hx-snomed.h"
#include "engine/tasks/hx-task.h"
#include "tests/unit/wfdb-writer.h"

static const HxStatementInfo statements[] = {
  { "NORM", "normal ECG", TRUE, FALSE, FALSE, "NORM", "NORM" },
  { "IMI", "inferior infarction", TRUE, FALSE, FALSE, "MI", "IMI" },
  { "ASMI", "anteroseptal infarction", TRUE, FALSE, FALSE, "MI", "AMI" },
  /* Form and diagnostic at once, as NDT is. */
  { "NDT", "non-diagnostic T abnormalities", TRUE, TRUE, FALSE, "STTC", "STTC" },
  /* Classes that do not count, for the statement is not diagnostic. */
  { "PVC", "ventricular premature complex", FALSE, TRUE, FALSE, "CD", "IVCD" },
  { "SR", "sinus rhythm", FALSE, FALSE, TRUE, "", "" },
  { "PACE", "", FALSE, FALSE, TRUE, "", "" },
  /* Diagnostic, of no class. */
  { "ODD", "odd one", TRUE, FALSE, FALSE, "", "" },
};

static const HxStatementInfo *
look_up (const char *code, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (g_str_equal (statements[i].code, code))
      return &statements[i];
  return NULL;
}

static const HxTaskRecord records[] = {
  { 11, "a", 1, (const char *const[]){ "NORM", "SR", NULL } },
  { 7, "b", 2, (const char *const[]){ "IMI", "ASMI", "PVC", NULL } },
  { 8, "c", 0, (const char *const[]){ "zebra", NULL } }, /* explained nowhere */
  { 30, "d", 10, (const char *const[]){ "NDT", "PACE", NULL } },
  { 31, "e", 4, (const char *const[]){ NULL } },
  { 32, "f", 5, (const char *const[]){ "ODD", NULL } },
  { 33, "g", 6, (const char *const[]){ "ASMI", "Zebra", NULL } },
};

/* A table as text: its labels, then a line for each record with key, fold and its row. */
static char *
describe_table (const HxLabelTable *table)
{
  GString *text = g_string_new (NULL);

  for (guint l = 0; l < table->n_labels; l++)
    g_string_append_printf (text, "%s%s", l > 0 ? " " : "", table->codes[l]);
  for (guint r = 0; r < table->n_records; r++)
    {
      g_string_append_printf (text, "\n%" G_GINT64_FORMAT ":%d ", table->records[r], table->folds[r]);
      for (guint l = 0; l < table->n_labels; l++)
        g_string_append_printf (text, "%d", table->y[r * table->n_labels + l]);
    }
  return g_string_free (text, FALSE);
}

static void
assert_table (const char *task, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table =
      hx_label_table_new (task, records, G_N_ELEMENTS (records), look_up, NULL, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = describe_table (table);
  g_assert_cmpstr (found, ==, expected);
  g_assert_null (table->codes[table->n_labels]);
  g_assert_null (table->descriptions[table->n_labels]);
  for (guint l = 0; l < table->n_labels; l++)
    {
      g_assert_cmpstr (table->descriptions[l], !=, "");
      g_assert_cmpint (hx_label_table_find (table, table->codes[l]), ==, (int)l);
    }
  g_assert_cmpint (hx_label_table_find (table, "no such label"), ==, -1);
}

static void
test_registry (void)
{
  static const char *const names[] = { "all",    "diagnostic", "subdiagnostic", "superdiagnostic", "form",
                                       "rhythm", "dx" };
  const HxTask *const *tasks = hx_tasks ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_nonnull (tasks[i]);
      g_assert_cmpstr (tasks[i]->name, ==, names[i]);
      g_assert_cmpstr (tasks[i]->title, !=, "");
      g_assert_true (hx_task_find (names[i]) == tasks[i]);
    }
  g_assert_null (tasks[G_N_ELEMENTS (names)]);
  g_assert_null (hx_task_find ("All"));
  g_assert_null (hx_task_find (""));
}

/* Every code counts, also one that is explained nowhere; order is that of bytes: Z before z. */
static void
test_all (void)
{
  assert_table ("all", "ASMI IMI NDT NORM ODD PACE PVC SR Zebra zebra\n"
                       "11:1 0001000100\n"
                       "7:2 1100001000\n"
                       "8:0 0000000001\n"
                       "30:10 0010010000\n"
                       "32:5 0000100000\n"
                       "33:6 1000000010");
}

static void
test_columns (void)
{
  assert_table ("diagnostic", "ASMI IMI NDT NORM ODD\n"
                              "11:1 00010\n"
                              "7:2 11000\n"
                              "30:10 00100\n"
                              "32:5 00001\n"
                              "33:6 10000");
  assert_table ("form", "NDT PVC\n7:2 01\n30:10 10");
  assert_table ("rhythm", "PACE SR\n11:1 01\n30:10 10");
}

/* Two statements of one class are one label; PVC's class does not count; ODD has none. */
static void
test_classes (void)
{
  assert_table ("superdiagnostic", "MI NORM STTC\n11:1 010\n7:2 100\n30:10 001\n33:6 100");
  assert_table ("subdiagnostic", "AMI IMI NORM STTC\n11:1 0010\n7:2 1100\n30:10 0001\n33:6 1000");
}

static void
assert_description (const char *task, const char *code, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table =
      hx_label_table_new (task, records, G_N_ELEMENTS (records), look_up, NULL, &error);
  int label;

  g_assert_no_error (error);
  label = hx_label_table_find (table, code);
  g_assert_cmpint (label, >=, 0);
  g_assert_cmpstr (table->descriptions[label], ==, expected);
}

static void
test_descriptions (void)
{
  /* PTB-XL's 23 subclasses and 5 superclasses. */
  static const char *const subclasses[] = {
    "AMI",  "CLBBB",   "CRBBB",     "ILBBB",   "IMI",  "IRBBB", "ISCA", "ISCI",
    "ISC_", "IVCD",    "LAFB/LPFB", "LAO/LAE", "LMI",  "LVH",   "NORM", "NST_",
    "PMI",  "RAO/RAE", "RVH",       "SEHYP",   "STTC", "WPW",   "_AVB",
  };
  static const char *const superclasses[] = { "CD", "HYP", "MI", "NORM", "STTC" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (subclasses); i++)
    {
      char *name = hx_task_find ("subdiagnostic")->describe (subclasses[i]);

      g_assert_nonnull (name);
      g_assert_true (g_hash_table_add (seen, name));
    }
  for (guint i = 0; i < G_N_ELEMENTS (superclasses); i++)
    {
      g_autofree char *name = hx_task_find ("superdiagnostic")->describe (superclasses[i]);

      g_assert_nonnull (name);
    }

  assert_description ("superdiagnostic", "MI", "myocardial infarction");
  assert_description ("all", "SR", "sinus rhythm");
  /* Where nothing explains a code it stands for itself. */
  assert_description ("all", "PACE", "PACE");
  assert_description ("all", "zebra", "zebra");
}

static void
assert_refused (const char *task, int code, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  HxLabelTable *table = hx_label_table_new (task, records, G_N_ELEMENTS (records), look_up, NULL, &error);

  g_assert_null (table);
  g_assert_error (error, HX_ERROR, code);
  if (strstr (error->message, fragment) == NULL)
    g_error ("“%s” does not say “%s”", error->message, fragment);
}

/* Neither system's codes are labels of the other's tasks; a record of the other system leaves the task. */
static void
test_dx (void)
{
  const HxTaskRecord mixed[] = {
    { 1, "a", 1, (const char *const[]){ "426783006", "164889003", NULL } },
    { 2, "b", 2, (const char *const[]){ "NORM", "SR", NULL } },
    { 3, "c", 3, (const char *const[]){ NULL } },
    { 4, "d", 4, (const char *const[]){ "123456789", "SR", "426783006", NULL } },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) dx = hx_label_table_new ("dx", mixed, 4, look_up, NULL, &error);
  g_autoptr (HxLabelTable) all = hx_label_table_new ("all", mixed, 4, look_up, NULL, &error);
  g_autoptr (HxLabelTable) rhythm = hx_label_table_new ("rhythm", mixed, 4, look_up, NULL, &error);
  g_autofree char *dx_text = NULL;
  g_autofree char *all_text = NULL;
  g_autofree char *rhythm_text = NULL;

  g_assert_no_error (error);
  dx_text = describe_table (dx);
  all_text = describe_table (all);
  rhythm_text = describe_table (rhythm);
  g_assert_cmpstr (dx_text, ==, "123456789 164889003 426783006\n1:1 011\n4:4 101");
  g_assert_cmpstr (all_text, ==, "NORM SR\n2:2 11\n4:4 01");
  g_assert_cmpstr (rhythm_text, ==, "SR\n2:2 1\n4:4 1");
  g_assert_cmpstr (dx->descriptions[0], ==, "SNOMED 123456789");
  g_assert_cmpstr (dx->descriptions[1], ==, "atrial fibrillation");
  g_assert_cmpstr (dx->descriptions[2], ==, "sinus rhythm");
  g_assert_null (hx_label_table_new ("dx", records, G_N_ELEMENTS (records), look_up, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
}

/* The last digit of an SNOMED CT identifier is Verhoeff's check digit: no code of the table is mistyped. */
static gboolean
check_digit_holds (const char *code)
{
  static const guint8 permutation[] = { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 };
  guint check = 0;

  for (guint i = 0, n = (guint)strlen (code); i < n; i++)
    {
      guint digit = (guint)(code[n - 1 - i] - '0');

      for (guint turn = 0; turn < i % 8; turn++)
        digit = permutation[digit];
      /* The product of the dihedral group of order ten. */
      if (check < 5)
        check = digit < 5 ? (check + digit) % 5 : 5 + (check + digit) % 5;
      else
        check = digit < 5 ? 5 + (check + 5 - digit) % 5 : (check + 5 - digit % 5) % 5;
    }
  return check == 0;
}

static void
test_snomed_table (void)
{
  guint n;
  const HxSnomedCode *codes = hx_snomed_codes (&n);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) abbreviations = g_hash_table_new (g_str_hash, g_str_equal);

  /* 30 that the Challenge of 2021 scores and 103 that it does not. */
  g_assert_cmpuint (n, ==, 133);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (hx_snomed_is_code (codes[i].code));
      g_assert_true (check_digit_holds (codes[i].code));
      g_assert_true (i == 0 || strcmp (codes[i - 1].code, codes[i].code) < 0);
      g_assert_true (hx_snomed_find (codes[i].code) == &codes[i]);
      g_assert_cmpstr (codes[i].name, !=, "");
      g_assert_true (g_hash_table_add (names, (gpointer)codes[i].name));
      g_assert_true (g_hash_table_add (abbreviations, (gpointer)codes[i].abbreviation));
    }
  g_assert_cmpstr (hx_snomed_find ("164889003")->abbreviation, ==, "AF");
  g_assert_cmpstr (hx_snomed_find ("67741000119109")->abbreviation, ==, "LAE");
  g_assert_cmpstr (hx_snomed_find ("368009")->name, ==, "heart valve disorder");
  g_assert_null (hx_snomed_find ("123456789"));
  g_assert_null (hx_snomed_find (""));
  g_assert_false (check_digit_holds ("164889004"));
}

static void
test_snomed_form (void)
{
  static const char *const good[] = { "368009", "426783006", "123456789012345678" };
  static const char *const bad[] = { "",           "12345", "1234567890123456789", "NORM",  "42678300a",
                                     "0426783006", "1AVB",  "-426783006",          " 42678" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (hx_snomed_is_code (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (hx_snomed_is_code (bad[i]));
}

static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;

  assert_refused ("superdiagnostics", HX_ERROR_MISSING, "superdiagnostics");
  g_assert_null (hx_label_table_new ("rhythm", records + 1, 2, look_up, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_label_table_new ("all", NULL, 0, look_up, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  /* Without explanations, only “all” has labels. */
  g_assert_null (hx_label_table_new ("diagnostic", records, G_N_ELEMENTS (records), NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
}

static void
test_csv (void)
{
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);

  /* The id may stand anywhere; labels are sorted, and explained where the library can. */
  test_write_text (folder, "labels.csv", "zz,record_id,SR\n1,b,0\n1,a,1\n");
  assert_table (path, "SR zz\n7:2 01\n11:1 11");
  assert_description (path, "SR", "sinus rhythm");
  assert_description (path, "zz", "zz");
  test_folder_free (folder);
}

/* A mark of byte order, CRLF, quotes, a line break inside them: all of RFC 4180. */
static void
test_csv_spelling (void)
{
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);

  test_write_text (folder, "labels.csv",
                   "\xef\xbb\xbf\"record_id\",\"a \"\"b\"\", c\",\"two\r\nlines\"\r\n\"a\",\"1\",0\r\nb,0,1");
  assert_table (path, "a \"b\", c two\r\nlines\n11:1 10\n7:2 01");
  test_folder_free (folder);
}

/* Records that the library does not have are counted; negatives stay in the task; labels nobody has, too. */
static void
test_csv_unknown (void)
{
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table = NULL;

  test_write_text (folder, "labels.csv", "record_id,X,Y\nnobody,1,0\nb,0,0\nno one,1,1\na,1,0\n");
  assert_table (path, "X Y\n7:2 00\n11:1 10");
  table = hx_label_table_new (path, records, G_N_ELEMENTS (records), look_up, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_unknown, ==, 2);
  test_folder_free (folder);
}

static void
test_bad_csv (void)
{
  static const struct
  {
    const char *text;
    int code;
    const char *fragment;
  } cases[] = {
    { "record_id,X\na,1\nb,2\n", HX_ERROR_FORMAT, "labels.csv: line 3: column “X” is “2”" },
    { "record_id,X\na,\n", HX_ERROR_FORMAT, "labels.csv: line 2: column “X” is “”" },
    { "record_id,X\na,1.0\n", HX_ERROR_FORMAT, "1.0" },
    { "record_id,X\nnobody,1\n", HX_ERROR_MISSING, "none of its 1 records (line 2: “nobody”)" },
    { "record_id,X\na,1\na,1\n", HX_ERROR_INCONSISTENT, "labels.csv: line 3: “a” stands in line 2 already" },
    { "record_id,X\na,1\nno,0\nno,0\n", HX_ERROR_INCONSISTENT, "line 4: “no” stands in line 3 already" },
    { "record_id,X\na,1\nnobody,yes\n", HX_ERROR_FORMAT, "line 3: column “X” is “yes”" },
    { "record_id,X\n\"a\",\"1\"\nb, 1\n", HX_ERROR_FORMAT, "line 3: column “X” is “ 1”" },
    { "record_id,X,\na,1,0\n", HX_ERROR_FORMAT, "column 3 has no name" },
    { "id,X\na,1\n", HX_ERROR_MISSING, "record_id" },
    { "record_id\na\n", HX_ERROR_MISSING, "column" },
    { "record_id,X\n", HX_ERROR_MISSING, "labels.csv" },
    { "record_id,X\n\"a,1\n", HX_ERROR_FORMAT, "labels.csv" },
    { "", HX_ERROR_FORMAT, "labels.csv" },
  };
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      test_write_text (folder, "labels.csv", cases[i].text);
      assert_refused (path, cases[i].code, cases[i].fragment);
    }
  test_folder_free (folder);
}

/* An id that two data sets of the library have names no record. */
static void
test_csv_of_two (void)
{
  const HxTaskRecord twice[] = { { 1, "a", 1, (const char *const[]){ NULL } },
                                 { 2, "a", 1, (const char *const[]){ NULL } } };
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);
  g_autoptr (GError) error = NULL;

  test_write_text (folder, "labels.csv", "record_id,X\na,1\n");
  g_assert_null (hx_label_table_new (path, twice, 2, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
  test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tasks/registry", test_registry);
  g_test_add_func ("/tasks/all", test_all);
  g_test_add_func ("/tasks/columns", test_columns);
  g_test_add_func ("/tasks/classes", test_classes);
  g_test_add_func ("/tasks/descriptions", test_descriptions);
  g_test_add_func ("/tasks/dx", test_dx);
  g_test_add_func ("/tasks/snomed-table", test_snomed_table);
  g_test_add_func ("/tasks/snomed-form", test_snomed_form);
  g_test_add_func ("/tasks/nothing", test_nothing);
  g_test_add_func ("/tasks/csv", test_csv);
  g_test_add_func ("/tasks/csv-spelling", test_csv_spelling);
  g_test_add_func ("/tasks/csv-unknown", test_csv_unknown);
  g_test_add_func ("/tasks/bad-csv", test_bad_csv);
  g_test_add_func ("/tasks/csv-of-two", test_csv_of_two);
  return g_test_run ();
}
