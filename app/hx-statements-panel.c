/* hx-statements-panel.c: what the model says of the record, label by label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-statements-panel.h"

#include "app/hx-empty-page.h"
#include "app/hx-slices.h"
#include "app/hx-statement-order.h"
#include "app/hx-statement-row.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* A shorter wait is not worth a word. */
#define WAIT_SHOWN_MS 200
/* Places that are certainly on the screen. */
#define N_PLACES_NOW 12
/* From so many labels on, there is a field to search them. */
#define SEARCH_FROM_N_LABELS 9

struct _HxStatementsPanel
{
  AdwBin parent_instance;
  HxSession *session;
  HxModel *model; /* whose strings the places hold */
  GSignalGroup *record_signals;
  guint blank_source; /* until a wait is long enough to be shown */
  GArray *order;      /* of HxStatementContent: what stands where */
  GListStore *places; /* of HxStatementItem: the list's rows */
  guint slices;       /* places on their way to the screen */
  GtkSingleSelection *selection;
  int expanded;            /* label whose evidence is open, -1: none */
  gboolean filling;        /* the selection changes because the list does */
  HxRecordItem *shown_for; /* record the list was filled for; compared, never used */
  GtkLabel *kind, *origin;
  GtkWidget *legend_button, *search, *stack, *origin_bar;
  HxEmptyPage *status;
  GtkListView *list;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (HxStatementsPanel, hx_statements_panel, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint show_window_signal;

static void
show_status (HxStatementsPanel *self, const char *icon, const char *title, const char *description,
             const HxEmptyStep *first, const HxEmptyStep *second)
{
  g_clear_handle_id (&self->blank_source, g_source_remove);
  hx_empty_page_set (self->status, icon, title, description, first, second);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "status");
}

static HxStatementItem *
place_at (HxStatementsPanel *self, guint position)
{
  g_autoptr (HxStatementItem) item = g_list_model_get_item (G_LIST_MODEL (self->places), position);
  return item; /* the store keeps it */
}

static void
select_label (HxStatementsPanel *self, gboolean scroll)
{
  int label = hx_session_get_label (self->session);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->places)), position = GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < n && position == GTK_INVALID_LIST_POSITION; i++)
    if (hx_statement_item_get (place_at (self, i))->label == label)
      position = i;
  self->filling = TRUE;
  if (gtk_single_selection_get_selected (self->selection) != position)
    gtk_single_selection_set_selected (self->selection, position);
  self->filling = FALSE;
  if (scroll && position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/* Brings one place of the order to the screen. */
static void
show_place (guint position, gpointer user_data)
{
  HxStatementsPanel *self = user_data;
  g_autoptr (HxStatementItem) item = NULL;
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->places)))
    {
      hx_statement_item_show (place_at (self, position));
      return;
    }
  item = hx_statement_item_new ();
  hx_statement_item_put (item, &g_array_index (self->order, HxStatementContent, position));
  self->filling = TRUE;
  g_list_store_append (self->places, item);
  self->filling = FALSE;
  if (hx_statement_item_get (item)->label == hx_session_get_label (self->session))
    select_label (self, FALSE);
}

/* Places stay where they are and get other content; the list grows or shrinks at its end only. What is on the
 * screen follows at once, the rest in slices: a model may have hundreds of labels. */
static void
set_places (HxStatementsPanel *self)
{
  guint present = g_list_model_get_n_items (G_LIST_MODEL (self->places));
  self->filling = TRUE;
  if (present > self->order->len)
    g_list_store_splice (self->places, self->order->len, present - self->order->len, NULL, 0);
  self->filling = FALSE;
  for (guint i = 0; i < MIN (present, self->order->len); i++)
    hx_statement_item_put (place_at (self, i), &g_array_index (self->order, HxStatementContent, i));
  select_label (self, FALSE);
  hx_slices_run (&self->slices, self->order->len, N_PLACES_NOW, show_place, self);
}

static void
fill_list (HxStatementsPanel *self, const HxStatement *statements)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  g_autofree char *search = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  GArray *order = hx_statement_order (self->model, statements, g_strstrip (search));
  for (guint i = 0; i < order->len; i++)
    {
      HxStatementContent *content = &g_array_index (order, HxStatementContent, i);
      content->given = hx_session_get_given (self->session, record, content->label);
      content->expanded = content->label == self->expanded;
    }
  g_array_unref (self->order);
  self->order = order;
  set_places (self);
  gtk_label_set_text (self->kind, isnan (statements[0].probability) ? _ ("score") : _ ("probability"));
  if (self->shown_for != record)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0.0);
  self->shown_for = record;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), order->len ? "list" : "status");
  if (order->len == 0)
    show_status (self, "edit-find-symbolic", _ ("No Such Statement"),
                 _ ("The model has no statement with this code or name."), NULL, NULL);
}

