// SPDX-License-Identifier: Apache-2.0
/// The tables of data/published/ are whole, and the cell lines of the catalogue agree with what they list.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::catalogue {
namespace {

const std::string kDataFolder = std::string(EMTANSIM_SOURCE_DIR) + "/data";

const Catalogue& shipped() {
  static const Catalogue catalogue = read_catalogue(kDataFolder);
  return catalogue;
}

using Row = std::vector<std::string>;

Row cells_of(const std::string& line) {
  Row row;
  std::istringstream stream(line + ",");  // keeps an empty last cell
  for (std::string cell; std::getline(stream, cell, ',');) row.push_back(cell);
  return row;
}

std::vector<Row> rows_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) rows.push_back(cells_of(line));
  return rows;
}

TEST(published_tables, every_row_has_as_many_cells_as_the_header) {
  int tables = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kDataFolder + "/published")) {
    if (entry.path().extension() != ".csv") continue;
    ++tables;
    const auto rows = rows_of(entry.path());
    ASSERT_GE(rows.size(), 2U) << entry.path();
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows.front().size()) << entry.path() << ": " << row.front();
  }
  EXPECT_GE(tables, 11);
}

TEST(published_tables, have_as_many_rows_as_their_sources_gave) {
  const std::map<std::string, std::size_t> rows = {
      {"austin2004_chase", 6},     {"erickson2012_timecourses", 8},         {"skbr3_tdm1_viability", 8},
      {"au565_paclitaxel", 240},   {"contrast_conjugates_viability", 50},   {"payload_uptake_half_life", 9},
      {"hcc1143_paclitaxel", 430}, {"okajima2021_trop2_internalisation", 6}};
  for (const auto& [name, count] : rows)
    EXPECT_EQ(rows_of(kDataFolder + "/published/" + name + ".csv").size(), count + 1) << name;
}

struct Range {
  double low = 0;
  double high = 0;
};

/// Ranges of a table "line, low, high, ..." by line; an empty high is open.
std::multimap<std::string, Range> ranges_of(const std::string& table) {
  std::multimap<std::string, Range> ranges;
  auto rows = rows_of(kDataFolder + "/published/" + table);
  rows.erase(rows.begin());
  for (const auto& row : rows)
    ranges.emplace(row[0], Range{std::stod(row[1]), row[2].empty() ? HUGE_VAL : std::stod(row[2])});
  return ranges;
}

/// Whether an entry of `name` for the line lies in the range, or holds the range within its own.
bool is_held(const std::string& name, const std::string& line, Range range, double unit) {
  constexpr double kRounding = 1e-3;
  return std::ranges::any_of(shipped().entries(name), [&](const Parameter* entry) {
    if (entry->applies.at("system").front() != line) return false;
    const double value = entry->value.value / unit;
    if (value >= range.low * (1 - kRounding) && value <= range.high * (1 + kRounding)) return true;
    return entry->low && entry->high && *entry->low / unit <= range.low * (1 + kRounding) &&
           *entry->high / unit >= range.high * (1 - kRounding);
  });
}

bool is_line(const std::string& name) {
  return std::ranges::any_of(shipped().systems(), [&](const System& system) { return system.name == name; });
}

TEST(published_tables, every_her2_count_of_a_line_is_an_entry) {
  const double unit = parse_unit("molecules/cell").value;
  int lines = 0;
  for (const auto& [line, range] : ranges_of("her2_per_cell.csv")) {
    if (!is_line(line)) continue;  // classes of IHC
    ++lines;
    EXPECT_TRUE(is_held("system.her2_per_cell", line, range, unit)) << line << " " << range.low << " to " << range.high;
  }
  EXPECT_GE(lines, 30);
}

TEST(published_tables, every_doubling_time_of_a_line_is_an_entry) {
  for (const auto& [line, range] : ranges_of("doubling_times.csv")) {
    EXPECT_TRUE(is_line(line)) << line;
    EXPECT_TRUE(is_held("system.doubling_time", line, range, 1)) << line << " " << range.low << " to " << range.high;
  }
}

TEST(published_tables, uptake_half_lives_are_those_of_the_permeation_constants) {
  auto rows = rows_of(kDataFolder + "/published/payload_uptake_half_life.csv");
  rows.erase(rows.begin());
  for (const auto& row : rows) {
    const std::string payload = row[0] == "PBD" ? "PBD-MA" : row[0];
    const Choice choice =
        shipped().pick("payload.k_perm", {.facts = {{"payload", payload}}, .sets = {"proposed-base"}});
    const double rate = std::log(2.0) / (std::stod(row[1]) / 60);
    EXPECT_NEAR(choice.entry->value.value, rate, 0.005 * rate) << payload;
  }
}

}  // namespace
}  // namespace emtansim::catalogue
