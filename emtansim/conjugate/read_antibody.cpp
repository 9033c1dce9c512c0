// SPDX-License-Identifier: Apache-2.0
/// Readers of FASTA and of antibodies/*.toml.
#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/conjugate/antibody.h"

namespace emtansim::conjugate {

namespace {

constexpr std::size_t kLargestFasta = std::size_t{1} << 20;

[[noreturn]] void refuse_fasta(const Where& where, std::string what, std::string try_this) {
  throw InputError(where, {"bad-fasta", std::move(what), "", std::move(try_this)});
}

void add_residues(Chain& chain, std::string_view line, const Where& where, const AminoAcids& acids) {
  for (char letter : line) {
    if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '*') continue;
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    if (acids.find(letter) == nullptr)
      refuse_fasta(where, fmt::format("'{}' is no amino acid with a known mass", letter),
                   "give the sequence in the twenty one-letter codes");
    chain.sequence += letter;
  }
}

void finish(Chain& chain, const AminoAcids& acids, const Where& where) {
  if (chain.sequence.empty()) refuse_fasta(where, fmt::format("the chain '{}' is empty", chain.name), "");
  chain.formula = parse_formula("H2O");
  for (const char letter : chain.sequence) chain.formula += acids.find(letter)->formula;
}

int cysteines(const std::vector<Chain>& chains) {
  int total = 0;
  for (const auto& chain : chains) total += chain.copies * static_cast<int>(std::ranges::count(chain.sequence, 'C'));
  return total;
}

/// Chains of one sequence as copies of the first.
std::vector<Chain> merged(std::vector<Chain> chains) {
  std::vector<Chain> kinds;
  for (auto& chain : chains) {
    const auto same = std::ranges::find(kinds, chain.sequence, &Chain::sequence);
    if (same == kinds.end()) {
      kinds.push_back(std::move(chain));
    } else {
      same->copies += chain.copies;
    }
  }
  return kinds;
}

int whole_number(const TomlValue& value, int smallest, int largest) {
  const auto number = value.whole_number();
  if (number < smallest || number > largest)
    value.refuse("out-of-range", fmt::format("{} is {}", value.name(), number),
                 fmt::format("it must lie between {} and {}", smallest, largest));
  return static_cast<int>(number);
}

void read_copies(const TomlTable& file, std::vector<Chain>& chains) {
  const auto copies = file.find("copies");
  if (!copies) return;
  const auto items = copies->list();
  if (items.size() != chains.size())
    copies->refuse("contradiction", fmt::format("'copies' has {} numbers", items.size()),
                   fmt::format("there are {} sequences", chains.size()));
  for (std::size_t i = 0; i < items.size(); ++i) chains[i].copies = whole_number(items[i], 1, 8);
}

}  // namespace

std::vector<Chain> parse_fasta(std::string_view text, const std::string& file, const AminoAcids& acids) {
  std::vector<Chain> chains;
  int line_number = 0;
  int begun_at = 0;
  for (std::string_view line : split(text, '\n')) {
    ++line_number;
    line = trim(line);
    if (line.starts_with('>')) {
      if (!chains.empty()) finish(chains.back(), acids, {file, begun_at});
      chains.push_back({.name = std::string(trim(line.substr(1))), .sequence = {}, .copies = 1, .formula = {}});
      if (chains.back().name.empty()) chains.back().name = fmt::format("chain {}", chains.size());
      begun_at = line_number;
    } else if (!line.empty() && !line.starts_with(';')) {
      if (chains.empty()) refuse_fasta({file, line_number}, "the sequence has no header", "begin with a line '>name'");
      add_residues(chains.back(), line, {file, line_number}, acids);
    }
  }
  if (chains.empty()) refuse_fasta({file, 0}, "the file holds no sequence", "begin each with a line '>name'");
  finish(chains.back(), acids, {file, begun_at});
  return chains;
}

Antibody antibody_from_chains(std::string name, std::vector<Chain> chains, const Where& where) {
  Antibody antibody;
  antibody.name = std::move(name);
  const bool has_one_of_each = chains.size() == 2 && chains[0].sequence != chains[1].sequence;
  antibody.chains = merged(std::move(chains));
  if (has_one_of_each) {
    for (auto& chain : antibody.chains) chain.copies = 2;
    antibody.assumed.emplace_back("two sequences: each is taken twice, as in an IgG");
  }
  const int thiols = cysteines(antibody.chains);
  if (thiols % 2 != 0)
    throw InputError(where, {"bad-antibody", fmt::format("{} cysteines cannot all be paired", thiols), "",
                             "check the sequences, or give an antibody file with 'disulfides'"});
  antibody.disulfides = thiols / 2;
  antibody.assumed.push_back(fmt::format("all {} cysteines are paired: {} disulfides", thiols, antibody.disulfides));
  return antibody;
}

Antibody read_antibody(const std::string& path, const AminoAcids& acids) {
  static const std::vector<std::string> kKeys = {
      "name",    "says",   "sequences",  "copies", "disulfides", "c_terminal_lysines", "hinge_cut", "numbering_offset",
      "glycans", "source", "provenance", "note"};
  const TomlDocument document = TomlDocument::parse(read_toml_text(path), path);
  const TomlTable file = document.root();
  file.refuse_unknown_keys(kKeys);
  const TomlValue sequences = file.at("sequences");
  const std::string fasta = (std::filesystem::path(path).parent_path() / sequences.text()).string();
  auto chains = parse_fasta(read_file(fasta, sequences.where(), kLargestFasta), fasta, acids);
  read_copies(file, chains);
  Antibody antibody;
  antibody.name = file.at("name").text();
  antibody.says = file.text_or_empty("says");
  antibody.chains = std::move(chains);
  const int thiols = cysteines(antibody.chains);
  antibody.disulfides = whole_number(file.at("disulfides"), 0, thiols / 2);
  if (const auto lysines = file.find("c_terminal_lysines")) antibody.c_terminal_lysines = whole_number(*lysines, 0, 2);
  if (const auto offset = file.find("numbering_offset")) antibody.numbering_offset = whole_number(*offset, -1000, 1000);
  antibody.hinge_cut = file.text_or_empty("hinge_cut");
  antibody.glycans = file.text_or_empty("glycans");
  antibody.source = file.text_or_empty("source");
  antibody.note = file.text_or_empty("note");
  return antibody;
}

}  // namespace emtansim::conjugate
