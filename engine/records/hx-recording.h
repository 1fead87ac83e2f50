/* hx-recording.h: one ECG recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-leads.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HX_TYPE_RECORDING (hx_recording_get_type ())
G_DECLARE_FINAL_TYPE (HxRecording, hx_recording, HX, RECORDING, GObject)

/**
 * HxRecording:
 *
 * Leads of equal length at one rate, in millivolts. Samples are float32, lead after
 * lead (n_leads x n_samples, time contiguous); a missing sample is NaN and stays so.
 * Standard leads come first, in standard order, whatever order and case the file had;
 * other leads follow in file order under the file's own name.
 *
 * Built by one thread, then immutable and shared freely.
 */

/** Largest number of leads and samples per lead that any reader accepts. */
#define HX_RECORDING_MAX_LEADS 256
#define HX_RECORDING_MAX_SAMPLES ((gsize)1 << 31)
#define HX_RECORDING_MIN_RATE_HZ 1.0
#define HX_RECORDING_MAX_RATE_HZ 100000.0

/**
 * hx_recording_new:
 * @lead_names: n_leads names in the order of the samples
 * @rate_hz: sampling rate, HX_RECORDING_MIN_RATE_HZ .. HX_RECORDING_MAX_RATE_HZ
 * @samples_mv: (transfer full): n_leads x n_samples values from g_malloc(), taken over
 *
 * Puts the leads into standard order. Two leads of one name: the second is renamed "V1 (2)".
 */
HxRecording *hx_recording_new (const char *const *lead_names, guint n_leads, gsize n_samples, double rate_hz,
                               float *samples_mv);

/**
 * hx_recording_new_from_bytes:
 * @samples: n_leads x n_samples float32 in millivolts, already in standard order, for instance
 *   a view on a mapped file; a reference is kept
 */
HxRecording *hx_recording_new_from_bytes (const char *const *lead_names, guint n_leads, gsize n_samples,
                                          double rate_hz, GBytes *samples);

/**
 * hx_recording_new_like:
 * @samples_mv: (transfer full): values for the leads of @self, from g_malloc(), taken over
 *
 * Other samples of the same leads, with the same description: resampled, filtered.
 */
HxRecording *hx_recording_new_like (HxRecording *self, gsize n_samples, double rate_hz, float *samples_mv);

guint hx_recording_get_n_leads (HxRecording *self);
gsize hx_recording_get_n_samples (HxRecording *self);
double hx_recording_get_rate_hz (HxRecording *self);
double hx_recording_get_duration_s (HxRecording *self);
const char *hx_recording_get_lead_name (HxRecording *self, guint index);

/** Where standard lead @lead is in this recording, or -1. */
int hx_recording_find_lead (HxRecording *self, HxLead lead);

/** Where the lead called @name is, whatever the case of its letters, or -1. */
int hx_recording_find_lead_named (HxRecording *self, const char *name);

/** The n_samples values of one lead, in millivolts; valid as long as the recording. */
const float *hx_recording_get_lead_mv (HxRecording *self, guint index);

/* What else the file says. Strings are NULL where the file is silent. */
const char *hx_recording_get_id (HxRecording *self);     /* record name, "00001_hr" */
const char *hx_recording_get_source (HxRecording *self); /* path it was read from */
const char *hx_recording_get_format (HxRecording *self); /* reader's name, "wfdb" */
const char *hx_recording_get_origin (HxRecording *self); /* HX_ORIGIN_RECORDED or HX_ORIGIN_SIMULATED */
const char *hx_recording_get_patient_id (HxRecording *self);
const char *hx_recording_get_patient_name (HxRecording *self);
double hx_recording_get_age_years (HxRecording *self); /* NaN if unknown */
const char *hx_recording_get_sex (HxRecording *self);  /* "m", "f" or NULL */
/* (transfer none) (nullable): local time of the device; the object's zone is UTC, lest this machine's clock
 * changes move it */
GDateTime *hx_recording_get_start_time (HxRecording *self);
const char *const *hx_recording_get_comments (HxRecording *self); /* NULL-terminated, never NULL */
const char *const *
hx_recording_get_warnings (HxRecording *self); /* what the reader put right or left out, for people */

#define HX_ORIGIN_RECORDED "recorded"
#define HX_ORIGIN_SIMULATED "simulated"

/* For readers, before the recording is handed out. Strings are copied. */
void hx_recording_set_id (HxRecording *self, const char *id);
void hx_recording_set_source (HxRecording *self, const char *path);
void hx_recording_set_format (HxRecording *self, const char *format);
void hx_recording_set_origin (HxRecording *self, const char *origin);
void hx_recording_set_patient (HxRecording *self, const char *id, const char *name, double age_years,
                               const char *sex);
void hx_recording_set_start_time (HxRecording *self, GDateTime *start_time);
void hx_recording_add_comment (HxRecording *self, const char *comment);
void hx_recording_add_warning (HxRecording *self, const char *warning);

/** What the file of @from says, all but leads, rate and samples, to @to, before it is handed out. */
void hx_recording_copy_description (HxRecording *from, HxRecording *to);

/** Whether both have the same leads, rate and samples, bit by bit, and their files say the same. Takes as
 * long as reading all samples. */
gboolean hx_recording_is_same (HxRecording *a, HxRecording *b);

/**
 * hx_recording_complete_limb_leads:
 *
 * Recorders that store eight leads (I, II, V1-V6) leave out the four that these determine: III = II - I,
 * aVR = -(I + II) / 2, aVL = I - II / 2, aVF = II - I / 2 (Einthoven; Goldberger). A missing sample of I or
 * II is missing in all of them.
 *
 * Returns: (transfer full): a recording with these leads and a warning that says so; any other recording
 * itself
 */
HxRecording *hx_recording_complete_limb_leads (HxRecording *self);

/**
 * hx_recording_resample:
 * @rate_hz: the rate wanted
 *
 * A copy at another rate, through a windowed-sinc anti-aliasing filter with its cut-off at
 * 0.45 of the lower rate (polyphase, zero phase, unit gain; edges are mirrored). A missing
 * sample makes every output whose filter window covers it missing. At its own rate, the same object.
 *
 * Returns: (transfer full)
 */
HxRecording *hx_recording_resample (HxRecording *self, double rate_hz, GError **error);

/**
 * hx_recording_interleave:
 * @lead_names: leads wanted, in order
 * @out: n_samples x n_leads values, time before lead
 *
 * Fails with %HX_ERROR_MISSING, naming every absent lead. Nothing is ever filled in.
 */
gboolean hx_recording_interleave (HxRecording *self, const char *const *lead_names, guint n_leads, float *out,
                                  GError **error);

G_END_DECLS
