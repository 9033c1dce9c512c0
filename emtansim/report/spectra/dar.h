// SPDX-License-Identifier: Apache-2.0
/// Reports on drug loads that were not read from resolved masses: absorbances, MALDI, areas, sites and pieces.
#pragma once

#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/report/spectra/quantify.h"
#include "emtansim/report/spectra/spectrum.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::report {

/// What every such report tells besides its figures.
struct DarFrame {
  catalogue::ConjugateEntry entry;
  conjugate::ConjugateParts parts;
  std::vector<DrawnMolecule> molecules;
  std::vector<InputFile> files;
  std::vector<catalogue::Reference> references;
  std::string command;
};

/// Payload, catabolite and what is released, each once, where the data have a structure.
std::vector<DrawnMolecule> drawn_molecules(const catalogue::ConjugateEntry& entry,
                                           const conjugate::Chemistry& chemistry);

/// Documents inside the page, as docs/formats/report.md describes. They hold no date: the same inputs give the same
/// bytes.
std::string uv_json(const spectra::UvResult& result, const std::string& time_unit, const DarFrame& frame);

enum class LoadMethod { hic, sites, pieces };
std::string loads_json(LoadMethod method, const std::vector<spectra::SampleLoad>& samples, const DarFrame& frame);

/// One MALDI spectrum of a conjugate with what came of it.
struct MaldiOutcome {
  std::string name;
  spectra::Spectrum spectrum;
  spectra::MaldiLoad load;
  std::vector<std::string> warnings;  ///< of the reader and of the load
};
struct MaldiReport {
  spectra::Spectrum naked;
  spectra::MaldiMasses masses;
  spectra::MaldiOptions options;
  bool are_dead_linkers_given = false;  ///< by the user; else the range of the conjugate's data
  std::vector<MaldiOutcome> outcomes;
};
std::string maldi_json(const MaldiReport& report, const DarFrame& frame);

/// A drug load with where it comes from, as an experiment takes it.
struct AgentLoad {
  std::string name;            ///< of the sample
  std::string origin;          ///< "peak areas in hic.csv"
  std::string note;            ///< how it was obtained
  std::vector<double> shares;  ///< of 0, 1, 2, ... drugs
  double dar = 0;
  double molar_mass = 0;  ///< kDa
  std::string mass_note;
};
/// An agent's file (docs/formats/parameters.md): the entry with this load.
std::string agent_toml(const catalogue::ConjugateEntry& entry, const AgentLoad& load);

}  // namespace emtansim::report
