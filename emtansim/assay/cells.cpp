// SPDX-License-Identifier: Apache-2.0
/// Assays that count cells: viability, counts, phases, mitosis, occupancy.
#include <array>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

constexpr std::string_view kCycle = "the mechanism 'cell_cycle'";

struct Cells {
  double living = 0;
  double objects = 0;
  double lost = 0;

  /// Dying and dead, still attached.
  [[nodiscard]] double dead() const { return objects - living; }
};

Cells cells_of(const View& view, const std::string& population) {
  return {.living = view.observable(population + ".living"),
          .objects = view.observable(population + ".objects"),
          .lost = view.observable(population + ".cells.lost")};
}

// ---- viability

constexpr std::array<std::string_view, 2> kRelativeTo = {"control", "start"};

/// Whether one of the arm's members gets nothing.
bool has_own_control(const experiment::Arm& arm) {
  if (arm.series() != nullptr) return arm.series()->levels.front().value == 0;
  return arm.doses.empty() && arm.preloads.empty();
}

void check_viability(const Request& request) {
  (void)request.share("dead_weight");
  const std::string control = request.control_arm();
  if (request.choice("relative_to", kRelativeTo) == "start" || !control.empty()) return;
  for (const auto* arm : request.arms()) {
    if (has_own_control(*arm)) continue;
    request.refuse("relative_to", "no-control", fmt::format("the arm '{}' has no untreated control", arm->name), "",
                   "add an arm without doses, or write relative_to = \"start\"");
  }
}

/// The member or time that a viability is relative to.
View reference_of(const View& view, const Request& request, std::optional<double> since) {
  if (request.choice("relative_to", kRelativeTo) == "start") return view.at(*since);
  const auto* arm = experiment::find_arm(view.source().experiment(), view.member().arm);
  const bool is_own = request.option("control") == nullptr && arm != nullptr && has_own_control(*arm);
  const auto control = view.source().untreated(view.member_index(), is_own ? arm->name : request.control_arm());
  EMTANSIM_EXPECT(control.has_value());
  return view.of(*control);
}

void read_viability(const View& view, const Request& request, std::optional<double> since, Values& values) {
  const double weight = request.share("dead_weight");
  const auto signal = [weight](const Cells& cells) { return cells.living + weight * cells.dead(); };
  const View reference = reference_of(view, request, since);
  for (const auto& population : request.names().populations) {
    const double whole = signal(cells_of(reference, population));
    values.push_back(percent("viability", population, signal(cells_of(view, population)) / whole));
    values.back().is_failed = reference.has_failed();
  }
}

// ---- counts

void check_nothing(const Request& /*request*/) {}

void read_counts(const View& view, const Request& request, std::optional<double> since, Values& values) {
  for (const auto& population : request.names().populations) {
    const Cells now = cells_of(view, population);
    const Cells start = cells_of(view.at(*since), population);
    const auto add = [&](const std::string& quantity, double count, const std::string& unit) {
      values.push_back({quantity, population, count, unit});
    };
    add("objects", now.objects, "cells");
    add("living", now.living, "cells");
    add("dead", now.dead(), "cells");
    add("lost", now.lost, "cells");
    add("objects relative to start", now.objects / start.objects, "");
    add("living relative to start", now.living / start.objects, "");
    add("dead relative to start", now.dead() / start.objects, "");
    add("lost relative to start", now.lost / start.objects, "");
  }
}

// ---- phases and mitosis

void check_phases(const Request& request) {
  static constexpr std::array<std::string_view, 2> kViews = {"dna", "reporter"};
  static constexpr std::array<std::string_view, 2> kOf = {"living", "objects"};
  if (request.choice("view", kViews) == "dna" && request.option("of") != nullptr) {
    request.refuse("of", "contradiction", "'of' belongs to view = \"reporter\"", "the DNA view counts all objects");
  }
  (void)request.choice("of", kOf);
  request.expect_observable("cells.reporter_sg2", kCycle);
}

void check_cycle(const Request& request) { request.expect_observable("cells.G1", kCycle); }

/// Cells of a population by what they are, whatever an instrument calls them.
struct Pools {
  const View& view;
  const std::string& population;

  double operator()(std::string_view pool) const {
    return view.observable(fmt::format("{}.cells.{}", population, pool));
  }
};

