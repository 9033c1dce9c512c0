// SPDX-License-Identifier: Apache-2.0
/// What all binding models share: the surface of a population, free antigen, complexes with their payload.
#pragma once

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// An antibody on antigen and the payload that it carries (invalid for a naked antibody).
struct Complex {
  network::SpeciesId antibody;
  network::SpeciesId payload;
};

/// Whether any agent has an antibody.
bool any_antibody(const Site& site);

/// Calls `add_pair` for every population and every agent with an antibody.
void for_each_pair(Site& site, void (*add_pair)(Site&, const Population&, const conjugate::Conjugate&));

/// Free antigen on the surface, added with its number at rest when first asked for.
network::SpeciesId free_antigen(Site& site, const Population& population, const std::string& antigen);

/// Adds "<population>.surface.<name>" with `antigens` antigens in it, and its payload.
Complex add_complex(Site& site, const Population& population, const conjugate::Conjugate& agent,
                    const std::string& name, int antigens);

/// Adds the action "preload <agent> on <population>": a share of the free antigen is occupied at once.
void add_preload(Site& site, const Population& population, const conjugate::Conjugate& agent, const Complex& complex);

}  // namespace emtansim::mechanism
