// SPDX-License-Identifier: Apache-2.0
/// The composition fit from a signal to conclusions, step by step.
#include "emtansim/spectra/composition.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr double kTolerances[] = {3, 5, 8};  // Da, of the nearest-peak rule
constexpr double kSeriesShare = 0.03;        // of the molecules: glycan pairs whose own comb is read
constexpr double kLeastTop = 0.01;           // of the highest point of a folded spectrum
constexpr double kRuleTolerance = 50;        // Da, of the peak-picking rule on profiles
constexpr double kNormal95 = 1.959964;
constexpr double kLeastClass = 1e-4;

/// Likelihood against the number of parameters, per piece of evidence (BIC).
double evidence(const Fitted& fitted) {
  return fitted.effective_size * fitted.assigned.log_likelihood -
         0.5 * parameter_count(fitted) * std::log(std::max(fitted.effective_size, 2.0));
}

double quantile(std::vector<double>& values, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

template <typename Get>
Estimated estimated(double value, const std::vector<Figures>& drawn, Get get) {
  if (drawn.empty()) return {value, value, value};
  std::vector<double> values;
  for (const auto& figures : drawn) values.push_back(get(figures));
  return {value, std::min(value, quantile(values, 0.025)), std::max(value, quantile(values, 0.975))};
}

/// Upper 97.5 % point of Student's distribution, by its expansion about the normal one (4 % low at 3 degrees).
double student95(double degrees) {
  const double z = kNormal95, z3 = z * z * z, z5 = z3 * z * z;
  return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees);
}

/// For the DAR, whose errors are near normal: from the mean error and the standard deviation of the replicates, which
/// takes fewer of them than quantiles. The mean error is what noise adds to shares that cannot be negative.
Estimated estimated_dar(double value, const Replicates& replicates) {
  const auto& drawn = replicates.figures;
  if (drawn.size() < 2) return {value, value, value};
  double mean = 0, squares = 0;
  for (const auto& figures : drawn) mean += figures.dar / static_cast<double>(drawn.size());
  for (const auto& figures : drawn) squares += (figures.dar - mean) * (figures.dar - mean);
  const double half = student95(replicates.degrees) * std::sqrt(squares / static_cast<double>(drawn.size() - 1));
  const double middle = 2 * value - mean;
  return {value, std::max(0.0, std::min(value, middle - half)), std::max(value, middle + half)};
}

void add_figures(Composition& composition, const Fitted& fitted, const Replicates& replicates, const Ladder& ladder) {
  const auto& drawn = replicates.figures;
  const Figures best = figures_of(*fitted.space, fitted.state, fitted.assigned.species);
  composition.dar = estimated_dar(best.dar, replicates);
  composition.dead_linkers = estimated(best.dead_linkers, drawn, [](const auto& f) { return f.dead_linkers; });
  composition.unconjugated = estimated(best.unconjugated, drawn, [](const auto& f) { return f.unconjugated; });
  for (std::size_t k = 0; k < best.load.size(); ++k)
    composition.load.push_back(
        estimated(best.load[k], drawn, [k](const auto& f) { return k < f.load.size() ? f.load[k] : 0.0; }));
  for (std::size_t k = 0; k < best.load.size(); ++k) {
    const auto from = [k](const Figures& f) {
      return std::accumulate(f.load.begin() + static_cast<std::ptrdiff_t>(std::min(k, f.load.size())), f.load.end(),
                             0.0);
    };
    composition.at_least.push_back(estimated(from(best), drawn, from));
  }
  for (std::size_t j = 0; j < best.linkers.size(); ++j)
    composition.linkers.push_back(estimated(best.linkers[j], drawn, [j](const auto& f) { return f.linkers[j]; }));
  for (std::size_t p = 0; p < ladder.pieces.size(); ++p)
    composition.pieces.push_back(
        {.name = ladder.pieces[p].name,
         .copies = ladder.pieces[p].copies,
         .mean_drugs = estimated(best.piece_means[p], drawn, [p](const auto& f) { return f.piece_means[p]; }),
         .load = best.piece_loads[p]});
  const double total = std::accumulate(fitted.assigned.species.begin(), fitted.assigned.species.end(), 0.0);
  for (std::size_t g = 0; g < best.classes.size(); ++g)
    composition.classes.push_back(
        {.name = fitted.space->class_name[g],
         .mass = fitted.space->class_mass[g],
         .share = estimated(best.classes[g], drawn, [g](const auto& f) { return f.classes[g]; }),
         .dar = estimated(best.class_dar[g], drawn, [g](const auto& f) { return f.class_dar[g]; }),
         .intensity = best.classes[g] * total});
  for (std::size_t g = 0; g < ladder.glycans.size(); ++g) {
    composition.glycans.push_back(ladder.glycans[g].name);
    composition.glycan_shares.push_back(estimated(best.sites[g], drawn, [g](const auto& f) { return f.sites[g]; }));
  }
}

