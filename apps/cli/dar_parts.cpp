// SPDX-License-Identifier: Apache-2.0
/// What the techniques of `emtansim dar` share: the conjugate, the files that come out, words at the end.
#include "dar_parts.h"

#include <filesystem>

#include <fmt/format.h>

#include "terminal.h"

namespace emtansim::cli {

namespace fs = std::filesystem;

DarConjugate dar_conjugate(const Request& request) {
  const GivenOptions& options = request.options;
  DarConjugate asked{.catalogue = read_data(), .chemistry = conjugate::read_chemistry(data_folder())};
  asked.entry = asked.catalogue.find_agent(options.has("conjugate") ? options.text("conjugate") : "T-DM1", {});
  asked.parts = conjugate::conjugate_parts(asked.chemistry, asked.entry,
                                           {.antibody = options.text("antibody"), .glycans = options.text("glycans")});
  return asked;
}

std::string only_table(const Request& request, std::string_view technique) {
  if (request.words.empty())
    refuse_argument("no table is named", "", fmt::format("emtansim dar TABLE.csv --by {}", technique));
  if (request.words.size() > 1)
    refuse_argument(fmt::format("'{}' is one argument too many", request.words[1]),
                    fmt::format("--by {} takes one table with all samples in it", technique), "put them in one file");
  return request.words.front();
}

report::InputFile input_file(const std::string& path, const std::string& role) {
  report::InputFile file{.path = path, .hash = {}, .role = role};
  std::error_code problem;
  if (fs::is_regular_file(path, problem)) file.hash = sha256(read_file(path));
  return file;
}

std::vector<catalogue::Reference> references_of(const catalogue::Catalogue& catalogue,
                                                const std::vector<std::string>& keys) {
  std::vector<catalogue::Reference> found;
  for (const auto& key : keys)
    if (const auto* reference = key.empty() ? nullptr : catalogue.find_reference(key)) found.push_back(*reference);
  return found;
}

report::DarFrame dar_frame(const DarConjugate& asked, const Request& request, std::vector<report::InputFile> files) {
  return {.entry = asked.entry,
          .parts = asked.parts,
          .molecules = report::drawn_molecules(asked.entry, asked.chemistry),
          .files = std::move(files),
          .references = references_of(asked.catalogue, {asked.parts.antibody.source}),
          .command = request.command_line};
}

void write_dar(const std::string& folder, const DataTable& results, const std::string& document,
               std::vector<FileContent> more) {
  make_folder(folder);
  const auto in_folder = [&folder](const std::string& name) { return (fs::path(folder) / name).string(); };
  std::vector<FileContent> files = {{in_folder("dar.csv"), as_csv(results)},
                                    {in_folder("report.html"), render_page(document)},
                                    {in_folder("report.json"), document + "\n"}};
  for (auto& file : more) files.push_back({in_folder(file.path), std::move(file.content)});
  write_files(files);
}

std::string with_interval(const spectra::Estimated& estimated, int decimals) {
  return report::interval_text(estimated, decimals);
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) print(wrapped("warning: " + warning, text_width(), 2) + "\n");
}

void print_end(const std::string& folder, std::string_view files) {
  print(fmt::format("\nWritten to {}: {}\n\nResearch use only. Not for diagnosis or treatment.\n", folder, files));
}

std::string file_name(const std::string& name) {
  std::string result;
  for (const char c : name) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (is_plain)
      result += c;
    else if (!result.empty() && result.back() != '_')
      result += '_';
  }
  while (result.starts_with('.')) result.erase(0, 1);
  return result.empty() ? "sample" : result;
}

}  // namespace emtansim::cli
