// SPDX-License-Identifier: Apache-2.0
/// Conjugates of known composition and the spectra they would give: for closing the loop.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::testing {

/// T-DM1's ladder with the glycans that peptide mapping found in a lot of Kadcyla (bailey2017, as shipped with mofi).
inline spectra::Ladder kadcyla_ladder() {
  const auto glycan = [](const char* name, int hex, int hexnac, int fuc, int neu, double share) {
    return spectra::LadderGlycan{
        .name = name, .mass = hex * 162.141 + hexnac * 203.194 + fuc * 146.142 + neu * 291.256, .share = share};
  };
  return {
      .antibody_mass = 145167.180,
      .drug_mass = 957.530,
      .linker_mass = 219.240,
      .most_drugs = 10,
      .most_linkers = 2,
      .glycans = {
          glycan("A2G0F", 3, 4, 1, 0, 35.22), glycan("A2G1F", 4, 4, 1, 0, 31.77), glycan("A1G0F", 3, 3, 1, 0, 9.31),
          glycan("A2G2F", 5, 4, 1, 0, 5.54), glycan("A2G0", 3, 4, 0, 0, 4.79), glycan("M5", 5, 2, 0, 0, 4.72),
          glycan("A1G1F", 4, 3, 1, 0, 3.53), glycan("A1G0", 3, 3, 0, 0, 2.35), glycan("A2G1", 4, 4, 0, 0, 2.32),
          glycan("no_glycan", 0, 0, 0, 0, 1.97), glycan("A2S1G1F", 5, 4, 1, 1, 0.82), glycan("A1G1", 4, 3, 0, 0, 0.59),
          glycan("M6", 6, 2, 0, 0, 0.59), glycan("A2S1G0F", 4, 4, 1, 1, 0.40), glycan("M4", 4, 2, 0, 0, 0.39)}};
}

/// A sample and the instrument it is looked at with. What a case of the closed loop draws.
struct SyntheticCase {
  std::vector<double> load, linkers, sites;
  double unevenness = 0.1;  ///< standard deviation of the logarithm by which each molecule leaves the product of shares
  double calibration = 0;   ///< relative error of m/z
  double first_charge = 22, last_charge = 28, middle_charge = 25, charge_width = 1.3;
  double resolution = 6000;  ///< full width at half maximum at m/z x is x / resolution
  double solvation = 1;      ///< further full width, Th
  double counts = 1e5;       ///< in the base peak
  double adducts = 0;        ///< Da; mean mass of what sticks to a molecule, exponentially distributed
  double baseline = 0.01;    ///< of the base peak

  [[nodiscard]] double dar() const {
    double mean = 0;
    for (std::size_t k = 0; k < load.size(); ++k) mean += static_cast<double>(k) * load[k];
    return mean;
  }
};

/// Molecules of a case: mass and share, summing to 1; `load` and `dar` are then set to what the unevenness left.
struct SyntheticMolecule {
  int drugs = 0, linkers = 0;
  double mass = 0, share = 0;
};

inline std::vector<SyntheticMolecule> molecules_of(SyntheticCase& from, const spectra::Ladder& ladder,
                                                   RandomStream& random) {
  std::vector<SyntheticMolecule> molecules;
  double total = 0;
  for (std::size_t k = 0; k < from.load.size(); ++k)
    for (std::size_t j = 0; j < from.linkers.size(); ++j)
      for (std::size_t a = 0; a < ladder.glycans.size(); ++a)
        for (std::size_t b = a; b < ladder.glycans.size(); ++b) {
          const double share = from.load[k] * from.linkers[j] * from.sites[a] * from.sites[b] * (a == b ? 1 : 2) *
                               std::exp(from.unevenness * random.normal());
          if (share < 1e-7) continue;
          molecules.push_back({static_cast<int>(k), static_cast<int>(j),
                               ladder.antibody_mass + static_cast<double>(k) * ladder.drug_mass +
                                   static_cast<double>(j) * ladder.linker_mass + ladder.glycans[a].mass +
                                   ladder.glycans[b].mass,
                               share});
          total += share;
        }
  std::fill(from.load.begin(), from.load.end(), 0.0);
  std::fill(from.linkers.begin(), from.linkers.end(), 0.0);
  for (auto& molecule : molecules) {
    molecule.share /= total;
    from.load[static_cast<std::size_t>(molecule.drugs)] += molecule.share;
    from.linkers[static_cast<std::size_t>(molecule.linkers)] += molecule.share;
  }
  return molecules;
}

