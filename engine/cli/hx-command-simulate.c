/* hx-command-simulate.c: hexaxial-cli simulate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/library/hx-import.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *folder = NULL, *records_text = NULL, *seed_text = NULL, *noise_text = NULL;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Library to add to; made if it is not there"),
      "DIR" },
    { "records", 0, 0, G_OPTION_ARG_STRING, &records_text, N_ ("How many records, 1 to 1000000"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed_text,
      N_ ("Seed; one seed gives the same records (default: 0)"), "S" },
    { "noise", 0, 0, G_OPTION_ARG_STRING, &noise_text,
      N_ ("Scale of all noise, 0 to 10 (default: 1, a hospital's)"), "X" },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GError) fault = NULL;
  guint64 seed = 0;
  gint64 n_records = 0;
  double noise = 1.0;

  if (!hx_cli_parse (argc, argv, "", _ ("Adds simulated 12-lead ECGs with known labels to a library."),
                     entries, 0, 0, &rest)
      || !hx_cli_required (argv[0], "--library", folder)
      || !hx_cli_required (argv[0], "--records", records_text)
      || !hx_cli_integer (argv[0], "--records", records_text, 1, 1000000, &n_records)
      || !hx_cli_seed (argv[0], seed_text, &seed)
      || !hx_cli_number (argv[0], "--noise", noise_text, 0.0, 10.0, &noise))
    return HX_CLI_USAGE;
  library = hx_library_open (folder, TRUE, 0.0, &fault);
  if (library == NULL
      || !hx_import_simulated (library, (guint)n_records, seed, noise, &cli->progress, &report,
                               cli->cancellable, &fault))
    return hx_cli_fail (cli, fault);
  hx_cli_end_progress (cli);
  printf (_ ("%u simulated records added, %u were already there\n"), report->n_added, report->n_present);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_simulate;
const HxCommand hx_command_simulate = { "simulate", N_ ("add simulated records to a library"), run };
