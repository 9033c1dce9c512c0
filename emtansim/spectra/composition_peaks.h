// SPDX-License-Identifier: Apache-2.0
/// The peaks of all molecules on the points of a spectrum: forwards to densities, backwards to what each molecule is
/// given. Private to spectra.
#pragma once

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

/// Weight of the points given to one molecule, with its first and second moments about the molecule's centre.
struct PeakMoments {
  double weight = 0, first = 0, second = 0;
};

/// Normal peaks of one width in mass, at a centre for each molecule and on an axis for each charge. `shares` has an
/// entry for each molecule, `charges` one for each axis, `ratio` and `density` one for each point.
class Peaks {
 public:
  virtual ~Peaks() = default;
  /// Takes new centres (ascending in no order) and a new width, Da.
  virtual void place(std::span<const double> centres, double width) = 0;
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
  /// The same by molecule, with moments.
  virtual std::vector<PeakMoments> moments(std::span<const double> shares, std::span<const double> charges,
                                           std::span<const double> ratio) = 0;
};

/// Share of the charges below which one is left out.
inline constexpr double kUnusedCharge = 1e-6;

/// Exact; for few points: every peak holds its values at the points that it reaches. One axis.
std::unique_ptr<Peaks> make_sparse_peaks(std::vector<double> x);
/// For profiles: molecules and points are put on one fine grid of mass and meet there, so that the effort does not grow
/// with the number of molecules. Peaks are off by less than 1 % of their height.
std::unique_ptr<Peaks> make_grid_peaks(std::vector<double> x, std::vector<PeakAxis> axes);

}  // namespace emtansim::spectra
