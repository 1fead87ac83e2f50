/* hx-command-explain.c: hexaxial-cli explain
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli.h"
#include "engine/records/hx-csv.h"
#include "engine/records/hx-reader.h"
#include "engine/run/hx-explain-recording.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define N_PEAKS 8

/* What is asked, and the answer. */
typedef struct
{
  HxModel *model;
  const char *path;
  HxRecording *recording;
  HxAttribution *attribution;
  HxAttributionPeak peaks[N_PEAKS];
  guint n_peaks;
} Explained;

static const char *
lead_name (const Explained *explained, guint lead)
{
  return hx_model_get_lead_names (explained->model)[lead];
}

static double
lead_total (const HxAttribution *attribution, guint lead)
{
  double total = 0.0;

  for (gsize t = 0; t < attribution->n_samples; t++)
    total += (double)attribution->contributions[t * attribution->n_leads + lead];
  return total;
}

static double
score_of (double logit)
{
  return 1.0 / (1.0 + exp (-logit));
}

/* --- JSON --------------------------------------------------------------------------------------- */

static JsonArray *
windows_json (const HxAttribution *attribution)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < attribution->n_windows; i++)
    {
      JsonObject *entry = json_object_new ();

      hx_cli_set_number (entry, "start_s", attribution->windows[i].start_s);
      hx_cli_set_number (entry, "logit", attribution->windows[i].logit);
      hx_cli_set_number (entry, "share", attribution->windows[i].share);
      json_object_set_boolean_member (entry, "deciding", i == attribution->deciding);
      json_array_add_object_element (array, entry);
    }
  return array;
}

static JsonArray *
peaks_json (const Explained *explained)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < explained->n_peaks; i++)
    {
      const HxAttributionPeak *peak = &explained->peaks[i];
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "lead", lead_name (explained, peak->lead));
      hx_cli_set_number (entry, "start_s", peak->start_s);
      hx_cli_set_number (entry, "end_s", peak->end_s);
      hx_cli_set_number (entry, "contribution", peak->contribution);
      json_array_add_object_element (array, entry);
    }
  return array;
}

static JsonObject *
leads_json (const Explained *explained)
{
  const HxAttribution *attribution = explained->attribution;
  JsonObject *object = json_object_new ();

  for (guint lead = 0; lead < attribution->n_leads; lead++)
    {
      JsonObject *entry = json_object_new ();
      JsonArray *values = json_array_sized_new ((guint)attribution->n_samples);

      for (gsize t = 0; t < attribution->n_samples; t++)
        json_array_add_double_element (values, attribution->contributions[t * attribution->n_leads + lead]);
      hx_cli_set_number (entry, "sum", lead_total (attribution, lead));
      json_object_set_array_member (entry, "contributions", values);
      json_object_set_object_member (object, lead_name (explained, lead), entry);
    }
  return object;
}

static void
print_json (const Explained *explained)
{
  const HxAttribution *attribution = explained->attribution;
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "file", explained->path);
  json_object_set_string_member (object, "record_origin", hx_recording_get_origin (explained->recording));
  json_object_set_string_member (object, "model_origin", hx_model_get_origin (explained->model));
  json_object_set_string_member (object, "label",
                                 hx_model_get_label (explained->model, attribution->label)->code);
  json_object_set_string_member (object, "aggregation",
                                 attribution->aggregation == HX_AGGREGATE_MEAN ? "mean" : "maximum");
  json_object_set_int_member (object, "steps", attribution->n_steps);
  hx_cli_set_number (object, "score", score_of (attribution->logit));
  hx_cli_set_number (object, "logit", attribution->logit);
  hx_cli_set_number (object, "baseline_logit", attribution->baseline_logit);
  hx_cli_set_number (object, "sum", attribution->sum);
  hx_cli_set_number (object, "completeness_error", attribution->completeness_error);
  hx_cli_set_number (object, "rate_hz", attribution->rate_hz);
  hx_cli_set_number (object, "window_s", attribution->window_s);
  json_object_set_array_member (object, "windows", windows_json (attribution));
  json_object_set_array_member (object, "strongest", peaks_json (explained));
  json_object_set_object_member (object, "leads", leads_json (explained));
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

/* --- a table, and words ----------------------------------------------------------------------- */

static gboolean
write_csv (const Explained *explained, const char *out, GError **error)
{
  const HxAttribution *attribution = explained->attribution;
  g_autoptr (GString) text = g_string_new ("time_s,lead,contribution\n");
  g_autoptr (GPtrArray) lead_fields = g_ptr_array_new_with_free_func (g_free);
  char time[G_ASCII_DTOSTR_BUF_SIZE], value[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint lead = 0; lead < attribution->n_leads; lead++)
    g_ptr_array_add (lead_fields, hx_csv_quote (lead_name (explained, lead)));
  for (gsize t = 0; t < attribution->n_samples; t++)
    {
      g_ascii_formatd (time, sizeof time, "%.6f", (double)t / attribution->rate_hz);
      for (guint lead = 0; lead < attribution->n_leads; lead++)
        {
          g_ascii_formatd (value, sizeof value, "%.9g",
                           (double)attribution->contributions[t * attribution->n_leads + lead]);
          g_string_append_printf (text, "%s,%s,%s\n", time, (char *)lead_fields->pdata[lead], value);
        }
    }
  return hx_file_write_all (out, text->str, text->len, error);
}

