// SPDX-License-Identifier: Apache-2.0
/// What a fit says about its masses: errors, what single charges say, and what is left over.
#include <algorithm>
#include <cmath>

#include "emtansim/spectra/deconvolution/mass_fit.h"

namespace emtansim::spectra {

MassFit::Gain MassFit::gain_of(double log_mass, int charge) const {
  const double place = log_mass - std::log(charge), deviation = deviation_at(log_mass, charge);
  const double left = deviation * (1 - shape_.lean), right = deviation * (1 + shape_.lean);
  Gain gain;
  constexpr double kNear = 3;
  auto k =
      static_cast<std::size_t>(std::ranges::lower_bound(cells_.place, place - kNear * left) - cells_.place.begin());
  for (; k < cells_.size() && cells_.place[k] < place + kNear * right; ++k) {
    const double deviation_here = cells_.place[k] < place ? left : right;
    const double value = value_in(k, (cells_.place[k] - place) / deviation_here, deviation_here);
    gain.slope += weight_[k] * value * (cells_.intensity[k] - model_[k]);
    gain.information += weight_[k] * value * value;
  }
  return gain;
}

void MassFit::measure_model_error() {
  constexpr double kStrong = 0.05;  // of the highest cell
  constexpr double kMedianOfSquare = 0.4549;
  constexpr double kLargest = 0.3;
  const double least = kStrong * *std::ranges::max_element(signal_);
  std::vector<double> ratios;
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    if (signal_[k] < least) continue;
    const double off = cells_.intensity[k] - model_[k];
    const double counted = cells_.points[k] * cells_.noise * cells_.noise + cells_.gain * signal_[k];
    ratios.push_back((off * off - kMedianOfSquare * counted) / (signal_[k] * signal_[k]));
  }
  if (ratios.empty()) return;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::ranges::nth_element(ratios, middle);
  model_error_ = std::min(kLargest, std::sqrt(std::max(0.0, *middle) / kMedianOfSquare));
}

void MassFit::judge() {
  set_weights();
  std::vector<double> banded, border;
  BorderedSystem system = assembled(banded, border);
  system.factor();
  std::vector<double> ones(peaks_.size()), zeros(system.border());
  double all = 0;  // information on the logarithm of the width
  for (std::size_t m = 0; m < masses.size(); ++m) {
    auto& mass = masses[m];
    std::ranges::fill(ones, 0.0);
    std::ranges::fill(zeros, 0.0);
    zeros[m] = 1;
    mass.error = std::sqrt(system.quadratic(ones, zeros));
    std::ranges::fill(ones, 0.0);
    std::ranges::fill(zeros, 0.0);
    mass.intensity = 0;
    double excess = 0, information = 0;
    for (std::size_t i = 0; i < peaks_.size(); ++i) {
      const Peak& peak = peaks_[i];
      if (peak.mass != m) continue;
      for (std::size_t k = peak.first; k < peak.last; ++k) {
        const std::size_t at = peak.at + k - peak.first;
        ones[i] += value_[at];
        excess += weight_[k] * peak.height * spread_[at] * (cells_.intensity[k] - model_[k]);
        information += weight_[k] * peak.height * peak.height * spread_[at] * spread_[at];
      }
      mass.intensity += peak.height * ones[i];
      if (peak.is_held) ones[i] = 0;
    }
    mass.intensity_error = std::sqrt(system.quadratic(ones, zeros));
    mass.widening = information > 0 ? 2 * excess / information : 0;
    mass.widening_error = information;
    all += information;
  }
  // The width of the shape is known from the other masses only.
  for (auto& mass : masses) {
    const double own = mass.widening_error, others = all - own;
    constexpr double kUnknown = 1e3;
    mass.widening_error = own > 0 ? std::min(kUnknown, 2 * std::sqrt(1 / own + 1 / std::max(others, 1e-12))) : kUnknown;
  }
}

std::vector<double> MassFit::signal_at(std::span<const double> places) const {
  constexpr double kReach = 4.5;
  std::vector<double> signal(places.size(), 0.0);
  for (const auto& peak : peaks_) {
    if (peak.height == 0) continue;
    auto i =
        static_cast<std::size_t>(std::ranges::lower_bound(places, peak.place - kReach * peak.left) - places.begin());
    for (; i < places.size() && places[i] < peak.place + kReach * peak.right; ++i) {
      const double t = (places[i] - peak.place) / (places[i] < peak.place ? peak.left : peak.right);
      signal[i] += peak.height * std::exp(-0.5 * t * t);
    }
  }
  return signal;
}

std::vector<MassFit::OneCharge> MassFit::charges_of(std::size_t mass) const {
  std::vector<OneCharge> charges;
  for (const auto& peak : peaks_) {
    if (peak.mass != mass || !(peak.height > 0)) continue;
    OneCharge one{.charge = masses[mass].charges[peak.number]};
    std::vector<double> alike(peak.last - peak.first, 0.0);
    for (const auto& other : peaks_) {
      if (masses[other.mass].charges[other.number] != one.charge) continue;
      for (std::size_t k = std::max(peak.first, other.first); k < std::min(peak.last, other.last); ++k)
        alike[k - peak.first] += other.height * value_[other.at + k - other.first];
    }
    double slope = 0, information = 0, shared = 0;
    for (std::size_t k = peak.first; k < peak.last; ++k) {
      const std::size_t at = peak.at + k - peak.first;
      const double own = peak.height * value_[at], move = peak.height * slope_[at];
      slope += weight_[k] * move * (cells_.intensity[k] - model_[k]);
      information += weight_[k] * move * move;
      one.intensity += own;
      const double there = std::max(cells_.intensity[k] - (model_[k] - signal_[k]), alike[k - peak.first]);
      if (there > 0) shared += own * alike[k - peak.first] / there;
    }
    if (!(one.intensity > 0)) continue;
    one.shift = information > 0 ? slope / information : 0;
    one.share = shared / one.intensity;
    charges.push_back(one);
  }
  std::ranges::sort(charges, {}, &OneCharge::charge);
  return charges;
}

}  // namespace emtansim::spectra
