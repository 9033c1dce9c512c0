// SPDX-License-Identifier: Apache-2.0
/// Chunks are handed out, taken in order, and kept.
#include "emtansim/study/population/stream.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "emtansim/study/population/reduce.h"

namespace emtansim::study {

namespace {

using Clock = std::chrono::steady_clock;

// Enough members to fill the lanes again as others finish, few enough to see progress and to lose little when killed.
constexpr std::size_t kMembersOfChunk = 512;
// Numbers (8 bytes) of a chunk's columns.
constexpr std::size_t kNumbersOfChunk = 1'000'000;
// So many chunks for each worker at least, that none waits long for the last one.
constexpr std::size_t kChunksOfWorker = 8;
// A checkpoint is written after each chunk, unless they would take more than a twentieth of the run.
constexpr double kShareOfRun = 20;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string_view bytes_of(const std::vector<double>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)};
}

/// What is finished, in memory and on the disk. On the leading rank.
class Keeper {
 public:
  explicit Keeper(const Stream& stream)
      : stream_(stream),
        folder_(stream.keep_in),
        reducer_(stream.layout, stream.individuals, stream.parameter_count),
        start_(Clock::now()),
        written_at_(start_) {
    if (stream.keep_in.empty()) return;
    const bool has_more = take_up();
    make_folder(folder_.path());
    if (stream.courses == CourseUse::kept)
      courses_.emplace(folder_.courses_file(), has_more ? CourseFile::Start::go_on : CourseFile::Start::anew);
    if (!has_more) write();  // so that the disk says no before hours of work
  }

  void take(const ChunkResult& result) {
    saying_what_is_kept([&] {
      if (courses_) write_courses(result);
      reducer_.take(result);
      timing_.member_seconds += result.member_seconds;
      if (!stream_.keep_in.empty() && seconds_since(written_at_) > kShareOfRun * write_seconds_) write();
    });
  }

  /// To be called at the end, whichever it is.
  void finish() {
    if (!stream_.keep_in.empty()) saying_what_is_kept([this] { write(); });
  }

  [[nodiscard]] std::size_t next_individual() const { return reducer_.next_individual(); }

  [[nodiscard]] PopulationSummary summary() const {
    PopulationSummary summary = reducer_.summary();
    summary.timing = timing();
    return summary;
  }

 private:
  /// Goes on where a checkpoint left off; false where there is none, or none of use.
  bool take_up() {
    const auto found = stream_.wants_to_resume ? folder_.read() : read_if_sound();
    if (!found) return false;
    const std::string differ = differences(found->identity, stream_.identity);
    if (!stream_.wants_to_resume) {
      if (differ.empty()) refuse_to_lose(*found);
      return false;
    }
    if (!differ.empty()) {
      throw InputError({folder_.path(), 0},
                       {"cannot-resume", "cannot go on with this run", fmt::format("{} changed since it began", differ),
                        fmt::format("undo the change, or remove {} to begin anew", folder_.path())});
    }
    if (!reducer_.restore(found->reduced))
      throw InputError({folder_.path(), 0},
                       {"cannot-resume", "cannot go on with this run", "its checkpoint does not fit",
                        fmt::format("remove {} to begin anew", folder_.path())});
    kept_ = reducer_.next_individual() - 1;
    before_ = found->timing;
    ++before_.sittings;
    return true;
  }

  [[nodiscard]] std::optional<Checkpoint> read_if_sound() const {
    try {
      return folder_.read();
    } catch (const InputError&) {
      return std::nullopt;  // nothing of it can be used: it may be replaced
    }
  }

  void refuse_to_lose(const Checkpoint& found) const {
    PopulationReducer before(stream_.layout, stream_.individuals, stream_.parameter_count);
    if (!before.restore(found.reduced) || before.next_individual() == 1) return;
    throw InputError({folder_.path(), 0},
                     {"unfinished-run",
                      fmt::format("{} of {} individuals of this run are done already", before.next_individual() - 1,
                                  stream_.individuals),
                      "it was stopped before its end",
                      fmt::format("go on with --resume, or remove {} to begin anew", folder_.path())});
  }

