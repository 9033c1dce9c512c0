// SPDX-License-Identifier: Apache-2.0
/// Laws about members that run side by side.
#include <algorithm>
#include <cmath>

#include "emtansim/base/base.h"
#include "emtansim/solve/lane_code.h"
#include "tests/laws/comparison.h"
#include "tests/laws/laws.h"

namespace emtansim::laws {

namespace {

using network::Ensemble;
using solve::Method;
using solve::Program;
using solve::SolveOptions;
using solve::Trajectories;
using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

SolveOptions usual(Method method) {
  SolveOptions options = kUsual;
  options.method = method;
  return options;
}

/// The members, and as many with parameters drawn log-normally around theirs.
Ensemble with_drawn(const Ensemble& given) {
  constexpr double kLogSd = 0.2;
  Ensemble drawn = given;
  for (std::size_t m = 0; m < given.members.size(); ++m) {
    network::Member member = given.members[m];
    for (std::uint32_t i = 0; i < member.parameters.size(); ++i)
      member.parameters[i] *= std::exp(kLogSd * RandomStream(3, m, StreamUse::parameters, i).normal());
    drawn.members.push_back(std::move(member));
  }
  return drawn;
}

}  // namespace

AssertionResult methods_agree(const Case& given) {
  const Program program = solve::compile(given.network);
  const Ensemble members = with_drawn(given.ensemble);
  const auto reference = solve::simulate(program, members, kUsual);
  for (const Method method : {Method::implicit_lanes, Method::automatic}) {
    const auto runs = solve::simulate(program, members, usual(method));
    const auto result =
        agree(given, program, {.a = reference, .b = runs, .place = same_places(given.network), .members = &members});
    if (!result)
      return AssertionFailure() << (method == Method::automatic ? "auto: " : "implicit: ") << result.message();
  }
  return AssertionSuccess();
}

AssertionResult methods_agree_in_sensitivities(const Case& given) {
  // A few parameters, spread over the table.
  std::vector<network::ParameterId> free;
  const std::size_t rows = given.network.parameters().size();
  for (std::size_t i = 0; i < std::min<std::size_t>(rows, 3); ++i) free.emplace_back(i * rows / 3);
  const Program program = solve::compile(given.network, {.sensitivities = free});
  SolveOptions options = kUsual;
  options.with_sensitivities = true;
  const Ensemble one{.members = {given.ensemble.members.front()}, .times = given.ensemble.times};
  const auto reference = solve::simulate(program, one, options);
  for (const Method method : {Method::implicit_lanes, Method::automatic}) {
    options.method = method;
    const auto runs = solve::simulate(program, one, options);
    if (const auto result = all_finished(runs); !result) return result;
    for (std::size_t k = 0; k < free.size(); ++k)
      for (std::size_t c = 0; c < given.network.species().size(); ++c) {
        double largest = 0;
        for (std::size_t t = 0; t < runs.times().size(); ++t)
          largest = std::max(largest, std::abs(reference.sensitivity(0, t, c, k)));
        const double scale = scales_of(program, one.members[0])[c];
        const double size = std::abs(one.members[0].parameters[free[k].index()]);
        const double allowed = kGlobal * kUsual.relative * std::max(largest, 1e-3 * scale / (size > 0 ? size : 1));
        for (std::size_t t = 0; t < runs.times().size(); ++t)
          if (!(std::abs(reference.sensitivity(0, t, c, k) - runs.sensitivity(0, t, c, k)) <= allowed))
            return AssertionFailure() << "'" << given.network.species()[c].name << "' by '"
                                      << given.network[free[k]].name << "' at " << runs.times()[t]
                                      << " h: " << runs.sensitivity(0, t, c, k) << " against "
                                      << reference.sensitivity(0, t, c, k);
      }
  }
  return AssertionSuccess();
}

AssertionResult methods_balance_mass(const Case& given) {
  const Program program = solve::compile(given.network);
  const auto moieties = given.network.moieties();
  for (const Method method : {Method::implicit_lanes, Method::automatic}) {
    const auto runs = solve::simulate(program, given.ensemble, usual(method));
    for (std::size_t member = 0; member < runs.member_count(); ++member)
      for (std::size_t m = 0; m < moieties.size(); ++m)
        if (!(runs.books(member, m).residual < 1e-11))
          return AssertionFailure() << moieties[m] << " of member " << member << " is off by "
                                    << runs.books(member, m).residual << " of what was there";
  }
  return AssertionSuccess();
}

AssertionResult lanes_do_not_matter(const Case& given) {
  const Program program = solve::compile(given.network);
  // More members than the widest lanes, so that lanes are taken anew, in an order in which neighbours differ.
  Ensemble many = with_drawn(given.ensemble);
  const std::size_t own = many.members.size();
  while (many.members.size() < 11) many.members.push_back(many.members[many.members.size() % own]);
  for (const Method method : {Method::implicit_lanes, Method::automatic}) {
    SolveOptions options = usual(method);
    options.threads = 1;
    options.lanes = 1;
    options.backend = solve::Backend::interpreted;
    const auto alone = solve::simulate(program, many, options);
    options.backend = solve::Backend::native;
    for (unsigned lanes = 1; lanes <= solve::widest_lanes(); lanes *= 2) {
      options.lanes = lanes;
      options.threads = lanes == 2 ? 3 : lanes == 4 ? 2 : 1;
      const auto runs = solve::simulate(program, many, options);
      for (std::size_t m = 0; m < many.members.size(); ++m)
        if (const auto result = have_same_bits(given, {alone, m}, {runs, m}); !result)
          return AssertionFailure() << lanes << " lanes: " << result.message();
    }
  }
  return AssertionSuccess();
}

}  // namespace emtansim::laws
