// SPDX-License-Identifier: Apache-2.0
/// Mean drug load by techniques that do not resolve it. Equations: docs/methods/chemistry.md.
#include "emtansim/conjugate/dar_methods.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr int kMostDrugs = 200;

double mass_or_nothing(const std::optional<Formula>& formula, const Elements& elements) {
  return formula ? average_mass(*formula, elements) : 0;
}

[[noreturn]] void refuse_ratio(double ratio) {
  throw InputError({}, {"no-dar", fmt::format("no drug load gives A252/A280 = {}", to_short(ratio, 5)),
                        "the antibody alone and the payload alone bound it", "check the blank and the coefficients"});
}

}  // namespace

std::vector<UvCoefficients> uv_coefficients(const Table& table, const std::string& payload, double antibody_280) {
  const Where head{table.file, 1};
  const auto set = table.column("set", head);
  const auto of = table.column("payload", head);
  const auto ratio = table.column("antibody_ratio_252_280", head);
  const auto payload_252 = table.column("payload_252", head);
  const auto payload_280 = table.column("payload_280", head);
  const auto ratio_error = table.column("ratio_error", head);
  const auto provenance = table.column("provenance", head);
  std::vector<UvCoefficients> sets;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (to_key(table.rows[i][of]) != to_key(payload)) continue;
    sets.push_back({.name = table.rows[i][set],
                    .antibody_280 = antibody_280,
                    .antibody_252 = antibody_280 * table.number(i, ratio),
                    .payload_280 = table.number(i, payload_280),
                    .payload_252 = table.number(i, payload_252),
                    .ratio_error = table.number(i, ratio_error),
                    .provenance = table.rows[i][provenance]});
  }
  return sets;
}

double uv_ratio(const UvCoefficients& c, double dar) {
  return (c.antibody_252 + dar * c.payload_252) / (c.antibody_280 + dar * c.payload_280);
}

double uv_dar(const UvCoefficients& c, double ratio) {
  const double below = ratio * c.payload_280 - c.payload_252;
  const double dar = (c.antibody_252 - ratio * c.antibody_280) / below;
  // A ratio beyond that of the payload alone has a quotient above zero again: refused by the sign of `below`.
  if (!(below < 0) || !std::isfinite(dar)) refuse_ratio(ratio);
  return dar;
}

double uv_concentration(const UvCoefficients& c, double absorbance_280, double dar, double path) {
  return absorbance_280 / (path * (c.antibody_280 + dar * c.payload_280));
}

MaldiDar maldi_dar(const MaldiInput& input, const LinkerPayload& added, const Elements& elements) {
  const double drug = average_mass(added.drug, elements);
  const double dead = mass_or_nothing(added.dead_linker, elements);
  const double opened = added.drug_opened ? average_mass(*added.drug_opened, elements) - drug : 0;
  MaldiDar dar;
  dar.shift = input.conjugate_centroid - input.antibody_centroid;
  dar.apparent = dar.shift / drug;
  dar.dead_bias = (input.dead_linkers * dead + input.opened_rings * opened) / drug;
  dar.corrected = dar.apparent - dar.dead_bias;
  return dar;
}

DrugLoad hic_load(std::span<const LoadPeak> peaks, Attachment attachment, LysineConjugates lysine) {
  if (attachment == Attachment::lysine && lysine == LysineConjugates::refuse)
    throw InputError({}, {"wrong-method", "HIC gives no drug load of a lysine conjugate",
                          "positional isomers of different loads elute together",
                          "use intact mass spectrometry or UV/Vis; or take the areas all the same (--allow-lysine)"});
  std::vector<double> areas;
  for (const auto& peak : peaks) {
    if (peak.drugs < 0 || peak.drugs > kMostDrugs)
      throw InputError({}, {"bad-drug-load", fmt::format("a peak of {} drugs", peak.drugs), "", ""});
    areas.resize(std::max(areas.size(), static_cast<std::size_t>(peak.drugs) + 1));
    areas[static_cast<std::size_t>(peak.drugs)] += peak.area;
  }
  return load_of_amounts(areas);
}

double dar_of_pieces(std::span<const PieceLoad> pieces) {
  double dar = 0;
  for (const auto& piece : pieces) dar += piece.copies * piece.mean_drugs;
  return dar;
}

double dar_of_occupancies(std::span<const double> occupancies) {
  double sum = 0;
  for (const double occupancy : occupancies) sum += occupancy;
  return 2 * sum;
}

}  // namespace emtansim::conjugate
