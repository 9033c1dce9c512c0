// SPDX-License-Identifier: Apache-2.0
/// What XML files of spectra claim about themselves as a whole: index, checksum, binary partner; wrong claims warn.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/spectra/formats/reader.h"
#include "emtansim/spectra/formats/sha1.h"
#include "emtansim/spectra/formats/xml.h"

namespace emtansim::spectra {

/// Pushes a file through the parser and holds its index and checksum against what is there. The sink hands on its
/// elements.
class FileChecks {
 public:
  FileChecks(XmlFeed& feed, Session& session) : feed_(feed), session_(session) {}

  /// To the end of the file, or until the session is stopped.
  void read_through(ByteStream& stream);

  void on_start(std::string_view name, const Attributes& attributes);
  void on_end(std::string_view name);
  void on_text(std::string_view text);
  /// An indexed element ("spectrum", "chromatogram", "scan") begins here.
  void note_item(std::string_view kind);

 private:
  void check_offset();
  void check_checksum();

  XmlFeed& feed_;
  Session& session_;
  Sha1 sha1_;                 ///< of all before the block in hand
  std::string_view block_;    ///< the block in hand
  std::uint64_t passed_ = 0;  ///< bytes before it
  bool is_in_index_ = false;
  bool is_open_ = false;  ///< whether the text of a checked element is gathered
  std::string kind_;      ///< of the index list
  std::string text_;
  std::string computed_;
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> items_;
  std::map<std::string, std::size_t, std::less<>> indexed_;
  std::uint64_t index_begin_ = 0;
};

/// The .ibd of an imzML file begins with the name of their pair. Throws InputError "wrong-pair".
void check_unique_name(const ByteStore& binary, std::string_view stated, const Where& where);
/// Warns where the checksum of the .ibd is another.
void check_sha1(const ByteStore& binary, std::string_view stated, const Where& where, Session& session);

}  // namespace emtansim::spectra
