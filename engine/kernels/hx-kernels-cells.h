/* hx-kernels-cells.h: one step of an LSTM or GRU, for one kind of vector
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of hx-kernels-template.h. Exponential and hyperbolic tangent are polynomials without branches, so
 * that the loops over units become vectors: relative errors below 2e-7 (S. Moshier, Cephes, expf and tanhf).
 */

static inline __attribute__ ((always_inline)) float
exponential (float x)
{
  const float rounder = 12582912.0f; /* 1.5 * 2^23: adding it rounds to a whole number */
  float shifted, whole, y;
  gint32 bits;

  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  shifted = x * 1.44269504f + rounder;
  memcpy (&bits, &shifted, sizeof bits);
  whole = shifted - rounder;
  x = x - whole * 0.693359375f;
  x = x + whole * 2.12194440e-4f;
  y = 1.9875691500e-4f;
  y = y * x + 1.3981999507e-3f;
  y = y * x + 8.3334519073e-3f;
  y = y * x + 4.1665795894e-2f;
  y = y * x + 1.6666665459e-1f;
  y = y * x + 5.0000001201e-1f;
  y = y * (x * x) + x + 1.0f;
  /* times 2^whole: the low bits of the shifted number are the exponent */
  bits = (gint32)((guint32)bits << 23) + 0x3F800000;
  memcpy (&whole, &bits, sizeof whole);
  return y * whole;
}

static inline __attribute__ ((always_inline)) float
sigmoid (float x)
{
  return 1.0f / (1.0f + exponential (-x));
}

static inline __attribute__ ((always_inline)) float
hyperbolic_tangent (float x)
{
  const float size = x < 0.0f ? -x : x, square = x * x;
  const float large = 1.0f - 2.0f / (exponential (size + size) + 1.0f);
  float small = -5.70498872745e-3f;

  small = small * square + 2.06390887954e-2f;
  small = small * square - 5.37397155531e-2f;
  small = small * square + 1.33314422036e-1f;
  small = small * square - 3.33332819422e-1f;
  small = small * square * x + x;
  return size < 0.625f ? small : x < 0.0f ? -large : large;
}

static void
lstm_cell (gsize n, const float *restrict bias, float *restrict gates, const float *restrict c_before,
           float *restrict c, float *restrict h)
{
  for (gsize i = 0; i < n; i++)
    {
      const float in = sigmoid (gates[i] + bias[i]), forget = sigmoid (gates[n + i] + bias[n + i]),
                  cell = hyperbolic_tangent (gates[2 * n + i] + bias[2 * n + i]),
                  out = sigmoid (gates[3 * n + i] + bias[3 * n + i]);
      const float state = in * cell + (c_before != NULL ? forget * c_before[i] : 0.0f);

      gates[i] = in;
      gates[n + i] = forget;
      gates[2 * n + i] = cell;
      gates[3 * n + i] = out;
      c[i] = state;
      h[i] = out * hyperbolic_tangent (state);
    }
}

static void
lstm_cell_gradient (gsize n, float *restrict gates, const float *restrict c_before, const float *restrict c,
                    const float *restrict dh, float *restrict dc)
{
  for (gsize i = 0; i < n; i++)
    {
      const float in = gates[i], forget = gates[n + i], cell = gates[2 * n + i], out = gates[3 * n + i];
      const float t = hyperbolic_tangent (c[i]);
      const float d = dc[i] + dh[i] * out * (1.0f - t * t);

      gates[i] = d * cell * in * (1.0f - in);
      gates[n + i] = c_before != NULL ? d * c_before[i] * forget * (1.0f - forget) : 0.0f;
      gates[2 * n + i] = d * in * (1.0f - cell * cell);
      gates[3 * n + i] = dh[i] * t * out * (1.0f - out);
      dc[i] = d * forget;
    }
}

static void
gru_cell (gsize n, const float *restrict bias, float *restrict gates, const float *restrict hidden,
          const float *restrict h_before, float *restrict h)
{
  for (gsize i = 0; i < n; i++)
    {
      const float reset = sigmoid (gates[i] + bias[i]), update = sigmoid (gates[n + i] + bias[n + i]);
      const float new = hyperbolic_tangent (gates[2 * n + i] + bias[2 * n + i] + reset * hidden[i]);

      gates[i] = reset;
      gates[n + i] = update;
      gates[2 * n + i] = new;
      h[i] = (1.0f - update) * new + (h_before != NULL ? update * h_before[i] : 0.0f);
    }
}

static void
gru_cell_gradient (gsize n, float *restrict gates, float *restrict hidden, const float *restrict h_before,
                   const float *restrict dh, float *restrict dh_before)
{
  for (gsize i = 0; i < n; i++)
    {
      const float reset = gates[i], update = gates[n + i], new = gates[2 * n + i];
      const float d_new = dh[i] * (1.0f - update) * (1.0f - new *new);
      const float d_update = dh[i] * ((h_before != NULL ? h_before[i] : 0.0f) - new);

      gates[i] = d_new * hidden[i] * reset * (1.0f - reset);
      gates[n + i] = d_update * update * (1.0f - update);
      gates[2 * n + i] = d_new;
      hidden[i] = d_new * reset;
      dh_before[i] = dh[i] * update;
    }
}
