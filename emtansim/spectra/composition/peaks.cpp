// SPDX-License-Identifier: Apache-2.0
/// Peaks on the few masses of a list.
#include "emtansim/spectra/composition/peaks.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace emtansim::spectra {

namespace {

constexpr double kReach = 4.5;        // standard deviations after which a peak is taken as ended
constexpr double kNegligible = 1e-7;  // share of the molecules that is not worth adding

/// Inner product in four partial sums: fast, and the same bits on every machine.
double product(const double* a, const double* b, std::size_t n) {
  double sums[4] = {0, 0, 0, 0};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  for (; i < n; ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

class SparsePeaks final : public Peaks {
 public:
  explicit SparsePeaks(std::vector<double> x) : x_(std::move(x)) {}

  void place(std::span<const double> centres, const PeakShape& shape) override {
    const double width = shape.width;
    centres_.assign(centres.begin(), centres.end());
    blocks_.clear();
    values_.clear();
    const double reach = kReach * width, height = 1 / (width * std::sqrt(2 * std::numbers::pi));
    for (std::size_t c = 0; c < centres.size(); ++c) {
      const auto first = std::lower_bound(x_.begin(), x_.end(), centres[c] - reach);
      const auto last = std::upper_bound(first, x_.end(), centres[c] + reach);
      if (first == last) continue;
      blocks_.push_back(
          {c, static_cast<std::size_t>(first - x_.begin()), static_cast<std::size_t>(last - first), values_.size()});
      for (auto it = first; it != last; ++it) {
        const double off = (*it - centres[c]) / width;
        values_.push_back(height * std::exp(-0.5 * off * off));
      }
    }
  }

  void add_density(std::span<const double> shares, std::span<const double> charges,
                   std::span<double> density) override {
    add_density_of_axis(shares, 0, charges[0], density);
  }

  void add_density_of_axis(std::span<const double> shares, std::size_t, double charge_share,
                           std::span<double> density) override {
    for (const auto& block : blocks_) {
      if (shares[block.molecule] < kNegligible) continue;
      const double share = shares[block.molecule] * charge_share;
      for (std::size_t i = 0; i < block.length; ++i) density[block.first + i] += share * values_[block.offset + i];
    }
  }

  Given given(std::span<const double> shares, std::span<const double> charges, std::span<const double> ratio) override {
    Given given{.molecules = std::vector<double>(shares.size(), 0.0), .charges = {0}};
    for (const auto& block : blocks_) {
      if (shares[block.molecule] < kNegligible) continue;
      const double sum = product(values_.data() + block.offset, ratio.data() + block.first, block.length);
      given.molecules[block.molecule] = shares[block.molecule] * charges[0] * sum;
      given.charges[0] += given.molecules[block.molecule];
    }
    return given;
  }

  ShapeMoments moments(std::span<const double> shares, std::span<const double> charges,
                       std::span<const double> ratio) override {
    ShapeMoments moments{.molecules = std::vector<PeakMoments>(shares.size()), .levels = {{}}};
    for (const auto& block : blocks_) {
      if (shares[block.molecule] < kNegligible) continue;
      const double share = shares[block.molecule] * charges[0];
      PeakMoments& of = moments.molecules[block.molecule];
      for (std::size_t i = 0; i < block.length; ++i) {
        const double weight = share * values_[block.offset + i] * ratio[block.first + i];
        const double off = x_[block.first + i] - centres_[block.molecule];
        of.weight += weight;
        of.first += weight * off;
        moments.levels[0].second += weight * off * off;
      }
    }
    for (const auto& of : moments.molecules) moments.levels[0].weight += of.weight;
    return moments;
  }

 private:
  struct Block {
    std::size_t molecule, first, length, offset;
  };
  std::vector<double> x_, centres_, values_;
  std::vector<Block> blocks_;
};

}  // namespace

std::unique_ptr<Peaks> make_sparse_peaks(std::vector<double> x) { return std::make_unique<SparsePeaks>(std::move(x)); }

}  // namespace emtansim::spectra
