/* hx-checkpoint.c: what a training needs to go on
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-checkpoint.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"

#include <math.h>
#include <string.h>

/* MAGIC, length of the header (8 bytes, little endian), header (JSON), floats, SHA-256 of all that (64
 * hexadecimal digits). The floats are each tensor's values, then the moments of those that are trained, the
 * best epoch's tensors, and the margins. */
#define MAGIC "HXCKPT2\n"
#define N_MAGIC 8
#define N_HASH 64
#define MAX_BYTES ((gsize)8 << 30)

/* --- epochs -------------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  gsize offset;
} epoch_fields[] = {
  { "loss", G_STRUCT_OFFSET (HxTrainEpoch, loss) },
  { "bce", G_STRUCT_OFFSET (HxTrainEpoch, bce) },
  { "reverse", G_STRUCT_OFFSET (HxTrainEpoch, reverse) },
  { "triplet", G_STRUCT_OFFSET (HxTrainEpoch, triplet) },
  { "learning_rate", G_STRUCT_OFFSET (HxTrainEpoch, learning_rate) },
  { "validation_loss", G_STRUCT_OFFSET (HxTrainEpoch, validation_loss) },
  { "validation_auc", G_STRUCT_OFFSET (HxTrainEpoch, validation_auc) },
  { "validation_fmax", G_STRUCT_OFFSET (HxTrainEpoch, validation_fmax) },
  { "seconds", G_STRUCT_OFFSET (HxTrainEpoch, seconds) },
};

static JsonNode *
epoch_to_json (const HxTrainEpoch *epoch, gboolean with_seconds)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (object, "epoch", epoch->epoch);
  json_object_set_int_member (object, "n_epochs", epoch->n_epochs);
  for (guint i = 0; i < G_N_ELEMENTS (epoch_fields); i++)
    {
      double value = G_STRUCT_MEMBER (double, epoch, epoch_fields[i].offset);

      if (!with_seconds && g_str_equal (epoch_fields[i].name, "seconds"))
        continue;
      if (isfinite (value))
        json_object_set_double_member (object, epoch_fields[i].name, value);
      else
        json_object_set_null_member (object, epoch_fields[i].name);
    }
  json_node_take_object (node, object);
  return node;
}

static void
epoch_from_json (JsonObject *object, HxTrainEpoch *epoch)
{
  epoch->epoch = (guint)json_object_get_int_member_with_default (object, "epoch", 0);
  epoch->n_epochs = (guint)json_object_get_int_member_with_default (object, "n_epochs", 0);
  for (guint i = 0; i < G_N_ELEMENTS (epoch_fields); i++)
    G_STRUCT_MEMBER (double, epoch, epoch_fields[i].offset) =
        json_object_get_double_member_with_default (object, epoch_fields[i].name, (double)NAN);
}

/* --- floats -------------------------------------------------------------------------------- */

typedef gboolean (*VisitBlock) (float *values, gsize n, gpointer user_data, GError **error);

static gboolean
visit_tensors (HxNetwork *network, HxTrainer *trainer, VisitBlock visit, gpointer user_data, GError **error)
{
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);
      float *first = trainer != NULL ? hx_trainer_get_first_moment (trainer, i) : NULL,
            *second = trainer != NULL ? hx_trainer_get_second_moment (trainer, i) : NULL;

      if (!visit (tensor->data, tensor->n_elements, user_data, error)
          || (first != NULL && !visit (first, tensor->n_elements, user_data, error))
          || (second != NULL && !visit (second, tensor->n_elements, user_data, error)))
        return FALSE;
    }
  return TRUE;
}

/* Every block of floats, in the order of the file. */
static gboolean
visit_blocks (const HxCheckpoint *checkpoint, VisitBlock visit, gpointer user_data, GError **error)
{
  return visit_tensors (checkpoint->network, checkpoint->trainer, visit, user_data, error)
         && (checkpoint->best == NULL || visit_tensors (checkpoint->best, NULL, visit, user_data, error))
         && (checkpoint->n_margins == 0
             || (visit (checkpoint->margin_sums, checkpoint->n_margins, user_data, error)
                 && visit (checkpoint->margin_counts, checkpoint->n_margins, user_data, error)));
}

typedef struct
{
  HxFileWriter *file;
  GChecksum *sum;
} Writer;

static gboolean
put (Writer *writer, gconstpointer data, gsize n_bytes, GError **error)
{
  g_checksum_update (writer->sum, data, (gssize)n_bytes);
  return hx_file_writer_write (writer->file, data, n_bytes, error);
}

static gboolean
put_block (float *values, gsize n, gpointer user_data, GError **error)
{
  return put (user_data, values, n * sizeof (float), error);
}

static gboolean
count_block (float *values, gsize n, gpointer user_data, GError **error)
{
  *(gsize *)user_data += n * sizeof (float);
  return TRUE;
}

static gboolean
take_block (float *values, gsize n, gpointer user_data, GError **error)
{
  const char **data = user_data;

  memcpy (values, *data, n * sizeof (float));
  *data += n * sizeof (float);
  return TRUE;
}

/* --- files ---------------------------------------------------------------------------------- */

