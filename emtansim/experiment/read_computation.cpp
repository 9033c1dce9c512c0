// SPDX-License-Identifier: Apache-2.0
/// Reader of [solver].
#include <utility>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

SolverRequest read_solver(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"relative", "absolute", "method"};
  table.refuse_unknown_keys(kKeys);
  SolverRequest solver;
  solver.where = table.where();
  if (const auto method = table.find("method")) solver.method = to_named(*method);
  for (const auto& [key, member] :
       {std::pair{"relative", &SolverRequest::relative}, {"absolute", &SolverRequest::absolute}}) {
    const auto value = table.find(key);
    if (!value) continue;
    solver.*member = value->number();
    check_solver(solver, value->where());
  }
  return solver;
}

void check_solver(const SolverRequest& solver, const Where& where) {
  const auto refuse = [&](std::string_view key, double value, double low, double high, std::string try_this) {
    throw InputError(where, {"bad-tolerance", fmt::format("'{}' is {}", key, to_short(value)),
                             fmt::format("it must be at least {} and below {}", to_short(low), to_short(high)),
                             std::move(try_this)});
  };
  if (!(solver.relative >= limits::kSmallestRelative && solver.relative < limits::kLargestRelative))
    refuse("relative", solver.relative, limits::kSmallestRelative, limits::kLargestRelative,
           "1e-6 suits most questions");
  if (!(solver.absolute >= limits::kSmallestAbsolute && solver.absolute < limits::kLargestAbsolute))
    refuse("absolute", solver.absolute, limits::kSmallestAbsolute, limits::kLargestAbsolute,
           "1e-9 suits most questions");
}

}  // namespace emtansim::experiment
