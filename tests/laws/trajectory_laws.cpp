// SPDX-License-Identifier: Apache-2.0
/// Laws about trajectories.
#include <algorithm>
#include <cmath>
#include <map>

#include "tests/laws/comparison.h"
#include "tests/laws/laws.h"
#include "tests/laws/points.h"
#include "tests/laws/rewritten.h"

namespace emtansim::laws {

namespace {

using network::Ensemble;
using solve::Program;
using solve::SolveOptions;
using solve::Status;
using solve::Trajectories;
using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

AssertionResult rewriting_changes_nothing(const Case& given, std::vector<std::size_t> place, RowOrder order,
                                          const UnitFactors& units) {
  const Program program = solve::compile(given.network);
  const Case other = rewritten(given, place, order, units);
  const auto a = solve::simulate(program, given.ensemble, kUsual);
  const auto b = solve::simulate(solve::compile(other.network), other.ensemble, kUsual);
  return agree(given, program, {.a = a, .b = b, .place = std::move(place), .units = units});
}

/// The rest of a member's run from output `t` on.
network::Member continued(const network::Member& member, double from, std::vector<double> states) {
  network::Member rest = member;
  std::erase_if(rest.schedule, [&](const auto& scheduled) { return scheduled.time <= from; });
  rest.start_states = std::move(states);
  return rest;
}

}  // namespace

AssertionResult members_finish(const Case& given) {
  return all_finished(solve::simulate(solve::compile(given.network), given.ensemble, kUsual));
}

AssertionResult mass_is_balanced(const Case& given) {
  const auto runs = solve::simulate(solve::compile(given.network), given.ensemble, kUsual);
  const auto moieties = given.network.moieties();
  for (std::size_t member = 0; member < runs.member_count(); ++member)
    for (std::size_t m = 0; m < moieties.size(); ++m)
      if (!(runs.books(member, m).residual < 1e-12))
        return AssertionFailure() << moieties[m] << " of member " << member << " is off by "
                                  << runs.books(member, m).residual << " of what was there";
  return AssertionSuccess();
}

AssertionResult amounts_are_not_negative(const Case& given) {
  const Program program = solve::compile(given.network);
  const auto runs = solve::simulate(program, given.ensemble, kUsual);
  for (std::size_t m = 0; m < runs.member_count(); ++m) {
    const auto scales = scales_of(program, given.ensemble.members[m]);
    for (const auto i : program.amounts)
      for (std::size_t t = 0; t < runs.times().size(); ++t) {
        const double amount = runs.species(m, t, network::SpeciesId(i));
        if (amount < -kGlobal * kUsual.absolute * scales[i])
          return AssertionFailure() << "member " << m << ": " << amount << " of '" << given.network.species()[i].name
                                    << "' at " << runs.times()[t] << " h (scale " << scales[i] << ")";
      }
  }
  return AssertionSuccess();
}

AssertionResult order_does_not_matter(const Case& given) {
  // A fixed shuffle that moves nearly everything.
  auto place = same_places(given.network);
  RandomStream random(2, 0, StreamUse::optimiser);
  for (std::size_t i = place.size(); i > 1; --i) std::swap(place[i - 1], place[random.below(i)]);
  return rewriting_changes_nothing(given, std::move(place), RowOrder::reversed, kSameUnits);
}

AssertionResult units_do_not_matter(const Case& given) {
  // pmol, cm, minutes, mg, thousands of cells, cGy
  return rewriting_changes_nothing(given, same_places(given.network), RowOrder::kept, {1000, 10, 60, 1e-3, 1e-3, 100});
}

AssertionResult tolerances_are_kept(const Case& given) {
  const Program program = solve::compile(given.network);
  const auto best = solve::simulate(program, given.ensemble, {.relative = 1e-10, .absolute = 1e-13});
  for (const double relative : {1e-4, 1e-6, 1e-8}) {
    const auto runs = solve::simulate(program, given.ensemble, {.relative = relative, .absolute = 1e-3 * relative});
    const auto result = agree(
        given, program, {.a = best, .b = runs, .place = same_places(given.network), .tolerance = kGlobal * relative});
    if (!result) return AssertionFailure() << "at relative tolerance " << relative << ": " << result.message();
  }
  return AssertionSuccess();
}

AssertionResult stopping_does_not_matter(const Case& given) {
  const Program program = solve::compile(given.network);
  const auto whole = solve::simulate(program, given.ensemble, kUsual);
  if (const auto result = all_finished(whole); !result) return result;
  const std::size_t middle = given.ensemble.times.size() / 2;
  Ensemble rest{
      .members = {},
      .times = {given.ensemble.times.begin() + static_cast<std::ptrdiff_t>(middle), given.ensemble.times.end()}};
  Trajectories expected(given.ensemble.members.size(), rest.times, program.species_count,
                        program.observables.outputs.size(), 0, 0);
  for (std::size_t m = 0; m < given.ensemble.members.size(); ++m) {
    std::vector<double> states;
    for (std::size_t i = 0; i < program.species_count; ++i)
      states.push_back(whole.species(m, middle, network::SpeciesId(i)));
    rest.members.push_back(continued(given.ensemble.members[m], rest.times.front(), std::move(states)));
    expected.report(m).status = Status::finished;
    for (std::size_t t = 0; t < rest.times.size(); ++t)
      for (std::size_t i = 0; i < program.species_count; ++i)
        expected.row_values(m, t)[i] = whole.species(m, middle + t, network::SpeciesId(i));
  }
  const auto second = solve::simulate(program, rest, kUsual);
  return agree(given, program, {.a = expected, .b = second, .place = same_places(given.network)});
}

AssertionResult looking_does_not_matter(const Case& given) {
  const Program program = solve::compile(given.network);
  const auto usual = solve::simulate(program, given.ensemble, kUsual);
  Ensemble closer = given.ensemble;
  for (std::size_t t = 1; t < given.ensemble.times.size(); ++t)
    for (const double part : {0.25, 0.5, 0.9})
      closer.times.push_back(std::lerp(given.ensemble.times[t - 1], given.ensemble.times[t], part));
  std::ranges::sort(closer.times);
  const auto more = solve::simulate(program, closer, kUsual);
  for (std::size_t m = 0; m < usual.member_count(); ++m)
    for (std::size_t t = 0; t < given.ensemble.times.size(); ++t) {
      const auto at = std::ranges::lower_bound(closer.times, given.ensemble.times[t]) - closer.times.begin();
      for (std::size_t i = 0; i < program.species_count; ++i)
        if (usual.species(m, t, network::SpeciesId(i)) !=
            more.species(m, static_cast<std::size_t>(at), network::SpeciesId(i)))
          return AssertionFailure() << "'" << given.network.species()[i].name << "' of member " << m << " at "
                                    << given.ensemble.times[t] << " h has other bits";
    }
  return AssertionSuccess();
}

AssertionResult neighbours_do_not_matter(const Case& given) {
  const Program program = solve::compile(given.network);
  const auto together = solve::simulate(program, given.ensemble, kUsual);
  for (std::size_t m = 0; m < given.ensemble.members.size(); ++m) {
    const Ensemble one{.members = {given.ensemble.members[m]}, .times = given.ensemble.times};
    const auto alone = solve::simulate(program, one, kUsual);
    if (const auto result = have_same_bits(given, {together, m}, {alone, 0}); !result) return result;
  }
  return AssertionSuccess();
}

AssertionResult threads_do_not_matter(const Case& given) {
  const Program program = solve::compile(given.network);
  // More members than threads, in another order, so that threads have different pasts.
  Ensemble many = given.ensemble;
  while (many.members.size() < 6)
    many.members.insert(many.members.begin(), given.ensemble.members.begin(), given.ensemble.members.end());
  SolveOptions options = kUsual;
  options.threads = 1;
  const auto single = solve::simulate(program, many, options);
  for (const unsigned threads : {2U, 5U}) {
    options.threads = threads;
    const auto several = solve::simulate(program, many, options);
    for (std::size_t m = 0; m < many.members.size(); ++m)
      if (const auto result = have_same_bits(given, {single, m}, {several, m}); !result) return result;
  }
  return AssertionSuccess();
}

std::span<const Law> laws() {
  static constexpr Law kLaws[] = {
      {"backends_give_the_same_bits", &backends_give_the_same_bits},
      {"jacobian_is_the_derivative", &jacobian_is_the_derivative},
      {"parameter_derivatives_are_right", &parameter_derivatives_are_right},
      {"derivatives_along_directions_are_right", &derivatives_along_directions_are_right},
      {"members_finish", &members_finish},
      {"mass_is_balanced", &mass_is_balanced},
      {"amounts_are_not_negative", &amounts_are_not_negative},
      {"order_does_not_matter", &order_does_not_matter},
      {"units_do_not_matter", &units_do_not_matter},
      {"tolerances_are_kept", &tolerances_are_kept},
      {"stopping_does_not_matter", &stopping_does_not_matter},
      {"looking_does_not_matter", &looking_does_not_matter},
      {"neighbours_do_not_matter", &neighbours_do_not_matter},
      {"threads_do_not_matter", &threads_do_not_matter},
      {"sensitivities_are_differences", &sensitivities_are_differences},
      {"methods_agree", &methods_agree},
      {"methods_agree_in_sensitivities", &methods_agree_in_sensitivities},
      {"methods_balance_mass", &methods_balance_mass},
      {"lanes_do_not_matter", &lanes_do_not_matter},
  };
  return kLaws;
}

}  // namespace emtansim::laws
