// SPDX-License-Identifier: Apache-2.0
/// Drug loads from the shift of a broad peak, with what noise, window and dead linkers leave open.
#include "emtansim/spectra/loads/maldi_load.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/spectra/synthesis.h"
#include "emtansim/stats/stats.h"

namespace emtansim::spectra {

namespace {

constexpr std::array kCharges = {1, 2};
constexpr double kNakedSearch = 0.03;  // of the mass: linear instruments are calibrated better than this
constexpr double kBelowNaked = 0.02;   // of the mass, by which the conjugate may lie below its antibody
constexpr double kAboveMost = 0.01;    // of the mass, beyond the largest load looked for
constexpr double kOffFormula = 0.005;  // of the mass: worse than an external calibration should be
constexpr double kLighter = -0.3;      // drugs: a conjugate lighter than its antibody by more is no noise
constexpr int kDraws = 20000;          // for the interval: its ends move by 1 % of it
constexpr double kNormal95 = 1.959964;
constexpr double kPerMillion = 1e-6;

double mass_of(double mz, int charge) { return charge * (mz - kProtonMass); }

struct Found {
  int charge;
  BroadPeak peak;
};

[[noreturn]] void refuse(const std::string& name, const Spectrum& spectrum, double low, double high,
                         const std::string& whose) {
  const auto top = std::ranges::max_element(spectrum.intensity);
  const std::string range =
      spectrum.mz.empty()
          ? "the spectrum is empty"
          : fmt::format("it covers m/z {:.0f} to {:.0f}, highest at {:.0f}", spectrum.mz.front(), spectrum.mz.back(),
                        spectrum.mz[static_cast<std::size_t>(top - spectrum.intensity.begin())]);
  throw InputError(
      {name, 0},
      {"no-antibody-peak", fmt::format("no peak of {} between {:.0f} and {:.0f} Da, as 1+ or as 2+", whose, low, high),
       range,
       "give the linear, positive spectrum of the intact molecule, or the right --antibody; see that --naked is the "
       "spectrum without drug"});
}

std::vector<Found> peaks_in(const Spectrum& spectrum, double low, double high, const BroadPeakWindow& window) {
  std::vector<Found> found;
  for (const int charge : kCharges)
    if (const auto peak = find_broad_peak(spectrum, {low / charge + kProtonMass, high / charge + kProtonMass}, window))
      found.push_back({charge, *peak});
  return found;
}

const Found* of_charge(const std::vector<Found>& found, int charge) {
  const auto at = std::ranges::find(found, charge, &Found::charge);
  return at == found.end() ? nullptr : &*at;
}

std::vector<MaldiCharge> pairs_of(const std::vector<Found>& conjugate, const std::vector<Found>& naked, double drug) {
  std::vector<MaldiCharge> pairs;
  for (const int charge : kCharges) {
    const auto* with = of_charge(conjugate, charge);
    const auto* without = of_charge(naked, charge);
    if (with == nullptr || without == nullptr) continue;
    const double shift = charge * (with->peak.centroid - without->peak.centroid);
    pairs.push_back({.charge = charge,
                     .naked = without->peak,
                     .conjugate = with->peak,
                     .shift = shift,
                     .standard_error = charge * std::hypot(with->peak.standard_error, without->peak.standard_error),
                     .apparent = shift / drug});
  }
  return pairs;
}

/// Weights of the charges: the inverse squares of their errors, or alike where there is no noise.
std::vector<double> weights_of(const std::vector<MaldiCharge>& charges) {
  std::vector<double> weights;
  const bool has_errors = std::ranges::all_of(charges, [](const auto& c) { return c.standard_error > 0; });
  for (const auto& charge : charges)
    weights.push_back(has_errors ? 1 / (charge.standard_error * charge.standard_error) : 1.0);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

MaldiWindow reading_at(double half, const Spectrum& conjugate, const Spectrum& naked, const MaldiLoad& load,
                       const MaldiOptions& options, double drug) {
  const auto weights = weights_of(load.charges);
  const BroadPeakWindow window{.half = half, .flank = options.window.flank};
  double variance = 0;
  MaldiWindow reading{.half = half, .naked = {}, .conjugate = {}};
  for (std::size_t i = 0; i < load.charges.size(); ++i) {
    const auto& charge = load.charges[i];
    const auto with = with_window(conjugate, charge.conjugate, window);
    const auto without = with_window(naked, charge.naked, window);
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    reading.conjugate.push_back(with ? mass_of(with->centroid, charge.charge) : nothing);
    reading.naked.push_back(without ? mass_of(without->centroid, charge.charge) : nothing);
    reading.apparent += weights[i] * (reading.conjugate.back() - reading.naked.back()) / drug;
    if (with && without)
      variance += std::pow(weights[i] * charge.charge / drug *
                               std::hypot(error_of_difference(conjugate, *with, charge.conjugate),
                                          error_of_difference(naked, *without, charge.naked)),
                           2);
    reading.moved += weights[i] * ((reading.conjugate.back() - reading.naked.back()) / drug - charge.apparent);
  }
  reading.moved_error = std::sqrt(variance);
  return reading;
}

void add_windows(MaldiLoad& load, const Spectrum& conjugate, const Spectrum& naked, const MaldiOptions& options,
                 double drug) {
  std::vector<double> halves = options.other_windows;
  halves.push_back(options.window.half);
  std::ranges::sort(halves);
  for (const double half : halves) {
    auto reading = reading_at(half, conjugate, naked, load, options, drug);
    if (std::isfinite(reading.apparent)) load.windows.push_back(std::move(reading));
  }
}

/// How far another window moves the result beyond what noise alone moves it.
double window_error(const MaldiLoad& load) {
  double largest = 0;
  for (const auto& window : load.windows)
    largest = std::max(largest, window.moved * window.moved - std::pow(kNormal95 * window.moved_error, 2));
  return std::sqrt(largest);
}

/// Deviations of drawn errors: noise and calibration normal; the window even to both sides by the most that another
/// one moves the result; dead linkers even within their range.
struct Ranges {
  double noise = 0, calibration = 0;
  double window = 0;
  double dead_low = 0, dead_high = 0;
};

Estimated interval_of(double value, const Ranges& ranges, std::uint64_t seed) {
  RandomStream random(seed, 0, StreamUse::bootstrap);
  const double normal = std::hypot(ranges.noise, ranges.calibration);
  std::vector<double> drawn;
  for (int i = 0; i < kDraws; ++i) {
    const double window = ranges.window * (2 * random.uniform() - 1);
    const double dead = ranges.dead_low + random.uniform() * (ranges.dead_high - ranges.dead_low);
    drawn.push_back(value + normal * random.normal() + window - dead);
  }
  return {value, std::min(value, stats::sample_quantile(drawn, 0.025)),
          std::max(value, stats::sample_quantile(drawn, 0.975))};
}

void add_result(MaldiLoad& load, const MaldiMasses& masses, const MaldiOptions& options) {
  const auto weights = weights_of(load.charges);
  double variance = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    load.shift += weights[i] * load.charges[i].shift;
    variance += std::pow(weights[i] * load.charges[i].standard_error, 2);
  }
  const double apparent = load.shift / masses.drug;
  Ranges ranges{.noise = std::sqrt(variance) / masses.drug,
                .calibration = options.calibration_ppm * kPerMillion * (masses.antibody + load.shift) / masses.drug};
  ranges.window = window_error(load);
  load.apparent = interval_of(apparent, ranges, options.seed);
  const double per_linker = masses.dead_linker / masses.drug;
  load.dead_bias = options.dead_linkers.value * per_linker + options.opened_rings * masses.opened_ring / masses.drug;
  ranges.dead_low = (options.dead_linkers.low - options.dead_linkers.value) * per_linker;
  ranges.dead_high = (options.dead_linkers.high - options.dead_linkers.value) * per_linker;
  load.dar = interval_of(apparent - load.dead_bias, ranges, options.seed);
  load.errors = {.noise = kNormal95 * ranges.noise,
                 .window = ranges.window,
                 .dead_linkers = 0.5 * (ranges.dead_high - ranges.dead_low),
                 .calibration = kNormal95 * ranges.calibration};
}

void add_checks(MaldiLoad& load, const MaldiMasses& masses, const MaldiNames& names) {
  const auto warn = [&load](std::string text) { load.warnings.push_back(std::move(text)); };
  const auto& first = load.charges.front();
  load.off_formula = mass_of(first.naked.centroid, first.charge) / masses.antibody - 1;
  if (std::abs(load.off_formula) > kOffFormula)
    warn(
        fmt::format("the naked antibody is {:+.2f} % off its formula: another antibody, or a calibration that may not "
                    "serve for the conjugate either",
                    100 * load.off_formula));
  load.disagreement = std::numeric_limits<double>::quiet_NaN();
  if (load.charges.size() < 2) {
    warn(fmt::format("only {}+ was found in both spectra: nothing to hold it against", first.charge));
  } else {
    const auto& second = load.charges[1];
    load.disagreement = first.apparent - second.apparent;
    load.allowed =
        kNormal95 * std::hypot(first.standard_error, second.standard_error) / masses.drug + 2 * load.errors.window;
    if (std::abs(load.disagreement) > load.allowed)
      warn(
          fmt::format("1+ and 2+ differ by {:+.2f} drugs, more than noise and window explain ({:.2f}): look for an "
                      "overlapping peak or a wrong calibration",
                      load.disagreement, load.allowed));
  }
  if (load.apparent.value < kLighter)
    warn(fmt::format("the conjugate is lighter than the antibody: {} and {} may be exchanged",
                     names.conjugate.empty() ? "the spectra" : names.conjugate,
                     names.naked.empty() ? "those of the antibody" : names.naked));
}

}  // namespace

MaldiMasses maldi_masses(const conjugate::ConjugateParts& parts, const conjugate::Elements& elements) {
  const auto& added = parts.linker_payload;
  const auto ladder = conjugate::ladder(conjugate::whole(parts.antibody), parts, elements, {.most_drugs = 0});
  MaldiMasses masses{.antibody = conjugate::mean_mass(ladder, 0, 0), .drug = ladder.drug_mass};
  masses.dead_linker = ladder.dead_linker_mass;
  if (added.drug_opened) masses.opened_ring = conjugate::average_mass(*added.drug_opened, elements) - masses.drug;
  return masses;
}

MaldiLoad maldi_load(const Spectrum& conjugate, const Spectrum& naked, const MaldiMasses& masses,
                     const MaldiOptions& options, const MaldiNames& names) {
  const double low = masses.antibody * (1 - kNakedSearch), high = masses.antibody * (1 + kNakedSearch);
  const auto bare = peaks_in(naked, low, high, options.window);
  if (bare.empty()) refuse(names.naked, naked, low, high, "the antibody");
  const double seen = mass_of(bare.front().peak.centroid, bare.front().charge);
  const double lowest = seen * (1 - kBelowNaked);
  const double highest = seen * (1 + kAboveMost) + options.most_drugs * masses.drug;
  const auto loaded = peaks_in(conjugate, lowest, highest, options.window);
  if (loaded.empty()) refuse(names.conjugate, conjugate, lowest, highest, "the conjugate");
  MaldiLoad load{.charges = pairs_of(loaded, bare, masses.drug)};
  if (load.charges.empty())
    throw InputError({names.conjugate, 0}, {"no-antibody-peak", "the two spectra have no charge in common",
                                            fmt::format("the conjugate shows {}+, the antibody {}+",
                                                        loaded.front().charge, bare.front().charge),
                                            "record both over the same range of m/z"});
  add_windows(load, conjugate, naked, options, masses.drug);
  add_result(load, masses, options);
  add_checks(load, masses, names);
  return load;
}

}  // namespace emtansim::spectra
