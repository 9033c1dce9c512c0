// SPDX-License-Identifier: Apache-2.0
/// What deSolve asks of a compiled model, for equations in C; compiled by R with EQUATIONS (a file), NAME (its problem)
/// and PARAMETERS (how many there are) defined.
#include EQUATIONS

#define JOINED(a, b) a##b
#define OF(name, part) JOINED(name, part)

static double parameters[PARAMETERS];
static double prepared[4096];

void model_init(void (*fill)(int*, double*)) {
  int count = PARAMETERS;
  fill(&count, parameters);
  OF(NAME, _prepare)(parameters, prepared);
}

void model_rates(int* size, double* time, double* y, double* rates, double* outputs, int* more) {
  (void)size;
  (void)outputs;
  (void)more;
  OF(NAME, _rhs)(*time, y, prepared, rates);
}

void model_jacobian(int* size, double* time, double* y, int* lower, int* upper, double* to, int* height,
                    double* outputs, int* more) {
  static double values[1 << 16];
  (void)lower;
  (void)upper;
  (void)outputs;
  (void)more;
  OF(NAME, _jacobian)(*time, y, prepared, values);
  for (int column = 0; column < *size; ++column)
    for (int e = OF(NAME, _column_starts)[column]; e < OF(NAME, _column_starts)[column + 1]; ++e)
      to[column * *height + OF(NAME, _rows)[e]] = values[e];
}
