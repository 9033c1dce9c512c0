// SPDX-License-Identifier: Apache-2.0
/// Laws about compiled code: same bits everywhere, derivatives as they should be.
#include <algorithm>
#include <bit>
#include <cmath>

#include "emtansim/solve/interpret.h"
#include "emtansim/solve/lane_code.h"
#include "emtansim/solve/member.h"
#include "tests/laws/dual.h"
#include "tests/laws/laws.h"
#include "tests/laws/points.h"

namespace emtansim::laws {

namespace {

using solve::Backend;
using solve::Code;
using solve::Program;
using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

// Rounding of the two ways to a derivative: relative to the value, and to what its terms may have been before they
// cancelled, for which the largest number of the same column stands.
bool agree(double a, double b, double largest) {
  if (same_bits(a, b)) return true;
  return std::abs(a - b) <= 1e-10 * std::max(std::abs(a), std::abs(b)) + 1e-13 * largest;
}

double largest_of(std::span<const double> values) {
  double largest = 0;
  for (const double value : values)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  return largest;
}

std::string species_name(const Case& given, std::size_t state) {
  const auto species = given.network.species();
  return state < species.size() ? "'" + species[state].name + "'" : "ledger " + std::to_string(state - species.size());
}

AssertionResult compare_backends(const Program& program, const Case& given, const Point& point) {
  const auto& parameters = given.ensemble.members[point.member].parameters;
  solve::Evaluation native(program, parameters, Backend::native);
  solve::Evaluation interpreted(program, parameters, Backend::interpreted);
  std::vector<double> a(program.state_count), b(program.state_count);
  native.rhs(point.time, point.states, a);
  interpreted.rhs(point.time, point.states, b);
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same_bits(a[i], b[i]))
      return AssertionFailure() << "rate of " << species_name(given, i) << ": " << a[i] << " native, " << b[i];
  a.resize(program.sparsity.rows.size());
  b.resize(a.size());
  native.jacobian(point.time, point.states, a);
  interpreted.jacobian(point.time, point.states, b);
  for (std::size_t e = 0; e < a.size(); ++e)
    if (!same_bits(a[e], b[e]))
      return AssertionFailure() << "Jacobian entry " << e << ": " << a[e] << " native, " << b[e];
  return AssertionSuccess();
}

/// One point in each lane, and what the interpreter gives each of them alone.
class Lanes {
 public:
  Lanes(const Program& program, const Case& given, std::span<const Point> points, unsigned width)
      : program_(program), slots_(program.layout.end, width), states_(program.state_count, width) {
    for (std::size_t lane = 0; lane < width; ++lane) {
      const Point& point = points[lane % points.size()];
      std::vector<double> slots(program.layout.end, 0.0);
      std::ranges::copy(program.constants, slots.begin() + program.layout.constants);
      std::ranges::copy(given.ensemble.members[point.member].parameters, slots.begin() + program.layout.parameters);
      slots[program.layout.time] = point.time;
      for (std::uint32_t i = program.layout.direction; i < program.layout.prepared; ++i) slots[i] = std::sin(i);
      for (std::size_t i = 0; i < slots.size(); ++i) slots_.row(i)[lane] = slots[i];
      for (std::size_t i = 0; i < program.state_count; ++i) states_.row(i)[lane] = point.states[i];
      solve::interpret(program.prologue, slots.data());
      std::copy_n(point.states.begin(), program.species_count, slots.begin() + program.layout.states);
      alone_.push_back(std::move(slots));
    }
  }

  void prologue(const solve::LaneProgram& lanes) { lanes.prologue(slots_.data()); }

  using Run = void (solve::LaneProgram::*)(double*, const double*, double*) const;

