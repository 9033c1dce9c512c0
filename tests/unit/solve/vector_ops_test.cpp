// SPDX-License-Identifier: Apache-2.0
/// Our vector and matrix arithmetic against its definition, for sizes around the group size and shared operands.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/solve/vector_ops.h"

namespace emtansim::solve {
namespace {

using sundials::numbers;

class vector_ops : public testing::TestWithParam<std::size_t> {
 protected:
  sundials::Vector filled(double seed) {
    sundials::Vector vector = make_vector(GetParam(), context_.get());
    for (std::size_t i = 0; i < GetParam(); ++i)
      numbers(vector.get())[i] = std::sin(seed + static_cast<double>(i)) + 1.5;
    return vector;
  }
  std::vector<double> copy(const sundials::Vector& vector) {
    return {numbers(vector.get()).begin(), numbers(vector.get()).end()};
  }
  const sundials::Context context_ = sundials::make_context();
};

TEST_P(vector_ops, compute_what_they_are_called) {
  const auto x = filled(1), y = filled(2), z = filled(3);
  const auto expect = [&](auto formula) {
    for (std::size_t i = 0; i < GetParam(); ++i)
      EXPECT_EQ(numbers(z.get())[i], formula(numbers(x.get())[i], numbers(y.get())[i]));
  };
  N_VLinearSum(2, x.get(), -3, y.get(), z.get());
  expect([](double a, double b) { return 2 * a + -3 * b; });
  N_VLinearSum(2, x.get(), 1, y.get(), z.get());
  expect([](double a, double b) { return 2 * a + b; });
  N_VProd(x.get(), y.get(), z.get());
  expect([](double a, double b) { return a * b; });
  N_VDiv(x.get(), y.get(), z.get());
  expect([](double a, double b) { return a / b; });
  N_VScale(-1, x.get(), z.get());
  expect([](double a, double) { return -a; });
  N_VAbs(x.get(), z.get());
  expect([](double a, double) { return std::abs(a); });
  N_VInv(x.get(), z.get());
  expect([](double a, double) { return 1 / a; });
  N_VAddConst(x.get(), 5, z.get());
  expect([](double a, double) { return a + 5; });
  N_VConst(7, z.get());
  expect([](double, double) { return 7.0; });
}

TEST_P(vector_ops, may_write_into_an_operand) {
  const auto x = filled(1), y = filled(2);
  const auto a = copy(x), b = copy(y);
  N_VLinearSum(2, x.get(), 3, y.get(), x.get());
  N_VScale(0.5, y.get(), y.get());
  for (std::size_t i = 0; i < GetParam(); ++i) {
    EXPECT_EQ(numbers(x.get())[i], 2 * a[i] + 3 * b[i]);
    EXPECT_EQ(numbers(y.get())[i], 0.5 * b[i]);
  }
}

TEST_P(vector_ops, combine_several_at_once) {
  const auto x = filled(1), y = filled(2), z = filled(3);
  const auto a = copy(x), b = copy(y), c = copy(z);
  double factors[] = {2, 3, 4};
  N_Vector all[] = {x.get(), y.get(), z.get()};
  N_VLinearCombination(3, factors, all, x.get());
  for (std::size_t i = 0; i < GetParam(); ++i) EXPECT_EQ(numbers(x.get())[i], 2 * a[i] + 3 * b[i] + 4 * c[i]);
  N_Vector to[] = {y.get(), z.get()};
  N_VScaleAddMulti(2, factors, x.get(), to, to);
  for (std::size_t i = 0; i < GetParam(); ++i) {
    EXPECT_EQ(numbers(y.get())[i], 2 * numbers(x.get())[i] + b[i]);
    EXPECT_EQ(numbers(z.get())[i], 3 * numbers(x.get())[i] + c[i]);
  }
}

TEST_P(vector_ops, measure) {
  const auto x = filled(1), w = filled(2);
  double sum = 0, largest = 0, smallest = INFINITY;
  for (std::size_t i = 0; i < GetParam(); ++i) {
    sum += std::pow(numbers(x.get())[i] * numbers(w.get())[i], 2);
    largest = std::max(largest, std::abs(numbers(x.get())[i]));
    smallest = std::min(smallest, numbers(x.get())[i]);
  }
  const auto n = static_cast<double>(GetParam());
  EXPECT_NEAR(N_VWrmsNorm(x.get(), w.get()), std::sqrt(sum / n), 1e-15 * std::sqrt(sum));
  EXPECT_EQ(N_VMaxNorm(x.get()), largest);
  EXPECT_EQ(N_VMin(x.get()), smallest);
}

INSTANTIATE_TEST_SUITE_P(sizes, vector_ops, testing::Values(1, 3, 4, 5, 8, 31));

TEST(matrix, keeps_its_pattern_through_clone_copy_and_scaling) {
  const sundials::Context context = sundials::make_context();
  // | 1 . |
  // | 2 3 |
  const Sparsity sparsity{.column_starts = {0, 2, 3}, .rows = {0, 1, 1}};
  const sundials::Matrix matrix = make_matrix(sparsity, context.get());
  for (int i = 0; i < 3; ++i) SUNSparseMatrix_Data(matrix.get())[i] = i + 1;
  const sundials::Matrix other(SUNMatClone(matrix.get()));
  EXPECT_EQ(SUNMatCopy(matrix.get(), other.get()), 0);
  EXPECT_EQ(SUNMatScaleAddI(-2, other.get()), 0);
  EXPECT_EQ(SUNMatZero(matrix.get()), 0);
  const double expected[] = {1 - 2, -4, 1 - 6};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(SUNSparseMatrix_Data(other.get())[i], expected[i]);
    EXPECT_EQ(SUNSparseMatrix_Data(matrix.get())[i], 0);
    EXPECT_EQ(SUNSparseMatrix_IndexValues(other.get())[i], sparsity.rows[static_cast<std::size_t>(i)]);
  }
}

}  // namespace
}  // namespace emtansim::solve
