// SPDX-License-Identifier: Apache-2.0
/// Elimination: the solution is that of the dense system, code and steps give the same bits, cost grows linearly.
#include "emtansim/solve/elimination.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/solve/interpret.h"

namespace emtansim::solve {
namespace {

using Places = std::set<std::pair<std::uint32_t, std::uint32_t>>;  // (column, row)

Sparsity sparsity_of(std::uint32_t size, Places places) {
  for (std::uint32_t i = 0; i < size; ++i) places.insert({i, i});
  Sparsity sparsity;
  sparsity.column_starts.assign(size + 1, 0);
  for (const auto& [column, row] : places) {
    sparsity.rows.push_back(row);
    ++sparsity.column_starts[column + 1];
  }
  for (std::uint32_t i = 0; i < size; ++i) sparsity.column_starts[i + 1] += sparsity.column_starts[i];
  return sparsity;
}

Sparsity random_sparsity(std::uint32_t size, std::size_t entries, std::uint64_t seed) {
  RandomStream random(seed, 0, StreamUse::optimiser);
  const auto index = [&] { return static_cast<std::uint32_t>(random.uniform() * size); };
  Places places;
  for (std::size_t i = 0; i < entries; ++i) places.insert({index(), index()});
  return sparsity_of(size, std::move(places));
}

/// Shells of states that all depend on each other, each shell coupled to its neighbours state by state.
Sparsity shells(std::uint32_t count, std::uint32_t states) {
  Places places;
  for (std::uint32_t shell = 0; shell < count; ++shell)
    for (std::uint32_t i = 0; i < states; ++i) {
      const std::uint32_t at = shell * states + i;
      for (std::uint32_t j = 0; j < states; ++j) places.insert({at, shell * states + j});
      if (shell > 0) places.insert({at, at - states});
      if (shell + 1 < count) places.insert({at, at + states});
    }
  return sparsity_of(count * states, std::move(places));
}

/// The numbers of one member, factored and solved by steps.
class Solver {
 public:
  Solver(const Elimination& elimination, const std::vector<double>& jacobian, double shift)
      : elimination_(elimination), slots_(elimination.places().end, std::nan("")) {
    slots_[kOneSlot] = 1;
    slots_[elimination.places().shift] = shift;
    std::ranges::copy(jacobian, slots_.begin() + elimination.places().numbers);
    run(elimination.factor_steps(), slots_.data(), 1);
  }
  std::vector<double> operator()(const std::vector<double>& right) {
    std::ranges::copy(right, slots_.begin() + elimination_.places().right);
    run(elimination_.solve_steps(), slots_.data(), 1);
    std::vector<double> solution;
    for (const auto slot : elimination_.solution_slots()) solution.push_back(slots_[slot]);
    return solution;
  }

 private:
  const Elimination& elimination_;
  std::vector<double> slots_;
};

std::vector<double> random_numbers(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed, 1, StreamUse::optimiser);
  std::vector<double> numbers(count);
  for (auto& number : numbers) number = 2 * random.uniform() - 1;
  return numbers;
}

/// (shift I - J) x.
std::vector<double> product(const Sparsity& sparsity, const std::vector<double>& jacobian, double shift,
                            const std::vector<double>& x) {
  std::vector<double> result(x.size());
  for (std::size_t column = 0; column < x.size(); ++column) {
    result[column] += shift * x[column];
    const auto end = static_cast<std::size_t>(sparsity.column_starts[column + 1]);
    for (auto e = static_cast<std::size_t>(sparsity.column_starts[column]); e < end; ++e)
      result[static_cast<std::size_t>(sparsity.rows[e])] -= jacobian[e] * x[column];
  }
  return result;
}

// The largest difference between the solution found and the one that the right-hand side was made of.
double largest_error(const Sparsity& sparsity, const Elimination& elimination, std::uint64_t seed) {
  auto jacobian = random_numbers(sparsity.rows.size(), seed);
  const double shift = 30;  // more than the entries of any row add up to
  const auto x = random_numbers(elimination.size(), seed + 1000);
  const auto right = product(sparsity, jacobian, shift, x);
  const auto found = Solver(elimination, jacobian, shift)(right);
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) largest = std::max(largest, std::abs(found[i] - x[i]));
  return largest;
}

