/* hx-annotation.c: MIT annotation files: marks on a recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-annotation.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Codes that are no marks but say something of the mark before, or of the time. */
enum
{
  SKIP = 59,
  NUMBER = 60,
  SUBTYPE = 61,
  CHANNEL = 62,
  AUX = 63,
  LAST_BEAT = 13, /* 1 .. 13 are beats, and so are a few others that mark no waves */
};

#define RESOLUTION "## time resolution: "
#define DEFINITIONS "## annotation type definitions"
#define END_OF_DEFINITIONS "## end of definitions"
#define MAX_TICK ((gint64)1 << 40)
#define MAX_FILE_BYTES ((gsize)1 << 28)
#define MAX_STEP 1023 /* what fits into an annotation's own word */

/* WFDB Applications Guide, "annot(5)", by code. */
static const char *const mnemonics[] = {
  NULL, "N",  "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", NULL, "|", NULL, "s", "T", "*",
  "D",  "\"", "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@",  "x", "f",  "(", ")", "r",
};

const char *
hx_annotation_mnemonic (guint code)
{
  return code < G_N_ELEMENTS (mnemonics) ? mnemonics[code] : NULL;
}

HxAnnotations *
hx_annotations_new (void)
{
  HxAnnotations *self = g_new0 (HxAnnotations, 1);

  self->items = g_array_new (FALSE, TRUE, sizeof (HxAnnotation));
  return self;
}

void
hx_annotations_free (HxAnnotations *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->items->len; i++)
    g_free (g_array_index (self->items, HxAnnotation, i).aux);
  g_array_unref (self->items);
  g_free (self);
}

void
hx_annotations_add (HxAnnotations *self, gint64 sample, guint code, gint number)
{
  HxAnnotation item = { .sample = sample, .code = code, .number = number };

  g_array_append_val (self->items, item);
}

/** Parser: a place in the bytes. */
typedef struct
{
  const guint8 *data;
  gsize n_bytes, at;
  gint64 time;
  guint channel;
  gint number; /* these two stay until they are said anew */
  const char *name;
} Parser;

static gboolean
fail (const Parser *parser, const char *what, GError **error)
{
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, _ ("%s: byte %" G_GSIZE_FORMAT ": %s"), parser->name,
               parser->at, what);
  return FALSE;
}

static gboolean
next_word (Parser *parser, guint *word)
{
  if (parser->n_bytes - parser->at < 2)
    return FALSE;
  *word = parser->data[parser->at] | (guint)parser->data[parser->at + 1] << 8;
  parser->at += 2;
  return TRUE;
}

static gboolean
parse_skip (Parser *parser, GError **error)
{
  guint high, low;

  if (!next_word (parser, &high) || !next_word (parser, &low))
    return fail (parser, _ ("the file breaks off within a time"), error);
  /* On the way to the next mark a time may be before the start: other programs step back and forth there. */
  parser->time += (gint32)(high << 16 | low);
  return TRUE;
}

static gboolean
parse_aux (Parser *parser, guint length, HxAnnotation *last, GError **error)
{
  gsize padded = length + (length & 1);

  /* The very last byte of padding may be left out. */
  if (parser->n_bytes - parser->at < length)
    return fail (parser, _ ("the file breaks off within a text"), error);
  if (last)
    {
      g_free (last->aux);
      last->aux = g_strndup ((const char *)parser->data + parser->at, length);
    }
  parser->at += MIN (padded, parser->n_bytes - parser->at);
  return TRUE;
}

/* What belongs to the mark before. */
static void
parse_detail (Parser *parser, guint code, guint value, HxAnnotation *last)
{
  gint signed_value = (gint8)(value & 0xFF);

  if (code == NUMBER)
    parser->number = signed_value;
  else if (code == CHANNEL)
    parser->channel = value & 0xFF;
  if (last)
    {
      last->number = code == NUMBER ? parser->number : last->number;
      last->channel = code == CHANNEL ? parser->channel : last->channel;
      last->subtype = code == SUBTYPE ? signed_value : last->subtype;
    }
}

