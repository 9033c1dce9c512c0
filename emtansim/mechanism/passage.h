// SPDX-License-Identifier: Apache-2.0
/// Ways between plasma or medium and a piece of tissue: how solutes go in and come out.
#pragma once

#include <string>

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// What passes and how fast. With the amount a inside, the open volume V of the piece and the concentration C of the
/// source, the net way in is rate (V C - a): both sides come to one concentration.
struct Passage {
  std::string place;   ///< of the tissue, for names: "the tumour", "shell 3"
  network::Expr rate;  ///< 1/h
  std::string says;    ///< for people: "through capillary walls"
};

/// Adds the passage of a free payload. One that the source does not know is carried off by it and followed no further.
void add_passage(Site& site, const Passage& passage, const std::string& payload, network::SpeciesId inside);

/// An agent's antibody in a piece of tissue, and the payload on it where there is one.
struct CarrierInside {
  const conjugate::Conjugate& agent;
  network::SpeciesId antibody;
  network::SpeciesId payload;  ///< invalid for a naked antibody
};

/// Adds the passage of an agent, whether plasma knows it by its mean load or by each drug load. In the second case it
/// returns as the two loads next to the mean inside, which keeps the amounts of antibody and payload.
void add_passage(Site& site, const Passage& passage, const CarrierInside& inside);

/// Prefix of the species that feed the tissue: "plasma" in a body, else "medium".
std::string source_of(const Site& site);

}  // namespace emtansim::mechanism
