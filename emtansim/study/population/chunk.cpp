// SPDX-License-Identifier: Apache-2.0
/// Plan, simulate, measure: a few individuals at a time.
#include "emtansim/study/population/chunk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "emtansim/study/members.h"
#include "emtansim/study/population/stored.h"

namespace emtansim::study {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

experiment::Experiment without_noise(experiment::Experiment experiment) {
  for (auto& readout : experiment.readouts) {
    readout.replicates = 1;
    readout.noise_cv = 0;
  }
  return experiment;
}

Mark mark_of(const std::string& status) {
  if (status == "ok") return Mark::ok;
  if (status == "below LOQ") return Mark::below_limit;
  return status == "failed" ? Mark::failed : Mark::undefined;
}

void add_cost(const solve::MemberReport& report, ChunkResult& result) {
  PopulationCost& cost = result.cost;
  ++cost.members;
  cost.steps += report.steps;
  cost.rhs_evaluations += report.rhs_evaluations;
  cost.jacobian_evaluations += report.jacobian_evaluations;
  cost.factorizations += report.factorizations;
  cost.error_test_failures += report.error_test_failures;
  cost.convergence_failures += report.convergence_failures;
  result.member_seconds += report.wall_seconds;
}

PopulationFailure failure_of(const network::Member& member, const solve::MemberReport& report,
                             const network::Network& network) {
  return {.individual = member.individual,
          .arm = member.arm,
          .dose = member.dose,
          .failed_at = report.failed_at,
          .reason = report.reason,
          .worst_species = report.worst_species ? network.species()[*report.worst_species].name : std::string(),
          .parameters = member.parameters};
}

/// Memory of a chunk that goes back when the chunk is done.
class Borrowed {
 public:
  Borrowed(std::mutex& mutex, std::vector<std::unique_ptr<solve::Trajectories>>& spare) : mutex_(mutex), spare_(spare) {
    const std::scoped_lock lock(mutex_);
    if (spare_.empty()) {
      memory_ = std::make_unique<solve::Trajectories>();
    } else {
      memory_ = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() {
    const std::scoped_lock lock(mutex_);
    spare_.push_back(std::move(memory_));
  }
  solve::Trajectories& operator*() { return *memory_; }

 private:
  std::mutex& mutex_;
  std::vector<std::unique_ptr<solve::Trajectories>>& spare_;
  std::unique_ptr<solve::Trajectories> memory_;
};

}  // namespace

ReadingLayout layout_of(const network::Ensemble& typical, const assay::Readouts& readouts) {
  ReadingLayout layout;
  struct Spot {
    std::size_t member, series, time;
  };
  std::vector<Spot> spots;
  std::map<std::tuple<std::string, std::string, std::string, std::string, std::size_t>, std::size_t> known;
  for (const auto& row : readouts.rows) {
    if (row.replicate != 0) continue;
    const auto [found, is_new] =
        known.try_emplace({row.assay, row.quantity, row.population, row.unit, row.member}, layout.series.size());
    if (is_new) {
      layout.series.push_back({.readout = row.assay,
                               .quantity = row.quantity,
                               .population = row.population,
                               .arm = row.arm,
                               .unit = row.unit,
                               .dose = row.dose});
    }
    PopulationSeries& series = layout.series[found->second];
    spots.push_back({row.member, found->second, series.times.size()});
    series.times.push_back(row.time);
    series.typical.push_back(row.value);
  }
  for (auto& series : layout.series) {
    series.first_value = layout.reading_count;
    layout.reading_count += series.times.size();
  }
  layout.of_member.resize(typical.members.size());
  for (const auto& spot : spots)
    layout.of_member[spot.member].push_back(layout.series[spot.series].first_value + spot.time);
  return layout;
}

std::string to_bytes(const ChunkResult& result) {
  ByteWriter writer;
  writer.put<std::uint64_t>(result.first);
  writer.put<std::uint64_t>(result.count);
  for (const auto* values : {&result.parameters, &result.readings, &result.courses}) writer.put(*values);
  for (const auto* bytes : {&result.marks, &result.finished}) writer.put(*bytes);
  put(writer, result.failures);
  put(writer, result.cost);
  writer.put(result.worst_residual);
  writer.put(result.member_seconds);
  return writer.take();
}

ChunkResult chunk_from_bytes(std::string_view bytes) {
  ByteReader reader(bytes);
  ChunkResult result;
  result.first = static_cast<std::size_t>(reader.number<std::uint64_t>());
  result.count = static_cast<std::size_t>(reader.number<std::uint64_t>());
  for (auto* values : {&result.parameters, &result.readings, &result.courses}) *values = reader.numbers<double>();
  for (auto* marks : {&result.marks, &result.finished}) *marks = reader.numbers<std::uint8_t>();
  result.failures = get_failures(reader);
  result.cost = get_cost(reader);
  result.worst_residual = reader.number<double>();
  result.member_seconds = reader.number<double>();
  if (!reader.is_sound() || !reader.is_at_end())
    throw SystemError({}, {"broken-result", "a rank sent a result that cannot be read", "", ""});
  return result;
}

ChunkRunner::ChunkRunner(const experiment::Experiment& experiment, const model::Model& model, const Draws& draws,
                         const solve::Simulator& simulator, const ReadingLayout& layout, CourseUse courses)
    : experiment_(without_noise(experiment)),
      model_(model),
      draws_(draws),
      names_(names_of(model)),
      simulator_(simulator),
      layout_(layout),
      courses_(courses),
      times_(assay::times_needed(experiment)) {}

ChunkResult ChunkRunner::run(std::size_t first, std::size_t count) const {
  const network::Ensemble ensemble = plan_individuals(experiment_, model_, draws_, first, count);
  Borrowed memory(mutex_, spare_);
  solve::Trajectories& trajectories = *memory;
  simulator_.run(ensemble, trajectories);
  ChunkResult result{.first = first, .count = count};
  keep_members(ensemble, trajectories, result);
  keep_readings(ensemble, trajectories, result);
  if (courses_ == CourseUse::kept) keep_courses(trajectories, result);
  return result;
}

// Members stand by arm and dose, then individual; results by individual, then arm and dose.
void ChunkRunner::keep_members(const network::Ensemble& ensemble, const solve::Trajectories& trajectories,
                               ChunkResult& result) const {
  const std::size_t per_individual = layout_.of_member.size();
  for (std::size_t i = 0; i < result.count; ++i) {
    const auto& parameters = ensemble.members[i].parameters;
    result.parameters.insert(result.parameters.end(), parameters.begin(), parameters.end());
    for (std::size_t d = 0; d < per_individual; ++d) {
      const std::size_t m = d * result.count + i;
      const auto& report = trajectories.report(m);
      add_cost(report, result);
      const bool is_finished = report.status == solve::Status::finished;
      result.finished.push_back(is_finished ? 1 : 0);
      if (!is_finished && result.failures.size() < kFailuresListed)
        result.failures.push_back(failure_of(ensemble.members[m], report, model_.network));
      for (std::size_t k = 0; is_finished && k < trajectories.moiety_count(); ++k)
        result.worst_residual = std::max(result.worst_residual, trajectories.books(m, k).residual);
    }
  }
}

void ChunkRunner::keep_readings(const network::Ensemble& ensemble, const solve::Trajectories& trajectories,
                                ChunkResult& result) const {
  const auto readouts = assay::measure(experiment_, model_.network, names_, ensemble, trajectories);
  result.readings.assign(result.count * layout_.reading_count, kNaN);
  result.marks.assign(result.readings.size(), static_cast<std::uint8_t>(Mark::undefined));
  std::vector<std::size_t> next(ensemble.members.size(), 0);
  for (const auto& row : readouts.rows) {
    const auto& places = layout_.of_member[row.member / result.count];
    EMTANSIM_ASSERT(next[row.member] < places.size());
    const std::size_t individual = row.member % result.count;
    const std::size_t at = individual * layout_.reading_count + places[next[row.member]++];
    const Mark mark = mark_of(row.status);
    result.marks[at] = static_cast<std::uint8_t>(mark);
    if (mark == Mark::ok || mark == Mark::below_limit) result.readings[at] = row.value;
  }
}

void ChunkRunner::keep_courses(const solve::Trajectories& trajectories, ChunkResult& result) const {
  const std::size_t per_individual = layout_.of_member.size();
  const std::size_t species = model_.network.species().size();
  result.courses.reserve(trajectories.member_count() * times_.size() * trajectories.column_count());
  for (std::size_t i = 0; i < result.count; ++i) {
    for (std::size_t d = 0; d < per_individual; ++d) {
      const std::size_t m = d * result.count + i;
      for (std::size_t t = 0; t < times_.size(); ++t) {
        for (std::size_t c = 0; c < species; ++c)
          result.courses.push_back(trajectories.species(m, t, network::SpeciesId(c)));
        for (std::size_t c = species; c < trajectories.column_count(); ++c)
          result.courses.push_back(trajectories.observable(m, t, c - species));
      }
    }
  }
}

}  // namespace emtansim::study
