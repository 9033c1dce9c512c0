// SPDX-License-Identifier: Apache-2.0
/// Door of `assay`: trajectories become what an instrument shows, with units, noise and limits.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/network/network.h"
#include "emtansim/solve/solve.h"

namespace emtansim::assay {

/// One row of the readout table: what one instrument showed for one member at one time.
struct Reading {
  std::string arm;
  std::size_t member = 0;      ///< row of the ensemble
  std::size_t individual = 0;  ///< which virtual individual
  std::string assay;           ///< name of the readout request
  std::string quantity;        ///< "viability", "surface", "conjugated in cell", ...
  std::string population;      ///< whose cells; empty for what several populations share (the medium)
  double time = 0;             ///< h
  double dose = 0;             ///< nM, the leading dose of the member
  int replicate = 0;           ///< 0: the value itself, without noise; 1, 2, ... noisy replicates
  double value = 0;            ///< in `unit`
  std::string unit;            ///< "%", "molecules/cell", ...; empty for a bare number
  std::string
      status;  ///< "ok", "below LOQ", "failed" (the member could not be integrated), "undefined" (0/0: no label)
};

/// All readings of an experiment, in the order of requests, members, times.
struct Readouts {
  std::vector<Reading> rows;
};

/// What an assay is, for lists, help and checks.
struct AssayKind {
  std::string_view name;                         ///< as in `assay = "viability"`
  std::string_view says;                         ///< one sentence for people
  std::span<const std::string_view> quantities;  ///< what it reports
  std::span<const std::string_view> options;     ///< keys of [[readout]] that it understands beyond the common ones
  double noise_cv = 0;                           ///< of a replicate, if the experiment does not say
};
std::span<const AssayKind> assay_kinds();

/// Names that assays need to read a network: populations, agents (leading first) and free payloads.
struct Names {
  struct Agent {
    std::string name;
    std::string payload;     ///< what it carries; empty for naked antibodies
    std::string catabolite;  ///< what digestion releases
    std::string released;    ///< what deconjugation in the medium releases
    bool has_antibody = false;
  };
  std::vector<std::string> populations;
  std::vector<Agent> agents;
};

/// Checks requests against the network: unknown assays and options, agents or populations that are not there.
/// Throws InputError at the user's line.
void check(const experiment::Experiment& experiment, const network::Network& network, const Names& names);

/// Times at which the readouts of this experiment need columns (h, sorted, each once; the start included): those asked
/// for and those an assay refers to, such as the end of a pulse.
std::vector<double> times_needed(const experiment::Experiment& experiment);

/// Reads all requested quantities. Members that failed give rows with status "failed" and a NaN value. Replicates 1, 2,
/// ... are given where noise or more than one replicate is asked for; their noise is log-normal with the mean kept and
/// comes from (seed, member, what is read), so that it does not depend on anything else. `trajectories` must have a
/// column at every time of `times_needed`.
Readouts measure(const experiment::Experiment& experiment, const network::Network& network, const Names& names,
                 const network::Ensemble& ensemble, const solve::Trajectories& trajectories);

}  // namespace emtansim::assay
