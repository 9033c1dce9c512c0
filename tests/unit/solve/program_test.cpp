// SPDX-License-Identifier: Apache-2.0
/// Compiled programs: every operation, unrolled powers, prepared values, sparsity, lanes.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "emtansim/solve/interpret.h"
#include "emtansim/solve/solve.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using network::Expr;
using testing_support::NetworkBuilder;

/// One observable of pure numbers x, y (species) and p (parameter).
struct Formula : NetworkBuilder {
  network::ParameterId p = parameter("p", 0.25, {});
  Expr x, y;

  Formula() {
    for (auto* e : {&x, &y}) {
      const auto id = network.add(network::Species{.name = e == &x ? "x" : "y",
                                                   .compartment = network::CompartmentId(0),
                                                   .dimension = {},
                                                   .initial = network.constant(0),
                                                   .scale = network.constant(1)});
      *e = network.expr(id);
    }
  }
  double evaluate(Expr e, double x_value, double y_value) {
    network.add(network::Observable{.name = "o" + std::to_string(network.observables().size()), .value = e});
    const Program program = compile(network);
    Evaluation evaluation(program, member().parameters);
    std::vector<double> values(program.observables.outputs.size());
    evaluation.observables(0.5, std::vector<double>{x_value, y_value}, values);
    return values.back();
  }
};

TEST(program, computes_every_operation) {
  Formula f;
  const Expr p = f[f.p];
  EXPECT_EQ(f.evaluate(f.x + f.y, 2, 3), 5);
  EXPECT_EQ(f.evaluate(f.x - f.y, 2, 3), -1);
  EXPECT_EQ(f.evaluate(f.x * f.y, 2, 3), 6);
  EXPECT_EQ(f.evaluate(f.x / f.y, 3, 2), 1.5);
  EXPECT_EQ(f.evaluate(-f.x, 3, 2), -3);
  EXPECT_EQ(f.evaluate(pow(f.x, f.y), 3, 2.5), std::pow(3, 2.5));
  EXPECT_EQ(f.evaluate(exp(f.x), 3, 2), std::exp(3.0));
  EXPECT_EQ(f.evaluate(log(f.x), 3, 2), std::log(3.0));
  EXPECT_EQ(f.evaluate(sqrt(f.x), 3, 2), std::sqrt(3.0));
  EXPECT_EQ(f.evaluate(min(f.x, f.y), 3, 2), 2);
  EXPECT_EQ(f.evaluate(max(f.x, f.y), 3, 2), 3);
  EXPECT_EQ(f.evaluate(step(f.x - f.y), 3, 2), 1);
  EXPECT_EQ(f.evaluate(step(f.x - f.y), 2, 2), 0);
  EXPECT_EQ(f.evaluate(f.network.graph().time() * (f.x / f.network.constant(1, dimension::kTime)), 3, 2), 1.5);
  EXPECT_EQ(f.evaluate(p * f.x, 3, 2), 0.75);
  EXPECT_EQ(f.evaluate(p, 3, 2), 0.25);
  EXPECT_EQ(f.evaluate(exp(p) + 1.0, 3, 2), std::exp(0.25) + 1.0);
  EXPECT_EQ(f.evaluate(f.x, 3, 2), 3);
  EXPECT_EQ(f.evaluate(f.network.constant(7), 3, 2), 7);
}

TEST(program, whole_powers_are_products) {
  Formula f;
  for (const int n : {-8, -3, -2, -1, 2, 3, 5, 8})
    EXPECT_NEAR(f.evaluate(pow(f.x, n), 1.7, 0) / std::pow(1.7, n), 1, 1e-14) << n;
  EXPECT_EQ(f.evaluate(pow(f.x, 3), -2, 0), -8);
  EXPECT_EQ(f.evaluate(pow(f.x, 20), 2, 0), 1048576);
  EXPECT_EQ(f.evaluate(pow(f[f.p] * f.x, 2) + pow(f[f.p], 2), 4, 0), 1.0625);
}

TEST(program, jacobian_has_the_pattern_of_the_reactions) {
  NetworkBuilder build;
  const auto k = build.parameter("k", 2);
  const auto a = build.species("A", 1.0, {{"m", 1.0}});
  const auto b = build.species("B", 0.0, {{"m", 1.0}});
  build.decay("a to b", k, a, {{b}});
  const Program program = compile(build.network);
  ASSERT_EQ(program.state_count, 4U);  // A, B, entered, left
  EXPECT_EQ(program.sparsity.column_starts, (std::vector<std::int64_t>{0, 2, 3, 4, 5}));
  EXPECT_EQ(program.sparsity.rows, (std::vector<std::int64_t>{0, 1, 1, 2, 3}));
  Evaluation evaluation(program, build.member().parameters);
  std::vector<double> values(5);
  evaluation.jacobian(0, std::vector<double>{1, 0, 0, 0}, values);
  EXPECT_EQ(values, (std::vector<double>{-2, 2, 0, 0, 0}));
}

TEST(program, what_depends_on_parameters_alone_is_computed_once_a_member) {
  NetworkBuilder build;
  const auto k = build.parameter("k", 2);
  const auto a = build.species("A", 1.0);
  network::Reaction decay{.name = "decay", .reactants = {{a}}, .exchange = network::Exchange::sink};
  decay.rate = exp(build[k] / build.network.constant(1, dimension::kRate)) * build[k] * build[a];
  build.network.add(decay);
  const Program program = compile(build.network);
  EXPECT_EQ(program.prologue.instructions.size(),
            4U);  // division, exp, product, and minus the product for the Jacobian
  EXPECT_LE(program.rhs.instructions.size(), 2U);
}

TEST(program, rules_are_replaced_and_shared) {
  NetworkBuilder build;
  const auto k = build.parameter("k", 2);
  const auto a = build.species("A", 1.0);
  const auto b = build.species("B", 1.0);
  const Expr used = build.network.rule("r", dimension::kRate);
  for (const auto id : {a, b})
    build.network.add(network::Reaction{.name = build.network[id].name + " out",
                                        .reactants = {{id}},
                                        .rate = used * build[id],
                                        .exchange = network::Exchange::sink});
  build.network.define("r", build[k] * exp(-build[a] / build.amount(1)), "", "");
  const Program program = compile(build.network);
  int exponentials = 0;
  for (const auto& instruction : program.rhs.instructions) exponentials += instruction.op == Instruct::exp ? 1 : 0;
  EXPECT_EQ(exponentials, 1);
}

TEST(interpreter, minimum_maximum_and_step_treat_odd_numbers_as_the_machine_does) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto run = [](Instruct op, double a, double b) {
    double slots[] = {a, b, 0};
    interpret({.instructions = {{op, 2, 0, 1}}}, slots);
    return slots[2];
  };
  EXPECT_EQ(run(Instruct::minimum, nan, 1), 1);
  EXPECT_TRUE(std::isnan(run(Instruct::minimum, 1, nan)));
  EXPECT_EQ(run(Instruct::maximum, nan, 1), 1);
  EXPECT_EQ(run(Instruct::step, nan, 0), 0);
  EXPECT_EQ(run(Instruct::step, 1e-300, 0), 1);
}

}  // namespace
}  // namespace emtansim::solve
