/* hx-trace-pyramid.c: least and greatest values of a long recording, at several levels of coarseness
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-pyramid.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define FACTOR HX_TRACE_PYRAMID_FACTOR
#define LEVELS HX_TRACE_PYRAMID_LEVELS
/* Samples between two announcements: whole blocks of the coarsest level, some milliseconds of work. */
#define CHUNK ((gsize)1 << 18)
/* Blocks may be as long as a slice, which is half a pixel. */
#define LEAST_BLOCKS 1.0
/* Samples that one instruction compares. */
#define N_LANES 4

typedef float Lanes __attribute__ ((vector_size (N_LANES * sizeof (float))));
typedef gint32 LaneMasks __attribute__ ((vector_size (N_LANES * sizeof (gint32))));

typedef struct
{
  float low, high;
} Extent;

struct _HxTracePyramid
{
  GObject parent_instance;

  HxRecording *recording;
  gsize n_samples;
  guint n_leads;
  gsize n_blocks[LEVELS]; /* of one lead */
  Extent *levels[LEVELS]; /* lead after lead */
  _Atomic gsize n_ready;  /* samples that are in; written by the thread */
  atomic_bool announced;  /* an announcement is on its way */
  atomic_bool stopped;
  gboolean started;
};

G_DEFINE_FINAL_TYPE (HxTracePyramid, hx_trace_pyramid, G_TYPE_OBJECT)

static guint advanced_signal;

static gsize
block_samples (int level)
{
  gsize n = HX_TRACE_PYRAMID_BLOCK;

  while (level-- > 0)
    n *= FACTOR;
  return n;
}

/* The lesser of two lanes, or @kept where @value is missing: that compares as false with everything. */
static inline Lanes
lanes_min (Lanes value, Lanes kept)
{
  LaneMasks less = value < kept;

  return (Lanes)(((LaneMasks)value & less) | ((LaneMasks)kept & ~less));
}

static inline Lanes
lanes_max (Lanes value, Lanes kept)
{
  LaneMasks more = value > kept;

  return (Lanes)(((LaneMasks)value & more) | ((LaneMasks)kept & ~more));
}

static inline Lanes
lanes_load (const float *samples)
{
  Lanes lanes;

  memcpy (&lanes, samples, sizeof (lanes));
  return lanes;
}

static inline void
extent_add (Extent *extent, float low, float high)
{
  extent->low = low < extent->low ? low : extent->low;
  extent->high = high > extent->high ? high : extent->high;
}

static Extent
samples_extent (const float *samples, gsize n)
{
  Extent extent = { HX_TRACE_PYRAMID_NONE, -HX_TRACE_PYRAMID_NONE };
  Lanes low[2], high[2];
  gsize i = 0;

  for (int k = 0; k < 2; k++)
    {
      low[k] = (Lanes){ 0 } + extent.low;
      high[k] = (Lanes){ 0 } + extent.high;
    }
  for (; i + 2 * N_LANES <= n; i += 2 * N_LANES)
    for (gsize k = 0; k < 2; k++)
      {
        Lanes value = lanes_load (samples + i + k * N_LANES);

        low[k] = lanes_min (value, low[k]);
        high[k] = lanes_max (value, high[k]);
      }
  low[0] = lanes_min (low[1], low[0]);
  high[0] = lanes_max (high[1], high[0]);
  for (int lane = 0; lane < N_LANES; lane++)
    extent_add (&extent, low[0][lane], high[0][lane]);
  for (; i < n; i++)
    extent_add (&extent, samples[i], samples[i]);
  return extent;
}

static Extent
blocks_extent (const Extent *blocks, gsize n)
{
  Extent extent = { HX_TRACE_PYRAMID_NONE, -HX_TRACE_PYRAMID_NONE };

  for (gsize i = 0; i < n; i++)
    {
      extent.low = MIN (extent.low, blocks[i].low);
      extent.high = MAX (extent.high, blocks[i].high);
    }
  return extent;
}

/* All levels for samples [begin, end) of a lead; @begin is a multiple of the coarsest block. */
static void
fill_lead (HxTracePyramid *self, guint lead, gsize begin, gsize end)
{
  const float *samples = hx_recording_get_lead_mv (self->recording, lead);

  for (int level = 0; level < LEVELS; level++)
    {
      gsize size = block_samples (level), last = (end + size - 1) / size;
      Extent *blocks = self->levels[level] + lead * self->n_blocks[level];

      for (gsize i = begin / size; i < last; i++)
        if (level == 0)
          blocks[i] = samples_extent (samples + i * size, MIN (size, self->n_samples - i * size));
        else
          {
            gsize n_below = self->n_blocks[level - 1];
            const Extent *below = self->levels[level - 1] + lead * n_below;

            blocks[i] = blocks_extent (below + i * FACTOR, MIN (FACTOR, n_below - i * FACTOR));
          }
    }
}

