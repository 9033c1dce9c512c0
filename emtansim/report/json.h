// SPDX-License-Identifier: Apache-2.0
/// JSON with its keys in the order they were written. Private to report.
#pragma once

#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "emtansim/base/base.h"

namespace emtansim::report {

using Json = nlohmann::ordered_json;

/// Text of a document. Bytes that are no UTF-8 are replaced; a number that is not finite is `null`.
inline std::string to_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// Short enough for plots: six significant digits.
inline Json rounded(double value, int digits = 6) {
  if (!std::isfinite(value)) return nullptr;
  return *parse_number(to_short(value, digits));
}

inline Json rounded(std::span<const double> values, int digits = 6) {
  Json list = Json::array();
  for (const double value : values) list.push_back(rounded(value, digits));
  return list;
}

/// `null` for what is empty.
inline Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(std::string(text)); }

}  // namespace emtansim::report
