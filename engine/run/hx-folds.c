/* hx-folds.c: sets of folds as people write them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-folds.h"

#include "engine/base/hx-error.h"

#define MAX_FOLD 63

static gboolean
take_fold (const char **text, guint *fold)
{
  guint64 value;
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  value = g_ascii_strtoull (*text, &end, 10);
  if (value < 1 || value > MAX_FOLD)
    return FALSE;
  *fold = (guint)value;
  *text = end;
  return TRUE;
}

/* "3" or "1-8" */
static gboolean
take_range (const char **text, HxFolds *folds)
{
  guint first, last;

  if (!take_fold (text, &first))
    return FALSE;
  last = first;
  if (**text == '-')
    {
      (*text)++;
      if (!take_fold (text, &last) || last < first)
        return FALSE;
    }
  for (guint fold = first; fold <= last; fold++)
    *folds |= (HxFolds)1 << fold;
  return TRUE;
}

gboolean
hx_folds_parse (const char *text, HxFolds *folds, GError **error)
{
  const char *rest = text;

  g_return_val_if_fail (text != NULL && folds != NULL, FALSE);

  if (g_str_equal (text, "all"))
    {
      *folds = HX_FOLDS_ALL;
      return TRUE;
    }
  *folds = 0;
  while (take_range (&rest, folds))
    {
      if (*rest == '\0')
        return TRUE;
      if (*rest++ != ',')
        break;
    }
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
               "“%s” is not a list of folds, like 1-8 or 9,10 (folds are 1 to %d)", text, MAX_FOLD);
  return FALSE;
}

char *
hx_folds_format (HxFolds folds)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (folds == HX_FOLDS_ALL)
    return g_strdup ("all");
  for (int first = 1; first <= MAX_FOLD; first++)
    {
      int last = first;

      if (!hx_folds_contain (folds, first))
        continue;
      while (hx_folds_contain (folds, last + 1))
        last++;
      g_string_append_printf (text, "%s%d", text->len > 0 ? "," : "", first);
      if (last > first)
        g_string_append_printf (text, "%c%d", last > first + 1 ? '-' : ',', last);
      first = last;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
