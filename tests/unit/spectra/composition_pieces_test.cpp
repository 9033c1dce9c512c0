// SPDX-License-Identifier: Apache-2.0
/// The composition fit of antibodies in pieces: chains after reduction; light chain, Fd and Fc/2 after IdeS.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/spectra.h"
#include "tests/support/synthetic_conjugate.h"

namespace emtansim::spectra {
namespace {

/// Masses of chemistry.md, section 3: reduced, without glycans.
Ladder pieces_ladder(bool is_ides) {
  Ladder ladder = testing::kadcyla_ladder();
  ladder.most_drugs = 6;
  ladder.most_linkers = 1;
  const LadderPiece light{.name = "light chain", .mass = 23443.140};
  if (is_ides)
    ladder.pieces = {
        light, {.name = "Fd", .mass = 25383.61}, {.name = "Fc/2", .mass = 23790.98, .copies = 2, .has_glycan = true}};
  else
    ladder.pieces = {light, {.name = "heavy chain", .mass = 49156.578, .copies = 2, .has_glycan = true}};
  return ladder;
}

/// What is put in: mean drugs and response of each piece, loads by Poisson.
struct PieceSample {
  std::vector<double> means, responses;
  double dead = 0.05;

  [[nodiscard]] double dar() const { return 2 * std::accumulate(means.begin(), means.end(), 0.0); }
};

Signal list_of(const PieceSample& sample, const Ladder& ladder, RandomStream& random) {
  std::vector<testing::SyntheticMolecule> molecules;
  double glycans = 0;
  for (const auto& glycan : ladder.glycans) glycans += glycan.share;
  for (std::size_t p = 0; p < ladder.pieces.size(); ++p) {
    double poisson = std::exp(-sample.means[p]);
    for (int k = 0; k <= 5; ++k, poisson *= sample.means[p] / k)
      for (int j = 0; j <= 1; ++j) {
        const double share = sample.responses[p] * poisson * (j == 0 ? 1 - sample.dead : sample.dead);
        const double mass = ladder.pieces[p].mass + k * ladder.drug_mass + j * ladder.linker_mass;
        if (!ladder.pieces[p].has_glycan) molecules.push_back({k, j, mass, share});
        if (ladder.pieces[p].has_glycan)
          for (const auto& glycan : ladder.glycans)
            molecules.push_back({k, j, mass + glycan.mass, share * glycan.share / glycans});
      }
  }
  return testing::mass_list({.calibration = 1e-5}, molecules, random,
                            {.height = 0.05, .mass = 0.4, .faintest = 0.001, .false_masses = 0});
}

// Heights scatter by 5 %, so a DAR of about 3 from a dozen masses of weight scatters by about 0.06.
TEST(pieces, of_a_reduced_antibody_give_its_dar_whatever_their_response) {
  const Ladder ladder = pieces_ladder(false);
  double bias = 0;
  int covered = 0;
  constexpr int kCases = 16;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    RandomStream random(31, i, StreamUse::assay_noise);
    const PieceSample sample{.means = {0.3 + 0.5 * random.uniform(), 0.7 + 0.8 * random.uniform()},
                             .responses = {1 + 3 * random.uniform(), 1}};
    const auto found = fit_composition(list_of(sample, ladder, random), ladder, {.replicates = 100});
    EXPECT_NE(found.trust, Trust::not_to_use);
    EXPECT_NEAR(found.dar.value, sample.dar(), 0.25);
    bias += (found.dar.value - sample.dar()) / kCases;
    covered += found.dar.low <= sample.dar() && sample.dar() <= found.dar.high ? 1 : 0;
    ASSERT_EQ(found.pieces.size(), 2U);
    EXPECT_NEAR(found.pieces[0].mean_drugs.value, sample.means[0], 0.08);
    EXPECT_NEAR(found.pieces[1].mean_drugs.value, sample.means[1], 0.1);
    EXPECT_NEAR(found.dead_linkers.value, 4 * sample.dead, 0.06);
    double sum = 0, mean = 0;
    for (std::size_t k = 0; k < found.load.size(); ++k) {
      sum += found.load[k].value;
      mean += static_cast<double>(k) * found.load[k].value;
    }
    EXPECT_NEAR(sum, 1, 1e-6);  // independent pieces: the antibodies' loads add up to the same mean
    EXPECT_NEAR(mean, found.dar.value, 1e-6);
  }
  std::printf("reduced: bias %+.3f, covered %d of %d\n", bias, covered, kCases);
  EXPECT_LT(std::abs(bias), 0.05);
  EXPECT_GE(covered, 12);
}

// Light chains with two drugs (25,358 Da) lie among Fd (25,384) and Fc/2 with G0F (25,236): all are fitted at once.
TEST(pieces, of_ides_are_told_apart_where_their_combs_cross) {
  const Ladder ladder = pieces_ladder(true);
  RandomStream random(32, 0, StreamUse::assay_noise);
  const PieceSample sample{.means = {0.7, 0.5, 0.55}, .responses = {2, 1, 1.5}};
  const auto found = fit_composition(list_of(sample, ladder, random), ladder, {.replicates = 0});
  EXPECT_NEAR(found.dar.value, sample.dar(), 0.08);
  ASSERT_EQ(found.pieces.size(), 3U);
  for (std::size_t p = 0; p < 3; ++p) EXPECT_NEAR(found.pieces[p].mean_drugs.value, sample.means[p], 0.04) << p;
  for (const auto& component : found.components)
    EXPECT_EQ(component.glycan_class >= 0, ladder.pieces[static_cast<std::size_t>(component.piece)].has_glycan);
}

TEST(pieces, along_mz_are_refused_with_what_to_do) {
  const Signal signal{.kind = SignalKind::mz_profile, .x = {1000, 1001, 1002}, .intensity = {1, 2, 1}, .scans = {}};
  try {
    fit_composition(signal, pieces_ladder(false));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "pieces-along-mz");
    EXPECT_NE(std::string(error.what()).find("emtansim deconvolve"), std::string::npos);
  }
}

}  // namespace
}  // namespace emtansim::spectra
