/* hx-command-report.c: hexaxial-cli report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli.h"
#include "engine/library/hx-library-marks.h"
#include "engine/records/hx-filter.h"
#include "engine/records/hx-reader.h"
#include "engine/report/hx-report-measure.h"
#include "engine/report/hx-report-model.h"
#include "engine/run/hx-predict.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define MAX_REVIEW_BYTES ((gsize)1 << 20)

/* What was asked for. */
typedef struct
{
  char *model, *out, *paper, *folder, *filter, *start, *gain, *review;
  gboolean anonymous;
  HxReportSize size;
  HxFilterChoice filters;
  double start_s;
  HxReadOptions read;
} Wanted;

static void
wanted_clear (Wanted *wanted)
{
  g_free (wanted->model);
  g_free (wanted->out);
  g_free (wanted->paper);
  g_free (wanted->folder);
  g_free (wanted->filter);
  g_free (wanted->start);
  g_free (wanted->gain);
  g_free (wanted->review);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static gboolean
is_called (const HxRecordInfo *info, const char *name)
{
  g_autofree char *whole = g_strconcat (info->dataset, "/", info->record_id, NULL);

  return strcmp (info->record_id, name) == 0 || strcmp (whole, name) == 0;
}

static gboolean
read_review (const char *path, HxReview **review, GError **error)
{
  gsize n_bytes;
  g_autofree char *json = hx_file_read_all (path, MAX_REVIEW_BYTES, &n_bytes, error);

  if (json == NULL)
    return FALSE;
  *review = hx_review_from_json (json, error);
  if (*review == NULL)
    g_prefix_error (error, "%s: ", path);
  return *review != NULL;
}

/* What a reader left at the record, if anyone did. */
static gboolean
read_review_mark (HxLibrary *library, gint64 key, HxReview **review, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autofree char *json = hx_library_get_mark (library, key, HX_REVIEW_MARK, &fault);

  if (json != NULL)
    *review = hx_review_from_json (json, &fault);
  if (fault == NULL)
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&fault), "%s: ", hx_library_get_folder (library));
  return FALSE;
}

/* The record called @name, "41" or "ptb-xl/41" where more than one data set has a record of that name. */
static HxRecording *
read_from_library (const char *folder, const char *name, HxReview **review, GError **error)
{
  g_autoptr (HxLibrary) library = hx_library_open (folder, FALSE, 0.0, error);
  g_autoptr (GPtrArray) infos = library != NULL ? hx_library_list_records (library, error) : NULL;
  const HxRecordInfo *found = NULL;

  if (infos == NULL)
    return NULL;
  for (guint i = 0; i < infos->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (infos, i);

      if (!is_called (info, name))
        continue;
      if (found != NULL)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                       _ ("%s: record “%s” is in more than one data set; write %s/%s or %s/%s"), folder, name,
                       found->dataset, found->record_id, info->dataset, info->record_id);
          return NULL;
        }
      found = info;
    }
  if (found == NULL)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, _ ("%s: there is no record “%s”"), folder, name);
      return NULL;
    }
  if (!read_review_mark (library, found->key, review, error))
    return NULL;
  return hx_library_read_recording (library, found->key, error);
}

/* A recording that the model cannot read is reported on all the same, and the page says why. */
static gboolean
add_statements (HxCli *cli, HxReport *report, const char *path, HxRecording *recording, GError **error)
{
  g_autoptr (HxModel) model = hx_model_load (path, error);
  g_autofree HxStatement *statements = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *problem = NULL;

  if (model == NULL)
    return FALSE;
  statements = g_new0 (HxStatement, hx_model_get_n_labels (model));
  if (hx_predict_recording (model, recording, statements, 0, cli->cancellable, &fault))
    {
      hx_report_set_model_statements (report, model, statements);
      return TRUE;
    }
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  hx_report_set_model_statements (report, model, NULL);
  problem = g_strdup_printf (_ ("The model says nothing: %s."), fault->message);
  hx_report_set_statements_problem (report, problem);
  return TRUE;
}

/* On the samples as they were recorded, whatever filters are drawn. */
static gboolean
add_measurements (HxCli *cli, HxReport *report, HxRecording *recording, GError **error)
{
  HxProgress part = hx_progress_part (&cli->progress, 0.5, 1.0);
  g_autoptr (HxMeasurements) measurements = hx_measure (recording, &part, cli->cancellable, error);

  if (measurements != NULL)
    hx_report_set_measurements (report, measurements, recording);
  return measurements != NULL;
}

/* Whether the page would have something to show. */
static gboolean
check_start (HxRecording *recording, const char *name, const Wanted *wanted, GError **error)
{
  double duration_s = hx_recording_get_duration_s (recording);

  if (wanted->start_s < duration_s)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, _ ("%s: --start is %g s, and the recording ends at %g s"),
               name, wanted->start_s, duration_s);
  return FALSE;
}

