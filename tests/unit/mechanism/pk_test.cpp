// SPDX-License-Identifier: Apache-2.0
/// Plasma by mean load: limits, signs and hand-solved cases. Exact courses: tests/analytic/pharmacokinetics_test.cpp.
#include <cmath>

#include "tests/unit/mechanism/body.h"

namespace emtansim::testing {
namespace {

TEST(pk, bolus_is_dose_over_volume_with_the_load_of_the_agent) {
  Body body({});
  body.bolus(0, 100);
  body.run({0});
  EXPECT_NEAR(body.mass("conjugate", 0), 100 / 3.127, 1e-9);
  EXPECT_NEAR(body.mass("antibody", 0), 100 / 3.127, 1e-9);
  EXPECT_NEAR(body.value("plasma.T-DM1.conjugated", 0) / body.value("plasma.T-DM1.conjugate", 0), 3.5, 1e-12);
}

TEST(pk, dose_by_weight_knows_the_weight) {
  Body body({.body = "weight = \"50 kg\""});
  body.at(0, "dose T-DM1", 3.6e-6);
  body.run({0});
  EXPECT_NEAR(body.mass("antibody", 0), 180 / (3.127 * std::pow(50.0 / 70, 0.596)), 1e-9);
}

TEST(pk, infusion_brings_what_it_says_and_stops) {
  Body body({.parameters = "\"pk.CL\" = { value = \"1e-9 L/d\", because = \"test\" }\n"
                           "\"pk.CL_total\" = { value = \"1e-9 L/d\", because = \"test\" }"});
  body.infuse(1, 200, 60);
  body.run({1, 1 + 0.5 / 24, 2, 5});
  const auto held = [&](std::size_t i) { return body.value("plasma.T-DM1", i) + body.value("peripheral.T-DM1", i); };
  EXPECT_EQ(held(0), 0);
  EXPECT_NEAR(held(1), held(2) / 2, 1e-6 * held(2));
  EXPECT_NEAR(held(2), 200e3 / 148.781, 1e-6 * held(2));
  EXPECT_NEAR(held(3), held(2), 1e-6 * held(2));
}

TEST(pk, conjugate_falls_faster_than_antibody_and_its_payload_is_found_free) {
  Body body({});
  body.bolus(0, 252);
  body.run({0, 7});
  EXPECT_LT(body.mass("conjugate", 1), 0.5 * body.mass("antibody", 1));
  EXPECT_GT(body.value("plasma.DM1.free", 1), 0);
  EXPECT_GT(body.value("plasma.Lys-SMCC-DM1.free", 1), 0);
  EXPECT_LT(body.value("plasma.Lys-SMCC-DM1.free", 1), 0.1 * body.value("plasma.DM1.free", 1));
}

TEST(pk, free_payload_comes_to_a_quasi_steady_state) {
  Body body({.parameters = "\"pk_payload.free_share\" = { value = 0, because = \"test\" }\n"
                           "\"pk_payload.Q\" = { value = \"0 L/d\", because = \"test\" }"});
  body.bolus(0, 252);
  body.run({3});
  const double lost = (0.676 - 0.225) / 24 * body.value("plasma.T-DM1.conjugated", 0);  // nmol/h
  EXPECT_NEAR(body.value("plasma.DM1.free", 0), lost / (240.0 / 24), 3e-3 * lost / 10);
}

TEST(pk, where_payload_is_lost_is_a_choice_and_areas_agree) {
  const auto course = [](const std::string& place) {
    Body body({.place = place});
    body.bolus(0, 252);
    body.run({1, 7, 21});
    return std::vector{body.mass("conjugate", 0), body.mass("conjugate", 1), body.mass("conjugate", 2)};
  };
  const auto plasma = course("plasma");
  const auto everywhere = course("everywhere");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(everywhere[i], plasma[i], 0.05 * plasma[i]);
    EXPECT_NE(everywhere[i], plasma[i]);
  }
}

TEST(pk, saturable_loss_counts_at_low_doses) {
  const auto left = [](double mg, const std::string& sets) {
    Body body({.sets = sets});
    body.bolus(0, mg);
    body.run({3});
    return body.mass("conjugate", 0) / mg;
  };
  EXPECT_NEAR(left(21, ""), left(252, ""), 1e-9) << "linear without the set";
  EXPECT_LT(left(21, "\"saturable\""), 0.7 * left(21, ""));
  EXPECT_GT(left(252, "\"saturable\""), 0.85 * left(252, ""));
}

TEST(pk, trastuzumab_of_earlier_therapy_counts_in_the_total_alone) {
  Body body({.body = "trastuzumab = \"30 ug/mL\""});
  body.bolus(0, 252);
  body.run({0, 7});
  EXPECT_NEAR(body.mass("total", 0) - body.mass("antibody", 0), 30 * 148.781 / 148.220, 1e-6);
  const double rate = 0.225 * std::exp(-0.002 * 30) / (3.127 + 0.66);  // in balance, and slow against exchange
  EXPECT_NEAR(body.value("plasma.residual", 1) / body.value("plasma.residual", 0), std::exp(-rate * 7), 5e-3);
}

TEST(pk, two_agents_have_their_own_volumes_and_clearances) {
  Body body({});
  EXPECT_TRUE(body.network().find_compartment("plasma").has_value());
  Body naked({.conjugate = "trastuzumab"});
  naked.bolus(0, 100, "trastuzumab");
  naked.run({0});
  EXPECT_NEAR(naked.mass("antibody", 0, "trastuzumab"), 100 / 2.95, 1e-9);
}

TEST(pk, free_payload_can_be_given) {
  Body body({.host = "mouse", .conjugate = "DM1"});
  body.bolus(0, 0.002, "DM1");
  body.run({0, 1});
  EXPECT_NEAR(body.value("plasma.DM1.free", 0), 2 / 0.738290 / 0.066, 1e-6);
  EXPECT_LT(body.value("plasma.DM1.free", 1), 0.1 * body.value("plasma.DM1.free", 0));
}

TEST(pk, of_a_mouse_scales_with_its_weight) {
  Body small({.host = "mouse"});
  Body large({.host = "mouse", .body = "weight = \"25 g\""});
  for (Body* body : {&small, &large}) {
    body->at(0, "dose T-DM1", 3e-6);
    body->run({0, 7});
  }
  EXPECT_NEAR(small.mass("conjugate", 0), 3.0 / 73 * 1e3, 1e-6);
  EXPECT_NEAR(small.mass("conjugate", 1), large.mass("conjugate", 1), 1e-7 * small.mass("conjugate", 1));
}

TEST(pk, property_that_a_power_cannot_take_is_refused) {
  EXPECT_THROW(Body({.body = "ecd = \"0 ng/mL\""}), InputError);
}

TEST(pk, agent_without_published_disposition_is_refused) { EXPECT_THROW(Body({.conjugate = "T-DXd"}), ModelError); }

}  // namespace
}  // namespace emtansim::testing
