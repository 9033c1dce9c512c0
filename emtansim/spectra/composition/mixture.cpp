// SPDX-License-Identifier: Apache-2.0
/// Expectation-maximisation of the mixture: each point's intensity is shared out among the molecules that may have
/// given it, and the shares of the molecules follow from what they got.
#include "emtansim/spectra/composition/mixture.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

namespace {

constexpr double kProton = 1.007276467;  // Da, CODATA
constexpr double kOneMass = 12;          // Da; what lies closer comes out of a deconvolution as one mass
constexpr double kGivenNothing = 0.05;   // of the faintest mass
constexpr double kLadderLength = 4000;   // Da from the middle of a ladder to its ends
constexpr double kShapeStill = 2e-3;     // of the width: smaller moves are not worth computing all peaks anew
constexpr double kLongestLeap = 32;      // steps of plain iteration taken at once, at most
constexpr double kLeastWidth = 0.6;      // Da; a list of few masses may look more exact than it is
constexpr double kLeastByCharge = 1e-3;  // Da for each charge; smaller counts as none
constexpr double kLeastTail = 0.05;      // Da
constexpr double kLongestShape = 3000;   // Da; width, tail and shift together
constexpr double kSteepest = 0.02;       // slope
constexpr double kSlopePrior = 2e-4;     // standard deviation of the slope: 200 ppm, far beyond any instrument
constexpr double kShiftPrior = 15;       // Da, standard deviation of the shift where it has a prior: 100 ppm
constexpr double kRestart = 1e-7;        // share below which a molecule is not lost for ever while shapes move

void normalise(std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (sum > 0)
    for (double& share : shares) share /= sum;
}

/// Piecewise linear bumps of unit area between the ends of the axis: at each point at most two are not 0.
std::vector<MixtureHats> make_hats(const std::vector<double>& x, int knots) {
  const double low = x.front(), range = std::max(x.back() - low, 1e-9);
  std::vector<MixtureHats> hats;
  if (knots == 1) return std::vector<MixtureHats>(x.size(), {0, 1 / range, 0});
  const double step = range / (knots - 1);
  const auto area = [&](std::size_t b) { return b == 0 || b + 1 == static_cast<std::size_t>(knots) ? step / 2 : step; };
  for (const double at : x) {
    const double place = (at - low) / step;
    const auto first = std::min(static_cast<std::size_t>(place), static_cast<std::size_t>(knots - 2));
    const double beyond = place - static_cast<double>(first);
    hats.push_back({first, (1 - beyond) / area(first), beyond / area(first + 1)});
  }
  return hats;
}

}  // namespace

std::vector<double> MixtureState::shares(const MixtureSpace& space) const {
  if (structure == Structure::unrestricted) return species;
  std::vector<double> shares(space.size());
  const bool by_load = structure == Structure::linkers_by_load;
  for (int k = 0; k < space.loads; ++k)
    for (int j = 0; j < space.linkers; ++j) {
      const auto row = static_cast<std::size_t>((by_load ? k * space.linkers : 0) + j);
      const double outer = load[static_cast<std::size_t>(k)] * linkers[row];
      for (int g = 0; g < space.class_count(); ++g) shares[space.index(k, j, g)] = outer * space.part(k, g, classes);
    }
  return shares;
}

double mean_width(const MixtureState& state, const std::vector<int>& charges) {
  if (charges.empty()) return state.peak.at_charge(1);
  double variance = 0;
  for (std::size_t z = 0; z < charges.size(); ++z) {
    const double width = state.peak.at_charge(charges[z]);
    variance += state.charges[z] * width * width;
  }
  return std::sqrt(variance);
}

Mixture::Mixture(const MixtureSpace& space, MixturePoints points, double reference_mass)
    : space_(space), points_(std::move(points)), reference_(reference_mass) {
  EMTANSIM_EXPECT(points_.x.size() == points_.weight.size() && !points_.x.empty());
  for (const int charge : points_.charges) axes_.push_back({static_cast<double>(charge), kProton});
  if (axes_.empty()) axes_.emplace_back();
  peaks_ = points_.width.empty() ? make_sparse_peaks(points_.x) : make_grid_peaks(points_.x, axes_);
  hats_ = make_hats(points_.x, points_.knots);
  if (points_.faintest > 0) one_mass_ = groups_of_one_mass();
  set_weights(points_.weight);
}

