/* hx-statement-row.c: one statement in one glance
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-statement-row.h"

#include "app/hx-statement-evidence.h"
#include "app/hx-words.h"
#include "ui/hx-margin-bar.h"
#include "ui/hx-statement-scale.h"

#include <glib/gi18n.h>
#include <math.h>

/* After so long, a row that has grown has its place. */
#define LAYOUT_MS 60

struct _HxStatementRow
{
  GtkBox parent_instance;
  HxSession *session;
  HxStatementItem *item;
  GtkLabel *heading, *name, *score, *code, *margin;
  GtkWidget *body, *more, *scale, *margin_bar, *marks, *given, *disagree;
  GtkWidget *evidence; /* NULL unless expanded */
  guint scroll_source; /* until the evidence has its place */
};

G_DEFINE_FINAL_TYPE (HxStatementRow, hx_statement_row, GTK_TYPE_BOX)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_heading (HxStatementRow *self, const HxStatementContent *content)
{
  g_autofree char *text = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->heading), content->group != NULL);
  if (!content->group)
    return;
  /* Translators: a group of statements and how many it has, "Found · 3" */
  text = g_strdup_printf (_ ("%s · %u"), content->group, content->group_count);
  gtk_label_set_text (self->heading, text);
}

/* Evidence that opens below the edge of the list moves up: its row comes to the top. */
static gboolean
scroll_to_evidence (gpointer user_data)
{
  HxStatementRow *self = user_data;
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;
  self->scroll_source = 0;
  if (!scroller || !gtk_widget_compute_bounds (self->body, scroller, &bounds))
    return G_SOURCE_REMOVE;
  if (bounds.origin.y + bounds.size.height > (float)gtk_widget_get_height (scroller))
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + bounds.origin.y);
    }
  return G_SOURCE_REMOVE;
}

static void
show_evidence (HxStatementRow *self, const HxStatementContent *content)
{
  if (content->expanded && !self->evidence)
    {
      self->evidence = hx_statement_evidence_new (self->session);
      gtk_box_append (GTK_BOX (self->body), self->evidence);
      g_clear_handle_id (&self->scroll_source, g_source_remove);
      self->scroll_source = g_timeout_add (LAYOUT_MS, scroll_to_evidence, self);
    }
  else if (!content->expanded && self->evidence)
    {
      gtk_box_remove (GTK_BOX (self->body), self->evidence);
      self->evidence = NULL;
    }
  if (self->evidence)
    hx_statement_evidence_set (HX_STATEMENT_EVIDENCE (self->evidence), content);
  gtk_button_set_icon_name (GTK_BUTTON (self->more),
                            content->expanded ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_STATE_EXPANDED, content->expanded,
                               -1);
}

/* The whole row in words, for those who do not see the scale. */
static void
describe (HxStatementRow *self, const HxStatementContent *content, const char *name, const char *score,
          gboolean found, gboolean disagree)
{
  g_autoptr (GString) text = g_string_new (name);
  g_autofree char *evidence_of = g_strdup_printf (_ ("Evidence for %s"), name);
  g_string_append_printf (text, ", %s, %s %s, %s", content->code,
                          isnan (content->statement.probability) ? _ ("score") : _ ("probability"), score,
                          found ? _ ("found") : _ ("not found"));
  if (!isnan (content->statement.margin))
    {
      g_autofree char *margin = hx_words_signed (content->statement.margin);
      g_string_append_printf (text, ", %s %s", _ ("margin"), margin);
    }
  if (content->given == 1)
    g_string_append_printf (text, ", %s", _ ("given by the data set"));
  if (disagree)
    g_string_append_printf (text, ", %s", _ ("the branches disagree"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, evidence_of,
                                  -1);
}

static void
show_margin (HxStatementRow *self, const HxStatement *statement)
{
  gboolean has_margin = !isnan (statement->margin);
  gtk_widget_set_visible (self->margin_bar, has_margin);
  gtk_widget_set_visible (GTK_WIDGET (self->margin), has_margin);
  if (has_margin)
    {
      g_autofree char *value = hx_words_signed (statement->margin);
      /* Translators: a margin, "m +0.31" */
      g_autofree char *text = g_strdup_printf (_ ("m %s"), value);
      gtk_label_set_text (self->margin, text);
      hx_margin_bar_set_margin (HX_MARGIN_BAR (self->margin_bar), statement->margin);
    }
}

static void
refill (HxStatementRow *self)
{
  const HxStatementContent *content = hx_statement_item_get (self->item);
  const HxStatement *statement = &content->statement;
  double shown = isnan (statement->probability) ? statement->score : statement->probability;
  gboolean found = statement->score >= content->threshold;
  gboolean disagree = hx_words_branches_disagree (statement, content->threshold);
  g_autofree char *name = hx_words_title (content->description);
  g_autofree char *score = hx_words_score (shown);

  show_heading (self, content);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->code, content->code);
  gtk_label_set_text (self->score, score);
  set_class (GTK_WIDGET (self->name), "heading", found);
  set_class (GTK_WIDGET (self->score), "heading", found);
  gtk_widget_set_visible (GTK_WIDGET (self->code),
                          g_ascii_strcasecmp (content->code, content->description) != 0);
  hx_statement_scale_set (HX_STATEMENT_SCALE (self->scale), statement->score, statement->fused,
                          statement->decoupled, statement->gate, content->threshold);
  show_margin (self, statement);
  gtk_widget_set_visible (self->given, content->given == 1);
  gtk_widget_set_visible (self->disagree, disagree);
  gtk_widget_set_visible (self->marks, content->given == 1 || disagree);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->more), "i", content->label);
  show_evidence (self, content);
  describe (self, content, name, score, found, disagree);
}

static void
hx_statement_row_dispose (GObject *object)
{
  HxStatementRow *self = HX_STATEMENT_ROW (object);
  hx_statement_row_bind (self, NULL);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_STATEMENT_ROW);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_statement_row_parent_class)->dispose (object);
}

static void
hx_statement_row_class_init (HxStatementRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_statement_row_dispose;
  g_type_ensure (HX_TYPE_STATEMENT_SCALE);
  g_type_ensure (HX_TYPE_MARGIN_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-statement-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, heading);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, body);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, name);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, score);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, more);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, code);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, scale);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, margin_bar);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, margin);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, marks);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, given);
  gtk_widget_class_bind_template_child (widget_class, HxStatementRow, disagree);
}

static void
hx_statement_row_init (HxStatementRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_statement_row_new (HxSession *session)
{
  HxStatementRow *self =
      g_object_new (HX_TYPE_STATEMENT_ROW, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

void
hx_statement_row_bind (HxStatementRow *self, HxStatementItem *item)
{
  g_return_if_fail (HX_IS_STATEMENT_ROW (self));
  if (self->item)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (!item)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (refill), self);
  refill (self);
}
