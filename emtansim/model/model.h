// SPDX-License-Identifier: Apache-2.0
/// Door of `model`: an experiment and the catalogue become a network.
#pragma once

#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/mechanism/mechanism.h"
#include "emtansim/network/network.h"

namespace emtansim::model {

/// A population as later folders need it.
struct PopulationInfo {
  std::string name;               ///< prefix of its species and observables
  std::string group;              ///< the same for all shells of a tissue
  int shell = 0;                  ///< 1, 2, ... from the source outwards; 0 where there are none
  std::string milieu = "medium";  ///< compartment around them
  std::string line;               ///< canonical name of the cell line
  std::vector<std::string> variants;
};

/// The network of an experiment, and what its names mean. The network's compartments, species and observables follow
/// the naming of `docs/methods/network.md`.
struct Model {
  network::Network network;
  std::vector<PopulationInfo> populations;
  std::vector<conjugate::Conjugate> agents;  ///< the leading one first
  std::vector<std::string> mechanisms;       ///< in the order they were built
};

/// Chooses parameters, orders and joins the mechanisms. Throws InputError for names that the catalogue does not know
/// (at the user's line) and ModelError where mechanisms contradict or miss each other.
Model build_model(const experiment::Experiment& experiment, const catalogue::Catalogue& catalogue);

}  // namespace emtansim::model
