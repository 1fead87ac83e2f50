/* hx-reader.c: reading recordings from files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-reader.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/records/hx-reader-list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES 4096

#define DECLARE_READER(reader) extern const HxReader reader;
HX_READERS (DECLARE_READER)

const HxReader *const *
hx_readers (void)
{
#define READER_ADDRESS(reader) &reader,
  static const HxReader *const readers[] = { HX_READERS (READER_ADDRESS) NULL };

  return readers;
}

/* The suffix of @suffixes that @path ends with, compared without case, or NULL. A bare suffix is no file's
 * name. */
static const char *
find_suffix (const char *path, const char *const *suffixes)
{
  const char *name = strrchr (path, '/');
  gsize n;

  name = name != NULL ? name + 1 : path;
  n = strlen (name);
  for (; *suffixes != NULL; suffixes++)
    if (n > strlen (*suffixes) && g_ascii_strcasecmp (name + n - strlen (*suffixes), *suffixes) == 0)
      return *suffixes;
  return NULL;
}

static gboolean
is_regular (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && S_ISREG (info.st_mode);
}

/* The file that one opens for @path, if some reader's file of the same stem exists. Returns: (transfer full)
 * (nullable) */
static char *
find_opened_file (const char *path, const char *stem_suffix, const HxReader *reader)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (stem_suffix));

  for (const char *const *suffix = reader->suffixes; *suffix != NULL; suffix++)
    {
      g_autofree char *candidate = g_strconcat (stem, *suffix, NULL);

      if (is_regular (candidate))
        return g_steal_pointer (&candidate);
    }
  return NULL;
}

/* Puts the file that one opens in the place of one of its parts or of a record's bare name. Returns:
 * (transfer full) */
static char *
resolve_path (const char *path, GError **error)
{
  gboolean exists = is_regular (path);

  for (const HxReader *const *reader = hx_readers (); *reader != NULL; reader++)
    {
      const char *part = find_suffix (path, (*reader)->part_suffixes);
      char *opened;

      if (find_suffix (path, (*reader)->suffixes) != NULL || (part == NULL && exists))
        continue;
      opened = find_opened_file (path, part != NULL ? part : "", *reader);
      if (opened != NULL)
        return opened;
      if (part != NULL && exists)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                       "%s: is a part of a %s, but the file %s of the same name is missing", path,
                       (*reader)->title, (*reader)->suffixes[0]);
          return NULL;
        }
    }
  return g_strdup (path);
}

/* Reads the first bytes of a regular file. */
static gboolean
read_head (const char *path, guint8 *head, gsize *n_head, GError **error)
{
  struct stat info;
  ssize_t n;
  int saved_errno;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0 || fstat (fd, &info) < 0)
    {
      hx_error_set_errno (error, path, "cannot open", errno);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      close (fd);
      if (S_ISDIR (info.st_mode))
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "%s: is a folder, not a recording", path);
      else
        g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE, "%s: not a regular file", path);
      return FALSE;
    }
  do
    n = read (fd, head, HEAD_BYTES);
  while (n < 0 && errno == EINTR);
  saved_errno = errno;
  close (fd);
  if (n < 0)
    {
      hx_error_set_errno (error, path, "cannot read", saved_errno);
      return FALSE;
    }
  *n_head = (gsize)n;
  return TRUE;
}

static const HxReader *
find_reader (const char *path, const guint8 *head, gsize n_head, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const HxReader *const *reader = hx_readers (); *reader != NULL; reader++)
    if ((*reader)->accepts (path, head, n_head))
      return *reader;

  /* Its name says what it should be: that reader's error says what is wrong with it. */
  for (const HxReader *const *reader = hx_readers (); *reader != NULL; reader++)
    {
      if (find_suffix (path, (*reader)->suffixes) != NULL)
        return *reader;
      g_string_append_printf (known, "%s%s (%s)", known->len > 0 ? ", " : "", (*reader)->title,
                              (*reader)->suffixes[0]);
    }
  g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED, "%s: not a recording of a known format; known are: %s",
               path, known->str);
  return NULL;
}

