/* hx-command-import.c: hexaxial-cli import
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/library/hx-import.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static void
print_report (const char *source, const HxImportReport *report)
{
  printf (_ ("%s: %u found, %u added, %u already there, %u failed\n"), source, report->n_found,
          report->n_added, report->n_present, report->failures->len);
  for (guint i = 0; i < report->failures->len; i++)
    printf ("  %s\n", ((HxImportFailure *)g_ptr_array_index (report->failures, i))->message);
}

static JsonObject *
report_to_json (const char *source, const HxImportReport *report, const GError *fault)
{
  JsonObject *object = json_object_new ();
  JsonArray *failures = json_array_new ();

  json_object_set_string_member (object, "source", source);
  json_object_set_int_member (object, "found", report != NULL ? report->n_found : 0);
  json_object_set_int_member (object, "added", report != NULL ? report->n_added : 0);
  json_object_set_int_member (object, "present", report != NULL ? report->n_present : 0);
  for (guint i = 0; report != NULL && i < report->failures->len; i++)
    {
      const HxImportFailure *failure = g_ptr_array_index (report->failures, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "path", failure->path);
      json_object_set_string_member (entry, "message", failure->message);
      json_array_add_object_element (failures, entry);
    }
  json_object_set_array_member (object, "failed", failures);
  if (fault != NULL)
    json_object_set_string_member (object, "error", fault->message);
  return object;
}

/* One source; the worst status so far. */
static int
import_source (HxCli *cli, HxLibrary *library, const char *source, const HxReadOptions *options,
               JsonArray *json, int status)
{
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GError) fault = NULL;
  gboolean done = hx_import (library, source, options, &cli->progress, &report, cli->cancellable, &fault);
  int own_status = HX_CLI_DONE;

  hx_cli_end_progress (cli);
  if (json != NULL)
    json_array_add_object_element (json, report_to_json (source, report, fault));
  else if (report != NULL && (done || report->n_added > 0))
    print_report (source, report);
  if (!done)
    own_status = hx_cli_fail (cli, fault);
  else if (report->n_added + report->n_present == 0)
    own_status = HX_CLI_FAILED;
  return MAX (status, own_status);
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *folder = NULL, *rate = NULL, *gain = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Library to import into; made if it is not there"),
      "DIR" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &rate,
      N_ ("Rate of the training copies in Hz (default: the library's, or 100)"), "HZ" },
    { "gain-adu-per-mv", 0, 0, G_OPTION_ARG_STRING, &gain,
      N_ ("Gain of all signals, for headers known to be wrong"), "G" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) sources = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (JsonArray) json = NULL;
  g_autoptr (GError) fault = NULL;
  HxReadOptions options = { 0 };
  double rate_hz = 0.0;
  int status = HX_CLI_DONE;

  if (!hx_cli_parse (argc, argv, "SOURCE…",
                     _ ("Imports a PTB-XL folder, any folder with recordings, or files. What is there "
                        "already is left alone."),
                     entries, 1, G_MAXUINT, &sources)
      || !hx_cli_required (argv[0], "--library", folder)
      || !hx_cli_number (argv[0], "--rate", rate, 1.0, 100000.0, &rate_hz)
      || !hx_cli_number (argv[0], "--gain-adu-per-mv", gain, 1e-6, 1e12, &options.gain_adu_per_mv))
    return HX_CLI_USAGE;
  library = hx_library_open (folder, TRUE, rate_hz, &fault);
  if (library == NULL)
    return hx_cli_fail (cli, fault);
  json = as_json ? json_array_new () : NULL;
  for (guint i = 0; sources[i] != NULL && status != HX_CLI_CANCELLED; i++)
    status = import_source (cli, library, sources[i], &options, json, status);
  if (json != NULL)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_set_array (node, json);
      hx_cli_print_json (node);
    }
  return status;
}

extern const HxCommand hx_command_import;
const HxCommand hx_command_import = { "import", N_ ("import recordings into a library"), run };
