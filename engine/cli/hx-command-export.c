/* hx-command-export.c: hexaxial-cli export
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/export/hx-export.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>

/* Names of all formats, with commas between. */
static char *
known_formats (void)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; hx_export_formats ()[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", hx_export_formats ()[i]->name);
  return g_string_free (names, FALSE);
}

static void
print_result (HxModel *model, const HxExportFormat *format, const char *path, gboolean as_json)
{
  JsonObject *object;
  JsonNode *node;

  if (!as_json)
    {
      printf (_ ("%s: %s, %s head, %u labels, %u leads, windows of %u samples at %g Hz\n"), path,
              hx_model_get_backbone (model), hx_head_name (hx_model_get_head (model)),
              hx_model_get_n_labels (model), hx_model_get_n_leads (model),
              hx_model_get_window_samples (model), hx_model_get_rate_hz (model));
      return;
    }
  object = json_object_new ();
  node = json_node_new (JSON_NODE_OBJECT);
  json_object_set_string_member (object, "file", path);
  json_object_set_string_member (object, "format", format->name);
  json_object_set_string_member (object, "model_sha256", hx_model_get_hash (model));
  json_object_set_string_member (object, "backbone", hx_model_get_backbone (model));
  json_object_set_string_member (object, "head", hx_head_name (hx_model_get_head (model)));
  json_object_set_int_member (object, "labels", hx_model_get_n_labels (model));
  json_object_set_int_member (object, "leads", hx_model_get_n_leads (model));
  json_object_set_int_member (object, "window_samples", hx_model_get_window_samples (model));
  json_object_set_double_member (object, "rate_hz", hx_model_get_rate_hz (model));
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

/* A slip of the keyboard must not cost the model. */
static gboolean
is_same_file (const char *a, const char *b)
{
  g_autofree char *real_a = realpath (a, NULL), *real_b = realpath (b, NULL);

  return real_a != NULL && g_strcmp0 (real_a, real_b) == 0;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *known = known_formats (), *name = NULL, *out = NULL;
  g_autofree char *formats = g_strdup_printf (_ ("Format to write: %s"), known);
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &name, formats, "FORMAT" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("File to write"), "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (GError) fault = NULL;
  const HxExportFormat *format;

  if (!hx_cli_parse (argc, argv, "MODEL", _ ("Writes a model in a format of other programs."), entries, 1, 1,
                     &rest)
      || !hx_cli_required (argv[0], "--format", name) || !hx_cli_required (argv[0], "--out", out))
    return HX_CLI_USAGE;
  format = hx_export_format_find (name);
  if (format == NULL)
    return hx_cli_usage (argv[0], _ ("--format is “%s”; there are: %s"), name, known);
  if (is_same_file (rest[0], out))
    return hx_cli_usage (argv[0], _ ("--out is the model itself"));
  model = hx_model_load (rest[0], &fault);
  if (model == NULL || !format->write (model, out, &fault))
    return hx_cli_fail (cli, fault);
  print_result (model, format, out, as_json);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_export;
const HxCommand hx_command_export = { "export", N_ ("write a model in a format of other programs"), run };
