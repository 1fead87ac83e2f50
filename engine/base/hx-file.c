/* hx-file.c: files that are written whole or not at all, and paths that stay in their folder
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"

#include "engine/base/hx-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES 65536

struct _HxFileWriter
{
  char *path;
  char *temporary;
  int fd;
  gsize n_buffered;
  char buffer[BUFFER_BYTES];
};

HxFileWriter *
hx_file_writer_new (const char *path, GError **error)
{
  g_autoptr (HxFileWriter) writer = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  struct stat info;

  g_return_val_if_fail (path != NULL, NULL);

  /* The rename would put a file in the place of a device or a FIFO. */
  if (stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE, "%s: cannot write: not a regular file", path);
      return NULL;
    }
  folder = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  writer = g_new0 (HxFileWriter, 1);
  writer->path = g_strdup (path);
  writer->temporary = g_strdup_printf ("%s/.%s.XXXXXX", folder, name);
  writer->fd = g_mkstemp_full (writer->temporary, O_RDWR | O_CLOEXEC, 0666);
  if (writer->fd < 0)
    {
      hx_error_set_errno (error, path, "cannot write", errno);
      g_clear_pointer (&writer->temporary, g_free);
      return NULL;
    }
  return g_steal_pointer (&writer);
}

static gboolean
write_fully (HxFileWriter *writer, const char *data, gsize n_bytes, GError **error)
{
  while (n_bytes > 0)
    {
      ssize_t n = write (writer->fd, data, MIN (n_bytes, (gsize)1 << 30));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          hx_error_set_errno (error, writer->path, "cannot write", errno);
          return FALSE;
        }
      data += n;
      n_bytes -= (gsize)n;
    }
  return TRUE;
}

static gboolean
flush (HxFileWriter *writer, GError **error)
{
  gsize n_bytes = writer->n_buffered;

  writer->n_buffered = 0;
  return write_fully (writer, writer->buffer, n_bytes, error);
}

gboolean
hx_file_writer_write (HxFileWriter *writer, gconstpointer data, gsize n_bytes, GError **error)
{
  g_return_val_if_fail (writer != NULL && writer->fd >= 0, FALSE);

  if (n_bytes > BUFFER_BYTES - writer->n_buffered && !flush (writer, error))
    return FALSE;
  if (n_bytes > BUFFER_BYTES)
    return write_fully (writer, data, n_bytes, error);
  if (n_bytes > 0)
    memcpy (writer->buffer + writer->n_buffered, data, n_bytes);
  writer->n_buffered += n_bytes;
  return TRUE;
}

gboolean
hx_file_writer_printf (HxFileWriter *writer, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return hx_file_writer_write (writer, text, strlen (text), error);
}

static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* Some file systems cannot sync a folder; the rename has happened all the same. */
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
}

gboolean
hx_file_writer_commit (HxFileWriter *writer, GError **error)
{
  int fd;

  g_return_val_if_fail (writer != NULL && writer->fd >= 0, FALSE);

  if (!flush (writer, error))
    return FALSE;
  if (fsync (writer->fd) < 0)
    {
      hx_error_set_errno (error, writer->path, "cannot write", errno);
      return FALSE;
    }
  fd = writer->fd;
  writer->fd = -1;
  if (close (fd) < 0 || g_rename (writer->temporary, writer->path) < 0)
    {
      hx_error_set_errno (error, writer->path, "cannot write", errno);
      return FALSE;
    }
  g_clear_pointer (&writer->temporary, g_free);
  sync_folder_of (writer->path);
  return TRUE;
}

void
hx_file_writer_free (HxFileWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->fd >= 0)
    close (writer->fd);
  if (writer->temporary != NULL)
    g_unlink (writer->temporary);
  g_free (writer->temporary);
  g_free (writer->path);
  g_free (writer);
}

gboolean
hx_file_write_all (const char *path, gconstpointer data, gsize n_bytes, GError **error)
{
  g_autoptr (HxFileWriter) writer = hx_file_writer_new (path, error);

  return writer != NULL && hx_file_writer_write (writer, data, n_bytes, error)
         && hx_file_writer_commit (writer, error);
}

