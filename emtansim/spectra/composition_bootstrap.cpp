// SPDX-License-Identifier: Apache-2.0
/// Intervals: the fit repeated on spectra drawn anew.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition_parts.h"

namespace emtansim::spectra {

namespace {

constexpr Effort kFromNearby{.most = 100, .still = 1e-7};  // the start is the fit itself
constexpr std::size_t kFewestScans = 5;
constexpr double kLeastScatter = 0.02;  // relative; no list of masses has better heights
constexpr double kLargestScatter = 1.0;
constexpr double kUnevenness = 0.1;  // relative; by which molecules leave the structure at least (assumed)
constexpr double kBlockWidths =
    2.355;  // standard deviations: noise is taken as alike over a peak's width at half height

/// How much the heights that a list gives to the molecules scatter about their expected shares.
double height_scatter(const Fitted& fitted) {
  const auto expected = fitted.state.shares(*fitted.space);
  const auto& given = fitted.assigned.species;
  const double total = std::accumulate(given.begin(), given.end(), 0.0);
  double squares = 0, off = 0;
  for (std::size_t c = 0; c < given.size(); ++c) {
    const double share = given[c] / total;
    squares += share * share;
    off += (share - expected[c]) * (share - expected[c]);
  }
  return std::clamp(std::sqrt(off / squares), kLeastScatter, kLargestScatter);
}

std::vector<double> redrawn_list(const std::vector<double>& weights, double scatter, RandomStream& random) {
  std::vector<double> drawn;
  for (const double weight : weights) drawn.push_back(weight * std::exp(scatter * random.normal()));
  return drawn;
}

std::vector<double> residuals_of(Fitted& fitted, const std::vector<double>& weights) {
  fitted.assigned = fitted.mixture->assign(fitted.state);
  auto residuals = expected_weights(fitted);
  for (std::size_t i = 0; i < weights.size(); ++i) residuals[i] = weights[i] - residuals[i];
  return residuals;
}

/// A spectrum of a sample whose molecules leave the structure as much as those of the real one seem to, with the
/// residuals put on it again with random signs and sizes, alike within a block. Gives the sample's figures.
Figures redraw_profile(Fitted& fitted, const std::vector<double>& residuals, std::size_t block, double scatter,
                       RandomStream& random) {
  MixtureState sample = fitted.state;
  sample.species = fitted.state.shares(*fitted.space);
  double sum = 0;
  for (double& share : sample.species) sum += share *= std::exp(scatter * random.normal());
  for (double& share : sample.species) share /= sum;
  sample.structure = Structure::unrestricted;
  fitted.mixture->assign(sample);
  auto weights = expected_weights(fitted);
  double factor = 0;
  const std::size_t start = random.below(block);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (i == 0 || (i + start) % block == 0) factor = random.normal();
    weights[i] = std::max(0.0, weights[i] + factor * residuals[i]);
  }
  fitted.mixture->set_weights(std::move(weights));
  return figures_of(*fitted.space, sample, sample.species);
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
          .class_dar = row(found.class_dar, truth.class_dar, best.class_dar)};
}

std::vector<std::vector<double>> scan_weights(const Prepared& prepared, double width) {
  std::vector<std::vector<double>> weights;
  for (const auto& scan : prepared.signal.scans) weights.push_back(make_points(prepared, scan, width).weight);
  return weights;
}

std::vector<double> redrawn_scans(const std::vector<std::vector<double>>& scans, RandomStream& random) {
  std::vector<double> drawn(scans.front().size(), 0.0);
  for (std::size_t n = 0; n < scans.size(); ++n) {
    const auto& scan = scans[random.below(scans.size())];
    for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] += scan[i];
  }
  return drawn;
}

std::size_t block_length(const Fitted& fitted) {
  const auto& points = fitted.mixture->points();
  std::vector<double> widths = points.width;
  std::nth_element(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2), widths.end());
  double peak = kBlockWidths * fitted.state.width;
  if (!points.charges.empty()) {
    double charge = 0;
    for (std::size_t z = 0; z < points.charges.size(); ++z) charge += fitted.state.charges[z] * points.charges[z];
    peak /= charge;
  }
  return static_cast<std::size_t>(std::max(1.0, std::round(peak / widths[widths.size() / 2])));
}

}  // namespace

Figures figures_of(const MixtureSpace& space, const MixtureState& state, const std::vector<double>& species) {
  Figures figures{.load = std::vector<double>(static_cast<std::size_t>(space.loads), 0.0),
                  .linkers = std::vector<double>(static_cast<std::size_t>(space.linkers), 0.0),
                  .sites = state.sites,
                  .classes = std::vector<double>(space.class_mass.size(), 0.0),
                  .class_dar = std::vector<double>(space.class_mass.size(), 0.0)};
  const double total = std::accumulate(species.begin(), species.end(), 0.0);
  if (total <= 0) return figures;
  for (int k = 0; k < space.loads; ++k)
    for (int j = 0; j < space.linkers; ++j)
      for (int g = 0; g < space.class_count(); ++g) {
        const double share = species[space.index(k, j, g)] / total;
        figures.load[static_cast<std::size_t>(k)] += share;
        figures.linkers[static_cast<std::size_t>(j)] += share;
        figures.classes[static_cast<std::size_t>(g)] += share;
        figures.class_dar[static_cast<std::size_t>(g)] += k * space.step * share;
        figures.dar += k * space.step * share;
        figures.dead_linkers += j * share;
        if (k + j == 0) figures.unconjugated += share;
      }
  for (std::size_t g = 0; g < figures.classes.size(); ++g)
    if (figures.classes[g] > 0) figures.class_dar[g] /= figures.classes[g];
  return figures;
}

std::vector<Figures> bootstrap(Fitted& fitted, const Prepared& prepared, const CompositionOptions& options) {
  const std::vector<double> weights(fitted.mixture->weights().begin(), fitted.mixture->weights().end());
  const bool is_list = prepared.signal.kind == SignalKind::mass_list;
  const auto scans = scan_weights(prepared, fitted.state.width);
  const bool by_scans = scans.size() >= kFewestScans && scans.front().size() == weights.size();
  // A profile's residuals hold the molecules' own departures from the structure; over many charges they average out.
  const bool has_charges = prepared.signal.kind == SignalKind::mz_profile;
  const double scatter = is_list       ? height_scatter(fitted)
                         : has_charges ? std::max(kUnevenness, height_scatter(fitted))
                                       : 0;
  const auto residuals = is_list ? std::vector<double>() : residuals_of(fitted, weights);
  const std::size_t block = is_list ? 1 : block_length(fitted);
  const Figures best = figures_of(*fitted.space, fitted.state, fitted.assigned.species);
  std::vector<Figures> drawn;
  for (int r = 0; r < options.replicates; ++r) {
    RandomStream random(options.seed, static_cast<std::uint64_t>(r), StreamUse::bootstrap);
    Figures truth = best;
    if (by_scans)
      fitted.mixture->set_weights(redrawn_scans(scans, random));
    else if (is_list)
      fitted.mixture->set_weights(redrawn_list(weights, scatter, random));
    else
      truth = redraw_profile(fitted, residuals, block, scatter, random);
    MixtureState state = fitted.state;
    fitted.mixture->improve(state, kFromNearby, Mixture::Shape::held, options.prior_weight);
    const auto assigned = fitted.mixture->assign(state);
    drawn.push_back(moved(figures_of(*fitted.space, state, assigned.species), truth, best));
    fitted.mixture->set_weights(weights);
  }
  fitted.assigned = fitted.mixture->assign(fitted.state);
  return drawn;
}

}  // namespace emtansim::spectra
