// SPDX-License-Identifier: Apache-2.0
/// Drug load: models and measured lots, loss of drug in time, and the techniques that give a mean load alone.
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/unit/conjugate/chemistry_of_project.h"

namespace emtansim::conjugate {
namespace {

TEST(DrugLoad, binomial_has_its_mean_and_variance) {
  const DrugLoad load = binomial_load(8, 3.5);
  EXPECT_NEAR(load.mean(), 3.5, 1e-12);
  EXPECT_NEAR(load.variance(), 3.5 * (1 - 3.5 / 8), 1e-12);
}

TEST(DrugLoad, poisson_has_equal_mean_and_variance_far_from_the_cut) {
  const DrugLoad load = poisson_load(3.5, 60);
  EXPECT_NEAR(load.mean(), 3.5, 1e-12);
  EXPECT_NEAR(load.variance(), 3.5, 1e-12);
}

TEST(DrugLoad, thinning_scales_the_mean_and_composes) {
  const DrugLoad load = binomial_load(8, 3.5);
  EXPECT_NEAR(deconjugated(load, 0.6).mean(), 0.6 * 3.5, 1e-12);
  const DrugLoad twice = deconjugated(deconjugated(load, 0.6), 0.5);
  const DrugLoad once = deconjugated(load, 0.3);
  for (std::size_t k = 0; k < once.fractions().size(); ++k)
    EXPECT_NEAR(twice.fractions()[k], once.fractions()[k], 1e-14);
  EXPECT_EQ(deconjugated(load, 0).fractions()[0], 1);
}

template <class Call>
std::string code_of(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

void expect_per_cent(const DrugLoad& load, std::initializer_list<double> expected, double tolerance) {
  std::size_t k = 0;
  for (const double share : expected) EXPECT_NEAR(100 * load.fractions()[k++], share, tolerance) << "k = " << k - 1;
}

TEST(DrugLoad, measured_lots_have_their_moments) {
  const auto& lots = chemistry().measured_loads;
  ASSERT_EQ(lots.size(), 3U);
  EXPECT_NEAR(lots[0].load.mean(), 3.07, 1e-9);
  EXPECT_NEAR(lots[0].load.variance(), 2.2851, 1e-4);
  EXPECT_NEAR(lots[0].load.effective_sites(), 12.01, 0.01);
  EXPECT_NEAR(lots[1].load.mean(), 1.47, 1e-9);
  EXPECT_NEAR(lots[1].load.variance(), 1.2891, 1e-4);
  EXPECT_NEAR(lots[1].load.effective_sites(), 11.95, 0.01);
  EXPECT_NEAR(lots[2].load.mean(), 3.5181, 1e-3);
  EXPECT_NEAR(lots[2].load.variance(), 2.1960, 1e-3);
}

TEST(DrugLoad, of_peak_heights_is_that_of_the_kadcyla_series) {
  const Table series = expected("kadcyla_g0f_g0f_series");
  std::vector<double> heights;
  for (std::size_t i = 0; i < series.rows.size(); ++i) {
    const double height = series.number(i, series.column("relative_height", {}));
    heights.push_back(std::isnan(height) ? 0 : height);
  }
  const DrugLoad load = load_of_amounts(heights);
  expect_per_cent(load, {0.71, 8.82, 16.09, 24.91, 22.19, 17.67, 8.27, 1.34}, 0.006);
  EXPECT_NEAR(load.mean(), 3.518, 0.001);
  EXPECT_EQ(code_of([] { load_of_amounts(std::array{1.0, -1.0}); }), "bad-drug-load");
  EXPECT_EQ(code_of([] { load_of_amounts(std::array{0.0}); }), "bad-drug-load");
  EXPECT_EQ(code_of([] { load_of_amounts(std::array{1.0, std::nan("")}); }), "bad-drug-load");
}

TEST(DrugLoad, models_give_the_shares_of_the_table) {
  expect_per_cent(poisson_load(3.07, 60), {4.64, 14.25, 21.88, 22.39, 17.18, 10.55, 5.40, 2.37}, 0.0051);
  expect_per_cent(binomial_load(92, 3.07), {4.41, 13.99, 21.98, 22.76, 17.48, 10.62, 5.32, 2.25}, 0.0051);
}

/// Root of the mean square difference of D0 to D7, in percentage points.
double misfit(const DrugLoad& model, const DrugLoad& lot) {
  double sum = 0;
  for (std::size_t k = 0; k < 8; ++k) {
    const double difference = 100 * (model.fractions()[k] - lot.fractions()[k]);
    sum += difference * difference;
  }
  return std::sqrt(sum / 8);
}

TEST(DrugLoad, all_lots_are_narrower_than_poisson_and_fit_an_effective_binomial_best) {
  const double expected_misfits[3][3] = {{1.83, 1.63, 0.79}, {0.99, 0.86, 0.36}, {2.76, 2.55, 1.44}};
  for (std::size_t i = 0; i < 3; ++i) {
    const DrugLoad& lot = chemistry().measured_loads[i].load;
    EXPECT_NEAR(misfit(poisson_load(lot.mean(), 60), lot), expected_misfits[i][0], 0.011);
    EXPECT_NEAR(misfit(binomial_load(92, lot.mean()), lot), expected_misfits[i][1], 0.011);
    EXPECT_NEAR(misfit(effective_binomial_load(lot.effective_sites(), lot.mean(), 20), lot), expected_misfits[i][2],
                0.021);
  }
}

TEST(DrugLoad, unequal_sites_have_the_mean_and_variance_of_their_sum) {
  const std::array occupancies{0.1, 0.5, 0.02, 0.9, 0.3};
  const DrugLoad load = poisson_binomial_load(occupancies);
  double mean = 0;
  double variance = 0;
  for (const double p : occupancies) {
    mean += p;
    variance += p * (1 - p);
  }
  EXPECT_NEAR(load.mean(), mean, 1e-12);
  EXPECT_NEAR(load.variance(), variance, 1e-12);
  const std::vector<double> equal(8, 3.5 / 8);
  for (std::size_t k = 0; k <= 8; ++k)
    EXPECT_NEAR(poisson_binomial_load(equal).fractions()[k], binomial_load(8, 3.5).fractions()[k], 1e-14);
}

TEST(DrugLoad, linkers_without_drug_are_what_the_second_step_leaves) {
  const auto [drugs, dead] = two_step_load(binomial_load(92, 4.0), 0.9);
  EXPECT_NEAR(drugs.mean(), 3.6, 1e-12);
  EXPECT_NEAR(dead.mean(), drugs.mean() * (1 - 0.9) / 0.9, 1e-12);
}

TEST(DrugLoad, without_payload_has_no_effective_sites) {
  EXPECT_TRUE(std::isnan(DrugLoad().effective_sites()));
  EXPECT_EQ(DrugLoad({0.5, 0, 0, 0, 0.5}).effective_sites(), std::numeric_limits<double>::infinity());
}

TEST(Deconjugation, with_a_rate_per_drug_is_binomial_thinning) {
  const DrugLoad& lot = chemistry().measured_loads[0].load;
  std::vector<double> rates;
  for (int k = 1; k <= 8; ++k) rates.push_back(0.1 * k);
  const DrugLoad after = deconjugated_in_time(lot, rates, 7);
  const double expected[] = {0.1933, 0.3478, 0.2715, 0.1309, 0.0438, 0.0108, 0.0018, 0.0001};
  for (std::size_t k = 0; k < 8; ++k) {
    EXPECT_NEAR(after.fractions()[k], expected[k], 5.1e-5);
    EXPECT_NEAR(after.fractions()[k], deconjugated(lot, std::exp(-0.7)).fractions()[k], 1e-13);
  }
  EXPECT_NEAR(after.mean(), 1.5245, 5e-5);
}

TEST(Deconjugation, by_the_chain_of_each_species_keeps_its_laws) {
  for (const auto& species : chemistry().deconjugation) {
    SCOPED_TRACE(species.species);
    for (const auto& lot : chemistry().measured_loads) {
      DrugLoad before = lot.load;
      for (const double day : {0.5, 1.0, 3.0, 10.0, 30.0}) {
        const DrugLoad now = deconjugated_in_time(lot.load, species.per_day, day);
        EXPECT_NEAR(std::accumulate(now.fractions().begin(), now.fractions().end(), 0.0), 1, 1e-12);
        EXPECT_LT(now.mean(), before.mean());
        EXPECT_GT(now.fractions()[0], before.fractions()[0]);
        // The mean falls as fast as drug is released: d mean / dt = - sum k_k P_k, by central difference.
        double released = 0;
        for (std::size_t k = 1; k < now.fractions().size(); ++k)
          released += species.per_day[std::min<std::size_t>(k, 3) - 1] * now.fractions()[k];
        const double h = 1e-3;
        const double slope = (deconjugated_in_time(lot.load, species.per_day, day + h).mean() -
                              deconjugated_in_time(lot.load, species.per_day, day - h).mean()) /
                             (2 * h);
        EXPECT_NEAR(slope, -released, 1e-6);
        before = now;
      }
      EXPECT_NEAR(deconjugated_in_time(lot.load, species.per_day, 1000).fractions()[0], 1, 1e-12);
    }
  }
}

TEST(Deconjugation, in_two_steps_is_that_in_one) {
  const auto& rates = chemistry().deconjugation[0].per_day;
  const DrugLoad once = deconjugated_in_time(binomial_load(8, 3.5), rates, 100);
  const DrugLoad twice = deconjugated_in_time(deconjugated_in_time(binomial_load(8, 3.5), rates, 37), rates, 63);
  for (std::size_t k = 0; k <= 8; ++k) EXPECT_NEAR(once.fractions()[k], twice.fractions()[k], 1e-13);
  EXPECT_EQ(deconjugated_in_time(once, rates, 0).mean(), once.mean());
}

TEST(DarByUv, gives_the_load_that_makes_the_ratio) {
  const auto sets = uv_coefficients(chemistry().absorptivities, "DM1", 215380);
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_NEAR(uv_ratio(sets[0], 3.5), 0.73707, 5e-6);
  EXPECT_NEAR(uv_ratio(sets[1], 3.5), 0.73343, 5e-6);
  for (const double dar : {0.0, 1.0, 3.5, 8.0}) EXPECT_NEAR(uv_dar(sets[0], uv_ratio(sets[0], dar)), dar, 1e-12);
  // The antibody's own ratio read too high by 0.01 lowers the load read by 0.095.
  auto wrong = sets[0];
  wrong.antibody_252 += 0.01 * wrong.antibody_280;
  EXPECT_NEAR(uv_dar(wrong, uv_ratio(sets[0], 3.5)) - 3.5, -0.095, 0.001);
  EXPECT_EQ(code_of([&] { uv_dar(sets[0], 6); }), "no-dar");
  EXPECT_NEAR(uv_concentration(sets[0], 1.0, 3.5), 1.0 / (215380 + 3.5 * 5700), 1e-15);
}

TEST(DarByMaldi, takes_the_dead_linkers_off) {
  const auto& added = t_dm1().linker_payload;
  const MaldiDar dar =
      maldi_dar({.conjugate_centroid = 151571 + 3439.05, .antibody_centroid = 151571, .dead_linkers = 0.4}, added,
                chemistry().elements);
  EXPECT_NEAR(dar.shift, 3439.05, 0.01);
  EXPECT_NEAR(dar.apparent, 3.5916, 5e-5);
  EXPECT_NEAR(dar.dead_bias, 0.4 * 0.22896, 5e-6);
  EXPECT_NEAR(dar.corrected, 3.5, 1e-5);
  const MaldiDar opened =
      maldi_dar({.conjugate_centroid = 10, .antibody_centroid = 0, .opened_rings = 1}, added, chemistry().elements);
  EXPECT_NEAR(opened.dead_bias, 0.01881, 5e-6);
}

TEST(DarByHic, is_refused_for_lysine_conjugates_unless_asked_for) {
  const std::array peaks{LoadPeak{0, 1}, LoadPeak{2, 1}, LoadPeak{4, 2}};
  EXPECT_EQ(code_of([&] { hic_load(peaks, Attachment::lysine); }), "wrong-method");
  EXPECT_EQ(hic_load(peaks, Attachment::lysine, LysineConjugates::allow).mean(), 2.5);
  EXPECT_EQ(hic_load(peaks, Attachment::cysteine).mean(), 2.5);
  EXPECT_EQ(code_of([&] { hic_load(std::array{LoadPeak{-1, 1}}, Attachment::cysteine); }), "bad-drug-load");
}

TEST(DarOfParts, sums_over_chains_and_sites) {
  EXPECT_DOUBLE_EQ(dar_of_pieces(std::array{PieceLoad{0.5, 2}, PieceLoad{1.25, 2}}), 3.5);
  EXPECT_DOUBLE_EQ(dar_of_occupancies(std::array{0.5, 0.25, 1.0}), 3.5);
}

}  // namespace
}  // namespace emtansim::conjugate