void Mixture::set_weights(std::vector<double> weights) {
  points_.weight = std::move(weights);
  total_ = std::accumulate(points_.weight.begin(), points_.weight.end(), 0.0);
}

MixtureState Mixture::start(double width, double shift) const {
  MixtureState state;
  state.shift = shift;
  state.peak.width = width;
  const auto evenly = [](std::size_t n) { return std::vector<double>(n, 1.0 / static_cast<double>(n)); };
  state.load = evenly(static_cast<std::size_t>(space_.loads));
  for (int j = 0; j < space_.linkers; ++j) state.linkers.push_back(std::pow(0.3, j));
  normalise(state.linkers);
  state.sites = space_.site_prior;
  state.classes = space_.class_shares(state.sites);
  state.charges = evenly(axes_.size());
  state.background = evenly(static_cast<std::size_t>(points_.knots));
  return state;
}

double Mixture::centre(const MixtureState& state, std::size_t component) const {
  const double mass = space_.mass[component];
  return mass + state.shift + state.slope * (mass - reference_);
}

double Mixture::mass_of(std::size_t point, std::size_t charge) const { return axes_[charge].mass_of(points_.x[point]); }

void Mixture::place(const MixtureState& state) {
  if (placed_peak_ == state.peak && placed_shift_ == state.shift && placed_slope_ == state.slope) return;
  placed_peak_ = state.peak;
  placed_shift_ = state.shift;
  placed_slope_ = state.slope;
  std::vector<double> centres;
  for (std::size_t c = 0; c < space_.size(); ++c) centres.push_back(centre(state, c));
  peaks_->place(centres, state.peak);
}

/// Shares of the molecules in all of the intensity.
std::vector<double> Mixture::shares_of_all(const MixtureState& state) const {
  auto shares = state.shares(space_);
  for (double& share : shares) share *= 1 - state.background_share;
  return shares;
}

std::vector<double> Mixture::background_density(const MixtureState& state) const {
  std::vector<double> density(points_.x.size(), 0.0);
  for (std::size_t i = 0; i < density.size(); ++i) {
    const auto& hat = hats_[i];
    density[i] = state.background_share * state.background[hat.first] * hat.of_first;
    if (hat.of_next > 0) density[i] += state.background_share * state.background[hat.first + 1] * hat.of_next;
  }
  return density;
}

std::vector<double> Mixture::density_of_charge(const MixtureState& state, std::size_t charge) const {
  std::vector<double> density(points_.x.size(), 0.0);
  peaks_->add_density_of_axis(shares_of_all(state), charge, state.charges[charge], density);
  return density;
}

std::vector<double> Mixture::density_of(std::vector<double> shares, const MixtureState& state) const {
  for (double& share : shares) share *= 1 - state.background_share;
  std::vector<double> density(points_.x.size(), 0.0);
  peaks_->add_density(shares, state.charges, density);
  return density;
}

Assigned Mixture::assign(const MixtureState& state, Likelihood wanted) {
  place(state);
  const auto shares = shares_of_all(state);
  density_ = background_density(state);
  peaks_->add_density(shares, state.charges, density_);
  Assigned assigned;
  ratio_.resize(density_.size());
  for (std::size_t i = 0; i < density_.size(); ++i) {
    const double density = std::max(density_[i], 1e-300);
    ratio_[i] = points_.weight[i] / density;
    if (wanted == Likelihood::asked && points_.weight[i] > 0)
      assigned.log_likelihood += points_.weight[i] * std::log(density);
  }
  assigned.log_likelihood /= total_;
  auto given = peaks_->given(shares, state.charges, ratio_);
  assigned.species = std::move(given.molecules);
  assigned.charges = std::move(given.charges);
  assigned.background.assign(state.background.size(), 0.0);
  for (std::size_t i = 0; i < ratio_.size();) {
    const std::size_t first = hats_[i].first;
    double of_first = 0, of_next = 0;
    for (; i < ratio_.size() && hats_[i].first == first; ++i) {
      of_first += hats_[i].of_first * ratio_[i];
      of_next += hats_[i].of_next * ratio_[i];
    }
    assigned.background[first] += of_first;
    if (first + 1 < assigned.background.size()) assigned.background[first + 1] += of_next;
  }
  for (std::size_t b = 0; b < state.background.size(); ++b)
    assigned.background[b] *= state.background_share * state.background[b];
  if (points_.faintest > 0) add_missing(shares, assigned);
  return assigned;
}

