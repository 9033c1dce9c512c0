// SPDX-License-Identifier: Apache-2.0
/// Meaning of the terms, by accession.
#include "emtansim/spectra/formats/mzml_terms.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace emtansim::spectra {

namespace {

std::optional<std::uint64_t> count_of(const Term& term) {
  const std::string_view text = trim(term.value);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void set_packing(ArrayCoding& coding, Packing packing, bool is_deflated) {
  coding.packing = packing;
  coding.is_deflated = is_deflated;
}

bool apply_coding(std::string_view name, ArrayCoding& coding) {
  if (name == "MS:1000521") return coding.number = NumberKind::float32, true;
  if (name == "MS:1000523") return coding.number = NumberKind::float64, true;
  if (name == "MS:1000519") return coding.number = NumberKind::int32, true;
  if (name == "MS:1000522") return coding.number = NumberKind::int64, true;
  if (name == "MS:1000574") return coding.is_deflated = true, true;
  if (name == "MS:1000576") return coding.is_deflated = coding.is_deflated.value_or(false), true;
  if (name == "MS:1002312") return set_packing(coding, Packing::linear, false), true;
  if (name == "MS:1002313") return set_packing(coding, Packing::positive_integers, false), true;
  if (name == "MS:1002314") return set_packing(coding, Packing::short_logarithms, false), true;
  if (name == "MS:1002746") return set_packing(coding, Packing::linear, true), true;
  if (name == "MS:1002747") return set_packing(coding, Packing::positive_integers, true), true;
  if (name == "MS:1002748") return set_packing(coding, Packing::short_logarithms, true), true;
  return false;
}

std::optional<Polarity> polarity_of(const Term& term) {
  if (term.accession == "MS:1000129") return Polarity::negative;
  if (term.accession == "MS:1000130") return Polarity::positive;
  return std::nullopt;
}

}  // namespace

std::optional<double> number_of(const Term& term) {
  const auto number = parse_number(trim(term.value));
  return number && std::isfinite(*number) ? number : std::nullopt;
}

void apply(const Term& term, ArrayTerms& array) {
  const std::string_view name = term.accession;
  if (apply_coding(name, array.coding)) return;
  const bool is_axis = name == "MS:1000514" || name == "MS:1000515" || name == "MS:1000595";
  if (is_axis) {
    array.kind = name == "MS:1000514" ? ArrayKind::mz : name == "MS:1000515" ? ArrayKind::intensity : ArrayKind::time;
    array.unit = term.unit;
    array.unit_name = term.unit_name;
  } else if (name == "IMS:1000101") {
    array.is_external = true;
  } else if (name == "IMS:1000102") {
    array.offset = count_of(term);
  } else if (name == "IMS:1000103") {
    array.length = count_of(term);
  } else if (name == "IMS:1000104") {
    array.encoded_length = count_of(term);
  }
}

void apply(const Term& term, Spectrum& spectrum) {
  if (const auto polarity = polarity_of(term)) spectrum.polarity = *polarity;
  if (term.accession == "MS:1000127") spectrum.declared = PointKind::centroid;
  if (term.accession == "MS:1000128") spectrum.declared = PointKind::profile;
  if (const auto level = count_of(term); term.accession == "MS:1000511" && level && *level < 100)
    spectrum.ms_level = std::max(1, static_cast<int>(*level));  // images are called level 0
}

void apply(const Term& term, Chromatogram& chromatogram) {
  if (const auto polarity = polarity_of(term)) chromatogram.polarity = *polarity;
  if (term.accession == "MS:1000235") chromatogram.kind = ChromatogramKind::total_ion;
  if (term.accession == "MS:1000628") chromatogram.kind = ChromatogramKind::base_peak;
  if (term.accession == "MS:1000627") chromatogram.kind = ChromatogramKind::selected_ion;
  if (term.accession == "MS:1001473") chromatogram.kind = ChromatogramKind::selected_reaction;
}

}  // namespace emtansim::spectra
