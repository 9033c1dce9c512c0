// SPDX-License-Identifier: Apache-2.0
/// One compiled network, many rows of numbers.
#include <cmath>

#include <fmt/format.h>

#include "emtansim/study/members.h"

namespace emtansim::study {

struct Evaluator::Inside {
  experiment::Experiment experiment;
  model::Model model;
  assay::Names names;
  std::vector<network::ParameterId> free;
  network::Ensemble ensemble;
  solve::Program program;
  solve::SolveOptions options;

  /// The members with the free parameters set.
  [[nodiscard]] network::Ensemble with(std::span<const double> values) const;
};

namespace {

network::ParameterId find_free(const network::Network& network, const std::string& name) {
  if (const auto id = network.find_parameter(name)) return *id;
  std::vector<std::string> known;
  for (const auto& parameter : network.parameters()) known.push_back(parameter.name);
  throw ModelError({}, {"unknown-parameter", fmt::format("the model of this experiment has no parameter '{}'", name),
                        "", suggestion(name, known)});
}

// Readings are ratios of columns: small enough for their curvature, large enough for rounding.
constexpr double kRelativeShift = 1e-6;

/// The columns as they would be with parameter k larger by `shift`, to first order.
solve::Trajectories shifted(const solve::Trajectories& trajectories, std::size_t k, double shift) {
  solve::Trajectories moved = trajectories;
  for (std::size_t m = 0; m < moved.member_count(); ++m) {
    for (std::size_t t = 0; t < moved.times().size(); ++t) {
      const auto row = moved.row_values(m, t);
      for (std::size_t c = 0; c < row.size(); ++c) row[c] += shift * trajectories.sensitivity(m, t, c, k);
    }
  }
  return moved;
}

}  // namespace

Evaluator::Evaluator(experiment::Experiment experiment, const catalogue::Catalogue& catalogue,
                     std::vector<std::string> free, bool with_sensitivities)
    : inside_(std::make_unique<Inside>()) {
  Inside& in = *inside_;
  in.experiment = std::move(experiment);
  in.model = model::build_model(in.experiment, catalogue);
  in.names = names_of(in.model);
  assay::check(in.experiment, in.model.network, in.names);
  for (const auto& name : free) in.free.push_back(find_free(in.model.network, name));
  in.ensemble = {.members = plan_members(in.experiment, in.model), .times = assay::times_needed(in.experiment)};
  in.program = solve::compile(in.model.network,
                              {.sensitivities = with_sensitivities ? in.free : std::vector<network::ParameterId>{}});
  in.options = solve_options(in.experiment);
  in.options.with_sensitivities = with_sensitivities;
}

Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

const model::Model& Evaluator::model() const { return inside_->model; }
const experiment::Experiment& Evaluator::experiment() const { return inside_->experiment; }
std::span<const network::ParameterId> Evaluator::free() const { return inside_->free; }

network::Ensemble Evaluator::Inside::with(std::span<const double> values) const {
  EMTANSIM_EXPECT(values.size() == free.size());
  network::Ensemble changed = ensemble;
  for (auto& member : changed.members)
    for (std::size_t i = 0; i < values.size(); ++i) member.parameters[free[i].index()] = values[i];
  return changed;
}

assay::Readouts Evaluator::operator()(std::span<const double> values) const {
  const Inside& in = *inside_;
  const network::Ensemble ensemble = in.with(values);
  solve::SolveOptions options = in.options;
  options.with_sensitivities = false;
  const auto trajectories = solve::simulate(in.program, ensemble, options);
  return assay::measure(in.experiment, in.model.network, in.names, ensemble, trajectories);
}

Evaluator::Linearised Evaluator::linearised(std::span<const double> values) const {
  const Inside& in = *inside_;
  EMTANSIM_EXPECT(in.options.with_sensitivities);
  const network::Ensemble ensemble = in.with(values);
  const auto trajectories = solve::simulate(in.program, ensemble, in.options);
  const auto read = [&](const solve::Trajectories& columns) {
    return assay::measure(in.experiment, in.model.network, in.names, ensemble, columns);
  };
  Linearised result{.readouts = read(trajectories), .by_parameter = {}};
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double shift = values[k] == 0 ? kRelativeShift : kRelativeShift * std::abs(values[k]);
    const auto above = read(shifted(trajectories, k, shift));
    const auto below = read(shifted(trajectories, k, -shift));
    std::vector<double> slopes;
    for (std::size_t i = 0; i < above.rows.size(); ++i)
      slopes.push_back((above.rows[i].value - below.rows[i].value) / (2 * shift));
    result.by_parameter.push_back(std::move(slopes));
  }
  return result;
}

}  // namespace emtansim::study
