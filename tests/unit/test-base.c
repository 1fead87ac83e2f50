/* test-base.c: random numbers, parallel loops, files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/base/hx-parallel.h"
#include "engine/base/hx-progress.h"
#include "engine/base/hx-random.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* First values of two names, from the golden file uniform.json. */
static void
test_random_names (void)
{
  HxRandom x = hx_random_from_name ("input.x");
  HxRandom y = hx_random_from_name ("input.y");

  g_assert_cmpfloat_with_epsilon (hx_random_uniform_f32 (&x), 0.648891926, 1e-8);
  g_assert_cmpfloat_with_epsilon (hx_random_uniform_f32 (&x), 0.452646315, 1e-8);
  g_assert_cmpfloat_with_epsilon (hx_random_uniform_f32 (&y), 0.560071707, 1e-8);
}

static void
test_random_distributions (void)
{
  HxRandom random = hx_random_from_seed (1);
  HxRandom other = hx_random_derive (&random, 2);
  double sum = 0.0, sum_of_squares = 0.0;
  guint32 order[1000], seen[1000] = { 0 };
  guint n_fixed = 0, counts[7] = { 0 };
  const guint n = 100000;

  g_assert_cmpuint (other.state, !=, hx_random_derive (&random, 3).state);
  for (guint i = 0; i < n; i++)
    {
      double z = hx_random_normal (&random);

      sum += z;
      sum_of_squares += z * z;
      counts[hx_random_below (&random, 7)]++;
    }
  g_assert_cmpfloat (fabs (sum / n), <, 0.02);
  g_assert_cmpfloat (fabs (sum_of_squares / n - 1.0), <, 0.03);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat (fabs (counts[i] * 7.0 / n - 1.0), <, 0.05);

  hx_random_permutation (&random, order, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      seen[order[i]]++;
      n_fixed += order[i] == i;
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpuint (seen[i], ==, 1);
  g_assert_cmpuint (n_fixed, <, 10);
}

typedef struct
{
  guint calls[5000];
  GCancellable *cancellable;
} Counts;

static void
count_item (guint item, guint worker, gpointer user_data)
{
  Counts *counts = user_data;

  counts->calls[item]++;
  if (counts->cancellable != NULL && item == 100)
    g_cancellable_cancel (counts->cancellable);
}

static void
nested_item (guint item, guint worker, gpointer user_data)
{
  Counts inner = { 0 };

  g_assert_true (hx_parallel_for (10, 4, count_item, &inner, NULL));
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (inner.calls[i], ==, 1);
  count_item (item, worker, user_data);
}

static void
test_parallel (void)
{
  for (guint n_threads = 0; n_threads < 5; n_threads++)
    for (guint round = 0; round < 20; round++)
      {
        Counts counts = { 0 };
        guint n_items = round * round * 13;

        g_assert_true (
            hx_parallel_for (n_items, n_threads, round % 2 ? nested_item : count_item, &counts, NULL));
        for (guint i = 0; i < G_N_ELEMENTS (counts.calls); i++)
          g_assert_cmpuint (counts.calls[i], ==, i < n_items);
      }
}

static void
test_parallel_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Counts counts = { .cancellable = cancellable };
  guint n_done = 0;

  g_assert_false (hx_parallel_for (G_N_ELEMENTS (counts.calls), 3, count_item, &counts, cancellable));
  for (guint i = 0; i < G_N_ELEMENTS (counts.calls); i++)
    n_done += counts.calls[i];
  g_assert_cmpuint (n_done, >=, 101);
  g_assert_cmpuint (n_done, <, 1000);
}

/* Every member writes a round's number for itself, and after the meeting sees that of all. */
typedef struct
{
  guint seen[16];
  guint n_members;
  guint n_faults;
} Rounds;

static void
count_rounds (guint member, guint n_members, HxTeam *team, gpointer user_data)
{
  Rounds *rounds = user_data;

  if (member == 0)
    rounds->n_members = n_members;
  for (guint round = 1; round <= 500; round++)
    {
      guint n_faults = 0;

      /* Now and then one is late, long enough for the others to fall asleep. */
      if (round % 100 == 0 && member == round / 100 % n_members)
        g_usleep (2000);
      rounds->seen[member] = round;
      hx_team_meet (team);
      for (guint i = 0; i < n_members; i++)
        n_faults += rounds->seen[i] != round;
      hx_team_meet (team);
      if (n_faults > 0)
        rounds->n_faults = n_faults;
    }
}