  AssertionResult compare(const solve::LaneProgram& lanes, const Code& code, Run run, const char* what) {
    solve::LaneRows outputs(code.outputs.size(), lanes.width());
    (lanes.*run)(slots_.data(), states_.data(), outputs.data());
    for (std::size_t lane = 0; lane < lanes.width(); ++lane) {
      solve::interpret(code, alone_[lane].data());
      for (std::size_t i = 0; i < code.outputs.size(); ++i)
        if (const double expected = alone_[lane][code.outputs[i]]; !same_bits(outputs.row(i)[lane], expected))
          return AssertionFailure() << what << " " << i << " in lane " << lane << " of " << lanes.width() << " is "
                                    << outputs.row(i)[lane] << ", alone " << expected;
    }
    return AssertionSuccess();
  }

  // Factors and solves with the rates as right-hand side.
  AssertionResult compare_elimination(const solve::LaneProgram& lanes, const solve::Elimination& elimination) {
    const auto& places = elimination.places();
    solve::LaneRows work(places.end, lanes.width()), rates(program_.state_count, lanes.width());
    std::ranges::fill_n(work.row(solve::kOneSlot), lanes.width(), 1.0);
    for (std::size_t lane = 0; lane < lanes.width(); ++lane) work.row(places.shift)[lane] = shift(lane);
    lanes.eliminated_jacobian(slots_.data(), states_.data(), work.data());
    lanes.rhs(slots_.data(), states_.data(), rates.data());
    lanes.factor(work.data());
    const solve::LaneRows right = copy(rates);
    lanes.solve(work.data(), rates.data(), rates.data());  // in place
    for (std::size_t lane = 0; lane < lanes.width(); ++lane) {
      std::vector<double> alone(places.end, 0.0);
      for (std::size_t i = 0; i < places.factors; ++i) alone[i] = work.row(i)[lane];
      for (std::size_t i = 0; i < program_.state_count; ++i) alone[places.right + i] = right.row(i)[lane];
      solve::run(elimination.factor_steps(), alone.data(), 1);
      solve::run(elimination.solve_steps(), alone.data(), 1);
      for (std::size_t i = 0; i < program_.state_count; ++i)
        if (const double expected = alone[elimination.solution_slots()[i]]; !same_bits(rates.row(i)[lane], expected))
          return AssertionFailure() << "solution " << i << " in lane " << lane << " of " << lanes.width() << " is "
                                    << rates.row(i)[lane] << ", alone " << expected;
    }
    return AssertionSuccess();
  }

 private:
  static double shift(std::size_t lane) { return 3.0 + static_cast<double>(lane); }
  static solve::LaneRows copy(const solve::LaneRows& rows) {
    solve::LaneRows copied(rows.row_count(), rows.width());
    std::copy_n(rows.data(), rows.row_count() * rows.width(), copied.data());
    return copied;
  }

