// SPDX-License-Identifier: Apache-2.0
/// The mean drug load (DAR) by techniques that do not resolve it: UV/Vis, MALDI centroids, HIC, chains by RP-LC.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "emtansim/conjugate/drug_load.h"
#include "emtansim/conjugate/elements.h"
#include "emtansim/conjugate/linker_payload.h"

namespace emtansim::conjugate {

/// Molar absorptivities, 1/(M cm), at 280 nm and at the maximum of the payload (252 nm for DM1).
struct UvCoefficients {
  std::string name;  ///< of the set in data/chemistry/absorptivities.csv
  double antibody_280 = 0;
  double antibody_252 = 0;
  double payload_280 = 0;
  double payload_252 = 0;
  double ratio_error = 0;  ///< by which the antibody's own A252/A280 may be off where it was not measured
  std::string provenance;
};

/// Sets for one payload; the antibody's own A252 follows from `antibody_280` and the ratio of the table.
std::vector<UvCoefficients> uv_coefficients(const Table& table, const std::string& payload, double antibody_280);

/// A252/A280 of a conjugate with this load, and the load that a ratio means: DAR = (eA252 - R eA280) / (R eD280 -
/// eD252). Free drug counts as conjugated. Throws InputError "no-dar" for a ratio that no load gives.
double uv_ratio(const UvCoefficients& coefficients, double dar);
double uv_dar(const UvCoefficients& coefficients, double ratio);
/// Concentration of antibody, M, from A280 along `path` cm.
double uv_concentration(const UvCoefficients& coefficients, double absorbance_280, double dar, double path = 1);

/// The load from the shift of one broad peak. `apparent` counts every dead linker as 0.229 of a drug; `corrected` takes
/// them off again.
struct MaldiDar {
  double shift = 0;      ///< conjugate less antibody, Da
  double apparent = 0;   ///< shift / mass of a drug
  double dead_bias = 0;  ///< what dead linkers and opened rings add to `apparent`
  double corrected = 0;  ///< apparent less the bias
};
struct MaldiInput {
  double conjugate_centroid = 0;  ///< Da
  double antibody_centroid = 0;   ///< Da, with the same glycans and C-terminal lysines
  double dead_linkers = 0;        ///< mean per antibody
  double opened_rings = 0;        ///< mean per antibody
};
MaldiDar maldi_dar(const MaldiInput& input, const LinkerPayload& added, const Elements& elements);

/// One peak of a chromatogram.
struct LoadPeak {
  int drugs = 0;
  double area = 0;
};
enum class LysineConjugates { refuse, allow };
/// The load from HIC peak areas. A lysine conjugate is a mixture of positional isomers that HIC does not separate by
/// load: refused (InputError "wrong-method") unless asked for.
DrugLoad hic_load(std::span<const LoadPeak> peaks, Attachment attachment,
                  LysineConjugates lysine = LysineConjugates::refuse);

/// Mean load of a chain or piece, and how often the antibody has it.
struct PieceLoad {
  double mean_drugs = 0;
  int copies = 2;
};
/// DAR from the pieces of a reduced or cut antibody: sum of copies times load.
double dar_of_pieces(std::span<const PieceLoad> pieces);

/// DAR from occupied shares of the sites of one half of the antibody: twice their sum.
double dar_of_occupancies(std::span<const double> occupancies);

}  // namespace emtansim::conjugate
