/* hx-read-header.c: a title with its tools, on one line or on two
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-read-header.h"

struct _HxReadHeader
{
  GtkWidget parent_instance;
  GtkWidget *title, *tools;
  int spacing;
};

G_DEFINE_FINAL_TYPE (HxReadHeader, hx_read_header, GTK_TYPE_WIDGET)

enum
{
  PROP_TITLE = 1,
  PROP_TOOLS,
  PROP_SPACING,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* What each gets of a width. */
typedef struct
{
  gboolean two_lines;
  int title_width, tools_width;
} Share;

static Share
share_width (HxReadHeader *self, int width)
{
  Share share = { FALSE, 0, 0 };
  int title_min, title_nat, tools_min, tools_nat;
  gtk_widget_measure (self->title, GTK_ORIENTATION_HORIZONTAL, -1, &title_min, &title_nat, NULL, NULL);
  gtk_widget_measure (self->tools, GTK_ORIENTATION_HORIZONTAL, -1, &tools_min, &tools_nat, NULL, NULL);
  share.two_lines = title_nat + self->spacing + tools_nat > width && MAX (tools_nat, title_min) <= width;
  share.tools_width =
      share.two_lines ? tools_nat : CLAMP (width - self->spacing - title_nat, tools_min, tools_nat);
  share.title_width = share.two_lines ? width : MAX (width - self->spacing - share.tools_width, title_min);
  return share;
}

static GtkSizeRequestMode
hx_read_header_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (HxReadHeader *self, int *minimum, int *natural)
{
  int title_min, title_nat, tools_min, tools_nat;
  gtk_widget_measure (self->title, GTK_ORIENTATION_HORIZONTAL, -1, &title_min, &title_nat, NULL, NULL);
  gtk_widget_measure (self->tools, GTK_ORIENTATION_HORIZONTAL, -1, &tools_min, &tools_nat, NULL, NULL);
  *minimum = title_min + self->spacing + tools_min;
  *natural = title_nat + self->spacing + tools_nat;
}

static void
hx_read_header_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  HxReadHeader *self = HX_READ_HEADER (widget);
  Share share;
  int title_min, title_nat, tools_min, tools_nat;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, minimum, natural);
      return;
    }
  share = share_width (self, for_size >= 0 ? for_size : G_MAXINT / 2);
  gtk_widget_measure (self->title, orientation, share.title_width, &title_min, &title_nat, NULL, NULL);
  gtk_widget_measure (self->tools, orientation, share.tools_width, &tools_min, &tools_nat, NULL, NULL);
  *minimum = share.two_lines ? title_min + tools_min : MAX (title_min, tools_min);
  *natural = share.two_lines ? title_nat + tools_nat : MAX (title_nat, tools_nat);
}

static void
allocate_at (HxReadHeader *self, GtkWidget *child, int x, int y, int width, int height)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
hx_read_header_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxReadHeader *self = HX_READ_HEADER (widget);
  Share share = share_width (self, width);
  int title_height;
  if (!share.two_lines)
    {
      allocate_at (self, self->title, 0, 0, share.title_width, height);
      allocate_at (self, self->tools, share.title_width + self->spacing, 0, share.tools_width, height);
      return;
    }
  gtk_widget_measure (self->title, GTK_ORIENTATION_VERTICAL, width, NULL, &title_height, NULL, NULL);
  allocate_at (self, self->title, 0, 0, width, title_height);
  allocate_at (self, self->tools, 0, title_height, share.tools_width, MAX (height - title_height, 0));
}

static void
hx_read_header_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxReadHeader *self = HX_READ_HEADER (object);
  switch (id)
    {
    case PROP_TITLE:
      self->title = g_value_get_object (value);
      gtk_widget_insert_after (self->title, GTK_WIDGET (self), NULL);
      break;
    case PROP_TOOLS:
      self->tools = g_value_get_object (value);
      gtk_widget_insert_before (self->tools, GTK_WIDGET (self), NULL);
      break;
    default:
      self->spacing = g_value_get_int (value);
    }
}

static void
hx_read_header_dispose (GObject *object)
{
  HxReadHeader *self = HX_READ_HEADER (object);
  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->tools, gtk_widget_unparent);
  G_OBJECT_CLASS (hx_read_header_parent_class)->dispose (object);
}

static void
hx_read_header_class_init (HxReadHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  object_class->set_property = hx_read_header_set_property;
  object_class->dispose = hx_read_header_dispose;
  widget_class->get_request_mode = hx_read_header_get_request_mode;
  widget_class->measure = hx_read_header_measure;
  widget_class->size_allocate = hx_read_header_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "readheader");
  props[PROP_TITLE] = g_param_spec_object ("title", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_TOOLS] = g_param_spec_object ("tools", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 12, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
hx_read_header_init (HxReadHeader *self)
{
}
