/* hx-annotation.h: MIT annotation files: marks on a recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"

G_BEGIN_DECLS

/** The annotation codes that are waves (WFDB Applications Guide, "annot"): there are others. */
enum
{
  HX_ANNOTATION_NORMAL = 1, /* "N": a beat */
  HX_ANNOTATION_NOTE = 22,  /* "\"" */
  HX_ANNOTATION_P = 24,     /* "p": a P wave's peak */
  HX_ANNOTATION_T = 27,     /* "t": a T wave's peak */
  HX_ANNOTATION_ONSET = 39, /* "(" */
  HX_ANNOTATION_OFFSET = 40 /* ")" */
};

/** HxAnnotation: one mark. @aux is its text, or NULL. */
typedef struct
{
  gint64 sample;
  guint code;    /* 1 .. 49; 42 and up are types that a file's own notes define, 50 .. 58 are free */
  gint subtype;  /* -128 .. 127 */
  guint channel; /* 0 .. 255 */
  gint number;   /* -128 .. 127 */
  char *aux;
} HxAnnotation;

/**
 * HxAnnotations: the marks of one file, in order of time
 * @rate_hz: ticks a second that @sample counts, if the file says so; 0: those of the recording
 */
typedef struct
{
  GArray *items; /* of HxAnnotation */
  double rate_hz;
} HxAnnotations;

/** The letter that WFDB's programs print for a code, "N", "(": static; NULL for one that has none. */
const char *hx_annotation_mnemonic (guint code);

HxAnnotations *hx_annotations_new (void);
void hx_annotations_free (HxAnnotations *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxAnnotations, hx_annotations_free)

/** Adds a mark without text. */
void hx_annotations_add (HxAnnotations *self, gint64 sample, guint code, gint number);

/**
 * hx_annotations_read:
 * @path: "1.ii", "100.atr"; untrusted
 *
 * Reads an annotation file of the MIT format (G. B. Moody: WFDB Applications Guide, "annot(5)"). Blocks.
 * Marks of any type are kept; the notes at the start that define types, or say the rate, are none.
 * %HX_ERROR_FORMAT if it breaks off or a mark is before the start; memory is bounded by the file's size.
 *
 * Returns: (transfer full)
 */
HxAnnotations *hx_annotations_read (const char *path, GError **error);

/** The same from memory; @name is what errors call it. */
HxAnnotations *hx_annotations_parse (const guint8 *data, gsize n_bytes, const char *name, GError **error);

/**
 * hx_annotations_write:
 *
 * Writes such a file, in order of time, so that WFDB's own programs read it. The file is replaced as a whole.
 */
gboolean hx_annotations_write (const HxAnnotations *self, const char *path, GError **error);

/**
 * hx_annotations_from_measurements:
 * @lead: a lead of the recording, or n_leads for what all leads together have
 * @rate_hz: the recording's rate
 *
 * The waves of every beat as "(", "p", ")", "(", "N", ")", "(", "t", ")", as far as they were found. The
 * number of a bracket says which wave it belongs to: 0 P, 1 QRS, 2 T, as ecgpuwave writes them.
 *
 * Returns: (transfer full)
 */
HxAnnotations *hx_annotations_from_measurements (const HxMeasurements *measured, guint lead, double rate_hz);

/**
 * HxAnnotatedWave: a wave of an annotation file: its peak and the brackets next to it; -1 where there is none
 */
typedef struct
{
  guint code; /* HX_ANNOTATION_P, _NORMAL (any beat) or _T */
  gint64 onset, peak, offset;
} HxAnnotatedWave;

/** Returns: (transfer full) (element-type HxAnnotatedWave): the waves, in order of time */
GArray *hx_annotations_list_waves (const HxAnnotations *self);

G_END_DECLS
