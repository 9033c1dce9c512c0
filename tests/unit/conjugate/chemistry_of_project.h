// SPDX-License-Identifier: Apache-2.0
/// The chemistry of data/, read once, for the tests of this folder.
#pragma once

#include <string>

#include "emtansim/conjugate/conjugate.h"

namespace emtansim::conjugate {

inline const Chemistry& chemistry() {
  static const Chemistry read = read_chemistry(EMTANSIM_SOURCE_DIR "/data");
  return read;
}

/// A table of expected values, computed apart from this program.
inline Table expected(const std::string& name) {
  return read_table(EMTANSIM_SOURCE_DIR "/tests/unit/conjugate/tables/" + name + ".csv");
}

/// T-DM1 as the data describe it.
inline const ConjugateParts& t_dm1() {
  static const ConjugateParts parts{
      .antibody = find_antibody(chemistry(), "trastuzumab"),
      .linker_payload = find_linker_payload(chemistry(), "SMCC", "DM1"),
      .glycans = find_glycans(chemistry(), "kadcyla"),
  };
  return parts;
}

}  // namespace emtansim::conjugate
