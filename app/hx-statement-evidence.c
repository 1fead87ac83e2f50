/* hx-statement-evidence.c: why the model says what it says of one label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-statement-evidence.h"

#include "app/hx-evidence-overlay.h"
#include "app/hx-space-map.h"
#include "app/hx-words.h"
#include "ui/hx-strip.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_NEAREST 5
/* Below this the two centres are as good as equally far. */
#define MARGIN_UNDECIDED 0.05

struct _HxStatementEvidence
{
  GtkBox parent_instance;
  HxSession *session;
  HxSpaceMap *map;
  HxEvidenceOverlay *overlay;
  HxStatementContent content;
  GPtrArray *loadings; /* of Loading */
  GtkGrid *branches;
  GtkLabel *gate, *margin, *window, *nearest_title, *seen;
  GtkSpinner *seeing;
  GtkWidget *nearest, *nearest_rows, *show_window, *open_spaces;
};

G_DEFINE_FINAL_TYPE (HxStatementEvidence, hx_statement_evidence, GTK_TYPE_BOX)

static double
sigmoid (double logit)
{
  return 1.0 / (1.0 + exp (-logit));
}

static void
remove_children (GtkWidget *parent)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (parent)))
    gtk_widget_unparent (child);
}

static void
attach_label (GtkGrid *grid, int column, int row, const char *text, gboolean expand, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), expand ? 0.0f : 1.0f);
  gtk_widget_set_hexpand (label, expand);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

/* "○ Fused branch    0.89   logit 2.10" */
static void
attach_branch (HxStatementEvidence *self, int row, const char *name, double score, double logit)
{
  g_autofree char *score_text = hx_words_score (score);
  g_autofree char *number = isnan (logit) ? NULL : hx_words_number (logit, 2);
  g_autofree char *logit_text = number ? g_strdup_printf (_ ("logit %s"), number) : g_strdup ("");
  attach_label (self->branches, 0, row, name, TRUE, "dim-label");
  attach_label (self->branches, 1, row, score_text, FALSE, "numeric");
  attach_label (self->branches, 2, row, logit_text, FALSE, "numeric");
}

static void
show_branches (HxStatementEvidence *self)
{
  const HxStatement *statement = &self->content.statement;
  int row = 0;
  remove_children (GTK_WIDGET (self->branches));
  if (!isnan (statement->fused))
    attach_branch (self, row++, _ ("○ Fused branch"), sigmoid (statement->fused), statement->fused);
  if (!isnan (statement->decoupled))
    attach_branch (self, row++, _ ("◇ Decoupled branch"), sigmoid (statement->decoupled),
                   statement->decoupled);
  attach_branch (self, row++, isnan (statement->fused) ? _ ("● Score") : _ ("● Merged"), statement->score,
                 statement->logit);
  if (!isnan (statement->probability))
    attach_branch (self, row++, _ ("Probability, calibrated"), statement->probability, NAN);
  attach_branch (self, row, _ ("| Threshold"), self->content.threshold, NAN);
}

static void
show_gate (HxStatementEvidence *self)
{
  double gate = self->content.statement.gate;
  g_autofree char *text = NULL;
  if (isnan (gate))
    text = g_strdup (_ ("This model has a plain head: one branch, and no space of its own for each label."));
  else if (fabs (gate - 0.5) < 0.05)
    text = g_strdup_printf (_ ("The gate weighs both branches about alike: fused %.2f, decoupled %.2f."),
                            gate, 1.0 - gate);
  else if (gate > 0.5)
    text = g_strdup_printf (_ ("The gate trusts the fused branch more: fused %.2f, decoupled %.2f."), gate,
                            1.0 - gate);
  else
    text = g_strdup_printf (_ ("The gate trusts the decoupled branch more: fused %.2f, decoupled %.2f."),
                            gate, 1.0 - gate);
  gtk_label_set_text (self->gate, text);
}

static void
show_margin (HxStatementEvidence *self)
{
  double margin = self->content.statement.margin;
  g_autofree char *value = hx_words_signed (margin);
  g_autofree char *text = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->margin), !isnan (self->content.statement.gate));
  if (isnan (margin))
    text = g_strdup (_ ("No margin: the training records were all with this label, or all without."));
  else if (fabs (margin) < MARGIN_UNDECIDED)
    text = g_strdup_printf (
        _ ("Margin %s: about as far from the ECGs with this label as from those without."), value);
  else if (margin > 0.0)
    text = g_strdup_printf (_ ("Margin %s: on the side of the ECGs with this label."), value);
  else
    text = g_strdup_printf (_ ("Margin %s: on the side of the ECGs without this label."), value);
  gtk_label_set_text (self->margin, text);
}

