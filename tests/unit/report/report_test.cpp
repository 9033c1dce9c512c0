// SPDX-License-Identifier: Apache-2.0
/// The report says what happened, completely and with sources, whatever the experiment is called.
#include "emtansim/report/report.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace emtansim::report {
namespace {

using Json = nlohmann::json;

constexpr const char* kExperiment = R"(
title = "two arms, \"quoted\", with <markup>"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
[[arm]]
name = "pulse, then wash"
dose = { amount = "10 nM", at = "0 h", removed = "2 h" }
[[arm]]
name = "series"
dose = { levels = ["0 nM", "0.01 nM", "0.03 nM", "0.1 nM", "0.3 nM", "1 nM", "10 nM"] }
[[readout]]
assay = "viability"
at = "24 h"
arms = ["series"]
[[readout]]
assay = "counts"
at = { from = "0 h", to = "24 h", every = "4 h" }
[[analysis]]
dose_response = "viability"
[parameters]
"trafficking.k_rec" = { factor = 2, because = "to see what happens" }
)";

const catalogue::Catalogue& data() {
  static const catalogue::Catalogue kData = catalogue::read_catalogue(std::string(EMTANSIM_SOURCE_DIR) + "/data");
  return kData;
}

study::Outcome run(const std::string& text) {
  return study::run(experiment::parse_experiment(text, "experiment.toml"), data(),
                    {.data_folder = std::string(EMTANSIM_SOURCE_DIR) + "/data", .progress = {}});
}

const study::Outcome& outcome() {
  static const study::Outcome kOutcome = run(kExperiment);
  return kOutcome;
}

Json document_of(const study::Outcome& outcome) { return Json::parse(report_json(outcome, data(), "emtansim run x")); }

const Json& document() {
  static const Json kDocument = document_of(outcome());
  return kDocument;
}

std::vector<Json> plots_of(const Json& document, const std::string& kind) {
  std::vector<Json> plots;
  for (const auto& section : document.at("sections"))
    for (const auto& plot : section.at("plots"))
      if (plot.at("kind") == kind) plots.push_back(plot);
  return plots;
}

TEST(Report, ids_are_unique) {
  for (const char* list : {"compartments", "species", "reactions", "pools"}) {
    std::set<std::string> keys;
    for (const auto& item : document().at("network").at(list)) EXPECT_TRUE(keys.insert(item.at("key")).second) << item;
  }
  std::set<std::string> ids;
  for (const auto& section : document().at("sections"))
    for (const auto& plot : section.at("plots")) EXPECT_TRUE(ids.insert(plot.at("id")).second) << plot.at("id");
}

TEST(Report, every_parameter_has_a_source_or_says_why_not) {
  std::set<std::string> known;
  for (const auto& reference : document().at("references")) known.insert(reference.at("key"));
  for (const auto& row : document().at("parameters")) {
    const std::string obtained = row.at("obtained");
    if (row.contains("source")) {
      EXPECT_TRUE(known.contains(row.at("source").at("key"))) << row.at("key");
    } else {
      EXPECT_TRUE(obtained == "assumed" || obtained == "asked") << row.at("key");
    }
    EXPECT_FALSE(row.at("why").get<std::string>().empty()) << row.at("key");
  }
}

TEST(Report, a_changed_parameter_shows_what_it_was_and_why) {
  for (const auto& row : document().at("parameters")) {
    if (row.at("key") != "trafficking.k_rec") continue;
    EXPECT_EQ(row.at("overridden").at("because"), "to see what happens");
    EXPECT_EQ(row.at("overridden").at("from"), "1.33 1/h");
    EXPECT_NEAR(row.at("value"), 2.66, 1e-12);
    return;
  }
  FAIL() << "no row for trafficking.k_rec";
}

TEST(Report, every_assumed_value_stands_among_the_assumptions) {
  std::set<std::string> stated;
  for (const auto& assumption : document().at("assumptions"))
    if (assumption.contains("parameter")) stated.insert(assumption.at("parameter"));
  for (const auto& row : document().at("parameters"))
    EXPECT_EQ(stated.contains(row.at("key")), row.at("obtained") == "assumed") << row.at("key");
}

TEST(Report, places_are_the_same_on_every_machine) {
  const std::string text = document().dump();
  EXPECT_EQ(text.find(EMTANSIM_SOURCE_DIR), std::string::npos);
  EXPECT_NE(text.find("data/parameters/trafficking.toml:"), std::string::npos);
}

