// SPDX-License-Identifier: Apache-2.0
/// Published tables: columns, filters, units.
#include "emtansim/study/cases/published.h"

#include <unistd.h>

#include <fstream>

#include <gtest/gtest.h>

namespace emtansim::study {
namespace {

constexpr std::string_view kTable = R"(line,time_min,conc_ng_per_ml,seen_percent,sd_percent,source
A,60,150,50,5,paper2020
A,120,300,25,2,paper2020
B,60,150,90,9,other2021
A,180,600,,1,paper2020
)";

class Published : public ::testing::Test {
 protected:
  Published() {
    folder_ = ::testing::TempDir();
    std::ofstream(folder_ + name_) << kTable;
  }
  ~Published() override { ::unlink((folder_ + name_).c_str()); }

  void say(const std::string& key, std::vector<std::string> items) {
    options_[key] = {.text = items.front(), .items = items, .where = {"e.toml", 9}};
  }

  [[nodiscard]] Points read(const std::string& unit = "%", std::optional<double> molar_mass = 150) const {
    return read_points({.data = {name_, {"e.toml", 7}},
                        .options = &options_,
                        .folder = folder_,
                        .data_folder = "",
                        .unit = unit,
                        .molar_mass = molar_mass});
  }

  [[nodiscard]] std::string refusal(const std::string& unit = "%", std::optional<double> molar_mass = 150) const {
    try {
      (void)read(unit, molar_mass);
    } catch (const InputError& error) {
      return error.complaint().code;
    }
    return "accepted";
  }

  experiment::Options options_;
  std::string folder_;
  std::string name_ = "emtansim_published_" + std::to_string(::getpid()) + ".csv";  // tests run side by side
};

TEST_F(Published, units_come_from_the_names_of_columns) {
  say("x", {"time_min"});
  say("y", {"seen_percent"});
  const Points points = read("");  // as a bare number
  EXPECT_EQ(points.x_name, "time_h");
  EXPECT_EQ(points.x, (std::vector<double>{1, 2, 1}));  // an empty cell is no point
  EXPECT_DOUBLE_EQ(points.y[0], 0.5);
}

TEST_F(Published, masses_become_amounts) {
  say("x", {"conc_ng_per_ml"});
  say("y", {"seen_percent"});
  EXPECT_EQ(read().x_name, "dose_nM");
  EXPECT_NEAR(read().x[0], 1, 1e-12);  // 150 ng/mL of 150 kDa
  EXPECT_EQ(refusal("%", std::nullopt), "no-molar-mass");
}

TEST_F(Published, rows_are_filtered_by_text_and_number) {
  say("x", {"time_min"});
  say("y", {"seen_percent"});
  say("where", {"line = A", "time_min >= 120"});
  EXPECT_EQ(read().y, std::vector<double>{25});
  say("where", {"line != A"});
  EXPECT_EQ(read().y, std::vector<double>{90});
  EXPECT_EQ(read().source, "other2021");
  say("where", {"time_min < 120", "time_min > 60"});
  EXPECT_EQ(refusal(), "no-rows");
  say("where", {"line A"});
  EXPECT_EQ(refusal(), "bad-filter");
  say("where", {"line == A"});
  EXPECT_EQ(refusal(), "bad-filter");
}

TEST_F(Published, deviations_doses_and_shifts_come_along) {
  say("x", {"time_min"});
  say("y", {"seen_percent"});
  say("sd", {"sd_percent"});
  say("dose_column", {"conc_ng_per_ml"});
  say("x_shift", {"2 h"});
  const Points points = read();
  EXPECT_EQ(points.sd, (std::vector<double>{5, 2, 9}));
  EXPECT_EQ(points.x, (std::vector<double>{3, 4, 3}));
  ASSERT_EQ(points.doses.size(), 3u);
  EXPECT_NEAR(points.doses[1], 2, 1e-12);
  say("dose_column", {"time_min"});
  EXPECT_EQ(refusal(), "wrong-unit");
}

TEST_F(Published, what_does_not_fit_is_refused) {
  EXPECT_EQ(refusal(), "missing-key");
  say("x", {"line"});
  say("y", {"seen_percent"});
  EXPECT_EQ(refusal(), "missing-key");  // of what unit
  say("x", {"time_min"});
  EXPECT_EQ(refusal("cells"), "wrong-unit");
  say("y", {"seen"});
  EXPECT_EQ(refusal(), "unknown-column");
  say("y", {"source"});
  say("y_unit", {"%"});
  EXPECT_EQ(refusal(), "not-a-number");
}

TEST(FolderOf, is_what_stands_before_the_name) {
  EXPECT_EQ(folder_of("a/b/c.toml"), "a/b");
  EXPECT_EQ(folder_of("c.toml"), ".");
  EXPECT_EQ(folder_of("/c.toml"), "/");
}

TEST(DoseNumber, is_what_tables_show) {
  EXPECT_EQ(dose_number(parse_unit("uM"))->name, "dose_nM");
  EXPECT_NEAR(dose_number(parse_unit("uM"))->value, 1000, 1e-9);
  EXPECT_EQ(dose_number(parse_unit("ug/kg"))->name, "dose_mg_per_kg");
  EXPECT_NEAR(dose_number(parse_unit("ug/kg"))->value, 1e-3, 1e-15);
  EXPECT_EQ(dose_number(parse_unit("g"))->name, "dose_mg");
  EXPECT_FALSE(dose_number(parse_unit("%")).has_value());
  EXPECT_FALSE(dose_number(parse_unit("h")).has_value());
  EXPECT_NEAR(read_dose_number("3.6 mg/kg", {}), 3.6, 1e-12);
  EXPECT_THROW((void)read_dose_number("5 %", {}), InputError);
}

}  // namespace
}  // namespace emtansim::study
