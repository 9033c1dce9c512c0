// SPDX-License-Identifier: Apache-2.0
/// Mass balance, solver statistics, failed members and warnings.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using solve::MemberReport;
using solve::Status;

constexpr std::size_t kMembersListed = 300;  // more are summed up; the typical and the failed ones stay

std::string status_text(const MemberReport& report) { return report.status == Status::finished ? "ok" : report.reason; }

/// The member whose books of this moiety are worst, of those that finished.
std::size_t worst_member(const study::Outcome& outcome, std::size_t moiety) {
  std::size_t worst = 0;
  double largest = -1;
  for (std::size_t member = 0; member < outcome.trajectories.member_count(); ++member) {
    if (outcome.trajectories.report(member).status != Status::finished) continue;
    const double residual = outcome.trajectories.books(member, moiety).residual;
    if (residual > largest) {
      worst = member;
      largest = residual;
    }
  }
  return worst;
}

Json balance_row(const study::Outcome& outcome, const std::string& moiety, std::size_t index) {
  const std::size_t member = worst_member(outcome, index);
  const auto& books = outcome.trajectories.books(member, index);
  const bool counts_cells = moiety == "cell";
  const AmountUnit unit = counts_cells
                              ? AmountUnit{"cells", 1}
                              : amount_unit(std::max({books.initial, books.final, books.added, books.entered}));
  const double sources = books.entered + books.added;
  const double sinks = books.left + books.removed;
  return {{"moiety", moiety},
          {"unit", unit.name},
          {"case", member_name(outcome, member)},
          {"initial", rounded(unit.factor * books.initial)},
          {"final", rounded(unit.factor * books.final)},
          {"sources", rounded(unit.factor * sources)},
          {"sinks", rounded(unit.factor * sinks)},
          {"residual", rounded(unit.factor * (books.final - books.initial - sources + sinks))},
          {"relative", rounded(books.residual)},
          {"passed", books.residual < kBalanceTolerance}};
}

std::vector<std::size_t> listed_members(const study::Outcome& outcome) {
  const auto& trajectories = outcome.trajectories;
  std::vector<std::size_t> listed;
  for (std::size_t member = 0; member < trajectories.member_count(); ++member) {
    const bool is_notable =
        outcome.ensemble.members[member].individual == 0 || trajectories.report(member).status != Status::finished;
    if (trajectories.member_count() <= kMembersListed || is_notable) listed.push_back(member);
  }
  return listed;
}

Json member_columns(const study::Outcome& outcome, const std::vector<std::size_t>& members) {
  Json columns = Json::object();
  const double end = outcome.trajectories.times().empty() ? 0 : outcome.trajectories.times().back();
  for (const std::size_t i : members) {
    const auto& member = outcome.ensemble.members[i];
    const auto& report = outcome.trajectories.report(i);
    columns["member"].push_back(std::to_string(i));
    columns["arm"].push_back(member.arm);
    columns["dose"].push_back(rounded(member.dose));
    columns["status"].push_back(status_text(report));
    columns["time_reached"].push_back(rounded(report.status == Status::finished ? end : report.failed_at));
    columns["steps"].push_back(report.steps);
    columns["rhs"].push_back(report.rhs_evaluations);
    columns["jacobians"].push_back(report.jacobian_evaluations);
    columns["factorizations"].push_back(report.factorizations);
    columns["error_test_failures"].push_back(report.error_test_failures);
    columns["convergence_failures"].push_back(report.convergence_failures);
    columns["events"].push_back(member.schedule.size());
    if (!outcome.population) columns["wall_ms"].push_back(rounded(1e3 * report.wall_seconds));
  }
  return columns;
}

