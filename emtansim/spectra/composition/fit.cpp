// SPDX-License-Identifier: Apache-2.0
/// The composition fit from a signal to conclusions.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr int kScanIterations = 10;  // enough to tell a fitting shift from another
constexpr double kFurthest = 1000;   // Da; how far the ladder is looked for when it does not fit where it should
constexpr double kBlurred = 60;      // Da; peaks made so broad that charges can be told before the calibration
constexpr int kChargeIterations = 30;
constexpr std::size_t kFewCharges = 12;  // so few are not worth sorting out
constexpr double kUsedCharge = 0.01;     // of the most frequent charge
constexpr double kSameLadder = 0.02;     // relative log-likelihood by which a ladder moved by a drug must be better
constexpr double kNotNearby = 60;        // Da beyond the allowed shifts that count as "elsewhere"
constexpr double kCommonGlycan = 0.02;   // expected share of the chains that makes a glycan part of the coarse ladder
constexpr double kUsedShare = 1e-4;      // below it a share does not count as a parameter
constexpr double kShiftPrior = 0.005;    // as a share of the data: of calibrations that are good
constexpr double kNearlyAsWell = 2e-4;   // log-likelihood per unit of intensity
constexpr double kNarrower = 0.75;       // of the width for which points were binned: they are binned anew
constexpr double kListWidth = 2.5;       // Da, to start with: centroids of an Orbitrap's deconvoluted masses
constexpr double kProfileWidths[] = {6, 12, 22, 40, 70};  // Da, standard deviations tried

struct Scan {
  std::vector<double> shifts, gains;
};

Scan scan(const Prepared& prepared, const MixtureSpace& space, double width, double furthest) {
  Mixture mixture(space, make_points(prepared, prepared.signal.intensity, 1.5 * width), prepared.reference_mass);
  Scan result;
  const double step = std::max(0.8 * width, 1.5);
  const int steps = static_cast<int>(std::ceil(furthest / step));
  for (int i = -steps; i <= steps; ++i) {
    MixtureState state = mixture.start(width, i * step);
    mixture.improve(state, {.most = kScanIterations}, Mixture::Shape::held, 0.05);
    result.shifts.push_back(i * step);
    result.gains.push_back(mixture.assign(state).log_likelihood);
  }
  return result;
}

}  // namespace

Ladder coarse(const Ladder& ladder) {
  Ladder result = ladder;
  result.most_linkers = std::min(ladder.most_linkers, 1);
  const double sum = std::accumulate(ladder.glycans.begin(), ladder.glycans.end(), 0.0,
                                     [](double a, const auto& g) { return a + g.share; });
  result.glycans.clear();
  for (const auto& glycan : ladder.glycans)
    if (glycan.share >= kCommonGlycan * sum) result.glycans.push_back(glycan);
  if (result.glycans.empty()) result.glycans = ladder.glycans;
  return result;
}

Prepared with_used_charges(Prepared prepared, const Ladder& ladder) {
  if (prepared.charges.size() <= kFewCharges) return prepared;
  const MixtureSpace space = make_space(coarse(ladder));
  Mixture mixture(space, make_points(prepared, prepared.signal.intensity, kBlurred), prepared.reference_mass);
  MixtureState state = mixture.start(kBlurred, 0);
  mixture.improve(state, {.most = kChargeIterations}, Mixture::Shape::held, 0.05);
  std::size_t first = prepared.charges.size(), last = 0;
  const double most = *std::max_element(state.charges.begin(), state.charges.end());
  for (std::size_t z = 0; z < prepared.charges.size(); ++z) {
    if (state.charges[z] < kUsedCharge * most) continue;
    first = std::min(first, z);
    last = z;
  }
  first = first > 0 ? first - 1 : 0;
  last = std::min(last + 1, prepared.charges.size() - 1);
  const auto at = [&](std::size_t z) { return prepared.charges.begin() + static_cast<std::ptrdiff_t>(z); };
  std::vector<int> charges(at(first), at(last + 1));
  return with_charges(std::move(prepared), std::move(charges));
}

Place find_place(const Prepared& prepared, const Ladder& ladder, const CompositionOptions& options) {
  const MixtureSpace space = make_space(coarse(ladder));
  std::vector<double> widths(std::begin(kProfileWidths), std::end(kProfileWidths));
  if (prepared.signal.kind == SignalKind::mass_list) widths = {kListWidth};
  Place place{.allowed = options.largest_shift};
  double best = -1e300;
  for (const double width : widths) {
    const Scan near = scan(prepared, space, width, options.largest_shift);
    const auto top = std::max_element(near.gains.begin(), near.gains.end());
    if (*top <= best) continue;
    best = *top;
    place.shift = near.shifts[static_cast<std::size_t>(top - near.gains.begin())];
    place.width = width;
  }
  const Scan far = scan(prepared, space, place.width, kFurthest);
  double sum = 0, top = -1e300;
  int count = 0;
  for (std::size_t i = 0; i < far.shifts.size(); ++i) {
    if (std::abs(far.shifts[i]) <= options.largest_shift + kNotNearby) continue;
    sum += far.gains[i];
    ++count;
    // A ladder moved by one drug is the same ladder but for its ends.
    const double drugs = std::round(far.shifts[i] / ladder.drug_mass);
    const bool is_same =
        drugs != 0 && std::abs(far.shifts[i] - drugs * ladder.drug_mass) <= options.largest_shift + kNotNearby;
    const double gain = far.gains[i] - (is_same ? kSameLadder * std::abs(best) : 0);
    if (gain <= top) continue;
    top = gain;
    place.best_elsewhere = far.shifts[i];
  }
  place.gain = best - sum / count;
  place.gain_elsewhere = top - sum / count;
  place.mean = sum / count;
  return place;
}

