// SPDX-License-Identifier: Apache-2.0
/// `emtansim masses`: what molecules, antibodies and conjugates weigh.
#include <algorithm>

#include <fmt/format.h>

#include "command_options.h"
#include "commands.h"
#include "exit_codes.h"
#include "mass_tables.h"
#include "masses_report.h"
#include "pieces.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using namespace conjugate;

const std::vector<std::string> kParts = {"compounds", "ions",    "envelopes",  "products",
                                         "antibody",  "glycans", "increments", "ladder"};
constexpr int kUsualDrugs = 8;
constexpr int kUsualLinkers = 2;
constexpr int kUsualPairs = 6;
constexpr int kMost = 200;

/// What the words ask for.
struct Asked {
  std::vector<std::string> parts;
  std::vector<Compound> compounds;
  bool is_by_name = false;  ///< compounds were named
};

/// A conjugate and what is made of it, for as many tables as want it.
struct Weighed {
  std::optional<catalogue::ConjugateEntry> entry;
  std::optional<ConjugateParts> parts;
  std::vector<Ladder> ladders;
};

/// Elements and counts, as nobody would write a name.
bool looks_like_formula(const std::string& word) {
  return word.size() > 1 && ((word.front() >= 'A' && word.front() <= 'Z') || word.front() == '[') &&
         word.find_first_of("0123456789") != std::string::npos &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789[]") ==
             std::string::npos;
}

Compound compound_asked(const std::string& word, const Chemistry& chemistry) {
  if (const Molecule* molecule = chemistry.molecules.find_if_any(word))
    return {.name = molecule->name, .formula = molecule->formula, .molecule = molecule};
  if (looks_like_formula(word)) {
    Formula formula = parse_formula(word);
    static_cast<void>(average_mass(formula, chemistry.elements));  // refuses what is no element
    return {.name = word, .formula = std::move(formula), .molecule = nullptr};
  }
  std::vector<std::string> names = kParts;
  for (const auto& molecule : chemistry.molecules.molecules) names.push_back(molecule.name);
  refuse_argument(fmt::format("'{}' is no molecule, formula or part", word), "", suggestion(word, names));
}

/// Parts that a question without parts gets: fewer on a terminal than in a report.
std::vector<std::string> usual_parts(bool has_compounds, bool is_for_report) {
  if (has_compounds) return {"compounds", "ions", "envelopes"};
  if (is_for_report) return kParts;
  return {"compounds", "ions", "antibody", "increments", "ladder"};
}

Asked asked_of(const Request& request, const Chemistry& chemistry, bool is_for_report) {
  Asked asked;
  for (const auto& word : request.words) {
    if (std::ranges::find(kParts, word) != kParts.end()) {
      asked.parts.push_back(word);
    } else {
      asked.compounds.push_back(compound_asked(word, chemistry));
    }
  }
  asked.is_by_name = !asked.compounds.empty();
  if (asked.parts.empty()) asked.parts = usual_parts(asked.is_by_name, is_for_report);
  if (!asked.is_by_name)
    for (const auto& molecule : chemistry.molecules.molecules)
      asked.compounds.push_back({.name = molecule.name, .formula = molecule.formula, .molecule = &molecule});
  return asked;
}

std::vector<Adduct> adducts_asked(const GivenOptions& options) {
  std::vector<std::string> names = options.texts("adduct");
  if (names.empty()) names = {"[M+H]+", "[M+Na]+", "[M+2H]2+", "[M+H-H2O]+"};
  std::vector<Adduct> adducts;
  for (const auto& name : names) adducts.push_back(parse_adduct(name));
  return adducts;
}

const ConjugateParts& parts_of(Weighed& weighed, const GivenOptions& options, const Chemistry& chemistry) {
  if (weighed.parts) return *weighed.parts;
  weighed.entry = read_data().find_agent(options.has("conjugate") ? options.text("conjugate") : "T-DM1", {});
  weighed.parts = conjugate_parts(chemistry, *weighed.entry,
                                  {.antibody = options.text("antibody"), .glycans = options.text("glycans")});
  return *weighed.parts;
}

