/* hx-safetensors-write.c: writes files of named tensors
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-safetensors.h"

#include "engine/base/hx-file.h"
#include "engine/models/hx-json.h"

struct _HxSafetensorsWriter
{
  GString *metadata; /* members of __metadata__ */
  GString *entries;  /* members of the header for tensors */
  GByteArray *data;
};

HxSafetensorsWriter *
hx_safetensors_writer_new (void)
{
  HxSafetensorsWriter *writer = g_new0 (HxSafetensorsWriter, 1);

  writer->metadata = g_string_new (NULL);
  writer->entries = g_string_new (NULL);
  writer->data = g_byte_array_new ();
  return writer;
}

void
hx_safetensors_writer_free (HxSafetensorsWriter *writer)
{
  if (writer == NULL)
    return;
  g_string_free (writer->metadata, TRUE);
  g_string_free (writer->entries, TRUE);
  g_byte_array_unref (writer->data);
  g_free (writer);
}

void
hx_safetensors_writer_add_metadata (HxSafetensorsWriter *writer, const char *key, const char *value)
{
  if (writer->metadata->len > 0)
    g_string_append_c (writer->metadata, ',');
  hx_json_append_string (writer->metadata, key);
  g_string_append_c (writer->metadata, ':');
  hx_json_append_string (writer->metadata, value);
}

static void
add_entry (HxSafetensorsWriter *writer, const char *name, const char *dtype, const gsize *dims, guint n_dims,
           gsize n_bytes)
{
  const gsize begin = writer->data->len;

  g_string_append_c (writer->entries, ',');
  hx_json_append_string (writer->entries, name);
  g_string_append_printf (writer->entries, ":{\"dtype\":\"%s\",\"shape\":[", dtype);
  for (guint d = 0; d < n_dims; d++)
    g_string_append_printf (writer->entries, "%s%" G_GSIZE_FORMAT, d > 0 ? "," : "", dims[d]);
  g_string_append_printf (writer->entries, "],\"data_offsets\":[%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]}",
                          begin, begin + n_bytes);
}

void
hx_safetensors_writer_add_f32 (HxSafetensorsWriter *writer, const char *name, const gsize *dims, guint n_dims,
                               const float *values)
{
  gsize n = 1;

  for (guint d = 0; d < n_dims; d++)
    n *= dims[d];
  add_entry (writer, name, "F32", dims, n_dims, n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    {
      union
      {
        float number;
        guint32 bits;
      } value = { .number = values[i] };
      const guint32 bytes = GUINT32_TO_LE (value.bits);

      g_byte_array_append (writer->data, (const guint8 *)&bytes, sizeof bytes);
    }
}

void
hx_safetensors_writer_add_i64 (HxSafetensorsWriter *writer, const char *name, gint64 value)
{
  const gint64 bytes = GINT64_TO_LE (value);

  add_entry (writer, name, "I64", NULL, 0, sizeof bytes);
  g_byte_array_append (writer->data, (const guint8 *)&bytes, sizeof bytes);
}

gboolean
hx_safetensors_writer_write (HxSafetensorsWriter *writer, const char *path, char **hash, GError **error)
{
  g_autoptr (HxFileWriter) file = NULL;
  g_autoptr (GString) header = g_string_new ("{\"__metadata__\":{");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 length;

  g_string_append_len (header, writer->metadata->str, (gssize)writer->metadata->len);
  g_string_append_c (header, '}');
  g_string_append_len (header, writer->entries->str, (gssize)writer->entries->len);
  g_string_append_c (header, '}');
  while (header->len % 8 != 0)
    g_string_append_c (header, ' ');
  length = GUINT64_TO_LE ((guint64)header->len);
  g_checksum_update (checksum, (const guchar *)&length, sizeof length);
  g_checksum_update (checksum, (const guchar *)header->str, (gssize)header->len);
  g_checksum_update (checksum, writer->data->data, (gssize)writer->data->len);
  file = hx_file_writer_new (path, error);
  if (file == NULL || !hx_file_writer_write (file, &length, sizeof length, error)
      || !hx_file_writer_write (file, header->str, header->len, error)
      || !hx_file_writer_write (file, writer->data->data, writer->data->len, error)
      || !hx_file_writer_commit (file, error))
    return FALSE;
  if (hash != NULL)
    *hash = g_strdup (g_checksum_get_string (checksum));
  return TRUE;
}
