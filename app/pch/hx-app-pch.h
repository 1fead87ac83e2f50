/* hx-app-pch.h: what most files of this folder read first, read once (-Db_pch=false: by each file)
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
