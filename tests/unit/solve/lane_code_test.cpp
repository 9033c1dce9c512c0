// SPDX-License-Identifier: Apache-2.0
/// Members in lanes: every width and backend gives each lane the bits that the interpreter gives it alone.
#include "emtansim/solve/lane_code.h"

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/solve/interpret.h"
#include "emtansim/solve/machine_code.h"

namespace emtansim::solve {
namespace {

constexpr std::uint32_t kParameters = 3;
constexpr std::uint32_t kStates = 30;
constexpr std::uint32_t kScratch = 60;

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// Numbers drawn from a seed, odd ones among them.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed, 0, StreamUse::optimiser) {}
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_.uniform() * count); }
  double number() {
    static const std::vector<double> kOdd{
        0.0, -0.0, 1.0, -1.0, 1e300, 5e-324, std::numeric_limits<double>::infinity(), std::nan("")};
    if (below(6) == 0) return kOdd[below(static_cast<std::uint32_t>(kOdd.size()))];
    return (below(2) == 0 ? 1 : -1) * std::exp(8 * random_.uniform() - 4);
  }

 private:
  RandomStream random_;
};

/// A program whose codes are drawn: constants 1 and 0, parameters, states, prepared slots, scratch.
Program drawn_program(std::uint64_t seed, std::uint32_t instructions) {
  Program program;
  program.parameter_count = kParameters;
  program.species_count = program.state_count = kStates;
  program.constants = {1, 0};
  auto& layout = program.layout;
  layout.parameters = 2;
  layout.states = layout.parameters + kParameters;
  layout.time = layout.states + kStates;
  layout.argument = layout.time + 1;
  layout.prepared = layout.argument + 1;
  layout.scratch = layout.prepared + 2;
  layout.end = layout.scratch + kScratch;
  program.prologue.instructions = {{Instruct::add, layout.prepared, layout.parameters, 0},
                                   {Instruct::multiply, layout.prepared + 1, layout.prepared, layout.prepared}};
  Draw draw(seed);
  std::vector<std::uint32_t> known;
  for (std::uint32_t slot = 0; slot < layout.scratch; ++slot)
    if (slot != layout.argument) known.push_back(slot);
  const auto any = [&] { return known[draw.below(static_cast<std::uint32_t>(known.size()))]; };
  for (std::uint32_t i = 0; i < instructions; ++i) {
    const std::uint32_t to = layout.scratch + draw.below(kScratch);
    const auto op = draw.below(3) == 0 ? static_cast<Instruct>(draw.below(12)) : static_cast<Instruct>(draw.below(4));
    program.rhs.instructions.push_back({op, to, any(), any()});
    known.push_back(to);
  }
  for (std::uint32_t i = 0; i < 2 * kStates; ++i) program.rhs.outputs.push_back(any());
  return program;
}

struct Way {
  unsigned width;
  Backend backend;
};
void PrintTo(const Way& way, std::ostream* to) {
  *to << way.width << (way.backend == Backend::native ? " native" : " interpreted");
}

class lane_code : public testing::TestWithParam<Way> {};

TEST_P(lane_code, gives_the_bits_of_the_interpreter) {
  const auto [width, backend] = GetParam();
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Program program = drawn_program(seed, static_cast<std::uint32_t>(seed * 7));
    const auto lanes = LaneProgram::make(program, nullptr, width, backend);
    LaneRows slots(program.layout.end, width), states(kStates, width), outputs(program.rhs.outputs.size(), width);
    Draw draw(1000 + seed);
    std::vector<std::vector<double>> alone(width, std::vector<double>(program.layout.end, std::nan("")));
    for (unsigned lane = 0; lane < width; ++lane) {
      for (std::uint32_t i = 0; i < program.layout.end; ++i) slots.row(i)[lane] = std::nan("");
      for (std::uint32_t i = 0; i < 2; ++i) slots.row(i)[lane] = alone[lane][i] = program.constants[i];
      for (std::uint32_t i = 2; i < 2 + kParameters; ++i) slots.row(i)[lane] = alone[lane][i] = draw.number();
      for (std::uint32_t i = 0; i < kStates; ++i)
        states.row(i)[lane] = alone[lane][program.layout.states + i] = draw.number();
      slots.row(program.layout.time)[lane] = alone[lane][program.layout.time] = draw.number();
    }
    lanes->prologue(slots.data());
    lanes->rhs(slots.data(), states.data(), outputs.data());
    for (unsigned lane = 0; lane < width; ++lane) {
      interpret(program.prologue, alone[lane].data());
      interpret(program.rhs, alone[lane].data());
      for (std::size_t i = 0; i < program.rhs.outputs.size(); ++i)
        ASSERT_TRUE(same_bits(outputs.row(i)[lane], alone[lane][program.rhs.outputs[i]]))
            << "seed " << seed << " lane " << lane << " output " << i << ": " << outputs.row(i)[lane] << ", alone "
            << alone[lane][program.rhs.outputs[i]];
    }
  }
}

