/* onnx-reader.h: reads ONNX files for tests, independently of what writes them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every fault of the encoding, and every field that is not expected, ends the test.
 */
#pragma once

#include <glib.h>
#include <string.h>

typedef struct
{
  const guint8 *at, *end;
} OnnxBytes;

/* One field of a message. */
typedef struct
{
  guint number, wire;
  guint64 integer; /* wire 0 and 5 */
  OnnxBytes bytes; /* wire 2 */
} OnnxField;

typedef struct
{
  char *name;
  gint64 type; /* 1: float32, 7: int64 */
  GArray *dims;
  OnnxBytes data;
} OnnxTensor;

/* Attributes as text: "pads=1,1", "direction=reverse", "epsilon=1e-05". */
typedef struct
{
  char *name, *op_type;
  GPtrArray *inputs, *outputs, *attributes;
} OnnxNode;

/* An input or an output: "N,12,250". */
typedef struct
{
  char *name, *description, *shape;
} OnnxValue;

typedef struct
{
  char *content; /* of the file; the rest points into it */
  gsize n_bytes;
  gint64 ir_version, opset;
  char *producer, *version, *description, *graph_name;
  GHashTable *metadata;
  GPtrArray *nodes, *tensors, *inputs, *outputs;
} OnnxModel;

static inline guint64
onnx_varint (OnnxBytes *bytes)
{
  guint64 value = 0;

  for (guint shift = 0;; shift += 7)
    {
      guint8 byte;

      g_assert_true (bytes->at < bytes->end && shift < 64);
      byte = *bytes->at++;
      value |= (guint64)(byte & 0x7f) << shift;
      if (byte < 0x80)
        return value;
    }
}

static inline gboolean
onnx_next (OnnxBytes *message, OnnxField *field)
{
  guint64 tag;

  if (message->at == message->end)
    return FALSE;
  tag = onnx_varint (message);
  *field = (OnnxField){ .number = (guint)(tag >> 3), .wire = tag & 7 };
  if (field->wire == 0)
    field->integer = onnx_varint (message);
  else if (field->wire == 2)
    {
      const guint64 n = onnx_varint (message);

      g_assert_cmpuint (n, <=, (guint64)(message->end - message->at));
      field->bytes = (OnnxBytes){ message->at, message->at + n };
      message->at += n;
    }
  else
    {
      g_assert_cmpuint (field->wire, ==, 5);
      g_assert_cmpint (message->end - message->at, >=, 4);
      for (guint i = 0; i < 4; i++)
        field->integer |= (guint64)*message->at++ << 8 * i;
    }
  return TRUE;
}

static inline char *
onnx_text (const OnnxField *field)
{
  g_assert_cmpuint (field->wire, ==, 2);
  g_assert_true (g_utf8_validate ((const char *)field->bytes.at, field->bytes.end - field->bytes.at, NULL));
  return g_strndup ((const char *)field->bytes.at, (gsize)(field->bytes.end - field->bytes.at));
}

static inline char *
onnx_number (const OnnxField *field)
{
  const guint32 word = (guint32)field->integer;
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  float value;

  if (field->wire == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)field->integer);
  memcpy (&value, &word, sizeof value);
  return g_strdup (g_ascii_formatd (text, sizeof text, "%g", (double)value));
}

static inline char *
onnx_attribute (OnnxBytes message)
{
  static const guint field_of_type[] = { [1] = 2, [2] = 3, [3] = 4, [7] = 8 };
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *name = NULL;
  guint type = 0, found = 0;
  OnnxField field = { 0 };

  while (onnx_next (&message, &field))
    if (field.number == 1)
      name = onnx_text (&field);
    else if (field.number == 20)
      type = (guint)field.integer;
    else
      {
        g_autofree char *value = field.wire == 2 ? onnx_text (&field) : onnx_number (&field);

        g_assert_true (found == 0 || (found == field.number && found == 8));
        found = field.number;
        g_string_append_printf (values, "%s%s", values->len > 0 ? "," : "", value);
      }
  g_assert_nonnull (name);
  g_assert_cmpuint (type, <, G_N_ELEMENTS (field_of_type));
  g_assert_cmpuint (found, ==, field_of_type[type]);
  return g_strdup_printf ("%s=%s", name, values->str);
}

