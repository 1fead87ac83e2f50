/* hx-command-info.c: hexaxial-cli info
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/records/hx-reader.h"
#include "engine/records/hx-wfdb-header.h"
#include "engine/tasks/hx-snomed.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- a library ------------------------------------------------------------------------------ */

static gint
compare_folds (gconstpointer a, gconstpointer b)
{
  const HxRecordInfo *first = *(const HxRecordInfo *const *)a, *second = *(const HxRecordInfo *const *)b;

  return first->fold - second->fold;
}

/* A data set's records by fold, in the folds' order. */
static JsonObject *
count_folds (const GPtrArray *infos)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy ((GPtrArray *)infos, NULL, NULL);
  JsonObject *folds = json_object_new ();

  g_ptr_array_sort (sorted, compare_folds);
  for (guint i = 0; i < sorted->len; i++)
    {
      g_autofree char *fold = g_strdup_printf ("%d", ((HxRecordInfo *)g_ptr_array_index (sorted, i))->fold);

      json_object_set_int_member (folds, fold, json_object_get_int_member_with_default (folds, fold, 0) + 1);
    }
  return folds;
}

static void
add_data_set (JsonArray *array, const GPtrArray *infos)
{
  const HxRecordInfo *first = g_ptr_array_index (infos, 0);
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "name", first->dataset);
  json_object_set_string_member (entry, "title", first->dataset_title);
  json_object_set_string_member (entry, "origin", first->origin);
  json_object_set_int_member (entry, "records", infos->len);
  json_object_set_object_member (entry, "folds", count_folds (infos));
  json_array_add_object_element (array, entry);
}

static void
add_data_sets (JsonObject *object, GPtrArray *infos)
{
  g_autoptr (GPtrArray) of_one = g_ptr_array_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < infos->len; i++)
    {
      HxRecordInfo *info = g_ptr_array_index (infos, i);
      const HxRecordInfo *next = i + 1 < infos->len ? g_ptr_array_index (infos, i + 1) : NULL;

      g_ptr_array_add (of_one, info);
      if (next != NULL && g_strcmp0 (next->dataset, info->dataset) == 0)
        continue;
      add_data_set (array, of_one);
      g_ptr_array_set_size (of_one, 0);
    }
  json_object_set_array_member (object, "data_sets", array);
}

static void
add_tasks (JsonObject *object, HxLibrary *library)
{
  JsonObject *tasks = json_object_new ();

  for (guint i = 0; hx_tasks ()[i] != NULL; i++)
    {
      g_autoptr (HxLabelTable) table = hx_library_get_label_table (library, hx_tasks ()[i]->name, NULL);
      JsonObject *entry, *labels, *names;

      if (table == NULL)
        continue;
      entry = json_object_new ();
      labels = json_object_new ();
      names = json_object_new ();
      json_object_set_int_member (entry, "records", table->n_records);
      for (guint label = 0; label < table->n_labels; label++)
        {
          gint64 n = 0;

          for (guint row = 0; row < table->n_records; row++)
            n += table->y[(gsize)row * table->n_labels + label];
          json_object_set_int_member (labels, table->codes[label], n);
          json_object_set_string_member (names, table->codes[label], table->descriptions[label]);
        }
      json_object_set_object_member (entry, "labels", labels);
      json_object_set_object_member (entry, "names", names);
      json_object_set_object_member (tasks, hx_tasks ()[i]->name, entry);
    }
  json_object_set_object_member (object, "tasks", tasks);
}

static JsonObject *
describe_library (const char *path, GError **error)
{
  g_autoptr (HxLibrary) library = hx_library_open (path, FALSE, 0.0, error);
  g_autoptr (GPtrArray) infos = library != NULL ? hx_library_list_records (library, error) : NULL;
  g_autofree char *fingerprint = infos != NULL ? hx_library_get_fingerprint (library, error) : NULL;
  JsonObject *object;

  if (fingerprint == NULL)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "kind", "library");
  json_object_set_int_member (object, "records", infos->len);
  json_object_set_double_member (object, "training_rate_hz", hx_library_get_training_rate_hz (library));
  json_object_set_string_member (object, "fingerprint", fingerprint);
  add_data_sets (object, infos);
  add_tasks (object, library);
  return object;
}

