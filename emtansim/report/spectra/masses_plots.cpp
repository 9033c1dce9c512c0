// SPDX-License-Identifier: Apache-2.0
/// Sticks of isotopes and of the ladder, and the tables of a report on masses.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "emtansim/report/spectra/masses_parts.h"

namespace emtansim::report {

namespace {

using namespace conjugate;

constexpr double kFull = 100;              // the highest stick
constexpr double kSmallestIsotope = 2e-3;  // of the highest: fainter ones cannot be seen
constexpr double kFaintest = 0.3;          // % of the highest: fainter rungs are left to the table

std::string peak_name(int neutrons) { return neutrons == 0 ? "M" : fmt::format("M+{}", neutrons); }

/// The first ion that the compound can form; null for none.
const Adduct* ion_of(const WeighedCompound& compound, const std::vector<Adduct>& adducts) {
  const auto found = std::ranges::find_if(
      adducts, [&](const Adduct& adduct) { return !conjugate::ion_formula(compound.formula, adduct).has_negative(); });
  return found == adducts.end() ? nullptr : &*found;
}

/// Sticks in the form of a spectrum plot.
Json sticks(Json plot, const Json& peaks) {
  Json x = Json::array(), y = Json::array();
  for (const auto& peak : peaks) {
    x.push_back(peak["x"]);
    y.push_back(peak["y"]);
  }
  plot["observed"] = {{"x", x}, {"y", y}};
  plot["sticks"] = true;
  plot["peaks"] = peaks;
  return plot;
}

double share_of_load(const DrugLoad& load, int drugs) {
  const auto fractions = load.fractions();
  const auto k = static_cast<std::size_t>(drugs);
  return k < fractions.size() ? fractions[k] : 0;
}

/// The load says how many whole antibodies carry k drugs, and nothing of the pieces of one.
bool has_load(const Ladder& ladder, const MassesOutcome& outcome) {
  return outcome.load.mean() > 0 && outcome.parts && ladder.piece.name == whole(outcome.parts->antibody).name;
}

/// Without dead linkers; relative heights.
std::vector<double> heights_of(const Ladder& ladder, const MassesOutcome& outcome) {
  const bool by_load = has_load(ladder, outcome);
  std::vector<double> heights;
  for (const auto& candidate : ladder.candidates) {
    const double share = ladder.glycan_sets[candidate.glycan_set].share;
    heights.push_back(candidate.dead_linkers > 0 ? 0
                      : by_load                  ? share * share_of_load(outcome.load, candidate.drugs)
                                                 : share);
  }
  return heights;
}

}  // namespace

Json envelope_plot(const WeighedCompound& compound, const MassesOutcome& outcome, const Elements& elements) {
  const Adduct* adduct = ion_of(compound, outcome.adducts);
  if (adduct == nullptr) return nullptr;
  const auto envelope = isotope_envelope(ion_formula(compound.formula, *adduct), elements, kSmallestIsotope);
  const auto top = std::ranges::max_element(envelope, {}, &IsotopePeak::probability);
  Json peaks = Json::array();
  for (const auto& peak : envelope) {
    const double mz = (peak.mass - adduct->charge * kElectron) / std::abs(adduct->charge);
    peaks.push_back({{"x", std::round(mz * 1e4) / 1e4},
                     {"y", rounded(kFull * peak.probability / top->probability, 4)},
                     {"name", peak_name(peak.neutrons)},
                     {"note", fmt::format("{}, {:.2f} % of {}", peak_name(peak.neutrons),
                                          kFull * peak.probability / envelope.front().probability,
                                          peak_name(envelope.front().neutrons))}});
  }
  return sticks({{"id", "isotopes_" + to_key(compound.name)},
                 {"kind", "spectrum"},
                 {"title", fmt::format("{}, {}", compound.name, adduct->name)},
                 {"compact", true},
                 {"x", {{"label", "m/z"}, {"unit", "Th"}}},
                 {"y", {{"label", "Intensity"}, {"unit", "% of highest"}}}},
                peaks);
}

Json ladder_plot(const Ladder& ladder, const MassesOutcome& outcome) {
  const auto heights = heights_of(ladder, outcome);
  const double top = heights.empty() ? 0 : *std::ranges::max_element(heights);
  if (!(top > 0)) return nullptr;
  Json peaks = Json::array();
  for (std::size_t i = 0; i < heights.size(); ++i) {
    const auto& candidate = ladder.candidates[i];
    const double height = kFull * heights[i] / top;
    if (height < kFaintest) continue;
    peaks.push_back({{"x", std::round(candidate.mass * 100) / 100},
                     {"y", rounded(height, 4)},
                     {"name", fmt::format("D{}", candidate.drugs)},
                     {"note", ladder.glycan_sets[candidate.glycan_set].name}});
  }
  const std::string heights_say =
      has_load(ladder, outcome)
          ? fmt::format("the drug load of the conjugate in the data (mean {}) times the shares of the glycan pairs",
                        to_short(outcome.load.mean(), 3))
          : std::string("the shares of the glycans, every load alike");
  return sticks({{"id", "ladder_" + to_key(ladder.piece.name)},
                 {"kind", "spectrum"},
                 {"title", fmt::format("Ladder of {}", ladder.piece.name)},
                 {"caption", fmt::format("Average masses without dead linkers. Heights are expected, not measured: {}. "
                                         "Drag over a range to enlarge it; point at a line for its glycans.",
                                         heights_say)},
                 {"x", {{"label", "Mass"}, {"unit", "Da"}}},
                 {"y", {{"label", "Expected"}, {"unit", "% of highest"}}}},
                peaks);
}

Json mass_table(const MassTable& table, const std::string& id) {
  Json columns = Json::array(), rows = Json::array();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    Json part = {{"key", fmt::format("column_{}", i + 1)}, {"name", column.name}};
    if (!column.unit.empty()) part["unit"] = column.unit;
    part["kind"] = column.decimals ? "number" : "text";
    if (column.decimals) part["decimals"] = *column.decimals;
    columns.push_back(std::move(part));
  }
  for (const auto& row : table.rows) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto number = table.columns[i].decimals ? parse_number(row[i]) : std::nullopt;
      cells.push_back(number ? Json(*number) : text_or_null(row[i]));
    }
    while (cells.size() < columns.size()) cells.push_back(nullptr);
    rows.push_back(std::move(cells));
  }
  Json part = {{"id", id}, {"kind", "table"}, {"title", table.title}, {"columns", columns}, {"rows", rows}};
  if (!table.note.empty()) part["caption"] = table.note;
  return part;
}

}  // namespace emtansim::report
