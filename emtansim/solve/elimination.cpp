// SPDX-License-Identifier: Apache-2.0
/// Plans the elimination of `shift I - J`.
#include "emtansim/solve/elimination.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "emtansim/solve/pivot_order.h"

namespace emtansim::solve {

// With A = -M off the diagonal, so that entries of J enter as they are, the elimination of row i by rows k before it is
//   a_ij += a_ik a_kj / m_kk,  m_ii -= a_ik a_ki / m_kk,
// and M x = b is solved by t_i = b_i + sum a_ik t_k / m_kk forward, x_i = (t_i + sum a_ij x_j) / m_ii backward. Of each
// pivot the shorter of row and column is kept divided by it. Row by row: a row is in registers while it is made. Sums
// end with what was computed last, so that they wait as little as possible.
class Elimination::Planner {
 public:
  Planner(const Sparsity& sparsity, EntryNumbers numbers) : rows_(elimination_rows(sparsity, numbers)) {
    made_.size_ = sparsity.column_starts.size() - 1;
    made_.places_.factors = made_.places_.numbers + static_cast<std::uint32_t>(numbers.is_zero.size());
    made_.numbers_ = std::move(numbers);
    next_ = made_.places_.factors;
  }

  Elimination operator()() {
    Pattern pattern(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (const auto& entry : rows_[i].entries) pattern[i].push_back(entry.column);
      made_.counts_.entries += pattern[i].size() + (rows_[i].diagonal ? 1 : 0);
    }
    const auto blocks = connected_blocks(pattern);
    block_of_.resize(rows_.size());
    for (std::uint32_t b = 0; b < blocks.size(); ++b)
      for (const auto row : blocks[b]) block_of_[row] = b;
    plans_.resize(rows_.size());
    for (const auto& block : blocks) eliminate(pivot_order(pattern, block));
    place_the_rest();
    sums_.resize(rows_.size());
    for (const auto& block : order_) solve_block(block);
    made_.counts_.blocks = blocks.size();
    made_.counts_.sums = rows_.size() - made_.size_;
    for (const auto& block : blocks) made_.counts_.largest_block = std::max(made_.counts_.largest_block, block.size());
    return std::move(made_);
  }

 private:
  using Slot = std::optional<std::uint32_t>;  // none: a number that is zero

  /// A number of the matrix: its column and the slot that holds it.
  struct Held {
    std::uint32_t column = 0;
    std::uint32_t slot = 0;
  };
  /// What solving needs of a row.
  struct RowPlan {
    std::vector<Held> outside;    ///< columns of other blocks
    std::vector<Held> lower;      ///< in the order of pivots
    std::vector<Held> upper;      ///< likewise
    std::uint32_t inverse = 0;    ///< of the pivot
    bool row_is_divided = false;  ///< `upper` by the pivot; else the entries below the pivot are
  };
  /// A number of the row that is being made. It may change only if it is the row's own, not one of the Jacobian or of
  /// another row.
  struct Current {
    std::uint32_t slot = 0;
    bool is_own = false;
  };
  using CurrentRow = std::unordered_map<std::uint32_t, Current>;  // by column, inside the block

  /// Rows that a row is reduced by, and columns that are left in it.
  struct Neighbours {
    std::vector<std::uint32_t> before;
    std::vector<std::uint32_t> after;
  };

  void eliminate(const std::vector<Pivot>& pivots) {
    std::unordered_map<std::uint32_t, std::size_t> position;
    std::vector<Neighbours> neighbours(pivots.size());
    for (std::size_t p = 0; p < pivots.size(); ++p) position.emplace(pivots[p].at, p);
    order_.emplace_back();
    for (std::size_t p = 0; p < pivots.size(); ++p) {
      const Pivot& pivot = pivots[p];
      order_.back().push_back(pivot.at);
      for (const auto row : pivot.column) neighbours[position.at(row)].before.push_back(pivot.at);
      neighbours[p].after = pivot.row;
      std::ranges::sort(neighbours[p].after, {}, [&](std::uint32_t column) { return position.at(column); });
      plans_[pivot.at].row_is_divided = pivot.row.size() <= pivot.column.size();
    }
    for (std::size_t p = 0; p < pivots.size(); ++p) eliminate_row(pivots[p].at, neighbours[p]);
  }