/* --- a model -------------------------------------------------------------------------------- */

/* A model may have any name: its file begins with the length of a JSON object, then the object. */
static gboolean
is_model (const char *path)
{
  char start[9] = "";
  FILE *file;

  if (g_str_has_suffix (path, ".safetensors"))
    return TRUE;
  file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rb") : NULL;
  if (file == NULL)
    return FALSE;
  if (fread (start, 1, sizeof start, file) != sizeof start)
    start[8] = '\0';
  fclose (file);
  /* No header is longer than 32 bits can say; text has no zero bytes there. */
  return start[8] == '{' && memcmp (start + 4, "\0\0\0\0", 4) == 0;
}

static JsonObject *
describe_model (const char *path, GError **error)
{
  g_autoptr (HxModel) model = hx_model_load (path, error);
  JsonArray *labels, *leads;
  JsonObject *object;

  if (model == NULL)
    return NULL;
  object = json_object_new ();
  labels = json_array_new ();
  leads = json_array_new ();
  json_object_set_string_member (object, "kind", "model");
  json_object_set_string_member (object, "backbone", hx_model_get_backbone (model));
  json_object_set_string_member (object, "head", hx_head_name (hx_model_get_head (model)));
  json_object_set_string_member (object, "task", hx_model_get_task (model));
  json_object_set_string_member (object, "origin", hx_model_get_origin (model));
  json_object_set_string_member (object, "intended_use", hx_model_get_intended_use (model));
  json_object_set_string_member (object, "sha256", hx_model_get_hash (model));
  json_object_set_double_member (object, "rate_hz", hx_model_get_rate_hz (model));
  json_object_set_int_member (object, "window_samples", hx_model_get_window_samples (model));
  json_object_set_int_member (object, "stride_samples", hx_model_get_stride_samples (model));
  json_object_set_double_member (object, "mean_mv", hx_model_get_mean_mv (model));
  json_object_set_double_member (object, "sd_mv", hx_model_get_sd_mv (model));
  for (guint lead = 0; lead < hx_model_get_n_leads (model); lead++)
    json_array_add_string_element (leads, hx_model_get_lead_names (model)[lead]);
  json_object_set_array_member (object, "leads", leads);
  for (guint label = 0; label < hx_model_get_n_labels (model); label++)
    {
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "code", hx_model_get_label (model, label)->code);
      json_object_set_string_member (entry, "description", hx_model_get_label (model, label)->description);
      json_array_add_object_element (labels, entry);
    }
  json_object_set_array_member (object, "labels", labels);
  json_object_set_object_member (object, "provenance", json_object_ref (hx_model_get_provenance (model)));
  return object;
}

/* --- a recording ---------------------------------------------------------------------------- */

static JsonArray *
strings (const char *const *texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

/* The SNOMED CT codes of the comments, with names. */
static JsonArray *
diagnoses (HxRecording *recording)
{
  g_auto (GStrv) words = hx_wfdb_dx_from_comments (hx_recording_get_comments (recording));
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      const HxSnomedCode *known = hx_snomed_find (words[i]);
      g_autofree char *name = hx_snomed_describe (words[i]);
      JsonObject *entry;

      if (!hx_snomed_is_code (words[i]))
        continue;
      entry = json_object_new ();
      json_object_set_string_member (entry, "code", words[i]);
      set_text (entry, "abbreviation", known != NULL ? known->abbreviation : NULL);
      json_object_set_string_member (entry, "name", name);
      json_array_add_object_element (array, entry);
    }
  return array;
}

