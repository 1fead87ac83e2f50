/* hx-record-row.c: a record in the list
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-row.h"

#include "app/hx-words.h"
#include "ui/hx-strip.h"

#include <glib/gi18n.h>
#include <math.h>

#define PADDING_X 12
#define PADDING_Y 8
#define STRIP_HEIGHT 34
#define LINE_GAP 3
#define BADGE_PADDING 6
#define MARK_SIZE 9
#define TICK_SIZE 16
#define TICK_GAP 4
#define DIM 0.62
#define MAX_LEADING 3

struct _HxRecordRow
{
  GtkWidget parent_instance;
  HxSession *session;
  HxRecordItem *item;
  gulong statements_handler, reviewed_handler;
  GtkWidget *strip;
  HxLoad *load;
  int line_height; /* of the font; 0: not measured yet */
  /* Of the record, NULL without one. */
  PangoLayout *title, *subtitle, *says, *badge;
  gboolean says_is_dim, disagree;
};

G_DEFINE_FINAL_TYPE (HxRecordRow, hx_record_row, GTK_TYPE_WIDGET)

/* --- content --------------------------------------------------------------------------- */

static PangoLayout *
new_layout (HxRecordRow *self, const char *text, gboolean bold, gboolean small)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (small)
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* "IMI 0.94  LVH 0.61", or what the data set says where the model says nothing. */
static char *
describe_statements (HxRecordRow *self)
{
  HxModel *model = hx_session_get_model (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *const *codes = hx_record_item_get_codes (self->item);
  guint leading[MAX_LEADING], n = 0;
  const HxStatement *statements = hx_record_item_get_statements (self->item, NULL);
  self->says_is_dim = TRUE;
  if (model && hx_session_may_show_statements_of (self->session, self->item))
    n = hx_record_item_get_leading (self->item, leading, MAX_LEADING);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *score = hx_words_score (statements[leading[i]].score);
      g_string_append_printf (text, "%s%s %s", i > 0 ? "   " : "",
                              hx_model_get_label (model, leading[i])->code, score);
      self->says_is_dim &= statements[leading[i]].score < hx_words_threshold (model, leading[i]);
    }
  if (n == 0 && codes[0])
    {
      g_autofree char *given = g_strjoinv (" ", (char **)codes);
      /* Translators: statements that the data set gives to a record */
      g_string_append_printf (text, _ ("given: %s"), given);
    }
  return g_strdup (text->str);
}

static const char *
origin_text (HxRecordRow *self)
{
  return hx_record_item_is_simulated (self->item) ? _ ("Simulated") : _ ("Recorded");
}

static void
show_statements (HxRecordRow *self)
{
  g_autofree char *text = describe_statements (self);
  g_autoptr (GString) words = g_string_new (NULL);
  g_clear_object (&self->says);
  self->says = new_layout (self, text, FALSE, FALSE);
  self->disagree = hx_session_may_show_statements_of (self->session, self->item)
                   && hx_record_item_branches_disagree (self->item);
  g_string_append_printf (words, "%s, %s, %s, %s", hx_record_item_get_title (self->item),
                          hx_record_item_get_subtitle (self->item), origin_text (self), text);
  if (self->disagree)
    g_string_append_printf (words, ", %s", _ ("the branches disagree"));
  if (hx_record_item_is_reviewed (self->item))
    g_string_append_printf (words, ", %s", _ ("reviewed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
show_preview (HxRecordRow *self, HxPreview *preview)
{
  hx_strip_set_lead_name (HX_STRIP (self->strip), preview ? preview->lead_name : NULL);
  hx_strip_set_bytes (HX_STRIP (self->strip), preview ? preview->samples : NULL,
                      preview ? preview->rate_hz : 1.0);
}

static void
preview_arrived (gpointer result, const GError *error, gpointer user_data)
{
  HxRecordRow *self = user_data;
  self->load = NULL;
  if (!result)
    return; /* the record itself will say why when it is read */
  show_preview (self, result);
  hx_preview_unref (result);
}

static void
want_preview (HxRecordRow *self)
{
  HxRecordLoader *loader = hx_session_get_loader (self->session);
  HxRecording *recording = hx_record_item_get_recording (self->item);
  gint64 key = hx_record_item_get_key (self->item);
  HxPreview *preview = recording ? hx_preview_new (recording) : hx_record_loader_peek_preview (loader, key);
  if (preview)
    show_preview (self, preview);
  else
    self->load = hx_record_loader_preview (loader, key, preview_arrived, self);
  if (recording)
    hx_preview_unref (preview);
}

static void
forget (HxRecordRow *self)
{
  if (!self->item)
    return;
  g_clear_signal_handler (&self->statements_handler, self->item);
  g_clear_signal_handler (&self->reviewed_handler, self->item);
  g_clear_pointer (&self->load, hx_load_cancel);
  g_clear_object (&self->title);
  g_clear_object (&self->subtitle);
  g_clear_object (&self->says);
  g_clear_object (&self->badge);
  g_clear_object (&self->item);
}

void
hx_record_row_refresh (HxRecordRow *self)
{
  if (self->item)
    show_statements (self);
}

void
hx_record_row_bind (HxRecordRow *self, HxRecordItem *item)
{
  if (item == self->item)
    return;
  forget (self);
  show_preview (self, NULL);
  if (!item)
    return;
  self->item = g_object_ref (item);
  self->title = new_layout (self, hx_record_item_get_title (item), TRUE, FALSE);
  self->subtitle = new_layout (self, hx_record_item_get_subtitle (item), FALSE, FALSE);
  self->badge = new_layout (self, origin_text (self), FALSE, TRUE);
  show_statements (self);
  want_preview (self);
  self->statements_handler =
      g_signal_connect_swapped (item, "notify::statements", G_CALLBACK (hx_record_row_refresh), self);
  self->reviewed_handler =
      g_signal_connect_swapped (item, "notify::reviewed", G_CALLBACK (hx_record_row_refresh), self);
}

void
hx_record_row_set_place (HxRecordRow *self, guint position, guint n, gboolean selected)
{
  gboolean was_selected = (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_SELECTED) != 0;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_POS_IN_SET,
                                  (int)position + 1, GTK_ACCESSIBLE_RELATION_SET_SIZE, (int)n, -1);
  if (selected == was_selected)
    return;
  if (selected)
    gtk_widget_set_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}

/* --- drawing ------------------------------------------------------------------------------ */

static int
line_height (HxRecordRow *self)
{
  if (self->line_height == 0)
    {
      PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
      self->line_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
      if (self->line_height <= 0)
        self->line_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics)
                                               + pango_font_metrics_get_descent (metrics));
      pango_font_metrics_unref (metrics);
    }
  return self->line_height;
}

