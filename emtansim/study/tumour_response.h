// SPDX-License-Identifier: Apache-2.0
/// What treatments did to tumours: inhibition of growth, best change, time to double, dose for stasis.
#pragma once

#include <limits>
#include <string>

namespace emtansim::study {

/// One arm at one dose against the control, of the typical individual. NaN where there is no such number.
struct TumourResponse {
  std::string readout, arm, control;
  double dose = 0;                                                 ///< in `experiment::dose_unit`
  double time = 0;                                                 ///< h, of `inhibition`
  double inhibition = std::numeric_limits<double>::quiet_NaN();    ///< TGI, %: 100 (1 - (V_t - V_t0)/(V_c - V_c0))
  double best_change = std::numeric_limits<double>::quiet_NaN();   ///< %, the lowest volume against the start
  double time_of_best = std::numeric_limits<double>::quiet_NaN();  ///< h
  double doubling = std::numeric_limits<double>::quiet_NaN();      ///< h until twice the start; NaN: never while read
  double stasis_time = std::numeric_limits<double>::quiet_NaN();   ///< h, over which stasis was asked for
  double stasis_dose = std::numeric_limits<double>::quiet_NaN();   ///< that holds the volume so long, on this schedule
  /// Mean concentration of the antibody in plasma over that time under that dose, µg/mL.
  double static_concentration = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace emtansim::study
