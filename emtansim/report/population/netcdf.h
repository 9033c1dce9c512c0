// SPDX-License-Identifier: Apache-2.0
/// The trajectories of a population as NetCDF-4. Private to report.
#pragma once

#include <string>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/study/study.h"

namespace emtansim::report {

/// Writes `path` from what the run kept of every drawn member; docs/formats/outputs.md describes the file. It takes its
/// name when it is whole, and is the same to the bit for the same inputs. Throws SystemError "cannot-write".
void write_netcdf(const study::Outcome& outcome, const catalogue::Catalogue& catalogue, const std::string& command,
                  const std::string& path);

}  // namespace emtansim::report
