// SPDX-License-Identifier: Apache-2.0
/// Adding, splitting and removing masses until nothing is significant any more.
#include "emtansim/spectra/deconvolution/unmixing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <utility>

#include "emtansim/spectra/deconvolution/mass_lattice.h"

namespace emtansim::spectra {

namespace {

constexpr double kWidthOverDeviation = 2.3548200450309493;
constexpr double kCentroidOfHalves = 0.524;  // centroid above half height of unequal halves, of their difference
constexpr double kApart = 3;                 // deviations between what is removed at once
constexpr double kGrownApart = 5;            // and between what is added at once

/// Whether hardly more than one of several charges speaks for a mass.
bool is_unsupported(const FitMass& mass) {
  constexpr double kLeastCharges = 1.5;
  double sum = 0, squares = 0;
  for (const double height : mass.heights) {
    sum += height;
    squares += height * height;
  }
  return mass.charges.size() > 1 && sum * sum < kLeastCharges * squares;
}

/// One mass with the intensity of both.
FitMass merged(const FitMass& low, const FitMass& high) {
  std::map<int, double> heights;
  for (const auto* mass : {&low, &high})
    for (std::size_t n = 0; n < mass->charges.size(); ++n) heights[mass->charges[n]] += mass->heights[n];
  const double of_low = std::accumulate(low.heights.begin(), low.heights.end(), 0.0);
  const double of_high = std::accumulate(high.heights.begin(), high.heights.end(), 0.0);
  const double part = of_low + of_high > 0 ? of_high / (of_low + of_high) : 0.5;
  FitMass mass{.log_mass = low.log_mass + part * (high.log_mass - low.log_mass)};
  for (const auto& [charge, height] : heights) {
    mass.charges.push_back(charge);
    mass.heights.push_back(height);
    mass.expected.push_back(height);
  }
  return mass;
}

class Selection {
 public:
  Selection(MassFit fit, double penalty, double least) : fit_(std::move(fit)), penalty_(penalty), least_(least) {}

  void drop_small();
  void add_left(const std::vector<MassPeak>& candidates);

  void settle();
  bool grow();
  void prune();
  void merge();
  [[nodiscard]] double worth_of(const FitMass& mass) const;
  [[nodiscard]] std::vector<std::size_t> weak_masses() const;
  [[nodiscard]] MassFit& fit() { return fit_; }

 private:
  struct Place {
    double log_mass = 0, gain = 0;
    std::size_t split = kNone;  ///< the mass that becomes two; none: a mass is added
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  [[nodiscard]] std::vector<int> charges_at(double log_mass) const;
  [[nodiscard]] double gain_at(double log_mass, const std::vector<int>& charges, double least) const;
  [[nodiscard]] std::vector<Place> places() const;
  void apply(const Place& place);
  void sort();
  [[nodiscard]] double deviation_of(double log_mass) const {
    return fit_.deviation_at(log_mass, charge_near(log_mass));
  }
  [[nodiscard]] int charge_near(double log_mass) const;

