// SPDX-License-Identifier: Apache-2.0
/// From chromatograms to concentrations: channels of a run, the peak of each analyte and what speaks for and against
/// it, calibration, results.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "emtansim/spectra/chromatograms/quantify_method.h"
#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// One m/z, or a pair of them, over time.
struct Channel {
  std::string molecule;
  std::string ion;      ///< "[M+H]+"
  std::string product;  ///< "547"; empty for an extracted ion
  int isotope = 0;      ///< extra neutrons: 0, or 2 for the 37Cl and 34S peak
  double mz = 0;        ///< computed, Th
  double product_mz = std::numeric_limits<double>::quiet_NaN();
  double expected_share = 1;  ///< of the isotope peak, against the monoisotopic one
  bool is_found = false;      ///< the run holds it
  std::vector<double> time;   ///< s
  std::vector<double> intensity;
};

/// All channels that a method asks for: ions times products, the isotope M+2 of each first ion, and the same for the
/// relatives that lose water in the source.
std::vector<Channel> channels_of(const QuantifyMethod& method, const conjugate::Chemistry& chemistry);

/// Fills channels from a run in one pass; memory is that of the chromatograms. SRM channels are matched by the nearest
/// Q1 and Q3 within the tolerance, extracted ions by ppm from MS1 spectra. Throws as `read_run`.
struct RunChannels {
  std::vector<Channel> channels;
  std::size_t spectra = 0;
  std::size_t reactions = 0;  ///< SRM chromatograms in the run
  std::vector<Warning> warnings;
};
RunChannels read_channels(const std::string& path, std::vector<Channel> wanted, const Tolerances& tolerances);

/// The peak of one molecule in one run.
struct PeakReading {
  std::string molecule;
  bool is_monitored = false;  ///< the run holds a channel for it
  std::string channel;        ///< "[M+H]+ > 547", or "[M+H]+"; empty where it is not monitored
  std::optional<ChromatogramPeak> peak;
  double noise = std::numeric_limits<double>::quiet_NaN();
  double ion_ratio = std::numeric_limits<double>::quiet_NaN();      ///< area of the second channel over the first
  double isotope_ratio = std::numeric_limits<double>::quiet_NaN();  ///< area of M+2 over M
  double expected_isotope_ratio = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> other_peaks;   ///< apex times in the same channel, s
  std::vector<std::string> remarks;  ///< for people: what speaks against it
  bool is_doubtful = false;          ///< a remark is a failed check
  std::vector<double> time;          ///< of the channel, s
  std::vector<double> intensity;
  std::vector<double> baseline;
};

/// Picks the peak of `analyte` among the peaks of its channel: within the window, not together with a relative that
/// loses water, nearest to `retention` (or the largest where that is NaN).
PeakReading read_peak(const Analyte& analyte, const RunChannels& run, const QuantifyMethod& method, double retention);

/// A run that was read.
struct RunReading {
  RunEntry entry;
  std::string problem;                          ///< empty, or why the file could not be used
  std::vector<PeakReading> analytes;            ///< in the order of the method
  std::vector<PeakReading> internal_standards;  ///< the same
};

/// Result of one analyte in one run.
enum class ResultStatus { measured, below, above, not_detected, not_monitored, no_calibration, failed };
std::string_view to_text(ResultStatus status);

struct Result {
  std::size_t run = 0;      ///< index into Quantification::runs
  std::size_t analyte = 0;  ///< index into the method's analytes
  ResultStatus status = ResultStatus::failed;
  double response =
      std::numeric_limits<double>::quiet_NaN();  ///< ratio of areas, or the area without internal standard
  double concentration = std::numeric_limits<double>::quiet_NaN();  ///< nM in the extract, before dilution
  double concentration_se = std::numeric_limits<double>::quiet_NaN();
  double amount = std::numeric_limits<double>::quiet_NaN();  ///< pmol per 1e6 cells; NaN without cells and volume
  double amount_se = std::numeric_limits<double>::quiet_NaN();
  double accuracy = std::numeric_limits<double>::quiet_NaN();  ///< found / nominal - 1, of controls
};

struct Quantification {
  QuantifyMethod method;
  std::vector<RunReading> runs;
  std::vector<double> retention;       ///< of each analyte, s: given, or the median of the standards
  std::vector<CalibrationLine> lines;  ///< of each analyte
  std::vector<Result> results;         ///< by run, then analyte
};

/// Reads all runs, finds retention times from the standards, calibrates and reads off every result. A file that cannot
/// be read becomes a run with a `problem`; the others go on.
Quantification quantify(const QuantifyMethod& method, const std::vector<RunEntry>& runs,
                        const conjugate::Chemistry& chemistry);

}  // namespace emtansim::spectra
