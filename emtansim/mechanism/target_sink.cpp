// SPDX-License-Identifier: Apache-2.0
/// Mechanism `target_sink`: HER2 on normal cells and HER2 shed into blood take antibody up.
///
/// R_j free HER2 on normal cells within reach of space j (1 plasma, 2 tissue), C_j complex, P_j payload on it, E shed
/// HER2 in plasma, F its complex, G payload on it (nmol); A_j, X_j antibody and payload in space j of volume V_j (L):
///   (1) binding       k_on A_j R_j/V_j, k_on X_j R_j/V_j        (2) dissociation  k_on K_D C_j, k_on K_D P_j
///   (3) turnover      k_int R_j0 -> R_j;  k_int R_j, k_int C_j, k_int P_j leave
///   (4) shed HER2     k_ecd E_0 -> E;  k_ecd E leaves; k_on A_1 E/V_1, k_on X_1 E/V_1; k_on K_D F, k_on K_D G;
///                     f (CL_total/V_1) F and G leave as antibody does
/// R_j0 cells times HER2 on each, E_0 from the host's level of shed HER2: @scheuher2023; k_int @marcantonio2022. The
/// effect of shed HER2 on clearance in `pk` is left out where this is in. Levels are uncertain by a factor of ten; for
/// curves at low doses alone the saturable loss of `pk` is enough.
#include <fmt/format.h>

#include "emtansim/mechanism/plasma.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"target_sink.cells_plasma",
                                       "target_sink.cells_tissue",
                                       "target_sink.her2_per_cell",
                                       "target_sink.k_int",
                                       "target_sink.k_ecd",
                                       "target_sink.ecd_mass",
                                       "binding.k_on",
                                       "binding.K_D",
                                       "host.ecd"};
constexpr std::string_view kUses[] = {"plasma"};
constexpr std::string_view kMakes[] = {"target sink"};
constexpr std::string_view kAntigen = "HER2";

bool binds(const conjugate::Conjugate& agent) { return agent.has_antibody() && agent.antigen == kAntigen; }

bool applies(const Site& site) { return site.body().has_value() && site.body()->host == "patient"; }

/// Free target in one place, shared by all agents.
struct Target {
  SpeciesId species;
  std::string name;  ///< "normal.plasma.HER2"
  network::CompartmentId place;
  Expr at_rest;
};

class Sink {
 public:
  explicit Sink(Site& site) : site_(site), net_(site.network()) {}

  void build() {
    for (const auto& agent : site_.agents()) {
      if (!binds(agent)) continue;
      const Spaces spaces = add_spaces(site_, agent, "pk");
      if (targets_.empty()) add_targets(spaces);
      for (std::size_t i = 0; i < targets_.size(); ++i) add_complex(agent, spaces, i);
    }
  }

 private:
  static constexpr std::size_t kShed = 2;  // of the targets: plasma, tissue, shed

  Expr rate(std::string_view name) { return site_.parameter(fmt::format("target_sink.{}", name), dimension::kRate); }

  void add_targets(const Spaces& spaces) {
    const Expr per_cell = site_.parameter("target_sink.her2_per_cell", dimension::kPerCell);
    const auto cells = [&](std::string_view name) {
      return site_.parameter(fmt::format("target_sink.{}", name), dimension::kCells);
    };
    const auto normal = site_.compartment("normal cells", "plasma", "HER2 on normal cells");
    add_target("normal.plasma", std::string(kAntigen), normal, cells("cells_plasma") * per_cell, rate("k_int"));
    add_target("normal.tissue", std::string(kAntigen), normal, cells("cells_tissue") * per_cell, rate("k_int"));
    const Expr level = site_.parameter("host.ecd", dimension::kMassConcentration) /
                       site_.parameter("target_sink.ecd_mass", dimension::kMolarMass);
    add_target("plasma", "ECD", spaces.plasma().id, level * spaces.plasma().volume, rate("k_ecd"));
  }