  void eliminate_row(std::uint32_t i, const Neighbours& neighbours) {
    RowPlan& plan = plans_[i];
    CurrentRow row;
    row[i].slot = start_of_diagonal(i);
    for (const auto& [column, number] : rows_[i].entries) {
      if (block_of_[column] == block_of_[i]) {
        row[column].slot = slot_of(number);
      } else {
        plan.outside.push_back({column, slot_of(number)});
      }
    }
    for (const auto k : neighbours.before) {
      const std::uint32_t held = row.at(k).slot;
      const std::uint32_t multiplier = plans_[k].row_is_divided ? held : product(held, plans_[k].inverse);
      plan.lower.push_back({k, multiplier});
      for (const auto& above : plans_[k].upper) {
        ++made_.counts_.factor_operations;
        if (above.column == i) {
          const auto [to, from] = changed(row.at(i));
          step({Eliminate::multiply_subtract, to, from, multiplier, above.slot});
        } else {
          add_product(row, above, multiplier);
        }
      }
    }
    plan.inverse = inverse_of(row.at(i).slot);
    for (const auto column : neighbours.after) {
      const std::uint32_t held = row.at(column).slot;
      plan.upper.push_back({column, plan.row_is_divided ? product(held, plan.inverse) : held});
    }
  }

  [[nodiscard]] std::uint32_t slot_of(std::uint32_t number) const {
    return number == EliminationRow::kOne ? kOneSlot : made_.places_.numbers + number;
  }

  // Where the next value of a number goes, and where its last one is.
  std::pair<std::uint32_t, std::uint32_t> changed(Current& number) {
    const std::uint32_t from = number.slot;
    if (!number.is_own) number = {.slot = next_++, .is_own = true};
    return {number.slot, from};
  }

  std::uint32_t start_of_diagonal(std::uint32_t i) {
    if (rows_[i].is_sum) return kOneSlot;
    if (!rows_[i].diagonal) return made_.places_.shift;
    const auto [found, is_new] = shifted_.emplace(*rows_[i].diagonal, next_);
    if (is_new) step({Eliminate::subtract, next_++, 0, made_.places_.shift, slot_of(*rows_[i].diagonal)});
    return found->second;
  }

  std::uint32_t product(std::uint32_t a, std::uint32_t b) {
    if (a == kOneSlot) return b;
    if (b == kOneSlot) return a;
    step({Eliminate::multiply, next_, 0, a, b});
    return next_++;
  }

  void add_product(CurrentRow& row, const Held& above, std::uint32_t multiplier) {
    const auto found = row.find(above.column);
    if (found != row.end()) {
      const auto [to, from] = changed(found->second);
      step(sum_of_product(to, from, multiplier, above.slot));
      return;
    }
    ++made_.counts_.fill;
    const std::uint32_t first_free = next_;
    const std::uint32_t slot = product(multiplier, above.slot);
    row[above.column] = {.slot = slot, .is_own = slot == first_free};
  }

  static EliminationStep sum_of_product(std::uint32_t to, std::uint32_t from, std::uint32_t a, std::uint32_t b) {
    if (a == kOneSlot) return {Eliminate::add, to, from, b, 0};
    if (b == kOneSlot) return {Eliminate::add, to, from, a, 0};
    return {Eliminate::multiply_add, to, from, a, b};
  }

  // Pivots that are one and the same number share their inverse.
  std::uint32_t inverse_of(std::uint32_t diagonal) {
    if (diagonal == kOneSlot) return kOneSlot;
    const auto [found, is_new] = inverses_.emplace(diagonal, next_);
    if (is_new) step({Eliminate::invert, next_++, 0, diagonal, 0});
    return found->second;
  }

  void place_the_rest() {
    const auto size = static_cast<std::uint32_t>(made_.size_);
    made_.places_.right = next_;
    made_.places_.scratch = next_ + size;
    made_.places_.end = own_slot(static_cast<std::uint32_t>(rows_.size())) + 1;  // one more for products
    for (std::uint32_t i = 0; i < size; ++i) made_.solution_slots_.push_back(own_slot(i));
  }

  [[nodiscard]] std::uint32_t own_slot(std::uint32_t unknown) const { return made_.places_.scratch + unknown; }

  void solve_block(const std::vector<std::uint32_t>& block) {
    for (const auto i : block) {
      if (!rows_[i].is_sum) sums_[i] = made_.places_.right + i;
      for (const auto& held : plans_[i].outside) add_to_sum(i, held);
      for (const auto& held : plans_[i].lower) add_to_sum(i, held);
      if (plans_[i].row_is_divided) divide_sum(i);
    }
    for (auto i = block.rbegin(); i != block.rend(); ++i) {
      const auto& upper = plans_[*i].upper;
      for (auto held = upper.rbegin(); held != upper.rend(); ++held) add_to_sum(*i, *held);
      if (!plans_[*i].row_is_divided) divide_sum(*i);
    }
  }

