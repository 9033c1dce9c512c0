// SPDX-License-Identifier: Apache-2.0
/// Files of linkers: the range of dead linkers that a mean may have.
#include "emtansim/conjugate/linker_payload.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/conjugate/chemistry_of_project.h"

namespace emtansim::conjugate {
namespace {

LinkerPayload linker(const std::string& more) {
  return parse_linker_payload(
      "name = \"L-P\"\nlinker = \"L\"\npayload = \"P\"\nattachment = \"lysine\"\ndrug = \"C2H4\"\nprovenance = "
      "\"assumed\"\n" +
          more,
      "linker.toml");
}

std::string complaint(const std::string& more) {
  try {
    linker(more);
  } catch (const InputError& error) {
    return to_prefix(error.where()) + error.complaint().code;
  }
  return "nothing";
}

TEST(DeadLinkers, of_smcc_dm1_are_open_from_none_to_a_half) {
  const auto& added = t_dm1().linker_payload;
  EXPECT_EQ(added.fewest_dead_linkers, 0);
  EXPECT_EQ(added.most_dead_linkers, 0.5);  // science file: 0 to 0.5, assumed
}

TEST(DeadLinkers, without_a_range_are_as_sure_as_their_mean) {
  const auto added = linker("dead_linkers_per_antibody = 0.3\n");
  EXPECT_EQ(added.fewest_dead_linkers, 0.3);
  EXPECT_EQ(added.most_dead_linkers, 0.3);
}

TEST(DeadLinkers, have_a_range_that_holds_their_mean) {
  EXPECT_EQ(complaint("dead_linkers_per_antibody = 0.3\ndead_linkers_range = [0.1, 0.5]\n"), "nothing");
  EXPECT_EQ(complaint("dead_linkers_per_antibody = 0.3\ndead_linkers_range = [0.4, 0.5]\n"),
            "linker.toml:8: out-of-range");
  EXPECT_EQ(complaint("dead_linkers_per_antibody = 0.3\ndead_linkers_range = [0.5, 0.1]\n"),
            "linker.toml:8: out-of-range");
  EXPECT_EQ(complaint("dead_linkers_range = [0]\n"), "linker.toml:7: out-of-range");
  EXPECT_EQ(complaint("dead_linkers_range = [-1, 1]\n"), "linker.toml:7: out-of-range");
}

}  // namespace
}  // namespace emtansim::conjugate
