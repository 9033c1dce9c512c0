// SPDX-License-Identifier: Apache-2.0
/// The ladder as arrays: glycan pairs put together where no mass can tell them apart.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/mixture.h"

namespace emtansim::spectra {

namespace {

constexpr double kSameMass = 0.05;    // Da; no spectrum of an antibody tells these apart
constexpr double kRarestPair = 1e-6;  // expected share of a pair that is still carried along
constexpr int kNone = -1;
constexpr std::size_t kMostNames = 3;  // pairs named in one class

struct PairMass {
  int first, second;
  double mass, share;
};

std::vector<double> normalised_shares(const Ladder& ladder) {
  std::vector<double> shares;
  for (const auto& glycan : ladder.glycans) shares.push_back(std::max(glycan.share, 0.0));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share = sum > 0 ? share / sum : 1.0 / static_cast<double>(shares.size());
  return shares;
}

/// Both glycans of an antibody, or the one of a piece.
std::vector<PairMass> pairs_of(const Ladder& ladder, const std::vector<double>& shares) {
  std::vector<PairMass> pairs;
  const int count = static_cast<int>(ladder.glycans.size());
  if (!ladder.pieces.empty()) {
    for (int a = 0; a < count; ++a)
      pairs.push_back(
          {a, kNone, ladder.glycans[static_cast<std::size_t>(a)].mass, shares[static_cast<std::size_t>(a)]});
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.mass < b.mass; });
    return pairs;
  }
  for (int a = 0; a < count; ++a)
    for (int b = a; b < count; ++b) {
      const auto& [first, second] =
          std::pair{ladder.glycans[static_cast<std::size_t>(a)], ladder.glycans[static_cast<std::size_t>(b)]};
      const double share = shares[static_cast<std::size_t>(a)] * shares[static_cast<std::size_t>(b)] * (a == b ? 1 : 2);
      if (share > kRarestPair) pairs.push_back({a, b, first.mass + second.mass, share});
    }
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.mass < b.mass; });
  return pairs;
}

std::string class_name_of(const Ladder& ladder, std::vector<PairMass> members) {
  std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
  std::string name;
  for (std::size_t i = 0; i < members.size() && i < kMostNames; ++i)
    name += (i > 0 ? " = " : "") + ladder.glycans[static_cast<std::size_t>(members[i].first)].name +
            (members[i].second == kNone ? "" : "/" + ladder.glycans[static_cast<std::size_t>(members[i].second)].name);
  return members.size() > kMostNames ? name + " = ..." : name;
}

void add_classes(MixtureSpace& space, const Ladder& ladder, const std::vector<PairMass>& pairs) {
  for (std::size_t i = 0; i < pairs.size();) {
    std::vector<PairMass> members;
    const double mass = pairs[i].mass;
    for (; i < pairs.size() && pairs[i].mass - mass < kSameMass; ++i) {
      members.push_back(pairs[i]);
      space.pairs.push_back({pairs[i].first, pairs[i].second, space.class_count()});
    }
    space.class_mass.push_back(mass);
    space.class_name.push_back(class_name_of(ladder, members));
  }
}

void add_loads(MixtureSpace& space, const Ladder& ladder) {
  const auto add = [&](int piece, double mass, bool has_glycans) {
    for (int k = 0; k <= ladder.most_drugs; ++k) {
      space.load.push_back({piece, k, has_glycans});
      for (int j = 0; j < space.linkers; ++j)
        for (const double glycans : space.class_mass)
          space.mass.push_back(mass + k * ladder.drug_mass + j * ladder.linker_mass + (has_glycans ? glycans : 0));
    }
  };
  if (ladder.pieces.empty()) {
    space.pieces = {{"", 1}};
    add(0, ladder.antibody_mass, true);
  }
  for (const auto& piece : ladder.pieces) {
    add(static_cast<int>(space.pieces.size()), piece.mass, piece.has_glycan);
    space.pieces.push_back({piece.name, piece.copies});
  }
  space.loads = static_cast<int>(space.load.size());
}

}  // namespace

double MixtureSpace::share_of(const Pair& pair, const std::vector<double>& sites) const {
  const auto a = static_cast<std::size_t>(pair.first), b = static_cast<std::size_t>(pair.second);
  if (pair.second == kNone) return sites[a];
  return sites[a] * sites[b] * (a == b ? 1 : 2);
}

std::vector<double> MixtureSpace::class_shares(const std::vector<double>& sites) const {
  std::vector<double> shares(class_mass.size(), 0.0);
  double sum = 0;
  for (const auto& pair : pairs) {
    const double both = share_of(pair, sites);
    shares[static_cast<std::size_t>(pair.glycan_class)] += both;
    sum += both;
  }
  if (sum > 0)
    for (double& share : shares) share /= sum;
  return shares;
}

std::vector<double> MixtureSpace::carried(const std::vector<double>& sites, std::size_t site) const {
  std::vector<double> with(class_mass.size(), 0.0), all(class_mass.size(), 0.0);
  for (const auto& pair : pairs) {
    const double both = share_of(pair, sites);
    const auto g = static_cast<std::size_t>(pair.glycan_class);
    const auto wanted = static_cast<int>(site);
    all[g] += both;
    with[g] += both * ((pair.first == wanted ? 1 : 0) + (pair.second == wanted ? 1 : 0));
  }
  for (std::size_t g = 0; g < all.size(); ++g) with[g] = all[g] > 0 ? with[g] / all[g] : 0;
  return with;
}

MixtureSpace make_space(const Ladder& ladder) {
  MixtureSpace space;
  space.linkers = ladder.most_linkers + 1;
  space.step = ladder.drugs_per_step;
  if (ladder.glycans.empty()) {
    space.pairs = {{0, ladder.pieces.empty() ? 0 : kNone, 0}};
    space.class_mass = {0};
    space.class_name = {"no glycan"};
    space.site_prior = {1};
  } else {
    space.site_prior = normalised_shares(ladder);
    add_classes(space, ladder, pairs_of(ladder, space.site_prior));
  }
  add_loads(space, ladder);
  return space;
}

}  // namespace emtansim::spectra
