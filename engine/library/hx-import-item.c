/* hx-import-item.c: a record on its way into the library, and what became of it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include <math.h>

HxImportItem *
hx_import_item_new (const char *path, const char *dataset, const char *title, const char *record_id)
{
  HxImportItem *item = g_new0 (HxImportItem, 1);

  item->path = g_strdup (path);
  item->dataset = g_strdup (dataset);
  item->title = g_strdup (title);
  item->record_id = g_strdup (record_id);
  item->origin = g_strdup (HX_ORIGIN_RECORDED);
  item->age_years = (double)NAN;
  item->metadata = json_object_new ();
  item->codes = g_ptr_array_new_with_free_func (g_free);
  item->likelihoods = g_array_new (FALSE, FALSE, sizeof (float));
  return item;
}

void
hx_import_item_forget_signals (HxImportItem *item)
{
  g_clear_object (&item->recording);
  g_clear_object (&item->training_source);
}

void
hx_import_item_free (HxImportItem *item)
{
  if (item == NULL)
    return;
  hx_import_item_forget_signals (item);
  g_free (item->path);
  g_free (item->dataset);
  g_free (item->title);
  g_free (item->record_id);
  g_free (item->origin);
  g_free (item->patient_id);
  g_free (item->sex);
  g_free (item->recorded_at);
  g_free (item->report);
  g_free (item->lead_names);
  g_free (item->hash);
  g_clear_error (&item->failure);
  json_object_unref (item->metadata);
  g_ptr_array_unref (item->codes);
  g_array_unref (item->likelihoods);
  g_free (item);
}

void
hx_import_item_add_code (HxImportItem *item, const char *code, double likelihood)
{
  float value = (float)likelihood;

  g_ptr_array_add (item->codes, g_strdup (code));
  g_array_append_val (item->likelihoods, value);
}

static void
free_failure (gpointer data)
{
  HxImportFailure *failure = data;

  g_free (failure->path);
  g_free (failure->message);
  g_free (failure);
}

HxImportReport *
hx_import_report_new (void)
{
  HxImportReport *report = g_new0 (HxImportReport, 1);

  report->failures = g_ptr_array_new_with_free_func (free_failure);
  return report;
}

void
hx_import_report_add_failure (HxImportReport *report, const char *path, const GError *fault)
{
  HxImportFailure *failure = g_new0 (HxImportFailure, 1);

  failure->path = g_strdup (path);
  failure->message = g_strdup (fault->message);
  failure->domain = fault->domain;
  failure->code = fault->code;
  g_ptr_array_add (report->failures, failure);
}

void
hx_import_report_free (HxImportReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->failures, g_ptr_array_unref);
  g_free (report);
}
