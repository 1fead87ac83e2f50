/* page-fixture.c: a small library, models with made-up statements, and a window, for tests of the pages
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/page-fixture.h"

#include "engine/library/hx-import.h"
#include "engine/run/hx-predict.h"
#include "engine/simulator/hx-simulator.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>

/* How long nothing may happen before the screen counts as drawn. */
#define QUIET_US 60000

PageFixture *
page_fixture_new (guint n_records)
{
  PageFixture *fixture = g_new0 (PageFixture, 1);
  g_autoptr (GError) error = NULL;
  fixture->folder = test_folder_new ();
  fixture->library = g_build_filename (fixture->folder, "library", NULL);
  if (n_records > 0)
    {
      g_autoptr (HxLibrary) library = hx_library_open (fixture->library, TRUE, 0, &error);
      g_assert_no_error (error);
      hx_import_simulated (library, n_records, 1, 1.0, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  fixture->session = hx_session_new ();
  hx_session_open_library (fixture->session, fixture->library);
  page_wait_until (hx_session_is_settled (fixture->session));
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (fixture->session)), ==, n_records);
  return fixture;
}

void
page_fixture_free (PageFixture *fixture)
{
  if (fixture->window)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  hx_session_shut_down (fixture->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->session);
  g_free (fixture->library);
  test_folder_free (fixture->folder);
  g_free (fixture);
}

HxStatement
page_fixture_statement (HxHead head, guint record, guint label, gboolean given)
{
  g_autofree char *name = g_strdup_printf ("%u %u", record, label);
  HxRandom random = hx_random_from_name (name);
  HxStatement statement = { .probability = NAN };
  double length = 0.0, margin = (given ? 0.4 : -0.4) + hx_random_between (&random, -0.5, 0.5);
  statement.margin = (float)CLAMP (margin, -1.0, 1.0);
  statement.fused = (float)(4.0 * margin + hx_random_between (&random, -1.0, 1.0));
  statement.decoupled = (float)(4.0 * margin + hx_random_between (&random, -1.0, 1.0));
  statement.gate = 0.25f + 0.5f * (float)(label % 3) / 2.0f;
  statement.logit = statement.gate * statement.fused + (1.0f - statement.gate) * statement.decoupled;
  statement.window_start_s = 1.25f * (float)(record % 7);
  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    {
      statement.embedding[d] = (float)(hx_random_normal (&random) * 0.3 + (d == 0 ? margin : 0.1));
      length += statement.embedding[d] * statement.embedding[d];
    }
  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    statement.embedding[d] /= (float)sqrt (length);
  if (head == HX_HEAD_PLAIN)
    {
      statement.fused = statement.decoupled = statement.gate = statement.margin = NAN;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        statement.embedding[d] = NAN;
    }
  statement.score = 1.0f / (1.0f + expf (-statement.logit));
  return statement;
}

/* An untrained network with centres far apart. */
static HxModel *
make_model (HxHead head, guint n_labels, const char *origin)
{
  const HxArchitecture architecture = { "fcn_wang", head, HX_N_STANDARD_LEADS, n_labels };
  g_autoptr (GError) error = NULL;
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, &error);
  g_autofree HxModelLabel *labels = g_new0 (HxModelLabel, n_labels);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  const char *leads[HX_N_STANDARD_LEADS];
  HxRandom random = hx_random_from_seed (1);
  HxModel *model;
  g_assert_no_error (error);
  hx_network_initialise (network, &random);
  for (guint l = 0; l < HX_N_STANDARD_LEADS; l++)
    leads[l] = hx_lead_name ((HxLead)l);
  for (guint i = 0; i < n_labels; i++)
    {
      const HxSimStatement *simulated = i < HX_SIM_N_LABELS ? &hx_simulator_statements ()[i] : NULL;
      labels[i].code = simulated ? g_strdup (simulated->code) : g_strdup_printf ("S%02u", i);
      labels[i].description = simulated ? g_strdup (simulated->description)
                                        : g_strdup_printf ("made-up statement with the number %u", i);
      labels[i].threshold = labels[i].temperature = NAN;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        {
          labels[i].centre_with[d] = head == HX_HEAD_PLAIN ? NAN : d == 0 ? 1.0f : 0.0f;
          labels[i].centre_without[d] = head == HX_HEAD_PLAIN ? NAN : d == 0 ? -1.0f : 0.0f;
        }
      g_ptr_array_add (codes, labels[i].code);
      g_ptr_array_add (codes, labels[i].description);
    }
  model = hx_model_new (network, labels, leads, 100.0, 250, 125, 0.0, 0.25, HX_AGGREGATE_MAXIMUM);
  for (guint i = 0; i < n_labels; i++)
    hx_model_set_label_numbers (model, i, &labels[i]);
  hx_model_set_origin (model, origin);
  hx_model_set_task (model, "all");
  return model;
}

