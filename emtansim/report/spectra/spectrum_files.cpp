// SPDX-License-Identifier: Apache-2.0
/// The files of a composition: table, agent for experiments, document and page.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/report/report.h"
#include "emtansim/report/spectra/spectrum.h"

namespace emtansim::report {

namespace {

constexpr double kLeastShare = 5e-5;  // what a table of six digits can hold

std::string stem_of(const SpectrumOutcome& outcome) { return std::filesystem::path(outcome.file).stem().string(); }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + "\"";
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

void add_row(std::string& text, const std::string& quantity, const std::string& name,
             const spectra::Estimated& estimated, const std::string& unit) {
  text += fmt::format("{},{},{:.6g},{:.6g},{:.6g},{}\n", quantity, csv_cell(name), estimated.value, estimated.low,
                      estimated.high, unit);
}

spectra::Estimated plain(double value) { return {value, value, value}; }

/// Shares of 0, 1, 2, ... drugs.
std::vector<double> shares_by_drug(const spectra::Composition& composition) {
  std::vector<double> shares;
  for (const auto& share : composition.load) {
    shares.push_back(share.value);
    for (int i = 1; i < composition.drugs_per_step; ++i) shares.push_back(0);
  }
  return shares;
}

/// As an agent's file wants them: six digits; the last that is not 0 ends the list.
std::vector<double> shares_of_table(std::vector<double> shares) {
  for (double& share : shares)
    if (share < kLeastShare) share = 0;
  while (shares.size() > 1 && shares.back() == 0) shares.pop_back();
  double sum = 0;
  for (const double share : shares) sum += share;
  for (double& share : shares) share = std::round(1e6 * share / sum) / 1e6;
  return shares;
}

/// Mean average mass of a molecule, kDa.
double molar_mass(const SpectrumOutcome& outcome) {
  double mass = 0, sum = 0;
  for (const auto& component : outcome.composition.components) {
    mass += component.assigned * component.mass;
    sum += component.assigned;
  }
  return mass / sum / 1000;
}

}  // namespace

std::string interval_text(const spectra::Estimated& estimated, int decimals) {
  if (estimated.low == estimated.high) return fmt::format("{:.{}f}", estimated.value, decimals);
  return fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", estimated.value, decimals, estimated.low, decimals, estimated.high,
                     decimals);
}

std::string composition_csv(const SpectrumOutcome& outcome) {
  const auto& composition = outcome.composition;
  std::string text = "quantity,name,value,low,high,unit\n";
  add_row(text, "dar", "mean drug-to-antibody ratio", composition.dar, "");
  for (std::size_t k = 0; k < composition.load.size(); ++k)
    add_row(text, "load", fmt::format("D{}", k * static_cast<std::size_t>(composition.drugs_per_step)),
            composition.load[k], "share");
  add_row(text, "dead_linkers", "per antibody", composition.dead_linkers, "");
  for (std::size_t j = 0; j < composition.linkers.size(); ++j)
    add_row(text, "dead_linkers", fmt::format("with {}", j), composition.linkers[j], "share");
  add_row(text, "unconjugated", "neither drug nor linker", composition.unconjugated, "share");
  for (std::size_t g = 0; g < composition.glycans.size(); ++g)
    add_row(text, "glycan", composition.glycans[g], composition.glycan_shares[g], "share of chains");
  for (const auto& of_class : composition.classes) {
    if (of_class.share.value < kLeastShare) continue;
    add_row(text, "glycan_pair", of_class.name, of_class.share, "share");
    add_row(text, "dar_of_pair", of_class.name, of_class.dar, "");
  }
  add_row(text, "shift", "masses against formulae", plain(composition.shift), "Da");
  for (const auto& piece : composition.pieces) add_row(text, "drugs_on_piece", piece.name, piece.mean_drugs, "1");
  add_row(text, "width", "standard deviation of a peak", plain(composition.width), "Da");
  add_row(text, "tail", "mean length of the tail of a peak towards higher masses", plain(composition.tail), "Da");
  add_row(text, "comb", "what loads at other distances than the drug's explain, at most, of what its own explain",
          plain(composition.comb.gain > 0 ? std::max(0.0, composition.comb.decoy_best) / composition.comb.gain : 0),
          "1");
  add_row(text, "unexplained", "of the intensity", plain(composition.unexplained), "share");
  add_row(text, "dar_range", "over choices",
          {composition.dar.value, composition.lowest_choice, composition.highest_choice}, "");
  for (const auto& choice : composition.choices) add_row(text, "dar_by_choice", choice.name, plain(choice.dar), "");
  return text;
}

