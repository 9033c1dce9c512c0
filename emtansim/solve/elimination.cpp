// SPDX-License-Identifier: Apache-2.0
/// Plans the elimination of `shift I - J`.
#include "emtansim/solve/elimination.h"

#include <algorithm>
#include <map>
#include <optional>

#include "emtansim/solve/pivot_order.h"

namespace emtansim::solve {

namespace {

/// An entry of the Jacobian: its column, and its place in the compressed columns.
struct RowEntry {
  std::uint32_t column = 0;
  std::uint32_t entry = 0;
};

std::vector<std::vector<RowEntry>> rows_of(const Sparsity& sparsity, const std::vector<bool>& is_zero) {
  std::vector<std::vector<RowEntry>> rows(sparsity.column_starts.size() - 1);
  for (std::uint32_t column = 0; column < rows.size(); ++column) {
    const auto end = static_cast<std::uint32_t>(sparsity.column_starts[column + 1]);
    for (auto entry = static_cast<std::uint32_t>(sparsity.column_starts[column]); entry < end; ++entry)
      if (is_zero.empty() || !is_zero[entry])
        rows[static_cast<std::size_t>(sparsity.rows[entry])].push_back({column, entry});
  }
  return rows;
}

}  // namespace

// With A = -M off the diagonal, so that entries of J enter as they are, the elimination of row i by rows k before it is
//   l_ik = a_ik / m_kk,  a_ij += l_ik a_kj,  m_ii -= l_ik a_ki,
// and M x = b is solved by t_i = b_i + sum l_ik t_k forward, x_i = (t_i + sum a_ij x_j) / m_ii backward. Row by row: a
// row is in registers while it is made. Sums end with what was computed last, so that they wait as little as possible.
class Elimination::Planner {
 public:
  Planner(const Sparsity& sparsity, const std::vector<bool>& is_zero) : rows_(rows_of(sparsity, is_zero)) {
    made_.size_ = rows_.size();
    made_.places_.factors = made_.places_.jacobian + static_cast<std::uint32_t>(sparsity.rows.size());
    next_ = made_.places_.factors;
  }

