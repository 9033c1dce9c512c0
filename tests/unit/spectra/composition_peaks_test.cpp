// SPDX-License-Identifier: Apache-2.0
/// Peaks on a grid of mass against the same peaks worked out one by one.
#include "emtansim/spectra/composition/peaks.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"

namespace emtansim::spectra {
namespace {

const std::vector<double> kCentres = {148000, 148011.3, 148057, 148957.53, 149900};
const std::vector<double> kShares = {0.1, 0.2, 0.3, 0.15, 0.25};
const std::vector<double> kCharges = {0.2, 0.5, 0.3};
constexpr double kWidth = 14;

std::vector<PeakAxis> axes() { return {{24, 1.007276467}, {25, 1.007276467}, {26, 1.007276467}}; }

std::vector<double> places() {
  std::vector<double> x;
  for (double at = 5650; at < 6300; at += 0.27) x.push_back(at);
  return x;
}

double normal(double off) {
  return std::exp(-0.5 * off * off / (kWidth * kWidth)) / (kWidth * std::sqrt(2 * std::numbers::pi));
}

TEST(grid_peaks, have_the_densities_of_normal_peaks_at_each_charge) {
  const auto x = places();
  const auto peaks = make_grid_peaks(x, axes());
  peaks->place(kCentres, {.width = kWidth});
  std::vector<double> density(x.size(), 0.0);
  peaks->add_density(kShares, kCharges, density);
  std::vector<double> exact(x.size(), 0.0);
  double top = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t z = 0; z < 3; ++z)
      for (std::size_t c = 0; c < kCentres.size(); ++c)
        exact[i] += kShares[c] * kCharges[z] * axes()[z].charge * normal(axes()[z].mass_of(x[i]) - kCentres[c]);
    top = std::max(top, exact[i]);
  }
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(density[i], exact[i], 0.01 * top) << x[i];
}

TEST(grid_peaks, give_back_all_weight_to_molecules_and_to_charges) {
  const auto x = places();
  const auto peaks = make_grid_peaks(x, axes());
  peaks->place(kCentres, {.width = kWidth});
  std::vector<double> density(x.size(), 0.0), ratio(x.size(), 0.0);
  peaks->add_density(kShares, kCharges, density);
  RandomStream random(3, 0, StreamUse::assay_noise);
  double total = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (density[i] < 1e-9) continue;
    const double weight = random.uniform();
    total += weight;
    ratio[i] = weight / density[i];
  }
  const auto given = peaks->given(kShares, kCharges, ratio);
  const auto sum = [](const auto& values) { return std::accumulate(values.begin(), values.end(), 0.0); };
  EXPECT_NEAR(sum(given.molecules), total, 1e-9 * total);
  EXPECT_NEAR(sum(given.charges), total, 1e-9 * total);
}

TEST(grid_peaks, have_the_moments_of_their_shape) {
  const auto x = places();
  const auto peaks = make_grid_peaks(x, axes());
  for (const double moved : {0.0, 11.0, 400.0}) {  // within the cells that are there, and beyond them
    auto centres = kCentres;
    for (double& centre : centres) centre += moved;
    peaks->place(centres, {.width = kWidth});
    std::vector<double> density(x.size(), 0.0);
    peaks->add_density(kShares, kCharges, density);
    const std::vector<double> evenly(x.size(), 0.27);  // weight is the density itself
    peaks->given(kShares, kCharges, evenly);
    const auto moments = peaks->moments(kShares, kCharges, evenly);
    for (const auto& [weight, first] : moments.molecules) EXPECT_NEAR(first / weight, 0, 0.05) << moved;
    ASSERT_EQ(moments.levels.size(), 1u);
    EXPECT_NEAR(std::sqrt(moments.levels[0].second / moments.levels[0].weight), kWidth, 0.01 * kWidth) << moved;
  }
}

// A shape whose normal part grows with the charge (8.5 Da at 24+, 9.2 at 26+ come from the solvent) and that has a
// tail.
constexpr PeakShape kLeaning{.width = 11, .by_charge = 0.354, .tail = 23};

/// Normal distribution folded with an exponential one, at `off` from the centre.
double leaning(double off, double width) {
  const double ratio = width / kLeaning.tail;
  return std::exp(0.5 * ratio * ratio - off / kLeaning.tail) * std::erfc((ratio - off / width) / std::numbers::sqrt2) /
         (2 * kLeaning.tail);
}

TEST(grid_peaks, have_the_densities_of_leaning_peaks_that_broaden_with_the_charge) {
  const auto x = places();
  const auto peaks = make_grid_peaks(x, axes());
  peaks->place(kCentres, kLeaning);
  std::vector<double> density(x.size(), 0.0), exact(x.size(), 0.0);
  peaks->add_density(kShares, kCharges, density);
  double top = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t z = 0; z < 3; ++z) {
      const PeakAxis axis = axes()[z];
      for (std::size_t c = 0; c < kCentres.size(); ++c)
        exact[i] += kShares[c] * kCharges[z] * axis.charge *
                    leaning(axis.mass_of(x[i]) - kCentres[c], kLeaning.at_charge(axis.charge));
    }
    top = std::max(top, exact[i]);
  }
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(density[i], exact[i], 0.015 * top) << x[i];
}

TEST(grid_peaks, find_the_tail_and_the_widths_of_leaning_peaks_in_their_moments) {
  const auto x = places();
  const auto peaks = make_grid_peaks(x, axes());
  peaks->place(kCentres, kLeaning);
  std::vector<double> density(x.size(), 0.0);
  peaks->add_density(kShares, kCharges, density);
  const std::vector<double> evenly(x.size(), 0.27);
  const auto given = peaks->given(kShares, kCharges, evenly);
  const auto moments = peaks->moments(kShares, kCharges, evenly);
  const double total = std::accumulate(given.molecules.begin(), given.molecules.end(), 0.0);
  EXPECT_NEAR(moments.tail / total, kLeaning.tail, 0.01 * kLeaning.tail);
  ASSERT_EQ(moments.levels.size(), 3u);
  double of_levels = 0;
  for (const auto& level : moments.levels) {
    of_levels += level.weight;
    const double width = kLeaning.at_charge(std::sqrt(level.squared_charge));
    EXPECT_NEAR(std::sqrt(level.second / level.weight), width, 0.01 * width) << level.squared_charge;
  }
  EXPECT_NEAR(of_levels, total, 1e-6 * total);
  for (const auto& [weight, first] : moments.molecules) EXPECT_NEAR(first / weight, 0, 0.05);
}

TEST(sparse_peaks, agree_with_peaks_on_a_grid) {
  std::vector<double> x;
  for (double at = 147900; at < 150000; at += 2) x.push_back(at);
  const auto sparse = make_sparse_peaks(x);
  const auto grid = make_grid_peaks(x, {{}});
  const std::vector<double> one = {1};
  std::vector<double> exact(x.size(), 0.0), density(x.size(), 0.0);
  sparse->place(kCentres, {.width = kWidth});
  sparse->add_density(kShares, one, exact);
  grid->place(kCentres, {.width = kWidth});
  grid->add_density(kShares, one, density);
  const double top = *std::max_element(exact.begin(), exact.end());
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(density[i], exact[i], 0.01 * top) << x[i];
}

}  // namespace
}  // namespace emtansim::spectra
