// SPDX-License-Identifier: Apache-2.0
/// Pictures of sections through a tumour or a spheroid: a quantity by radius and time, a panel for each treatment.
#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

constexpr double kMicrometre = 1e-5;      // dm
constexpr std::size_t kTimesDrawn = 60;   // of a panel
constexpr std::size_t kShellsDrawn = 60;  // of a panel; of more every second, third, ... is drawn

/// A quantity that is drawn, read from the cells of one shell.
struct Pictured {
  std::string id, title, label, unit;
  std::function<double(std::size_t member, std::size_t time, const model::PopulationInfo& cells)> value;
};

class SectionMaps {
 public:
  SectionMaps(const study::Outcome& outcome, const std::vector<Case>& cases)
      : outcome_(outcome), reader_(outcome), cases_(cases), domain_(outcome.model.network.domains().front()) {
    lay_out();
  }

  void add_to(Json& plots) {
    for (const auto& group : groups()) {
      for (const auto& agent : outcome_.model.agents)
        if (agent.has_antibody()) add(plots, group, antibody(agent.name));
      add(plots, group, payload());
      add(plots, group, living());
    }
  }

 private:
  // Shells are numbered from the source; a sphere's source is its surface.
  [[nodiscard]] int shell_at(std::size_t from_inside) const {
    const auto n = static_cast<int>(domain_.shells());
    const auto i = static_cast<int>(from_inside);
    return domain_.geometry == network::Geometry::sphere ? n - i : i + 1;
  }

  [[nodiscard]] double micrometres(network::Expr length) const {
    return outcome_.model.network.value_at_start(length).value() / kMicrometre;
  }

  void lay_out() {
    const std::size_t stride = (domain_.shells() + kShellsDrawn - 1) / kShellsDrawn;
    edges_.push_back(rounded(micrometres(domain_.edge(0))));
    for (std::size_t first = 0; first < domain_.shells(); first += stride) {
      const std::size_t next = std::min(first + stride, domain_.shells());
      drawn_.push_back(first + (next - first) / 2);
      edges_.push_back(rounded(micrometres(domain_.edge(next))));
      middles_.push_back(rounded(micrometres(domain_.middle(drawn_.back()))));
    }
  }

  [[nodiscard]] std::vector<std::string> groups() const {
    std::vector<std::string> names;
    for (const auto& population : outcome_.model.populations)
      if (std::ranges::find(names, population.group) == names.end()) names.push_back(population.group);
    return names;
  }

  /// Sum of observables of the cells over their number.
  [[nodiscard]] double per_cell(std::size_t member, std::size_t time, const model::PopulationInfo& cells,
                                const std::vector<std::string>& what) const {
    double sum = 0;
    for (const auto& name : what)
      if (const auto index = reader_.find_observable(fmt::format("{}.{}", cells.name, name)))
        sum += reader_.observable(member, time, *index);
    const double objects = reader_.objects(member, time, cells.name);
    return objects > kFewCells ? sum / objects : std::nan("");
  }

  [[nodiscard]] Pictured antibody(const std::string& agent) const {
    const std::vector<std::string> what = {"antibody.surface." + agent, "antibody.endosome." + agent,
                                           "antibody.lysosome." + agent};
    return {.id = "antibody-" + agent,
            .title = agent + " on and in cells",
            .label = agent + " on and in a cell",
            .unit = "1e3 molecules/cell",
            .value = [this, what](std::size_t member, std::size_t time, const model::PopulationInfo& cells) {
              return per_cell(member, time, cells, what) / kMolecule / 1e3;
            }};
  }

  [[nodiscard]] Pictured payload() const {
    std::vector<std::string> what;
    for (const auto& agent : outcome_.model.agents)
      for (const auto& name : {agent.catabolite, agent.released})
        if (!name.empty() && std::ranges::find(what, "payload.inside." + name) == what.end())
          what.push_back("payload.inside." + name);
    return {.id = "payload",
            .title = "Released payload in cells",
            .label = "payload in a cell",
            .unit = "1e3 molecules/cell",
            .value = [this, what](std::size_t member, std::size_t time, const model::PopulationInfo& cells) {
              return per_cell(member, time, cells, what) / kMolecule / 1e3;
            }};
  }

