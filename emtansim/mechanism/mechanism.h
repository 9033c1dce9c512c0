// SPDX-License-Identifier: Apache-2.0
/// Door of `mechanism`: the biology, one row a mechanism, and the site on which mechanisms build.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/network/network.h"

namespace emtansim::mechanism {

/// A number the user set instead of the catalogue's. `subject` narrows it to one population or agent.
struct Override {
  std::string parameter;
  std::string subject;
  bool is_factor = false;
  double value = 0;  ///< internal units, or the factor
  Dimension dimension;
  std::string because;
  Where where;
};

/// Cells of one line in one place: in the culture, or in a shell of a tumour.
struct Population {
  std::string name;               ///< unique in the experiment: `group`, and the shell behind it if there are several
  std::string group;              ///< the line's name, with the variants behind it if any; shells share its parameters
  std::string milieu = "medium";  ///< compartment they live in: "medium", "tumour" or, of shell 3, "tumour.3"
  int shell = 0;                  ///< 1, 2, ... from the source outwards; 0 where there are none
  double share = 0;               ///< of the cells of its tissue, all lines of one shell or lump summing to 1
  std::string line;
  std::vector<catalogue::Change> changes;            ///< of the variants, in order
  double cells = 0;                                  ///< at the start; 0 in a tumour, whose volume says it
  std::map<std::string, double, std::less<>> start;  ///< phase to share; empty: balanced growth
  Where where;
};

/// How a tissue is laid out.
enum class Geometry { lumped, krogh, sphere };

/// Tissue of cells: a tumour fed by plasma, or spheroids in a medium.
struct Tissue {
  Geometry geometry = Geometry::lumped;
  double volume = 0;     ///< L at the start, all of it
  double spheroids = 0;  ///< how many share the volume; 0 in a body
  int shells = 1;
  double grading = 1;  ///< width of a shell over that of its neighbour nearer to the source
  Where where;
};

/// Who is dosed.
struct Body {
  std::string host;           ///< "patient", "cynomolgus", "rat", "mouse"
  std::string load;           ///< "lumped" or "chain"
  std::string deconjugation;  ///< "plasma", "everywhere" or empty for what is usual
  Where where;
};

/// What a parameter is asked for; parts that do not matter stay empty.
struct Subject {
  const Population* population = nullptr;
  const conjugate::Conjugate* agent = nullptr;
  std::string payload;  ///< of a free payload or catabolite
  std::string antigen;
};

/// What a piece of cargo is: it decides how trafficking and digestion treat it.
enum class CargoKind { antigen, complex, payload };

/// Something that sits on or in the cells of a population and moves with membrane traffic.
struct Cargo {
  const Population* population = nullptr;
  const conjugate::Conjugate* agent = nullptr;  ///< null for free antigen
  CargoKind kind = CargoKind::antigen;
  std::string antigen;
  network::SpeciesId species;
};

/// A small molecule inside cells, free or bound, that leaves with them when they break up.
struct Content {
  const Population* population = nullptr;
  std::string payload;  ///< the free species it turns into in the medium; empty: it is lost from the books' view
  network::SpeciesId species;
};

/// The network under construction with everything that mechanisms share: populations, agents, parameters by name.
/// Mechanisms run once each, in the order of `ordered`.
class Site {
 public:
  struct Input {
    const catalogue::Catalogue& catalogue;
    std::vector<Population> populations;
    std::vector<conjugate::Conjugate> agents;
    std::vector<std::string> sets;
    std::vector<Override> overrides;
    double medium_volume = 0;  ///< L; 0 without a culture
    std::optional<Body> body;
    std::optional<Tissue> tissue;
    std::set<std::string, std::less<>> mechanisms;  ///< names of those chosen
    Where where;                                    ///< of the experiment, for numbers it sets
  };
  explicit Site(Input input);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  network::Network& network() { return network_; }
  [[nodiscard]] std::span<const Population> populations() const { return input_.populations; }
  [[nodiscard]] std::span<const conjugate::Conjugate> agents() const { return input_.agents; }
  [[nodiscard]] bool has_culture() const { return input_.medium_volume > 0; }
  [[nodiscard]] const std::optional<Body>& body() const { return input_.body; }
  [[nodiscard]] const std::optional<Tissue>& tissue() const { return input_.tissue; }
  [[nodiscard]] bool has(std::string_view mechanism) const { return input_.mechanisms.contains(mechanism); }
  /// Names of free payloads that can occur: catabolites, released payloads and free agents, each once.
  [[nodiscard]] std::vector<std::string> payloads() const;
  /// Whether the catalogue has this parameter for any of them.
  [[nodiscard]] bool any_payload_has(std::string_view parameter) const;
  /// What a free payload is made of: its core, and the linker where a catabolite keeps it.
  [[nodiscard]] network::Composition composition_of(std::string_view payload) const;

