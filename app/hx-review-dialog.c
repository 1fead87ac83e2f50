/* hx-review-dialog.c: a reader's decisions on the statements of a page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-review-dialog.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxReviewDialog
{
  AdwWindow parent_instance;
  HxReview *review;
  GtkWidget *page, *reader, *note;
};

G_DEFINE_FINAL_TYPE (HxReviewDialog, hx_review_dialog, ADW_TYPE_WINDOW)

static guint changed_signal;

static void
changed (HxReviewDialog *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H:%M");
  hx_review_set_time (self->review, time);
  g_signal_emit (self, changed_signal, 0);
}

static void
text_changed (HxReviewDialog *self)
{
  hx_review_set_reader (self->review, gtk_editable_get_text (GTK_EDITABLE (self->reader)));
  hx_review_set_note (self->review, gtk_editable_get_text (GTK_EDITABLE (self->note)));
  changed (self);
}

/* --- a statement --------------------------------------------------------------------------- */

/* The two buttons of a statement. */
typedef struct
{
  HxReviewDialog *dialog;
  char *code;
  GtkToggleButton *confirm, *reject;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *choice = data;
  g_free (choice->code);
  g_free (choice);
}

static void
toggled (GtkToggleButton *button, Choice *choice)
{
  GtkToggleButton *other = button == choice->confirm ? choice->reject : choice->confirm;
  /* Setting the other one back comes here again, and decides. */
  if (gtk_toggle_button_get_active (button) && gtk_toggle_button_get_active (other))
    {
      gtk_toggle_button_set_active (other, FALSE);
      return;
    }
  hx_review_decide (choice->dialog->review, choice->code,
                    gtk_toggle_button_get_active (choice->confirm)  ? HX_REVIEW_CONFIRMED
                    : gtk_toggle_button_get_active (choice->reject) ? HX_REVIEW_REJECTED
                                                                    : HX_REVIEW_UNDECIDED);
  changed (choice->dialog);
}

static GtkToggleButton *
new_toggle (GtkWidget *box, const char *label, const char *statement, gboolean active)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", statement, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), active);
  gtk_box_append (GTK_BOX (box), toggle);
  return GTK_TOGGLE_BUTTON (toggle);
}

static char *
describe (const HxReportStatement *statement)
{
  double value = isnan (statement->probability) ? statement->score : statement->probability;
  g_autofree char *score = hx_words_score (value);
  return g_strdup_printf ("%s · %s · %s", statement->code, score,
                          statement->found ? _ ("found") : _ ("not found"));
}

static GtkWidget *
new_row (HxReviewDialog *self, const HxReportStatement *statement)
{
  GtkWidget *row = adw_action_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  HxReviewDecision decision = hx_review_get_decision (self->review, statement->code);
  g_autofree char *subtitle = describe (statement);
  Choice *choice = g_new0 (Choice, 1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), statement->description);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  choice->dialog = self;
  choice->code = g_strdup (statement->code);
  choice->confirm = new_toggle (box, _ ("Confirm"), statement->description, decision == HX_REVIEW_CONFIRMED);
  choice->reject = new_toggle (box, _ ("Reject"), statement->description, decision == HX_REVIEW_REJECTED);
  g_signal_connect (choice->reject, "toggled", G_CALLBACK (toggled), choice);
  g_signal_connect_data (choice->confirm, "toggled", G_CALLBACK (toggled), choice, choice_free, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return row;
}

/* --- the window ------------------------------------------------------------------------------ */

static GtkWidget *
new_entry (HxReviewDialog *self, GtkWidget *group, const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text ? text : "");
  g_signal_connect_swapped (row, "changed", G_CALLBACK (text_changed), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
fill (HxReviewDialog *self, HxReport *report)
{
  GtkWidget *reader = adw_preferences_group_new (), *statements = adw_preferences_group_new ();
  self->reader = new_entry (self, reader, _ ("Reader"), hx_review_get_reader (self->review));
  self->note = new_entry (self, reader, _ ("Note"), hx_review_get_note (self->review));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (statements), _ ("Statements"));
  for (guint i = 0; i < hx_report_get_n_statements (report); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (statements),
                               new_row (self, hx_report_get_statement (report, i)));
  gtk_widget_set_visible (statements, hx_report_get_n_statements (report) > 0);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), ADW_PREFERENCES_GROUP (reader));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), ADW_PREFERENCES_GROUP (statements));
}

static void
hx_review_dialog_finalize (GObject *object)
{
  hx_review_free (HX_REVIEW_DIALOG (object)->review);
  G_OBJECT_CLASS (hx_review_dialog_parent_class)->finalize (object);
}

static void
hx_review_dialog_class_init (HxReviewDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_review_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
  changed_signal =
      g_signal_new ("changed", HX_TYPE_REVIEW_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_review_dialog_init (HxReviewDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->page = adw_preferences_page_new ();
  gtk_widget_set_vexpand (self->page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), self->page);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Review"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 680);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
}

GtkWidget *
hx_review_dialog_new (GtkWindow *parent, HxReport *report, const HxReview *review)
{
  HxReviewDialog *self = g_object_new (HX_TYPE_REVIEW_DIALOG, "transient-for", parent, NULL);
  self->review = hx_review_copy (review);
  fill (self, report);
  return GTK_WIDGET (self);
}

const HxReview *
hx_review_dialog_get_review (HxReviewDialog *self)
{
  return self->review;
}
