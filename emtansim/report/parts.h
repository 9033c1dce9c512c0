// SPDX-License-Identifier: Apache-2.0
/// The parts of the report's document, one function each (docs/formats/report.md). Private to report.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/report/cases.h"
#include "emtansim/report/json.h"
#include "emtansim/report/spectra/molecules.h"
#include "emtansim/study/study.h"

namespace emtansim::report {

/// Relative mass-balance error that is still taken as rounding of the integrator.
inline constexpr double kBalanceTolerance = 1e-9;

Json meta_part(const study::Outcome& outcome, const std::string& command);
Json asked_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue);
Json findings_part(const study::Outcome& outcome);

Json network_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue);
Json assumptions_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue);
Json parameters_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue);
Json references_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue);

Json mass_balance_part(const study::Outcome& outcome);
Json solver_part(const study::Outcome& outcome);
Json failed_members_part(const study::Outcome& outcome);
Json warnings_part(const study::Outcome& outcome);
Json provenance_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue, const std::string& command);

/// Fewer cells than this are none, and nothing can be said per cell.
inline constexpr double kFewCells = 1e-6;
/// What the kinds of plot over time have in common.
Json time_axis();
Json case_head(const study::Outcome& outcome, const Case& item);

/// Heading and id of the plot that a curve is drawn in; curves of one readout and time share it.
std::string plot_title(const study::DoseResponse& curve);
std::string plot_id(const study::DoseResponse& curve);

// Plots, appended to the `plots` of a section.
/// Dose-response curves with points, fit and band.
void add_dose_response_plots(const study::Outcome& outcome, Json& plots);
/// Published points over what the model says.
void add_overlay_plots(const study::Outcome& outcome, Json& plots);
/// Exposure after each dose, as a table; nothing where no analysis asks for it.
void add_exposure_table(const study::Outcome& outcome, Json& plots);
/// What the other readouts show: over time, over dose, or as a table.
void add_readout_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots);
/// Amounts per compartment from the medium to the target, then cells.
void add_course_plot(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots);
/// Pictures by radius and time, for tissues with shells.
void add_section_maps(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots);
/// Cells by phase and fate, one stack for each population.
void add_cycle_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots);
/// Where each payload is, in the whole culture and per cell.
void add_fate_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots);
/// Tumours by group, best changes, changes of each animal, and what treatments did; nothing without a tumour.
void add_tumour_plots(const study::Outcome& outcome, Json& plots);
/// What drives the spread of a population, bands over dose, percentiles, cost; nothing without a population.
void add_population_plots(const study::Outcome& outcome, Json& plots);
/// The named expressions that rate laws refer to.
void add_rules_table(const study::Outcome& outcome, Json& plots);

/// Structures from SMILES; null for none.
Json molecules_part(const std::vector<DrawnMolecule>& molecules);

/// A library that the program uses.
struct Library {
  std::string name;
  std::string version;
  std::string licence;
};
std::vector<Library> libraries();

/// The keys of references.bib that the network's parameters and the overlays cite.
std::set<std::string> cited_keys(const study::Outcome& outcome);

/// The published entry behind a row of the parameter table; null where the experiment set it or it cannot be told.
const catalogue::Parameter* find_entry(const network::Parameter& row, const catalogue::Catalogue& catalogue);

/// The value of a row in its published unit.
double shown_value(const network::Parameter& row);

/// Name of a member for people: "dose response, 0.1 nM, individual 3".
std::string member_name(const study::Outcome& outcome, std::size_t member);

}  // namespace emtansim::report
