/* hx-cli.h: what all commands share: options, progress, cancellation, output
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"
#include "engine/library/hx-library.h"
#include "engine/models/hx-model.h"
#include "engine/run/hx-folds.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Exit statuses. */
enum
{
  HX_CLI_DONE = 0,
  HX_CLI_FAILED = 1,
  HX_CLI_USAGE = 2,
  HX_CLI_CANCELLED = 130,
};

/** HxCli: one run of the program. */
typedef struct
{
  GCancellable *cancellable; /* triggered by SIGINT and SIGTERM */
  HxProgress progress;       /* to standard error */
} HxCli;

/**
 * HxCommand: one command. Each lives in hx-command-NAME.c and is listed once, in meson.build. @argv[0] is the
 * command's name. Returns: an exit status
 */
typedef struct
{
  const char *name;
  const char *summary; /* translatable */
  int (*run) (HxCli *cli, int argc, char **argv);
} HxCommand;

/**
 * hx_cli_parse:
 * @arguments: what stands behind the options in the help, "MODEL FILE..."
 * @description: what the command does
 * @min: @max: how many arguments may stand there
 *
 * Parses @argv and leaves the arguments in *@rest (NULL-terminated, free with g_strfreev()). When it returns
 * FALSE, the fault, with a hint, is on standard error and the command returns %HX_CLI_USAGE. --help prints
 * and exits with 0.
 */
gboolean hx_cli_parse (int argc, char **argv, const char *arguments, const char *description,
                       const GOptionEntry *entries, guint min, guint max, char ***rest);

/** Says what is wrong with the usage of @command; returns %HX_CLI_USAGE. */
int hx_cli_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** Says what failed; returns %HX_CLI_FAILED, or %HX_CLI_CANCELLED if @error says so. */
int hx_cli_fail (HxCli *cli, const GError *error);

/* Values of options; each says what is wrong on standard error and returns FALSE. */
gboolean hx_cli_integer (const char *command, const char *option, const char *text, gint64 low, gint64 high,
                         gint64 *value);
gboolean hx_cli_seed (const char *command, const char *text, guint64 *seed);
gboolean hx_cli_number (const char *command, const char *option, const char *text, double low, double high,
                        double *value);
gboolean hx_cli_folds (const char *command, const char *option, const char *text, HxFolds *folds);
gboolean hx_cli_required (const char *command, const char *option, const char *text);
/** Checks the names of a --backbone and a --head. */
gboolean hx_cli_network (const char *command, const char *backbone, const char *head_name, HxHead *head);

/** The names of a library's records (HxRecordInfo) by key. (transfer full): of borrowed strings */
GHashTable *hx_cli_record_names (GPtrArray *infos);

/** Ends the progress bar's line, if there is one. */
void hx_cli_end_progress (HxCli *cli);

/** Prints one JSON document and a line break on standard output. Takes @node. */
void hx_cli_print_json (JsonNode *node);

/** Adds a number; what is not finite is null. */
void hx_cli_set_number (JsonObject *object, const char *name, double value);

G_END_DECLS
