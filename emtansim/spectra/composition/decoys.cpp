// SPDX-License-Identifier: Apache-2.0
/// What each mass may be, and how often a mass would have found a meaning by chance: ladders shifted by constants that
/// are not chemistry.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr double kTolerances[] = {3, 5, 8};                      // Da
constexpr double kShiftEnd = 80, kShiftStep = 7, kTooNear = 15;  // Da
constexpr double kLeastMeaning = 0.05;
constexpr double kLeastComponent = 1e-5;  // of the molecules
constexpr double kExpectedShare = 1e-3;   // of the molecules: what counts as a molecule that may be seen
constexpr double kAnnotatedShare = 2e-3;  // of the intensity, in a profile
constexpr double kToleranceWidths = 3;

std::vector<double> decoy_shifts() {
  std::vector<double> shifts;
  for (double shift = -kShiftEnd; shift <= kShiftEnd; shift += kShiftStep)
    if (std::abs(shift) > kTooNear) shifts.push_back(shift);
  return shifts;
}

bool has_near(const std::vector<double>& sorted, double mass, double tolerance) {
  const auto it = std::lower_bound(sorted.begin(), sorted.end(), mass - tolerance);
  return it != sorted.end() && *it <= mass + tolerance;
}

/// Masses of the molecules expected at a share of at least `least`, as they are seen.
std::vector<double> expected_masses(const Composition& composition, double least) {
  std::vector<double> masses;
  for (const auto& component : composition.components)
    if (component.expected >= least) masses.push_back(component.seen_at);
  std::sort(masses.begin(), masses.end());
  return masses;
}

double matched_share(const Composition& composition, const std::vector<double>& ladder, double shift,
                     double tolerance) {
  double matched = 0, total = 0;
  for (const auto& annotation : composition.annotations) {
    total += annotation.intensity;
    if (has_near(ladder, annotation.mass - shift, tolerance)) matched += annotation.intensity;
  }
  return total > 0 ? matched / total : 0;
}

void add_components(Composition& composition, const Fitted& fitted) {
  const MixtureSpace& space = *fitted.space;
  const auto shares = fitted.state.shares(space);
  const auto& given = fitted.assigned.species;
  const double total = std::accumulate(given.begin(), given.end(), 0.0);
  for (int k = 0; k < space.loads; ++k)
    for (int j = 0; j < space.linkers; ++j)
      for (int g = 0; g < space.class_count(); ++g) {
        const std::size_t c = space.index(k, j, g);
        if (shares[c] < kLeastComponent) continue;
        const auto& load = space.load[static_cast<std::size_t>(k)];
        composition.components.push_back({.drugs = load.steps * space.step,
                                          .linkers = j,
                                          .glycan_class = load.has_glycans ? g : -1,
                                          .piece = load.piece,
                                          .mass = space.mass[c],
                                          .seen_at = fitted.mixture->centre(fitted.state, c),
                                          .expected = shares[c],
                                          .assigned = total > 0 ? given[c] / total : 0});
      }
  std::stable_sort(composition.components.begin(), composition.components.end(),
                   [](const auto& a, const auto& b) { return a.mass < b.mass; });
}

Annotation read_mass(const Composition& composition, const Fitted& fitted, double mass, double intensity,
                     double background) {
  Annotation annotation{.mass = mass, .intensity = intensity, .meanings = {}};
  const double width = mean_width(fitted.state, fitted.mixture->points().charges);
  double sum = background;
  for (std::size_t c = 0; c < composition.components.size(); ++c) {
    const auto& component = composition.components[c];
    const double off = (mass - component.seen_at) / width;
    if (std::abs(off) > 4.5) continue;
    const double density = (1 - fitted.state.background_share) * component.expected * std::exp(-0.5 * off * off) /
                           (width * std::sqrt(2 * std::acos(-1.0)));
    annotation.meanings.push_back({static_cast<int>(c), density});
    sum += density;
  }
  annotation.meanings.push_back({-1, background});
  for (auto& meaning : annotation.meanings) meaning.probability /= sum > 0 ? sum : 1;
  std::stable_sort(annotation.meanings.begin(), annotation.meanings.end(),
                   [](const auto& a, const auto& b) { return a.probability > b.probability; });
  std::erase_if(annotation.meanings, [](const auto& meaning) { return meaning.probability < kLeastMeaning; });
  if (!annotation.meanings.empty() && annotation.meanings.front().component >= 0)
    annotation.residual =
        mass - composition.components[static_cast<std::size_t>(annotation.meanings.front().component)].seen_at;
  return annotation;
}

}  // namespace

void add_annotations(Composition& composition, Fitted& fitted, const Prepared& prepared) {
  add_components(composition, fitted);
  if (prepared.signal.kind == SignalKind::mass_list) {
    const auto background = fitted.mixture->background_density(fitted.state);
    for (std::size_t i = 0; i < prepared.signal.x.size(); ++i)
      composition.annotations.push_back(
          read_mass(composition, fitted, prepared.signal.x[i], prepared.signal.intensity[i], background[i]));
    return;
  }
  for (const auto& component : composition.components)
    if (component.assigned >= kAnnotatedShare)
      composition.annotations.push_back(read_mass(composition, fitted, component.seen_at, component.assigned, 0));
}

void add_decoys(Composition& composition, const Fitted& fitted, const Prepared& prepared) {
  const auto ladder = expected_masses(composition, kExpectedShare);
  const auto shifts = decoy_shifts();
  const double tolerance =
      std::max(kTolerances[0], kToleranceWidths * mean_width(fitted.state, fitted.mixture->points().charges));
  for (auto& annotation : composition.annotations) {
    int found = 0;
    for (const double shift : shifts) found += has_near(ladder, annotation.mass - shift, tolerance) ? 1 : 0;
    annotation.decoy_rate = static_cast<double>(found) / static_cast<double>(shifts.size());
  }
  if (prepared.signal.kind != SignalKind::mass_list) return;
  for (const double within : kTolerances) {
    DecoyRow row{.tolerance = within, .matched = matched_share(composition, ladder, 0, within), .decoy_low = 1};
    for (const double shift : shifts) {
      const double matched = matched_share(composition, ladder, shift, within);
      row.decoy_mean += matched / static_cast<double>(shifts.size());
      row.decoy_low = std::min(row.decoy_low, matched);
      row.decoy_high = std::max(row.decoy_high, matched);
    }
    composition.decoys.push_back(row);
  }
}

}  // namespace emtansim::spectra
