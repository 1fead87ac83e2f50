/* hx-onnx-writer.c: writes an ONNX file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message of Protocol Buffers is a row of fields; a field is a varint (its number and wire type), then a
 * varint, four bytes, or a length and as many bytes. A message inside another is such bytes, so its length
 * has to be known before it: small ones are built first, and constants, which hold nearly all the bytes, are
 * measured and then written straight from their numbers.
 */
#include "engine/export/hx-onnx-writer.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/hx-config.h"

#include <string.h>

#define MAX_BYTES ((gsize)G_MAXINT32)
#define MAX_VARINT 10

/* Numbers of the fields in onnx.proto. */
enum
{
  MODEL_IR_VERSION = 1,
  MODEL_PRODUCER_NAME = 2,
  MODEL_PRODUCER_VERSION = 3,
  MODEL_DOC_STRING = 6,
  MODEL_GRAPH = 7,
  MODEL_OPSET_IMPORT = 8,
  MODEL_METADATA_PROPS = 14,
  OPSET_VERSION = 2,
  ENTRY_KEY = 1,
  ENTRY_VALUE = 2,
  GRAPH_NODE = 1,
  GRAPH_NAME = 2,
  GRAPH_INITIALIZER = 5,
  GRAPH_INPUT = 11,
  GRAPH_OUTPUT = 12,
  NODE_INPUT = 1,
  NODE_OUTPUT = 2,
  NODE_NAME = 3,
  NODE_OP_TYPE = 4,
  NODE_ATTRIBUTE = 5,
  ATTRIBUTE_NAME = 1,
  ATTRIBUTE_F = 2,
  ATTRIBUTE_I = 3,
  ATTRIBUTE_S = 4,
  ATTRIBUTE_INTS = 8,
  ATTRIBUTE_TYPE = 20,
  TENSOR_DIMS = 1,
  TENSOR_DATA_TYPE = 2,
  TENSOR_NAME = 8,
  TENSOR_RAW_DATA = 9,
  VALUE_NAME = 1,
  VALUE_TYPE = 2,
  VALUE_DOC_STRING = 3,
  TYPE_TENSOR = 1,
  TENSOR_TYPE_ELEMENT = 1,
  TENSOR_TYPE_SHAPE = 2,
  SHAPE_DIM = 1,
  DIMENSION_VALUE = 1,
  DIMENSION_PARAMETER = 2,
};

/* AttributeProto.AttributeType and TensorProto.DataType. */
enum
{
  IS_FLOAT = 1,
  IS_INTEGER = 2,
  IS_STRING = 3,
  IS_INTEGERS = 7,
  OF_FLOATS = 1,
  OF_INTEGERS = 7,
};

typedef enum
{
  WIRE_VARINT = 0,
  WIRE_BYTES = 2,
  WIRE_FOUR_BYTES = 5,
} Wire;

/* A constant: @head is its message as far as the numbers, which are @data, little-endian. */
typedef struct
{
  GByteArray *head;
  gpointer data;
  gsize n_bytes;
} Constant;

struct _HxOnnxWriter
{
  char *graph_name, *description;
  GByteArray *nodes, *inputs, *outputs, *metadata; /* fields of the graph and, the last, of the model */
  GByteArray *node;                                /* the one that is being made, or NULL */
  GArray *constants;                               /* of Constant */
};

/* --- fields ------------------------------------------------------------------------ */

static void
put_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[MAX_VARINT];
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (guint8)(value | 0x80);
  bytes[n++] = (guint8)value;
  g_byte_array_append (out, bytes, n);
}

static void
put_tag (GByteArray *out, guint field, Wire wire)
{
  put_varint (out, field << 3 | wire);
}

static void
put_integer (GByteArray *out, guint field, gint64 value)
{
  put_tag (out, field, WIRE_VARINT);
  put_varint (out, (guint64)value);
}

static void
put_bytes (GByteArray *out, guint field, gconstpointer bytes, gsize n)
{
  put_tag (out, field, WIRE_BYTES);
  put_varint (out, n);
  g_byte_array_append (out, bytes, (guint)n);
}

static void
put_string (GByteArray *out, guint field, const char *text)
{
  put_bytes (out, field, text, strlen (text));
}

