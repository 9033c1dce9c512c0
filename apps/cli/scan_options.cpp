// SPDX-License-Identifier: Apache-2.0
/// From options to the mean of chosen spectra.
#include "scan_options.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "commands.h"

namespace emtansim::cli {

using namespace spectra;

std::optional<Limits> limits_of(const GivenOptions& options, std::string_view name, Limits widest) {
  if (!options.has(name)) return std::nullopt;
  const std::string text = options.text(name);
  const auto colon = text.find(':');
  const auto refuse = [&] {
    refuse_argument(fmt::format("--{} is '{}'", name, text), "",
                    fmt::format("two numbers, such as --{} 1000:2000", name));
  };
  if (colon == std::string::npos) refuse();
  Limits limits = widest;
  const auto set = [&](std::string_view part, double& limit) {
    if (trim(part).empty()) return;
    const auto number = parse_number(trim(part));
    if (!number || !std::isfinite(*number)) refuse();
    limit = *number;
  };
  set(std::string_view(text).substr(0, colon), limits.low);
  set(std::string_view(text).substr(colon + 1), limits.high);
  if (!(limits.low <= limits.high) || limits.low < widest.low || limits.high > widest.high) refuse();
  return limits;
}

ScanWish scan_wish_of(const GivenOptions& options) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kMostScans = 1e9;
  ScanWish wish;
  if (const auto time = limits_of(options, "time", {-kInfinity, kInfinity})) {
    wish.scans.from_s = time->low;
    wish.scans.to_s = time->high;
  }
  if (const auto scans = limits_of(options, "scans", {0, kMostScans})) {
    wish.scans.first = static_cast<std::size_t>(scans->low);
    wish.scans.last = static_cast<std::size_t>(scans->high);
  }
  wish.scans.ms_level = options.whole_number("level", 0, 1, 20);
  wish.mz = limits_of(options, "mz", {0, 1e7});
  return wish;
}

namespace {

WishedSpectrum at_level(const std::string& file, const ScanChoice& asked, int level) {
  const ScanChoice all;
  const bool has_range =
      asked.from_s != all.from_s || asked.to_s != all.to_s || asked.first != all.first || asked.last != all.last;
  ScanChoice choice = has_range ? asked : around_highest(file, level);
  if (has_range) choice.ms_level = level;
  return {.average = read_average(file, choice), .choice = choice};
}

WishedSpectrum at_best_level(const std::string& file, const ScanChoice& asked) {
  if (asked.ms_level != 0) return at_level(file, asked, asked.ms_level);
  try {
    return at_level(file, asked, 1);
  } catch (const InputError& error) {
    if (error.complaint().code != "no-spectra") throw;
    return at_level(file, asked, 0);
  }
}

}  // namespace

WishedSpectrum read_wished(const std::string& file, const ScanWish& wish) {
  WishedSpectrum wished = at_best_level(file, wish.scans);
  if (!wish.mz) return wished;
  try {
    wished.average.spectrum = cut(std::move(wished.average.spectrum), wish.mz->low, wish.mz->high);
  } catch (const InputError& error) {
    throw InputError({file, 0}, error.complaint());
  }
  return wished;
}

}  // namespace emtansim::cli
