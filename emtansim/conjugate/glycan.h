// SPDX-License-Identifier: Apache-2.0
/// Glycans as counts of sugars, libraries of them, and the sets that an antibody's sites carry.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/conjugate/elements.h"

namespace emtansim::conjugate {

/// A sugar as it stands in a glycan: less one water.
struct Sugar {
  std::string name;  ///< "HexNAc"
  std::string says;
  Formula formula;
};

/// With the columns of data/chemistry/sugars.csv.
std::vector<Sugar> read_sugars(const Table& table);

struct Glycan {
  std::string name;         ///< as the library names it: "A2G0F", "no_glycan"
  std::string composition;  ///< "3 Hex, 4 HexNAc, 1 Fuc"; empty for none
  Formula formula;          ///< what it adds to the asparagine
  double abundance = 0;     ///< relative, not negative; shares after dividing by the library's sum
};

struct GlycanLibrary {
  std::string name;
  std::vector<Glycan> glycans;
  std::string file;
};

/// Formula of "3 Hex, 4 HexNAc, 1 Fuc". Throws InputError "unknown-sugar" or "bad-glycan".
Formula glycan_formula(std::string_view composition, const std::vector<Sugar>& sugars, const Where& where = {});

/// A library from a table with the columns Name, Composition and, optionally, Abundance and Checked (rows with "False"
/// are left out); the form that MoFi writes. Without abundances all count alike. Throws InputError with the line.
GlycanLibrary parse_glycans(const Table& table, std::string name, const std::vector<Sugar>& sugars);

/// One glycan: nothing on the site.
GlycanLibrary no_glycans();
/// One glycan: the aspartic acid that PNGase F leaves (+O -N -H).
GlycanLibrary pngase_f_treated();

/// What all glycan sites of a piece carry together. For two sites a pair; unlike pairs count both orders.
struct GlycanSet {
  std::vector<std::size_t> glycans;  ///< indices into the library, ascending; one for each site
  std::string name;                  ///< "A2G0F/A2G1F"; "none" for a piece without sites
  Formula formula;
  double share = 1;  ///< of molecules, if the sites are independent
};

/// All sets for `sites` sites (0, 1 or 2; contract), the most abundant first.
std::vector<GlycanSet> glycan_sets(const GlycanLibrary& library, int sites);

}  // namespace emtansim::conjugate
