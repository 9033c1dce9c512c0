// SPDX-License-Identifier: Apache-2.0
/// A small culture for tests of mechanisms: an experiment as text, actions by name, columns by name.
#pragma once

#include <cmath>
#include <concepts>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "emtansim/base/base.h"
#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/model/model.h"
#include "emtansim/solve/solve.h"

namespace emtansim::testing {

inline const catalogue::Catalogue& shipped_catalogue() {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(std::string(EMTANSIM_SOURCE_DIR) + "/data");
  return kCatalogue;
}

/// What stands above the arms of an experiment; the rest is the same in all tests of mechanisms.
struct Setup {
  std::string conjugate = "T-DM1";
  std::string system = "\"SK-BR-3\"";
  std::string mechanisms;  ///< "\"medium\", \"binding\"", or empty for the defaults
  std::string parameters;  ///< lines of [parameters]
  std::string medium = "0.1 mL";
  std::string cells = "1e4 cells";
};

class Culture {
 public:
  explicit Culture(const Setup& setup) : Culture(experiment::parse_experiment(to_text(setup), "test.toml")) {}

  /// Any other experiment: a body, a tumour. A template, so that braces always mean a Setup.
  template <std::same_as<experiment::Experiment> Any>
  explicit Culture(const Any& experiment) : model_(model::build_model(experiment, shipped_catalogue())) {
    member_.arm = "arm";
    for (const auto& parameter : model_.network.parameters()) member_.parameters.push_back(parameter.value);
  }

  Culture& at(double time, const std::string& action, double argument) {
    const auto id = model_.network.find_action(action);
    EXPECT_TRUE(id.has_value()) << "no action " << action;
    member_.schedule.push_back({.time = time, .action = *id, .argument = argument});
    return *this;
  }

  /// Simulates with tight tolerances; all columns are then known at these times.
  void run(std::vector<double> times) {
    const solve::Program program = solve::compile(model_.network);
    const network::Ensemble ensemble{.members = {member_}, .times = std::move(times)};
    const solve::SolveOptions options{.relative = 1e-9, .absolute = 1e-12};
    result_ = std::make_unique<solve::Trajectories>(solve::simulate(program, ensemble, options));
    ASSERT_EQ(result_->report(0).status, solve::Status::finished) << result_->report(0).reason;
    for (std::size_t m = 0; m < program.moieties.size(); ++m) EXPECT_LT(result_->books(0, m).residual, 1e-11);
  }

  /// A species or observable at the time of that index, internal units.
  [[nodiscard]] double value(const std::string& name, std::size_t time) const {
    if (const auto id = model_.network.find_species(name)) return result_->species(0, time, *id);
    const auto observables = model_.network.observables();
    for (std::size_t i = 0; i < observables.size(); ++i)
      if (observables[i].name == name) return result_->observable(0, time, i);
    ADD_FAILURE() << "no column " << name;
    return std::nan("");
  }

  [[nodiscard]] double parameter(const std::string& name) const {
    const auto id = model_.network.find_parameter(name);
    EXPECT_TRUE(id.has_value()) << "no parameter " << name;
    return id ? model_.network[*id].value : std::nan("");
  }

  [[nodiscard]] const network::Network& network() const { return model_.network; }

 private:
  static std::string to_text(const Setup& setup) {
    std::string text =
        fmt::format("title = \"test\"\nconjugate = \"{}\"\nsystem = {}\n", setup.conjugate, setup.system);
    if (!setup.mechanisms.empty()) text += fmt::format("mechanisms = [{}]\n", setup.mechanisms);
    text += fmt::format("[culture]\nmedium = \"{}\"\n", setup.medium);
    if (setup.system.find("cells") == std::string::npos) text += fmt::format("cells = \"{}\"\n", setup.cells);
    if (!setup.parameters.empty()) text += "[parameters]\n" + setup.parameters + "\n";
    return text +
           "[[arm]]\nname = \"arm\"\ndose = { amount = \"1 nM\", at = \"0 h\" }\n"
           "[[readout]]\nassay = \"amounts\"\nat = \"1 h\"\n";
  }

  model::Model model_;
  network::Member member_;
  std::unique_ptr<solve::Trajectories> result_;
};

}  // namespace emtansim::testing
