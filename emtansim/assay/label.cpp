// SPDX-License-Identifier: Apache-2.0
/// Assays that follow the label of an antibody: pulse and chase, internalisation.
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

/// Label of one agent on and in the cells of a population, nmol.
struct Label {
  double surface = 0;
  double inside = 0;    ///< intact, in endosomes and lysosomes
  double digested = 0;  ///< digested, still in the cell
  double left = 0;      ///< digested, gone

  [[nodiscard]] double cellular() const { return surface + inside + digested; }
};

Label label_of(const View& view, const std::string& population, const std::string& agent) {
  const auto amount = [&](std::string_view place) {
    return view.observable(fmt::format("{}.antibody.{}.{}", population, place, agent));
  };
  return {.surface = amount("surface"),
          .inside = amount("endosome") + amount("lysosome"),
          .digested = amount("digested"),
          .left = amount("label_lost")};
}

double all_label(const View& view, const std::string& agent) {
  double sum = 0;
  for (const auto& population : view.source().names().populations) sum += label_of(view, population, agent).cellular();
  return sum;
}

void check_agent(const Request& request) {
  (void)request.agent(true);
  for (const auto* arm : request.arms()) (void)reference_time(*arm, request.asked());
}

void check_pulse(const Request& request) {
  check_agent(request);
  for (const auto* arm : request.arms()) {
    if (reference_time(*arm, request.asked())) continue;
    throw InputError(arm->where, {"no-pulse", fmt::format("the arm '{}' has no pulse to chase", arm->name),
                                  "its label is never washed away",
                                  "give the dose 'removed', use a preload, or name the readout's 'arms'"});
  }
}

void read_pulse_chase(const View& view, const Request& request, std::optional<double> since, Values& values) {
  if (!since || view.time() < *since - kSameTime) return;
  const std::string& agent = request.agent(true).name;
  const std::string medium = "medium." + agent;
  const View start = view.at(*since);
  const double total = all_label(start, agent);
  for (const auto& population : request.names().populations) {
    const Label label = label_of(view, population, agent);
    const Label before = label_of(start, population, agent);
    values.push_back(percent("surface", population, label.surface / total));
    values.push_back(percent("internalised", population, label.inside / total));
    values.push_back(percent("catabolised", population, (label.digested + label.left - before.left) / total));
  }
  values.push_back(percent("dissociated", shared_population(request.names()),
                           (view.species(medium) - start.species(medium)) / total));
}

void read_internalisation(const View& view, const Request& request, std::optional<double> since, Values& values) {
  const std::string& agent = request.agent(true).name;
  const bool has_reference = since && view.time() >= *since - kSameTime;
  for (const auto& population : request.names().populations) {
    const Label label = label_of(view, population, agent);
    const double residual = label.inside + label.digested;
    values.push_back(percent("share inside", population, label.inside / (label.surface + label.inside)));
    values.push_back(percent("residualising label inside", population, residual / label.cellular()));
    if (!has_reference) continue;
    const Label before = label_of(view.at(*since), population, agent);
    values.push_back(percent("loss of surface signal", population, 1 - label.surface / before.surface));
    values.push_back(percent("taken up", population, (residual + label.left - before.left) / before.cellular()));
  }
}

}  // namespace

Kind pulse_chase_kind() {
  static constexpr std::string_view kQuantities[] = {"surface", "dissociated", "internalised", "catabolised"};
  static constexpr std::string_view kOptions[] = {"agent", "since"};
  return {.about = {.name = "pulse_chase",
                    .says = "where the label is that was on and in the cells at the wash",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::wash,
          .check = check_pulse,
          .read = read_pulse_chase};
}

Kind internalisation_kind() {
  static constexpr std::string_view kQuantities[] = {"share inside", "residualising label inside",
                                                     "loss of surface signal", "taken up"};
  static constexpr std::string_view kOptions[] = {"agent", "since"};
  return {.about = {.name = "internalisation",
                    .says = "how much of the antibody is inside, by loss of surface signal and by label inside",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::wash,
          .check = check_agent,
          .read = read_internalisation};
}

}  // namespace emtansim::assay
