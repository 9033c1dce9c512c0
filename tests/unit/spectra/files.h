// SPDX-License-Identifier: Apache-2.0
/// Small files of spectra made for tests, and what tests do with readings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/spectra/spectra.h"

namespace emtansim::spectra::testing {

/// Everything a file holds.
struct Whole {
  std::vector<Spectrum> spectra;
  std::vector<Chromatogram> chromatograms;
  Reading reading;
};
Whole read_whole(const std::string& path);
Whole read_memory(const Content& content);

/// Path of a file below tests/data/spectra.
std::string sample(std::string_view name);

/// Whether a warning of this code was given.
bool has_warning(const std::vector<Warning>& warnings, std::string_view code);

/// The code of the InputError that `act` throws; "" for none.
template <class Act>
std::string code_of(Act act) {
  try {
    act();
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "";
}

std::string to_base64(std::string_view bytes);
std::string deflated(std::string_view bytes);
std::string gzipped(std::string_view bytes);
template <class Number>
std::string bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

/// A binaryDataArray with the given terms, which are accessions; `unit` may be empty.
struct ArrayText {
  std::vector<std::string> terms;
  std::string base64;
  std::string unit;
};
std::string to_xml(const ArrayText& array);

/// A spectrum of mzML around its arrays; `inside` comes first.
std::string spectrum_xml(std::string_view id, std::size_t points, std::string_view inside,
                         const std::vector<ArrayText>& arrays);
/// m/z and intensity as 64-bit floats without compression.
std::vector<ArrayText> plain_arrays(const std::vector<double>& mz, const std::vector<double>& intensity);
/// A whole file around spectra and chromatograms.
std::string mzml(std::string_view spectra, std::string_view chromatograms = {});
std::string cv(std::string_view accession, std::string_view value = {}, std::string_view unit = {});

}  // namespace emtansim::spectra::testing
