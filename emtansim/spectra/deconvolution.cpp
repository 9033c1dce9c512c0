// SPDX-License-Identifier: Apache-2.0
/// The deconvolution from end to end: baseline, width, assignment, folding, peaks, decoys.
#include "emtansim/spectra/deconvolution.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <functional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/deconvolution/decoys.h"
#include "emtansim/spectra/deconvolution/mass_axis.h"
#include "emtansim/spectra/deconvolution/mass_families.h"
#include "emtansim/spectra/processing.h"

namespace emtansim::spectra {

namespace {

constexpr double kProfileSmoothing = 0.5;  // peak widths, before charges are assigned
constexpr double kCentroidSmoothing = 1;
constexpr std::size_t kMapColumns = 400;
constexpr double kListedScore = 0.3;  // of the best (assumed): what a list of masses holds

/// A native protein carries at most as many charges as a droplet of its size, 0.0778 sqrt(M/Da) [@delamora2000], and
/// about as many: so the mean m/z tells how heavy the ions can be.
double usual_highest_mass(const Spectrum& spectrum, Ionisation ionisation) {
  constexpr double kUsual = 250e3, kRayleigh = 0.0778, kRoom = 1.5;
  constexpr double kFarBeyond = 2;  // times the usual range: ions of antibodies stay in it
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
    sum += spectrum.intensity[i] * spectrum.mz[i];
    total += spectrum.intensity[i];
  }
  const double charges_squared = kRayleigh * sum / total;
  const double heaviest = kRoom * charges_squared * charges_squared;
  if (ionisation == Ionisation::maldi || heaviest < kFarBeyond * kUsual) return kUsual;
  return std::ceil(heaviest / kUsual) * kUsual;
}

void check_options(const DeconvolutionOptions& options) {
  const auto refuse = [](const std::string& what, const std::string& try_this) {
    throw InputError({}, {"bad-setting", what, "", try_this});
  };
  const bool is_open = options.highest_mass == 0;
  if (!(options.lowest_mass > 0) || (!is_open && !(options.highest_mass > options.lowest_mass)) ||
      options.highest_mass > 1e8)
    refuse(fmt::format("the range of masses {} to {} Da is none", options.lowest_mass, options.highest_mass),
           "two positive masses, the lower one first");
  if (options.lowest_charge < 1 || options.highest_charge < options.lowest_charge || options.highest_charge > 500)
    refuse(fmt::format("the range of charges {} to {} is none", options.lowest_charge, options.highest_charge),
           "two charges from 1 to 500, the lower one first");
  if (!(options.peak_width >= 0) || options.peak_width > 0.1 || !(options.mass_step >= 0) || options.rounds < 1)
    refuse("a width, a step or the number of rounds is out of range", "leave it out");
}

Spectrum without_negative(Spectrum spectrum) {
  const auto is_signal = [](double intensity) { return intensity > 0; };
  if (std::ranges::any_of(spectrum.intensity, [](double intensity) { return intensity < 0; })) {
    for (double& intensity : spectrum.intensity) intensity = std::max(0.0, intensity);
    spectrum.steps.push_back({"negative intensities", "set to 0"});
  }
  if (std::ranges::none_of(spectrum.intensity, is_signal))
    throw InputError(
        {}, {"no-peaks", "the spectrum has no intensity above zero", "", "choose other scans or another range"});
  const double highest = *std::ranges::max_element(spectrum.intensity);
  constexpr double kLargest = 1e60;  // of an intensity, and one over it, whose powers and sums are numbers
  if (highest < kLargest && highest > 1 / kLargest) return spectrum;
  const int exponent = -std::ilogb(highest);
  for (double& intensity : spectrum.intensity) intensity = std::ldexp(intensity, exponent);
  spectrum.steps.push_back({"intensities beyond all reason", fmt::format("multiplied by 2^{}", exponent)});
  return spectrum;
}

/// Without its baseline, unless nothing is left then.
Spectrum above_baseline(const Spectrum& spectrum, const DeconvolutionOptions& options) {
  const auto is_signal = [](double intensity) { return intensity > 0; };
  Spectrum result = without_baseline(spectrum, options.baseline_width);
  return std::ranges::any_of(result.intensity, is_signal) ? result : spectrum;
}

/// Does `work` for 0 to count - 1, on as many threads as the machine has, and throws on what one of them threw.
void in_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> problems(count);
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        problems[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t wanted = std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
    for (std::size_t t = 1; t < wanted; ++t) threads.emplace_back(run);
    run();
  }
  for (const auto& problem : problems)
    if (problem) std::rethrow_exception(problem);
}

