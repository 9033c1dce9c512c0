// SPDX-License-Identifier: Apache-2.0
/// Parts of a population as bytes, for results that travel between ranks and for checkpoints.
#pragma once

#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/stats/stats.h"
#include "emtansim/study/population/population.h"

namespace emtansim::study {

void put(ByteWriter& writer, const PopulationCost& cost);
void put(ByteWriter& writer, const std::vector<PopulationFailure>& failures);
void put(ByteWriter& writer, const stats::RunningMoments& moments);
void put(ByteWriter& writer, const stats::QuantileSketch& sketch);

PopulationCost get_cost(ByteReader& reader);
std::vector<PopulationFailure> get_failures(ByteReader& reader);
stats::RunningMoments get_moments(ByteReader& reader);
stats::QuantileSketch get_sketch(ByteReader& reader);

}  // namespace emtansim::study
