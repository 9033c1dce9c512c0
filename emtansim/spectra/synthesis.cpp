// SPDX-License-Identifier: Apache-2.0
/// The generator of spectra.
#include "emtansim/spectra/synthesis.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

constexpr double kWidthOverDeviation = 2.3548200450309493;  // of a normal distribution, 2 sqrt(2 ln 2)

struct Peak {
  double mz = 0, amount = 0, deviation = 0, lean = 0;
};

std::vector<double> charge_shares(double mass, double mean_mass, const SynthesisOptions& options) {
  const double centre = options.charge_centre * std::pow(mass / mean_mass, options.charge_exponent);
  std::vector<double> shares;
  double sum = 0;
  for (int z = options.lowest_charge; z <= options.highest_charge; ++z) {
    const double away = (z - centre) / options.charge_spread;
    shares.push_back(std::exp(-0.5 * away * away));
    sum += shares.back();
  }
  for (double& share : shares) share /= sum;
  return shares;
}

std::vector<Peak> peaks_of(std::span<const double> masses, std::span<const double> amounts,
                           const SynthesisOptions& options) {
  double total = 0, weighted = 0;
  for (std::size_t i = 0; i < masses.size(); ++i) {
    total += amounts[i];
    weighted += amounts[i] * masses[i];
  }
  std::vector<Peak> peaks;
  for (std::size_t i = 0; i < masses.size(); ++i) {
    const auto shares = charge_shares(masses[i], weighted / total, options);
    for (int z = options.lowest_charge; z <= options.highest_charge; ++z) {
      const double mz = masses[i] / z + kProtonMass;
      const double width = std::hypot(options.mass_width / z, mz / options.resolving_power, options.extra_width);
      peaks.push_back({.mz = mz * (1 + 1e-6 * options.calibration_ppm),
                       .amount = amounts[i] * shares[static_cast<std::size_t>(z - options.lowest_charge)],
                       .deviation = width / kWidthOverDeviation,
                       .lean = options.tail * options.extra_width});
    }
  }
  return peaks;
}

/// A normal distribution, on the side of higher m/z wider by `lean`; the area is kept.
void add_peak(const Peak& peak, double low, double step, std::vector<double>& intensity) {
  constexpr double kFar = 6;  // deviations; what is left out is below 1e-8
  const double right = peak.deviation + peak.lean / kWidthOverDeviation;
  const double height = peak.amount / (0.5 * (peak.deviation + right) * std::sqrt(2 * std::numbers::pi));
  const double first = std::ceil((peak.mz - kFar * peak.deviation - low) / step);
  const double last = std::floor((peak.mz + kFar * right - low) / step);
  for (double at = std::max(first, 0.0); at <= last && at < static_cast<double>(intensity.size()); ++at) {
    const double away = low + at * step - peak.mz;
    const double scaled = away / (away < 0 ? peak.deviation : right);
    intensity[static_cast<std::size_t>(at)] += height * std::exp(-0.5 * scaled * scaled);
  }
}

/// Poisson: exactly for small means by multiplying uniforms, by its normal limit above.
double poisson(double mean, RandomStream& random) {
  constexpr double kLarge = 30;
  if (mean > kLarge) return std::max(0.0, std::round(mean + std::sqrt(mean) * random.normal()));
  const double floor = std::exp(-mean);
  double product = random.uniform();
  double count = 0;
  while (product > floor) {
    product *= random.uniform();
    ++count;
  }
  return count;
}

}  // namespace

Spectrum synthesise(std::span<const double> masses, std::span<const double> amounts, const SynthesisOptions& options) {
  EMTANSIM_EXPECT(!masses.empty() && masses.size() == amounts.size());
  EMTANSIM_EXPECT(options.lowest_charge > 0 && options.lowest_charge <= options.highest_charge && options.step > 0);
  constexpr double kHeightWithoutNoise = 1e6;
  const auto peaks = peaks_of(masses, amounts, options);
  const auto [lowest, highest] = std::ranges::minmax_element(peaks, {}, &Peak::mz);
  const double low = std::max(options.step, lowest->mz - options.margin);
  const double high = highest->mz + options.margin;
  Spectrum spectrum{
      .id = "synthetic", .polarity = Polarity::positive, .declared = PointKind::profile, .points = PointKind::profile};
  spectrum.intensity.assign(static_cast<std::size_t>((high - low) / options.step) + 1, 0.0);
  for (const auto& peak : peaks) add_peak(peak, low, options.step, spectrum.intensity);
  const double top = *std::ranges::max_element(spectrum.intensity);
  const double scale = (options.counts > 0 ? options.counts : kHeightWithoutNoise) / top;
  RandomStream random(options.seed, 0, StreamUse::assay_noise);
  for (std::size_t i = 0; i < spectrum.intensity.size(); ++i) {
    const double mz = low + options.step * static_cast<double>(i);
    double& point = spectrum.intensity[i];
    point = scale * (point + options.baseline * top * std::exp((low - mz) / high));
    if (options.counts > 0) point = poisson(point, random);
    spectrum.mz.push_back(mz);
  }
  spectrum.steps.push_back({"synthesis", fmt::format("{} masses, charges {} to {}, seed {}", masses.size(),
                                                     options.lowest_charge, options.highest_charge, options.seed)});
  return spectrum;
}

}  // namespace emtansim::spectra
