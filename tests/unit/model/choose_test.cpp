// SPDX-License-Identifier: Apache-2.0
/// Choice of mechanisms: defaults, and what users get told when a choice does not work.
#include <gmock/gmock.h>

#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

std::string complaint(const Setup& setup) {
  try {
    const Culture culture(setup);
  } catch (const Error& error) {
    return error.what();
  }
  return "no complaint";
}

TEST(Choose, unknown_mechanism_gets_a_suggestion) {
  EXPECT_THAT(complaint({.mechanisms = "\"medium\", \"bindin\""}), ::testing::HasSubstr("did you mean 'binding'?"));
}

TEST(Choose, missing_mechanism_is_named) {
  EXPECT_THAT(complaint({.mechanisms = "\"medium\", \"binding\""}),
              ::testing::HasSubstr("add constant_cells or cell_cycle"));
}

TEST(Choose, two_models_of_one_thing_exclude_each_other) {
  EXPECT_THAT(complaint({.mechanisms = "\"medium\", \"binding\", \"binding_bivalent\", \"constant_cells\""}),
              ::testing::HasSubstr("exclude each other"));
}

TEST(Choose, unused_override_is_refused) {
  EXPECT_THAT(complaint({.mechanisms = "\"medium\", \"constant_cells\"",
                         .parameters = "\"tubulin.K_D\" = { value = \"1 uM\", because = \"test\" }"}),
              ::testing::HasSubstr("nothing in this experiment uses 'tubulin.K_D'"));
}

TEST(Choose, unknown_line_gets_a_suggestion) {
  EXPECT_THAT(complaint({.system = "\"SK-BR-4\""}), ::testing::HasSubstr("SK-BR-3"));
}

}  // namespace
}  // namespace emtansim::testing