constexpr std::size_t kSmoothed = 9;  // bins, three standard deviations: counting noise is no unexplained molecule

/// Share of the intensity that no molecule explains: of a list what goes to the background; of a profile what stands
/// above the fit, against all that stands above the background.
double unexplained_share(const Fitted& fitted, const Prepared& prepared) {
  if (prepared.signal.kind == SignalKind::mass_list) return fitted.state.background_share;
  const auto expected = expected_weights(fitted);
  const auto background = fitted.mixture->background_density(fitted.state);
  const auto density = fitted.mixture->density();
  const auto weights = fitted.mixture->weights();
  double above = 0, total = 0, sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] - expected[i];
    total += density[i] > 0 ? expected[i] * (1 - background[i] / density[i]) : 0;
    if ((i + 1) % kSmoothed != 0) continue;
    above += std::max(sum, 0.0);
    sum = 0;
  }
  return total + above > 0 ? above / (total + above) : 1;
}

void add_state(Composition& composition, const Fitted& fitted, const Prepared& prepared) {
  composition.drugs_per_step = fitted.space->step;
  composition.structure = fitted.state.structure;
  composition.shift = fitted.state.shift;
  composition.slope = fitted.state.slope;
  composition.reference_mass = prepared.reference_mass;
  composition.width_by_charge = fitted.state.peak.by_charge;
  composition.tail = fitted.state.peak.tail;
  composition.width = mean_width(fitted.state, fitted.mixture->points().charges);
  composition.unexplained = unexplained_share(fitted, prepared);
  composition.iterations = fitted.iterations;
  composition.log_likelihood = fitted.assigned.log_likelihood;
  const auto& charges = fitted.mixture->points().charges;
  for (std::size_t z = 0; z < charges.size(); ++z) {
    if (fitted.state.charges[z] < 1e-3) continue;
    composition.charges.push_back(charges[z]);
    composition.charge_shares.push_back(fitted.state.charges[z]);
  }
}

double dar_of(const Fitted& fitted) { return figures_of(*fitted.space, fitted.state, fitted.assigned.species).dar; }

void add_series(Composition& composition, const Prepared& prepared, const Ladder& ladder) {
  for (const auto& of_class : composition.classes) {
    if (of_class.share.value < kSeriesShare) continue;
    for (int j = 0; j < 2 && j < static_cast<int>(composition.linkers.size()); ++j)
      for (const double tolerance : kTolerances) {
        const double base = ladder.antibody_mass + of_class.mass + j * ladder.linker_mass;
        const auto nearest = nearest_peak_dar(prepared.signal, base, ladder.drug_mass, ladder.most_drugs, tolerance);
        if (!std::isfinite(nearest.dar)) continue;
        composition.choices.push_back(
            {.name = fmt::format("nearest peak, {}{}, {:.0f} Da", of_class.name, j == 0 ? "" : " with a dead linker",
                                 tolerance),
             .says = "one comb only, every peak wholly counted for it, as the rule of the field does",
             .dar = nearest.dar * ladder.drugs_per_step,
             .is_in_range = j == 0});
      }
  }
}

