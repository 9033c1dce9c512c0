// SPDX-License-Identifier: Apache-2.0
/// Pairs of linear MALDI spectra with a known drug load: of the antibody, and of the conjugate with dead linkers.
#pragma once

#include <vector>

#include "emtansim/conjugate/conjugate.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::testing {

/// What is put in.
struct MaldiCase {
  double dar = 3.5;
  double dead_linkers = 0.25;
  double effective_sites = 12;   ///< of the drug load's binomial
  double resolving_power = 100;  ///< m/z over full width
  double counts = 2000;          ///< in the highest point; 0: no noise
  double baseline = 0.1;
  double calibration_ppm = 0;  ///< of both spectra
  std::uint64_t seed = 1;
};

struct MaldiPair {
  spectra::Spectrum naked, conjugate;
};

inline const conjugate::Chemistry& maldi_chemistry() {
  static const conjugate::Chemistry read = conjugate::read_chemistry(EMTANSIM_SOURCE_DIR "/data");
  return read;
}

inline const conjugate::ConjugateParts& maldi_parts() {
  static const conjugate::ConjugateParts parts{
      .antibody = conjugate::find_antibody(maldi_chemistry(), "trastuzumab"),
      .linker_payload = conjugate::find_linker_payload(maldi_chemistry(), "SMCC", "DM1"),
      .glycans = conjugate::find_glycans(maldi_chemistry(), "kadcyla"),
  };
  return parts;
}

/// Every glycan pair, load and number of dead linkers (Poisson, apart from the load) flies alike.
inline MaldiPair maldi_pair(const MaldiCase& asked) {
  constexpr int kMostDrugs = 14, kMostDead = 4;
  const auto& parts = maldi_parts();
  const auto ladder = conjugate::ladder(conjugate::whole(parts.antibody), parts, maldi_chemistry().elements,
                                        {.most_drugs = 0, .most_dead_linkers = 0, .smallest_glycan_share = 0.1});
  const auto load = conjugate::effective_binomial_load(asked.effective_sites, asked.dar, kMostDrugs);
  const auto dead = conjugate::poisson_load(asked.dead_linkers, kMostDead);
  std::vector<double> bare, bare_shares, masses, shares;
  for (const auto& glycans : ladder.candidates) {
    const double share = ladder.glycan_sets[glycans.glycan_set].share;
    bare.push_back(glycans.mass);
    bare_shares.push_back(share);
    for (std::size_t k = 0; k < load.fractions().size(); ++k)
      for (std::size_t j = 0; j < dead.fractions().size(); ++j) {
        masses.push_back(glycans.mass + static_cast<double>(k) * ladder.drug_mass +
                         static_cast<double>(j) * 219.240);  // C12H13NO3
        shares.push_back(share * load.fractions()[k] * dead.fractions()[j]);
      }
  }
  spectra::SynthesisOptions options{.lowest_charge = 1,
                                    .highest_charge = 2,
                                    .charge_centre = 1,
                                    .charge_spread = 0.9,
                                    .resolving_power = asked.resolving_power,
                                    .step = 8,
                                    .counts = asked.counts,
                                    .baseline = asked.baseline,
                                    .calibration_ppm = asked.calibration_ppm,
                                    .margin = 25000,
                                    .seed = 2 * asked.seed};
  MaldiPair pair;
  pair.naked = spectra::synthesise(bare, bare_shares, options);
  options.seed += 1;
  pair.conjugate = spectra::synthesise(masses, shares, options);
  return pair;
}

}  // namespace emtansim::testing
