/* hx-record-rows.c: the part of a long list of records that is on the screen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-rows.h"

#include "app/hx-record-row.h"

#include <math.h>

#define LEAST_WIDTH 160
#define NATURAL_WIDTH 260
#define LEAST_HEIGHT 96
#define NATURAL_HEIGHT 480

struct _HxRecordRows
{
  GtkWidget parent_instance;
  HxSession *session;
  GListModel *records;
  GtkAdjustment *horizontal, *vertical;
  GtkScrollablePolicy horizontal_policy, vertical_policy;
  GPtrArray *rows; /* of HxRecordRow, the one of record @first first; their parent owns them */
  guint first;
  guint selected;
};

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  CHOSEN,
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (HxRecordRows, hx_record_rows, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static guint
n_records (HxRecordRows *self)
{
  return self->records ? g_list_model_get_n_items (self->records) : 0;
}

/* --- rows --------------------------------------------------------------------------------- */

static GtkWidget *
add_row (HxRecordRows *self)
{
  GtkWidget *row = hx_record_row_new (self->session);
  gtk_widget_set_parent (row, GTK_WIDGET (self));
  g_ptr_array_add (self->rows, row);
  return row;
}

/* All rows are as high as the first; there is one as soon as there is a record. */
static int
row_height (HxRecordRows *self)
{
  int height;
  if (self->rows->len == 0)
    add_row (self);
  gtk_widget_measure (g_ptr_array_index (self->rows, 0), GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL,
                      NULL);
  return MAX (height, 1);
}

static GtkWidget *
row_at (HxRecordRows *self, guint position)
{
  return position >= self->first && position - self->first < self->rows->len
             ? g_ptr_array_index (self->rows, position - self->first)
             : NULL;
}

/* Turns the array so that the row of record @first stands at its beginning, if there is one. */
static void
turn_rows (HxRecordRows *self, guint first)
{
  guint n = self->rows->len;
  gint64 by = (gint64)first - self->first;
  g_autofree gpointer *before = NULL;
  if (n == 0 || by == 0 || ABS (by) >= n)
    return;
  before = g_memdup2 (self->rows->pdata, n * sizeof (gpointer));
  for (guint i = 0; i < n; i++)
    self->rows->pdata[i] = before[(guint)((i + by + n) % n)];
}

/* In the order of the list, for assistive technology and the focus. */
static void
order_children (HxRecordRows *self)
{
  GtkWidget *before = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      if (gtk_widget_get_prev_sibling (row) != before)
        gtk_widget_insert_after (row, GTK_WIDGET (self), before);
      before = row;
    }
}

/* The focus stays with the selected record, or with the list while that is not on the screen. */
static void
keep_focus (HxRecordRows *self)
{
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self)), *row = row_at (self, self->selected);
  if (focused && focused != row)
    gtk_widget_grab_focus (row ? row : GTK_WIDGET (self));
}

static void
bind_rows (HxRecordRows *self, guint first, guint n)
{
  turn_rows (self, first);
  self->first = first;
  while (self->rows->len > n)
    gtk_widget_unparent (g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  while (self->rows->len < n)
    add_row (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HxRecordItem) item = g_list_model_get_item (self->records, first + i);
      HxRecordRow *row = g_ptr_array_index (self->rows, i);
      hx_record_row_bind (row, item);
      hx_record_row_set_place (row, first + i, n_records (self), first + i == self->selected);
    }
  order_children (self);
  keep_focus (self);
}

static void
update_rows (HxRecordRows *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  guint n = n_records (self), first, end;
  double value;
  if (n == 0 || height <= 0 || !self->vertical)
    {
      bind_rows (self, 0, 0);
      return;
    }
  value = gtk_adjustment_get_value (self->vertical);
  first = (guint)MIN (floor (value / row_height (self)), n - 1.0);
  end = (guint)MIN (ceil ((value + height) / row_height (self)), n);
  bind_rows (self, first, end - first);
}