struct Candidate {
  Structure structure;
  const char* says;
};
constexpr Candidate kStructures[] = {
    {Structure::free_pairs, "the whole spectrum; a share for each glycan pair"},
    {Structure::linkers_by_load, "the whole spectrum; dead linkers differ from load to load"},
    {Structure::unrestricted, "the whole spectrum; each molecule on its own"}};

/// Fits the freer structures, keeps the DAR of each as a choice and gives back the one with the best evidence.
Fitted choose_structure(Composition& composition, Fitted fitted, const Prepared& prepared, const Ladder& ladder,
                        double prior_weight) {
  composition.choices.push_back({.name = to_text(Structure::independent_sites),
                                 .says = "the whole spectrum; both chains draw their glycans alike",
                                 .dar = dar_of(fitted)});
  double best = evidence(fitted);
  Fitted from = restructured(fitted, prepared, ladder, prior_weight, Structure::independent_sites);
  for (const auto& candidate : kStructures) {
    Fitted freer = restructured(from, prepared, ladder, prior_weight, candidate.structure);
    const double found = evidence(freer);
    composition.choices.push_back({.name = to_text(candidate.structure),
                                   .says = candidate.says,
                                   .dar = dar_of(freer),
                                   .is_in_range = candidate.structure != Structure::unrestricted || found > best});
    if (candidate.structure != Structure::unrestricted)
      from = restructured(freer, prepared, ladder, prior_weight, candidate.structure);
    if (found <= best) continue;
    best = found;
    fitted = std::move(freer);
  }
  return fitted;
}

void add_without_linkers(Composition& composition, const Prepared& prepared, const Ladder& ladder, const Place& place,
                         double prior_weight) {
  if (ladder.most_linkers == 0) return;
  Ladder without = ladder;
  without.most_linkers = 0;
  const Fitted fitted = fit_structure(prepared, without, place, prior_weight, Structure::independent_sites);
  composition.choices.push_back({.name = "without dead linkers",
                                 .says = "the whole spectrum, as if every linker carried its drug",
                                 .dar = dar_of(fitted)});
}

/// What the peak-picking rule makes of a profile: the highest points of the folded spectrum, within 50 Da.
void add_folded_series(Composition& composition, const Ladder& ladder) {
  const auto& [mass, observed, fitted, background, by_load] = composition.curve;
  if (observed.size() < 3 || composition.classes.empty()) return;
  Signal tops;
  const double least = kLeastTop * *std::ranges::max_element(observed);
  for (std::size_t i = 1; i + 1 < observed.size(); ++i) {
    if (observed[i] < least || observed[i] <= observed[i - 1] || observed[i] < observed[i + 1]) continue;
    tops.x.push_back(mass[i]);
    tops.intensity.push_back(observed[i]);
  }
  const auto& commonest =
      *std::ranges::max_element(composition.classes, {}, [](const auto& c) { return c.share.value; });
  const auto nearest = nearest_peak_dar(tops, ladder.antibody_mass + commonest.mass, ladder.drug_mass,
                                        ladder.most_drugs, kRuleTolerance);
  if (!std::isfinite(nearest.dar)) return;
  composition.choices.push_back(
      {.name = fmt::format("nearest peak, {}, {:.0f} Da", commonest.name, kRuleTolerance),
       .says = "highest points of the folded spectrum on one comb only, as the rule of the field does",
       .dar = nearest.dar * ladder.drugs_per_step,
       .is_in_range = false});
}

/// A profile with peaks of one width and without a tail, where the fit has freer ones.
void add_even_peaks(Composition& composition, const Prepared& prepared, const Ladder& ladder, const Place& place,
                    double prior_weight) {
  if (composition.tail <= 0 && composition.width_by_charge <= 0) return;
  const Fitted fitted =
      fit_structure(prepared, ladder, place, prior_weight, Structure::independent_sites, PeakFreedom::even);
  composition.choices.push_back({.name = "even peaks",
                                 .says = "the whole spectrum; peaks of one width at all charges, without a tail",
                                 .dar = dar_of(fitted)});
}

