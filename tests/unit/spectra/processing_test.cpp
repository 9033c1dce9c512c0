// SPDX-License-Identifier: Apache-2.0
/// Averages, baselines, noise and centroids of spectra whose answer is known.
#include "emtansim/spectra/processing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>

#include <fmt/format.h>

#include "files.h"

namespace emtansim::spectra {
namespace {

using namespace testing;

/// A normal peak of height 1000 at 1000 Th, 2 Th wide, on a grid of 0.05 Th.
Spectrum one_peak() {
  Spectrum spectrum{.points = PointKind::profile};
  for (int i = 0; i <= 2000; ++i) {
    const double mz = 950 + 0.05 * i;
    spectrum.mz.push_back(mz);
    spectrum.intensity.push_back(1000 * std::exp(-0.5 * std::pow((mz - 1000) * 2.3548 / 2, 2)));
  }
  return spectrum;
}

TEST(average, of_a_window_of_time) {
  const auto scan = [](double minutes) {
    return "<scanList><scan>" + cv("MS:1000016", fmt::format("{}", minutes), "UO:0000031") + "</scan></scanList>";
  };
  std::string spectra;
  for (int i = 0; i < 5; ++i)
    spectra += spectrum_xml(fmt::format("{}", i), 2, scan(i), plain_arrays({500, 501}, {1.0 * i, 10}));
  const std::string text = mzml(spectra);
  const Content content{.name = "a.mzML", .bytes = text, .companion = {}};
  const auto middle = read_average(content, {.from_s = 60, .to_s = 180});
  EXPECT_EQ(middle.averaged, 3U);
  EXPECT_EQ(middle.spectrum.intensity, (std::vector<double>{2, 10}));
  EXPECT_EQ(middle.spectrum.steps.back().name, "average");
  EXPECT_EQ(read_average(content, {.first = 3, .last = 3}).spectrum.intensity.front(), 3);
  EXPECT_EQ(code_of([&] { read_average(content, {.from_s = 1000}); }), "no-spectra");
  EXPECT_EQ(code_of([&] { read_average(content, {.first = 0, .last = 0, .ms_level = 2}); }), "no-spectra");
}

TEST(scans, come_back_one_by_one_on_the_points_of_their_mean) {
  const auto scan = [](int i) {
    return "<scanList><scan>" + cv("MS:1000016", fmt::format("{}", i), "UO:0000031") + "</scan></scanList>";
  };
  std::string spectra;
  for (int i = 0; i < 6; ++i)  // the last but one lies a quarter of the way from one point to the next
    spectra += spectrum_xml(fmt::format("{}", i), 2, scan(i),
                            plain_arrays(i == 4 ? std::vector<double>{500, 501.25} : std::vector<double>{500, 501, 502},
                                         i == 4 ? std::vector<double>{4, 8} : std::vector<double>{1.0 * i, 10, 0}));
  const auto path = std::filesystem::temp_directory_path() / "emtansim_scans_on_test.mzML";
  std::ofstream(path) << mzml(spectra);
  const std::vector<double> mz = {500, 501, 502};
  const auto all = scans_on(path.string(), mz, 6, 40);
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[3], (std::vector<double>{3, 10, 0}));
  EXPECT_EQ(all[4], (std::vector<double>{4, 6, 2}));     // its intensity is split by nearness
  const auto pairs = scans_on(path.string(), mz, 6, 3);  // neighbours in time are added up
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0], (std::vector<double>{1, 20, 0}));
  const auto chosen = scans_on(path.string(), mz, 2, 40, {.from_s = 60, .to_s = 120});
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_EQ(chosen[1], (std::vector<double>{2, 10, 0}));
  std::filesystem::remove(path);
}

/// A peak at `centre` on points of a time of flight that begin at `start`, without points where there is nothing.
Spectrum peak_on_own_grid(double centre, double start) {
  Spectrum spectrum{.declared = PointKind::profile, .points = PointKind::profile};
  for (double mz = start; mz < 2000; mz += 0.001 * std::sqrt(mz)) {
    const double height = 1000 * std::exp(-0.5 * std::pow((mz - centre) / 0.4, 2));
    const double rest = 500 * std::exp(-0.5 * std::pow((mz - 1200) / 0.4, 2));
    if (height + rest < 1e-3) continue;
    spectrum.mz.push_back(mz);
    spectrum.intensity.push_back(height + rest);
  }
  return spectrum;
}