static void
hx_record_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  HxRecordRow *self = HX_RECORD_ROW (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 160;
      *natural = 260;
      return;
    }
  *minimum = *natural = 2 * PADDING_Y + STRIP_HEIGHT + 2 * (line_height (self) + LINE_GAP);
}

static void
hx_record_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxRecordRow *self = HX_RECORD_ROW (widget);
  GtkAllocation place = { PADDING_X, PADDING_Y, MAX (width - 2 * PADDING_X, 1), STRIP_HEIGHT };
  /* Asked for, because GTK wants every visible child measured before it is placed. */
  gtk_widget_measure (self->strip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->strip, &place, -1);
}

/* Puts @layout at @x from the line's beginning, which is right in right-to-left text. */
static int
draw_text (GtkWidget *widget, GtkSnapshot *snapshot, PangoLayout *layout, int x, int y, int room,
           const GdkRGBA *color)
{
  int width, height, left;
  if (room <= 0)
    return 0;
  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > room)
    {
      pango_layout_set_width (layout, room * PANGO_SCALE);
      width = room;
    }
  left =
      gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? gtk_widget_get_width (widget) - x - width : x;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  return width;
}

static void
draw_outline (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float radius, float line,
              const GdkRGBA *color)
{
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, bounds, radius);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ line, line, line, line },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

/* Where the record comes from, outlined. Returns the room it takes. */
static int
draw_badge (HxRecordRow *self, GtkSnapshot *snapshot, int y, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width, height, total, x, left, top;
  GdkRGBA line = *color;
  pango_layout_get_pixel_size (self->badge, &width, &height);
  total = width + 2 * BADGE_PADDING;
  x = gtk_widget_get_width (widget) - PADDING_X - total;
  left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? PADDING_X : x;
  top = y + (line_height (self) - height) / 2;
  line.alpha *= 0.45f;
  draw_outline (snapshot, &GRAPHENE_RECT_INIT (left, top - 1, total, height + 2), (height + 2) / 2.0f, 1,
                &line);
  draw_text (widget, snapshot, self->badge, x + BADGE_PADDING, top, width, color);
  return total;
}

/* A ring and a diamond apart, as on the scale of a statement: the branches stand on different sides. */
static int
draw_mark (HxRecordRow *self, GtkSnapshot *snapshot, int y, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float side = MARK_SIZE * 0.78f, top = y + (line_height (self) - MARK_SIZE) / 2.0f;
  int total = 2 * MARK_SIZE + 6;
  int left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
                 ? PADDING_X
                 : gtk_widget_get_width (widget) - PADDING_X - total;
  draw_outline (snapshot, &GRAPHENE_RECT_INIT (left, top, MARK_SIZE, MARK_SIZE), MARK_SIZE / 2.0f, 1.5f,
                color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (left + MARK_SIZE * 1.5f + 6, top + MARK_SIZE / 2.0f));
  gtk_snapshot_rotate (snapshot, 45);
  draw_outline (snapshot, &GRAPHENE_RECT_INIT (-side / 2, -side / 2, side, side), 0, 1.5f, color);
  gtk_snapshot_restore (snapshot);
  return total;
}

