/* hx-spaces-page.c: every label's space, large, with its doubtful records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-spaces-page.h"

#include "app/hx-adaptive-pair.h"
#include "app/hx-doubtful-list.h"
#include "app/hx-label-list.h"
#include "app/hx-margin-histogram.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxSpacesPage
{
  AdwBin parent_instance;
  HxSession *session;
  HxSpaceMap *map;
  HxSpaceSummary *summary;
  guint n_withheld; /* of the numbers in the summary */
  AdwBin *main, *labels, *doubtful;
  GtkWidget *side, *read;
  HxMarginHistogram *histogram;
  GtkLabel *histogram_title, *doubtful_title;
  GtkDropDown *order;
};

G_DEFINE_FINAL_TYPE (HxSpacesPage, hx_spaces_page, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
record_changed (HxSpacesPage *self)
{
  const HxSpaceView *view = hx_space_map_get_view (self->map);
  HxRecordItem *record = hx_session_get_record (self->session);
  int row = view && record ? hx_space_view_find (view, hx_record_item_get_key (record)) : -1;
  hx_margin_histogram_set (self->histogram, view, row >= 0 ? view->points[row].margin : NAN);
  gtk_widget_set_sensitive (self->read, record != NULL);
}

static void
show_doubtful (HxSpacesPage *self, const HxSpaceView *view)
{
  guint n = view ? view->n_wrong : 0;
  g_autofree char *text = NULL;
  hx_doubtful_list_set_view (HX_DOUBTFUL_LIST (adw_bin_get_child (self->doubtful)), view);
  if (n > HX_DOUBTFUL_MAX)
    text = g_strdup_printf (_ ("On the wrong side: %u, the farthest %u"), n, HX_DOUBTFUL_MAX);
  else if (n > 0)
    text = g_strdup_printf (_ ("On the wrong side: %u"), n);
  else
    text = g_strdup (view ? _ ("None on the wrong side") : _ ("On the wrong side"));
  gtk_label_set_text (self->doubtful_title, text);
}

static void
map_changed (HxSpacesPage *self)
{
  const HxSpaceView *view = hx_space_map_get_view (self->map);
  HxSpaceState state = hx_space_map_get_state (self->map);
  HxModel *model = hx_session_get_model (self->session);
  gtk_widget_set_visible (self->side, state != HX_SPACE_NO_MODEL && state != HX_SPACE_PLAIN_HEAD
                                          && state != HX_SPACE_CONSENT && state != HX_SPACE_TOO_FEW);
  /* Records that were held back and are shown now count as well. */
  if (hx_space_map_get_n_withheld (self->map) < self->n_withheld)
    hx_space_summary_count_anew (self->summary);
  self->n_withheld = hx_space_map_get_n_withheld (self->map);
  if (state == HX_SPACE_WORKING)
    return; /* what stands there stays until there is something else */
  if (view && model)
    {
      const HxModelLabel *label = hx_model_get_label (model, view->label);
      g_autofree char *title = g_strdup_printf (_ ("Margins of %s"), label->code);
      gtk_label_set_text (self->histogram_title, title);
    }
  show_doubtful (self, view);
  record_changed (self);
}

static void
order_selected (HxSpacesPage *self)
{
  hx_label_list_set_order (HX_LABEL_LIST (adw_bin_get_child (self->labels)),
                           (HxLabelOrder)gtk_drop_down_get_selected (self->order));
}

static void
hx_spaces_page_map (GtkWidget *widget)
{
  HxSpacesPage *self = HX_SPACES_PAGE (widget);
  GTK_WIDGET_CLASS (hx_spaces_page_parent_class)->map (widget);
  hx_space_map_hold (self->map);
  hx_space_summary_hold (self->summary);
  map_changed (self);
}

static void
hx_spaces_page_unmap (GtkWidget *widget)
{
  HxSpacesPage *self = HX_SPACES_PAGE (widget);
  hx_space_summary_release (self->summary);
  hx_space_map_release (self->map);
  GTK_WIDGET_CLASS (hx_spaces_page_parent_class)->unmap (widget);
}

static void
hx_spaces_page_constructed (GObject *object)
{
  HxSpacesPage *self = HX_SPACES_PAGE (object);
  G_OBJECT_CLASS (hx_spaces_page_parent_class)->constructed (object);
  self->map = g_object_ref (hx_space_map_get (self->session));
  self->summary = hx_space_summary_new (self->session);
  adw_bin_set_child (self->main, hx_space_panel_new (self->session, TRUE));
  adw_bin_set_child (self->labels, hx_label_list_new (self->session, self->summary));
  adw_bin_set_child (self->doubtful, hx_doubtful_list_new (self->session));
  g_signal_connect_object (self->map, "changed", G_CALLBACK (map_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::record", G_CALLBACK (record_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->order, "notify::selected", G_CALLBACK (order_selected), self,
                           G_CONNECT_SWAPPED);
}

static void
hx_spaces_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HX_SPACES_PAGE (object)->session = g_value_dup_object (value);
}

static void
hx_spaces_page_dispose (GObject *object)
{
  HxSpacesPage *self = HX_SPACES_PAGE (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_SPACES_PAGE);
  g_clear_object (&self->summary);
  g_clear_object (&self->map);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_spaces_page_parent_class)->dispose (object);
}

static void
hx_spaces_page_class_init (HxSpacesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->constructed = hx_spaces_page_constructed;
  object_class->set_property = hx_spaces_page_set_property;
  object_class->dispose = hx_spaces_page_dispose;
  widget_class->map = hx_spaces_page_map;
  widget_class->unmap = hx_spaces_page_unmap;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HX_TYPE_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (HX_TYPE_ADAPTIVE_PAIR);
  g_type_ensure (HX_TYPE_MARGIN_HISTOGRAM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-spaces-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, main);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, side);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, labels);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, order);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, histogram);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, histogram_title);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, doubtful);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, doubtful_title);
  gtk_widget_class_bind_template_child (widget_class, HxSpacesPage, read);
}

static void
hx_spaces_page_init (HxSpacesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_spaces_page_new (HxSession *session)
{
  return g_object_new (HX_TYPE_SPACES_PAGE, "session", session, NULL);
}
