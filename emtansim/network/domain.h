// SPDX-License-Identifier: Apache-2.0
/// Radial domains cut into shells, and the diffusion of a solute over them: what a tissue has instead of one volume.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emtansim/network/expression.h"

namespace emtansim::network {

struct DomainTag;
struct TransportTag;
using DomainId = Id<DomainTag>;
using TransportId = Id<TransportTag>;

/// A cylinder has area and volume per length of its axis; a sphere has all of its own.
enum class Geometry { cylinder, sphere };

/// A piece of tissue cut into shells about an axis or a centre, the innermost first. Edge number i, from 0 to
/// `shells()`, holds the share filled[i] of the volume inside it, whatever the radii are; the point of a shell is
/// halfway between its edges. The outer radius may change in time where the inner one is nothing: all shells then
/// stretch alike.
struct Domain {
  std::string name;  ///< unique, "tumour"
  Geometry geometry = Geometry::cylinder;
  Expr inner;                  ///< dm; the constant 0 for a full cylinder or sphere
  Expr outer;                  ///< dm
  std::vector<double> filled;  ///< from 0 to 1, ascending, one more than shells; see `filled_by`
  std::string says;            ///< one sentence for people

  [[nodiscard]] std::size_t shells() const { return filled.size() - 1; }
  /// Radius of an edge, dm.
  [[nodiscard]] Expr edge(std::size_t i) const;
  /// Radius halfway between the edges of a shell, dm.
  [[nodiscard]] Expr middle(std::size_t shell) const;
  /// Area of an edge: dm² of a sphere, dm (dm² per dm of length) of a cylinder.
  [[nodiscard]] Expr face(std::size_t i) const;
  /// Volume of all shells: dm³ of a sphere, dm² (dm³ per dm of length) of a cylinder.
  [[nodiscard]] Expr whole() const;
  /// Volume of a shell, in the unit of `whole`.
  [[nodiscard]] Expr volume(std::size_t shell) const;
  /// Volume of a shell as a share of the whole.
  [[nodiscard]] double share(std::size_t shell) const { return filled[shell + 1] - filled[shell]; }
  /// From the middle of the shell inside the edge to that outside, dm; at the first and the last edge from the middle
  /// of the only shell to the edge.
  [[nodiscard]] Expr distance(std::size_t i) const;
  /// Area of an edge over the volume of a shell, 1/dm.
  [[nodiscard]] Expr face_per_volume(std::size_t i, std::size_t shell) const;

 private:
  [[nodiscard]] bool is_full() const;
  [[nodiscard]] double radius_share(std::size_t i) const;
};

/// Edges of `shells` shells of one width, as shares of the way from the inner to the outer radius: 0 to 1.
std::vector<double> uniform_edges(std::size_t shells);

/// Edges whose widths are a geometric series; `last_to_first` is the width of the last over that of the first: above 1
/// for shells that are finer inside (a vessel in the middle), below 1 for finer outside (a sphere fed by its surface).
std::vector<double> graded_edges(std::size_t shells, double last_to_first);

/// The share of the volume inside each edge, for edges given as shares of the way from the inner to the outer radius.
std::vector<double> filled_by(const std::vector<double>& edges, Geometry geometry, double inner_over_outer = 0);

/// Diffusion of one solute over a domain, one species a shell. Adding it adds two mass-action reactions for each inner
/// edge. Finite volumes: with c = a/(ε V) in the open share ε of each shell, what crosses the edge between shells i and
/// j in a unit of time is D ε A/d (c_i - c_j) = D A/(d V_i) a_i - D A/(d V_j) a_j, so that ε cancels. Where all lengths
/// of a cylinder's axis grow alike, the rates per amount stay what they are.
struct Transport {
  std::string name;  ///< unique, "tumour.diffusion.T-DM1"
  DomainId domain;
  std::vector<SpeciesId> species;          ///< amounts, one a shell, innermost first
  Expr diffusivity;                        ///< D, dm²/h
  std::string mechanism;                   ///< stem of the mechanism that added it
  std::string says;                        ///< for people: "diffusion of T-DM1 between shells"
  std::vector<ReactionId> reactions = {};  ///< made by `Network::add`, outwards and inwards in turn
};

}  // namespace emtansim::network
