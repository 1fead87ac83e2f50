/* hx-wfdb-header.h: the header of a WFDB record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source: header(5) and signal(5) of the WFDB Applications Guide, G. B. Moody.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** What header(5) says to assume where a field is missing. */
#define HX_WFDB_DEFAULT_RATE_HZ 250.0
#define HX_WFDB_DEFAULT_GAIN_ADU 200.0

/**
 * HxWfdbSignal:
 * @format: the number after the file name; any, not only those that are read
 * @path: where the file is; set by hx_wfdb_count_frames() for the first signal of each file
 * @samples_per_frame: 1 or more
 * @skew_frames: samples of so many frames come before time zero
 * @gain_adu: ADC units per @unit, or 0 if the header gives none
 * @baseline_adu: the value that stands for 0 @unit (ADC zero where the header gives none)
 * @name: its description: the lead, or "signal 3" if there is none
 */
typedef struct
{
  guint line;
  char *file_name;
  char *path;
  guint format;
  guint samples_per_frame;
  guint skew_frames;
  guint64 byte_offset;
  double gain_adu;
  int baseline_adu;
  char *unit;
  gboolean has_initial;
  int initial_adu;
  gboolean has_checksum;
  guint16 checksum; /* modulo 65536: some write it signed, some unsigned */
  guint block_bytes;
  char *name;
} HxWfdbSignal;

/**
 * HxWfdbHeader:
 * @rate_hz: frames per second, positive and finite; samples of a signal are samples_per_frame times as many
 * @n_frames: 0 if the header does not say
 * @start_time: (nullable): set if both time and date are given
 * @comments: (element-type utf8): all comment lines without their #, the empty ones left out
 * @warnings: (element-type utf8): what was ignored
 */
typedef struct
{
  char *record_name;
  guint line; /* of the record line */
  double rate_hz;
  guint64 n_frames;
  GDateTime *start_time;
  HxWfdbSignal *signals;
  guint n_signals; /* 1 .. HX_RECORDING_MAX_LEADS */
  GPtrArray *comments;
  GPtrArray *warnings;
} HxWfdbHeader;

/**
 * hx_wfdb_header_parse:
 * @text: UTF-8 or, if it is not, ISO 8859-1
 * @name: of the file, for errors
 *
 * Checks the grammar and the range of every number. A record of several segments is
 * %HX_ERROR_UNSUPPORTED. Says nothing about the signal files.
 *
 * Returns: (transfer full)
 */
HxWfdbHeader *hx_wfdb_header_parse (const char *text, gsize n_bytes, const char *name, GError **error);

void hx_wfdb_header_free (HxWfdbHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxWfdbHeader, hx_wfdb_header_free)

/**
 * HxWfdbPatient: what comment lines tell of the patient. Strings are NULL, the age is NaN where they are
 * silent.
 */
typedef struct
{
  char *id;
  char *name;
  double age_years;
  const char *sex; /* "m", "f" or NULL; static */
} HxWfdbPatient;

/**
 * hx_wfdb_patient_from_comments:
 * @comments: (element-type utf8): without their #
 *
 * Knows the customs of PhysioNet's collections: "<age>: 63  <sex>: M", "Age: 63" and "Sex: Male" on lines of
 * their own, and "69 M 1085 1629 x1".
 */
void hx_wfdb_patient_from_comments (HxWfdbPatient *patient, const GPtrArray *comments);
void hx_wfdb_patient_clear (HxWfdbPatient *patient);

/**
 * hx_wfdb_dx_from_comments:
 * @comments: (array zero-terminated): without their #
 *
 * The words of all comments "Dx: 426177001,164889003", with any blanks, in the order they stand there, each
 * once: the headers of the PhysioNet/CinC Challenges name a record's diagnoses by SNOMED CT codes in this
 * way; what is no code ("Unknown") is among them. Returns: (transfer full) (array zero-terminated)
 */
char **hx_wfdb_dx_from_comments (const char *const *comments);

G_END_DECLS
