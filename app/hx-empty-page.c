/* hx-empty-page.c: what a place is for while it is empty, and the next step
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-empty-page.h"

struct _HxEmptyPage
{
  AdwBin parent_instance;
  AdwStatusPage *status;
  GtkWidget *spinner, *first, *second;
};

G_DEFINE_FINAL_TYPE (HxEmptyPage, hx_empty_page, ADW_TYPE_BIN)

enum
{
  PROP_COMPACT = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
set_step (GtkWidget *button, const HxEmptyStep *step)
{
  gtk_widget_set_visible (button, step != NULL);
  if (!step)
    return;
  gtk_button_set_label (GTK_BUTTON (button), step->label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          step->target ? g_variant_new_string (step->target) : NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), step->action);
}

static void
hx_empty_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value,
                       gtk_widget_has_css_class (GTK_WIDGET (HX_EMPTY_PAGE (object)->status), "compact"));
}

static void
hx_empty_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GtkWidget *status = GTK_WIDGET (HX_EMPTY_PAGE (object)->status);
  if (g_value_get_boolean (value))
    gtk_widget_add_css_class (status, "compact");
  else
    gtk_widget_remove_css_class (status, "compact");
}

static void
hx_empty_page_dispose (GObject *object)
{
  /* Before the template lets go of it: the bin would do it a second time. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), HX_TYPE_EMPTY_PAGE);
  G_OBJECT_CLASS (hx_empty_page_parent_class)->dispose (object);
}

static void
hx_empty_page_class_init (HxEmptyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->get_property = hx_empty_page_get_property;
  object_class->set_property = hx_empty_page_set_property;
  object_class->dispose = hx_empty_page_dispose;
  props[PROP_COMPACT] =
      g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/hexaxial/Hexaxial/hx-empty-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HxEmptyPage, status);
  gtk_widget_class_bind_template_child (widget_class, HxEmptyPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, HxEmptyPage, first);
  gtk_widget_class_bind_template_child (widget_class, HxEmptyPage, second);
}

static void
hx_empty_page_init (HxEmptyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_empty_page_new (void)
{
  return g_object_new (HX_TYPE_EMPTY_PAGE, NULL);
}

void
hx_empty_page_set (HxEmptyPage *self, const char *icon, const char *title, const char *description,
                   const HxEmptyStep *first, const HxEmptyStep *second)
{
  g_autofree char *markup = NULL;
  g_return_if_fail (HX_IS_EMPTY_PAGE (self));
  markup = g_markup_escape_text (description, -1);
  adw_status_page_set_icon_name (self->status, icon);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, markup);
  gtk_widget_set_visible (self->spinner, icon == NULL);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), icon == NULL);
  set_step (self->first, first);
  set_step (self->second, second);
}

const char *
hx_empty_page_get_title (HxEmptyPage *self)
{
  g_return_val_if_fail (HX_IS_EMPTY_PAGE (self), NULL);
  return adw_status_page_get_title (self->status);
}

const char *
hx_empty_page_get_description (HxEmptyPage *self)
{
  g_return_val_if_fail (HX_IS_EMPTY_PAGE (self), NULL);
  return adw_status_page_get_description (self->status);
}
