// SPDX-License-Identifier: Apache-2.0
/// Whoever cuts a tissue into too few shells is told so.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/study/small.h"

namespace emtansim::study {
namespace {

bool warns_of_mesh(int shells) {
  const auto outcome = testing::run_text(fmt::format(R"(
title = "mesh"
conjugate = "T-DM1"
system = "SK-BR-3"
mechanisms = ["medium", "tumour_transport", "binding", "constant_cells"]
[culture]
medium = "0.1 mL"
[tumour]
geometry = "sphere"
radius = "200 um"
shells = {}
[[arm]]
name = "dose"
dose = {{ amount = "10 nM", at = "0 h" }}
[[readout]]
assay = "profile"
at = "1 h"
)",
                                                     shells));
  return std::ranges::any_of(outcome.findings.warnings, [](const std::string& warning) {
    return warning.find("the shells at the source are") != std::string::npos;
  });
}

// sqrt(D ε/(k_on [Ag])) is 11 µm: 20 shells of 10 µm are just fine enough.
TEST(Mesh, too_few_shells_give_a_warning) {
  EXPECT_TRUE(warns_of_mesh(4));
  EXPECT_FALSE(warns_of_mesh(40));
}

}  // namespace
}  // namespace emtansim::study
