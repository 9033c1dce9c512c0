// SPDX-License-Identifier: Apache-2.0
/// Published cases: what was observed, how the model predicts it, and whether the two agree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::study {

/// One number out of a run: a reading, a value of a fitted curve, the misfit to published points, or a parameter.
/// Exactly one of `readout`, `analysis`, `compare`, `parameter` is set.
struct Measure {
  std::string experiment;             ///< file in the folder of cases
  std::vector<std::string> settings;  ///< as of `--set`
  std::string readout, quantity;
  std::string analysis;   ///< readout of a dose-response analysis
  std::string compare;    ///< label of a [[compare]]; the value is the root mean square of the misfit
  std::string parameter;  ///< row of the parameter table
  std::string arm, population;
  std::string value;  ///< of an analysis: ic50 | ..., peak | area | half_life | ..., inhibition | stasis_dose | ...
  std::optional<double> at;    ///< h
  std::optional<double> dose;  ///< as tables have it
  std::string unit;            ///< in which the number is wanted; must be the readout's own for readings
  Where where;
};

/// How the case's number comes from its measures.
enum class CaseForm { value, ratio, difference, rate };

/// A published fact with its conditions and tolerance.
struct Case {
  std::string key;     ///< "austin-surface-24h"
  std::string group;   ///< heading of the page
  std::string says;    ///< what is compared, with the conditions
  std::string source;  ///< key and place
  std::string trust;   ///< A | B | C
  std::string role;    ///< calibrated (the data were fitted) | predicted | direction
  CaseForm form = CaseForm::value;
  Measure measure;
  std::optional<Measure> versus;
  std::string observed;  ///< as published, with its unit
  double low = 0;        ///< of the band that counts as agreement, in `unit`
  double high = 0;
  std::string tolerance;  ///< why this band
  std::string unit;
  std::string on_miss;  ///< a sentence on why it misses, where it does
  Where where;
};

struct Verdict {
  Case asked;
  double predicted = 0;
  bool passed = false;
  std::string problem;  ///< why there is no prediction; empty if there is one
};

struct Exposure;
/// A number of an exposure by its name in [[case]]: peak, area, half_life, clearance, ...; nothing for another name.
std::optional<double> value_of(const Exposure& exposure, std::string_view name);

/// Reads every *.cases.toml of the folder. Throws InputError at the first entry that is wrong.
std::vector<Case> read_cases(const std::string& folder);

/// Runs the cases in their order; runs that several cases share are made once. `folder` is where experiments lie.
std::vector<Verdict> validate(const std::vector<Case>& cases, const catalogue::Catalogue& catalogue,
                              const std::string& folder, const std::string& data_folder);

/// The page docs/validation.md.
std::string to_markdown(const std::vector<Verdict>& verdicts, const catalogue::Catalogue& catalogue);

}  // namespace emtansim::study
