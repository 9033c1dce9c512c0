// SPDX-License-Identifier: Apache-2.0
/// Comma-separated values as people and programs write them.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"

namespace emtansim {
namespace {

std::string refusal(std::string_view text) {
  try {
    (void)parse_table(text, "t.csv");
  } catch (const InputError& error) {
    return error.complaint().code + ":" + std::to_string(error.where().line);
  }
  return "accepted";
}

TEST(Table, reads_quotes_comments_and_windows_lines) {
  const Table table = parse_table(
      "\xEF\xBB\xBF# note, \"with\" anything\r\nname,\"a \"\"b\"\"\"\r\n\"x, y\",2.5\r\n\r\nz,\r\n", "t.csv");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"name", "a \"b\""}));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][0], "x, y");
  EXPECT_EQ(table.number(0, 1), 2.5);
  EXPECT_TRUE(std::isnan(table.number(1, 1)));
  EXPECT_EQ(table.lines, (std::vector<int>{3, 5}));
}

TEST(Table, counts_lines_inside_quotes) {
  const Table table = parse_table("a\n\"1\n2\"\n3\n", "t.csv");
  EXPECT_EQ(table.rows[0][0], "1\n2");
  EXPECT_EQ(table.lines, (std::vector<int>{2, 4}));
}

TEST(Table, refuses_what_is_not_rectangular) {
  EXPECT_EQ(refusal("a,b\n1,2\n3\n"), "bad-table:3");
  EXPECT_EQ(refusal("a,b\n\"1,2\n"), "bad-table:2");
  EXPECT_EQ(refusal("# nothing\n"), "bad-table:0");
}

TEST(Table, names_the_row_of_what_is_no_number) {
  const Table table = parse_table("a\n1\ntwo\n", "t.csv");
  try {
    (void)table.number(1, 0);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "not-a-number");
    EXPECT_EQ(error.where().line, 3);
  }
}

TEST(Table, suggests_a_column_for_a_slip) {
  const Table table = parse_table("time_h,dose_nM\n", "t.csv");
  EXPECT_EQ(table.column("dose_nM", {}), 1u);
  EXPECT_TRUE(table.has("time_h"));
  try {
    (void)table.column("times_h", {"e.toml", 4});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where().line, 4);
    EXPECT_NE(error.complaint().try_this.find("time_h"), std::string::npos);
  }
}

}  // namespace
}  // namespace emtansim
