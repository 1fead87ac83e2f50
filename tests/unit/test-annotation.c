/* test-annotation.c: MIT annotation files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-annotation.h"

#include "engine/base/hx-error.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const HxAnnotation *
item (const HxAnnotations *annotations, guint i)
{
  g_assert_cmpuint (i, <, annotations->items->len);
  return &g_array_index (annotations->items, HxAnnotation, i);
}

static HxAnnotations *
parse (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  HxAnnotations *annotations = hx_annotations_parse (data, n_bytes, "test.atr", &error);

  g_assert_no_error (error);
  return annotations;
}

/* Bytes put together by hand from the format's description. */
static void
test_parse (void)
{
  const guint8 data[] = {
    0x84, 0x9E,                         /* "(" at 644: 39 << 10 | 644 */
    0x12, 0x04,                         /* "N" 18 later */
    0x05, 0xF4,                         /* its subtype: 61 << 10 | 5 */
    0x03, 0xF8,                         /* its channel: 62 << 10 | 3 */
    0x03, 0xFC, '(',  'A',  'F',  0,    /* its text, 3 bytes and padding */
    0x00, 0xEC, 0x01, 0x00, 0x02, 0x00, /* a step of 65538: 59 << 10, high half first */
    0x01, 0x60,                         /* "p" 1 later: 24 << 10 | 1 */
    0x02, 0xF0,                         /* its number: 60 << 10 | 2 */
    0x00, 0x00,
  };
  g_autoptr (HxAnnotations) annotations = parse (data, sizeof data);

  g_assert_cmpuint (annotations->items->len, ==, 3);
  g_assert_cmpint (item (annotations, 0)->sample, ==, 644);
  g_assert_cmpuint (item (annotations, 0)->code, ==, HX_ANNOTATION_ONSET);
  g_assert_cmpint (item (annotations, 1)->sample, ==, 662);
  g_assert_cmpuint (item (annotations, 1)->code, ==, HX_ANNOTATION_NORMAL);
  g_assert_cmpint (item (annotations, 1)->subtype, ==, 5);
  g_assert_cmpuint (item (annotations, 1)->channel, ==, 3);
  g_assert_cmpstr (item (annotations, 1)->aux, ==, "(AF");
  g_assert_cmpint (item (annotations, 2)->sample, ==, 662 + 65538 + 1);
  g_assert_cmpuint (item (annotations, 2)->code, ==, HX_ANNOTATION_P);
  g_assert_cmpint (item (annotations, 2)->number, ==, 2);
  g_assert_cmpuint (item (annotations, 2)->channel, ==, 3);
}

/* What the wfdb package of Python writes: the rate, a type of its own, a step back and forth before the first
 * mark. */
static void
test_header (void)
{
  static const char notes[][32] = { "## time resolution: 360", "## annotation type definitions",
                                    "42 Z strange beat", "## end of definitions" };
  const guint8 marks[] = {
    0x00, 0xEC, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, /* a step of -1, and one of 1 without a mark */
    0x0A, 0x04, 0x0A, 0xA8,                         /* "N" at 10, the new type at 20 */
    0xFE, 0xF0,                                     /* its number: -2 */
    0x05, 0xC8,                                     /* a type that nobody defined: 50 */
    0x00, 0x58, 0x02, 0xFC, 'h',  'i',              /* a note */
    0x00, 0x00,
  };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (HxAnnotations) annotations = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      guint length = (guint)strlen (notes[i]);
      const guint8 words[] = { 0x00, 0x58, (guint8)length, 0xFC };

      g_byte_array_append (data, words, sizeof words);
      g_byte_array_append (data, (const guint8 *)notes[i], length + length % 2);
    }
  g_byte_array_append (data, marks, sizeof marks);
  annotations = parse (data->data, data->len);
  g_assert_cmpfloat (annotations->rate_hz, ==, 360.0);
  g_assert_cmpuint (annotations->items->len, ==, 4);
  g_assert_cmpint (item (annotations, 0)->sample, ==, 10);
  g_assert_cmpuint (item (annotations, 0)->code, ==, HX_ANNOTATION_NORMAL);
  g_assert_cmpint (item (annotations, 1)->sample, ==, 20);
  g_assert_cmpuint (item (annotations, 1)->code, ==, 42);
  g_assert_cmpint (item (annotations, 1)->number, ==, -2);
  g_assert_cmpuint (item (annotations, 2)->code, ==, 50);
  g_assert_cmpstr (item (annotations, 3)->aux, ==, "hi");
}

static void
check_refused (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_annotations_parse (data, n_bytes, "test.atr", &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "test.atr"));
}

static void
test_damage (void)
{
  const guint8 no_end[] = { 0x84, 0x9E };
  const guint8 half[] = { 0x84 };
  const guint8 cut_skip[] = { 0x00, 0xEC, 0x01, 0x00 };
  const guint8 before_start[] = { 0x00, 0xEC, 0xFF, 0xFF, 0xFE, 0xFF, 0x01, 0x04, 0x00, 0x00 };
  const guint8 cut_aux[] = { 0x12, 0x04, 0xFF, 0xFC, 'a' };

  check_refused (no_end, sizeof no_end);
  check_refused (half, sizeof half);
  check_refused (half, 0);
  check_refused (cut_skip, sizeof cut_skip);
  check_refused (before_start, sizeof before_start);
  check_refused (cut_aux, sizeof cut_aux);
}

