// SPDX-License-Identifier: Apache-2.0
/// The document on masses: findings, structures, tables, sticks, what was assumed.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/references.h"
#include "emtansim/report/spectra/masses.h"
#include "emtansim/report/spectra/masses_parts.h"

namespace emtansim::report {

namespace {

using namespace conjugate;

constexpr std::size_t kMostCards = 3;   // of compounds
constexpr int kMono = 4, kAverage = 2;  // decimals of masses on a card

Json mass_card(const std::string& headline, std::string sentence, double mass, int decimals) {
  Json card = {{"headline", headline},
               {"sentence", std::move(sentence)},
               {"value", std::round(1e4 * mass) / 1e4},
               {"decimals", decimals},
               {"unit", "Da"},
               {"kind", "estimate"}};
  return card;
}

Json compound_card(const WeighedCompound& compound, const MassesOutcome& outcome, const Elements& elements) {
  std::string sentence = fmt::format("Monoisotopic mass of {}; average {:.3f} Da", to_text(compound.formula),
                                     average_mass(compound.formula, elements));
  for (const auto& adduct : outcome.adducts) {
    if (ion_formula(compound.formula, adduct).has_negative()) continue;
    sentence += fmt::format("; {} at m/z {:.4f}", adduct.name, mz(compound.formula, adduct, elements));
    break;
  }
  return mass_card(compound.name, sentence + ".", monoisotopic_mass(compound.formula, elements), kMono);
}

void add_conjugate_cards(const MassesOutcome& outcome, const Elements& elements, Json& list) {
  const auto& parts = *outcome.parts;
  list.push_back(
      mass_card("Antibody without glycans",
                fmt::format("Average mass of {} with {} disulfides.", parts.antibody.name, parts.antibody.disulfides),
                average_mass(whole(parts.antibody).formula, elements), kAverage));
  if (!parts.linker_payload.drug.is_empty())
    list.push_back(mass_card("A drug with its linker",
                             fmt::format("What each {} adds, average mass.", parts.linker_payload.name),
                             average_mass(parts.linker_payload.drug, elements), kAverage));
  if (outcome.ladders.empty() || outcome.ladders.front().candidates.empty()) return;
  const Ladder& ladder = outcome.ladders.front();
  const bool is_bare = ladder.piece.glycan_sites == 0;
  list.push_back(mass_card(
      is_bare ? "D0" : "D0 with its commonest glycans",
      is_bare ? fmt::format("Average mass of the {}.", ladder.piece.name)
              : fmt::format("Average mass of {} with {}.", ladder.piece.name, ladder.glycan_sets.front().name),
      ladder.candidates.front().mass, kAverage));
  list.back()["plot"] = "ladder_" + to_key(ladder.piece.name);
}

Json findings_of(const MassesOutcome& outcome, const Elements& elements) {
  Json list = Json::array();
  if (outcome.is_by_name)
    for (std::size_t i = 0; i < std::min(outcome.compounds.size(), kMostCards); ++i)
      list.push_back(compound_card(outcome.compounds[i], outcome, elements));
  if (outcome.parts) add_conjugate_cards(outcome, elements, list);
  return list;
}

/// What has no structure, in words; empty where all have one.
std::string without_structure(const MassesOutcome& outcome) {
  std::vector<std::string> typed, unknown;
  for (const auto& compound : outcome.compounds) {
    if (compound.molecule == nullptr)
      typed.push_back(compound.name);
    else if (compound.molecule->smiles.empty())
      unknown.push_back(compound.name);
  }
  std::string text;
  if (!typed.empty()) text = fmt::format("A formula alone has no structure: {}.", fmt::join(typed, ", "));
  if (!unknown.empty())
    text += fmt::format("{}The structure is not known in full: {}.", text.empty() ? "" : " ", fmt::join(unknown, "; "));
  return text;
}

/// The section of the structures; one word on those that cannot be drawn.
Json structures_section(const MassesOutcome& outcome, const Elements& elements) {
  std::vector<DrawnMolecule> molecules;
  for (const auto& compound : outcome.compounds)
    if (compound.molecule != nullptr && !compound.molecule->smiles.empty())
      molecules.push_back(drawn(*compound.molecule, elements,
                                outcome.is_by_name && !compound.molecule->note.empty()
                                    ? fmt::format("{}; {}", compound.molecule->says, compound.molecule->note)
                                    : compound.molecule->says));
  Json plots = Json::array();
  if (Json part = molecules_part(molecules); !part.is_null()) plots.push_back(std::move(part));
  return {{"id", "structures"}, {"title", "Structures"}, {"text", without_structure(outcome)}, {"plots", plots}};
}

/// Tables of these ids, in this order; ids of a document are unique, so that a second one gets a number.
void add_tables(const MassesOutcome& outcome, std::initializer_list<std::string_view> ids, Json& plots) {
  for (const auto& id : ids) {
    int times = 0;
    for (const auto& table : outcome.tables) {
      if (table.id != id) continue;
      ++times;
      plots.push_back(mass_table(table, times == 1 ? table.id : fmt::format("{}_{}", table.id, times)));
    }
  }
}

Json section(const char* id, const char* title, const char* text, Json plots) {
  return {{"id", id}, {"title", title}, {"text", text}, {"plots", std::move(plots)}};
}

Json sections_of(const MassesOutcome& outcome, const Elements& elements) {
  Json sections = Json::array();
  const auto add = [&sections](const char* id, const char* title, const char* text, Json plots) {
    if (!plots.empty()) sections.push_back(section(id, title, text, std::move(plots)));
  };
  if (!outcome.compounds.empty()) sections.push_back(structures_section(outcome, elements));
  Json compounds = Json::array();
  add_tables(outcome, {"compounds", "ions"}, compounds);
  add("compounds", "Masses and ions", "From formulae: masses of the neutral molecule, m/z of its ions.", compounds);
  Json isotopes = Json::array();
  const bool has_envelopes =
      std::ranges::any_of(outcome.tables, [](const auto& table) { return table.id == "envelopes"; });
  for (const auto& compound : has_envelopes ? outcome.compounds : std::vector<WeighedCompound>())
    if (Json plot = envelope_plot(compound, outcome, elements); !plot.is_null()) isotopes.push_back(std::move(plot));
  add_tables(outcome, {"envelopes"}, isotopes);
  add("isotopes", "Isotopes", "What an instrument that resolves isotopes should show. Chlorine lifts M+2.", isotopes);
  Json products = Json::array();
  add_tables(outcome, {"products"}, products);
  add("products", "Product ions", "Fragments that quantify in SRM.", products);
  Json antibody = Json::array();
  add_tables(outcome, {"sites", "pieces", "glycans"}, antibody);
  add("antibody", "Antibody", "Chains, sites and pieces; positions count from the first residue of a chain.", antibody);
  Json ladder = Json::array();
  for (const auto& of_piece : outcome.ladders)
    if (Json plot = ladder_plot(of_piece, outcome); !plot.is_null()) ladder.push_back(std::move(plot));
  add_tables(outcome, {"increments", "ladder"}, ladder);
  add("conjugate", "Conjugate", "What is added to the antibody, and what it weighs then.", ladder);
  return sections;
}

Json assumptions_of(const MassesOutcome& outcome) {
  Json list = Json::array();
  const auto add = [&list](std::string statement, const char* because, const char* effect) {
    list.push_back({{"statement", std::move(statement)}, {"because", because}, {"effect", effect}});
  };
  add("Average masses rest on the standard atomic weights, monoisotopic ones on the lightest stable isotopes.",
      "the usual meaning of both", "older weights move a whole antibody by more than a dalton");
  if (!outcome.parts) return list;
  add("The glycan sites of an antibody are filled independently.", "shares of pairs are not published",
      "heights of the ladder, not its masses");
  for (const auto& text : outcome.parts->antibody.assumed)
    add(text, "the sequence file does not say", "the mass of the antibody");
  return list;
}

Json references_of(const MassesOutcome& outcome, const catalogue::Catalogue& catalogue) {
  std::set<std::string> keys = {"meija2016", "audi2003", "berglund2011", "lacki2017"};
  for (const auto& compound : outcome.compounds)
    if (compound.molecule != nullptr) keys.insert(compound.molecule->source);
  if (outcome.parts) keys.insert({"pace1995", outcome.parts->antibody.source});
  return references_for(keys, catalogue);
}

Json provenance_of(const MassesOutcome& outcome, const std::string& command) {
  Json items = Json::array();
  items.push_back({{"label", "Program"}, {"value", fmt::format("emtansim {}", version())}});
  if (!commit().empty()) items.push_back({{"label", "Commit"}, {"value", std::string(commit())}});
  items.push_back({{"label", "Command"}, {"value", command}});
  Json files = Json::array();
  for (const auto& file : outcome.files)
    files.push_back({{"path", file.path}, {"hash", file.hash}, {"role", file.role}});
  Json used = Json::array();
  for (const auto& library : libraries())
    used.push_back({{"name", library.name}, {"version", library.version}, {"licence", library.licence}});
  return {{"items", items}, {"files", files}, {"libraries", used}};
}

Json facts_of(const MassesOutcome& outcome) {
  Json facts = Json::array();
  if (!outcome.parts) return facts;
  const auto& parts = *outcome.parts;
  facts.push_back({{"label", "Antibody"}, {"value", parts.antibody.name}});
  if (!parts.linker_payload.name.empty())
    facts.push_back({{"label", "Linker and payload"}, {"value", parts.linker_payload.name}});
  facts.push_back({{"label", "Glycans"},
                   {"value", fmt::format("{} of {}", parts.glycans.glycans.size(),
                                         parts.glycans.name.empty() ? parts.glycans.file : parts.glycans.name)}});
  return facts;
}

}  // namespace

std::string masses_json(const MassesOutcome& outcome, const Chemistry& chemistry, const catalogue::Catalogue& catalogue,
                        const std::string& command) {
  Json document = {{"format", "emtansim-report"}, {"version", 1}};
  document["meta"] = {{"title", outcome.title},
                      {"description", "Masses, ions and isotopes, computed from formulae and sequences."},
                      {"program", fmt::format("emtansim {}", version())},
                      {"command", command}};
  document["findings"] = findings_of(outcome, chemistry.elements);
  std::vector<std::string> subjects;
  if (!outcome.compounds.empty())
    subjects.push_back(
        fmt::format("{} {}", outcome.compounds.size(), outcome.compounds.size() == 1 ? "compound" : "compounds"));
  if (outcome.parts) subjects.push_back("the antibody " + outcome.parts->antibody.name);
  document["asked"] = {{"summary", subjects.empty() ? std::string("Masses of the data.")
                                                    : fmt::format("Masses of {}.", fmt::join(subjects, " and "))},
                       {"facts", facts_of(outcome)}};
  document["sections"] = sections_of(outcome, chemistry.elements);
  document["assumptions"] = assumptions_of(outcome);
  document["references"] = references_of(outcome, catalogue);
  document["provenance"] = provenance_of(outcome, command);
  return to_text(document);
}

}  // namespace emtansim::report