static inline void
onnx_node_free (gpointer data)
{
  OnnxNode *node = data;

  g_free (node->name);
  g_free (node->op_type);
  g_ptr_array_unref (node->inputs);
  g_ptr_array_unref (node->outputs);
  g_ptr_array_unref (node->attributes);
  g_free (node);
}

static inline OnnxNode *
onnx_node (OnnxBytes message)
{
  OnnxNode *node = g_new0 (OnnxNode, 1);
  OnnxField field = { 0 };

  node->inputs = g_ptr_array_new_with_free_func (g_free);
  node->outputs = g_ptr_array_new_with_free_func (g_free);
  node->attributes = g_ptr_array_new_with_free_func (g_free);
  while (onnx_next (&message, &field))
    switch (field.number)
      {
      case 1:
        g_ptr_array_add (node->inputs, onnx_text (&field));
        break;
      case 2:
        g_ptr_array_add (node->outputs, onnx_text (&field));
        break;
      case 3:
        node->name = onnx_text (&field);
        break;
      case 4:
        node->op_type = onnx_text (&field);
        break;
      case 5:
        g_ptr_array_add (node->attributes, onnx_attribute (field.bytes));
        break;
      default:
        g_assert_not_reached ();
      }
  return node;
}

static inline void
onnx_tensor_free (gpointer data)
{
  OnnxTensor *tensor = data;

  g_free (tensor->name);
  g_array_unref (tensor->dims);
  g_free (tensor);
}

static inline OnnxTensor *
onnx_tensor (OnnxBytes message)
{
  OnnxTensor *tensor = g_new0 (OnnxTensor, 1);
  OnnxField field = { 0 };

  tensor->dims = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (onnx_next (&message, &field))
    switch (field.number)
      {
      case 1:
        g_array_append_val (tensor->dims, field.integer);
        break;
      case 2:
        tensor->type = (gint64)field.integer;
        break;
      case 8:
        tensor->name = onnx_text (&field);
        break;
      case 9:
        tensor->data = field.bytes;
        break;
      default:
        g_assert_not_reached ();
      }
  return tensor;
}

static inline OnnxBytes
onnx_only_field (OnnxBytes message, guint number)
{
  OnnxField field = { 0 };

  g_assert_true (onnx_next (&message, &field));
  g_assert_cmpuint (field.number, ==, number);
  g_assert_true (message.at == message.end);
  return field.bytes;
}

static inline char *
onnx_shape (OnnxBytes tensor)
{
  g_autoptr (GString) shape = g_string_new (NULL);
  OnnxField field = { 0 }, dimension = { 0 };

  g_assert_true (onnx_next (&tensor, &field) && field.number == 1 && field.integer == 1); /* float32 */
  g_assert_true (onnx_next (&tensor, &field) && field.number == 2 && tensor.at == tensor.end);
  for (OnnxBytes dims = field.bytes; onnx_next (&dims, &field);)
    {
      g_autofree char *text = NULL;

      g_assert_cmpuint (field.number, ==, 1);
      g_assert_true (onnx_next (&field.bytes, &dimension) && field.bytes.at == field.bytes.end);
      text = dimension.number == 2 ? onnx_text (&dimension) : onnx_number (&dimension);
      g_string_append_printf (shape, "%s%s", shape->len > 0 ? "," : "", text);
    }
  return g_strdup (shape->str);
}

static inline void
onnx_value_free (gpointer data)
{
  OnnxValue *value = data;

  g_free (value->name);
  g_free (value->description);
  g_free (value->shape);
  g_free (value);
}

static inline OnnxValue *
onnx_value (OnnxBytes message)
{
  OnnxValue *value = g_new0 (OnnxValue, 1);
  OnnxField field = { 0 };

  while (onnx_next (&message, &field))
    switch (field.number)
      {
      case 1:
        value->name = onnx_text (&field);
        break;
      case 2:
        value->shape = onnx_shape (onnx_only_field (field.bytes, 1));
        break;
      case 3:
        value->description = onnx_text (&field);
        break;
      default:
        g_assert_not_reached ();
      }
  return value;
}