static gboolean
show_wait (gpointer user_data)
{
  HxStatementsPanel *self = user_data;
  self->blank_source = 0;
  show_status (self, NULL, _ ("Reading This ECG"), _ ("The model looks at every stretch of the recording."),
               NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
wait_for_statements (HxStatementsPanel *self)
{
  if (self->blank_source)
    return;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "blank");
  self->blank_source = g_timeout_add (WAIT_SHOWN_MS, show_wait, self);
}

static void
show_no_model (HxStatementsPanel *self)
{
  gboolean any = hx_session_get_models (self->session)->len > 0;
  const HxEmptyStep choose = { any ? _ ("_Choose a Model") : _ ("_Add a Model File"), "win.models", NULL };
  const HxEmptyStep train = { any ? _ ("_Train One") : _ ("_Train a Model"), "win.page", "train" };
  show_status (self, "system-search-symbolic", _ ("No Model"),
               _ ("A model says which statements it finds in an ECG, and why."), any ? &choose : &train,
               any ? &train : &choose);
}

static void
show_no_statements (HxStatementsPanel *self)
{
  const HxEmptyStep predict = { _ ("_Find Statements"), "statement.predict", NULL };
  const char *problem = hx_session_get_statements_problem (self->session);
  if (problem)
    show_status (self, "dialog-information-symbolic", _ ("No Statements on This Recording"), problem, NULL,
                 NULL);
  else if (!hx_session_get_recording (self->session)
           || g_list_model_get_n_items (G_LIST_MODEL (hx_session_get_jobs (self->session))) > 0)
    wait_for_statements (self);
  else
    show_status (self, "system-search-symbolic", _ ("Not Yet Looked At"),
                 _ ("The model has not been asked about this ECG."), &predict, NULL);
}

static void
show_origin (HxStatementsPanel *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  if (self->model)
    g_string_append_printf (text, _ ("Model: %s, trained on %s."), hx_model_get_name (self->model),
                            hx_words_origin (hx_model_get_origin (self->model)));
  if (record)
    g_string_append_printf (text, "%s%s", text->len ? "\n" : "",
                            hx_record_item_is_simulated (record) ? _ ("Record: simulated.")
                                                                 : _ ("Record: recorded."));
  gtk_label_set_text (self->origin, text->str);
  gtk_widget_set_visible (self->origin_bar, text->len > 0);
}

/* Everything: cheap enough to be the answer to whatever changed. */
static void
update (HxStatementsPanel *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  guint n_labels = 0;
  const HxStatement *statements = record ? hx_record_item_get_statements (record, &n_labels) : NULL;
  gboolean consented = hx_session_get_statements_shown (self->session), listed;
  const HxEmptyStep consent = { _ ("_Show Its Statements Anyway"), "statement.consent", NULL };

  listed = self->model && record && consented && statements && n_labels > 0
           && n_labels == hx_model_get_n_labels (self->model);
  gtk_widget_set_visible (GTK_WIDGET (self->kind), listed);
  gtk_widget_set_visible (self->legend_button, listed);
  gtk_widget_set_visible (self->search, listed && n_labels >= SEARCH_FROM_N_LABELS);
  show_origin (self);
  if (listed)
    {
      g_clear_handle_id (&self->blank_source, g_source_remove);
      fill_list (self, statements);
    }
  else if (!self->model)
    show_no_model (self);
  else if (!record)
    show_status (self, "view-list-symbolic", _ ("No Record"),
                 _ ("Choose a record, and what the model finds in it stands here."), NULL, NULL);
  else if (!consented)
    show_status (
        self, "dialog-warning-symbolic", _ ("This Model Has Seen Only Simulated ECGs"),
        _ ("Nobody has checked what it says of recorded ones. Its statements may be far from the truth."),
        &consent, NULL);
  else
    show_no_statements (self);
}

static void
model_changed (HxStatementsPanel *self)
{
  self->expanded = -1;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_array_set_size (self->order, 0);
  set_places (self);
  g_set_object (&self->model, hx_session_get_model (self->session));
  update (self);
}

static void
record_changed (HxStatementsPanel *self)
{
  g_signal_group_set_target (self->record_signals, hx_session_get_record (self->session));
  update (self);
}

static void
label_changed (HxStatementsPanel *self)
{
  select_label (self, TRUE);
}

static void
selection_changed (HxStatementsPanel *self)
{
  HxStatementItem *item = gtk_single_selection_get_selected_item (self->selection);
  if (item && !self->filling)
    hx_session_set_label (self->session, hx_statement_item_get (item)->label);
}

/* --- actions of the rows ------------------------------------------------------ */

static void
toggle_evidence (HxStatementsPanel *self, int label)
{
  guint n_places = g_list_model_get_n_items (G_LIST_MODEL (self->places));
  self->expanded = self->expanded == label ? -1 : label;
  hx_session_set_label (self->session, label);
  for (guint i = 0; i < self->order->len; i++)
    {
      HxStatementContent *content = &g_array_index (self->order, HxStatementContent, i);
      gboolean expanded = content->label == self->expanded;
      if (content->expanded == expanded)
        continue;
      content->expanded = expanded;
      if (i < n_places)
        hx_statement_item_set (place_at (self, i), content);
    }
}

static void
evidence_action (GtkWidget *widget, const char *name, GVariant *target)
{
  toggle_evidence (HX_STATEMENTS_PANEL (widget), g_variant_get_int32 (target));
}

static void
row_activated (HxStatementsPanel *self, guint position)
{
  toggle_evidence (self, hx_statement_item_get (place_at (self, position))->label);
}

static void
show_window_action (GtkWidget *widget, const char *name, GVariant *target)
{
  double start_s, duration_s;
  g_variant_get (target, "(dd)", &start_s, &duration_s);
  g_signal_emit (widget, show_window_signal, 0, start_s, duration_s);
}

static void
record_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxSession *session = HX_STATEMENTS_PANEL (widget)->session;
  HxRecordItem *record = hx_session_find_record (session, g_variant_get_int64 (target));
  if (record)
    hx_session_set_record (session, record);
}

