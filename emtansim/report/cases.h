// SPDX-License-Identifier: Apache-2.0
/// Which members the report draws, and how it reads their trajectories. Private to report.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/report/words.h"
#include "emtansim/study/study.h"

namespace emtansim::report {

/// A member that is drawn: the typical individual of an arm at one dose.
struct Case {
  std::size_t member = 0;
  std::string arm;
  std::string label;  ///< the dose, or the agent where there is one dose only
  double dose = 0;
  std::vector<std::size_t> times;  ///< indices of the output times that are drawn
  std::vector<Happening> happenings;
};

/// The treatments worth a curve: every arm; of a dose series the control, doses about the half-maximal one, and the
/// highest. Failed members are not drawn.
std::vector<Case> choose_cases(const study::Outcome& outcome);

/// The case to show first: about the half-maximal dose, else the first.
const Case* leading_case(const study::Outcome& outcome, const std::vector<Case>& cases);

/// Cells worth a curve of their own: all, or, where there are many shells, the first, the middle and the last.
std::vector<const model::PopulationInfo*> drawn_populations(const study::Outcome& outcome);

/// Whether a compartment belongs to a shell that looks like the first one and is left out of lists and diagrams.
class Folds {
 public:
  explicit Folds(const study::Outcome& outcome);
  [[nodiscard]] bool hides(std::string_view compartment_or_rule) const;

 private:
  std::set<std::string, std::less<>> hidden_;  // "SK-BR-3 shell 2", "tumour.2"
};

/// Columns of trajectories by name.
class Reader {
 public:
  explicit Reader(const study::Outcome& outcome);

  [[nodiscard]] std::optional<std::size_t> find_observable(std::string_view name) const;
  /// Amount in nmol or cells at one output time.
  [[nodiscard]] double species(std::size_t member, std::size_t time, network::SpeciesId id) const {
    return outcome_.trajectories.species(member, time, id);
  }
  [[nodiscard]] double observable(std::size_t member, std::size_t time, std::size_t index) const {
    return outcome_.trajectories.observable(member, time, index);
  }
  /// Cells and attached dead cells of a population; NaN where it has none.
  [[nodiscard]] double objects(std::size_t member, std::size_t time, std::string_view population) const;

 private:
  const study::Outcome& outcome_;
  std::map<std::string, std::size_t, std::less<>> observables_;
};

}  // namespace emtansim::report