static char *
read_regular (int fd, const char *path, gsize max_bytes, gsize *n_bytes, GError **error)
{
  g_autofree char *content = NULL;
  struct stat info;
  gsize n = 0;

  if (fstat (fd, &info) < 0)
    {
      hx_error_set_errno (error, path, "cannot read", errno);
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE, "%s: not a regular file", path);
      return NULL;
    }
  if ((guint64)info.st_size > max_bytes)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE,
                   "%s: the file has %" G_GINT64_FORMAT " bytes, more than the %" G_GSIZE_FORMAT
                   " that it may have",
                   path, (gint64)info.st_size, max_bytes);
      return NULL;
    }
  content = g_try_malloc ((gsize)info.st_size + 1);
  if (content == NULL)
    {
      hx_error_set_errno (error, path, "cannot read", ENOMEM);
      return NULL;
    }
  while (n < (gsize)info.st_size)
    {
      ssize_t got = read (fd, content + n, (gsize)info.st_size - n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          hx_error_set_errno (error, path, "cannot read", errno);
          return NULL;
        }
      if (got == 0)
        break;
      n += (gsize)got;
    }
  content[n] = '\0';
  *n_bytes = n;
  return g_steal_pointer (&content);
}

char *
hx_file_read_all (const char *path, gsize max_bytes, gsize *n_bytes, GError **error)
{
  char *content;
  int fd;

  g_return_val_if_fail (path != NULL && n_bytes != NULL, NULL);

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      hx_error_set_errno (error, path, "cannot read", errno);
      return NULL;
    }
  content = read_regular (fd, path, max_bytes, n_bytes, error);
  close (fd);
  return content;
}

static gboolean
path_is_plain (const char *relative)
{
  g_auto (GStrv) parts = NULL;

  if (relative[0] == '\0' || g_path_is_absolute (relative))
    return FALSE;
  for (const char *c = relative; *c; c++)
    if (g_ascii_iscntrl (*c) || *c == '\\')
      return FALSE;
  parts = g_strsplit (relative, "/", -1);
  for (char **part = parts; *part; part++)
    if (g_str_equal (*part, ".."))
      return FALSE;
  return TRUE;
}

/* Whether none of the parts of @relative below @folder is a symbolic link; missing ones are none. */
static gboolean
has_no_link (const char *folder, const char *relative)
{
  g_autoptr (GString) path = g_string_new (folder);
  g_auto (GStrv) parts = g_strsplit (relative, "/", -1);

  for (char **part = parts; *part; part++)
    {
      struct stat info;

      g_string_append_c (path, '/');
      g_string_append (path, *part);
      if (lstat (path->str, &info) < 0)
        return errno == ENOENT;
      if (S_ISLNK (info.st_mode))
        return FALSE;
    }
  return TRUE;
}

/* The nearest folder of @path, or itself, that exists, without links, in @real. FALSE with errno. */
static gboolean
resolve_existing (const char *path, char real[PATH_MAX])
{
  g_autofree char *existing = g_strdup (path);

  while (realpath (existing, real) == NULL)
    {
      char *parent;

      if (errno != ENOENT && errno != ENOTDIR)
        return FALSE;
      parent = g_path_get_dirname (existing);
      g_free (existing);
      existing = parent;
    }
  return TRUE;
}

char *
hx_file_resolve_inside (const char *folder, const char *relative, GError **error)
{
  g_autofree char *path = NULL;
  char real_folder[PATH_MAX];
  char real_path[PATH_MAX];
  gsize n_folder;

  g_return_val_if_fail (folder != NULL && relative != NULL, NULL);

  if (!path_is_plain (relative))
    {
      g_autofree char *shown = g_strescape (relative, NULL);

      g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE, "%s: the path “%s” leaves the folder", folder, shown);
      return NULL;
    }
  /* What follows no link cannot leave; every record of a large folder comes this way. */
  if (g_path_is_absolute (folder) && has_no_link (folder, relative))
    return g_build_filename (folder, relative, NULL);
  if (realpath (folder, real_folder) == NULL)
    {
      hx_error_set_errno (error, folder, "cannot open the folder", errno);
      return NULL;
    }
  path = g_build_filename (real_folder, relative, NULL);

  /* The file may be missing: what exists of its path must stay inside. */
  if (!resolve_existing (path, real_path))
    {
      hx_error_set_errno (error, path, "cannot open", errno);
      return NULL;
    }
  n_folder = strlen (real_folder);
  if (strncmp (real_path, real_folder, n_folder) != 0
      || (real_path[n_folder] != '\0' && real_path[n_folder] != '/' && n_folder > 1))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE, "%s: the path “%s” leaves the folder", folder, relative);
      return NULL;
    }
  return g_steal_pointer (&path);
}