static void
spaces_action (GtkWidget *widget, const char *name, GVariant *target)
{
  gtk_widget_activate_action (widget, "win.page", "s", "spaces");
}

static void
consent_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hx_session_show_statements_anyway (HX_STATEMENTS_PANEL (widget)->session);
}

static void
predict_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hx_session_predict_all (HX_STATEMENTS_PANEL (widget)->session);
}

/* --- set-up ------------------------------------------------------------------- */

static void
row_setup (HxStatementsPanel *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, hx_statement_row_new (self->session));
}

static void
row_bind (HxStatementsPanel *self, GtkListItem *list_item)
{
  hx_statement_row_bind (HX_STATEMENT_ROW (gtk_list_item_get_child (list_item)),
                         gtk_list_item_get_item (list_item));
}

static void
row_unbind (HxStatementsPanel *self, GtkListItem *list_item)
{
  hx_statement_row_bind (HX_STATEMENT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
hx_statements_panel_constructed (GObject *object)
{
  HxStatementsPanel *self = HX_STATEMENTS_PANEL (object);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  G_OBJECT_CLASS (hx_statements_panel_parent_class)->constructed (object);

  g_signal_connect_object (factory, "setup", G_CALLBACK (row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  g_signal_group_connect_swapped (self->record_signals, "notify::statements", G_CALLBACK (update), self);
  g_signal_connect_object (self->session, "notify::model", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::label", G_CALLBACK (label_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::record", G_CALLBACK (record_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::recording", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::statements-shown", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "models-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hx_session_get_jobs (self->session), "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  model_changed (self);
  record_changed (self);
}

static void
hx_statements_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HX_STATEMENTS_PANEL (object)->session = g_value_dup_object (value);
}

static void
hx_statements_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, HX_STATEMENTS_PANEL (object)->session);
}

static void
hx_statements_panel_dispose (GObject *object)
{
  HxStatementsPanel *self = HX_STATEMENTS_PANEL (object);
  g_clear_handle_id (&self->blank_source, g_source_remove);
  g_clear_handle_id (&self->slices, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_STATEMENTS_PANEL);
  g_clear_object (&self->record_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->places);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_statements_panel_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "statement.evidence", "i", evidence_action);
  gtk_widget_class_install_action (widget_class, "statement.show-window", "(dd)", show_window_action);
  gtk_widget_class_install_action (widget_class, "statement.record", "x", record_action);
  gtk_widget_class_install_action (widget_class, "statement.spaces", NULL, spaces_action);
  gtk_widget_class_install_action (widget_class, "statement.consent", NULL, consent_action);
  gtk_widget_class_install_action (widget_class, "statement.predict", NULL, predict_action);
}

static void
hx_statements_panel_class_init (HxStatementsPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->constructed = hx_statements_panel_constructed;
  object_class->set_property = hx_statements_panel_set_property;
  object_class->get_property = hx_statements_panel_get_property;
  object_class->dispose = hx_statements_panel_dispose;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HX_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  show_window_signal = g_signal_new ("show-window", HX_TYPE_STATEMENTS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  install_actions (widget_class);
  g_type_ensure (HX_TYPE_EMPTY_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-statements-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, kind);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, origin);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, origin_bar);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, legend_button);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, search);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, status);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, list);
  gtk_widget_class_bind_template_child (widget_class, HxStatementsPanel, scroller);
}

static void
hx_statements_panel_init (HxStatementsPanel *self)
{
  self->expanded = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->record_signals = g_signal_group_new (HX_TYPE_RECORD_ITEM);
  self->order = g_array_new (FALSE, TRUE, sizeof (HxStatementContent));
  self->places = g_list_store_new (HX_TYPE_STATEMENT_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->places)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
}

GtkWidget *
hx_statements_panel_new (HxSession *session)
{
  return g_object_new (HX_TYPE_STATEMENTS_PANEL, "session", session, NULL);
}

void
hx_statements_panel_pick (HxStatementsPanel *self, guint row)
{
  g_return_if_fail (HX_IS_STATEMENTS_PANEL (self));
  if (row < self->order->len)
    hx_session_set_label (self->session, g_array_index (self->order, HxStatementContent, row).label);
}

GtkWidget *
hx_statements_panel_get_list (HxStatementsPanel *self)
{
  return GTK_WIDGET (self->list);
}
