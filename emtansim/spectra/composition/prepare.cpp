// SPDX-License-Identifier: Apache-2.0
/// Checks a signal, cuts it to the masses of the ladder and makes points of it.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr double kProton = 1.007276467;  // Da, CODATA
constexpr double kMargin = 300;          // Da beside the ladder that are still looked at
constexpr int kMostCharge = 120;
constexpr int kProfileKnots = 7;           // of the background: bends over more than 1,500 Da, so not with the ladder
constexpr double kBinShare = 0.6;          // of a standard deviation: a bin that widens a peak by 1.5 %
constexpr std::size_t kFewestPoints = 20;  // of a profile
constexpr double kSmallest = 1e-100;       // intensity, and one over it, between which sums of squares are safe
constexpr double kWidestGap = 3;           // median spacings after which a gap is a gap and not a broad point

[[noreturn]] void refuse(std::string code, std::string what, std::string why, std::string try_this) {
  throw InputError({}, {std::move(code), std::move(what), std::move(why), std::move(try_this)});
}

void check(const Signal& signal) {
  if (signal.x.size() != signal.intensity.size())
    refuse("bad-spectrum", "the spectrum has columns of different length", "", "give one intensity for each mass");
  for (std::size_t i = 0; i < signal.x.size(); ++i) {
    if (!std::isfinite(signal.x[i]) || !std::isfinite(signal.intensity[i]))
      refuse("bad-spectrum", fmt::format("point {} of the spectrum is no number", i + 1), "", "remove it");
    if (i > 0 && signal.x[i] < signal.x[i - 1])
      refuse("bad-spectrum", fmt::format("point {} of the spectrum lies before the one above it", i + 1),
             "masses must ascend", "sort the spectrum");
  }
  for (const auto& scan : signal.scans)
    if (scan.size() != signal.x.size())
      refuse("bad-spectrum", "a scan has another number of points than the spectrum", "",
             "bring all scans to the same points");
}

void ladder_range(const Ladder& ladder, double& low, double& high) {
  double lightest = 0, heaviest = 0;
  if (!ladder.glycans.empty()) {
    const auto by_mass = [](const auto& a, const auto& b) { return a.mass < b.mass; };
    const auto ends = std::minmax_element(ladder.glycans.begin(), ladder.glycans.end(), by_mass);
    lightest = 2 * ends.first->mass;
    heaviest = 2 * ends.second->mass;
  }
  const double added = ladder.most_drugs * ladder.drug_mass + ladder.most_linkers * ladder.linker_mass;
  low = ladder.antibody_mass + lightest;
  high = ladder.antibody_mass + heaviest + added;
  if (ladder.pieces.empty()) return;
  low = high = ladder.pieces.front().mass;
  for (const auto& piece : ladder.pieces) {
    low = std::min(low, piece.mass + (piece.has_glycan ? lightest / 2 : 0));
    high = std::max(high, piece.mass + (piece.has_glycan ? heaviest / 2 : 0));
  }
  high += added;
}

void keep(Signal& signal, const std::vector<bool>& kept) {
  const auto cut = [&kept](std::vector<double>& values) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (kept[i]) values[n++] = values[i];
    values.resize(n);
  };
  cut(signal.x);
  cut(signal.intensity);
  for (auto& scan : signal.scans) cut(scan);
}

/// Points at one place become one, their mean: files that hold two spectra do that.
void merge_repeated(Signal& signal) {
  std::vector<bool> kept(signal.x.size(), true);
  const auto merge = [&](std::vector<double>& values) {
    for (std::size_t i = 0; i < signal.x.size();) {
      std::size_t end = i + 1;
      double sum = values[i];
      for (; end < signal.x.size() && signal.x[end] == signal.x[i]; ++end) sum += values[end];
      values[i] = sum / static_cast<double>(end - i);
      i = end;
    }
  };
  merge(signal.intensity);
  for (auto& scan : signal.scans) merge(scan);
  for (std::size_t i = 1; i < kept.size(); ++i) kept[i] = signal.x[i] != signal.x[i - 1];
  keep(signal, kept);
}

/// Brings intensities beyond all reason to a size whose sums and squares are numbers, exactly.
void scale(Signal& signal) {
  const double highest = *std::ranges::max_element(signal.intensity);
  if (!(highest > 0) || (highest > kSmallest && highest < 1 / kSmallest)) return;
  const int exponent = -std::ilogb(highest);
  for (double& value : signal.intensity) value = std::ldexp(value, exponent);
  for (auto& scan : signal.scans)
    for (double& value : scan) value = std::ldexp(value, exponent);
}

void expect_profile(const Signal& signal) {
  if (signal.kind == SignalKind::mass_list || signal.x.size() >= kFewestPoints) return;
  refuse("no-profile", fmt::format("{} points lie where the conjugate can be", signal.x.size()),
         "the shape of peaks is fitted", "give the profile as it was measured, or a list of masses");
}

/// Negative intensities are what is left of a baseline that was taken off; they hold no molecules.
void clip(std::vector<double>& values) {
  for (double& value : values) value = std::max(value, 0.0);
}

std::vector<double> widths_of(const std::vector<double>& x) {
  std::vector<double> spacing;
  for (std::size_t i = 1; i < x.size(); ++i) spacing.push_back(x[i] - x[i - 1]);
  if (spacing.empty()) return {1};
  std::vector<double> sorted = spacing;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
  const double widest = kWidestGap * sorted[sorted.size() / 2];
  std::vector<double> widths;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double left = i > 0 ? spacing[i - 1] : spacing[i];
    const double right = i + 1 < x.size() ? spacing[i] : left;
    widths.push_back(std::min((left + right) / 2, widest));
  }
  return widths;
}

