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
#include <sys/uio.h>
#include <unistd.h>

#define PIECES_AT_ONCE 16 /* what every POSIX system takes */

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
  pack->committed = pack->begun = pack->length = MIN (committed, (gint64)info.st_size);
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

gint64
hx_pack_reserve (HxPack *pack, gsize n)
{
  const gint64 offset = pack->length;

  pack->length += (gint64)(n * sizeof (float));
  return offset;
}

static gboolean
write_fully (const HxPack *pack, gint64 offset, struct iovec *pieces, int n_pieces, GError **error)
{
  while (n_pieces > 0)
    {
      ssize_t written = pwritev (pack->fd, pieces, MIN (n_pieces, PIECES_AT_ONCE), offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          hx_error_set_errno (error, pack->path, "cannot write", errno);
          return FALSE;
        }
      offset += written;
      for (; n_pieces > 0 && (gsize)written >= pieces->iov_len; pieces++, n_pieces--)
        written -= (ssize_t)pieces->iov_len;
      if (n_pieces > 0)
        {
          pieces->iov_base = (char *)pieces->iov_base + written;
          pieces->iov_len -= (gsize)written;
        }
    }
  return TRUE;
}

gboolean
hx_pack_write (const HxPack *pack, gint64 offset, const float *const *rows, guint n_rows, gsize n,
               GError **error)
{
  g_autofree struct iovec *pieces = g_new (struct iovec, n_rows);

  for (guint i = 0; i < n_rows; i++)
    pieces[i] = (struct iovec){ (void *)rows[i], n * sizeof (float) };
  return write_fully (pack, offset, pieces, (int)n_rows, error);
}

void
hx_pack_begin_sync (HxPack *pack)
{
  /* Only a hint: hx_pack_sync() says whether it went well. */
  if (pack->length > pack->begun)
    (void)!sync_file_range (pack->fd, pack->begun, pack->length - pack->begun, SYNC_FILE_RANGE_WRITE);
  pack->begun = pack->length;
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
