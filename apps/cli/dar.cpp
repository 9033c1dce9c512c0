// SPDX-License-Identifier: Apache-2.0
/// `emtansim dar`: which technique is asked for, and that each option belongs to it.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "dar_parts.h"

namespace emtansim::cli {

namespace {

struct Technique {
  std::string_view name;
  int (*work)(const Request&);
  std::vector<std::string_view> options;  ///< that it knows, besides those of every technique
};

const std::array<Technique, 6>& techniques() {
  static const std::array<Technique, 6> all = {{
      {"spectrum",
       dar_by_spectrum,
       {"drugs", "linkers", "replicates", "seed", "mz", "time", "scans", "level", "mass", "intensity", "samples",
        "tail", "piece"}},
      {"uv", dar_by_uv, {"coefficients"}},
      {"maldi", dar_by_maldi, {"naked", "window", "dead-linkers", "opened-rings", "calibration", "drugs", "seed"}},
      {"hic", [](const Request& request) { return dar_by_loads(request, report::LoadMethod::hic); }, {"allow-lysine"}},
      {"sites", [](const Request& request) { return dar_by_loads(request, report::LoadMethod::sites); }, {}},
      {"pieces", [](const Request& request) { return dar_by_loads(request, report::LoadMethod::pieces); }, {}},
  }};
  return all;
}

constexpr std::array<std::string_view, 4> kOfAll = {"by", "conjugate", "antibody", "glycans"};

const Technique& technique_of(const std::string& name) {
  const auto found = std::ranges::find(techniques(), name, &Technique::name);
  if (found != techniques().end()) return *found;
  std::vector<std::string> names;
  for (const auto& technique : techniques()) names.emplace_back(technique.name);
  refuse_argument(fmt::format("there is no technique '{}'", name), "", suggestion(name, names));
}

/// An option that the technique would not look at is refused: it would be overlooked.
void expect_options(const GivenOptions& options, const Technique& technique) {
  for (const auto& option : command_options()) {
    if (option.command != "dar" || !options.has(option.name)) continue;
    const bool is_known = std::ranges::find(kOfAll, option.name) != kOfAll.end() ||
                          std::ranges::find(technique.options, option.name) != technique.options.end();
    if (is_known) continue;
    std::string of;
    for (const auto& other : techniques())
      if (std::ranges::find(other.options, option.name) != other.options.end())
        of += fmt::format("{}--by {}", of.empty() ? "" : " or ", other.name);
    refuse_argument(fmt::format("--{} means nothing to --by {}", option.name, technique.name),
                    fmt::format("it belongs to {}", of), "leave it out, or name the technique with --by");
  }
}

}  // namespace

int dar(const Request& request) {
  const Technique& technique =
      technique_of(request.options.has("by") ? request.options.text("by") : std::string("spectrum"));
  expect_options(request.options, technique);
  return technique.work(request);
}

}  // namespace emtansim::cli
