/* hx-help.c: what the program says about itself
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-help.h"

#include "engine/hx-config.h"
#include "ui/hx-margin-bar.h"
#include "ui/hx-statement-scale.h"

#include <adwaita.h>
#include <glib/gi18n.h>

void
hx_help_present (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *window;
  g_type_ensure (HX_TYPE_STATEMENT_SCALE);
  g_type_ensure (HX_TYPE_MARGIN_BAR);
  builder = gtk_builder_new_from_resource ("/io/github/hexaxial/Hexaxial/hx-help-window.ui");
  window = GTK_WINDOW (gtk_builder_get_object (builder, "help"));
  /* The example that the words explain: fused says no, decoupled yes, the gate puts the answer between. */
  hx_statement_scale_set (HX_STATEMENT_SCALE (gtk_builder_get_object (builder, "scale")), 0.64, -0.4, 1.5,
                          0.48, 0.5);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}

void
hx_about_present (GtkWindow *parent)
{
  static const char *const acknowledgements[] = {
    "Label Decoupling Module: Zhang et al., Knowledge-Based Systems 263 (2023) 110298",
    "fcn_wang, xresnet1d and the recipe: Strodthoff et al., IEEE JBHI 25 (2021) 1519",
    "PTB-XL: Wagner et al., Scientific Data 7 (2020) 154", NULL
  };
  GtkWidget *about = adw_about_window_new ();
  g_object_set (
      about, "transient-for", parent, "application-name", "Hexaxial", "application-icon", HX_APP_ID,
      "developer-name", _ ("The Hexaxial authors"), "version", HX_VERSION, "license-type",
      GTK_LICENSE_GPL_3_0, "copyright", "© 2026 The Hexaxial authors", "comments",
      _ ("Shows 12-lead ECGs the way a cardiologist reads them, says which statements a trained network "
         "finds, and why.\n\n<b>For research and education, not for diagnosis.</b>"),
      "translator-credits", _ ("translator-credits"), NULL);
  adw_about_window_add_acknowledgement_section (ADW_ABOUT_WINDOW (about), _ ("Method and data"),
                                                (const char **)acknowledgements);
  gtk_window_present (GTK_WINDOW (about));
}
