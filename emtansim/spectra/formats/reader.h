// SPDX-License-Identifier: Apache-2.0
/// What the readers of all formats share: who receives, what is allowed, and the last checks on a spectrum.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "emtansim/spectra/formats/bytes.h"
#include "emtansim/spectra/read.h"
#include "emtansim/spectra/warnings.h"

namespace emtansim::spectra {

/// The state of one reading.
struct Session {
  std::string name;  ///< of the file, for messages
  const Receivers& receivers;
  const ReadLimits& limits;
  Reading reading;
  Warnings warnings;
  bool is_stopped = false;

  [[nodiscard]] bool wants_spectra() const { return receivers.spectrum && !is_stopped; }
  [[nodiscard]] bool wants_chromatograms() const { return receivers.chromatogram && !is_stopped; }
  /// Checks, sorts and hands over. `where` is the place of the element in the file.
  void deliver(Spectrum&& spectrum, const Where& where);
  void deliver(Chromatogram&& chromatogram, const Where& where);
};

/// The readers; each reads to the end or until a receiver stops it.
void read_mzml(ByteStream& stream, Session& session);
/// `binary` is the .ibd file.
void read_imzml(ByteStream& stream, const ByteStore& binary, Session& session);
void read_mzxml(ByteStream& stream, Session& session);
/// `parameters` is the text of `acqu`.
void read_flex(const ByteStore& fid, std::string_view parameters, Session& session);
void read_text_spectrum(ByteStream& stream, Session& session);

/// Names of elements seen, to notice repeated ones; forgets to look after some 16 million.
class SeenNames {
 public:
  /// Whether the name was seen before.
  bool repeats(std::string_view name);

 private:
  std::unordered_set<std::size_t> hashes_;
};

/// Seconds of a value with a unit by its accession in the unit ontology, else by its name; nothing for another unit.
std::optional<double> seconds_in(std::string_view unit_accession, std::string_view unit_name);

/// Seconds of an ISO 8601 duration such as "PT1M2.5S".
std::optional<double> seconds_of_duration(std::string_view text);

/// Whether points look like the shape of peaks or like one point a peak; unknown for few points.
PointKind look_of_points(const Spectrum& spectrum);

}  // namespace emtansim::spectra
