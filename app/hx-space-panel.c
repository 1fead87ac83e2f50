/* hx-space-panel.c: the chosen label's space, with the record in it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-space-panel.h"

#include "app/hx-empty-page.h"
#include "app/hx-label-chooser.h"
#include "app/hx-space-map.h"
#include "app/hx-words.h"
#include "ui/hx-scatter.h"

#include <glib/gi18n.h>

/* A shorter wait is not worth a word. */
#define WAIT_SHOWN_MS 200

struct _HxSpacePanel
{
  AdwBin parent_instance;
  HxSession *session;
  HxSpaceMap *map;
  gboolean large;
  HxSpaceView *drawn; /* whose points stand in the scatter, or NULL */
  int lone;           /* row of the present record if it is drawn only because it is present, or -1 */
  guint wait_source;
  HxLabelChooser *chooser;
  GtkDropDown *projections;
  GtkWidget *stack, *spinner;
  HxScatter *scatter;
  HxEmptyPage *empty;
  GtkLabel *note, *counts;
  GtkWidget *footer;
};

G_DEFINE_FINAL_TYPE (HxSpacePanel, hx_space_panel, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  PROP_LARGE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* --- points ------------------------------------------------------------------- */

static int
current_row (HxSpacePanel *self, const HxSpaceView *view)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  return record ? hx_space_view_find (view, hx_record_item_get_key (record)) : -1;
}

/* A record about which nothing is known is neither with nor without: only the present one is drawn. */
static int
lone_row (HxSpacePanel *self, const HxSpaceView *view)
{
  int row = current_row (self, view);
  return row >= 0 && view->points[row].label < 0 ? row : -1;
}

static void
draw_points (HxSpacePanel *self, HxSpaceView *view)
{
  g_autofree HxScatterPoint *points = g_new (HxScatterPoint, MAX (view->n, 1));
  gboolean other_space = !self->drawn || self->drawn->label != view->label;
  guint n = 0;
  self->lone = lone_row (self, view);
  for (guint row = 0; row < view->n; row++)
    {
      const HxEmbeddedPoint *point = &view->points[row];
      if (point->label < 0 && (int)row != self->lone)
        continue;
      points[n++] = (HxScatterPoint){ .x = point->x,
                                      .y = point->y,
                                      .kind = point->label > 0 ? HX_SCATTER_WITH : HX_SCATTER_WITHOUT,
                                      .key = row };
    }
  hx_scatter_set_points (self->scatter, points, n);
  if (other_space)
    hx_scatter_reset_zoom (self->scatter);
  if (self->drawn != view)
    {
      g_clear_pointer (&self->drawn, hx_space_view_unref);
      self->drawn = hx_space_view_ref (view);
    }
}

static void
mark_record (HxSpacePanel *self)
{
  HxSpaceView *view = hx_space_map_get_view (self->map);
  int row;
  if (!view || view != self->drawn)
    return;
  if (lone_row (self, view) != self->lone)
    draw_points (self, view);
  row = current_row (self, view);
  hx_scatter_set_current (self->scatter, row >= 0 ? (guint32)row : HX_SCATTER_NO_KEY);
}

static char *
point_text (HxScatter *scatter, guint32 key, gpointer user_data)
{
  HxSpacePanel *self = user_data;
  const HxSpaceView *view = hx_space_map_get_view (self->map);
  HxRecordItem *record;
  g_autofree char *score = NULL, *margin = NULL;
  if (!view || key >= view->n || !(record = hx_session_find_record (self->session, view->points[key].key)))
    return NULL;
  score = hx_words_score (view->points[key].score);
  margin = hx_words_signed (view->points[key].margin);
  return g_strdup_printf (_ ("%s · score %s · m %s · %s"), hx_record_item_get_title (record), score, margin,
                          view->points[key].label > 0    ? _ ("with the label")
                          : view->points[key].label == 0 ? _ ("without the label")
                                                         : _ ("label unknown"));
}

static void
point_activated (HxSpacePanel *self, guint key)
{
  const HxSpaceView *view = hx_space_map_get_view (self->map);
  HxRecordItem *record =
      view && key < view->n ? hx_session_find_record (self->session, view->points[key].key) : NULL;
  if (record)
    hx_session_set_record (self->session, record);
}

/* --- states ------------------------------------------------------------------- */

