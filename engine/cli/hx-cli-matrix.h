/* hx-cli-matrix.h: tables of numbers as other programs write them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Numbers, row after row. */
typedef struct
{
  char *path;
  guint n_rows, n_columns;
  double *values; /* n_rows x n_columns */
  guint *lines;   /* line of each row in the file, from 1 */
  char **names;   /* of the columns, NULL-terminated; NULL without a header */
  char **keys;    /* of the rows, NULL-terminated; NULL without a column of names */
} HxCliMatrix;

void hx_cli_matrix_free (HxCliMatrix *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxCliMatrix, hx_cli_matrix_free)

/**
 * hx_cli_matrix_read_labels:
 *
 * Reads a table of zeros and ones (or true and false). Columns are separated by commas, semicolons, tabs or
 * spaces; a first line of names is a header; a first column that is called “id”, “index” or the like, that
 * has no name in the header, or that holds other things than labels, names the records. Lines that begin with
 * # are left out. Errors name the file, the line and the column.
 */
HxCliMatrix *hx_cli_matrix_read_labels (const char *path, GError **error);

/**
 * hx_cli_matrix_read_scores:
 * @labels: the table that the scores belong to
 *
 * Reads finite numbers, as many as there are labels. Where both tables have a header, columns are put into
 * the order of @labels'; where both name their records, the names must be the same.
 */
HxCliMatrix *hx_cli_matrix_read_scores (const char *path, const HxCliMatrix *labels, GError **error);

/** Puts the columns of @matrix into the order of @labels, or finds that they are others. */
gboolean hx_cli_matrix_match_columns (HxCliMatrix *matrix, const HxCliMatrix *labels, GError **error);

/** The values as labels. (transfer full) */
guint8 *hx_cli_matrix_to_labels (const HxCliMatrix *matrix);

G_END_DECLS
