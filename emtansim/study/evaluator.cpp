// SPDX-License-Identifier: Apache-2.0
/// One compiled network, many rows of numbers.
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
};

namespace {

network::ParameterId find_free(const network::Network& network, const std::string& name) {
  if (const auto id = network.find_parameter(name)) return *id;
  std::vector<std::string> known;
  for (const auto& parameter : network.parameters()) known.push_back(parameter.name);
  throw ModelError({}, {"unknown-parameter", fmt::format("the model of this experiment has no parameter '{}'", name),
                        "", suggestion(name, known)});
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

assay::Readouts Evaluator::operator()(std::span<const double> values) const {
  const Inside& in = *inside_;
  EMTANSIM_EXPECT(values.size() == in.free.size());
  network::Ensemble ensemble = in.ensemble;
  for (auto& member : ensemble.members)
    for (std::size_t i = 0; i < values.size(); ++i) member.parameters[in.free[i].index()] = values[i];
  const auto trajectories = solve::simulate(in.program, ensemble, in.options);
  return assay::measure(in.experiment, in.model.network, in.names, ensemble, trajectories);
}

}  // namespace emtansim::study
