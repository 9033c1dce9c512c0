// SPDX-License-Identifier: Apache-2.0
/// The document on masses: structures where there are some, isotopes as sticks, heights of the ladder.
#include "emtansim/report/spectra/masses.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "emtansim/report/report.h"

namespace emtansim::report {
namespace {

using nlohmann::json;

const std::string kData = std::string(EMTANSIM_SOURCE_DIR) + "/data";

const conjugate::Chemistry& chemistry() {
  static const conjugate::Chemistry kChemistry = conjugate::read_chemistry(kData);
  return kChemistry;
}

const catalogue::Catalogue& data() {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(kData);
  return kCatalogue;
}

json document(const MassesOutcome& outcome) {
  return json::parse(masses_json(outcome, chemistry(), data(), "emtansim masses"));
}

const json& plot(const json& report, const std::string& id) {
  for (const auto& section : report["sections"])
    for (const auto& one : section["plots"])
      if (one["id"] == id) return one;
  static const json kNothing;
  return kNothing;
}

WeighedCompound known(const char* name) {
  const auto& molecule = chemistry().molecules.find(name);
  return {.name = molecule.name, .formula = molecule.formula, .molecule = &molecule};
}

MassTable envelopes() { return {.id = "envelopes", .title = "Isotopes", .note = {}, .columns = {}, .rows = {}}; }

MassesOutcome of_compounds(std::vector<WeighedCompound> compounds) {
  MassesOutcome outcome;
  outcome.title = "Masses";
  outcome.is_by_name = true;
  outcome.compounds = std::move(compounds);
  outcome.adducts = {conjugate::parse_adduct("[M+H-H2O]+"), conjugate::parse_adduct("[M+H]+")};
  outcome.tables = {envelopes()};
  return outcome;
}

TEST(Masses, structure_is_drawn_where_it_is_known_and_its_lack_is_said) {
  const json report = document(of_compounds(
      {known("DM1"), known("desmethyl-DM1"), {.name = "CH4", .formula = conjugate::parse_formula("CH4")}}));
  const auto& drawn = plot(report, "molecules")["molecules"];
  ASSERT_EQ(drawn.size(), 1U);
  EXPECT_EQ(drawn[0]["smiles"], chemistry().molecules.find("DM1").smiles);
  const std::string text = report["sections"][0]["text"];
  EXPECT_NE(text.find("CH4"), std::string::npos);
  EXPECT_NE(text.find("desmethyl-DM1"), std::string::npos);
}

TEST(Masses, isotopes_stand_at_the_first_ion_that_can_be) {
  const json report =
      document(of_compounds({{.name = "CH4", .formula = conjugate::parse_formula("CH4")}, known("DM1")}));
  // Methane has no oxygen to lose as water.
  EXPECT_EQ(plot(report, "isotopes_ch4")["title"], "CH4, [M+H]+");
  EXPECT_NEAR(plot(report, "isotopes_ch4")["peaks"][0]["x"].get<double>(), 12 + 5 * 1.00782503223 - 0.000548580, 1e-4);
  EXPECT_EQ(plot(report, "isotopes_dm1")["title"], "DM1, [M+H-H2O]+");
}

TEST(Masses, chlorine_shows_in_the_third_stick) {
  MassesOutcome outcome = of_compounds({{.name = "chloride", .formula = conjugate::parse_formula("HCl")}});
  outcome.adducts = {conjugate::parse_adduct("[M-H]-")};
  const json ion = document(outcome);
  const auto& peaks = plot(ion, "isotopes_chloride")["peaks"];
  ASSERT_EQ(peaks.size(), 2U);
  EXPECT_EQ(peaks[1]["name"], "M+2");
  // 24.24 % of chlorine is 37Cl (berglund2011), so M+2 has 0.2424/0.7576 of M.
  EXPECT_NEAR(peaks[1]["y"].get<double>(), 100 * 0.2424 / 0.7576, 0.05);
  EXPECT_NEAR(peaks[1]["x"].get<double>() - peaks[0]["x"].get<double>(), 1.99705, 1e-4);
}

MassesOutcome of_conjugate(conjugate::DrugLoad load) {
  MassesOutcome outcome;
  outcome.title = "Masses";
  outcome.parts = conjugate::conjugate_parts(chemistry(), data().find_agent("T-DM1", {}));
  outcome.load = std::move(load);
  outcome.ladders = {conjugate::ladder(conjugate::whole(outcome.parts->antibody), *outcome.parts, chemistry().elements,
                                       {.most_drugs = 2, .most_dead_linkers = 1})};
  return outcome;
}

TEST(Masses, ladder_has_the_heights_of_load_and_glycans) {
  const json report = document(of_conjugate(conjugate::DrugLoad({0.25, 0.5, 0.25})));
  const auto& peaks = plot(report, "ladder_trastuzumab")["peaks"];
  const auto highest_of = [&](const char* name) {
    double top = 0;
    for (const auto& peak : peaks)
      if (peak["name"] == name) top = std::max(top, peak["y"].get<double>());
    return top;
  };
  EXPECT_EQ(highest_of("D1"), 100);
  EXPECT_NEAR(highest_of("D0"), 50, 1e-6);
  EXPECT_NEAR(highest_of("D2"), 50, 1e-6);
}

TEST(Masses, ladder_without_a_load_draws_every_load_alike) {
  const json report = document(of_conjugate({}));
  const auto& peaks = plot(report, "ladder_trastuzumab")["peaks"];
  EXPECT_EQ(std::ranges::count_if(peaks, [](const json& peak) { return peak["y"] == 100; }), 3);
  EXPECT_NE(plot(report, "ladder_trastuzumab")["caption"].get<std::string>().find("alike"), std::string::npos);
}

TEST(Masses, cells_of_a_table_are_numbers_where_the_column_is) {
  MassesOutcome outcome = of_compounds({known("DM1")});
  outcome.tables = {{.id = "compounds",
                     .title = "Compounds",
                     .note = {},
                     .columns = {{"name", "", {}}, {"mass", "Da", 4}},
                     .rows = {{"DM1", "737.2749"}, {"nothing", ""}}}};
  const json report = document(outcome);
  const auto& table = plot(report, "compounds");
  EXPECT_EQ(table["rows"][0][1], 737.2749);
  EXPECT_TRUE(table["rows"][1][1].is_null());
  EXPECT_EQ(table["columns"][1]["decimals"], 4);
}

TEST(Masses, same_question_gives_the_same_bytes) {
  const MassesOutcome outcome = of_compounds({known("DM1")});
  EXPECT_EQ(masses_json(outcome, chemistry(), data(), "x"), masses_json(outcome, chemistry(), data(), "x"));
}

}  // namespace
}  // namespace emtansim::report
