// SPDX-License-Identifier: Apache-2.0
/// The page holds the report unharmed, and nothing in the report can break out of it.
#include "emtansim/report/page.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "emtansim/report/page_template.h"

namespace emtansim {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

TEST(Page, template_has_one_slot_for_the_report) { EXPECT_EQ(count(page_template(), kReportSlot), 1U); }

TEST(Page, report_takes_the_place_of_the_slot) {
  const std::string json = R"({"format":"emtansim-report","version":1,"meta":{"title":"pulse and chase"}})";
  const std::string page = render_page(json);
  EXPECT_EQ(count(page, kReportSlot), 0U);
  EXPECT_EQ(count(page, "id=\"report-data\">" + json + "</script>"), 1U);
  EXPECT_EQ(page.size(), page_template().size() - kReportSlot.size() + json.size());
}

TEST(Page, text_of_the_report_cannot_end_its_element) {
  const std::string page = render_page(R"({"meta":{"title":"</script><!--<script>"}})");
  EXPECT_EQ(count(page, "</script>"), count(page_template(), "</script>"));
  EXPECT_EQ(count(page, R"({"meta":{"title":"\u003c/script>\u003c!--\u003cscript>"}})"), 1U);
}

TEST(Page, nothing_in_the_page_asks_for_another_address) {
  const std::string_view page = page_template();
  for (const std::string_view request : {"<link", "src=\"http", "@import", "url(http", "fetch(", "XMLHttpRequest"}) {
    EXPECT_EQ(count(page, request), 0U) << request;
  }
}

TEST(Page, page_is_small_enough_to_send_by_mail) { EXPECT_LT(page_template().size(), 400'000U); }

}  // namespace
}  // namespace emtansim
