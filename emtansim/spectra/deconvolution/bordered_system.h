// SPDX-License-Identifier: Apache-2.0
/// Linear systems that are banded but for a few dense columns: (A B; B' D) with A of varying band, all symmetric.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace emtansim::spectra {

/// A symmetric positive definite system. The banded unknowns come first, those of the border after them.
class BorderedSystem {
 public:
  /// `first[i]` <= i is the first banded unknown that i is coupled to; never falling (contract).
  BorderedSystem(std::vector<std::size_t> first, std::size_t border);

  double& banded(std::size_t i, std::size_t j) { return band_[start_[i] + j]; }  ///< first[i] <= j <= i
  double& edge(std::size_t i, std::size_t b) { return edge_[i * border_ + b]; }
  double& corner(std::size_t a, std::size_t b) { return corner_[a * border_ + b]; }  ///< b <= a

  /// Adds this share of the diagonal to it.
  void damp(double share);
  /// Replaces the matrix by its factor; a pivot that is not above zero becomes so large that its unknown is 0.
  void factor();
  /// Overwrites the right-hand sides by the solution; needs the factor.
  void solve(std::span<double> banded, std::span<double> bordered) const;
  /// c' M^-1 c of the vector with these entries; overwrites them.
  [[nodiscard]] double quadratic(std::span<double> banded, std::span<double> bordered) const;

  [[nodiscard]] std::size_t size() const { return first_.size(); }
  [[nodiscard]] std::size_t border() const { return border_; }

 private:
  void factor_band();
  void reduce_edge();
  void factor_corner();
  void forward(std::span<double> banded, std::span<double> bordered) const;

  std::vector<std::size_t> first_, start_;
  std::size_t border_;
  std::vector<double> band_;  ///< A, then its factor L, row by row
  std::vector<double> edge_;  ///< B, row by row
  struct Entry {
    std::size_t column = 0;
    double value = 0;
  };
  std::vector<Entry> entry_;  ///< of L^-1 B, row by row
  std::vector<std::size_t> entry_start_;
  std::vector<double> corner_;  ///< D, then the factor of D - B' A^-1 B
};

}  // namespace emtansim::spectra
