// SPDX-License-Identifier: Apache-2.0
/// The assay `tumour` on a network with nothing biological in it: volumes, contents and shares of the dose by hand.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/assay/bench.h"

namespace emtansim::assay {
namespace {

using testing::Bench;
using testing::find;

constexpr double kGrowth = 0.01;    // 1/h
constexpr double kStart = 200e-6;   // L
constexpr double kHeld = 40e-6;     // nmol of antibody
constexpr double kWeight = 0.02e9;  // µg
constexpr double kMolarMass = 150;  // kDa
constexpr double kLoad = 3.5;

/// A tumour that grows by 1 % an hour and holds 40 fmol of antibody and three times as much payload.
void add_tumour(Bench& bench) {
  auto& net = bench.network();
  const auto place = net.add(network::Compartment{.name = "tissue", .group = "tumour"});
  const auto volume = net.add(network::Species{.name = "tumour.volume",
                                               .compartment = place,
                                               .dimension = dimension::kVolume,
                                               .initial = net.constant(kStart, dimension::kVolume),
                                               .scale = net.constant(kStart, dimension::kVolume)});
  net.add({.name = "growth",
           .products = {{volume}},
           .rate = net.constant(kGrowth, dimension::kRate) * net.expr(volume),
           .exchange = network::Exchange::source});
  const auto observe = [&](const std::string& name, network::Expr value) {
    net.add(network::Observable{.name = name, .value = value});
  };
  observe("tumour.objects", net.constant(4e6, dimension::kCells));
  observe("tumour.living", net.constant(3e6, dimension::kCells));
  observe("tumour.antibody.A", net.constant(kHeld, dimension::kAmount));
  observe("tumour.payload.total.X", net.constant(3 * kHeld, dimension::kAmount));
  const auto parameter = [&](const char* name, double value, Dimension dimension) {
    net.add(network::Parameter{.name = name, .symbol = name, .value = value, .dimension = dimension});
  };
  parameter("host.weight", kWeight, dimension::kMass);
  parameter("conjugate.molar_mass", kMolarMass, dimension::kMolarMass);
  parameter("conjugate.dar", kLoad, dimension::kOne);
  for (const auto& [name, argument] : {std::pair{"dose A", dimension::kOne},
                                       {"infuse A", dimension::kOne / dimension::kTime},
                                       {"stop infusion of A", dimension::kOne}})
    net.add(network::Action{.name = name, .argument = argument, .assignments = {}, .says = ""});
}

network::Member dosed(Bench& bench, std::vector<std::tuple<double, const char*, double>> given) {
  network::Member member{.arm = "a", .dose = 3};
  for (const auto& [time, action, argument] : given)
    member.schedule.push_back({time, *bench.network().find_action(action), argument});
  return member;
}

const std::string kReadout = "[[readout]]\nassay = \"tumour\"\nat = [\"0 h\", \"10 h\"]\n";

TEST(TumourAssay, volumes_are_absolute_relative_and_as_change) {
  Bench bench;
  bench.add_population("P", 1);
  add_tumour(bench);
  const Readouts readouts = bench.measure(kReadout);
  const double factor = std::exp(kGrowth * 10);
  EXPECT_NEAR(find(readouts, "volume", 0, "", "mm3").value, 200, 1e-9);
  EXPECT_NEAR(find(readouts, "volume", 10, "", "mm3").value, 200 * factor, 1e-6);
  EXPECT_NEAR(find(readouts, "relative volume", 10, "", "").value, factor, 1e-8);
  EXPECT_NEAR(find(readouts, "change from start", 10, "", "%").value, 100 * (factor - 1), 1e-6);
  EXPECT_NEAR(find(readouts, "living share", 10, "", "%").value, 75, 1e-9);
}

TEST(TumourAssay, contents_are_per_volume_and_per_gram_of_what_was_given) {
  Bench bench;
  bench.add_population("P", 1);
  add_tumour(bench);
  const Readouts readouts =
      bench.measure(kReadout + "unit = \"uM\"\n", {dosed(bench, {{0, "dose A", 1e-6}, {20, "dose A", 1e-6}})});
  EXPECT_NEAR(find(readouts, "antibody", 0, "", "uM").value, kHeld / kStart * 1e-3, 1e-12);
  EXPECT_NEAR(find(readouts, "total X", 0, "", "uM").value, 3 * kHeld / kStart * 1e-3, 1e-12);
  const double given = 1e-6 * kWeight / kMolarMass;  // nmol: the dose at 20 h has not been given yet
  EXPECT_NEAR(find(readouts, "antibody per gram", 0).value, 100 * kHeld / given / 0.2, 1e-9);
  EXPECT_NEAR(find(readouts, "total X per gram", 0).value, 100 * 3 * kHeld / (given * kLoad) / 0.2, 1e-9);
}

TEST(TumourAssay, an_infusion_counts_as_far_as_it_has_run) {
  Bench bench;
  bench.add_population("P", 1);
  add_tumour(bench);
  const Readouts readouts =
      bench.measure(kReadout, {dosed(bench, {{5, "infuse A", 1e-7}, {15, "stop infusion of A", 0}})});
  const double given = 5 * 1e-7 * kWeight / kMolarMass;
  const double grams = 0.2 * std::exp(kGrowth * 10);
  EXPECT_NEAR(find(readouts, "antibody per gram", 10).value, 100 * kHeld / given / grams, 1e-6);
  EXPECT_THROW((void)find(readouts, "antibody per gram", 0), std::runtime_error);  // nothing given yet
}

TEST(TumourAssay, needs_a_tumour_and_fitting_units) {
  Bench none;
  none.add_population("P", 1);
  EXPECT_EQ(none.refusal(kReadout), "no-tumour");
  Bench bench;
  bench.add_population("P", 1);
  add_tumour(bench);
  EXPECT_EQ(bench.refusal(kReadout), "accepted");
  EXPECT_EQ(bench.refusal(kReadout + "volume_unit = \"mL\"\n"), "accepted");
  EXPECT_EQ(bench.refusal(kReadout + "volume_unit = \"mm\"\n"), "wrong-unit");
  EXPECT_EQ(bench.refusal(kReadout + "unit = \"mg\"\n"), "wrong-unit");
}

}  // namespace
}  // namespace emtansim::assay
