// SPDX-License-Identifier: Apache-2.0
/// The parts of `analyse`, each in its own source.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "emtansim/study/study.h"

namespace emtansim::study {

/// What the parts look at. Refers to what it was made from.
struct Run {
  const experiment::Experiment& experiment;
  const model::Model& model;
  const network::Ensemble& ensemble;
  const solve::Trajectories& trajectories;
  const assay::Readouts& readouts;
  const std::string& data_folder;
};

/// Throws InputError for kinds and options of [[analysis]] that are not known.
void check_analyses(const experiment::Experiment& experiment);
std::vector<DoseResponse> fit_dose_responses(const Run& run);

inline constexpr std::string_view kGrowthInhibition = "growth_inhibition";
/// Throws InputError for options of the analysis of that name, and for readouts that have no volume.
void check_tumour_response(const experiment::Analysis& analysis, const experiment::Experiment& experiment);
std::vector<TumourResponse> find_tumour_responses(const Run& run);
/// Throws InputError for options of an analysis of kind "nca" that cannot be.
void check_exposure(const experiment::Analysis& analysis, const experiment::Experiment& experiment);
/// Keys that such an analysis knows.
std::vector<std::string> exposure_keys();
std::vector<Exposure> analyse_exposures(const Run& run);

/// Throws InputError for what [[compare]] cannot read.
void check_comparisons(const experiment::Experiment& experiment, const model::Model& model,
                       const std::string& data_folder);
std::vector<Overlay> overlay_published(const Run& run);

std::vector<Statement> state(const Run& run, const Findings& findings);
std::vector<std::string> warn(const Run& run, const Findings& findings);
/// Adds a warning where the mesh of a tissue is too coarse for the front of bound antibody.
void warn_of_mesh(const Run& run, std::vector<std::string>& warnings);

/// Numbers for sentences: three significant digits, thousands as powers of ten where they are large.
std::string say(double value);

/// "the arm 'x' at 10 nM".
std::string describe(const Run& run, const network::Member& member);

}  // namespace emtansim::study
