// SPDX-License-Identifier: Apache-2.0
/// Time courses from the medium to the target, one panel per compartment.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using network::SpeciesId;

/// A curve of the time-course plot: one number for a member at a time.
struct Course {
  std::string key, name, group;
  std::function<double(std::size_t member, std::size_t time)> value;
};

struct Panel {
  std::string key, name, unit, scale;
};

class CoursePlot {
 public:
  explicit CoursePlot(const study::Outcome& outcome)
      : outcome_(outcome), network_(outcome.model.network), reader_(outcome) {
    add_milieus();
    for (const auto* population : drawn_populations(outcome)) add_population(population->name);
  }

  Json build(const std::vector<Case>& cases) {
    Json plot = {{"id", "time-courses"},
                 {"kind", "time_course"},
                 {"title", outcome_.experiment.body ? "From plasma to the target" : "From the medium to the target"},
                 {"caption", "Amounts per cell are averages over all cells and dead cells still attached."},
                 {"x", time_axis()},
                 {"groups", Json::array()},
                 {"quantities", Json::array()},
                 {"cases", Json::array()}};
    for (const auto& panel : panels_)
      plot["groups"].push_back(
          {{"key", panel.key}, {"name", panel.name}, {"unit", panel.unit}, {"scale", panel.scale}});
    for (const auto& course : courses_)
      plot["quantities"].push_back({{"key", course.key}, {"name", course.name}, {"group", course.group}});
    for (const auto& item : cases) plot["cases"].push_back(case_of(item));
    if (const Case* start = leading_case(outcome_, cases)) plot["start"] = start->label;
    return plot;
  }

 private:
  std::string panel(const std::string& name, const std::string& unit, const std::string& scale = "linear") {
    const std::string key = keys_.of("panel " + name);
    const bool is_new = std::ranges::none_of(panels_, [&](const Panel& known) { return known.key == key; });
    if (is_new) panels_.push_back({key, name, unit, scale});
    return key;
  }

  // Concentrations around the cells and in the body; of a mesh those of the shells that are drawn.
  void add_milieus() {
    std::set<std::string, std::less<>> drawn;
    for (const auto* population : drawn_populations(outcome_)) drawn.insert(population->milieu);
    for (std::size_t i = 0; i < network_.species().size(); ++i) {
      const SpeciesId id(i);
      const auto& species = network_[id];
      const auto& compartment = network_[species.compartment];
      const bool is_tissue = compartment.group == "tumour";
      if (compartment.group != "medium" && compartment.group != "plasma" && !is_tissue) continue;
      const auto of_milieu = [&](const std::string& milieu) { return species.name.starts_with(milieu + "."); };
      if (is_tissue && std::ranges::none_of(drawn, of_milieu)) continue;
      const auto index = reader_.find_observable(fmt::format("concentration.{}", species.name));
      if (!index) continue;
      const std::string name = is_tissue ? fmt::format("between cells, {}", compartment.name) : compartment.name;
      courses_.push_back({keys_.of(species.name), species.label, panel(capitalised(name), "nM", "log"),
                          [this, index = *index](std::size_t member, std::size_t time) {
                            return reader_.observable(member, time, index);
                          }});
    }
  }

  bool holds_payload(const network::Species& species) const {
    return std::ranges::any_of(outcome_.model.agents,
                               [&](const auto& agent) { return species.composition.contains(agent.payload); });
  }

  std::string title(const std::string& population, const std::string& place) const {
    return outcome_.model.populations.size() > 1 ? fmt::format("{}: {}", population, place) : capitalised(place);
  }

  void add_population(const std::string& population) {
    for (const char* place : {"surface", "endosome", "lysosome", "cytosol"}) add_place(population, place);
    const std::pair<const char*, const char*> shares[] = {{"tip_occupancy", "tip sites with payload"},
                                                          {"direct_effect", "direct effect of free payload"},
                                                          {"arrest", "mitoses that cannot end"}};
    for (const auto& [what, name] : shares)
      add_observable(population, what, name, title(population, "effect"), "%", 100);
    add_observable(population, "living", "living cells", title(population, "cells"), "cells", 1);
    add_observable(population, "objects", "cells and dead cells still attached", title(population, "cells"), "cells",
                   1);
  }

  void add_place(const std::string& population, const std::string& place) {
    const auto compartment = network_.find_compartment(fmt::format("{}.{}", population, place));
    if (!compartment) return;
    for (std::size_t i = 0; i < network_.species().size(); ++i) {
      const SpeciesId id(i);
      const auto& species = network_[id];
      if (species.compartment != *compartment || species.dimension != dimension::kAmount) continue;
      // What a label does after digestion is a matter of read-outs, no place in the cell.
      if (species.name.ends_with(".label_lost")) continue;
      // Free tubulin and tips would dwarf everything else.
      if (place == "cytosol" && !holds_payload(species)) continue;
      const bool is_bound = place == "cytosol" && species.name.find(" on ") != std::string::npos;
      const std::string where = title(population, is_bound ? "target" : place);
      courses_.push_back({keys_.of(species.name), species.label, panel(where, "molecules/cell"),
                          [this, id, population](std::size_t member, std::size_t time) {
                            const double cells = reader_.objects(member, time, population);
                            if (!(cells > kFewCells)) return std::numeric_limits<double>::quiet_NaN();
                            return reader_.species(member, time, id) / kMolecule / cells;
                          }});
    }
  }

  void add_observable(const std::string& population, const std::string& what, const std::string& name,
                      const std::string& where, const std::string& unit, double factor) {
    const std::string full = fmt::format("{}.{}", population, what);
    const auto index = reader_.find_observable(full);
    if (!index) return;
    courses_.push_back({keys_.of(full), name, panel(where, unit),
                        [this, index = *index, factor](std::size_t member, std::size_t time) {
                          return factor * reader_.observable(member, time, index);
                        }});
  }

  Json case_of(const Case& item) {
    Json one = case_head(outcome_, item);
    for (const auto& course : courses_) {
      const bool is_empty =
          std::ranges::all_of(item.times, [&](std::size_t time) { return course.value(item.member, time) == 0; });
      if (is_empty) continue;  // agents of other arms
      Json values = Json::array();
      for (const std::size_t time : item.times) values.push_back(rounded(course.value(item.member, time)));
      one["values"][course.key] = std::move(values);
    }
    return one;
  }

  const study::Outcome& outcome_;
  const network::Network& network_;
  Reader reader_;
  Keys keys_;
  std::vector<Panel> panels_;
  std::vector<Course> courses_;
};

}  // namespace

void add_course_plot(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots) {
  if (!cases.empty()) plots.push_back(CoursePlot(outcome).build(cases));
}

}  // namespace emtansim::report