TEST(elimination, solves_random_systems) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto size = static_cast<std::uint32_t>(1 + seed % 20);
    const Sparsity sparsity = random_sparsity(size, seed * size / 12, seed);
    EXPECT_LT(largest_error(sparsity, Elimination::make(sparsity), seed), 1e-13) << seed;
  }
}

TEST(elimination, code_gives_the_bits_of_the_steps) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Sparsity sparsity = random_sparsity(15, 4 * seed, seed);
    const Elimination elimination = Elimination::make(sparsity);
    const auto jacobian = random_numbers(sparsity.rows.size(), seed);
    const auto right = random_numbers(15, seed + 1);
    std::vector<double> slots(elimination.places().end, 0.0);
    slots[kOneSlot] = 1;
    slots[elimination.places().shift] = 7;
    std::ranges::copy(jacobian, slots.begin() + elimination.places().numbers);
    std::ranges::copy(right, slots.begin() + elimination.places().right);
    interpret(elimination.factor_code(), slots.data());
    const Code solve = elimination.solve_code();
    interpret(solve, slots.data());
    const auto by_steps = Solver(elimination, jacobian, 7)(right);
    for (std::size_t i = 0; i < by_steps.size(); ++i)
      EXPECT_EQ(std::bit_cast<std::uint64_t>(by_steps[i]), std::bit_cast<std::uint64_t>(slots[solve.outputs[i]]));
  }
}

TEST(elimination, lanes_do_not_mix) {
  const Sparsity sparsity = random_sparsity(12, 40, 5);
  const Elimination elimination = Elimination::make(sparsity);
  const auto& places = elimination.places();
  constexpr std::size_t kLanes = 3;
  std::vector<double> slots(places.end * kLanes, 0.0);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const auto put = [&](std::uint32_t slot, double value) { slots[slot * kLanes + lane] = value; };
    const auto jacobian = random_numbers(sparsity.rows.size(), lane);
    const auto right = random_numbers(12, 50 + lane);
    put(kOneSlot, 1);
    put(places.shift, 10.0 + static_cast<double>(lane));
    for (std::uint32_t e = 0; e < jacobian.size(); ++e) put(places.numbers + e, jacobian[e]);
    for (std::uint32_t i = 0; i < right.size(); ++i) put(places.right + i, right[i]);
  }
  run(elimination.factor_steps(), slots.data(), kLanes);
  run(elimination.solve_steps(), slots.data(), kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    Solver alone(elimination, random_numbers(sparsity.rows.size(), lane), 10.0 + static_cast<double>(lane));
    const auto solution = alone(random_numbers(12, 50 + lane));
    for (std::size_t i = 0; i < 12; ++i)
      EXPECT_EQ(slots[elimination.solution_slots()[i] * kLanes + lane], solution[i]) << lane;
  }
}

TEST(elimination, states_that_nothing_depends_on_need_no_fill) {
  // A circle of three; two ledgers that read all of them, and nothing on their own diagonal.
  const Sparsity sparsity = sparsity_of(5, {{0, 1}, {1, 2}, {2, 0}, {0, 3}, {1, 3}, {2, 3}, {0, 4}, {1, 4}, {2, 4}});
  auto numbers = EntryNumbers::distinct(sparsity.rows.size());
  numbers.is_zero[sparsity.rows.size() - 1] = numbers.is_zero[sparsity.rows.size() - 2] = true;
  const Elimination elimination = Elimination::make(sparsity, numbers);
  EXPECT_EQ(elimination.counts().blocks, 3);
  EXPECT_EQ(elimination.counts().largest_block, 3);
  EXPECT_EQ(elimination.counts().fill, 1);
  EXPECT_EQ(elimination.counts().factor_operations, 2);
  EXPECT_EQ(std::ranges::count(elimination.factor_steps(), Eliminate::invert, &EliminationStep::op), 4)
      << "the ledgers share one inverse";
}

