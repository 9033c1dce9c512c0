// SPDX-License-Identifier: Apache-2.0
/// The ladder: masses of a piece of an antibody with k drugs, j dead linkers and each set of glycans.
#pragma once

#include <cstddef>
#include <vector>

#include "emtansim/conjugate/antibody.h"
#include "emtansim/conjugate/glycan.h"
#include "emtansim/conjugate/linker_payload.h"

namespace emtansim::conjugate {

/// What a conjugate is made of, chemically.
struct ConjugateParts {
  Antibody antibody;
  LinkerPayload linker_payload;
  GlycanLibrary glycans;
};

struct LadderRange {
  int fewest_drugs = 0;
  int most_drugs = 10;
  int most_dead_linkers = 2;         ///< 0 where the linker knows no dead form
  double smallest_glycan_share = 0;  ///< glycan sets below this share of the most abundant one are left out
};

/// One composition and its mass.
struct Candidate {
  int drugs = 0;
  int dead_linkers = 0;
  std::size_t glycan_set = 0;  ///< index into Ladder::glycan_sets
  double mass = 0;             ///< average, Da
  double prior = 1;  ///< share of the glycan set times a Poisson probability of the dead linkers, given the drugs; > 0
};

struct Ladder {
  Piece piece;
  std::vector<GlycanSet> glycan_sets;  ///< the most abundant first
  std::vector<Candidate> candidates;   ///< by drugs, then dead linkers, then glycan sets
  double base_mass = 0;                ///< of the piece without drugs, linkers and glycans, average, Da
  double drug_mass = 0;                ///< added by one drug with its linker
  double dead_linker_mass = 0;         ///< added by one linker without drug; 0 where there is none
};

/// All compositions in the range; drugs in steps of the linker (1, or 2 for opened disulfides). Mass: base + k drug +
/// j dead linker + glycans, average. Throws InputError "bad-range" for a range that is empty, or would give more than a
/// million candidates, or a piece with more than two glycan sites.
Ladder ladder(const Piece& piece, const ConjugateParts& parts, const Elements& elements, const LadderRange& range = {});

/// Mean average mass, Da, of a conjugate with this mean drug load, mean number of dead linkers and the library's
/// glycans.
double mean_mass(const Ladder& ladder, double mean_drugs, double mean_dead_linkers);

}  // namespace emtansim::conjugate
