/* hx-cli-progress.h: progress on standard error, and cancellation by signals
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cli/hx-cli.h"

G_BEGIN_DECLS

/** Sets up @cli: a bar on a terminal, a line a second elsewhere; SIGINT and SIGTERM cancel. */
void hx_cli_start (HxCli *cli);
void hx_cli_stop (HxCli *cli);

G_END_DECLS
