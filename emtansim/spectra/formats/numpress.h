// SPDX-License-Identifier: Apache-2.0
/// The three numpress codings [@teleman2014]: lossy, small forms of m/z and intensity in mzML.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace emtansim::spectra {

/// Fixed-point numbers, each as the difference from the line through the two before. Throws ArrayProblem.
std::vector<double> from_linear(std::string_view bytes, std::size_t most_points);
/// Whole numbers ("positive integer compression"). Throws ArrayProblem.
std::vector<double> from_positive_integers(std::string_view bytes, std::size_t most_points);
/// Logarithms in 16 bits ("short logged float"). Throws ArrayProblem.
std::vector<double> from_short_logarithms(std::string_view bytes, std::size_t most_points);

}  // namespace emtansim::spectra
