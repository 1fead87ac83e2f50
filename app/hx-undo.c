/* hx-undo.c: what a person has done to a record, and its undoing
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-undo.h"

typedef struct
{
  char *name, *text;
  char *before, *after;
  gint64 time_us;
} Step;

struct _HxUndo
{
  GObject parent_instance;
  GPtrArray *steps; /* of Step: those done, then those undone */
  guint n_done;
  gboolean open; /* the last step done may be gone on with */
};

enum
{
  SIGNAL_APPLY,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HxUndo, hx_undo, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;
  g_free (step->name);
  g_free (step->text);
  g_free (step->before);
  g_free (step->after);
  g_free (step);
}

static Step *
get_step (HxUndo *self, guint index)
{
  return g_ptr_array_index (self->steps, index);
}

/* Whether the step went on with the one before it. */
static gboolean
go_on (HxUndo *self, const char *name, const char *text, const char *after)
{
  Step *last = self->open && self->n_done > 0 ? get_step (self, self->n_done - 1) : NULL;
  const gint64 now_us = g_get_monotonic_time ();
  if (!last || !g_str_equal (last->name, name) || !g_str_equal (last->text, text)
      || now_us - last->time_us > HX_UNDO_MERGE_MS * 1000)
    return FALSE;
  last->time_us = now_us;
  g_free (last->after);
  last->after = g_strdup (after);
  /* Moved there and back: nothing was done. */
  if (g_strcmp0 (last->before, last->after) == 0)
    {
      g_ptr_array_remove_index (self->steps, --self->n_done);
      self->open = FALSE;
    }
  return TRUE;
}

void
hx_undo_push (HxUndo *self, const char *name, const char *text, const char *before, const char *after,
              gboolean merge)
{
  Step *step;
  g_return_if_fail (HX_IS_UNDO (self));
  g_return_if_fail (name && text);
  if (g_strcmp0 (before, after) == 0)
    return;
  g_ptr_array_set_size (self->steps, (int)self->n_done);
  if (!merge || !go_on (self, name, text, after))
    {
      if (self->n_done == HX_UNDO_MAX_STEPS)
        g_ptr_array_remove_index (self->steps, 0);
      step = g_new0 (Step, 1);
      step->name = g_strdup (name);
      step->text = g_strdup (text);
      step->before = g_strdup (before);
      step->after = g_strdup (after);
      step->time_us = g_get_monotonic_time ();
      g_ptr_array_add (self->steps, step);
      self->n_done = self->steps->len;
      self->open = TRUE;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
hx_undo_undo (HxUndo *self)
{
  const Step *step;
  g_return_val_if_fail (HX_IS_UNDO (self), FALSE);
  if (self->n_done == 0)
    return FALSE;
  self->open = FALSE;
  step = get_step (self, --self->n_done);
  g_signal_emit (self, signals[SIGNAL_APPLY], 0, step->name, step->before);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

gboolean
hx_undo_redo (HxUndo *self)
{
  const Step *step;
  g_return_val_if_fail (HX_IS_UNDO (self), FALSE);
  if (self->n_done == self->steps->len)
    return FALSE;
  step = get_step (self, self->n_done++);
  g_signal_emit (self, signals[SIGNAL_APPLY], 0, step->name, step->after);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

const char *
hx_undo_get_undo_text (HxUndo *self)
{
  g_return_val_if_fail (HX_IS_UNDO (self), NULL);
  return self->n_done > 0 ? get_step (self, self->n_done - 1)->text : NULL;
}

const char *
hx_undo_get_redo_text (HxUndo *self)
{
  g_return_val_if_fail (HX_IS_UNDO (self), NULL);
  return self->n_done < self->steps->len ? get_step (self, self->n_done)->text : NULL;
}

static void
hx_undo_finalize (GObject *object)
{
  g_ptr_array_unref (HX_UNDO (object)->steps);
  G_OBJECT_CLASS (hx_undo_parent_class)->finalize (object);
}

static void
hx_undo_class_init (HxUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_undo_finalize;
  signals[SIGNAL_APPLY] = g_signal_new ("apply", HX_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", HX_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_undo_init (HxUndo *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
}

HxUndo *
hx_undo_new (void)
{
  return g_object_new (HX_TYPE_UNDO, NULL);
}
