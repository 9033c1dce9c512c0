// SPDX-License-Identifier: Apache-2.0
/// Small text functions.
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "emtansim/base/base.h"

namespace emtansim {
namespace {

using testing::ElementsAre;

TEST(text, trim_takes_blanks_off_both_ends) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("   "), "");
}

TEST(text, split_keeps_empty_parts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(text, key_forgets_case_and_punctuation) {
  EXPECT_EQ(to_key("SK-BR-3"), to_key("skbr3"));
  EXPECT_NE(to_key("SK-BR-3"), to_key("SK-BR-30"));
}

TEST(text, numbers_fill_the_whole_text) {
  EXPECT_EQ(parse_number("1.5e3"), 1500.0);
  EXPECT_EQ(parse_number("+2"), 2.0);
  EXPECT_EQ(parse_number("-inf"), -std::numeric_limits<double>::infinity());
  for (const char* bad : {"", "+", "+-2", "1.5x", " 1", "1,5", "nan", "0x10"})
    EXPECT_EQ(parse_number(bad), std::nullopt);
}

TEST(text, exact_text_reads_back_to_the_same_bits) {
  EXPECT_TRUE(rc::check([](double value) {
    RC_PRE(std::isfinite(value));
    RC_ASSERT(parse_number(to_exact(value)) == value);
  }));
}

TEST(text, nearest_finds_slips_and_nothing_far_away) {
  const std::vector<std::string> lines{"SK-BR-3", "BT-474", "NCI-N87"};
  EXPECT_EQ(nearest("skbr3", lines), "SK-BR-3");
  EXPECT_EQ(nearest("BT-447", lines), "BT-474");
  EXPECT_EQ(nearest("HCC1954", lines), std::nullopt);
  EXPECT_EQ(nearest(std::string(100000, 'a'), lines), std::nullopt);
}

TEST(text, a_short_word_is_not_taken_for_another) {
  const std::vector<std::string> keys{"pk", "at"};
  EXPECT_EQ(nearest("x", keys), std::nullopt);
  EXPECT_EQ(nearest("pj", keys), "pk");
  EXPECT_EQ(suggestion("x", keys), "one of pk, at");
}

TEST(text, suggestion_lists_few_candidates_and_is_silent_about_many) {
  const std::vector<std::string> many(13, "candidate");
  EXPECT_EQ(suggestion("x", many), "");
  EXPECT_EQ(suggestion("x", {}), "");
}

TEST(text, short_numbers_are_for_people) {
  EXPECT_EQ(to_short(0.123456), "0.1235");
  EXPECT_EQ(to_short(1.6e6), "1.6e+06");
}

}  // namespace
}  // namespace emtansim
