/* hx-entanglement.h: how far records with a label stand apart from those without, in a space
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distances are Euclidean. Formulas and sources are in docs/metrics.md.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Points, record after record; not owned. */
typedef struct
{
  const float *points; /* n x stride, the first n_dimensions of each row are used */
  gsize stride;
  guint n_dimensions;
  guint n;
} HxPointCloud;

/** One label in one space. All NaN unless the label has both classes. */
typedef struct
{
  double silhouette; /* mean over all records (Rousseeuw, 1987), in [-1, 1]; a record alone in its class: 0 */
  double purity;     /* share of all records whose nearest other record has the same answer */
  double purity_with; /* of the records with the label only */
} HxEntanglement;

/**
 * hx_entanglement:
 * @labels: n x n_labels, 0 or 1
 * @results: n_labels
 *
 * All labels in one space: distances are computed once. Of equally near records the first counts. Memory
 * grows with n, work with n^2. Blocking; the same result with any number of threads.
 *
 * Returns: FALSE if cancelled or a point is not finite; @results are NaN then
 */
gboolean hx_entanglement (const HxPointCloud *cloud, const guint8 *labels, guint n_labels,
                          HxEntanglement *results, guint n_threads, GCancellable *cancellable);

/** As above for one label, @y_stride apart, in a space of its own. */
gboolean hx_entanglement_of_label (const HxPointCloud *cloud, const guint8 *y, gsize y_stride,
                                   HxEntanglement *result, guint n_threads, GCancellable *cancellable);

G_END_DECLS