static gboolean
parse_all (HxAnnotations *self, Parser *parser, GError **error)
{
  guint word;

  while (next_word (parser, &word))
    {
      guint code = word >> 10, value = word & 0x3FF;
      HxAnnotation *last =
          self->items->len ? &g_array_index (self->items, HxAnnotation, self->items->len - 1) : NULL;

      if (word == 0)
        return TRUE;
      if (code == SKIP && !parse_skip (parser, error))
        return FALSE;
      if (code == AUX && !parse_aux (parser, value, last, error))
        return FALSE;
      if (code >= NUMBER && code <= CHANNEL)
        parse_detail (parser, code, value, last);
      if (code >= SKIP)
        continue;
      parser->time += value;
      if (code > 0)
        {
          HxAnnotation item = {
            .sample = parser->time, .code = code, .channel = parser->channel, .number = parser->number
          };

          if (parser->time < 0 || parser->time > MAX_TICK)
            return fail (parser, _ ("a time is out of range"), error);
          g_array_append_val (self->items, item);
        }
    }
  return fail (parser, _ ("the file breaks off"), error);
}

/* Notes at the start may say the rate of the ticks, and name types of marks; they are no marks then. */
static void
take_header (HxAnnotations *self)
{
  gboolean defining = FALSE;
  guint n = 0;

  for (; n < self->items->len; n++)
    {
      HxAnnotation *item = &g_array_index (self->items, HxAnnotation, n);
      const char *aux = item->aux;
      double rate_hz;

      if (item->code != HX_ANNOTATION_NOTE || item->sample != 0 || !aux)
        break;
      if (g_str_has_prefix (aux, RESOLUTION))
        {
          rate_hz = g_ascii_strtod (aux + strlen (RESOLUTION), NULL);
          if (rate_hz >= HX_RECORDING_MIN_RATE_HZ && rate_hz <= HX_RECORDING_MAX_RATE_HZ)
            self->rate_hz = rate_hz;
        }
      else if (g_str_has_prefix (aux, DEFINITIONS))
        defining = TRUE;
      else if (g_str_has_prefix (aux, END_OF_DEFINITIONS))
        defining = FALSE;
      else if (!defining)
        break;
    }
  for (guint i = 0; i < n; i++)
    g_free (g_array_index (self->items, HxAnnotation, i).aux);
  if (n > 0)
    g_array_remove_range (self->items, 0, n);
}

HxAnnotations *
hx_annotations_parse (const guint8 *data, gsize n_bytes, const char *name, GError **error)
{
  g_autoptr (HxAnnotations) self = hx_annotations_new ();
  Parser parser = { .data = data, .n_bytes = n_bytes, .name = name };

  if (!parse_all (self, &parser, error))
    return NULL;
  take_header (self);
  return g_steal_pointer (&self);
}

HxAnnotations *
hx_annotations_read (const char *path, GError **error)
{
  gsize n_bytes;
  g_autofree char *data = hx_file_read_all (path, MAX_FILE_BYTES, &n_bytes, error);

  return data ? hx_annotations_parse ((const guint8 *)data, n_bytes, path, error) : NULL;
}

static void
append_16 (GByteArray *out, guint value)
{
  const guint8 bytes[] = { (guint8)(value & 0xFF), (guint8)(value >> 8 & 0xFF) };

  g_byte_array_append (out, bytes, sizeof bytes);
}

static void
append_word (GByteArray *out, guint code, guint value)
{
  append_16 (out, code << 10 | value);
}

static void
append_aux (GByteArray *out, const char *aux)
{
  guint length = (guint)MIN (strlen (aux), 255);

  append_word (out, AUX, length);
  g_byte_array_append (out, (const guint8 *)aux, length);
  if (length & 1)
    g_byte_array_append (out, (const guint8 *)"", 1);
}

