// SPDX-License-Identifier: Apache-2.0
/// Sums over places that assays read: where antibody and payload are.
#pragma once

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::model {

/// Adds, for every population p, agent a and payload x that the network knows:
///   p.antibody.surface.a    antibody on the surface, all kinds of complexes (nmol)
///   p.antibody.endosome.a   ... in endosomes
///   p.antibody.lysosome.a   ... intact in lysosomes
///   p.antibody.digested.a   digested, label still in the cell
///   p.antibody.label_lost.a digested, label gone
///   p.payload.conjugated.a  payload still on antibody, on and in the cells
///   p.payload.lysosome.x    free payload in lysosomes
///   p.payload.cytosol.x     free payload in the cytosol
///   p.payload.bound.x       payload on tubulin and tips
///   p.payload.inside.x      the sum of the three
///   p.volume                volume of all cells (L), and p.objects, p.living cells
/// and for every agent with payload medium.load.a.k, the share of its antibodies in the medium that carry k payloads:
/// binomial thinning of the drug load it started with, by the payload it has lost.
/// What is missing from the network is left out.
void add_observables(mechanism::Site& site);

}  // namespace emtansim::model