static void
show_window (HxStatementEvidence *self)
{
  double start_s = self->content.statement.window_start_s;
  gboolean known = !isnan (start_s);
  gtk_widget_set_visible (GTK_WIDGET (self->window), known);
  gtk_widget_set_sensitive (self->show_window, known);
  if (known)
    {
      g_autofree char *text = g_strdup_printf (_ ("Decided by the stretch from %.2f s to %.2f s."), start_s,
                                               start_s + self->content.window_s);
      gtk_label_set_text (self->window, text);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_window), "(dd)", start_s,
                                        self->content.window_s);
    }
}

/* What the model saw in the signal: drawn along the trace, and said here. */
static void
show_seen (HxStatementEvidence *self)
{
  const gboolean is_own = self->content.label == hx_session_get_label (self->session);
  const char *text = is_own ? hx_evidence_overlay_get_text (self->overlay) : NULL;
  const gboolean working = is_own && hx_evidence_overlay_is_working (self->overlay);
  gtk_spinner_set_spinning (self->seeing, working);
  gtk_widget_set_visible (GTK_WIDGET (self->seeing), working);
  gtk_label_set_text (self->seen, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->seen), text != NULL);
  if (hx_evidence_overlay_has_failed (self->overlay))
    gtk_widget_add_css_class (GTK_WIDGET (self->seen), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->seen), "error");
}

/* A strip whose samples are on their way; frees itself with the evidence's list of them. */
typedef struct
{
  HxStrip *strip;
  HxLoad *load; /* NULL once it has arrived */
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;
  g_clear_pointer (&loading->load, hx_load_cancel);
  g_object_unref (loading->strip);
  g_free (loading);
}

static void
show_preview (HxStrip *strip, HxPreview *preview)
{
  if (preview->samples)
    hx_strip_set_bytes (strip, preview->samples, preview->rate_hz);
}

static void
preview_loaded (gpointer result, const GError *error, gpointer user_data)
{
  Loading *loading = user_data;
  loading->load = NULL;
  if (!result)
    return; /* a strip is an ornament: a missing signal is told where the record is opened */
  show_preview (loading->strip, result);
  hx_preview_unref (result);
}

/* Lead II of @record, as in the list of records. */
static GtkWidget *
strip_new (HxStatementEvidence *self, HxRecordItem *record)
{
  HxRecordLoader *loader = hx_session_get_loader (self->session);
  HxStrip *strip = HX_STRIP (hx_strip_new ());
  HxRecording *opened = hx_record_item_get_recording (record);
  HxPreview *preview = NULL;
  hx_strip_set_natural_size (strip, 60, 28);
  gtk_widget_set_hexpand (GTK_WIDGET (strip), TRUE);
  if (opened)
    {
      preview = hx_preview_new (opened);
      show_preview (strip, preview);
      hx_preview_unref (preview);
    }
  else if ((preview = hx_record_loader_peek_preview (loader, hx_record_item_get_key (record))))
    show_preview (strip, preview);
  else
    {
      Loading *loading = g_new0 (Loading, 1);
      loading->strip = g_object_ref (strip);
      loading->load =
          hx_record_loader_preview (loader, hx_record_item_get_key (record), preview_loaded, loading);
      g_ptr_array_add (self->loadings, loading);
    }
  return GTK_WIDGET (strip);
}

static void
append_nearest (HxStatementEvidence *self, HxRecordItem *record, const HxEmbeddedPoint *point)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  const char *mark = point->label > 0 ? "●" : point->label == 0 ? "○" : "·";
  const char *words = point->label > 0    ? _ ("with the label")
                      : point->label == 0 ? _ ("without the label")
                                          : _ ("label unknown");
  g_autofree char *score = hx_words_score (point->score);
  g_autofree char *title = g_strdup_printf ("%s  %s", mark, hx_record_item_get_title (record));
  g_autofree char *name =
      g_strdup_printf (_ ("Record %s, %s, score %s"), hx_record_item_get_title (record), words, score);
  GtkWidget *title_label = gtk_label_new (title), *score_label = gtk_label_new (score);
  gtk_widget_add_css_class (title_label, "caption");
  gtk_widget_add_css_class (title_label, "numeric");
  gtk_widget_add_css_class (score_label, "caption");
  gtk_widget_add_css_class (score_label, "numeric");
  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), strip_new (self, record));
  gtk_box_append (GTK_BOX (box), score_label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "statement-nearest");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "statement.record");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", point->key);
  gtk_box_append (GTK_BOX (self->nearest_rows), button);
}