std::string agent_toml(const catalogue::ConjugateEntry& entry, const AgentLoad& load) {
  std::string shares;
  for (const double share : shares_of_table(load.shares))
    shares += fmt::format("{}{}", shares.empty() ? "" : ", ", to_short(share, 6));
  std::string origin = load.origin;
  std::ranges::replace_if(
      origin, [](unsigned char c) { return c < 0x20; }, ' ');
  std::string text = fmt::format("# {} with the drug load of {}, written by emtansim dar.\n\n", entry.name, origin);
  const auto add = [&text](const char* key, const std::string& value) {
    if (!value.empty()) text += fmt::format("{} = {}\n", key, quoted(value));
  };
  add("name", fmt::format("{}, {}", entry.name, load.name));
  add("says", fmt::format("{} with the drug load of {}", entry.name, load.name));
  add("kind", std::string(catalogue::to_text(entry.kind)));
  add("antibody", entry.antibody);
  add("antigen", entry.antigen);
  add("linker", entry.linker);
  add("payload", entry.payload);
  add("catabolite", entry.catabolite);
  add("released", entry.released);
  text +=
      fmt::format("\n[drug_load]\nfractions = [{}]\nobtained = \"assumed\"\nnote = {}\n", shares, quoted(load.note));
  text += fmt::format(
      "\n[[parameter]]\nname = \"conjugate.dar\"\nsymbol = \"DAR\"\nsays = \"payloads per antibody, mean\"\nvalue = "
      "\"{:.4f}\"\nobtained = \"assumed\"\nnote = \"mean of the drug load above\"\n",
      load.dar);
  text += fmt::format(
      "\n[[parameter]]\nname = \"conjugate.molar_mass\"\nsymbol = \"M\"\nsays = \"molar mass\"\nvalue = \"{:.3f} "
      "kDa\"\nobtained = \"assumed\"\nnote = {}\n",
      load.molar_mass, quoted(load.mass_note));
  return text;
}

std::string conjugate_toml(const SpectrumOutcome& outcome) {
  return agent_toml(
      outcome.entry,
      {.name = stem_of(outcome),
       .origin = "the spectrum " + outcome.file,
       .note = fmt::format("taken as fitted by emtansim {} to {} (SHA-256 {}); mean {}, unexplained intensity {:.1f} %",
                           version(), outcome.file, outcome.hash, interval_text(outcome.composition.dar, 3),
                           100 * outcome.composition.unexplained),
       .shares = shares_by_drug(outcome.composition),
       .dar = outcome.composition.dar.value,
       .molar_mass = molar_mass(outcome),
       .mass_note = "mean over the fitted molecules, from their formulae"});
}

std::vector<std::string> write_spectrum_report(const SpectrumOutcome& outcome, const catalogue::Catalogue& catalogue,
                                               const std::string& folder, const std::string& command) {
  make_folder(folder);
  const std::string document = spectrum_json(outcome, catalogue, command);
  std::vector<FileContent> files = {{folder + "/report.html", render_page(document)},
                                    {folder + "/report.json", document + "\n"},
                                    {folder + "/composition.csv", composition_csv(outcome)}};
  if (outcome.composition.trust != spectra::Trust::not_to_use)
    files.push_back({folder + "/conjugate.toml", conjugate_toml(outcome)});
  write_files(files);
  std::vector<std::string> paths;
  for (const auto& file : files) paths.push_back(file.path);
  return paths;
}

}  // namespace emtansim::report
