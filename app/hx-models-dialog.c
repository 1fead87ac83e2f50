/* hx-models-dialog.c: the models of the library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-models-dialog.h"

#include "app/hx-empty-page.h"
#include "app/hx-model-row.h"
#include "app/hx-toast.h"

#include <glib/gi18n.h>

struct _HxModelsDialog
{
  AdwWindow parent_instance;
  HxSession *session;
  GHashTable *removed; /* hash to PENDING while it can be undone, then COMMITTED; hidden in both cases */
  GtkWidget *stack;
  GtkListBox *list;
  HxEmptyPage *empty;
  AdwToastOverlay *toasts;
};

G_DEFINE_FINAL_TYPE (HxModelsDialog, hx_models_dialog, ADW_TYPE_WINDOW)

#define PENDING GINT_TO_POINTER (1)
#define COMMITTED GINT_TO_POINTER (2)

enum
{
  PROP_SESSION = 1,
  PROP_CHOSEN,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static HxModelRow *
row_at (HxModelsDialog *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);
  return row ? HX_MODEL_ROW (row) : NULL;
}

/* Rows that wait for their removal are hidden. */
static void
update (HxModelsDialog *self)
{
  const HxEmptyStep train = { _ ("_Train a Model"), "models.train", NULL };
  const HxEmptyStep add = { _ ("_Add a Model File"), "models.add", NULL };
  HxModelRow *row;
  guint n_visible = 0;
  for (int i = 0; (row = row_at (self, i)); i++)
    {
      const HxModelInfo *info = hx_model_row_get_info (row);
      gboolean visible = !g_hash_table_contains (self->removed, info->hash);
      gtk_widget_set_visible (GTK_WIDGET (row), visible);
      n_visible += visible;
    }
  hx_empty_page_set (
      self->empty, "system-search-symbolic", _ ("No Models"),
      _ ("A model finds statements in ECGs. Train one on the library, or add the file of one."), &train,
      &add);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n_visible > 0 ? "list" : "empty");
}

static void
refill (HxModelsDialog *self)
{
  GPtrArray *models = hx_session_get_models (self->session);
  HxModelRow *row;
  while ((row = row_at (self, 0)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < models->len; i++)
    gtk_list_box_append (self->list, hx_model_row_new (models->pdata[i]));
  update (self);
}

/* --- actions ---------------------------------------------------------------------- */

/* Takes the model out of the library, unless that was undone or has been done. */
static void
commit_removal (HxModelsDialog *self, const char *hash)
{
  if (g_hash_table_lookup (self->removed, hash) != PENDING)
    return;
  g_hash_table_replace (self->removed, g_strdup (hash), COMMITTED);
  hx_session_remove_model (self->session, hash);
}

static void
removal_undone (HxModelsDialog *self, AdwToast *toast)
{
  g_hash_table_remove (self->removed, g_object_get_data (G_OBJECT (toast), "hash"));
  update (self);
}

static void
removal_due (HxModelsDialog *self, AdwToast *toast)
{
  commit_removal (self, g_object_get_data (G_OBJECT (toast), "hash"));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (widget);
  const char *hash = g_variant_get_string (target, NULL);
  HxModelRow *row = NULL;
  AdwToast *toast;
  g_autofree char *text = NULL, *markup = NULL;
  for (int i = 0; (row = row_at (self, i)) && strcmp (hx_model_row_get_info (row)->hash, hash) != 0; i++)
    ;
  if (!row)
    return;
  text = g_strdup_printf (_ ("%s removed"), hx_model_row_get_info (row)->name);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_object_set_data_full (G_OBJECT (toast), "hash", g_strdup (hash), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (removal_undone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (removal_due), self, G_CONNECT_SWAPPED);
  g_hash_table_replace (self->removed, g_strdup (hash), PENDING);
  update (self);
  hx_toast_show (self->toasts, toast);
}

static void
file_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  HxModelsDialog *self = user_data;
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      if (path)
        hx_session_add_model_file (self->session, path);
    }
  gtk_native_dialog_destroy (dialog);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (widget);
  GtkFileFilter *filter = gtk_file_filter_new ();
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Add a Model"), GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), NULL);
  gtk_file_filter_set_name (filter, _ ("Models (.safetensors)"));
  gtk_file_filter_add_suffix (filter, "safetensors");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_object_unref (filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen), self, 0);
  /* The reference that keeps the dialog while it is shown. */
  g_signal_connect (dialog, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
train_action (GtkWidget *widget, const char *name, GVariant *target)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));
  if (parent)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.page", "s", "train");
  gtk_window_close (GTK_WINDOW (widget));
}

/* --- set-up ------------------------------------------------------------------------ */

static void
model_changed (HxModelsDialog *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHOSEN]);
}

static void
hx_models_dialog_constructed (GObject *object)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (object);
  G_OBJECT_CLASS (hx_models_dialog_parent_class)->constructed (object);
  g_signal_connect_object (self->session, "models-changed", G_CALLBACK (refill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::model", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  refill (self);
}

static void
hx_models_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (object);
  if (id == PROP_SESSION)
    self->session = g_value_dup_object (value);
  else
    hx_session_choose_model (self->session, g_value_get_string (value));
}

/* The mark follows the session, not the click. */
static void
hx_models_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (object);
  HxModel *model = self->session ? hx_session_get_model (self->session) : NULL;
  if (id == PROP_SESSION)
    g_value_set_object (value, self->session);
  else
    g_value_set_string (value, model && hx_model_get_hash (model) ? hx_model_get_hash (model) : "");
}

static void
hx_models_dialog_dispose (GObject *object)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (object);
  GHashTableIter iter;
  gpointer hash, state;
  /* Nobody can undo it any more. */
  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, &hash, &state))
    if (state == PENDING)
      {
        g_hash_table_iter_replace (&iter, COMMITTED);
        hx_session_remove_model (self->session, hash);
      }
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_MODELS_DIALOG);
  G_OBJECT_CLASS (hx_models_dialog_parent_class)->dispose (object);
}

static void
hx_models_dialog_finalize (GObject *object)
{
  HxModelsDialog *self = HX_MODELS_DIALOG (object);
  g_hash_table_unref (self->removed);
  g_object_unref (self->session);
  G_OBJECT_CLASS (hx_models_dialog_parent_class)->finalize (object);
}

static void
hx_models_dialog_class_init (HxModelsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->constructed = hx_models_dialog_constructed;
  object_class->set_property = hx_models_dialog_set_property;
  object_class->get_property = hx_models_dialog_get_property;
  object_class->dispose = hx_models_dialog_dispose;
  object_class->finalize = hx_models_dialog_finalize;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HX_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /* The hash of the session's model, "" for none: state of "models.choose". */
  props[PROP_CHOSEN] = g_param_spec_string (
      "chosen", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_property_action (widget_class, "models.choose", "chosen");
  gtk_widget_class_install_action (widget_class, "models.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "models.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "models.train", NULL, train_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (HX_TYPE_EMPTY_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-models-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HxModelsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, HxModelsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HxModelsDialog, empty);
  gtk_widget_class_bind_template_child (widget_class, HxModelsDialog, toasts);
}

static void
hx_models_dialog_init (HxModelsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

GtkWidget *
hx_models_dialog_new (GtkWindow *parent, HxSession *session)
{
  return g_object_new (HX_TYPE_MODELS_DIALOG, "transient-for", parent, "session", session, NULL);
}
