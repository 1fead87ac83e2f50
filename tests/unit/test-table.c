/* test-table.c: a table of all networks and tasks: kept, continued, refused
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/run/hx-evaluate.h"
#include "engine/run/hx-table.h"

#include "tests/unit/run-library.h"

#include <math.h>

static const char *const tasks[] = { "superdiagnostic", NULL };
static const char *const backbones[] = { "fcn_wang", "gru", NULL };
static const HxHead heads[] = { HX_HEAD_PLAIN, HX_HEAD_LDM };
static const guint64 seeds[] = { 3, 18446744073709551615u };

/* Two networks, two heads, two seeds: eight short runs. */
static HxTableOptions
small_table (void)
{
  HxTableOptions options = { .tasks = tasks,
                             .backbones = backbones,
                             .heads = heads,
                             .n_heads = G_N_ELEMENTS (heads),
                             .seeds = seeds,
                             .n_seeds = G_N_ELEMENTS (seeds),
                             .training = run_short_training (),
                             .test_folds = (HxFolds)1 << 10 | 1 << 9,
                             .n_bootstrap = 10 };

  options.training.epochs = 1;
  options.training.crop_s = 0.5;
  options.training.stride_s = 3.0; /* few windows a record, to be quick */
  return options;
}

/* --- helpers --------------------------------------------------------------------------- */

/* Counts runs; cancels after some of them. */
typedef struct
{
  guint n, cancel_after;
  GCancellable *cancellable;
} Watch;

static void
watch (const HxTableRun *run, guint n_done, guint n_all, gpointer user_data)
{
  Watch *self = user_data;

  g_assert_true (run->is_done);
  g_assert_cmpuint (n_done, <=, n_all);
  g_assert_cmpfloat (run->macro_auc, >, 0.0);
  g_assert_cmpfloat (run->low, <=, run->high);
  if (++self->n == self->cancel_after)
    g_cancellable_cancel (self->cancellable);
}

static HxTable *
make (RunPlace *place, const HxTableOptions *options, const char *folder, guint *n_runs)
{
  Watch counter = { 0 };
  g_autoptr (GError) error = NULL;
  HxTable *table = hx_table_make (place->library, options, folder, NULL, watch, &counter, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (counter.n, ==, *n_runs);
  return table;
}

static char *
read_text (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_same_text (const char *a, const char *b, const char *name)
{
  g_autofree char *left = read_text (a, name), *right = read_text (b, name);

  g_assert_cmpstr (left, ==, right);
}

static void
assert_missing (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
assert_refused (RunPlace *place, const HxTableOptions *options, const char *folder, int code,
                const char *fragment)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_table_make (place->library, options, folder, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, code);
  if (strstr (error->message, fragment) == NULL)
    g_error ("“%s” is not in: %s", fragment, error->message);
}

static guint
count_lines (const char *text, const char *beginning)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_has_prefix (lines[i], beginning);
  return n;
}

/* --- numbers --------------------------------------------------------------------------- */

static void
test_cell (void)
{
  static const double values[] = { 0.9, 0.92, 0.97, 0.5 };
  HxTableRun runs[G_N_ELEMENTS (values)] = { 0 };
  HxTable table = { .runs = g_ptr_array_new () };
  double mean, sd;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      runs[i] = (HxTableRun){ .task = (char *)"all",
                              .backbone = (char *)"lstm",
                              .head = (char *)(i == 3 ? "ldm" : "plain"),
                              .seed = i,
                              .is_done = TRUE,
                              .macro_auc = values[i] };
      g_ptr_array_add (table.runs, &runs[i]);
    }
  g_assert_cmpuint (hx_table_cell (&table, "all", "lstm", "plain", &mean, &sd), ==, 3);
  g_assert_cmpfloat_with_epsilon (mean, 0.93, 1e-12);
  g_assert_cmpfloat_with_epsilon (sd, sqrt (0.0026 / 3.0), 1e-12);
  runs[2].is_done = FALSE;
  g_assert_cmpuint (hx_table_cell (&table, "all", "lstm", "plain", &mean, &sd), ==, 2);
  g_assert_cmpfloat_with_epsilon (sd, 0.01, 1e-12);
  g_assert_cmpuint (hx_table_cell (&table, "all", "lstm", "ldm", &mean, &sd), ==, 1);
  g_assert_cmpfloat (sd, ==, 0.0);
  g_assert_cmpuint (hx_table_cell (&table, "form", "lstm", "ldm", &mean, &sd), ==, 0);
  g_assert_true (isnan (mean) && isnan (sd));
  g_ptr_array_unref (table.runs);
}

