// SPDX-License-Identifier: Apache-2.0
/// What an instrument gives: spectra, chromatograms and lists of masses, with the steps that were taken on them.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

enum class Polarity { unknown, positive, negative };

/// Whether points follow the shape of peaks or stand for one peak each.
enum class PointKind { unknown, profile, centroid };

/// Something done to data, for the report: "baseline", "rolling minimum, 40 Th wide".
struct Step {
  std::string name;
  std::string settings;
};

/// A place of an image, counted from 1; 0 where the spectrum belongs to no image.
struct Pixel {
  int x = 0;
  int y = 0;
};

/// Intensity over m/z. What a reader gives: m/z ascending, as long as `intensity`, every number finite.
struct Spectrum {
  std::string id;         ///< as the file names it
  std::size_t index = 0;  ///< place in the file, from 0
  int ms_level = 1;
  double retention_time = std::numeric_limits<double>::quiet_NaN();  ///< s; NaN where the file has none
  double precursor_mz = std::numeric_limits<double>::quiet_NaN();    ///< Th; NaN where there is none
  Polarity polarity = Polarity::unknown;
  PointKind declared = PointKind::unknown;  ///< what the file says
  PointKind points = PointKind::unknown;    ///< what the points look like; `declared` where they do not tell
  Pixel pixel;
  std::vector<double> mz;         ///< Th
  std::vector<double> intensity;  ///< counts, or what the instrument calls so
  std::vector<Step> steps;        ///< done since the file, in order
};

enum class ChromatogramKind { other, total_ion, base_peak, selected_ion, selected_reaction };

/// Intensity over time.
struct Chromatogram {
  std::string id;
  std::size_t index = 0;
  ChromatogramKind kind = ChromatogramKind::other;
  double precursor_mz = std::numeric_limits<double>::quiet_NaN();  ///< Q1, Th; NaN where there is none
  double product_mz = std::numeric_limits<double>::quiet_NaN();    ///< Q3, Th
  Polarity polarity = Polarity::unknown;
  std::vector<double> time;  ///< s, ascending
  std::vector<double> intensity;
};

/// Zero-charge masses, as deconvolution programs export them.
struct MassList {
  std::string file;
  std::string mass_column;       ///< the name of the column; empty without a header
  std::string intensity_column;  ///< the same
  std::vector<double> mass;      ///< Da, ascending
  std::vector<double> intensity;
};

/// A complaint that did not stop reading; several of one kind are one, with the place of the first.
struct Warning {
  Where where;
  Complaint complaint;
  std::size_t times = 1;
};

/// As for a person: place, complaint, and how often.
std::string to_message(const Warning& warning);

}  // namespace emtansim::spectra