HxRecording *
hx_recording_open (const char *path, const HxReadOptions *options, GError **error)
{
  static const HxReadOptions no_options = { 0 };
  g_autofree char *opened = NULL;
  g_autofree guint8 *head = g_malloc (HEAD_BYTES);
  const HxReader *reader;
  g_autoptr (HxRecording) recording = NULL;
  gsize n_head;

  g_return_val_if_fail (path != NULL, NULL);

  opened = resolve_path (path, error);
  if (opened == NULL || !read_head (opened, head, &n_head, error))
    return NULL;
  reader = find_reader (opened, head, n_head, error);
  if (reader == NULL)
    return NULL;
  recording = reader->read (opened, options != NULL ? options : &no_options, error);
  if (recording == NULL)
    return NULL;
  hx_recording_set_source (recording, opened);
  hx_recording_set_format (recording, reader->name);
  return hx_recording_complete_limb_leads (recording);
}

static gboolean
is_opened_by_reader (const char *name)
{
  for (const HxReader *const *reader = hx_readers (); *reader != NULL; reader++)
    if (find_suffix (name, (*reader)->suffixes) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether the symbolic link @path leads to a regular file inside @root. */
static gboolean
link_stays_inside (const char *root, const char *path)
{
  g_autofree char *inside = hx_file_resolve_inside (root, path + strlen (root) + 1, NULL);

  return inside != NULL && is_regular (path);
}

/* Whether the entry @name of @folder is to be opened (into @files) or searched (into @folders). */
static gboolean
sort_entry (const char *root, const char *folder, const char *name, GPtrArray *files, GQueue *folders,
            GError **error)
{
  g_autofree char *path = g_strconcat (folder, "/", name, NULL);
  struct stat info;

  if (lstat (path, &info) < 0)
    {
      if (errno == ENOENT)
        return TRUE; /* deleted since the folder was read */
      hx_error_set_errno (error, path, "cannot look at it", errno);
      return FALSE;
    }
  if (S_ISDIR (info.st_mode))
    g_queue_push_tail (folders, g_steal_pointer (&path));
  else if (is_opened_by_reader (name)
           && (S_ISREG (info.st_mode) || (S_ISLNK (info.st_mode) && link_stays_inside (root, path))))
    g_ptr_array_add (files, g_steal_pointer (&path));
  return TRUE;
}

static gboolean
search_folder (const char *root, const char *folder, GPtrArray *files, GQueue *folders,
               GCancellable *cancellable, GError **error)
{
  DIR *dir = opendir (folder);
  gboolean good = TRUE;

  if (dir == NULL)
    {
      hx_error_set_errno (error, folder, "cannot read the folder", errno);
      return FALSE;
    }
  while (good)
    {
      const struct dirent *entry;

      errno = 0;
      entry = readdir (dir);
      if (entry == NULL && errno != 0)
        {
          hx_error_set_errno (error, folder, "cannot read the folder", errno);
          good = FALSE;
        }
      if (entry == NULL)
        break;
      good = !g_cancellable_set_error_if_cancelled (cancellable, error)
             && (entry->d_name[0] == '.' || sort_entry (root, folder, entry->d_name, files, folders, error));
    }
  closedir (dir);
  return good;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
hx_reader_find_files (const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *root = NULL;
  GQueue folders = G_QUEUE_INIT;
  gboolean searched = TRUE;

  g_return_val_if_fail (folder != NULL, NULL);

  root = g_strdup (folder);
  for (gsize n = strlen (root); n > 1 && root[n - 1] == '/'; n--)
    root[n - 1] = '\0';
  g_queue_push_tail (&folders, g_strdup (root));
  while (searched && !g_queue_is_empty (&folders))
    {
      g_autofree char *next = g_queue_pop_head (&folders);

      searched = search_folder (root, next, files, &folders, cancellable, error);
    }
  g_queue_clear_full (&folders, g_free);
  if (!searched)
    return NULL;
  g_ptr_array_sort (files, compare_paths);
  return g_steal_pointer (&files);
}