void read_phases(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  const auto* asked_view = request.option("view");
  const bool is_reporter = asked_view != nullptr && asked_view->text == "reporter";
  const auto* of = request.option("of");
  for (const auto& population : request.names().populations) {
    const Pools pool{view, population};
    const auto add = [&](const std::string& quantity, double cells, double whole) {
      values.push_back(percent(quantity, population, cells / whole));
    };
    if (is_reporter) {
      // The reporter is reset on leaving mitosis, divided or not: a slipped cell looks like G1.
      const double whole = pool(of != nullptr && of->text == "objects" ? "objects" : "living");
      add("G1", pool("living") - pool("reporter_sg2"), whole);
      add("S-G2", pool("reporter_sg2"), whole);
      continue;
    }
    const double whole = pool("objects");
    add("sub-G1", pool("dying") + pool("dead"), whole);
    add("G1", pool("G1"), whole);
    add("S", pool("S"), whole);
    add("G2/M", pool("G2") + pool("M") + pool("arrested") + pool("slipped") + pool("stopped"), whole);
    add("polyploid", pool("endocycling"), whole);
  }
}

void read_mitosis(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  for (const auto& population : request.names().populations) {
    const Pools pool{view, population};
    values.push_back(percent("mitotic index", population, (pool("M") + pool("arrested")) / pool("living")));
    values.push_back(percent("arrested", population, pool("arrested") / pool("living")));
  }
}

// ---- occupancy

void check_occupancy(const Request& request) { request.expect_observable("arrest", kCycle); }

void read_occupancy(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  static constexpr std::pair<std::string_view, std::string_view> kColumns[] = {
      {"tip_occupancy", "tip occupancy"}, {"direct_effect", "direct effect"}, {"arrest", "arrest share"}};
  for (const auto& population : request.names().populations) {
    for (const auto& [column, quantity] : kColumns) {
      const std::string name = fmt::format("{}.{}", population, column);
      if (view.source().find_observable(name))
        values.push_back(percent(std::string(quantity), population, view.observable(name)));
    }
  }
}

}  // namespace

Kind viability_kind() {
  static constexpr std::string_view kQuantities[] = {"viability"};
  static constexpr std::string_view kOptions[] = {"relative_to", "control", "dead_weight"};
  return {.about = {.name = "viability",
                    .says = "living cells, and dead ones as far as they are still seen, of the untreated control",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::start,
          .check = check_viability,
          .read = read_viability};
}

Kind counts_kind() {
  static constexpr std::string_view kQuantities[] = {"objects",
                                                     "living",
                                                     "dead",
                                                     "lost",
                                                     "objects relative to start",
                                                     "living relative to start",
                                                     "dead relative to start",
                                                     "lost relative to start"};
  return {.about = {.name = "counts",
                    .says = "numbers of cells: all that are attached, living, dead, lost",
                    .quantities = kQuantities,
                    .options = {}},
          .reference = Reference::start,
          .check = check_nothing,
          .read = read_counts};
}

Kind phases_kind() {
  static constexpr std::string_view kQuantities[] = {"sub-G1", "G1", "S", "G2/M", "polyploid", "S-G2"};
  static constexpr std::string_view kOptions[] = {"view", "of"};
  return {.about = {.name = "phases",
                    .says = "phases of the cycle, by DNA content or by a live reporter (they differ for slipped cells)",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::none,
          .check = check_phases,
          .read = read_phases};
}

Kind mitosis_kind() {
  static constexpr std::string_view kQuantities[] = {"mitotic index", "arrested"};
  return {.about = {.name = "mitosis",
                    .says = "share of the living cells in mitosis, and arrested there",
                    .quantities = kQuantities,
                    .options = {}},
          .reference = Reference::none,
          .check = check_cycle,
          .read = read_mitosis};
}

Kind occupancy_kind() {
  static constexpr std::string_view kQuantities[] = {"tip occupancy", "direct effect", "arrest share"};
  return {.about = {.name = "occupancy",
                    .says = "microtubule tips that carry payload, and the share of mitoses that cannot end",
                    .quantities = kQuantities,
                    .options = {}},
          .reference = Reference::none,
          .check = check_occupancy,
          .read = read_occupancy};
}

}  // namespace emtansim::assay
