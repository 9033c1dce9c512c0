// SPDX-License-Identifier: Apache-2.0
/// The tables of `emtansim masses`.
#pragma once

#include <string>
#include <vector>

#include "data_table.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/report/report.h"

namespace emtansim::cli {

/// A name and a formula: of the data, or typed in.
using Compound = report::WeighedCompound;

/// Who reads: people get fewer columns.
enum class Reader { person, program };

DataTable compound_table(const std::vector<Compound>& compounds, const conjugate::Chemistry& chemistry, Reader reader);
DataTable ion_table(const std::vector<Compound>& compounds, const std::vector<conjugate::Adduct>& adducts,
                    const conjugate::Chemistry& chemistry);
DataTable envelope_table(const std::vector<Compound>& compounds, const conjugate::Chemistry& chemistry);
DataTable product_table(const conjugate::Chemistry& chemistry);

DataTable site_table(const conjugate::Antibody& antibody, const conjugate::Chemistry& chemistry);
DataTable piece_table(const std::vector<conjugate::Piece>& pieces, const conjugate::Chemistry& chemistry);
DataTable glycan_table(const conjugate::GlycanLibrary& library, const conjugate::Chemistry& chemistry);
DataTable increment_table(const conjugate::LinkerPayload& added, const conjugate::Chemistry& chemistry);

/// A row for each load and a column for each of the `most_sets` most abundant glycan sets, without dead linkers, in
/// tables that fit a terminal: for people.
std::vector<DataTable> ladder_matrix(const conjugate::Ladder& ladder, std::size_t most_sets);
/// One row for each composition: for programs.
DataTable ladder_rows(const conjugate::Ladder& ladder);

}  // namespace emtansim::cli
