// SPDX-License-Identifier: Apache-2.0
/// A spectrum as a sum of peaks of masses at all their charges: least squares with the errors of counting. Private to
/// spectra.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emtansim/spectra/deconvolution/bordered_system.h"
#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// Neighbouring points of a profile put together, about eight to the width of a peak.
struct FitCells {
  std::vector<double> place;      ///< log(m/z - carrier), the mean of the points
  std::vector<double> points;     ///< how many
  std::vector<double> variance;   ///< of their places
  std::vector<double> intensity;  ///< sum
  std::vector<double> baseline;   ///< sum
  double noise = 0;               ///< of a point without signal, standard deviation
  double baseline_error = 0.03;   ///< of the baseline (assumed)
  double gain = 1;                ///< variance of a point over its signal
  [[nodiscard]] std::size_t size() const { return place.size(); }
};

/// `flat` is `raw` without its baseline, negative points being 0; `peak_width` the full width at half maximum over m/z.
FitCells to_cells(const Spectrum& raw, const Spectrum& flat, double peak_width, double noise);

/// The standard deviation of peaks in log(m/z - carrier), and how it changes; half a normal distribution on each side.
struct FitShape {
  double deviation = 0;
  double by_place = 0;                       ///< exponent with which it changes with m/z
  double by_mass = 0;                        ///< the same with mass
  double lean = 0;                           ///< the right side is wider by this share, the left one narrower
  double middle_place = 0, middle_mass = 0;  ///< logarithms at which `deviation` holds
};

/// A mass with its height at each charge.
struct FitMass {
  double log_mass = 0;
  std::vector<int> charges;
  std::vector<double> heights;   ///< counts per point, none negative
  std::vector<double> expected;  ///< where the data cannot tell, e.g. between a mass and its double

  // Set by `MassFit::judge`.
  double error = 0;            ///< of log_mass, standard deviation
  double intensity = 0;        ///< sum over charges, as the sum of points
  double intensity_error = 0;  ///< standard deviation
  double widening = 0;         ///< relative excess of its own variance over that of the shape
  double widening_error = 0;
};

class MassFit {
 public:
  MassFit(const FitCells& cells, const FitShape& shape, double knot_distance);

  std::vector<FitMass> masses;

  /// Up to `rounds` steps of Gauss and Newton; returns the steps made.
  int improve(int rounds);
  /// The model of `masses` after they were changed from outside.
  void refresh();
  /// Standard errors, intensities and widenings of all masses at the present state.
  void judge();
  /// Model error as a share of the signal, from what strong cells are off beyond counting.
  void measure_model_error();

  [[nodiscard]] const FitShape& shape() const { return shape_; }
  [[nodiscard]] double model_error() const { return model_error_; }
  [[nodiscard]] const FitCells& cells() const { return cells_; }
  [[nodiscard]] double deviation_at(double log_mass, int charge) const;
  /// What one charge says by itself.
  struct OneCharge {
    int charge = 0;
    double intensity = 0;
    double shift = 0;  ///< of log_mass, one step towards what this charge alone wants
    double share = 0;  ///< of the intensity at its place, less other masses at the same charge
  };
  [[nodiscard]] std::vector<OneCharge> charges_of(std::size_t mass) const;
  /// Weighted residuals of one peak: how much its height would gain, with what information.
  struct Gain {
    double slope = 0, information = 0;
  };
  [[nodiscard]] Gain gain_of(double log_mass, int charge) const;
  [[nodiscard]] bool is_inside(double log_mass, int charge) const;
  [[nodiscard]] double chi_square() const;
  /// The sum of all peaks at these places, which rise, per point.
  [[nodiscard]] std::vector<double> signal_at(std::span<const double> places) const;

 private:
  struct Peak {
    std::size_t mass = 0, number = 0;  ///< which height of which mass
    double place = 0, left = 0, right = 0, height = 0;
    std::size_t first = 0, last = 0;  ///< cells
    std::size_t at = 0;               ///< of its values
    bool is_held = false;
  };
  void place_peaks();
  void add_values(Peak& peak);
  [[nodiscard]] double value_in(std::size_t cell, double t, double deviation) const;
  void set_model();
  void set_weights();
  void hold_peaks();
  [[nodiscard]] BorderedSystem assembled(std::vector<double>& banded, std::vector<double>& border);
  void add_pair_terms(BorderedSystem& system, std::size_t i, std::size_t j) const;
  void add_own_terms(BorderedSystem& system, std::size_t i, std::vector<double>& banded,
                     std::vector<double>& border) const;
  void add_dense_terms(BorderedSystem& system, std::vector<double>& border) const;
  void set_shape_columns();
  void set_envelope();
  void move(std::span<const double> banded, std::span<const double> border);
  [[nodiscard]] double shape_derivative(const Peak& peak, std::size_t parameter, bool is_right) const;
  [[nodiscard]] double tie_of(const Peak& peak, double own) const;
  void expect_envelopes();
  [[nodiscard]] double objective() const;
  [[nodiscard]] std::size_t dense_first() const { return masses.size(); }

  static constexpr std::size_t kShape = 4;

  FitCells cells_;
  FitShape shape_;
  double model_error_ = 0;
  std::vector<double> knots_;  ///< correction of the baseline, per point
  std::vector<double> knot_place_;
  std::vector<Peak> peaks_;                     ///< by place
  std::vector<double> value_, slope_, spread_;  ///< of peaks of height 1: itself, by place, by log deviation
  std::vector<double> signal_, model_, weight_;
  std::vector<double> shape_column_[kShape];
  std::vector<std::size_t> envelope_;
  std::vector<std::size_t> knot_of_;  ///< the lower knot of each cell
  std::vector<double> knot_part_;     ///< share of the upper one
};

}  // namespace emtansim::spectra
