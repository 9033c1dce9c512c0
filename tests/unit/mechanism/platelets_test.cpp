// SPDX-License-Identifier: Apache-2.0
/// Platelets: rest, a hand-solved steady state, the course after a dose.
#include <algorithm>
#include <cmath>

#include "tests/unit/mechanism/body.h"

namespace emtansim::testing {
namespace {

std::vector<double> daily(double until) {
  std::vector<double> days;
  for (double day = 0; day <= until; ++day) days.push_back(day);
  return days;
}

std::vector<double> relative_counts(Body& body, const std::vector<double>& days) {
  body.run(days);
  std::vector<double> counts;
  for (std::size_t i = 0; i < days.size(); ++i) counts.push_back(body.value("platelets.relative", i));
  return counts;
}

TEST(platelets, rest_without_drug) {
  Body body({});
  for (const double count : relative_counts(body, {0, 10, 100})) EXPECT_NEAR(count, 1, 1e-8);
  EXPECT_NEAR(body.value("platelets", 0), 250e9, 1);
}

// Under a constant concentration division and maturation balance: (B0/B)^gamma (1 - E) = 1.
TEST(platelets, settle_where_feedback_makes_up_for_the_loss) {
  Body body({.parameters = "\"pk.CL\" = { value = \"1e-9 L/d\", because = \"test\" }\n"
                           "\"pk.CL_total\" = { value = \"1e-9 L/d\", because = \"test\" }"});
  body.bolus(0, 60);
  const auto counts = relative_counts(body, {0, 900});
  const double hit = body.parameter("platelets.slope") * body.mass("conjugate", 1) * 1e3;
  EXPECT_NEAR(counts[1], std::pow(1 / (1 + hit), 1 / body.parameter("platelets.feedback")), 1e-3);
}

TEST(platelets, fall_and_come_back_before_the_next_dose) {
  Body body({});
  body.infuse(0, 252, 90);
  const auto counts = relative_counts(body, daily(42));
  const auto lowest = std::ranges::min_element(counts);
  EXPECT_NEAR(static_cast<double>(lowest - counts.begin()), 12, 3);
  EXPECT_LT(*lowest, 0.6);
  EXPECT_GT(counts[21], 0.85);
}

TEST(platelets, fall_deepest_after_the_first_dose) {
  Body body({});
  for (int cycle = 0; cycle < 4; ++cycle) body.infuse(21 * cycle, 252, 90);
  const auto counts = relative_counts(body, daily(84));
  const auto lowest = [&](int cycle) {
    return *std::min_element(counts.begin() + 21 * cycle, counts.begin() + 21 * cycle + 21);
  };
  for (int cycle = 1; cycle < 4; ++cycle) EXPECT_GT(lowest(cycle), lowest(0) - 0.02) << cycle;
}

TEST(platelets, drift_down_and_level_off_where_asked) {
  Body drifting({.sets = "\"drifting\""});
  Body steady({});
  for (Body* body : {&drifting, &steady})
    for (int cycle = 0; cycle < 8; ++cycle) body->infuse(21 * cycle, 252, 90);
  const auto down = relative_counts(drifting, daily(168));
  const auto flat = relative_counts(steady, daily(168));
  EXPECT_LT(down[168], 0.75 * flat[168]);
  EXPECT_NEAR(down[168], down[147], 0.1);
}

}  // namespace
}  // namespace emtansim::testing
