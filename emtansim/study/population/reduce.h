// SPDX-License-Identifier: Apache-2.0
/// Takes individuals in, one after the other, and keeps what a PopulationSummary tells; memory does not grow with them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/stats/stats.h"
#include "emtansim/study/population/chunk.h"

namespace emtansim::study {

/// Values of one kind, taken in one by one.
struct SpreadSoFar {
  stats::RunningMoments moments;
  stats::QuantileSketch sketch;
  std::size_t failed = 0;
  std::size_t undefined = 0;
  std::size_t below_limit = 0;

  void take(double value, Mark mark);
  [[nodiscard]] Spread spread() const;
};

/// Individuals are taken in in their order, so that the bits of what comes out do not depend on how they were cut into
/// chunks. Refers to the layout.
class PopulationReducer {
 public:
  PopulationReducer(const ReadingLayout& layout, std::size_t individuals, std::size_t parameter_count);

  /// The next individuals; `result.first` must be `next_individual()`.
  void take(const ChunkResult& result);
  [[nodiscard]] std::size_t next_individual() const { return done_ + 1; }
  [[nodiscard]] PopulationSummary summary() const;

  [[nodiscard]] std::string to_bytes() const;
  /// Puts back what `to_bytes` gave for the same layout; false, and nothing is certain, where the bytes do not fit.
  [[nodiscard]] bool restore(std::string_view bytes);

 private:
  /// Of each individual's own curve.
  struct CurveSpreads {
    SpreadSoFar area, peak, time_of_peak;
  };
  void take_readings(const double* readings, const std::uint8_t* marks);
  void take_curve(const PopulationSeries& series, const double* values, const std::uint8_t* marks,
                  CurveSpreads& spreads);
  void keep_whole(const ChunkResult& result, std::size_t i);
  [[nodiscard]] std::vector<network::ParameterId> varied() const;
  [[nodiscard]] std::vector<SpreadSoFar*> all_spreads();

  const ReadingLayout& layout_;
  std::size_t individuals_;
  std::size_t parameter_count_;
  std::size_t most_kept_;
  std::size_t done_ = 0;
  std::size_t finished_ = 0;
  std::vector<SpreadSoFar> readings_;
  std::vector<CurveSpreads> curves_;  // of each series
  std::vector<double> kept_parameters_, kept_readings_;
  std::size_t failed_members_ = 0;
  std::vector<PopulationFailure> failures_;
  double worst_residual_ = 0;
  PopulationCost cost_;
};

}  // namespace emtansim::study
