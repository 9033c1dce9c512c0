// SPDX-License-Identifier: Apache-2.0
/// Preparing spectra: choosing and averaging scans, smoothing, baseline, centroids, noise. Each step is recorded in
/// `Spectrum::steps` by name and settings.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "emtansim/spectra/read.h"
#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// Which spectra of a file are meant; everything by default.
struct ScanChoice {
  double from_s = -std::numeric_limits<double>::infinity();  ///< retention time; spectra without one only fit no window
  double to_s = std::numeric_limits<double>::infinity();
  std::size_t first = 0;  ///< index in the file
  std::size_t last = std::numeric_limits<std::size_t>::max();
  int ms_level = 0;  ///< 0: any
};

bool is_chosen(const Spectrum& spectrum, const ScanChoice& choice);

class MeanGrid;

/// The mean of spectra that come one by one. While all have the points of the first they are added as they are; else
/// each point is shared out to a grid as fine as the points of the first, so that peaks which the first lacks are kept.
/// Centroids are gathered within 5 ppm of each other.
class SpectrumMean {
 public:
  SpectrumMean();
  SpectrumMean(SpectrumMean&& other) noexcept;
  ~SpectrumMean();
  void add(const Spectrum& spectrum);
  [[nodiscard]] std::size_t count() const { return count_; }
  /// What all spectra had in common; empty for none. Records the step "average".
  [[nodiscard]] Spectrum finish() &&;

 private:
  Spectrum sum_;
  std::unique_ptr<MeanGrid> grid_;
  std::size_t count_ = 0;
  double first_time_ = std::numeric_limits<double>::quiet_NaN();
  double last_time_ = std::numeric_limits<double>::quiet_NaN();
};

/// Around the highest total intensity: the scans of `ms_level` whose total, smoothed over three, stays above half of
/// it. Everything for fewer than ten scans. Reads the whole file.
ScanChoice around_highest(const std::string& path, int ms_level);

/// The mean of the chosen spectra of a file, read in sequence.
struct AverageReading {
  Spectrum spectrum;
  std::size_t averaged = 0;
  Reading reading;
};
/// Throws as `read_run`, and InputError "no-spectra" where none is chosen, "no-peaks" where they hold nothing.
AverageReading read_average(const std::string& path, const ScanChoice& choice = {});
AverageReading read_average(const Content& content, const ScanChoice& choice = {});

/// The chosen spectra again, one by one on the points of their mean `mz`: what drawing scans anew needs. Neighbours in
/// time are added up where there are more than `most`, so that memory stays small. Reads the file once more.
std::vector<std::vector<double>> scans_on(const std::string& path, const std::vector<double>& mz, std::size_t averaged,
                                          std::size_t most, const ScanChoice& choice = {});

/// Points with low <= m/z <= high. Throws InputError "no-peaks" where nothing above zero is left.
Spectrum cut(Spectrum spectrum, double low, double high);

/// Least-squares parabola through each point and `half_window` points on either side (Savitzky-Golay); negative results
/// become 0. Nothing for centroids.
Spectrum smoothed(Spectrum spectrum, int half_window);

/// Subtracts a slowly changing baseline: the lowest mean of a few points within half of `relative_width` of m/z on
/// either side, opened and smoothed over the same width. Negative results become 0. Nothing for centroids.
Spectrum without_baseline(Spectrum spectrum, double relative_width);

/// Standard deviation of the noise: 1.4826 times the median absolute second difference of neighbouring points that are
/// not zero, over sqrt(6), taken from the quieter half of the spectrum. 0 for fewer than 10 points.
double noise_of(const Spectrum& spectrum);

/// One point for each peak of a profile above `least` counts: centroid of the points above half its height, sum of
/// intensity between the valleys. Spectra of centroids come back as they are.
Spectrum centroided(const Spectrum& spectrum, double least);

}  // namespace emtansim::spectra
