// SPDX-License-Identifier: Apache-2.0
/// Rows of a network: what is accepted, what is refused, and in which words.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/network/network.h"

namespace emtansim::network {
namespace {

using testing::HasSubstr;

/// A ligand and a receptor that bind in a litre.
class network_rows : public testing::Test {
 protected:
  Network network;
  CompartmentId box =
      network.add(Compartment{.name = "box", .group = "box", .volume = network.constant(1, dimension::kVolume)});
  CompartmentId wall = network.add(Compartment{.name = "wall", .group = "box"});
  SpeciesId ligand = add("ligand", {{"ligand", 1.0}});
  SpeciesId receptor = add("receptor", {{"receptor", 1.0}});
  SpeciesId complex = add("complex", {{"ligand", 1.0}, {"receptor", 1.0}});
  SpeciesId cells = add("cells", {{"cell", 1.0}}, dimension::kCells);
  Expr k_on = parameter("k_on", dimension::kAssociation);
  Expr k_off = parameter("k_off", dimension::kRate);

  SpeciesId add(const char* name, Composition composition, Dimension dimension = dimension::kAmount) {
    return network.add(Species{.name = name,
                               .compartment = box,
                               .dimension = dimension,
                               .composition = std::move(composition),
                               .initial = network.constant(0, dimension),
                               .scale = network.constant(1, dimension)});
  }
  Expr parameter(const char* name, Dimension dimension) {
    return network.expr(network.add(Parameter{.name = name, .value = 1, .dimension = dimension}));
  }
  Expr litre() { return network.constant(1, dimension::kVolume); }

