// SPDX-License-Identifier: Apache-2.0
/// The table and the page that compare spectra.
#include "dar_lots.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "terminal.h"

namespace emtansim::cli {

namespace {

using spectra::Trust;

std::string warnings_of(const report::LotOutcome& lot) {
  std::string warnings;
  for (const auto& warning : lot.warnings) warnings += (warnings.empty() ? "" : "; ") + warning;
  return warnings;
}

void add_estimate(std::vector<Cell>& row, const spectra::Estimated& estimated, int decimals) {
  for (const double value : {estimated.value, estimated.low, estimated.high})
    row.push_back(number_cell(value, decimals));
}

std::vector<std::string> columns_of(const report::LotsReport& all, std::size_t loads, int step) {
  std::vector<std::string> columns = {"file",          "status",         "dar",          "dar_low",      "dar_high",
                                      "lowest_choice", "highest_choice", "dead_linkers", "unconjugated", "explained",
                                      "shift_Da",      "problem",        "name",         "lot"};
  if (!all.time_unit.empty()) columns.push_back("time_" + all.time_unit);
  for (std::size_t k = 0; k < loads; ++k) columns.push_back(fmt::format("D{}", k * static_cast<std::size_t>(step)));
  const std::string tail = fmt::format("at_least_{}", all.tail);
  for (const std::string& name :
       {std::string("D0_low"), std::string("D0_high"), tail, tail + "_low", tail + "_high", std::string("difference"),
        std::string("difference_low"), std::string("difference_high")})
    columns.push_back(name);
  return columns;
}

std::vector<Cell> row_of(const LotResult& result, const report::LotsReport& all, std::size_t loads) {
  const auto& lot = result.lot;
  const double none = std::numeric_limits<double>::quiet_NaN();
  const bool is_usable = lot.is_usable(), is_read = lot.problem.empty();
  const char* status = !is_read                      ? "failed"
                       : lot.trust == Trust::good    ? "good"
                       : lot.trust == Trust::caution ? "caution"
                                                     : "not to use";
  std::vector<Cell> row = {text_cell(result.entry.file), text_cell(status)};
  for (const double value : {lot.dar.value, lot.dar.low, lot.dar.high, lot.lowest_choice, lot.highest_choice})
    row.push_back(number_cell(is_usable ? value : none, 4));
  for (const double value : {lot.dead_linkers.value, lot.unconjugated.value})
    row.push_back(number_cell(is_usable ? value : none, 5));
  row.push_back(number_cell(is_read ? 1 - lot.unexplained : none, 4));
  row.push_back(number_cell(is_read ? result.shift : none, 2));
  row.push_back(text_cell(is_read ? warnings_of(lot) : lot.problem));
  row.push_back(text_cell(lot.name));
  row.push_back(text_cell(lot.lot));
  if (!all.time_unit.empty()) row.push_back(number_cell(lot.time, 4));
  for (std::size_t k = 0; k < loads; ++k)
    row.push_back(number_cell(is_usable && k < lot.load.size() ? lot.load[k].value : none, 5));
  const spectra::Estimated nothing{none, none, none};
  row.push_back(number_cell(is_usable ? lot.without_drug.low : none, 5));
  row.push_back(number_cell(is_usable ? lot.without_drug.high : none, 5));
  add_estimate(row, is_usable ? lot.tail : nothing, 5);
  const auto* first = report::first_lot(all);
  const bool is_compared = is_usable && first != nullptr && first->name != lot.name;
  add_estimate(row, is_compared ? spectra::difference(lot.dar, first->dar) : nothing, 4);
  return row;
}

DataTable table_of(const std::vector<LotResult>& results, const report::LotsReport& all) {
  std::size_t loads = 0;
  int step = 1;
  for (const auto& result : results) {
    loads = std::max(loads, result.lot.load.size());
    step = std::max(step, result.lot.drugs_per_step);
  }
  DataTable table{.name = "dar", .title = "Lots", .columns = columns_of(all, loads, step)};
  for (const auto& result : results) table.rows.push_back(row_of(result, all, loads));
  return table;
}

void print_lots(const report::LotsReport& all) {
  TextTable table;
  table.add({"lot", "DAR", "less the first", "D0", fmt::format("{}+ drugs", all.tail), "trust"});
  const auto* first = report::first_lot(all);
  for (const auto& lot : all.lots) {
    if (!lot.is_usable()) {
      table.add({lot.name, "none", "", "", "", lot.problem.empty() ? "not to use" : "failed"});
      continue;
    }
    table.add({lot.name, with_interval(lot.dar, 2),
               &lot == first ? "" : with_interval(spectra::difference(lot.dar, first->dar), 2),
               fmt::format("{:.1f} %", 100 * lot.without_drug.value), fmt::format("{:.1f} %", 100 * lot.tail.value),
               lot.trust == Trust::good ? "good" : "caution"});
  }
  print("\n" + table.text(2, 60));
  for (const auto& loss : report::losses_of(all)) {
    const std::string name = loss.lot.empty() ? "all spectra" : loss.lot;
    if (!loss.fit.problem.empty()) {
      print(fmt::format("  {}: no loss fitted ({})\n", name, loss.fit.problem));
      continue;
    }
    print(fmt::format("  {}: first-order loss {} 1/{}, half-life {} {}\n", name, with_interval(loss.fit.rate, 4),
                      all.time_unit, with_interval(loss.fit.half_life, 1), all.time_unit));
  }
}

}  // namespace

std::string many_folder(const Request& request) { return request.folder.empty() ? "out/dar" : request.folder; }

void write_lots(const std::vector<LotResult>& results, const report::LotsReport& all, const DarConjugate& asked,
                const Request& request) {
  std::vector<report::InputFile> files;
  if (request.options.has("samples")) files.push_back(input_file(request.options.text("samples"), "list of samples"));
  for (const auto& result : results) files.push_back(result.input);
  auto frame = dar_frame(asked, request, std::move(files));
  for (auto& reference : references_of(asked.catalogue, {"zou2008"})) frame.references.push_back(std::move(reference));
  write_dar(many_folder(request), table_of(results, all), report::lots_json(all, frame));
  if (request.is_quiet) return;
  print_lots(all);
  print(fmt::format("\n{} spectra side by side in {}: report.html, report.json, dar.csv\n", results.size(),
                    many_folder(request)));
}

}  // namespace emtansim::cli
