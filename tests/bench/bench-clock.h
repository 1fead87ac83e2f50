/* bench-clock.h: repeated timing of a statement
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdlib.h>

G_BEGIN_DECLS

#define BENCH_ROUNDS 40

/** Bench: @n_slow: cases whose best exceeded its limit */
typedef struct
{
  double ms[BENCH_ROUNDS];
  guint n_slow;
} Bench;

static inline int
bench_compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static inline void
bench_report (Bench *bench, double limit_ms, const char *name)
{
  qsort (bench->ms, BENCH_ROUNDS, sizeof (double), bench_compare);
  g_print ("%-42s best %6.2f  median %6.2f ms", name, bench->ms[0], bench->ms[BENCH_ROUNDS / 2]);
  if (limit_ms > 0.0)
    g_print ("  limit %5.1f%s", limit_ms, bench->ms[0] > limit_ms ? "  TOO SLOW" : "");
  g_print ("\n");
  if (limit_ms > 0.0 && bench->ms[0] > limit_ms)
    bench->n_slow++;
}

/** Runs @statement %BENCH_ROUNDS times and prints a line; @limit_ms 0 for none. */
#define BENCH(bench, limit_ms, name, statement)                                                              \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    for (int round_ = 0; round_ < BENCH_ROUNDS; round_++)                                                    \
      {                                                                                                      \
        gint64 start_us_ = g_get_monotonic_time ();                                                          \
        statement;                                                                                           \
        (bench)->ms[round_] = (double)(g_get_monotonic_time () - start_us_) / 1000.0;                        \
      }                                                                                                      \
    bench_report (bench, limit_ms, name);                                                                    \
  }                                                                                                          \
  G_STMT_END

G_END_DECLS
