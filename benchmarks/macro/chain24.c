// SPDX-License-Identifier: Apache-2.0
/// Chain 24 as one would write it by hand in C: antibody with n drugs in space j lies at [8 j + n].
enum { kLoads = 8, kSpaces = 3, kSize = kLoads * kSpaces };

const int chain24_size = kSize;
const int chain24_prepared_count = 13;

/// From CL, V1, Q2, V2, Q3, V3, k_3to7, k_2, k_1 to rate constants: out of the central space, to the second, to the
/// third, back from each, then the loss of a drug from each load.
void chain24_prepare(const double* p, double* c) {
  c[0] = (p[0] + p[2] + p[4]) / p[1];
  c[1] = p[2] / p[1];
  c[2] = p[4] / p[1];
  c[3] = p[2] / p[3];
  c[4] = p[4] / p[5];
  c[5] = 0;
  c[6] = p[8];
  c[7] = p[7];
  for (int n = 3; n < kLoads; ++n) c[5 + n] = p[6];
}

void chain24_rhs(double time, const double* y, const double* c, double* to) {
  (void)time;
  const double* k = c + 5;
  const double* y1 = y;
  const double* y2 = y + kLoads;
  const double* y3 = y + 2 * kLoads;
  for (int n = 0; n < kLoads; ++n) {
    to[n] = c[3] * y2[n] + c[4] * y3[n] - (c[0] + k[n]) * y1[n];
    to[kLoads + n] = c[1] * y1[n] - (c[3] + k[n]) * y2[n];
    to[2 * kLoads + n] = c[2] * y1[n] - (c[4] + k[n]) * y3[n];
  }
  for (int j = 0; j < kSpaces; ++j)
    for (int n = 0; n + 1 < kLoads; ++n) to[j * kLoads + n] += k[n + 1] * y[j * kLoads + n + 1];
}

// Columns of the central space: the load below (but for load 0), itself, the second and the third space. Columns of
// another space: the central space, the load below, itself.
const int chain24_column_starts[kSize + 1] = {0,  3,  7,  11, 15, 19, 23, 27, 31, 33, 36, 39, 42,
                                              45, 48, 51, 54, 56, 59, 62, 65, 68, 71, 74, 77};
const int chain24_rows[77] = {
    0,  8,  16, 0,  1,  9,  17, 1,  2,  10, 18, 2,  3,  11, 19, 3,  4,  12, 20, 4,  5,  13, 21, 5,  6,  14,
    22, 6,  7,  15, 23, 0,  8,  1,  8,  9,  2,  9,  10, 3,  10, 11, 4,  11, 12, 5,  12, 13, 6,  13, 14, 7,
    14, 15, 0,  16, 1,  16, 17, 2,  17, 18, 3,  18, 19, 4,  19, 20, 5,  20, 21, 6,  21, 22, 7,  22, 23};

void chain24_jacobian(double time, const double* y, const double* c, double* to) {
  (void)time;
  (void)y;
  const double* k = c + 5;
  for (int n = 0; n < kLoads; ++n) {
    if (n > 0) *to++ = k[n];
    *to++ = -(c[0] + k[n]);
    *to++ = c[1];
    *to++ = c[2];
  }
  for (int j = 0; j < 2; ++j)
    for (int n = 0; n < kLoads; ++n) {
      *to++ = c[3 + j];
      if (n > 0) *to++ = k[n];
      *to++ = -(c[3 + j] + k[n]);
    }
}
