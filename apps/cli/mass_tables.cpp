// SPDX-License-Identifier: Apache-2.0
/// Fills the tables of `emtansim masses`.
#include "mass_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace emtansim::cli {

namespace {

using namespace conjugate;

constexpr int kMono = 4;     // decimals of monoisotopic masses and m/z, Da and Th
constexpr int kAverage = 3;  // of average masses
constexpr int kRungs = 2;    // of a conjugate's masses
constexpr double kSmallestPeak = 1e-3;

std::string joined(const std::vector<int>& positions) {
  std::string text;
  for (const int position : positions) text += fmt::format("{}{}", text.empty() ? "" : " ", position);
  return text.empty() ? "none" : text;
}

double average(const Formula& formula, const Chemistry& chemistry) {
  return formula.is_empty() ? 0 : average_mass(formula, chemistry.elements);
}

double mono(const Formula& formula, const Chemistry& chemistry) {
  return formula.is_empty() ? 0 : monoisotopic_mass(formula, chemistry.elements);
}

std::vector<Cell> mass_row(std::string_view name, const Formula& formula, const Chemistry& chemistry) {
  return {text_cell(name), text_cell(to_text(formula)), number_cell(mono(formula, chemistry), kMono),
          number_cell(average(formula, chemistry), kAverage)};
}

}  // namespace

