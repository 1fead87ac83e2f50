/* hx-command-selfcheck.c: hexaxial-cli selfcheck
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/run/hx-selfcheck.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static gboolean
check (HxCli *cli, const char *path)
{
  g_autoptr (GError) fault = NULL;
  HxSelfcheckResult result;
  gboolean ok;

  if (!hx_selfcheck_file (path, &result, cli->cancellable, &fault))
    {
      if (!g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        printf ("%s: FAIL\n", path);
      hx_cli_fail (cli, fault);
      hx_selfcheck_result_clear (&result);
      return FALSE;
    }
  printf (_ ("%s: %s, %u quantities, largest error %.3g of what is allowed (%s)"), path, result.kind,
          result.n_compared, result.worst, result.worst_quantity);
  if (result.n_kinks > 0)
    printf (_ (", %u of them in another order of summation"), result.n_kinks);
  printf (" %s\n", result.ok ? "ok" : "FAIL");
  fflush (stdout);
  ok = result.ok;
  hx_selfcheck_result_clear (&result);
  return ok;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_auto (GStrv) paths = NULL;
  int status = HX_CLI_DONE;

  if (!hx_cli_parse (
          argc, argv, "GOLDEN.json…",
          _ ("Compares this program with the method's reference numbers: answers, losses, every gradient."),
          entries, 1, G_MAXUINT, &paths))
    return HX_CLI_USAGE;
  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (!check (cli, paths[i]))
        status = HX_CLI_FAILED;
      if (g_cancellable_is_cancelled (cli->cancellable))
        return HX_CLI_CANCELLED;
    }
  return status;
}

extern const HxCommand hx_command_selfcheck;
const HxCommand hx_command_selfcheck = { "selfcheck", N_ ("compare with the method's reference numbers"),
                                         run };
