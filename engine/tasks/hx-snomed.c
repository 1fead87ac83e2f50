/* hx-snomed.c: names for the SNOMED CT codes of the PhysioNet/CinC Challenges
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-snomed.h"

#include <stdlib.h>
#include <string.h>

#define MIN_DIGITS 6
#define MAX_DIGITS 18

static const HxSnomedCode codes[] = {
#define CODE(number, abbreviation, name) { number, abbreviation, name },
#include "engine/tasks/snomed-codes.inc"
#undef CODE
};

const HxSnomedCode *
hx_snomed_codes (guint *n)
{
  g_return_val_if_fail (n != NULL, NULL);

  *n = G_N_ELEMENTS (codes);
  return codes;
}

static int
compare_code (gconstpointer code, gconstpointer entry)
{
  return strcmp (code, ((const HxSnomedCode *)entry)->code);
}

const HxSnomedCode *
hx_snomed_find (const char *code)
{
  g_return_val_if_fail (code != NULL, NULL);

  return bsearch (code, codes, G_N_ELEMENTS (codes), sizeof codes[0], compare_code);
}

gboolean
hx_snomed_is_code (const char *code)
{
  gsize n_digits;

  g_return_val_if_fail (code != NULL, FALSE);

  n_digits = strspn (code, "0123456789");
  return n_digits >= MIN_DIGITS && n_digits <= MAX_DIGITS && code[n_digits] == '\0' && code[0] != '0';
}

char *
hx_snomed_describe (const char *code)
{
  const HxSnomedCode *entry;

  g_return_val_if_fail (code != NULL, NULL);

  entry = hx_snomed_find (code);
  return entry != NULL ? g_strdup (entry->name) : g_strdup_printf ("SNOMED %s", code);
}