  // What is known of unknown i by now, more by a number times what is known of another. A number that is not changed
  // stays where it is: it is read before the unknown that it belongs to gets its final value.
  void add_to_sum(std::uint32_t i, const Held& held) {
    if (!sums_[held.column]) return;
    ++made_.counts_.solve_operations;
    const std::uint32_t other = *sums_[held.column];
    if (sums_[i]) {
      made_.solve_steps_.push_back(sum_of_product(own_slot(i), *sums_[i], held.slot, other));
      sums_[i] = own_slot(i);
    } else if (held.slot == kOneSlot) {
      sums_[i] = other;
    } else {
      made_.solve_steps_.push_back({Eliminate::multiply, own_slot(i), 0, held.slot, other});
      sums_[i] = own_slot(i);
    }
  }

  void divide_sum(std::uint32_t i) {
    if (!sums_[i] || plans_[i].inverse == kOneSlot) return;
    made_.solve_steps_.push_back({Eliminate::multiply, own_slot(i), 0, *sums_[i], plans_[i].inverse});
    sums_[i] = own_slot(i);
  }

  void step(const EliminationStep& step) { made_.factor_steps_.push_back(step); }

  std::vector<EliminationRow> rows_;
  Elimination made_;
  std::vector<std::uint32_t> block_of_;                        // by row
  std::vector<RowPlan> plans_;                                 // by row
  std::vector<std::vector<std::uint32_t>> order_;              // rows of each block, in the order of pivots
  std::vector<Slot> sums_;                                     // while solving: where what is known of an unknown lies
  std::unordered_map<std::uint32_t, std::uint32_t> shifted_;   // by number: slot of shift less the number
  std::unordered_map<std::uint32_t, std::uint32_t> inverses_;  // by slot of the pivot
  std::uint32_t next_ = 0;                                     // free slot for what factor makes
};

namespace {

std::vector<Instruction> instructions_of(const std::vector<EliminationStep>& steps, std::uint32_t product) {
  std::vector<Instruction> instructions;
  for (const auto& step : steps) {
    switch (step.op) {
      case Eliminate::subtract: instructions.push_back({Instruct::subtract, step.to, step.a, step.b}); break;
      case Eliminate::invert: instructions.push_back({Instruct::divide, step.to, kOneSlot, step.a}); break;
      case Eliminate::add: instructions.push_back({Instruct::add, step.to, step.from, step.a}); break;
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
      case Eliminate::subtract: each([](double, double a, double b) { return a - b; }); break;
      case Eliminate::invert: each([](double, double a, double) { return 1 / a; }); break;
      case Eliminate::add: each([](double from, double a, double) { return from + a; }); break;
      case Eliminate::multiply: each([](double, double a, double b) { return a * b; }); break;
      case Eliminate::multiply_add: each([](double from, double a, double b) { return from + a * b; }); break;
      case Eliminate::multiply_subtract: each([](double from, double a, double b) { return from - a * b; }); break;
    }
  }
}

Elimination Elimination::make(const Sparsity& sparsity) {
  return make(sparsity, EntryNumbers::distinct(sparsity.rows.size()));
}

Elimination Elimination::make(const Sparsity& sparsity, EntryNumbers numbers) {
  EMTANSIM_EXPECT(numbers.of_entry.size() == sparsity.rows.size());
  return Planner(sparsity, std::move(numbers))();
}

Elimination Elimination::make(const Program& program) {
  EntryNumbers numbers;
  std::unordered_map<std::uint32_t, std::uint32_t> number_of;  // by slot
  std::vector<std::uint32_t> slots;
  for (const auto slot : program.jacobian.outputs) {
    const auto [found, is_new] = number_of.emplace(slot, static_cast<std::uint32_t>(slots.size()));
    numbers.of_entry.push_back(found->second);
    if (!is_new) continue;
    slots.push_back(slot);
    const bool is_constant = slot < program.layout.parameters;
    numbers.is_zero.push_back(is_constant && program.constants[slot - program.layout.constants] == 0);
  }
  Elimination made = make(program.sparsity, std::move(numbers));
  made.jacobian_code_ = {.instructions = program.jacobian.instructions, .outputs = std::move(slots)};
  return made;
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
