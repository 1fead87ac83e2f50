/* hx-bench.h: how fast networks train and predict on this computer
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"
#include "engine/models/hx-network.h"
#include "engine/models/hx-trainer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HxBenchOptions:
 * @n_threads: 0 for all processors
 * @n_repeats: how often each is timed; the best counts
 * @seconds: how long each timing lasts at least
 */
typedef struct
{
  guint batch, n_samples, n_leads; /* 128 records of 250 samples and 12 leads as published */
  guint n_threads, n_repeats;
  double seconds;
  HxPrecision precision; /* of the training's products, float32 */
} HxBenchOptions;

HxBenchOptions hx_bench_options_default (void);

/**
 * HxBenchResult:
 * @peak_gflops: of fused multiply-adds in registers, all threads, timed as long as the training, right behind
 * it
 * @train_gflops: of hx_network_cost(), a whole optimiser step included
 * @record_ms: one record of seven windows to statements, with embeddings and margins
 * @train_rss_mib: largest resident memory of the process while it trained, beyond that of the process before
 */
typedef struct
{
  guint n_threads;
  double peak_gflops;
  double train_records_per_s, train_gflops;
  double predict_windows_per_s, predict_gflops;
  double record_ms;
  double peak_rss_mib, train_rss_mib;
} HxBenchResult;

/** Memory that cannot be measured on this system is NaN. FALSE with @error if cancelled or @architecture
 * cannot be built. */
gboolean hx_bench (const HxArchitecture *architecture, const HxBenchOptions *options, HxBenchResult *result,
                   GCancellable *cancellable, GError **error);

G_END_DECLS
