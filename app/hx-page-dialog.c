/* hx-page-dialog.c: the printed page of a record: looked at, saved and printed
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-page-dialog.h"

#include "app/hx-mark-store.h"
#include "app/hx-measuring.h"
#include "app/hx-review-dialog.h"
#include "app/hx-review-store.h"
#include "app/hx-toast.h"
#include "engine/library/hx-library-marks.h"
#include "engine/records/hx-corrections.h"
#include "engine/report/hx-report-measure.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_MARGIN 12.0

struct _HxPageDialog
{
  AdwWindow parent_instance;
  HxReport *report;
  GSettings *settings;
  HxSession *session;
  HxRecordItem *record; /* (nullable) */
  HxReview *review;
  HxRecording *recording; /* (nullable): as it was recorded */
  HxJob *measuring;       /* (nullable) */
  GtkWidget *toasts, *page, *paper, *names;
};

G_DEFINE_FINAL_TYPE (HxPageDialog, hx_page_dialog, ADW_TYPE_WINDOW)

static void
toast (HxPageDialog *self, const char *text)
{
  AdwToast *message = adw_toast_new ("");
  g_autofree char *markup = g_markup_escape_text (text, -1);
  adw_toast_set_title (message, markup);
  hx_toast_show (ADW_TOAST_OVERLAY (self->toasts), message);
}

/* --- the page ---------------------------------------------------------------------------- */

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  HxPageDialog *self = user_data;
  double page_width, page_height, scale;
  hx_report_get_size_mm (self->report, &page_width, &page_height);
  scale = MIN ((width - 2.0 * PAGE_MARGIN) / page_width, (height - 2.0 * PAGE_MARGIN) / page_height);
  if (scale <= 0.0)
    return;
  cairo_translate (cr, (width - scale * page_width) / 2.0, (height - scale * page_height) / 2.0);
  cairo_scale (cr, scale, scale);
  cairo_rectangle (cr, 0.0, 0.0, page_width, page_height);
  cairo_set_source_rgba (cr, 0.5, 0.5, 0.5, 0.6);
  cairo_set_line_width (cr, 2.0 / scale);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_fill (cr);
  hx_report_draw (self->report, cr);
}

static void
show_page (HxPageDialog *self)
{
  g_autofree char *title = NULL;
  hx_report_set_size (self->report, adw_combo_row_get_selected (ADW_COMBO_ROW (self->paper)) == 0
                                        ? HX_REPORT_A4
                                        : HX_REPORT_LETTER);
  hx_report_set_anonymous (self->report, !gtk_switch_get_active (GTK_SWITCH (self->names)));
  title = hx_report_get_title (self->report);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_widget_queue_draw (self->page);
}

static void
options_changed (HxPageDialog *self)
{
  show_page (self);
  g_settings_set_string (self->settings, "report-paper",
                         hx_report_get_size (self->report) == HX_REPORT_LETTER ? "letter" : "a4");
  g_settings_set_boolean (self->settings, "report-names", gtk_switch_get_active (GTK_SWITCH (self->names)));
}

/* The size chosen last, or else the one that the desktop's language goes with. */
static guint
usual_paper (GSettings *settings)
{
  g_autofree char *name = g_settings_get_string (settings, "report-paper");
  if (*name == '\0')
    return strcmp (gtk_paper_size_get_default (), GTK_PAPER_NAME_LETTER) == 0;
  return strcmp (name, "letter") == 0;
}

/* --- measurements ----------------------------------------------------------------------------------- */

static void
measured (HxJob *job, gpointer user_data)
{
  HxPageDialog *self = user_data;
  g_autoptr (HxMeasurements) measurements = hx_job_steal_result (job);
  const GError *error = hx_job_get_error (job);
  hx_report_set_measurements_problem (self->report, error ? error->message : NULL);
  if (measurements)
    {
      g_autofree char *json =
          self->record ? hx_mark_store_read (self->session, self->record, HX_MARK_CORRECTIONS) : NULL;
      g_autoptr (HxMeasurements) corrected = NULL;
      HxCorrections corrections;
      /* The trace has complained of corrections that cannot be read: the numbers stay as measured. */
      hx_corrections_from_json (&corrections, json, NULL);
      corrected = hx_corrections_apply (&corrections, measurements, self->recording);
      hx_report_set_measurements (self->report, corrected, self->recording);
    }
  hx_measuring_stop (&self->measuring, self);
  gtk_widget_queue_draw (self->page);
}

