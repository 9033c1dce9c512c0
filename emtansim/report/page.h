// SPDX-License-Identifier: Apache-2.0
/// The page of the report: one HTML text that opens offline, with the report's JSON inside it.
#pragma once

#include <string>
#include <string_view>

namespace emtansim {

/// The built page around `report_json`, a document as docs/formats/report.md describes. Every `<` of the document
/// becomes its JSON escape, so no text in it can end the element that holds it. Safe to call from any thread.
std::string render_page(std::string_view report_json);

}  // namespace emtansim
