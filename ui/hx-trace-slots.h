/* hx-trace-slots.h: which leads stand in which row and column
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-trace-layout.h"

G_BEGIN_DECLS

/**
 * HxTraceSlot: one lead's place
 * @name: static or owned by the setup
 * @lead: index in the recording, or -1: not recorded
 * @column: -1 for a rhythm strip
 */
typedef struct
{
  const char *name;
  int lead;
  int row, column;
  gboolean inverted, chest;
} HxTraceSlot;

/**
 * HxTraceSlots:
 * @n_rows: rhythm strips included, at least 1
 * @n_columns: at least 1
 */
typedef struct
{
  HxTraceSlot *slots;
  guint n;
  int n_rows, n_columns;
} HxTraceSlots;

/** Places the leads of @setup, one block of them. Free with hx_trace_slots_clear(). */
void hx_trace_slots_init (HxTraceSlots *slots, const HxTraceSetup *setup);
void hx_trace_slots_clear (HxTraceSlots *slots);

G_END_DECLS