  MassFit fit_;
  double penalty_;
  double least_;  ///< of the highest: what is lower is not looked for
};

void Selection::sort() {
  if (std::ranges::is_sorted(fit_.masses, {}, &FitMass::log_mass)) return;
  std::ranges::stable_sort(fit_.masses, {}, &FitMass::log_mass);
  fit_.refresh();
}

int Selection::charge_near(double log_mass) const {
  const auto at = std::ranges::lower_bound(fit_.masses, log_mass, {}, &FitMass::log_mass);
  const FitMass& near = at == fit_.masses.end() ? fit_.masses.back() : *at;
  return near.charges[near.charges.size() / 2];
}

void Selection::drop_small() {
  double highest = 0;
  const auto sum_of = [](const FitMass& mass) {
    return std::accumulate(mass.heights.begin(), mass.heights.end(), 0.0);
  };
  for (const auto& mass : fit_.masses) highest = std::max(highest, sum_of(mass));
  std::erase_if(fit_.masses,
                [&](const FitMass& mass) { return sum_of(mass) < least_ * highest || is_unsupported(mass); });
  fit_.refresh();
}

/// Those of the candidates that what is left over asks for.
void Selection::add_left(const std::vector<MassPeak>& candidates) {
  constexpr double kLeastCharge = 0.01;
  std::vector<FitMass> added;
  double highest = 0;
  for (const auto& mass : fit_.masses)
    highest = std::max(highest, std::accumulate(mass.heights.begin(), mass.heights.end(), 0.0));
  for (const auto& peak : candidates) {
    FitMass mass{.log_mass = std::log(peak.mass)};
    double strongest = 0, gain = 0, sum = 0;
    for (const auto& evidence : peak.charges) strongest = std::max(strongest, evidence.intensity);
    for (const auto& evidence : peak.charges) {
      if (evidence.intensity < kLeastCharge * strongest || !fit_.is_inside(mass.log_mass, evidence.charge)) continue;
      const auto of_charge = fit_.gain_of(mass.log_mass, evidence.charge);
      mass.charges.push_back(evidence.charge);
      mass.heights.push_back(of_charge.information > 0 ? std::max(0.0, of_charge.slope / of_charge.information) : 0);
      mass.expected.push_back(mass.heights.back());
      gain += of_charge.slope > 0 ? of_charge.slope * of_charge.slope / of_charge.information : 0;
      sum += mass.heights.back();
    }
    if (gain > penalty_ && sum > least_ * highest && !is_unsupported(mass)) added.push_back(std::move(mass));
  }
  for (auto& mass : added) fit_.masses.push_back(std::move(mass));
  sort();
  fit_.refresh();
}

void Selection::settle() {
  sort();
  fit_.improve(8);
  fit_.measure_model_error();
  sort();
}

/// Charges that the masses around show.
std::vector<int> Selection::charges_at(double log_mass) const {
  constexpr double kSpan = 0.01, kLeast = 0.01;
  std::map<int, double> seen;
  double strongest = 0;
  for (const auto& mass : fit_.masses) {
    const double off = (mass.log_mass - log_mass) / kSpan;
    if (std::abs(off) > 2) continue;
    for (std::size_t n = 0; n < mass.charges.size(); ++n) {
      double& sum = seen[mass.charges[n]];
      sum += mass.heights[n] * std::exp(-0.5 * off * off);
      strongest = std::max(strongest, sum);
    }
  }
  std::vector<int> charges;
  for (const auto& [charge, sum] : seen)
    if (sum > kLeast * strongest && fit_.is_inside(log_mass, charge)) charges.push_back(charge);
  return charges;
}

/// Fall of chi-square, about, if a mass is put there.
double Selection::gain_at(double log_mass, const std::vector<int>& charges, double least) const {
  double gain = 0, height = 0;
  for (const int charge : charges) {
    const auto of_charge = fit_.gain_of(log_mass, charge);
    if (!(of_charge.slope > 0)) continue;
    const double own = of_charge.slope * of_charge.slope / of_charge.information;
    gain += own;
    height += of_charge.slope / of_charge.information;
  }
  return height > least ? gain : 0;
}

std::vector<Selection::Place> Selection::places() const {
  constexpr double kStep = 0.5, kAround = 60;  // deviations
  std::vector<Place> found;
  double done = -1e9, least = 0;
  for (const auto& mass : fit_.masses)
    least = std::max(least, least_ * std::accumulate(mass.heights.begin(), mass.heights.end(), 0.0));
  for (const auto& mass : fit_.masses) {
    const double deviation = deviation_of(mass.log_mass);
    const auto charges = charges_at(mass.log_mass);
    std::vector<Place> row;
    for (double at = std::max(done + kStep * deviation, mass.log_mass - kAround * deviation);
         at <= mass.log_mass + kAround * deviation; at += kStep * deviation) {
      row.push_back({at, gain_at(at, charges, least)});
      done = at;
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_top =
          (i == 0 || row[i].gain >= row[i - 1].gain) && (i + 1 == row.size() || row[i].gain > row[i + 1].gain);
      if (is_top && row[i].gain > penalty_) found.push_back(row[i]);
    }
  }
  for (std::size_t m = 0; m < fit_.masses.size(); ++m) {
    const auto& mass = fit_.masses[m];
    const double clear = mass.widening_error > 0 ? mass.widening / mass.widening_error : 0;
    if (clear > 0 && clear * clear > penalty_) found.push_back({mass.log_mass, clear * clear, m});
  }
  std::ranges::stable_sort(found, [](const Place& a, const Place& b) {
    if ((a.split == kNone) != (b.split == kNone)) return b.split == kNone;
    return a.gain > b.gain;
  });
  return found;
}

void Selection::apply(const Place& place) {
  const double deviation = deviation_of(place.log_mass);
  if (place.split != kNone) {
    FitMass& low = fit_.masses[place.split];
    const double away = 0.6 * deviation;
    for (double& height : low.heights) height *= 0.5;
    FitMass high = low;
    low.log_mass -= away;
    high.log_mass += away;
    fit_.masses.push_back(std::move(high));
    return;
  }
  FitMass mass{.log_mass = place.log_mass};
  for (const int charge : charges_at(place.log_mass)) {
    const auto gain = fit_.gain_of(place.log_mass, charge);
    mass.charges.push_back(charge);
    mass.heights.push_back(gain.information > 0 ? std::max(0.0, 0.5 * gain.slope / gain.information) : 0);
    mass.expected.push_back(mass.heights.back());
  }
  if (!mass.charges.empty()) fit_.masses.push_back(std::move(mass));
}

/// Whether anything was added that the data ask for.
bool Selection::grow() {
  constexpr double kOfBest = 0.05;  // gains below this share of the best wait for the next cycle
  std::vector<Place> taken;
  double best = 0;
  fit_.judge();
  for (const auto& place : places()) {
    if (place.split == kNone) best = std::max(best, place.gain);
    if (place.split == kNone && place.gain < kOfBest * best) break;
    const double apart = kGrownApart * deviation_of(place.log_mass);
    if (std::ranges::any_of(taken,
                            [&](const Place& other) { return std::abs(other.log_mass - place.log_mass) < apart; }))
      continue;
    taken.push_back(place);
  }
  for (const auto& place : taken) apply(place);
  sort();
  fit_.refresh();
  return !taken.empty();
}

/// By how much chi-square must fall for a mass: the logarithm of the number of cells for its mass and each height.
double Selection::worth_of(const FitMass& mass) const {
  constexpr double kOwn = 0.05;  // of the strongest charge; lower heights follow the others
  const double strongest = std::ranges::max(mass.heights);
  const auto free = std::ranges::count_if(mass.heights, [&](double height) { return height > kOwn * strongest; });
  return 0.5 * penalty_ * static_cast<double>(1 + free);
}

/// Removes what is not significant; where chi-square rises by more than that promised, less is removed.
void Selection::prune() {
  constexpr int kMostTimes = 30;
  std::size_t most = 1000;
  for (int time = 0; time < kMostTimes; ++time) {
    fit_.judge();
    const auto weak = weak_masses();
    if (weak.empty()) return;
    const MassFit before = fit_;
    const double chi_square = fit_.chi_square();
    const std::size_t count = std::min(most, weak.size());
    std::vector<std::size_t> gone(weak.begin(), weak.begin() + static_cast<std::ptrdiff_t>(count));
    std::ranges::sort(gone, std::greater{});
    for (const std::size_t m : gone) fit_.masses.erase(fit_.masses.begin() + static_cast<std::ptrdiff_t>(m));
    if (fit_.masses.empty()) {
      fit_.refresh();
      return;
    }
    fit_.improve(6);
    sort();
    double worth = 0;
    for (const std::size_t m : gone) worth += worth_of(before.masses[m]);
    if (fit_.chi_square() <= chi_square + worth) continue;
    fit_ = before;
    if (count == 1) return;
    most = count / 4 + 1;
    if (most == count) most = 1;
  }
}

/// The weakest first, no two of them near each other.
std::vector<std::size_t> Selection::weak_masses() const {
  std::vector<std::pair<double, std::size_t>> weak;
  double highest = 0;
  for (const auto& mass : fit_.masses) highest = std::max(highest, mass.intensity);
  for (std::size_t m = 0; m < fit_.masses.size(); ++m) {
    const auto& mass = fit_.masses[m];
    const double clear = mass.intensity_error > 0 ? mass.intensity / mass.intensity_error : 0;
    if (!(clear * clear > penalty_) || mass.intensity < least_ * highest || is_unsupported(mass))
      weak.emplace_back(clear, m);
  }
  std::ranges::sort(weak);
  std::vector<std::size_t> gone;
  for (const auto& [clear, m] : weak) {
    const double at = fit_.masses[m].log_mass, apart = kApart * deviation_of(at);
    const bool is_near = std::ranges::any_of(
        gone, [&](std::size_t other) { return std::abs(fit_.masses[other].log_mass - at) < apart; });
    if (!is_near) gone.push_back(m);
  }
  return gone;
}

/// Puts two masses into one where the data do not ask for both.
void Selection::merge() {
  constexpr double kClose = 1.6;  // deviations
  constexpr int kSteps = 6;
  for (std::size_t m = 0; m + 1 < fit_.masses.size();) {
    const double apart = fit_.masses[m + 1].log_mass - fit_.masses[m].log_mass;
    if (apart > kClose * deviation_of(fit_.masses[m].log_mass)) {
      ++m;
      continue;
    }
    const MassFit before = fit_;
    const double chi_square = fit_.chi_square();
    fit_.masses[m] = merged(fit_.masses[m], fit_.masses[m + 1]);
    fit_.masses.erase(fit_.masses.begin() + static_cast<std::ptrdiff_t>(m + 1));
    fit_.improve(kSteps);
    sort();
    if (fit_.chi_square() <= chi_square + worth_of(before.masses[m + 1])) continue;
    fit_ = before;
    ++m;
  }
}

/// The middle of what is fitted, where the deviation of the shape holds.
FitShape first_shape(const std::vector<MassPeak>& candidates, double peak_width) {
  double all = 0, mass = 0, place = 0;
  for (const auto& peak : candidates) {
    for (const auto& evidence : peak.charges) {
      all += evidence.intensity;
      mass += evidence.intensity * std::log(peak.mass);
      place += evidence.intensity * std::log(peak.mass / evidence.charge);
    }
  }
  if (!(all > 0)) return {};
  return {.deviation = peak_width / kWidthOverDeviation, .middle_place = place / all, .middle_mass = mass / all};
}

}  // namespace

std::optional<MassFit> unmix(const FitCells& cells, const std::vector<MassPeak>& candidates,
                             const UnmixOptions& options) {
  constexpr int kLooks = 2;                   // the second with the width that the first found
  constexpr double kLargestModelError = 0.1;  // of the signal: beyond, peaks are of another shape
  constexpr int kMostCycles = 4, kLastSteps = 20;
  constexpr double kCredible = 0.3;  // of the best score; what is below is asked only about what is left over
  FitShape shape = first_shape(candidates, options.peak_width);
  if (!(shape.deviation > 0) || cells.size() < 2) return std::nullopt;
  std::vector<MassPeak> strong, rest;
  double best = 0;
  for (const auto& peak : candidates) best = std::max(best, peak.score);
  for (const auto& peak : candidates) (peak.score >= kCredible * best ? strong : rest).push_back(peak);
  const double penalty = 2 * std::log(static_cast<double>(cells.size()));
  std::optional<Selection> selection;
  for (int look = 0; look < kLooks; ++look) {
    selection.emplace(MassFit(cells, shape, options.knot_distance), penalty, 0.25 * options.least_height);
    selection->fit().masses = masses_on_lattice(cells, shape, strong);
    if (selection->fit().masses.empty()) return std::nullopt;
    selection->drop_small();
    selection->settle();
    if (selection->fit().model_error() > kLargestModelError) return std::nullopt;
    selection->prune();
    if (selection->fit().masses.empty()) return std::nullopt;
    shape = selection->fit().shape();
  }
  selection->add_left(rest);
  for (int cycle = 0; cycle < kMostCycles && !selection->fit().masses.empty() && selection->grow(); ++cycle) {
    selection->settle();
    selection->prune();
  }
  selection->fit().improve(kLastSteps);
  selection->prune();
  selection->merge();
  if (selection->fit().masses.empty()) return std::nullopt;
  selection->fit().judge();
  return std::move(selection->fit());
}

std::vector<MassPeak> to_peaks(const MassFit& fit, const AssignedSpectrum& assigned, double least_intensity) {
  constexpr double kFound = 2.5;  // times the limit of a perfect search: where this one tells two apart in made spectra
  const double penalty = 2 * std::log(static_cast<double>(fit.cells().size()));
  std::vector<MassPeak> peaks;
  for (std::size_t m = 0; m < fit.masses.size(); ++m) {
    const FitMass& mass = fit.masses[m];
    if (mass.intensity < least_intensity) continue;
    const double apex = std::exp(mass.log_mass);
    const double deviation = fit.deviation_at(mass.log_mass, mass.charges[mass.charges.size() / 2]);
    MassPeak peak{
        .mass = apex * (1 + kCentroidOfHalves * 2 * fit.shape().lean * deviation),
        .apex = apex,
        .height = mass.intensity / (std::sqrt(2 * std::numbers::pi) * deviation * apex),
        .intensity = mass.intensity,
        .width = kWidthOverDeviation * deviation * apex,
        .mass_error = mass.error * apex,
        .intensity_error = mass.intensity_error,
        .separable = std::min(kWidthOverDeviation, kFound * 2 * std::sqrt(std::sqrt(penalty) * mass.widening_error)) *
                     deviation * apex};
    for (const auto& one : fit.charges_of(m)) {
      const double alone = peak.mass * (1 + one.shift);
      peak.charges.push_back({.charge = one.charge,
                              .intensity = one.intensity,
                              .mass = alone,
                              .mz = alone / one.charge + assigned.carrier,
                              .share = one.share});
    }
    drop_faint(peak.charges);
    score_peak(peak, assigned);
    peaks.push_back(std::move(peak));
  }
  return peaks;
}

}  // namespace emtansim::spectra
