// SPDX-License-Identifier: Apache-2.0
/// Shells of cylinders and spheres, and the diffusion that is expanded over them.
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/network/network.h"

namespace emtansim::network {
namespace {

using testing::HasSubstr;

class domain_rows : public testing::Test {
 protected:
  Network network;

  Expr length(const char* name, double value) {
    return network.expr(network.add(Parameter{.name = name, .value = value, .dimension = dimension::kLength}));
  }
  Domain cylinder(const std::vector<double>& edges) {
    return {.name = "krogh",
            .geometry = Geometry::cylinder,
            .inner = inner,
            .outer = outer,
            .filled = filled_by(edges, Geometry::cylinder, 0.2),
            .says = "tissue about one vessel"};
  }
  Domain sphere(const std::vector<double>& edges) {
    return {.name = "spheroid",
            .geometry = Geometry::sphere,
            .inner = network.constant(0, dimension::kLength),
            .outer = outer,
            .filled = filled_by(edges, Geometry::sphere),
            .says = "cells in a ball"};
  }
  std::vector<SpeciesId> solute(std::size_t shells, Dimension dimension = dimension::kAmount) {
    const auto box = network.add(Compartment{.name = "tissue", .group = "tissue"});
    std::vector<SpeciesId> species;
    for (std::size_t i = 0; i < shells; ++i)
      species.push_back(network.add(Species{.name = "solute." + std::to_string(i + 1),
                                            .compartment = box,
                                            .dimension = dimension,
                                            .composition = {{"solute", 1.0}},
                                            .initial = network.constant(1, dimension),
                                            .scale = network.constant(1, dimension)}));
    return species;
  }
  Expr diffusivity() { return network.constant(0.5, dimension::kArea / dimension::kTime); }
  double value(Expr expression) { return network.value_at_start(expression).value(); }

  /// The code and the words of the ModelError that `action` throws.
  static std::pair<std::string, std::string> refusal(const std::function<void()>& action) {
    try {
      action();
    } catch (const ModelError& error) {
      return {error.complaint().code, error.what()};
    }
    return {"", "was accepted"};
  }

