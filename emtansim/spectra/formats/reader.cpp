// SPDX-License-Identifier: Apache-2.0
/// Checks on what is handed over, and small things that several formats need.
#include "emtansim/spectra/formats/reader.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

[[noreturn]] void refuse_point(const Where& where, std::string_view of, const std::string& id, std::size_t index,
                               std::string_view axis, double value) {
  throw InputError(where, {"bad-number", fmt::format("{} '{}' has the {} {} at point {}", of, id, axis, value, index),
                           "every number must be finite", "convert or export the file again"});
}

struct Columns {
  std::vector<double>& x;
  std::vector<double>& y;
  std::string_view of;
  const std::string& id;
  std::string_view axis;
};

void sort_by_x(Columns columns) {
  std::vector<std::size_t> order(columns.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return columns.x[a] < columns.x[b]; });
  std::vector<double> x, y;
  x.reserve(order.size());
  y.reserve(order.size());
  for (const std::size_t i : order) {
    x.push_back(columns.x[i]);
    y.push_back(columns.y[i]);
  }
  columns.x = std::move(x);
  columns.y = std::move(y);
}

void check_columns(Columns columns, const Where& where, Warnings& warnings) {
  auto& [x, y, of, id, axis] = columns;
  if (x.size() != y.size()) {
    throw InputError(
        where,
        {"bad-array", fmt::format("{} '{}' has {} values of {} and {} intensities", of, id, x.size(), axis, y.size()),
         "they must be as many", "convert or export the file again"});
  }
  bool is_sorted = true, has_negative = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i])) refuse_point(where, of, id, i, axis, x[i]);
    if (!std::isfinite(y[i])) refuse_point(where, of, id, i, "intensity", y[i]);
    if (i > 0 && x[i] < x[i - 1]) is_sorted = false;
    if (y[i] < 0) has_negative = true;
  }
  if (has_negative) {
    warnings.add(where, {"negative-intensity", fmt::format("{} '{}' has negative intensities", of, id),
                         "a baseline was subtracted, or the file is damaged", ""});
  }
  if (!is_sorted) {
    warnings.add(where, {"unsorted", fmt::format("{} '{}' is not in order of {}", of, id, axis), "it was sorted", ""});
    sort_by_x(columns);
  }
}

std::string_view to_name(PointKind kind) { return kind == PointKind::profile ? "profile" : "centroid"; }

}  // namespace

void Session::deliver(Spectrum&& spectrum, const Where& where) {
  check_columns({spectrum.mz, spectrum.intensity, "spectrum", spectrum.id, "m/z"}, where, warnings);
  if (!spectrum.mz.empty() && spectrum.mz.front() < 0) {
    throw InputError(where,
                     {"bad-number", fmt::format("spectrum '{}' has the m/z {}", spectrum.id, spectrum.mz.front()),
                      "m/z is never negative", "is the right column read?"});
  }
  const PointKind look = look_of_points(spectrum);
  spectrum.points = look == PointKind::unknown ? spectrum.declared : look;
  if (look != PointKind::unknown && spectrum.declared != PointKind::unknown && look != spectrum.declared) {
    warnings.add(where,
                 {"point-kind", fmt::format("spectrum '{}' is declared {}", spectrum.id, to_name(spectrum.declared)),
                  fmt::format("its points look {} and are taken as such", to_name(look)), ""});
  }
  if (receivers.spectrum(std::move(spectrum)) == Next::stop) is_stopped = true;
}

void Session::deliver(Chromatogram&& chromatogram, const Where& where) {
  check_columns({chromatogram.time, chromatogram.intensity, "chromatogram", chromatogram.id, "time"}, where, warnings);
  if (receivers.chromatogram(std::move(chromatogram)) == Next::stop) is_stopped = true;
}

bool SeenNames::repeats(std::string_view name) {
  constexpr std::size_t kMost = std::size_t{1} << 24;
  return hashes_.size() < kMost && !hashes_.insert(std::hash<std::string_view>{}(name)).second;
}

std::optional<double> seconds_in(std::string_view unit_accession, std::string_view unit_name) {
  const std::string name = unit_accession.empty() ? to_lower(unit_name) : std::string();
  const auto is_named = [&](std::string_view singular) {
    return name == singular || name == std::string(singular) + "s";
  };
  if (unit_accession == "UO:0000010" || is_named("second")) return 1;
  if (unit_accession == "UO:0000031" || is_named("minute")) return 60;
  if (unit_accession == "UO:0000028" || is_named("millisecond")) return 1e-3;
  if (unit_accession == "UO:0000032" || is_named("hour")) return 3600;
  return std::nullopt;
}

std::optional<double> seconds_of_duration(std::string_view text) {
  text = trim(text);
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  bool is_time = false;
  double seconds = 0;
  while (!text.empty()) {
    if (text.starts_with('T')) {
      is_time = true;
      text.remove_prefix(1);
      continue;
    }
    const auto end = text.find_first_not_of("0123456789.+-eE");
    if (end == std::string_view::npos) return std::nullopt;
    const auto number = parse_number(text.substr(0, end));
    const char unit = text[end];
    const double factor = unit == 'D' && !is_time  ? 86400
                          : unit == 'H' && is_time ? 3600
                          : unit == 'M' && is_time ? 60
                          : unit == 'S' && is_time ? 1
                                                   : 0;
    if (!number || !std::isfinite(*number) || factor == 0) return std::nullopt;
    seconds += factor * *number;
    text.remove_prefix(end + 1);
  }
  return is_negative ? -seconds : seconds;
}

PointKind look_of_points(const Spectrum& spectrum) {
  constexpr std::size_t kEnough = 60;
  constexpr double kAlike = 0.03;  // of neighbouring distances on the grid of an instrument
  const auto& mz = spectrum.mz;
  if (mz.size() < kEnough) return PointKind::unknown;
  std::size_t zeros = 0, alike = 0;
  for (std::size_t i = 0; i < mz.size(); ++i) {
    if (spectrum.intensity[i] == 0) ++zeros;
    if (i < 2) continue;
    const double before = mz[i - 1] - mz[i - 2], after = mz[i] - mz[i - 1];
    if (std::abs(after - before) <= kAlike * before) ++alike;
  }
  const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(mz.size()); };
  if (share(alike) > 0.6 || share(zeros) > 0.2) return PointKind::profile;
  if (share(alike) < 0.2 && share(zeros) < 0.01) return PointKind::centroid;
  return PointKind::unknown;
}

}  // namespace emtansim::spectra
