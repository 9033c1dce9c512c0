// SPDX-License-Identifier: Apache-2.0
/// A few individuals of a population at a time: planned, simulated, measured, and put into a few numbers.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/study/population/draws.h"
#include "emtansim/study/population/population.h"
#include "emtansim/study/study.h"

namespace emtansim::study {

/// Where the numbers of one individual stand: the readings of the typical one, series by series.
struct ReadingLayout {
  std::vector<PopulationSeries> series;             ///< with the values of the typical individual, without spreads
  std::vector<std::vector<std::size_t>> of_member;  ///< [arm and dose][its readings in the order of `measure`]: place
  std::size_t reading_count = 0;
};
ReadingLayout layout_of(const network::Ensemble& typical, const assay::Readouts& readouts);

/// How a reading came out.
enum class Mark : std::uint8_t { ok, below_limit, undefined, failed };

/// What is left of a chunk of individuals when it is done.
struct ChunkResult {
  std::size_t first = 0;                    ///< individual
  std::size_t count = 0;                    ///< individuals
  std::vector<double> parameters;           ///< [individual][parameter]
  std::vector<double> readings;             ///< [individual][reading], NaN where there is none
  std::vector<std::uint8_t> marks;          ///< of the readings
  std::vector<double> courses;              ///< [individual][arm and dose][time][column]; empty unless asked for
  std::vector<std::uint8_t> finished;       ///< [individual][arm and dose], 0 or 1
  std::vector<PopulationFailure> failures;  ///< by individual, arm, dose; at most `kFailuresListed`
  PopulationCost cost;
  double worst_residual = 0;
  double member_seconds = 0;
};
std::string to_bytes(const ChunkResult& result);
/// Throws SystemError "broken-result" where the bytes are not those of a result.
ChunkResult chunk_from_bytes(std::string_view bytes);

enum class CourseUse { left_out, kept };

/// Runs chunks; shared by all threads. Refers to what it is made from.
class ChunkRunner {
 public:
  ChunkRunner(const experiment::Experiment& experiment, const model::Model& model, const Draws& draws,
              const solve::Simulator& simulator, const ReadingLayout& layout, CourseUse courses);

  /// Individuals `first` ... `first + count - 1`.
  [[nodiscard]] ChunkResult run(std::size_t first, std::size_t count) const;
  /// The times of the courses, h.
  [[nodiscard]] const std::vector<double>& times() const { return times_; }

 private:
  void keep_members(const network::Ensemble& ensemble, const solve::Trajectories& trajectories,
                    ChunkResult& result) const;
  void keep_readings(const network::Ensemble& ensemble, const solve::Trajectories& trajectories,
                     ChunkResult& result) const;
  void keep_courses(const solve::Trajectories& trajectories, ChunkResult& result) const;

  experiment::Experiment experiment_;  // without noise: spreads are those of the individuals
  const model::Model& model_;
  const Draws& draws_;
  assay::Names names_;
  const solve::Simulator& simulator_;
  const ReadingLayout& layout_;
  CourseUse courses_;
  std::vector<double> times_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<solve::Trajectories>> spare_;  // memory of chunks that are done
};

}  // namespace emtansim::study