static void
print_words (const Explained *explained)
{
  const HxAttribution *attribution = explained->attribution;
  const HxModelLabel *label = hx_model_get_label (explained->model, attribution->label);
  const HxAttributionWindow *window = &attribution->windows[attribution->deciding];

  printf (_ ("%s: %s, score %.3f\n"), explained->path, label->code, score_of (attribution->logit));
  printf (_ ("  Logit %.3f; of a signal that says nothing %.3f; contributions %.3f (off by %.3f)\n"),
          attribution->logit, attribution->baseline_logit, attribution->sum, attribution->completeness_error);
  if (attribution->aggregation == HX_AGGREGATE_MAXIMUM)
    printf (_ ("  Decided by the stretch from %.2f s to %.2f s, one of %" G_GSIZE_FORMAT "\n"),
            window->start_s, window->start_s + attribution->window_s, attribution->n_windows);
  else
    printf (_ ("  Mean of %" G_GSIZE_FORMAT " stretches; highest from %.2f s to %.2f s\n"),
            attribution->n_windows, window->start_s, window->start_s + attribution->window_s);
  for (guint lead = 0; lead < attribution->n_leads; lead++)
    printf ("  %-6s %+9.3f\n", lead_name (explained, lead), lead_total (attribution, lead));
  printf ("%s\n", _ ("  Strongest:"));
  for (guint i = 0; i < explained->n_peaks; i++)
    printf ("  %-6s %8.2f s – %.2f s %+9.3f\n", lead_name (explained, explained->peaks[i].lead),
            explained->peaks[i].start_s, explained->peaks[i].end_s, explained->peaks[i].contribution);
  printf ("%s\n", _ ("Where the signal raised or lowered this score. It shows what the network responded to, "
                     "not what caused a disease, and it can be wrong."));
}

static int
find_label (HxModel *model, const char *command, const char *code)
{
  const int label = hx_model_find_label (model, code);
  g_autoptr (GString) known = g_string_new (NULL);

  if (label >= 0)
    return label;
  for (guint i = 0; i < hx_model_get_n_labels (model); i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", hx_model_get_label (model, i)->code);
  hx_cli_usage (command, _ ("the model does not know the label “%s”; it knows: %s"), code, known->str);
  return -1;
}

static int
explain (HxCli *cli, Explained *explained, guint label, guint n_steps, const char *out, gboolean as_json)
{
  g_autoptr (GError) fault = NULL;
  g_autofree float *smooth = NULL;

  explained->attribution = hx_explain_recording (explained->model, explained->recording, label, n_steps, 0,
                                                 &cli->progress, cli->cancellable, &fault);
  hx_cli_end_progress (cli);
  if (explained->attribution == NULL)
    {
      g_prefix_error (&fault, "%s: ", explained->path);
      return hx_cli_fail (cli, fault);
    }
  smooth = hx_attribution_smooth (explained->attribution, HX_EXPLAIN_SMOOTHING_S);
  explained->n_peaks = hx_attribution_peaks (explained->attribution, smooth, N_PEAKS, explained->peaks);
  if (out != NULL && !write_csv (explained, out, &fault))
    return hx_cli_fail (cli, fault);
  if (as_json)
    print_json (explained);
  else
    print_words (explained);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *code = NULL, *out = NULL, *steps = NULL, *gain = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "label", 0, 0, G_OPTION_ARG_STRING, &code, N_ ("Label whose score is explained"), "L" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out,
      N_ ("CSV file to write: time_s, lead, contribution of every sample"), "FILE" },
    { "steps", 0, 0, G_OPTION_ARG_STRING, &steps,
      N_ ("Points between a silent signal and the recorded one (default: 32)"), "N" },
    { "gain-adu-per-mv", 0, 0, G_OPTION_ARG_STRING, &gain,
      N_ ("Gain of all signals, for headers known to be wrong"), "G" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (GError) fault = NULL;
  HxReadOptions options = { 0 };
  Explained explained = { 0 };
  gint64 n_steps = HX_ATTRIBUTION_STEPS;
  int label, status;

  if (!hx_cli_parse (argc, argv, "MODEL FILE",
                     _ ("Shows which moments of which leads raised or lowered a model's score."), entries, 2,
                     2, &rest)
      || !hx_cli_required (argv[0], "--label", code)
      || !hx_cli_integer (argv[0], "--steps", steps, 1, HX_ATTRIBUTION_MAX_STEPS, &n_steps)
      || !hx_cli_number (argv[0], "--gain-adu-per-mv", gain, 1e-6, 1e12, &options.gain_adu_per_mv))
    return HX_CLI_USAGE;
  model = hx_model_load (rest[0], &fault);
  if (model == NULL)
    return hx_cli_fail (cli, fault);
  label = find_label (model, argv[0], code);
  if (label < 0)
    return HX_CLI_USAGE;
  recording = hx_recording_open (rest[1], &options, &fault);
  if (recording == NULL)
    return hx_cli_fail (cli, fault);
  explained.model = model;
  explained.path = rest[1];
  explained.recording = recording;
  status = explain (cli, &explained, (guint)label, (guint)n_steps, out, as_json);
  hx_attribution_free (explained.attribution);
  return status;
}

extern const HxCommand hx_command_explain;
const HxCommand hx_command_explain = { "explain", N_ ("show what of a recording a score rests on"), run };
