// SPDX-License-Identifier: Apache-2.0
/// The model, its normal equations and their steps. With y_k the intensity of cell k of n_k points,
///   y_k = n_k (b_k + sum over masses m and charges z of h_mz K((u_k - ln M_m + ln z)/s)) + error    (1)
/// u = ln(m/z - p), K a normal distribution of height 1 whose sides may differ, s its relative deviation, b the
/// baseline with a correction that is linear between knots. The variance of a cell is n_k (noise^2 + gain signal) plus
/// the square of what the shape is known to be wrong by.
#include "emtansim/spectra/deconvolution/mass_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "emtansim/spectra/deconvolution/charge_grid.h"

namespace emtansim::spectra {

namespace {

constexpr double kReach = 4.5;             // deviations on either side
constexpr double kRidge = 1e-6;            // of a height's own information: it decides only where data do not
constexpr double kEnvelopeSpread = 0.3;    // of a height about what neighbouring masses let expect (assumed)
constexpr double kLeastModelError = 1e-3;  // of the signal (assumed): no peak is known to be normal more closely
constexpr std::array kShapePrior = {0.3, 1.0, 0.5, 0.3};  // standard deviations (assumed), for spectra that cannot tell

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

MassFit::MassFit(const FitCells& cells, const FitShape& shape, double knot_distance) : cells_(cells), shape_(shape) {
  if (!(knot_distance > 0) || cells_.place.empty()) return;
  const double low = cells_.place.front(), span = cells_.place.back() - low;
  const auto count = static_cast<std::size_t>(span / knot_distance) + 2;
  const double distance = std::max(span, 1e-9) / static_cast<double>(count - 1);
  for (std::size_t n = 0; n < count; ++n) knot_place_.push_back(low + distance * static_cast<double>(n));
  knots_.assign(count, 0.0);
  for (const double place : cells_.place) {
    const double at = (place - low) / distance;
    const auto lower = std::min(static_cast<std::size_t>(at), count - 2);
    knot_of_.push_back(lower);
    knot_part_.push_back(at - static_cast<double>(lower));
  }
}

double MassFit::deviation_at(double log_mass, int charge) const {
  const double place = log_mass - std::log(charge);
  return shape_.deviation *
         std::exp(shape_.by_place * (place - shape_.middle_place) + shape_.by_mass * (log_mass - shape_.middle_mass));
}

bool MassFit::is_inside(double log_mass, int charge) const {
  const double place = log_mass - std::log(charge), reach = deviation_at(log_mass, charge);
  return !cells_.place.empty() && place > cells_.place.front() + reach && place < cells_.place.back() - reach;
}

void MassFit::place_peaks() {
  peaks_.clear();
  for (std::size_t m = 0; m < masses.size(); ++m) {
    for (std::size_t n = 0; n < masses[m].charges.size(); ++n) {
      const int charge = masses[m].charges[n];
      const double deviation = deviation_at(masses[m].log_mass, charge);
      peaks_.push_back({.mass = m,
                        .number = n,
                        .place = masses[m].log_mass - std::log(charge),
                        .left = deviation * (1 - shape_.lean),
                        .right = deviation * (1 + shape_.lean),
                        .height = masses[m].heights[n]});
    }
  }
  std::ranges::sort(
      peaks_, [](const Peak& a, const Peak& b) { return a.place != b.place ? a.place < b.place : a.mass < b.mass; });
  for (auto* column : {&value_, &slope_, &spread_}) column->clear();
  for (auto& peak : peaks_) add_values(peak);
  // What lies beyond the data is not asked for.
  for (auto& peak : peaks_) {
    if (peak.last > peak.first && peak.place > cells_.place.front() && peak.place < cells_.place.back()) continue;
    peak.last = peak.first;
    peak.height = masses[peak.mass].heights[peak.number] = 0;
  }
}

/// A peak of height 1, `t` deviations away, as the points of a cell see it in the mean.
double MassFit::value_in(std::size_t cell, double t, double deviation) const {
  const double rounding = 0.5 * cells_.variance[cell] / (deviation * deviation);
  return cells_.points[cell] * std::exp(-0.5 * t * t) * (1 + rounding * (t * t - 1));
}

void MassFit::add_values(Peak& peak) {
  const auto& place = cells_.place;
  peak.first =
      static_cast<std::size_t>(std::ranges::lower_bound(place, peak.place - kReach * peak.left) - place.begin());
  peak.last = peak.first;
  peak.at = value_.size();
  for (; peak.last < place.size(); ++peak.last) {
    const double off = place[peak.last] - peak.place, deviation = off < 0 ? peak.left : peak.right;
    if (off > kReach * peak.right) break;
    const double t = off / deviation, value = value_in(peak.last, t, deviation);
    value_.push_back(value);
    slope_.push_back(value * t / deviation);
    spread_.push_back(value * t * t);
  }
}

void MassFit::set_model() {
  signal_.assign(cells_.size(), 0.0);
  for (const auto& peak : peaks_) {
    if (peak.height == 0) continue;
    for (std::size_t k = peak.first; k < peak.last; ++k) signal_[k] += peak.height * value_[peak.at + k - peak.first];
  }
  model_.resize(cells_.size());
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    double correction = 0;
    if (!knots_.empty()) {
      const std::size_t lower = knot_of_[k];
      correction = knots_[lower] + knot_part_[k] * (knots_[lower + 1] - knots_[lower]);
    }
    model_[k] = signal_[k] + cells_.baseline[k] + cells_.points[k] * correction;
  }
}

void MassFit::set_weights() {
  weight_.resize(cells_.size());
  const double floor = 1e-9 + std::pow(1e-4 * *std::ranges::max_element(cells_.intensity), 2) * 1e-2;
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    const double seen = std::max(0.0, cells_.intensity[k] - cells_.baseline[k]);
    const double wrong = std::max(model_error_, kLeastModelError) * seen;
    const double of_baseline = cells_.baseline_error * cells_.baseline[k];
    const double variance = cells_.points[k] * cells_.noise * cells_.noise + cells_.gain * signal_[k] + wrong * wrong +
                            of_baseline * of_baseline + floor;
    weight_[k] = 1 / variance;
  }
}

