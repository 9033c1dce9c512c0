// SPDX-License-Identifier: Apache-2.0
/// Individuals become percentiles.
#include "emtansim/study/population/reduce.h"

#include <algorithm>
#include <cmath>

#include "emtansim/study/population/stored.h"

namespace emtansim::study {

namespace {

// Numbers of 8 bytes that individuals kept whole may fill; beside many readings fewer individuals are kept.
constexpr std::size_t kMostNumbersKept = 4'000'000;

bool is_number(Mark mark) { return mark == Mark::ok || mark == Mark::below_limit; }

Mark mark_at(const std::uint8_t* marks, std::size_t i) { return static_cast<Mark>(marks[i]); }

}  // namespace

void SpreadSoFar::take(double value, Mark mark) {
  if (mark == Mark::failed) ++failed;
  if (mark == Mark::undefined) ++undefined;
  if (!is_number(mark)) return;
  if (mark == Mark::below_limit) ++below_limit;
  moments.add(value);
  sketch.add(value);
}

Spread SpreadSoFar::spread() const {
  Spread spread{.n = moments.count, .failed = failed, .undefined = undefined, .below_limit = below_limit};
  if (moments.count == 0) return spread;
  spread.mean = moments.mean;
  spread.sd = moments.sd();
  spread.minimum = moments.minimum;
  spread.maximum = moments.maximum;
  for (std::size_t i = 0; i < kQuantileShares.size(); ++i)
    spread.quantiles[i] = std::clamp(sketch.quantile(kQuantileShares[i]), moments.minimum, moments.maximum);
  return spread;
}

PopulationReducer::PopulationReducer(const ReadingLayout& layout, std::size_t individuals, std::size_t parameter_count)
    : layout_(layout),
      individuals_(individuals),
      parameter_count_(parameter_count),
      most_kept_(std::clamp(kMostNumbersKept / std::max<std::size_t>(layout.reading_count + parameter_count, 1),
                            kCurvesKept, kIndividualsKept)),
      readings_(layout.reading_count),
      curves_(layout.series.size()) {}

void PopulationReducer::take(const ChunkResult& result) {
  EMTANSIM_EXPECT(result.first == next_individual());
  const std::size_t per_individual = layout_.of_member.size();
  for (std::size_t i = 0; i < result.count; ++i) {
    const std::size_t at = i * layout_.reading_count;
    take_readings(result.readings.data() + at, result.marks.data() + at);
    const auto finished = std::span(result.finished).subspan(i * per_individual, per_individual);
    const auto failed = static_cast<std::size_t>(std::ranges::count(finished, std::uint8_t{0}));
    failed_members_ += failed;
    if (failed == 0) ++finished_;
    if (done_ < most_kept_) keep_whole(result, i);
    ++done_;
  }
  for (const auto& failure : result.failures)
    if (failures_.size() < kFailuresListed) failures_.push_back(failure);
  worst_residual_ = std::max(worst_residual_, result.worst_residual);
  cost_.members += result.cost.members;
  cost_.steps += result.cost.steps;
  cost_.rhs_evaluations += result.cost.rhs_evaluations;
  cost_.jacobian_evaluations += result.cost.jacobian_evaluations;
  cost_.factorizations += result.cost.factorizations;
  cost_.error_test_failures += result.cost.error_test_failures;
  cost_.convergence_failures += result.cost.convergence_failures;
}

void PopulationReducer::take_readings(const double* readings, const std::uint8_t* marks) {
  for (std::size_t i = 0; i < readings_.size(); ++i) readings_[i].take(readings[i], mark_at(marks, i));
  for (std::size_t s = 0; s < layout_.series.size(); ++s) {
    const auto& series = layout_.series[s];
    if (series.times.size() > 1)
      take_curve(series, readings + series.first_value, marks + series.first_value, curves_[s]);
  }
}

void PopulationReducer::take_curve(const PopulationSeries& series, const double* values, const std::uint8_t* marks,
                                   CurveSpreads& spreads) {
  Mark worst = Mark::ok;
  std::size_t top = 0;
  for (std::size_t t = 0; t < series.times.size(); ++t) {
    const Mark mark = mark_at(marks, t);
    if (!is_number(mark)) worst = std::max(worst, mark);
    if (values[t] > values[top]) top = t;
  }
  const double area =
      is_number(worst) ? stats::area_under_curve(series.times, std::span(values, series.times.size())) : 0;
  spreads.area.take(area, worst);
  spreads.peak.take(values[top], worst);
  spreads.time_of_peak.take(series.times[top], worst);
}

void PopulationReducer::keep_whole(const ChunkResult& result, std::size_t i) {
  const auto part = [i](const std::vector<double>& all, std::size_t size) {
    return std::span(all).subspan(i * size, size);
  };
  const auto parameters = part(result.parameters, parameter_count_);
  const auto readings = part(result.readings, layout_.reading_count);
  kept_parameters_.insert(kept_parameters_.end(), parameters.begin(), parameters.end());
  kept_readings_.insert(kept_readings_.end(), readings.begin(), readings.end());
}

std::vector<network::ParameterId> PopulationReducer::varied() const {
  std::vector<network::ParameterId> rows;
  for (std::size_t row = 0; row < parameter_count_ && !kept_parameters_.empty(); ++row) {
    bool differs = false;
    for (std::size_t at = row; at < kept_parameters_.size() && !differs; at += parameter_count_)
      differs = kept_parameters_[at] != kept_parameters_[row];
    if (differs) rows.emplace_back(row);
  }
  return rows;
}

PopulationSummary PopulationReducer::summary() const {
  PopulationSummary summary{.individuals = individuals_,
                            .done = done_,
                            .finished = finished_,
                            .series = layout_.series,
                            .quantile_error = 0,
                            .parameters = kept_parameters_,
                            .readings = kept_readings_,
                            .parameter_count = parameter_count_,
                            .reading_count = layout_.reading_count,
                            .varied = varied(),
                            .failed_members = failed_members_,
                            .failures = failures_,
                            .worst_residual = worst_residual_,
                            .cost = cost_,
                            .timing = {}};
  for (std::size_t s = 0; s < summary.series.size(); ++s) {
    PopulationSeries& series = summary.series[s];
    for (std::size_t t = 0; t < series.times.size(); ++t) {
      const auto& so_far = readings_[series.first_value + t];
      series.spread.push_back(so_far.spread());
      if (!so_far.sketch.is_exact()) summary.quantile_error = so_far.sketch.relative_error();
    }
    if (series.times.size() < 2) continue;
    series.area = curves_[s].area.spread();
    series.peak = curves_[s].peak.spread();
    series.time_of_peak = curves_[s].time_of_peak.spread();
  }
  return summary;
}

std::vector<SpreadSoFar*> PopulationReducer::all_spreads() {
  std::vector<SpreadSoFar*> all;
  for (auto& reading : readings_) all.push_back(&reading);
  for (auto& curve : curves_)
    for (auto* spread : {&curve.area, &curve.peak, &curve.time_of_peak}) all.push_back(spread);
  return all;
}

std::string PopulationReducer::to_bytes() const {
  ByteWriter writer;
  const auto put_spread = [&writer](const SpreadSoFar& spread) {
    put(writer, spread.moments);
    put(writer, spread.sketch);
    for (const std::size_t count : {spread.failed, spread.undefined, spread.below_limit})
      writer.put<std::uint64_t>(count);
  };
  for (const std::size_t count :
       {individuals_, parameter_count_, readings_.size(), curves_.size(), done_, finished_, failed_members_})
    writer.put<std::uint64_t>(count);
  for (const auto& reading : readings_) put_spread(reading);
  for (const auto& curve : curves_)
    for (const auto* spread : {&curve.area, &curve.peak, &curve.time_of_peak}) put_spread(*spread);
  writer.put(kept_parameters_);
  writer.put(kept_readings_);
  put(writer, failures_);
  writer.put(worst_residual_);
  put(writer, cost_);
  return writer.take();
}

bool PopulationReducer::restore(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto count = [&reader] { return static_cast<std::size_t>(reader.number<std::uint64_t>()); };
  for (const std::size_t expected : {individuals_, parameter_count_, readings_.size(), curves_.size()})
    if (count() != expected) return false;
  for (std::size_t* number : {&done_, &finished_, &failed_members_}) *number = count();
  for (SpreadSoFar* spread : all_spreads()) {
    spread->moments = get_moments(reader);
    spread->sketch = get_sketch(reader);
    for (std::size_t* number : {&spread->failed, &spread->undefined, &spread->below_limit}) *number = count();
  }
  kept_parameters_ = reader.numbers<double>();
  kept_readings_ = reader.numbers<double>();
  failures_ = get_failures(reader);
  worst_residual_ = reader.number<double>();
  cost_ = get_cost(reader);
  return reader.is_sound() && reader.is_at_end();
}

}  // namespace emtansim::study
