// SPDX-License-Identifier: Apache-2.0
/// Plasma by drug load. Exact courses and Bateman's chain: tests/analytic/pharmacokinetics_test.cpp.
#include "tests/unit/mechanism/body.h"
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

BodySetup chain(const std::string& host, const std::string& place = "") {
  return {.host = host, .load = "chain", .place = place};
}

TEST(pk_chain, dose_has_the_loads_of_the_agent) {
  Body body(chain("cynomolgus"));
  body.bolus(0, 120);
  body.run({0});
  const double all = 120e3 / 148.781;
  EXPECT_NEAR(body.value("plasma.T-DM1.0", 0), 0.007312 * all, 1e-4 * all);
  EXPECT_NEAR(body.value("plasma.T-DM1.3", 0), 0.250165 * all, 1e-4 * all);
  EXPECT_NEAR(body.value("plasma.T-DM1.conjugated", 0) / body.value("plasma.T-DM1.antibody", 0), 3.5, 1e-3);
  EXPECT_FALSE(body.network().find_species("plasma.T-DM1.8").has_value()) << "no molecule carries eight";
}

TEST(pk_chain, loads_move_down_one_by_one) {
  Body body(chain("cynomolgus"));
  body.bolus(0, 120);
  body.run({0, 1, 14});
  const auto share = [&](int n, std::size_t i) {
    return body.value(fmt::format("plasma.T-DM1.{}", n), i) / body.value("plasma.T-DM1.0", i);
  };
  for (int n = 2; n < 7; ++n) EXPECT_LT(share(n + 1, 2) / share(n, 2), share(n + 1, 1) / share(n, 1)) << n;
  EXPECT_GT(body.value("plasma.T-DM1.0", 2), 5 * body.value("plasma.T-DM1.0", 0)) << "naked antibody gathers";
}

TEST(pk_chain, keeps_more_conjugate_where_tissue_protects_it) {
  const auto conjugate = [](const std::string& place) {
    Body body(chain("cynomolgus", place));
    body.bolus(0, 120);
    body.run({14});
    return body.mass("conjugate", 0) / body.mass("antibody", 0);
  };
  EXPECT_GT(conjugate("plasma"), 1.3 * conjugate("everywhere"));
}

TEST(pk_chain, has_a_species_for_each_load_in_each_space) {
  const Body monkey(chain("cynomolgus"));
  EXPECT_TRUE(monkey.network().find_species("peripheral2.T-DM1.7").has_value());
  const Body patient(chain("patient"));
  EXPECT_FALSE(patient.network().find_species("peripheral2.T-DM1.7").has_value()) << "two spaces";
}

// Antibodies with any load enter a tumour alike, each with its payload.
TEST(pk_chain, feeds_a_tumour_with_all_its_loads) {
  Culture mouse(experiment::parse_experiment(
      "title = \"t\"\nconjugate = \"T-DM1\"\nsystem = \"SK-BR-3\"\n[body]\nhost = \"mouse\"\n"
      "load = \"chain\"\n[tumour]\nvolume = \"100 mm3\"\n[[arm]]\nname = \"a\"\ndose = { amount = "
      "\"3 mg/kg\" }\n[[readout]]\nassay = \"counts\"\nat = \"1 d\"\n",
      "test.toml"));
  mouse.at(0, "dose T-DM1", 3e-6).run({0, 24});
  EXPECT_GT(mouse.value("tumour.T-DM1", 1), 0);
  const double load = mouse.value("tumour.T-DM1.payload", 1) / mouse.value("tumour.T-DM1", 1);
  EXPECT_GT(load, 2);
  EXPECT_LT(load, 3.6);
}

}  // namespace
}  // namespace emtansim::testing
