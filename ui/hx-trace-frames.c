/* hx-trace-frames.c: pages of traces as textures, one frame after another
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-frames.h"

#include "ui/hx-draw.h"

/* One on the screen, one being painted, one that the renderer may still hold. */
#define MOST_KEPT 3

struct _HxTraceFrames
{
  gatomicrefcount ref_count;
  GMutex lock; /* a renderer may drop a texture in another thread */
  gpointer kept[MOST_KEPT];
  guint n_kept;
  gsize size; /* of all that are kept */
};

/* One frame's memory, on its way back. */
typedef struct
{
  HxTraceFrames *frames;
  gpointer memory;
  gsize size;
} Frame;

HxTraceFrames *
hx_trace_frames_new (void)
{
  HxTraceFrames *self = g_new0 (HxTraceFrames, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  return self;
}

static void
drop_kept (HxTraceFrames *self)
{
  while (self->n_kept > 0)
    g_free (self->kept[--self->n_kept]);
}

void
hx_trace_frames_free (HxTraceFrames *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  drop_kept (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
give_back (gpointer user_data)
{
  Frame *frame = user_data;
  HxTraceFrames *self = frame->frames;

  g_mutex_lock (&self->lock);
  if (frame->size == self->size && self->n_kept < MOST_KEPT)
    self->kept[self->n_kept++] = g_steal_pointer (&frame->memory);
  g_mutex_unlock (&self->lock);
  g_free (frame->memory);
  g_free (frame);
  hx_trace_frames_free (self);
}

static Frame *
take (HxTraceFrames *self, gsize size)
{
  Frame *frame = g_new0 (Frame, 1);

  g_atomic_ref_count_inc (&self->ref_count);
  frame->frames = self;
  frame->size = size;
  g_mutex_lock (&self->lock);
  if (self->size != size)
    drop_kept (self);
  self->size = size;
  if (self->n_kept > 0)
    frame->memory = self->kept[--self->n_kept];
  g_mutex_unlock (&self->lock);
  if (frame->memory == NULL)
    frame->memory = g_malloc (size);
  return frame;
}

GdkTexture *
hx_trace_frames_paint (HxTraceFrames *self, const HxTracePaint *paint)
{
  g_autoptr (GBytes) bytes = NULL;
  HxRaster raster;
  Frame *frame;

  hx_trace_paint_size (paint, &raster.width, &raster.height);
  frame = take (self, (gsize)raster.width * (gsize)raster.height * sizeof (guint32));
  raster.pixels = frame->memory;
  hx_trace_paint_into (&raster, paint);
  bytes = g_bytes_new_with_free_func (frame->memory, frame->size, give_back, frame);
  return hx_draw_texture_new (bytes, raster.width, raster.height, TRUE);
}
