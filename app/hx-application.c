/* hx-application.c: the program
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-application.h"

#include "app/hx-evidence-overlay.h"
#include "app/hx-first-start.h"
#include "app/hx-help.h"
#include "app/hx-render.h"
#include "app/hx-window.h"
#include "engine/hx-config.h"

#include <glib/gi18n.h>

struct _HxApplication
{
  AdwApplication parent_instance;
  HxSession *session;
  HxWindow *window; /* not owned: GTK keeps it until it is closed */
  gboolean began;   /* the library has been asked for */
};

G_DEFINE_FINAL_TYPE (HxApplication, hx_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "library", 'l', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Library to open; made if it is not there"),
    N_ ("FOLDER") },
  { "page", 'p', 0, G_OPTION_ARG_STRING, NULL, N_ ("Page to show: read, spaces, train or evaluate"),
    N_ ("PAGE") },
  { "record", 'r', 0, G_OPTION_ARG_STRING, NULL, N_ ("Record to read"), N_ ("ID") },
  { "label", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Label to choose"), N_ ("CODE") },
  { "model", 'm', 0, G_OPTION_ARG_STRING, NULL, N_ ("Model of the library to choose, by its hash"),
    N_ ("HASH") },
  { "model-saw", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show along the trace what the model saw for the label"),
    NULL },
  { "render", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Draw the window into a PNG file, then exit"),
    N_ ("FILE") },
  { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window in pixels"), N_ ("WIDTHxHEIGHT") },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version, then exit"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE|FOLDER|MODEL…]") },
  { NULL }
};

static HxWindow *
get_window (HxApplication *self)
{
  if (self->window)
    return self->window;
  self->window = hx_window_new (GTK_APPLICATION (self), self->session);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  return self->window;
}

/* What was chosen the last time, unless the command line says otherwise. */
static void
begin (HxApplication *self, GVariantDict *given)
{
  g_autoptr (GSettings) settings = g_settings_new (HX_APP_ID);
  g_autofree char *remembered = g_settings_get_string (settings, "library");
  g_autofree char *model = g_settings_get_string (settings, "model");
  g_autofree char *label = g_settings_get_string (settings, "label");
  const char *library = NULL, *record = NULL, *given_label = NULL, *given_model = NULL;
  g_autofree char *fallback = hx_first_start_model_path ();
  if (self->began)
    return;
  self->began = TRUE;
  if (given)
    {
      g_variant_dict_lookup (given, "library", "^&ay", &library);
      g_variant_dict_lookup (given, "record", "&s", &record);
      g_variant_dict_lookup (given, "label", "&s", &given_label);
      g_variant_dict_lookup (given, "model", "&s", &given_model);
      if (g_variant_dict_contains (given, "model-saw"))
        hx_evidence_overlay_want (hx_evidence_overlay_get (self->session));
    }
  /* Keys of another library mean nothing in this one. */
  hx_session_set_wanted (self->session, library || record ? -1 : g_settings_get_int64 (settings, "record"),
                         record, given_model ? given_model : model, given_label ? given_label : label);
  hx_session_set_fallback_model (self->session, fallback);
  hx_window_open_library (get_window (self), library ? library : remembered);
}

static void
hx_application_activate (GApplication *application)
{
  HxApplication *self = HX_APPLICATION (application);
  begin (self, NULL);
  gtk_window_present (GTK_WINDOW (get_window (self)));
}

/* All together: the first of them is shown. */
static void
take (HxApplication *self, GListStore *files)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (files)) > 0)
    hx_window_take_files (get_window (self), G_LIST_MODEL (files));
}

static void
take_paths (HxApplication *self, GApplicationCommandLine *line, const char *const *paths)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  for (guint i = 0; paths[i]; i++)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, paths[i]);
      g_list_store_append (files, file);
    }
  take (self, files);
}

static void
hx_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);
  for (int i = 0; i < n_files; i++)
    g_list_store_append (list, files[i]);
  hx_application_activate (application);
  take (HX_APPLICATION (application), list);
}

static int
hx_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("Hexaxial %s\n", HX_VERSION);
      return 0;
    }
  /* What is drawn must not be another process's window. */
  if (g_variant_dict_contains (given, "render"))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static gboolean
set_size (HxWindow *window, const char *size)
{
  int width, height;
  char rest;
  if (sscanf (size, "%dx%d%c", &width, &height, &rest) != 2 || width < 1 || height < 1 || width > 16384
      || height > 16384)
    return FALSE;
  gtk_window_unmaximize (GTK_WINDOW (window));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  return TRUE;
}

static int
hx_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  HxApplication *self = HX_APPLICATION (application);
  GVariantDict *given = g_application_command_line_get_options_dict (line);
  g_autofree const char **paths = NULL;
  const char *page = NULL, *render = NULL, *size = NULL;
  gboolean size_is_wrong;
  g_variant_dict_lookup (given, "page", "&s", &page);
  g_variant_dict_lookup (given, "render", "^&ay", &render);
  g_variant_dict_lookup (given, "size", "&s", &size);
  size_is_wrong = size && !set_size (get_window (self), size);
  if (size_is_wrong)
    {
      g_application_command_line_printerr (line, _ ("%s is not a size such as 1400x900\n"), size);
      gtk_window_destroy (GTK_WINDOW (self->window));
      return 2;
    }
  begin (self, given);
  hx_window_show_page (get_window (self), page);
  gtk_window_present (GTK_WINDOW (self->window));
  if (g_variant_dict_lookup (given, G_OPTION_REMAINING, "^a&ay", &paths))
    take_paths (self, line, paths);
  if (render)
    hx_render_window (self->window, render, line);
  return 0;
}

/* --- actions ------------------------------------------------------------------------------ */

static void
show_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_help_present (gtk_application_get_active_window (user_data));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_about_present (gtk_application_get_active_window (user_data));
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HxApplication *self = user_data;
  if (self->window)
    gtk_window_close (GTK_WINDOW (self->window));
  else
    g_application_quit (G_APPLICATION (self));
}

static void
hx_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { .name = "help", .activate = show_help },
                                          { .name = "about", .activate = show_about },
                                          { .name = "quit", .activate = quit } };
  HxApplication *self = HX_APPLICATION (application);
  G_APPLICATION_CLASS (hx_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.help",
                                         (const char *const[]){ "F1", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *const[]){ "<Control>q", NULL });
  gtk_window_set_default_icon_name (HX_APP_ID);
  self->session = hx_session_new ();
}

static void
hx_application_shutdown (GApplication *application)
{
  HxApplication *self = HX_APPLICATION (application);
  if (self->window)
    gtk_window_destroy (GTK_WINDOW (self->window));
  if (self->session)
    hx_session_shut_down (self->session);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (hx_application_parent_class)->shutdown (application);
}

static void
hx_application_class_init (HxApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->startup = hx_application_startup;
  application_class->activate = hx_application_activate;
  application_class->open = hx_application_open;
  application_class->handle_local_options = hx_application_handle_local_options;
  application_class->command_line = hx_application_command_line;
  application_class->shutdown = hx_application_shutdown;
}

static void
hx_application_init (HxApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

HxApplication *
hx_application_new (void)
{
  return g_object_new (HX_TYPE_APPLICATION, "application-id", HX_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/io/github/hexaxial/Hexaxial", NULL);
}
