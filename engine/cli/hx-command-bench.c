/* hx-command-bench.c: hexaxial-cli bench
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/kernels/hx-kernels.h"
#include "engine/run/hx-bench-accuracy.h"
#include "engine/run/hx-bench.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#define PUBLISHED "fcn_wang,resnet1d_wang,inception1d,xresnet1d101,lstm,lstm_bidir"
#define LABELS 71
#define EPOCHS 20
#define SEEDS 3

static void
append_json (JsonArray *array, const HxArchitecture *architecture, const HxBenchOptions *options,
             const HxBenchResult *result)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "backbone", architecture->backbone);
  json_object_set_string_member (object, "head", hx_head_name (architecture->head));
  json_object_set_int_member (object, "labels", architecture->n_labels);
  json_object_set_int_member (object, "threads", result->n_threads);
  json_object_set_string_member (object, "kernels", hx_kernels ()->name);
  json_object_set_string_member (object, "precision",
                                 options->precision == HX_PRECISION_BFLOAT16 ? "bfloat16" : "float32");
  hx_cli_set_number (object, "train_records_per_s", result->train_records_per_s);
  hx_cli_set_number (object, "train_gflops", result->train_gflops);
  hx_cli_set_number (object, "peak_gflops", result->peak_gflops);
  hx_cli_set_number (object, "predict_windows_per_s", result->predict_windows_per_s);
  hx_cli_set_number (object, "predict_gflops", result->predict_gflops);
  hx_cli_set_number (object, "record_ms", result->record_ms);
  hx_cli_set_number (object, "peak_rss_mib", result->peak_rss_mib);
  hx_cli_set_number (object, "train_rss_mib", result->train_rss_mib);
  json_array_add_object_element (array, object);
}

static void
print_titles (void)
{
  /* Translators: columns of a table, each at most as wide as it is here. */
  printf ("%-16s %-6s %9s %9s %7s %9s %7s %9s %9s\n", _ ("backbone"), _ ("head"), _ ("records/s"),
          _ ("GFLOP/s"), _ ("of peak"), _ ("windows/s"), _ ("of peak"), _ ("record ms"), _ ("MiB"));
}

static void
print_row (const HxArchitecture *architecture, const HxBenchResult *result)
{
  printf ("%-16s %-6s %9.1f %9.1f %6.1f%% %9.1f %6.1f%% %9.2f %9.0f\n", architecture->backbone,
          hx_head_name (architecture->head), result->train_records_per_s, result->train_gflops,
          100.0 * result->train_gflops / result->peak_gflops, result->predict_windows_per_s,
          100.0 * result->predict_gflops / result->peak_gflops, result->record_ms, result->train_rss_mib);
  fflush (stdout);
}

/* --- what reduced precision does to what is learnt --------------------------------------------- */

/* Means over the seeds, and how far the differences of single seeds are from theirs. */
static void
print_accuracy (const HxTrainOptions *options, const HxBenchAccuracy *accuracies, guint n)
{
  HxBenchAccuracy mean = { 0.0, 0.0 };
  double squares = 0.0, difference;

  for (guint i = 0; i < n; i++)
    {
      mean.float32 += accuracies[i].float32 / n;
      mean.bfloat16 += accuracies[i].bfloat16 / n;
    }
  difference = mean.bfloat16 - mean.float32;
  for (guint i = 0; i < n; i++)
    squares += pow (accuracies[i].bfloat16 - accuracies[i].float32 - difference, 2.0) / n;
  printf ("%-16s %-6s %9.4f %9.4f %+11.4f %7.4f\n", options->backbone, hx_head_name (options->head),
          mean.float32, mean.bfloat16, difference, sqrt (squares));
  fflush (stdout);
}

