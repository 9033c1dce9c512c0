// SPDX-License-Identifier: Apache-2.0
/// From the tables of `emtansim masses` to its report.
#include "masses_report.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 3;  // compounds in a title

struct Heading {
  std::string name;
  std::string unit;
};

/// "average_Da" as a name and a unit for a page.
Heading heading_of(const std::string& column, const std::string& table) {
  static const std::map<std::string, Heading, std::less<>> kOwn = {{"monoisotopic_Da", {"monoisotopic mass", "Da"}},
                                                                   {"average_Da", {"average mass", "Da"}},
                                                                   {"mass_Da", {"neutral mass", "Da"}},
                                                                   {"percent_of_M", {"of M", "%"}},
                                                                   {"percent", {"share", "%"}},
                                                                   {"share", {"share of molecules", ""}},
                                                                   {"mz", {"m/z", "Th"}},
                                                                   {"mz_37Cl", {"m/z with 37Cl", "Th"}},
                                                                   {"glycan_sites", {"glycan sites", ""}}};
  if (const auto own = kOwn.find(column); own != kOwn.end()) return own->second;
  if (table == "ions" && column != "name") return {column, "Th"};
  return {column, ""};
}

std::optional<int> decimals_of(const DataTable& table, std::size_t column) {
  std::optional<int> most;
  for (const auto& row : table.rows) {
    if (column >= row.size() || !row[column].is_number) continue;
    const auto& text = row[column].text;
    const auto point = text.find('.');
    most = std::max(most.value_or(0), point == std::string::npos ? 0 : static_cast<int>(text.size() - point) - 1);
  }
  return most;
}

report::MassTable page_table(const DataTable& table) {
  report::MassTable result{.id = table.name, .title = table.title, .note = table.note, .columns = {}, .rows = {}};
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto [name, unit] = heading_of(table.columns[i], table.name);
    result.columns.push_back({.name = name, .unit = unit, .decimals = decimals_of(table, i)});
  }
  std::string heading;
  for (const auto& row : table.rows) {
    auto& cells = result.rows.emplace_back();
    for (const auto& cell : row) cells.push_back(cell.text);
    if (!cells.front().starts_with("  "))
      heading = cells.front();
    else
      cells.front() = heading + "," + cells.front().substr(1);  // "light chain, Cys"
  }
  return result;
}

std::vector<report::InputFile> files_given(const Request& request) {
  std::vector<report::InputFile> files;
  for (const char* option : {"antibody", "glycans"}) {
    const std::string path = request.options.text(option);
    if (!path.empty() && fs::is_regular_file(path))
      files.push_back({.path = path, .hash = sha256(read_file(path)), .role = option});
  }
  return files;
}

}  // namespace

std::string masses_title(bool is_by_name, const std::vector<Compound>& compounds,
                         const std::optional<catalogue::ConjugateEntry>& entry) {
  std::vector<std::string> subjects;
  if (is_by_name && compounds.size() <= kMostNamed)
    for (const auto& compound : compounds) subjects.push_back(compound.name);
  else if (is_by_name)
    subjects.push_back(fmt::format("{} compounds", compounds.size()));
  if (entry) subjects.push_back(entry->name);
  if (subjects.empty()) return "Masses of the molecules in the data";
  return fmt::format("Masses of {}", fmt::join(subjects, "; "));
}

void write_masses_report(MassesReport& report, const Request& request, const conjugate::Chemistry& chemistry) {
  report.outcome.tables.clear();
  for (const auto& table : report.page) report.outcome.tables.push_back(page_table(table));
  report.outcome.files = files_given(request);
  const std::string document = report::masses_json(report.outcome, chemistry, read_data(), request.command_line);
  const auto in_folder = [&](const std::string& name) { return (fs::path(request.folder) / name).string(); };
  std::vector<FileContent> files = {{in_folder("report.html"), render_page(document)},
                                    {in_folder("report.json"), document + "\n"}};
  for (const auto& table : report.files) files.push_back({in_folder(table.name + ".csv"), as_csv(table)});
  make_folder(request.folder);
  write_files(files);
}

}  // namespace emtansim::cli
