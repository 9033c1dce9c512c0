// SPDX-License-Identifier: Apache-2.0
/// The report on masses: what molecules, an antibody and its conjugate weigh, with structures and isotopes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/report/spectra/quantify.h"

namespace emtansim::report {

/// A name and a formula: of the data, or typed in.
struct WeighedCompound {
  std::string name;
  conjugate::Formula formula;
  const conjugate::Molecule* molecule = nullptr;  ///< null for a formula that was typed in
};

struct MassColumn {
  std::string name;
  std::string unit;
  std::optional<int> decimals;  ///< none for a column of text
};

/// A table as the command computed it; cells hold numbers as they are to be read, empty for none.
struct MassTable {
  std::string
      id;  ///< "compounds", "ions", "envelopes", "products", "sites", "pieces", "glycans", "increments", "ladder"
  std::string title;
  std::string note;
  std::vector<MassColumn> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Everything that the report on masses shows.
struct MassesOutcome {
  std::string title;
  bool is_by_name = false;                 ///< compounds were asked for by name
  std::vector<WeighedCompound> compounds;  ///< whose structures and isotopes are drawn; may be none
  std::vector<conjugate::Adduct> adducts;  ///< the first that a compound can form carries its isotopes
  std::optional<conjugate::ConjugateParts> parts;
  conjugate::DrugLoad load;                ///< load of the conjugate in the data, for the heights of the ladder
  std::vector<conjugate::Ladder> ladders;  ///< one for each piece
  std::vector<MassTable> tables;
  std::vector<InputFile> files;  ///< what the user gave: sequences, glycans
};

/// The document inside the page, as docs/formats/report.md describes. Holds no date: the same question gives the same
/// bytes.
std::string masses_json(const MassesOutcome& outcome, const conjugate::Chemistry& chemistry,
                        const catalogue::Catalogue& catalogue, const std::string& command);

}  // namespace emtansim::report