/// Noise of a bin of the grid, from that of its points.
double quiet_level(const ChargeGrid& grid, const std::vector<Point>& points, double noise) {
  constexpr double kDeviations = 2;
  constexpr double kLeast = 1e-4;  // of the highest bin
  const double per_bin =
      static_cast<double>(points.size()) * grid.step / (points.back().place - points.front().place + grid.step);
  const double highest = *std::ranges::max_element(grid.intensity);
  return std::max(kLeast * highest, std::min(0.5 * highest, kDeviations * noise * std::sqrt(per_bin)));
}

AssignedSpectrum assigned_from(std::vector<Point> points, const Spectrum& spectrum, double noise, double width,
                               const DeconvolutionOptions& options) {
  AssignedSpectrum assigned{.points = std::move(points),
                            .peak_width = width,
                            .noise = noise,
                            .carrier = carrier_of(spectrum),
                            .is_centroid = spectrum.points == PointKind::centroid};
  assigned.grid = to_grid(assigned.points, width, assigned.is_centroid ? kCentroidSmoothing : kProfileSmoothing);
  assigned.shares = assign_charges(assigned.grid, quiet_level(assigned.grid, assigned.points, noise), options);
  return assigned;
}

/// Scores of all peaks of scrambled spectra, falling. The decoys are shared out to threads; which thread has which one
/// changes nothing.
std::vector<double> decoy_scores(const AssignedSpectrum& target, const Spectrum& spectrum,
                                 const DeconvolutionOptions& options) {
  std::vector<std::vector<double>> of_decoys(static_cast<std::size_t>(options.decoys));
  const auto work_on = [&](std::size_t decoy) {
    auto points = scrambled(target.points, target.grid, target.peak_width, options.seed, decoy);
    const AssignedSpectrum assigned =
        assigned_from(std::move(points), spectrum, target.noise, target.peak_width, options);
    if (assigned.shares.rows.empty()) return;
    for (const auto& peak : find_peaks(fold(assigned, options), assigned, options.least_height).peaks)
      of_decoys[decoy].push_back(peak.score);
  };
  in_threads(of_decoys.size(), work_on);
  std::vector<double> scores;
  for (const auto& of_decoy : of_decoys) scores.insert(scores.end(), of_decoy.begin(), of_decoy.end());
  std::ranges::sort(scores, std::greater{});
  return scores;
}

double assigned_share(const AssignedSpectrum& assigned) {
  double all = 0, taken = 0;
  for (const auto& point : assigned.points) {
    all += point.intensity;
    const std::size_t bin = assigned.grid.bin(point.place);
    for (const auto& row : assigned.shares.rows) taken += assigned.shares.share(row, bin) * point.intensity;
  }
  return all > 0 ? taken / all : 0;
}

std::vector<std::string> assumptions_of(const Deconvolution& result, const DeconvolutionOptions& options,
                                        bool is_measured) {
  const auto& spectrum = result.spectrum;
  std::vector<std::string> sentences = {
      fmt::format("Every ion {} protons of {} Da and nothing else: m/z = M/z {} p.",
                  spectrum.polarity == Polarity::negative ? "lacks" : "carries", to_exact(kProtonMass),
                  spectrum.polarity == Polarity::negative ? "-" : "+"),
      fmt::format("Masses lie between {} and {} Da, charges between {} and {}.", to_short(options.lowest_mass, 7),
                  to_short(options.highest_mass, 7), options.lowest_charge, options.highest_charge),
      "A molecule appears at neighbouring charges, with intensities that change smoothly from one to the next.",
      fmt::format("Peaks are {} % of m/z wide at half height ({}).", to_short(100 * result.peak_width, 3),
                  options.peak_width > 0 ? "as asked"
                  : is_measured          ? "measured on the strongest peaks"
                                         : "assumed")};
  if (spectrum.polarity == Polarity::unknown)
    sentences.emplace_back("The file does not say its polarity; positive ions are assumed.");
  return sentences;
}

}  // namespace

