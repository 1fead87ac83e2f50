/* hx-trace-frames.h: pages of traces as textures, one frame after another
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-trace-paint.h"

G_BEGIN_DECLS

/**
 * HxTraceFrames:
 *
 * Memory that frames are painted into, used again as soon as a frame's texture is gone: fresh memory, which
 * the system has to clear page by page, costs more than painting.
 */
typedef struct _HxTraceFrames HxTraceFrames;

HxTraceFrames *hx_trace_frames_new (void);
void hx_trace_frames_free (HxTraceFrames *self); /* textures may live on */

/** A page as an opaque texture for hx_draw_texture(). (transfer full) */
GdkTexture *hx_trace_frames_paint (HxTraceFrames *self, const HxTracePaint *paint);

G_END_DECLS
