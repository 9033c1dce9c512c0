// SPDX-License-Identifier: Apache-2.0
/// Runge-Kutta pair of Dormand and Prince of orders 5 and 4 [@dormand1980] with the interpolant of order 4 of Hairer,
/// Norsett and Wanner [@hairer1993].
#pragma once

namespace emtansim::solve::dormand_prince {

inline constexpr int kStages = 7;

inline constexpr double kTimes[kStages] = {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};

/// Row s: what stage s takes of the rates of the stages before it. The last row is the step itself.
inline constexpr double kWeights[kStages][kStages - 1] = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}};

/// Order 5 less order 4.
inline constexpr double kError[kStages] = {71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                           -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

/// For the interpolant.
inline constexpr double kDense[kStages] = {-12715105075.0 / 11282082432.0,  0,
                                           87487479700.0 / 32700410799.0,   -10690763975.0 / 1880347072.0,
                                           701980252875.0 / 199316789632.0, -1453857185.0 / 822651844.0,
                                           69997945.0 / 29380423.0};

/// The method is stable for real rates up to about this over the step.
inline constexpr double kStable = 3.25;

}  // namespace emtansim::solve::dormand_prince