static void
show_counts (HxSpacePanel *self, const HxSpaceView *view)
{
  g_autoptr (GString) text = g_string_new (self->large ? NULL : _ (view->projection->title));
  if (view->n_unknown)
    g_string_append_printf (text, _ ("%s%u unknown, not shown"), text->len ? " · " : "",
                            view->n_unknown - (self->lone >= 0));
  if (hx_space_map_get_n_withheld (self->map))
    g_string_append_printf (text, _ ("%s%u recorded held back"), text->len ? " · " : "",
                            hx_space_map_get_n_withheld (self->map));
  gtk_label_set_text (self->counts, text->str);
}

static void
show_view (HxSpacePanel *self, HxSpaceView *view)
{
  const HxModelLabel *label = hx_model_get_label (hx_session_get_model (self->session), view->label);
  g_autofree char *title = hx_words_title (label->description);
  g_autofree char *with = g_strdup_printf (_ ("with %s"), label->code);
  g_autofree char *without = g_strdup_printf (_ ("without %s"), label->code);
  hx_scatter_set_names (self->scatter, title, with, without);
  hx_scatter_set_axes (self->scatter, _ (view->projection->axes[0]), _ (view->projection->axes[1]));
  if (view != self->drawn)
    draw_points (self, view);
  mark_record (self);
  show_counts (self, view);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "map");
}

/* The small panel stands below the statements, which offer the next step: it only says what is the matter. */
static void
show_note (HxSpacePanel *self, const char *title, const char *text, const HxEmptyStep *step)
{
  hx_empty_page_set (self->empty, "view-grid-symbolic", title, text, step, NULL);
  gtk_label_set_text (self->note, self->large ? "" : text);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->large ? "empty" : "note");
}

static void
show_empty (HxSpacePanel *self, HxSpaceState state)
{
  const HxEmptyStep choose = { _ ("_Choose a Model"), "win.models", NULL };
  const HxEmptyStep consent = { _ ("_Show Their Places Anyway"), "space.consent", NULL };
  const HxEmptyStep predict = { _ ("_Find Statements"), "space.predict", NULL };
  const HxEmptyStep again = { _ ("_Try Again"), "space.again", NULL };
  if (state == HX_SPACE_NO_MODEL)
    show_note (
        self, _ ("No Label Space"),
        _ ("With a decoupled model, every label has a space in which ECGs with and without it stand apart."),
        &choose);
  else if (state == HX_SPACE_PLAIN_HEAD)
    show_note (self, _ ("No Label Spaces"),
               _ ("This model has a plain head: all labels share one space. A decoupled model has one for "
                  "each label."),
               &choose);
  else if (state == HX_SPACE_CONSENT)
    show_note (self, _ ("This Model Has Seen Only Simulated ECGs"),
               _ ("Where it puts recorded ones in a label’s space has not been checked by anybody."),
               &consent);
  else if (state == HX_SPACE_TOO_FEW)
    show_note (self, _ ("Too Few Records"),
               _ ("The model has looked at too few of the library’s records to draw a label’s space."),
               &predict);
  else
    show_note (self, _ ("The Space Could Not Be Drawn"), hx_space_map_get_message (self->map), &again);
}

static gboolean
show_wait (gpointer user_data)
{
  HxSpacePanel *self = user_data;
  self->wait_source = 0;
  hx_scatter_set_points (self->scatter, NULL, 0);
  g_clear_pointer (&self->drawn, hx_space_view_unref);
  gtk_widget_show (self->spinner);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  gtk_widget_show (self->footer);
  gtk_label_set_text (self->counts, _ ("Projecting the space…"));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "map");
  return G_SOURCE_REMOVE;
}

static void
map_changed (HxSpacePanel *self)
{
  HxSpaceState state = hx_space_map_get_state (self->map);
  HxSpaceView *view = hx_space_map_get_view (self->map);
  if (state == HX_SPACE_WORKING)
    {
      if (!self->wait_source)
        self->wait_source = g_timeout_add (WAIT_SHOWN_MS, show_wait, self);
      return;
    }
  g_clear_handle_id (&self->wait_source, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_hide (self->spinner);
  gtk_widget_set_visible (self->footer, view != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->chooser),
                          state != HX_SPACE_NO_MODEL && state != HX_SPACE_PLAIN_HEAD);
  if (view)
    show_view (self, view);
  else
    show_empty (self, state);
}

static void
projection_selected (HxSpacePanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->projections);
  if (self->large && selected != GTK_INVALID_LIST_POSITION)
    hx_space_map_set_projection (self->map, hx_projections ()[selected]);
}