/// Peaks broader than a linker weighs do not tell how many there are, whatever the noise says.
void widen_linkers(Composition& composition, const Ladder& ladder) {
  if (ladder.most_linkers == 0 || !are_linkers_lost(composition, ladder)) return;
  composition.dead_linkers.low = 0;
  composition.dead_linkers.high = ladder.most_linkers;
  for (auto& share : composition.linkers) share = {share.value, 0, 1};
  composition.unconjugated = {composition.unconjugated.value, 0, composition.load.front().high};
}

void add_range(Composition& composition) {
  composition.lowest_choice = composition.highest_choice = composition.dar.value;
  for (const auto& choice : composition.choices) {
    if (!choice.is_in_range) continue;
    composition.lowest_choice = std::min(composition.lowest_choice, choice.dar);
    composition.highest_choice = std::max(composition.highest_choice, choice.dar);
  }
}

/// Classes by how frequent they are; components follow.
void sort_classes(Composition& composition) {
  std::vector<std::size_t> order(composition.classes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return composition.classes[a].share.value > composition.classes[b].share.value;
  });
  std::vector<int> place(order.size());
  std::vector<GlycanClass> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = static_cast<int>(i);
    sorted.push_back(composition.classes[order[i]]);
  }
  for (auto& component : composition.components)
    if (component.glycan_class >= 0) component.glycan_class = place[static_cast<std::size_t>(component.glycan_class)];
  while (!sorted.empty() && sorted.back().share.value < kLeastClass &&
         std::none_of(composition.components.begin(), composition.components.end(), [&](const auto& component) {
           return component.glycan_class == static_cast<int>(sorted.size()) - 1;
         }))
    sorted.pop_back();
  composition.classes = std::move(sorted);
}

}  // namespace

std::string to_text(Structure structure) {
  switch (structure) {
    case Structure::independent_sites: return "independent sites";
    case Structure::free_pairs: return "free glycan pairs";
    case Structure::linkers_by_load: return "dead linkers by load";
    case Structure::unrestricted: return "unrestricted";
  }
  return "";
}

Composition fit_composition(const Signal& signal, const Ladder& ladder, const CompositionOptions& options) {
  const Prepared prepared = with_used_charges(prepare(signal, ladder, options), ladder);
  Place place = find_place(prepared, ladder, options);
  Composition composition;
  Fitted fitted = fit_structure(prepared, ladder, place, options.prior_weight, Structure::independent_sites);
  place = weighed(place, fitted, prepared, ladder, options.prior_weight);
  const Structure structure = fitted.state.structure;
  if (prepared.signal.kind == SignalKind::mass_list && structure == Structure::independent_sites)
    fitted = choose_structure(composition, std::move(fitted), prepared, ladder, options.prior_weight);
  if (ladder.pieces.empty()) composition.comb = comb_of(ladder, prepared, fitted);
  const bool has_dar = has_comb(composition.comb) && has_place(place, composition.comb, fitted.state.shift);
  const auto drawn = has_dar ? bootstrap(fitted, prepared, options) : Replicates();
  composition.replicates = static_cast<int>(drawn.figures.size());
  add_figures(composition, fitted, drawn, ladder);
  add_state(composition, fitted, prepared);
  add_annotations(composition, fitted, prepared);
  add_decoys(composition, fitted, prepared);
  add_curve(composition, fitted, prepared);
  add_without_linkers(composition, prepared, ladder, place, options.prior_weight);
  if (!ladder.pieces.empty()) {
    // Combs of several pieces lie among each other: no rule reads them one by one.
  } else if (prepared.signal.kind == SignalKind::mass_list) {
    add_series(composition, prepared, ladder);
  } else {
    widen_linkers(composition, ladder);
    add_even_peaks(composition, prepared, ladder, place, options.prior_weight);
    add_folded_series(composition, ladder);
  }
  judge(composition, fitted, prepared, place, ladder);
  add_range(composition);
  sort_classes(composition);
  return composition;
}

}  // namespace emtansim::spectra
