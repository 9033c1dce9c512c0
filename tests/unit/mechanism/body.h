// SPDX-License-Identifier: Apache-2.0
/// A small body for tests of mechanisms: an experiment as text, doses by name, columns by name.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "emtansim/model/model.h"
#include "emtansim/solve/solve.h"
#include "tests/support/method.h"
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {

/// What stands above the arms of an experiment in a body.
struct BodySetup {
  std::string host = "patient";
  std::string conjugate = "T-DM1";
  std::string load = "lumped";
  std::string place;       ///< "plasma", "everywhere", or empty for what is usual
  std::string sets;        ///< "\"saturable\""
  std::string body;        ///< further lines of [body]
  std::string parameters;  ///< lines of [parameters]
  std::string mechanisms;  ///< or empty for the defaults
  double relative = 1e-10;
};

class Body {
 public:
  explicit Body(const BodySetup& setup)
      : relative_(setup.relative),
        model_(model::build_model(experiment::parse_experiment(to_text(setup), "test.toml"), shipped_catalogue())) {
    member_.arm = "arm";
    for (const auto& parameter : model_.network.parameters()) member_.parameters.push_back(parameter.value);
  }

  Body& at(double time, const std::string& action, double argument) {
    const auto id = model_.network.find_action(action);
    EXPECT_TRUE(id.has_value()) << "no action " << action;
    member_.schedule.push_back({.time = time, .action = *id, .argument = argument});
    return *this;
  }
  /// mg at once.
  Body& bolus(double days, double mg, const std::string& agent = "T-DM1") {
    return at(24 * days, fmt::format("dose {} by mass", agent), 1e3 * mg);
  }
  /// mg over some minutes.
  Body& infuse(double days, double mg, double minutes, const std::string& agent = "T-DM1") {
    at(24 * days, fmt::format("infuse {} by mass", agent), 1e3 * mg / (minutes / 60));
    return at(24 * days + minutes / 60, fmt::format("stop infusion of {}", agent), 0);
  }

  /// All columns are then known at these days. Every moiety is accounted for.
  void run(const std::vector<double>& days) {
    std::vector<double> hours;
    if (days.front() > 0) hours.push_back(0);  // a run begins at its first time
    first_ = hours.size();
    for (const double day : days) hours.push_back(24 * day);
    const solve::Program program = solve::compile(model_.network);
    const network::Ensemble ensemble{.members = {member_}, .times = hours};
    const solve::SolveOptions options{
        .relative = relative_, .absolute = 1e-13, .method = testing_support::tested_method()};
    result_ = std::make_unique<solve::Trajectories>(solve::simulate(program, ensemble, options));
    ASSERT_EQ(result_->report(0).status, solve::Status::finished) << result_->report(0).reason;
    for (std::size_t m = 0; m < program.moieties.size(); ++m)
      EXPECT_LT(result_->books(0, m).residual, 1e-9) << "moiety " << m;
  }

  /// A species or observable at the time of that index, internal units.
  [[nodiscard]] double value(const std::string& name, std::size_t time) const {
    if (const auto id = model_.network.find_species(name)) return result_->species(0, first_ + time, *id);
    const auto observables = model_.network.observables();
    for (std::size_t i = 0; i < observables.size(); ++i)
      if (observables[i].name == name) return result_->observable(0, first_ + time, i);
    ADD_FAILURE() << "no column " << name;
    return std::nan("");
  }
  /// A concentration in plasma as mass, ug/mL.
  [[nodiscard]] double mass(const std::string& what, std::size_t time, const std::string& agent = "T-DM1") const {
    const std::string prefix = fmt::format("plasma.{}.", agent);
    return value(prefix + what, time) * value(prefix + "molar_mass", time) / 1e3;
  }

  [[nodiscard]] double parameter(const std::string& name) const {
    const auto id = model_.network.find_parameter(name);
    EXPECT_TRUE(id.has_value()) << "no parameter " << name;
    return id ? model_.network[*id].value : std::nan("");
  }
  [[nodiscard]] const network::Network& network() const { return model_.network; }

 private:
  static std::string to_text(const BodySetup& setup) {
    std::string text = fmt::format("title = \"test\"\nconjugate = \"{}\"\n", setup.conjugate);
    if (!setup.mechanisms.empty()) text += fmt::format("mechanisms = [{}]\n", setup.mechanisms);
    if (!setup.sets.empty()) text += fmt::format("sets = [{}]\n", setup.sets);
    text += fmt::format("[body]\nhost = \"{}\"\nload = \"{}\"\n", setup.host, setup.load);
    if (!setup.place.empty()) text += fmt::format("deconjugation = \"{}\"\n", setup.place);
    text += setup.body + "\n";
    if (!setup.parameters.empty()) text += "[parameters]\n" + setup.parameters + "\n";
    return text +
           "[[arm]]\nname = \"arm\"\ndose = { amount = \"1 mg\", at = \"0 h\" }\n"
           "[[readout]]\nassay = \"amounts\"\nat = \"1 h\"\n";
  }

  double relative_;
  std::size_t first_ = 0;  // column of the first day that was asked for
  model::Model model_;
  network::Member member_;
  std::unique_ptr<solve::Trajectories> result_;
};

}  // namespace emtansim::testing