static void
show_nearest (HxStatementEvidence *self)
{
  const HxSpaceView *view = hx_space_map_get_view (self->map);
  HxRecordItem *record = hx_session_get_record (self->session);
  guint rows[N_NEAREST], n = 0, n_with = 0, n_known = 0;
  int row = -1;
  g_autofree char *title = NULL;
  g_ptr_array_set_size (self->loadings, 0);
  remove_children (self->nearest_rows);
  if (view && record && (int)view->label == self->content.label)
    row = hx_space_view_find (view, hx_record_item_get_key (record));
  if (row >= 0)
    n = hx_space_view_nearest (view, (guint)row, N_NEAREST, rows);
  for (guint i = 0; i < n; i++)
    {
      const HxEmbeddedPoint *point = &view->points[rows[i]];
      HxRecordItem *neighbour = hx_session_find_record (self->session, point->key);
      n_with += point->label > 0;
      n_known += point->label >= 0;
      if (neighbour)
        append_nearest (self, neighbour, point);
    }
  gtk_widget_set_visible (self->nearest, n > 0);
  title = n_known ? g_strdup_printf (_ ("Of the %u nearest ECGs, %u have this label:"), n_known, n_with)
                  : g_strdup (_ ("The nearest ECGs:"));
  gtk_label_set_text (self->nearest_title, title);
}

static void
hx_statement_evidence_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hx_statement_evidence_parent_class)->map (widget);
  hx_space_map_hold (HX_STATEMENT_EVIDENCE (widget)->map);
}

static void
hx_statement_evidence_unmap (GtkWidget *widget)
{
  hx_space_map_release (HX_STATEMENT_EVIDENCE (widget)->map);
  GTK_WIDGET_CLASS (hx_statement_evidence_parent_class)->unmap (widget);
}

static void
hx_statement_evidence_dispose (GObject *object)
{
  HxStatementEvidence *self = HX_STATEMENT_EVIDENCE (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_STATEMENT_EVIDENCE);
  g_clear_pointer (&self->loadings, g_ptr_array_unref);
  g_clear_object (&self->map);
  g_clear_object (&self->overlay);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_statement_evidence_parent_class)->dispose (object);
}

static void
hx_statement_evidence_class_init (HxStatementEvidenceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_statement_evidence_dispose;
  widget_class->map = hx_statement_evidence_map;
  widget_class->unmap = hx_statement_evidence_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-statement-evidence.ui");
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, branches);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, gate);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, margin);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, window);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, nearest);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, nearest_title);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, nearest_rows);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, show_window);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, open_spaces);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, seen);
  gtk_widget_class_bind_template_child (widget_class, HxStatementEvidence, seeing);
}

static void
hx_statement_evidence_init (HxStatementEvidence *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->loadings = g_ptr_array_new_with_free_func (loading_free);
}

GtkWidget *
hx_statement_evidence_new (HxSession *session)
{
  HxStatementEvidence *self = g_object_new (HX_TYPE_STATEMENT_EVIDENCE, NULL);
  self->session = g_object_ref (session);
  self->map = g_object_ref (hx_space_map_get (session));
  g_signal_connect_object (self->map, "changed", G_CALLBACK (show_nearest), self, G_CONNECT_SWAPPED);
  self->overlay = g_object_ref (hx_evidence_overlay_get (session));
  g_signal_connect_object (self->overlay, "changed", G_CALLBACK (show_seen), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
hx_statement_evidence_set (HxStatementEvidence *self, const HxStatementContent *content)
{
  g_return_if_fail (HX_IS_STATEMENT_EVIDENCE (self));
  self->content = *content;
  show_branches (self);
  show_gate (self);
  show_margin (self);
  show_window (self);
  show_seen (self);
  show_nearest (self);
  gtk_widget_set_visible (self->open_spaces, !isnan (content->statement.gate));
}
