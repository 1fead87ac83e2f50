/* hx-wfdb-header.c: the header of a WFDB record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-wfdb-header.h"

#include "engine/base/hx-error.h"
#include "engine/records/hx-recording.h"

#include <math.h>
#include <string.h>

#define BLANKS " \t"
#define MAX_LINE_BYTES 1024 /* header(5) allows 255; comments may be of any length */
#define MAX_SAMPLES_PER_FRAME 65536
#define SHOWN_CHARACTERS 40

/* Where a fault is. */
typedef struct
{
  const char *file;
  guint line;
} Place;

static gboolean fail (const Place *place, HxError code, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (const Place *place, HxError code, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HX_ERROR, (int)code, "%s: line %u: %s", place->file, place->line, message);
  return FALSE;
}

/* A value as it is shown in a message. */
static char *
shorten (const char *value)
{
  g_autofree char *head = NULL;

  if (g_utf8_strlen (value, -1) <= SHOWN_CHARACTERS)
    return g_strdup (value);
  head = g_utf8_substring (value, 0, SHOWN_CHARACTERS);
  return g_strconcat (head, "…", NULL);
}

static gboolean
read_integer (const Place *place, const char *field, const char *text, gint64 min, gint64 max, gint64 *value,
              GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *shown = NULL;

  if (g_ascii_string_to_signed (text, 10, min, max, value, &reason))
    return TRUE;
  shown = shorten (text);
  return fail (place,
               g_error_matches (reason, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS)
                   ? HX_ERROR_RANGE
                   : HX_ERROR_FORMAT,
               error, "%s “%s” is not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, field,
               shown, min, max);
}

/* What scanf() takes for a number, but for hexadecimal, infinity and NaN. */
static gboolean
read_real (const Place *place, const char *field, const char *text, double *value, GError **error)
{
  g_autofree char *shown = NULL;
  char *end;

  *value = g_ascii_strtod (text, &end);
  if (text[0] != '\0' && *end == '\0' && strspn (text, "0123456789+-.eE") == strlen (text)
      && isfinite (*value))
    return TRUE;
  shown = shorten (text);
  return fail (place, isinf (*value) ? HX_ERROR_RANGE : HX_ERROR_FORMAT, error,
               "%s “%s” is not a finite number", field, shown);
}

/* The next field of the line at *@cursor, closed by a zero byte, or NULL at the line's end. */
static char *
next_field (char **cursor)
{
  char *field = *cursor + strspn (*cursor, BLANKS);
  char *end = field + strcspn (field, BLANKS);

  if (*field == '\0')
    return NULL;
  *cursor = *end != '\0' ? end + 1 : end;
  *end = '\0';
  return field;
}

/* Takes the number in "(...)" off the end of @text. Sets *@inner to NULL if there is none. */
static gboolean
split_parentheses (const Place *place, const char *field, char *text, char **inner, GError **error)
{
  char *open = strchr (text, '(');
  char *close = open != NULL ? strchr (open, ')') : NULL;

  *inner = NULL;
  if (open == NULL)
    return TRUE;
  if (close == NULL || close[1] != '\0')
    {
      g_autofree char *shown = shorten (text);

      return fail (place, HX_ERROR_FORMAT, error, "%s “%s”: the parenthesis is not closed at its end", field,
                   shown);
    }
  *open = '\0';
  *close = '\0';
  *inner = open + 1;
  return TRUE;
}

/* "500", "360.", "62.5/1000", "500/1000(-2.5)" */
static gboolean
parse_rate (const Place *place, char *text, HxWfdbHeader *header, GError **error)
{
  char *counter = strchr (text, '/');
  char *base;
  double ignored;

  if (counter != NULL)
    {
      *counter++ = '\0';
      if (!split_parentheses (place, "counter frequency", counter, &base, error)
          || !read_real (place, "counter frequency", counter, &ignored, error)
          || (base != NULL && !read_real (place, "base counter value", base, &ignored, error)))
        return FALSE;
    }
  if (!read_real (place, "sampling rate", text, &header->rate_hz, error))
    return FALSE;
  if (!(header->rate_hz > 0.0 && header->rate_hz <= HX_RECORDING_MAX_RATE_HZ))
    return fail (place, HX_ERROR_RANGE, error, "sampling rate “%s” is not between %g and %g Hz", text,
                 HX_RECORDING_MIN_RATE_HZ, HX_RECORDING_MAX_RATE_HZ);
  return TRUE;
}

