/* hx-command-marks.c: hexaxial-cli marks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli.h"
#include "engine/records/hx-annotation.h"
#include "engine/records/hx-wfdb-header.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_HEADER_BYTES ((gsize)1 << 20)

/* The rate of the record that "100.atr" belongs to, from "100.hea" beside it; NaN if there is none. */
static double
rate_of_record (const char *path)
{
  const char *slash = strrchr (path, G_DIR_SEPARATOR), *dot = strrchr (path, '.');
  g_autofree char *stem = NULL, *header_path = NULL, *text = NULL;
  g_autoptr (HxWfdbHeader) header = NULL;
  gsize n_bytes;

  if (!dot || (slash && dot < slash))
    return NAN;
  stem = g_strndup (path, (gsize)(dot - path));
  header_path = g_strconcat (stem, ".hea", NULL);
  text = hx_file_read_all (header_path, MAX_HEADER_BYTES, &n_bytes, NULL);
  header = text ? hx_wfdb_header_parse (text, n_bytes, header_path, NULL) : NULL;
  return header ? header->rate_hz : NAN;
}

static double
rate_of (const HxAnnotations *annotations, const char *path)
{
  return annotations->rate_hz > 0.0 ? annotations->rate_hz : rate_of_record (path);
}

static JsonObject *
mark_json (const HxAnnotation *mark, double rate_hz)
{
  JsonObject *object = json_object_new ();
  const char *mnemonic = hx_annotation_mnemonic (mark->code);

  json_object_set_int_member (object, "sample", mark->sample);
  hx_cli_set_number (object, "time_s", (double)mark->sample / rate_hz);
  json_object_set_int_member (object, "code", mark->code);
  if (mnemonic)
    json_object_set_string_member (object, "mnemonic", mnemonic);
  else
    json_object_set_null_member (object, "mnemonic");
  json_object_set_int_member (object, "subtype", mark->subtype);
  json_object_set_int_member (object, "channel", mark->channel);
  json_object_set_int_member (object, "number", mark->number);
  if (mark->aux)
    {
      g_autofree char *aux = g_utf8_make_valid (mark->aux, -1);

      json_object_set_string_member (object, "text", aux);
    }
  else
    json_object_set_null_member (object, "text");
  return object;
}

static JsonObject *
marks_json (const HxAnnotations *annotations, const char *path)
{
  double rate_hz = rate_of (annotations, path);
  JsonObject *object = json_object_new ();
  JsonArray *marks = json_array_sized_new (annotations->items->len);

  json_object_set_string_member (object, "file", path);
  hx_cli_set_number (object, "rate_hz", rate_hz);
  for (guint i = 0; i < annotations->items->len; i++)
    json_array_add_object_element (marks,
                                   mark_json (&g_array_index (annotations->items, HxAnnotation, i), rate_hz));
  json_object_set_array_member (object, "marks", marks);
  return object;
}

static void
print_mark (const HxAnnotation *mark, double rate_hz)
{
  const char *mnemonic = hx_annotation_mnemonic (mark->code);
  g_autofree char *number = g_strdup_printf ("[%u]", mark->code);
  g_autofree char *aux = mark->aux ? g_utf8_make_valid (mark->aux, -1) : NULL;
  g_autofree char *escaped = aux ? g_strescape (aux, NULL) : NULL;

  if (isfinite (rate_hz))
    printf ("  %12.4f", (double)mark->sample / rate_hz);
  else
    printf ("  %12s", "-");
  printf ("  %10" G_GINT64_FORMAT "  %-5s %4d %4u %4d  %s\n", mark->sample, mnemonic ? mnemonic : number,
          mark->subtype, mark->channel, mark->number, escaped ? escaped : "");
}

static void
print_marks (const HxAnnotations *annotations, const char *path)
{
  double rate_hz = rate_of (annotations, path);

  printf ("%s\n", path);
  if (isfinite (rate_hz))
    printf (_ ("  %u marks, %g samples a second\n"), annotations->items->len, rate_hz);
  else
    printf (_ ("  %u marks, at an unknown rate\n"), annotations->items->len);
  printf ("  %12s  %10s  %-5s %4s %4s %4s\n", _ ("time, s"), _ ("sample"), _ ("type"), "sub", "chan", "num");
  for (guint i = 0; i < annotations->items->len; i++)
    print_mark (&g_array_index (annotations->items, HxAnnotation, i), rate_hz);
}

static int
run_marks (HxCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  g_auto (GStrv) files = NULL;
  g_autoptr (JsonArray) array = json_array_new ();
  int status = HX_CLI_DONE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON document"), NULL },
    { 0 },
  };

  if (!hx_cli_parse (argc, argv, _ ("FILE…"), _ ("Lists the marks of MIT annotation files."), entries, 1,
                     G_MAXUINT, &files))
    return HX_CLI_USAGE;
  for (guint i = 0; files[i]; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HxAnnotations) annotations = hx_annotations_read (files[i], &error);

      if (!annotations)
        status = hx_cli_fail (cli, error);
      else if (json)
        json_array_add_object_element (array, marks_json (annotations, files[i]));
      else
        print_marks (annotations, files[i]);
    }
  if (json)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_take_array (node, g_steal_pointer (&array));
      hx_cli_print_json (node);
    }
  return status;
}

extern const HxCommand hx_command_marks;
const HxCommand hx_command_marks = { "marks", N_ ("list the marks of annotation files"), run_marks };
