// SPDX-License-Identifier: Apache-2.0
/// The drug load from absorbances, from areas of separated loads, from occupied sites and from pieces of the antibody.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "emtansim/conjugate/conjugate.h"
#include "emtansim/spectra/composition.h"
#include "emtansim/spectra/loads/load_tables.h"

namespace emtansim::spectra {

// --- Absorbances ---

/// What the readings are turned into loads with.
struct UvMethod {
  std::vector<conjugate::UvCoefficients> sets;  ///< at least one (contract); the first gives the values
  double antibody_mass = 0;                     ///< Da, with glycans: for mg/mL
};

/// A252/A280 of the antibody without drug.
struct NakedRatio {
  Estimated value;           ///< the range in which it is taken to lie
  bool is_measured = false;  ///< by rows of the table; else from the set of coefficients
  int rows = 0;
  std::string says;  ///< where the range comes from
};

/// One sample; its rows are replicates.
struct UvLoad {
  std::string sample;
  double time = std::numeric_limits<double>::quiet_NaN();
  int rows = 0;
  double ratio = 0;  ///< A252/A280, mean over the rows
  double dar = 0;    ///< with the first set
  std::vector<double> by_set;
  double lowest_set = 0, highest_set = 0;  ///< over the sets
  Estimated scatter;                       ///< mean over rows with its 95 % interval; low = high where there is one row
  double lowest = 0, highest = 0;          ///< over sets, the range of the naked ratio and the scatter of rows
  double per_hundredth = 0;                ///< change of the DAR when the naked ratio is 0.01 higher
  double micromolar = 0;                   ///< antibody in the sample before dilution, mean over the rows
  double mg_per_ml = 0;                    ///< of antibody, without what is on it
  std::vector<std::string> warnings;
};

struct UvResult {
  NakedRatio naked;
  std::vector<conjugate::UvCoefficients> sets;  ///< with the naked ratio that was used
  std::vector<UvLoad> samples;                  ///< in the order of the table
};

/// Throws InputError "no-dar" at the row whose ratio no load gives.
UvResult uv_loads(const UvTable& table, const UvMethod& method);

// --- Areas, sites, pieces ---

/// A site or a piece with its part in the DAR.
struct LoadPart {
  std::string name;
  Estimated load;
  int copies = 2;
};

/// One sample by areas, sites or pieces.
struct SampleLoad {
  std::string sample;
  int runs = 1;
  Estimated dar;              ///< low = high where nothing tells the error
  std::string interval_from;  ///< in words
  std::vector<double> load;   ///< shares of 0, 1, 2, ... drugs; empty where the technique does not tell
  std::vector<LoadPart> parts;
  std::vector<std::string> warnings;

  [[nodiscard]] bool has_interval() const { return dar.low < dar.high; }
};

/// From peak areas: mean over the runs of a sample, with Student's interval where there are several. Throws InputError
/// "wrong-method" for lysine conjugates unless allowed, "bad-drug-load" for a run without area.
std::vector<SampleLoad> hic_loads(std::span<const HicRow> rows, const conjugate::LinkerPayload& added,
                                  conjugate::LysineConjugates lysine);

/// Twice the sum over the sites of one half; the load is that of sites which are occupied independently. Throws
/// InputError "bad-table" for a site given twice in one run.
std::vector<SampleLoad> site_loads(std::span<const PartRow> rows);

/// The sum over light and heavy chains, or light chain, Fd and Fc/2. Throws InputError "bad-table" where a piece is
/// missing or stands twice.
std::vector<SampleLoad> piece_loads(std::span<const PartRow> rows);

}  // namespace emtansim::spectra
