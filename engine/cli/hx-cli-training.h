/* hx-cli-training.h: the options of a training on the command line
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cli/hx-cli.h"
#include "engine/run/hx-train-options.h"

G_BEGIN_DECLS

#define HX_CLI_MAX_TRAIN_OPTIONS 32

/** Texts of the options, as they were given. Cleared with hx_cli_training_clear(). */
typedef struct
{
  char *library, *task, *backbone, *head, *start, *seed, *threads, *train_folds, *validation_folds;
  char *values[HX_CLI_MAX_TRAIN_OPTIONS]; /* of hx_train_option_specs() */
  char *names[HX_CLI_MAX_TRAIN_OPTIONS];  /* "--epochs" */
} HxCliTraining;

void hx_cli_training_clear (HxCliTraining *texts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxCliTraining, hx_cli_training_clear)

/** @own (ended by one without name), then all options of a training into @texts. (transfer full): g_free() */
GOptionEntry *hx_cli_training_entries (HxCliTraining *texts, const GOptionEntry *own);

/** What was given over the recipe's own values; @options borrows the strings. Says what is wrong and returns
 * FALSE. */
gboolean hx_cli_training_read (const char *command, const HxCliTraining *texts, HxTrainOptions *options);

G_END_DECLS
