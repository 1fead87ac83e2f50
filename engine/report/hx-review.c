/* hx-review.c: what a reader has decided on an ECG's statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-review.h"

#include "engine/base/hx-error.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define N_TEXTS 3

/* Indices of texts, and their names in JSON. */
enum
{
  READER,
  TIME,
  NOTE,
};
static const char *const text_names[N_TEXTS] = { "reader", "time", "note" };
static const char *const decision_names[] = { NULL, "confirmed", "rejected" };

struct _HxReview
{
  char *texts[N_TEXTS];
  GHashTable *decisions; /* code to HxReviewDecision, never undecided */
};

HxReview *
hx_review_new (void)
{
  HxReview *self = g_new0 (HxReview, 1);

  self->decisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

HxReview *
hx_review_copy (const HxReview *self)
{
  HxReview *copy = hx_review_new ();
  GHashTableIter iter;
  gpointer code, decision;

  for (guint i = 0; i < N_TEXTS; i++)
    copy->texts[i] = g_strdup (self->texts[i]);
  g_hash_table_iter_init (&iter, self->decisions);
  while (g_hash_table_iter_next (&iter, &code, &decision))
    g_hash_table_insert (copy->decisions, g_strdup (code), decision);
  return copy;
}

void
hx_review_free (HxReview *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < N_TEXTS; i++)
    g_free (self->texts[i]);
  g_hash_table_unref (self->decisions);
  g_free (self);
}

gboolean
hx_review_is_empty (const HxReview *self)
{
  return self->texts[NOTE] == NULL && g_hash_table_size (self->decisions) == 0;
}

static void
set_text (HxReview *self, guint which, const char *text)
{
  char *copy = text != NULL && *text != '\0' ? g_strdup (text) : NULL;

  g_free (self->texts[which]);
  self->texts[which] = copy;
}

void
hx_review_set_reader (HxReview *self, const char *name)
{
  set_text (self, READER, name);
}

const char *
hx_review_get_reader (const HxReview *self)
{
  return self->texts[READER];
}

void
hx_review_set_note (HxReview *self, const char *note)
{
  set_text (self, NOTE, note);
}

const char *
hx_review_get_note (const HxReview *self)
{
  return self->texts[NOTE];
}

void
hx_review_set_time (HxReview *self, const char *time)
{
  set_text (self, TIME, time);
}

const char *
hx_review_get_time (const HxReview *self)
{
  return self->texts[TIME];
}

void
hx_review_decide (HxReview *self, const char *code, HxReviewDecision decision)
{
  if (decision == HX_REVIEW_UNDECIDED)
    g_hash_table_remove (self->decisions, code);
  else
    g_hash_table_insert (self->decisions, g_strdup (code), GUINT_TO_POINTER (decision));
}

HxReviewDecision
hx_review_get_decision (const HxReview *self, const char *code)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->decisions, code));
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

const char **
hx_review_list_codes (const HxReview *self)
{
  guint n;
  const char **codes = (const char **)g_hash_table_get_keys_as_array (self->decisions, &n);

  qsort (codes, n, sizeof *codes, compare_codes);
  return codes;
}

/* --- JSON -------------------------------------------------------------------------------- */

char *
hx_review_to_json (const HxReview *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *decisions = json_object_new ();
  g_autofree const char **codes = hx_review_list_codes (self);

  for (guint i = 0; i < N_TEXTS; i++)
    if (self->texts[i] != NULL)
      json_object_set_string_member (object, text_names[i], self->texts[i]);
  for (guint i = 0; codes[i] != NULL; i++)
    json_object_set_string_member (decisions, codes[i],
                                   decision_names[hx_review_get_decision (self, codes[i])]);
  json_object_set_object_member (object, "decisions", decisions);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static gboolean
fail (GError **error, const char *member)
{
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "review: “%s” is not as it should be", member);
  return FALSE;
}

static const char *
string_of (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
read_decisions (HxReview *self, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *code;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "decisions");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &code, &value))
    {
      const char *name = string_of (value);
      guint decision = HX_REVIEW_CONFIRMED;

      while (decision < G_N_ELEMENTS (decision_names) && g_strcmp0 (name, decision_names[decision]) != 0)
        decision++;
      if (decision == G_N_ELEMENTS (decision_names))
        return fail (error, code);
      hx_review_decide (self, code, (HxReviewDecision)decision);
    }
  return TRUE;
}

static gboolean
read_member (HxReview *self, const char *name, JsonNode *node, GError **error)
{
  if (strcmp (name, "decisions") == 0)
    return read_decisions (self, node, error);
  for (guint i = 0; i < N_TEXTS; i++)
    if (strcmp (name, text_names[i]) == 0 && string_of (node) != NULL)
      {
        set_text (self, i, string_of (node));
        return TRUE;
      }
  return fail (error, name);
}

HxReview *
hx_review_from_json (const char *json, GError **error)
{
  g_autoptr (HxReview) self = hx_review_new ();
  g_autoptr (GError) fault = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &fault);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "review: %s",
                   fault != NULL ? fault->message : "is not a JSON object");
      return NULL;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    if (!read_member (self, name, value, error))
      return NULL;
  return g_steal_pointer (&self);
}