static void
scrolled (HxRecordRows *self)
{
  update_rows (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
configure_vertical (HxRecordRows *self, int height)
{
  double upper = n_records (self) > 0 ? (double)n_records (self) * row_height (self) : 0.0;
  if (!self->vertical)
    return;
  g_signal_handlers_block_by_func (self->vertical, scrolled, self);
  gtk_adjustment_configure (self->vertical, gtk_adjustment_get_value (self->vertical), 0.0,
                            MAX (upper, height), n_records (self) > 0 ? row_height (self) : 1.0, height * 0.9,
                            height);
  g_signal_handlers_unblock_by_func (self->vertical, scrolled, self);
}

static void
records_changed (HxRecordRows *self)
{
  if (self->selected >= n_records (self))
    self->selected = GTK_INVALID_LIST_POSITION;
  configure_vertical (self, gtk_widget_get_height (GTK_WIDGET (self)));
  scrolled (self);
}

void
hx_record_rows_refresh (HxRecordRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    hx_record_row_refresh (g_ptr_array_index (self->rows, i));
}

/* --- selection ------------------------------------------------------------------------------ */

static void
scroll_to (HxRecordRows *self, guint position)
{
  double top, height = gtk_widget_get_height (GTK_WIDGET (self));
  if (!self->vertical || position >= n_records (self) || height <= 0)
    return;
  top = (double)position * row_height (self);
  gtk_adjustment_clamp_page (self->vertical, top, top + row_height (self));
}

void
hx_record_rows_set_selected (HxRecordRows *self, guint position)
{
  if (position >= n_records (self))
    position = GTK_INVALID_LIST_POSITION;
  if (position == self->selected)
    return;
  self->selected = position;
  scroll_to (self, position);
  for (guint i = 0; i < self->rows->len; i++)
    hx_record_row_set_place (g_ptr_array_index (self->rows, i), self->first + i, n_records (self),
                             self->first + i == position);
  keep_focus (self);
}

guint
hx_record_rows_get_selected (HxRecordRows *self)
{
  return self->selected;
}

static void
choose (HxRecordRows *self, guint position)
{
  GtkWidget *row;
  hx_record_rows_set_selected (self, position);
  row = row_at (self, position);
  if (row)
    gtk_widget_grab_focus (row);
  g_signal_emit (self, signals[CHOSEN], 0, position);
}

/* @step: rows; more than a list has stands for its end. */
static gboolean
move (GtkWidget *widget, GVariant *step, gpointer user_data)
{
  HxRecordRows *self = HX_RECORD_ROWS (widget);
  gint64 n = n_records (self),
         position = self->selected == GTK_INVALID_LIST_POSITION ? -1 : (gint64)self->selected;
  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  choose (self, (guint)CLAMP (position + g_variant_get_int32 (step), 0, n - 1));
  return GDK_EVENT_STOP;
}

static gboolean
move_page (GtkWidget *widget, GVariant *direction, gpointer user_data)
{
  int page = MAX (gtk_widget_get_height (widget) / row_height (HX_RECORD_ROWS (widget)) - 1, 1);
  g_autoptr (GVariant) step =
      g_variant_ref_sink (g_variant_new_int32 (page * g_variant_get_int32 (direction)));
  return move (widget, step, user_data);
}

static gboolean
open_selected (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  g_signal_emit (widget, signals[OPENED], 0);
  return GDK_EVENT_STOP;
}

static void
clicked (GtkGestureClick *gesture, int n_press, double x, double y, HxRecordRows *self)
{
  double position = floor ((y + gtk_adjustment_get_value (self->vertical)) / row_height (self));
  if (y < 0.0 || y >= gtk_widget_get_height (GTK_WIDGET (self)) || position >= n_records (self))
    return;
  choose (self, (guint)position);
  g_signal_emit (self, signals[OPENED], 0);
}

/* --- focus ------------------------------------------------------------------------------------ */

static gboolean
hx_record_rows_grab_focus (GtkWidget *widget)
{
  HxRecordRows *self = HX_RECORD_ROWS (widget);
  GtkWidget *row = row_at (self, self->selected);
  return row ? gtk_widget_grab_focus (row)
             : GTK_WIDGET_CLASS (hx_record_rows_parent_class)->grab_focus (widget);
}

/* One stop for the Tab key, whatever the number of rows. */
static gboolean
hx_record_rows_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (gtk_widget_get_focus_child (widget) || gtk_widget_has_focus (widget))
    return FALSE;
  return gtk_widget_grab_focus (widget);
}

/* --- the widget --------------------------------------------------------------------------------- */

static void
hx_record_rows_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
hx_record_rows_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxRecordRows *self = HX_RECORD_ROWS (widget);
  int each, top;
  configure_vertical (self, height);
  if (self->horizontal)
    gtk_adjustment_configure (self->horizontal, 0.0, 0.0, width, 1.0, width, width);
  update_rows (self);
  if (self->rows->len == 0)
    return;
  each = row_height (self);
  top = (int)(self->first * (double)each - gtk_adjustment_get_value (self->vertical));
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      GtkAllocation place = { 0, top + (int)i * each, width, each };
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (row, &place, -1);
    }
}