static void
append_item (GByteArray *out, const HxAnnotation *item, gint64 *time, guint *channel, gint *number)
{
  gint64 step = item->sample - *time;

  while (step < 0 || step > MAX_STEP)
    {
      gint64 part = CLAMP (step, -G_MAXINT32, G_MAXINT32);

      append_word (out, SKIP, 0);
      append_16 (out, (guint32)part >> 16); /* the half with the sign comes first, as on a PDP-11 */
      append_16 (out, (guint32)part);
      step -= part;
    }
  append_word (out, item->code, (guint)step);
  if (item->subtype != 0)
    append_word (out, SUBTYPE, (guint)item->subtype & 0xFF);
  if (item->channel != *channel)
    append_word (out, CHANNEL, item->channel & 0xFF);
  if (item->number != *number)
    append_word (out, NUMBER, (guint)item->number & 0xFF);
  if (item->aux)
    append_aux (out, item->aux);
  *time = item->sample;
  *channel = item->channel;
  *number = item->number;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const HxAnnotation *)a)->sample, y = ((const HxAnnotation *)b)->sample;

  return (x > y) - (x < y);
}

gboolean
hx_annotations_write (const HxAnnotations *self, const char *path, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GArray) sorted = g_array_copy (self->items);
  gint64 time = 0;
  guint channel = 0;
  gint number = 0;

  g_array_sort (sorted, compare_items); /* stable: marks of one time keep their order */
  if (self->rate_hz > 0.0)
    {
      char digits[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *note =
          g_strconcat (RESOLUTION, g_ascii_dtostr (digits, sizeof digits, self->rate_hz), NULL);

      append_word (out, HX_ANNOTATION_NOTE, 0);
      append_aux (out, note);
    }
  for (guint i = 0; i < sorted->len; i++)
    append_item (out, &g_array_index (sorted, HxAnnotation, i), &time, &channel, &number);
  append_word (out, 0, 0);
  return hx_file_write_all (path, out->data, out->len, error);
}

HxAnnotations *
hx_annotations_from_measurements (const HxMeasurements *measured, guint lead, double rate_hz)
{
  static const guint codes[] = { HX_ANNOTATION_P, HX_ANNOTATION_NORMAL, HX_ANNOTATION_T };
  HxAnnotations *self = hx_annotations_new ();

  self->rate_hz = rate_hz;
  for (guint beat = 0; beat < measured->n_beats; beat++)
    for (guint wave = 0; wave < G_N_ELEMENTS (codes); wave++)
      for (guint k = 0; k < 3; k++)
        {
          double time_s = hx_measurements_get_mark (measured, beat, lead, (HxMark)(3 * wave + k));
          guint code = k == 0 ? HX_ANNOTATION_ONSET : k == 1 ? codes[wave] : HX_ANNOTATION_OFFSET;

          if (isfinite (time_s) && time_s >= 0.0)
            hx_annotations_add (self, (gint64)llround (time_s * rate_hz), code, k == 1 ? 0 : (gint)wave);
        }
  return self;
}

GArray *
hx_annotations_list_waves (const HxAnnotations *self)
{
  GArray *waves = g_array_new (FALSE, FALSE, sizeof (HxAnnotatedWave));

  for (guint i = 0; i < self->items->len; i++)
    {
      const HxAnnotation *item = &g_array_index (self->items, HxAnnotation, i);
      const HxAnnotation *before = i > 0 ? item - 1 : NULL;
      const HxAnnotation *after = i + 1 < self->items->len ? item + 1 : NULL;
      HxAnnotatedWave wave = { .code = item->code, .onset = -1, .peak = item->sample, .offset = -1 };

      if (item->code <= LAST_BEAT)
        wave.code = HX_ANNOTATION_NORMAL;
      else if (item->code != HX_ANNOTATION_P && item->code != HX_ANNOTATION_T)
        continue;
      if (before && before->code == HX_ANNOTATION_ONSET)
        wave.onset = before->sample;
      if (after && after->code == HX_ANNOTATION_OFFSET)
        wave.offset = after->sample;
      g_array_append_val (waves, wave);
    }
  return waves;
}