/* What is written comes back, whatever the steps between the marks. */
static void
test_round_trip (void)
{
  static const gint64 samples[] = { 0, 1023, 2047, 2047, 70000, 43200000, 5000000000 };
  g_autoptr (HxAnnotations) written = hx_annotations_new (), read = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hexaxial-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "1.ii", NULL);
  g_autoptr (GError) error = NULL;

  written->rate_hz = 257.5;
  for (guint i = G_N_ELEMENTS (samples); i-- > 0;)
    hx_annotations_add (written, samples[i], 1 + i, (gint)(i % 3) - 1);
  g_array_index (written->items, HxAnnotation, 0).aux = g_strdup ("odd");
  g_array_index (written->items, HxAnnotation, 1).subtype = -3;
  g_assert_true (hx_annotations_write (written, path, &error));
  g_assert_no_error (error);
  read = hx_annotations_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (read->rate_hz, ==, 257.5);
  g_assert_cmpuint (read->items->len, ==, G_N_ELEMENTS (samples));
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      guint from = i == 2 ? 3 : i == 3 ? 2 : i; /* equal times keep their order, which was from the end */

      g_assert_cmpint (item (read, i)->sample, ==, samples[i]);
      g_assert_cmpuint (item (read, i)->code, ==, 1 + from);
      g_assert_cmpint (item (read, i)->number, ==, (gint)(from % 3) - 1);
    }
  g_assert_cmpstr (item (read, 6)->aux, ==, "odd");
  g_assert_cmpint (item (read, 5)->subtype, ==, -3);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_waves (void)
{
  g_autoptr (HxAnnotations) annotations = hx_annotations_new ();
  g_autoptr (GArray) waves = NULL;
  const HxAnnotatedWave *wave;

  hx_annotations_add (annotations, 10, HX_ANNOTATION_NORMAL, 0); /* its onset is not marked */
  hx_annotations_add (annotations, 20, HX_ANNOTATION_OFFSET, 0);
  hx_annotations_add (annotations, 30, HX_ANNOTATION_ONSET, 0);
  hx_annotations_add (annotations, 40, HX_ANNOTATION_T, 0);
  hx_annotations_add (annotations, 50, HX_ANNOTATION_OFFSET, 0);
  hx_annotations_add (annotations, 55, HX_ANNOTATION_NOTE, 0);
  hx_annotations_add (annotations, 60, 5, 0); /* a premature ventricular beat */
  waves = hx_annotations_list_waves (annotations);
  g_assert_cmpuint (waves->len, ==, 3);
  wave = &g_array_index (waves, HxAnnotatedWave, 0);
  g_assert_cmpint (wave->onset, ==, -1);
  g_assert_cmpint (wave->offset, ==, 20);
  wave = &g_array_index (waves, HxAnnotatedWave, 1);
  g_assert_cmpuint (wave->code, ==, HX_ANNOTATION_T);
  g_assert_cmpint (wave->onset, ==, 30);
  g_assert_cmpint (wave->peak, ==, 40);
  g_assert_cmpint (wave->offset, ==, 50);
  wave = &g_array_index (waves, HxAnnotatedWave, 2);
  g_assert_cmpuint (wave->code, ==, HX_ANNOTATION_NORMAL);
  g_assert_cmpint (wave->offset, ==, -1);
}

static void
test_measured (void)
{
  double marks[2 * 2 * HX_N_MARKS];
  const HxMeasurements measured = { .n_beats = 2, .n_leads = 1, .marks = marks };
  g_autoptr (HxAnnotations) annotations = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    marks[i] = NAN;
  for (guint k = HX_MARK_QRS_ONSET; k <= HX_MARK_QRS_OFFSET; k++)
    marks[2 * HX_N_MARKS + k] =
        2.0 + 0.02 * k; /* the second beat of the lead has no more than a QRS complex */
  annotations = hx_annotations_from_measurements (&measured, 0, 1000.0);
  g_assert_cmpuint (annotations->items->len, ==, 3);
  g_assert_cmpfloat (annotations->rate_hz, ==, 1000.0);
  g_assert_cmpint (item (annotations, 0)->sample, ==, 2060);
  g_assert_cmpuint (item (annotations, 0)->code, ==, HX_ANNOTATION_ONSET);
  g_assert_cmpint (item (annotations, 0)->number, ==, 1);
  g_assert_cmpint (item (annotations, 1)->sample, ==, 2080);
  g_assert_cmpuint (item (annotations, 1)->code, ==, HX_ANNOTATION_NORMAL);
  g_assert_cmpuint (item (annotations, 2)->code, ==, HX_ANNOTATION_OFFSET);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/annotation/parse", test_parse);
  g_test_add_func ("/annotation/header", test_header);
  g_test_add_func ("/annotation/damage", test_damage);
  g_test_add_func ("/annotation/round-trip", test_round_trip);
  g_test_add_func ("/annotation/waves", test_waves);
  g_test_add_func ("/annotation/measured", test_measured);
  return g_test_run ();
}
