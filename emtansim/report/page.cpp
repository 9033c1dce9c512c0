// SPDX-License-Identifier: Apache-2.0
/// Puts the report's JSON into the page.
#include "emtansim/report/page.h"

#include <algorithm>
#include <cstddef>

#include "emtansim/report/page_template.h"

namespace emtansim {

namespace {

constexpr std::string_view kEscapedLess = "\\u003c";

// In JSON a `<` can only stand inside a string, where the escape means the same.
void append_escaped(std::string& page, std::string_view json) {
  std::size_t from = 0;
  for (std::size_t less = json.find('<'); less != std::string_view::npos; less = json.find('<', from)) {
    page.append(json.substr(from, less - from)).append(kEscapedLess);
    from = less + 1;
  }
  page.append(json.substr(from));
}

}  // namespace

std::string render_page(std::string_view report_json) {
  const std::string_view page_text = page_template();
  const std::size_t slot = page_text.find(kReportSlot);
  const auto escapes = static_cast<std::size_t>(std::count(report_json.begin(), report_json.end(), '<'));

  std::string page;
  page.reserve(page_text.size() + report_json.size() + escapes * kEscapedLess.size());
  page.append(page_text.substr(0, slot));
  append_escaped(page, report_json);
  page.append(page_text.substr(slot + kReportSlot.size()));
  return page;
}

}  // namespace emtansim