/// A random sample: binomial loads of mean 1 to 6, dead linkers up to 0.5 per antibody, glycans about the library's,
/// a calibration wrong by 20 to 200 ppm. `is_native`: few high-m/z charges; else many (acid and acetonitrile).
inline SyntheticCase random_case(RandomStream& random, const spectra::Ladder& ladder, bool is_native) {
  SyntheticCase drawn;
  const double mean = 1.5 + 3.5 * random.uniform();
  const double sites = std::max(9 + 6 * random.uniform(), mean + 2);
  double sum = 0;
  for (int k = 0; k <= 9; ++k) {
    const double logarithm = std::lgamma(sites + 1) - std::lgamma(k + 1.0) - std::lgamma(sites - k + 1) +
                             k * std::log(mean / sites) + (sites - k) * std::log(1 - mean / sites);
    drawn.load.push_back(k < sites ? std::exp(logarithm + 0.1 * random.normal()) : 0);
    sum += drawn.load.back();
  }
  for (double& share : drawn.load) share /= sum;
  const double dead = 0.5 * random.uniform();
  drawn.linkers = {std::exp(-dead), dead * std::exp(-dead), dead * dead / 2 * std::exp(-dead)};
  sum = 0;
  for (const auto& glycan : ladder.glycans) {
    drawn.sites.push_back(glycan.share * std::exp(0.4 * random.normal()));
    sum += drawn.sites.back();
  }
  for (double& share : drawn.sites) share /= sum;
  drawn.calibration =
      (random.uniform() < 0.5 ? -1 : 1) * 1e-6 * std::exp(std::log(20) + std::log(10) * random.uniform());
  drawn.counts = std::pow(10.0, 3.5 + 2.5 * random.uniform());
  drawn.baseline = 0.03 * random.uniform();
  drawn.solvation = is_native ? 2 * random.uniform() : 0.3 * random.uniform();
  drawn.resolution = is_native ? 4000 + 8000 * random.uniform() : 8000 + 12000 * random.uniform();
  if (!is_native) {
    drawn.first_charge = 42;
    drawn.last_charge = 62;
    drawn.middle_charge = 49 + 6 * random.uniform();
    drawn.charge_width = 4;
  } else {
    drawn.middle_charge = 24 + 2 * random.uniform();
  }
  return drawn;
}

/// A count with mean `mean`: Poisson, by inversion where few, normal where many.
inline double counted(double mean, RandomStream& random) {
  if (mean > 50) return std::max(0.0, std::round(mean + std::sqrt(mean) * random.normal()));
  const double u = random.uniform();
  double probability = std::exp(-mean), sum = probability;
  int n = 0;
  while (u > sum && n < 1000) {
    probability *= mean / ++n;
    sum += probability;
  }
  return n;
}

inline void add_peak(const std::vector<double>& x, std::vector<double>& y, double at, double sigma, double area) {
  const double step = x[1] - x[0], height = area / (sigma * std::sqrt(2 * std::acos(-1.0)));
  const auto first = static_cast<long>(std::ceil((at - 5 * sigma - x[0]) / step));
  const auto last = static_cast<long>(std::floor((at + 5 * sigma - x[0]) / step));
  for (long i = std::max(first, 0L); i <= last && i < static_cast<long>(x.size()); ++i) {
    const double off = (x[static_cast<std::size_t>(i)] - at) / sigma;
    y[static_cast<std::size_t>(i)] += height * std::exp(-0.5 * off * off);
  }
}

inline void add_noise(std::vector<double>& y, const SyntheticCase& of, RandomStream& random) {
  const double top = *std::max_element(y.begin(), y.end());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double slow = 1 + 0.5 * std::cos(3 * static_cast<double>(i) / static_cast<double>(y.size()));
    y[i] = counted(of.counts * (y[i] / top + of.baseline * slow), random);
  }
}

/// Molecules with what sticks to them, in steps of a quarter of the mean.
inline std::vector<SyntheticMolecule> with_adducts(const std::vector<SyntheticMolecule>& molecules, double mean) {
  if (mean <= 0) return molecules;
  constexpr double kStep = 0.25;
  std::vector<SyntheticMolecule> all;
  for (const auto& molecule : molecules)
    for (int n = 0; n < 32; ++n) {
      all.push_back(molecule);
      all.back().mass += (n + 0.5) * kStep * mean;
      all.back().share *= std::exp(-n * kStep) * (1 - std::exp(-kStep));
    }
  return all;
}

