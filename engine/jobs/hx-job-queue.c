/* hx-job-queue.c: jobs in lanes, as a list
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lane is a GThreadPool of one thread of its own, which takes jobs in the order in which they
 * came. The threads are not shared with GLib's other pools, since a thread that has lowered its
 * priority cannot raise it again.
 */
#include "engine/jobs/hx-job-private.h"

struct _HxJobQueue
{
  GObject parent_instance;
  GPtrArray *jobs;   /* waiting and running, oldest first */
  GHashTable *lanes; /* name to GThreadPool */
  guint n_finished;  /* since the queue was last idle */
  double fraction;
  gboolean shut_down;
};

enum
{
  PROP_FRACTION = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
hx_job_queue_get_item_type (GListModel *list)
{
  return HX_TYPE_JOB;
}

static guint
hx_job_queue_get_n_items (GListModel *list)
{
  return HX_JOB_QUEUE (list)->jobs->len;
}

static gpointer
hx_job_queue_get_item (GListModel *list, guint position)
{
  HxJobQueue *self = HX_JOB_QUEUE (list);

  return position < self->jobs->len ? g_object_ref (g_ptr_array_index (self->jobs, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hx_job_queue_get_item_type;
  iface->get_n_items = hx_job_queue_get_n_items;
  iface->get_item = hx_job_queue_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HxJobQueue, hx_job_queue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
update_fraction (HxJobQueue *self)
{
  gboolean known = self->n_finished > 0;
  double done = self->n_finished, fraction;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      double of_job = hx_job_get_fraction (g_ptr_array_index (self->jobs, i));

      known = known || of_job >= 0.0;
      done += MAX (of_job, 0.0);
    }
  fraction = self->jobs->len > 0 && known ? done / (self->n_finished + self->jobs->len) : -1.0;
  if (fraction == self->fraction)
    return;
  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
job_left (HxJob *job, gpointer queue)
{
  g_autoptr (HxJobQueue) self = queue; /* the job's reference */
  guint position;

  if (!g_ptr_array_find (self->jobs, job, &position))
    return;
  g_signal_handlers_disconnect_by_func (job, update_fraction, self);
  g_ptr_array_remove_index (self->jobs, position);
  self->n_finished = self->jobs->len > 0 ? self->n_finished + 1 : 0;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  update_fraction (self);
}

static void
run_in_lane (gpointer job, gpointer unused)
{
  hx_job_run (job);
}

static GThreadPool *
get_lane (HxJobQueue *self, const char *name)
{
  GThreadPool *lane = g_hash_table_lookup (self->lanes, name);

  if (lane == NULL)
    {
      lane = g_thread_pool_new (run_in_lane, NULL, 1, TRUE, NULL);
      g_hash_table_insert (self->lanes, g_strdup (name), lane);
    }
  return lane;
}

void
hx_job_queue_submit (HxJobQueue *self, HxJob *job, const char *lane)
{
  g_return_if_fail (HX_IS_JOB_QUEUE (self) && HX_IS_JOB (job) && lane != NULL);
  g_return_if_fail (hx_job_enter_queue (job, self, job_left));

  g_object_ref (self); /* until the job has left */
  g_ptr_array_add (self->jobs, g_object_ref (job));
  g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (update_fraction), self);
  g_list_model_items_changed (G_LIST_MODEL (self), self->jobs->len - 1, 0, 1);
  update_fraction (self);
  if (self->shut_down && !job->needed)
    hx_job_cancel (job);
  else
    g_thread_pool_push (get_lane (self, lane), g_object_ref (job), NULL);
}

void
hx_job_queue_cancel_all (HxJobQueue *self)
{
  g_return_if_fail (HX_IS_JOB_QUEUE (self));

  for (guint i = 0; i < self->jobs->len; i++)
    hx_job_cancel (g_ptr_array_index (self->jobs, i));
}

void
hx_job_queue_shutdown (HxJobQueue *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_return_if_fail (HX_IS_JOB_QUEUE (self));

  self->shut_down = TRUE;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      HxJob *job = g_ptr_array_index (self->jobs, i);

      if (!job->needed)
        hx_job_cancel (job);
    }
  while (self->jobs->len > 0)
    g_main_context_iteration (context, TRUE);
}

static void
free_lane (gpointer lane)
{
  g_thread_pool_free (lane, FALSE, TRUE);
}

static void
hx_job_queue_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FRACTION)
    g_value_set_double (value, HX_JOB_QUEUE (object)->fraction);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hx_job_queue_finalize (GObject *object)
{
  HxJobQueue *self = HX_JOB_QUEUE (object);

  g_hash_table_unref (self->lanes);
  g_ptr_array_unref (self->jobs);
  G_OBJECT_CLASS (hx_job_queue_parent_class)->finalize (object);
}

static void
hx_job_queue_class_init (HxJobQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hx_job_queue_get_property;
  object_class->finalize = hx_job_queue_finalize;
  properties[PROP_FRACTION] =
      g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hx_job_queue_init (HxJobQueue *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_lane);
  self->fraction = -1.0;
}

HxJobQueue *
hx_job_queue_new (void)
{
  return g_object_new (HX_TYPE_JOB_QUEUE, NULL);
}