double MassFit::chi_square() const {
  double sum = 0;
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    const double off = cells_.intensity[k] - model_[k];
    sum += weight_[k] * off * off;
  }
  return sum;
}

double MassFit::objective() const {
  double sum = chi_square();
  for (const auto& mass : masses) {
    for (std::size_t n = 0; n < mass.heights.size(); ++n) {
      const double away = kEnvelopeSpread * mass.expected[n], off = mass.heights[n] - mass.expected[n];
      if (away > 0) sum += off * off / (away * away);
    }
  }
  return sum;
}

/// Heights of 0 that want to be negative stay there for this step.
void MassFit::hold_peaks() {
  for (auto& peak : peaks_) {
    peak.is_held = peak.first >= peak.last;
    if (peak.is_held || peak.height > 0) continue;
    double slope = 0;
    for (std::size_t k = peak.first; k < peak.last; ++k)
      slope += weight_[k] * value_[peak.at + k - peak.first] * (cells_.intensity[k] - model_[k]);
    peak.is_held = slope <= 0;
  }
}

void MassFit::set_envelope() {
  envelope_.assign(peaks_.size(), 0);
  std::size_t first = 0;
  for (std::size_t i = 0; i < peaks_.size(); ++i) {
    while (first < i && peaks_[first].last <= peaks_[i].first) ++first;
    envelope_[i] = first;
  }
}

double MassFit::shape_derivative(const Peak& peak, std::size_t parameter, bool is_right) const {
  switch (parameter) {
    case 0: return 1;
    case 1: return peak.place - shape_.middle_place;
    case 2: return masses[peak.mass].log_mass - shape_.middle_mass;
    default: return is_right ? 1 / (1 + shape_.lean) : -1 / (1 - shape_.lean);
  }
}

void MassFit::set_shape_columns() {
  for (std::size_t s = 0; s < kShape; ++s) {
    shape_column_[s].assign(cells_.size(), 0.0);
    for (const auto& peak : peaks_) {
      if (peak.height == 0) continue;
      const double left = peak.height * shape_derivative(peak, s, false);
      const double right = peak.height * shape_derivative(peak, s, true);
      for (std::size_t k = peak.first; k < peak.last; ++k)
        shape_column_[s][k] += spread_[peak.at + k - peak.first] * (cells_.place[k] < peak.place ? left : right);
    }
  }
}

/// Information with which a height is held to what is expected of it.
double MassFit::tie_of(const Peak& peak, double own) const {
  const double away = kEnvelopeSpread * masses[peak.mass].expected[peak.number];
  return kRidge * own + (away > 0 ? 1 / (away * away) : 0);
}

