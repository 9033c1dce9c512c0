// SPDX-License-Identifier: Apache-2.0
/// Cholesky factors of a band and of what it leaves of the border.
#include "emtansim/spectra/deconvolution/bordered_system.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace emtansim::spectra {

namespace {

constexpr double kHeld = 1e150;  // a pivot that holds its unknown at 0
constexpr double kLost = 1e-13;  // of the diagonal: what is left below is rounding

double pivot_of(double left, double diagonal) { return left > kLost * diagonal ? std::sqrt(left) : kHeld; }

}  // namespace

BorderedSystem::BorderedSystem(std::vector<std::size_t> first, std::size_t border)
    : first_(std::move(first)), border_(border), edge_(first_.size() * border), corner_(border * border) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < first_.size(); ++i) {
    start_.push_back(size - first_[i]);  // may wrap round; start_[i] + j does so again
    size += i - first_[i] + 1;
  }
  band_.assign(size, 0.0);
}

void BorderedSystem::damp(double share) {
  for (std::size_t i = 0; i < first_.size(); ++i) band_[start_[i] + i] *= 1 + share;
  for (std::size_t b = 0; b < border_; ++b) corner_[b * border_ + b] *= 1 + share;
}

void BorderedSystem::factor() {
  factor_band();
  reduce_edge();
  factor_corner();
}

void BorderedSystem::factor_band() {
  for (std::size_t i = 0; i < first_.size(); ++i) {
    const std::size_t row = start_[i];
    for (std::size_t j = first_[i]; j < i; ++j) {
      const std::size_t other = start_[j];
      double sum = band_[row + j];
      for (std::size_t k = std::max(first_[i], first_[j]); k < j; ++k) sum -= band_[row + k] * band_[other + k];
      band_[row + j] = sum / band_[other + j];
    }
    double left = band_[row + i];
    for (std::size_t k = first_[i]; k < i; ++k) left -= band_[row + k] * band_[row + k];
    band_[row + i] = pivot_of(left, band_[row + i]);
  }
}

/// Entries of L^-1 B that no longer matter are left out: those of a border unknown fade along the band.
void BorderedSystem::reduce_edge() {
  constexpr double kFaded = 1e-13;  // of the diagonal in the corner
  std::vector<double> row_of_edge(border_), least(border_);
  for (std::size_t b = 0; b < border_; ++b) least[b] = kFaded * corner_[b * border_ + b];
  entry_.clear();
  entry_start_.assign(1, 0);
  for (std::size_t i = 0; i < first_.size(); ++i) {
    std::copy_n(&edge_[i * border_], border_, row_of_edge.begin());
    for (std::size_t j = first_[i]; j < i; ++j) {
      const double factor = band_[start_[i] + j];
      if (factor == 0) continue;
      for (std::size_t e = entry_start_[j]; e < entry_start_[j + 1]; ++e)
        row_of_edge[entry_[e].column] -= factor * entry_[e].value;
    }
    for (std::size_t b = 0; b < border_; ++b) {
      const double value = row_of_edge[b] / band_[start_[i] + i];
      if (value * value > least[b]) entry_.push_back({b, value});
    }
    entry_start_.push_back(entry_.size());
  }
}

void BorderedSystem::factor_corner() {
  std::vector<double> diagonal(border_);
  for (std::size_t b = 0; b < border_; ++b) diagonal[b] = corner_[b * border_ + b];
  for (std::size_t i = 0; i < first_.size(); ++i) {
    for (std::size_t e = entry_start_[i]; e < entry_start_[i + 1]; ++e) {
      double* row = &corner_[entry_[e].column * border_];
      for (std::size_t f = entry_start_[i]; f <= e; ++f) row[entry_[f].column] -= entry_[e].value * entry_[f].value;
    }
  }
  for (std::size_t a = 0; a < border_; ++a) {
    double* row = &corner_[a * border_];
    for (std::size_t b = 0; b < a; ++b) {
      const double* other = &corner_[b * border_];
      double sum = row[b];
      for (std::size_t k = 0; k < b; ++k) sum -= row[k] * other[k];
      row[b] = sum / other[b];
    }
    double left = row[a];
    for (std::size_t k = 0; k < a; ++k) left -= row[k] * row[k];
    row[a] = pivot_of(left, diagonal[a]);
  }
}

void BorderedSystem::forward(std::span<double> banded, std::span<double> bordered) const {
  for (std::size_t i = 0; i < first_.size(); ++i) {
    const std::size_t row = start_[i];
    double sum = banded[i];
    for (std::size_t k = first_[i]; k < i; ++k) sum -= band_[row + k] * banded[k];
    banded[i] = sum / band_[row + i];
    if (banded[i] == 0) continue;
    for (std::size_t e = entry_start_[i]; e < entry_start_[i + 1]; ++e)
      bordered[entry_[e].column] -= entry_[e].value * banded[i];
  }
  for (std::size_t a = 0; a < border_; ++a) {
    const double* row = &corner_[a * border_];
    double sum = bordered[a];
    for (std::size_t k = 0; k < a; ++k) sum -= row[k] * bordered[k];
    bordered[a] = sum / row[a];
  }
}

void BorderedSystem::solve(std::span<double> banded, std::span<double> bordered) const {
  forward(banded, bordered);
  for (std::size_t a = border_; a-- > 0;) {
    bordered[a] /= corner_[a * border_ + a];
    for (std::size_t k = 0; k < a; ++k) bordered[k] -= corner_[a * border_ + k] * bordered[a];
  }
  for (std::size_t i = first_.size(); i-- > 0;) {
    for (std::size_t e = entry_start_[i]; e < entry_start_[i + 1]; ++e)
      banded[i] -= entry_[e].value * bordered[entry_[e].column];
    const std::size_t row = start_[i];
    banded[i] /= band_[row + i];
    for (std::size_t k = first_[i]; k < i; ++k) banded[k] -= band_[row + k] * banded[i];
  }
}

double BorderedSystem::quadratic(std::span<double> banded, std::span<double> bordered) const {
  forward(banded, bordered);
  double sum = 0;
  for (const double value : banded) sum += value * value;
  for (const double value : bordered) sum += value * value;
  return sum;
}

}  // namespace emtansim::spectra
