// SPDX-License-Identifier: Apache-2.0
/// The peaks of all molecules on the points of a spectrum: forwards to densities, backwards to what each molecule is
/// given. Private to spectra.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace emtansim::spectra {

/// The points on the mass axis of one charge: mass = charge (x - carrier); for masses charge 1 and carrier 0.
struct PeakAxis {
  double charge = 1, carrier = 0;

  [[nodiscard]] double mass_of(double x) const { return charge * (x - carrier); }
};

/// The shape of a peak in mass: a normal distribution whose variance is width^2 + (by_charge z)^2 at charge z, folded
/// with an exponential tail towards higher masses. `width` is what a molecule and the resolving power give, alike at
/// all charges; `by_charge` what is alike in m/z (solvent); `tail` the mean mass of what still sticks to a molecule.
struct PeakShape {
  double width = 2;      ///< Da
  double by_charge = 0;  ///< Da for each charge
  double tail = 0;       ///< Da
  bool operator==(const PeakShape&) const = default;

  /// Standard deviation of the normal part at one charge, Da.
  [[nodiscard]] double at_charge(double charge) const { return std::hypot(width, by_charge * charge); }
};

/// Weight of the points given to one molecule, with its first moment about the molecule's centre (without the tail).
struct PeakMoments {
  double weight = 0, first = 0;
};

/// What the points say about the shape of peaks.
struct ShapeMoments {
  std::vector<PeakMoments> molecules;
  /// Second moments of the normal part at some squared charges between which all charges lie.
  struct Level {
    double squared_charge = 1, weight = 0, second = 0;
  };
  std::vector<Level> levels;
  double tail = 0;  ///< weight times length of the tail, Da
};

/// Peaks of one shape in mass, at a centre for each molecule and on an axis for each charge. `shares` has an
/// entry for each molecule, `charges` one for each axis, `ratio` and `density` one for each point.
class Peaks {
 public:
  virtual ~Peaks() = default;
  /// Takes new centres (ascending in no order) and a new shape.
  virtual void place(std::span<const double> centres, const PeakShape& shape) = 0;
  /// Adds the density of all molecules at all points.
  virtual void add_density(std::span<const double> shares, std::span<const double> charges,
                           std::span<double> density) = 0;
  /// Adds the density of all molecules on one axis.
  virtual void add_density_of_axis(std::span<const double> shares, std::size_t axis, double charge_share,
                                   std::span<double> density) = 0;
  /// What molecules and charges get of the points when `ratio` is weight over density. `add_density` was called
  /// before for the same shares.
  struct Given {
    std::vector<double> molecules, charges;
  };
  virtual Given given(std::span<const double> shares, std::span<const double> charges,
                      std::span<const double> ratio) = 0;
  /// The moments of what is given.
  virtual ShapeMoments moments(std::span<const double> shares, std::span<const double> charges,
                               std::span<const double> ratio) = 0;
};

/// Share of the charges below which one is left out.
inline constexpr double kUnusedCharge = 1e-6;

/// Exact; for few points: every peak holds its values at the points that it reaches. One axis, no tail.
std::unique_ptr<Peaks> make_sparse_peaks(std::vector<double> x);
/// For profiles: molecules and points are put on one fine grid of mass and meet there, so that the effort does not grow
/// with the number of molecules. Peaks are off by less than 1 % of their height.
std::unique_ptr<Peaks> make_grid_peaks(std::vector<double> x, std::vector<PeakAxis> axes);

}  // namespace emtansim::spectra
