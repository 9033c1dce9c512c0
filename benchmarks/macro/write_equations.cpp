// SPDX-License-Identifier: Apache-2.0
/// Writes the equations of a problem as straight-line C, from the compiled program, for the integrators that ours is
/// held against: `write_equations PROBLEM > PROBLEM.c`. The C compiler then optimises them like any other source.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "benchmarks/problems/problems.h"
#include "emtansim/base/base.h"

namespace emtansim::benchmarks {
namespace {

using solve::Code;
using solve::Instruct;
using solve::Instruction;
using solve::Program;

bool is_unary(Instruct op) {
  return op == Instruct::negate || op == Instruct::exp || op == Instruct::log || op == Instruct::sqrt ||
         op == Instruct::step;
}

std::string in_c(Instruct op, const std::string& a, const std::string& b) {
  switch (op) {
    case Instruct::add: return fmt::format("{} + {}", a, b);
    case Instruct::subtract: return fmt::format("{} - {}", a, b);
    case Instruct::multiply: return fmt::format("{} * {}", a, b);
    case Instruct::divide: return fmt::format("{} / {}", a, b);
    case Instruct::negate: return fmt::format("-{}", a);
    case Instruct::power: return fmt::format("pow({}, {})", a, b);
    case Instruct::exp: return fmt::format("exp({})", a);
    case Instruct::log: return fmt::format("log({})", a);
    case Instruct::sqrt: return fmt::format("sqrt({})", a);
    case Instruct::minimum: return fmt::format("{0} < {1} ? {0} : {1}", a, b);
    case Instruct::maximum: return fmt::format("{0} > {1} ? {0} : {1}", a, b);
    case Instruct::step: return fmt::format("{} > 0 ? 1.0 : 0.0", a);
  }
  return {};
}

/// One function of straight-line code.
class Writer {
 public:
  explicit Writer(const Program& program) : program_(program), names_(program.layout.end) {
    const auto& at = program.layout;
    for (std::uint32_t i = 0; i < program.constants.size(); ++i) {
      std::string value = fmt::format("{:.17g}", program.constants[i]);
      if (value.find_first_of(".e") == std::string::npos) value += ".0";
      names_[at.constants + i] = program.constants[i] < 0 ? fmt::format("({})", value) : value;
    }
    names_[solve::kOneSlot] = "1.0";
    for (std::uint32_t i = 0; i < program.parameter_count; ++i) names_[at.parameters + i] = fmt::format("c[{}]", i);
    for (std::uint32_t i = 0; i < program.species_count; ++i) names_[at.states + i] = fmt::format("y[{}]", i);
    names_[at.time] = "time";
    for (std::uint32_t i = at.prepared; i < at.scratch; ++i) names_[i] = prepared(i);
  }

  /// The prologue, which keeps the parameters and writes prepared numbers behind them.
  std::string prologue() {
    std::string text = fmt::format("  for (int i = 0; i < {0}; ++i) c[i] = parameters[i];\n", program_.parameter_count);
    for (const auto& step : program_.prologue.instructions) {
      const auto value = in_c(step.op, names_[step.a], is_unary(step.op) ? "" : names_[step.b]);
      if (step.to >= program_.layout.prepared && step.to < program_.layout.scratch)
        text += fmt::format("  {} = {};\n", prepared(step.to), value);
      else
        text += named(step.to, value);
    }
    return text;
  }

  /// The outputs that are wanted, in their order, and what they need.
  std::string outputs(const Code& code, const std::vector<std::size_t>& wanted) {
    std::vector<bool> is_needed(program_.layout.end), is_kept(code.instructions.size());
    for (const auto output : wanted) is_needed[code.outputs[output]] = true;
    for (std::size_t i = code.instructions.size(); i-- > 0;) {
      const auto& step = code.instructions[i];
      if (!is_needed[step.to]) continue;
      is_kept[i] = true;
      is_needed[step.to] = false;
      is_needed[step.a] = true;
      if (!is_unary(step.op)) is_needed[step.b] = true;
    }
    std::string text;
    for (std::size_t i = 0; i < is_kept.size(); ++i) {
      const auto& step = code.instructions[i];
      if (is_kept[i]) text += named(step.to, in_c(step.op, names_[step.a], is_unary(step.op) ? "" : names_[step.b]));
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
      text += fmt::format("  to[{}] = {};\n", i, names_[code.outputs[wanted[i]]]);
    return text;
  }

 private:
  [[nodiscard]] std::string prepared(std::uint32_t slot) const {
    return fmt::format("c[{}]", program_.parameter_count + slot - program_.layout.prepared);
  }
  std::string named(std::uint32_t slot, const std::string& value) {
    names_[slot] = fmt::format("v{}", ++count_);
    return fmt::format("  const double {} = {};\n", names_[slot], value);
  }

  const Program& program_;
  std::vector<std::string> names_;
  std::size_t count_ = 0;
};

std::string list_of(const std::vector<std::size_t>& numbers) { return fmt::format("{{{}}}", fmt::join(numbers, ", ")); }

std::string source_of(const std::string& name, const Program& program) {
  std::vector<std::size_t> starts{0}, rows, entries, rates;
  for (std::size_t column = 0; column < program.species_count; ++column) {
    rates.push_back(column);
    for (auto e = static_cast<std::size_t>(program.sparsity.column_starts[column]);
         e < static_cast<std::size_t>(program.sparsity.column_starts[column + 1]); ++e) {
      const auto row = static_cast<std::size_t>(program.sparsity.rows[e]);
      if (row >= program.species_count) continue;
      rows.push_back(row);
      entries.push_back(e);
    }
    starts.push_back(rows.size());
  }
  constexpr std::string_view kHead = "(double time, const double* y, const double* c, double* to) {\n  (void)time;\n";
  std::string text = fmt::format("// Written by write_equations from the problem '{}'.\n#include <math.h>\n\n", name);
  text += fmt::format("const int {0}_size = {1};\nconst int {0}_prepared_count = {2};\n", name, program.species_count,
                      program.parameter_count + program.layout.scratch - program.layout.prepared);
  text += fmt::format("const int {0}_column_starts[] = {1};\nconst int {0}_rows[] = {2};\n\n", name, list_of(starts),
                      list_of(rows));
  text += fmt::format("void {}_prepare(const double* parameters, double* c) {{\n{}}}\n\n", name,
                      Writer(program).prologue());
  text +=
      fmt::format("void {}_rhs{}{}}}\n\n", name, kHead, "  (void)c;\n" + Writer(program).outputs(program.rhs, rates));
  text += fmt::format("void {}_jacobian{}{}}}\n", name, kHead,
                      "  (void)y;\n  (void)c;\n" + Writer(program).outputs(program.jacobian, entries));
  return text;
}

}  // namespace
}  // namespace emtansim::benchmarks

int main(int argc, char** argv) {
  using namespace emtansim;
  if (argc != 2) {
    std::fputs("write_equations PROBLEM\n", stderr);
    return 2;
  }
  try {
    const auto problem = benchmarks::make_problem(argv[1], data_directory());
    std::fputs(benchmarks::source_of(argv[1], solve::compile(problem.network)).c_str(), stdout);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
