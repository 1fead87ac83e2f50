/* hx-trace-output.c: the trace on paper, in files and on the clipboard
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-trace-output.h"

#include "app/hx-toast.h"
#include "engine/report/hx-report-model.h"
#include "engine/report/hx-trace-export.h"

#include <glib/gi18n.h>

/* --- the page ---------------------------------------------------------------------------- */

static void
add_statements (HxReport *report, HxSession *session)
{
  HxModel *model = hx_session_get_model (session);
  HxRecordItem *record = hx_session_get_record (session);
  guint n_labels = 0;
  const HxStatement *statements = record ? hx_record_item_get_statements (record, &n_labels) : NULL;
  const char *problem = hx_session_get_statements_problem (session);
  if (!model)
    return;
  if (!hx_session_get_statements_shown (session))
    {
      statements = NULL;
      problem = _ ("This model has seen only simulated ECGs. Its statements on this one were not asked for.");
    }
  if (n_labels != hx_model_get_n_labels (model))
    statements = NULL;
  hx_report_set_model_statements (report, model, statements);
  hx_report_set_statements_problem (report, problem ? problem : _ ("The model has not answered yet."));
}

HxReport *
hx_trace_output_new_report (HxSession *session, HxTraceView *trace, HxTraceFilters *filters)
{
  HxRecording *recording = hx_trace_view_get_recording (trace);
  HxFilterChoice shown = hx_trace_filters_get_shown (filters);
  g_autofree char *filter_text = hx_filter_describe (&shown);
  HxReport *report;
  if (!recording)
    return NULL;
  report = hx_report_new (recording);
  hx_report_set_filter_text (report, filter_text);
  hx_report_set_start_s (report, hx_trace_view_get_start_s (trace));
  add_statements (report, session);
  return report;
}

/* --- pictures and tables --------------------------------------------------------------------- */

/* What is shown, with references and copies of its own. */
typedef struct
{
  HxPaperSetup setup;
  GPtrArray *others; /* of HxRecording */
  gboolean stacked;
  char **leads, **remarks;
  char ***others_remarks; /* one for each of the others */
  char *filter_text;
  char *path;
  HxTraceExportFormat format;
} Output;

static void
output_free (gpointer data)
{
  Output *output = data;
  for (guint i = 0; output->others && i < output->others->len; i++)
    g_strfreev (output->others_remarks[i]);
  g_free (output->others_remarks);
  g_clear_object (&output->setup.recording);
  g_clear_pointer (&output->others, g_ptr_array_unref);
  g_strfreev (output->leads);
  g_strfreev (output->remarks);
  g_free (output->filter_text);
  g_free (output->path);
  g_free (output);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Output, output_free)

static Output *
output_new (HxTraceView *trace, HxTraceFilters *filters)
{
  static const guint n_columns[] = { [HX_TRACE_3X4] = 4, [HX_TRACE_6X2] = 2, [HX_TRACE_12X1] = 1 };
  HxRecording *recording = hx_trace_view_get_recording (trace);
  HxFilterChoice shown = hx_trace_filters_get_shown (filters);
  HxTraceArrangement arrangement = hx_trace_view_get_arrangement (trace);
  Output *output = g_new0 (Output, 1);
  output->others = g_ptr_array_new_with_free_func (g_object_unref);
  output->others_remarks = g_new0 (char **, hx_trace_view_get_n_compared (trace));
  for (guint i = 0; i < hx_trace_view_get_n_compared (trace); i++)
    {
      g_ptr_array_add (output->others, g_object_ref (hx_trace_view_get_compared (trace, i)));
      output->others_remarks[i] = g_strdupv ((char **)hx_trace_view_get_compared_remarks (trace, i));
    }
  output->stacked = hx_trace_view_get_comparison (trace) == HX_TRACE_STACKED;
  output->leads = g_strdupv ((char **)hx_trace_view_get_leads (trace));
  output->remarks = g_strdupv ((char **)hx_trace_view_get_remarks (trace));
  output->filter_text = hx_filter_describe (&shown);
  output->setup = (HxPaperSetup){
    .recording = recording ? g_object_ref (recording) : NULL,
    .start_s = hx_trace_view_get_start_s (trace),
    .speed_mm_s = hx_trace_view_get_speed_mm_s (trace),
    .gain_mm_mv = hx_trace_view_get_gain_mm_mv (trace),
    .chest_gain_mm_mv = hx_trace_view_get_chest_gain_mm_mv (trace),
    .leads_mm = hx_trace_view_get_page_s (trace) * hx_trace_view_get_speed_mm_s (trace),
    .n_columns = output->leads ? 0 : n_columns[arrangement],
    .rhythm_strips = arrangement == HX_TRACE_3X4 ? hx_trace_view_get_rhythm_strips (trace) : 0,
    .cabrera = hx_trace_view_get_cabrera (trace),
    .others = (HxRecording *const *)output->others->pdata,
    .n_others = output->others->len,
    .remarks = (const char *const *)output->remarks,
    .others_remarks = (const char *const *const *)output->others_remarks,
    .leads = (const char *const *)output->leads,
  };
  return output;
}

