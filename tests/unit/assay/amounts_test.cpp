// SPDX-License-Identifier: Apache-2.0
/// Catabolites and amounts: units of one amount, per cell, in cell volume, in the medium.
#include <gtest/gtest.h>

#include "tests/unit/assay/bench.h"

namespace emtansim::assay {
namespace {

using testing::Bench;
using testing::find;

TEST(Catabolites, come_for_each_cell_and_in_cell_volume) {
  Bench bench;
  bench.add_population("P", 1);  // 1000 cells of 4 pL with 2e-6 nmol inside, 3e-6 outside
  const Readouts readouts = bench.measure("[[readout]]\nassay = \"catabolites\"\nat = [\"0 h\"]\n");
  EXPECT_NEAR(find(readouts, "unconjugated in cell", 0, "P", "molecules/cell").value, 2e-9 / kMolecule, 1e-6);
  EXPECT_NEAR(find(readouts, "unconjugated in cell", 0, "P", "pmol/1e6 cells").value, 2, 1e-9);
  EXPECT_NEAR(find(readouts, "unconjugated in cell", 0, "P", "nM").value, 2e-6 / 4e-9, 1e-6);
  EXPECT_NEAR(find(readouts, "unconjugated outside", 0, "P", "nM").value, 3e-6 / 4e-9, 1e-6);
  EXPECT_NEAR(find(readouts, "share outside", 0).value, 60, 1e-9);
  EXPECT_NEAR(find(readouts, "conjugated in cell", 0, "P", "pmol/1e6 cells").value, 3.5e6, 1e-2);
}

TEST(Catabolites, outside_is_shared_by_all_cells_of_a_co_culture) {
  Bench bench;
  bench.add_population("P", 1);
  bench.add_population("Q", 2);
  const Readouts readouts =
      bench.measure("[[readout]]\nassay = \"catabolites\"\nat = [\"0 h\"]\nunit = \"pmol/1e6 cells\"\n");
  EXPECT_NEAR(find(readouts, "unconjugated outside", 0, "", "pmol/1e6 cells").value, 1, 1e-9);
  EXPECT_THROW(find(readouts, "unconjugated outside", 0, "", "nM"), std::runtime_error);
}

TEST(Amounts, are_given_in_the_unit_asked_for) {
  Bench bench;
  bench.add_population("P", 1);
  const auto read = [&](const std::string& unit) {
    return bench.measure(
        "[[readout]]\nassay = \"amounts\"\nof = [\"medium.M\", \"surface.A\"]\nat = [\"0 h\"]\nunit = \"" + unit +
        "\"\n");
  };
  EXPECT_NEAR(find(read("nM"), "medium.M", 0, "P", "nM").value, 3e-6 / Bench::kMedium, 1e-12);
  EXPECT_NEAR(find(read("fmol"), "medium.M", 0, "P", "fmol").value, 3, 1e-9);
  EXPECT_NEAR(find(read("pmol/1e6 cells"), "surface.A", 0, "P", "pmol/1e6 cells").value, 1e6, 1e-3);
}

TEST(Amounts, refuse_unknown_names_and_units_that_do_not_fit) {
  Bench bench;
  bench.add_population("P", 1);
  const auto refusal = [&](const std::string& options) {
    return bench.refusal("[[readout]]\nassay = \"amounts\"\nat = [\"0 h\"]\n" + options);
  };
  EXPECT_EQ(refusal("of = \"medium.N\"\n"), "unknown-column");
  EXPECT_EQ(refusal("of = \"medium.M\"\nunit = \"h\"\n"), "wrong-unit");
  EXPECT_EQ(refusal(""), "missing-key");
  EXPECT_EQ(refusal("of = \"medium.M\"\nunit = \"nM\"\n"), "accepted");
}

TEST(Fate, places_hold_all_there_is) {
  Bench bench;
  bench.add_population("P", 1);
  bench.names().agents.front().payload = "A";  // what all species of the bench are made of
  const Readouts readouts = bench.measure("[[readout]]\nassay = \"fate\"\nat = [\"0 h\", \"20 h\"]\n");
  double before = 0;
  double after = 0;
  for (const auto& row : readouts.rows) (row.time == 0 ? before : after) += row.value;
  EXPECT_NEAR(before, 1000 * (1 + 3e-6), 1e-6);
  EXPECT_NEAR(after, before, 1e-6);
}

}  // namespace
}  // namespace emtansim::assay
