/* hx-cli-statements.h: statements as JSON, as CSV and for people
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cli/hx-cli.h"

G_BEGIN_DECLS

#define HX_CLI_STATEMENT_COLUMNS                                                                             \
  "record_id,label,score,probability,logit,fused,decoupled,gate,margin,window_start_s"

/** An object with one member a label. (transfer full) */
JsonObject *hx_cli_statements_to_json (HxModel *model, const HxStatement *statements);

/** One row a label, in the columns of HX_CLI_STATEMENT_COLUMNS. */
void hx_cli_append_statement_rows (GString *text, HxModel *model, const char *record_id,
                                   const HxStatement *statements);

/** A table on standard output, highest score first. */
void hx_cli_print_statements (HxModel *model, const char *title, const HxStatement *statements);

G_END_DECLS
