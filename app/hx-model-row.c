/* hx-model-row.c: a model of the library with its details
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-model-row.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

struct _HxModelRow
{
  AdwExpanderRow parent_instance;
  HxModelInfo *info;
};

G_DEFINE_FINAL_TYPE (HxModelRow, hx_model_row, ADW_TYPE_EXPANDER_ROW)

double
hx_model_history_auc (const char *history_json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonArray *epochs;
  JsonNode *auc;
  if (!history_json || !json_parser_load_from_data (parser, history_json, -1, NULL))
    return NAN;
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_ARRAY (root))
    return NAN;
  epochs = json_node_get_array (root);
  if (json_array_get_length (epochs) == 0
      || !JSON_NODE_HOLDS_OBJECT (json_array_get_element (epochs, json_array_get_length (epochs) - 1)))
    return NAN;
  auc = json_object_get_member (json_array_get_object_element (epochs, json_array_get_length (epochs) - 1),
                                "validation_auc");
  return auc && JSON_NODE_HOLDS_VALUE (auc) ? json_node_get_double (auc) : NAN;
}

static void
add_detail (HxModelRow *self, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *markup = g_markup_escape_text (text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  gtk_widget_add_css_class (row, "property");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
add_details (HxModelRow *self)
{
  const HxModelInfo *info = self->info;
  g_autofree char *labels = g_strjoinv (", ", info->labels);
  g_autofree char *day = hx_words_day (info->added_at);
  g_autofree char *auc = hx_words_number (hx_model_history_auc (info->history_json), 3);
  g_autofree char *network = g_strdup_printf (_ ("%s, %s head"), info->backbone, hx_words_head (info->head));
  g_autofree char *identity = g_strndup (info->hash, 16);
  add_detail (self, _ ("Network"), network);
  add_detail (self, _ ("Task"), hx_words_task (info->task));
  add_detail (self, _ ("Labels"), labels);
  add_detail (self, _ ("Trained on"), hx_words_origin (info->origin));
  if (!isnan (hx_model_history_auc (info->history_json)))
    add_detail (self, _ ("Macro-AUC on its validation folds"), auc);
  add_detail (self, _ ("In the library since"), day);
  add_detail (self, _ ("First digits of its SHA-256"), identity);
}

static void
add_buttons (HxModelRow *self)
{
  GtkWidget *radio, *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *remove_name = g_strdup_printf (_ ("Remove %s"), self->info->name);
  g_autofree char *choose_name = g_strdup_printf (_ ("Choose %s"), self->info->name);
  radio = gtk_check_button_new ();
  gtk_widget_set_valign (radio, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (radio, _ ("Choose this model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (radio), GTK_ACCESSIBLE_PROPERTY_LABEL, choose_name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (radio), "s", self->info->hash);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (radio), "models.choose");
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), radio);

  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove from the library"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove_name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (remove), "s", self->info->hash);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "models.remove");
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), remove);
}

static void
hx_model_row_finalize (GObject *object)
{
  HxModelRow *self = HX_MODEL_ROW (object);
  g_clear_pointer (&self->info, hx_model_info_unref);
  G_OBJECT_CLASS (hx_model_row_parent_class)->finalize (object);
}

static void
hx_model_row_class_init (HxModelRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_model_row_finalize;
}

static void
hx_model_row_init (HxModelRow *self)
{
}

GtkWidget *
hx_model_row_new (HxModelInfo *info)
{
  HxModelRow *self = g_object_new (HX_TYPE_MODEL_ROW, NULL);
  guint n_labels = g_strv_length (info->labels);
  g_autofree char *title = g_markup_escape_text (info->name, -1);
  g_autofree char *summary =
      g_strdup_printf (g_dngettext (NULL, "%s · %s · %u label · %s", "%s · %s · %u labels · %s", n_labels),
                       info->backbone, hx_words_head (info->head), n_labels, hx_words_origin (info->origin));
  g_autofree char *subtitle = g_markup_escape_text (summary, -1);
  self->info = hx_model_info_ref (info);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  add_buttons (self);
  add_details (self);
  return GTK_WIDGET (self);
}

HxModelInfo *
hx_model_row_get_info (HxModelRow *self)
{
  g_return_val_if_fail (HX_IS_MODEL_ROW (self), NULL);
  return self->info;
}