Deconvolution deconvolve(const Spectrum& given, const DeconvolutionOptions& asked) {
  DeconvolutionOptions options = asked;
  constexpr int kMostByMaldi = 3;
  if (options.ionisation == Ionisation::maldi) options.highest_charge = std::min(options.highest_charge, kMostByMaldi);
  check_options(options);
  Deconvolution result;
  const Spectrum spectrum = without_negative(given);
  result.spectrum = above_baseline(spectrum, options);
  if (options.highest_mass == 0) {
    options.highest_mass = usual_highest_mass(result.spectrum, options.ionisation);
    if (options.lowest_mass >= options.highest_mass) options.highest_mass = 10 * options.lowest_mass;
  }
  result.noise = noise_of(result.spectrum);
  result.peak_width = options.peak_width > 0 ? options.peak_width : peak_width_of(result.spectrum);
  auto points = to_points(result.spectrum);
  if (points.empty()) throw InputError({}, {"no-peaks", "the spectrum has no point above m/z 2", "", ""});
  const AssignedSpectrum assigned =
      assigned_from(std::move(points), result.spectrum, result.noise, result.peak_width, options);
  if (assigned.shares.rows.empty()) {
    throw InputError({}, {"no-charges", "no charge brings a peak into the range of masses",
                          fmt::format("masses {} to {} Da, charges {} to {}", to_short(options.lowest_mass, 7),
                                      to_short(options.highest_mass, 7), options.lowest_charge, options.highest_charge),
                          "widen a range"});
  }
  const MassSpectrum masses = fold(assigned, options);
  auto found = find_peaks(masses, assigned, options.least_height);
  const auto fit = fit_family({.raw = spectrum,
                               .flat = result.spectrum,
                               .masses = masses,
                               .assigned = assigned,
                               .baseline_width = options.baseline_width,
                               .least_height = options.least_height},
                              found.peaks);
  result.is_fitted = fit.masses > 0;
  result.explained_tops = fit.explained_tops;
  result.model_error = fit.model_error;
  if (result.is_fitted) {
    result.spectrum.steps.push_back(
        {"fit of peaks", fmt::format("{} masses at all their charges; their shape is wrong by {} % of the signal",
                                     fit.masses, to_short(100 * fit.model_error, 2))});
  }
  name_echoes(found.peaks);
  result.rounds = assigned.shares.rounds;
  result.assigned = assigned_share(assigned);
  result.small_peaks = found.small;
  result.map = to_map(assigned, masses, kMapColumns);
  result.decoys = options.decoys;
  result.decoy_scores = decoy_scores(assigned, result.spectrum, options);
  set_false_rates(found.peaks, result.decoy_scores, options.decoys);
  result.peaks = std::move(found.peaks);
  result.mass_low = masses.low;
  result.mass_step = masses.step;
  result.zero_charge = masses.intensity;
  result.spectrum.steps.push_back(
      {"charge deconvolution",
       fmt::format("charges {} to {}, masses {} to {} Da, width {} of m/z, {} rounds, {} decoys",
                   assigned.shares.lowest_charge, assigned.shares.highest_charge(), to_short(options.lowest_mass, 7),
                   to_short(options.highest_mass, 7), to_short(result.peak_width, 3), result.rounds, options.decoys)});
  result.assumptions = assumptions_of(result, options, result.spectrum.points != PointKind::centroid);
  return result;
}

MassList to_mass_list(const Deconvolution& deconvolution) {
  MassList list{.file = deconvolution.spectrum.id, .mass_column = "mass", .intensity_column = "intensity"};
  double best = 0;
  for (const auto& peak : deconvolution.peaks) best = std::max(best, peak.score);
  for (const auto& peak : deconvolution.peaks) {
    if (peak.kind != PeakKind::species || peak.score < kListedScore * best) continue;
    list.mass.push_back(peak.mass);
    list.intensity.push_back(peak.intensity);
  }
  return list;
}

std::string_view to_name(PeakKind kind) {
  switch (kind) {
    case PeakKind::species: return "species";
    case PeakKind::harmonic: return "harmonic";
    case PeakKind::satellite: return "satellite";
  }
  return "";
}

}  // namespace emtansim::spectra
