// SPDX-License-Identifier: Apache-2.0
/// Lumped efflux: what is outside is what the one constant let out of the cytosol.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(LumpedEfflux, outside_is_the_integral_of_k_out_times_inside) {
  Culture culture(
      {.mechanisms = "\"medium\", \"binding\", \"trafficking\", \"lysosome\", \"lumped_efflux\", \"constant_cells\""});
  std::vector<double> times;
  for (int i = 0; i <= 480; ++i) times.push_back(0.05 * i);
  culture.at(0, "preload T-DM1 on SK-BR-3", 0.9).run(times);
  double integral = 0;
  for (std::size_t i = 1; i < times.size(); ++i)
    integral += 0.025 * (culture.value("SK-BR-3.payload.inside.Lys-SMCC-DM1", i) +
                         culture.value("SK-BR-3.payload.inside.Lys-SMCC-DM1", i - 1));
  const double outside = culture.value("medium.Lys-SMCC-DM1", times.size() - 1);
  EXPECT_NEAR(culture.parameter("lumped_efflux.k_out[Lys-SMCC-DM1]") * integral, outside,
              1e-4 * outside);  // trapezoids of 3 minutes
}

}  // namespace
}  // namespace emtansim::testing
