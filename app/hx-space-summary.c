/* hx-space-summary.c: how well every label's space keeps its records apart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-space-summary.h"

#include "app/hx-space-map.h"

#include <math.h>

/* Longest that one slice of counting keeps the main loop. */
#define SLICE_US 3000
/* Predictions arrive in bursts; the numbers follow once they pause. */
#define SETTLE_MS 150

struct _HxSpaceSummary
{
  GObject parent_instance;
  HxSession *session;
  HxSpaceMap *map; /* knows which records may be shown */
  guint n_holds;
  gboolean stale;
  guint n_labels;
  HxLabelNumbers *numbers;  /* n_labels, or NULL */
  HxLabelNumbers *counting; /* the same while they are counted */
  guint n_counting;
  guint position; /* next record to look at */
  guint source;
};

G_DEFINE_FINAL_TYPE (HxSpaceSummary, hx_space_summary, G_TYPE_OBJECT)

static guint changed_signal;

static void
count_record (HxSpaceSummary *self, HxRecordItem *record)
{
  guint n_labels = 0;
  const HxStatement *statements = hx_record_item_get_statements (record, &n_labels);
  if (!statements || n_labels != self->n_counting || !hx_space_map_may_show (self->map, record))
    return;
  for (guint label = 0; label < n_labels; label++)
    {
      HxLabelNumbers *numbers = &self->counting[label];
      double margin = statements[label].margin;
      int given = hx_session_get_given (self->session, record, (int)label);
      double towards = given ? margin : -margin;
      if (given < 0 || isnan (margin))
        continue;
      numbers->n_with += given == 1;
      numbers->n_without += given == 0;
      numbers->n_right += towards > 0.0;
      numbers->margin_sum += towards;
    }
}

static gboolean
count_slice (gpointer user_data)
{
  HxSpaceSummary *self = user_data;
  GListModel *records = hx_session_get_records (self->session);
  gint64 end_us = g_get_monotonic_time () + SLICE_US;
  guint n = g_list_model_get_n_items (records);
  while (self->position < n)
    {
      g_autoptr (HxRecordItem) record = g_list_model_get_item (records, self->position++);
      count_record (self, record);
      if (g_get_monotonic_time () > end_us)
        return G_SOURCE_CONTINUE;
    }
  self->source = 0;
  g_free (self->numbers);
  self->numbers = g_steal_pointer (&self->counting);
  self->n_labels = self->n_counting;
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

static void
abandon (HxSpaceSummary *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->counting, g_free);
}

static void
start (HxSpaceSummary *self)
{
  HxModel *model = hx_session_get_model (self->session);
  abandon (self);
  self->stale = FALSE;
  if (!model || hx_model_get_head (model) != HX_HEAD_LDM)
    return;
  self->n_counting = hx_model_get_n_labels (model);
  self->counting = g_new0 (HxLabelNumbers, self->n_counting);
  self->position = 0;
  self->source = g_idle_add_full (G_PRIORITY_LOW, count_slice, self, NULL);
}

static gboolean
settled (gpointer user_data)
{
  HxSpaceSummary *self = user_data;
  self->source = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

static void
data_changed (HxSpaceSummary *self)
{
  abandon (self);
  self->stale = TRUE;
  if (self->n_holds > 0)
    self->source = g_timeout_add (SETTLE_MS, settled, self);
}

static void
model_changed (HxSpaceSummary *self)
{
  g_clear_pointer (&self->numbers, g_free);
  self->n_labels = 0;
  g_signal_emit (self, changed_signal, 0);
  data_changed (self);
}

static void
hx_space_summary_dispose (GObject *object)
{
  HxSpaceSummary *self = HX_SPACE_SUMMARY (object);
  abandon (self);
  g_clear_pointer (&self->numbers, g_free);
  g_clear_object (&self->map);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_space_summary_parent_class)->dispose (object);
}

static void
hx_space_summary_class_init (HxSpaceSummaryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_space_summary_dispose;
  changed_signal =
      g_signal_new ("changed", HX_TYPE_SPACE_SUMMARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_space_summary_init (HxSpaceSummary *self)
{
  self->stale = TRUE;
}

HxSpaceSummary *
hx_space_summary_new (HxSession *session)
{
  HxSpaceSummary *self = g_object_new (HX_TYPE_SPACE_SUMMARY, NULL);
  self->session = g_object_ref (session);
  self->map = g_object_ref (hx_space_map_get (session));
  g_signal_connect_object (session, "notify::model", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "predictions-changed", G_CALLBACK (data_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "records-changed", G_CALLBACK (data_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
hx_space_summary_hold (HxSpaceSummary *self)
{
  g_return_if_fail (HX_IS_SPACE_SUMMARY (self));
  if (self->n_holds++ == 0 && self->stale)
    start (self);
}

void
hx_space_summary_release (HxSpaceSummary *self)
{
  g_return_if_fail (HX_IS_SPACE_SUMMARY (self) && self->n_holds > 0);
  if (--self->n_holds > 0 || !self->source)
    return;
  abandon (self);
  self->stale = TRUE;
}

const HxLabelNumbers *
hx_space_summary_get (HxSpaceSummary *self, guint *n_labels)
{
  g_return_val_if_fail (HX_IS_SPACE_SUMMARY (self), NULL);
  *n_labels = self->numbers ? self->n_labels : 0;
  return self->numbers;
}

void
hx_space_summary_count_anew (HxSpaceSummary *self)
{
  g_return_if_fail (HX_IS_SPACE_SUMMARY (self));
  data_changed (self);
}
