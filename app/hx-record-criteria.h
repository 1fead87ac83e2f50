/* hx-record-criteria.h: which records the list shows, and in which order
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

G_BEGIN_DECLS

typedef enum
{
  HX_AGREEMENT_ANY,
  HX_AGREEMENT_BRANCHES_AGREE,
  HX_AGREEMENT_BRANCHES_DISAGREE, /* for some label */
  HX_AGREEMENT_GIVEN_SAME,        /* model and data set say the same of the session's label */
  HX_AGREEMENT_GIVEN_DIFFERS,
} HxAgreement;

typedef enum
{
  HX_ORIGIN_FILTER_ANY,
  HX_ORIGIN_FILTER_RECORDED,
  HX_ORIGIN_FILTER_SIMULATED,
} HxOriginFilter;

typedef enum
{
  HX_REVIEW_FILTER_ANY,
  HX_REVIEW_FILTER_REVIEWED,
  HX_REVIEW_FILTER_OPEN, /* nobody has decided anything yet */
} HxReviewFilter;

typedef enum
{
  HX_ORDER_LIBRARY, /* opened files, then by data set and id */
  HX_ORDER_ID,
  HX_ORDER_DATE, /* latest first */
  HX_ORDER_AGE,
  HX_ORDER_SCORE,  /* of the session's label, highest first */
  HX_ORDER_MARGIN, /* of the session's label, highest first */
  HX_ORDER_DOUBT,  /* where the branches differ most first */
  HX_N_ORDERS,
} HxRecordOrder;

/** Name of an order in settings and actions: "library", "id", … */
const char *hx_record_order_name (HxRecordOrder order);
HxRecordOrder hx_record_order_from_name (const char *name); /* HX_ORDER_LIBRARY for an unknown one */

/** HxRecordCriteria: all that is asked of the list. Zeroed but for @fold it shows everything. */
typedef struct
{
  char **words;  /* (nullable): casefolded; each must occur in a record's search text */
  int fold;      /* -1: any */
  char *given;   /* (nullable): code that the data set gave */
  int predicted; /* label of the session's model that counts as found, -1: any */
  HxAgreement agreement;
  HxOriginFilter origin;
  HxReviewFilter review;
  HxRecordOrder order;
  gboolean reversed;
} HxRecordCriteria;

void hx_record_criteria_init (HxRecordCriteria *criteria);
void hx_record_criteria_clear (HxRecordCriteria *criteria);

void hx_record_criteria_set_search (HxRecordCriteria *criteria, const char *text);

/** How many of the filters, the search left out, are in use. */
guint hx_record_criteria_count (const HxRecordCriteria *criteria);

/** Whether filter or order depend on what the model says, or on the label. */
gboolean hx_record_criteria_need_statements (const HxRecordCriteria *criteria);

gboolean hx_record_criteria_match (const HxRecordCriteria *criteria, HxSession *session, HxRecordItem *item);

/** HxRecordPlace: what a record is sorted by. */
typedef struct
{
  HxRecordItem *item; /* not owned */
  double number;      /* NaN: unknown, last in either direction */
  const char *text;   /* the item's */
} HxRecordPlace;

void hx_record_criteria_place (const HxRecordCriteria *criteria, HxSession *session, HxRecordItem *item,
                               HxRecordPlace *place);

/** Sorts n places; equal ones stay in the order they have. Nothing to do for %HX_ORDER_LIBRARY. */
void hx_record_criteria_sort (const HxRecordCriteria *criteria, HxRecordPlace *places, guint n);

G_END_DECLS
