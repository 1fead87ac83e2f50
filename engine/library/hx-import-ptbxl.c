/* hx-import-ptbxl.c: the PTB-XL folder
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/records/hx-csv.h"

#include <math.h>
#include <string.h>

/* Wagner et al., "PTB-XL, a large publicly available electrocardiography dataset", Scientific Data 7 (2020)
 * 154. */
#define DATASET "ptb-xl"
#define TITLE "PTB-XL"
#define RECORDS_CSV "ptbxl_database.csv"
#define STATEMENTS_CSV "scp_statements.csv"
#define MAX_FOLD 63

/* The data set codes ages above 89 as 300. */
#define HIDDEN_AGE_YEARS 300.0
#define AGE_ABOVE_YEARS 90.0

typedef struct
{
  const char *folder;
  char *path; /* of the table of records */
  HxCsv *records;
  const HxReadOptions *options;
  double training_rate_hz;
  int id, codes, fold, low, high; /* columns; -1 where there is none */
  int patient, age, sex, time, report;
} Source;

/* --- the two tables ----------------------------------------------------------------------- */

static gboolean
need_column (const HxCsv *csv, const char *path, const char *name, int *column, GError **error)
{
  *column = hx_csv_find_column (csv, name);
  if (*column >= 0)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no column “%s”", path, name);
  return FALSE;
}

static gboolean
open_records (Source *source, GError **error)
{
  source->path = g_build_filename (source->folder, RECORDS_CSV, NULL);
  source->records = hx_csv_read (source->path, error);
  if (source->records == NULL || !need_column (source->records, source->path, "ecg_id", &source->id, error)
      || !need_column (source->records, source->path, "scp_codes", &source->codes, error)
      || !need_column (source->records, source->path, "strat_fold", &source->fold, error))
    return FALSE;
  source->low = hx_csv_find_column (source->records, "filename_lr");
  source->high = hx_csv_find_column (source->records, "filename_hr");
  source->patient = hx_csv_find_column (source->records, "patient_id");
  source->age = hx_csv_find_column (source->records, "age");
  source->sex = hx_csv_find_column (source->records, "sex");
  source->time = hx_csv_find_column (source->records, "recording_date");
  source->report = hx_csv_find_column (source->records, "report");
  if (hx_csv_get_n_rows (source->records) == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no record in this table", source->path);
      return FALSE;
    }
  if (source->low < 0 && source->high < 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no column “filename_lr” or “filename_hr”",
                   source->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_one (const HxCsv *csv, guint row, int column)
{
  return g_ascii_strtod (hx_csv_get (csv, row, (guint)column), NULL) == 1.0;
}

/* The first column, without a name, has the codes. */
static HxStatementInfo *
read_statements (const HxCsv *csv, const char *path, guint *n, GError **error)
{
  int description, diagnostic, form, rhythm, class, subclass;
  HxStatementInfo *infos;

  if (!need_column (csv, path, "description", &description, error)
      || !need_column (csv, path, "diagnostic", &diagnostic, error)
      || !need_column (csv, path, "form", &form, error) || !need_column (csv, path, "rhythm", &rhythm, error)
      || !need_column (csv, path, "diagnostic_class", &class, error)
      || !need_column (csv, path, "diagnostic_subclass", &subclass, error))
    return NULL;
  *n = hx_csv_get_n_rows (csv);
  infos = g_new0 (HxStatementInfo, *n + 1);
  for (guint row = 0; row < *n; row++)
    infos[row] = (HxStatementInfo){
      .code = hx_csv_get (csv, row, 0),
      .description = hx_csv_get (csv, row, (guint)description),
      .diagnostic = is_one (csv, row, diagnostic),
      .form = is_one (csv, row, form),
      .rhythm = is_one (csv, row, rhythm),
      .diagnostic_class = hx_csv_get (csv, row, (guint) class),
      .diagnostic_subclass = hx_csv_get (csv, row, (guint)subclass),
    };
  return infos;
}

/* --- one row ------------------------------------------------------------------------------ */

/* A whole number that a table may write as "3" or "3.0". */
static gboolean
whole_number (const char *text, gint64 *number)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (value) || value != floor (value) || fabs (value) > 1e15)
    return FALSE;
  *number = (gint64)value;
  return TRUE;
}

static const char *
cell (const Source *source, guint row, int column)
{
  return column >= 0 ? hx_csv_get (source->records, row, (guint)column) : "";
}

static GError *
failure_at (const Source *source, guint row, const char *column, const char *text, const char *why)
{
  return g_error_new (HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: column “%s” is “%s”, %s", source->path,
                      hx_csv_get_line (source->records, row), column, text, why);
}

