// SPDX-License-Identifier: Apache-2.0
/// Gathers the files of data/ and hands each to its reader.
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/catalogue/entries.h"

namespace emtansim::catalogue {

namespace {

void read_parameter_file(const TomlTable& file, Catalogue::Parts& parts) {
  static const std::vector<std::string> kKeys = {"parameter"};
  file.refuse_unknown_keys(kKeys);
  read_parameters(file, {}, parts.parameters);
}

void read_variant_file(const TomlTable& file, Catalogue::Parts& parts) {
  static const std::vector<std::string> kKeys = {"variant"};
  file.refuse_unknown_keys(kKeys);
  for (auto& variant : read_variants(file)) parts.variants.push_back(std::move(variant));
}

void read_one(const SourceText& source, Catalogue::Parts& parts) {
  const std::filesystem::path path(source.path);
  const std::string folder = path.parent_path().filename().string();
  if (path.filename() == "references.bib") {
    for (auto& reference : read_bibliography(source.text, source.path))
      parts.references.push_back(std::move(reference));
    return;
  }
  const TomlDocument document = TomlDocument::parse(source.text, source.path);
  if (path.filename() == "variants.toml") {
    read_variant_file(document.root(), parts);
  } else if (folder == "parameters") {
    read_parameter_file(document.root(), parts);
  } else if (folder == "systems") {
    parts.systems.push_back(read_system(document.root(), parts.parameters));
  } else if (folder == "conjugates") {
    parts.agents.push_back(read_agent(document.root(), parts.parameters));
  } else {
    throw InputError({source.path, 0}, {"unknown-file", "this is no file of the catalogue",
                                        "it lies in none of parameters/, systems/ and conjugates/", ""});
  }
}

void add_folder(const std::string& folder, std::vector<SourceText>& files) {
  for (const auto& name : files_in(folder, ".toml")) {
    std::string path = fmt::format("{}/{}", folder, name);
    std::string text = read_toml_text(path);
    files.push_back({std::move(path), std::move(text)});
  }
}

}  // namespace

Catalogue parse_catalogue(std::span<const SourceText> files) {
  Catalogue::Parts parts;
  for (const auto& file : files) {
    read_one(file, parts);
    parts.files.push_back({file.path, sha256(file.text)});
  }
  check_whole(parts);
  return Catalogue(std::move(parts));
}

Catalogue read_catalogue(const std::string& data_folder) {
  std::vector<SourceText> files;
  for (const char* folder : {"parameters", "systems", "conjugates"}) add_folder(data_folder + "/" + folder, files);
  for (const char* name : {"variants.toml", "references.bib"}) {
    std::string path = fmt::format("{}/{}", data_folder, name);
    std::string text = read_toml_text(path);
    files.push_back({std::move(path), std::move(text)});
  }
  return parse_catalogue(files);
}

}  // namespace emtansim::catalogue