/// Puts points into bins of `size(x)`.
template <typename Size>
void bin(MixturePoints& points, Size size) {
  MixturePoints binned{
      .x = {}, .weight = {}, .width = {}, .charges = points.charges, .knots = points.knots, .faintest = 0};
  for (std::size_t i = 0; i < points.x.size();) {
    const double end = points.x[i] - points.width[i] / 2 + size(points.x[i]);
    double x = 0, weight = 0, width = 0;
    do {
      x += points.x[i] * points.width[i];
      weight += points.weight[i];
      width += points.width[i];
      ++i;
    } while (i < points.x.size() && points.x[i] + points.width[i] / 2 < end);
    if (width <= 0) continue;  // a point twice in the file
    binned.x.push_back(x / width);
    binned.weight.push_back(weight);
    binned.width.push_back(width);
  }
  points = std::move(binned);
}

std::vector<int> charges_between(const Prepared& prepared) {
  std::vector<int> charges;
  for (int z = 1; z <= kMostCharge; ++z) {
    const double low = prepared.lowest_mass / z + kProton, high = prepared.highest_mass / z + kProton;
    if (high > prepared.signal.x.front() && low < prepared.signal.x.back()) charges.push_back(z);
  }
  return charges;
}

/// Cuts an m/z spectrum to where its charges lie.
void cut_to_charges(Prepared& prepared) {
  const double low = (prepared.lowest_mass - kMargin) / prepared.charges.back() + kProton;
  const double high = (prepared.highest_mass + kMargin) / prepared.charges.front() + kProton;
  std::vector<bool> kept;
  for (const double x : prepared.signal.x) kept.push_back(x > low && x < high);
  keep(prepared.signal, kept);
}

}  // namespace

Prepared with_charges(Prepared prepared, std::vector<int> charges) {
  prepared.charges = std::move(charges);
  cut_to_charges(prepared);
  expect_profile(prepared.signal);
  return prepared;
}

Prepared prepare(const Signal& signal, const Ladder& ladder, const CompositionOptions& options) {
  check(signal);
  if (signal.kind == SignalKind::mz_profile && !ladder.pieces.empty())
    refuse("pieces-along-mz", "pieces of an antibody are not read along m/z",
           "each has charges of its own, and often a time of its own",
           "find the masses first: emtansim deconvolve, then its masses.csv");
  Prepared prepared;
  prepared.signal = signal;
  ladder_range(ladder, prepared.lowest_mass, prepared.highest_mass);
  prepared.reference_mass = ladder.pieces.empty() ? ladder.antibody_mass + 4 * ladder.drug_mass
                                                  : (prepared.lowest_mass + prepared.highest_mass) / 2;
  clip(prepared.signal.intensity);
  for (auto& scan : prepared.signal.scans) clip(scan);
  if (!signal.x.empty()) scale(prepared.signal);
  if (signal.kind != SignalKind::mass_list) merge_repeated(prepared.signal);
  const auto sum = [](const auto& values) { return std::accumulate(values.begin(), values.end(), 0.0); };
  const double total = sum(prepared.signal.intensity);
  if (!(total > 0)) refuse("empty-spectrum", "the spectrum has no intensity", "", "check the column of intensities");
  if (signal.kind != SignalKind::mz_profile) {
    const double margin = kMargin + options.largest_shift;
    std::vector<bool> kept;
    for (const double x : prepared.signal.x)
      kept.push_back(x > prepared.lowest_mass - margin && x < prepared.highest_mass + margin);
    keep(prepared.signal, kept);
  }
  const double inside = sum(prepared.signal.intensity);
  if (prepared.signal.x.size() < 3 || !(inside > 0))
    refuse("no-mass-in-range",
           fmt::format("no mass between {:.0f} and {:.0f} Da, where the conjugate must lie", prepared.lowest_mass,
                       prepared.highest_mass),
           signal.x.empty() ? "the spectrum is empty"
                            : fmt::format("the masses are {:.1f} to {:.1f}", signal.x.front(), signal.x.back()),
           "check the sequence and the unit of the masses; an m/z spectrum must be told from a list of masses");
  if (signal.kind == SignalKind::mz_profile) prepared.charges = charges_between(prepared);
  if (signal.kind == SignalKind::mz_profile && prepared.charges.empty())
    refuse("no-mass-in-range", "no charge brings the conjugate into this range of m/z", "", "check the sequence");
  expect_profile(prepared.signal);
  prepared.cut_off = 1 - inside / total;
  return prepared;
}

MixturePoints make_points(const Prepared& prepared, const std::vector<double>& intensity, double width) {
  MixturePoints points{
      .x = prepared.signal.x, .weight = intensity, .width = {}, .charges = {}, .knots = 1, .faintest = 0};
  if (prepared.signal.kind == SignalKind::mass_list) {
    for (const double height : intensity)
      if (height > 0 && (points.faintest <= 0 || height < points.faintest)) points.faintest = height;
    return points;
  }
  points.knots = kProfileKnots;
  points.width = widths_of(points.x);
  for (std::size_t i = 0; i < points.x.size(); ++i) points.weight[i] *= points.width[i];
  const double size = kBinShare * width;
  if (prepared.signal.kind == SignalKind::mass_profile) {
    bin(points, [size](double) { return size; });
    return points;
  }
  points.charges = prepared.charges;
  bin(points, [&](double x) {  // as narrow as the highest charge at this place wants it
    return size / std::min<double>(points.charges.back(), std::max(1.0, prepared.highest_mass / x));
  });
  return points;
}

}  // namespace emtansim::spectra
