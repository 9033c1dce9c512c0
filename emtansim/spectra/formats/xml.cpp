// SPDX-License-Identifier: Apache-2.0
/// Expat behind a small face; exceptions of handlers are carried past its C code.
#include "emtansim/spectra/formats/xml.h"

#include <expat.h>

#include <charconv>
#include <limits>
#include <new>
#include <utility>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

constexpr int kDeepest = 200;                                  // mzML needs about 12
constexpr std::uint64_t kLongestTag = std::uint64_t{1} << 20;  // more is no file of an instrument

std::string_view without_prefix(const char* name) {
  const std::string_view whole(name);
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

}  // namespace

struct XmlFeed::Inside {
  XML_Parser parser = nullptr;
  XmlSink* sink = nullptr;
  std::exception_ptr thrown;
  std::string refusal;
  int depth = 0;

  ~Inside() { XML_ParserFree(parser); }

  template <class Handler>
  void guarded(Handler handler) {
    if (thrown || !refusal.empty()) return;
    try {
      handler();
    } catch (...) {
      thrown = std::current_exception();
      XML_StopParser(parser, XML_FALSE);
    }
  }
  void refuse(std::string why) {
    refusal = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }
};

namespace {

using Inside = XmlFeed::Inside;

void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& inside = *static_cast<Inside*>(data);
  if (++inside.depth > kDeepest) return inside.refuse(fmt::format("elements are nested more than {} deep", kDeepest));
  inside.guarded([&] { inside.sink->on_start(without_prefix(name), Attributes(attributes)); });
}

void on_end(void* data, const XML_Char* name) {
  auto& inside = *static_cast<Inside*>(data);
  --inside.depth;
  inside.guarded([&] { inside.sink->on_end(without_prefix(name)); });
}

void on_text(void* data, const XML_Char* text, int length) {
  auto& inside = *static_cast<Inside*>(data);
  inside.guarded([&] { inside.sink->on_text({text, static_cast<std::size_t>(length)}); });
}

void on_document_type(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Inside*>(data)->refuse("it declares a document type, which no format of spectra needs");
}

}  // namespace

std::string_view Attributes::operator[](std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2)
    if (name == pair[0]) return pair[1];
  return {};
}

std::optional<std::uint64_t> Attributes::count(std::string_view name) const {
  const std::string_view text = trim((*this)[name]);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

XmlFeed::XmlFeed(XmlSink& sink, std::string file) : inside_(std::make_unique<Inside>()), file_(std::move(file)) {
  inside_->parser = XML_ParserCreate(nullptr);
  if (inside_->parser == nullptr) throw std::bad_alloc();
  inside_->sink = &sink;
  XML_SetUserData(inside_->parser, inside_.get());
  XML_SetElementHandler(inside_->parser, on_start, on_end);
  XML_SetCharacterDataHandler(inside_->parser, on_text);
  XML_SetStartDoctypeDeclHandler(inside_->parser, on_document_type);
}

XmlFeed::~XmlFeed() = default;

void XmlFeed::feed(std::string_view bytes) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max() / 2;
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, kMost);
    fed_ += piece.size();
    check(XML_Parse(inside_->parser, piece.data(), static_cast<int>(piece.size()), XML_FALSE));
    bytes.remove_prefix(piece.size());
    const auto at = XML_GetCurrentByteIndex(inside_->parser);
    if (at >= 0 && fed_ > static_cast<std::uint64_t>(at) + piece.size() + kLongestTag)
      throw InputError(where(), {"bad-xml", "a tag does not end",
                                 fmt::format("it is longer than {} MB", kLongestTag >> 20), "is the file damaged?"});
  }
}

void XmlFeed::finish() { check(XML_Parse(inside_->parser, "", 0, XML_TRUE)); }

void XmlFeed::check(int status) {
  if (status != XML_STATUS_ERROR) return;
  if (inside_->thrown) std::rethrow_exception(inside_->thrown);
  if (!inside_->refusal.empty()) throw InputError(where(), {"bad-xml", "the file is refused", inside_->refusal, ""});
  const XML_Error code = XML_GetErrorCode(inside_->parser);
  if (code == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
  const bool is_cut = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                      code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR;
  throw InputError(where(), {"bad-xml", is_cut ? "the file is cut off" : "the file is not well-formed XML",
                             XML_ErrorString(code), is_cut ? "copy or convert it again" : "convert it again"});
}

Where XmlFeed::where() const { return {file_, static_cast<int>(XML_GetCurrentLineNumber(inside_->parser))}; }

std::uint64_t XmlFeed::tag_begin() const {
  return static_cast<std::uint64_t>(XML_GetCurrentByteIndex(inside_->parser));
}

std::uint64_t XmlFeed::tag_end() const {
  return tag_begin() + static_cast<std::uint64_t>(XML_GetCurrentByteCount(inside_->parser));
}

}  // namespace emtansim::spectra
