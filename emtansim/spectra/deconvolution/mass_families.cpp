// SPDX-License-Identifier: Apache-2.0
/// Finding the strongest family, and fitting it.
#include "emtansim/spectra/deconvolution/mass_families.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/spectra/deconvolution/unmixing.h"
#include "emtansim/spectra/processing.h"

namespace emtansim::spectra {

namespace {

constexpr double kWidthOverDeviation = 2.3548200450309493;
constexpr double kGap = 0.015;      // of mass, between families
constexpr double kBeside = 0.0075;  // of mass, from the outermost credible mass to what still belongs to its family
constexpr double kCredible = 0.3;   // of the best score

struct Family {
  double low = 0, high = 0;  ///< Da
  double weight = 0;         ///< intensity times score
  std::vector<MassPeak> candidates;

  [[nodiscard]] bool holds(double mass) const { return mass >= low && mass <= high; }
};

/// From the strongest. Candidates come from the lightest.
std::vector<Family> families_of(const std::vector<MassPeak>& candidates) {
  double best = 0;
  for (const auto& peak : candidates) best = std::max(best, peak.score);
  std::vector<Family> families;
  for (const auto& peak : candidates) {
    if (peak.kind != PeakKind::species || peak.score < kCredible * best || peak.charges.empty()) continue;
    if (families.empty() || peak.mass > families.back().high * (1 + kGap) / (1 + kBeside))
      families.push_back({.low = peak.mass * (1 - kBeside)});
    families.back().high = peak.mass * (1 + kBeside);
    families.back().weight += peak.intensity * peak.score;
  }
  for (auto& family : families)
    for (const auto& peak : candidates)
      if (family.holds(peak.mass) && !peak.charges.empty()) family.candidates.push_back(peak);
  std::ranges::stable_sort(families, [](const Family& a, const Family& b) { return a.weight > b.weight; });
  return families;
}

/// The part of the spectrum in which a family has peaks.
struct Stretch {
  Spectrum raw, flat;
};

Spectrum part_of(const Spectrum& spectrum, double low, double high) {
  const auto first = std::ranges::lower_bound(spectrum.mz, low) - spectrum.mz.begin();
  const auto last = std::ranges::upper_bound(spectrum.mz, high) - spectrum.mz.begin();
  Spectrum part{.polarity = spectrum.polarity, .points = spectrum.points};
  part.mz.assign(spectrum.mz.begin() + first, spectrum.mz.begin() + last);
  part.intensity.assign(spectrum.intensity.begin() + first, spectrum.intensity.begin() + last);
  return part;
}

Stretch stretch_of(const Stretch& all, const Family& family, double carrier) {
  constexpr double kLeast = 0.01;     // of the strongest charge
  constexpr double kMargin = 0.0025;  // of m/z
  double low = 1e300, high = 0;
  for (const auto& peak : family.candidates) {
    double strongest = 0;
    for (const auto& evidence : peak.charges) strongest = std::max(strongest, evidence.intensity);
    for (const auto& evidence : peak.charges) {
      if (evidence.intensity < kLeast * strongest) continue;
      low = std::min(low, family.low / evidence.charge);
      high = std::max(high, family.high / evidence.charge);
    }
  }
  low = low * (1 - kMargin) + carrier;
  high = high * (1 + kMargin) + carrier;
  return {part_of(all.raw, low, high), part_of(all.flat, low, high)};
}

/// Whether points are close enough for the shape of peaks to be seen, at the highest point.
bool shows_shapes(const Spectrum& spectrum, double peak_width) {
  constexpr double kPointsPerPeak = 4;
  if (spectrum.points == PointKind::centroid || spectrum.mz.size() < 3) return false;
  const auto top = static_cast<std::size_t>(std::ranges::max_element(spectrum.intensity) - spectrum.intensity.begin());
  const std::size_t at = std::clamp<std::size_t>(top, 1, spectrum.mz.size() - 2);
  return 0.5 * (spectrum.mz[at + 1] - spectrum.mz[at - 1]) * kPointsPerPeak <= peak_width * spectrum.mz[at];
}

/// Takes the peaks of a fit off what is above the baseline.
void subtract(const MassFit& fit, Spectrum& flat, double carrier) {
  std::vector<double> places;
  places.reserve(flat.mz.size());
  for (const double mz : flat.mz) places.push_back(std::log(std::max(mz - carrier, 1e-3)));
  const auto signal = fit.signal_at(places);
  for (std::size_t i = 0; i < signal.size(); ++i) flat.intensity[i] = std::max(0.0, flat.intensity[i] - signal[i]);
}

/// The share of the intensity at the places of a top that is still there in `left`.
double share_left(const MassPeak& top, const Spectrum& flat, const Spectrum& left) {
  double before = 0, after = 0;
  for (const auto& evidence : top.charges) {
    const double half = 0.5 * top.width / evidence.charge;
    const auto first = std::ranges::lower_bound(flat.mz, evidence.mz - half) - flat.mz.begin();
    const auto last = std::ranges::upper_bound(flat.mz, evidence.mz + half) - flat.mz.begin();
    double there = 0, remains = 0;
    for (auto i = first; i < last; ++i) {
      there += flat.intensity[static_cast<std::size_t>(i)];
      remains += left.intensity[static_cast<std::size_t>(i)];
    }
    if (!(there > 0)) continue;
    before += evidence.intensity;
    after += evidence.intensity * remains / there;
  }
  return before > 0 ? after / before : 1;
}

/// The width of peaks where a family is, if points show it; else that of the whole spectrum.
double width_in(const Stretch& stretch, double of_all) {
  if (std::ranges::none_of(stretch.flat.intensity, [](double intensity) { return intensity > 0; })) return of_all;
  const double own = peak_width_of(stretch.flat);
  return shows_shapes(stretch.flat, own) ? own : of_all;
}

}  // namespace

FamilyFit fit_family(const FamilyTask& task, std::vector<MassPeak>& tops) {
  constexpr double kFaintest = 0.3;       // of the least height asked for
  constexpr std::size_t kMostTops = 300;  // more are resolved isotopes, or noise
  constexpr double kLeft = 0.3;           // a top of which less is left was the family's
  FamilyFit result;
  if (!shows_shapes(task.flat, task.assigned.peak_width)) return result;
  auto candidates = find_peaks(task.masses, task.assigned, kFaintest * task.least_height).peaks;
  name_echoes(candidates);
  const auto families = families_of(candidates);
  if (families.empty() || families.front().candidates.size() > kMostTops) return result;
  const Family& family = families.front();
  const Stretch stretch = stretch_of({task.raw, task.flat}, family, task.assigned.carrier);
  const double width = width_in(stretch, task.assigned.peak_width);
  if (!shows_shapes(stretch.flat, width)) return result;
  const auto fit =
      unmix(to_cells(stretch.raw, stretch.flat, width, task.assigned.noise), family.candidates,
            {.peak_width = width, .knot_distance = task.baseline_width, .least_height = task.least_height});
  if (!fit) return result;
  double highest = 0;
  for (const auto& mass : fit->masses) highest = std::max(highest, mass.intensity);
  auto fitted = to_peaks(*fit, task.assigned, task.least_height * highest);
  Spectrum left = task.flat;
  subtract(*fit, left, task.assigned.carrier);
  const std::size_t before = tops.size();
  std::erase_if(
      tops, [&](const MassPeak& top) { return family.holds(top.mass) || share_left(top, task.flat, left) < kLeft; });
  const std::size_t removed = before - tops.size();
  result.masses = fit->masses.size();
  result.model_error = fit->model_error();
  result.explained_tops = removed > fitted.size() ? removed - fitted.size() : 0;
  for (auto& peak : fitted) tops.push_back(std::move(peak));
  std::ranges::stable_sort(tops, {}, &MassPeak::mass);
  return result;
}

}  // namespace emtansim::spectra