static int
report (HxCli *cli, const char *name, const Wanted *wanted)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxReview) kept = NULL;
  g_autoptr (HxReview) given = NULL;
  g_autoptr (HxRecording) recording = wanted->folder != NULL
                                          ? read_from_library (wanted->folder, name, &kept, &fault)
                                          : hx_recording_open (name, &wanted->read, &fault);
  g_autoptr (HxRecording) drawn = NULL;
  g_autoptr (HxReport) page = NULL;
  g_autofree char *filters = hx_filter_describe (&wanted->filters);
  HxProgress part = hx_progress_part (&cli->progress, 0.0, 0.5);

  if (recording != NULL && check_start (recording, name, wanted, &fault))
    drawn = hx_filter_recording (recording, &wanted->filters, &part, cli->cancellable, &fault);
  if (drawn != NULL)
    page = hx_report_new (drawn);
  if (page == NULL || !add_measurements (cli, page, recording, &fault))
    {
      hx_cli_end_progress (cli);
      return hx_cli_fail (cli, fault);
    }
  hx_cli_end_progress (cli);
  hx_report_set_size (page, wanted->size);
  hx_report_set_anonymous (page, wanted->anonymous);
  hx_report_set_start_s (page, wanted->start_s);
  hx_report_set_filter_text (page, filters);
  if ((wanted->model != NULL && !add_statements (cli, page, wanted->model, recording, &fault))
      || (wanted->review != NULL && !read_review (wanted->review, &given, &fault)))
    return hx_cli_fail (cli, fault);
  hx_report_set_review (page, given != NULL ? given : kept);
  if (!hx_report_write_pdf (page, wanted->out, &fault))
    return hx_cli_fail (cli, fault);
  return HX_CLI_DONE;
}

/* Checks what was asked for. */
static gboolean
understand (const char *command, Wanted *wanted)
{
  g_autoptr (GError) fault = NULL;

  if (!hx_cli_required (command, "--out", wanted->out)
      || !hx_cli_number (command, "--start", wanted->start, 0.0, 1e9, &wanted->start_s)
      || !hx_cli_number (command, "--gain-adu-per-mv", wanted->gain, 1e-6, 1e12,
                         &wanted->read.gain_adu_per_mv))
    return FALSE;
  if (wanted->paper != NULL && strcmp (wanted->paper, "letter") == 0)
    wanted->size = HX_REPORT_LETTER;
  else if (wanted->paper != NULL && strcmp (wanted->paper, "a4") != 0)
    {
      hx_cli_usage (command, _ ("--paper is a4 or letter, not “%s”"), wanted->paper);
      return FALSE;
    }
  if (wanted->filter != NULL && !hx_filter_parse (wanted->filter, &wanted->filters, &fault))
    {
      hx_cli_usage (command, "--%s", fault->message);
      return FALSE;
    }
  if (wanted->folder != NULL && wanted->gain != NULL)
    {
      hx_cli_usage (command, "%s", _ ("--gain-adu-per-mv goes with a file"));
      return FALSE;
    }
  return TRUE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_auto (Wanted) wanted = { 0 };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &wanted.model, N_ ("Model whose statements are printed"),
      "MODEL" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &wanted.out, N_ ("PDF file to write"), "FILE" },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &wanted.paper, N_ ("Size of the page: a4 (default) or letter"),
      "SIZE" },
    { "anonymous", 0, 0, G_OPTION_ARG_NONE, &wanted.anonymous,
      N_ ("Leave out names, numbers and dates of the patient and the record"), NULL },
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &wanted.folder,
      N_ ("Report on a record of this library, RECORD being its id"), "DIR" },
    { "review", 0, 0, G_OPTION_ARG_FILENAME, &wanted.review,
      N_ ("JSON file with a reader's decisions (default: those kept in the library)"), "FILE" },
    { "start", 0, 0, G_OPTION_ARG_STRING, &wanted.start, N_ ("First second of the page (default: 0)"), "S" },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &wanted.filter,
      N_ ("Filters of the trace: high-pass=HZ,low-pass=HZ,notch=HZ,baseline (default: off)"), "FILTERS" },
    { "gain-adu-per-mv", 0, 0, G_OPTION_ARG_STRING, &wanted.gain,
      N_ ("Gain of all signals, for headers known to be wrong"), "G" },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;

  if (!hx_cli_parse (argc, argv, "FILE|RECORD",
                     _ ("Writes one page about an ECG, in true millimetres, as a PDF."), entries, 1, 1, &rest)
      || !understand (argv[0], &wanted))
    return HX_CLI_USAGE;
  return report (cli, rest[0], &wanted);
}

extern const HxCommand hx_command_report;
const HxCommand hx_command_report = { "report", N_ ("write a page about an ECG"), run };