JsonArray *
hx_train_history_to_array (GArray *history, gboolean with_seconds)
{
  JsonArray *epochs = json_array_new ();

  for (guint i = 0; i < history->len; i++)
    json_array_add_element (epochs, epoch_to_json (&g_array_index (history, HxTrainEpoch, i), with_seconds));
  return epochs;
}

char *
hx_train_history_to_json (GArray *history)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (root, hx_train_history_to_array (history, TRUE));
  return json_to_string (root, FALSE);
}

static char *
make_header (const HxCheckpoint *checkpoint)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_object_member (object, "recipe", json_object_ref (checkpoint->recipe));
  json_object_set_int_member (object, "steps", (gint64)hx_trainer_get_n_steps (checkpoint->trainer));
  json_object_set_array_member (object, "history", hx_train_history_to_array (checkpoint->history, TRUE));
  json_node_take_object (root, object);
  return json_to_string (root, FALSE);
}

gboolean
hx_checkpoint_save (const char *path, const HxCheckpoint *checkpoint, GError **error)
{
  g_autoptr (HxFileWriter) file = hx_file_writer_new (path, error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *header = make_header (checkpoint);
  Writer writer = { file, sum };
  guint64 n_header = GUINT64_TO_LE ((guint64)strlen (header));

  return file != NULL && put (&writer, MAGIC, N_MAGIC, error)
         && put (&writer, &n_header, sizeof n_header, error) && put (&writer, header, strlen (header), error)
         && visit_blocks (checkpoint, put_block, &writer, error)
         && hx_file_writer_write (file, g_checksum_get_string (sum), N_HASH, error)
         && hx_file_writer_commit (file, error);
}

static gboolean
fail_damaged (const char *path, const char *what, GError **error)
{
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: the checkpoint is damaged: %s; remove it to begin anew",
               path, what);
  return FALSE;
}

/* The header's JSON and the place of the floats, or an error. */
static JsonNode *
parse (const char *path, const char *content, gsize n_bytes, const char **floats, gsize *n_floats_bytes,
       GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *hash = NULL;
  guint64 n_header;

  if (n_bytes < N_MAGIC + sizeof n_header + N_HASH || memcmp (content, MAGIC, N_MAGIC) != 0)
    {
      fail_damaged (path, "it does not begin as one", error);
      return NULL;
    }
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)content, n_bytes - N_HASH);
  if (memcmp (hash, content + n_bytes - N_HASH, N_HASH) != 0)
    {
      fail_damaged (path, "its checksum is wrong", error);
      return NULL;
    }
  memcpy (&n_header, content + N_MAGIC, sizeof n_header);
  n_header = GUINT64_FROM_LE (n_header);
  if (n_header > n_bytes - N_MAGIC - sizeof n_header - N_HASH
      || !json_parser_load_from_data (parser, content + N_MAGIC + sizeof n_header, (gssize)n_header, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      fail_damaged (path, "its header cannot be read", error);
      return NULL;
    }
  *floats = content + N_MAGIC + sizeof n_header + n_header;
  *n_floats_bytes = n_bytes - N_HASH - (gsize)(*floats - content);
  return json_parser_steal_root (parser);
}

static char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL ? json_to_string (node, FALSE) : g_strdup ("nothing");
}

/* Everything that shapes the result must be as it was. */
static gboolean
compare_recipes (const char *path, JsonObject *found, JsonObject *wanted, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (wanted);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *there = member_text (found, name->data);
      g_autofree char *here = member_text (wanted, name->data);

      if (!g_str_equal (there, here))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                       "%s: the checkpoint is of another training: its %s is %s, not %s", path,
                       (const char *)name->data, there, here);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
hx_checkpoint_load (const char *path, HxCheckpoint *checkpoint, GError **error)
{
  g_autofree char *content = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *header;
  JsonNode *found, *epochs;
  const char *floats;
  gsize n_bytes, n_found, n_wanted = 0;

  content = hx_file_read_all (path, MAX_BYTES, &n_bytes, error);
  root = content != NULL ? parse (path, content, n_bytes, &floats, &n_found, error) : NULL;
  if (root == NULL)
    return FALSE;
  header = json_node_get_object (root);
  found = json_object_get_member (header, "recipe");
  epochs = json_object_get_member (header, "history");
  if (found == NULL || !JSON_NODE_HOLDS_OBJECT (found) || epochs == NULL || !JSON_NODE_HOLDS_ARRAY (epochs))
    return fail_damaged (path, "its header lacks a part", error);
  if (!compare_recipes (path, json_node_get_object (found), checkpoint->recipe, error))
    return FALSE;
  visit_blocks (checkpoint, count_block, &n_wanted, NULL);
  if (n_found != n_wanted)
    return fail_damaged (path, "it has another number of parameters", error);
  visit_blocks (checkpoint, take_block, &floats, NULL);
  hx_trainer_set_n_steps (checkpoint->trainer,
                          (guint64)json_object_get_int_member_with_default (header, "steps", 0));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (epochs)); i++)
    {
      JsonNode *node = json_array_get_element (json_node_get_array (epochs), i);
      HxTrainEpoch epoch = { 0 };

      if (JSON_NODE_HOLDS_OBJECT (node))
        epoch_from_json (json_node_get_object (node), &epoch);
      g_array_append_val (checkpoint->history, epoch);
    }
  return TRUE;
}