static void
fill_patient (const Source *source, guint row, HxImportItem *item)
{
  const char *age = cell (source, row, source->age), *sex = cell (source, row, source->sex);
  const char *time = cell (source, row, source->time), *report = cell (source, row, source->report);
  gint64 number;
  char *end;

  if (whole_number (cell (source, row, source->patient), &number))
    item->patient_id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  item->age_years = g_ascii_strtod (age, &end);
  if (end == age || item->age_years < 0.0)
    item->age_years = (double)NAN;
  else if (item->age_years >= HIDDEN_AGE_YEARS)
    item->age_years = AGE_ABOVE_YEARS;
  if (whole_number (sex, &number) && (number == 0 || number == 1))
    item->sex = g_strdup (number == 0 ? "m" : "f");
  if (time[0] != '\0')
    item->recorded_at = g_strdelimit (g_strdup (time), " ", 'T');
  if (report[0] != '\0')
    item->report = g_strdup (report);
  for (guint column = 0; column < hx_csv_get_n_columns (source->records); column++)
    json_object_set_string_member (item->metadata, hx_csv_get_column_name (source->records, column),
                                   hx_csv_get (source->records, row, column));
}

static HxImportItem *
item_of_row (Source *source, guint row)
{
  const char *id_text = cell (source, row, source->id), *fold_text = cell (source, row, source->fold);
  const char *codes_text = cell (source, row, source->codes);
  g_autofree char *record_id = NULL;
  HxImportItem *item;
  gint64 id, fold;

  if (!whole_number (id_text, &id))
    {
      item = hx_import_item_new (source->path, DATASET, TITLE, id_text);
      item->failure = failure_at (source, row, "ecg_id", id_text, "not a whole number");
      return item;
    }
  record_id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  item = hx_import_item_new (source->path, DATASET, TITLE, record_id);
  item->row = row;
  fill_patient (source, row, item);
  if (!hx_import_parse_codes (codes_text, item))
    item->failure = failure_at (source, row, "scp_codes", codes_text, "not a list of codes and likelihoods");
  else if (!whole_number (fold_text, &fold) || fold < 0 || fold > MAX_FOLD)
    item->failure = failure_at (source, row, "strat_fold", fold_text, "not a fold");
  else
    item->fold = (int)fold;
  return item;
}

/* --- signals ---------------------------------------------------------------------------- */

/* The recording that @column names: NULL if the cell is empty or the files are not there. A path that leaves
 * the folder, or a damaged file, is the item's failure. */
static HxRecording *
read_column (const Source *source, HxImportItem *item, int column)
{
  const char *relative = cell (source, item->row, column);
  g_autofree char *header = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) fault = NULL;
  HxRecording *recording;

  if (relative[0] == '\0')
    return NULL;
  header = g_strconcat (relative, ".hea", NULL);
  path = hx_file_resolve_inside (source->folder, header, &fault);
  if (path == NULL)
    {
      item->failure = g_error_new (fault->domain, fault->code, "%s: line %u: %s", source->path,
                                   hx_csv_get_line (source->records, item->row), fault->message);
      return NULL;
    }
  g_free (item->path);
  item->path = g_strdup (path);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  recording = hx_recording_open (path, source->options, &fault);
  if (recording == NULL)
    item->failure = g_steal_pointer (&fault);
  return recording;
}

static void
read_row (HxImportItem *item, gpointer user_data)
{
  const Source *source = user_data;
  g_autoptr (HxRecording) low = NULL;
  g_autoptr (HxRecording) high = read_column (source, item, source->high);

  if (item->failure != NULL)
    return;
  /* The data set's own copy at the training rate, where there is one, is what others train on. */
  low = read_column (source, item, source->low);
  if (item->failure != NULL)
    return;
  if (high == NULL && low == NULL)
    {
      item->failure = g_error_new (HX_ERROR, HX_ERROR_MISSING, "%s: the file is not there", item->path);
      return;
    }
  if (high == NULL)
    item->recording = g_steal_pointer (&low);
  else
    item->recording = g_steal_pointer (&high);
  if (low != NULL && fabs (hx_recording_get_rate_hz (low) - source->training_rate_hz) < 1e-9)
    item->training_source = g_steal_pointer (&low);
}

gboolean
hx_import_ptbxl (HxLibrary *library, const char *folder, const HxReadOptions *options, HxProgress *progress,
                 HxImportReport *report, GCancellable *cancellable, GError **error)
{
  Source source = { .folder = folder, .options = options, .training_rate_hz = library->training_rate_hz };
  g_autofree char *statements_path = g_build_filename (folder, STATEMENTS_CSV, NULL);
  g_autoptr (HxCsv) table = hx_csv_read (statements_path, error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_import_item_free);
  g_autofree HxStatementInfo *infos = NULL;
  HxImportStatements statements = { .authoritative = TRUE };
  gboolean done = FALSE;

  if (table != NULL)
    infos = read_statements (table, statements_path, &statements.n_statements, error);
  if (infos != NULL && open_records (&source, error))
    {
      statements.statements = infos;
      for (guint row = 0; row < hx_csv_get_n_rows (source.records); row++)
        g_ptr_array_add (items, item_of_row (&source, row));
      done = hx_import_items (library, items, &statements, read_row, &source, progress, report, cancellable,
                              error);
    }
  g_free (source.path);
  hx_csv_free (source.records);
  return done;
}
