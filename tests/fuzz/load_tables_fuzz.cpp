// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a table of absorbances, areas, sites, pieces or samples: the first byte says as what. Read and worked
/// on, or refused as the user's mistake; what comes out is a number.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "emtansim/spectra/spectra.h"

namespace {

using namespace emtansim;
using namespace emtansim::spectra;

void expect(bool holds) {
  if (!holds) std::abort();
}

void check(const std::vector<SampleLoad>& samples) {
  for (const auto& sample : samples) {
    expect(sample.dar.value >= 0);
    double sum = 0;
    for (const double share : sample.load) sum += share;
    expect(sample.load.empty() || std::abs(sum - 1) < 1e-6);
  }
}

void read_as(char kind, const Table& table) {
  conjugate::LinkerPayload added;
  added.attachment = conjugate::Attachment::cysteine;
  added.step = 2;
  if (kind == 'u') {
    const std::vector<conjugate::UvCoefficients> sets = {{.name = "set",
                                                          .antibody_280 = 215380,
                                                          .antibody_252 = 79690.6,
                                                          .payload_280 = 5700,
                                                          .payload_252 = 26790,
                                                          .ratio_error = 0.01,
                                                          .provenance = ""}};
    for (const auto& sample : uv_loads(parse_uv_table(table), {.sets = sets, .antibody_mass = 148000}).samples)
      expect(std::isfinite(sample.dar));
  } else if (kind == 'h') {
    check(hic_loads(parse_hic_table(table, "table"), added, conjugate::LysineConjugates::refuse));
  } else if (kind == 's') {
    check(site_loads(parse_site_table(table, "table")));
  } else if (kind == 'p') {
    check(piece_loads(parse_piece_table(table, "table")));
  } else {
    std::vector<TimedDar> points;
    for (const auto& entry : parse_samples(table, "folder").entries)
      points.push_back({.time = entry.time, .dar = {3, 2.9, 3.1}});
    static_cast<void>(fit_loss(points));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read_as(static_cast<char>(data[0]), parse_table({reinterpret_cast<const char*>(data) + 1, size - 1}, "table.csv"));
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