void Mixture::update_shares(MixtureState& state, const Assigned& assigned, double prior_weight) const {
  const double of_species = std::accumulate(assigned.species.begin(), assigned.species.end(), 0.0);
  const double of_background = std::accumulate(assigned.background.begin(), assigned.background.end(), 0.0);
  state.background_share = of_background / (of_species + of_background);
  state.background = assigned.background;
  normalise(state.background);
  state.charges = assigned.charges;
  normalise(state.charges);
  if (of_species <= 0) return;
  if (state.structure == Structure::unrestricted) {
    state.species = assigned.species;
    normalise(state.species);
  }
  const bool by_load = state.structure == Structure::linkers_by_load;
  std::vector<double> load(state.load.size(), 0.0), linkers(state.linkers.size(), 0.0);
  std::vector<double> classes(state.classes.size(), 0.0);
  for (int k = 0; k < space_.loads; ++k)
    for (int j = 0; j < space_.linkers; ++j)
      for (int g = 0; g < space_.class_count(); ++g) {
        const double amount = assigned.species[space_.index(k, j, g)];
        load[static_cast<std::size_t>(k)] += amount;
        linkers[static_cast<std::size_t>((by_load ? k * space_.linkers : 0) + j)] += amount;
        if (space_.load[static_cast<std::size_t>(k)].has_glycans) classes[static_cast<std::size_t>(g)] += amount;
      }
  state.load = load;
  normalise(state.load);
  for (double& share : state.load) share = std::max(share, kRestart);
  if (by_load) {
    for (int k = 0; k < space_.loads; ++k) {
      const auto row = linkers.begin() + static_cast<std::ptrdiff_t>(k) * space_.linkers;
      const double sum = std::accumulate(row, row + space_.linkers, 0.0);
      for (auto it = row; it != row + space_.linkers; ++it) *it = sum > 0 ? *it / sum : 1.0 / space_.linkers;
    }
    state.linkers = linkers;
  } else {
    state.linkers = linkers;
    normalise(state.linkers);
  }
  const double of_glycans = std::accumulate(classes.begin(), classes.end(), 0.0);
  if (of_glycans > 0) update_glycans(state, classes, of_glycans, prior_weight);
}

/// Each pair gets its part of its class, each glycan what its pairs get; the library adds a little of its own.
void Mixture::update_glycans(MixtureState& state, std::vector<double> classes, double of_species,
                             double prior_weight) const {
  const auto old_classes = space_.class_shares(state.sites);
  std::vector<double> sites(state.sites.size(), 0.0);
  for (const auto& pair : space_.pairs) {
    const auto g = static_cast<std::size_t>(pair.glycan_class);
    if (old_classes[g] <= 0) continue;
    const double amount = classes[g] / of_species * space_.share_of(pair, state.sites) / old_classes[g];
    for (const int site : {pair.first, pair.second < 0 ? pair.first : pair.second})
      sites[static_cast<std::size_t>(site)] += amount / 2;
  }
  for (std::size_t g = 0; g < sites.size(); ++g) sites[g] += prior_weight * space_.site_prior[g];
  normalise(sites);
  state.sites = sites;
  const auto of_sites = space_.class_shares(state.sites);
  if (state.structure == Structure::independent_sites) {
    state.classes = of_sites;
  } else {
    for (std::size_t g = 0; g < classes.size(); ++g) classes[g] = classes[g] / of_species + prior_weight * of_sites[g];
    normalise(classes);
    state.classes = classes;
  }
}

