// SPDX-License-Identifier: Apache-2.0
/// Isotope envelopes with IsoSpec; the only source that includes it.
#include "emtansim/conjugate/isotopes.h"

#include <algorithm>
#include <cmath>

#include <IsoSpec++/fixedEnvelopes.h>
#include <IsoSpec++/isoSpec++.h>
#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr double kCovered = 1 - 1e-10;  // share of an element's isotopologues that is asked of IsoSpec
constexpr double kNegligible = 1e-16;   // peaks below this are dropped while joining
constexpr int kMostAtoms = 100'000;     // of an element: a larger molecule is no molecule

/// Probability and probability times mass by extra neutrons.
struct Envelope {
  std::vector<double> probability;
  std::vector<double> weighted_mass;
};

void add(Envelope& envelope, std::size_t neutrons, double probability, double mass) {
  if (envelope.probability.size() <= neutrons) {
    envelope.probability.resize(neutrons + 1);
    envelope.weighted_mass.resize(neutrons + 1);
  }
  envelope.probability[neutrons] += probability;
  envelope.weighted_mass[neutrons] += probability * mass;
}

Envelope of_element(const Element& element, int atoms) {
  std::vector<double> masses;
  std::vector<double> abundances;
  double sum = 0;
  for (const auto& isotope : element.isotopes) sum += isotope.abundance;
  for (const auto& isotope : element.isotopes) {
    masses.push_back(isotope.mass);
    abundances.push_back(isotope.abundance / sum);
  }
  const int kinds = static_cast<int>(masses.size());
  Envelope envelope;
  if (kinds == 1) {
    add(envelope, 0, 1, atoms * masses.front());
    return envelope;
  }
  const double* mass_table = masses.data();
  const double* abundance_table = abundances.data();
  const auto found = IsoSpec::FixedEnvelope::FromTotalProb(
      IsoSpec::Iso(1, &kinds, &atoms, &mass_table, &abundance_table), kCovered, true, true);
  for (std::size_t i = 0; i < found.confs_no(); ++i) {
    const int* counts = found.conf(i);
    int neutrons = 0;
    for (int k = 0; k < kinds; ++k)
      neutrons += counts[k] *
                  (element.isotopes[static_cast<std::size_t>(k)].mass_number - element.isotopes.front().mass_number);
    add(envelope, static_cast<std::size_t>(neutrons), found.prob(i), found.mass(i));
  }
  return envelope;
}

Envelope joined(const Envelope& a, const Envelope& b) {
  Envelope sum;
  for (std::size_t i = 0; i < a.probability.size(); ++i) {
    for (std::size_t j = 0; j < b.probability.size(); ++j) {
      const double probability = a.probability[i] * b.probability[j];
      if (probability < kNegligible) continue;
      const double mass = a.weighted_mass[i] / a.probability[i] + b.weighted_mass[j] / b.probability[j];
      add(sum, i + j, probability, mass);
    }
  }
  return sum;
}

}  // namespace

std::vector<IsotopePeak> isotope_envelope(const Formula& formula, const Elements& elements, double smallest) {
  if (formula.is_empty() || formula.has_negative())
    throw InputError({}, {"bad-formula", fmt::format("'{}' has no isotope envelope", to_text(formula)),
                          "it is no whole molecule", ""});
  Envelope whole;
  add(whole, 0, 1, 0);
  for (const auto& [symbol, atoms] : formula.counts()) {
    if (atoms > kMostAtoms)
      throw InputError({}, {"bad-formula", fmt::format("{} atoms of {} are no molecule", atoms, symbol), "", ""});
    whole = joined(whole, of_element(elements.find(symbol), atoms));
  }
  const double largest = *std::ranges::max_element(whole.probability);
  std::vector<IsotopePeak> peaks;
  for (std::size_t n = 0; n < whole.probability.size(); ++n)
    if (whole.probability[n] > 0 && whole.probability[n] >= smallest * largest)
      peaks.push_back({.neutrons = static_cast<int>(n),
                       .mass = whole.weighted_mass[n] / whole.probability[n],
                       .probability = whole.probability[n]});
  return peaks;
}

IsotopeSpread isotope_spread(const Formula& formula, const Elements& elements) {
  IsotopeSpread spread;
  double variance = 0;
  for (const auto& [symbol, atoms] : formula.counts()) {
    double sum = 0;
    double mean = 0;
    double square = 0;
    for (const auto& isotope : elements.find(symbol).isotopes) {
      sum += isotope.abundance;
      mean += isotope.abundance * isotope.mass;
    }
    mean /= sum;
    for (const auto& isotope : elements.find(symbol).isotopes)
      square += isotope.abundance / sum * (isotope.mass - mean) * (isotope.mass - mean);
    spread.mean += atoms * mean;
    variance += atoms * square;
  }
  spread.sd = std::sqrt(variance);
  return spread;
}

}  // namespace emtansim::conjugate
