// SPDX-License-Identifier: Apache-2.0
/// The DAR of one comb by the rule of the field, for comparison.
#include <cmath>
#include <limits>

#include "emtansim/spectra/composition.h"

namespace emtansim::spectra {

namespace {

/// Line through (drugs, mass), weighted by height.
void fit_line(NearestPeakDar& result) {
  double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (const auto& peak : result.peaks) {
    if (peak.height <= 0) continue;
    s += peak.height;
    sx += peak.height * peak.drugs;
    sy += peak.height * peak.found;
    sxx += peak.height * peak.drugs * peak.drugs;
    sxy += peak.height * peak.drugs * peak.found;
  }
  const double determinant = s * sxx - sx * sx;
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  result.dar = s > 0 ? sx / s : kNone;
  result.spacing = determinant > 0 ? (s * sxy - sx * sy) / determinant : kNone;
  result.intercept = determinant > 0 ? (sy - result.spacing * sx) / s : kNone;
}

}  // namespace

NearestPeakDar nearest_peak_dar(const Signal& list, double base, double drug_mass, int most_drugs, double tolerance) {
  NearestPeakDar result;
  for (int k = 0; k <= most_drugs; ++k) {
    NearestPeak peak{.drugs = k, .theory = base + k * drug_mass};
    double nearest = tolerance;
    for (std::size_t i = 0; i < list.x.size(); ++i) {
      const double off = std::abs(list.x[i] - peak.theory);
      if (off > nearest) continue;
      nearest = off;
      peak.found = list.x[i];
      peak.height = list.intensity[i];
    }
    result.peaks.push_back(peak);
  }
  fit_line(result);
  return result;
}

}  // namespace emtansim::spectra