  // Over an untreated tissue at the same time where there is one: growth would hide all else.
  [[nodiscard]] Pictured living() const {
    const auto untreated = std::ranges::find(cases_, 0.0, &Case::dose);
    const bool has_control = untreated != cases_.end() && cases_.size() > 1;
    const std::size_t control = has_control ? untreated->member : 0;
    return {
        .id = "living",
        .title = "Living cells",
        .label = has_control ? "living cells, of those of the untreated tissue" : "living cells, of those at the start",
        .unit = "%",
        .value = [=, this](std::size_t member, std::size_t time, const model::PopulationInfo& cells) {
          const auto index = reader_.find_observable(cells.name + ".living");
          if (!index || (has_control && member == control)) return std::nan("");
          const double whole =
              has_control ? reader_.observable(control, time, *index) : reader_.observable(member, 0, *index);
          return whole > kFewCells ? 100 * reader_.observable(member, time, *index) / whole : std::nan("");
        }};
  }

  [[nodiscard]] const model::PopulationInfo* cells_in(const std::string& group, int shell) const {
    const auto found = std::ranges::find_if(outcome_.model.populations, [&](const auto& population) {
      return population.group == group && population.shell == shell;
    });
    return found == outcome_.model.populations.end() ? nullptr : &*found;
  }

  Json panel(const std::string& group, const Pictured& pictured, const Case& item, double& highest) const {
    const std::size_t stride = (item.times.size() + kTimesDrawn - 1) / kTimesDrawn;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < item.times.size(); i += stride) chosen.push_back(item.times[i]);
    if (chosen.back() != item.times.back()) chosen.push_back(item.times.back());
    Json times = Json::array();
    for (const auto time : chosen) times.push_back(rounded(outcome_.trajectories.times()[time]));
    Json rows = Json::array();
    for (const auto shell : drawn_) {
      Json row = Json::array();
      const auto* cells = cells_in(group, shell_at(shell));
      for (const auto time : chosen) {
        const double value = cells == nullptr ? std::nan("") : pictured.value(item.member, time, *cells);
        if (std::isfinite(value)) highest = std::max(highest, value);
        row.push_back(rounded(value));
      }
      rows.push_back(std::move(row));
    }
    const bool is_label_arm = item.label == item.arm;
    return {{"name", is_label_arm ? item.arm : fmt::format("{}, {}", item.arm, item.label)},
            {"times", std::move(times)},
            {"values", std::move(rows)}};
  }

  void add(Json& plots, const std::string& group, const Pictured& pictured) const {
    double highest = 0;
    Json panels = Json::array();
    for (const auto& item : cases_) {
      if (item.times.empty()) continue;
      double highest_here = 0;
      Json one = panel(group, pictured, item, highest_here);
      if (highest_here > 0) panels.push_back(std::move(one));  // agents of other arms
      highest = std::max(highest, highest_here);
    }
    if (!(highest > 0)) return;
    const bool is_single = groups().size() == 1;
    const bool is_sphere = domain_.geometry == network::Geometry::sphere;
    plots.push_back(
        {{"id", is_single ? "section-" + pictured.id : fmt::format("section-{}-{}", group, pictured.id)},
         {"kind", "section_map"},
         {"title", is_single ? pictured.title : fmt::format("{}: {}", group, pictured.title)},
         {"caption", is_sphere ? "A section from the centre (bottom) to the surface (top); radii at the start."
                               : "A section from the wall of the vessel (bottom) to the edge of the tissue "
                                 "that it feeds (top)."},
         {"x", time_axis()},
         {"y", {{"label", "Radius"}, {"unit", "µm"}}},
         {"value", {{"label", capitalised(pictured.label)}, {"unit", pictured.unit}}},
         {"highest", rounded(highest)},
         {"edges", edges_},
         {"middles", middles_},
         {"panels", std::move(panels)}});
  }

  const study::Outcome& outcome_;
  Reader reader_;
  const std::vector<Case>& cases_;
  const network::Domain& domain_;
  std::vector<std::size_t> drawn_;  ///< shells of the domain, innermost first
  Json edges_ = Json::array(), middles_ = Json::array();
};

}  // namespace

void add_section_maps(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots) {
  if (!cases.empty() && !outcome.model.network.domains().empty()) SectionMaps(outcome, cases).add_to(plots);
}

}  // namespace emtansim::report
