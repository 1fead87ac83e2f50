/* test-tasks.c: which labels the tasks make of a record's statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
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
  static const char *const names[] = { "all",  "diagnostic", "subdiagnostic", "superdiagnostic",
                                       "form", "rhythm" };
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
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (subclasses); i++)
    {
      const char *name = hx_task_find ("subdiagnostic")->describe (subclasses[i]);

      g_assert_nonnull (name);
      g_assert_true (g_hash_table_add (seen, (gpointer)name));
    }
  for (guint i = 0; i < G_N_ELEMENTS (superclasses); i++)
    g_assert_nonnull (hx_task_find ("superdiagnostic")->describe (superclasses[i]));

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
    { "record_id,X\nnobody,1\n", HX_ERROR_MISSING, "labels.csv: line 2: there is no record “nobody”" },
    { "record_id,X\na,1\na,1\n", HX_ERROR_INCONSISTENT, "labels.csv: line 3: “a”" },
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
  g_test_add_func ("/tasks/nothing", test_nothing);
  g_test_add_func ("/tasks/csv", test_csv);
  g_test_add_func ("/tasks/bad-csv", test_bad_csv);
  g_test_add_func ("/tasks/csv-of-two", test_csv_of_two);
  return g_test_run ();
}