static void
team_in_a_loop (guint item, guint worker, gpointer user_data)
{
  Rounds rounds = { .n_faults = 0 };

  hx_parallel_team (4, count_rounds, &rounds);
  g_assert_cmpuint (rounds.n_members, ==, 1);
  g_assert_cmpuint (rounds.seen[0], ==, 500);
}

static void
test_team (void)
{
  for (guint n_threads = 1; n_threads <= 5; n_threads++)
    {
      Rounds rounds = { .n_faults = 0 };

      hx_parallel_team (n_threads, count_rounds, &rounds);
      g_assert_cmpuint (rounds.n_members, ==, n_threads);
      g_assert_cmpuint (rounds.n_faults, ==, 0);
      for (guint i = 0; i < n_threads; i++)
        g_assert_cmpuint (rounds.seen[i], ==, 500);
    }
  g_assert_true (hx_parallel_for (8, 3, team_in_a_loop, NULL, NULL));
}

static gpointer
parallel_from_a_thread (gpointer data)
{
  for (guint round = 0; round < 50; round++)
    {
      Counts counts = { 0 };

      g_assert_true (hx_parallel_for (500, 3, count_item, &counts, NULL));
      for (guint i = 0; i < 500; i++)
        g_assert_cmpuint (counts.calls[i], ==, 1);
    }
  return NULL;
}

static void
test_parallel_from_many_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", parallel_from_a_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static char *
scratch_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("hexaxial-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_file_replaced_whole_or_not (void)
{
  g_autofree char *folder = scratch_folder ();
  g_autofree char *path = g_build_filename (folder, "a.txt", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  gsize n = 0;

  g_assert_true (hx_file_write_all (path, "old", 3, &error));
  {
    g_autoptr (HxFileWriter) writer = hx_file_writer_new (path, &error);

    g_assert_true (hx_file_writer_printf (writer, &error, "%d", 42));
  } /* never committed */
  content = hx_file_read_all (path, 100, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (content, ==, "old");
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "a.txt");
  g_assert_null (g_dir_read_name (dir));

  g_assert_null (hx_file_read_all (path, 2, &n, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_UNSAFE);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  g_assert_null (hx_file_read_all (folder, 100, &n, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_UNSAFE);
  g_unlink (path);
  g_rmdir (folder);
}

/* What is no file is never replaced by one. */
static void
test_only_files_replaced (void)
{
  g_autofree char *folder = scratch_folder ();
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  const char *const places[] = { folder, fifo, link };
  GStatBuf info;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink (fifo, link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (hx_file_write_all (places[i], "new", 3, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_UNSAFE);
      g_assert_nonnull (strstr (error->message, places[i]));
    }
  g_assert_cmpint (g_lstat (fifo, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
  g_assert_cmpint (g_lstat (link, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_unlink (link);
  g_unlink (fifo);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_path_stays_inside (void)
{
  static const char *const outside[] = { "../x", "/etc/passwd", "a/../../x",   "",
                                         "a/..", "a\nb",        "link/passwd", "a\\b" };
  g_autofree char *folder = scratch_folder ();
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *inside = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("/etc", link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_assert_null (hx_file_resolve_inside (folder, outside[i], &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_UNSAFE);
      g_clear_error (&error);
    }
  inside = hx_file_resolve_inside (folder, "records/1/x.dat", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (inside, "/records/1/x.dat"));
  g_unlink (link);
  g_rmdir (folder);
}

static void
keep_fraction (double fraction, const char *message, gpointer user_data)
{
  *(double *)user_data = fraction;
}

static void
test_progress_parts (void)
{
  double fraction = -1.0;
  HxProgress whole = { .report = keep_fraction, .user_data = &fraction };
  HxProgress half = hx_progress_part (&whole, 0.5, 1.0);
  HxProgress quarter = hx_progress_part (&half, 0.0, 0.5);

  hx_progress_report (&quarter, 1.0, NULL);
  g_assert_cmpfloat_with_epsilon (fraction, 0.75, 1e-12);
  hx_progress_report (NULL, 0.5, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/random/names", test_random_names);
  g_test_add_func ("/base/random/distributions", test_random_distributions);
  g_test_add_func ("/base/parallel/all-items", test_parallel);
  g_test_add_func ("/base/parallel/cancelled", test_parallel_cancelled);
  g_test_add_func ("/base/parallel/team", test_team);
  g_test_add_func ("/base/parallel/many-threads", test_parallel_from_many_threads);
  g_test_add_func ("/base/file/whole-or-not", test_file_replaced_whole_or_not);
  g_test_add_func ("/base/file/only-files", test_only_files_replaced);
  g_test_add_func ("/base/file/inside", test_path_stays_inside);
  g_test_add_func ("/base/progress/parts", test_progress_parts);
  return g_test_run ();
}
