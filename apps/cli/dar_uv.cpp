// SPDX-License-Identifier: Apache-2.0
/// `emtansim dar TABLE --by uv`: drug loads from absorbances.
#include <cmath>

#include <fmt/format.h>

#include "dar_parts.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using spectra::UvLoad;
using spectra::UvResult;

std::vector<conjugate::UvCoefficients> sets_of(const DarConjugate& asked, const std::string& file) {
  const Table table = file.empty() ? asked.chemistry.absorptivities : read_table(file);
  const double antibody = conjugate::absorptivity_280(asked.parts.antibody, asked.chemistry.amino_acids);
  auto sets = conjugate::uv_coefficients(table, asked.entry.payload, antibody);
  if (!sets.empty()) return sets;
  throw InputError({table.file, 0},
                   {"no-coefficients", fmt::format("there are no molar absorptivities of '{}'", asked.entry.payload),
                    "the load follows from those of antibody and payload",
                    "measure them, and name a table like data/chemistry/absorptivities.csv with --coefficients"});
}

DataTable results_of(const UvResult& result, const std::string& time_unit) {
  DataTable table{.name = "dar", .title = "Drug load", .columns = {"sample"}};
  if (!time_unit.empty()) table.columns.push_back("time_" + time_unit);
  for (const char* name : {"rows", "ratio", "dar", "lowest", "highest"}) table.columns.emplace_back(name);
  for (const auto& set : result.sets) table.columns.push_back("dar_" + set.name);
  for (const char* name : {"dar_by_ratio_plus_0.01", "antibody_uM", "antibody_mg_per_mL", "warnings"})
    table.columns.emplace_back(name);
  for (const auto& sample : result.samples) {
    std::vector<Cell> row = {text_cell(sample.sample)};
    if (!time_unit.empty()) row.push_back(number_cell(sample.time, 4));
    row.push_back(whole_cell(sample.rows));
    row.push_back(number_cell(sample.ratio, 5));
    for (const double value : {sample.dar, sample.lowest, sample.highest}) row.push_back(number_cell(value, 4));
    for (const double value : sample.by_set) row.push_back(number_cell(value, 4));
    row.push_back(number_cell(sample.per_hundredth, 4));
    row.push_back(number_cell(sample.micromolar, 4));
    row.push_back(number_cell(sample.mg_per_ml, 4));
    std::string warnings;
    for (const auto& text : sample.warnings) warnings += (warnings.empty() ? "" : "; ") + text;
    row.push_back(text_cell(warnings));
    table.rows.push_back(std::move(row));
  }
  return table;
}

void print_result(const UvResult& result, const DarConjugate& asked) {
  const auto& first = result.sets.front();
  print(wrapped(fmt::format("Assumed: the molar absorptivities of {} ({}; sets: {}).", asked.entry.payload,
                            first.provenance, result.sets.size()),
                text_width()) +
        "\n");
  print(wrapped(fmt::format("A252/A280 of the naked antibody {:.4f} ({:.4f} to {:.4f}): {}.", result.naked.value.value,
                            result.naked.value.low, result.naked.value.high, result.naked.says),
                text_width()) +
        "\n\n");
  TextTable table;
  table.add({"sample", "A252/A280", "DAR", "range", "by set", "uM", "mg/mL"});
  for (const auto& sample : result.samples) {
    std::string sets;
    for (const double dar : sample.by_set) sets += fmt::format("{}{:.2f}", sets.empty() ? "" : ", ", dar);
    table.add({sample.sample, fmt::format("{:.4f}", sample.ratio), fmt::format("{:.2f}", sample.dar),
               fmt::format("{:.2f} to {:.2f}", sample.lowest, sample.highest), sets, to_short(sample.micromolar),
               to_short(sample.mg_per_ml)});
  }
  print(table.text());
  print("\n" +
        wrapped(fmt::format("The range is over the sets, the naked ratio and the rows; it is no 95 % interval. "
                            "Naked ratio 0.01 higher: DAR {:+.3f}. Free drug counts as conjugated.",
                            result.samples.front().per_hundredth),
                text_width()) +
        "\n");
  for (const auto& sample : result.samples)
    for (const auto& warning : sample.warnings) print_warnings({sample.sample + ": " + warning});
}

}  // namespace

int dar_by_uv(const Request& request) {
  const std::string file = only_table(request, "uv");
  const std::string coefficients = request.options.text("coefficients");
  const DarConjugate asked = dar_conjugate(request);
  const std::string folder = folder_for(request, file);
  expect_folder(folder);
  const auto table = spectra::parse_uv_table(read_table(file));
  const auto masses = spectra::maldi_masses(asked.parts, asked.chemistry.elements);
  const UvResult result =
      spectra::uv_loads(table, {.sets = sets_of(asked, coefficients), .antibody_mass = masses.antibody});
  std::vector<report::InputFile> files = {input_file(file, "absorbances")};
  if (!coefficients.empty()) files.push_back(input_file(coefficients, "molar absorptivities"));
  report::DarFrame frame = dar_frame(asked, request, std::move(files));
  for (auto& reference : references_of(asked.catalogue, {"pace1995"})) frame.references.push_back(std::move(reference));
  write_dar(folder, results_of(result, table.time_unit), report::uv_json(result, table.time_unit, frame));
  if (request.is_quiet) return kAllWell;
  print_result(result, asked);
  print_end(folder, "report.html, report.json, dar.csv");
  return kAllWell;
}

}  // namespace emtansim::cli
