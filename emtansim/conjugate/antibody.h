// SPDX-License-Identifier: Apache-2.0
/// Antibodies from their sequences: chains, disulfides, sites, formulae, and the pieces that a laboratory makes of
/// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/conjugate/elements.h"

namespace emtansim::conjugate {

/// A residue of a chain.
struct AminoAcid {
  char letter = '?';
  std::string name;
  Formula formula;          ///< less one water
  double absorptivity = 0;  ///< at 280 nm, 1/(M cm)
};

/// The table of residues. Constant after it was read.
class AminoAcids {
 public:
  AminoAcids() = default;
  /// With the columns of data/chemistry/amino_acids.csv; the row "cystine" is the disulfide.
  explicit AminoAcids(const Table& table);
  /// Null for a letter that is no residue.
  [[nodiscard]] const AminoAcid* find(char letter) const;
  [[nodiscard]] double cystine_absorptivity() const { return cystine_absorptivity_; }

 private:
  std::vector<AminoAcid> acids_;
  double cystine_absorptivity_ = 0;
};

/// One polypeptide chain.
struct Chain {
  std::string name;
  std::string sequence;  ///< one-letter code
  int copies = 1;        ///< in one antibody
  Formula formula;       ///< of one copy with all thiols free, no glycan

  /// 1-based positions of a residue.
  [[nodiscard]] std::vector<int> positions(char letter) const;
  /// 1-based positions of Asn in N-X-S/T with X not Pro, where a glycan may sit.
  [[nodiscard]] std::vector<int> sequons() const;
  [[nodiscard]] bool ends_with_lysine() const { return sequence.ends_with('K'); }
};

/// An antibody: its chains, its disulfides and how its residues are numbered.
struct Antibody {
  std::string name;
  std::string says;
  std::vector<Chain> chains;
  int disulfides = 0;          ///< in the whole molecule
  int c_terminal_lysines = 0;  ///< added behind the heavy chains, over those in the sequence
  std::string hinge_cut;       ///< "PELLG|GPSV": where IdeS cuts; empty when not known
  int numbering_offset = 0;    ///< index in the chain less EU number, constant region of the heavy chain
  std::string glycans;         ///< name of its usual glycan library; may be empty
  std::string source;          ///< key in references.bib; may be empty for a user's file
  std::string note;
  std::vector<std::string> assumed;  ///< what the reader had to assume, for reports
};

/// Chains of a FASTA file; a header gives the name, `*` at the end and blanks are left out, lower case is read. Throws
/// InputError "bad-fasta" with the line for what is no residue.
std::vector<Chain> parse_fasta(std::string_view text, const std::string& file, const AminoAcids& acids);

/// An antibody from chains alone: two sequences are taken twice each; all cysteines are taken as paired. What was
/// assumed stands in `assumed`. Throws InputError "bad-antibody" for an odd number of cysteines.
Antibody antibody_from_chains(std::string name, std::vector<Chain> chains, const Where& where = {});

/// Reads antibodies/NAME.toml; `sequences` in it names a FASTA file beside it. Throws InputError.
Antibody read_antibody(const std::string& path, const AminoAcids& acids);

/// Amines that a lysine linker may take.
struct Amines {
  int lysines = 0;
  int n_termini = 0;
  [[nodiscard]] int total() const { return lysines + n_termini; }
};
Amines amines(const Antibody& antibody);

/// Number of a residue over all chains.
int residues(const Antibody& antibody, char letter);
/// Glycan sites over all chains.
int glycan_sites(const Antibody& antibody);

/// Formula of the whole antibody without glycans, with its disulfides and C-terminal lysines.
Formula formula(const Antibody& antibody);

/// Molar absorptivity of the protein at 280 nm from its Trp, Tyr and disulfides [@pace1995], 1/(M cm).
double absorptivity_280(const Antibody& antibody, const AminoAcids& acids);

/// What is weighed as one: the whole antibody or a part of it.
struct Piece {
  std::string name;
  Formula formula;       ///< without glycans
  int glycan_sites = 0;  ///< 0, 1 or 2
  int amines = 0;
  int copies = 1;  ///< in one antibody
};

Piece whole(const Antibody& antibody);
/// Each kind of chain, all thiols free.
std::vector<Piece> reduced(const Antibody& antibody);
/// Light chain, Fd and Fc/2 after cutting at the hinge (IdeS) and reducing. Throws InputError "no-hinge-cut" where the
/// antibody has no `hinge_cut` or its sequence lacks the motif.
std::vector<Piece> cut_at_hinge(const Antibody& antibody, const AminoAcids& acids);

}  // namespace emtansim::conjugate
