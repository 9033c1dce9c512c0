// SPDX-License-Identifier: Apache-2.0
/// What the techniques of `emtansim dar` share.
#pragma once

#include <string>
#include <vector>

#include "commands.h"
#include "data_table.h"
#include "emtansim/report/report.h"

namespace emtansim::cli {

/// The conjugate that is asked about, with the data behind it.
struct DarConjugate {
  catalogue::Catalogue catalogue;
  conjugate::Chemistry chemistry;
  catalogue::ConjugateEntry entry;
  conjugate::ConjugateParts parts;
};
DarConjugate dar_conjugate(const Request& request);

// One function for each technique; each gives an exit code.
int dar_by_spectrum(const Request& request);
int dar_by_uv(const Request& request);
int dar_by_maldi(const Request& request);
int dar_by_loads(const Request& request, report::LoadMethod method);

/// The only file of a technique that reads one table. Throws InputError for none or more.
std::string only_table(const Request& request, std::string_view technique);
/// A file that went in, with its SHA-256; of a folder the name alone.
report::InputFile input_file(const std::string& path, const std::string& role);
/// Molecules, references and the rest that every report tells.
report::DarFrame dar_frame(const DarConjugate& asked, const Request& request, std::vector<report::InputFile> files);
/// References of `keys` that the data know.
std::vector<catalogue::Reference> references_of(const catalogue::Catalogue& catalogue,
                                                const std::vector<std::string>& keys);

/// Writes dar.csv, report.html and report.json, and what else is given, into the folder.
void write_dar(const std::string& folder, const DataTable& results, const std::string& document,
               std::vector<FileContent> more = {});

/// "1.23 (1.10 to 1.40)", the value alone where there is no interval, for a cell or a sentence.
std::string with_interval(const spectra::Estimated& estimated, int decimals);
void print_warnings(const std::vector<std::string>& warnings);
void print_end(const std::string& folder, std::string_view files);

/// A name that a file can have: letters, digits, dots, dashes.
std::string file_name(const std::string& name);

}  // namespace emtansim::cli
