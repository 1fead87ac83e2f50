/* hx-wfdb-signals.c: the signal files of a WFDB record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-wfdb-signals.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* Samples that are decoded at a time: they stay in the first-level cache until every signal has taken its
 * own. */
#define BLOCK_SAMPLES 6144

#define MISSING_16 (-32768)
#define MISSING_212 (-2048)

/* Consecutive signals that share a file, sample after sample, frame after frame. */
typedef struct
{
  HxWfdbSignal *signals;
  guint first; /* index of signals[0] in the header */
  guint n_signals;
  guint format;
  gsize frame_samples;
} Group;

gboolean
hx_wfdb_format_is_read (guint format)
{
  return format == 16 || format == 212;
}

/* The group that begins with signal @first. */
static Group
group_at (const HxWfdbHeader *header, guint first)
{
  Group group = { .signals = &header->signals[first],
                  .first = first,
                  .format = header->signals[first].format };

  for (guint i = first; i < header->n_signals; i++)
    {
      if (!g_str_equal (header->signals[i].file_name, group.signals->file_name))
        break;
      group.n_signals++;
      group.frame_samples += header->signals[i].samples_per_frame;
    }
  return group;
}

static gboolean
check_group (const HxWfdbHeader *header, const Group *group, const char *path, GError **error)
{
  for (guint i = 0; i < group->first; i++)
    if (g_str_equal (header->signals[i].file_name, group->signals->file_name))
      {
        g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                     "%s: line %u: the signals of file “%s” do not stand one after the other", path,
                     group->signals->line, group->signals->file_name);
        return FALSE;
      }
  for (guint i = 1; i < group->n_signals; i++)
    {
      const HxWfdbSignal *signal = &group->signals[i];

      if (signal->format == group->format && signal->byte_offset == group->signals->byte_offset
          && signal->block_bytes == group->signals->block_bytes)
        continue;
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: line %u: format, byte offset and block size of “%s” differ from those in line %u",
                   path, signal->line, signal->file_name, group->signals->line);
      return FALSE;
    }
  return TRUE;
}

/* Finds the group's file, inside the header's folder only. */
static gboolean
resolve_file (const Group *group, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_free (group->signals->path);
  group->signals->path = hx_file_resolve_inside (folder, group->signals->file_name, error);
  if (group->signals->path == NULL)
    g_prefix_error (error, "%s: line %u: ", path, group->signals->line);
  return group->signals->path != NULL;
}

static guint64
samples_to_bytes (guint format, guint64 n_samples)
{
  return format == 16 ? n_samples * 2 : n_samples + (n_samples + 1) / 2;
}

static guint64
bytes_to_samples (guint format, guint64 n_bytes)
{
  return format == 16 ? n_bytes / 2 : n_bytes / 3 * 2 + n_bytes % 3 / 2;
}

/* Whether the group's file of @size bytes holds @n_frames frames and nothing else. */
static gboolean
check_size (const Group *group, guint64 size, guint64 n_frames, const char *path, GError **error)
{
  guint64 n_samples = n_frames * group->frame_samples;
  guint64 needed = group->signals->byte_offset + samples_to_bytes (group->format, n_samples);
  guint64 most = needed;
  guint block_bytes = group->signals->block_bytes;

  /* Some writers complete the last pair of format 212; a file with a block size ends with a whole block. */
  if (group->format == 212)
    most = group->signals->byte_offset + (n_samples + 1) / 2 * 3;
  if (block_bytes > 0 && most % block_bytes != 0)
    most += block_bytes - most % block_bytes;
  if (size >= needed && size <= most)
    return TRUE;
  g_set_error (error, HX_ERROR, size < needed ? HX_ERROR_UNSAFE : HX_ERROR_INCONSISTENT,
               "%s: the file is too %s: it has %" G_GUINT64_FORMAT " bytes; %" G_GUINT64_FORMAT
               " samples of each signal, as %s describes them, take %" G_GUINT64_FORMAT,
               group->signals->path, size < needed ? "short" : "long", size, n_frames, path, needed);
  return FALSE;
}