static void
put_message (GByteArray *out, guint field, const GByteArray *message)
{
  put_bytes (out, field, message->data, message->len);
}

/* --- a model in the making ----------------------------------------------------------- */

static void
clear_constant (gpointer data)
{
  Constant *constant = data;

  g_byte_array_unref (constant->head);
  g_free (constant->data);
}

HxOnnxWriter *
hx_onnx_writer_new (const char *graph_name)
{
  HxOnnxWriter *writer;

  g_return_val_if_fail (graph_name != NULL, NULL);

  writer = g_new0 (HxOnnxWriter, 1);
  writer->graph_name = g_strdup (graph_name);
  writer->nodes = g_byte_array_new ();
  writer->inputs = g_byte_array_new ();
  writer->outputs = g_byte_array_new ();
  writer->metadata = g_byte_array_new ();
  writer->constants = g_array_new (FALSE, FALSE, sizeof (Constant));
  g_array_set_clear_func (writer->constants, clear_constant);
  return writer;
}

void
hx_onnx_writer_free (HxOnnxWriter *writer)
{
  if (writer == NULL)
    return;
  g_free (writer->graph_name);
  g_free (writer->description);
  g_byte_array_unref (writer->nodes);
  g_byte_array_unref (writer->inputs);
  g_byte_array_unref (writer->outputs);
  g_byte_array_unref (writer->metadata);
  g_clear_pointer (&writer->node, g_byte_array_unref);
  g_array_unref (writer->constants);
  g_free (writer);
}

void
hx_onnx_writer_set_description (HxOnnxWriter *writer, const char *description)
{
  g_free (writer->description);
  writer->description = g_strdup (description);
}

void
hx_onnx_writer_add_metadata (HxOnnxWriter *writer, const char *key, const char *value)
{
  g_autoptr (GByteArray) entry = g_byte_array_new ();

  put_string (entry, ENTRY_KEY, key);
  put_string (entry, ENTRY_VALUE, value);
  put_message (writer->metadata, MODEL_METADATA_PROPS, entry);
}

/* --- inputs, outputs and constants ------------------------------------------------------ */

static void
put_value (GByteArray *out, guint field, const char *name, const char *description, guint n_dims,
           const gint64 *dims)
{
  g_autoptr (GByteArray) value = g_byte_array_new ();
  g_autoptr (GByteArray) type = g_byte_array_new ();
  g_autoptr (GByteArray) tensor = g_byte_array_new ();
  g_autoptr (GByteArray) shape = g_byte_array_new ();

  for (guint i = 0; i < n_dims; i++)
    {
      g_autoptr (GByteArray) dimension = g_byte_array_new ();

      if (dims[i] == HX_ONNX_FREE)
        put_string (dimension, DIMENSION_PARAMETER, "N");
      else
        put_integer (dimension, DIMENSION_VALUE, dims[i]);
      put_message (shape, SHAPE_DIM, dimension);
    }
  put_integer (tensor, TENSOR_TYPE_ELEMENT, OF_FLOATS);
  put_message (tensor, TENSOR_TYPE_SHAPE, shape);
  put_message (type, TYPE_TENSOR, tensor);
  put_string (value, VALUE_NAME, name);
  put_message (value, VALUE_TYPE, type);
  put_string (value, VALUE_DOC_STRING, description);
  put_message (out, field, value);
}

void
hx_onnx_writer_add_input (HxOnnxWriter *writer, const char *name, const char *description, guint n_dims,
                          const gint64 *dims)
{
  put_value (writer->inputs, GRAPH_INPUT, name, description, n_dims, dims);
}

void
hx_onnx_writer_add_output (HxOnnxWriter *writer, const char *name, const char *description, guint n_dims,
                           const gint64 *dims)
{
  put_value (writer->outputs, GRAPH_OUTPUT, name, description, n_dims, dims);
}

