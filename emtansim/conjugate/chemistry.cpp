// SPDX-License-Identifier: Apache-2.0
/// Reads the chemical part of data/ and finds the parts of a conjugate.
#include "emtansim/conjugate/chemistry.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/base/toml.h"

namespace emtansim::conjugate {

namespace {

constexpr std::size_t kLargestFasta = std::size_t{1} << 20;

std::vector<Modification> read_modifications(const Table& table) {
  const Where head{table.file, 1};
  const auto name = table.column("name", head);
  const auto says = table.column("says", head);
  const auto change = table.column("formula", head);
  std::vector<Modification> all;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    all.push_back({.name = table.rows[i][name],
                   .says = table.rows[i][says],
                   .change = parse_formula(table.rows[i][change], {table.file, table.lines[i]})});
  return all;
}

std::vector<MeasuredLoad> read_loads(const Table& table) {
  const Where head{table.file, 1};
  const auto first = table.column("D0", head);
  std::vector<MeasuredLoad> loads;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    std::vector<double> shares;
    for (std::size_t k = first; k < table.columns.size(); ++k) shares.push_back(table.number(i, k));
    loads.push_back({.lot = table.rows[i][table.column("lot", head)],
                     .conjugate = table.rows[i][table.column("conjugate", head)],
                     .source = table.rows[i][table.column("source", head)],
                     .load = load_of_amounts(shares)});
  }
  return loads;
}

std::vector<DeconjugationRates> read_rates(const Table& table) {
  const Where head{table.file, 1};
  std::vector<DeconjugationRates> all;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    DeconjugationRates rates{.species = table.rows[i][table.column("species", head)],
                             .per_day = {},
                             .source = table.rows[i][table.column("source", head)]};
    for (const char* column : {"k1", "k2", "k3_and_more"})
      rates.per_day.push_back(table.number(i, table.column(column, head)));
    all.push_back(std::move(rates));
  }
  return all;
}

/// Names of the files of a folder without their ending.
std::vector<std::string> stems_in(const std::string& folder, std::string_view ending) {
  auto names = files_in(folder, ending);
  for (auto& name : names) name.resize(name.size() - ending.size());
  return names;
}

Antibody antibody_of_file(const Chemistry& chemistry, const std::string& path) {
  if (path.ends_with(".toml")) return read_antibody(path, chemistry.amino_acids);
  auto chains = parse_fasta(read_file(path, {}, kLargestFasta), path, chemistry.amino_acids);
  return antibody_from_chains(std::filesystem::path(path).stem().string(), std::move(chains), {path, 0});
}

}  // namespace

const Modification& Chemistry::find_modification(std::string_view name, const Where& asked_at) const {
  const auto found =
      std::ranges::find(modifications, to_key(name), [](const Modification& known) { return to_key(known.name); });
  if (found != modifications.end()) return *found;
  std::vector<std::string> names;
  for (const auto& known : modifications) names.push_back(known.name);
  throw InputError(asked_at, {"unknown-modification", fmt::format("there is no modification '{}'", name), "",
                              suggestion(name, names)});
}

Chemistry read_chemistry(const std::string& data_folder) {
  const auto table = [&](const char* name) { return read_table(fmt::format("{}/chemistry/{}", data_folder, name)); };
  Chemistry chemistry;
  chemistry.folder = data_folder;
  chemistry.elements = Elements(table("elements.csv"), table("isotopes.csv"));
  chemistry.amino_acids = AminoAcids(table("amino_acids.csv"));
  chemistry.sugars = read_sugars(table("sugars.csv"));
  chemistry.modifications = read_modifications(table("modifications.csv"));
  chemistry.measured_loads = read_loads(table("drug_loads.csv"));
  chemistry.deconjugation = read_rates(table("deconjugation.csv"));
  chemistry.absorptivities = table("absorptivities.csv");
  for (const auto& name : files_in(data_folder + "/molecules", ".toml")) {
    const std::string path = fmt::format("{}/molecules/{}", data_folder, name);
    parse_molecules(read_toml_text(path), path, chemistry.molecules);
  }
  for (const auto& name : files_in(data_folder + "/linkers", ".toml")) {
    const std::string path = fmt::format("{}/linkers/{}", data_folder, name);
    chemistry.linker_payloads.push_back(parse_linker_payload(read_toml_text(path), path));
  }
  return chemistry;
}

Antibody find_antibody(const Chemistry& chemistry, std::string_view name, const Where& asked_at) {
  const std::string folder = chemistry.folder + "/antibodies";
  const auto stems = stems_in(folder, ".toml");
  const auto found = std::ranges::find(stems, to_key(name), [](const std::string& stem) { return to_key(stem); });
  if (found != stems.end()) return read_antibody(fmt::format("{}/{}.toml", folder, *found), chemistry.amino_acids);
  throw InputError(asked_at, {"unknown-antibody", fmt::format("the sequence of '{}' is not in the data", name), "",
                              "give it as a FASTA file with --antibody"});
}

GlycanLibrary find_glycans(const Chemistry& chemistry, const std::string& name, const Where& asked_at) {
  if (name.ends_with(".csv"))
    return parse_glycans(read_table(name, asked_at), std::filesystem::path(name).stem().string(), chemistry.sugars);
  for (auto library : {no_glycans(), pngase_f_treated()})
    if (to_key(library.name) == to_key(name)) return library;
  const std::string folder = chemistry.folder + "/glycans";
  auto stems = stems_in(folder, ".csv");
  const auto found = std::ranges::find(stems, to_key(name), [](const std::string& stem) { return to_key(stem); });
  if (found != stems.end())
    return parse_glycans(read_table(fmt::format("{}/{}.csv", folder, *found)), *found, chemistry.sugars);
  stems.insert(stems.end(), {"none", "PNGase F"});
  throw InputError(asked_at,
                   {"unknown-glycans", fmt::format("there is no glycan library '{}'", name), "",
                    "a CSV file with the columns Name, Composition, Abundance, or " + suggestion(name, stems)});
}

const LinkerPayload& find_linker_payload(const Chemistry& chemistry, std::string_view linker, std::string_view payload,
                                         const Where& asked_at) {
  for (const auto& known : chemistry.linker_payloads)
    if (to_key(known.linker) == to_key(linker) && to_key(known.payload) == to_key(payload)) return known;
  throw InputError(asked_at, {"unknown-linker",
                              fmt::format("what {} with {} adds to an antibody is not in the data", linker, payload),
                              "", "add a file to data/linkers"});
}

ConjugateParts conjugate_parts(const Chemistry& chemistry, const catalogue::ConjugateEntry& entry,
                               const PartFiles& files) {
  if (entry.antibody.empty())
    throw InputError(entry.where, {"no-antibody", fmt::format("{} has no antibody", entry.name), "it is a free payload",
                                   "name a conjugate or an antibody"});
  ConjugateParts parts;
  parts.antibody = files.antibody.empty() ? find_antibody(chemistry, entry.antibody, entry.where)
                                          : antibody_of_file(chemistry, files.antibody);
  if (!entry.payload.empty())
    parts.linker_payload = find_linker_payload(chemistry, entry.linker, entry.payload, entry.where);
  const std::string& usual = parts.antibody.glycans;
  parts.glycans = !files.glycans.empty() ? find_glycans(chemistry, files.glycans)
                  : !usual.empty()       ? find_glycans(chemistry, usual, entry.where)
                                         : find_glycans(chemistry, find_antibody(chemistry, entry.antibody).glycans);
  return parts;
}

}  // namespace emtansim::conjugate
