// SPDX-License-Identifier: Apache-2.0
/// Chain 24: antibody with n = 0..7 drugs in three spaces, and its exact answer.
///
///   A_n,1' = -(CL + Q2 + Q3)/V1 A_n,1 + Q2/V2 A_n,2 + Q3/V3 A_n,3 + k_{n+1} A_{n+1,1} - k_n A_n,1
///   A_n,j' = Qj/V1 A_n,1 - Qj/Vj A_n,j + k_{n+1} A_{n+1,j} - k_n A_n,j        for j = 2, 3
///
/// A in nmol, clearances in L/h, volumes in L, k in 1/h; values of @bender2014.
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <Eigen/Dense>
#include <unsupported/Eigen/MatrixFunctions>

#include "benchmarks/problems/readers.h"
#include "emtansim/base/base.h"

namespace emtansim::benchmarks {

namespace {

constexpr std::size_t kLoads = 8;
constexpr std::size_t kSpaces = 3;
constexpr std::array<std::string_view, kSpaces> kSpaceNames = {"central", "second", "third"};

const char* constant_of_load(std::size_t n) { return n == 1 ? "k_1" : n == 2 ? "k_2" : "k_3to7"; }

class ChainBuilder {
 public:
  explicit ChainBuilder(const TomlTable& file) {
    for (const auto& entry : file.tables("parameter")) add_parameter(entry);
    dose_ = file.at("dose").quantity_of(dimension::kMass).value /
            file.at("molar_mass").quantity_of(dimension::kMolarMass).value;
    for (const auto& share : file.at("drug_load").list()) shares_.push_back(share.number());
    add_species();
    add_reactions();
    add_dose();
    network_.finish();
  }

  Problem problem() && {
    Problem problem;
    problem.network = std::move(network_);
    auto member = typical_member(problem.network);
    member.schedule = {{.time = 0, .action = *problem.network.find_action("bolus"), .argument = dose_}};
    member.dose = dose_;
    problem.typical = {std::move(member)};
    return problem;
  }

 private:
  void add_parameter(const TomlTable& entry) {
    const std::string name = entry.at("name").text();
    const auto value = entry.at("value").quantity();
    const auto cv = entry.find("cv");
    const double log_sd = cv ? std::sqrt(std::log1p(cv->number() * cv->number())) : 0;
    network_.add(network::Parameter{.name = name,
                                    .symbol = name,
                                    .value = value.value,
                                    .dimension = value.dimension,
                                    .log_sd = log_sd,
                                    .source = "bender2014",
                                    .obtained = "fitted"});
  }

  network::Expr value(std::string_view name) { return network_.expr(*network_.find_parameter(name)); }

  void add_species() {
    const std::array<const char*, kSpaces> volumes = {"V1", "V2", "V3"};
    const auto zero = network_.constant(0, dimension::kAmount);
    const auto scale = network_.constant(dose_, dimension::kAmount);
    for (std::size_t j = 0; j < kSpaces; ++j) {
      const std::string space(kSpaceNames[j]);
      const auto where =
          network_.add(network::Compartment{.name = space, .group = "plasma", .volume = value(volumes[j])});
      for (std::size_t n = 0; n < kLoads; ++n)
        amounts_[j][n] = network_.add(network::Species{.name = fmt::format("{}.DAR{}", space, n),
                                                       .compartment = where,
                                                       .composition = made_of(n),
                                                       .initial = zero,
                                                       .scale = scale});
    }
  }

  static network::Composition made_of(std::size_t drugs) {
    network::Composition parts{{"antibody", 1.0}};
    if (drugs > 0) parts["DM1"] = static_cast<double>(drugs);
    return parts;
  }

  void add_first_order(const std::string& name, network::SpeciesId from, std::optional<network::SpeciesId> to,
                       network::Expr rate, network::Exchange exchange) {
    std::vector<network::Term> products;
    if (to) products.push_back({*to});
    network_.add_mass_action({.name = name, .reactants = {{from}}, .products = products, .exchange = exchange}, rate);
  }

