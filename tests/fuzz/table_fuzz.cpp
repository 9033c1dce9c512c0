// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a table of comma-separated values: rectangular, or refused as the user's mistake.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "emtansim/base/base.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const emtansim::Table table = emtansim::parse_table(text, "table.csv");
    if (table.lines.size() != table.rows.size()) std::abort();
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      if (table.rows[row].size() != table.columns.size()) std::abort();
      for (std::size_t column = 0; column < table.columns.size(); ++column) (void)table.number(row, column);
    }
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
