/* main.c: hexaxial-cli
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-progress.h"
#include "engine/cli/hx-command-list.h"
#include "engine/hx-config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>

#define DECLARE(name) extern const HxCommand hx_command_##name;
HX_COMMAND_FILES (DECLARE)
#undef DECLARE

static const HxCommand *const commands[] = {
#define ENTRY(name) &hx_command_##name,
  HX_COMMAND_FILES (ENTRY)
#undef ENTRY
};

static void
print_help (FILE *stream)
{
  fprintf (stream, "%s\n", _ ("Usage: hexaxial-cli COMMAND [OPTION…] [ARGUMENT…]"));
  fprintf (stream, "\n%s\n\n", _ ("12-lead ECGs, label spaces and their margins, from the command line."));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  %-10s %s\n", commands[i]->name, _ (commands[i]->summary));
  fprintf (stream, "\n%s\n%s\n", _ ("“hexaxial-cli COMMAND --help” documents a command."),
           _ ("For research and education, not for diagnosis."));
}

static const HxCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

int
main (int argc, char *argv[])
{
  const HxCommand *command;
  HxCli cli;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, HX_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("hexaxial-cli");
  if (argc < 2)
    {
      print_help (stderr);
      return HX_CLI_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_help (stdout);
      return HX_CLI_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("hexaxial-cli %s\n", HX_VERSION);
      return HX_CLI_DONE;
    }
  command = find_command (argv[1]);
  if (command == NULL)
    {
      fprintf (stderr, _ ("hexaxial-cli: there is no command “%s”; “hexaxial-cli --help” lists them.\n"),
               argv[1]);
      return HX_CLI_USAGE;
    }
  hx_cli_start (&cli);
  status = command->run (&cli, argc - 1, argv + 1);
  hx_cli_stop (&cli);
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      fprintf (stderr, "%s\n", _ ("hexaxial-cli: cannot write to standard output"));
      return status == HX_CLI_DONE ? HX_CLI_FAILED : status;
    }
  return status;
}