  void add_reactions() {
    const auto v1 = value("V1");
    const std::array<std::pair<const char*, const char*>, 2> outer = {{{"Q2", "V2"}, {"Q3", "V3"}}};
    for (std::size_t n = 0; n < kLoads; ++n) {
      add_first_order(fmt::format("clearance {}", n), amounts_[0][n], std::nullopt, value("CL") / v1,
                      network::Exchange::sink);
      for (std::size_t j = 0; j < outer.size(); ++j) {
        const auto q = value(outer[j].first);
        add_first_order(fmt::format("out {} {}", j, n), amounts_[0][n], amounts_[j + 1][n], q / v1,
                        network::Exchange::none);
        add_first_order(fmt::format("back {} {}", j, n), amounts_[j + 1][n], amounts_[0][n], q / value(outer[j].second),
                        network::Exchange::none);
      }
      for (std::size_t j = 0; n > 0 && j < kSpaces; ++j)
        add_first_order(fmt::format("deconjugation {} {}", j, n), amounts_[j][n], amounts_[j][n - 1],
                        value(constant_of_load(n)), network::Exchange::sink);
    }
  }

  void add_dose() {
    network::Action bolus{.name = "bolus", .argument = dimension::kAmount};
    const auto given = network_.graph().argument(dimension::kAmount);
    for (std::size_t n = 0; n < kLoads; ++n)
      bolus.assignments.push_back({amounts_[0][n], network_.expr(amounts_[0][n]) + shares_[n] * given});
    network_.add(std::move(bolus));
  }

  network::Network network_;
  double dose_ = 0;
  std::vector<double> shares_;
  std::array<std::array<network::SpeciesId, kLoads>, kSpaces> amounts_;
};

}  // namespace

Problem read_chain24(const TomlTable& file) {
  Problem problem = ChainBuilder(file).problem();
  read_frame(file, problem);
  return problem;
}

Course exact_chain24(const Problem& problem, const network::Member& member) {
  const auto value = [&](std::string_view name) {
    return member.parameters[problem.network.find_parameter(name)->index()];
  };
  // Exchange between spaces, and the chain of loads, each as a matrix; they act on different indices.
  Eigen::Matrix3d spaces = Eigen::Matrix3d::Zero();
  spaces(0, 0) = -value("CL") / value("V1");
  for (int j = 1; j < 3; ++j) {
    const double q = value(j == 1 ? "Q2" : "Q3");
    const double volume = value(j == 1 ? "V2" : "V3");
    spaces(0, 0) -= q / value("V1");
    spaces(j, 0) = q / value("V1");
    spaces(0, j) = q / volume;
    spaces(j, j) = -q / volume;
  }
  Eigen::Matrix<double, kLoads, kLoads> loads = Eigen::Matrix<double, kLoads, kLoads>::Zero();
  for (int n = 1; n < static_cast<int>(kLoads); ++n) {
    loads(n, n) = -value(constant_of_load(static_cast<std::size_t>(n)));
    loads(n - 1, n) = -loads(n, n);
  }
  // The start: the bolus spread over the loads of the central space.
  solve::Trajectories start =
      solve::simulate(solve::compile(problem.network), {.members = {member}, .times = {problem.times.front()}}, {});
  Eigen::Matrix<double, kLoads, 1> given;
  for (std::size_t n = 0; n < kLoads; ++n) given(static_cast<int>(n)) = start.species(0, 0, network::SpeciesId(n));
  Course course;
  for (const double time : problem.times) {
    const Eigen::Vector3d where = (spaces * time).exp().col(0);
    const Eigen::Matrix<double, kLoads, 1> what = (loads * time).exp() * given;
    for (int j = 0; j < 3; ++j)
      for (int n = 0; n < static_cast<int>(kLoads); ++n) course.push_back(where(j) * what(n));
  }
  return course;
}

}  // namespace emtansim::benchmarks
