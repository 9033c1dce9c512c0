// SPDX-License-Identifier: Apache-2.0
/// Constant cells: nothing divides, nothing dies, whatever is given.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(ConstantCells, number_never_changes) {
  Culture culture(
      {.mechanisms =
           "\"medium\", \"binding\", \"trafficking\", \"lysosome\", \"payload\", \"tubulin\", \"constant_cells\""});
  culture.at(0, "dose T-DM1", 100).run({0, 72});
  EXPECT_EQ(culture.value("SK-BR-3.objects", 1), 1e4);
  EXPECT_EQ(culture.value("SK-BR-3.living", 1), 1e4);
}

}  // namespace
}  // namespace emtansim::testing
