// SPDX-License-Identifier: Apache-2.0
/// What all threads share when members run in lanes: codes, elimination and lists made once for a program.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "emtansim/solve/elimination.h"
#include "emtansim/solve/lane_code.h"
#include "emtansim/solve/lanes/block.h"
#include "emtansim/solve/native.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// A row of a moiety's weights without the zeros.
struct Weights {
  std::vector<std::uint32_t> rows;
  std::vector<double> values;
};

/// Immutable; may be shared by threads. The program must outlive it.
class LaneSetup {
 public:
  LaneSetup(const Program& program, const NativeProgram* native, const SolveOptions& options);

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const SolveOptions& options() const { return options_; }
  [[nodiscard]] const NativeProgram* native() const { return native_; }
  [[nodiscard]] const LaneProgram& lanes() const { return *lanes_; }
  [[nodiscard]] const Elimination* elimination() const { return elimination_ ? &*elimination_ : nullptr; }
  [[nodiscard]] unsigned width() const { return lanes_->width(); }
  [[nodiscard]] std::size_t sensitivity_count() const { return sensitivities_; }
  [[nodiscard]] const std::vector<Weights>& moieties() const { return moieties_; }
  [[nodiscard]] const std::vector<Place>& sparsity() const { return sparsity_; }
  [[nodiscard]] const std::vector<Place>& parameter_places() const { return parameter_places_; }
  /// Of what `jacobian_along` and `rhs_by_parameter_along` give.
  [[nodiscard]] const std::vector<Place>& along_places() const { return along_places_; }
  [[nodiscard]] const std::vector<Place>& parameter_along_places() const { return parameter_along_places_; }
  /// Cost of an implicit step over that of an explicit one, by their operations.
  [[nodiscard]] double implicit_cost() const { return implicit_cost_; }

 private:
  const Program& program_;
  const NativeProgram* native_;
  SolveOptions options_;
  std::size_t sensitivities_;
  std::optional<Elimination> elimination_;
  std::unique_ptr<LaneProgram> lanes_;
  std::vector<Weights> moieties_;
  std::vector<Place> sparsity_;
  std::vector<Place> parameter_places_;
  std::vector<Place> along_places_;
  std::vector<Place> parameter_along_places_;
  double implicit_cost_ = 1;
};

}  // namespace emtansim::solve