namespace {

/// The variance at charge 0 and its growth with the squared charge that fit those of the levels best, none negative.
void fit_widths(PeakShape& peak, const std::vector<ShapeMoments::Level>& levels, double taken_off) {
  double s0 = 0, s1 = 0, s2 = 0, v0 = 0, v1 = 0;
  for (const auto& level : levels) {
    if (level.weight <= 0) continue;
    const double variance = std::max(level.second / level.weight - taken_off, kLeastWidth * kLeastWidth);
    const double now = peak.at_charge(std::sqrt(level.squared_charge));
    const double weight = level.weight / (now * now * now * now), q = level.squared_charge;
    s0 += weight;
    s1 += weight * q;
    s2 += weight * q * q;
    v0 += weight * variance;
    v1 += weight * variance * q;
  }
  if (s0 <= 0) return;
  double base = v0 / s0, growth = 0;
  const double determinant = s0 * s2 - s1 * s1;
  if (peak.by_charge > 0 && determinant > 0) {
    growth = std::max(0.0, (s0 * v1 - s1 * v0) / determinant);
    base = (v0 - growth * s1) / s0;
    if (base < 0) {
      base = 0;
      growth = v1 / s2;
    }
  }
  peak.width = std::max(kLeastWidth, std::sqrt(base));
  if (peak.by_charge > 0) peak.by_charge = std::max(kLeastByCharge, std::sqrt(growth));
}

/// How far two shapes are apart, at the lowest and the highest charge, Da.
double distance(const PeakShape& a, const PeakShape& b, const std::vector<PeakAxis>& axes) {
  const double low = axes.front().charge, high = axes.back().charge;
  return std::abs(a.tail - b.tail) + std::abs(a.at_charge(low) - b.at_charge(low)) +
         std::abs(a.at_charge(high) - b.at_charge(high));
}

}  // namespace

/// Weighted regression of the points' distances from their molecules on mass; what is left gives the width. A shape
/// beyond all reason, where the points tell nothing, is not taken.
void Mixture::update_shape(MixtureState& state) {
  const MixtureState before = state;
  const auto moments = peaks_->moments(shares_of_all(state), state.charges, ratio_);
  double s0 = 0, s1 = 0, s2 = 0, d0 = 0, d1 = 0, was = 0;
  for (std::size_t c = 0; c < moments.molecules.size(); ++c) {
    const auto& [weight, first] = moments.molecules[c];
    const double lever = space_.mass[c] - reference_;
    const double off = state.shift + state.slope * lever;  // of the centre from the formula
    s0 += weight;
    s1 += weight * lever;
    s2 += weight * lever * lever;
    d0 += first + weight * off;
    d1 += (first + weight * off) * lever;
    was += 2 * off * first + weight * off * off;
  }
  if (s0 <= 0) return;
  const double width = mean_width(state, points_.charges);
  const double stiffness = s0 * width * width / (kSlopePrior * kSlopePrior) * 1e-3;
  const double held = s0 * (1 + state.shift_prior * width * width / (kShiftPrior * kShiftPrior));
  const double determinant = held * (s2 + stiffness) - s1 * s1;
  state.slope = determinant > 0 ? (held * d1 - s1 * d0) / determinant : 0;
  state.shift = (d0 - state.slope * s1) / held;
  const double squares = was - 2 * state.shift * d0 - 2 * state.slope * d1 + state.shift * state.shift * s0 +
                         2 * state.shift * state.slope * s1 + state.slope * state.slope * s2;
  fit_widths(state.peak, moments.levels, -squares / s0);
  if (state.peak.tail > 0) state.peak.tail = std::max(kLeastTail, moments.tail / s0);
  const double sum = state.peak.at_charge(axes_.back().charge) + state.peak.tail + std::abs(state.shift);
  if (sum < kLongestShape && std::abs(state.slope) < kSteepest) return;
  state.shift = before.shift;
  state.slope = before.slope;
  state.peak = before.peak;
}

namespace {

/// Shares as one row of numbers, in the order of `rows_of`.
std::vector<std::vector<double>*> rows_of(MixtureState& state) {
  return {&state.load, &state.linkers, &state.sites, &state.classes, &state.species, &state.charges, &state.background};
}

/// Squared extrapolation of three states in a row (SQUAREM, @varadhan2008): what slow convergence would reach later. A
/// share never falls below a tenth of its last value, so none is lost.
MixtureState leap(MixtureState x0, MixtureState x1, const MixtureState& x2) {
  MixtureState result = x2;
  const auto r0 = rows_of(x0), r1 = rows_of(x1), r2 = rows_of(result);
  double step = 0, bend = 0;
  for (std::size_t row = 0; row < r0.size(); ++row)
    for (std::size_t i = 0; i < r0[row]->size(); ++i) {
      const double a = (*r0[row])[i], b = (*r1[row])[i], c = (*r2[row])[i];
      step += (b - a) * (b - a);
      bend += (c - 2 * b + a) * (c - 2 * b + a);
    }
  if (bend <= 0 || step <= bend) return x2;
  const double length = std::min(std::sqrt(step / bend), kLongestLeap);
  for (std::size_t row = 0; row < r0.size(); ++row) {
    double sum = 0, was = 0;
    for (std::size_t i = 0; i < r0[row]->size(); ++i) {
      const double a = (*r0[row])[i], b = (*r1[row])[i], c = (*r2[row])[i];
      was += c;
      (*r2[row])[i] = std::max(a + 2 * length * (b - a) + length * length * (c - 2 * b + a), 0.1 * c);
      sum += (*r2[row])[i];
    }
    if (sum > 0)
      for (double& share : *r2[row]) share *= was / sum;
  }
  return result;
}

}  // namespace

int Mixture::improve(MixtureState& state, const Effort& effort, Shape shape, double prior_weight) {
  double before = -1e300;
  int still = 0;
  MixtureState safe = state;  // before the last leap
  for (int i = 0; i < effort.most; i += 2) {
    MixtureState start = state;
    double likelihood = step(state, prior_weight, Likelihood::asked);
    if (likelihood < before) {  // the leap went too far
      start = state = safe;
      likelihood = step(state, prior_weight, Likelihood::asked);
    }
    still = std::abs(likelihood - before) < effort.still ? still + 1 : 0;
    if (still > 2) return i;
    before = likelihood;
    if (shape == Shape::fitted) {
      const MixtureState held = state;
      update_shape(state);
      const double width = mean_width(held, points_.charges);
      const double moved = std::abs(state.shift - held.shift) + distance(state.peak, held.peak, axes_) +
                           std::abs(state.slope - held.slope) * kLadderLength;
      if (moved < kShapeStill * width) {
        state.shift = held.shift;
        state.peak = held.peak;
        state.slope = held.slope;
      }
    }
    const MixtureState first = state;
    step(state, prior_weight, Likelihood::left_out);
    safe = state;
    state = leap(std::move(start), first, state);
  }
  return effort.most;
}

/// A list has no masses below its faintest. A molecule that is expected to be fainter, with all others of about its
/// mass, and was given nothing, is missing for that reason: it counts with what is expected of it, wholly below half of
/// the faintest and less and less up to it.
void Mixture::add_missing(const std::vector<double>& shares, Assigned& assigned) const {
  for (const auto& group : one_mass_) {
    double expected = 0, given = 0;
    for (const std::size_t c : group) {
      expected += total_ * shares[c];
      given += assigned.species[c];
    }
    if (given >= kGivenNothing * points_.faintest) continue;
    const double missing = std::clamp(2 - 2 * expected / points_.faintest, 0.0, 1.0);
    for (const std::size_t c : group) assigned.species[c] += missing * total_ * shares[c];
  }
}

/// Molecules that a list would show as one mass.
std::vector<std::vector<std::size_t>> Mixture::groups_of_one_mass() const {
  std::vector<std::size_t> order(space_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [this](auto a, auto b) { return space_.mass[a] < space_.mass[b]; });
  std::vector<std::vector<std::size_t>> groups;
  for (const std::size_t c : order) {
    if (groups.empty() || space_.mass[c] - space_.mass[groups.back().front()] >= kOneMass) groups.emplace_back();
    groups.back().push_back(c);
  }
  return groups;
}

/// One round of expectation and maximisation; gives the likelihood before it, if asked.
double Mixture::step(MixtureState& state, double prior_weight, Likelihood wanted) {
  const Assigned assigned = assign(state, wanted);
  update_shares(state, assigned, prior_weight);
  return assigned.log_likelihood;
}

}  // namespace emtansim::spectra
