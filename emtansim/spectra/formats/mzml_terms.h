// SPDX-License-Identifier: Apache-2.0
/// The terms of the mzML and imzML vocabularies that carry data, and what they set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emtansim/spectra/formats/binary_array.h"
#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// A cvParam.
struct Term {
  std::string accession;
  std::string value;
  std::string unit;  ///< accession
  std::string unit_name;
};

enum class ArrayKind { other, mz, intensity, time };

/// What is known of a binaryDataArray.
struct ArrayTerms {
  ArrayKind kind = ArrayKind::other;
  ArrayCoding coding;
  std::string unit;
  std::string unit_name;
  bool is_external = false;  ///< imzML: the bytes stand in the .ibd
  std::optional<std::uint64_t> offset;
  std::optional<std::uint64_t> length;          ///< points
  std::optional<std::uint64_t> encoded_length;  ///< bytes
};

/// Each sets what the term says, if it says anything for this element.
void apply(const Term& term, ArrayTerms& array);
void apply(const Term& term, Spectrum& spectrum);
void apply(const Term& term, Chromatogram& chromatogram);

/// The value as a number; nothing where it is none.
std::optional<double> number_of(const Term& term);

inline constexpr std::string_view kScanStartTime = "MS:1000016";
inline constexpr std::string_view kSelectedIon = "MS:1000744";
inline constexpr std::string_view kIsolationTarget = "MS:1000827";
inline constexpr std::string_view kPositionX = "IMS:1000050";
inline constexpr std::string_view kPositionY = "IMS:1000051";
inline constexpr std::string_view kUniqueName = "IMS:1000080";
inline constexpr std::string_view kBinarySha1 = "IMS:1000091";

}  // namespace emtansim::spectra
