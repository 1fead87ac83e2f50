/* sanitized.h: whether the tests look for wrong use of memory rather than for wrong numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* Then less is repeated: every line runs, while how often a number is right is told by the other build. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif
