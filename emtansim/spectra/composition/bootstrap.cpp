// SPDX-License-Identifier: Apache-2.0
/// Intervals: the fit repeated on spectra drawn anew.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"
#include "emtansim/spectra/composition/score.h"

namespace emtansim::spectra {

namespace {

constexpr Effort kFromNearby{.most = 100, .still = 1e-7};  // the start is the fit itself
constexpr Effort kFromStep{.most = 10, .still = 1e-7};     // after a step of scoring little is left to do
constexpr std::size_t kFewestScans = 5;
constexpr double kLeastScatter = 0.02;   // relative; no list of masses has better heights
constexpr double kLeastOfPieces = 0.05;  // a light chain has one mass for each load: nothing shows how heights scatter
constexpr double kLargestScatter = 1.0;
constexpr double kTrialScatter = 0.1;  // relative; of the samples on which the scatter of a profile is gauged
constexpr int kTrials = 8;
constexpr double kLeastShare = 1e-4;  // of a molecule whose departure counts
constexpr double kFewestDegrees = 3, kManyDegrees = 1e6;
constexpr int kFreeRounds = 30;  // of a fit with a share for each molecule, whose residuals are noise
constexpr double kBlockWidths =
    2.355;  // standard deviations: noise is taken as alike over a peak's width at half height

/// Squared, relative to the shares: how far what the data give to the molecules lies from what the structure expects.
double departure(const std::vector<double>& expected, const std::vector<double>& given) {
  const double total = std::accumulate(given.begin(), given.end(), 0.0);
  double squares = 0, off = 0;
  for (std::size_t c = 0; c < given.size(); ++c) {
    const double share = given[c] / total;
    squares += share * share;
    off += (share - expected[c]) * (share - expected[c]);
  }
  return off / squares;
}

/// The same with all molecules counted by their shares.
double departure_by_share(const std::vector<double>& expected, const std::vector<double>& given) {
  const double total = std::accumulate(given.begin(), given.end(), 0.0);
  double off = 0;
  for (std::size_t c = 0; c < given.size(); ++c)
    if (expected[c] > kLeastShare)
      off += (given[c] / total - expected[c]) * (given[c] / total - expected[c]) / expected[c];
  return off;
}

std::vector<double> weights_of(const Fitted& fitted) {
  return {fitted.mixture->weights().begin(), fitted.mixture->weights().end()};
}

std::size_t block_length(const Fitted& fitted) {
  const auto& points = fitted.mixture->points();
  std::vector<double> widths = points.width;
  std::nth_element(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2), widths.end());
  double peak = kBlockWidths * mean_width(fitted.state, points.charges);
  if (!points.charges.empty()) {
    double charge = 0;
    for (std::size_t z = 0; z < points.charges.size(); ++z) charge += fitted.state.charges[z] * points.charges[z];
    peak /= charge;
  }
  return static_cast<std::size_t>(std::max(1.0, std::round(peak / widths[widths.size() / 2])));
}

/// What is left of the data when each molecule has a share of its own: noise, without the molecules' departures from
/// the structure.
std::vector<double> noise_of(Fitted& fitted, const std::vector<double>& weights, double prior_weight) {
  MixtureState freer = fitted.state;
  freer.species = fitted.state.shares(*fitted.space);
  freer.structure = Structure::unrestricted;
  fitted.mixture->improve(freer, {.most = kFreeRounds}, Mixture::Shape::held, prior_weight);
  fitted.mixture->assign(freer);
  auto noise = expected_weights(fitted);
  for (std::size_t i = 0; i < weights.size(); ++i) noise[i] = weights[i] - noise[i];
  return noise;
}

/// Draws profiles like the one that was fitted, and fits them.
class ProfileBootstrap {
 public:
  ProfileBootstrap(Fitted& fitted, const Prepared& prepared, const CompositionOptions& options)
      : fitted_(fitted), options_(options), weights_(weights_of(fitted)), block_(block_length(fitted)) {
    noise_ = noise_of(fitted, weights_, options.prior_weight);
    for (const auto& scan : prepared.signal.scans)
      scans_.push_back(make_points(prepared, scan, fitted.binned_for).weight);
    if (scans_.size() < kFewestScans || scans_.front().size() != weights_.size()) scans_.clear();
    double of_scans = 0;
    for (const auto& scan : scans_) of_scans += std::accumulate(scan.begin(), scan.end(), 0.0);
    if (of_scans > 0) scan_part_ = std::accumulate(weights_.begin(), weights_.end(), 0.0) / of_scans;
    if (fitted.state.structure == Structure::independent_sites) step_.emplace(*fitted.mixture, fitted.state);
    scatter_ = gauged_scatter();
  }

  /// A sample's figures and what the fit makes of its spectrum.
  struct Drawn {
    Figures truth, found;
    double departure = 0;
  };
  Drawn draw(double scatter, RandomStream& random);
  [[nodiscard]] double scatter() const { return scatter_; }

 private:
  double gauged_scatter();
  std::vector<double> drawn_noise(RandomStream& random) const;

  Fitted& fitted_;
  const CompositionOptions& options_;
  std::vector<double> weights_, noise_;
  std::vector<std::vector<double>> scans_;
  double scan_part_ = 1;  ///< of the sum of the scans, which the weights are
  std::size_t block_;
  std::optional<ScoreStep> step_;
  double scatter_ = 0;
};

/// Scans drawn anew where there are some, against their sum; else residuals of random sign and size, alike in a block.
std::vector<double> ProfileBootstrap::drawn_noise(RandomStream& random) const {
  std::vector<double> noise(weights_.size(), 0.0);
  if (!scans_.empty()) {
    for (std::size_t n = 0; n < scans_.size(); ++n) {
      const auto& scan = scans_[random.below(scans_.size())];
      for (std::size_t i = 0; i < noise.size(); ++i) noise[i] += scan[i];
    }
    for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = scan_part_ * noise[i] - weights_[i];
    return noise;
  }
  double factor = 0;
  const std::size_t start = random.below(block_);
  for (std::size_t i = 0; i < noise.size(); ++i) {
    if (i == 0 || (i + start) % block_ == 0) factor = random.normal();
    noise[i] = factor * noise_[i];
  }
  return noise;
}

/// A spectrum of a sample whose molecules leave the structure by `scatter`, with noise on it.
ProfileBootstrap::Drawn ProfileBootstrap::draw(double scatter, RandomStream& random) {
  MixtureState sample = fitted_.state;
  sample.species = fitted_.state.shares(*fitted_.space);
  double sum = 0;
  for (double& share : sample.species) sum += share *= std::exp(scatter * random.normal());
  for (double& share : sample.species) share /= sum;
  sample.structure = Structure::unrestricted;
  fitted_.mixture->assign(sample, Mixture::Likelihood::left_out);
  auto drawn = expected_weights(fitted_);
  const auto noise = drawn_noise(random);
  for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = std::max(0.0, drawn[i] + noise[i]);
  MixtureState state = step_ ? step_->moved(drawn) : fitted_.state;
  fitted_.mixture->set_weights(std::move(drawn));
  fitted_.mixture->improve(state, step_ ? kFromStep : kFromNearby, Mixture::Shape::held, options_.prior_weight);
  const auto assigned = fitted_.mixture->assign(state, Mixture::Likelihood::left_out);
  fitted_.mixture->set_weights(weights_);
  return {.truth = figures_of(*fitted_.space, sample, sample.species),
          .found = figures_of(*fitted_.space, state, assigned.species),
          .departure = departure_by_share(state.shares(*fitted_.space), assigned.species)};
}

/// The scatter of molecules about the structure that makes drawn spectra depart from it as far as the data do. Noise
/// departs as well; the rest goes with the square of the scatter.
double ProfileBootstrap::gauged_scatter() {
  const double seen = departure_by_share(fitted_.state.shares(*fitted_.space), fitted_.assigned.species);
  double even = 0, uneven = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    RandomStream random(options_.seed, static_cast<std::uint64_t>(trial) + (std::uint64_t{1} << 32),
                        StreamUse::bootstrap);
    even += draw(0, random).departure / kTrials;
    uneven += draw(kTrialScatter, random).departure / kTrials;
  }
  if (uneven <= even) return kTrialScatter;
  return std::min(kLargestScatter, kTrialScatter * std::sqrt(std::max(0.0, seen - even) / (uneven - even)));
}

/// The figures of the fit with the error that a redrawn spectrum's had.
Figures moved(const Figures& found, const Figures& truth, const Figures& best) {
  const auto row = [](const std::vector<double>& of, const std::vector<double>& from, const std::vector<double>& at) {
    std::vector<double> result(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) result[i] = std::max(0.0, at[i] + of[i] - from[i]);
    return result;
  };
  return {.dar = best.dar + found.dar - truth.dar,
          .dead_linkers = std::max(0.0, best.dead_linkers + found.dead_linkers - truth.dead_linkers),
          .unconjugated = std::max(0.0, best.unconjugated + found.unconjugated - truth.unconjugated),
          .load = row(found.load, truth.load, best.load),
          .linkers = row(found.linkers, truth.linkers, best.linkers),
          .sites = row(found.sites, truth.sites, best.sites),
          .classes = row(found.classes, truth.classes, best.classes),
          .class_dar = row(found.class_dar, truth.class_dar, best.class_dar),
          .piece_means = row(found.piece_means, truth.piece_means, best.piece_means),
          .piece_loads = best.piece_loads};
}

/// Degrees of freedom that the scatter of the molecules has: a departure is near a chi-square's multiple.
double degrees_of(const std::vector<double>& departures) {
  const auto count = static_cast<double>(departures.size());
  if (count < 2) return kManyDegrees;
  const double mean = std::accumulate(departures.begin(), departures.end(), 0.0) / count;
  double squares = 0;
  for (const double departure : departures) squares += (departure - mean) * (departure - mean);
  return squares > 0 ? std::clamp(2 * mean * mean * (count - 1) / squares, kFewestDegrees, kManyDegrees) : kManyDegrees;
}

/// Figures of lists whose heights scatter about the molecules' as those of the real one do about the structure.
std::vector<Figures> bootstrap_list(Fitted& fitted, const CompositionOptions& options) {
  const std::vector<double> weights = weights_of(fitted);
  const double scatter = std::clamp(std::sqrt(departure(fitted.state.shares(*fitted.space), fitted.assigned.species)),
                                    fitted.space->pieces.size() > 1 ? kLeastOfPieces : kLeastScatter, kLargestScatter);
  std::vector<Figures> drawn;
  for (int r = 0; r < options.replicates; ++r) {
    RandomStream random(options.seed, static_cast<std::uint64_t>(r), StreamUse::bootstrap);
    std::vector<double> heights = weights;
    for (double& height : heights) height *= std::exp(scatter * random.normal());
    fitted.mixture->set_weights(std::move(heights));
    MixtureState state = fitted.state;
    fitted.mixture->improve(state, kFromNearby, Mixture::Shape::held, options.prior_weight);
    drawn.push_back(figures_of(*fitted.space, state, fitted.mixture->assign(state).species));
  }
  fitted.mixture->set_weights(weights);
  return drawn;
}

}  // namespace

Replicates bootstrap(Fitted& fitted, const Prepared& prepared, const CompositionOptions& options) {
  Replicates result;
  auto& drawn = result.figures;
  if (options.replicates == 0) return result;
  if (prepared.signal.kind == SignalKind::mass_list) {
    drawn = bootstrap_list(fitted, options);
  } else {
    std::vector<double> departures;
    const Figures best = figures_of(*fitted.space, fitted.state, fitted.assigned.species);
    ProfileBootstrap profile(fitted, prepared, options);
    for (int r = 0; r < options.replicates; ++r) {
      RandomStream random(options.seed, static_cast<std::uint64_t>(r), StreamUse::bootstrap);
      const auto replicate = profile.draw(profile.scatter(), random);
      drawn.push_back(moved(replicate.found, replicate.truth, best));
      departures.push_back(replicate.departure);
    }
    result.degrees = degrees_of(departures);
  }
  fitted.assigned = fitted.mixture->assign(fitted.state);
  return result;
}

}  // namespace emtansim::spectra
