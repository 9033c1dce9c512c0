// SPDX-License-Identifier: Apache-2.0
/// Door of `experiment`: what the user asked, typed and unit-checked, each entry with its place in the file.
/// Internal units throughout: h, L, nM, cells; shares as fractions of 1.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/experiment/population.h"

namespace emtansim::experiment {

/// Cells put into the culture. More than one system is a co-culture.
struct SystemRequest {
  Named line;
  std::vector<Named> variants;
  double cells = 0;                                  ///< at the start, > 0; taken from [culture] where not given
  std::map<std::string, double, std::less<>> start;  ///< phase -> share; empty: balanced growth
  double share = 0;                                  ///< of the cells of a tumour, in (0, 1]; 0 in a culture
  Where where;
};

/// Who is dosed: a patient or an animal. Its numbers (weight, covariates) become overrides of "host.*".
struct BodyRequest {
  Named host;                   ///< "patient", "cynomolgus", "rat", "mouse"
  Named load{"lumped", {}};     ///< "lumped" (mean load) or "chain" (each drug load by itself)
  Named deconjugation{"", {}};  ///< "plasma" or "everywhere"; empty: as usual for the load
  Where where;
};

/// Tissue of cells: a tumour in a body, or spheroids in a culture.
struct TumourRequest {
  Named geometry{"lumped", {}};  ///< "lumped", "krogh" (around a capillary) or "sphere"
  double volume = 0;             ///< L at the start, > 0; of all spheroids together in a culture
  double spheroids = 0;          ///< how many share the volume; 0 in a body
  int shells = 1;                ///< radial cells of the mesh; 1 if lumped
  double grading = 1;            ///< width of a shell over that of its neighbour nearer to the source, >= 1
  Where where;
};

/// Agent added to the medium or given to a body. `levels` holds one amount, or the explicit series of a dose-response
/// (ascending, with 0 in front unless the arm says `control = false`). In a culture: nM (kConcentration) or, where the
/// user wrote a mass, µg/L (kMassConcentration; the model knows the molar mass). In a body: a mass per body weight
/// (kOne, "3.6 mg/kg" is 3.6e-6) or a mass (kMass, µg), into a vein.
struct Dose {
  Named agent;
  std::vector<Quantity> levels;  ///< never empty, all of one dimension, none negative
  bool is_series = false;        ///< written as `levels`: one member of the ensemble for each
  double at = 0;
  std::vector<double> repeats;    ///< further times (h), ascending, each after `at`
  double over = 0;                ///< duration of an infusion, h; 0: at once
  std::optional<double> removed;  ///< washed out at this time (> at); otherwise it stays
  Where where;
};

/// Instead of a dose: at `at` this share of the surface antigen is occupied by the agent, none is in the
/// medium.
struct Preload {
  Named agent;
  double occupied = 0;  ///< in (0, 1]
  double at = 0;
  Where where;
};

/// From `at` to `until` at `celsius`; otherwise 37 °C. Phases are sorted and do not overlap.
struct TemperaturePhase {
  double at = 0;
  double until = 0;
  double celsius = 37;
  Where where;
};

/// Medium replaced; a share `keep` of the old one stays.
struct MediumChange {
  double at = 0;
  double keep = 0;  ///< in [0, 1)
  Where where;
};

/// Dead cells that come off in handling; a share of those that are attached at that time.
struct DeadRemoval {
  double at = 0;
  double share = 1;  ///< in (0, 1]
  Where where;
};

/// One treatment. Lists are sorted by time.
struct Arm {
  std::string name;         ///< unique
  std::vector<Dose> doses;  ///< at most one is a series
  std::vector<Preload> preloads;
  std::vector<TemperaturePhase> temperatures;
  std::vector<MediumChange> medium_changes;
  std::vector<DeadRemoval> dead_removals;
  Where where;