std::string solver_summary(const study::Outcome& outcome, std::size_t listed) {
  const std::size_t count = outcome.trajectories.member_count();
  long steps = 0;
  double seconds = 0;
  for (std::size_t member = 0; member < count; ++member) {
    steps += outcome.trajectories.report(member).steps;
    seconds += outcome.trajectories.report(member).wall_seconds;
  }
  std::string text = fmt::format("{} members took {} steps{}.", count, steps,
                                 outcome.population ? "" : fmt::format(" in {} s", to_short(seconds, 3)));
  if (outcome.population)
    text += fmt::format(" The population: {} members took {} steps.", outcome.population->cost.members,
                        outcome.population->cost.steps);
  if (listed < count) text += " The table shows the typical individual of each treatment and members that failed.";
  return text;
}

}  // namespace

std::string member_name(const study::Outcome& outcome, std::size_t member) {
  const auto& one = outcome.ensemble.members[member];
  std::string name = fmt::format("{}, {}", one.arm, dose_text(one.dose, experiment::dose_unit(outcome.experiment)));
  if (one.individual > 0) name += fmt::format(", individual {}", one.individual);
  return name;
}

Json mass_balance_part(const study::Outcome& outcome) {
  Json rows = Json::array();
  const auto moieties = outcome.model.network.moieties();
  for (std::size_t i = 0; i < moieties.size() && i < outcome.trajectories.moiety_count(); ++i)
    rows.push_back(balance_row(outcome, moieties[i], i));
  return {{"tolerance", kBalanceTolerance},
          {"note",
           "Sources and sinks are doses, washes and reactions declared as such: synthesis and digestion of antigen, "
           "growth and loss of cells. The error is the largest at any output time, relative to what was there or went "
           "through; each row shows the member where it is worst."},
          {"rows", rows}};
}

std::string_view method_text(solve::Method method) {
  switch (method) {
    case solve::Method::cvode: return "CVODES, BDF with an analytic sparse Jacobian (KLU)";
    case solve::Method::explicit_lanes: return "Runge-Kutta of order 5 (Dormand and Prince), members in lanes";
    case solve::Method::implicit_lanes: return "Rosenbrock of order 5 (Rodas5P), members in lanes";
    case solve::Method::automatic: break;
  }
  return "Runge-Kutta of order 5 (Dormand and Prince) or, where stiff, Rosenbrock of order 5 (Rodas5P); members in "
         "lanes";
}

Json solver_part(const study::Outcome& outcome) {
  const auto listed = listed_members(outcome);
  const auto& network = outcome.model.network;
  Json part = {{"method", method_text(outcome.options.method)},
               {"summary", solver_summary(outcome, listed.size())},
               {"relative_tolerance", outcome.options.relative},
               {"absolute_tolerance", outcome.options.absolute}};
  if (!outcome.population) part["wall_seconds"] = rounded(outcome.wall_seconds);
  part["network"] = {{"species", network.species().size()},
                     {"reactions", network.reactions().size()},
                     {"parameters", network.parameters().size()}};
  part["dose_unit"] = "nM";
  part["members"] = member_columns(outcome, listed);
  return part;
}

Json failed_members_part(const study::Outcome& outcome) {
  Json list = Json::array();
  for (std::size_t member = 0; member < outcome.trajectories.member_count(); ++member) {
    const auto& report = outcome.trajectories.report(member);
    if (report.status == Status::finished) continue;
    std::string reason = report.reason;
    if (report.worst_species)
      reason += fmt::format("; largest error in '{}'", outcome.model.network.species()[*report.worst_species].name);
    list.push_back(
        {{"member", member_name(outcome, member)},
         {"arm", outcome.ensemble.members[member].arm},
         {"dose", dose_text(outcome.ensemble.members[member].dose, experiment::dose_unit(outcome.experiment))},
         {"time", time_text(report.failed_at)},
         {"reason", reason},
         {"try", "another [solver] relative or absolute; or a narrower spread, if individuals are drawn"}});
  }
  add_population_failures(outcome, list);
  return list;
}

Json warnings_part(const study::Outcome& outcome) {
  Json list = Json::array();
  for (const auto& warning : outcome.findings.warnings) list.push_back({{"text", warning}});
  return list;
}

}  // namespace emtansim::report
