// SPDX-License-Identifier: Apache-2.0
/// What the reports on drug loads share. Private to report.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "emtansim/report/json.h"
#include "emtansim/report/spectra/dar.h"

namespace emtansim::report {

/// Samples that get a card of their own among the findings; the tables hold all.
inline constexpr std::size_t kMostCards = 8;

/// What a report of one technique fills in.
struct DarDocument {
  std::string title, description, summary;
  Json findings = Json::array();
  Json facts = Json::array();
  Json sections = Json::array();
  Json assumptions = Json::array();
  Json warnings = Json::array();
};

Json finding(std::string_view headline, std::string sentence, Json value, std::string_view unit, std::string_view kind);
/// Adds the interval where there is one; level 0 for a range that is no confidence interval.
void add_interval(Json& finding, const spectra::Estimated& estimated, std::string_view method, double level = 0.95);
Json fact(std::string_view label, std::string value);
Json assumed(std::string statement, std::string because, std::string effect);
Json warned(std::string text, std::string try_this = "");
Json text_column(std::string_view key, std::string_view name);
Json number_column(std::string_view key, std::string_view name, std::string_view unit = "", int digits = 4);
Json table(std::string_view id, std::string_view title, std::string_view caption, Json columns, Json rows);
/// One bar for each name with its interval; without intervals where none differs from the value.
Json interval_bars(std::string_view id, std::string_view title, std::string_view caption, Json axis,
                   const std::vector<std::string>& names, const std::vector<spectra::Estimated>& values);
Json section(std::string_view id, std::string_view title, std::string_view text, Json plots);

/// The whole document as text.
std::string document_of(DarDocument document, const DarFrame& frame);

}  // namespace emtansim::report
