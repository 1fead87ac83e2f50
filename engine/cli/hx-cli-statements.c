/* hx-cli-statements.c: statements as JSON, as CSV and for people
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-statements.h"

#include "engine/records/hx-csv.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* The numbers of a statement, under their names. */
static const struct
{
  const char *name;
  gsize offset;
} fields[] = {
  { "score", G_STRUCT_OFFSET (HxStatement, score) },
  { "probability", G_STRUCT_OFFSET (HxStatement, probability) },
  { "logit", G_STRUCT_OFFSET (HxStatement, logit) },
  { "fused", G_STRUCT_OFFSET (HxStatement, fused) },
  { "decoupled", G_STRUCT_OFFSET (HxStatement, decoupled) },
  { "gate", G_STRUCT_OFFSET (HxStatement, gate) },
  { "margin", G_STRUCT_OFFSET (HxStatement, margin) },
  { "window_start_s", G_STRUCT_OFFSET (HxStatement, window_start_s) },
};

/* A plain head is one branch, on the fused features of all labels: what it says is the logit itself. */
static double
field_of (HxModel *model, const HxStatement *statement, guint field)
{
  if (fields[field].offset == G_STRUCT_OFFSET (HxStatement, fused)
      && hx_model_get_head (model) == HX_HEAD_PLAIN)
    return (double)statement->logit;
  return (double)G_STRUCT_MEMBER (float, statement, fields[field].offset);
}

static void
set_embedding (JsonObject *object, const HxStatement *statement, guint n_dims)
{
  JsonArray *array;

  if (!isfinite (statement->embedding[0]))
    {
      json_object_set_null_member (object, "embedding");
      return;
    }
  array = json_array_new ();
  for (guint d = 0; d < n_dims; d++)
    json_array_add_double_element (array, (double)statement->embedding[d]);
  json_object_set_array_member (object, "embedding", array);
}

JsonObject *
hx_cli_statements_to_json (HxModel *model, const HxStatement *statements)
{
  JsonObject *labels = json_object_new ();

  for (guint label = 0; label < hx_model_get_n_labels (model); label++)
    {
      JsonObject *object = json_object_new ();

      for (guint field = 0; field < G_N_ELEMENTS (fields); field++)
        hx_cli_set_number (object, fields[field].name, field_of (model, &statements[label], field));
      set_embedding (object, &statements[label], hx_model_get_n_embedding (model));
      json_object_set_object_member (labels, hx_model_get_label (model, label)->code, object);
    }
  return labels;
}

void
hx_cli_append_statement_rows (GString *text, HxModel *model, const char *record_id,
                              const HxStatement *statements)
{
  g_autofree char *id = hx_csv_quote (record_id);

  for (guint label = 0; label < hx_model_get_n_labels (model); label++)
    {
      g_autofree char *code = hx_csv_quote (hx_model_get_label (model, label)->code);

      g_string_append_printf (text, "%s,%s", id, code);
      for (guint field = 0; field < G_N_ELEMENTS (fields); field++)
        {
          double value = field_of (model, &statements[label], field);
          char number[G_ASCII_DTOSTR_BUF_SIZE] = "";

          if (isfinite (value))
            g_ascii_formatd (number, sizeof number, "%.9g", value);
          g_string_append_printf (text, ",%s", number);
        }
      g_string_append_c (text, '\n');
    }
}

static int
compare_scores (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxStatement *statements = user_data;
  float left = statements[*(const guint *)a].logit, right = statements[*(const guint *)b].logit;

  return left > right ? -1 : left < right;
}

static void
print_column (double value, gboolean is_signed)
{
  if (isfinite (value) && is_signed)
    printf ("%+9.2f", value);
  else if (isfinite (value))
    printf ("%9.2f", value);
  else
    printf ("%9s", "-");
}

void
hx_cli_print_statements (HxModel *model, const char *title, const HxStatement *statements)
{
  const guint n = hx_model_get_n_labels (model);
  g_autofree guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)n, sizeof (guint), compare_scores, (gpointer)statements);
  printf ("%s\n%-12s %7s %9s%9s%9s%9s  %s\n", title, _ ("label"), _ ("score"), _ ("fused"), _ ("decoupl."),
          _ ("gate"), _ ("margin"), _ ("name"));
  for (guint i = 0; i < n; i++)
    {
      const HxStatement *statement = &statements[order[i]];
      const HxModelLabel *label = hx_model_get_label (model, order[i]);

      printf ("%-12s %7.2f ", label->code, MIN ((double)statement->score, 0.99));
      print_column ((double)statement->fused, FALSE);
      print_column ((double)statement->decoupled, FALSE);
      print_column ((double)statement->gate, FALSE);
      print_column ((double)statement->margin, TRUE);
      printf ("  %s\n", label->description);
    }
}
