// SPDX-License-Identifier: Apache-2.0
/// Loops over vectors and over the entries of matrices.
#include "emtansim/solve/vector_ops.h"

#include <algorithm>
#include <cmath>

namespace emtansim::solve {

namespace {

double* data(N_Vector vector) { return NV_DATA_S(vector); }
sunindextype size(N_Vector vector) { return NV_LENGTH_S(vector); }

constexpr sunindextype kAtOnce = 4;

// to[i] = value(i). All of a group are computed before any is stored, so that the compiler can take them together even
// where the result goes into an operand.
template <class ValueAt>
void fill(N_Vector z, ValueAt value) {
  double* to = data(z);
  const sunindextype n = size(z);
  sunindextype i = 0;
  for (; i + kAtOnce <= n; i += kAtOnce) {
    double group[kAtOnce];
    for (sunindextype part = 0; part < kAtOnce; ++part) group[part] = value(i + part);
    for (sunindextype part = 0; part < kAtOnce; ++part) to[i + part] = group[part];
  }
  for (; i < n; ++i) to[i] = value(i);
}

template <class Operation>
void each(N_Vector x, N_Vector z, Operation operation) {
  fill(z, [a = data(x), operation](sunindextype i) { return operation(a[i]); });
}

template <class Operation>
void each(N_Vector x, N_Vector y, N_Vector z, Operation operation) {
  fill(z, [a = data(x), b = data(y), operation](sunindextype i) { return operation(a[i], b[i]); });
}

// The sum in four parts, in an order that does not depend on the machine.
double weighted_square_sum(N_Vector x, N_Vector w) {
  const double* a = data(x);
  const double* b = data(w);
  const sunindextype n = size(x);
  double sums[kAtOnce] = {0, 0, 0, 0};
  sunindextype i = 0;
  for (; i + kAtOnce <= n; i += kAtOnce)
    for (sunindextype part = 0; part < kAtOnce; ++part) {
      const double product = a[i + part] * b[i + part];
      sums[part] += product * product;
    }
  for (; i < n; ++i) sums[0] += (a[i] * b[i]) * (a[i] * b[i]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

double weighted_norm(N_Vector x, N_Vector w) {
  return std::sqrt(weighted_square_sum(x, w) / static_cast<double>(size(x)));
}

void linear_sum(double a, N_Vector x, double b, N_Vector y, N_Vector z) {
  if (b == 1) return each(x, y, z, [a](double u, double v) { return a * u + v; });
  each(x, y, z, [a, b](double u, double v) { return a * u + b * v; });
}

void set_constant(double value, N_Vector z) { std::fill_n(data(z), size(z), value); }

void scale(double factor, N_Vector x, N_Vector z) {
  if (factor == 1 && x == z) return;
  each(x, z, [factor](double u) { return factor * u; });
}

double largest(N_Vector x) {
  double found = 0;
  for (const double value : sundials::numbers(x)) found = std::max(found, std::abs(value));
  return found;
}

double smallest(N_Vector x) {
  const auto values = sundials::numbers(x);
  return values.empty() ? 0 : *std::ranges::min_element(values);
}

int linear_combination(int count, double* factors, N_Vector* x, N_Vector z) {
  // `z` may be the first of them.
  const double first = factors[0];
  each(x[0], z, [first](double u) { return first * u; });
  for (int k = 1; k < count; ++k) {
    const double factor = factors[k];
    each(z, x[k], z, [factor](double u, double v) { return u + factor * v; });
  }
  return 0;
}

int scale_and_add(int count, double* factors, N_Vector x, N_Vector* y, N_Vector* z) {
  for (int k = 0; k < count; ++k) linear_sum(factors[k], x, 1, y[k], z[k]);
  return 0;
}

std::span<double> entries(SUNMatrix matrix) {
  return {SUNSparseMatrix_Data(matrix), static_cast<std::size_t>(SUNSparseMatrix_NNZ(matrix))};
}

int zero(SUNMatrix matrix) {
  std::ranges::fill(entries(matrix), 0.0);
  return 0;
}

int copy(SUNMatrix from, SUNMatrix to) {
  std::ranges::copy(entries(from), entries(to).begin());
  return 0;
}

// I + c A; the diagonal is always in the pattern.
int scale_and_add_identity(double factor, SUNMatrix matrix) {
  const auto values = entries(matrix);
  for (double& value : values) value *= factor;
  const sunindextype* starts = SUNSparseMatrix_IndexPointers(matrix);
  const sunindextype* rows = SUNSparseMatrix_IndexValues(matrix);
  for (sunindextype column = 0; column < SUNSparseMatrix_Columns(matrix); ++column) {
    const auto* at = std::lower_bound(rows + starts[column], rows + starts[column + 1], column);
    values[static_cast<std::size_t>(at - rows)] += 1;
  }
  return 0;
}

SUNMatrix matrix_of(std::span<const sunindextype> starts, std::span<const sunindextype> rows, SUNContext context);

SUNMatrix clone(SUNMatrix matrix) {
  const auto columns = static_cast<std::size_t>(SUNSparseMatrix_Columns(matrix));
  return matrix_of({SUNSparseMatrix_IndexPointers(matrix), columns + 1},
                   {SUNSparseMatrix_IndexValues(matrix), static_cast<std::size_t>(SUNSparseMatrix_NNZ(matrix))},
                   matrix->sunctx);
}

SUNMatrix matrix_of(std::span<const sunindextype> starts, std::span<const sunindextype> rows, SUNContext context) {
  const auto columns = static_cast<sunindextype>(starts.size()) - 1;
  SUNMatrix matrix = SUNSparseMatrix(columns, columns, static_cast<sunindextype>(rows.size()), CSC_MAT, context);
  std::ranges::copy(starts, SUNSparseMatrix_IndexPointers(matrix));
  std::ranges::copy(rows, SUNSparseMatrix_IndexValues(matrix));
  matrix->ops->clone = &clone;
  matrix->ops->zero = &zero;
  matrix->ops->copy = &copy;
  matrix->ops->scaleaddi = &scale_and_add_identity;
  return matrix;
}

void use_own_operations(N_Vector vector) {
  auto& ops = *vector->ops;
  ops.nvlinearsum = &linear_sum;
  ops.nvconst = &set_constant;
  ops.nvprod = [](N_Vector x, N_Vector y, N_Vector z) { each(x, y, z, [](double u, double v) { return u * v; }); };
  ops.nvdiv = [](N_Vector x, N_Vector y, N_Vector z) { each(x, y, z, [](double u, double v) { return u / v; }); };
  ops.nvscale = &scale;
  ops.nvabs = [](N_Vector x, N_Vector z) { each(x, z, [](double u) { return std::abs(u); }); };
  ops.nvinv = [](N_Vector x, N_Vector z) { each(x, z, [](double u) { return 1 / u; }); };
  ops.nvaddconst = [](N_Vector x, double b, N_Vector z) { each(x, z, [b](double u) { return u + b; }); };
  ops.nvmaxnorm = &largest;
  ops.nvmaxnormlocal = &largest;
  ops.nvmin = &smallest;
  ops.nvminlocal = &smallest;
  ops.nvwrmsnorm = &weighted_norm;
  ops.nvwsqrsumlocal = &weighted_square_sum;
  ops.nvlinearcombination = &linear_combination;
  ops.nvscaleaddmulti = &scale_and_add;
}

}  // namespace

sundials::Vector make_vector(std::size_t count, SUNContext context) {
  sundials::Vector vector(N_VNew_Serial(static_cast<sunindextype>(count), context));
  use_own_operations(vector.get());
  return vector;
}

sundials::Matrix make_matrix(const Sparsity& sparsity, SUNContext context) {
  return sundials::Matrix(matrix_of(sparsity.column_starts, sparsity.rows, context));
}

}  // namespace emtansim::solve