/* Every number of the table is what evaluating its model gives, and the ensemble is of all models. */
static void
assert_evaluates (RunPlace *place, const HxTable *table, const char *folder, const HxTableOptions *options)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxEvaluation) together = NULL;
  HxEvaluateOptions evaluation = { .folds = options->test_folds, .training_folds = 0x1fe };

  for (guint i = 0; i < table->runs->len; i++)
    {
      const HxTableRun *run = g_ptr_array_index (table->runs, i);
      g_autofree char *name = g_strdup_printf ("%s-%s-%s-3.safetensors", run->task, run->backbone, run->head);
      g_autofree char *path = g_build_filename (folder, "models", name, NULL);
      g_autoptr (HxEvaluation) alone = NULL;
      HxModel *model;

      if (run->seed != 3 || *run->head == '\0')
        continue;
      model = hx_model_load (path, &error);
      g_assert_no_error (error);
      g_ptr_array_add (models, model);
      alone = hx_evaluate (model, place->library, NULL, options->test_folds, 10, 0, 1, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (run->macro_auc, ==, alone->macro_auc);
      g_assert_cmpfloat (run->low, ==, alone->macro_auc_low);
      g_assert_cmpfloat (run->high, ==, alone->macro_auc_high);
    }
  g_assert_cmpuint (models->len, ==, 4);
  evaluation.partners = (HxModel *const *)models->pdata + 1;
  evaluation.n_partners = 3;
  together =
      hx_evaluate_model (g_ptr_array_index (models, 0), place->library, &evaluation, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < table->runs->len; i++)
    {
      const HxTableRun *run = g_ptr_array_index (table->runs, i);
      const guint row = g_str_equal (run->backbone, HX_TABLE_ENSEMBLE);

      if (run->seed == 3 && *run->head == '\0')
        g_assert_cmpfloat (run->macro_auc, ==,
                           ((HxMetricsRow *)g_ptr_array_index (together->rows, row))->metrics->macro_auc);
    }
}

static void
test_whole (void)
{
  g_auto (RunPlace) place = run_place_new ();
  const HxTableOptions options = small_table ();
  g_autofree char *folder = g_build_filename (place.folder, "table", NULL);
  g_autofree char *csv = NULL, *again = NULL, *markdown = NULL;
  g_autoptr (HxTable) table = NULL, second = NULL;
  guint n = 8;

  table = make (&place, &options, folder, &n);
  g_assert_cmpuint (table->runs->len, ==, 12);
  for (guint i = 0; i < table->runs->len; i++)
    g_assert_true (((HxTableRun *)g_ptr_array_index (table->runs, i))->is_done);
  assert_evaluates (&place, table, folder, &options);
  csv = read_text (folder, "table.csv");
  g_assert_cmpuint (count_lines (csv, "run,superdiagnostic,"), ==, 12);
  g_assert_cmpuint (count_lines (csv, "row,superdiagnostic,"), ==, 6);
  g_assert_nonnull (strstr (csv, "run,superdiagnostic,gru,ldm,18446744073709551615,0."));
  markdown = read_text (folder, "table.md");
  g_assert_nonnull (strstr (markdown,
                            "| backbone | head | superdiagnostic |\n|---|---|---|\n| naive |  | 0.5000 |\n"
                            "| fcn_wang | plain |"));
  g_assert_nonnull (strstr (markdown, "\n| gru | decoupled |"));
  g_assert_nonnull (strstr (markdown, "\n| ensemble |  | 0."));

  /* What is done is not done again. */
  n = 0;
  second = make (&place, &options, folder, &n);
  again = read_text (folder, "table.csv");
  g_assert_cmpstr (csv, ==, again);
}

/* --- going on --------------------------------------------------------------------------- */

