// SPDX-License-Identifier: Apache-2.0
/// Ours and SUNDIALS as contenders, measured in turn.
#include "benchmarks/macro/contender.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace emtansim::benchmarks {

namespace {

void count(const solve::MemberReport& report, Costs& costs) {
  costs.steps += report.steps;
  costs.rhs += report.rhs_evaluations;
  costs.jacobians += report.jacobian_evaluations;
  costs.factorizations += report.factorizations;
  if (report.status != solve::Status::finished) ++costs.failed_members;
}

class Ours : public Contender {
 public:
  Ours(const Sample& sample, solve::Method method) : sample_(sample), method_(method) {
    const auto& all = sample.ensemble.members;
    for (std::size_t first = 0; first < all.size(); first += kChunk) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
      const auto count = static_cast<std::ptrdiff_t>(std::min(kChunk, all.size() - first));
      chunks_.push_back({.members = {begin, begin + count}, .times = sample.ensemble.times});
    }
  }

  [[nodiscard]] std::string name() const override {
    switch (method_) {
      case solve::Method::cvode: return "Emtansim, CVODES";
      case solve::Method::automatic: return "Emtansim, automatic";
      case solve::Method::explicit_lanes: return "Emtansim, explicit";
      case solve::Method::implicit_lanes: return "Emtansim, implicit";
    }
    return {};
  }
  [[nodiscard]] Side side() const override { return Side::ours; }

  void set_tolerance(double relative) override {
    solve::SolveOptions options;
    options.relative = relative;
    options.absolute = relative * sample_.problem.absolute / sample_.problem.relative;
    options.max_steps = 10'000'000;
    options.method = method_;
    options.threads = 1;
    simulator_ = std::make_unique<solve::Simulator>(sample_.program, options);
  }

  double run(AccuracyMeter* meter) override {
    double seconds = 0;
    std::size_t member = 0;
    costs_ = {};
    for (const auto& chunk : chunks_) {
      const double start = thread_seconds();
      simulator_->run(chunk, trajectories_);
      seconds += thread_seconds() - start;
      for (std::size_t m = 0; m < chunk.members.size(); ++m, ++member) {
        count(trajectories_.report(m), costs_);
        if (meter != nullptr)
          meter->add(course_of(trajectories_, m, sample_.program.species_count), sample_.references[member],
                     sample_.floors[member]);
      }
    }
    return seconds;
  }
  [[nodiscard]] Costs costs() const override { return costs_; }

 private:
  const Sample& sample_;
  solve::Method method_;
  std::vector<network::Ensemble> chunks_;
  std::unique_ptr<solve::Simulator> simulator_;
  solve::Trajectories trajectories_;
  Costs costs_;
};

class OfSundials : public Contender {
 public:
  OfSundials(const Sample& sample, const Equations& equations, SundialsMethod method, VectorLoops loops)
      : sample_(sample),
        equations_(equations),
        method_(method),
        loops_(loops),
        courses_(kChunk, Course(sample.references.front().size())) {}

  [[nodiscard]] std::string name() const override { return name_of(method_, loops_); }
  [[nodiscard]] Side side() const override {
    return loops_ == VectorLoops::tuned ? Side::tuned_sundials : Side::sundials;
  }

  void set_tolerance(double relative) override {
    baseline_ = std::make_unique<SundialsBaseline>(equations_, method_, loops_, relative);
    absolute_ = sample_.scales;
    for (auto& scales : absolute_)
      for (double& scale : scales) scale *= relative * sample_.problem.absolute / sample_.problem.relative;
  }

  double run(AccuracyMeter* meter) override {
    const Costs before = baseline_->costs();
    double seconds = 0;
    const auto members = sample_.ensemble.members.size();
    for (std::size_t first = 0; first < members; first += kChunk) {
      const auto last = std::min(first + kChunk, members);
      const double start = thread_seconds();
      for (std::size_t m = first; m < last; ++m)
        baseline_->run(sample_.ensemble.members[m].parameters, sample_.starts[m], absolute_[m], sample_.problem.times,
                       courses_[m - first]);
      seconds += thread_seconds() - start;
      for (std::size_t m = first; meter != nullptr && m < last; ++m)
        meter->add(courses_[m - first], sample_.references[m], sample_.floors[m]);
    }
    const Costs& after = baseline_->costs();
    costs_ = {after.steps - before.steps, after.rhs - before.rhs, after.jacobians - before.jacobians,
              after.factorizations - before.factorizations, after.failed_members - before.failed_members};
    return seconds;
  }
  [[nodiscard]] Costs costs() const override { return costs_; }

