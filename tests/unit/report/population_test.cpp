// SPDX-License-Identifier: Apache-2.0
/// What the report shows of a population: bands, single individuals, percentiles, drivers, failures, assumptions.
#include "emtansim/report/population/population.h"

#include <algorithm>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "emtansim/report/report.h"

namespace emtansim::report {
namespace {

constexpr const char* kExperiment = R"(
title = "receptors"
conjugate = "T-DM1"
system = "SK-BR-3"
mechanisms = ["medium", "binding", "trafficking", "lysosome", "payload", "tubulin", "constant_cells"]
[culture]
medium = "2 mL"
cells = "6e5 cells"
[[arm]]
name = "pulse"
dose = { amount = "10 nM", at = "0 h", removed = "1 h" }
[[readout]]
assay = "catabolites"
unit = "molecules/cell"
at = { from = "0 h", to = "10 h", every = "2 h" }
[population]
members = 64
vary = "asked"
design = "sobol"
seed = 5
[[population.spread]]
parameter = "system.her2_per_cell"
cv = "50 %"
because = "to see it drive the catabolite"
[[population.spread]]
parameter = "conjugate.molar_mass"
cv = "10 %"
because = "to see it drive nothing"
[[population.correlation]]
of = ["system.her2_per_cell", "conjugate.molar_mass"]
coefficient = 0.1
because = "no reason"
)";

const catalogue::Catalogue& data() {
  static const catalogue::Catalogue kData = catalogue::read_catalogue(std::string(EMTANSIM_SOURCE_DIR) + "/data");
  return kData;
}

study::Outcome run() {
  return study::run(experiment::parse_experiment(kExperiment, "experiment.toml"), data(),
                    {.data_folder = std::string(EMTANSIM_SOURCE_DIR) + "/data"});
}

const study::Outcome& outcome() {
  static const study::Outcome kOutcome = run();
  return kOutcome;
}

Json report() { return Json::parse(report_json(outcome(), data(), "")); }

Json plot_of(const Json& document, std::string_view kind, std::string_view title) {
  for (const auto& section : document["sections"])
    for (const auto& plot : section["plots"])
      if (plot["kind"] == kind && plot["title"].get<std::string>().starts_with(title)) return plot;
  return nullptr;
}

TEST(PopulationReport, courses_have_bands_medians_and_single_individuals) {
  const Json plot = plot_of(report(), "time_course", "Catabolites");
  ASSERT_FALSE(plot.is_null());
  const Json& item = plot["cases"][0];
  bool has_width = false;
  for (const auto& [key, low] : item["low"].items()) {
    const Json& median = item["median"][key];
    const Json& high = item["high"][key];
    ASSERT_EQ(low.size(), item["time"].size());
    for (std::size_t i = 0; i < low.size(); ++i) {
      if (low[i].is_null()) continue;
      EXPECT_LE(low[i].get<double>(), median[i].get<double>());
      EXPECT_LE(median[i].get<double>(), high[i].get<double>());
      has_width = has_width || low[i] < high[i];
    }
    EXPECT_GT(item["individuals"][key].size(), 10u);
    EXPECT_EQ(item["individuals"][key][0].size(), item["time"].size());
  }
  EXPECT_TRUE(has_width);
  EXPECT_NE(plot["band"].get<std::string>().find("64 individuals"), std::string::npos);
}

TEST(PopulationReport, percentiles_are_in_order_and_count_everyone) {
  const Json table = plot_of(report(), "table", "Catabolites: percentiles");
  ASSERT_FALSE(table.is_null());
  std::size_t areas = 0;
  for (const auto& row : table["rows"]) {
    if (row[3].get<std::string>().starts_with("area")) ++areas;
    EXPECT_EQ(row[13].get<int>() + row[14].get<int>(), 64);
    if (row[13] == 0) continue;
    for (std::size_t column = 6; column < 10; ++column)
      EXPECT_LE(row[column].get<double>(), row[column + 1].get<double>());
  }
  EXPECT_GT(areas, 0u);
}

TEST(PopulationReport, the_receptor_drives_the_catabolite) {
  const Json bars = plot_of(report(), "bars", "What drives catabolites");
  ASSERT_FALSE(bars.is_null());
  EXPECT_EQ(bars["categories"][0], "system.her2_per_cell");
  EXPECT_GT(bars["series"][0]["values"][0], 0.95);
  EXPECT_LT(bars["series"][0]["values"][1], 0.5);
  EXPECT_LT(bars["series"][0]["low"][1], bars["series"][0]["values"][1]);
}

TEST(PopulationReport, reasons_stand_among_the_assumptions) {
  const Json document = report();
  std::string all;
  for (const auto& assumption : document["assumptions"]) all += assumption["because"].get<std::string>() + "\n";
  EXPECT_NE(all.find("to see it drive the catabolite"), std::string::npos);
  EXPECT_NE(all.find("no reason"), std::string::npos);
  EXPECT_NE(document["asked"]["facts"].dump().find("64 individuals by Sobol's sequence, seed 5"), std::string::npos);
}

TEST(PopulationReport, failures_say_what_sets_them_apart_and_how_to_see_them_alone) {
  study::Outcome failed = run();
  auto& summary = *failed.population;
  std::vector<double> parameters;
  for (const auto& row : failed.model.network.parameters()) parameters.push_back(row.value);
  parameters[failed.model.network.find_parameter("system.her2_per_cell")->index()] *= 4;
  summary.failures.push_back({.individual = 17,
                              .arm = "pulse",
                              .dose = 10,
                              .failed_at = 3,
                              .reason = "the step became too small",
                              .worst_species = "medium.T-DM1",
                              .parameters = parameters});
  summary.failed_members = 5;
  const Json list = Json::parse(report_json(failed, data(), ""))["failed_members"];
  ASSERT_EQ(list.size(), 2u);
  EXPECT_NE(list[0]["reason"].get<std::string>().find("system.her2_per_cell times 4"), std::string::npos);
  EXPECT_NE(list[0]["try"].get<std::string>().find("--member 17"), std::string::npos);
  EXPECT_EQ(list[1]["member"], "4 more");
}

}  // namespace
}  // namespace emtansim::report
