/* hx-safetensors.h: files of named tensors
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The safetensors format (huggingface/safetensors, format 0.x): 8 bytes with the header's length,
 * little-endian; the header, a JSON object; then the tensors' bytes, which it places.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HX_SAFETENSORS_MAX_DIMS 8

/** What a tensor's header entry says. @dtype is one of the format's names, "F32", "I64". */
typedef struct
{
  char *name;
  char dtype[8];
  guint n_dims;
  gsize dims[HX_SAFETENSORS_MAX_DIMS];
  gsize n_elements;
  const char *data; /* little-endian, not aligned */
  gsize n_bytes;
} HxStoredTensor;

/** HxSafetensors: a file's content. Immutable. */
typedef struct _HxSafetensors HxSafetensors;

/**
 * hx_safetensors_read:
 *
 * Reads and checks a whole file: the header's length and JSON, every entry's type, shape and place;
 * tensors fill the file without overlap, gap or bytes left over. Errors name the file and the tensor.
 */
HxSafetensors *hx_safetensors_read (const char *path, GError **error);
void hx_safetensors_free (HxSafetensors *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxSafetensors, hx_safetensors_free)

guint hx_safetensors_get_n_tensors (const HxSafetensors *file);
const HxStoredTensor *hx_safetensors_get_tensor (const HxSafetensors *file,
                                                 guint index); /* in order of place */
const HxStoredTensor *hx_safetensors_find (const HxSafetensors *file,
                                           const char *name); /* NULL if there is none */
/** A string of `__metadata__`, or NULL. */
const char *hx_safetensors_get_metadata (const HxSafetensors *file, const char *key);
/** SHA-256 of the file's bytes, hexadecimal. */
const char *hx_safetensors_get_hash (const HxSafetensors *file);

/** The element @index of an F32 or I64 tensor. */
float hx_stored_tensor_get_f32 (const HxStoredTensor *tensor, gsize index);
gint64 hx_stored_tensor_get_i64 (const HxStoredTensor *tensor, gsize index);

/** Whether a tensor is of one of the types of real numbers, F64, F32, F16 and BF16. */
gboolean hx_stored_tensor_is_real (const HxStoredTensor *tensor);
/** The element @index of such a tensor, exactly. */
double hx_stored_tensor_get_real (const HxStoredTensor *tensor, gsize index);

/** HxSafetensorsWriter: collects metadata and tensors, then writes them in the order they were added. */
typedef struct _HxSafetensorsWriter HxSafetensorsWriter;

HxSafetensorsWriter *hx_safetensors_writer_new (void);
void hx_safetensors_writer_free (HxSafetensorsWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxSafetensorsWriter, hx_safetensors_writer_free)

void hx_safetensors_writer_add_metadata (HxSafetensorsWriter *writer, const char *key, const char *value);
/** @dims has @n_dims sizes. The values are copied. */
void hx_safetensors_writer_add_f32 (HxSafetensorsWriter *writer, const char *name, const gsize *dims,
                                    guint n_dims, const float *values);
/** A scalar. */
void hx_safetensors_writer_add_i64 (HxSafetensorsWriter *writer, const char *name, gint64 value);

/**
 * hx_safetensors_writer_write:
 * @hash: (out) (transfer full) (nullable): SHA-256 of the bytes, hexadecimal
 *
 * Writes the file whole or leaves what was there. Equal additions give equal bytes.
 */
gboolean hx_safetensors_writer_write (HxSafetensorsWriter *writer, const char *path, char **hash,
                                      GError **error);

G_END_DECLS