static int
compare_accuracy (HxCli *cli, const char *const *backbones, const HxHead *heads, guint n_heads,
                  const char *folder, guint n_seeds, HxTrainOptions *options)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (folder, FALSE, 0.0, &fault);

  if (library == NULL)
    return hx_cli_fail (cli, fault);
  /* Translators: columns of a table, each at most as wide as it is here; of trainings in two precisions */
  printf (_ ("Macro-AUC on folds 9 and 10, %s, %u epochs, %u seeds\n"), options->task, options->epochs,
          n_seeds);
  printf ("%-16s %-6s %9s %9s %11s %7s\n", _ ("backbone"), _ ("head"), "float32", "bfloat16",
          _ ("difference"), _ ("SD"));
  for (guint i = 0; backbones[i] != NULL; i++)
    for (guint head = 0; head < n_heads; head++)
      {
        g_autofree HxBenchAccuracy *accuracies = g_new (HxBenchAccuracy, n_seeds);

        options->backbone = backbones[i];
        options->head = heads[head];
        for (guint seed = 0; seed < n_seeds; seed++)
          {
            options->seed = seed;
            if (!hx_bench_accuracy (library, options, &accuracies[seed], cli->cancellable, &fault))
              return hx_cli_fail (cli, fault);
          }
        print_accuracy (options, accuracies, n_seeds);
      }
  return HX_CLI_DONE;
}

/* --- speed --------------------------------------------------------------------------------------- */

static int
bench (HxCli *cli, const char *const *backbones, const HxHead *heads, guint n_heads, guint n_labels,
       const HxBenchOptions *options, gboolean as_json)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (!as_json)
    print_titles ();
  for (guint i = 0; backbones[i] != NULL; i++)
    for (guint head = 0; head < n_heads; head++)
      {
        const HxArchitecture architecture = {
          .backbone = backbones[i], .head = heads[head], .n_leads = options->n_leads, .n_labels = n_labels
        };
        g_autoptr (GError) fault = NULL;
        HxBenchResult result;

        if (!hx_bench (&architecture, options, &result, cli->cancellable, &fault))
          return hx_cli_fail (cli, fault);
        if (as_json)
          append_json (array, &architecture, options, &result);
        else
          print_row (&architecture, &result);
      }
  if (as_json)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_set_array (node, array);
      hx_cli_print_json (node);
    }
  return HX_CLI_DONE;
}

typedef struct
{
  char *backbones, *head, *labels, *threads, *batch, *samples, *repeats, *seconds, *precision;
  char *library, *task, *epochs, *seeds; /* of the comparison of precisions */
  gboolean as_json;
} Texts;

static gboolean
read_numbers (const char *command, const Texts *texts, HxBenchOptions *options, guint *n_labels)
{
  gint64 labels = LABELS, threads = 0, batch = options->batch, samples = options->n_samples,
         repeats = options->n_repeats;

  if (!hx_cli_integer (command, "--labels", texts->labels, 1, 10000, &labels)
      || !hx_cli_integer (command, "--threads", texts->threads, 0, 256, &threads)
      || !hx_cli_integer (command, "--batch", texts->batch, 2, 65536, &batch)
      || !hx_cli_integer (command, "--samples", texts->samples, 1, 100000, &samples)
      || !hx_cli_integer (command, "--repeats", texts->repeats, 1, 100, &repeats)
      || !hx_cli_number (command, "--seconds", texts->seconds, 0.0, 3600.0, &options->seconds))
    return FALSE;
  *n_labels = (guint)labels;
  options->n_threads = (guint)threads;
  options->batch = (guint)batch;
  options->n_samples = (guint)samples;
  options->n_repeats = (guint)repeats;
  return TRUE;
}

static gboolean
read_training (const char *command, const Texts *texts, HxBenchOptions *options, HxTrainOptions *training,
               guint *n_seeds)
{
  gint64 epochs = EPOCHS, seeds = SEEDS;

  if (g_strcmp0 (texts->precision, "bfloat16") == 0)
    options->precision = HX_PRECISION_BFLOAT16;
  else if (texts->precision != NULL && !g_str_equal (texts->precision, "float32"))
    {
      hx_cli_usage (command, _ ("--precision is “%s”; there are: float32, bfloat16"), texts->precision);
      return FALSE;
    }
  if (!hx_cli_integer (command, "--epochs", texts->epochs, 1, 100000, &epochs)
      || !hx_cli_integer (command, "--seeds", texts->seeds, 1, 1000, &seeds))
    return FALSE;
  training->epochs = (guint)epochs;
  *n_seeds = (guint)seeds;
  training->batch = texts->batch != NULL ? options->batch : training->batch;
  training->n_threads = options->n_threads;
  training->task = texts->task != NULL ? texts->task : "all";
  training->validation_folds = 1 << 9 | 1 << 10;
  return TRUE;
}

