// SPDX-License-Identifier: Apache-2.0
/// Published tables beside readouts: columns picked, rows filtered, units made those of the readout.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/experiment/experiment.h"

namespace emtansim::study {

/// What the points of a table mean.
struct Points {
  std::string x_name;         ///< "time_h", or "dose_nM", "dose_mg_per_kg" or "dose_mg"
  std::vector<double> x;      ///< h, or a dose in the unit of its name
  std::vector<double> y;      ///< in `unit`
  std::vector<double> sd;     ///< in `unit`; empty where the table has none
  std::vector<double> doses;  ///< as the x of doses, one for each point, where the table has a column for them
  std::string unit;           ///< of y, as a readout writes it
  std::string source;         ///< reference key; may be empty
};

/// A dose as tables and readings have it.
struct DoseNumber {
  std::string name;  ///< "dose_nM" of a concentration, "dose_mg_per_kg" of a mass per weight, "dose_mg" of a mass
  double value = 0;  ///< in that unit
};
/// Nothing for a quantity that is no dose.
std::optional<DoseNumber> dose_number(const Quantity& quantity);
/// The number of a dose that a user wrote. Throws InputError "wrong-unit".
double read_dose_number(const std::string& text, const Where& where);

/// Columns and conditions, as options of [[compare]] and of [[data]] in a fit say them.
struct Mapping {
  experiment::Named data;  ///< path as written
  const experiment::Options* options = nullptr;
  std::string folder;                ///< of the file that names the data
  std::string data_folder;           ///< the catalogue's
  std::string unit;                  ///< of the readout's quantity
  std::optional<double> molar_mass;  ///< kDa, for doses given by mass
};

/// Options that `read_points` understands.
const std::vector<std::string>& mapping_keys();

/// Looks for the file in `folder`, then in `data_folder`. Throws InputError at the user's line.
std::string find_data_file(const Mapping& mapping);

/// Reads, filters and converts. Throws InputError at the user's line or at the row.
Points read_points(const Mapping& mapping);

/// Folder part of a path, "." for a bare name.
std::string folder_of(const std::string& path);

}  // namespace emtansim::study