  const Program& program_;
  solve::LaneRows slots_, states_;
  std::vector<std::vector<double>> alone_;
};

// The lane of each point must be what the point gives alone, for every width.
AssertionResult compare_lanes(const Program& program, const Case& given, std::span<const Point> points) {
  const auto elimination = solve::Elimination::make(program);
  for (const auto backend : {Backend::native, Backend::interpreted})
    for (const unsigned width : {1U, 2U, 4U, 8U}) {
      const auto made = solve::LaneProgram::make(program, &elimination, width, backend);
      Lanes lanes(program, given, points, width);
      using solve::LaneProgram;
      struct {
        const char* what;
        const Code& code;
        Lanes::Run run;
      } const kCodes[] = {
          {"rate", program.rhs, &LaneProgram::rhs},
          {"Jacobian entry", program.jacobian, &LaneProgram::jacobian},
          {"observable", program.observables, &LaneProgram::observables},
          {"trigger", program.triggers, &LaneProgram::triggers},
          {"d/dt of rate", program.rhs_by_time, &LaneProgram::rhs_by_time},
          {"derivative of rate", program.rhs_by_parameter, &LaneProgram::rhs_by_parameter},
          {"Jacobian along", program.jacobian_along, &LaneProgram::jacobian_along},
          {"derivative along", program.rhs_by_parameter_along, &LaneProgram::rhs_by_parameter_along},
          {"d observable/dy", program.observables_by_state, &LaneProgram::observables_by_state},
          {"d observable/dp", program.observables_by_parameter, &LaneProgram::observables_by_parameter}};
      lanes.prologue(*made);
      for (const auto& [what, code, run] : kCodes)
        if (const auto result = lanes.compare(*made, code, run, what); !result) return result;
      if (const auto result = lanes.compare_elimination(*made, elimination); !result) return result;
    }
  return AssertionSuccess();
}

AssertionResult compare_jacobian(const Program& program, const Case& given, const Point& point) {
  const auto& parameters = given.ensemble.members[point.member].parameters;
  solve::Evaluation evaluation(program, parameters);
  std::vector<double> values(program.sparsity.rows.size());
  evaluation.jacobian(point.time, point.states, values);
  DualSlots dual(program, parameters);
  dual.set_states(point.time, point.states);
  for (std::size_t column = 0; column < program.species_count; ++column) {
    const auto expected = dual.by_state(program.rhs, column);
    std::vector<double> found(program.state_count, 0.0);
    for (auto e = program.sparsity.column_starts[column]; e < program.sparsity.column_starts[column + 1]; ++e)
      found[static_cast<std::size_t>(program.sparsity.rows[static_cast<std::size_t>(e)])] =
          values[static_cast<std::size_t>(e)];
    const double largest = largest_of(expected);
    for (std::size_t row = 0; row < found.size(); ++row)
      if (!agree(found[row], expected[row], largest))
        return AssertionFailure() << "d rate of " << species_name(given, row) << " / d " << species_name(given, column)
                                  << " at " << point.time << " h is " << found[row] << ", should be " << expected[row];
  }
  return AssertionSuccess();
}

AssertionResult compare_by_parameter(const Case& given, std::span<const double> values,
                                     std::span<const solve::Entry> entries, const char* what, std::size_t k,
                                     std::span<const double> expected) {
  std::vector<double> found(expected.size(), 0.0);
  for (std::size_t e = 0; e < entries.size(); ++e)
    if (entries[e].column == k) found[entries[e].row] = values[e];
  const double largest = largest_of(expected);
  for (std::size_t row = 0; row < found.size(); ++row)
    if (!agree(found[row], expected[row], largest))
      return AssertionFailure() << "d " << what << " " << row << " / d '" << given.network.parameters()[k].name
                                << "' is " << found[row] << ", should be " << expected[row];
  return AssertionSuccess();
}

template <class Compare>
AssertionResult at_all_points(const Case& given, const Program& program, Compare compare) {
  const auto points = points_of(given, program);
  if (points.empty()) return AssertionFailure() << "no point to look at: the members fail";
  for (const auto& point : points)
    if (const auto result = compare(point); !result) return result;
  return AssertionSuccess();
}

/// A direction whose parts are as large as what they move.
std::vector<double> direction_at(const Point& point, std::size_t species) {
  RandomStream random(2, 0, StreamUse::optimiser);
  std::vector<double> direction;
  for (std::size_t i = 0; i < species; ++i)
    direction.push_back((2 * random.uniform() - 1) * (std::abs(point.states[i]) + 1e-3));
  direction.push_back(random.uniform());
  return direction;
}

// The derivatives found, one for each of `entries`, against those expected of all outputs.
AssertionResult compare_sparse(std::span<const double> found, std::span<const std::uint32_t> entries,
                               std::span<const double> expected, const char* what) {
  std::vector<double> all(expected.size(), 0.0);
  for (std::size_t e = 0; e < entries.size(); ++e) all[entries[e]] = found[e];
  const double largest = largest_of(expected);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!agree(all[i], expected[i], largest))
      return AssertionFailure() << what << " " << i << " is " << all[i] << ", should be " << expected[i];
  return AssertionSuccess();
}