static JsonObject *
describe_recording (const char *path, GError **error)
{
  g_autoptr (HxRecording) recording = hx_recording_open (path, NULL, error);
  g_autofree char *time = NULL;
  JsonArray *leads;
  JsonObject *object;

  if (recording == NULL)
    return NULL;
  object = json_object_new ();
  leads = json_array_new ();
  if (hx_recording_get_start_time (recording) != NULL)
    time = g_date_time_format (hx_recording_get_start_time (recording), "%Y-%m-%dT%H:%M:%S");
  json_object_set_string_member (object, "kind", "recording");
  set_text (object, "record_id", hx_recording_get_id (recording));
  set_text (object, "format", hx_recording_get_format (recording));
  json_object_set_double_member (object, "rate_hz", hx_recording_get_rate_hz (recording));
  json_object_set_int_member (object, "samples", (gint64)hx_recording_get_n_samples (recording));
  json_object_set_double_member (object, "duration_s", hx_recording_get_duration_s (recording));
  for (guint lead = 0; lead < hx_recording_get_n_leads (recording); lead++)
    json_array_add_string_element (leads, hx_recording_get_lead_name (recording, lead));
  json_object_set_array_member (object, "leads", leads);
  set_text (object, "start_time", time);
  set_text (object, "patient_id", hx_recording_get_patient_id (recording));
  hx_cli_set_number (object, "age_years", hx_recording_get_age_years (recording));
  set_text (object, "sex", hx_recording_get_sex (recording));
  json_object_set_array_member (object, "diagnoses", diagnoses (recording));
  json_object_set_array_member (object, "comments", strings (hx_recording_get_comments (recording)));
  json_object_set_array_member (object, "warnings", strings (hx_recording_get_warnings (recording)));
  return object;
}

/* --- for people ------------------------------------------------------------------------------- */

/* Labels a line each: code, name where it has one, records. */
static void
print_labels (JsonObject *labels, JsonObject *names, int indent)
{
  JsonObjectIter iter;
  const char *code;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, labels);
  while (json_object_iter_next_ordered (&iter, &code, &node))
    {
      const char *name = json_object_get_string_member (names, code);

      if (g_str_equal (name, code))
        printf ("%*s%s: %" G_GINT64_FORMAT "\n", indent, "", code, json_node_get_int (node));
      else
        printf ("%*s%s (%s): %" G_GINT64_FORMAT "\n", indent, "", code, name, json_node_get_int (node));
    }
}

/* Members a line each, nested ones further in; the names of labels stand beside these. */
static void
print_object (JsonObject *object, int indent)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *label = g_strdelimit (g_strdup (name), "_", ' ');

      if (JSON_NODE_HOLDS_OBJECT (node) && g_str_equal (name, "names"))
        continue;
      if (JSON_NODE_HOLDS_OBJECT (node) && g_str_equal (name, "labels"))
        {
          printf ("%*s%s:\n", indent, "", label);
          print_labels (json_node_get_object (node), json_object_get_object_member (object, "names"),
                        indent + 2);
        }
      else if (JSON_NODE_HOLDS_OBJECT (node))
        {
          printf ("%*s%s:\n", indent, "", label);
          print_object (json_node_get_object (node), indent + 2);
        }
      else if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0
               && JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (node), 0)))
        {
          JsonArray *array = json_node_get_array (node);

          printf ("%*s%s:\n", indent, "", label);
          for (guint i = 0; i < json_array_get_length (array); i++)
            {
              print_object (json_array_get_object_element (array, i), indent + 2);
              if (i + 1 < json_array_get_length (array))
                printf ("\n");
            }
        }
      else
        {
          g_autofree char *text =
              JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                  ? json_node_dup_string (node)
                  : json_to_string (node, FALSE);

          printf ("%*s%s: %s\n", indent, "", label, JSON_NODE_HOLDS_NULL (node) ? "-" : text);
        }
    }
}

static int
run (HxCli *cli, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) fault = NULL;
  JsonObject *object;

  if (!hx_cli_parse (argc, argv, "LIBRARY|MODEL|RECORDING",
                     _ ("Describes a library, a model or a recording."), entries, 1, 1, &rest))
    return HX_CLI_USAGE;
  if (g_file_test (rest[0], G_FILE_TEST_IS_DIR))
    object = describe_library (rest[0], &fault);
  else if (is_model (rest[0]))
    object = describe_model (rest[0], &fault);
  else
    object = describe_recording (rest[0], &fault);
  if (object == NULL)
    return hx_cli_fail (cli, fault);
  if (as_json)
    {
      JsonNode *node = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (node, object);
      hx_cli_print_json (node);
      return HX_CLI_DONE;
    }
  print_object (object, 0);
  json_object_unref (object);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_info;
const HxCommand hx_command_info = { "info", N_ ("describe a library, a model or a recording"), run };
