// SPDX-License-Identifier: Apache-2.0
/// Antibodies: what follows from the sequence.
#include "emtansim/conjugate/antibody.h"

#include <algorithm>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

Formula water() { return parse_formula("H2O"); }

Formula formula_of(std::string_view sequence, const AminoAcids& acids) {
  Formula formula = water();
  for (const char letter : sequence) {
    const AminoAcid* acid = acids.find(letter);
    EMTANSIM_EXPECT(acid != nullptr);
    formula += acid->formula;
  }
  return formula;
}

int count(std::string_view sequence, char letter) { return static_cast<int>(std::ranges::count(sequence, letter)); }

/// A part of a chain. Its own N-terminus counts as an amine where it is the chain's.
Piece piece_of(std::string name, std::string_view sequence, const Chain& chain, const AminoAcids& acids) {
  const Chain part{.name = {}, .sequence = std::string(sequence), .copies = 1, .formula = {}};
  return {.name = std::move(name),
          .formula = formula_of(sequence, acids),
          .glycan_sites = static_cast<int>(part.sequons().size()),
          .amines = count(sequence, 'K') + (chain.sequence.starts_with(sequence) ? 1 : 0),
          .copies = chain.copies};
}

bool carries_glycan(const Chain& chain) { return !chain.sequons().empty(); }

}  // namespace

AminoAcids::AminoAcids(const Table& table) {
  const Where head{table.file, 1};
  const auto letter = table.column("letter", head);
  const auto name = table.column("name", head);
  const auto atoms = table.column("formula", head);
  const auto absorptivity = table.column("absorptivity_280", head);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    if (row[letter] == "cystine") {
      cystine_absorptivity_ = table.number(i, absorptivity);
      continue;
    }
    const Where where{table.file, table.lines[i]};
    if (row[letter].size() != 1)
      throw InputError(where, {"bad-table", fmt::format("'{}' is no one-letter code", row[letter]), "", ""});
    acids_.push_back({.letter = row[letter].front(),
                      .name = row[name],
                      .formula = parse_formula(row[atoms], where),
                      .absorptivity = table.number(i, absorptivity)});
  }
}

const AminoAcid* AminoAcids::find(char letter) const {
  const auto found = std::ranges::find(acids_, letter, &AminoAcid::letter);
  return found == acids_.end() ? nullptr : &*found;
}

std::vector<int> Chain::positions(char letter) const {
  std::vector<int> found;
  for (std::size_t i = 0; i < sequence.size(); ++i)
    if (sequence[i] == letter) found.push_back(static_cast<int>(i) + 1);
  return found;
}

std::vector<int> Chain::sequons() const {
  std::vector<int> found;
  for (std::size_t i = 0; i + 2 < sequence.size(); ++i)
    if (sequence[i] == 'N' && sequence[i + 1] != 'P' && (sequence[i + 2] == 'S' || sequence[i + 2] == 'T'))
      found.push_back(static_cast<int>(i) + 1);
  return found;
}

int residues(const Antibody& antibody, char letter) {
  int total = letter == 'K' ? antibody.c_terminal_lysines : 0;
  for (const auto& chain : antibody.chains) total += chain.copies * count(chain.sequence, letter);
  return total;
}

int glycan_sites(const Antibody& antibody) {
  int total = 0;
  for (const auto& chain : antibody.chains) total += chain.copies * static_cast<int>(chain.sequons().size());
  return total;
}

Amines amines(const Antibody& antibody) {
  Amines amines{.lysines = residues(antibody, 'K'), .n_termini = 0};
  for (const auto& chain : antibody.chains) amines.n_termini += chain.copies;
  return amines;
}

Formula formula(const Antibody& antibody) {
  Formula sum;
  for (const auto& chain : antibody.chains) sum += chain.copies * chain.formula;
  sum.add("H", -2 * antibody.disulfides);
  return sum + antibody.c_terminal_lysines * parse_formula("C6H12N2O");
}

double absorptivity_280(const Antibody& antibody, const AminoAcids& acids) {
  double total = antibody.disulfides * acids.cystine_absorptivity();
  for (const auto& chain : antibody.chains)
    for (const char letter : chain.sequence) total += chain.copies * acids.find(letter)->absorptivity;
  return total;
}

Piece whole(const Antibody& antibody) {
  return {.name = antibody.name,
          .formula = formula(antibody),
          .glycan_sites = glycan_sites(antibody),
          .amines = amines(antibody).total(),
          .copies = 1};
}

std::vector<Piece> reduced(const Antibody& antibody) {
  std::vector<Piece> pieces;
  for (const auto& chain : antibody.chains)
    pieces.push_back({.name = chain.name,
                      .formula = chain.formula,
                      .glycan_sites = static_cast<int>(chain.sequons().size()),
                      .amines = count(chain.sequence, 'K') + 1,
                      .copies = chain.copies});
  return pieces;
}

std::vector<Piece> cut_at_hinge(const Antibody& antibody, const AminoAcids& acids) {
  const auto bar = antibody.hinge_cut.find('|');
  if (bar == std::string::npos)
    throw InputError({}, {"no-hinge-cut", fmt::format("where {} is cut at the hinge is not known", antibody.name), "",
                          "give 'hinge_cut' in its file, such as \"PELLG|GPSV\""});
  const std::string motif = antibody.hinge_cut.substr(0, bar) + antibody.hinge_cut.substr(bar + 1);
  std::vector<Piece> pieces;
  bool is_cut = false;
  for (const auto& chain : antibody.chains) {
    const auto at = chain.sequence.find(motif);
    if (!carries_glycan(chain) || at == std::string::npos) {
      pieces.push_back(piece_of(chain.name, chain.sequence, chain, acids));
      continue;
    }
    const std::string_view sequence = chain.sequence;
    pieces.push_back(piece_of("Fd", sequence.substr(0, at + bar), chain, acids));
    pieces.push_back(piece_of("Fc/2", sequence.substr(at + bar), chain, acids));
    is_cut = true;
  }
  if (is_cut) return pieces;
  throw InputError({}, {"no-hinge-cut", fmt::format("no chain of {} holds '{}'", antibody.name, motif), "",
                        "correct 'hinge_cut' in its file"});
}

}  // namespace emtansim::conjugate
