/* measured.h: measurements that must not fail
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"

static inline HxMeasurements *
measure (HxRecording *recording)
{
  g_autoptr (GError) error = NULL;
  HxMeasurements *measured = hx_measure (recording, NULL, NULL, &error);

  g_assert_no_error (error);
  return measured;
}
