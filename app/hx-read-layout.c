/* hx-read-layout.c: trace, statements and label space, arranged as the width allows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-read-layout.h"

#include "app/hx-pane-handle.h"

#include <glib/gi18n.h>

/* From these widths on in px. */
#define WIDE_PX 860
#define MEDIUM_PX 560
/* What the trace keeps, however wide the panel is wanted. */
#define TRACE_PX 480
/* The page of a 12-lead ECG with what stands above and below it: height = width * ASPECT + HEAD_PX. */
#define ASPECT 0.56
#define HEAD_PX 110

struct _HxReadLayout
{
  GtkWidget parent_instance;
  GtkWidget *trace, *statements, *space, *handle;
  GtkWidget *lines[2]; /* beside or above the statements, above or beside the space */
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (HxReadLayout, hx_read_layout, GTK_TYPE_WIDGET)

static int
least (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int minimum;
  gtk_widget_measure (widget, orientation, for_size, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
hx_read_layout_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  HxReadLayout *self = HX_READ_LAYOUT (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (least (self->trace, orientation, -1), least (self->statements, orientation, -1));
      *natural = MAX (*minimum, WIDE_PX + 200);
      return;
    }
  *minimum = least (self->trace, orientation, -1) + least (self->statements, orientation, -1) + 1;
  *natural = MAX (*minimum, 600);
}

/* Places a child at (x, y) from the beginning of the line. */
static void
place (HxReadLayout *self, GtkWidget *child, int x, int y, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkAllocation area = { rtl ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x, y, width, height };
  gtk_widget_size_allocate (child, &area, -1);
}

static void
show_children (HxReadLayout *self, gboolean space, gboolean handle)
{
  gtk_widget_set_child_visible (self->space, space);
  gtk_widget_set_child_visible (self->lines[1], space);
  gtk_widget_set_child_visible (self->handle, handle);
}

static void
allocate_wide (HxReadLayout *self, int width, int height)
{
  int panel = MIN (g_settings_get_int (self->settings, "panel-width"), width - TRACE_PX), x, space;
  panel = MAX (panel, least (self->statements, GTK_ORIENTATION_HORIZONTAL, -1));
  panel = MAX (panel, least (self->space, GTK_ORIENTATION_HORIZONTAL, -1));
  x = width - panel - 1;
  space = MAX (least (self->space, GTK_ORIENTATION_VERTICAL, panel), MIN (panel * 4 / 5, height * 2 / 5));
  show_children (self, TRUE, TRUE);
  place (self, self->trace, 0, 0, x, height);
  place (self, self->lines[0], x, 0, 1, height);
  place (self, self->statements, x + 1, 0, panel, height - space - 1);
  place (self, self->lines[1], x + 1, height - space - 1, panel, 1);
  place (self, self->space, x + 1, height - space, panel, space);
  place (self, self->handle, x - HX_PANE_HANDLE_WIDTH / 2, 0, HX_PANE_HANDLE_WIDTH, height);
}

static void
allocate_stacked (HxReadLayout *self, int width, int height, gboolean space_too)
{
  int rest = least (self->statements, GTK_ORIENTATION_VERTICAL, -1) + 1;
  int trace = MIN ((int)(width * ASPECT) + HEAD_PX, height * 13 / 20);
  int space = MAX (least (self->space, GTK_ORIENTATION_HORIZONTAL, -1), width * 2 / 5);
  int with_space = MAX (rest, least (self->space, GTK_ORIENTATION_VERTICAL, space) + 1);
  /* The trace comes first: where the space would leave it little, there is a page of its own for that. */
  space_too = space_too && space + 1 + least (self->statements, GTK_ORIENTATION_HORIZONTAL, -1) <= width
              && height - with_space >= trace * 4 / 5;
  if (space_too)
    rest = with_space;
  trace = MAX (least (self->trace, GTK_ORIENTATION_VERTICAL, -1), MIN (trace, height - rest));
  rest = MAX (rest, height - trace - 1);
  space = space_too ? space : 0;
  show_children (self, space_too, FALSE);
  place (self, self->trace, 0, 0, width, trace);
  place (self, self->lines[0], 0, trace, width, 1);
  place (self, self->statements, 0, trace + 1, width - space - (space_too ? 1 : 0), rest);
  if (!space_too)
    return;
  place (self, self->lines[1], width - space - 1, trace + 1, 1, rest);
  place (self, self->space, width - space, trace + 1, space, rest);
}

static void
hx_read_layout_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxReadLayout *self = HX_READ_LAYOUT (widget);
  if (width >= WIDE_PX)
    allocate_wide (self, width, height);
  else
    allocate_stacked (self, width, height, width >= MEDIUM_PX);
}

/* In the order of reading. By where their middles lie, the panel beside the trace would come before it. */
static gboolean
hx_read_layout_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;
  if (!forward && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (hx_read_layout_parent_class)->focus (widget, direction);
  if (child && gtk_widget_child_focus (child, direction))
    return TRUE;
  if (child)
    child = forward ? gtk_widget_get_next_sibling (child) : gtk_widget_get_prev_sibling (child);
  else
    child = forward ? gtk_widget_get_first_child (widget) : gtk_widget_get_last_child (widget);
  while (child && (!gtk_widget_get_child_visible (child) || !gtk_widget_child_focus (child, direction)))
    child = forward ? gtk_widget_get_next_sibling (child) : gtk_widget_get_prev_sibling (child);
  return child != NULL;
}

static void
hx_read_layout_dispose (GObject *object)
{
  HxReadLayout *self = HX_READ_LAYOUT (object);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (hx_read_layout_parent_class)->dispose (object);
}

static void
hx_read_layout_class_init (HxReadLayoutClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_read_layout_dispose;
  widget_class->measure = hx_read_layout_measure;
  widget_class->size_allocate = hx_read_layout_size_allocate;
  widget_class->focus = hx_read_layout_focus;
}

static void
hx_read_layout_init (HxReadLayout *self)
{
}

GtkWidget *
hx_read_layout_new (GtkWidget *trace, GtkWidget *statements, GtkWidget *space, GSettings *settings)
{
  HxReadLayout *self = g_object_new (HX_TYPE_READ_LAYOUT, NULL);
  self->settings = g_object_ref (settings);
  self->trace = trace;
  self->statements = statements;
  self->space = space;
  self->handle = hx_pane_handle_new (_ ("Width of the statements"), settings, "panel-width", FALSE);
  gtk_widget_set_parent (trace, GTK_WIDGET (self));
  gtk_widget_set_parent (statements, GTK_WIDGET (self));
  gtk_widget_set_parent (space, GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (self->lines); i++)
    {
      self->lines[i] = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      gtk_widget_set_parent (self->lines[i], GTK_WIDGET (self));
    }
  /* Last, so that it lies above the panes. */
  gtk_widget_set_parent (self->handle, GTK_WIDGET (self));
  g_signal_connect_object (settings, "changed::panel-width", G_CALLBACK (gtk_widget_queue_allocate), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
