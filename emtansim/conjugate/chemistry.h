// SPDX-License-Identifier: Apache-2.0
/// Everything chemical that data/ holds, read at once; and the parts of one conjugate found in it.
#pragma once

#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/antibody.h"
#include "emtansim/conjugate/dar_methods.h"
#include "emtansim/conjugate/elements.h"
#include "emtansim/conjugate/glycan.h"
#include "emtansim/conjugate/ladder.h"
#include "emtansim/conjugate/molecule.h"

namespace emtansim::conjugate {

/// A change of an antibody's formula that storage, enzymes or salt bring about.
struct Modification {
  std::string name;
  std::string says;
  Formula change;
};

/// A distribution that somebody measured.
struct MeasuredLoad {
  std::string lot;
  std::string conjugate;
  std::string source;  ///< key in references.bib
  DrugLoad load;
};

/// Losses of one payload from an antibody with k: the rates for k = 1, 2, 3 and more, 1/day.
struct DeconjugationRates {
  std::string species;
  std::vector<double> per_day;
  std::string source;
};

/// A value; constant after it was read, and then usable from any thread.
struct Chemistry {
  Elements elements;
  AminoAcids amino_acids;
  std::vector<Sugar> sugars;
  std::vector<Modification> modifications;
  Molecules molecules;
  std::vector<LinkerPayload> linker_payloads;
  std::vector<MeasuredLoad> measured_loads;
  std::vector<DeconjugationRates> deconjugation;
  Table absorptivities;  ///< for `uv_coefficients`
  std::string folder;    ///< where it was read: data/

  [[nodiscard]] const Modification& find_modification(std::string_view name, const Where& asked_at = {}) const;
};

/// Reads chemistry/, molecules/ and linkers/ of the data folder. Throws InputError.
Chemistry read_chemistry(const std::string& data_folder);

/// The antibody called `name`, from antibodies/ of the data folder. Throws InputError "unknown-antibody".
Antibody find_antibody(const Chemistry& chemistry, std::string_view name, const Where& asked_at = {});
/// A library of data/glycans by name, or any CSV file by its path (with .csv). Throws InputError "unknown-glycans".
GlycanLibrary find_glycans(const Chemistry& chemistry, const std::string& name, const Where& asked_at = {});
/// What links this payload by this linker. Throws InputError "unknown-linker".
const LinkerPayload& find_linker_payload(const Chemistry& chemistry, std::string_view linker, std::string_view payload,
                                         const Where& asked_at = {});

/// Files that replace what the conjugate's entry names; empty for the entry's own.
struct PartFiles {
  std::string antibody;  ///< FASTA, or a file like those of data/antibodies (.toml)
  std::string glycans;   ///< CSV, or the name of a library; "none", "PNGase F"
};

/// Antibody, linker with payload, and glycans of a conjugate. A naked antibody has an empty linker-payload. Throws
/// InputError where the data hold no sequence, linker or library for it, and says which file to give.
ConjugateParts conjugate_parts(const Chemistry& chemistry, const catalogue::ConjugateEntry& entry,
                               const PartFiles& files = {});

}  // namespace emtansim::conjugate
