/* hx-file-dialogs.c: files and folders that people give to the window
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-file-dialogs.h"

#include <glib/gi18n.h>

#define MODEL_SUFFIX ".safetensors"

typedef void (*TakePathsFunc) (GtkWindow *window, HxSession *session, char **paths);

/* A chooser that is open, or a question that is asked. */
typedef struct
{
  GtkWindow *window;
  HxSession *session;
  TakePathsFunc take;
  char **paths;
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->session);
  g_strfreev (request->paths);
  g_free (request);
}

static char **
paths_of (GListModel *files)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      const char *path = g_file_peek_path (file);
      if (path)
        g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}

/* --- choosers ---------------------------------------------------------------------------- */

static void
responded (GtkNativeDialog *dialog, int response, Request *request)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      g_auto (GStrv) paths = paths_of (files);
      if (paths[0])
        request->take (request->window, request->session, paths);
    }
  request_free (request);
  g_object_unref (dialog);
}

static GtkFileChooserNative *
new_chooser (GtkWindow *window, HxSession *session, const char *title, GtkFileChooserAction action,
             const char *accept, TakePathsFunc take)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, window, action, accept, NULL);
  Request *request = g_new0 (Request, 1);
  request->window = window;
  request->session = g_object_ref (session);
  request->take = take;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (responded), request);
  return chooser;
}

static void
open_paths (GtkWindow *window, HxSession *session, char **paths)
{
  hx_session_open_files (session, (const char *const *)paths);
}

static void
import_paths (GtkWindow *window, HxSession *session, char **paths)
{
  hx_session_import (session, (const char *const *)paths);
}

static void
open_library (GtkWindow *window, HxSession *session, char **paths)
{
  hx_session_open_library (session, paths[0]);
}

/* The files that some reader opens. */
static GtkFileFilter *
recordings_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, _ ("ECG recordings"));
  for (const HxReader *const *reader = hx_readers (); *reader; reader++)
    for (const char *const *suffix = (*reader)->suffixes; *suffix; suffix++)
      gtk_file_filter_add_suffix (filter, **suffix == '.' ? *suffix + 1 : *suffix);
  return filter;
}

static void take_paths (GtkWindow *window, HxSession *session, char **paths);

void
hx_choose_files (GtkWindow *window, HxSession *session)
{
  GtkFileChooserNative *chooser =
      new_chooser (window, session, _ ("Open Files"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), take_paths);
  g_autoptr (GtkFileFilter) recordings = recordings_filter ();
  g_autoptr (GtkFileFilter) models = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  gtk_file_filter_set_name (models, _ ("Models"));
  gtk_file_filter_add_suffix (models, MODEL_SUFFIX + 1);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), recordings);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), models);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
hx_choose_folder (GtkWindow *window, HxSession *session)
{
  gtk_native_dialog_show (
      GTK_NATIVE_DIALOG (new_chooser (window, session, _ ("Open a Folder of ECGs"),
                                      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"), open_paths)));
}

void
hx_choose_import (GtkWindow *window, HxSession *session)
{
  gtk_native_dialog_show (
      GTK_NATIVE_DIALOG (new_chooser (window, session, _ ("Import PTB-XL or a Folder of ECGs"),
                                      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Import"), import_paths)));
}

void
hx_choose_library (GtkWindow *window, HxSession *session)
{
  gtk_native_dialog_show (
      GTK_NATIVE_DIALOG (new_chooser (window, session, _ ("Open or Create a Library"),
                                      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"), open_library)));
}

/* --- what comes by other ways ---------------------------------------------------------------- */

static void
answered (AdwMessageDialog *dialog, const char *response, Request *request)
{
  if (g_strcmp0 (response, "import") == 0)
    import_paths (request->window, request->session, request->paths);
  else if (g_strcmp0 (response, "open") == 0)
    open_paths (request->window, request->session, request->paths);
  request_free (request);
}

static void
ask_about_folders (GtkWindow *window, HxSession *session, char **folders)
{
  g_autofree char *name = g_path_get_basename (folders[0]);
  g_autofree char *heading =
      folders[1] ? g_strdup (_ ("Import These Folders?")) : g_strdup_printf (_ ("Import “%s”?"), name);
  GtkWidget *dialog = adw_message_dialog_new (window, heading,
                                              _ ("Importing copies the ECGs into the library, where models "
                                                 "learn from them. Opening only shows them."));
  Request *request = g_new0 (Request, 1);
  request->window = window;
  request->session = g_object_ref (session);
  request->paths = g_strdupv (folders);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                    _ ("_Only Open"), "import", _ ("_Import"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "import", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "import",
                                           hx_session_get_library_folder (session) != NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered), request);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
take_paths (GtkWindow *window, HxSession *session, char **paths)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new (), folders = g_strv_builder_new ();
  g_auto (GStrv) file_paths = NULL, folder_paths = NULL;
  for (guint i = 0; paths[i]; i++)
    {
      if (g_str_has_suffix (paths[i], MODEL_SUFFIX))
        hx_session_add_model_file (session, paths[i]);
      else
        g_strv_builder_add (g_file_test (paths[i], G_FILE_TEST_IS_DIR) ? folders : files, paths[i]);
    }
  file_paths = g_strv_builder_end (files);
  folder_paths = g_strv_builder_end (folders);
  if (file_paths[0])
    open_paths (window, session, file_paths);
  if (folder_paths[0])
    ask_about_folders (window, session, folder_paths);
}

void
hx_take_files (GtkWindow *window, HxSession *session, GListModel *files)
{
  g_auto (GStrv) paths = paths_of (files);
  take_paths (window, session, paths);
}