TEST(average, keeps_peaks_that_the_first_spectrum_lacks) {
  SpectrumMean mean;
  mean.add(peak_on_own_grid(1500, 1000));
  mean.add(peak_on_own_grid(1700, 1000.013));
  const auto result = std::move(mean).finish();
  EXPECT_TRUE(std::ranges::is_sorted(result.mz));
  const auto centroids = centroided(smoothed(result, 4), 50);
  for (const double centre : {1200.0, 1500.0, 1700.0}) {
    const auto found = std::ranges::min_element(centroids.mz, {}, [&](double mz) { return std::abs(mz - centre); });
    EXPECT_NEAR(*found, centre, 0.01);
    const auto at = std::ranges::lower_bound(result.mz, centre) - result.mz.begin();
    double height = 0;
    for (std::ptrdiff_t k = -3; k <= 3; ++k) height += result.intensity[static_cast<std::size_t>(at + k)] / 7;
    EXPECT_NEAR(height, 500, 25) << centre;
  }
}

TEST(average, around_the_highest_total) {
  std::string spectra;
  for (int i = 0; i < 30; ++i) {
    const double height = 1 + 100 * std::exp(-0.5 * std::pow((i - 12) / 2.0, 2));
    spectra += spectrum_xml(fmt::format("{}", i), 2, "", plain_arrays({500, 501}, {height, 0}));
  }
  const auto path = std::filesystem::temp_directory_path() / "emtansim_run.mzML";
  std::ofstream(path) << mzml(spectra);
  const auto choice = around_highest(path.string(), 1);
  std::filesystem::remove(path);
  EXPECT_EQ(choice.first, 10U);
  EXPECT_EQ(choice.last, 14U);
}

TEST(average, gathers_centroids) {
  SpectrumMean mean;
  mean.add({.points = PointKind::centroid, .mz = {500, 600}, .intensity = {2, 4}});
  mean.add({.points = PointKind::centroid, .mz = {500.001, 700}, .intensity = {2, 6}});
  const auto both = std::move(mean).finish();
  ASSERT_EQ(both.mz.size(), 3U);
  EXPECT_NEAR(both.mz[0], 500.0005, 1e-9);
  EXPECT_EQ(both.intensity, (std::vector<double>{2, 2, 3}));
}

TEST(smoothing, keeps_parabolas) {
  Spectrum spectrum{.points = PointKind::profile};
  for (int i = 0; i < 20; ++i) {
    spectrum.mz.push_back(100 + i);
    spectrum.intensity.push_back(5 + 0.5 * i * i);
  }
  const auto result = smoothed(spectrum, 3);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(result.intensity[i], spectrum.intensity[i], 1e-9);
  EXPECT_EQ(result.steps.back().name, "smoothing");
}

TEST(baseline, is_taken_off_and_the_peak_stays) {
  Spectrum spectrum = one_peak();
  for (std::size_t i = 0; i < spectrum.mz.size(); ++i) spectrum.intensity[i] += 50 + 0.2 * (spectrum.mz[i] - 950);
  const auto result = without_baseline(spectrum, 0.03);
  EXPECT_NEAR(*std::ranges::max_element(result.intensity), 1000, 10);
  EXPECT_LT(result.intensity[200], 5);
  const double area = std::accumulate(result.intensity.begin(), result.intensity.end(), 0.0);
  const auto plain = one_peak();
  EXPECT_NEAR(area / std::accumulate(plain.intensity.begin(), plain.intensity.end(), 0.0), 1, 0.1);
}

TEST(noise, is_measured_beside_a_peak) {
  RandomStream random(1, 0, StreamUse::assay_noise);
  Spectrum spectrum = one_peak();
  for (double& intensity : spectrum.intensity) intensity += 200 + 7 * random.normal();
  EXPECT_NEAR(noise_of(spectrum), 7, 1);
  EXPECT_EQ(noise_of({}), 0);
}

TEST(centroids, sit_in_the_middle_of_peaks) {
  const auto result = centroided(one_peak(), 10);
  ASSERT_EQ(result.mz.size(), 1U);
  EXPECT_NEAR(result.mz[0], 1000, 1e-6);
  EXPECT_EQ(result.points, PointKind::centroid);
}

TEST(cutting, keeps_the_range_and_refuses_nothing) {
  EXPECT_EQ(cut(one_peak(), 999, 1001).mz.size(), 41U);
  EXPECT_EQ(code_of([] { cut(one_peak(), 2000, 3000); }), "no-peaks");
}

}  // namespace
}  // namespace emtansim::spectra
