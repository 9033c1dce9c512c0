// SPDX-License-Identifier: Apache-2.0
/// `emtansim dar TABLE --by hic`, `sites` and `pieces`: drug loads from areas, occupancies and mean loads.
#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "dar_parts.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;
using report::LoadMethod;
using spectra::SampleLoad;

constexpr double kDaltonPerKilodalton = 1000;
constexpr std::size_t kMostPrinted = 10;  // sites; an antibody half has dozens

std::string_view name_of(LoadMethod method) {
  switch (method) {
    case LoadMethod::hic: return "hic";
    case LoadMethod::sites: return "sites";
    case LoadMethod::pieces: return "pieces";
  }
  return "";
}

std::vector<SampleLoad> samples_of(LoadMethod method, const std::string& file, const DarConjugate& asked,
                                   bool allows_lysine) {
  const Table table = read_table(file);
  const std::string name = fs::path(file).stem().string();
  switch (method) {
    case LoadMethod::hic:
      return spectra::hic_loads(
          spectra::parse_hic_table(table, name), asked.parts.linker_payload,
          allows_lysine ? conjugate::LysineConjugates::allow : conjugate::LysineConjugates::refuse);
    case LoadMethod::sites: return spectra::site_loads(spectra::parse_site_table(table, name));
    case LoadMethod::pieces: return spectra::piece_loads(spectra::parse_piece_table(table, name));
  }
  return {};
}

DataTable results_of(const std::vector<SampleLoad>& samples) {
  std::size_t loads = 0;
  for (const auto& sample : samples) loads = std::max(loads, sample.load.size());
  DataTable table{.name = "dar",
                  .title = "Drug load",
                  .columns = {"sample", "runs", "dar", "dar_low", "dar_high", "interval_from"}};
  for (std::size_t k = 0; k < loads; ++k) table.columns.push_back(fmt::format("D{}", k));
  table.columns.emplace_back("warnings");
  for (const auto& sample : samples) {
    std::vector<Cell> row = {text_cell(sample.sample), whole_cell(sample.runs), number_cell(sample.dar.value, 4)};
    for (const double end : {sample.dar.low, sample.dar.high})
      row.push_back(sample.has_interval() ? number_cell(end, 4) : Cell{.text = "", .is_number = true});
    row.push_back(text_cell(sample.interval_from));
    for (std::size_t k = 0; k < loads; ++k) row.push_back(number_cell(k < sample.load.size() ? sample.load[k] : 0, 6));
    std::string warnings;
    for (const auto& text : sample.warnings) warnings += (warnings.empty() ? "" : "; ") + text;
    row.push_back(text_cell(warnings));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string note_of(LoadMethod method, const SampleLoad& sample, const std::string& file) {
  return fmt::format(
      "taken {} by emtansim {} in {}; mean {}",
      method == LoadMethod::hic ? "from areas of HIC peaks" : "as of independent sites with the occupancies read",
      version(), file, with_interval(sample.dar, 3));
}

/// An agent's file for each sample whose load is known.
std::vector<FileContent> agents_of(LoadMethod method, const std::vector<SampleLoad>& samples, const std::string& file,
                                   const DarConjugate& asked) {
  const auto masses = spectra::maldi_masses(asked.parts, asked.chemistry.elements);
  std::vector<FileContent> files;
  std::set<std::string> taken;
  for (const auto& sample : samples) {
    if (sample.load.empty()) continue;
    std::string name =
        samples.size() == 1 ? "conjugate.toml" : fmt::format("conjugate-{}.toml", file_name(sample.sample));
    for (int n = 2; !taken.insert(name).second; ++n)
      name = fmt::format("conjugate-{}-{}.toml", file_name(sample.sample), n);
    files.push_back({name, report::agent_toml(
                               asked.entry,
                               {.name = sample.sample,
                                .origin = fmt::format("{} in {}", sample.sample, file),
                                .note = note_of(method, sample, file),
                                .shares = sample.load,
                                .dar = sample.dar.value,
                                .molar_mass = (masses.antibody + sample.dar.value * masses.drug) / kDaltonPerKilodalton,
                                .mass_note = "antibody with glycans and the mean load, from "
                                             "their formulae; no dead linkers"})});
  }
  return files;
}

void print_sample(const SampleLoad& sample) {
  print(fmt::format("{}: {} {}\n", bold(sample.sample), "DAR", with_interval(sample.dar, 2)));
  print(fmt::format("  interval: {}\n", sample.interval_from));
  TextTable table;
  for (std::size_t k = 0; k < sample.load.size(); ++k)
    if (sample.load[k] >= 5e-4)
      table.add({fmt::format("D{}", k), fmt::format("{:.1f} %", 100 * sample.load[k]),
                 std::string(static_cast<std::size_t>(100 * sample.load[k] + 0.5), '=')});
  for (std::size_t i = 0; i < std::min(sample.parts.size(), kMostPrinted); ++i)
    table.add(
        {sample.parts[i].name, with_interval(sample.parts[i].load, 3), fmt::format("x {}", sample.parts[i].copies)});
  if (!table.is_empty()) print(table.text(4, 80));
  if (sample.parts.size() > kMostPrinted)
    print(fmt::format("    and {} more in the report\n", sample.parts.size() - kMostPrinted));
  print_warnings(sample.warnings);
}

}  // namespace

int dar_by_loads(const Request& request, LoadMethod method) {
  const std::string file = only_table(request, name_of(method));
  const DarConjugate asked = dar_conjugate(request);
  const std::string folder = folder_for(request, file);
  expect_folder(folder);
  const auto samples = samples_of(method, file, asked, request.options.has("allow-lysine"));
  auto agents = agents_of(method, samples, file, asked);
  const bool has_agents = !agents.empty();
  write_dar(folder, results_of(samples),
            report::loads_json(method, samples, dar_frame(asked, request, {input_file(file, "table")})),
            std::move(agents));
  if (request.is_quiet) return kAllWell;
  for (const auto& sample : samples) print_sample(sample);
  print_end(folder, has_agents ? samples.size() == 1 ? "report.html, report.json, dar.csv, conjugate.toml"
                                                     : "report.html, report.json, dar.csv, conjugate-SAMPLE.toml"
                               : "report.html, report.json, dar.csv");
  return kAllWell;
}

}  // namespace emtansim::cli