TEST(Report, layers_of_the_payload_add_up_to_what_was_given) {
  for (const auto& plot : plots_of(document(), "stack")) {
    if (!plot.at("title").get<std::string>().starts_with("Where every")) continue;
    for (const auto& item : plot.at("cases")) {
      const std::size_t last = item.at("time").size() - 1;
      double first_total = 0, last_total = 0;
      for (const auto& layer : plot.at("layers")) {
        const auto values = item.at("values").find(layer.at("key"));
        ASSERT_NE(values, item.at("values").end()) << layer;
        first_total += (*values)[0].get<double>();
        last_total += (*values)[last].get<double>();
      }
      EXPECT_GT(first_total, 0);
      EXPECT_NEAR(last_total, first_total, 1e-4 * first_total) << item.at("arm") << item.at("label");
    }
    return;
  }
  FAIL() << "no plot of the payload";
}

TEST(Report, curves_have_one_value_for_each_time) {
  for (const auto& plot : plots_of(document(), "time_course")) {
    for (const auto& item : plot.at("cases"))
      for (const auto& [key, values] : item.at("values").items())
        EXPECT_EQ(values.size(), item.at("time").size()) << plot.at("id") << " " << key;
  }
}

TEST(Report, dose_response_shows_points_fit_and_half_maximal_dose) {
  const auto plots = plots_of(document(), "dose_response");
  ASSERT_EQ(plots.size(), 1U);
  const Json& series = plots[0].at("series").at(0);
  EXPECT_EQ(series.at("points").at("dose").size(), 7U);
  const double ic50 = series.at("ic50").at("dose");
  EXPECT_NEAR(ic50, outcome().findings.dose_responses.at(0).fit.ic50.value, 1e-5 * ic50);
  EXPECT_EQ(series.at("fit").at("dose").size(), series.at("fit").at("low").size());
}

TEST(Report, books_balance_and_say_so) {
  for (const auto& row : document().at("mass_balance").at("rows")) EXPECT_TRUE(row.at("passed")) << row;
  EXPECT_EQ(document().at("mass_balance").at("rows").size(), outcome().model.network.moieties().size());
}

TEST(Report, a_failed_member_is_named_with_its_reason) {
  study::Outcome broken = run(kExperiment);
  broken.trajectories.report(3).status = solve::Status::failed;
  broken.trajectories.report(3).reason = "the step became too small";
  broken.trajectories.report(3).failed_at = 12.5;
  const Json document = document_of(broken);
  ASSERT_EQ(document.at("failed_members").size(), 1U);
  const Json& failed = document.at("failed_members").at(0);
  EXPECT_EQ(failed.at("member"), "series, 0.03 nM");
  EXPECT_EQ(failed.at("time"), "12.5 h");
  EXPECT_NE(failed.at("reason").get<std::string>().find("the step became too small"), std::string::npos);
  EXPECT_EQ(Json::parse(findings_json(broken)).at("failed_members").size(), 1U);
}

TEST(Report, names_that_are_no_utf8_do_not_spoil_the_document) {
  study::Outcome odd = run(kExperiment);
  odd.experiment.title = "caf\xE9";
  EXPECT_EQ(document_of(odd).at("meta").at("title"), "caf\xEF\xBF\xBD");
}

TEST(Report, populations_side_by_side_keep_their_own_curves) {
  std::string text = kExperiment;
  const std::string one = "system = \"SK-BR-3\"";
  text.replace(text.find(one), one.size(),
               R"(system = [{ line = "SK-BR-3", cells = "1e4 cells" }, { line = "MCF-7", cells = "1e4 cells" }])");
  const std::string cells = "cells = \"1e4 cells\"\n[[arm]]";
  text.replace(text.find(cells), cells.size(), "[[arm]]");
  const Json document = document_of(run(text));
  std::set<std::string> groups;
  for (const auto& plot : plots_of(document, "time_course"))
    for (const auto& group : plot.at("groups")) groups.insert(group.at("name"));
  EXPECT_TRUE(groups.contains("SK-BR-3: surface"));
  EXPECT_TRUE(groups.contains("MCF-7: surface"));
  EXPECT_EQ(plots_of(document, "dose_response").at(0).at("series").size(), 2U);
}