  /// The dose that is a series, or nothing.
  [[nodiscard]] const Dose* series() const;
};

/// A key the reader does not know, kept for the assay or analysis that does.
struct Option {
  std::string text;                ///< numbers and truth values as written; a list joined with ", "
  std::vector<std::string> items;  ///< the parts of a list, else the text alone
  Where where;
};
using Options = std::map<std::string, Option, std::less<>>;

struct ReadoutRequest {
  std::string name;         ///< unique; the assay's name unless given
  Named assay;              ///< checked by `assay`
  std::vector<double> at;   ///< strictly ascending, not empty
  std::vector<Named> arms;  ///< all arms where not given
  int replicates = 1;
  std::optional<double> noise_cv;  ///< fraction; the assay's own where not given
  std::optional<Quantity> loq;     ///< lower limit of quantification, in the unit the assay expects
  Options options;
  Where where;
};

/// `dose_response = "viability"`: kind "dose_response" on the readout "viability".
struct Analysis {
  Named kind;  ///< checked by `study`
  std::string readout;
  std::optional<double> at;  ///< one of the readout's times
  std::vector<Named> arms;   ///< those of the readout where not given
  Options options;
  Where where;
};

/// Published data to draw over a readout.
struct Comparison {
  Named data;  ///< path as written
  std::string readout;
  std::optional<Named> arm;
  std::string label;
  Options options;
  Where where;
};

struct SolverRequest {
  double relative = 1e-6;
  double absolute = 1e-9;  ///< fraction of each species' scale
  Named method{"auto", {}};
  Where where;
};

/// A parameter set by the user. Exactly one of `value` and `factor` is set.
struct Override {
  std::string parameter;  ///< "payload.k_pump"
  std::string subject;    ///< system or agent in brackets, "SK-BR-3"; empty for all
  std::optional<Quantity> value;
  std::string unit;  ///< of `value`, as written
  std::optional<double> factor;
  std::string because;
  Where where;
};

struct Experiment {
  std::string title;
  std::string description;
  Named conjugate;                     ///< leading agent; empty if every dose names its own
  std::vector<SystemRequest> systems;  ///< at least one, but for a body without a tumour
  std::vector<Named> mechanisms;       ///< empty: all that apply
  std::vector<Named> sets;             ///< named parameter sets
  double medium = 0;                   ///< L; 0 without a culture
  std::optional<BodyRequest> body;     ///< instead of a culture
  std::optional<TumourRequest> tumour;
  std::vector<Override> overrides;
  std::vector<Arm> arms;                 ///< at least one
  std::vector<ReadoutRequest> readouts;  ///< at least one
  std::vector<Analysis> analyses;
  std::vector<Comparison> comparisons;
  PopulationRequest population;
  SolverRequest solver;
  std::string file;  ///< where it was read from
  std::string text;  ///< the file as it was read, for provenance
};

/// Names of all agents that are given, the leading one first, each once.
std::vector<Named> agents(const Experiment& experiment);

/// Unit in which tables and plots show doses: "nM" in a culture, "mg/kg" or "mg" in a body.
std::string dose_unit(const Experiment& experiment);

/// The last time of any readout, h.
double end_time(const Experiment& experiment);

const Arm* find_arm(const Experiment& experiment, std::string_view name);
const ReadoutRequest* find_readout(const Experiment& experiment, std::string_view name);

/// The keys of a [[readout]] that the reader itself understands, for suggestions about the others.
const std::vector<std::string>& readout_keys();
/// Likewise of an [[analysis]].
const std::vector<std::string>& analysis_keys();

/// Throws InputError at the first thing that is wrong by itself. Names of lines, agents, parameters,
/// mechanisms and assays are not known here and not checked.
Experiment read_experiment(const std::string& path);
Experiment parse_experiment(std::string_view text, const std::string& path);

/// Applies `--set key=value`: a parameter's name ("trafficking.k_rec=1.33 1/h",
/// "payload.k_pump[SK-BR-3]=*10") or a key of the experiment ("culture.cells=5e3 cells",
/// "solver.relative=1e-8", "system=BT-474"). On an error the experiment stays as it was.
void apply_setting(Experiment& experiment, std::string_view setting);

}  // namespace emtansim::experiment