DataTable compound_table(const std::vector<Compound>& compounds, const Chemistry& chemistry, Reader reader) {
  DataTable table{.name = "compounds",
                  .title = "Compounds, masses in Da",
                  .columns = {"name", "formula", "monoisotopic_Da", "average_Da", "about"},
                  .rows = {},
                  .note = {}};
  if (reader == Reader::program) table.columns.insert(table.columns.end(), {"role", "provenance", "smiles", "note"});
  for (const auto& compound : compounds) {
    auto row = mass_row(compound.name, compound.formula, chemistry);
    const Molecule* molecule = compound.molecule;
    row.push_back(text_cell(molecule == nullptr ? "" : molecule->says));
    if (reader == Reader::program) {
      row.push_back(text_cell(molecule == nullptr ? "" : molecule->role));
      row.push_back(text_cell(molecule == nullptr ? "given" : molecule->provenance));
      row.push_back(text_cell(molecule == nullptr ? "" : molecule->smiles));
      row.push_back(text_cell(molecule == nullptr ? "" : molecule->note));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

DataTable ion_table(const std::vector<Compound>& compounds, const std::vector<Adduct>& adducts,
                    const Chemistry& chemistry) {
  DataTable table{.name = "ions", .title = "Ions, monoisotopic m/z in Th", .columns = {"name"}, .rows = {}, .note = {}};
  for (const auto& adduct : adducts) table.columns.push_back(adduct.name);
  for (const auto& compound : compounds) {
    std::vector<Cell> row{text_cell(compound.name)};
    for (const auto& adduct : adducts)
      row.push_back(number_cell(ion_formula(compound.formula, adduct).has_negative()
                                    ? std::numeric_limits<double>::quiet_NaN()
                                    : mz(compound.formula, adduct, chemistry.elements),
                                kMono));
    table.rows.push_back(std::move(row));
  }
  return table;
}

DataTable envelope_table(const std::vector<Compound>& compounds, const Chemistry& chemistry) {
  DataTable table{.name = "envelopes",
                  .title = "Isotope envelopes, neutral mass in Da",
                  .columns = {"name", "peak", "mass_Da", "percent_of_M", "share"},
                  .rows = {},
                  .note = {}};
  for (const auto& compound : compounds) {
    const auto envelope = isotope_envelope(compound.formula, chemistry.elements, kSmallestPeak);
    const auto full = isotope_envelope(compound.formula, chemistry.elements, 0);
    for (const auto& peak : envelope)
      table.rows.push_back(
          {text_cell(compound.name), text_cell(peak.neutrons == 0 ? "M" : fmt::format("M+{}", peak.neutrons)),
           number_cell(peak.mass, kMono), number_cell(100 * peak.probability / full.front().probability, 2),
           number_cell(peak.probability, 5)});
  }
  return table;
}

DataTable product_table(const Chemistry& chemistry) {
  DataTable table{.name = "products",
                  .title = "Product ions, charge 1+, m/z in Th",
                  .columns = {"name", "cation", "mz", "mz_37Cl", "provenance", "about"},
                  .rows = {},
                  .note = {}};
  for (const auto& ion : chemistry.molecules.product_ions) {
    const double plain = ion_mz(ion.cation, 1, chemistry.elements);
    double heavy = std::numeric_limits<double>::quiet_NaN();
    if (ion.cation.count("Cl") > 0)
      heavy = ion_mz(ion.cation - parse_formula("Cl") + parse_formula("[37Cl]"), 1, chemistry.elements);
    table.rows.push_back({text_cell(ion.name), text_cell(to_text(ion.cation)), number_cell(plain, kMono),
                          number_cell(heavy, kMono), text_cell(ion.provenance), text_cell(ion.says)});
  }
  return table;
}

DataTable site_table(const Antibody& antibody, const Chemistry& chemistry) {
  DataTable table{
      .name = "sites", .title = antibody.name, .columns = {"what", "value"}, .rows = {}, .note = antibody.note};
  const auto add = [&](std::string_view what, std::string value) {
    table.rows.push_back({text_cell(what), text_cell(value)});
  };
  const Amines sites = amines(antibody);
  add("disulfides", std::to_string(antibody.disulfides));
  add("amines", fmt::format("{}: {} lysines and {} N-termini", sites.total(), sites.lysines, sites.n_termini));
  add("glycan sites", std::to_string(glycan_sites(antibody)));
  for (const auto& chain : antibody.chains) {
    add(chain.name, fmt::format("{} residues, {} copies", chain.sequence.size(), chain.copies));
    add("  Cys", joined(chain.positions('C')));
    add("  Lys", joined(chain.positions('K')));
    add("  glycan at", joined(chain.sequons()));
  }
  add("absorptivity at 280 nm", fmt::format("{:.0f} /M/cm", absorptivity_280(antibody, chemistry.amino_acids)));
  const IsotopeSpread spread = isotope_spread(formula(antibody), chemistry.elements);
  add("isotopes", fmt::format("s.d. {:.2f} Da, full width at half maximum {:.1f} Da", spread.sd,
                              2 * std::sqrt(2 * std::log(2.0)) * spread.sd));
  for (const auto& assumed : antibody.assumed) add("assumed", assumed);
  return table;
}

DataTable piece_table(const std::vector<Piece>& pieces, const Chemistry& chemistry) {
  DataTable table{.name = "pieces",
                  .title = "Pieces without drug and glycans, masses in Da",
                  .columns = {"name", "average_Da", "monoisotopic_Da", "copies", "amines", "glycan_sites", "formula"},
                  .rows = {},
                  .note = {}};
  for (const auto& piece : pieces) {
    table.rows.push_back({text_cell(piece.name), number_cell(average(piece.formula, chemistry), kAverage),
                          number_cell(mono(piece.formula, chemistry), kMono), whole_cell(piece.copies),
                          whole_cell(piece.amines), whole_cell(piece.glycan_sites), text_cell(to_text(piece.formula))});
  }
  return table;
}

DataTable glycan_table(const GlycanLibrary& library, const Chemistry& chemistry) {
  DataTable table{.name = "glycans",
                  .title = fmt::format("Glycans of the library {}, masses in Da", library.name),
                  .columns = {"name", "formula", "monoisotopic_Da", "average_Da", "percent", "composition"},
                  .rows = {},
                  .note = {}};
  double sum = 0;
  for (const auto& glycan : library.glycans) sum += glycan.abundance;
  for (const auto& glycan : library.glycans) {
    auto row = mass_row(glycan.name, glycan.formula, chemistry);
    row.push_back(number_cell(100 * glycan.abundance / sum, 2));
    row.push_back(text_cell(glycan.composition));
    table.rows.push_back(std::move(row));
  }
  return table;
}

DataTable increment_table(const LinkerPayload& added, const Chemistry& chemistry) {
  DataTable table{.name = "increments",
                  .title = "What is added to the antibody, masses in Da",
                  .columns = {"name", "formula", "monoisotopic_Da", "average_Da"},
                  .rows = {},
                  .note = added.note};
  const auto add = [&](const std::string& name, const std::optional<Formula>& formula) {
    if (formula && !formula->is_empty()) table.rows.push_back(mass_row(name, *formula, chemistry));
  };
  add(added.name, added.drug);
  add(added.name + ", ring opened", added.drug_opened);
  add(added.linker + " without drug", added.dead_linker);
  add(added.linker + " without drug, hydrolysed", added.dead_linker_hydrolysed);
  add(added.linker + " with cysteine", added.dead_linker_with_cysteine);
  for (const auto& modification : chemistry.modifications)
    table.rows.push_back(mass_row(modification.name, modification.change, chemistry));
  return table;
}

std::vector<DataTable> ladder_matrix(const Ladder& ladder, std::size_t most_sets) {
  constexpr std::size_t kAcross = 6;  // columns of a terminal
  const std::size_t sets = std::min(most_sets, ladder.glycan_sets.size());
  std::vector<DataTable> tables;
  for (std::size_t first = 0; first < sets; first += kAcross) {
    DataTable table{.name = "ladder",
                    .title = fmt::format("Ladder of {}, average masses in Da", ladder.piece.name),
                    .columns = {"drugs"},
                    .rows = {{text_cell("percent")}},
                    .note = {}};
    const std::size_t end = std::min(first + kAcross, sets);
    for (std::size_t set = first; set < end; ++set) {
      table.columns.push_back(ladder.glycan_sets[set].name);
      table.rows[0].push_back(number_cell(100 * ladder.glycan_sets[set].share, 2));
    }
    for (const auto& candidate : ladder.candidates) {
      if (candidate.dead_linkers != 0 || candidate.glycan_set < first || candidate.glycan_set >= end) continue;
      if (candidate.glycan_set == first) table.rows.push_back({text_cell(fmt::format("D{}", candidate.drugs))});
      table.rows.back().push_back(number_cell(candidate.mass, kRungs));
    }
    tables.push_back(std::move(table));
  }
  std::string& note = tables.back().note;
  if (ladder.drug_mass > 0) note = fmt::format("{:.3f} Da for each drug with its linker", ladder.drug_mass);
  if (ladder.dead_linker_mass > 0)
    note += fmt::format(", {:.3f} Da more for each linker without drug", ladder.dead_linker_mass);
  if (sets < ladder.glycan_sets.size())
    note += fmt::format("{}the {} most abundant of {} glycan sets (--pairs shows more, --csv all)",
                        note.empty() ? "" : "; ", sets, ladder.glycan_sets.size());
  return tables;
}

DataTable ladder_rows(const Ladder& ladder) {
  DataTable table{.name = "ladder",
                  .title = ladder.piece.name,
                  .columns = {"piece", "drugs", "dead_linkers", "glycans", "average_Da", "prior"},
                  .rows = {},
                  .note = {}};
  for (const auto& candidate : ladder.candidates)
    table.rows.push_back({text_cell(ladder.piece.name), whole_cell(candidate.drugs), whole_cell(candidate.dead_linkers),
                          text_cell(ladder.glycan_sets[candidate.glycan_set].name),
                          number_cell(candidate.mass, kAverage), number_cell(candidate.prior, 8)});
  return table;
}

}  // namespace emtansim::cli