/* "13:05:00", "13:5:0.25", "31:51.982" (minutes and seconds), and "25/4/1989". Returns: (transfer full)
 * (nullable) */
static GDateTime *
parse_start (const char *time, const char *date)
{
  g_auto (GStrv) times = g_strsplit (time, ":", 4);
  g_auto (GStrv) dates = g_strsplit (date, "/", 4);
  guint n_times = g_strv_length (times);
  guint64 hour = 0, minute = 0, day, month, year;
  double second;
  char *end;

  if (n_times < 1 || n_times > 3 || g_strv_length (dates) != 3 || !g_ascii_isdigit (times[n_times - 1][0]))
    return NULL;
  second = g_ascii_strtod (times[n_times - 1], &end);
  if (*end != '\0')
    return NULL;
  if ((n_times >= 3 && !g_ascii_string_to_unsigned (times[0], 10, 0, 23, &hour, NULL))
      || (n_times >= 2 && !g_ascii_string_to_unsigned (times[n_times - 2], 10, 0, 59, &minute, NULL))
      || !g_ascii_string_to_unsigned (dates[0], 10, 1, 31, &day, NULL)
      || !g_ascii_string_to_unsigned (dates[1], 10, 1, 12, &month, NULL)
      || !g_ascii_string_to_unsigned (dates[2], 10, 1, 9999, &year, NULL)
      || !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return NULL;
  return g_date_time_new_utc ((int)year, (int)month, (int)day, (int)hour, (int)minute, second);
}

/* The start is not worth a refusal: a signal is good without it. */
static void
take_start (HxWfdbHeader *header, const char *time, const char *date)
{
  g_autofree char *both = g_strdup_printf ("%s %s", time, date);
  g_autofree char *shown = shorten (both);

  header->start_time = parse_start (time, date);
  if (header->start_time == NULL)
    g_ptr_array_add (
        header->warnings,
        g_strdup_printf ("The start “%s” is not a time HH:MM:SS and a date DD/MM/YYYY and was left out.",
                         shown));
}

/* Record name, segments, signals. */
static gboolean
parse_shape (const Place *place, char *name, const char *n_signals, HxWfdbHeader *header, GError **error)
{
  char *segments = strchr (name, '/');
  gint64 value;

  if (segments != NULL)
    {
      *segments++ = '\0';
      if (!read_integer (place, "number of segments", segments, 1, G_MAXINT32, &value, error))
        return FALSE;
      return fail (
          place, HX_ERROR_UNSUPPORTED, error,
          "the record is made of %s segments; multi-segment records are not read, their segments are",
          segments);
    }
  header->record_name = g_strdup (name);
  if (n_signals == NULL)
    return fail (place, HX_ERROR_FORMAT, error, "the number of signals is missing");
  if (!read_integer (place, "number of signals", n_signals, 0, HX_RECORDING_MAX_LEADS, &value, error))
    return FALSE;
  if (value == 0)
    return fail (place, HX_ERROR_MISSING, error, "the record has no signals");
  header->n_signals = (guint)value;
  header->signals = g_new0 (HxWfdbSignal, header->n_signals);
  return TRUE;
}

static gboolean
parse_record_line (const Place *place, char *line, HxWfdbHeader *header, GError **error)
{
  char *name = next_field (&line);
  char *n_signals = next_field (&line);
  char *rate = next_field (&line);
  char *n_frames = next_field (&line);
  char *time = next_field (&line);
  char *date = next_field (&line);
  gint64 value = 0;

  header->line = place->line;
  header->rate_hz = HX_WFDB_DEFAULT_RATE_HZ;
  if (!parse_shape (place, name, n_signals, header, error)
      || (rate != NULL && !parse_rate (place, rate, header, error)))
    return FALSE;
  if (n_frames != NULL
      && !read_integer (place, "number of samples", n_frames, 0, (gint64)HX_RECORDING_MAX_SAMPLES, &value,
                        error))
    return FALSE;
  header->n_frames = (guint64)value;
  if (date != NULL)
    take_start (header, time, date);
  return TRUE;
}

/* "16", "212x4", "16:3", "16+24", "16x2:3+24" */
static gboolean
parse_format (const Place *place, char *text, HxWfdbSignal *signal, GError **error)
{
  static const struct
  {
    char mark;
    const char *field;
    gint64 min, max;
  } modifiers[] = { { 'x', "samples per frame", 1, MAX_SAMPLES_PER_FRAME },
                    { ':', "skew", 0, G_MAXINT32 },
                    { '+', "byte offset", 0, G_MAXINT64 } };
  gint64 values[G_N_ELEMENTS (modifiers)] = { 1, 0, 0 };
  gint64 format;

  for (int i = G_N_ELEMENTS (modifiers) - 1; i >= 0; i--)
    {
      char *mark = strchr (text, modifiers[i].mark);

      if (mark == NULL)
        continue;
      *mark = '\0';
      if (!read_integer (place, modifiers[i].field, mark + 1, modifiers[i].min, modifiers[i].max, &values[i],
                         error))
        return FALSE;
    }
  if (!read_integer (place, "format", text, 0, G_MAXINT32, &format, error))
    return FALSE;
  signal->format = (guint)format;
  signal->samples_per_frame = (guint)values[0];
  signal->skew_frames = (guint)values[1];
  signal->byte_offset = (guint64)values[2];
  return TRUE;
}

/* "200", "1000.0(0)/mV", "32.77/uV". Sets *@has_baseline. */
static gboolean
parse_gain (const Place *place, char *text, HxWfdbSignal *signal, gboolean *has_baseline, GError **error)
{
  char *unit = strchr (text, '/');
  char *baseline;
  gint64 value;

  if (unit != NULL)
    *unit++ = '\0';
  if (unit != NULL && *unit != '\0')
    {
      g_free (signal->unit);
      signal->unit = g_strdup (unit);
    }
  if (!split_parentheses (place, "gain", text, &baseline, error)
      || !read_real (place, "gain", text, &signal->gain_adu, error))
    return FALSE;
  *has_baseline = baseline != NULL;
  if (baseline == NULL)
    return TRUE;
  if (!read_integer (place, "baseline", baseline, G_MININT32, G_MAXINT32, &value, error))
    return FALSE;
  signal->baseline_adu = (int)value;
  return TRUE;
}

/* The numbers after the gain; each may be there only if the one before it is. */
static gboolean
parse_numbers (const Place *place, char **line, HxWfdbSignal *signal, gboolean has_baseline, GError **error)
{
  static const struct
  {
    const char *field;
    gint64 min, max;
  } numbers[] = { { "ADC resolution", 0, 64 },
                  { "ADC zero", G_MININT32, G_MAXINT32 },
                  { "initial value", G_MININT32, G_MAXINT32 },
                  { "checksum", -65535, 65535 },
                  { "block size", -G_MAXINT32, G_MAXINT32 } };
  gint64 values[G_N_ELEMENTS (numbers)] = { 0 };
  guint n = 0;

  for (char *text; n < G_N_ELEMENTS (numbers) && (text = next_field (line)) != NULL; n++)
    if (!read_integer (place, numbers[n].field, text, numbers[n].min, numbers[n].max, &values[n], error))
      return FALSE;
  if (!has_baseline)
    signal->baseline_adu = (int)values[1];
  signal->has_initial = n > 2;
  signal->initial_adu = (int)values[2];
  signal->has_checksum = n > 3;
  signal->checksum = (guint16)values[3];
  signal->block_bytes = (guint)ABS (values[4]); /* negative: of a device that cannot seek */
  return TRUE;
}

static gboolean
parse_signal_line (const Place *place, char *line, HxWfdbSignal *signal, guint number, GError **error)
{
  char *file_name = next_field (&line);
  char *format = next_field (&line);
  char *gain = next_field (&line);
  gboolean has_baseline = FALSE;

  signal->line = place->line;
  signal->file_name = g_strdup (file_name);
  signal->unit = g_strdup ("mV");
  if (format == NULL)
    return fail (place, HX_ERROR_FORMAT, error, "the format of signal %u is missing", number);
  if (!parse_format (place, format, signal, error)
      || (gain != NULL && !parse_gain (place, gain, signal, &has_baseline, error))
      || !parse_numbers (place, &line, signal, has_baseline, error))
    return FALSE;
  g_strstrip (line);
  signal->name = *line != '\0' ? g_strdup (line) : g_strdup_printf ("signal %u", number);
  return TRUE;
}

static void
take_comment (HxWfdbHeader *header, char *comment)
{
  comment += strspn (comment, "#");
  g_strstrip (comment);
  if (*comment != '\0')
    g_ptr_array_add (header->comments, g_strdup (comment));
}

/* Parses a line that is neither empty nor a comment; *@n_parsed such lines came before it. */
static gboolean
parse_line (const Place *place, char *line, HxWfdbHeader *header, guint *n_parsed, GError **error)
{
  guint n = (*n_parsed)++;

  if (n > header->n_signals)
    {
      if (n == header->n_signals + 1)
        g_ptr_array_add (header->warnings,
                         g_strdup_printf ("The header has more lines than the %u signals that it "
                                          "announces; they were left out.",
                                          header->n_signals));
      return TRUE;
    }
  if (strlen (line) > MAX_LINE_BYTES)
    return fail (place, HX_ERROR_FORMAT, error, "the line is longer than %d bytes", MAX_LINE_BYTES);
  if (n == 0)
    return parse_record_line (place, line, header, error);
  return parse_signal_line (place, line, &header->signals[n - 1], n, error);
}

static gboolean
parse_lines (char *text, const char *name, HxWfdbHeader *header, GError **error)
{
  Place place = { .file = name };
  guint n_parsed = 0;

  for (char *next; text != NULL; text = next)
    {
      place.line++;
      next = strchr (text, '\n');
      if (next != NULL)
        *next++ = '\0';
      g_strstrip (text);
      if (text[0] == '#')
        take_comment (header, text);
      else if (text[0] != '\0' && !parse_line (&place, text, header, &n_parsed, error))
        return FALSE;
    }
  if (n_parsed == 0)
    g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: the header is empty: it has no record line", name);
  else if (n_parsed <= header->n_signals)
    g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                 "%s: the record line announces %u signals, but the header describes only %u", name,
                 header->n_signals, n_parsed - 1);
  return n_parsed > header->n_signals;
}

