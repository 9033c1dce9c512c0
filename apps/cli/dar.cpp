// SPDX-License-Identifier: Apache-2.0
/// `emtansim dar`: the composition of the conjugate in mass spectra, one report each and one table of all.
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "commands.h"
#include "emtansim/report/report.h"
#include "exit_codes.h"
#include "scan_options.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;
using spectra::Signal;
using spectra::SignalKind;
using spectra::Trust;

constexpr double kMassAxis = 0.9;        // of the antibody: an axis that gets to this mass is one of mass
constexpr std::size_t kLongList = 1500;  // points after which an even table of masses is a zero-charge spectrum
constexpr int kUsualDrugs = 10, kUsualLinkers = 2;
constexpr int kUsualReplicates = 200;
constexpr std::size_t kFewestScans = 5, kMostScans = 40;  // that are drawn anew for intervals

/// What is asked of every file.
struct Asked {
  catalogue::Catalogue catalogue;
  conjugate::Chemistry chemistry;
  catalogue::ConjugateEntry entry;
  conjugate::ConjugateParts parts;
  spectra::Ladder ladder;
  spectra::CompositionOptions options;
  spectra::MassColumns columns;
  ScanWish scans;
};

/// What came of one file.
struct Result {
  std::string file;
  std::string folder;
  std::optional<report::SpectrumOutcome> outcome;
  std::vector<std::string> written;
  std::string problem;
};