static gpointer
save (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  Output *output = user_data;
  return hx_trace_export_write (&output->setup, output->stacked, output->filter_text, output->format,
                                output->path, error)
             ? output
             : NULL;
}

static void
saved (HxJob *job, HxSession *session)
{
  const GError *error = hx_job_get_error (job);
  if (hx_job_get_state (job) == HX_JOB_FAILED)
    g_signal_emit_by_name (session, "failed", _ ("The trace could not be saved"),
                           error ? error->message : "");
}

static void
tell_saved (HxJob *job, AdwToastOverlay *toasts)
{
  g_autofree char *text =
      g_strdup_printf (_ ("Saved as “%s”"), (const char *)g_object_get_data (G_OBJECT (job), "name"));
  g_autofree char *markup = g_markup_escape_text (text, -1);
  if (hx_job_get_state (job) == HX_JOB_DONE)
    hx_toast_show (toasts, adw_toast_new (markup));
}

/* A chooser that is open. */
typedef struct
{
  HxSession *session;
  AdwToastOverlay *toasts;
  Output *output;
} Choice;

static void
responded (GtkNativeDialog *dialog, int response, Choice *choice)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  const char *path = file ? g_file_peek_path (file) : NULL;
  if (response == GTK_RESPONSE_ACCEPT && path)
    {
      /* Without an ending of its own, a name gets that of the picture. */
      gboolean known = hx_trace_export_format_from_path (path, &choice->output->format);
      g_autoptr (HxJob) job = NULL;
      g_autofree char *name = NULL;
      choice->output->path = known ? g_strdup (path) : g_strconcat (path, ".png", NULL);
      name = g_path_get_basename (choice->output->path);
      job = hx_job_new (_ ("Saving the trace"), save, g_steal_pointer (&choice->output), output_free, NULL);
      g_object_set_data_full (G_OBJECT (job), "name", g_steal_pointer (&name), g_free);
      g_signal_connect_object (job, "finished", G_CALLBACK (saved), choice->session, 0);
      g_signal_connect_object (job, "finished", G_CALLBACK (tell_saved), choice->toasts, 0);
      hx_job_queue_submit (hx_session_get_jobs (choice->session), job, "files");
    }
  g_clear_pointer (&choice->output, output_free);
  g_object_unref (choice->session);
  g_object_unref (choice->toasts);
  g_free (choice);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes[i]; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

void
hx_trace_output_save (GtkWindow *window, AdwToastOverlay *toasts, HxSession *session, HxTraceView *trace,
                      HxTraceFilters *filters)
{
  g_autoptr (Output) output = output_new (trace, filters);
  GtkFileChooserNative *chooser;
  g_autofree char *name = NULL;
  Choice *choice;
  if (!output->setup.recording)
    return;
  chooser = gtk_file_chooser_native_new (_ ("Save the Trace"), window, GTK_FILE_CHOOSER_ACTION_SAVE,
                                         _ ("_Save"), NULL);
  name = g_strdup_printf ("%s.png", hx_record_item_get_title (hx_session_get_record (session)));
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("Picture, drawing or table (.png, .svg, .csv)"),
              (const char *const[]){ "png", "svg", "csv", NULL });
  choice = g_new0 (Choice, 1);
  choice->session = g_object_ref (session);
  choice->toasts = g_object_ref (toasts);
  choice->output = g_steal_pointer (&output);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (responded), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

gboolean
hx_trace_output_copy (HxTraceView *trace, HxTraceFilters *filters, GError **error)
{
  static const char *const types[] = { "image/png", "image/svg+xml", "text/csv" };
  g_autoptr (Output) output = output_new (trace, filters);
  GdkContentProvider *providers[G_N_ELEMENTS (types)];
  g_autoptr (GdkContentProvider) all = NULL;
  guint n = 0;
  if (!output->setup.recording)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) bytes = hx_trace_export_to_bytes (&output->setup, output->stacked,
                                                           output->filter_text, (HxTraceExportFormat)i, NULL);
      /* A long stretch makes no table, but a picture. */
      if (bytes)
        providers[n++] = gdk_content_provider_new_for_bytes (types[i], bytes);
    }
  if (n == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The trace could not be drawn"));
      return FALSE;
    }
  all = gdk_content_provider_new_union (providers, n);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (trace)), all);
  return TRUE;
}