 private:
  const Sample& sample_;
  const Equations& equations_;
  SundialsMethod method_;
  VectorLoops loops_;
  std::unique_ptr<SundialsBaseline> baseline_;
  std::vector<std::vector<double>> absolute_;
  std::vector<Course> courses_;
  Costs costs_;
};

}  // namespace

Sample::Sample(const Problem& its_problem, std::size_t members)
    : problem(its_problem),
      program(solve::compile(problem.network)),
      ensemble(members_of(problem, 0, members)),
      references(reference_of(problem, program, ensemble).courses) {
  const auto run = solve::simulate(program, {.members = ensemble.members, .times = {problem.times.front()}}, {});
  for (std::size_t m = 0; m < members; ++m) {
    starts.emplace_back();
    for (std::size_t i = 0; i < program.species_count; ++i)
      starts.back().push_back(run.species(m, 0, network::SpeciesId(i)));
    scales.push_back(scales_of(program, ensemble.members[m]));
    floors.push_back(floors_of(problem, program, ensemble.members[m]));
  }
}

double Measured::median_seconds() const {
  std::vector<double> sorted = seconds;
  std::ranges::sort(sorted);
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}

std::unique_ptr<Contender> make_ours(const Sample& sample, solve::Method method) {
  return std::make_unique<Ours>(sample, method);
}

std::unique_ptr<Contender> make_sundials(const Sample& sample, const Equations& equations, SundialsMethod method,
                                         VectorLoops loops) {
  return std::make_unique<OfSundials>(sample, equations, method, loops);
}

std::vector<std::vector<Measured>> measure(std::vector<std::unique_ptr<Contender>>& contenders, const Sample& sample,
                                           const std::vector<double>& tolerances, int repetitions) {
  std::vector<std::vector<Measured>> curves(contenders.size());
  const auto members = sample.ensemble.members.size();
  for (const double relative : tolerances) {
    for (std::size_t c = 0; c < contenders.size(); ++c) {
      contenders[c]->set_tolerance(relative);
      AccuracyMeter meter;
      contenders[c]->run(&meter);  // warms caches and memory up as well
      curves[c].push_back({.relative = relative,
                           .seconds = {},
                           .accuracy = meter.result(),
                           .costs = contenders[c]->costs(),
                           .members = members});
    }
    for (int i = 0; i < repetitions; ++i)
      for (std::size_t c = 0; c < contenders.size(); ++c)
        curves[c].back().seconds.push_back(contenders[c]->run(nullptr) / static_cast<double>(members));
  }
  return curves;
}

std::optional<double> seconds_at(const std::vector<Measured>& curve, double error) {
  struct Point {
    double error, seconds;
  };
  std::vector<Point> points;
  for (const auto& measured : curve)
    if (measured.costs.failed_members == 0 && std::isfinite(measured.accuracy.rms))
      points.push_back({measured.accuracy.rms, measured.median_seconds()});
  std::ranges::sort(points, {}, &Point::error);
  // A point is of no use where another is both better and faster.
  for (std::size_t i = 1; i < points.size(); ++i)
    points[i].seconds = std::min(points[i].seconds, points[i - 1].seconds);
  if (points.empty() || points.front().error > error) return std::nullopt;
  const auto above = std::ranges::find_if(points, [&](const Point& p) { return p.error >= error; });
  if (above == points.end()) return points.back().seconds;
  if (above == points.begin()) return above->seconds;
  const auto below = above - 1;
  const double share = std::log(error / below->error) / std::log(above->error / below->error);
  return below->seconds * std::pow(above->seconds / below->seconds, share);
}

}  // namespace emtansim::benchmarks