static void
start_measuring (HxPageDialog *self)
{
  hx_report_set_measurements_problem (self->report, _ ("Measuring…"));
  self->measuring = hx_measuring_start (self->session, self->recording, measured, self);
}

/* --- the review ----------------------------------------------------------------------------------- */

static void
review_changed (HxReviewDialog *dialog, HxPageDialog *self)
{
  const char *reader;
  hx_review_free (self->review);
  self->review = hx_review_copy (hx_review_dialog_get_review (dialog));
  reader = hx_review_get_reader (self->review);
  g_settings_set_string (self->settings, "reader", reader ? reader : "");
  hx_report_set_review (self->report, self->review);
  gtk_widget_queue_draw (self->page);
}

/* Kept once, when it is complete. */
static gboolean
review_closed (HxPageDialog *self)
{
  hx_review_store_write (self->session, self->record, self->review);
  return GDK_EVENT_PROPAGATE;
}

static void
review (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HxPageDialog *self = HX_PAGE_DIALOG (widget);
  GtkWidget *dialog;
  /* The name of the last reader is at hand; it says nothing until there is a decision or a note. */
  if (hx_review_is_empty (self->review))
    {
      g_autofree char *reader = g_settings_get_string (self->settings, "reader");
      hx_review_set_reader (self->review, reader);
    }
  dialog = hx_review_dialog_new (GTK_WINDOW (self), self->report, self->review);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (review_changed), self, 0);
  g_signal_connect_object (dialog, "close-request", G_CALLBACK (review_closed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- saving and printing ----------------------------------------------------------------------- */

static void
chosen (GtkNativeDialog *dialog, int response, HxPageDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  const char *path = file ? g_file_peek_path (file) : NULL;
  g_autoptr (GError) error = NULL;
  if (response == GTK_RESPONSE_ACCEPT && path)
    {
      g_autofree char *name = g_file_get_basename (file);
      g_autofree char *done = g_strdup_printf (_ ("Saved as “%s”"), name);
      toast (self, hx_report_write_pdf (self->report, path, &error) ? done : error->message);
    }
  g_object_unref (dialog);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HxPageDialog *self = HX_PAGE_DIALOG (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Save the Page"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  g_autofree char *title = hx_report_get_title (self->report);
  g_autofree char *name = g_strdup_printf ("%s.pdf", title);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  gtk_file_filter_set_name (filter, _ ("PDF documents"));
  gtk_file_filter_add_suffix (filter, "pdf");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, HxPageDialog *self)
{
  /* The operation's unit is a millimetre, its origin the corner of the paper. */
  hx_report_draw (self->report, gtk_print_context_get_cairo_context (context));
}

static void
printed (GtkPrintOperation *operation, GtkPrintOperationResult result, HxPageDialog *self)
{
  g_autoptr (GError) error = NULL;
  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  toast (self, error ? error->message : _ ("The page could not be printed"));
}

GtkPrintOperation *
hx_page_dialog_new_operation (HxPageDialog *self)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  GtkPaperSize *paper = gtk_paper_size_new (
      hx_report_get_size (self->report) == HX_REPORT_LETTER ? GTK_PAPER_NAME_LETTER : GTK_PAPER_NAME_A4);
  g_autofree char *title = hx_report_get_title (self->report);
  gtk_page_setup_set_paper_size (setup, paper);
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_paper_size_free (paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_MM);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, title);
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page), self, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed), self, 0);
  return operation;
}

static void
print (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkPrintOperation) operation = hx_page_dialog_new_operation (HX_PAGE_DIALOG (widget));
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (widget), NULL);
}

/* --- the window ---------------------------------------------------------------------------------- */