void modify(Piece& piece, const GivenOptions& options, const Chemistry& chemistry) {
  for (const auto& name : options.texts("modification")) {
    const auto& modification = chemistry.find_modification(name);
    piece.formula += modification.change;
    piece.name += " + " + modification.name;
  }
}

std::vector<Piece> modified_pieces(const GivenOptions& options, const ConjugateParts& parts,
                                   const Chemistry& chemistry) {
  std::vector<Piece> pieces = pieces_asked(options, parts.antibody, chemistry);
  for (auto& piece : pieces) modify(piece, options, chemistry);
  return pieces;
}

const std::vector<Ladder>& ladders_of(Weighed& weighed, const GivenOptions& options, const Chemistry& chemistry) {
  if (!weighed.ladders.empty()) return weighed.ladders;
  const ConjugateParts& parts = parts_of(weighed, options, chemistry);
  const bool is_naked = parts.linker_payload.drug.is_empty();
  const LadderRange range{.most_drugs = is_naked ? 0 : options.whole_number("drugs", kUsualDrugs, 0, kMost),
                          .most_dead_linkers = options.whole_number("linkers", kUsualLinkers, 0, kMost)};
  for (const auto& piece : modified_pieces(options, parts, chemistry))
    weighed.ladders.push_back(ladder(piece, parts, chemistry.elements, range));
  return weighed.ladders;
}

