// SPDX-License-Identifier: Apache-2.0
/// Masses of all compositions of a conjugate.
#include "emtansim/conjugate/ladder.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr std::size_t kMostCandidates = 1'000'000;  // more cannot be told apart, and would fill the memory
constexpr int kMostOfAKind = 200;                   // an IgG has about ninety amines
constexpr double kSmallestPrior = 1e-12;            // a prior never forbids

double poisson(double mean, int count) {
  double probability = std::exp(-mean);
  for (int i = 1; i <= count; ++i) probability *= mean / i;
  return probability;
}

[[noreturn]] void refuse(std::string what, std::string why) {
  throw InputError({}, {"bad-range", std::move(what), std::move(why), ""});
}

void expect_range(const LadderRange& range, const Piece& piece) {
  if (range.fewest_drugs < 0 || range.most_drugs < range.fewest_drugs || range.most_dead_linkers < 0)
    refuse(fmt::format("from {} to {} drugs and up to {} dead linkers", range.fewest_drugs, range.most_drugs,
                       range.most_dead_linkers),
           "the range is empty");
  if (range.most_drugs > kMostOfAKind || range.most_dead_linkers > kMostOfAKind)
    refuse(fmt::format("more than {} drugs or dead linkers", kMostOfAKind), "no antibody has so many sites");
  if (piece.glycan_sites < 0 || piece.glycan_sites > 2)
    refuse(fmt::format("{} has {} glycan sites", piece.name, piece.glycan_sites), "at most two are understood");
}

std::vector<GlycanSet> sets_asked(const Piece& piece, const GlycanLibrary& glycans, const LadderRange& range) {
  auto sets = glycan_sets(glycans, piece.glycan_sites);
  const double smallest = range.smallest_glycan_share * sets.front().share;
  std::erase_if(sets, [&](const GlycanSet& set) { return set.share < smallest; });
  return sets;
}

}  // namespace

Ladder ladder(const Piece& piece, const ConjugateParts& parts, const Elements& elements, const LadderRange& range) {
  expect_range(range, piece);
  const LinkerPayload& added = parts.linker_payload;
  Ladder result{.piece = piece,
                .glycan_sets = sets_asked(piece, parts.glycans, range),
                .candidates = {},
                .base_mass = average_mass(piece.formula, elements),
                .drug_mass = average_mass(added.drug, elements),
                .dead_linker_mass = added.dead_linker ? average_mass(*added.dead_linker, elements) : 0};
  const int most_dead = added.dead_linker ? range.most_dead_linkers : 0;
  const auto steps = static_cast<std::size_t>((range.most_drugs - range.fewest_drugs) / added.step + 1);
  const std::size_t count = steps * static_cast<std::size_t>(most_dead + 1) * result.glycan_sets.size();
  if (count > kMostCandidates) refuse(fmt::format("{} compositions", count), "no spectrum tells so many apart");
  std::vector<double> glycan_masses;
  for (const auto& set : result.glycan_sets) glycan_masses.push_back(average_mass(set.formula, elements));
  result.candidates.reserve(count);
  const int first = (range.fewest_drugs + added.step - 1) / added.step * added.step;
  for (int drugs = first; drugs <= range.most_drugs; drugs += added.step)
    for (int dead = 0; dead <= most_dead; ++dead)
      for (std::size_t set = 0; set < glycan_masses.size(); ++set)
        result.candidates.push_back(
            {.drugs = drugs,
             .dead_linkers = dead,
             .glycan_set = set,
             .mass = result.base_mass + drugs * result.drug_mass + dead * result.dead_linker_mass + glycan_masses[set],
             .prior =
                 std::max(kSmallestPrior, result.glycan_sets[set].share *
                                              (most_dead == 0 ? 1 : poisson(added.dead_linkers_per_antibody, dead)))});
  return result;
}

double mean_mass(const Ladder& ladder, double mean_drugs, double mean_dead_linkers) {
  double mass = 0;
  double share = 0;
  int drugs = ladder.candidates.empty() ? 0 : ladder.candidates.front().drugs;
  for (const auto& candidate : ladder.candidates) {
    if (candidate.drugs != drugs || candidate.dead_linkers != 0) break;
    mass += ladder.glycan_sets[candidate.glycan_set].share * (candidate.mass - drugs * ladder.drug_mass);
    share += ladder.glycan_sets[candidate.glycan_set].share;
  }
  return mass / share + mean_drugs * ladder.drug_mass + mean_dead_linkers * ladder.dead_linker_mass;
}

}  // namespace emtansim::conjugate