  /// The code and the words of the ModelError that `action` throws.
  static std::pair<std::string, std::string> refusal(const std::function<void()>& action) {
    try {
      action();
    } catch (const ModelError& error) {
      return {error.complaint().code, error.what()};
    }
    return {"", "was accepted"};
  }
};

TEST_F(network_rows, mass_action_multiplies_amounts_and_divides_by_volume) {
  const auto id = network.add_mass_action(
      {.name = "bind", .reactants = {{ligand}, {receptor}}, .products = {{complex}}}, k_on, litre());
  EXPECT_EQ(network.to_text(network[id].rate), "k_on * ligand * receptor / 1");
  const auto dimer = add("dimer", {{"ligand", 2.0}});
  const auto squared =
      network.add_mass_action({.name = "pair", .reactants = {{ligand, 2}}, .products = {{dimer}}}, k_on, litre());
  EXPECT_EQ(network.to_text(network[squared].rate), "k_on * ligand^2 / 1");
  const auto back =
      network.add_mass_action({.name = "off", .reactants = {{complex}}, .products = {{ligand}, {receptor}}}, k_off);
  EXPECT_EQ(network.to_text(network[back].rate), "k_off * complex");
}

TEST_F(network_rows, a_wrong_unit_on_a_constant_names_reaction_and_both_dimensions) {
  const auto [code, words] = refusal([&] {
    network.add_mass_action({.name = "bind", .reactants = {{ligand}, {receptor}}, .products = {{complex}}}, k_off,
                            litre());
  });
  EXPECT_EQ(code, "dimension-misfit");
  EXPECT_THAT(words, HasSubstr("rate of reaction 'bind' has the wrong dimension"));
  EXPECT_THAT(words, HasSubstr("wanted is nmol/h"));
}

TEST_F(network_rows, a_sum_of_unlike_dimensions_is_refused_with_the_formula) {
  const auto [code, words] = refusal([&] {
    network.add(Reaction{
        .name = "r", .reactants = {{ligand}}, .products = {{ligand}}, .rate = (k_off + k_on) * network.expr(ligand)});
  });
  EXPECT_EQ(code, "dimension-misfit");
  EXPECT_THAT(words, HasSubstr("1/h is added to or compared with 1/(nM h)"));
  EXPECT_THAT(words, HasSubstr("(k_off + k_on) * ligand"));
}

TEST_F(network_rows, what_does_not_balance_is_refused_with_what_is_missing) {
  const auto [code, words] = refusal(
      [&] { network.add_mass_action({.name = "bind", .reactants = {{ligand}}, .products = {{complex}}}, k_off); });
  EXPECT_EQ(code, "unbalanced");
  EXPECT_THAT(words, HasSubstr("receptor +1"));
}

TEST_F(network_rows, sources_may_only_gain_and_sinks_only_lose) {
  const Expr rate = k_off * network.expr(complex);
  const auto add_reaction = [&](const char* name, std::vector<Term> from, std::vector<Term> to, Exchange exchange) {
    return refusal([&] {
             network.add(Reaction{.name = name,
                                  .reactants = std::move(from),
                                  .products = std::move(to),
                                  .rate = rate,
                                  .exchange = exchange});
           })
        .first;
  };
  EXPECT_EQ(add_reaction("made", {}, {{receptor}}, Exchange::source), "");
  EXPECT_EQ(add_reaction("lost", {{complex}}, {{ligand}}, Exchange::sink), "");
  EXPECT_EQ(add_reaction("lost as a source", {{complex}}, {{ligand}}, Exchange::source), "unbalanced");
  EXPECT_EQ(add_reaction("made as a sink", {}, {{receptor}}, Exchange::sink), "unbalanced");
  EXPECT_EQ(add_reaction("swapped", {{ligand}}, {{receptor}}, Exchange::source), "unbalanced");
}

TEST_F(network_rows, terms_must_make_sense) {
  const auto add_reaction = [&](std::vector<Term> from, std::vector<Term> to) {
    return refusal([&] {
      network.add(Reaction{.name = "r",
                           .reactants = std::move(from),
                           .products = std::move(to),
                           .rate = k_off * network.expr(ligand),
                           .exchange = Exchange::sink});
    });
  };
  EXPECT_EQ(add_reaction({}, {}).first, "bad-reaction");
  EXPECT_EQ(add_reaction({{ligand, 0}}, {}).first, "bad-reaction");
  EXPECT_EQ(add_reaction({{ligand, -1}}, {}).first, "bad-reaction");
  const auto [code, words] = add_reaction({{ligand}, {cells}}, {});
  EXPECT_EQ(code, "bad-reaction");
  EXPECT_THAT(words, HasSubstr("'ligand' is in nmol, 'cells' in cell"));
  EXPECT_EQ(
      refusal([&] {
        network.add_mass_action({.name = "half", .reactants = {{ligand, 0.5}}, .exchange = Exchange::sink}, k_off);
      }).first,
      "bad-reaction");
}

TEST_F(network_rows, names_are_unique_within_their_kind) {
  EXPECT_EQ(refusal([&] { add("ligand", {}); }).first, "duplicate-name");
  EXPECT_EQ(refusal([&] { parameter("k_on", dimension::kRate); }).first, "duplicate-name");
  EXPECT_EQ(refusal([&] { parameter("ligand", dimension::kRate); }).first, "");
}

TEST_F(network_rows, initial_value_and_scale_have_the_dimension_of_the_species) {
  EXPECT_EQ(refusal([&] {
              network.add(Species{.name = "bad",
                                  .compartment = box,
                                  .initial = network.constant(1, dimension::kCells),
                                  .scale = network.constant(1, dimension::kAmount)});
            }).first,
            "dimension-misfit");
  EXPECT_EQ(refusal([&] {
              network.add(Species{.name = "no scale", .compartment = box, .initial = network.constant(0)});
            }).first,
            "dimension-misfit");
}

TEST_F(network_rows, actions_and_events_assign_what_fits) {
  EXPECT_EQ(refusal([&] {
              network.add(Action{.name = "dose",
                                 .argument = dimension::kConcentration,
                                 .assignments = {{ligand, network.graph().argument(dimension::kConcentration)}}});
            }).first,
            "dimension-misfit");
  EXPECT_EQ(refusal([&] {
              network.add(ConditionalEvent{.name = "e", .trigger = network.expr(ligand) - k_off, .assignments = {}});
            }).first,
            "dimension-misfit");
}

TEST_F(network_rows, a_rule_may_be_used_before_it_is_defined_but_in_one_dimension_and_once) {
  const Expr used = network.rule("living", dimension::kCells);
  EXPECT_FALSE(network.has_rule_defined("living"));
  EXPECT_EQ(refusal([&] { network.finish(); }).first, "undefined-rule");
  EXPECT_EQ(refusal([&] { network.rule("living", dimension::kAmount); }).first, "dimension-misfit");
  network.define("living", network.expr(cells), "living cells", "cell_cycle");
  EXPECT_TRUE(network.has_rule_defined("living"));
  EXPECT_EQ(network.rule("living", dimension::kCells).index(), used.index());
  const auto [code, words] = refusal([&] { network.define("living", network.expr(cells), "", "other"); });
  EXPECT_EQ(code, "duplicate-name");
  EXPECT_THAT(words, HasSubstr("by mechanism cell_cycle and by other"));
  network.finish();
}

TEST_F(network_rows, rules_in_a_circle_are_refused) {
  const Expr a = network.rule("a", dimension::kOne);
  const Expr b = network.rule("b", dimension::kOne);
  network.define("a", b + 1.0, "", "");
  network.define("b", 2.0 * a, "", "");
  const auto [code, words] = refusal([&] { network.finish(); });
  EXPECT_EQ(code, "undefined-rule");
  EXPECT_THAT(words, HasSubstr("defined by itself"));
}

TEST_F(network_rows, an_initial_value_over_species_is_refused_even_through_a_rule) {
  network.define("hidden", network.expr(ligand), "", "");
  network.add(Species{.name = "late",
                      .compartment = box,
                      .initial = network.rule("hidden", dimension::kAmount),
                      .scale = network.constant(1, dimension::kAmount)});
  const auto [code, words] = refusal([&] { network.finish(); });
  EXPECT_EQ(code, "misplaced");
  EXPECT_THAT(words, HasSubstr("the initial value of 'late' depends on a species"));
}

TEST_F(network_rows, an_action_s_argument_stays_in_actions) {
  network.add(Observable{.name = "o", .value = network.graph().argument(dimension::kAmount)});
  const auto [code, words] = refusal([&] { network.finish(); });
  EXPECT_EQ(code, "misplaced");
  EXPECT_THAT(words, HasSubstr("observable 'o' depends on an action's argument"));
}

TEST_F(network_rows, an_override_keeps_the_history) {
  const auto id = network.add(Parameter{.name = "k_rec",
                                        .value = 1.33,
                                        .dimension = dimension::kRate,
                                        .source = "key2004",
                                        .place = "table 2",
                                        .obtained = "fitted"});
  network.override_parameter(id, 2, "a test", {"e.toml", 5});
  EXPECT_EQ(network[id].value, 2);
  EXPECT_EQ(network[id].obtained, "asked");
  EXPECT_EQ(network[id].source, "");
  EXPECT_EQ(network[id].note, "set by the experiment instead of 1.33 (fitted, key2004): a test");
}

TEST_F(network_rows, rows_are_found_by_name) {
  EXPECT_EQ(network.find_species("complex"), complex);
  EXPECT_EQ(network.find_species("k_on"), std::nullopt);
  EXPECT_EQ(network.find_compartment("wall"), wall);
  EXPECT_TRUE(network.find_parameter("k_on").has_value());
  EXPECT_FALSE(network.find_action("dose").has_value());
  EXPECT_THAT(network.moieties(), testing::ElementsAre("cell", "ligand", "receptor"));
}

TEST_F(network_rows, concentration_is_amount_over_volume) {
  EXPECT_EQ(network.concentration(ligand).dimension(), dimension::kConcentration);
}

}  // namespace
}  // namespace emtansim::network
