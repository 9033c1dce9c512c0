// SPDX-License-Identifier: Apache-2.0
/// What a build says about itself.
#include "emtansim/base/version.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace emtansim {
namespace {

TEST(version, has_three_numbers) {
  const std::string_view text = version();
  EXPECT_EQ(std::count(text.begin(), text.end(), '.'), 2) << text;
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
    return c == '.' || std::isdigit(static_cast<unsigned char>(c)) != 0;
  })) << text;
}

TEST(version, names_the_compiler) { EXPECT_FALSE(compiler().empty()); }

TEST(version, commit_is_one_word) { EXPECT_EQ(commit().find_first_of(" \t\n"), std::string_view::npos) << commit(); }

}  // namespace
}  // namespace emtansim