static GtkWidget *
new_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *save_button = gtk_button_new_with_mnemonic (_ ("_Save PDF…"));
  GtkWidget *print_button = gtk_button_new_with_mnemonic (_ ("_Print…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (save_button), "page.save");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (print_button), "page.print");
  gtk_widget_add_css_class (print_button, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), save_button);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), print_button);
  return header;
}

/* The header has no room for a third button on a phone. */
static GtkWidget *
new_review_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Review…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.review");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Reader’s Decision"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("On the statements that are on the page"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
new_options (HxPageDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *names_row = adw_action_row_new ();
  g_autoptr (GtkStringList) sizes = gtk_string_list_new ((const char *const[]){ "A4", _ ("Letter"), NULL });
  self->paper = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->paper), _ ("Paper"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->paper), G_LIST_MODEL (sizes));
  self->names = gtk_switch_new ();
  gtk_widget_set_valign (self->names, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (names_row), _ ("Names and Dates"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (names_row), _ ("Of the patient, the record and the reader"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (names_row), self->names);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (names_row), self->names);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->paper);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), names_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_review_row ());
  g_object_set (group, "margin-start", 12, "margin-end", 12, "margin-bottom", 12, NULL);
  return group;
}

static void
hx_page_dialog_dispose (GObject *object)
{
  HxPageDialog *self = HX_PAGE_DIALOG (object);
  hx_measuring_stop (&self->measuring, self);
  g_clear_object (&self->recording);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (hx_page_dialog_parent_class)->dispose (object);
}

static void
hx_page_dialog_finalize (GObject *object)
{
  hx_report_free (HX_PAGE_DIALOG (object)->report);
  hx_review_free (HX_PAGE_DIALOG (object)->review);
  G_OBJECT_CLASS (hx_page_dialog_parent_class)->finalize (object);
}

static void
hx_page_dialog_class_init (HxPageDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_page_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = hx_page_dialog_finalize;
  gtk_widget_class_install_action (widget_class, "page.save", NULL, save);
  gtk_widget_class_install_action (widget_class, "page.print", NULL, print);
  gtk_widget_class_install_action (widget_class, "page.review", NULL, review);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "page.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "page.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "page.review", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hx_page_dialog_init (HxPageDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();
  self->toasts = adw_toast_overlay_new ();
  self->page = gtk_drawing_area_new ();
  gtk_widget_set_vexpand (self->page, TRUE);
  gtk_widget_set_size_request (self->page, 280, 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->page), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The page as it will be printed"), -1);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->page), draw, self, NULL);
  adw_clamp_set_child (ADW_CLAMP (clamp), new_options (self));
  gtk_box_append (GTK_BOX (box), new_header ());
  gtk_box_append (GTK_BOX (box), self->page);
  gtk_box_append (GTK_BOX (box), clamp);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), box);
  adw_window_set_content (ADW_WINDOW (self), self->toasts);
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 860);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
}

GtkWidget *
hx_page_dialog_new (GtkWindow *parent, HxReport *report, GSettings *settings, HxSession *session,
                    HxRecordItem *record)
{
  HxPageDialog *self = g_object_new (HX_TYPE_PAGE_DIALOG, "transient-for", parent, NULL);
  self->report = report;
  self->settings = g_object_ref (settings);
  self->session = g_object_ref (session);
  self->record = record ? g_object_ref (record) : NULL;
  self->review = record ? hx_review_store_read (session, record) : hx_review_new ();
  hx_report_set_review (report, self->review);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.review", record != NULL);
  self->recording = hx_session_get_recording (session);
  if (self->recording)
    {
      g_object_ref (self->recording);
      start_measuring (self);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->paper), usual_paper (settings));
  gtk_switch_set_active (GTK_SWITCH (self->names), g_settings_get_boolean (settings, "report-names"));
  g_signal_connect_swapped (self->paper, "notify::selected", G_CALLBACK (options_changed), self);
  g_signal_connect_swapped (self->names, "notify::active", G_CALLBACK (options_changed), self);
  show_page (self);
  return GTK_WIDGET (self);
}
