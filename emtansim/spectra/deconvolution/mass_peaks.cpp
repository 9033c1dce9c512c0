// SPDX-License-Identifier: Apache-2.0
/// Peaks of the zero-charge spectrum, the evidence of their charges, and the parts of their score.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "emtansim/spectra/deconvolution/mass_axis.h"

namespace emtansim::spectra {

namespace {

constexpr double kWidthOverDeviation = 2.3548200450309493;

/// A peak by indices of the mass axis: valley to valley, and where it is above half its height.
struct Region {
  std::size_t top = 0, first = 0, last = 0, half_first = 0, half_last = 0;
};

/// Running means over `part` of a peak width, twice: noise must not make tops.
std::vector<double> calmed(const MassSpectrum& masses, double relative_width, double part) {
  std::vector<double> values = masses.intensity, sums(values.size() + 1, 0.0);
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t i = 0; i < values.size(); ++i) sums[i + 1] = sums[i] + values[i];
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double half = 0.5 * part * relative_width * masses.mass(static_cast<double>(i)) / masses.step;
      const auto width = static_cast<std::size_t>(std::round(half));
      const std::size_t first = i - std::min(i, width), last = std::min(values.size(), i + width + 1);
      values[i] = (sums[last] - sums[first]) / static_cast<double>(2 * width + 1);
    }
  }
  return values;
}

/// Tops that stand out of the valleys beside them by a twentieth of their height.
std::vector<Region> regions_of(const std::vector<double>& y) {
  constexpr double kRise = 0.05, kFoot = 1e-3;
  std::vector<Region> regions;
  std::size_t valley = 0;
  std::size_t top = 0;
  bool rises = true;
  const auto close = [&](std::size_t end) {
    Region region{.top = top, .first = valley, .last = end, .half_first = top, .half_last = top};
    while (region.half_first > region.first && y[region.half_first - 1] > 0.5 * y[top]) --region.half_first;
    while (region.half_last < region.last && y[region.half_last + 1] > 0.5 * y[top]) ++region.half_last;
    while (region.first < top && y[region.first] < kFoot * y[top]) ++region.first;
    while (region.last > top && y[region.last] < kFoot * y[top]) --region.last;
    regions.push_back(region);
  };
  std::size_t lowest = 0;
  for (std::size_t i = 1; i < y.size(); ++i) {
    if (rises) {
      if (y[i] > y[top]) top = i;
      if (y[i] < y[top] * (1 - kRise)) {
        rises = false;
        lowest = i;
      } else if (y[i] < y[valley] && y[top] <= y[valley]) {
        valley = top = i;
      }
    } else {
      if (y[i] < y[lowest]) lowest = i;
      if (y[i] > y[lowest] / (1 - kRise) && y[i] > kFoot * y[top]) {
        close(lowest);
        valley = lowest;
        top = i;
        rises = true;
      }
    }
  }
  if (y[top] > 0 && !rises) close(lowest);
  return regions;
}

/// Shape of a peak from the mass spectrum: centroid above half height, sum, width.
MassPeak shape_of(const MassSpectrum& masses, const std::vector<double>& y, const Region& region) {
  MassPeak peak;
  double upper = 0, weighted = 0;
  for (std::size_t i = region.first; i <= region.last; ++i) peak.intensity += masses.intensity[i];
  for (std::size_t i = region.half_first; i <= region.half_last; ++i) {
    upper += y[i];
    weighted += y[i] * (static_cast<double>(i) - static_cast<double>(region.top));
  }
  peak.apex = masses.mass(static_cast<double>(region.top));
  peak.mass = peak.apex + masses.step * weighted / upper;
  peak.height = y[region.top] / masses.step;
  peak.width = masses.step * static_cast<double>(region.half_last - region.half_first + 1);
  return peak;
}

/// The charges of a peak whose centroid masses lie in [low, high].
std::vector<ChargeEvidence> evidence_of(const AssignedSpectrum& assigned, double low, double high) {
  std::vector<ChargeEvidence> charges;
  const auto& shares = assigned.shares;
  for (int z = shares.lowest_charge; z <= shares.highest_charge(); ++z) {
    const auto& row = shares.row(z);
    const auto first = std::ranges::lower_bound(assigned.points, std::log(low / z), {}, &Point::place);
    const auto last = std::ranges::upper_bound(assigned.points, std::log(high / z), {}, &Point::place);
    ChargeEvidence evidence{.charge = z};
    double all = 0;
    for (auto point = first; point < last; ++point) {
      const double part = shares.share(row, assigned.grid.bin(point->place)) * point->intensity;
      all += point->intensity;
      evidence.intensity += part;
      evidence.mass += part * z * bare_mz(*point);
    }
    if (!(evidence.intensity > 0)) continue;
    evidence.mass /= evidence.intensity;
    evidence.mz = evidence.mass / z + assigned.carrier;
    evidence.share = evidence.intensity / all;
    charges.push_back(evidence);
  }
  drop_faint(charges);
  return charges;
}

