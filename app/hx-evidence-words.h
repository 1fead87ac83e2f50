/* hx-evidence-words.h: contributions to a score in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-attribution.h"

G_BEGIN_DECLS

/** "V2 at 3.12 s, +0.45; …": the strongest; NULL if nothing contributed. (transfer full) */
char *hx_evidence_words_moments (HxModel *model, const HxAttribution *attribution, const float *smooth);

/** How much all contributions make, which stretch decided, and @moments (nullable). (transfer full) */
char *hx_evidence_words_summary (HxModel *model, const HxAttribution *attribution, const char *moments);

G_END_DECLS
