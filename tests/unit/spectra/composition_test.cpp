// SPDX-License-Identifier: Apache-2.0
/// The composition fit on the list of Kadcyla, on synthetic samples, and where the ladder is wrong.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/spectra.h"
#include "tests/support/synthetic_conjugate.h"

namespace emtansim::spectra {
namespace {

using testing::kadcyla_ladder;

Signal kadcyla() {
  const auto reading = read_mass_list(std::string(EMTANSIM_SOURCE_DIR) + "/data/spectra/kadcyla_masses.csv");
  return {.kind = SignalKind::mass_list, .x = reading.list.mass, .intensity = reading.list.intensity, .scans = {}};
}

bool has_warning(const Composition& composition, const std::string& code) {
  return std::any_of(composition.warnings.begin(), composition.warnings.end(),
                     [&code](const auto& warning) { return warning.code == code; });
}

double sum_of(const std::vector<Estimated>& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0, [](double sum, const auto& s) { return sum + s.value; });
}

// mass_spectrometry facts M-1 and M-2 (derived from bailey2017's list): the G0F/G0F comb without dead linkers.
TEST(nearest_peak_dar, gives_the_known_fractions_of_kadcylas_g0f_g0f_comb_at_3_5_and_8_da) {
  constexpr double kFractions[] = {0.71, 8.82, 16.09, 24.91, 22.19, 17.67, 8.27, 1.34, 0};
  for (const double tolerance : {3.0, 5.0, 8.0}) {
    const auto result = nearest_peak_dar(kadcyla(), 148057.862, 957.530, 8, tolerance);
    EXPECT_NEAR(result.dar, 3.518, 0.001) << tolerance;
    double total = 0;
    for (const auto& peak : result.peaks) total += peak.height;
    for (std::size_t k = 0; k < 9; ++k)
      EXPECT_NEAR(100 * result.peaks[k].height / total, kFractions[k], 0.02) << "D" << k << " within " << tolerance;
    EXPECT_NEAR(result.intercept, 148058.92, 0.1);
    EXPECT_NEAR(result.spacing, 957.60, 0.05);
  }
}

TEST(nearest_peak_dar, is_no_number_where_no_peak_is_near) {
  EXPECT_TRUE(std::isnan(nearest_peak_dar(kadcyla(), 120000, 957.530, 8, 5).dar));
}

TEST(composition, of_kadcyla_explains_the_list_and_no_shifted_ladder_does) {
  const Composition found = fit_composition(kadcyla(), kadcyla_ladder());
  EXPECT_EQ(found.trust, Trust::good);
  EXPECT_GT(found.dar.value, 3.4);
  EXPECT_LT(found.dar.value, 3.9);
  EXPECT_LT(found.dar.low, found.dar.value);
  EXPECT_GT(found.dar.high, found.dar.value);
  EXPECT_LT(found.unexplained, 0.15);
  EXPECT_NEAR(sum_of(found.load), 1, 1e-6);
  EXPECT_NEAR(sum_of(found.linkers), 1, 1e-6);
  ASSERT_EQ(found.decoys.size(), 3u);
  EXPECT_GT(found.decoys[0].matched, found.decoys[0].decoy_high);  // fact M-16, 3 Da
  EXPECT_GT(found.decoys[1].matched, found.decoys[1].decoy_high);  // 5 Da
  const auto& strongest = *std::max_element(found.annotations.begin(), found.annotations.end(),
                                            [](const auto& a, const auto& b) { return a.intensity < b.intensity; });
  ASSERT_GE(strongest.meanings.front().component, 0);
  const auto& component = found.components[static_cast<std::size_t>(strongest.meanings.front().component)];
  EXPECT_EQ(component.drugs, 3);
  EXPECT_EQ(component.linkers, 0);
  EXPECT_EQ(found.classes[static_cast<std::size_t>(component.glycan_class)].name.substr(0, 11), "A2G0F/A2G1F");
}

TEST(composition, is_the_same_in_every_bit_when_repeated) {
  const Composition one = fit_composition(kadcyla(), kadcyla_ladder(), {.seed = 5, .replicates = 20});
  const Composition two = fit_composition(kadcyla(), kadcyla_ladder(), {.seed = 5, .replicates = 20});
  EXPECT_EQ(one.dar.value, two.dar.value);
  EXPECT_EQ(one.dar.low, two.dar.low);
  EXPECT_EQ(one.dar.high, two.dar.high);
}

TEST(composition, does_not_depend_on_the_unit_of_intensity) {
  Signal louder = kadcyla();
  for (double& height : louder.intensity) height *= 1e6;
  const Composition one = fit_composition(kadcyla(), kadcyla_ladder(), {.replicates = 0});
  const Composition two = fit_composition(louder, kadcyla_ladder(), {.replicates = 0});
  EXPECT_NEAR(one.dar.value, two.dar.value, 1e-6);
}

TEST(composition, warns_when_common_glycans_are_missing_from_the_library) {
  for (const std::size_t left_out : {0u, 1u}) {
    Ladder ladder = kadcyla_ladder();
    ladder.glycans.erase(ladder.glycans.begin() + static_cast<std::ptrdiff_t>(left_out));
    const Composition found = fit_composition(kadcyla(), ladder, {.replicates = 0});
    EXPECT_NE(found.trust, Trust::good) << left_out;
    EXPECT_FALSE(found.warnings.empty());
  }
  Ladder two = kadcyla_ladder();
  two.glycans.resize(2);
  const Composition found = fit_composition(kadcyla(), two, {.replicates = 0});
  EXPECT_TRUE(has_warning(found, "unexplained-intensity"));
}

TEST(composition, warns_when_the_sequence_is_wrong) {
  for (const double off : {57.0, 71.0, 99.0, 128.175, 256.35, -128.175, 162.141, 300.0, 500.0}) {
    Ladder wrong = kadcyla_ladder();
    wrong.antibody_mass += off;
    const Composition found = fit_composition(kadcyla(), wrong, {.replicates = 0});
    EXPECT_NE(found.trust, Trust::good) << off;
  }
}

/// Tetramers of alcohol dehydrogenase weigh 147.6 kDa as native ions, where a conjugate could lie; with what sticks to
/// them 148.0 kDa, within 100 Da of trastuzumab, and a long tail that loads could explain.
TEST(composition, gives_no_dar_for_another_protein) {
  for (const char* name : {"adh_native", "adh_native_adducts"}) {
    const auto average = read_average(std::string(EMTANSIM_SOURCE_DIR) + "/data/spectra/" + name + ".txt.gz");
    const Signal other{
        .kind = SignalKind::mz_profile, .x = average.spectrum.mz, .intensity = average.spectrum.intensity, .scans = {}};
    const Composition found = fit_composition(other, kadcyla_ladder(), {.replicates = 0});
    EXPECT_EQ(found.trust, Trust::not_to_use) << name;
    EXPECT_TRUE(has_warning(found, "no-comb")) << name;
    EXPECT_GE(found.comb.decoy_best, found.comb.gain) << name;
  }
}

/// One mass with a tail, placed over the whole ladder. Where it is the mass of the commonest glycans with some load,
/// within what a calibration may be off, it cannot be told from that; even so it is that load alone, and with a
/// warning.
TEST(composition, gives_no_dar_for_one_leaning_peak_unless_it_weighs_what_a_load_weighs) {
  constexpr double kUnloaded = 148057.86, kDrug = 957.530;  // with two G0F
  std::uint64_t stream = 0;
  for (double mass = 147900; mass < 151000; mass += 310) {
    testing::SyntheticCase sample{.solvation = 3, .counts = 3e4, .adducts = 250};
    RandomStream random(77, stream++, StreamUse::assay_noise);
    const auto signal = testing::mz_spectrum(sample, {{.mass = mass, .share = 1}}, random, 0.3);
    const Composition found = fit_composition(signal, kadcyla_ladder(), {.replicates = 0});
    if (found.trust == Trust::not_to_use) continue;
    const double load = std::round((mass - kUnloaded) / kDrug);
    EXPECT_LT(std::abs(mass - kUnloaded - load * kDrug), 45) << mass << ": DAR " << found.dar.value;
    EXPECT_NEAR(found.dar.value, load, 0.1) << mass;
    EXPECT_EQ(found.trust, Trust::caution) << mass;
  }
}

TEST(composition, takes_what_sticks_to_molecules_for_a_tail_and_not_for_linkers) {
  const Ladder ladder = kadcyla_ladder();
  for (std::uint64_t i = 0; i < 3; ++i) {
    RandomStream random(12, i, StreamUse::assay_noise);
    auto sample = testing::random_case(random, ladder, true);
    sample.counts = 1e5;
    const auto molecules = testing::molecules_of(sample, ladder, random);
    sample.adducts = 40 + 40 * static_cast<double>(i);
    const auto found = fit_composition(testing::mz_spectrum(sample, molecules, random, 0.2), ladder, {.replicates = 0});
    EXPECT_NE(found.trust, Trust::not_to_use);
    EXPECT_NEAR(found.dar.value, sample.dar(), 0.05);
    EXPECT_NEAR(found.tail, sample.adducts, 0.4 * sample.adducts);
    const double dead = sample.linkers[1] + 2 * sample.linkers[2];
    EXPECT_NEAR(found.dead_linkers.value, dead, 0.1) << sample.adducts;
  }
}

TEST(composition, finds_no_tail_where_there_is_none) {
  const Ladder ladder = kadcyla_ladder();
  RandomStream random(13, 0, StreamUse::assay_noise);
  auto sample = testing::random_case(random, ladder, true);
  const auto molecules = testing::molecules_of(sample, ladder, random);
  const auto found = fit_composition(testing::mz_spectrum(sample, molecules, random, 0.2), ladder, {.replicates = 0});
  EXPECT_EQ(found.tail, 0);
  EXPECT_FALSE(has_warning(found, "linkers-lost"));
  EXPECT_GE(found.choices.size(), 3u);  // without dead linkers, even peaks, the rule of the field
  EXPECT_LE(found.lowest_choice, found.dar.value);
  EXPECT_LT(found.comb.decoy_best, 0.8 * found.comb.gain);
}

/// Peaks of solvated ions, 5 Th broad: the comb of drugs is seen, glycans are not, and the fit says so.
TEST(composition, reads_the_comb_of_broad_peaks_with_a_warning) {
  const Ladder ladder = kadcyla_ladder();
  RandomStream random(14, 0, StreamUse::assay_noise);
  auto sample = testing::random_case(random, ladder, true);
  sample.solvation = 6;
  sample.counts = 1e5;
  const auto molecules = testing::molecules_of(sample, ladder, random);
  const auto found = fit_composition(testing::mz_spectrum(sample, molecules, random, 0.2), ladder, {.replicates = 0});
  EXPECT_EQ(found.trust, Trust::caution);
  EXPECT_TRUE(has_warning(found, "too-broad"));
  EXPECT_TRUE(has_warning(found, "linkers-lost"));
  EXPECT_EQ(found.dead_linkers.high, 2);
  EXPECT_NEAR(found.dar.value, sample.dar(), 0.05);
}

TEST(composition, names_the_lysines_that_a_sequence_has_too_many) {
  Ladder wrong = kadcyla_ladder();
  wrong.antibody_mass += 128.175;
  const Composition found = fit_composition(kadcyla(), wrong, {.replicates = 0});
  EXPECT_EQ(found.trust, Trust::not_to_use);
  ASSERT_TRUE(has_warning(found, "ladder-elsewhere"));
  EXPECT_NE(found.warnings.front().text.find("one C-terminal lysine less"), std::string::npos);
}

TEST(composition, finds_protons_that_were_left_in_the_masses) {
  Signal with_protons = kadcyla();
  for (double& mass : with_protons.x) mass += 26 * 1.007276467;
  const Composition found = fit_composition(with_protons, kadcyla_ladder(), {.replicates = 0});
  const Composition usual = fit_composition(kadcyla(), kadcyla_ladder(), {.replicates = 0});
  ASSERT_TRUE(has_warning(found, "masses-shifted"));
  EXPECT_NE(found.warnings.front().text.find("protons"), std::string::npos);
  EXPECT_NEAR(found.dar.value, usual.dar.value, 0.01);
}

TEST(composition, gives_no_dar_for_a_list_of_random_masses) {
  RandomStream random(11, 0, StreamUse::assay_noise);
  Signal noise;
  for (int i = 0; i < 150; ++i) noise.x.push_back(147500 + 9500 * random.uniform());
  std::sort(noise.x.begin(), noise.x.end());
  for (int i = 0; i < 150; ++i) noise.intensity.push_back(-std::log(random.uniform()));
  EXPECT_EQ(fit_composition(noise, kadcyla_ladder(), {.replicates = 0}).trust, Trust::not_to_use);
}

TEST(composition, refuses_what_holds_no_spectrum) {
  const auto code_of = [](const Signal& signal) -> std::string {
    try {
      fit_composition(signal, kadcyla_ladder());
    } catch (const InputError& error) {
      return error.complaint().code;
    }
    return "none";
  };
  EXPECT_EQ(code_of({}), "empty-spectrum");
  EXPECT_EQ(code_of({.x = {148000, 149000}, .intensity = {1}, .scans = {}}), "bad-spectrum");
  EXPECT_EQ(code_of({.x = {149000, 148000, 150000}, .intensity = {1, 1, 1}, .scans = {}}), "bad-spectrum");
  EXPECT_EQ(code_of({.x = {148000, 149000, 150000}, .intensity = {1, NAN, 1}, .scans = {}}), "bad-spectrum");
  EXPECT_EQ(code_of({.x = {148000, 149000, 150000}, .intensity = {0, 0, 0}, .scans = {}}), "empty-spectrum");
  EXPECT_EQ(code_of({.x = {23000, 24000, 25000}, .intensity = {1, 1, 1}, .scans = {}}), "no-mass-in-range");
}

// The closed loop at the level of mass spectra, few cases; closed_loop_full_test.cpp has the many.
TEST(composition, finds_the_dar_of_synthetic_lists_and_profiles) {
  const Ladder ladder = kadcyla_ladder();
  for (std::uint64_t i = 0; i < 6; ++i) {
    RandomStream random(100, i, StreamUse::assay_noise);
    auto sample = testing::random_case(random, ladder, i % 2 == 0);
    const auto molecules = testing::molecules_of(sample, ladder, random);
    const auto list = fit_composition(testing::mass_list(sample, molecules, random, {}), ladder, {.replicates = 0});
    EXPECT_NEAR(list.dar.value, sample.dar(), 0.06) << i;
    EXPECT_NEAR(list.shift, sample.calibration * 149000, 1) << i;
    const auto profile = fit_composition(testing::mass_profile(sample, molecules, random), ladder, {.replicates = 0});
    EXPECT_NEAR(profile.dar.value, sample.dar(), 0.03) << i;
    EXPECT_NEAR(profile.dead_linkers.value, sample.linkers[1] + 2 * sample.linkers[2], 0.05) << i;
  }
}

TEST(composition, finds_the_dar_in_a_native_spectrum_along_mz) {
  const Ladder ladder = kadcyla_ladder();
  RandomStream random(100, 7, StreamUse::assay_noise);
  auto sample = testing::random_case(random, ladder, true);
  const auto molecules = testing::molecules_of(sample, ladder, random);
  const auto found = fit_composition(testing::mz_spectrum(sample, molecules, random, 0.2), ladder, {.replicates = 5});
  EXPECT_NEAR(found.dar.value, sample.dar(), 0.04);
  EXPECT_FALSE(found.charges.empty());
  EXPECT_GE(found.charges.front(), 21);
  EXPECT_LE(found.charges.back(), 29);
}

/// Scans that disagree beyond their points' noise make the interval wider.
TEST(composition, takes_the_scatter_between_scans_into_the_interval) {
  const Ladder ladder = kadcyla_ladder();
  RandomStream random(100, 9, StreamUse::assay_noise);
  auto one = testing::random_case(random, ladder, true);
  auto two = one;
  std::rotate(two.load.rbegin(), two.load.rbegin() + 1, two.load.rend());  // one drug more
  Signal signal;
  for (int i = 0; i < 10; ++i) {
    auto& sample = i % 2 == 0 ? one : two;
    const auto molecules = testing::molecules_of(sample, ladder, random);
    const Signal scan = testing::mass_profile(sample, molecules, random);
    if (i == 0) signal = scan;
    signal.scans.push_back(scan.intensity);
    for (std::size_t k = 0; i > 0 && k < scan.intensity.size(); ++k) signal.intensity[k] += scan.intensity[k];
  }
  const auto by_scans = fit_composition(signal, ladder, {.replicates = 40});
  signal.scans.clear();
  const auto without = fit_composition(signal, ladder, {.replicates = 40});
  EXPECT_EQ(by_scans.dar.value, without.dar.value);
  // Drawing ten of two kinds that are one apart: a standard deviation of 0.5 / sqrt(10).
  EXPECT_NEAR((by_scans.dar.high - by_scans.dar.low) / 2, 1.96 * 0.5 / std::sqrt(10.0), 0.12);
  EXPECT_LT(without.dar.high - without.dar.low, 0.5 * (by_scans.dar.high - by_scans.dar.low));
}

/// A run over a wide range: 10,000 Th in which the conjugate could have 14 to 120 charges, most of it noise.
TEST(composition, finds_the_charges_in_a_wide_range_of_mz) {
  const Ladder ladder = kadcyla_ladder();
  RandomStream random(100, 8, StreamUse::assay_noise);
  auto sample = testing::random_case(random, ladder, true);
  const auto molecules = testing::molecules_of(sample, ladder, random);
  const Signal native = testing::mz_spectrum(sample, molecules, random, 0.2);
  Signal wide{.kind = SignalKind::mz_profile, .x = {}, .intensity = {}, .scans = {}};
  const double quiet = native.intensity.front() + 1;
  for (double x = 1000; x < native.x.front(); x += 0.2) wide.x.push_back(x);
  for (std::size_t i = 0; i < wide.x.size(); ++i) wide.intensity.push_back(testing::counted(quiet, random));
  wide.x.insert(wide.x.end(), native.x.begin(), native.x.end());
  wide.intensity.insert(wide.intensity.end(), native.intensity.begin(), native.intensity.end());
  for (double x = native.x.back() + 0.2; x < 11000; x += 0.2) {
    wide.x.push_back(x);
    wide.intensity.push_back(testing::counted(quiet, random));
  }
  const auto found = fit_composition(wide, ladder, {.replicates = 0});
  EXPECT_NEAR(found.dar.value, sample.dar(), 0.04);
  EXPECT_GE(found.charges.front(), 21);
  EXPECT_LE(found.charges.back(), 29);
}

}  // namespace
}  // namespace emtansim::spectra