static void
set_vertical (HxRecordRows *self, GtkAdjustment *adjustment)
{
  if (self->vertical)
    g_signal_handlers_disconnect_by_data (self->vertical, self);
  g_set_object (&self->vertical, adjustment);
  if (!adjustment)
    return;
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (scrolled), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
hx_record_rows_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxRecordRows *self = HX_RECORD_ROWS (object);
  if (id == PROP_HADJUSTMENT)
    g_value_set_object (value, self->horizontal);
  else if (id == PROP_VADJUSTMENT)
    g_value_set_object (value, self->vertical);
  else
    g_value_set_enum (value, id == PROP_HSCROLL_POLICY ? self->horizontal_policy : self->vertical_policy);
}

static void
hx_record_rows_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxRecordRows *self = HX_RECORD_ROWS (object);
  if (id == PROP_HADJUSTMENT)
    g_set_object (&self->horizontal, g_value_get_object (value));
  else if (id == PROP_VADJUSTMENT)
    set_vertical (self, g_value_get_object (value));
  else if (id == PROP_HSCROLL_POLICY)
    self->horizontal_policy = g_value_get_enum (value);
  else
    self->vertical_policy = g_value_get_enum (value);
}

static void
hx_record_rows_dispose (GObject *object)
{
  HxRecordRows *self = HX_RECORD_ROWS (object);
  while (self->rows->len > 0)
    gtk_widget_unparent (g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  set_vertical (self, NULL);
  g_clear_object (&self->horizontal);
  if (self->records)
    g_signal_handlers_disconnect_by_data (self->records, self);
  g_clear_object (&self->records);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_record_rows_parent_class)->dispose (object);
}

static void
hx_record_rows_finalize (GObject *object)
{
  g_ptr_array_unref (HX_RECORD_ROWS (object)->rows);
  G_OBJECT_CLASS (hx_record_rows_parent_class)->finalize (object);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keyval, keypad;
    GtkShortcutFunc func;
    int parameter;
  } keys[] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up, move, -1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, move, 1 },
    { GDK_KEY_Home, GDK_KEY_KP_Home, move, -G_MAXINT32 },
    { GDK_KEY_End, GDK_KEY_KP_End, move, G_MAXINT32 },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, move_page, -1 },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, move_page, 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].keyval, 0, keys[i].func, "i", keys[i].parameter);
      gtk_widget_class_add_binding (widget_class, keys[i].keypad, 0, keys[i].func, "i", keys[i].parameter);
    }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, open_selected, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, open_selected, NULL);
}

static void
hx_record_rows_class_init (HxRecordRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->get_property = hx_record_rows_get_property;
  object_class->set_property = hx_record_rows_set_property;
  object_class->dispose = hx_record_rows_dispose;
  object_class->finalize = hx_record_rows_finalize;
  widget_class->measure = hx_record_rows_measure;
  widget_class->size_allocate = hx_record_rows_size_allocate;
  widget_class->grab_focus = hx_record_rows_grab_focus;
  widget_class->focus = hx_record_rows_focus;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  signals[CHOSEN] = g_signal_new ("chosen", HX_TYPE_RECORD_ROWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPENED] =
      g_signal_new ("opened", HX_TYPE_RECORD_ROWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "recordlist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  bind_keys (widget_class);
}

static void
hx_record_rows_init (HxRecordRows *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  self->rows = g_ptr_array_new ();
  self->selected = GTK_INVALID_LIST_POSITION;
  g_signal_connect (click, "released", G_CALLBACK (clicked), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
hx_record_rows_new (void)
{
  return g_object_new (HX_TYPE_RECORD_ROWS, NULL);
}

void
hx_record_rows_set_records (HxRecordRows *self, HxSession *session, GListModel *records)
{
  g_return_if_fail (self->records == NULL);
  self->session = g_object_ref (session);
  self->records = g_object_ref (records);
  g_signal_connect_swapped (records, "items-changed", G_CALLBACK (records_changed), self);
  records_changed (self);
}