static gboolean
read_size (const char *file, guint64 *size, GError **error)
{
  struct stat info;

  if (stat (file, &info) < 0)
    {
      hx_error_set_errno (error, file, "cannot read the signal file", errno);
      return FALSE;
    }
  *size = (guint64)info.st_size;
  return TRUE;
}

/* Sets or confirms *@n_frames (0: not known yet) by the size of one group's file. */
static gboolean
count_group (const Group *group, const char *path, guint64 *n_frames, GError **error)
{
  guint64 size, offset = group->signals->byte_offset;

  if (!read_size (group->signals->path, &size, error))
    return FALSE;
  if (*n_frames == 0 && size > offset)
    *n_frames = bytes_to_samples (group->format, size - offset) / group->frame_samples;
  if (*n_frames == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: the file holds no samples: it has %" G_GUINT64_FORMAT
                   " bytes, and samples begin at byte %" G_GUINT64_FORMAT,
                   group->signals->path, size, offset);
      return FALSE;
    }
  return check_size (group, size, *n_frames, path, error);
}

gboolean
hx_wfdb_count_frames (HxWfdbHeader *header, const char *path, guint64 *n_frames, GError **error)
{
  Group group;

  *n_frames = header->n_frames;
  for (guint first = 0; first < header->n_signals; first += group.n_signals)
    {
      group = group_at (header, first);
      if (!check_group (header, &group, path, error) || !resolve_file (&group, path, error))
        return FALSE;
    }
  for (guint first = 0; first < header->n_signals; first += group.n_signals)
    {
      group = group_at (header, first);
      if (!count_group (&group, path, n_frames, error))
        return FALSE;
    }
  return TRUE;
}

/* Samples @first .. @first + @n of a signal file as numbers; @first is even in format 212. */
static void
unpack (guint format, const guint8 *bytes, guint64 first, gsize n, gint16 *samples)
{
  const guint8 *b = bytes + samples_to_bytes (format, first);

  if (format == 16)
    for (gsize i = 0; i < n; i++, b += 2)
      samples[i] = (gint16)(b[0] | b[1] << 8);
  else
    for (gsize i = 0; i < n; i += 2, b += 3)
      {
        /* Two numbers of 12 bits in three bytes: the low byte of each outside, the high halves between. */
        samples[i] = (gint16)((guint16)(b[0] | (b[1] & 0x0f) << 8) << 4) >> 4;
        if (i + 1 < n)
          samples[i + 1] = (gint16)((guint16)(b[2] | (b[1] & 0xf0) << 4) << 4) >> 4;
      }
}

/* One signal's samples, @per_frame in each of @n_frames frames from @samples on, one after the other. Returns
 * their sum. */
static guint32
gather_samples (const gint16 *samples, gsize n_frames, gsize frame_samples, guint per_frame, gint16 *column)
{
  guint32 sum = 0;

  if (per_frame == 1)
    for (gsize frame = 0; frame < n_frames; frame++, samples += frame_samples)
      *column++ = *samples;
  else
    for (gsize frame = 0; frame < n_frames; frame++, samples += frame_samples, column += per_frame)
      memcpy (column, samples, per_frame * sizeof *column);
  column -= n_frames * per_frame;
  for (gsize i = 0; i < n_frames * per_frame; i++)
    sum += (guint32)column[i];
  return sum;
}

/* The quotient of two numbers that a float holds is the same from float and from double: a double has more
 * than twice the digits (Figueroa, "When is double rounding innocuous?", 1995). */
static void
scale_exactly (const gint16 *column, gsize n, int missing, float baseline_adu, float adu_per_mv, float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = ((float)column[i] - baseline_adu) / adu_per_mv;
  for (gsize i = 0; i < n; i++)
    out[i] = column[i] == missing ? NAN : out[i];
}

