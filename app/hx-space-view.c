/* hx-space-view.c: one label's space, as it was projected
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-space-view.h"

#include <math.h>

double
hx_embedded_point_towards_given (const HxEmbeddedPoint *point)
{
  if (point->label < 0)
    return NAN;
  return point->label > 0 ? point->margin : -point->margin;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxSpaceView *view = user_data;
  guint left = *(const guint *)a, right = *(const guint *)b;
  double difference = hx_embedded_point_towards_given (&view->points[left])
                      - hx_embedded_point_towards_given (&view->points[right]);
  if (difference != 0.0)
    return difference < 0.0 ? -1 : 1;
  return left < right ? -1 : left > right;
}

static void
find_wrong (HxSpaceView *view)
{
  view->wrong = g_new (guint, MAX (view->n, 1));
  for (guint i = 0; i < view->n; i++)
    if (hx_embedded_point_towards_given (&view->points[i]) < 0.0)
      view->wrong[view->n_wrong++] = i;
  g_qsort_with_data (view->wrong, (int)view->n_wrong, sizeof (guint), compare_rows, view);
}

HxSpaceView *
hx_space_view_new (guint label, const HxProjection *projection, GArray *points, HxStatement *statements)
{
  HxSpaceView *view = g_atomic_rc_box_new0 (HxSpaceView);
  view->label = label;
  view->projection = projection;
  view->n = points->len;
  view->points = (HxEmbeddedPoint *)(gpointer)g_array_free (points, FALSE);
  view->statements = statements;
  view->rows = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < view->n; i++)
    {
      const HxEmbeddedPoint *point = &view->points[i];
      g_hash_table_insert (view->rows, (gpointer)&point->key, GUINT_TO_POINTER (i + 1));
      if (point->label > 0)
        view->n_with++;
      else if (point->label == 0)
        view->n_without++;
      else
        view->n_unknown++;
    }
  find_wrong (view);
  return view;
}

static void
view_clear (gpointer data)
{
  HxSpaceView *view = data;
  g_hash_table_unref (view->rows);
  g_free (view->wrong);
  g_free (view->points);
  g_free (view->statements);
}

HxSpaceView *
hx_space_view_ref (HxSpaceView *view)
{
  return g_atomic_rc_box_acquire (view);
}

void
hx_space_view_unref (HxSpaceView *view)
{
  g_atomic_rc_box_release_full (view, view_clear);
}

int
hx_space_view_find (const HxSpaceView *view, gint64 key)
{
  return (int)GPOINTER_TO_UINT (g_hash_table_lookup (view->rows, &key)) - 1;
}

guint
hx_space_view_nearest (const HxSpaceView *view, guint row, guint k, guint *rows)
{
  const float *here = view->statements[row].embedding;
  g_autofree float *cosines = g_new (float, MAX (k, 1));
  guint n_found = 0;
  for (guint i = 0; i < view->n; i++)
    {
      const float *there = view->statements[i].embedding;
      float cosine = 0.0f;
      guint place;
      if (i == row)
        continue;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        cosine += here[d] * there[d];
      if (n_found == k && (k == 0 || cosine <= cosines[k - 1]))
        continue;
      for (place = n_found < k ? n_found : k - 1; place > 0 && cosines[place - 1] < cosine; place--)
        {
          cosines[place] = cosines[place - 1];
          rows[place] = rows[place - 1];
        }
      cosines[place] = cosine;
      rows[place] = i;
      n_found = MIN (n_found + 1, k);
    }
  return n_found;
}
