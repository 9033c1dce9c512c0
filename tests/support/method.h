// SPDX-License-Identifier: Apache-2.0
/// The integrator that a run of tests is about: tests of answers that hold for every method run once for each.
#pragma once

#include <cstdlib>
#include <string_view>

#include "emtansim/solve/solve.h"

namespace emtansim::testing_support {

/// From the variable EMTANSIM_TEST_METHOD, which ctest sets; the reference where it is not set.
inline solve::Method tested_method() {
  const char* name = std::getenv("EMTANSIM_TEST_METHOD");
  const std::string_view asked = name == nullptr ? "cvode" : name;
  if (asked == "explicit") return solve::Method::explicit_lanes;
  if (asked == "implicit") return solve::Method::implicit_lanes;
  if (asked == "auto") return solve::Method::automatic;
  return solve::Method::cvode;
}

/// Whether it is one whose steps are as short as the fastest part of a problem asks: hours for a fine mesh.
inline bool is_too_slow_when_stiff() { return tested_method() == solve::Method::explicit_lanes; }

}  // namespace emtansim::testing_support
