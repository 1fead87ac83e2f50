/* hx-session-label.c: the chosen label, what data sets give, and what the model says of single records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-session-private.h"

/* What a data set's code means to the model, as a pointer that is never NULL. */
enum
{
  CODE_NOT_LEARNED = 1, /* not in the model's task */
  CODE_ELSEWHERE = 2,   /* in the task, but its label is not the model's */
  CODE_FIRST_LABEL = 3,
};

/* One record that the model is asked about. */
typedef struct
{
  HxSession *session;
  HxRecordItem *item;
  HxLoad *load;
} Request;

void
hx_session_request_free (gpointer data)
{
  Request *request = data;
  g_clear_pointer (&request->load, hx_load_cancel);
  g_object_unref (request->item);
  g_free (request);
}

/* --- label -------------------------------------------------------------------------- */

int
hx_session_get_label (HxSession *self)
{
  return self->label;
}

gboolean
hx_session_label_is_guess (HxSession *self)
{
  return self->label_is_guess;
}

void
hx_session_set_label (HxSession *self, int label)
{
  g_return_if_fail (label >= -1
                    && (label < 0 || (self->model && label < (int)hx_model_get_n_labels (self->model))));
  self->label_is_guess = FALSE;
  if (label == self->label)
    return;
  self->label = label;
  hx_session_notify (self, "label");
}

/* "Normal" is the least telling of all labels to begin with. */
static gboolean
is_telling (HxModel *model, guint label)
{
  static const char *const plain[] = { "NORM", "SR", NULL };
  return !g_strv_contains (plain, hx_model_get_label (model, label)->code);
}

void
hx_session_guess_label (HxSession *self)
{
  guint leading[3], n;
  if (!self->label_is_guess || !self->record || !hx_session_get_statements_shown (self))
    return;
  n = hx_record_item_get_leading (self->record, leading, G_N_ELEMENTS (leading));
  for (guint i = 0; i < n; i++)
    if (is_telling (self->model, leading[i]))
      {
        hx_session_set_label (self, (int)leading[i]);
        return;
      }
}

int
hx_session_choose_first_label (HxSession *self)
{
  int wanted = self->wanted_label ? hx_model_find_label (self->model, self->wanted_label) : -1;
  self->label_is_guess = wanted < 0;
  if (wanted >= 0)
    return wanted;
  for (guint l = 0; l < hx_model_get_n_labels (self->model); l++)
    if (is_telling (self->model, l))
      return (int)l;
  return 0;
}

static guint
meaning_of_code (HxSession *self, const char *code)
{
  const HxTask *task = hx_task_find (hx_model_get_task (self->model));
  guint meaning = GPOINTER_TO_UINT (g_hash_table_lookup (self->label_of_code, code));
  const char *label;
  if (meaning)
    return meaning;
  label = task ? task->label_of (code, self->library ? hx_library_get_statement (self->library, code) : NULL)
               : code;
  if (!label)
    meaning = CODE_NOT_LEARNED;
  else
    {
      int index = hx_model_find_label (self->model, label);
      meaning = index >= 0 ? CODE_FIRST_LABEL + (guint)index : task ? CODE_ELSEWHERE : CODE_NOT_LEARNED;
    }
  g_hash_table_insert (self->label_of_code, g_strdup (code), GUINT_TO_POINTER (meaning));
  return meaning;
}

gboolean
hx_session_code_gives_label (HxSession *self, const char *code, int label)
{
  return self->model && label >= 0 && meaning_of_code (self, code) == CODE_FIRST_LABEL + (guint)label;
}

int
hx_session_get_given (HxSession *self, HxRecordItem *record, int label)
{
  const char *const *codes = hx_record_item_get_codes (record);
  gboolean in_task = FALSE;
  if (!self->model || label < 0)
    return -1;
  for (guint i = 0; codes[i]; i++)
    {
      guint meaning = meaning_of_code (self, codes[i]);
      if (meaning == CODE_FIRST_LABEL + (guint)label)
        return 1;
      in_task |= meaning != CODE_NOT_LEARNED;
    }
  return in_task && hx_task_find (hx_model_get_task (self->model)) ? 0 : -1;
}

/* --- statements of single records ------------------------------------------------------ */

static void
statements_arrived (gpointer result, const GError *error, gpointer user_data)
{
  Request *request = user_data;
  HxSession *self = request->session;
  g_autoptr (HxRecordItem) item = g_object_ref (request->item);
  request->load = NULL;
  g_hash_table_remove (self->requests, item);
  if (error)
    {
      g_hash_table_insert (self->problems, g_object_ref (item), g_strdup (error->message));
      g_object_notify (G_OBJECT (item), "statements");
      return;
    }
  /* The library's own statements may have come first. */
  if (hx_record_item_get_statements (item, NULL))
    {
      g_free (result);
      return;
    }
  g_ptr_array_add (self->blocks, hx_statement_block_new (result, 1, hx_model_get_n_labels (self->model),
                                                         self->threshold_logits));
  hx_record_item_set_statements (item, g_ptr_array_index (self->blocks, self->blocks->len - 1), 0);
  hx_session_guess_label (self);
}

void
hx_session_request_statements (HxSession *self, HxRecordItem *item)
{
  HxRecording *recording = hx_record_item_get_recording (item);
  Request *request;
  if (!recording && item == self->record)
    recording = self->recording;
  if (!self->model || !recording || hx_record_item_get_statements (item, NULL)
      || g_hash_table_contains (self->requests, item) || g_hash_table_contains (self->problems, item))
    return;
  request = g_new0 (Request, 1);
  request->session = self;
  request->item = g_object_ref (item);
  request->load =
      hx_record_loader_predict (self->loader, self->model, recording, statements_arrived, request);
  g_hash_table_insert (self->requests, item, request);
}

const char *
hx_session_get_statements_problem (HxSession *self)
{
  return self->record ? g_hash_table_lookup (self->problems, self->record) : NULL;
}

void
hx_session_take_statements (HxSession *self, gint64 *keys, HxStatement *statements, guint n_records)
{
  HxStatementBlock *block = hx_statement_block_new (
      statements, n_records, hx_model_get_n_labels (self->model), self->threshold_logits);
  g_ptr_array_add (self->blocks, block);
  hx_session_apply_statements (self, block, keys, n_records);
}
