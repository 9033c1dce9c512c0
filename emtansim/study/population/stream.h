// SPDX-License-Identifier: Apache-2.0
/// A population in chunks: run by an executor, reduced in order, kept on the disk as it goes.
#pragma once

#include <functional>
#include <string>

#include "emtansim/study/population/checkpoint.h"
#include "emtansim/study/population/chunk.h"
#include "emtansim/study/population/executor.h"

namespace emtansim::study {

/// What a population is streamed with. Refers to what it is made from.
struct Stream {
  const ChunkRunner& runner;
  const ReadingLayout& layout;
  std::size_t individuals = 0;
  std::size_t parameter_count = 0;
  std::size_t column_count = 0;
  Executor& executor;
  CourseUse courses = CourseUse::left_out;
  std::size_t chunk = 0;  ///< individuals; 0 for a good number
  std::string keep_in;    ///< folder for checkpoints; empty for none
  RunIdentity identity;
  bool wants_to_resume = false;
  /// Called with the number of individuals done; false stops.
  std::function<bool(std::size_t done)> progress;
};

/// Runs all individuals, or goes on with those that a checkpoint has not. On ranks that do not lead, only the parts
/// that are known there are filled. Throws InputError "cannot-resume" where the checkpoint is of another run,
/// "unfinished-run" where one of the same run would be lost, and SystemError "cannot-write".
PopulationSummary stream_population(const Stream& stream);

/// Individuals of a chunk, so that a chunk has members for all lanes, fits into the memory of a core's share, and every
/// worker gets several.
std::size_t usual_chunk(const Stream& stream, std::size_t individuals_left);

}  // namespace emtansim::study