static void
fill_projections (HxSpacePanel *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint present = 0;
  for (guint i = 0; hx_projections ()[i]; i++)
    {
      gtk_string_list_append (titles, _ (hx_projections ()[i]->title));
      if (hx_projections ()[i] == hx_space_map_get_projection (self->map))
        present = i;
    }
  gtk_drop_down_set_model (self->projections, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->projections, present);
  gtk_widget_set_visible (GTK_WIDGET (self->projections), self->large);
  g_signal_connect_object (self->projections, "notify::selected", G_CALLBACK (projection_selected), self,
                           G_CONNECT_SWAPPED);
}

/* --- set-up ------------------------------------------------------------------- */

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hx_scatter_reset_zoom (HX_SPACE_PANEL (widget)->scatter);
}

static void
consent_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hx_space_map_show_anyway (HX_SPACE_PANEL (widget)->map);
}

static void
predict_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hx_session_predict_all (HX_SPACE_PANEL (widget)->session);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hx_space_map_try_again (HX_SPACE_PANEL (widget)->map);
}

static void
hx_space_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hx_space_panel_parent_class)->map (widget);
  hx_space_map_hold (HX_SPACE_PANEL (widget)->map);
  map_changed (HX_SPACE_PANEL (widget));
}

static void
hx_space_panel_unmap (GtkWidget *widget)
{
  hx_space_map_release (HX_SPACE_PANEL (widget)->map);
  GTK_WIDGET_CLASS (hx_space_panel_parent_class)->unmap (widget);
}

static void
hx_space_panel_constructed (GObject *object)
{
  HxSpacePanel *self = HX_SPACE_PANEL (object);
  G_OBJECT_CLASS (hx_space_panel_parent_class)->constructed (object);
  self->map = g_object_ref (hx_space_map_get (self->session));
  hx_label_chooser_set_session (self->chooser, self->session);
  gtk_widget_set_size_request (GTK_WIDGET (self->scatter), -1, self->large ? 320 : 180);
  hx_scatter_set_empty_text (self->scatter, "");
  hx_scatter_set_text_func (self->scatter, point_text, self, NULL);
  fill_projections (self);
  g_signal_connect_object (self->scatter, "point-activated", G_CALLBACK (point_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "changed", G_CALLBACK (map_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::record", G_CALLBACK (mark_record), self,
                           G_CONNECT_SWAPPED);
}

static void
hx_space_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxSpacePanel *self = HX_SPACE_PANEL (object);
  if (id == PROP_SESSION)
    self->session = g_value_dup_object (value);
  else
    self->large = g_value_get_boolean (value);
}

static void
hx_space_panel_dispose (GObject *object)
{
  HxSpacePanel *self = HX_SPACE_PANEL (object);
  g_clear_handle_id (&self->wait_source, g_source_remove);
  if (self->scatter)
    hx_scatter_set_text_func (self->scatter, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_SPACE_PANEL);
  g_clear_pointer (&self->drawn, hx_space_view_unref);
  g_clear_object (&self->map);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_space_panel_parent_class)->dispose (object);
}

static void
hx_space_panel_class_init (HxSpacePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  object_class->constructed = hx_space_panel_constructed;
  object_class->set_property = hx_space_panel_set_property;
  object_class->dispose = hx_space_panel_dispose;
  widget_class->map = hx_space_panel_map;
  widget_class->unmap = hx_space_panel_unmap;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HX_TYPE_SESSION, flags);
  props[PROP_LARGE] = g_param_spec_boolean ("large", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "space.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "space.consent", NULL, consent_action);
  gtk_widget_class_install_action (widget_class, "space.predict", NULL, predict_action);
  gtk_widget_class_install_action (widget_class, "space.again", NULL, again_action);
  g_type_ensure (HX_TYPE_EMPTY_PAGE);
  g_type_ensure (HX_TYPE_LABEL_CHOOSER);
  g_type_ensure (HX_TYPE_SCATTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-space-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, chooser);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, projections);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, stack);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, spinner);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, scatter);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, empty);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, counts);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, note);
  gtk_widget_class_bind_template_child (widget_class, HxSpacePanel, footer);
}

static void
hx_space_panel_init (HxSpacePanel *self)
{
  self->lone = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_space_panel_new (HxSession *session, gboolean large)
{
  return g_object_new (HX_TYPE_SPACE_PANEL, "session", session, "large", large, NULL);
}
