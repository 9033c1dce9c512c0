// SPDX-License-Identifier: Apache-2.0
/// Reading spectra, chromatograms and mass lists; the format is found from the content.
///
/// Files are read in sequence, one spectrum at a time: memory is that of the largest spectrum, not of the file. No
/// count, length, offset or checksum in a file is believed; one that does not fit gives a warning. Errors are
/// InputError with file and line (for binary files the byte is named); warnings are values.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

enum class Format { mzml, mzxml, imzml, bruker_flex, text_spectrum, mass_list };

/// "mzML", "Bruker flex", ...: for people.
std::string_view to_name(Format format);

/// Whether a reader goes on after what it handed over.
enum class Next { read_on, stop };

/// Who takes what a file holds; one that is empty is not asked, and what it would take is not decoded.
struct Receivers {
  std::function<Next(Spectrum&&)> spectrum;
  std::function<Next(Chromatogram&&)> chromatogram;
};

struct ReadLimits {
  std::size_t points = std::size_t{1} << 25;         ///< of one array; more is refused
  std::size_t checksummed = std::size_t{256} << 20;  ///< bytes; checksums of larger files are not verified
};

/// What was met on the way.
struct Reading {
  Format format = Format::text_spectrum;
  std::size_t spectra = 0;        ///< seen, decoded or not
  std::size_t chromatograms = 0;  ///< the same
  std::vector<Warning> warnings;
};

/// Reads mzML, mzXML (either may be gzipped), imzML, Bruker flex (a folder with `fid` and `acqu`, or either file) and
/// text. Throws InputError "unreadable-file", "vendor-format" (with what to convert it with), "unknown-format",
/// "bad-xml", "bad-array", "bad-number", "too-large", "mass-list" (`read_mass_list` takes that); whatever a receiver
/// throws passes through.
Reading read_run(const std::string& path, const Receivers& receivers, const ReadLimits& limits = {});

/// The content of files that are in memory already.
struct Content {
  std::string name;            ///< for messages
  std::string_view bytes;      ///< the file; of Bruker flex the `fid`
  std::string_view companion;  ///< the .ibd of imzML, the `acqu` of Bruker flex; else empty
};
Reading read_content(const Content& content, const Receivers& receivers, const ReadLimits& limits = {});

/// Every spectrum of a file, in order.
Reading for_each_spectrum(const std::string& path, const std::function<Next(Spectrum&&)>& receive);
/// Every chromatogram of a file, in order; spectra are not decoded.
Reading for_each_chromatogram(const std::string& path, const std::function<Next(Chromatogram&&)>& receive);

/// What kind of file it is, from its first bytes. Throws as `read_run`.
Format detect_format(const std::string& path);

/// Which columns hold what; empty: found by their names.
struct MassColumns {
  std::string mass;
  std::string intensity;
};

struct MassListReading {
  MassList list;
  std::vector<Warning> warnings;
};

/// A table of masses: comma, semicolon, tab or blanks between columns, decimal point or comma, with a header of any
/// length or none (then the first two columns). Throws InputError "unknown-column" where no column, or more than one,
/// could be meant, "bad-number" and "no-peaks".
MassListReading read_mass_list(const std::string& path, const MassColumns& columns = {});
MassListReading read_mass_list(const Content& content, const MassColumns& columns = {});

}  // namespace emtansim::spectra
