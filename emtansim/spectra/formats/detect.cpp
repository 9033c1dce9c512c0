// SPDX-License-Identifier: Apache-2.0
/// First bytes and names of the formats.
#include "emtansim/spectra/formats/detect.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "emtansim/spectra/formats/columns.h"

namespace emtansim::spectra {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_vendor(const std::string& name, std::string_view what, std::string_view how) {
  throw InputError({name, 0}, {"vendor-format", fmt::format("this is {}", what),
                               "only programs with the vendor's library read it", std::string(how)});
}

constexpr std::string_view kConvert =
    "convert it to mzML first: msconvert FILE --mzML --zlib --filter \"peakPicking false 1-\" (ProteoWizard)";
constexpr std::string_view kConvertThermo =
    "convert it to mzML first: ThermoRawFileParser -i FILE -f 1 -p, or msconvert FILE --mzML --zlib (ProteoWizard)";

struct Magic {
  std::string_view bytes;
  std::string_view what;
  std::string_view how;
};

constexpr std::array kMagics = {
    Magic{std::string_view("\x01\xA1"
                           "F\0i\0n\0n\0i\0g\0a\0n\0",
                           18),
          "a Thermo .raw file", kConvertThermo},
    Magic{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a Sciex .wiff file or an old Excel workbook",
          "convert spectra to mzML first (msconvert FILE --mzML --zlib, ProteoWizard); save tables as CSV"},
    Magic{"PK\x03\x04", "an Excel workbook or another zip archive", "save the table as CSV, or unpack the archive"},
    Magic{"%PDF", "a PDF", "export the data as mzML or CSV"},
    Magic{"\x89HDF", "an HDF5 file (mzMLb or mz5)", "convert it to mzML: msconvert FILE --mzML --zlib (ProteoWizard)"},
    Magic{"SQLite format 3", "an SQLite file, such as Bruker's .tdf", kConvert},
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Format xml_format(std::string_view front, const std::string& name) {
  const bool is_mzml =
      has(front, "<mzML") || has(front, "<indexedmzML") || has(front, ":mzML") || has(front, ":indexedmzML");
  if (is_mzml) return has(front, "IMS:1000080") || to_lower(name).ends_with(".imzml") ? Format::imzml : Format::mzml;
  if (has(front, "<mzXML") || has(front, "<msRun") || has(front, ":mzXML")) return Format::mzxml;
  throw InputError({name, 0}, {"unknown-format", "this XML is neither mzML, mzXML nor imzML",
                               "no element of these is near its beginning",
                               "convert it to mzML: msconvert FILE --mzML --zlib (ProteoWizard)"});
}

/// Whether the names of columns speak of masses and not of m/z.
bool names_masses(std::string_view front, const std::string& name) {
  const auto stream = stream_of(front);
  Lines lines(*stream, name);
  const auto names = column_names(read_preamble(lines));
  bool has_mass = false;
  for (const auto& column : names) {
    const std::string key = to_key(column);
    if (key.starts_with("mz") || has(key, "masscharge") || has(key, "masstocharge")) return false;
    has_mass = has_mass || has(key, "mass");
  }
  return has_mass;
}

}  // namespace

void refuse_vendor_format(std::string_view front, const std::string& name) {
  for (const auto& magic : kMagics)
    if (front.starts_with(magic.bytes)) refuse_vendor(name, magic.what, magic.how);
}

Format format_of(std::string_view front, const std::string& name) {
  if (front.empty())
    throw InputError({name, 0}, {"unknown-format", "the file is empty", "", "was it copied completely?"});
  refuse_vendor_format(front, name);
  std::string_view text = front;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const bool is_wide_xml = front.starts_with("\xFF\xFE<") || front.starts_with(std::string_view("\xFE\xFF\0<", 4));
  if (is_wide_xml) {
    std::string narrow;
    for (const char c : front.substr(2))
      if (c != '\0') narrow += c;
    return xml_format(narrow, name);
  }
  if (text.starts_with('<')) return xml_format(text, name);
  const bool is_binary =
      !front.starts_with("\xFF\xFE") && !front.starts_with("\xFE\xFF") && has(front, std::string_view("\0", 1));
  if (is_binary)
    throw InputError({name, 0},
                     {"unknown-format", "the format of the file is not known",
                      "it is binary, and neither mzML, mzXML, imzML nor a fid beside its acqu", std::string(kConvert)});
  return names_masses(front, name) ? Format::mass_list : Format::text_spectrum;
}

void refuse_vendor_folder(const std::string& path) {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(path, problem)) {
    const std::string name = to_lower(entry.path().filename().string());
    if (name == "acqdata") refuse_vendor(path, "an Agilent .d folder", kConvert);
    if (name.starts_with("_func0") || name == "_extern.inf") refuse_vendor(path, "a Waters .raw folder", kConvert);
    if (name.starts_with("analysis.") || name == "analysis") refuse_vendor(path, "a Bruker .d folder", kConvert);
  }
}

std::optional<FlexFiles> find_flex(const std::string& path) {
  constexpr int kDeepest = 6;
  constexpr std::size_t kMostEntries = 100000;
  std::error_code problem;
  if (!fs::is_directory(path, problem)) {
    const fs::path file(path);
    const std::string name = file.filename().string();
    if (name != "fid" && name != "acqu") return std::nullopt;
    const fs::path fid = file.parent_path() / "fid", acqu = file.parent_path() / "acqu";
    if (!fs::is_regular_file(fid, problem) || !fs::is_regular_file(acqu, problem)) return std::nullopt;
    return FlexFiles{fid.string(), acqu.string()};
  }
  std::vector<FlexFiles> found;
  std::size_t entries = 0;
  auto entry = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, problem);
  for (; !problem && entry != fs::recursive_directory_iterator() && ++entries < kMostEntries;
       entry.increment(problem)) {
    if (entry.depth() >= kDeepest) entry.disable_recursion_pending();
    std::error_code unknown;
    const fs::path acqu = entry->path().parent_path() / "acqu";
    if (entry->path().filename() == "fid" && entry->is_regular_file(unknown) && fs::is_regular_file(acqu, unknown))
      found.push_back({entry->path().string(), acqu.string()});
  }
  if (found.size() > 1) {
    throw InputError({path, 0},
                     {"unreadable-folder", "the folder holds several measurements",
                      fmt::format("for example '{}' and '{}'", found[0].fid, found[1].fid), "name one of them"});
  }
  if (found.empty()) return std::nullopt;
  return found.front();
}

}  // namespace emtansim::spectra