Asked asked_of(const Request& request) {
  const GivenOptions& options = request.options;
  Asked asked{.catalogue = read_data(), .chemistry = conjugate::read_chemistry(data_folder())};
  asked.entry = asked.catalogue.find_agent(options.has("conjugate") ? options.text("conjugate") : "T-DM1", {});
  asked.parts = conjugate::conjugate_parts(asked.chemistry, asked.entry,
                                           {.antibody = options.text("antibody"), .glycans = options.text("glycans")});
  asked.ladder =
      spectra::ladder_of(asked.parts, asked.chemistry.elements, options.whole_number("drugs", kUsualDrugs, 0, 30),
                         options.whole_number("linkers", kUsualLinkers, 0, 6));
  asked.options.replicates = options.whole_number("replicates", kUsualReplicates, 0, 10000);
  asked.options.seed = static_cast<std::uint64_t>(options.whole_number("seed", 1, 0, 1'000'000'000));
  asked.columns = {.mass = options.text("mass"), .intensity = options.text("intensity")};
  asked.scans = scan_wish_of(options);
  return asked;
}

void add_warnings(report::SpectrumOutcome& outcome, const std::vector<spectra::Warning>& warnings) {
  for (const auto& warning : warnings) outcome.warnings.push_back(spectra::to_message(warning));
}

/// A table of masses in even steps is a zero-charge spectrum.
bool is_even(const std::vector<double>& x) {
  if (x.size() < kLongList) return false;
  const double step = (x.back() - x.front()) / static_cast<double>(x.size() - 1);
  const double first = x[1] - x[0], middle = x[x.size() / 2] - x[x.size() / 2 - 1];
  return std::abs(first - step) < 0.2 * step && std::abs(middle - step) < 0.2 * step;
}

void read_signal(const std::string& file, const Asked& asked, report::SpectrumOutcome& outcome) {
  const spectra::Format format = spectra::detect_format(file);
  outcome.format = std::string(spectra::to_name(format));
  Signal& signal = outcome.signal;
  if (format == spectra::Format::mass_list) {
    auto reading = spectra::read_mass_list(file, asked.columns);
    add_warnings(outcome, reading.warnings);
    signal.x = std::move(reading.list.mass);
    signal.intensity = std::move(reading.list.intensity);
    if (is_even(signal.x)) signal.kind = SignalKind::mass_profile;
    return;
  }
  auto [reading, choice] = read_wished(file, asked.scans);
  add_warnings(outcome, reading.reading.warnings);
  signal.x = std::move(reading.spectrum.mz);
  signal.intensity = std::move(reading.spectrum.intensity);
  const bool is_mass = !signal.x.empty() && signal.x.back() > kMassAxis * asked.ladder.antibody_mass;
  signal.kind = is_mass ? SignalKind::mass_profile : SignalKind::mz_profile;
  for (const auto& step : reading.spectrum.steps)
    outcome.steps.push_back(fmt::format("{}: {}", step.name, step.settings));
  if (reading.averaged > 1) outcome.steps.push_back(fmt::format("mean of {} spectra", reading.averaged));
  const bool is_profile = reading.spectrum.points != spectra::PointKind::centroid;
  if (is_profile && reading.averaged >= kFewestScans && asked.options.replicates > 0) {
    signal.scans = spectra::scans_on(file, signal.x, reading.averaged, kMostScans, choice);
    outcome.steps.push_back(fmt::format("intervals by drawing {} scans anew{}", signal.scans.size(),
                                        reading.averaged > kMostScans ? ", neighbours added up" : ""));
  }
  if (!is_mass && reading.spectrum.points == spectra::PointKind::centroid)
    outcome.warnings.push_back(
        "the spectrum holds centroids; the fit follows the shape of peaks and wants the profile");
}

std::string_view says_of(SignalKind kind) {
  switch (kind) {
    case SignalKind::mass_list: return "list of deconvoluted masses";
    case SignalKind::mass_profile: return "zero-charge spectrum";
    case SignalKind::mz_profile: return "spectrum along m/z, fitted at all charges at once";
  }
  return "";
}

void add_facts(report::SpectrumOutcome& outcome) {
  const auto& ladder = outcome.ladder;
  const auto add = [&outcome](std::string label, std::string value) {
    outcome.facts.push_back({std::move(label), std::move(value)});
  };
  add("Conjugate", outcome.entry.name);
  add("Spectrum", fmt::format("{} ({})", says_of(outcome.signal.kind), outcome.format));
  add("Antibody", fmt::format("{}, {:.2f} Da without glycans, {} disulfides", outcome.parts.antibody.name,
                              ladder.antibody_mass, outcome.parts.antibody.disulfides));
  add("Linker and payload",
      fmt::format("{}, {:.3f} Da each; a dead linker {:.3f} Da", outcome.parts.linker_payload.name,
                  ladder.drug_mass / ladder.drugs_per_step, ladder.linker_mass));
  if (!ladder.glycans.empty())
    add("Glycans",
        fmt::format("{} of {}", ladder.glycans.size(),
                    outcome.parts.glycans.name.empty() ? outcome.parts.glycans.file : outcome.parts.glycans.name));
}

void add_molecules(report::SpectrumOutcome& outcome, const conjugate::Chemistry& chemistry) {
  for (const auto& name : {outcome.entry.payload, outcome.entry.catabolite, outcome.entry.released}) {
    const auto* molecule = name.empty() ? nullptr : chemistry.molecules.find_if_any(name);
    if (molecule == nullptr || molecule->smiles.empty()) continue;
    const auto is_same = [&](const auto& other) { return other.name == molecule->name; };
    if (std::ranges::any_of(outcome.molecules, is_same)) continue;
    const double mass = conjugate::average_mass(molecule->formula, chemistry.elements);
    outcome.molecules.push_back({molecule->name,
                                 fmt::format("{}, {:.3f} Da{}", conjugate::to_text(molecule->formula), mass,
                                             molecule->name == outcome.entry.payload ? ", the payload" : ""),
                                 molecule->smiles});
  }
}

report::SpectrumOutcome composed(const std::string& file, const Asked& asked) {
  const auto start = std::chrono::steady_clock::now();
  report::SpectrumOutcome outcome{.file = file, .ladder = asked.ladder, .parts = asked.parts, .entry = asked.entry};
  outcome.seed = asked.options.seed;
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  outcome.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
  read_signal(file, asked, outcome);
  if (fs::is_regular_file(file)) outcome.hash = sha256(read_file(file));
  try {
    outcome.composition = spectra::fit_composition(outcome.signal, outcome.ladder, asked.options);
  } catch (const InputError& error) {
    throw InputError({file, 0}, error.complaint());
  }
  add_facts(outcome);
  add_molecules(outcome, asked.chemistry);
  outcome.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

std::string percent(const spectra::Estimated& share) {
  return fmt::format("{:.1f} % ({:.1f} to {:.1f})", 100 * share.value, 100 * share.low, 100 * share.high);
}

void print_load(const spectra::Composition& composition) {
  TextTable table;
  for (std::size_t k = 0; k < composition.load.size(); ++k) {
    const auto& share = composition.load[k];
    if (share.high < 5e-4) continue;
    table.add({fmt::format("D{}", k * static_cast<std::size_t>(composition.drugs_per_step)), percent(share),
               std::string(static_cast<std::size_t>(100 * share.value + 0.5), '=')});
  }
  print(table.text(4, 80));
}

void print_result(const Result& result) {
  const auto& outcome = *result.outcome;
  const auto& composition = outcome.composition;
  print(fmt::format("{}: {} in a {}\n", bold(outcome.file), outcome.entry.name, says_of(outcome.signal.kind)));
  if (composition.trust == Trust::not_to_use) {
    print("  no DAR: the ladder of this conjugate does not explain the spectrum\n");
  } else {
    print(fmt::format("  {}  {}; by other choices {:.2f} to {:.2f}\n", bold("DAR"),
                      report::interval_text(composition.dar, 2), composition.lowest_choice,
                      composition.highest_choice));
    print_load(composition);
    if (composition.linkers.size() > 1)
      print(fmt::format("  dead linkers per antibody {}\n", report::interval_text(composition.dead_linkers, 2)));
    print(fmt::format("  neither drug nor linker {}\n", percent(composition.unconjugated)));
  }
  std::string explained = fmt::format("  explained {:.0f} % of the intensity", 100 * (1 - composition.unexplained));
  if (composition.decoys.size() > 1)
    explained +=
        fmt::format("; within {:.0f} Da {:.0f} %, shifted ladders {:.0f} % on average", composition.decoys[1].tolerance,
                    100 * composition.decoys[1].matched, 100 * composition.decoys[1].decoy_mean);
  const auto& comb = composition.comb;
  if (comb.gain > 0)
    explained += fmt::format("\n  combs at other distances than the drug's explain at most {:.0f} % as much",
                             100 * std::max(0.0, comb.decoy_best) / comb.gain);
  print(explained + "\n");
  for (const auto& warning : composition.warnings)
    print(wrapped(fmt::format("warning: {}; {}", warning.text, warning.try_this), text_width(), 2) + "\n");
  for (const auto& warning : outcome.warnings) print(wrapped("warning: " + warning, text_width(), 2) + "\n");
  print(fmt::format("  written to {}: report.html, report.json, composition.csv{}\n", result.folder,
                    result.written.size() > 3 ? ", conjugate.toml" : ""));
}

/// out/NAME for one file; for many, a folder each in one, told apart where names are alike.
std::vector<std::string> folders_for(const Request& request) {
  const bool is_one = request.words.size() == 1;
  std::set<std::string> taken;
  std::vector<std::string> folders;
  for (const auto& file : request.words) {
    std::string stem = fs::path(file).filename().string();
    stem = stem.substr(0, stem.find('.'));
    if (stem.empty()) stem = "spectrum";
    std::string name = stem;
    for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}-{}", stem, n);
    const std::string parent = request.folder.empty() ? (is_one ? "out" : "out/dar") : request.folder;
    folders.push_back(is_one && !request.folder.empty() ? request.folder : parent + "/" + name);
  }
  return folders;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

std::string table_of(const std::vector<Result>& results) {
  std::string text =
      "file,status,dar,dar_low,dar_high,lowest_choice,highest_choice,dead_linkers,unconjugated,explained,shift_Da,"
      "problem\n";
  for (const auto& result : results) {
    if (!result.outcome) {
      text += fmt::format("{},failed,,,,,,,,,,{}\n", csv_field(result.file), csv_field(result.problem));
      continue;
    }
    const auto& composition = result.outcome->composition;
    const bool is_usable = composition.trust != Trust::not_to_use;
    std::string warnings;
    for (const auto& warning : composition.warnings) warnings += (warnings.empty() ? "" : "; ") + warning.text;
    const char* status = composition.trust == Trust::good ? "good" : is_usable ? "caution" : "not to use";
    text += fmt::format("{},{},", csv_field(result.file), status);
    text += is_usable ? fmt::format("{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.5f}", composition.dar.value,
                                    composition.dar.low, composition.dar.high, composition.lowest_choice,
                                    composition.highest_choice, composition.dead_linkers.value,
                                    composition.unconjugated.value)
                      : ",,,,,,";
    text += fmt::format(",{:.4f},{:.2f},{}\n", 1 - composition.unexplained, composition.shift, csv_field(warnings));
  }
  return text;
}

Result work_on(const std::string& file, const std::string& folder, const Asked& asked, const Request& request) {
  Result result{.file = file, .folder = folder};
  expect_folder(folder);
  result.outcome = composed(file, asked);
  result.written = report::write_spectrum_report(*result.outcome, asked.catalogue, folder, request.command_line);
  return result;
}

}  // namespace

int dar(const Request& request) {
  if (request.words.empty())
    refuse_argument("no spectrum is named", "", "emtansim dar FILE, for example data/spectra/kadcyla_masses.csv");
  const Asked asked = asked_of(request);
  const auto folders = folders_for(request);
  const bool is_one = request.words.size() == 1;
  std::vector<Result> results;
  bool is_all_well = true;
  for (std::size_t i = 0; i < request.words.size(); ++i) {
    try {
      results.push_back(work_on(request.words[i], folders[i], asked, request));
      is_all_well = is_all_well && results.back().outcome->composition.trust != Trust::not_to_use;
      if (!request.is_quiet) print_result(results.back());
    } catch (const InputError& error) {
      if (is_one) throw;
      is_all_well = false;
      results.push_back({.file = request.words[i], .folder = folders[i], .problem = error.what()});
      std::fputs(fmt::format("emtansim: {}\n", error.what()).c_str(), stderr);
    }
  }
  if (!is_one) {
    const std::string folder = request.folder.empty() ? "out/dar" : request.folder;
    make_folder(folder);
    write_file(folder + "/dar.csv", table_of(results));
    if (!request.is_quiet) print(fmt::format("\n{} spectra in one table: {}/dar.csv\n", results.size(), folder));
  }
  if (!request.is_quiet) print("\nResearch use only. Not for diagnosis or treatment.\n");
  return is_all_well ? kAllWell : kMembersFailed;
}

}  // namespace emtansim::cli
