// SPDX-License-Identifier: Apache-2.0
/// `emtansim dar SPECTRUM...`: the composition of the conjugate in mass spectra, one report each and one table of all.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "dar_lots.h"
#include "dar_parts.h"
#include "exit_codes.h"
#include "pieces.h"
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
constexpr int kUsualDrugs = 10, kUsualLinkers = 2, kUsualOnPiece = 6;
constexpr int kUsualReplicates = 200;
constexpr int kUsualTail = 6;                             // drugs from which a load counts as high
constexpr std::size_t kFewestScans = 5, kMostScans = 40;  // that are drawn anew for intervals

/// What is asked of every file.
struct Asked : DarConjugate {
  spectra::Ladder ladder;
  spectra::CompositionOptions options;
  spectra::MassColumns columns;
  ScanWish scans;
};

Asked asked_of(const Request& request) {
  const GivenOptions& options = request.options;
  Asked asked{dar_conjugate(request), {}, {}, {}, {}};
  const bool is_whole = !options.has("piece") || options.text("piece") == "whole";
  const int drugs = options.whole_number("drugs", is_whole ? kUsualDrugs : kUsualOnPiece, 0, 30);
  const int linkers = options.whole_number("linkers", is_whole ? kUsualLinkers : 1, 0, 6);
  asked.ladder = is_whole ? spectra::ladder_of(asked.parts, asked.chemistry.elements, drugs, linkers)
                          : spectra::ladder_of_pieces(pieces_asked(options, asked.parts.antibody, asked.chemistry),
                                                      asked.parts, asked.chemistry.elements, drugs, linkers);
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

/// Mass of the antibody, or of its lightest piece, Da.
double lightest_of(const spectra::Ladder& ladder) {
  if (ladder.pieces.empty()) return ladder.antibody_mass;
  return std::ranges::min_element(ladder.pieces, {}, &spectra::LadderPiece::mass)->mass;
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
  const bool is_mass = !signal.x.empty() && signal.x.back() > kMassAxis * lightest_of(asked.ladder);
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
  for (const auto& piece : ladder.pieces)
    add("Piece", fmt::format("{} copies of {}, {:.2f} Da{}", piece.copies, piece.name, piece.mass,
                             piece.has_glycan ? " without its glycan" : ""));
  if (!ladder.glycans.empty())
    add("Glycans",
        fmt::format("{} of {}", ladder.glycans.size(),
                    outcome.parts.glycans.name.empty() ? outcome.parts.glycans.file : outcome.parts.glycans.name));
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
  outcome.molecules = report::drawn_molecules(asked.entry, asked.chemistry);
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

void print_result(const report::SpectrumOutcome& outcome, const std::string& folder, std::size_t files) {
  const auto& composition = outcome.composition;
  print(fmt::format("{}: {} in a {}\n", bold(outcome.file), outcome.entry.name, says_of(outcome.signal.kind)));
  if (composition.trust == Trust::not_to_use) {
    print("  no DAR: the ladder of this conjugate does not explain the spectrum\n");
  } else {
    print(fmt::format("  {}  {}; by other choices {:.2f} to {:.2f}\n", bold("DAR"),
                      report::interval_text(composition.dar, 2), composition.lowest_choice,
                      composition.highest_choice));
    for (const auto& piece : composition.pieces)
      print(fmt::format("    {} x {}: {} drugs on each\n", piece.copies, piece.name,
                        report::interval_text(piece.mean_drugs, 2)));
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
  print(fmt::format("  written to {}: report.html, report.json, composition.csv{}\n", folder,
                    files > 3 ? ", conjugate.toml" : ""));
}

/// The files of the list, then those of the command line.
spectra::SampleList samples_asked(const Request& request) {
  spectra::SampleList list;
  if (request.options.has("samples")) {
    const std::string file = request.options.text("samples");
    list = spectra::parse_samples(read_table(file), fs::path(file).parent_path().string());
  }
  for (const auto& word : request.words)
    list.entries.push_back({.where = {}, .file = word, .name = fs::path(word).filename().string(), .lot = ""});
  if (list.entries.empty())
    refuse_argument("no spectrum is named", "", "emtansim dar FILE, for example data/spectra/kadcyla_masses.csv");
  return list;
}

/// Whether one report is all that comes out.
bool is_single(const Request& request, const spectra::SampleList& list) {
  return list.entries.size() == 1 && !request.options.has("samples");
}

/// out/NAME for one file; for many, a folder each in one, told apart where names are alike.
std::vector<std::string> folders_for(const Request& request, const spectra::SampleList& list) {
  std::set<std::string> taken;
  std::vector<std::string> folders;
  for (const auto& entry : list.entries) {
    std::string stem = fs::path(entry.file).filename().string();
    stem = stem.substr(0, stem.find('.'));
    if (request.options.has("samples") && !entry.where.file.empty()) stem = file_name(entry.name);
    if (stem.empty()) stem = "spectrum";
    if (is_single(request, list)) return {request.folder.empty() ? "out/" + stem : request.folder};
    std::string name = stem;
    for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}-{}", stem, n);
    folders.push_back(many_folder(request) + "/" + name);
  }
  return folders;
}

/// Fits one file, writes its report and keeps what is compared.
void work_on(LotResult& result, const Asked& asked, const Request& request, int tail) {
  expect_folder(result.folder);
  const auto outcome = composed(result.entry.file, asked);
  const auto written = report::write_spectrum_report(outcome, asked.catalogue, result.folder, request.command_line);
  report::LotOutcome lot = report::lot_of(outcome.composition, tail);
  lot.name = result.lot.name;
  lot.file = result.lot.file;
  lot.lot = result.lot.lot;
  lot.time = result.lot.time;
  result.lot = std::move(lot);
  result.shift = outcome.composition.shift;
  result.input.hash = outcome.hash;
  if (!request.is_quiet) print_result(outcome, result.folder, written.size());
}

}  // namespace

int dar_by_spectrum(const Request& request) {
  const auto list = samples_asked(request);
  const bool is_one = is_single(request, list);
  if (is_one && request.options.has("tail"))
    refuse_argument("--tail is given for one spectrum", "it compares many", "leave it out");
  const Asked asked = asked_of(request);
  const auto folders = folders_for(request, list);
  report::LotsReport all{.lots = {},
                         .time_unit = list.time_unit,
                         .tail = request.options.whole_number("tail", kUsualTail, 1, 30),
                         .replicates = asked.options.replicates};
  std::vector<LotResult> results;
  for (std::size_t i = 0; i < list.entries.size(); ++i) {
    const auto& entry = list.entries[i];
    LotResult& result = results.emplace_back(LotResult{.entry = entry, .folder = folders[i]});
    result.lot.name = entry.where.file.empty() ? fs::path(folders[i]).filename().string() : entry.name;
    result.lot.file = entry.file;
    result.lot.lot = entry.lot;
    result.lot.time = entry.time;
    result.input = {.path = entry.file, .hash = {}, .role = "spectrum"};
    try {
      work_on(result, asked, request, all.tail);
    } catch (const InputError& error) {
      if (is_one) throw;
      result.lot.problem = error.what();
      std::fputs(fmt::format("emtansim: {}\n", error.what()).c_str(), stderr);
    }
    all.lots.push_back(result.lot);
  }
  if (!is_one) write_lots(results, all, asked, request);
  if (!request.is_quiet) print("\nResearch use only. Not for diagnosis or treatment.\n");
  return std::ranges::all_of(all.lots, &report::LotOutcome::is_usable) ? kAllWell : kMembersFailed;
}

}  // namespace emtansim::cli
