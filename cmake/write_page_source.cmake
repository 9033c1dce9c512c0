# SPDX-License-Identifier: Apache-2.0
# Writes OUT, a C++ source that holds the text of PAGE. Runs as a script: cmake -DPAGE=... -DOUT=... -P this.
file(READ ${PAGE} page HEX)
string(LENGTH "${page}" digits)
if(digits EQUAL 0)
  message(FATAL_ERROR "${PAGE} is empty")
endif()
# Numbers rather than a literal: no text of the page can end them, and no compiler limits their length.
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${page}")
file(WRITE ${OUT}.tmp "// SPDX-License-Identifier: Apache-2.0
/// Generated from web/ by cmake/write_page_source.cmake.
#include \"emtansim/report/page_template.h\"

namespace emtansim {

namespace {
constexpr unsigned char kPage[] = {${bytes}};
}  // namespace

std::string_view page_template() {
  return {reinterpret_cast<const char*>(kPage), sizeof kPage};
}

}  // namespace emtansim
")
file(RENAME ${OUT}.tmp ${OUT})