static gboolean
check_characters (const char *text, gsize n_bytes, const char *name, GError **error)
{
  Place place = { .file = name, .line = 1 };

  for (gsize i = 0; i < n_bytes; i++)
    {
      gboolean layout = text[i] == '\t' || text[i] == '\r' || text[i] == '\n';

      if (g_ascii_iscntrl (text[i]) && !layout)
        return fail (&place, HX_ERROR_FORMAT, error, "control character 0x%02x: this is not a text file",
                     (guint)text[i]);
      place.line += text[i] == '\n';
    }
  return TRUE;
}

HxWfdbHeader *
hx_wfdb_header_parse (const char *text, gsize n_bytes, const char *name, GError **error)
{
  g_autoptr (HxWfdbHeader) header = g_new0 (HxWfdbHeader, 1);
  g_autofree char *copy = NULL;

  header->comments = g_ptr_array_new_with_free_func (g_free);
  header->warnings = g_ptr_array_new_with_free_func (g_free);
  if (!check_characters (text, n_bytes, name, error))
    return NULL;
  if (g_utf8_validate (text, (gssize)n_bytes, NULL))
    copy = g_strndup (text, n_bytes);
  else
    copy = g_convert (text, (gssize)n_bytes, "UTF-8", "ISO-8859-1", NULL, NULL, error);
  if (copy == NULL || !parse_lines (copy, name, header, error))
    return NULL;
  return g_steal_pointer (&header);
}

void
hx_wfdb_header_free (HxWfdbHeader *header)
{
  if (header == NULL)
    return;
  for (guint i = 0; i < header->n_signals; i++)
    {
      g_free (header->signals[i].file_name);
      g_free (header->signals[i].path);
      g_free (header->signals[i].unit);
      g_free (header->signals[i].name);
    }
  g_free (header->signals);
  g_free (header->record_name);
  g_clear_pointer (&header->start_time, g_date_time_unref);
  g_clear_pointer (&header->comments, g_ptr_array_unref);
  g_clear_pointer (&header->warnings, g_ptr_array_unref);
  g_free (header);
}