static void
store_statements (HxLibrary *library, HxModel *model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = hx_library_list_records (library, &error);
  guint n_labels = hx_model_get_n_labels (model);
  g_autofree gint64 *keys = g_new (gint64, records->len + 1);
  g_autofree HxStatement *statements = g_new (HxStatement, (gsize)(records->len + 1) * n_labels);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = records->pdata[i];
      keys[i] = info->key;
      for (guint l = 0; l < n_labels; l++)
        statements[i * n_labels + l] = page_fixture_statement (
            hx_model_get_head (model), i, l,
            g_strv_contains ((const char *const *)info->codes, hx_model_get_label (model, l)->code));
    }
  hx_library_store_predictions (library, hx_model_get_hash (model), keys, records->len, statements, n_labels,
                                &error);
  g_assert_no_error (error);
}

void
page_fixture_add_model (PageFixture *fixture, HxHead head, guint n_labels, const char *origin)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxModel) model = make_model (head, n_labels, origin);
  g_autoptr (HxLibrary) library = hx_library_open (fixture->library, TRUE, 0, &error);
  g_autoptr (HxModelInfo) info = NULL;
  g_autofree char *name = g_strdup_printf ("made-up-%s-%u.safetensors", hx_head_name (head), n_labels);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_assert_no_error (error);
  hx_model_save (model, path, &error);
  g_assert_no_error (error);
  info = hx_model_info_from_model (model, "[{\"epoch\": 1, \"validation_auc\": 0.875}]");
  hx_library_add_model (library, info, path, &error);
  g_assert_no_error (error);
  store_statements (library, model);
  hx_session_add_model_file (fixture->session, path);
  page_wait_until (
      hx_session_is_settled (fixture->session) && hx_session_get_model (fixture->session)
      && g_strcmp0 (hx_model_get_hash (hx_session_get_model (fixture->session)), hx_model_get_hash (model))
             == 0);
}

void
page_fixture_open_file (PageFixture *fixture, const char *name, guint n_leads, double duration_s)
{
  guint n_samples = (guint)(duration_s * 100.0);
  g_autoptr (GString) header = g_string_new (NULL);
  g_autofree gint16 *samples = g_new0 (gint16, (gsize)n_samples * n_leads);
  g_autofree char *header_name = g_strconcat (name, ".hea", NULL),
                  *data_name = g_strconcat (name, ".dat", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, header_name, NULL);
  const char *paths[] = { path, NULL };
  g_string_append_printf (header, "%s %u 100 %u\n", name, n_leads, n_samples);
  for (guint lead = 0; lead < n_leads; lead++)
    g_string_append_printf (header, "%s 16 1000/mV 16 0 0 0 0 %s\n", data_name, hx_lead_name ((HxLead)lead));
  for (guint t = 0; t < n_samples; t++)
    for (guint lead = 0; lead < n_leads; lead++)
      samples[t * n_leads + lead] = (gint16)(t % 80 < 4 ? 900 - 60 * (int)lead : (int)(t * 7 % 20));
  test_write (fixture->folder, header_name, header->str, header->len);
  test_write (fixture->folder, data_name, samples, sizeof (gint16) * n_samples * n_leads);
  hx_session_open_files (fixture->session, paths);
  page_wait_until (hx_session_is_settled (fixture->session));
  g_assert_cmpint (hx_record_item_get_key (hx_session_get_record (fixture->session)), <, 0);
}

void
page_fixture_show (PageFixture *fixture, GtkWidget *widget, int width, int height)
{
  if (!fixture->window)
    fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  gtk_window_set_child (GTK_WINDOW (fixture->window), widget);
  gtk_window_present (GTK_WINDOW (fixture->window));
  page_wait_until (gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0);
  page_fixture_settle (fixture);
}

void
page_fixture_settle (PageFixture *fixture)
{
  gint64 quiet_since_us = g_get_monotonic_time ();
  gint64 end_us = quiet_since_us + 60 * G_USEC_PER_SEC;
  while (!hx_session_is_settled (fixture->session) || g_get_monotonic_time () - quiet_since_us < QUIET_US)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      if (g_main_context_iteration (NULL, FALSE))
        quiet_since_us = g_get_monotonic_time ();
      else
        g_usleep (1000);
    }
}

static GtkWidget *
find_id (GtkWidget *root, const char *id)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), id) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_id (child, id);
      if (found)
        return found;
    }
  return NULL;
}

GtkWidget *
page_find (GtkWidget *root, const char *id)
{
  GtkWidget *found = find_id (root, id);
  if (!found)
    g_error ("no widget “%s” in %s", id, G_OBJECT_TYPE_NAME (root));
  return found;
}

GtkWidget *
page_find_type (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = page_find_type (child, type);
      if (found)
        return found;
    }
  return NULL;
}

guint
page_count_type (GtkWidget *root, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (root, type);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    n += page_count_type (child, type);
  return n;
}

const char *
page_text (GtkWidget *root, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (page_find (root, id)));
}

void
page_click (GtkWidget *root, const char *id)
{
  GtkWidget *button = page_find (root, id);
  g_assert_true (gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

gboolean
page_says (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root)
      && strstr (gtk_label_get_text (GTK_LABEL (root)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    if (page_says (child, text))
      return TRUE;
  return FALSE;
}
