/* hx-report-dialog.c: what could not be done, file by file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-report-dialog.h"

#include <string.h>

struct _HxReportDialog
{
  AdwWindow parent_instance;
  GtkWidget *copy, *list;
  GtkLabel *summary;
  GString *text; /* everything, as it is copied */
};

G_DEFINE_FINAL_TYPE (HxReportDialog, hx_report_dialog, ADW_TYPE_WINDOW)

static void
copy (HxReportDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text->str);
}

static void
hx_report_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HX_TYPE_REPORT_DIALOG);
  G_OBJECT_CLASS (hx_report_dialog_parent_class)->dispose (object);
}

static void
hx_report_dialog_finalize (GObject *object)
{
  g_string_free (HX_REPORT_DIALOG (object)->text, TRUE);
  G_OBJECT_CLASS (hx_report_dialog_parent_class)->finalize (object);
}

static void
hx_report_dialog_class_init (HxReportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_report_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = hx_report_dialog_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-report-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HxReportDialog, copy);
  gtk_widget_class_bind_template_child (widget_class, HxReportDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HxReportDialog, summary);
}

static void
hx_report_dialog_init (HxReportDialog *self)
{
  self->text = g_string_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (copy), self);
}

static GtkWidget *
new_for_lines (GtkWindow *parent, const char *summary, GtkStringList *lines)
{
  HxReportDialog *self = g_object_new (HX_TYPE_REPORT_DIALOG, "transient-for", parent, NULL);
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (lines)));
  gtk_label_set_text (self->summary, summary);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  g_string_append_printf (self->text, "%s\n", summary);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (lines)); i++)
    g_string_append_printf (self->text, "%s\n", gtk_string_list_get_string (lines, i));
  return GTK_WIDGET (self);
}

GtkWidget *
hx_report_dialog_new (GtkWindow *parent, const char *summary, GPtrArray *failures)
{
  g_autoptr (GtkStringList) lines = gtk_string_list_new (NULL);
  for (guint i = 0; i < failures->len; i++)
    {
      const HxImportFailure *failure = g_ptr_array_index (failures, i);
      /* A message usually names its file itself. */
      gboolean named = !failure->path || strstr (failure->message, failure->path);
      gtk_string_list_take (lines, named ? g_strdup (failure->message)
                                         : g_strdup_printf ("%s\n%s", failure->path, failure->message));
    }
  return new_for_lines (parent, summary, lines);
}

GtkWidget *
hx_report_dialog_new_for_message (GtkWindow *parent, const char *summary, const char *message)
{
  g_autoptr (GtkStringList) lines = gtk_string_list_new ((const char *const[]){ message, NULL });
  return new_for_lines (parent, summary, lines);
}
