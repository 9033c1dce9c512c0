// SPDX-License-Identifier: Apache-2.0
/// Sections through a tissue: each shell with its radius, by what is around, on and in its cells.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/assay/bench.h"

namespace emtansim::assay {
namespace {

using testing::Bench;
using testing::find;

const char* const kSection = "[[readout]]\nassay = \"profile\"\nat = [\"0 h\", \"10 h\"]\n";

Bench section() {
  Bench bench;
  auto& net = bench.network();
  bench.add_population("P shell 1", 1);
  bench.add_population("P shell 2", 2);
  net.add(network::Observable{.name = "tumour.1.radius", .value = net.constant(1.1e-4, dimension::kLength)});
  net.add(network::Observable{.name = "tumour.2.radius", .value = net.constant(2.3e-4, dimension::kLength)});
  net.add(network::Observable{.name = "concentration.tumour.2.A", .value = net.constant(7, dimension::kConcentration)});
  return bench;
}

TEST(Profile, tells_radius_and_surroundings_of_each_shell) {
  const Readouts readouts = section().measure(kSection);
  EXPECT_NEAR(find(readouts, "radius", 0, "P shell 1", "um").value, 11, 1e-9);
  EXPECT_NEAR(find(readouts, "radius", 0, "P shell 2", "um").value, 23, 1e-9);
  EXPECT_NEAR(find(readouts, "free", 0, "P shell 2", "nM").value, 7, 1e-9);
}

TEST(Profile, counts_per_cell_and_living_cells_of_the_start) {
  const Readouts readouts = section().measure(kSection);  // 1000 cells of 4 pL hold 1 nmol, 2000 twice as much
  EXPECT_NEAR(find(readouts, "bound", 0, "P shell 2", "molecules/cell").value, 1e-3 / kMolecule, 1e5);
  EXPECT_NEAR(find(readouts, "payload", 0, "P shell 1", "nM").value, 2e-6 / 4e-9, 1e-6);
  EXPECT_NEAR(find(readouts, "living", 10, "P shell 1", "%").value, 100 * std::exp(-0.2), 1e-6);
  const double inside = find(readouts, "internalised", 10, "P shell 1", "molecules/cell").value;
  EXPECT_NEAR(inside, find(readouts, "internalised", 10, "P shell 2", "molecules/cell").value, 1e-6 * inside);
  EXPECT_GT(inside, 0);
}

TEST(Profile, is_refused_without_shells) {
  Bench bench;
  bench.add_population("P", 1);
  EXPECT_EQ(bench.refusal(kSection), "no-shells");
}

}  // namespace
}  // namespace emtansim::assay