static gboolean
announce (gpointer user_data)
{
  HxTracePyramid *self = user_data;

  atomic_store (&self->announced, FALSE);
  g_signal_emit (self, advanced_signal, 0);
  return G_SOURCE_REMOVE;
}

/* Time after time for all leads, so that pages are whole from the start on. Returns: whether there is more */
static gboolean
fill_chunk (HxTracePyramid *self)
{
  gsize begin = atomic_load (&self->n_ready);
  gsize end = MIN (begin + CHUNK, self->n_samples);

  for (guint lead = 0; lead < self->n_leads; lead++)
    fill_lead (self, lead, begin, end);
  atomic_store (&self->n_ready, end);
  return end < self->n_samples;
}

static gpointer
run (gpointer user_data)
{
  HxTracePyramid *self = user_data;
  gboolean more = TRUE;

  while (more && !atomic_load (&self->stopped))
    {
      more = fill_chunk (self);
      if (!atomic_exchange (&self->announced, TRUE))
        g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT_IDLE, announce, g_object_ref (self),
                                    g_object_unref);
    }
  g_object_unref (self);
  return NULL;
}

void
hx_trace_pyramid_start (HxTracePyramid *self)
{
  g_return_if_fail (HX_IS_TRACE_PYRAMID (self));

  if (self->started)
    return;
  self->started = TRUE;
  g_thread_unref (g_thread_new ("trace-pyramid", run, g_object_ref (self)));
}

void
hx_trace_pyramid_stop (HxTracePyramid *self)
{
  g_return_if_fail (HX_IS_TRACE_PYRAMID (self));
  atomic_store (&self->stopped, TRUE);
}

void
hx_trace_pyramid_fill (HxTracePyramid *self)
{
  g_return_if_fail (HX_IS_TRACE_PYRAMID (self));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  while (fill_chunk (self))
    ;
}

static gsize
get_n_ready (HxTracePyramid *self)
{
  return atomic_load (&self->n_ready);
}

double
hx_trace_pyramid_get_progress (HxTracePyramid *self)
{
  g_return_val_if_fail (HX_IS_TRACE_PYRAMID (self), 1.0);
  return self->n_samples > 0 ? (double)get_n_ready (self) / (double)self->n_samples : 1.0;
}

gboolean
hx_trace_pyramid_is_needed (double step)
{
  return step >= LEAST_BLOCKS * HX_TRACE_PYRAMID_BLOCK;
}

void
hx_trace_pyramid_extents (HxTracePyramid *self, guint lead, const float *samples, gsize n_samples,
                          double first, double step, float *low, float *high, gsize n_slices)
{
  gsize n_known = n_samples, size = 1;
  const Extent *blocks = NULL;

  g_return_if_fail (self == NULL || lead < self->n_leads);
  g_return_if_fail (step > 0.0);

  if (self != NULL && hx_trace_pyramid_is_needed (step))
    for (int level = 0; level < LEVELS && step >= LEAST_BLOCKS * (double)block_samples (level); level++)
      {
        size = block_samples (level);
        blocks = self->levels[level] + lead * self->n_blocks[level];
        n_known = get_n_ready (self);
      }
  for (gsize i = 0; i < n_slices; i++)
    {
      double from = MAX (ceil (first + (double)i * step), 0.0);
      double to = MIN (ceil (first + (double)(i + 1) * step), (double)n_known);
      Extent extent = { HX_TRACE_PYRAMID_NONE, -HX_TRACE_PYRAMID_NONE };

      if (from < to && blocks == NULL)
        extent = samples_extent (samples + (gsize)from, (gsize)to - (gsize)from);
      else if (from < to)
        extent =
            blocks_extent (blocks + (gsize)from / size, ((gsize)to + size - 1) / size - (gsize)from / size);
      low[i] = extent.low;
      high[i] = extent.high;
    }
}

static void
hx_trace_pyramid_finalize (GObject *object)
{
  HxTracePyramid *self = HX_TRACE_PYRAMID (object);

  g_clear_object (&self->recording);
  for (int level = 0; level < LEVELS; level++)
    g_free (self->levels[level]);
  G_OBJECT_CLASS (hx_trace_pyramid_parent_class)->finalize (object);
}

static void
hx_trace_pyramid_class_init (HxTracePyramidClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_trace_pyramid_finalize;
  advanced_signal = g_signal_new ("advanced", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
hx_trace_pyramid_init (HxTracePyramid *self)
{
}

HxTracePyramid *
hx_trace_pyramid_new (HxRecording *recording)
{
  HxTracePyramid *self = g_object_new (HX_TYPE_TRACE_PYRAMID, NULL);

  self->recording = g_object_ref (recording);
  self->n_samples = hx_recording_get_n_samples (recording);
  self->n_leads = hx_recording_get_n_leads (recording);
  for (int level = 0; level < LEVELS; level++)
    {
      self->n_blocks[level] = (self->n_samples + block_samples (level) - 1) / block_samples (level);
      self->levels[level] = g_new (Extent, MAX (self->n_blocks[level] * self->n_leads, 1));
    }
  return self;
}
