// SPDX-License-Identifier: Apache-2.0
/// The drug load by MALDI: what goes into a pair of spectra comes out, and what is no such pair is refused.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/synthetic_maldi.h"

namespace emtansim::spectra {
namespace {

using testing::maldi_pair;

MaldiMasses masses() { return maldi_masses(testing::maldi_parts(), testing::maldi_chemistry().elements); }

MaldiOptions options_with(Estimated dead_linkers) { return {.window = {}, .dead_linkers = dead_linkers}; }

Spectrum with_peak(double centre, double deviation, double low, double high) {
  Spectrum spectrum{.points = PointKind::profile};
  for (double mz = low; mz <= high; mz += 10) {
    spectrum.mz.push_back(mz);
    const double away = (mz - centre) / deviation;
    spectrum.intensity.push_back(1000 * std::exp(-0.5 * away * away) + 50 - 1e-4 * mz);
  }
  return spectrum;
}

TEST(BroadPeak, has_its_centroid_above_a_slanting_baseline) {
  const auto peak = find_broad_peak(with_peak(148000, 1200, 120000, 180000), {144000, 152000});
  ASSERT_TRUE(peak);
  EXPECT_NEAR(peak->centroid, 148000, 0.5);
  EXPECT_NEAR(peak->low, 148000 * 0.94, 1);
}

TEST(BroadPeak, does_not_stand_at_the_edge_of_the_range) {
  EXPECT_FALSE(find_broad_peak(with_peak(160000, 1200, 120000, 200000), {144000, 152000}));
}

TEST(BroadPeak, is_not_found_where_the_spectrum_lacks_its_window) {
  EXPECT_FALSE(find_broad_peak(with_peak(148000, 1200, 145000, 180000), {144000, 152000}));
}

TEST(BroadPeak, knows_how_far_noise_moves_it) {
  double squares = 0, stated = 0;
  constexpr int kCases = 60;
  for (int i = 0; i < kCases; ++i) {
    auto spectrum = with_peak(148000, 1200, 128000, 172000);
    RandomStream random(3, static_cast<std::uint64_t>(i), StreamUse::assay_noise);
    double last = 0;  // noise that neighbouring points share
    for (double& point : spectrum.intensity) point += 30 * (last = 0.6 * last + random.normal());
    const auto peak = find_broad_peak(spectrum, {144000, 152000});
    ASSERT_TRUE(peak);
    squares += std::pow(peak->centroid - 148000, 2) / kCases;
    stated += std::pow(peak->standard_error, 2) / kCases;
  }
  EXPECT_NEAR(std::sqrt(stated / squares), 1, 0.25);  // 60 cases know a standard deviation to 9 %
}

TEST(MaldiLoad, is_what_went_in) {
  const auto pair = maldi_pair({.dar = 3.5, .dead_linkers = 0.4, .counts = 0});
  const auto load = maldi_load(pair.conjugate, pair.naked, masses(), options_with({0.4, 0.4, 0.4}));
  ASSERT_EQ(load.charges.size(), 2U);
  EXPECT_NEAR(load.shift, 3439.05, 1);  // case C-15
  EXPECT_NEAR(load.apparent.value, 3.5916, 0.001);
  EXPECT_NEAR(load.dar.value, 3.5, 0.001);
  EXPECT_NEAR(load.disagreement, 0, 0.005);
  EXPECT_TRUE(load.warnings.empty());
}

TEST(MaldiLoad, holds_what_dead_linkers_leave_open) {
  const auto pair = maldi_pair({.dar = 3.5, .dead_linkers = 0.45, .counts = 20000});
  const auto load = maldi_load(pair.conjugate, pair.naked, masses(), options_with({0.25, 0, 0.5}));
  EXPECT_NEAR(load.dead_bias, 0.25 * 219.240 / 957.530, 1e-5);
  EXPECT_NEAR(load.errors.dead_linkers, 0.25 * 0.22896, 1e-5);
  EXPECT_LE(load.dar.low, 3.5);
  EXPECT_GE(load.dar.high, 3.5);
}

TEST(MaldiLoad, takes_opened_rings_off) {
  const auto pair = maldi_pair({.counts = 0});
  auto options = options_with({0, 0, 0});
  options.opened_rings = 1;
  EXPECT_NEAR(maldi_load(pair.conjugate, pair.naked, masses(), options).dead_bias, 0.01881, 1e-5);
}

TEST(MaldiLoad, cancels_a_calibration_that_both_spectra_share) {
  const auto plain = maldi_pair({.counts = 0});
  const auto off = maldi_pair({.counts = 0, .calibration_ppm = 2000});
  const auto options = options_with({0.25, 0.25, 0.25});
  EXPECT_NEAR(maldi_load(off.conjugate, off.naked, masses(), options).apparent.value,
              maldi_load(plain.conjugate, plain.naked, masses(), options).apparent.value * 1.002, 0.002);
}

std::string code_of(const Spectrum& conjugate, const Spectrum& naked) {
  try {
    maldi_load(conjugate, naked, masses(), options_with({0, 0, 0}), {.conjugate = "lot.txt", .naked = "mab.txt"});
  } catch (const InputError& error) {
    return error.where().file + ": " + error.complaint().code;
  }
  return "";
}

TEST(MaldiLoad, is_refused_without_an_antibody) {
  const auto pair = maldi_pair({});
  const auto albumin = with_peak(66430, 500, 20000, 180000);
  EXPECT_EQ(code_of(pair.conjugate, albumin), "mab.txt: no-antibody-peak");
  EXPECT_EQ(code_of(albumin, pair.naked), "lot.txt: no-antibody-peak");
  EXPECT_EQ(code_of(pair.conjugate, with_peak(3000, 10, 1000, 6000)), "mab.txt: no-antibody-peak");
  EXPECT_EQ(code_of({}, pair.naked), "lot.txt: no-antibody-peak");
}

TEST(MaldiLoad, says_when_files_may_be_exchanged) {
  const auto pair = maldi_pair({.dar = 1.2, .dead_linkers = 0});
  const auto load = maldi_load(pair.naked, pair.conjugate, masses(), options_with({0, 0, 0}));
  EXPECT_LT(load.apparent.value, -1);
  EXPECT_NE(load.warnings.back().find("exchanged"), std::string::npos);
}

}  // namespace
}  // namespace emtansim::spectra