std::vector<network::ParameterId> all_parameters(const Case& given) {
  std::vector<network::ParameterId> all;
  for (std::size_t k = 0; k < given.network.parameters().size(); ++k) all.emplace_back(k);
  return all;
}

}  // namespace

AssertionResult derivatives_along_directions_are_right(const Case& given) {
  const Program program = solve::compile(given.network, {.sensitivities = all_parameters(given)});
  std::vector<double> by_time(program.species_count + 1, 0.0);
  by_time.back() = 1;
  return at_all_points(given, program, [&](const Point& point) -> AssertionResult {
    const auto& parameters = given.ensemble.members[point.member].parameters;
    const auto direction = direction_at(point, program.species_count);
    DualSlots dual(program, parameters);
    dual.set_states(point.time, point.states);
    solve::MemberSlots slots(program, nullptr);
    slots.set_parameters(parameters);
    slots.set_states(point.time, point.states);
    slots.set_direction(direction);
    const auto check = [&](const char* what, const Code& derived, std::span<const std::uint32_t> entries,
                           const std::vector<double>& expected) {
      std::vector<double> values(entries.size());
      slots.run(derived, values.data());
      return compare_sparse(values, entries, expected, what);
    };
    if (const auto result =
            check("d/dt of rate", program.rhs_by_time, program.rhs_by_time_states, dual.along(program.rhs, by_time));
        !result)
      return result;
    if (const auto result = check("derivative of Jacobian entry", program.jacobian_along,
                                  program.jacobian_along_entries, dual.along(program.jacobian, direction));
        !result)
      return result;
    return check("derivative of entry by parameter", program.rhs_by_parameter_along,
                 program.rhs_by_parameter_along_entries, dual.along(program.rhs_by_parameter, direction));
  });
}

AssertionResult backends_agree_at(const Case& given, const Program& program, std::span<const Point> points) {
  if (points.empty()) return AssertionFailure() << "no point to look at: the members fail";
  for (const auto& point : points)
    if (const auto result = compare_backends(program, given, point); !result) return result;
  return compare_lanes(program, given, points);
}

AssertionResult backends_give_the_same_bits(const Case& given) {
  auto sensitivities = all_parameters(given);
  sensitivities.resize(std::min<std::size_t>(sensitivities.size(), 5));
  const Program program = solve::compile(given.network, {.sensitivities = sensitivities});
  return backends_agree_at(given, program, points_of(given, program));
}

AssertionResult jacobian_is_the_derivative(const Case& given) {
  const Program program = solve::compile(given.network);
  return at_all_points(given, program, [&](const Point& point) { return compare_jacobian(program, given, point); });
}

AssertionResult parameter_derivatives_are_right(const Case& given) {
  const auto all = all_parameters(given);
  const Program program = solve::compile(given.network, {.sensitivities = all});
  return at_all_points(given, program, [&](const Point& point) -> AssertionResult {
    const auto& parameters = given.ensemble.members[point.member].parameters;
    DualSlots dual(program, parameters);
    dual.set_states(point.time, point.states);
    solve::MemberSlots slots(program, nullptr);
    slots.set_parameters(parameters);
    slots.set_states(point.time, point.states);
    const auto check = [&](const char* what, const Code& derived, std::span<const solve::Entry> entries,
                           const Code& code) -> AssertionResult {
      std::vector<double> values(entries.size());
      slots.run(derived, values.data());
      for (std::size_t k = 0; k < all.size(); ++k)
        if (const auto result = compare_by_parameter(given, values, entries, what, k, dual.by_parameter(code, k));
            !result)
          return result;
      return AssertionSuccess();
    };
    if (const auto result = check("rate", program.rhs_by_parameter, program.rhs_by_parameter_entries, program.rhs);
        !result)
      return result;
    if (const auto result =
            check("initial value", program.initial_by_parameter, program.initial_by_parameter_entries, program.initial);
        !result)
      return result;
    return check("observable", program.observables_by_parameter, program.observables_by_parameter_entries,
                 program.observables);
  });
}

}  // namespace emtansim::laws
