/* hx-error.h: the errors of the engine
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HX_ERROR (hx_error_quark ())

/**
 * HxError:
 * @HX_ERROR_FORMAT: the content of a file breaks its format
 * @HX_ERROR_UNSUPPORTED: well-formed, but of a kind that is not read (the message names the kind)
 * @HX_ERROR_RANGE: a number lies outside what makes sense (the message names field and value)
 * @HX_ERROR_MISSING: something needed is not there (a column, a lead, a record, a label)
 * @HX_ERROR_UNSAFE: a path leaves its folder, or a size exceeds what the file can hold
 * @HX_ERROR_INCONSISTENT: two parts that must agree do not (checksum, shapes)
 * @HX_ERROR_STORAGE: the library's database refused (disk full, locked, damaged)
 *
 * Bad data is one of these; failures of the operating system keep their
 * #GIOErrorEnum. Every message names the file first, then the field and value:
 * "00001_hr.hea: line 1: sampling rate “-5” is not between 1 and 100000 Hz".
 * A cancelled call fails with %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  HX_ERROR_FORMAT,
  HX_ERROR_UNSUPPORTED,
  HX_ERROR_RANGE,
  HX_ERROR_MISSING,
  HX_ERROR_UNSAFE,
  HX_ERROR_INCONSISTENT,
  HX_ERROR_STORAGE,
} HxError;

GQuark hx_error_quark (void);

/**
 * hx_error_set_errno:
 * @path: file the system call was about
 * @action: what was tried, as in "cannot write"
 * @saved_errno: value of `errno` right after the call
 *
 * Sets a #GIOErrorEnum error that reads "PATH: ACTION: REASON".
 */
void hx_error_set_errno (GError **error, const char *path, const char *action, int saved_errno);

G_END_DECLS
