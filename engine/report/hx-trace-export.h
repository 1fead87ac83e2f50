/* hx-trace-export.h: a stretch of trace as a picture or a table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/report/hx-paper.h"

G_BEGIN_DECLS

/**
 * HxTraceExportFormat:
 * @HX_TRACE_EXPORT_PNG: a picture at %HX_TRACE_EXPORT_DPI, which it says, so that it is put into texts in
 * true millimetres
 * @HX_TRACE_EXPORT_SVG: lines, in true millimetres
 * @HX_TRACE_EXPORT_CSV: "time_s" and one column of millivolts a lead, with a row for each sample of the
 *   stretch; a missing sample is empty. Of several recordings the columns begin with their numbers, those of
 *   the first recording's leads, and where rates are not the same, a moment that one has no sample of is
 * empty
 */
typedef enum
{
  HX_TRACE_EXPORT_PNG,
  HX_TRACE_EXPORT_SVG,
  HX_TRACE_EXPORT_CSV,
} HxTraceExportFormat;

#define HX_TRACE_EXPORT_DPI 200.0

/** More numbers than this make no table. */
#define HX_TRACE_EXPORT_MAX_NUMBERS 20000000

/** The format that @path's ending stands for, "png", "svg" or "csv". Returns: FALSE if it is none of these */
gboolean hx_trace_export_format_from_path (const char *path, HxTraceExportFormat *format);

/**
 * hx_trace_export_to_bytes:
 * @setup: what is to be seen; its recordings as they are drawn
 * @stacked: the others stand below the first, and not over it
 * @filter_text: (nullable): what it went through, written below the picture
 *
 * Several recordings are numbered, in the order of @setup, in pictures and tables. Neither names nor dates
 * are in the picture or the table. Fails with %HX_ERROR_RANGE if a table had too many numbers.
 *
 * Returns: (transfer full)
 */
GBytes *hx_trace_export_to_bytes (const HxPaperSetup *setup, gboolean stacked, const char *filter_text,
                                  HxTraceExportFormat format, GError **error);

/** The same into a file that is written whole or not at all. */
gboolean hx_trace_export_write (const HxPaperSetup *setup, gboolean stacked, const char *filter_text,
                                HxTraceExportFormat format, const char *path, GError **error);

G_END_DECLS