  // One record for each individual: parameters, which members finished, readings, courses.
  void write_courses(const ChunkResult& result) {
    const std::size_t members = stream_.layout.of_member.size();
    const std::size_t course = members * stream_.runner.times().size() * stream_.column_count;
    const std::size_t record = stream_.parameter_count + members + stream_.layout.reading_count + course;
    std::vector<double> records;
    records.reserve(result.count * record);
    const auto append = [&records](const auto& all, std::size_t i, std::size_t size) {
      const auto part = std::span(all).subspan(i * size, size);
      records.insert(records.end(), part.begin(), part.end());
    };
    for (std::size_t i = 0; i < result.count; ++i) {
      append(result.parameters, i, stream_.parameter_count);
      append(result.finished, i, members);
      append(result.readings, i, stream_.layout.reading_count);
      append(result.courses, i, course);
    }
    courses_->write((result.first - 1) * record * sizeof(double), bytes_of(records));
  }

  /// Where the disk says no, tries to keep what is finished, and adds how much is safe.
  template <typename Writing>
  void saying_what_is_kept(Writing writing) {
    try {
      writing();
    } catch (const SystemError& error) {
      if (reducer_.next_individual() - 1 > kept_) keep_if_possible();
      if (kept_ == 0) throw;
      const Complaint& said = error.complaint();
      throw SystemError(error.where(), {said.code, said.what, said.why,
                                        fmt::format("make room and go on with --resume: {} of {} individuals are kept",
                                                    kept_, stream_.individuals)});
    }
  }

  void keep_if_possible() {
    try {
      write();
    } catch (const SystemError&) {
      return;  // the last checkpoint is as good as before
    }
  }

  void write() {
    const auto begin = Clock::now();
    if (courses_) courses_->flush();
    folder_.write({.identity = stream_.identity, .timing = timing(), .reduced = reducer_.to_bytes()});
    written_at_ = Clock::now();
    write_seconds_ = seconds_since(begin);
    kept_ = reducer_.next_individual() - 1;
  }

  [[nodiscard]] PopulationTiming timing() const {
    PopulationTiming timing = before_;
    timing.wall_seconds += seconds_since(start_);
    timing.member_seconds += timing_.member_seconds;
    timing.workers = stream_.executor.workers();
    timing.ranks = stream_.executor.ranks();
    return timing;
  }

  const Stream& stream_;
  CheckpointFolder folder_;
  PopulationReducer reducer_;
  std::optional<CourseFile> courses_;
  PopulationTiming before_, timing_;
  Clock::time_point start_, written_at_;
  double write_seconds_ = 0;
  std::size_t kept_ = 0;  // individuals in the last checkpoint
};

}  // namespace

PopulationSummary stream_population(const Stream& stream) {
  std::optional<Keeper> keeper;
  if (stream.executor.is_leader()) keeper.emplace(stream);
  const std::size_t first = keeper ? keeper->next_individual() : 1;
  ChunkJob job{.first = first,
               .end = stream.individuals + 1,
               .size = stream.chunk > 0 ? stream.chunk : usual_chunk(stream, stream.individuals + 1 - first),
               .work = [&](std::size_t from, std::size_t count) { return to_bytes(stream.runner.run(from, count)); },
               .take =
                   [&](std::size_t, std::size_t, std::string_view bytes) {
                     keeper->take(chunk_from_bytes(bytes));
                     return !stream.progress || stream.progress(keeper->next_individual() - 1);
                   }};
  stream.executor.run(job);
  if (!keeper) return {.individuals = stream.individuals};
  keeper->finish();
  return keeper->summary();
}

std::size_t usual_chunk(const Stream& stream, std::size_t individuals_left) {
  const std::size_t members = std::max<std::size_t>(stream.layout.of_member.size(), 1);
  const std::size_t numbers = members * stream.runner.times().size() * stream.column_count;
  const std::size_t most = std::min({kMembersOfChunk / members, kNumbersOfChunk / std::max<std::size_t>(numbers, 1),
                                     individuals_left / (kChunksOfWorker * stream.executor.workers())});
  return std::max<std::size_t>(most, 1);
}

}  // namespace emtansim::study
