// SPDX-License-Identifier: Apache-2.0
/// Tables from which a drug load is computed without a mass spectrum: absorbances, peak areas, sites, pieces.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

/// A table whose columns are all known. Names are compared in lower case; `note` and `comment` are always allowed.
/// Throws InputError "bad-table" for separators other than commas and columns given twice, "unknown-column" for one
/// that nobody would read.
Table known_table(Table table, const std::vector<std::string>& known);

/// A column of times, with its unit in its name: `time_d`. Units: s, min, h, d, wk.
struct TimeColumn {
  std::size_t index = 0;
  std::string unit;
};
/// Nothing without such a column. Throws InputError "unit" for `time` alone and for a unit that is not known.
std::optional<TimeColumn> time_column(const Table& table);
/// The columns that `time_column` knows.
std::vector<std::string> time_columns();

/// Absorbances of one sample in one cuvette.
struct UvRow {
  Where where;
  std::string sample;
  double a280 = 0;        ///< as measured
  double a252 = 0;        ///< as measured, at the maximum of the payload
  double path_cm = 1;     ///< of the cuvette
  double dilution = 1;    ///< of the sample before it was measured
  bool is_naked = false;  ///< the antibody without drug
  double time = std::numeric_limits<double>::quiet_NaN();
};
struct UvTable {
  std::vector<UvRow> rows;
  std::string time_unit;  ///< empty without times
};
/// Columns sample, a280, a252; optional path_cm, dilution, kind (`conjugate` or `naked`), time_UNIT. Throws InputError
/// with file and line.
UvTable parse_uv_table(const Table& table);

/// One peak of a chromatogram by hydrophobic interaction.
struct HicRow {
  Where where;
  std::string sample;
  std::string run;  ///< empty: the sample was run once
  int drugs = 0;
  double area = 0;
};
/// Columns drugs, area; optional sample (else `otherwise`), run.
std::vector<HicRow> parse_hic_table(const Table& table, const std::string& otherwise);

/// Mean load of a site or a piece.
struct PartRow {
  Where where;
  std::string sample;
  std::string run;
  std::string name;
  double load = 0;
  double error = std::numeric_limits<double>::quiet_NaN();  ///< standard error; NaN where none is given
  int copies = 2;                                           ///< in one antibody
};
/// Columns site, and occupancy (a share) or the intensities conjugated and bare; optional sample, run, error.
std::vector<PartRow> parse_site_table(const Table& table, const std::string& otherwise);
/// Columns piece (light, heavy, Fd, Fc/2) and load; optional sample, run, error, copies.
std::vector<PartRow> parse_piece_table(const Table& table, const std::string& otherwise);

}  // namespace emtansim::spectra