  void add_target(const std::string& prefix, const std::string& what, network::CompartmentId place, Expr at_rest,
                  Expr turnover) {
    const std::string name = fmt::format("{}.{}", prefix, what);
    const Expr scale = at_rest + net_.constant(1e-3, dimension::kAmount);  // a patient may have no shed HER2
    const auto species = net_.add(network::Species{.name = name,
                                                   .compartment = place,
                                                   .composition = {{what, 1.0}},
                                                   .initial = at_rest,
                                                   .scale = scale,
                                                   .label = fmt::format("free {} ({})", what, prefix)});
    net_.add({.name = "synthesis of " + name,
              .products = {{species}},
              .rate = turnover * at_rest,
              .exchange = network::Exchange::source,
              .mechanism = "target_sink",
              .says = "made at the rate that keeps its level at rest"});
    net_.add_mass_action({.name = "turnover of " + name,
                          .reactants = {{species}},
                          .exchange = network::Exchange::sink,
                          .mechanism = "target_sink",
                          .says = "digested or cleared"},
                         turnover);
    targets_.push_back({.species = species, .name = name, .place = place, .at_rest = at_rest});
  }

  void add_complex(const conjugate::Conjugate& agent, const Spaces& spaces, std::size_t index) {
    const Target& target = targets_[index];
    const Space& space = index == 1 && spaces.all.size() > 1 ? spaces.all[1] : spaces.plasma();
    const std::string moiety = index == kShed ? "ECD" : std::string(kAntigen);
    const std::string name = fmt::format("{}.{}", target.name, agent.name);
    const auto add = [&](const std::string& what, const network::Composition& composition) {
      return net_.add(network::Species{.name = what,
                                       .compartment = target.place,
                                       .composition = composition,
                                       .initial = site_.zero(),
                                       .scale = net_[target.species].scale,
                                       .label = what});
    };
    const SpeciesId complex = add(name, {{"antibody", 1.0}, {moiety, 1.0}});
    const Subject subject{.agent = &agent, .antigen = std::string(kAntigen)};
    const Expr k_on = site_.parameter("binding.k_on", dimension::kAssociation, subject);
    const Expr k_off = k_on * site_.parameter("binding.K_D", dimension::kConcentration, subject);
    const SpeciesId antibody = in(space, agent.name);
    react("binding of " + name, {{antibody}, {target.species}}, {{complex}},
          k_on * net_.expr(antibody) * net_.expr(target.species) / space.volume);
    react("dissociation of " + name, {{complex}}, {{antibody}, {target.species}}, k_off * net_.expr(complex));
    const Expr turnover = index == kShed ? spaces.clearance_factor *
                                               site_.parameter("pk.CL_total", kClearance, {.agent = &agent}) /
                                               spaces.plasma().volume
                                         : rate("k_int");
    react("loss of " + name, {{complex}}, {}, turnover * net_.expr(complex));
    if (!agent.carries_payload()) return;
    const SpeciesId payload = in(space, agent.name + ".payload");
    const SpeciesId bound = add(name + ".payload", {{agent.payload, 1.0}, {agent.linker, 1.0}});
    react("binding of payload of " + name, {{payload}}, {{bound}},
          k_on * net_.expr(payload) * net_.expr(target.species) / space.volume);
    react("dissociation of payload of " + name, {{bound}}, {{payload}}, k_off * net_.expr(bound));
    add_catabolism(site_, agent, bound, turnover * net_.expr(bound), "target_sink");
  }

  [[nodiscard]] SpeciesId in(const Space& space, const std::string& what) const {
    const auto found = net_.find_species(fmt::format("{}.{}", space.name, what));
    EMTANSIM_EXPECT(found.has_value());
    return *found;
  }

  void react(const std::string& name, std::vector<network::Term> from, std::vector<network::Term> to, Expr rate) {
    const auto exchange = to.empty() ? network::Exchange::sink : network::Exchange::none;
    net_.add({.name = name,
              .reactants = std::move(from),
              .products = std::move(to),
              .rate = rate,
              .exchange = exchange,
              .mechanism = "target_sink",
              .says = "HER2 outside the tumour"});
  }

  Site& site_;
  network::Network& net_;
  std::vector<Target> targets_;
};

void add_to(Site& site) { Sink(site).build(); }

}  // namespace

const Mechanism& target_sink_row() {
  static constexpr Mechanism kRow{.name = "target_sink",
                                  .states = "HER2 on normal cells and shed into blood takes up antibody at low doses",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = false,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