  /// The parameter that fits the subject, as an expression; the row is added on first use. Throws as
  /// `Catalogue::pick`, and ModelError "wrong-unit" if its dimension is not the one wanted.
  network::Expr parameter(std::string_view name, Dimension wanted, const Subject& subject = {});
  /// The same for what need not exist; an invalid expression then.
  network::Expr parameter_if_any(std::string_view name, Dimension wanted, const Subject& subject = {});
  /// A whole number that shapes the network (a number of stages). Its row is marked as structural.
  int count(std::string_view name, const Subject& subject = {});
  /// A number that the experiment sets (cells, volume); its row says so.
  network::Expr asked(std::string_view name, std::string_view symbol, double value, Dimension dimension,
                      std::string_view unit, std::string_view says);

  /// Adds the compartment unless it is there.
  network::CompartmentId compartment(const std::string& name, const std::string& group, const std::string& says,
                                     network::Expr volume = {});

  network::Expr constant(double value, Dimension dimension = {}) { return network_.constant(value, dimension); }
  network::Expr zero(Dimension dimension = dimension::kAmount) { return network_.constant(0, dimension); }

  /// 1 at 37 °C, 0 on ice: what membrane traffic, digestion and the cycle are multiplied with.
  network::Expr warmth() { return network_.rule("warmth", dimension::kOne); }
  /// Rules of a population, by whichever mechanism makes its cells.
  network::Expr objects(const Population& p) { return network_.rule(p.name + ".objects", dimension::kCells); }
  network::Expr living(const Population& p) { return network_.rule(p.name + ".living", dimension::kCells); }
  network::Expr divisions(const Population& p) { return network_.rule(p.name + ".divisions", kCellRate); }
  /// Amounts that matter, for tolerances: antigens of all cells at the start, payloads they could carry.
  network::Expr antigen_scale(const Population& p, std::string_view antigen);
  network::Expr payload_scale(const Population& p);
  network::Expr cells_at_start(const Population& p);
  network::Expr medium_volume();
  /// Volume of the tissue at the start, L, and its cells per volume.
  network::Expr tissue_volume();
  network::Expr cell_density();
  /// Share of the tissue's volume in this shell, a number of the mesh; 1 for a tissue without shells. The mechanism
  /// that lays the mesh says it before cells are made.
  [[nodiscard]] double shell_share(int shell) const;
  void set_shell_shares(std::vector<double> shares) { shell_shares_ = std::move(shares); }

  /// What is free around the cells of a population: an agent's antibody, the payload on it, or a free payload. The
  /// mechanism that makes the milieu has added them before; their compartment's volume is where cells feel them.
  [[nodiscard]] network::SpeciesId around(const Population& p, std::string_view what) const;
  /// Volume in which the antibodies around them are dissolved.
  network::Expr milieu_volume(const Population& p);
  /// The rule "warmth" for what is always at 37 °C, unless the medium has defined it.
  void keep_warm(std::string_view mechanism);

  std::vector<Cargo>& surface() { return surface_; }
  std::vector<Cargo>& endosome() { return endosome_; }
  std::vector<Cargo>& lysosome() { return lysosome_; }
  std::vector<Content>& contents() { return contents_; }

  /// The finished network. Throws InputError "unused-override" for an override that nothing used.
  network::Network finish();

  static constexpr Dimension kCellRate = dimension::kCells / dimension::kTime;

 private:
  network::Expr row(std::string_view name, Dimension wanted, const Subject& subject, const catalogue::Choice& choice);
  [[nodiscard]] catalogue::Context context(const Subject& subject) const;
  [[nodiscard]] std::string row_name(std::string_view name, const Subject& subject, const catalogue::Parameter& entry,
                                     bool is_changed) const;
  void apply_changes(network::Parameter& parameter, const Subject& subject, std::string_view name) const;
  void apply_overrides(network::Parameter& parameter, const Subject& subject, std::string_view name);

  Input input_;
  network::Network network_;
  std::vector<Cargo> surface_;
  std::vector<Cargo> endosome_;
  std::vector<Cargo> lysosome_;
  std::vector<Content> contents_;
  std::vector<double> shell_shares_;
  std::vector<bool> override_used_;
};

/// One mechanism. Plain data; the table of all of them is constant.
struct Mechanism {
  std::string_view name;                    ///< the stem: source, data, test, page, example
  std::string_view states;                  ///< one sentence for people
  std::span<const std::string_view> needs;  ///< parameters it takes from the catalogue
  std::span<const std::string_view> uses;   ///< what another mechanism must have made
  std::span<const std::string_view> makes;  ///< what it adds for others; two with a common entry exclude each other
  bool is_default = true;                   ///< chosen where an experiment names no mechanisms and it applies
  bool (*applies)(const Site& site);        ///< whether the agents and populations give it anything to do
  void (*add_to)(Site& site);
};

/// All mechanisms, in an order that reads like the story: medium, binding, trafficking, lysosome, payload, ...
std::span<const Mechanism> mechanisms();

/// The mechanism of that name; null if there is none.
const Mechanism* find_mechanism(std::string_view name);

/// A saturating Hill function of x >= 0: x^h/(1 + x^h), whose derivatives stay finite at x = 0.
network::Expr hill(network::Expr x, network::Expr exponent);

}  // namespace emtansim::mechanism