static int
run_texts (HxCli *cli, const char *command, const Texts *texts)
{
  HxBenchOptions options = hx_bench_options_default ();
  g_auto (GStrv) backbones = g_strsplit (texts->backbones != NULL ? texts->backbones : PUBLISHED, ",", -1);
  HxHead heads[] = { HX_HEAD_PLAIN, HX_HEAD_LDM };
  HxTrainOptions training;
  guint n_labels, n_seeds;

  hx_train_options_default (&training);
  if (texts->head != NULL && !hx_head_from_name (texts->head, &heads[0]))
    return hx_cli_usage (command, _ ("--head is “%s”; there are: plain, ldm"), texts->head);
  if (!read_numbers (command, texts, &options, &n_labels)
      || !read_training (command, texts, &options, &training, &n_seeds))
    return HX_CLI_USAGE;
  if (texts->library != NULL)
    return compare_accuracy (cli, (const char *const *)backbones, heads, texts->head != NULL ? 1 : 2,
                             texts->library, n_seeds, &training);
  return bench (cli, (const char *const *)backbones, heads, texts->head != NULL ? 1 : 2, n_labels, &options,
                texts->as_json);
}

static int
run (HxCli *cli, int argc, char **argv)
{
  Texts texts = { 0 };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &texts.backbones,
      N_ ("Backbones, separated by commas (default: the six published ones)"), "B" },
    { "head", 0, 0, G_OPTION_ARG_STRING, &texts.head, N_ ("plain or ldm (default: both)"), "H" },
    { "labels", 0, 0, G_OPTION_ARG_STRING, &texts.labels, N_ ("How many labels (default: 71)"), "L" },
    { "batch", 0, 0, G_OPTION_ARG_STRING, &texts.batch, N_ ("Records a training step (default: 128)"), "N" },
    { "samples", 0, 0, G_OPTION_ARG_STRING, &texts.samples, N_ ("Samples of a window (default: 250)"), "N" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &texts.threads, N_ ("Threads (default: all processors)"), "N" },
    { "repeats", 0, 0, G_OPTION_ARG_STRING, &texts.repeats,
      N_ ("How often each is timed; the best counts (default: 3)"), "N" },
    { "seconds", 0, 0, G_OPTION_ARG_STRING, &texts.seconds, N_ ("How long each timing lasts (default: 1)"),
      "S" },
    { "precision", 0, 0, G_OPTION_ARG_STRING, &texts.precision,
      N_ ("Of the training's products: float32 or bfloat16 (default: float32)"), "P" },
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &texts.library,
      N_ ("Compare both precisions' macro-AUC by training on this library, instead of timing"), "DIR" },
    { "task", 0, 0, G_OPTION_ARG_STRING, &texts.task, N_ ("Of that comparison (default: all)"), "T" },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &texts.epochs, N_ ("Of that comparison (default: 20)"), "N" },
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &texts.seeds,
      N_ ("How many seeds that comparison takes the mean of (default: 3)"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &texts.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  int status = HX_CLI_USAGE;

  if (hx_cli_parse (argc, argv, "",
                    _ ("Times training and prediction of networks with random numbers, beside what the "
                       "processor's fused multiply-adds reach in registers."),
                    entries, 0, 0, &rest))
    status = run_texts (cli, argv[0], &texts);
  g_free (texts.backbones);
  g_free (texts.head);
  g_free (texts.labels);
  g_free (texts.threads);
  g_free (texts.batch);
  g_free (texts.samples);
  g_free (texts.repeats);
  g_free (texts.seconds);
  g_free (texts.precision);
  g_free (texts.library);
  g_free (texts.task);
  g_free (texts.epochs);
  g_free (texts.seeds);
  return status;
}

extern const HxCommand hx_command_bench;
const HxCommand hx_command_bench = { "bench", N_ ("time training and prediction on this computer"), run };
