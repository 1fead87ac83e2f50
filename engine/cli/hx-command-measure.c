/* hx-command-measure.c: hexaxial-cli measure
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli-measures.h"
#include "engine/cli/hx-cli.h"
#include "engine/records/hx-annotation.h"
#include "engine/records/hx-measure.h"
#include "engine/records/hx-reader.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* --- for people ------------------------------------------------------------------------------- */

static void
print_measure (const HxMeasurements *measured, HxMeasure measure)
{
  const HxMeasureInfo *info = hx_measure_info (measure);
  double value = measured->values[measure];
  g_autofree char *title = g_strconcat (_ (info->title), ":", NULL);
  gboolean fine = g_str_equal (info->unit, "mV");

  if (isfinite (value))
    printf ("  %-22s %.*f %s\n", title, fine ? 2 : 0,
            round (value * (fine ? 100.0 : 1.0)) / (fine ? 100.0 : 1.0) + 0.0, _ (info->unit));
  else
    printf ("  %-22s %s\n", title, measured->reasons[measure]);
}

static void
print_amount (double value)
{
  if (isfinite (value))
    printf (" %8.2f", round (value * 100.0) / 100.0 + 0.0);
  else
    printf (" %8s", "-");
}

static void
print_lead (HxRecording *recording, const HxMeasurements *measured, guint lead)
{
  const HxLeadMeasures *measures = &measured->leads[lead];
  const double amounts[] = { measures->p_mv, measures->q_mv,    measures->r_mv,    measures->s_mv,
                             measures->t_mv, measures->st_j_mv, measures->st_60_mv };

  printf ("  %-8s", hx_recording_get_lead_name (recording, lead));
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    print_amount (amounts[i]);
  for (guint i = 0, n = 0; i < HX_N_QUALITIES; i++)
    if (measures->quality & (1u << i))
      printf ("%s%s", n++ ? ", " : "  ", hx_quality_title (i));
  printf ("\n");
}

static void
print_measurements (const char *path, HxRecording *recording, const HxMeasurements *measured)
{
  printf ("%s\n", path);
  /* TRANSLATORS: heart beats */
  printf ("  %-22s %u\n", _ ("Beats:"), measured->n_beats);
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    print_measure (measured, measure);
  printf ("  %-8s %8s %8s %8s %8s %8s %8s %8s  (mV)\n", _ ("Lead"), "P", "Q", "R", "S", "T", "ST J", "J+60");
  for (guint lead = 0; lead < measured->n_leads; lead++)
    print_lead (recording, measured, lead);
  for (guint i = 0; i < HX_N_QUALITIES; i++)
    if (measured->quality & HX_QUALITY_REVERSED & (1u << i))
      printf ("  %s\n", hx_quality_title (i));
}

/* The name of a lead as WFDB has names of annotators: letters, digits, "-" and "_"; no other lead's. */
static char *
name_annotator (GHashTable *taken, const char *lead_name)
{
  g_autofree char *name = g_ascii_strdown (lead_name, -1);
  char *free_name;

  g_strcanon (name, "abcdefghijklmnopqrstuvwxyz0123456789-_", '_');
  free_name = g_strdup (name);
  for (guint i = 2; g_hash_table_contains (taken, free_name); i++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%s_%u", name, i);
    }
  g_hash_table_add (taken, g_strdup (free_name));
  return free_name;
}

/* RECORD.LEAD for every lead, and RECORD.all for all leads together. None may be there already: it could be
 * another reader's marks, or, as leads have any names, the recording itself. */
static char **
list_annotation_paths (const char *folder, HxRecording *recording, guint n_leads, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *record = g_strdup (hx_recording_get_id (recording));

  g_strdelimit (record, "/ ()", '_');
  g_hash_table_add (taken, g_strdup ("all"));
  for (guint lead = 0; lead <= n_leads; lead++)
    {
      g_autofree char *annotator = lead < n_leads
                                       ? name_annotator (taken, hx_recording_get_lead_name (recording, lead))
                                       : g_strdup ("all");
      g_autofree char *name = g_strconcat (record, ".", annotator, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                       _ ("%s: marks would replace this file; write them into another folder"), path);
          return NULL;
        }
      g_strv_builder_add (builder, path);
    }
  return g_strv_builder_end (builder);
}

/* Writes the marks as MIT annotation files. */
static gboolean
write_annotations (const char *folder, HxRecording *recording, const HxMeasurements *measured, GError **error)
{
  g_auto (GStrv) paths = list_annotation_paths (folder, recording, measured->n_leads, error);

  for (guint lead = 0; paths && lead <= measured->n_leads; lead++)
    {
      g_autoptr (HxAnnotations) annotations =
          hx_annotations_from_measurements (measured, lead, hx_recording_get_rate_hz (recording));

      if (!hx_annotations_write (annotations, paths[lead], error))
        return FALSE;
    }
  return paths != NULL;
}

