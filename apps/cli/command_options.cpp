// SPDX-License-Identifier: Apache-2.0
/// The table of options, and what was given of them.
#include "command_options.h"

#include <cmath>

#include <fmt/format.h>

#include "commands.h"

namespace emtansim::cli {

namespace {

constexpr CommandOption kOptions[] = {
    {"masses", "conjugate", OptionKind::value},
    {"masses", "antibody", OptionKind::value},
    {"masses", "glycans", OptionKind::value},
    {"masses", "piece", OptionKind::value},
    {"masses", "drugs", OptionKind::value},
    {"masses", "linkers", OptionKind::value},
    {"masses", "pairs", OptionKind::value},
    {"masses", "modification", OptionKind::values},
    {"masses", "adduct", OptionKind::values},
    {"masses", "csv", OptionKind::flag},
    {"masses", "json", OptionKind::flag},
    {"deconvolve", "mass", OptionKind::value},
    {"deconvolve", "charge", OptionKind::value},
    {"deconvolve", "mz", OptionKind::value},
    {"deconvolve", "time", OptionKind::value},
    {"deconvolve", "scans", OptionKind::value},
    {"deconvolve", "level", OptionKind::value},
    {"deconvolve", "smooth", OptionKind::value},
    {"deconvolve", "baseline", OptionKind::value},
    {"deconvolve", "width", OptionKind::value},
    {"deconvolve", "step", OptionKind::value},
    {"deconvolve", "least", OptionKind::value},
    {"deconvolve", "decoys", OptionKind::value},
    {"deconvolve", "maldi", OptionKind::flag},
    {"benchmark", "members", OptionKind::value},
    {"benchmark", "method", OptionKind::value},
    {"benchmark", "lanes", OptionKind::value},
    {"benchmark", "threads", OptionKind::value},
    {"benchmark", "relative", OptionKind::value},
    {"benchmark", "json", OptionKind::flag},
    {"quantify", "method", OptionKind::value},
    {"quantify", "samples", OptionKind::value},
    {"quantify", "weighting", OptionKind::value},
    {"quantify", "below", OptionKind::value},
    {"dar", "by", OptionKind::value},
    {"dar", "conjugate", OptionKind::value},
    {"dar", "antibody", OptionKind::value},
    {"dar", "glycans", OptionKind::value},
    {"dar", "drugs", OptionKind::value},
    {"dar", "linkers", OptionKind::value},
    {"dar", "replicates", OptionKind::value},
    {"dar", "seed", OptionKind::value},
    {"dar", "piece", OptionKind::value},
    {"dar", "mz", OptionKind::value},
    {"dar", "time", OptionKind::value},
    {"dar", "scans", OptionKind::value},
    {"dar", "level", OptionKind::value},
    {"dar", "mass", OptionKind::value},
    {"dar", "intensity", OptionKind::value},
    {"dar", "samples", OptionKind::value},
    {"dar", "tail", OptionKind::value},
    {"dar", "coefficients", OptionKind::value},
    {"dar", "naked", OptionKind::value},
    {"dar", "window", OptionKind::value},
    {"dar", "dead-linkers", OptionKind::value},
    {"dar", "opened-rings", OptionKind::value},
    {"dar", "calibration", OptionKind::value},
    {"dar", "allow-lysine", OptionKind::flag},
};

}  // namespace

std::span<const CommandOption> command_options() { return kOptions; }

bool GivenOptions::has(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && !found->second.empty();
}

std::string GivenOptions::text(std::string_view name) const {
  return has(name) ? values_.find(name)->second.back() : std::string();
}

std::vector<std::string> GivenOptions::texts(std::string_view name) const {
  return has(name) ? values_.find(name)->second : std::vector<std::string>();
}

double GivenOptions::number(std::string_view name, double otherwise, double low, double high) const {
  if (!has(name)) return otherwise;
  const auto value = parse_number(text(name));
  if (value && *value >= low && *value <= high) return *value;
  refuse_argument(fmt::format("--{} is '{}'", name, text(name)), "",
                  fmt::format("a number from {} to {}", to_short(low), to_short(high)));
}

int GivenOptions::whole_number(std::string_view name, int otherwise, int low, int high) const {
  const double value = number(name, otherwise, low, high);
  if (value == std::floor(value)) return static_cast<int>(value);
  refuse_argument(fmt::format("--{} is '{}'", name, text(name)), "", "a whole number");
}

}  // namespace emtansim::cli
