// SPDX-License-Identifier: Apache-2.0
/// Many random pairs of MALDI spectra: the drug load comes out without bias, and the intervals hold it about as often
/// as they say. The figures are printed.
#include <cmath>
#include <cstdio>

#include <gtest/gtest.h>

#include "tests/support/synthetic_maldi.h"

namespace emtansim::spectra {
namespace {

struct Loop {
  int cases = 0, covered = 0;
  double bias = 0, squares = 0, width = 0;

  void add(const Estimated& found, double truth) {
    ++cases;
    covered += found.low <= truth && truth <= found.high ? 1 : 0;
    bias += found.value - truth;
    squares += std::pow(found.value - truth, 2);
    width += found.high - found.low;
  }
  void print(const char* name) const {
    std::printf(
        "%s: %d pairs, bias %+.4f DAR, root mean square %.4f, mean interval %.3f wide holds the truth in %.1f %%\n",
        name, cases, bias / cases, std::sqrt(squares / cases), width / cases, 100.0 * covered / cases);
  }
};

testing::MaldiCase random_case(int i) {
  RandomStream random(77, static_cast<std::uint64_t>(i), StreamUse::assay_noise);
  testing::MaldiCase drawn;
  drawn.dar = 1 + 5 * random.uniform();
  drawn.dead_linkers = 0.5 * random.uniform();
  drawn.effective_sites = 8 + 22 * random.uniform();
  drawn.resolving_power = 60 + 90 * random.uniform();
  drawn.counts = std::exp(std::log(50.0) + random.uniform() * std::log(100.0));  // 50 to 5000
  drawn.baseline = 0.4 * random.uniform();
  drawn.seed = static_cast<std::uint64_t>(i) + 1;
  return drawn;
}

TEST(closed_loop, of_maldi_pairs) {
  const auto masses = maldi_masses(testing::maldi_parts(), testing::maldi_chemistry().elements);
  Loop assumed, known;
  for (int i = 0; i < 200; ++i) {
    const auto drawn = random_case(i);
    const auto pair = testing::maldi_pair(drawn);
    const auto with_prior = maldi_load(pair.conjugate, pair.naked, masses, {.dead_linkers = {0.25, 0, 0.5}});
    assumed.add(with_prior.dar, drawn.dar);
    const double dead = drawn.dead_linkers;
    known.add(maldi_load(pair.conjugate, pair.naked, masses, {.dead_linkers = {dead, dead, dead}}).dar, drawn.dar);
  }
  assumed.print("dead linkers assumed, 0 to 0.5");
  known.print("dead linkers known");
  EXPECT_LT(std::abs(assumed.bias / assumed.cases), 0.02);
  EXPECT_LT(std::abs(known.bias / known.cases), 0.02);
  EXPECT_GE(assumed.covered, 0.9 * assumed.cases);
  EXPECT_GE(known.covered, 0.9 * known.cases);
}

}  // namespace
}  // namespace emtansim::spectra
