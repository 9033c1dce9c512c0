// SPDX-License-Identifier: Apache-2.0
/// Glycans: reading and combining.
#include "emtansim/conjugate/glycan.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr int kMostSugars = 50;            // of one kind; the largest N-glycans have about ten
constexpr std::size_t kMostGlycans = 500;  // pairs grow with the square

[[noreturn]] void refuse(std::string_view part, const Where& where) {
  throw InputError(where, {"bad-glycan", fmt::format("'{}' is no part of a glycan", part), "",
                           "a composition as in '3 Hex, 4 HexNAc, 1 Fuc'"});
}

/// "4 HexNAc" or "HexNAc".
Formula part_formula(std::string_view part, const std::vector<Sugar>& sugars, const Where& where) {
  int count = 1;
  const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), count);
  if (end != part.data() && (problem != std::errc() || count < 0 || count > kMostSugars)) refuse(part, where);
  const std::string name(trim(part.substr(static_cast<std::size_t>(end - part.data()))));
  const auto sugar = std::ranges::find(sugars, to_key(name), [](const Sugar& known) { return to_key(known.name); });
  if (sugar != sugars.end()) return count * sugar->formula;
  std::vector<std::string> names;
  for (const auto& known : sugars) names.push_back(known.name);
  throw InputError(where, {"unknown-sugar", fmt::format("there is no sugar '{}'", name), "", suggestion(name, names)});
}

GlycanLibrary single(std::string name, std::string_view change) {
  GlycanLibrary library{.name = std::move(name), .glycans = {}, .file = {}};
  library.glycans.push_back({.name = library.name, .composition = {}, .formula = {}, .abundance = 1});
  if (!change.empty()) library.glycans.front().formula = parse_formula(change);
  return library;
}

}  // namespace

std::vector<Sugar> read_sugars(const Table& table) {
  const Where head{table.file, 1};
  const auto name = table.column("name", head);
  const auto says = table.column("says", head);
  const auto atoms = table.column("formula", head);
  std::vector<Sugar> sugars;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    sugars.push_back({.name = table.rows[i][name],
                      .says = table.rows[i][says],
                      .formula = parse_formula(table.rows[i][atoms], {table.file, table.lines[i]})});
  return sugars;
}

Formula glycan_formula(std::string_view composition, const std::vector<Sugar>& sugars, const Where& where) {
  Formula formula;
  if (trim(composition).empty()) return formula;
  for (const auto part : split(composition, ',')) {
    if (trim(part).empty()) refuse(part, where);
    formula += part_formula(trim(part), sugars, where);
  }
  return formula;
}

GlycanLibrary parse_glycans(const Table& table, std::string name, const std::vector<Sugar>& sugars) {
  const Where head{table.file, 1};
  const auto name_column = table.column("Name", head);
  const auto composition = table.column("Composition", head);
  GlycanLibrary library{.name = std::move(name), .glycans = {}, .file = table.file};
  double sum = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const Where where{table.file, table.lines[i]};
    if (table.has("Checked") && to_lower(row[table.column("Checked", head)]) == "false") continue;
    const double abundance = table.has("Abundance") ? table.number(i, table.column("Abundance", head)) : 1;
    if (!(abundance >= 0))
      throw InputError(where, {"negative-amount", fmt::format("the abundance of '{}' is no amount", row[name_column]),
                               "", "a number from 0 up, in any unit"});
    library.glycans.push_back({.name = row[name_column],
                               .composition = row[composition],
                               .formula = glycan_formula(row[composition], sugars, where),
                               .abundance = abundance});
    sum += abundance;
  }
  if (library.glycans.empty() || library.glycans.size() > kMostGlycans || !(sum > 0))
    throw InputError({table.file, 0},
                     {"bad-glycans", fmt::format("{} glycans are no library", library.glycans.size()),
                      sum > 0 ? "" : "their abundances sum to nothing", fmt::format("1 to {}", kMostGlycans)});
  return library;
}

GlycanLibrary no_glycans() { return single("none", ""); }
GlycanLibrary pngase_f_treated() { return single("PNGase F", "+O -N -H"); }

std::vector<GlycanSet> glycan_sets(const GlycanLibrary& library, int sites) {
  EMTANSIM_EXPECT(sites >= 0 && sites <= 2);
  if (sites == 0) return {{.glycans = {}, .name = "none", .formula = {}, .share = 1}};
  double sum = 0;
  for (const auto& glycan : library.glycans) sum += glycan.abundance;
  std::vector<GlycanSet> sets;
  for (std::size_t i = 0; i < library.glycans.size(); ++i) {
    const auto& first = library.glycans[i];
    const double share = first.abundance / sum;
    if (sites == 1) {
      sets.push_back({.glycans = {i}, .name = first.name, .formula = first.formula, .share = share});
      continue;
    }
    for (std::size_t j = i; j < library.glycans.size(); ++j) {
      const auto& second = library.glycans[j];
      sets.push_back({.glycans = {i, j},
                      .name = first.name + "/" + second.name,
                      .formula = first.formula + second.formula,
                      .share = (i == j ? 1 : 2) * share * second.abundance / sum});
    }
  }
  std::ranges::stable_sort(sets, std::ranges::greater(), &GlycanSet::share);
  return sets;
}

}  // namespace emtansim::conjugate