void add_ladders(std::vector<DataTable>& tables, const std::vector<Ladder>& ladders, const GivenOptions& options,
                 Reader reader) {
  const auto pairs = static_cast<std::size_t>(options.whole_number("pairs", kUsualPairs, 1, 100'000));
  DataTable all;
  for (const auto& rungs : ladders) {
    if (reader == Reader::person) {
      for (auto& table : ladder_matrix(rungs, pairs)) tables.push_back(std::move(table));
      continue;
    }
    DataTable rows = ladder_rows(rungs);
    if (all.columns.empty()) {
      all = std::move(rows);
    } else {
      all.rows.insert(all.rows.end(), rows.rows.begin(), rows.rows.end());
    }
  }
  if (reader == Reader::program) tables.push_back(std::move(all));
}

void add_antibody(std::vector<DataTable>& tables, const GivenOptions& options, const ConjugateParts& parts,
                  const Chemistry& chemistry) {
  std::vector<Piece> pieces{whole(parts.antibody)};
  const bool is_cut = !parts.antibody.hinge_cut.empty();
  for (auto& piece : is_cut ? cut_at_hinge(parts.antibody, chemistry.amino_acids) : std::vector<Piece>())
    if (piece.glycan_sites > 0 || piece.name == "Fd") pieces.push_back(std::move(piece));
  auto chains = reduced(parts.antibody);
  pieces.insert(pieces.begin() + 1, chains.begin(), chains.end());
  for (auto& piece : pieces) modify(piece, options, chemistry);
  tables.push_back(site_table(parts.antibody, chemistry));
  tables.push_back(piece_table(pieces, chemistry));
}

std::vector<DataTable> tables_of(const Asked& asked, Weighed& weighed, const GivenOptions& options,
                                 const Chemistry& chemistry, Reader reader) {
  const auto whole_conjugate = [&]() -> const ConjugateParts& { return parts_of(weighed, options, chemistry); };
  std::vector<DataTable> tables;
  for (const auto& part : asked.parts) {
    if (part == "compounds") tables.push_back(compound_table(asked.compounds, chemistry, reader));
    if (part == "ions") tables.push_back(ion_table(asked.compounds, adducts_asked(options), chemistry));
    if (part == "envelopes") tables.push_back(envelope_table(asked.compounds, chemistry));
    if (part == "products") tables.push_back(product_table(chemistry));
    if (part == "antibody") add_antibody(tables, options, whole_conjugate(), chemistry);
    if (part == "glycans") tables.push_back(glycan_table(whole_conjugate().glycans, chemistry));
    if (part == "increments") tables.push_back(increment_table(whole_conjugate().linker_payload, chemistry));
    if (part == "ladder") add_ladders(tables, ladders_of(weighed, options, chemistry), options, reader);
  }
  return tables;
}

/// The report in the folder of --out, on what was asked or, without words, on everything.
void write_report_asked(const Request& request, const Chemistry& chemistry) {
  constexpr bool kForReport = true;
  const Asked asked = asked_of(request, chemistry, kForReport);
  const bool wants_compounds = std::ranges::any_of(
      asked.parts, [](const auto& part) { return part == "compounds" || part == "ions" || part == "envelopes"; });
  Weighed weighed;
  MassesReport report{.page = tables_of(asked, weighed, request.options, chemistry, Reader::person),
                      .files = tables_of(asked, weighed, request.options, chemistry, Reader::program)};
  report.outcome.is_by_name = asked.is_by_name;
  if (asked.is_by_name || wants_compounds) report.outcome.compounds = asked.compounds;
  report.outcome.adducts = adducts_asked(request.options);
  if (weighed.entry) report.outcome.load = to_conjugate(*weighed.entry).load;
  report.outcome.title = masses_title(asked.is_by_name, asked.compounds, weighed.entry);
  report.outcome.parts = std::move(weighed.parts);
  report.outcome.ladders = std::move(weighed.ladders);
  write_masses_report(report, request, chemistry);
}

/// Structure and remarks of what was asked for by name.
void print_remarks(const Request& request, const Chemistry& chemistry) {
  for (const auto& word : request.words) {
    const Molecule* molecule = chemistry.molecules.find_if_any(word);
    if (molecule == nullptr) continue;
    print("\n" + bold(molecule->name) + "\n");
    if (!molecule->aliases.empty()) print(fmt::format("  also called {}\n", fmt::join(molecule->aliases, "; ")));
    if (!molecule->smiles.empty()) print("  SMILES " + molecule->smiles + "\n");
    for (const auto& ion : molecule->product_ions)
      print(fmt::format("  gives {} ({:.4f})\n", ion,
                        ion_mz(chemistry.molecules.find_product(ion).cation, 1, chemistry.elements)));
    if (!molecule->note.empty()) print(wrapped(molecule->note, text_width(), 2) + "\n");
  }
}

}  // namespace

int masses(const Request& request) {
  const GivenOptions& options = request.options;
  if (options.has("csv") && options.has("json")) refuse_argument("--csv and --json", "they exclude each other", "");
  const bool is_for_programs = options.has("csv") || options.has("json");
  if (!request.folder.empty()) expect_folder(request.folder);
  const Chemistry chemistry = read_chemistry(data_folder());
  constexpr bool kForReport = false;
  Weighed weighed;
  auto tables = tables_of(asked_of(request, chemistry, kForReport), weighed, options, chemistry,
                          is_for_programs ? Reader::program : Reader::person);
  if (options.has("csv")) std::erase_if(tables, [](const auto& table) { return table.name == "sites"; });
  if (options.has("csv") && tables.size() != 1)
    refuse_argument(fmt::format("{} tables do not fit into one CSV", tables.size()), "",
                    "name one part: " + fmt::format("{}", fmt::join(kParts, ", ")));
  if (!request.folder.empty()) write_report_asked(request, chemistry);
  if (options.has("json")) {
    print(as_json(tables));
  } else if (options.has("csv")) {
    print(as_csv(tables.front()));
  } else {
    for (std::size_t i = 0; i < tables.size(); ++i) print((i == 0 ? "" : "\n") + for_people(tables[i]));
    print_remarks(request, chemistry);
    if (!request.folder.empty())
      print(fmt::format("\nWritten to {}: report.html, report.json and a CSV file of each table\n", request.folder));
  }
  return kAllWell;
}

}  // namespace emtansim::cli