  Expr inner = length("R_c", 2);
  Expr outer = length("R_K", 10);
};

TEST_F(domain_rows, shells_fill_the_domain) {
  Domain hollow = sphere({0, 0.3, 1});
  hollow.inner = inner;
  for (const Domain& domain : {cylinder(graded_edges(7, 5)), sphere(graded_edges(7, 0.2)), hollow}) {
    const bool is_cylinder = domain.geometry == Geometry::cylinder;
    const auto within = [&](double r) {
      return is_cylinder ? std::numbers::pi * r * r : 4 * std::numbers::pi / 3 * r * r * r;
    };
    const double whole = within(10) - within(value(domain.inner));
    EXPECT_NEAR(value(domain.whole()), whole, 1e-12 * whole);
    double sum = 0;
    for (std::size_t i = 0; i < domain.shells(); ++i) {
      sum += value(domain.volume(i));
      const double between = within(value(domain.edge(i + 1))) - within(value(domain.edge(i)));
      EXPECT_NEAR(value(domain.volume(i)), between, 1e-12 * whole);
      EXPECT_NEAR(domain.share(i), between / whole, 1e-12);
    }
    EXPECT_NEAR(sum, whole, 1e-12 * whole);
  }
}

TEST_F(domain_rows, lengths_and_areas_are_those_of_the_geometry) {
  const Domain tissue = cylinder({0, 0.25, 1});  // edges at 2, 4, 10
  EXPECT_DOUBLE_EQ(value(tissue.edge(1)), 4);
  EXPECT_DOUBLE_EQ(value(tissue.middle(1)), 7);
  EXPECT_DOUBLE_EQ(value(tissue.distance(0)), 1);
  EXPECT_DOUBLE_EQ(value(tissue.distance(1)), 4);
  EXPECT_DOUBLE_EQ(value(tissue.distance(2)), 3);
  EXPECT_DOUBLE_EQ(value(tissue.face(1)), 8 * std::numbers::pi);
  EXPECT_DOUBLE_EQ(value(tissue.face_per_volume(1, 0)), 8.0 / 12);
  const Domain ball = sphere({0, 0.4, 1});  // edges at 0, 4, 10
  EXPECT_DOUBLE_EQ(value(ball.edge(1)), 4);
  EXPECT_DOUBLE_EQ(value(ball.middle(0)), 2);
  EXPECT_DOUBLE_EQ(value(ball.distance(1)), 5);
  EXPECT_DOUBLE_EQ(value(ball.distance(2)), 3);
  EXPECT_DOUBLE_EQ(value(ball.face(2)), 400 * std::numbers::pi);
  EXPECT_DOUBLE_EQ(value(ball.face_per_volume(1, 1)), 3 * 16.0 / (1000 - 64));
}

TEST_F(domain_rows, graded_edges_are_a_geometric_series) {
  const auto edges = graded_edges(5, 16);
  ASSERT_EQ(edges.size(), 6U);
  EXPECT_EQ(edges.front(), 0);
  EXPECT_EQ(edges.back(), 1);
  for (std::size_t i = 1; i + 1 < edges.size(); ++i)
    EXPECT_NEAR((edges[i + 1] - edges[i]) / (edges[i] - edges[i - 1]), 2, 1e-12);
  EXPECT_NEAR(uniform_edges(4)[1], 0.25, 1e-15);
}

TEST_F(domain_rows, diffusion_becomes_two_mass_action_reactions_an_inner_edge) {
  const auto domain = network.add(cylinder({0, 0.25, 0.5, 1}));  // edges at 2, 4, 6, 10
  const auto species = solute(3);
  const auto id = network.add(Transport{.name = "diffusion of solute",
                                        .domain = domain,
                                        .species = species,
                                        .diffusivity = diffusivity(),
                                        .mechanism = "test",
                                        .says = "diffusion"});
  const Transport& transport = network[id];
  ASSERT_EQ(transport.reactions.size(), 4U);
  const Reaction& outwards = network[transport.reactions[2]];
  const Reaction& inwards = network[transport.reactions[3]];
  EXPECT_EQ(outwards.name, "diffusion of solute 2 to 3");
  EXPECT_EQ(outwards.reactants.front().species, species[1]);
  EXPECT_EQ(outwards.products.front().species, species[2]);
  // D A/(d V): area 12 pi, distance from 5 to 8, volumes 20 pi and 64 pi
  EXPECT_DOUBLE_EQ(value(outwards.rate), 0.5 * 12 / (3 * 20.0));
  EXPECT_DOUBLE_EQ(value(inwards.rate), 0.5 * 12 / (3 * 64.0));
}

TEST_F(domain_rows, equal_concentrations_stay_equal) {
  const auto id = network.add(sphere(graded_edges(6, 0.3)));
  const auto species = solute(6);
  const Transport& transport = network[network.add(Transport{.name = "diffusion",
                                                             .domain = id,
                                                             .species = species,
                                                             .diffusivity = diffusivity(),
                                                             .mechanism = "",
                                                             .says = ""})];
  for (std::size_t i = 0; i + 1 < 6; ++i) {
    const double out = value(network[transport.reactions[2 * i]].rate) * value(network[id].volume(i));
    const double in = value(network[transport.reactions[2 * i + 1]].rate) * value(network[id].volume(i + 1));
    EXPECT_NEAR(out, in, 1e-13 * out);
  }
}

TEST_F(domain_rows, impossible_geometry_is_refused) {
  Domain inside_out = cylinder(uniform_edges(3));
  std::swap(inside_out.inner, inside_out.outer);
  const auto [code, words] = refusal([&] { network.add(inside_out); });
  EXPECT_EQ(code, "impossible-geometry");
  EXPECT_THAT(words, HasSubstr("its outer radius 2e+05 µm is not above its inner radius 1e+06 µm"));
  Domain none = cylinder({0});
  EXPECT_EQ(refusal([&] { network.add(none); }).first, "impossible-geometry");
  Domain backwards = cylinder({0, 0.6, 0.4, 1});
  EXPECT_EQ(refusal([&] { network.add(backwards); }).first, "impossible-geometry");
  Domain area = cylinder({0, 1});
  area.outer = network.constant(3, dimension::kArea);
  EXPECT_EQ(refusal([&] { network.add(area); }).first, "dimension-misfit");
}

TEST_F(domain_rows, species_must_fit_the_shells) {
  const auto domain = network.add(cylinder(uniform_edges(3)));
  const auto transport = [&](std::vector<SpeciesId> species) {
    return Transport{.name = "diffusion",
                     .domain = domain,
                     .species = std::move(species),
                     .diffusivity = diffusivity(),
                     .mechanism = "",
                     .says = ""};
  };
  const auto two = solute(2);
  const auto [code, words] = refusal([&] { network.add(transport(two)); });
  EXPECT_EQ(code, "bad-transport");
  EXPECT_THAT(words, HasSubstr("it has 2 species for the 3 shells of 'krogh'"));
}

TEST_F(domain_rows, cells_do_not_diffuse) {
  const auto domain = network.add(cylinder(uniform_edges(2)));
  const auto cells = solute(2, dimension::kCells);
  const auto [code, words] = refusal([&] {
    network.add(Transport{.name = "diffusion",
                          .domain = domain,
                          .species = cells,
                          .diffusivity = diffusivity(),
                          .mechanism = "",
                          .says = ""});
  });
  EXPECT_EQ(code, "bad-transport");
  EXPECT_THAT(words, HasSubstr("is counted in cell"));
}

TEST_F(domain_rows, start_values_follow_rules_and_species) {
  const auto species = solute(1);
  const Expr doubled = network.rule("doubled", dimension::kAmount);
  EXPECT_FALSE(network.value_at_start(doubled).has_value());
  network.define("doubled", 2 * network.expr(species[0]), "", "");
  EXPECT_DOUBLE_EQ(value(sqrt(doubled / network.constant(8, dimension::kAmount)) + exp(network.constant(0))), 1.5);
  EXPECT_DOUBLE_EQ(value(min(inner, outer) + max(inner, outer)), 12);
}

}  // namespace
}  // namespace emtansim::network