void MassFit::expect_envelopes() {
  constexpr double kSpan = 0.01;  // of mass, standard deviation: within it envelopes are taken for alike
  int most = 0;
  for (const auto& mass : masses) most = std::max(most, std::ranges::max(mass.charges));
  std::vector<double> envelope;
  for (auto& mass : masses) {
    envelope.assign(static_cast<std::size_t>(most) + 1, 0.0);
    for (const auto& other : masses) {
      const double off = (other.log_mass - mass.log_mass) / kSpan;
      if (std::abs(off) > 3) continue;
      const double near = std::exp(-0.5 * off * off);
      for (std::size_t n = 0; n < other.charges.size(); ++n)
        envelope[static_cast<std::size_t>(other.charges[n])] += near * other.heights[n];
    }
    double all = 0, of_envelope = 0;
    for (std::size_t n = 0; n < mass.charges.size(); ++n) {
      all += mass.heights[n];
      of_envelope += envelope[static_cast<std::size_t>(mass.charges[n])];
    }
    if (!(of_envelope > 0)) continue;
    for (std::size_t n = 0; n < mass.charges.size(); ++n)
      mass.expected[n] = envelope[static_cast<std::size_t>(mass.charges[n])] * all / of_envelope;
  }
}

/// What a peak and one before it in the system share.
void MassFit::add_pair_terms(BorderedSystem& system, std::size_t i, std::size_t j) const {
  const Peak &peak = peaks_[i], &other = peaks_[j];
  const std::size_t m = peak.mass, n = other.mass;
  const std::size_t first = std::max(peak.first, other.first), last = std::min(peak.last, other.last);
  double vv = 0, vs = 0, sv = 0, ss = 0;  // value and slope of the one times those of the other
  for (std::size_t k = first; k < last; ++k) {
    const double value = weight_[k] * value_[peak.at + k - peak.first];
    const double slope = weight_[k] * slope_[peak.at + k - peak.first];
    const double other_value = value_[other.at + k - other.first], other_slope = slope_[other.at + k - other.first];
    vv += value * other_value;
    vs += value * other_slope;
    sv += slope * other_value;
    ss += slope * other_slope;
  }
  if (!peak.is_held && !other.is_held) system.banded(i, j) += vv;
  if (!peak.is_held) system.edge(i, n) += vs * other.height;
  if (!other.is_held) system.edge(j, m) += sv * peak.height;
  const double both = ss * peak.height * other.height;
  system.corner(std::max(m, n), std::min(m, n)) += m == n ? 2 * both : both;
}

/// What a peak has with itself, and with shape and baseline.
void MassFit::add_own_terms(BorderedSystem& system, std::size_t i, std::vector<double>& banded,
                            std::vector<double>& border) const {
  const Peak& peak = peaks_[i];
  const std::size_t m = peak.mass, shape = dense_first();
  double own = 0;
  for (std::size_t k = peak.first; k < peak.last; ++k) {
    const std::size_t at = peak.at + k - peak.first;
    const double value = weight_[k] * value_[at], slope = weight_[k] * slope_[at] * peak.height;
    const double off = cells_.intensity[k] - model_[k];
    const double free = peak.is_held ? 0 : value;
    own += value * value_[at];
    banded[i] += free * off;
    border[m] += slope * off;
    system.edge(i, m) += free * slope_[at] * peak.height;
    system.corner(m, m) += slope * slope_[at] * peak.height;
    for (std::size_t s = 0; s < kShape; ++s) {
      system.edge(i, shape + s) += free * shape_column_[s][k];
      system.corner(shape + s, m) += slope * shape_column_[s][k];
    }
    if (knots_.empty()) continue;
    const std::size_t lower = shape + kShape + knot_of_[k];
    const double upper_part = cells_.points[k] * knot_part_[k], lower_part = cells_.points[k] - upper_part;
    system.edge(i, lower) += free * lower_part;
    system.edge(i, lower + 1) += free * upper_part;
    system.corner(lower, m) += slope * lower_part;
    system.corner(lower + 1, m) += slope * upper_part;
  }
  const double tie = tie_of(peak, own);
  system.banded(i, i) = peak.is_held ? 1 : own + tie;
  if (!peak.is_held) banded[i] += tie * (masses[m].expected[peak.number] - peak.height);
}

