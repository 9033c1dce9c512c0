// SPDX-License-Identifier: Apache-2.0
/// Many lots side by side: names and times from a list, differences with intervals, the loss of drug in time.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition.h"
#include "emtansim/stats/stats.h"

namespace emtansim::spectra {

/// A line of the list of samples.
struct SampleEntry {
  Where where;
  std::string file;  ///< from the folder of the list
  std::string name;  ///< the file's where none is given
  std::string lot;   ///< what belongs together in time; the name where none is given
  double time = std::numeric_limits<double>::quiet_NaN();
};
struct SampleList {
  std::vector<SampleEntry> entries;
  std::string time_unit;  ///< empty without times
};
/// Columns file; optional name, lot, time_UNIT. `folder` is that of the list. Throws InputError with file and line.
SampleList parse_samples(const Table& table, const std::string& folder);

/// a - b of two estimates with independent errors: the halves of their intervals add as squares on each side
/// [@zou2008], which keeps intervals that are not symmetric.
Estimated difference(const Estimated& a, const Estimated& b);

/// Share of the molecules with at least so many drugs.
Estimated tail_of(const Composition& composition, int drugs);

/// The mean load at a time.
struct TimedDar {
  double time = 0;
  Estimated dar;
};

/// DAR = DAR0 exp(-k t).
struct LossFit {
  stats::LineFit line;  ///< of ln DAR over time
  Estimated rate;       ///< k per unit of time
  Estimated start;      ///< DAR0
  Estimated half_life;  ///< infinite high end where the interval of the rate holds zero
  std::string problem;  ///< why there is none; empty where there is one
};
/// By weighted least squares on ln DAR, weights from the intervals (alike where one is missing), intervals by the
/// scatter about the line (Student's t). Needs three times.
LossFit fit_loss(std::span<const TimedDar> points);

}  // namespace emtansim::spectra
