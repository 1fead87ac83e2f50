/* hx-record-criteria.c: which records the list shows, and in which order
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-criteria.h"

#include "app/hx-words.h"

#include <math.h>
#include <string.h>

static const char *const order_names[HX_N_ORDERS] = { "library", "id",     "date", "age",
                                                      "score",   "margin", "doubt" };

const char *
hx_record_order_name (HxRecordOrder order)
{
  return order_names[order];
}

HxRecordOrder
hx_record_order_from_name (const char *name)
{
  for (guint i = 0; i < HX_N_ORDERS; i++)
    if (g_strcmp0 (name, order_names[i]) == 0)
      return (HxRecordOrder)i;
  return HX_ORDER_LIBRARY;
}

void
hx_record_criteria_init (HxRecordCriteria *criteria)
{
  *criteria = (HxRecordCriteria){ .fold = -1, .predicted = -1 };
}

void
hx_record_criteria_clear (HxRecordCriteria *criteria)
{
  g_clear_pointer (&criteria->words, g_strfreev);
  g_clear_pointer (&criteria->given, g_free);
}

void
hx_record_criteria_set_search (HxRecordCriteria *criteria, const char *text)
{
  g_autofree char *folded = text ? g_utf8_casefold (text, -1) : NULL;
  g_clear_pointer (&criteria->words, g_strfreev);
  if (folded && *g_strstrip (folded))
    criteria->words = g_strsplit_set (folded, " \t", -1);
}

guint
hx_record_criteria_count (const HxRecordCriteria *criteria)
{
  return (criteria->fold >= 0) + (criteria->given != NULL) + (criteria->predicted >= 0)
         + (criteria->agreement != HX_AGREEMENT_ANY) + (criteria->origin != HX_ORIGIN_FILTER_ANY)
         + (criteria->review != HX_REVIEW_FILTER_ANY);
}

gboolean
hx_record_criteria_need_statements (const HxRecordCriteria *criteria)
{
  return criteria->predicted >= 0 || criteria->agreement != HX_AGREEMENT_ANY
         || criteria->order == HX_ORDER_SCORE || criteria->order == HX_ORDER_MARGIN
         || criteria->order == HX_ORDER_DOUBT;
}

/* What the model says of one label, unless that is unknown or waits for consent. */
static const HxStatement *
get_statement (HxSession *session, HxRecordItem *item, int label)
{
  guint n_labels;
  const HxStatement *statements = hx_record_item_get_statements (item, &n_labels);
  if (!statements || label < 0 || (guint)label >= n_labels
      || !hx_session_may_show_statements_of (session, item))
    return NULL;
  return statements + label;
}

static gboolean
is_found (HxSession *session, HxRecordItem *item, int label)
{
  const HxStatement *statement = get_statement (session, item, label);
  return statement && statement->score >= hx_words_threshold (hx_session_get_model (session), (guint)label);
}

static gboolean
match_agreement (HxAgreement agreement, HxSession *session, HxRecordItem *item)
{
  int label = hx_session_get_label (session), given;
  if (agreement == HX_AGREEMENT_ANY)
    return TRUE;
  if (!get_statement (session, item, label))
    return FALSE;
  if (agreement == HX_AGREEMENT_BRANCHES_AGREE || agreement == HX_AGREEMENT_BRANCHES_DISAGREE)
    return hx_record_item_branches_disagree (item) == (agreement == HX_AGREEMENT_BRANCHES_DISAGREE);
  given = hx_session_get_given (session, item, label);
  if (given < 0)
    return FALSE;
  return (is_found (session, item, label) == given) == (agreement == HX_AGREEMENT_GIVEN_SAME);
}

gboolean
hx_record_criteria_match (const HxRecordCriteria *criteria, HxSession *session, HxRecordItem *item)
{
  if (criteria->fold >= 0 && hx_record_item_get_fold (item) != criteria->fold)
    return FALSE;
  if (criteria->origin != HX_ORIGIN_FILTER_ANY
      && hx_record_item_is_simulated (item) != (criteria->origin == HX_ORIGIN_FILTER_SIMULATED))
    return FALSE;
  if (criteria->review != HX_REVIEW_FILTER_ANY
      && hx_record_item_is_reviewed (item) != (criteria->review == HX_REVIEW_FILTER_REVIEWED))
    return FALSE;
  if (criteria->given && !hx_record_item_has_code (item, criteria->given))
    return FALSE;
  if (criteria->predicted >= 0 && !is_found (session, item, criteria->predicted))
    return FALSE;
  if (!match_agreement (criteria->agreement, session, item))
    return FALSE;
  for (guint i = 0; criteria->words && criteria->words[i]; i++)
    if (!strstr (hx_record_item_get_search_text (item), criteria->words[i]))
      return FALSE;
  return TRUE;
}

/* --- order --------------------------------------------------------------------------- */

void
hx_record_criteria_place (const HxRecordCriteria *criteria, HxSession *session, HxRecordItem *item,
                          HxRecordPlace *place)
{
  const HxStatement *statement;
  *place = (HxRecordPlace){ .item = item, .number = NAN };
  switch (criteria->order)
    {
    case HX_ORDER_ID:
      place->text = hx_record_item_get_title (item);
      break;
    case HX_ORDER_DATE:
      place->text = hx_record_item_get_recorded_at (item);
      break;
    case HX_ORDER_AGE:
      place->number = hx_record_item_get_age_years (item);
      break;
    case HX_ORDER_SCORE:
    case HX_ORDER_MARGIN:
      statement = get_statement (session, item, hx_session_get_label (session));
      if (statement)
        place->number = criteria->order == HX_ORDER_SCORE ? statement->score : statement->margin;
      break;
    case HX_ORDER_DOUBT:
      if (get_statement (session, item, 0))
        place->number = hx_record_item_get_doubt (item);
      break;
    case HX_ORDER_LIBRARY:
    case HX_N_ORDERS:
      break;
    }
}

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxRecordPlace *x = a, *y = b;
  gboolean descending = GPOINTER_TO_INT (user_data);
  if (isnan (x->number) || isnan (y->number))
    return isnan (x->number) - isnan (y->number);
  return descending ? (x->number < y->number) - (x->number > y->number)
                    : (x->number > y->number) - (x->number < y->number);
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxRecordPlace *x = a, *y = b;
  int order;
  if (!x->text || !y->text)
    return (x->text == NULL) - (y->text == NULL);
  order = strverscmp (x->text, y->text); /* numbers in it by value */
  return GPOINTER_TO_INT (user_data) ? -order : order;
}

void
hx_record_criteria_sort (const HxRecordCriteria *criteria, HxRecordPlace *places, guint n)
{
  gboolean by_text = criteria->order == HX_ORDER_ID || criteria->order == HX_ORDER_DATE;
  /* What one looks for stands first: the latest, the highest. */
  gboolean descending = criteria->order != HX_ORDER_ID && criteria->order != HX_ORDER_AGE;
  if (criteria->order == HX_ORDER_LIBRARY)
    return;
  g_qsort_with_data (places, (int)n, sizeof *places, by_text ? compare_texts : compare_numbers,
                     GINT_TO_POINTER (descending != criteria->reversed));
}