/// 1 where intensities rise once and fall once with charge; less by what rises again away from the strongest.
double smoothness_of(const std::vector<ChargeEvidence>& charges) {
  const auto top = std::ranges::max_element(charges, {}, &ChargeEvidence::intensity);
  double all = 0, again = 0;
  for (const auto& evidence : charges) all += evidence.intensity;
  const auto walk = [&](auto from, auto to, int direction) {
    double lowest = top->intensity;
    int expected = top->charge;
    for (auto at = from; at != to; ++at) {
      expected += direction;
      if (at->charge != expected) lowest = 0;  // a charge is missing between
      expected = at->charge;
      if (at->intensity > lowest) again += at->intensity - lowest;
      lowest = std::min(lowest, at->intensity);
    }
  };
  walk(top + 1, charges.end(), 1);
  walk(std::make_reverse_iterator(top), charges.rend(), -1);
  return std::max(0.0, 1 - again / all);
}

}  // namespace

void drop_faint(std::vector<ChargeEvidence>& charges) {
  constexpr double kLeast = 0.005;  // of the strongest charge
  double strongest = 0;
  for (const auto& evidence : charges) strongest = std::max(strongest, evidence.intensity);
  std::erase_if(charges, [&](const ChargeEvidence& evidence) { return evidence.intensity < kLeast * strongest; });
}

void score_peak(MassPeak& peak, const AssignedSpectrum& assigned) {
  if (peak.charges.empty()) return;
  double all = 0, squares = 0, shared = 0, mean = 0, strongest = 0;
  for (const auto& evidence : peak.charges) {
    all += evidence.intensity;
    squares += evidence.intensity * evidence.intensity;
    shared += evidence.intensity * evidence.share;
    mean += evidence.intensity * evidence.mass;
    strongest = std::max(strongest, evidence.intensity);
  }
  mean /= all;
  double variance = 0;
  for (const auto& evidence : peak.charges)
    variance += evidence.intensity / all * (evidence.mass - mean) * (evidence.mass - mean);
  peak.spread = std::sqrt(variance);
  const double deviation = assigned.peak_width * peak.mass / kWidthOverDeviation;
  const double away = peak.spread / deviation;
  const double effective = all * all / squares;
  const double points = std::max(1.0, peak.width / peak.mass / (assigned.grid.step));
  constexpr double kClear = 5;  // of the noise of a sum, at which `clear` is 1 - 1/e
  peak.explains = shared / all;
  peak.smooth = smoothness_of(peak.charges);
  peak.agrees = std::exp(-0.5 * away * away);
  peak.supported = 1 - 1 / (effective * effective);
  peak.clear = assigned.noise > 0 ? 1 - std::exp(-strongest / (kClear * assigned.noise * std::sqrt(points))) : 1;
  peak.score = peak.explains * peak.smooth * peak.agrees * peak.supported * peak.clear;
}

FoundPeaks find_peaks(const MassSpectrum& masses, const AssignedSpectrum& assigned, double least_height) {
  constexpr double kCalmed = 0.25;  // peak widths
  FoundPeaks found;
  const auto y = calmed(masses, assigned.peak_width, kCalmed);
  const double highest = *std::ranges::max_element(y);
  for (const auto& region : regions_of(y)) {
    if (y[region.top] < least_height * highest) {
      ++found.small;
      continue;
    }
    MassPeak peak = shape_of(masses, y, region);
    const double reach = std::max(peak.width, assigned.peak_width * peak.mass);
    const double low = std::max(masses.mass(static_cast<double>(region.first)), peak.mass - reach);
    const double high = std::min(masses.mass(static_cast<double>(region.last)), peak.mass + reach);
    peak.charges = evidence_of(assigned, low - masses.step, high + masses.step);
    score_peak(peak, assigned);
    found.peaks.push_back(std::move(peak));
  }
  return found;
}

void name_echoes(std::vector<MassPeak>& peaks) {
  constexpr std::array kRatios = {2.0, 0.5, 3.0, 1.0 / 3, 1.5, 2.0 / 3};
  constexpr double kOwn = 0.7;       // a peak that explains this much of its places stands by itself
  constexpr double kStronger = 1.5;  // times, at least, is what echoes
  const auto main_charge = [](const MassPeak& peak) {
    return std::ranges::max_element(peak.charges, {}, &ChargeEvidence::intensity)->charge;
  };
  for (auto& peak : peaks) {
    if (peak.charges.empty() || peak.explains >= kOwn) continue;
    double best = 0;
    for (const auto& other : peaks) {
      if (other.charges.empty() || other.intensity < kStronger * peak.intensity || other.intensity <= best) continue;
      const auto is_near = [&](double mass) { return std::abs(peak.mass - mass) < std::max(peak.width, other.width); };
      const int z = main_charge(other);
      const bool is_harmonic = std::ranges::any_of(kRatios, [&](double ratio) { return is_near(ratio * other.mass); });
      const bool is_satellite = is_near(other.mass * (1 + 1.0 / z)) || is_near(other.mass * (1 - 1.0 / z));
      if (!is_harmonic && !is_satellite) continue;
      best = other.intensity;
      peak.kind = is_harmonic ? PeakKind::harmonic : PeakKind::satellite;
      peak.of_mass = other.mass;
    }
  }
}

}  // namespace emtansim::spectra
