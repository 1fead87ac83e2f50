/* hx-wfdb-comments.c: what the comments of a WFDB header tell of the patient and of the diagnoses
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-wfdb-header.h"

#include <math.h>
#include <string.h>

#define MAX_AGE_YEARS 150.0

/* "63", "63 years", "63y"; NaN for anything else, ">89" for instance. */
static double
parse_age (const char *text)
{
  char *end = NULL;
  double age = g_ascii_isdigit (text[0]) ? g_ascii_strtod (text, &end) : NAN;

  if (!(age <= MAX_AGE_YEARS))
    return NAN;
  while (*end == ' ')
    end++;
  return *end == '\0' || g_ascii_tolower (*end) == 'y' ? age : NAN;
}

static const char *
parse_sex (const char *text)
{
  if (g_ascii_strcasecmp (text, "m") == 0 || g_ascii_strcasecmp (text, "male") == 0)
    return "m";
  if (g_ascii_strcasecmp (text, "f") == 0 || g_ascii_strcasecmp (text, "female") == 0)
    return "f";
  return NULL;
}

static void
take_string (char **field, const char *value)
{
  if (*field == NULL && value[0] != '\0')
    *field = g_strdup (value);
}

/* The first comment that tells something counts. */
static void
take_pair (HxWfdbPatient *patient, const char *key, const char *value)
{
  if (g_ascii_strcasecmp (key, "age") == 0 && isnan (patient->age_years))
    patient->age_years = parse_age (value);
  else if ((g_ascii_strcasecmp (key, "sex") == 0 || g_ascii_strcasecmp (key, "gender") == 0)
           && patient->sex == NULL)
    patient->sex = parse_sex (value);
  else if (g_ascii_strcasecmp (key, "patient id") == 0 || g_ascii_strcasecmp (key, "patient") == 0
           || g_ascii_strcasecmp (key, "subject id") == 0 || g_ascii_strcasecmp (key, "subject") == 0)
    take_string (&patient->id, value);
  else if (g_ascii_strcasecmp (key, "patient name") == 0 || g_ascii_strcasecmp (key, "name") == 0)
    take_string (&patient->name, value);
}

/* "<age>: 63  <sex>: M": a value ends where the next key begins. */
static gboolean
take_bracketed_pairs (HxWfdbPatient *patient, char *comment)
{
  char *key = comment;
  gboolean any = FALSE;

  while (key != NULL && (key = strchr (key, '<')) != NULL)
    {
      char *close = strchr (++key, '>');
      char *next;

      if (close == NULL || close[1] != ':')
        continue;
      *close = '\0';
      next = strchr (close + 2, '<');
      if (next != NULL && strchr (next, '>') != NULL)
        {
          g_autofree char *value = g_strndup (close + 2, (gsize)(next - close - 2));

          take_pair (patient, g_strstrip (key), g_strstrip (value));
        }
      else
        take_pair (patient, g_strstrip (key), g_strstrip (close + 2));
      any = TRUE;
      key = next;
    }
  return any;
}

/* "69 M 1085 1629 x1": the MIT-BIH Arrhythmia Database. */
static void
take_bare_age_and_sex (HxWfdbPatient *patient, const char *comment)
{
  g_auto (GStrv) words = g_strsplit (comment, " ", 3);
  gboolean pair =
      words[0] != NULL && words[1] != NULL && (g_str_equal (words[1], "M") || g_str_equal (words[1], "F"));

  if (!pair || isnan (parse_age (words[0])))
    return;
  take_pair (patient, "age", words[0]);
  take_pair (patient, "sex", words[1]);
}

void
hx_wfdb_patient_from_comments (HxWfdbPatient *patient, const GPtrArray *comments)
{
  *patient = (HxWfdbPatient){ .age_years = NAN };
  for (guint i = 0; i < comments->len; i++)
    {
      g_autofree char *comment = g_strdup (comments->pdata[i]);
      char *colon;

      if (take_bracketed_pairs (patient, comment))
        continue;
      colon = strchr (comment, ':');
      if (colon == NULL)
        {
          take_bare_age_and_sex (patient, comment);
          continue;
        }
      *colon = '\0';
      take_pair (patient, g_strstrip (comment), g_strstrip (colon + 1));
    }
}

void
hx_wfdb_patient_clear (HxWfdbPatient *patient)
{
  g_clear_pointer (&patient->id, g_free);
  g_clear_pointer (&patient->name, g_free);
}

/* The value of a comment "Dx: …" or "<Dx>: …", NULL for any other. */
static const char *
dx_of_comment (const char *comment)
{
  const char *colon = strchr (comment, ':');
  g_autofree char *key = colon != NULL ? g_strndup (comment, (gsize)(colon - comment)) : NULL;

  if (key == NULL || g_ascii_strcasecmp (g_strstrip (g_strdelimit (key, "<>", ' ')), "dx") != 0)
    return NULL;
  return colon + 1;
}

char **
hx_wfdb_dx_from_comments (const char *const *comments)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; comments[i] != NULL; i++)
    {
      const char *value = dx_of_comment (comments[i]);
      g_auto (GStrv) words = value != NULL ? g_strsplit_set (value, ",; \t\r\n", -1) : NULL;

      for (guint w = 0; words != NULL && words[w] != NULL; w++)
        if (words[w][0] != '\0' && !g_hash_table_contains (seen, words[w]))
          {
            char *code = g_strdup (words[w]);

            g_hash_table_add (seen, code);
            g_ptr_array_add (codes, code);
          }
    }
  g_ptr_array_add (codes, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&codes), FALSE);
}