static void
scale_samples (const gint16 *column, gsize n, int missing, int baseline_adu, double adu_per_mv, float *out)
{
  if ((double)(float)adu_per_mv == adu_per_mv && ABS ((gint64)baseline_adu) < 1 << 23)
    {
      scale_exactly (column, n, missing, (float)baseline_adu, (float)adu_per_mv, out);
      return;
    }
  for (gsize i = 0; i < n; i++)
    out[i] = column[i] == missing ? NAN : (float)(((double)column[i] - baseline_adu) / adu_per_mv);
}

/* Decodes @bytes, the group's samples, into its streams. */
static void
decode_bytes (const Group *group, const guint8 *bytes, guint64 n_frames, HxWfdbStream *streams)
{
  /* An even number of frames, so that a block of format 212 begins with a whole pair. */
  gsize block_frames = MAX (BLOCK_SAMPLES / group->frame_samples & ~(gsize)1, 2);
  g_autofree gint16 *samples = g_new (gint16, block_frames * group->frame_samples);
  g_autofree gint16 *column = g_new (gint16, block_frames * group->frame_samples);
  int missing = group->format == 16 ? MISSING_16 : MISSING_212;

  for (guint64 done = 0; done < n_frames; done += block_frames)
    {
      gsize n = (gsize)MIN (block_frames, n_frames - done);
      const gint16 *from = samples;

      unpack (group->format, bytes, done * group->frame_samples, n * group->frame_samples, samples);
      for (guint i = 0; i < group->n_signals; i++)
        {
          guint per_frame = group->signals[i].samples_per_frame;

          if (done == 0)
            {
              streams[i].first_adu = from[0];
              streams[i].checksum = 0;
            }
          streams[i].checksum += (guint16)gather_samples (from, n, group->frame_samples, per_frame, column);
          if (streams[i].out != NULL)
            scale_samples (column, n * per_frame, missing, group->signals[i].baseline_adu,
                           streams[i].adu_per_mv, streams[i].out + done * per_frame);
          from += per_frame;
        }
    }
}

static gboolean
check_sums (const Group *group, const HxWfdbStream *streams, const char *path, GError **error)
{
  for (guint i = 0; i < group->n_signals; i++)
    {
      const HxWfdbSignal *signal = &group->signals[i];

      if (!signal->has_checksum || signal->checksum == 0 || signal->checksum == streams[i].checksum)
        continue;
      g_set_error (
          error, HX_ERROR, HX_ERROR_INCONSISTENT,
          "%s: lead %s: the checksum of the samples is %u, but %s says %u in line %u: one of the files is "
          "damaged",
          group->signals->path, signal->name, streams[i].checksum, path, signal->checksum, signal->line);
      return FALSE;
    }
  return TRUE;
}

static gboolean
decode_group (const HxWfdbHeader *header, const Group *group, const char *path, guint64 n_frames,
              HxWfdbStream *streams, GError **error)
{
  guint64 offset = group->signals->byte_offset;
  guint64 size;
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  if (!read_size (group->signals->path, &size, error))
    return FALSE;
  bytes = hx_file_read_all (group->signals->path, size, &n_bytes, error);

  /* The file may have changed since its size was compared. */
  if (bytes == NULL || !check_size (group, n_bytes, n_frames, path, error))
    return FALSE;
  decode_bytes (group, (const guint8 *)bytes + offset, n_frames, streams);
  return header->n_frames == 0 || check_sums (group, streams, path, error);
}

gboolean
hx_wfdb_decode (const HxWfdbHeader *header, const char *path, guint64 n_frames, HxWfdbStream *streams,
                GError **error)
{
  for (guint first = 0; first < header->n_signals;)
    {
      Group group = group_at (header, first);

      if (!decode_group (header, &group, path, n_frames, streams + first, error))
        return FALSE;
      first += group.n_signals;
    }
  return TRUE;
}
