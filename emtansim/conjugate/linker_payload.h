// SPDX-License-Identifier: Apache-2.0
/// What a conjugation adds to an antibody: a drug with its linker, or a linker that holds no drug.
#pragma once

#include <optional>
#include <string>

#include "emtansim/conjugate/formula.h"

namespace emtansim::conjugate {

enum class Attachment { lysine, cysteine };
std::string_view to_text(Attachment attachment);

/// Changes of the antibody's formula, each for one site.
struct LinkerPayload {
  std::string name;     ///< "SMCC-DM1"
  std::string linker;   ///< "SMCC"
  std::string payload;  ///< "DM1"
  Attachment attachment = Attachment::lysine;
  Formula drug;                        ///< drug with linker
  std::optional<Formula> drug_opened;  ///< the same with the ring opened by water
  std::optional<Formula> dead_linker;  ///< linker without drug; none where the linker always brings it
  std::optional<Formula> dead_linker_hydrolysed;
  std::optional<Formula> dead_linker_with_cysteine;
  double dead_linkers_per_antibody = 0;  ///< mean, a prior for where nothing was measured
  double fewest_dead_linkers = 0;        ///< the range in which that mean may lie
  double most_dead_linkers = 0;
  int step = 1;  ///< drugs come in such groups: 2 where a disulfide is opened for two
  std::string provenance;
  std::string note;
  Where where;
};

/// Reads a file of data/linkers. Throws InputError for what is missing or no formula.
LinkerPayload parse_linker_payload(std::string_view text, const std::string& file);

}  // namespace emtansim::conjugate