/// What shape and baseline have among themselves.
void MassFit::add_dense_terms(BorderedSystem& system, std::vector<double>& border) const {
  const std::size_t shape = dense_first(), knot = shape + kShape;
  double wish = 0;
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    const double weight = weight_[k], off = cells_.intensity[k] - model_[k];
    if (signal_[k] > 0) {
      for (std::size_t s = 0; s < kShape; ++s) {
        const double value = weight * shape_column_[s][k];
        border[shape + s] += value * off;
        for (std::size_t t = 0; t <= s; ++t) system.corner(shape + s, shape + t) += value * shape_column_[t][k];
      }
    }
    if (knots_.empty()) continue;
    const std::size_t lower = knot + knot_of_[k];
    const double upper_part = cells_.points[k] * knot_part_[k], lower_part = cells_.points[k] - upper_part;
    border[lower] += weight * lower_part * off;
    border[lower + 1] += weight * upper_part * off;
    system.corner(lower, lower) += weight * lower_part * lower_part;
    system.corner(lower + 1, lower + 1) += weight * upper_part * upper_part;
    system.corner(lower + 1, lower) += weight * upper_part * lower_part;
    for (std::size_t s = 0; s < kShape && signal_[k] > 0; ++s) {
      system.corner(lower, shape + s) += weight * lower_part * shape_column_[s][k];
      system.corner(lower + 1, shape + s) += weight * upper_part * shape_column_[s][k];
    }
    wish = std::max(wish, cells_.baseline[k] / cells_.points[k]);
  }
  const std::array<double, kShape> departures = {0, shape_.by_place, shape_.by_mass, shape_.lean};
  for (std::size_t s = 0; s < kShape; ++s) {
    const double information = 1 / (kShapePrior[s] * kShapePrior[s]);
    system.corner(shape + s, shape + s) += information;
    border[shape + s] -= information * departures[s];
  }
  const double likely = 0.5 * wish + cells_.noise + 1e-9;  // size of a correction
  for (std::size_t n = 0; n < knots_.size(); ++n) {
    system.corner(knot + n, knot + n) += 1 / (likely * likely);
    border[knot + n] -= knots_[n] / (likely * likely);
  }
}

BorderedSystem MassFit::assembled(std::vector<double>& banded, std::vector<double>& border) {
  hold_peaks();
  set_envelope();
  set_shape_columns();
  BorderedSystem system(envelope_, masses.size() + kShape + knots_.size());
  banded.assign(peaks_.size(), 0.0);
  border.assign(system.border(), 0.0);
  for (std::size_t i = 0; i < peaks_.size(); ++i) {
    for (std::size_t j = envelope_[i]; j < i; ++j) add_pair_terms(system, i, j);
    add_own_terms(system, i, banded, border);
  }
  add_dense_terms(system, border);
  constexpr double kDamping = 1e-9;
  for (std::size_t m = 0; m < masses.size(); ++m) system.corner(m, m) = (1 + kDamping) * system.corner(m, m) + 1e-9;
  return system;
}

/// Takes a step, within limits.
void MassFit::move(std::span<const double> banded, std::span<const double> border) {
  constexpr double kFurthest = 0.5, kLargestChange = 0.1, kMostLean = 0.6;
  for (std::size_t i = 0; i < peaks_.size(); ++i) {
    double& height = masses[peaks_[i].mass].heights[peaks_[i].number];
    height = std::max(0.0, height + banded[i]);
  }
  for (std::size_t m = 0; m < masses.size(); ++m)
    masses[m].log_mass += shape_.deviation * std::clamp(border[m] / shape_.deviation, -kFurthest, kFurthest);
  const auto change = [&](std::size_t s) {
    return std::clamp(border[masses.size() + s], -kLargestChange, kLargestChange);
  };
  shape_.deviation *= std::exp(change(0));
  shape_.by_place = std::clamp(shape_.by_place + change(1), -2.0, 2.0);
  shape_.by_mass = std::clamp(shape_.by_mass + change(2), -1.5, 1.5);
  shape_.lean = std::clamp(shape_.lean + change(3), -kMostLean, kMostLean);
  for (std::size_t n = 0; n < knots_.size(); ++n) knots_[n] += border[masses.size() + kShape + n];
}

void MassFit::refresh() {
  place_peaks();
  set_model();
  set_weights();
}

int MassFit::improve(int rounds) {
  constexpr double kStill = 1e-3;  // of chi-square
  constexpr double kMostDamping = 1e3;
  std::vector<double> banded, border;
  place_peaks();
  set_model();
  double damping = 1e-4;
  for (int round = 1; round <= rounds; ++round) {
    set_weights();
    expect_envelopes();
    const double before = objective();
    const BorderedSystem equations = assembled(banded, border);
    const auto old_banded = banded, old_border = border;
    const auto old_masses = masses;
    const auto old_shape = shape_;
    const auto old_knots = knots_;
    double after = before;
    while (true) {
      BorderedSystem system = equations;
      system.damp(damping);
      system.factor();
      banded = old_banded;
      border = old_border;
      system.solve(banded, border);
      if (all_finite(banded) && all_finite(border)) {
        move(banded, border);
        place_peaks();
        set_model();
        after = objective();
        if (after < before) break;
        masses = old_masses;
        shape_ = old_shape;
        knots_ = old_knots;
        place_peaks();
        set_model();
      }
      damping *= 10;
      if (damping > kMostDamping) return round;
      hold_peaks();
    }
    damping = std::max(1e-7, 0.2 * damping);
    if (before - after < kStill * (1 + 1e-3 * before)) return round;
  }
  return rounds;
}

}  // namespace emtansim::spectra
