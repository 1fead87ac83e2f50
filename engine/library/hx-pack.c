/* hx-pack.c: a signal file that only grows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-pack.h"

#include "engine/base/hx-error.h"
#include "engine/library/hx-library-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
hx_pack_open (HxPack *pack, HxLibrary *library, const char *name, gint64 committed, GError **error)
{
  struct stat info;

  pack->path = hx_library_get_path (library, name);
  pack->fd = open (pack->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (pack->fd < 0 || fstat (pack->fd, &info) < 0)
    {
      hx_error_set_errno (error, pack->path, "cannot open", errno);
      return FALSE;
    }
  /* Closing must never cut more than this import has added, also when it ends here. */
  pack->committed = pack->length = MIN (committed, (gint64)info.st_size);
  if (info.st_size < committed)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: the library is damaged: the file is shorter than it was", pack->path);
      return FALSE;
    }
  /* What an import that was killed left behind: no record knows of it. */
  if (info.st_size > committed && ftruncate (pack->fd, committed) < 0)
    {
      hx_error_set_errno (error, pack->path, "cannot shorten", errno);
      return FALSE;
    }
  return TRUE;
}

gboolean
hx_pack_append (HxPack *pack, const float *values, gsize n, gint64 *offset, GError **error)
{
  const char *data = (const char *)values;
  gsize n_bytes = n * sizeof (float);

  *offset = pack->length;
  while (n_bytes > 0)
    {
      ssize_t written = pwrite (pack->fd, data, MIN (n_bytes, (gsize)1 << 30), pack->length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          hx_error_set_errno (error, pack->path, "cannot write", errno);
          return FALSE;
        }
      data += written;
      n_bytes -= (gsize)written;
      pack->length += written;
    }
  return TRUE;
}

gboolean
hx_pack_sync (HxPack *pack, GError **error)
{
  if (pack->length == pack->committed || fsync (pack->fd) == 0)
    return TRUE;
  hx_error_set_errno (error, pack->path, "cannot write", errno);
  return FALSE;
}

void
hx_pack_close (HxPack *pack, gboolean keep)
{
  if (pack->fd >= 0)
    {
      /* A tail that stays behind is cut by the next import. */
      if (!keep)
        (void)!ftruncate (pack->fd, pack->committed);
      close (pack->fd);
    }
  g_free (pack->path);
}
