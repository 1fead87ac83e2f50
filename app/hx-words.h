/* hx-words.h: numbers and names as people read them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-statement.h"
#include "engine/models/hx-model.h"

G_BEGIN_DECLS

/* All strings are translated and, unless const, (transfer full). NaN becomes an en dash. */

/** Two decimals, and never certainty: "0.94", ">0.99", "<0.01". */
char *hx_words_score (double score);

/** Two decimals with a true sign: "+0.31", "−0.12", "0.00". */
char *hx_words_signed (double value);

/** @n_decimals decimals with a true minus sign. */
char *hx_words_number (double value, int n_decimals);

/** A description as a title: the first letter in upper case. */
char *hx_words_title (const char *description);

/** "40 s", "3 min", "2 h 10 min"; "" for a negative number, which stands for unknown. */
char *hx_words_duration (double seconds);

/** What a model was trained on: "simulated ECGs only", "recorded ECGs", … */
const char *hx_words_origin (const char *origin);

/** "plain" or "decoupled", from a head's name. */
const char *hx_words_head (const char *head);

/** "Diagnostic superclasses" from a task's name; the name itself for a task of somebody's own. */
const char *hx_words_task (const char *task);

/** A day in the locale's form, from ISO 8601; the text itself if it is none. */
char *hx_words_day (const char *iso8601);

/** The score at and above which label @label of @model counts as found. */
double hx_words_threshold (HxModel *model, guint label);

/** TRUE if the two branches stand on different sides of @threshold; FALSE with a plain head. */
gboolean hx_words_branches_disagree (const HxStatement *statement, double threshold);

G_END_DECLS
