// SPDX-License-Identifier: Apache-2.0
/// Shells of cylinders and spheres: edges, areas, volumes and distances, and the expansion of diffusion to reactions.
#include "emtansim/network/domain.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/network/network.h"

namespace emtansim::network {

namespace {

int dimensions_of(Geometry geometry) { return geometry == Geometry::cylinder ? 2 : 3; }

std::string to_text(Geometry geometry) { return geometry == Geometry::cylinder ? "cylinder" : "sphere"; }

}  // namespace

// With an inner radius of nothing every length is a number times the outer radius. The expressions then are numbers
// times one power of it, which keeps growing spheres cheap.
bool Domain::is_full() const {
  const Node& node = inner.graph().node(inner.index());
  return node.op == Op::constant && node.value == 0;
}

// Of the outer radius, in a full domain.
double Domain::radius_share(std::size_t i) const { return std::pow(filled[i], 1.0 / dimensions_of(geometry)); }

Expr Domain::edge(std::size_t i) const {
  if (i == 0) return inner;
  if (i == shells()) return outer;
  if (is_full()) return radius_share(i) * outer;
  const int n = dimensions_of(geometry);
  const Expr core = pow(inner / outer, n);
  const Expr inside = core + filled[i] * (1.0 - core);
  return outer * (n == 2 ? sqrt(inside) : pow(inside, inside.graph().constant(1.0 / n)));
}

Expr Domain::middle(std::size_t shell) const {
  if (is_full()) return (radius_share(shell) + radius_share(shell + 1)) / 2 * outer;
  return (edge(shell) + edge(shell + 1)) / 2.0;
}

Expr Domain::face(std::size_t i) const {
  if (geometry == Geometry::cylinder) return 2 * std::numbers::pi * edge(i);
  return 4 * std::numbers::pi * pow(edge(i), 2);
}

Expr Domain::whole() const {
  const int n = dimensions_of(geometry);
  const double factor = geometry == Geometry::cylinder ? std::numbers::pi : 4 * std::numbers::pi / 3;
  return factor * (is_full() ? pow(outer, n) : pow(outer, n) - pow(inner, n));
}

Expr Domain::volume(std::size_t shell) const { return share(shell) * whole(); }

Expr Domain::distance(std::size_t i) const {
  if (is_full()) {
    const auto at = [&](std::size_t shell) { return (radius_share(shell) + radius_share(shell + 1)) / 2; };
    return ((i == shells() ? 1.0 : at(i)) - (i == 0 ? 0.0 : at(i - 1))) * outer;
  }
  return (i == shells() ? outer : middle(i)) - (i == 0 ? inner : middle(i - 1));
}

Expr Domain::face_per_volume(std::size_t i, std::size_t shell) const {
  const int n = dimensions_of(geometry);
  if (is_full()) return n * std::pow(radius_share(i), n - 1) / share(shell) / outer;
  return n / share(shell) * pow(edge(i), n - 1) / (pow(outer, n) - pow(inner, n));
}

std::vector<double> uniform_edges(std::size_t shells) { return graded_edges(shells, 1); }

std::vector<double> graded_edges(std::size_t shells, double last_to_first) {
  EMTANSIM_EXPECT(shells > 0 && last_to_first > 0);
  const double ratio = shells == 1 ? 1 : std::pow(last_to_first, 1 / static_cast<double>(shells - 1));
  std::vector<double> edges{0};
  double width = 1;
  for (std::size_t i = 0; i < shells; ++i, width *= ratio) edges.push_back(edges.back() + width);
  const double whole = edges.back();
  for (double& edge : edges) edge /= whole;
  return edges;
}

std::vector<double> filled_by(const std::vector<double>& edges, Geometry geometry, double inner_over_outer) {
  const int n = dimensions_of(geometry);
  const double core = std::pow(inner_over_outer, n);
  std::vector<double> filled;
  for (const double edge : edges)
    filled.push_back((std::pow(inner_over_outer + (1 - inner_over_outer) * edge, n) - core) / (1 - core));
  return filled;
}

namespace {

[[noreturn]] void refuse_domain(const Domain& domain, std::string why, std::string then) {
  throw ModelError({},
                   {"impossible-geometry", fmt::format("the {} '{}' cannot be", to_text(domain.geometry), domain.name),
                    std::move(why), std::move(then)});
}

void check_edges(const Domain& domain) {
  if (domain.filled.size() < 2) refuse_domain(domain, "it has no shell", "give it one shell or more");
  const bool is_ascending =
      std::ranges::adjacent_find(domain.filled, std::ranges::greater_equal()) == domain.filled.end();
  if (!is_ascending || domain.filled.front() != 0 || domain.filled.back() != 1)
    refuse_domain(domain, "its edges do not ascend from 0 to 1", "give the shells in order, each with a width");
}

}  // namespace

DomainId Network::add(Domain domain) {
  check_dimension(domain.inner, dimension::kLength, "inner radius of domain", domain.name);
  check_dimension(domain.outer, dimension::kLength, "outer radius of domain", domain.name);
  check_edges(domain);
  const auto inner = value_at_start(domain.inner);
  const auto outer = value_at_start(domain.outer);
  constexpr double kMicrometres = 1e5;  // in a dm
  if (inner && *inner < 0) refuse_domain(domain, "its inner radius is below nothing", "give a radius of 0 or more");
  if (inner && outer && *outer <= *inner) {
    refuse_domain(domain,
                  fmt::format("its outer radius {} µm is not above its inner radius {} µm",
                              to_short(*outer * kMicrometres), to_short(*inner * kMicrometres)),
                  "give a larger outer radius");
  }
  register_name(domain.name, domains_.size(), "domain");
  domains_.push_back(std::move(domain));
  return DomainId(domains_.size() - 1);
}

TransportId Network::add(Transport transport) {
  const Domain& domain = (*this)[transport.domain];
  const auto refuse = [&](std::string why) {
    throw ModelError({}, {"bad-transport", fmt::format("transport '{}' cannot be used", transport.name), std::move(why),
                          "give one species of amount a shell"});
  };
  if (transport.species.size() != domain.shells())
    refuse(fmt::format("it has {} species for the {} shells of '{}'", transport.species.size(), domain.shells(),
                       domain.name));
  for (const auto id : transport.species) {
    const Species& row = (*this)[id];
    if (row.dimension == dimension::kAmount) continue;
    refuse(fmt::format("'{}' is counted in {}", row.name, emtansim::to_text(row.dimension)));
  }
  check_dimension(transport.diffusivity, dimension::kArea / dimension::kTime, "diffusivity of transport",
                  transport.name);
  register_name(transport.name, transports_.size(), "transport");
  const auto add_step = [&](std::size_t from, std::size_t to, std::size_t edge) {
    const Expr constant = transport.diffusivity * (domain.face_per_volume(edge, from) / domain.distance(edge));
    transport.reactions.push_back(add_mass_action({.name = fmt::format("{} {} to {}", transport.name, from + 1, to + 1),
                                                   .reactants = {{transport.species[from]}},
                                                   .products = {{transport.species[to]}},
                                                   .rate = {},
                                                   .mechanism = transport.mechanism,
                                                   .says = transport.says},
                                                  constant));
  };
  for (std::size_t edge = 1; edge < domain.shells(); ++edge) {
    add_step(edge - 1, edge, edge);
    add_step(edge, edge - 1, edge);
  }
  transports_.push_back(std::move(transport));
  return TransportId(transports_.size() - 1);
}

}  // namespace emtansim::network