static void
test_cancelled (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTableOptions options = small_table ();
  g_autofree char *whole = g_build_filename (place.folder, "whole", NULL);
  g_autofree char *folder = g_build_filename (place.folder, "parts", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watcher = { .cancel_after = 2, .cancellable = cancellable };
  g_autoptr (GError) error = NULL;
  g_autoptr (HxTable) first = NULL, rest = NULL;
  g_autofree char *part = NULL;
  g_autofree char *model =
      g_build_filename (folder, "models/superdiagnostic-fcn_wang-ldm-3.safetensors", NULL);
  GStatBuf before, after;
  guint n = 4;

  options.n_seeds = 1;
  first = make (&place, &options, whole, &n);
  g_assert_null (hx_table_make (place.library, &options, folder, NULL, watch, &watcher, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  part = read_text (folder, "table.csv");
  g_assert_cmpuint (count_lines (part, "run,"), ==, 2);
  g_assert_cmpuint (count_lines (part, "row,"), ==, 2);

  /* Of one the model is there, but was not measured yet. */
  {
    g_autofree char *path = g_build_filename (folder, "runs/superdiagnostic-fcn_wang-ldm-3.json", NULL);
    g_autofree char *text = NULL, *shortened = NULL;
    char *evaluation;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    evaluation = strstr (text, ",\n  \"evaluation\"");
    g_assert_nonnull (evaluation);
    *evaluation = '\0';
    shortened = g_strconcat (text, "\n}\n", NULL);
    g_assert_true (g_file_set_contents (path, shortened, -1, NULL));
  }
  g_assert_cmpint (g_stat (model, &before), ==, 0);
  n = 3;
  rest = make (&place, &options, folder, &n);
  g_assert_cmpint (g_stat (model, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino); /* measured, not trained again */
  assert_same_text (whole, folder, "table.csv");
  assert_same_text (whole, folder, "table.md");
  assert_same_text (whole, folder, "runs/superdiagnostic-fcn_wang-ldm-3.json");
  assert_same_text (whole, folder, "runs/superdiagnostic-gru-ldm-3.json");
  assert_same_text (whole, folder, "runs/superdiagnostic-ensemble-3.json");
}

static void
test_row (void)
{
  static const char *const only[] = { "superdiagnostic/fcn_wang/ldm", NULL };
  static const char *const unknown[] = { "superdiagnostic/lstm/ldm", NULL };
  g_auto (RunPlace) place = run_place_new ();
  HxTableOptions options = small_table ();
  g_autofree char *folder = g_build_filename (place.folder, "table", NULL);
  g_autofree char *csv = NULL, *markdown = NULL;
  g_autoptr (HxTable) table = NULL;
  guint n = 2;

  options.only = unknown;
  assert_refused (&place, &options, folder, HX_ERROR_MISSING, "no row “superdiagnostic/lstm/ldm”");
  options.only = only;
  table = make (&place, &options, folder, &n);
  csv = read_text (folder, "table.csv");
  g_assert_cmpuint (count_lines (csv, "run,superdiagnostic,fcn_wang,ldm,"), ==, 2);
  g_assert_cmpuint (count_lines (csv, "run,"), ==, 2);
  markdown = read_text (folder, "table.md");
  g_assert_nonnull (strstr (markdown, "| fcn_wang | plain | – |"));
  assert_missing (folder, "models/superdiagnostic-fcn_wang-plain-3.safetensors");
  assert_missing (folder, "runs/superdiagnostic-ensemble-3.json");
}

/* --- refusals ----------------------------------------------------------------------------- */

static void
test_other_options (void)
{
  static const char *const single[] = { "fcn_wang", NULL };
  g_auto (RunPlace) place = run_place_new ();
  HxTableOptions options = small_table ();
  g_autofree char *folder = g_build_filename (place.folder, "table", NULL);
  g_autofree char *path = g_build_filename (folder, "runs/superdiagnostic-fcn_wang-plain-3.json", NULL);
  g_autoptr (HxTable) table = NULL;
  guint n = 1;

  options.backbones = single;
  options.n_heads = options.n_seeds = 1;
  table = make (&place, &options, folder, &n);
  assert_missing (folder, "runs/superdiagnostic-ensemble-3.json"); /* of one model there is none */
  options.training.epochs = 2;
  assert_refused (&place, &options, folder, HX_ERROR_INCONSISTENT, "made with 1 for “epochs”, not 2");
  options.training.epochs = 1;
  options.training.triplet_weight = 0.2;
  assert_refused (&place, &options, folder, HX_ERROR_INCONSISTENT, "fcn_wang-plain-3.json: made with 0.1");
  options.training.triplet_weight = 0.1;
  options.test_folds = 1 << 9;
  assert_refused (&place, &options, folder, HX_ERROR_INCONSISTENT, "“test-folds”");
  options.test_folds = (HxFolds)1 << 10 | 1 << 9;
  options.training.n_threads = 1; /* changes no number */
  n = 0;
  g_clear_pointer (&table, hx_table_free);
  table = make (&place, &options, folder, &n);
  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  assert_refused (&place, &options, folder, HX_ERROR_FORMAT, "not the result of a table's run");
  g_assert_true (g_file_set_contents (path, "{\"a\":", -1, NULL));
  assert_refused (&place, &options, folder, HX_ERROR_FORMAT, "fcn_wang-plain-3.json: ");
}

static void
cancel_at_once (double fraction, const char *message, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* A training that was cut short before its first epoch has said what it is; what was half written is swept
 * away. */
static void
test_begun_with_other_options (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTableOptions options = small_table ();
  g_autofree char *folder = g_build_filename (place.folder, "table", NULL);
  g_autofree char *half = g_build_filename (folder, "models", ".a.safetensors.checkpoint.aZ09bY", NULL);
  g_autofree char *others = g_build_filename (folder, "models", ".nobody.knows", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HxProgress progress = { .report = cancel_at_once, .user_data = cancellable };
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_table_make (place.library, &options, folder, &progress, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_set_contents (half, "half", -1, NULL));
  g_assert_true (g_file_set_contents (others, "whole", -1, NULL));
  options.training.seed = 77; /* not looked at */
  options.training.batch = 8;
  assert_refused (&place, &options, folder, HX_ERROR_INCONSISTENT,
                  "runs/superdiagnostic-fcn_wang-plain-3.json: made with 16 for “batch”, not 8");
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (others, G_FILE_TEST_EXISTS));
}

/* The library has 56 records in the folds 1-8. */
static void
test_refused_before (void)
{
  static const char *const two[] = { "superdiagnostic", "rhythm", NULL };
  static const char *const unknown[] = { "alexnet", NULL };
  g_auto (RunPlace) place = run_place_new ();
  HxTableOptions options = small_table ();
  g_autofree char *folder = g_build_filename (place.folder, "table", NULL);

  options.tasks = two;
  options.training.batch = 57;
  assert_refused (
      &place, &options, folder, HX_ERROR_RANGE,
      "the task “rhythm” has 56 records in the folds 1-8, fewer than a batch of 57; a batch of at "
      "most 56 would do");
  assert_refused (&place, &options, folder, HX_ERROR_RANGE,
                  "nothing was trained: the task “superdiagnostic” has");
  options.training.batch = 16;
  options.test_folds = 1 << 11;
  assert_refused (&place, &options, folder, HX_ERROR_RANGE, "no label with a positive and a negative");
  options.test_folds = 1 << 9;
  options.backbones = unknown;
  assert_refused (&place, &options, folder, HX_ERROR_MISSING, "alexnet");
  options.backbones = backbones;
  options.training.weighting = HX_WEIGHTING_MARGIN;
  assert_refused (&place, &options, folder, HX_ERROR_RANGE, "decoupled head");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_names (void)
{
  for (guint i = 0; hx_table_published_backbones ()[i] != NULL; i++)
    g_assert_cmpuint (hx_backbone_min_samples (hx_table_published_backbones ()[i]), >, 0);
  for (guint i = 0; hx_table_published_tasks ()[i] != NULL; i++)
    g_assert_nonnull (hx_task_find (hx_table_published_tasks ()[i]));
  g_assert_cmpuint (g_strv_length ((char **)hx_table_published_backbones ()), ==, 6);
  g_assert_cmpuint (g_strv_length ((char **)hx_table_published_tasks ()), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/cell", test_cell);
  g_test_add_func ("/table/whole", test_whole);
  g_test_add_func ("/table/cancelled", test_cancelled);
  g_test_add_func ("/table/row", test_row);
  g_test_add_func ("/table/other-options", test_other_options);
  g_test_add_func ("/table/begun-with-other-options", test_begun_with_other_options);
  g_test_add_func ("/table/refused-before", test_refused_before);
  g_test_add_func ("/table/names", test_names);
  return g_test_run ();
}