TEST(elimination, a_chain_in_any_order_has_no_fill) {
  Places places;
  const std::vector<std::uint32_t> order{3, 0, 4, 1, 5, 2};
  for (std::size_t i = 1; i < order.size(); ++i) {
    places.insert({order[i - 1], order[i]});
    places.insert({order[i], order[i - 1]});
  }
  const Elimination elimination = Elimination::make(sparsity_of(6, places));
  EXPECT_EQ(elimination.counts().largest_block, 6);
  EXPECT_EQ(elimination.counts().fill, 0);
}

TEST(elimination, a_long_chain_of_single_states_is_solved) {
  constexpr std::uint32_t kStates = 50000;
  Places places;
  for (std::uint32_t i = 1; i < kStates; ++i) places.insert({i - 1, i});
  const Sparsity sparsity = sparsity_of(kStates, places);
  const Elimination elimination = Elimination::make(sparsity);
  EXPECT_EQ(elimination.counts().blocks, kStates);
  EXPECT_EQ(elimination.counts().factor_operations, 0);
  EXPECT_LT(largest_error(sparsity, elimination, 1), 1e-13);
}

TEST(elimination, costs_as_much_for_each_shell_however_many_there_are) {
  const auto operations = [](std::uint32_t count) {
    const auto counts = Elimination::make(shells(count, 6)).counts();
    return static_cast<double>(counts.factor_operations + counts.solve_operations);
  };
  EXPECT_NEAR((operations(400) - operations(200)) / 200, (operations(100) - operations(50)) / 50,
              0.02 * operations(50));
  const Sparsity sparsity = shells(60, 6);
  EXPECT_LT(largest_error(sparsity, Elimination::make(sparsity), 3), 1e-13);
}

TEST(elimination, sums_that_rows_share_become_unknowns) {
  // Twelve counts, each feeding the next; ten amounts that all shrink with the sum of the counts.
  constexpr std::uint32_t kCounts = 12, kAmounts = 10;
  Places places;
  for (std::uint32_t j = 0; j < kCounts; ++j) {
    places.insert({j, (j + 1) % kCounts});
    for (std::uint32_t i = kCounts; i < kCounts + kAmounts; ++i) {
      places.insert({j, i});
      places.insert({i, j});
    }
  }
  const Sparsity sparsity = sparsity_of(kCounts + kAmounts, places);
  auto numbers = EntryNumbers::distinct(sparsity.rows.size());
  auto jacobian = random_numbers(sparsity.rows.size(), 9);
  std::vector<std::uint32_t> first(kCounts + kAmounts, EliminationRow::kOne);
  for (std::uint32_t column = 0; column < kCounts; ++column)
    for (auto e = static_cast<std::uint32_t>(sparsity.column_starts[column]); e < sparsity.column_starts[column + 1];
         ++e) {
      const auto row = static_cast<std::size_t>(sparsity.rows[e]);
      if (row < kCounts) continue;
      if (first[row] == EliminationRow::kOne) first[row] = e;
      numbers.of_entry[e] = first[row];
      jacobian[e] = jacobian[first[row]];
    }
  const Elimination with = Elimination::make(sparsity, numbers), without = Elimination::make(sparsity);
  EXPECT_EQ(with.counts().sums, 1);
  EXPECT_EQ(without.counts().sums, 0);
  EXPECT_LT(3 * with.counts().factor_operations, without.counts().factor_operations);
  const auto right = random_numbers(kCounts + kAmounts, 10);
  const auto one = Solver(with, jacobian, 30)(right), other = Solver(without, jacobian, 30)(right);
  for (std::size_t i = 0; i < right.size(); ++i) EXPECT_NEAR(one[i], other[i], 1e-15);
}

TEST(elimination, a_pivot_of_zero_shows) {
  const Sparsity sparsity = sparsity_of(1, {});
  const Elimination elimination = Elimination::make(sparsity);
  EXPECT_FALSE(std::isfinite(Solver(elimination, {2.0}, 2.0)({1.0})[0]));
}

}  // namespace
}  // namespace emtansim::solve
