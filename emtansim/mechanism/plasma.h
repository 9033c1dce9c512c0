// SPDX-License-Identifier: Apache-2.0
/// What all models of plasma share: spaces with the host's properties in them, and free payloads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

inline constexpr Dimension kClearance = dimension::kVolume / dimension::kTime;

/// A space that an agent is dissolved in.
struct Space {
  network::CompartmentId id;
  std::string name;  ///< prefix of its species: "plasma", "peripheral", "peripheral2"
  network::Expr volume;
  network::Expr exchange;  ///< clearance between it and plasma; invalid for plasma itself
};

/// Where an agent can be, plasma first, with the volumes of this host.
struct Spaces {
  std::vector<Space> all;
  network::Expr clearance_factor;  ///< clearance of this host over the typical one

  [[nodiscard]] const Space& plasma() const { return all.front(); }
};

/// Whether payload is lost from antibodies in tissue as well as in plasma.
enum class LossPlace { plasma, everywhere };

/// As the experiment says, else as is usual: everywhere for a chain of loads and in the mouse, in plasma otherwise.
LossPlace loss_place(const Site& site);

/// Throws ModelError "no-disposition" for an agent that the catalogue has no "<stem>.CL_total" of in this host.
void expect_disposition(Site& site, const conjugate::Conjugate& agent, std::string_view stem);

/// The spaces of an agent by the parameters "<stem>.V1", ".Q2", ".V2" and, where there are any, ".Q3", ".V3", scaled
/// with properties of the host. The first agent's compartments carry the plain names.
Spaces add_spaces(Site& site, const conjugate::Conjugate& agent, std::string_view stem);

/// A kind of molecule in all spaces of an agent.
struct Resident {
  std::string what;  ///< name behind that of the space: "T-DM1", "T-DM1.payload", "T-DM1.3"
  network::Composition composition;
  std::string label;
};

/// Adds the species of a resident and its exchange between the spaces. In the order of the spaces.
std::vector<network::SpeciesId> add_resident(Site& site, const Spaces& spaces, const Resident& resident,
                                             std::string_view mechanism);

/// Adds free payloads in plasma and tissue with their disposition, and the observables of their assays; dosed ones can
/// be given. Before anything that sets them free.
void add_free_payloads(Site& site, std::string_view mechanism);

/// "plasma.<payload>", nmol.
network::SpeciesId free_payload(Site& site, std::string_view payload);

/// Share of a catabolised payload that comes back to plasma as catabolite.
network::Expr returned_share(Site& site, const conjugate::Conjugate& agent);

/// Books catabolism of `payload_rate` (nmol/h) out of `from`: the share that comes back becomes catabolite in plasma,
/// the rest is excreted.
void add_catabolism(Site& site, const conjugate::Conjugate& agent, network::SpeciesId from, network::Expr payload_rate,
                    std::string_view mechanism);

/// What an assay needs to know of an agent in plasma, all in nM of plasma.
struct PlasmaView {
  network::Expr conjugate;  ///< antibodies with at least one payload; invalid for a naked antibody
  network::Expr antibody;   ///< all of this agent
  network::Expr payload;    ///< on antibodies; invalid for a naked antibody
};

/// Adds the observables "plasma.<agent>.conjugate", ".antibody", ".conjugated" and ".molar_mass", and the rule
/// "plasma.<agent>.conjugate" for other mechanisms.
void observe(Site& site, const conjugate::Conjugate& agent, const PlasmaView& view, std::string_view mechanism);

/// Adds "plasma.<agent>.total" for each agent: all agents with the same antibody, and what earlier therapy left of it.
void observe_totals(Site& site);

/// Trastuzumab of earlier therapy, in balance between the spaces at the start; once for each experiment with a host
/// that has some.
void add_residual(Site& site, const Spaces& spaces, network::Expr clearance, std::string_view mechanism);

}  // namespace emtansim::mechanism
