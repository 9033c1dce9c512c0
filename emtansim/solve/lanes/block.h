// SPDX-License-Identifier: Apache-2.0
/// The numbers of the members that run side by side, one in each lane, as the kernels see them: plain pointers, since
/// kernels are compiled for other instruction sets than the rest and may share no inline function with it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace emtansim::solve {

class LaneProgram;

/// An entry of a sparse matrix: row and column.
struct Place {
  std::uint32_t row;
  std::uint32_t column;
};

/// Where the next output of a member goes: its time, followed in memory by those of the later ones and at last by
/// infinity, and its place, followed by theirs.
struct OutputCursor {
  const double* time;
  double* place;
};

/// Rows are `width` numbers, one a lane, aligned to their size. States are followed by the sensitivities to the first
/// parameter, to the second, and so on, each as many rows as there are states.
struct Block {
  unsigned width = 1;
  std::size_t species = 0;     ///< rows that rates depend on and that the error test looks at
  std::size_t states = 0;      ///< species and ledger
  std::size_t parameters = 0;  ///< number of sensitivities for each state
  std::size_t rows = 0;        ///< states * (1 + parameters)
  double relative = 0;

  const LaneProgram* program = nullptr;
  double* slots = nullptr;               ///< of the program
  double* time_slot = nullptr;           ///< its row for the time
  double* elimination = nullptr;         ///< rows of the elimination; null for explicit methods
  double* shift = nullptr;               ///< its row for the shift
  double* jacobian = nullptr;            ///< its rows for the Jacobian
  const std::uint32_t* timed = nullptr;  ///< states whose rates depend on time
  std::size_t timed_count = 0;
  double* rhs_by_time = nullptr;  ///< one row for each of them

  // For sensitivities.
  double* stage_jacobian = nullptr;
  const Place* sparsity = nullptr;
  std::size_t entries = 0;
  const Place* parameter_places = nullptr;  ///< row: state, column: parameter
  std::size_t parameter_entries = 0;
  double* rhs_by_parameter = nullptr;   ///< a row for each of them
  double* direction = nullptr;          ///< slots of the program: species and time, along which it derives
  const Place* along_places = nullptr;  ///< entries of the Jacobian that change along a direction
  std::size_t along_entries = 0;
  const Place* parameter_along_places = nullptr;
  std::size_t parameter_along_entries = 0;
  double* jacobian_along = nullptr;
  double* rhs_by_parameter_along = nullptr;

  double* now = nullptr;       ///< where the step starts
  double* next = nullptr;      ///< where it arrives
  double* stages = nullptr;    ///< up to eight times `rows`
  double* work = nullptr;      ///< states of a stage
  double* right = nullptr;     ///< right-hand side of a stage
  double* error = nullptr;     ///< estimate of the local error
  double* weights = nullptr;   ///< one over the error that is allowed
  double* absolute = nullptr;  ///< tolerances
  double* dense = nullptr;     ///< four times `rows`: next to `now`, coefficients of powers of the share of the step

  // One row each.
  double* time = nullptr;          ///< where the step starts, h
  double* time_next = nullptr;     ///< where it arrives
  double* stop = nullptr;          ///< no step goes beyond
  double* wanted = nullptr;        ///< the step to try
  double* taken = nullptr;         ///< the step that was tried
  double* error_size = nullptr;    ///< of the last attempt, squared: up to 1 is accepted
  double* error_before = nullptr;  ///< of the last accepted step, squared
  double* stiffness = nullptr;     ///< of the last attempt: step times an estimate of the fastest rate

  OutputCursor output[8] = {};     ///< of each lane
  std::size_t output_columns = 0;  ///< from one place to the next
  double* output_time = nullptr;   ///< row: that of the next output
  double* limit = nullptr;         ///< row: outputs before this time lie in the step

  // A bit for each lane.
  unsigned active = 0;    ///< has a member
  unsigned fresh = 0;     ///< at the start of a member or after a jump: rates and first step still to be found
  unsigned accepted = 0;  ///< the last attempt is good
};

// What the kernels call; compiled for every machine.
void run_rhs(const Block& block, const double* states, double* to);
void run_jacobian(const Block& block, const double* states, double* to);
void run_eliminated_jacobian(const Block& block, const double* states);
void run_rhs_by_time(const Block& block, const double* states);
void run_rhs_by_parameter(const Block& block, const double* states);
void run_along(const Block& block, const double* states);
void run_factor(const Block& block);
void run_solve(const Block& block, const double* right, double* solution);

/// The kernels for one width. Every lane gets the same bits for every width.
struct Kernels {
  /// Rates at `now` and a first step for the lanes that are `fresh`.
  void (*begin)(Block&);
  /// One attempt of a step in all lanes, its error, and the step to try next.
  void (*explicit_step)(Block&);
  void (*implicit_step)(Block&);
  /// After an attempt: coefficients for `interpolate`.
  void (*explicit_dense)(Block&);
  void (*implicit_dense)(Block&);
  /// Lanes that were accepted and have an output before `limit`.
  unsigned (*due)(const Block&);
  /// Writes the species of the next output of these lanes; with `move_on` set, all those before `limit`.
  void (*write_species)(Block&, unsigned lanes, bool move_on);
  /// Species, or with sensitivities all rows, at the next output of each lane.
  void (*interpolate)(const Block&, double* result);
  /// Moves the lanes whose step was accepted to where it arrived. Explicit: their last rates are the next first ones.
  void (*explicit_commit)(Block&);
  void (*implicit_commit)(Block&);
  /// to = sum over i of weights[i] * row[rows[i]] of `states`.
  void (*weigh)(const Block&, const double* states, const std::uint32_t* rows, const double* weights, std::size_t count,
                double* to);
  /// Lanes in which an amount of `next` lies below zero by more than `errors` times its tolerance.
  unsigned (*far_below_zero)(const Block&, const std::uint32_t* amounts, std::size_t count, double errors);
};

/// `width`: 1, 2, 4 or 8, at most what the machine has (`widest_lanes`).
const Kernels& kernels(unsigned width);

}  // namespace emtansim::solve
