// SPDX-License-Identifier: Apache-2.0
/// What is concluded from shares of molecules: for each piece its load, and for the antibody what its pieces add up to.
#include <numeric>

#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr double kNegligible = 1e-9;  // share of the antibodies: the end of a load

/// Shares of one piece's molecules.
struct OfPiece {
  std::vector<double> load, linkers;
  double bare = 0;  ///< neither drug nor linker

  void normalise() {
    const double sum = std::accumulate(load.begin(), load.end(), 0.0);
    if (sum <= 0) return;
    for (auto* shares : {&load, &linkers})
      for (double& share : *shares) share /= sum;
    bare /= sum;
  }
};

double mean_of(const std::vector<double>& shares) {
  double mean = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) mean += static_cast<double>(k) * shares[k];
  return mean;
}

/// The distribution of the sum of two independent numbers.
std::vector<double> sum_of(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> result(a.size() + b.size() - 1, 0.0);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) result[i + j] += a[i] * b[j];
  return result;
}

void trim(std::vector<double>& shares) {
  while (shares.size() > 1 && shares.back() < kNegligible) shares.pop_back();
}

std::vector<OfPiece> pieces_of(const MixtureSpace& space, const std::vector<double>& species) {
  std::vector<OfPiece> pieces(space.pieces.size());
  for (int k = 0; k < space.loads; ++k) {
    OfPiece& piece = pieces[static_cast<std::size_t>(space.load[static_cast<std::size_t>(k)].piece)];
    piece.linkers.resize(static_cast<std::size_t>(space.linkers), 0.0);
    piece.load.push_back(0);
    for (int j = 0; j < space.linkers; ++j)
      for (int g = 0; g < space.class_count(); ++g) {
        const double amount = species[space.index(k, j, g)];
        piece.load.back() += amount;
        piece.linkers[static_cast<std::size_t>(j)] += amount;
        if (piece.load.size() == 1 && j == 0) piece.bare += amount;
      }
  }
  for (auto& piece : pieces) piece.normalise();
  return pieces;
}

/// Shares of the glycan classes among the molecules that have glycans, and their mean load.
void add_classes(Figures& figures, const MixtureSpace& space, const std::vector<double>& species) {
  figures.classes.assign(space.class_mass.size(), 0.0);
  figures.class_dar.assign(space.class_mass.size(), 0.0);
  double total = 0;
  for (int k = 0; k < space.loads; ++k) {
    const auto& load = space.load[static_cast<std::size_t>(k)];
    if (!load.has_glycans) continue;
    for (int j = 0; j < space.linkers; ++j)
      for (int g = 0; g < space.class_count(); ++g) {
        const double amount = species[space.index(k, j, g)];
        total += amount;
        figures.classes[static_cast<std::size_t>(g)] += amount;
        figures.class_dar[static_cast<std::size_t>(g)] += load.steps * space.step * amount;
      }
  }
  for (std::size_t g = 0; g < figures.classes.size(); ++g) {
    if (figures.classes[g] > 0) figures.class_dar[g] /= figures.classes[g];
    if (total > 0) figures.classes[g] /= total;
  }
}

}  // namespace

Figures figures_of(const MixtureSpace& space, const MixtureState& state, const std::vector<double>& species) {
  Figures figures{.unconjugated = 1, .load = {1}, .linkers = {1}, .sites = state.sites};
  const auto pieces = pieces_of(space, species);
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const double drugs = space.step * mean_of(pieces[p].load);
    figures.piece_means.push_back(drugs);
    figures.piece_loads.push_back(pieces[p].load);
    figures.dar += space.pieces[p].copies * drugs;
    figures.dead_linkers += space.pieces[p].copies * mean_of(pieces[p].linkers);
    for (int copy = 0; copy < space.pieces[p].copies; ++copy) {
      figures.load = sum_of(figures.load, pieces[p].load);
      figures.linkers = sum_of(figures.linkers, pieces[p].linkers);
      figures.unconjugated *= pieces[p].bare;
    }
  }
  if (pieces.size() > 1) trim(figures.load);
  add_classes(figures, space, species);
  return figures;
}

}  // namespace emtansim::spectra
