// SPDX-License-Identifier: Apache-2.0
/// The mixture behind the composition fit and its expectation-maximisation. Private to spectra.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "emtansim/spectra/composition.h"
#include "emtansim/spectra/composition/peaks.h"

namespace emtansim::spectra {

/// The ladder as arrays: glycan pairs, and classes of pairs that have one mass. A load is a piece of the antibody with
/// a number of drugs; the whole antibody is one piece.
struct MixtureSpace {
  int loads = 0, linkers = 0;
  int step = 1;  ///< drugs of one step of the load more
  struct Load {
    int piece = 0, steps = 0;
    bool has_glycans = true;  ///< where not, all its molecules are of class 0 and weigh as if without glycans
  };
  std::vector<Load> load;
  struct OfPiece {
    std::string name;
    int copies = 1;
  };
  std::vector<OfPiece> pieces;
  struct Pair {
    int first = 0, second = 0, glycan_class = 0;  ///< second -1: one glycan
  };
  std::vector<Pair> pairs;
  std::vector<double> class_mass;
  std::vector<std::string> class_name;
  std::vector<double> site_prior;  ///< sums to 1
  std::vector<double> mass;        ///< of component (k, j, class), the class running fastest

  [[nodiscard]] int class_count() const { return static_cast<int>(class_mass.size()); }
  [[nodiscard]] std::size_t size() const { return mass.size(); }
  [[nodiscard]] std::size_t index(int of_load, int linker, int of_class) const {
    return (static_cast<std::size_t>(of_load) * static_cast<std::size_t>(linkers) + static_cast<std::size_t>(linker)) *
               class_mass.size() +
           static_cast<std::size_t>(of_class);
  }
  /// What of a load's molecules is of a class, when `classes` are the shares of the classes.
  [[nodiscard]] double part(int of_load, int of_class, const std::vector<double>& classes) const {
    if (!load[static_cast<std::size_t>(of_load)].has_glycans) return of_class == 0 ? 1 : 0;
    return classes[static_cast<std::size_t>(of_class)];
  }
  /// Shares of the classes when both chains draw their glycans by `sites`.
  [[nodiscard]] std::vector<double> class_shares(const std::vector<double>& sites) const;
  /// Share of a pair, or of one glycan, when the chains draw their glycans by `sites`.
  [[nodiscard]] double share_of(const Pair& pair, const std::vector<double>& sites) const;
  /// How many of glycan `site` a molecule of each class carries in the mean, 0 to 2.
  [[nodiscard]] std::vector<double> carried(const std::vector<double>& sites, std::size_t site) const;
};
MixtureSpace make_space(const Ladder& ladder);

/// The points that are explained, with the axis on which they lie.
struct MixturePoints {
  std::vector<double> x;
  std::vector<double> weight;  ///< intensity times the width of the point, none negative
  std::vector<double> width;   ///< of each point along x; empty for a list of masses
  std::vector<int> charges;    ///< empty: x is a mass
  int knots = 1;               ///< of the background, 1: a constant
  double faintest = 0;         ///< weight below which a molecule would not be in the list; 0: nothing is missing
};

/// All that is estimated.
struct MixtureState {
  Structure structure = Structure::independent_sites;
  std::vector<double> load, linkers, sites, classes, species, charges, background;
  double background_share = 0.05;
  double shift = 0, slope = 0;
  double shift_prior = 0;  ///< weight, as a share of the data, of calibrations being good
  PeakShape peak;

  [[nodiscard]] std::vector<double> shares(const MixtureSpace& space) const;
};
/// Standard deviation of the normal part of a peak over all charges in use (lists and masses: charge 1), Da.
double mean_width(const MixtureState& state, const std::vector<int>& charges);

/// What the points give to each part of the mixture, given the present state.
struct Assigned {
  std::vector<double> species, charges, background;
  double log_likelihood = 0;  ///< per unit of weight
};

/// The two bumps of the background that reach a point.
struct MixtureHats {
  std::size_t first = 0;
  double of_first = 0, of_next = 0;
};

/// When to stop: after so many iterations, or when the log-likelihood per unit of weight changes by less than `still`.
struct Effort {
  int most = 3000;
  double still = 1e-8;
};

/// The mixture on one set of points. Copies nothing of `space`, which must outlive it.
class Mixture {
 public:
  Mixture(const MixtureSpace& space, MixturePoints points, double reference_mass);

  [[nodiscard]] MixtureState start(double width, double shift) const;
  /// Runs until the likelihood stands still or the effort is spent; the shape (shift, slope, width) is held where
  /// `shape` says so.
  enum class Shape { held, fitted };  // fitted: a width by charge and a tail only where they are not 0
  int improve(MixtureState& state, const Effort& effort, Shape shape, double prior_weight);
  /// Replaces the weights, for the bootstrap.
  void set_weights(std::vector<double> weights);
  [[nodiscard]] std::span<const double> weights() const { return points_.weight; }
  [[nodiscard]] const MixturePoints& points() const { return points_; }

  enum class Likelihood { asked, left_out };
  Assigned assign(const MixtureState& state, Likelihood wanted = Likelihood::asked);
  /// Density at each point: all of it, and the background's.
  [[nodiscard]] std::span<const double> density() const { return density_; }
  [[nodiscard]] std::vector<double> background_density(const MixtureState& state) const;
  /// The molecules' density at each point with charge number `charge` of the list; `assign` was called for the state.
  [[nodiscard]] std::vector<double> density_of_charge(const MixtureState& state, std::size_t charge) const;
  /// Density at each point of these shares of the molecules, at all charges of a state for which `assign` was called.
  [[nodiscard]] std::vector<double> density_of(std::vector<double> shares, const MixtureState& state) const;
  [[nodiscard]] const MixtureSpace& space() const { return space_; }
  [[nodiscard]] double centre(const MixtureState& state, std::size_t component) const;
  [[nodiscard]] double reference_mass() const { return reference_; }
  [[nodiscard]] double mass_of(std::size_t point, std::size_t charge) const;

 private:
  void place(const MixtureState& state);
  void add_missing(const std::vector<double>& shares, Assigned& assigned) const;
  [[nodiscard]] std::vector<double> shares_of_all(const MixtureState& state) const;
  [[nodiscard]] std::vector<std::vector<std::size_t>> groups_of_one_mass() const;
  double step(MixtureState& state, double prior_weight, Likelihood wanted);
  void update_shape(MixtureState& state);
  void update_shares(MixtureState& state, const Assigned& assigned, double prior_weight) const;

  void update_glycans(MixtureState& state, std::vector<double> classes, double of_species, double prior_weight) const;

  const MixtureSpace& space_;
  MixturePoints points_;
  double reference_;
  double total_ = 0;
  std::vector<PeakAxis> axes_;  ///< for each charge
  std::unique_ptr<Peaks> peaks_;
  std::vector<MixtureHats> hats_;
  std::vector<std::vector<std::size_t>> one_mass_;  ///< of a list
  double placed_shift_ = 0, placed_slope_ = 0;
  PeakShape placed_peak_{.width = -1};
  std::vector<double> density_, ratio_;
};

}  // namespace emtansim::spectra
