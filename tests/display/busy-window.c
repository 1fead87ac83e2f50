/* busy-window.c: a window in which a training runs at full load while somebody reads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/busy-window.h"

#include "app/hx-record-list.h"
#include "tests/display/app-fixture.h"

#define ROW_PX 92

void
busy_window_open (BusyWindow *busy, guint n_records)
{
  HxTrainOptions options;
  busy->folder = app_fixture_folder ();
  busy->session = hx_session_new ();
  app_fixture_simulate (busy->session, busy->folder, n_records);
  app_fixture_train_options (&options);
  options.epochs = 1;
  hx_session_train (busy->session, &options);
  app_fixture_settle (busy->session, 300.0);
  busy->window = hx_window_new (NULL, busy->session);
  gtk_window_set_default_size (GTK_WINDOW (busy->window), 1400, 900);
  gtk_window_present (GTK_WINDOW (busy->window));
  while (!hx_window_is_settled (busy->window) || !gtk_widget_get_mapped (GTK_WIDGET (busy->window)))
    g_main_context_iteration (NULL, TRUE);
  app_fixture_run (1000); /* the first frames, with GTK's own first layout */
}

void
busy_window_close (BusyWindow *busy)
{
  gtk_window_destroy (GTK_WINDOW (busy->window));
  hx_session_shut_down (busy->session);
  g_clear_object (&busy->session);
  app_fixture_remove (busy->folder);
}

void
busy_window_load (BusyWindow *busy)
{
  HxTrainOptions options;
  HxJob *job;
  app_fixture_train_options (&options);
  options.epochs = 100000;
  options.batch = 128;
  job = hx_session_train (busy->session, &options);
  while (hx_job_get_state (job) == HX_JOB_WAITING || hx_job_get_fraction (job) <= 0.0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (hx_job_get_state (job), ==, HX_JOB_RUNNING);
}

static void
read_step (BusyWindow *busy, guint step)
{
  static const char *const orders[] = { "score", "id", "doubt", "library" };
  GtkWidget *list = hx_window_get_record_list (busy->window);
  GtkAdjustment *adjustment = hx_record_list_get_adjustment (HX_RECORD_LIST (list));
  HxRecordView *view = hx_record_list_get_view (HX_RECORD_LIST (list));
  HxRecordCriteria *criteria = hx_record_view_get_criteria (view);
  int n_labels = (int)hx_model_get_n_labels (hx_session_get_model (busy->session));
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment) + ROW_PX;
  if (end > 0.0 && gtk_widget_get_mapped (hx_record_list_get_list (HX_RECORD_LIST (list))))
    gtk_adjustment_set_value (adjustment, value < end ? value : 0.0);
  if (step % 8 == 0)
    hx_record_list_step (HX_RECORD_LIST (list), 1);
  if (step % 60 == 30)
    gtk_widget_activate_action (list, "records.sort", "s", orders[step / 60 % G_N_ELEMENTS (orders)]);
  if (step % 60 == 45)
    hx_session_set_label (busy->session, (int)(step / 60) % n_labels);
  if (step % 120 == 50)
    hx_record_criteria_set_search (criteria, "afib");
  if (step % 120 == 70)
    hx_record_criteria_set_search (criteria, "");
  if (step % 120 == 50 || step % 120 == 70)
    hx_record_view_changed (view);
}

static gboolean
want_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
frame_done (GdkFrameClock *clock, BusyWindow *busy)
{
  if (g_get_monotonic_time () < busy->next_us)
    return;
  busy->next_us = g_get_monotonic_time () + busy->step_us;
  read_step (busy, busy->n_steps++);
}

void
busy_window_start_reading (BusyWindow *busy, guint step_ms)
{
  busy->n_steps = 0;
  busy->next_us = 0;
  busy->step_us = (gint64)step_ms * 1000;
  busy->tick = gtk_widget_add_tick_callback (GTK_WIDGET (busy->window), want_frame, NULL, NULL);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (busy->window)), "after-paint",
                    G_CALLBACK (frame_done), busy);
}

void
busy_window_stop_reading (BusyWindow *busy)
{
  gtk_widget_remove_tick_callback (GTK_WIDGET (busy->window), busy->tick);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (GTK_WIDGET (busy->window)), busy);
}
