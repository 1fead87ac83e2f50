/* hx-snomed.h: names for the SNOMED CT codes of the PhysioNet/CinC Challenges
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A statement of the PhysioNet/CinC Challenges 2020 and 2021. */
typedef struct
{
  const char *code;         /* "426783006" */
  const char *abbreviation; /* of the Challenges, "NSR" */
  const char *name;         /* "sinus rhythm" */
} HxSnomedCode;

/** All of them, sorted by code (bytewise); @n receives their number. Static. */
const HxSnomedCode *hx_snomed_codes (guint *n);

/** The entry of @code, NULL for one that the Challenges do not use. Static. */
const HxSnomedCode *hx_snomed_find (const char *code);

/**
 * hx_snomed_is_code:
 *
 * Whether @code is written as SNOMED CT identifiers are: 6 to 18 decimal digits, the first not 0 (SNOMED CT
 * Technical Implementation Guide, "SCTID"). No SCP-ECG statement is, so that the form alone tells the two
 * systems apart. The check digit is not looked at: a code that somebody mistyped is kept as it stands.
 */
gboolean hx_snomed_is_code (const char *code);

/** The name of @code, "SNOMED 123456789" for one without. Returns: (transfer full) */
char *hx_snomed_describe (const char *code);

G_END_DECLS
