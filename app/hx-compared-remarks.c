/* hx-compared-remarks.c: what is to be known of the leads of recordings that are compared
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-compared-remarks.h"

#include "app/hx-page-measuring.h"

typedef struct
{
  HxSession *session;
  HxTraceView *trace;
  HxTraceFilters *filters; /* whose life it shares */
  GPtrArray *measuring;    /* of HxPageMeasuring: one for each */
} ComparedRemarks;

static void
measured (HxPageMeasuring *one, ComparedRemarks *self)
{
  double from_s;
  const HxMeasurements *known = hx_page_measuring_get (one, &from_s);
  g_auto (GStrv) remarks = known ? hx_measurements_dup_remarks (known) : NULL;
  guint index;
  if (g_ptr_array_find (self->measuring, one, &index) && index < hx_trace_view_get_n_compared (self->trace))
    hx_trace_view_set_compared_remarks (self->trace, index, (const char *const *)remarks);
}

/* As they were recorded, whatever filter they are drawn through. */
static void
compared_changed (ComparedRemarks *self)
{
  GPtrArray *recordings = hx_trace_filters_get_compared (self->filters);
  g_ptr_array_set_size (self->measuring, 0);
  for (guint i = 0; i < recordings->len; i++)
    {
      HxPageMeasuring *one = hx_page_measuring_new (self->session, self->trace);
      g_ptr_array_add (self->measuring, one);
      g_signal_connect (one, "measured", G_CALLBACK (measured), self);
      hx_page_measuring_set_recording (one, g_ptr_array_index (recordings, i));
    }
}

static void
compared_remarks_free (gpointer data)
{
  ComparedRemarks *self = data;
  g_signal_handlers_disconnect_by_data (self->trace, self);
  g_ptr_array_unref (self->measuring);
  g_object_unref (self->session);
  g_object_unref (self->trace);
  g_free (self);
}

void
hx_compared_remarks_attach (HxSession *session, HxTraceView *trace, HxTraceFilters *filters)
{
  ComparedRemarks *self = g_new0 (ComparedRemarks, 1);
  self->session = g_object_ref (session);
  self->trace = g_object_ref (trace);
  self->filters = filters;
  self->measuring = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_data_full (G_OBJECT (filters), "hx-compared-remarks", self, compared_remarks_free);
  g_signal_connect_swapped (trace, "notify::n-compared", G_CALLBACK (compared_changed), self);
}
