// SPDX-License-Identifier: Apache-2.0
/// What is to be quantified and how: analytes with their ions, internal standards, tolerances, standards and samples.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/conjugate/conjugate.h"
#include "emtansim/spectra/chromatograms/calibration_line.h"
#include "emtansim/spectra/chromatograms/chromatogram_peaks.h"

namespace emtansim::spectra {

/// A molecule that becomes the analyte when it loses water, as it does in the source: a ring-opened form. Its fragment
/// has every m/z of the analyte, so that it must elute elsewhere.
struct Relative {
  std::string name;
  conjugate::Formula formula;
};

/// A molecule that is looked for.
struct Analyte {
  std::string name;
  conjugate::Formula formula;
  std::vector<conjugate::Adduct> ions;                          ///< the first quantifies
  std::vector<std::string> products;                            ///< names of product ions for SRM; the first quantifies
  std::vector<double> product_mz;                               ///< of `products`, Th
  std::string internal_standard;                                ///< name; empty for none
  double retention = std::numeric_limits<double>::quiet_NaN();  ///< s; NaN: found from the standards
  double window = std::numeric_limits<double>::quiet_NaN();     ///< s to either side of `retention`; NaN: by tolerance
  double molar_mass = 0;                                        ///< average, g/mol
  std::vector<Relative> relatives;                              ///< found in the data by their formula
};

struct Tolerances {
  double mz_ppm = 10;        ///< of extracted ions
  double channel_mz = 0.35;  ///< Q1 and Q3 of a channel against the computed m/z, Th: unit resolution
  double retention = 0.02;   ///< share of the retention time
  double ratio = 0.30;       ///< of an ion or isotope ratio, share of what is expected
  double together = 0.25;    ///< two peaks elute together where their apexes lie this share of a half width apart
};

/// What to do with readings below the lower limit in the table for fits.
enum class BelowLimit { leave_out, zero, half, keep };
std::string_view to_text(BelowLimit policy);
BelowLimit parse_below_limit(std::string_view text, const Where& where = {});

struct QuantifyMethod {
  std::string title;
  std::vector<Analyte> analytes;
  std::vector<Analyte> internal_standards;
  Tolerances tolerances;
  PeakRules peaks;
  CalibrationRules calibration;
  BelowLimit below = BelowLimit::leave_out;
};

/// Reads a method; formulae and product ions come from `chemistry`. Throws InputError for what is missing or unknown.
QuantifyMethod parse_method(std::string_view text, const std::string& file, const conjugate::Chemistry& chemistry);

enum class RunKind { sample, standard, control, blank };
std::string_view to_text(RunKind kind);

/// One injection.
struct RunEntry {
  std::string file;  ///< path
  std::string name;
  RunKind kind = RunKind::sample;
  double level = std::numeric_limits<double>::quiet_NaN();            ///< nM; of standards and controls
  double level_ng_per_ml = std::numeric_limits<double>::quiet_NaN();  ///< the same, if it was given by mass
  double volume_ml = std::numeric_limits<double>::quiet_NaN();        ///< of the extract
  double cells = std::numeric_limits<double>::quiet_NaN();            ///< in it
  double dilution = 1;  ///< the extract was diluted so many times before injection
  std::vector<std::pair<std::string, std::string>> conditions;  ///< other columns, carried to the results
  Where where;
};

/// A list of injections: CSV with a column `file` (relative to `folder`) and, optionally, name, kind, level_nM or
/// level_ng_per_ml, volume_ml, cells, dilution; any other column is a condition. Throws InputError with the line.
std::vector<RunEntry> parse_runs(const Table& table, const std::string& folder);

}  // namespace emtansim::spectra
