// SPDX-License-Identifier: Apache-2.0
/// What is put is got in the same order.
#include "emtansim/study/population/stored.h"

namespace emtansim::study {

void put(ByteWriter& writer, const PopulationCost& cost) {
  writer.put<std::uint64_t>(cost.members);
  for (const long long count : {cost.steps, cost.rhs_evaluations, cost.jacobian_evaluations, cost.factorizations,
                                cost.error_test_failures, cost.convergence_failures})
    writer.put<std::int64_t>(count);
}

PopulationCost get_cost(ByteReader& reader) {
  PopulationCost cost;
  cost.members = static_cast<std::size_t>(reader.number<std::uint64_t>());
  for (long long* count : {&cost.steps, &cost.rhs_evaluations, &cost.jacobian_evaluations, &cost.factorizations,
                           &cost.error_test_failures, &cost.convergence_failures})
    *count = reader.number<std::int64_t>();
  return cost;
}

void put(ByteWriter& writer, const std::vector<PopulationFailure>& failures) {
  writer.put<std::uint64_t>(failures.size());
  for (const auto& failure : failures) {
    writer.put<std::uint64_t>(failure.individual);
    writer.put(std::string_view(failure.arm));
    writer.put(failure.dose);
    writer.put(failure.failed_at);
    writer.put(std::string_view(failure.reason));
    writer.put(std::string_view(failure.worst_species));
    writer.put(failure.parameters);
  }
}

std::vector<PopulationFailure> get_failures(ByteReader& reader) {
  std::vector<PopulationFailure> failures;
  const auto count = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < count && reader.is_sound(); ++i) {
    PopulationFailure& failure = failures.emplace_back();
    failure.individual = static_cast<std::size_t>(reader.number<std::uint64_t>());
    failure.arm = reader.text();
    failure.dose = reader.number<double>();
    failure.failed_at = reader.number<double>();
    failure.reason = reader.text();
    failure.worst_species = reader.text();
    failure.parameters = reader.numbers<double>();
  }
  return failures;
}

void put(ByteWriter& writer, const stats::RunningMoments& moments) {
  writer.put<std::uint64_t>(moments.count);
  for (const double value : {moments.mean, moments.squares, moments.minimum, moments.maximum}) writer.put(value);
}

stats::RunningMoments get_moments(ByteReader& reader) {
  stats::RunningMoments moments;
  moments.count = static_cast<std::size_t>(reader.number<std::uint64_t>());
  for (double* value : {&moments.mean, &moments.squares, &moments.minimum, &moments.maximum})
    *value = reader.number<double>();
  return moments;
}

void put(ByteWriter& writer, const stats::QuantileSketch& sketch) {
  const auto& counts = sketch.counts();
  writer.put(counts.exact);
  writer.put(counts.zeros);
  writer.put(counts.first_positive);
  writer.put(counts.positive);
  writer.put(counts.first_negative);
  writer.put(counts.negative);
}

stats::QuantileSketch get_sketch(ByteReader& reader) {
  stats::SketchCounts counts;
  counts.exact = reader.numbers<double>();
  counts.zeros = reader.number<std::uint64_t>();
  counts.first_positive = reader.number<std::int32_t>();
  counts.positive = reader.numbers<std::uint32_t>();
  counts.first_negative = reader.number<std::int32_t>();
  counts.negative = reader.numbers<std::uint32_t>();
  return stats::QuantileSketch::with(std::move(counts));
}

}  // namespace emtansim::study