/* Takes @data. */
static void
add_constant (HxOnnxWriter *writer, const char *name, int type, guint n_dims, const gsize *dims,
              gpointer data, gsize n_bytes)
{
  Constant constant = { g_byte_array_new (), data, n_bytes };

  for (guint i = 0; i < n_dims; i++)
    put_integer (constant.head, TENSOR_DIMS, (gint64)dims[i]);
  put_integer (constant.head, TENSOR_DATA_TYPE, type);
  put_string (constant.head, TENSOR_NAME, name);
  put_tag (constant.head, TENSOR_RAW_DATA, WIRE_BYTES);
  put_varint (constant.head, n_bytes);
  g_array_append_val (writer->constants, constant);
}

static gsize
count (guint n_dims, const gsize *dims)
{
  gsize n = 1;

  for (guint i = 0; i < n_dims; i++)
    n *= dims[i];
  return n;
}

void
hx_onnx_writer_add_floats (HxOnnxWriter *writer, const char *name, guint n_dims, const gsize *dims,
                           const float *values)
{
  const gsize n = count (n_dims, dims);
  guint32 *words = g_new (guint32, n);

  memcpy (words, values, n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    words[i] = GUINT32_TO_LE (words[i]);
  add_constant (writer, name, OF_FLOATS, n_dims, dims, words, n * sizeof (float));
}

void
hx_onnx_writer_add_integers (HxOnnxWriter *writer, const char *name, guint n_dims, const gsize *dims,
                             const gint64 *values)
{
  const gsize n = count (n_dims, dims);
  gint64 *words = g_new (gint64, n);

  for (gsize i = 0; i < n; i++)
    words[i] = GINT64_TO_LE (values[i]);
  add_constant (writer, name, OF_INTEGERS, n_dims, dims, words, n * sizeof (gint64));
}

/* --- nodes --------------------------------------------------------------------------- */

void
hx_onnx_writer_begin_node (HxOnnxWriter *writer, const char *operator, const char * const * inputs,
                           const char *output)
{
  g_return_if_fail (writer->node == NULL);

  writer->node = g_byte_array_new ();
  for (guint i = 0; inputs[i] != NULL; i++)
    put_string (writer->node, NODE_INPUT, inputs[i]);
  put_string (writer->node, NODE_OUTPUT, output);
  put_string (writer->node, NODE_NAME, output);
  put_string (writer->node, NODE_OP_TYPE, operator);
}

static GByteArray *
begin_attribute (const char *name, int type)
{
  GByteArray *attribute = g_byte_array_new ();

  put_string (attribute, ATTRIBUTE_NAME, name);
  put_integer (attribute, ATTRIBUTE_TYPE, type);
  return attribute;
}

void
hx_onnx_writer_attribute_integer (HxOnnxWriter *writer, const char *name, gint64 value)
{
  g_autoptr (GByteArray) attribute = begin_attribute (name, IS_INTEGER);

  put_integer (attribute, ATTRIBUTE_I, value);
  put_message (writer->node, NODE_ATTRIBUTE, attribute);
}

void
hx_onnx_writer_attribute_integers (HxOnnxWriter *writer, const char *name, guint n, const gint64 *values)
{
  g_autoptr (GByteArray) attribute = begin_attribute (name, IS_INTEGERS);

  for (guint i = 0; i < n; i++)
    put_integer (attribute, ATTRIBUTE_INTS, values[i]);
  put_message (writer->node, NODE_ATTRIBUTE, attribute);
}

void
hx_onnx_writer_attribute_float (HxOnnxWriter *writer, const char *name, float value)
{
  g_autoptr (GByteArray) attribute = begin_attribute (name, IS_FLOAT);
  guint32 word;

  memcpy (&word, &value, sizeof word);
  word = GUINT32_TO_LE (word);
  put_tag (attribute, ATTRIBUTE_F, WIRE_FOUR_BYTES);
  g_byte_array_append (attribute, (const guint8 *)&word, sizeof word);
  put_message (writer->node, NODE_ATTRIBUTE, attribute);
}

void
hx_onnx_writer_attribute_string (HxOnnxWriter *writer, const char *name, const char *value)
{
  g_autoptr (GByteArray) attribute = begin_attribute (name, IS_STRING);

  put_string (attribute, ATTRIBUTE_S, value);
  put_message (writer->node, NODE_ATTRIBUTE, attribute);
}

void
hx_onnx_writer_end_node (HxOnnxWriter *writer)
{
  g_return_if_fail (writer->node != NULL);

  put_message (writer->nodes, GRAPH_NODE, writer->node);
  g_clear_pointer (&writer->node, g_byte_array_unref);
}

void
hx_onnx_writer_add_node (HxOnnxWriter *writer, const char *operator, const char * const * inputs,
                         const char *output)
{
  hx_onnx_writer_begin_node (writer, operator, inputs, output);
  hx_onnx_writer_end_node (writer);
}

/* --- the file ------------------------------------------------------------------------ */

/* Tag and length of a constant in the graph. */
static GByteArray *
constant_field (const Constant *constant)
{
  GByteArray *field = g_byte_array_new ();

  put_tag (field, GRAPH_INITIALIZER, WIRE_BYTES);
  put_varint (field, constant->head->len + constant->n_bytes);
  return field;
}

static gsize
constants_size (const HxOnnxWriter *writer)
{
  gsize n = 0;

  for (guint i = 0; i < writer->constants->len; i++)
    {
      const Constant *constant = &g_array_index (writer->constants, Constant, i);
      g_autoptr (GByteArray) field = constant_field (constant);

      n += field->len + constant->head->len + constant->n_bytes;
    }
  return n;
}

/* What stands before the constants: the model's own fields and the beginning of its graph. */
static GByteArray *
make_beginning (const HxOnnxWriter *writer)
{
  GByteArray *model = g_byte_array_new ();
  g_autoptr (GByteArray) opset = g_byte_array_new ();
  g_autoptr (GByteArray) name = g_byte_array_new ();

  put_integer (model, MODEL_IR_VERSION, HX_ONNX_IR_VERSION);
  put_string (model, MODEL_PRODUCER_NAME, "Hexaxial");
  put_string (model, MODEL_PRODUCER_VERSION, HX_VERSION);
  if (writer->description != NULL)
    put_string (model, MODEL_DOC_STRING, writer->description);
  put_integer (opset, OPSET_VERSION, HX_ONNX_OPSET);
  put_message (model, MODEL_OPSET_IMPORT, opset);
  g_byte_array_append (model, writer->metadata->data, writer->metadata->len);
  put_string (name, GRAPH_NAME, writer->graph_name);
  put_tag (model, MODEL_GRAPH, WIRE_BYTES);
  put_varint (model, writer->nodes->len + name->len + writer->inputs->len + writer->outputs->len
                         + constants_size (writer));
  g_byte_array_append (model, writer->nodes->data, writer->nodes->len);
  g_byte_array_append (model, name->data, name->len);
  return model;
}

static gboolean
write_bytes (HxFileWriter *file, const GByteArray *bytes, GError **error)
{
  return hx_file_writer_write (file, bytes->data, bytes->len, error);
}

static gboolean
write_constant (HxFileWriter *file, const Constant *constant, GError **error)
{
  g_autoptr (GByteArray) field = constant_field (constant);

  return write_bytes (file, field, error) && write_bytes (file, constant->head, error)
         && hx_file_writer_write (file, constant->data, constant->n_bytes, error);
}

gboolean
hx_onnx_writer_write (HxOnnxWriter *writer, const char *path, GError **error)
{
  g_autoptr (HxFileWriter) file = NULL;
  g_autoptr (GByteArray) beginning = NULL;
  gsize n_bytes;

  g_return_val_if_fail (writer->node == NULL && path != NULL, FALSE);

  beginning = make_beginning (writer);
  n_bytes = beginning->len + constants_size (writer) + writer->inputs->len + writer->outputs->len;
  if (n_bytes > MAX_BYTES)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: the model would take %" G_GSIZE_FORMAT " bytes; an ONNX file holds %" G_GSIZE_FORMAT,
                   path, n_bytes, MAX_BYTES);
      return FALSE;
    }
  file = hx_file_writer_new (path, error);
  if (file == NULL || !write_bytes (file, beginning, error))
    return FALSE;
  for (guint i = 0; i < writer->constants->len; i++)
    if (!write_constant (file, &g_array_index (writer->constants, Constant, i), error))
      return FALSE;
  return write_bytes (file, writer->inputs, error) && write_bytes (file, writer->outputs, error)
         && hx_file_writer_commit (file, error);
}