  Elimination operator()() {
    Pattern pattern(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (const auto& entry : rows_[i]) pattern[i].push_back(entry.column);
    for (const auto& row : pattern) made_.counts_.entries += row.size();
    const auto blocks = connected_blocks(pattern);
    block_of_.resize(rows_.size());
    for (std::uint32_t b = 0; b < blocks.size(); ++b)
      for (const auto state : blocks[b]) block_of_[state] = b;
    plans_.resize(rows_.size());
    for (const auto& block : blocks) eliminate(pivot_order(pattern, block));
    place_the_rest();
    for (const auto& block : order_) solve_block(block);
    made_.counts_.blocks = blocks.size();
    for (const auto& block : blocks) made_.counts_.largest_block = std::max(made_.counts_.largest_block, block.size());
    return std::move(made_);
  }

 private:
  /// A number of the matrix: its column and the slot that holds it.
  struct Held {
    std::uint32_t column = 0;
    std::uint32_t slot = 0;
  };
  /// What solving needs of a row.
  struct RowPlan {
    std::vector<Held> outside;  ///< columns of other blocks
    std::vector<Held> lower;    ///< in the order of pivots
    std::vector<Held> upper;    ///< likewise
    std::uint32_t inverse = 0;  ///< of the pivot
  };

  void eliminate(const std::vector<Pivot>& pivots) {
    std::map<std::uint32_t, std::uint32_t> position;
    std::map<std::uint32_t, std::vector<std::uint32_t>> before;  // columns of pivots that the row is reduced by
    std::vector<std::uint32_t> states;
    for (const auto& pivot : pivots) {
      position.emplace(pivot.at, static_cast<std::uint32_t>(states.size()));
      states.push_back(pivot.at);
      for (const auto row : pivot.column) before[row].push_back(pivot.at);
    }
    for (const auto& pivot : pivots) {
      auto upper = pivot.row;
      std::ranges::sort(upper, {}, [&](std::uint32_t state) { return position.at(state); });
      eliminate_row(pivot.at, before[pivot.at], upper);
    }
    order_.push_back(std::move(states));
  }

  void eliminate_row(std::uint32_t i, const std::vector<std::uint32_t>& before,
                     const std::vector<std::uint32_t>& after) {
    RowPlan& plan = plans_[i];
    std::map<std::uint32_t, std::uint32_t> slots;  // of the row's numbers inside the block
    std::optional<std::uint32_t> diagonal;
    for (const auto& [column, entry] : rows_[i]) {
      const std::uint32_t slot = made_.places_.jacobian + entry;
      if (column == i) {
        diagonal = next_++;
        step({Eliminate::shift_diagonal, *diagonal, 0, made_.places_.shift, slot});
      } else if (block_of_[column] == block_of_[i]) {
        slots.emplace(column, slot);
      } else {
        plan.outside.push_back({column, slot});
      }
    }
    for (const auto k : before) {
      const std::uint32_t multiplier = next_++;
      step({Eliminate::multiply, multiplier, 0, slots.at(k), plans_[k].inverse});
      plan.lower.push_back({k, multiplier});
      for (const auto& above : plans_[k].upper) {
        if (above.column == i) {
          subtract_from_diagonal(diagonal, multiplier, above.slot);
        } else {
          add_product(slots, above, multiplier);
        }
      }
    }
    for (const auto column : after) plan.upper.push_back({column, slots.at(column)});
    plan.inverse = inverse_of(diagonal);
  }

  void subtract_from_diagonal(std::optional<std::uint32_t>& diagonal, std::uint32_t multiplier, std::uint32_t above) {
    const std::uint32_t from = diagonal.value_or(made_.places_.shift);
    if (!diagonal) diagonal = next_++;
    step({Eliminate::multiply_subtract, *diagonal, from, multiplier, above});
    ++made_.counts_.factor_operations;
  }

  void add_product(std::map<std::uint32_t, std::uint32_t>& slots, const Held& above, std::uint32_t multiplier) {
    ++made_.counts_.factor_operations;
    const auto found = slots.find(above.column);
    if (found == slots.end()) {
      ++made_.counts_.fill;
      step({Eliminate::multiply, next_, 0, multiplier, above.slot});
      slots.emplace(above.column, next_++);
      return;
    }
    const std::uint32_t from = found->second;
    if (from < made_.places_.factors) found->second = next_++;  // the Jacobian stays as it is
    step({Eliminate::multiply_add, found->second, from, multiplier, above.slot});
  }

  // Rows that have nothing on the diagonal but the shift share its inverse.
  std::uint32_t inverse_of(const std::optional<std::uint32_t>& diagonal) {
    if (!diagonal && inverse_of_shift_) return *inverse_of_shift_;
    const std::uint32_t inverse = diagonal ? *diagonal : next_++;
    step({Eliminate::invert, inverse, 0, diagonal.value_or(made_.places_.shift), 0});
    if (!diagonal) inverse_of_shift_ = inverse;
    return inverse;
  }

  void place_the_rest() {
    const auto size = static_cast<std::uint32_t>(rows_.size());
    made_.places_.right = next_;
    made_.places_.scratch = next_ + size;
    made_.places_.end = made_.places_.scratch + size + 1;  // the solution, and one for products
    for (std::uint32_t i = 0; i < size; ++i) made_.solution_slots_.push_back(made_.places_.scratch + i);
  }

  void solve_block(const std::vector<std::uint32_t>& block) {
    const auto& solution = made_.solution_slots_;
    std::map<std::uint32_t, std::uint32_t> sums;  // where the sum for a row lies by now
    const auto add = [&](std::uint32_t row, const Held& held, std::uint32_t factor) {
      auto& sum = sums.at(row);
      made_.solve_steps_.push_back({Eliminate::multiply_add, solution[row], sum, held.slot, factor});
      sum = solution[row];
      ++made_.counts_.solve_operations;
    };
    for (const auto i : block) {
      sums.emplace(i, made_.places_.right + i);
      for (const auto& held : plans_[i].outside) add(i, held, solution[held.column]);
      for (const auto& held : plans_[i].lower) add(i, held, sums.at(held.column));
    }
    for (auto i = block.rbegin(); i != block.rend(); ++i) {
      const RowPlan& plan = plans_[*i];
      for (auto held = plan.upper.rbegin(); held != plan.upper.rend(); ++held) add(*i, *held, solution[held->column]);
      made_.solve_steps_.push_back({Eliminate::multiply, solution[*i], 0, sums.at(*i), plan.inverse});
    }
  }

  void step(const EliminationStep& step) { made_.factor_steps_.push_back(step); }

  std::vector<std::vector<RowEntry>> rows_;
  Elimination made_;
  std::vector<std::uint32_t> block_of_;            // by state
  std::vector<RowPlan> plans_;                     // by state
  std::vector<std::vector<std::uint32_t>> order_;  // states of each block, in the order of pivots
  std::optional<std::uint32_t> inverse_of_shift_;
  std::uint32_t next_ = 0;  // free slot for what factor makes
};

namespace {

std::vector<Instruction> instructions_of(const std::vector<EliminationStep>& steps, std::uint32_t product) {
  std::vector<Instruction> instructions;
  for (const auto& step : steps) {
    switch (step.op) {
      case Eliminate::shift_diagonal: instructions.push_back({Instruct::subtract, step.to, step.a, step.b}); break;
      case Eliminate::invert: instructions.push_back({Instruct::divide, step.to, kOneSlot, step.a}); break;
      case Eliminate::multiply: instructions.push_back({Instruct::multiply, step.to, step.a, step.b}); break;
      case Eliminate::multiply_add:
      case Eliminate::multiply_subtract:
        instructions.push_back({Instruct::multiply, product, step.a, step.b});
        instructions.push_back(
            {step.op == Eliminate::multiply_add ? Instruct::add : Instruct::subtract, step.to, step.from, product});
    }
  }
  return instructions;
}

template <class Operation>
void each_lane(const EliminationStep& step, double* slots, std::size_t lanes, Operation operation) {
  double* to = slots + step.to * lanes;
  const double* from = slots + step.from * lanes;
  const double* a = slots + step.a * lanes;
  const double* b = slots + step.b * lanes;
  for (std::size_t lane = 0; lane < lanes; ++lane) to[lane] = operation(from[lane], a[lane], b[lane]);
}

}  // namespace

void run(const std::vector<EliminationStep>& steps, double* slots, std::size_t lanes) {
  for (const auto& step : steps) {
    const auto each = [&](auto operation) { each_lane(step, slots, lanes, operation); };
    switch (step.op) {
      case Eliminate::shift_diagonal: each([](double, double a, double b) { return a - b; }); break;
      case Eliminate::invert: each([](double, double a, double) { return 1 / a; }); break;
      case Eliminate::multiply: each([](double, double a, double b) { return a * b; }); break;
      case Eliminate::multiply_add: each([](double from, double a, double b) { return from + a * b; }); break;
      case Eliminate::multiply_subtract: each([](double from, double a, double b) { return from - a * b; }); break;
    }
  }
}

Elimination Elimination::make(const Sparsity& sparsity, const std::vector<bool>& is_zero) {
  EMTANSIM_EXPECT(is_zero.empty() || is_zero.size() == sparsity.rows.size());
  return Planner(sparsity, is_zero)();
}

Elimination Elimination::make(const Program& program) {
  std::vector<bool> is_zero;
  for (const auto slot : program.jacobian.outputs)
    is_zero.push_back(slot < program.layout.parameters && program.constants[slot - program.layout.constants] == 0);
  return make(program.sparsity, is_zero);
}

Code Elimination::factor_code() const {
  Code code{.instructions = instructions_of(factor_steps_, places_.end - 1), .outputs = {}};
  for (std::uint32_t slot = places_.factors; slot < places_.right; ++slot) code.outputs.push_back(slot);
  return code;
}

Code Elimination::solve_code() const {
  return {.instructions = instructions_of(solve_steps_, places_.end - 1), .outputs = solution_slots_};
}

}  // namespace emtansim::solve
