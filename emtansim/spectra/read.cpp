// SPDX-License-Identifier: Apache-2.0
/// From a path or bytes to the reader of their format.
#include "emtansim/spectra/read.h"

#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/formats/detect.h"
#include "emtansim/spectra/formats/reader.h"

namespace emtansim::spectra {

namespace {

constexpr std::size_t kLargestParameters = std::size_t{1} << 24;

Reading finished(Session& session) {
  session.reading.warnings = session.warnings.take();
  return std::move(session.reading);
}

/// The .ibd beside an .imzML, whatever the case of its ending.
std::string binary_beside(const std::string& path) {
  const std::filesystem::path base(path);
  for (const auto* ending : {".ibd", ".IBD", ".Ibd"}) {
    std::error_code problem;
    const auto partner = std::filesystem::path(base).replace_extension(ending);
    if (std::filesystem::is_regular_file(partner, problem)) return partner.string();
  }
  throw InputError({path, 0}, {"unreadable-file", "the .ibd file is missing", "imzML is a pair of files of one name",
                               "put both in one folder"});
}

struct Opened {
  std::unique_ptr<ByteStream> stream;
  Format format;
};

Opened look_at(std::unique_ptr<ByteStream> packed, const std::string& name) {
  auto stream = gunzipped(std::move(packed), name);
  std::string front = take_front(*stream, kLook);
  const Format format = format_of(front, name);
  return {preceded(std::move(front), std::move(stream)), format};
}

void read_by_format(Opened& opened, const std::function<std::unique_ptr<ByteStore>()>& open_binary, Session& session) {
  session.reading.format = opened.format;
  switch (opened.format) {
    case Format::mzml: return read_mzml(*opened.stream, session);
    case Format::mzxml: return read_mzxml(*opened.stream, session);
    case Format::imzml: return read_imzml(*opened.stream, *open_binary(), session);
    case Format::text_spectrum: return read_text_spectrum(*opened.stream, session);
    case Format::mass_list:
      throw InputError({session.name, 0}, {"mass-list", "this is a list of masses, not a spectrum",
                                           "its columns are named so", "emtansim dar reads it"});
    case Format::bruker_flex: return;  // never found by content alone
  }
}

}  // namespace

std::string_view to_name(Format format) {
  switch (format) {
    case Format::mzml: return "mzML";
    case Format::mzxml: return "mzXML";
    case Format::imzml: return "imzML";
    case Format::bruker_flex: return "Bruker flex";
    case Format::text_spectrum: return "text";
    case Format::mass_list: return "mass list";
  }
  return "";
}

Format detect_format(const std::string& path) {
  if (find_flex(path)) return Format::bruker_flex;
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) refuse_vendor_folder(path);
  return look_at(open_stream(path), path).format;
}

Reading read_run(const std::string& path, const Receivers& receivers, const ReadLimits& limits) {
  Session session{.name = path, .receivers = receivers, .limits = limits};
  if (const auto flex = find_flex(path)) {
    session.name = flex->fid;
    session.reading.format = Format::bruker_flex;
    read_flex(*open_store(flex->fid), read_file(flex->acqu, {}, kLargestParameters), session);
    return finished(session);
  }
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) refuse_vendor_folder(path);
  Opened opened = look_at(open_stream(path), path);
  read_by_format(
      opened, [&] { return open_store(binary_beside(path)); }, session);
  return finished(session);
}

Reading read_content(const Content& content, const Receivers& receivers, const ReadLimits& limits) {
  Session session{.name = content.name, .receivers = receivers, .limits = limits};
  if (content.companion.starts_with("##")) {
    session.reading.format = Format::bruker_flex;
    read_flex(*store_of(content.bytes), content.companion, session);
    return finished(session);
  }
  Opened opened = look_at(stream_of(content.bytes), content.name);
  read_by_format(
      opened, [&] { return store_of(content.companion); }, session);
  return finished(session);
}

Reading for_each_spectrum(const std::string& path, const std::function<Next(Spectrum&&)>& receive) {
  return read_run(path, {.spectrum = receive, .chromatogram = {}});
}

Reading for_each_chromatogram(const std::string& path, const std::function<Next(Chromatogram&&)>& receive) {
  return read_run(path, {.spectrum = {}, .chromatogram = receive});
}

}  // namespace emtansim::spectra
