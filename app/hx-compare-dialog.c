/* hx-compare-dialog.c: which records to show beside the one that is read
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-compare-dialog.h"

#include <glib/gi18n.h>

struct _HxCompareDialog
{
  AdwWindow parent_instance;
  HxSession *session;
  HxTraceFilters *filters;
  HxRecordItem *record; /* the one that is read */
  GPtrArray *chosen;    /* of HxRecordItem, in the order of choice */
  GtkFilter *filter;
  gboolean patient_only;
  GListModel *offered;
  char *wanted; /* casefolded; NULL for nothing searched */
  GtkWidget *compare, *search, *list, *overlaid, *stacked;
  GtkLabel *explanation;
};

G_DEFINE_FINAL_TYPE (HxCompareDialog, hx_compare_dialog, ADW_TYPE_WINDOW)

/* --- reading the chosen records ------------------------------------------------------------- */

/* Recordings on their way into the trace. Lives until the last one is there. */
typedef struct
{
  HxTraceFilters *filters;
  HxSession *session;
  HxRecordItem *record;
  HxTraceComparison mode;
  GPtrArray *items, *recordings; /* a recording, or NULL, for each item */
  guint n_waiting;
} Reading;

typedef struct
{
  Reading *reading;
  guint index;
} Part;

static char *
name_item (HxRecordItem *item)
{
  const char *subtitle = hx_record_item_get_subtitle (item);
  if (!subtitle || !*subtitle)
    return g_strdup (hx_record_item_get_title (item));
  return g_strdup_printf ("%s · %s", hx_record_item_get_title (item), subtitle);
}

/* Shows what could be read, if the record is still the one that it was chosen for. */
static void
reading_finish (Reading *reading)
{
  g_autoptr (GPtrArray) recordings = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  g_autofree char *own = name_item (reading->record);
  g_strv_builder_add (builder, own);
  for (guint i = 0; i < reading->items->len; i++)
    if (g_ptr_array_index (reading->recordings, i))
      {
        g_autofree char *name = name_item (g_ptr_array_index (reading->items, i));
        g_strv_builder_add (builder, name);
        g_ptr_array_add (recordings, g_ptr_array_index (reading->recordings, i));
      }
  names = g_strv_builder_end (builder);
  if (hx_session_get_record (reading->session) == reading->record)
    hx_trace_filters_set_comparison (reading->filters, recordings, (const char *const *)names, reading->mode);
  g_object_unref (reading->filters);
  g_object_unref (reading->session);
  g_object_unref (reading->record);
  g_ptr_array_unref (reading->items);
  g_ptr_array_unref (reading->recordings);
  g_free (reading);
}

static void
on_read (gpointer result, const GError *error, gpointer user_data)
{
  g_autofree Part *part = user_data;
  if (!result)
    g_signal_emit_by_name (part->reading->session, "failed", _ ("A record could not be read"),
                           error ? error->message : NULL);
  g_ptr_array_index (part->reading->recordings, part->index) = result;
  if (--part->reading->n_waiting == 0)
    reading_finish (part->reading);
}

static void
recording_free (gpointer data)
{
  if (data)
    g_object_unref (data);
}

static void
compare (HxCompareDialog *self)
{
  Reading *reading = g_new0 (Reading, 1);
  reading->filters = g_object_ref (self->filters);
  reading->session = g_object_ref (self->session);
  reading->record = g_object_ref (self->record);
  reading->mode =
      gtk_check_button_get_active (GTK_CHECK_BUTTON (self->stacked)) ? HX_TRACE_STACKED : HX_TRACE_OVERLAID;
  reading->items = g_ptr_array_ref (self->chosen);
  reading->recordings = g_ptr_array_new_with_free_func (recording_free);
  g_ptr_array_set_size (reading->recordings, (int)self->chosen->len);
  reading->n_waiting = 1;
  for (guint i = 0; i < self->chosen->len; i++)
    {
      HxRecordItem *item = g_ptr_array_index (self->chosen, i);
      HxRecording *recording = hx_record_item_get_recording (item);
      Part *part;
      if (recording)
        {
          g_ptr_array_index (reading->recordings, i) = g_object_ref (recording);
          continue;
        }
      part = g_new0 (Part, 1);
      part->reading = reading;
      part->index = i;
      reading->n_waiting++;
      hx_record_loader_read (hx_session_get_loader (self->session), hx_record_item_get_key (item), on_read,
                             part);
    }
  if (--reading->n_waiting == 0)
    reading_finish (reading);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- the list ------------------------------------------------------------------------------- */

static const char *
get_patient (HxRecordItem *item)
{
  HxRecordInfo *info = hx_record_item_get_info (item);
  HxRecording *recording = hx_record_item_get_recording (item);
  const char *patient = info ? info->patient_id : recording ? hx_recording_get_patient_id (recording) : NULL;
  return patient && *patient ? patient : NULL;
}

static gboolean
is_other_of_patient (HxCompareDialog *self, HxRecordItem *item)
{
  return item != self->record && g_strcmp0 (get_patient (item), get_patient (self->record)) == 0;
}

static gboolean
is_offered (gpointer item, gpointer user_data)
{
  HxCompareDialog *self = user_data;
  if (item == self->record)
    return FALSE;
  if (self->wanted)
    return strstr (hx_record_item_get_search_text (item), self->wanted) != NULL;
  return !self->patient_only || is_other_of_patient (self, item);
}

static gboolean
has_others (HxCompareDialog *self)
{
  GListModel *records = hx_session_get_records (self->session);
  if (!get_patient (self->record))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      g_autoptr (HxRecordItem) item = g_list_model_get_item (records, i);
      if (is_other_of_patient (self, item))
        return TRUE;
    }
  return FALSE;
}

