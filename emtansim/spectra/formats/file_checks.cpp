// SPDX-License-Identifier: Apache-2.0
/// Index offsets, checksums and the pair of files of imzML.
#include "emtansim/spectra/formats/file_checks.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 17;
constexpr std::size_t kMostItems = std::size_t{1} << 24;
constexpr std::size_t kLongestText = 200;  // of an offset or a checksum

std::optional<std::uint64_t> to_offset(std::string_view text) {
  text = trim(text);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Some writers point at the line end in front of the tag.
bool is_just_before(std::optional<std::uint64_t> offset, std::uint64_t tag) {
  constexpr std::uint64_t kLineEnd = 2;
  return offset && *offset <= tag && tag - *offset <= kLineEnd;
}

bool is_checksum(std::string_view text) {
  constexpr std::size_t kDigits = 40;
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

void FileChecks::read_through(ByteStream& stream) {
  std::vector<char> block(kBlock);
  while (!session_.is_stopped) {
    const std::size_t count = stream.read(block);
    if (count == 0) return feed_.finish();
    block_ = {block.data(), count};
    feed_.feed(block_);
    passed_ += count;
    if (passed_ <= session_.limits.checksummed) sha1_.add(block_);
  }
}

void FileChecks::note_item(std::string_view kind) {
  auto& items = items_[std::string(kind)];
  if (items.size() < kMostItems) items.push_back(feed_.tag_begin());
}

void FileChecks::on_start(std::string_view name, const Attributes& attributes) {
  if (name == "indexList" && index_begin_ == 0) index_begin_ = feed_.tag_begin();
  if (name == "index") {
    if (index_begin_ == 0) index_begin_ = feed_.tag_begin();
    is_in_index_ = true;
    kind_ = attributes["name"];
  }
  const bool is_checksum = name == "fileChecksum" || name == "sha1";
  is_open_ = is_checksum || name == "indexListOffset" || name == "indexOffset" || (name == "offset" && is_in_index_);
  text_.clear();
  if (!is_checksum || feed_.tag_end() > session_.limits.checksummed || feed_.tag_end() < passed_) return;
  Sha1 to_here = sha1_;
  to_here.add(block_.substr(0, static_cast<std::size_t>(feed_.tag_end() - passed_)));
  computed_ = to_here.hexadecimal();
}

void FileChecks::on_text(std::string_view text) {
  if (is_open_ && text_.size() < kLongestText) text_ += text;
}

void FileChecks::on_end(std::string_view name) {
  if (name == "index") is_in_index_ = false;
  if (!is_open_) return;
  is_open_ = false;
  if (name == "offset") check_offset();
  if (name == "fileChecksum" || name == "sha1") check_checksum();
  const bool is_list = name == "indexListOffset" || name == "indexOffset";
  if (is_list && !is_just_before(to_offset(text_), index_begin_)) {
    session_.warnings.add(feed_.where(), {"stale-index", "the index is not where the file says",
                                          "the file was changed after it was written", "it is read in sequence"});
  }
}

void FileChecks::check_offset() {
  const auto& items = items_[kind_];
  const std::size_t at = indexed_[kind_]++;
  if (at < items.size() && is_just_before(to_offset(text_), items[at])) return;
  if (at >= items.size() && items.size() == kMostItems) return;
  session_.warnings.add(feed_.where(),
                        {"stale-index", "the index does not fit the file",
                         fmt::format("no {} begins at byte {}", kind_, trim(text_)), "it is read in sequence"});
}

void FileChecks::check_checksum() {
  const std::string stated = to_lower(trim(text_));
  if (!is_checksum(stated) || computed_.empty() || stated == computed_) return;
  session_.warnings.add(feed_.where(), {"wrong-checksum", "the file is not the one that its checksum was made for",
                                        "it was changed, or damaged", "compare it with the original"});
}

void check_unique_name(const ByteStore& binary, std::string_view stated, const Where& where) {
  constexpr std::size_t kBytes = 16;
  std::string front(kBytes, '\0');
  front.resize(binary.read_at(0, front));
  std::string found, wanted;
  for (const char c : front) found += fmt::format("{:02x}", static_cast<unsigned char>(c));
  for (const char c : to_lower(stated))
    if (std::string_view("0123456789abcdef").find(c) != std::string_view::npos) wanted += c;
  if (wanted.empty() || found == wanted) return;
  throw InputError(where, {"wrong-pair", "the .ibd file belongs to another imzML file",
                           fmt::format("it begins with {}, not {}", found, wanted), "look for the right one"});
}

void check_sha1(const ByteStore& binary, std::string_view stated, const Where& where, Session& session) {
  const std::string wanted = to_lower(trim(stated));
  if (!is_checksum(wanted) || binary.size() > session.limits.checksummed) return;
  Sha1 sha1;
  std::vector<char> block(kBlock);
  for (std::uint64_t at = 0; at < binary.size(); at += block.size())
    sha1.add({block.data(), binary.read_at(at, block)});
  if (sha1.hexadecimal() == wanted) return;
  session.warnings.add(where, {"wrong-checksum", "the .ibd file is not the one that its checksum was made for",
                               "it was changed, or damaged", "compare it with the original"});
}

}  // namespace emtansim::spectra