/* What is asked for, and what is to be printed at the end. */
typedef struct
{
  HxReadOptions options;
  char *folder; /* for annotations, or NULL */
  GString *csv;
  gboolean json, text;
  guint n_printed; /* of the JSON document's entries */
} Output;

static void
clear_output (Output *output)
{
  g_free (output->folder);
  if (output->csv)
    g_string_free (output->csv, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, clear_output)

/* A day has millions of marks: each entry is printed when it is there, and none is kept. */
static void
print_json (const char *path, HxRecording *recording, const HxMeasurements *measured, gboolean follows)
{
  g_autoptr (GString) json = hx_cli_measures_to_json (path, recording, measured);

  fputs (follows ? ",\n" : "[", stdout);
  fputs (json->str, stdout);
}

/* Returns: FALSE if the file could not be measured */
static gboolean
measure_file (HxCli *cli, const char *path, Output *output, HxProgress *progress, GError **error)
{
  g_autoptr (HxRecording) recording = hx_recording_open (path, &output->options, error);
  g_autoptr (HxMeasurements) measured = NULL;

  if (!recording)
    return FALSE;
  measured = hx_measure (recording, progress, cli->cancellable, error);
  if (!measured || (output->folder && !write_annotations (output->folder, recording, measured, error)))
    return FALSE;
  if (output->json)
    print_json (path, recording, measured, output->n_printed++ > 0);
  if (output->csv)
    hx_cli_add_measures_row (output->csv, path, measured);
  if (output->text)
    print_measurements (path, recording, measured);
  return TRUE;
}

static int
measure_files (HxCli *cli, char **files, Output *output)
{
  guint n_files = g_strv_length (files);
  int status = HX_CLI_DONE;

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr (GError) error = NULL;
      HxProgress part = hx_progress_part (&cli->progress, (double)i / n_files, (double)(i + 1) / n_files);

      if (measure_file (cli, files[i], output, &part, &error))
        continue;
      status = hx_cli_fail (cli, error);
      if (status == HX_CLI_CANCELLED)
        break;
    }
  hx_cli_end_progress (cli);
  return status;
}

/* Prints what was gathered; the CSV goes to @out if there is one. */
static int
finish (HxCli *cli, Output *output, const char *out)
{
  g_autoptr (GError) error = NULL;

  if (output->json)
    puts (output->n_printed > 0 ? "]" : "[]");
  if (output->csv && !out)
    fputs (output->csv->str, stdout);
  if (output->csv && out && !hx_file_write_all (out, output->csv->str, output->csv->len, &error))
    return hx_cli_fail (cli, error);
  return HX_CLI_DONE;
}

static int
run_measure (HxCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *gain = NULL, *format = NULL, *out = NULL;
  g_auto (GStrv) files = NULL;
  g_auto (Output) output = { 0 };
  int status, written;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text, json or csv (default: text)"), N_ ("FORMAT") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON document, like --format json"), NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("CSV file to write"), "FILE.csv" },
    { "gain-adu-per-mv", 0, 0, G_OPTION_ARG_STRING, &gain, N_ ("Gain of headers known to be wrong"),
      N_ ("G") },
    { "annotations", 0, 0, G_OPTION_ARG_FILENAME, &output.folder,
      N_ ("Write the marks into this folder, as MIT annotation files RECORD.LEAD"), N_ ("DIR") },
    { 0 },
  };

  if (!hx_cli_parse (
          argc, argv, _ ("FILE…"),
          _ ("Finds the beats of recordings and the onsets and offsets of their waves, and measures rate,"
             " intervals, axes and amplitudes."),
          entries, 1, G_MAXUINT, &files)
      || (gain
          && !hx_cli_number (argv[0], "--gain-adu-per-mv", gain, 1e-6, 1e9, &output.options.gain_adu_per_mv)))
    return HX_CLI_USAGE;
  if (format && !g_str_equal (format, "text") && !g_str_equal (format, "json")
      && !g_str_equal (format, "csv"))
    return hx_cli_usage (argv[0], _ ("--format: “%s” is not text, json or csv"), format);
  if (format && json && !g_str_equal (format, "json"))
    return hx_cli_usage (argv[0], _ ("--json and --format %s exclude each other"), format);
  json = json || g_strcmp0 (format, "json") == 0;
  output.json = json;
  if (out || g_strcmp0 (format, "csv") == 0)
    hx_cli_add_measures_header (output.csv = g_string_new (NULL));
  output.text = !json && !output.csv;
  status = measure_files (cli, files, &output);
  written = finish (cli, &output, out);
  return status == HX_CLI_DONE ? written : status;
}

extern const HxCommand hx_command_measure;
const HxCommand hx_command_measure = { "measure", N_ ("measure beats, intervals, axes and amplitudes"),
                                       run_measure };