static void
on_check_toggled (GtkCheckButton *check, HxCompareDialog *self)
{
  HxRecordItem *item = g_object_get_data (G_OBJECT (check), "item");
  if (!item)
    return;
  if (!gtk_check_button_get_active (check))
    g_ptr_array_remove (self->chosen, item);
  else if (!g_ptr_array_find (self->chosen, item, NULL) && self->chosen->len < HX_COMPARE_MOST)
    g_ptr_array_add (self->chosen, g_object_ref (item));
  else
    gtk_check_button_set_active (check, g_ptr_array_find (self->chosen, item, NULL));
  gtk_widget_set_sensitive (self->compare, self->chosen->len > 0);
}

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *row, HxCompareDialog *self)
{
  GtkWidget *check = gtk_check_button_new ();
  g_signal_connect (check, "toggled", G_CALLBACK (on_check_toggled), self);
  gtk_list_item_set_child (row, check);
  gtk_list_item_set_activatable (row, FALSE);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *row, HxCompareDialog *self)
{
  HxRecordItem *item = gtk_list_item_get_item (row);
  GtkWidget *check = gtk_list_item_get_child (row);
  g_autofree char *name = name_item (item);
  g_object_set_data (G_OBJECT (check), "item", NULL);
  gtk_check_button_set_label (GTK_CHECK_BUTTON (check), name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_ptr_array_find (self->chosen, item, NULL));
  g_object_set_data (G_OBJECT (check), "item", item);
}

static void
unbind_row (GtkSignalListItemFactory *factory, GtkListItem *row, HxCompareDialog *self)
{
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (row)), "item", NULL);
}

/* What is offered, and why it is nothing. */
static void
explain (HxCompareDialog *self)
{
  gboolean none = g_list_model_get_n_items (self->offered) == 0;
  const char *text = self->patient_only ? _ ("Other records of the same patient. Search for any other.")
                                        : _ ("No other record of this patient is known: choose any.");
  if (none && self->wanted)
    text = _ ("No other record matches the search.");
  else if (none)
    text = _ ("There is no other record. Open or import one to compare this one with.");
  gtk_label_set_text (self->explanation, text);
}

static void
on_search_changed (HxCompareDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_free (self->wanted);
  self->wanted = *text ? g_utf8_casefold (text, -1) : NULL;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  explain (self);
}

static void
fill (HxCompareDialog *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *offered;
  self->patient_only = has_others (self);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_offered, self, NULL));
  offered = gtk_filter_list_model_new (g_object_ref (hx_session_get_records (self->session)),
                                       g_object_ref (self->filter));
  gtk_filter_list_model_set_incremental (offered, TRUE);
  self->offered = g_object_ref (G_LIST_MODEL (offered));
  g_signal_connect_object (offered, "items-changed", G_CALLBACK (explain), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row), self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list),
                           GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (offered))));
  g_object_unref (factory);
  explain (self);
}

/* --- the dialog ----------------------------------------------------------------------------- */

static void
hx_compare_dialog_dispose (GObject *object)
{
  HxCompareDialog *self = HX_COMPARE_DIALOG (object);
  if (self->list)
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_COMPARE_DIALOG);
  g_clear_object (&self->offered);
  g_clear_object (&self->filter);
  g_clear_object (&self->session);
  g_clear_object (&self->filters);
  g_clear_object (&self->record);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (hx_compare_dialog_parent_class)->dispose (object);
}

static void
hx_compare_dialog_class_init (HxCompareDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_compare_dialog_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-compare-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HxCompareDialog, compare);
  gtk_widget_class_bind_template_child (widget_class, HxCompareDialog, search);
  gtk_widget_class_bind_template_child (widget_class, HxCompareDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HxCompareDialog, overlaid);
  gtk_widget_class_bind_template_child (widget_class, HxCompareDialog, stacked);
  gtk_widget_class_bind_template_child (widget_class, HxCompareDialog, explanation);
}

static void
hx_compare_dialog_init (HxCompareDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->compare, "clicked", G_CALLBACK (compare), self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
}

GtkWidget *
hx_compare_dialog_new (GtkWindow *parent, HxSession *session, HxTraceFilters *filters)
{
  HxCompareDialog *self = g_object_new (HX_TYPE_COMPARE_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->filters = g_object_ref (filters);
  self->record = g_object_ref (hx_session_get_record (session));
  fill (self);
  return GTK_WIDGET (self);
}