TEST(Report, a_reading_at_one_time_and_few_doses_is_bars) {
  std::string text = kExperiment;
  const std::string levels = R"(levels = ["0 nM", "0.01 nM", "0.03 nM", "0.1 nM", "0.3 nM", "1 nM", "10 nM"])";
  text.replace(text.find(levels), levels.size(), R"(levels = ["0 nM", "1 nM", "10 nM"])");
  const std::string analysis = "[[analysis]]\ndose_response = \"viability\"\n";
  text.replace(text.find(analysis), analysis.size(), "");
  const study::Outcome few = run(text);
  const auto plots = plots_of(document_of(few), "bars");
  ASSERT_EQ(plots.size(), 1U);
  EXPECT_EQ(plots[0].at("categories"), (Json{"series, untreated", "series, 1 nM", "series, 10 nM"}));
  EXPECT_DOUBLE_EQ(plots[0].at("series").at(0).at("values").at(0), 100);
  EXPECT_EQ(few.findings.statements.at(0).headline, "Viability");
}

TEST(Report, many_statements_of_one_kind_do_not_bury_the_effect) {
  study::Findings findings;
  for (int i = 0; i < 9; ++i)
    findings.statements.push_back({.headline = "Untreated growth", .sentence = "", .unit = ""});
  for (int i = 0; i < 9; ++i)
    findings.statements.push_back({.headline = "Half-effect dose (IC50)", .sentence = "", .unit = "nM"});
  const auto leading = leading_statements(findings);
  const auto growth = std::ranges::count(leading, "Untreated growth", &study::Statement::headline);
  EXPECT_EQ(growth, 3);
  EXPECT_EQ(leading.size(), 12U);
}

TEST(Tables, text_with_commas_is_quoted_and_missing_numbers_are_empty) {
  study::Outcome odd = run(kExperiment);
  odd.readouts.rows.resize(1);
  odd.readouts.rows[0].arm = "pulse, \"then\" wash";
  odd.readouts.rows[0].value = std::nan("");
  odd.readouts.rows[0].status = "failed";
  const std::string table = readouts_csv(odd);
  const std::string row = table.substr(table.find('\n') + 1);
  EXPECT_TRUE(row.starts_with("\"pulse, \"\"then\"\" wash\",")) << row;
  EXPECT_TRUE(row.ends_with(",,%,failed\n")) << row;
}

TEST(Tables, trajectories_have_a_column_for_each_species_and_observable) {
  const std::string table = trajectories_csv(outcome());
  const std::string header = table.substr(0, table.find('\n'));
  const auto& network = outcome().model.network;
  const auto commas = std::count(header.begin(), header.end(), ',');
  EXPECT_EQ(static_cast<std::size_t>(commas) + 1, 6 + network.species().size() + network.observables().size());
  const auto lines = static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n'));
  EXPECT_EQ(lines, 1 + outcome().ensemble.members.size() * outcome().ensemble.times.size());
}

TEST(Words, doses_read_well) {
  EXPECT_EQ(dose_text(0, "nM"), "untreated");
  EXPECT_EQ(dose_text(0.25, "nM"), "0.25 nM");
  EXPECT_EQ(dose_text(3.6, "mg/kg"), "3.6 mg/kg");
}

// The page lays the diagram out by these; an arrow from or to nothing that is no source and no sink never ends.
TEST(Report, diagram_of_many_shells_is_whole) {
  const Json document = document_of(run(R"(
title = "shells"
conjugate = "T-DM1"
system = "NCI-N87"
[body]
host = "mouse"
[tumour]
geometry = "krogh"
volume = "200 mm3"
shells = 4
[[arm]]
name = "dosed"
dose = { amount = "3 mg/kg" }
[[readout]]
assay = "amounts"
of = "plasma.T-DM1"
at = "2 d"
)"));
  std::set<std::string> species;
  for (const auto& one : document["network"]["species"]) species.insert(one["key"]);
  EXPECT_TRUE(species.contains("tumour.1.t-dm1"));
  EXPECT_FALSE(species.contains("tumour.2.t-dm1"));
  for (const auto& reaction : document["network"]["reactions"]) {
    for (const char* side : {"reactants", "products"})
      for (const auto& term : reaction[side]) EXPECT_TRUE(species.contains(term["species"])) << reaction["name"];
    EXPECT_TRUE(!reaction["reactants"].empty() || reaction["source"]) << reaction["name"];
    EXPECT_TRUE(!reaction["products"].empty() || reaction["sink"]) << reaction["name"];
  }
}

}  // namespace
}  // namespace emtansim::report
