/* hx-record-view.c: the session's records, filtered and sorted
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-view.h"

#define SLICE_US 3000
#define ITEMS_BETWEEN_CLOCKS 64
/* Predictions come in chunks: the order follows at this pace, not with every chunk. */
#define SETTLE_MS 300

struct _HxRecordView
{
  GObject parent_instance;
  HxSession *session;
  HxRecordCriteria criteria;
  GPtrArray *items; /* what is shown */
  GArray *places;   /* of HxRecordPlace: the next content, while it is put together */
  guint next;       /* record to look at */
  guint slice_source, settle_source;
};

static guint settled_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HxRecordView, hx_record_view, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return HX_TYPE_RECORD_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return HX_RECORD_VIEW (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HxRecordView *self = HX_RECORD_VIEW (model);
  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Exchanges the content; what is the same at both ends is not reported as changed. */
static void
publish (HxRecordView *self)
{
  guint n_old = self->items->len, n_new = self->places->len, head = 0, tail = 0;
  const HxRecordPlace *places = (const HxRecordPlace *)(gpointer)self->places->data;
  GPtrArray *old = self->items;
  while (head < MIN (n_old, n_new) && g_ptr_array_index (old, head) == places[head].item)
    head++;
  while (tail < MIN (n_old, n_new) - head
         && g_ptr_array_index (old, n_old - 1 - tail) == places[n_new - 1 - tail].item)
    tail++;
  self->items = g_ptr_array_new_full (n_new, g_object_unref);
  for (guint i = 0; i < n_new; i++)
    g_ptr_array_add (self->items, g_object_ref (places[i].item));
  g_array_set_size (self->places, 0);
  if (head < n_old - tail || head < n_new - tail)
    g_list_model_items_changed (G_LIST_MODEL (self), head, n_old - tail - head, n_new - tail - head);
  g_ptr_array_unref (old);
}

static gboolean
work_slice (gpointer user_data)
{
  HxRecordView *self = user_data;
  GListModel *records = hx_session_get_records (self->session);
  guint n = g_list_model_get_n_items (records);
  gint64 until_us = g_get_monotonic_time () + SLICE_US;
  while (self->next < n)
    {
      /* The session's list keeps the item as long as it is in there, and any change begins anew. */
      g_autoptr (HxRecordItem) item = g_list_model_get_item (records, self->next++);
      if (hx_record_criteria_match (&self->criteria, self->session, item))
        {
          HxRecordPlace place;
          hx_record_criteria_place (&self->criteria, self->session, item, &place);
          g_array_append_val (self->places, place);
        }
      if (self->next % ITEMS_BETWEEN_CLOCKS == 0 && g_get_monotonic_time () > until_us)
        return G_SOURCE_CONTINUE;
    }
  self->slice_source = 0;
  hx_record_criteria_sort (&self->criteria, (HxRecordPlace *)(gpointer)self->places->data, self->places->len);
  publish (self);
  g_signal_emit (self, settled_signal, 0);
  return G_SOURCE_REMOVE;
}

void
hx_record_view_changed (HxRecordView *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_array_set_size (self->places, 0);
  self->next = 0;
  if (self->slice_source == 0)
    self->slice_source = g_idle_add (work_slice, self);
}

static gboolean
settled (gpointer user_data)
{
  HxRecordView *self = user_data;
  self->settle_source = 0;
  hx_record_view_changed (self);
  return G_SOURCE_REMOVE;
}

static void
statements_changed (HxRecordView *self)
{
  if (self->settle_source == 0 && hx_record_criteria_need_statements (&self->criteria))
    self->settle_source = g_timeout_add (SETTLE_MS, settled, self);
}

static void
label_changed (HxRecordView *self)
{
  if (hx_record_criteria_need_statements (&self->criteria))
    hx_record_view_changed (self);
}

static void
model_changed (HxRecordView *self)
{
  self->criteria.predicted = -1; /* a label of the model before */
  hx_record_view_changed (self);
}

static void
hx_record_view_dispose (GObject *object)
{
  HxRecordView *self = HX_RECORD_VIEW (object);
  g_clear_handle_id (&self->slice_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_record_view_parent_class)->dispose (object);
}

static void
hx_record_view_finalize (GObject *object)
{
  HxRecordView *self = HX_RECORD_VIEW (object);
  hx_record_criteria_clear (&self->criteria);
  g_ptr_array_unref (self->items);
  g_array_unref (self->places);
  G_OBJECT_CLASS (hx_record_view_parent_class)->finalize (object);
}

static void
hx_record_view_class_init (HxRecordViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_record_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = hx_record_view_finalize;
  settled_signal =
      g_signal_new ("settled", HX_TYPE_RECORD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_record_view_init (HxRecordView *self)
{
  hx_record_criteria_init (&self->criteria);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_array_new (FALSE, FALSE, sizeof (HxRecordPlace));
}

HxRecordView *
hx_record_view_new (HxSession *session)
{
  HxRecordView *self = g_object_new (HX_TYPE_RECORD_VIEW, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (hx_session_get_records (session), "items-changed",
                           G_CALLBACK (hx_record_view_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "predictions-changed", G_CALLBACK (statements_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::label", G_CALLBACK (label_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  hx_record_view_changed (self);
  return self;
}

HxRecordCriteria *
hx_record_view_get_criteria (HxRecordView *self)
{
  return &self->criteria;
}

int
hx_record_view_find (HxRecordView *self, HxRecordItem *item)
{
  guint position;
  return item && g_ptr_array_find (self->items, item, &position) ? (int)position : -1;
}

gboolean
hx_record_view_is_busy (HxRecordView *self)
{
  return self->slice_source != 0 || self->settle_source != 0;
}
