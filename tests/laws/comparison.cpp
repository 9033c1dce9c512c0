// SPDX-License-Identifier: Apache-2.0
/// Comparison of runs.
#include "tests/laws/comparison.h"

#include <algorithm>
#include <cmath>

namespace emtansim::laws {

using solve::Program;
using solve::Status;
using solve::Trajectories;
using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

AssertionResult all_finished(const Trajectories& runs) {
  for (std::size_t m = 0; m < runs.member_count(); ++m)
    if (runs.report(m).status != Status::finished)
      return AssertionFailure() << "member " << m << ": " << runs.report(m).reason;
  return AssertionSuccess();
}

AssertionResult agree(const Case& given, const Program& program, const Comparison& pair) {
  for (const auto* runs : {&pair.a, &pair.b})
    if (const auto result = all_finished(*runs); !result) return result;
  for (std::size_t m = 0; m < pair.a.member_count(); ++m) {
    const auto scales = scales_of(program, (pair.members == nullptr ? given.ensemble : *pair.members).members[m]);
    for (std::size_t i = 0; i < program.species_count; ++i) {
      const double factor = factor_of(pair.units, given.network.species()[i].dimension);
      double largest = 1e-3 * scales[i];
      for (std::size_t t = 0; t < pair.a.times().size(); ++t)
        largest = std::max(largest, std::abs(pair.a.species(m, t, network::SpeciesId(i))));
      for (std::size_t t = 0; t < pair.a.times().size(); ++t) {
        const double x = pair.a.species(m, t, network::SpeciesId(i));
        const double y = pair.b.species(m, t, network::SpeciesId(pair.place[i])) / factor;
        if (!(std::abs(x - y) <= pair.tolerance * largest))
          return AssertionFailure() << "member " << m << ", '" << given.network.species()[i].name << "' at "
                                    << pair.a.times()[t] << " h: " << x << " against " << y << " (largest " << largest
                                    << ")";
      }
    }
  }
  return AssertionSuccess();
}

AssertionResult have_same_bits(const Case& given, const Run& a, const Run& b) {
  for (std::size_t t = 0; t < a.of.times().size(); ++t)
    for (std::size_t i = 0; i < given.network.species().size(); ++i) {
      const network::SpeciesId id(i);
      if (a.of.species(a.member, t, id) != b.of.species(b.member, t, id))
        return AssertionFailure() << "'" << given.network.species()[i].name << "' of member " << a.member << " at "
                                  << a.of.times()[t] << " h has other bits";
    }
  return AssertionSuccess();
}

}  // namespace emtansim::laws