/// The spectrum along m/z, with counting noise on a slow baseline.
inline spectra::Signal mz_spectrum(const SyntheticCase& of, const std::vector<SyntheticMolecule>& molecules,
                                   RandomStream& random, double step = 0.1) {
  constexpr double kProton = 1.007276467, kIsotopes = 23.7, kToSigma = 1 / 2.3548;
  spectra::Signal signal{.kind = spectra::SignalKind::mz_profile, .x = {}, .intensity = {}, .scans = {}};
  const double low = 146500 / of.last_charge, high = 158500 / of.first_charge;
  for (double x = low; x < high; x += step) signal.x.push_back(x);
  signal.intensity.assign(signal.x.size(), 0.0);
  const auto all = with_adducts(molecules, of.adducts);
  for (double z = of.first_charge; z <= of.last_charge; ++z) {
    const double of_charge = std::exp(-std::pow((z - of.middle_charge) / of.charge_width, 2) / 2);
    for (const auto& molecule : all) {
      const double at = (molecule.mass / z + kProton) * (1 + of.calibration);
      const double width =
          std::sqrt(std::pow(kIsotopes / z, 2) + std::pow(at / of.resolution, 2) + of.solvation * of.solvation);
      add_peak(signal.x, signal.intensity, at, width * kToSigma, molecule.share * of_charge);
    }
  }
  add_noise(signal.intensity, of, random);
  return signal;
}

/// The zero-charge spectrum that a perfect deconvolution would give.
inline spectra::Signal mass_profile(const SyntheticCase& of, const std::vector<SyntheticMolecule>& molecules,
                                    RandomStream& random) {
  spectra::Signal signal{.kind = spectra::SignalKind::mass_profile, .x = {}, .intensity = {}, .scans = {}};
  for (double mass = 145000; mass < 160000; mass += 1) signal.x.push_back(mass);
  signal.intensity.assign(signal.x.size(), 0.0);
  const double width = std::sqrt(23.7 * 23.7 + std::pow(150000 / of.resolution, 2) + std::pow(25 * of.solvation, 2));
  for (const auto& molecule : molecules)
    add_peak(signal.x, signal.intensity, molecule.mass * (1 + of.calibration), width / 2.3548, molecule.share);
  add_noise(signal.intensity, of, random);
  return signal;
}

/// A list of masses: heights with a relative scatter and masses with an error, faint ones missing, false ones added.
struct ListErrors {
  double height = 0.1, mass = 1, faintest = 0.004;
  int false_masses = 10;
};
inline spectra::Signal mass_list(const SyntheticCase& of, const std::vector<SyntheticMolecule>& molecules,
                                 RandomStream& random, const ListErrors& errors) {
  std::vector<std::pair<double, double>> peaks;
  auto sorted = molecules;
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.mass < b.mass; });
  for (std::size_t i = 0; i < sorted.size();) {  // what lies within 12 Da comes out as one mass
    double sum = 0, mass = 0;
    const double start = sorted[i].mass;
    for (; i < sorted.size() && sorted[i].mass - start < 12; ++i) {
      sum += sorted[i].share;
      mass += sorted[i].share * sorted[i].mass;
    }
    peaks.emplace_back(mass / sum, sum);
  }
  double top = 0;
  for (const auto& [mass, share] : peaks) top = std::max(top, share);
  std::vector<std::pair<double, double>> found;
  for (const auto& [mass, share] : peaks) {
    const double height = 100 * share / top * std::exp(errors.height * random.normal());
    if (height > 100 * errors.faintest)
      found.emplace_back(mass * (1 + of.calibration) + errors.mass * random.normal(), height);
  }
  for (int i = 0; i < errors.false_masses; ++i)
    found.emplace_back(147500 + 9000 * random.uniform(), 100 * errors.faintest * (1 + 4 * random.uniform()));
  std::sort(found.begin(), found.end());
  spectra::Signal signal;
  for (const auto& [mass, height] : found) {
    signal.x.push_back(mass);
    signal.intensity.push_back(height);
  }
  return signal;
}

}  // namespace emtansim::testing