namespace {

Fitted fitted_from(const Prepared& prepared, const Ladder& ladder, MixtureState state, double width,
                   double prior_weight) {
  Fitted fitted;
  fitted.space = std::make_unique<MixtureSpace>(make_space(ladder));
  fitted.mixture = std::make_unique<Mixture>(*fitted.space, make_points(prepared, prepared.signal.intensity, width),
                                             prepared.reference_mass);
  fitted.binned_for = width;
  fitted.state = state.load.empty() ? fitted.mixture->start(width, state.shift) : std::move(state);
  fitted.state.structure = state.structure;
  fitted.iterations = fitted.mixture->improve(fitted.state, kThorough, Mixture::Shape::fitted, prior_weight);
  fitted.assigned = fitted.mixture->assign(fitted.state);
  double sum = 0, squares = 0;
  for (const double weight : fitted.mixture->weights()) {
    sum += weight;
    squares += weight * weight;
  }
  fitted.effective_size = sum * sum / squares;
  return fitted;
}

}  // namespace

Fitted fit_structure(const Prepared& prepared, const Ladder& ladder, const Place& place, double prior_weight,
                     Structure structure, PeakFreedom freedom) {
  MixtureState start;
  start.structure = structure;
  start.shift = place.shift;
  Fitted fitted = fitted_from(prepared, ladder, start, place.width, prior_weight);
  if (prepared.signal.kind == SignalKind::mass_list || freedom == PeakFreedom::even) return fitted;
  refine_shape(fitted, prior_weight);
  const double narrowest = fitted.state.peak.at_charge(prepared.charges.empty() ? 1 : prepared.charges.front());
  if (narrowest < kNarrower * fitted.binned_for)
    fitted = fitted_from(prepared, ladder, fitted.state, narrowest, prior_weight);
  if (std::abs(fitted.state.shift) <= place.allowed || std::abs(place.shift) > place.allowed) return fitted;
  // Where peaks are broad, a shift is much like other glycans and linkers: a good calibration may fit nearly as well.
  MixtureState state = fitted.state;
  state.shift = 0;
  state.shift_prior = kShiftPrior;
  Fitted held = fitted_from(prepared, ladder, state, fitted.binned_for, prior_weight);
  if (held.assigned.log_likelihood > fitted.assigned.log_likelihood - kNearlyAsWell) return held;
  return fitted;
}

Place weighed(Place place, const Fitted& fitted, const Prepared& prepared, const Ladder& ladder, double prior_weight) {
  if (!is_better_elsewhere(place)) return place;
  Place there = place;
  there.shift = place.best_elsewhere;
  const Fitted other = fit_structure(prepared, ladder, there, prior_weight, fitted.state.structure);
  place.gain = fitted.assigned.log_likelihood - place.mean;
  place.gain_elsewhere = other.assigned.log_likelihood - place.mean;
  return place;
}

Fitted restructured(const Fitted& from, const Prepared& prepared, const Ladder& ladder, double prior_weight,
                    Structure structure) {
  Fitted fitted;
  fitted.space = std::make_unique<MixtureSpace>(make_space(ladder));
  fitted.mixture = std::make_unique<Mixture>(*fitted.space, from.mixture->points(), prepared.reference_mass);
  fitted.state = from.state;
  const MixtureSpace& space = *fitted.space;
  if (structure == Structure::linkers_by_load &&
      fitted.state.linkers.size() == static_cast<std::size_t>(space.linkers)) {
    std::vector<double> linkers;
    for (int k = 0; k < space.loads; ++k)
      linkers.insert(linkers.end(), from.state.linkers.begin(), from.state.linkers.end());
    fitted.state.linkers = linkers;
  }
  if (structure == Structure::unrestricted) fitted.state.species = from.state.shares(space);
  fitted.state.structure = structure;
  fitted.iterations = fitted.mixture->improve(fitted.state, kThorough, Mixture::Shape::fitted, prior_weight);
  fitted.assigned = fitted.mixture->assign(fitted.state);
  fitted.binned_for = from.binned_for;
  fitted.effective_size = from.effective_size;
  return fitted;
}

int parameter_count(const Fitted& fitted) {
  const auto used = [](const std::vector<double>& shares) {
    return static_cast<int>(std::count_if(shares.begin(), shares.end(), [](double s) { return s > kUsedShare; }));
  };
  const auto& state = fitted.state;
  if (state.structure == Structure::unrestricted) return used(state.species);
  const int linkers =
      state.structure == Structure::linkers_by_load ? used(state.linkers) - used(state.load) : used(state.linkers) - 1;
  const int glycans = state.structure == Structure::independent_sites ? used(state.sites) : used(state.classes);
  return used(state.load) + linkers + glycans;
}

std::vector<double> expected_weights(const Fitted& fitted) {
  const auto& points = fitted.mixture->points();
  const auto density = fitted.mixture->density();
  const double total = std::accumulate(points.weight.begin(), points.weight.end(), 0.0);
  std::vector<double> expected(density.size());
  for (std::size_t i = 0; i < density.size(); ++i) expected[i] = total * density[i] * points.width[i];
  return expected;
}

}  // namespace emtansim::spectra