/* A tick in front of the badge: somebody has reviewed the record. */
static int
draw_tick (HxRecordRow *self, GtkSnapshot *snapshot, int from_end, int y, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  int side = MIN (TICK_SIZE, line_height (self));
  g_autoptr (GtkIconPaintable) icon =
      gtk_icon_theme_lookup_icon (theme, "object-select-symbolic", NULL, side,
                                  gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);
  int left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
                 ? from_end
                 : gtk_widget_get_width (widget) - from_end - side;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, y + (line_height (self) - side) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, side, side, color, 1);
  gtk_snapshot_restore (snapshot);
  return side;
}

static void
hx_record_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxRecordRow *self = HX_RECORD_ROW (widget);
  int room = gtk_widget_get_width (widget) - 2 * PADDING_X, used;
  int first = PADDING_Y + STRIP_HEIGHT + LINE_GAP, second = first + line_height (self) + LINE_GAP;
  GdkRGBA color, dim, warning;
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  if (!self->item)
    return;
  gtk_style_context_get_color (style, &color);
  dim = color;
  dim.alpha *= (float)DIM;
  if (!gtk_style_context_lookup_color (style, "warning_color", &warning))
    warning = color;
  gtk_widget_snapshot_child (widget, self->strip, snapshot);
  used = draw_badge (self, snapshot, first, &dim) + PADDING_X;
  if (hx_record_item_is_reviewed (self->item))
    used += draw_tick (self, snapshot, used + TICK_GAP, first, &color) + TICK_GAP;
  room -= used;
  used = draw_text (widget, snapshot, self->title, PADDING_X, first, room, &color) + 9;
  draw_text (widget, snapshot, self->subtitle, PADDING_X + used, first, room - used, &dim);
  room = gtk_widget_get_width (widget) - 2 * PADDING_X;
  if (self->disagree)
    room -= draw_mark (self, snapshot, second, &warning) + PADDING_X;
  draw_text (widget, snapshot, self->says, PADDING_X, second, room, self->says_is_dim ? &dim : &color);
}

static void
hx_record_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  HxRecordRow *self = HX_RECORD_ROW (widget);
  GTK_WIDGET_CLASS (hx_record_row_parent_class)->css_changed (widget, change);
  if (self->item)
    {
      pango_layout_context_changed (self->title);
      pango_layout_context_changed (self->subtitle);
      pango_layout_context_changed (self->says);
      pango_layout_context_changed (self->badge);
    }
}

static void
hx_record_row_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  HxRecordRow *self = HX_RECORD_ROW (widget);
  GTK_WIDGET_CLASS (hx_record_row_parent_class)->system_setting_changed (widget, setting);
  if (setting == GTK_SYSTEM_SETTING_FONT_NAME || setting == GTK_SYSTEM_SETTING_DPI)
    {
      self->line_height = 0;
      gtk_widget_queue_resize (widget);
    }
}

/* Made when it is asked for: setting a tooltip's text asks the display server where the pointer is. */
static gboolean
hx_record_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HxRecordRow *self = HX_RECORD_ROW (widget);
  gboolean reviewed = self->item && hx_record_item_is_reviewed (self->item);
  g_autoptr (GString) text = g_string_new (reviewed ? _ ("Reviewed") : NULL);
  if (self->item && self->disagree)
    g_string_append_printf (text, "%s%s", reviewed ? "\n" : "",
                            _ ("One branch of the model says yes, the other no"));
  if (text->len == 0)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static void
hx_record_row_dispose (GObject *object)
{
  HxRecordRow *self = HX_RECORD_ROW (object);
  forget (self);
  g_clear_pointer (&self->strip, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_record_row_parent_class)->dispose (object);
}

static void
hx_record_row_class_init (HxRecordRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_record_row_dispose;
  widget_class->measure = hx_record_row_measure;
  widget_class->size_allocate = hx_record_row_size_allocate;
  widget_class->snapshot = hx_record_row_snapshot;
  widget_class->query_tooltip = hx_record_row_query_tooltip;
  widget_class->css_changed = hx_record_row_css_changed;
  widget_class->system_setting_changed = hx_record_row_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
hx_record_row_init (HxRecordRow *self)
{
  self->strip = hx_strip_new ();
  gtk_widget_set_parent (self->strip, GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
hx_record_row_new (HxSession *session)
{
  HxRecordRow *self = g_object_new (HX_TYPE_RECORD_ROW, NULL);
  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
