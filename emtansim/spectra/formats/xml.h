// SPDX-License-Identifier: Apache-2.0
/// XML in sequence on expat: bytes are pushed in, elements come out; nothing is kept of what has passed.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

/// Attributes of a start tag; valid while its handler runs.
class Attributes {
 public:
  explicit Attributes(const char** pairs) : pairs_(pairs) {}
  /// Empty where there is none.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;
  /// A whole number that is not negative; nothing where there is none or it is something else.
  [[nodiscard]] std::optional<std::uint64_t> count(std::string_view name) const;

 private:
  const char** pairs_;
};

/// Who takes the elements; names come without their prefix.
class XmlSink {
 public:
  virtual ~XmlSink() = default;
  virtual void on_start(std::string_view element, const Attributes& attributes) = 0;
  virtual void on_end(std::string_view element) = 0;
  virtual void on_text(std::string_view text) = 0;
};

/// The parser of one document. Throws InputError "bad-xml" and whatever the sink throws.
class XmlFeed {
 public:
  XmlFeed(XmlSink& sink, std::string file);
  XmlFeed(const XmlFeed&) = delete;
  XmlFeed& operator=(const XmlFeed&) = delete;
  ~XmlFeed();

  void feed(std::string_view bytes);
  void finish();

  /// Within a handler: the line of the element, and the bytes where its tag begins and ends.
  [[nodiscard]] Where where() const;
  [[nodiscard]] std::uint64_t tag_begin() const;
  [[nodiscard]] std::uint64_t tag_end() const;

  struct Inside;  // what the callbacks of expat see

 private:
  void check(int status);

  std::unique_ptr<Inside> inside_;
  std::string file_;
  std::uint64_t fed_ = 0;
};

}  // namespace emtansim::spectra
