/* hx-onnx-writer.h: writes an ONNX file: a graph of named values, and text about it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of onnx.proto (onnx.ai, IR version 8) in the encoding of Protocol Buffers, as far as a network
 * needs them. What is added first is written first, so equal calls give equal bytes. Strings are UTF-8.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Opset 17 with IR version 8: of 2022, read by every runtime since. */
#define HX_ONNX_IR_VERSION 8
#define HX_ONNX_OPSET 17

/** A dimension whose size is chosen by whoever runs the graph: the number of windows, "N". */
#define HX_ONNX_FREE (-1)

/** HxOnnxWriter: a model in the making. Used by one thread at a time. */
typedef struct _HxOnnxWriter HxOnnxWriter;

HxOnnxWriter *hx_onnx_writer_new (const char *graph_name);
void hx_onnx_writer_free (HxOnnxWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxOnnxWriter, hx_onnx_writer_free)

/** Text about the whole model. */
void hx_onnx_writer_set_description (HxOnnxWriter *writer, const char *description);

/** One entry of metadata_props; each @key once. */
void hx_onnx_writer_add_metadata (HxOnnxWriter *writer, const char *key, const char *value);

/* Values from outside and to outside, float32. @dims: each a size or HX_ONNX_FREE. */
void hx_onnx_writer_add_input (HxOnnxWriter *writer, const char *name, const char *description, guint n_dims,
                               const gint64 *dims);
void hx_onnx_writer_add_output (HxOnnxWriter *writer, const char *name, const char *description, guint n_dims,
                                const gint64 *dims);

/** A constant of the graph, row-major; copied. No dimensions: one number. */
void hx_onnx_writer_add_floats (HxOnnxWriter *writer, const char *name, guint n_dims, const gsize *dims,
                                const float *values);
void hx_onnx_writer_add_integers (HxOnnxWriter *writer, const char *name, guint n_dims, const gsize *dims,
                                  const gint64 *values);

/**
 * hx_onnx_writer_begin_node:
 * @operator: "Conv"
 * @inputs: NULL-terminated names of values that are there already
 * @output: name of its (first) output, which nothing else has; names the node as well
 *
 * Attributes follow, then hx_onnx_writer_end_node().
 */
void hx_onnx_writer_begin_node (HxOnnxWriter *writer, const char *operator, const char * const * inputs,
                                const char *output);
void hx_onnx_writer_attribute_integer (HxOnnxWriter *writer, const char *name, gint64 value);
void hx_onnx_writer_attribute_integers (HxOnnxWriter *writer, const char *name, guint n,
                                        const gint64 *values);
void hx_onnx_writer_attribute_float (HxOnnxWriter *writer, const char *name, float value);
void hx_onnx_writer_attribute_string (HxOnnxWriter *writer, const char *name, const char *value);
void hx_onnx_writer_end_node (HxOnnxWriter *writer);

/** A node without attributes. */
void hx_onnx_writer_add_node (HxOnnxWriter *writer, const char *operator, const char * const * inputs,
                              const char *output);

/**
 * hx_onnx_writer_write:
 *
 * Writes the whole file or leaves what was there. Fails with %HX_ERROR_RANGE for a model above the 2 GiB
 * that the format can hold.
 */
gboolean hx_onnx_writer_write (HxOnnxWriter *writer, const char *path, GError **error);

G_END_DECLS
