// SPDX-License-Identifier: Apache-2.0
/// HER2 outside the tumour: at rest, in excess of antibody, and at low doses.
#include "tests/unit/mechanism/body.h"

namespace emtansim::testing {
namespace {

BodySetup with_sink(const std::string& body = "") {
  return {.body = body, .mechanisms = "\"pk\", \"target_sink\"", .relative = 1e-9};
}

TEST(target_sink, rests_without_antibody) {
  Body body(with_sink());
  body.run({0, 30});
  for (const char* name : {"normal.plasma.HER2", "normal.tissue.HER2", "plasma.ECD"})
    EXPECT_NEAR(body.value(name, 1), body.value(name, 0), 1e-8 * body.value(name, 0)) << name;
  EXPECT_NEAR(body.value("plasma.ECD", 0) / 3.127, 0.25, 1e-9) << "25 ng/mL of 100 kDa";
  EXPECT_NEAR(body.value("normal.tissue.HER2", 0), 2.08e11 * 2e4 * kMolecule, 1e-9);
}

// In great excess the free target is gone and each receptor made takes one antibody with it.
TEST(target_sink, takes_one_antibody_for_each_receptor_made) {
  const std::string no_clearance =
      "\"pk.CL\" = { value = \"1e-9 L/d\", because = \"test\" }\n"
      "\"pk.CL_total\" = { value = \"1e-9 L/d\", because = \"test\" }";
  BodySetup setup = with_sink("ecd = \"0 ng/mL\"");
  setup.parameters = no_clearance;
  Body with(setup);
  Body without({.parameters = no_clearance, .mechanisms = "\"pk\""});
  for (Body* body : {&with, &without}) {
    body->bolus(0, 2520);
    body->run({0, 2, 4});
  }
  const double free = with.value("normal.tissue.HER2", 2) / with.value("normal.tissue.HER2", 0);
  EXPECT_LT(free, 0.02);
  const auto held = [](const Body& body, std::size_t i) {
    return body.value("plasma.T-DM1", i) + body.value("peripheral.T-DM1", i);
  };
  const double missing = (held(without, 2) - held(with, 2)) - (held(without, 1) - held(with, 1));
  const double made = 0.693 * 2 * 2.08e11 * 2e4 * kMolecule;  // nmol in two days
  EXPECT_NEAR(missing, made, 0.03 * made);
}

TEST(target_sink, bends_low_doses_and_spares_high_ones) {
  const auto per_dose = [](double mg, const BodySetup& setup) {
    Body body(setup);
    body.bolus(0, mg);
    body.run({3});
    return body.mass("conjugate", 0) / mg;
  };
  const BodySetup plain{.mechanisms = "\"pk\""};
  EXPECT_LT(per_dose(21, with_sink()) / per_dose(21, plain), 0.9);
  EXPECT_GT(per_dose(252, with_sink()) / per_dose(252, plain), 0.97);
}

TEST(target_sink, works_for_a_patient_without_shed_her2) {
  Body body(with_sink("ecd = \"0 ng/mL\""));
  body.bolus(0, 252);
  body.run({0, 1});
  EXPECT_EQ(body.value("plasma.ECD", 1), 0);
}

TEST(target_sink, is_shared_by_conjugate_and_naked_antibody) {
  Body body(with_sink());
  body.bolus(0, 252);
  body.run({1});
  EXPECT_GT(body.value("normal.tissue.HER2.T-DM1", 0), body.value("normal.tissue.HER2.T-DM1.payload", 0) / 3.5)
      << "what has lost its payload binds as well";
}

}  // namespace
}  // namespace emtansim::testing