static inline void
onnx_graph (OnnxModel *model, OnnxBytes message)
{
  OnnxField field = { 0 };

  while (onnx_next (&message, &field))
    switch (field.number)
      {
      case 1:
        g_ptr_array_add (model->nodes, onnx_node (field.bytes));
        break;
      case 2:
        model->graph_name = onnx_text (&field);
        break;
      case 5:
        g_ptr_array_add (model->tensors, onnx_tensor (field.bytes));
        break;
      case 11:
        g_ptr_array_add (model->inputs, onnx_value (field.bytes));
        break;
      case 12:
        g_ptr_array_add (model->outputs, onnx_value (field.bytes));
        break;
      default:
        g_assert_not_reached ();
      }
}

static inline void
onnx_metadata (OnnxModel *model, OnnxBytes entry)
{
  OnnxField key = { 0 }, value = { 0 };

  g_assert_true (onnx_next (&entry, &key) && key.number == 1);
  g_assert_true (onnx_next (&entry, &value) && value.number == 2 && entry.at == entry.end);
  g_assert_true (g_hash_table_insert (model->metadata, onnx_text (&key), onnx_text (&value)));
}

static inline void
onnx_model_field (OnnxModel *model, const OnnxField *field)
{
  OnnxBytes opset = field->bytes;
  OnnxField version = { 0 };

  switch (field->number)
    {
    case 1:
      model->ir_version = (gint64)field->integer;
      break;
    case 2:
      model->producer = onnx_text (field);
      break;
    case 3:
      model->version = onnx_text (field);
      break;
    case 6:
      model->description = onnx_text (field);
      break;
    case 7:
      g_assert_null (model->graph_name);
      onnx_graph (model, field->bytes);
      break;
    case 8:
      g_assert_true (onnx_next (&opset, &version) && version.number == 2 && opset.at == opset.end);
      model->opset = (gint64)version.integer;
      break;
    case 14:
      onnx_metadata (model, field->bytes);
      break;
    default:
      g_assert_not_reached ();
    }
}

static inline OnnxModel *
onnx_read (const char *path)
{
  OnnxModel *model = g_new0 (OnnxModel, 1);
  g_autoptr (GError) error = NULL;
  OnnxBytes file;
  OnnxField field = { 0 };

  g_assert_true (g_file_get_contents (path, &model->content, &model->n_bytes, &error));
  model->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  model->nodes = g_ptr_array_new_with_free_func (onnx_node_free);
  model->tensors = g_ptr_array_new_with_free_func (onnx_tensor_free);
  model->inputs = g_ptr_array_new_with_free_func (onnx_value_free);
  model->outputs = g_ptr_array_new_with_free_func (onnx_value_free);
  file = (OnnxBytes){ (const guint8 *)model->content, (const guint8 *)model->content + model->n_bytes };
  while (onnx_next (&file, &field))
    onnx_model_field (model, &field);
  return model;
}

static inline void
onnx_model_free (OnnxModel *model)
{
  g_free (model->content);
  g_free (model->producer);
  g_free (model->version);
  g_free (model->description);
  g_free (model->graph_name);
  g_hash_table_unref (model->metadata);
  g_ptr_array_unref (model->nodes);
  g_ptr_array_unref (model->tensors);
  g_ptr_array_unref (model->inputs);
  g_ptr_array_unref (model->outputs);
  g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OnnxModel, onnx_model_free)

static inline const OnnxTensor *
onnx_find_tensor (const OnnxModel *model, const char *name)
{
  for (guint i = 0; i < model->tensors->len; i++)
    {
      const OnnxTensor *tensor = g_ptr_array_index (model->tensors, i);

      if (g_str_equal (tensor->name, name))
        return tensor;
    }
  return NULL;
}

/* Number @index of a float32 tensor. */
static inline float
onnx_float (const OnnxTensor *tensor, gsize index)
{
  guint32 word;
  float value;

  g_assert_cmpint (tensor->type, ==, 1);
  g_assert_cmpuint ((index + 1) * sizeof word, <=, (gsize)(tensor->data.end - tensor->data.at));
  memcpy (&word, tensor->data.at + index * sizeof word, sizeof word);
  word = GUINT32_FROM_LE (word);
  memcpy (&value, &word, sizeof value);
  return value;
}
