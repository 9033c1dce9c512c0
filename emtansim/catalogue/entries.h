// SPDX-License-Identifier: Apache-2.0
/// What the readers of this folder share: evidence for a value, spreads, and [[parameter]] lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/toml.h"
#include "emtansim/catalogue/catalogue.h"

namespace emtansim::catalogue {

/// Where a value comes from and how: the same keys for parameters, variants and drug loads.
struct Evidence {
  Source source;
  Obtained obtained = Obtained::assumed;
  std::string provenance;
  std::string formula;
  std::string note;
};
inline const std::vector<std::string> kEvidenceKeys = {"source", "obtained", "provenance", "formula", "note"};

/// Refuses a value without source (or, when assumed, without note) and a derived one without formula. `what` names it.
Evidence read_evidence(const TomlTable& table, const std::string& what);

/// Adds the [[parameter]] entries of `table`. With `implied` {"system", "SK-BR-3"} each applies to that alone.
struct Implied {
  std::string key;
  std::string name;
};
void read_parameters(const TomlTable& table, const Implied& implied, std::vector<Parameter>& parameters);

/// The reader of one systems/*.toml (its parameters go to `parameters`).
System read_system(const TomlTable& file, std::vector<Parameter>& parameters);
/// The [[variant]] entries of a table.
std::vector<Variant> read_variants(const TomlTable& table);
/// The reader of one conjugates/*.toml.
ConjugateEntry read_agent(const TomlTable& file, std::vector<Parameter>& parameters);

/// The entries of a BibTeX file.
std::vector<Reference> read_bibliography(std::string_view text, const std::string& file);

/// What holds only for the whole: sources resolve, names are unique, variants change what exists. Turns aliases under
/// `applies` into names.
void check_whole(Catalogue::Parts& parts);

}  // namespace emtansim::catalogue