/// Every state depends on a few others; with entries enough that registers run out.
Sparsity dense_enough(std::uint32_t size) {
  Sparsity sparsity;
  sparsity.column_starts.push_back(0);
  for (std::uint32_t column = 0; column < size; ++column) {
    for (std::uint32_t row = 0; row < size; ++row)
      if (row == column || (row * 7 + column * 5) % 11 < 5) sparsity.rows.push_back(row);
    sparsity.column_starts.push_back(static_cast<std::int64_t>(sparsity.rows.size()));
  }
  return sparsity;
}

TEST_P(lane_code, solves_with_the_bits_of_the_steps) {
  const auto [width, backend] = GetParam();
  constexpr std::uint32_t kSize = 40;
  const Elimination elimination = Elimination::make(dense_enough(kSize));
  const auto& places = elimination.places();
  const Program program;
  const auto lanes = LaneProgram::make(program, &elimination, width, backend);
  LaneRows work(places.end, width), right(kSize, width), solution(kSize, width);
  Draw draw(7);
  std::vector<std::vector<double>> alone(width, std::vector<double>(places.end, std::nan("")));
  const auto put = [&](std::uint32_t slot, unsigned lane, double value) {
    work.row(slot)[lane] = alone[lane][slot] = value;
  };
  for (unsigned lane = 0; lane < width; ++lane) {
    put(kOneSlot, lane, 1);
    put(places.shift, lane, 50);
    for (std::uint32_t slot = places.numbers; slot < places.factors; ++slot) put(slot, lane, draw.below(1000) * 1e-3);
    for (std::uint32_t i = 0; i < kSize; ++i)
      right.row(i)[lane] = alone[lane][places.right + i] = draw.below(1000) * 1e-3;
  }
  lanes->factor(work.data());
  lanes->solve(work.data(), right.data(), solution.data());
  lanes->solve(work.data(), right.data(), right.data());  // in place
  for (unsigned lane = 0; lane < width; ++lane) {
    run(elimination.factor_steps(), alone[lane].data(), 1);
    run(elimination.solve_steps(), alone[lane].data(), 1);
    for (std::uint32_t i = 0; i < kSize; ++i) {
      const double expected = alone[lane][elimination.solution_slots()[i]];
      EXPECT_TRUE(same_bits(solution.row(i)[lane], expected)) << lane << " " << i;
      EXPECT_TRUE(same_bits(right.row(i)[lane], expected)) << lane << " " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(widths, lane_code,
                         testing::Values(Way{1, Backend::native}, Way{2, Backend::native}, Way{4, Backend::native},
                                         Way{8, Backend::native}, Way{1, Backend::interpreted},
                                         Way{2, Backend::interpreted}, Way{4, Backend::interpreted},
                                         Way{8, Backend::interpreted}),
                         [](const auto& given) {
                           return std::to_string(given.param.width) +
                                  (given.param.backend == Backend::native ? "_native" : "_interpreted");
                         });

TEST(lane_program, is_machine_code_up_to_the_widest_lanes) {
  const Program program = drawn_program(1, 10);
  for (const unsigned width : {1U, 2U, 4U, 8U}) {
    EXPECT_EQ(LaneProgram::make(program, nullptr, width, Backend::native)->is_native(),
              MachineCode::is_possible(width));
    EXPECT_FALSE(LaneProgram::make(program, nullptr, width, Backend::interpreted)->is_native());
    EXPECT_TRUE(width <= widest_lanes() || !MachineCode::is_possible(width));
  }
}

TEST(lane_rows, are_aligned_and_zero) {
  for (const unsigned width : {1U, 2U, 4U, 8U}) {
    LaneRows rows(5, width);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(rows.data()) % 64, 0);
    EXPECT_EQ(rows.row(3), rows.data() + 3 * width);
    for (std::size_t i = 0; i < 5 * width; ++i) EXPECT_EQ(rows.data()[i], 0);
  }
}

TEST(interpret_lane, leaves_the_others_alone) {
  const Code code{.instructions = {{Instruct::add, 1, 0, 0}, {Instruct::multiply, 1, 1, 0}}, .outputs = {1}};
  std::vector<double> slots{1, 2, 3, 10, 20, 30};
  interpret_lane(code, slots.data(), 3, 1);
  EXPECT_EQ(slots, (std::vector<double>{1, 2, 3, 10, 8, 30}));
}

}  // namespace
}  // namespace emtansim::solve
