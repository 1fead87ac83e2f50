/* hx-command-audit.c: hexaxial-cli audit
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/library/hx-library-audit.h"
#include "engine/models/hx-model.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define N_TEXT_LINES 50

typedef struct
{
  float margin, standardised;
  guint record, label;
} Doubt;

/* Most doubtful first; equals in the order of records and labels. */
static int
compare_doubts (gconstpointer a, gconstpointer b)
{
  const Doubt *left = a, *right = b;

  if (left->standardised != right->standardised)
    return left->standardised < right->standardised ? -1 : 1;
  if (left->record != right->record)
    return left->record < right->record ? -1 : 1;
  return left->label < right->label ? -1 : left->label > right->label;
}

/* Standard deviation of a label's margins; 1 where they do not differ. */
static double
spread_of (const HxAudit *audit, guint label)
{
  double sum = 0.0, squares = 0.0;
  guint n = 0;

  for (guint record = 0; record < audit->n_records; record++)
    {
      const double margin = (double)audit->margins[(gsize)record * audit->n_labels + label];

      if (isnan (margin))
        continue;
      sum += margin;
      squares += margin * margin;
      n++;
    }
  squares = n > 0 ? squares / n - (sum / n) * (sum / n) : 0.0;
  return squares > 0.0 ? sqrt (squares) : 1.0;
}

/* Margins of different labels are compared in units of each label's own spread: where a space is torn, many
 * lie far on the wrong side, and each of them says less. */
static GArray *
sort_doubts (const HxAudit *audit)
{
  GArray *doubts = g_array_new (FALSE, FALSE, sizeof (Doubt));

  for (guint label = 0; label < audit->n_labels; label++)
    {
      const double spread = spread_of (audit, label);

      for (guint record = 0; record < audit->n_records; record++)
        {
          const float margin = audit->margins[(gsize)record * audit->n_labels + label];
          const Doubt doubt = { margin, (float)(margin / spread), record, label };

          if (!isnan (margin))
            g_array_append_val (doubts, doubt);
        }
    }
  g_array_sort (doubts, compare_doubts);
  return doubts;
}

static const char *
name_of (GHashTable *names, const HxAudit *audit, guint record)
{
  const char *name = g_hash_table_lookup (names, &audit->records[record]);

  return name != NULL ? name : "";
}

static void
print_json (const HxAudit *audit, GArray *doubts, guint n, GHashTable *names)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < n; i++)
    {
      const Doubt *doubt = &g_array_index (doubts, Doubt, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "record_id", name_of (names, audit, doubt->record));
      json_object_set_string_member (entry, "label", audit->codes[doubt->label]);
      json_object_set_int_member (entry, "given",
                                  audit->given[(gsize)doubt->record * audit->n_labels + doubt->label]);
      hx_cli_set_number (entry, "margin", doubt->margin);
      json_array_add_object_element (array, entry);
    }
  json_node_take_array (node, array);
  hx_cli_print_json (node);
}

static void
print_text (const HxAudit *audit, GArray *doubts, guint n, GHashTable *names)
{
  guint n_wrong = 0;

  for (guint i = 0; i < doubts->len; i++)
    n_wrong += g_array_index (doubts, Doubt, i).margin < 0.0f;
  printf (_ ("%u of %u given labels of %u records stayed on the wrong side of their label space.\n"), n_wrong,
          doubts->len, audit->n_records);
  for (guint i = 0; i < n; i++)
    {
      const Doubt *doubt = &g_array_index (doubts, Doubt, i);
      const guint8 given = audit->given[(gsize)doubt->record * audit->n_labels + doubt->label];

      printf ("%+.2f  %-12s %s %s\n", (double)doubt->margin, name_of (names, audit, doubt->record),
              given ? _ ("given as") : _ ("given as without"), audit->codes[doubt->label]);
    }
}

static int
print_audit (HxCli *cli, const char *path, const char *place, gint64 limit, gboolean as_json)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxModel) model = hx_model_load (path, &fault);
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (HxAudit) audit = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GHashTable) names = NULL;
  g_autoptr (GArray) doubts = NULL;
  guint n;

  if (model != NULL)
    library = hx_library_open (place, FALSE, 0.0, &fault);
  if (library != NULL)
    audit = hx_library_read_audit (library, hx_model_get_hash (model), &fault);
  if (audit != NULL)
    infos = hx_library_list_records (library, &fault);
  if (infos == NULL)
    {
      g_prefix_error (&fault, "%s: ", path);
      return hx_cli_fail (cli, fault);
    }
  names = hx_cli_record_names (infos);
  doubts = sort_doubts (audit);
  n = limit > 0 ? (guint)MIN (limit, doubts->len) : as_json ? doubts->len : MIN (N_TEXT_LINES, doubts->len);
  if (as_json)
    print_json (audit, doubts, n, names);
  else
    print_text (audit, doubts, n, names);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *library = NULL, *limit = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &library, N_ ("Library that the model was trained on"), "DIR" },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &limit, N_ ("So many at most (default: 50, with --json all)"),
      "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  gint64 n = 0;

  if (!hx_cli_parse (argc, argv, "MODEL",
                     _ ("Lists the given labels that stayed on the wrong side of their label space while the "
                        "model learned, most doubtful first."),
                     entries, 1, 1, &rest)
      || !hx_cli_required (argv[0], "--library", library)
      || !hx_cli_integer (argv[0], "--limit", limit, 1, G_MAXUINT, &n))
    return HX_CLI_USAGE;
  return print_audit (cli, rest[0], library, n, as_json);
}

extern const HxCommand hx_command_audit;
const HxCommand hx_command_audit = { "audit", N_ ("list given labels that look wrong"), run };
