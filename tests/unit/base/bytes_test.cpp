// SPDX-License-Identifier: Apache-2.0
/// Bytes give back what was put in, and say so when they are not whole.
#include "emtansim/base/bytes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace emtansim {
namespace {

std::string sample() {
  ByteWriter writer;
  writer.put(std::uint8_t{7});
  writer.put(std::string_view("HER2"));
  writer.put(std::vector<double>{1.5, -0.0, std::numeric_limits<double>::infinity()});
  writer.put(std::numeric_limits<double>::quiet_NaN());
  return writer.take();
}

TEST(bytes, come_back_in_order) {
  const std::string bytes = sample();
  ByteReader reader(bytes);
  EXPECT_EQ(reader.number<std::uint8_t>(), 7);
  EXPECT_EQ(reader.text(), "HER2");
  const auto values = reader.numbers<double>();
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0], 1.5);
  EXPECT_TRUE(std::signbit(values[1]));
  EXPECT_TRUE(std::isinf(values[2]));
  EXPECT_TRUE(std::isnan(reader.number<double>()));
  EXPECT_TRUE(reader.is_sound());
  EXPECT_TRUE(reader.is_at_end());
}

TEST(bytes, that_are_cut_off_anywhere_are_not_sound) {
  const std::string bytes = sample();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(std::string_view(bytes).substr(0, size));
    (void)reader.number<std::uint8_t>();
    (void)reader.text();
    (void)reader.numbers<double>();
    (void)reader.number<double>();
    EXPECT_FALSE(reader.is_sound()) << size;
  }
}

TEST(bytes, with_an_absurd_length_ask_for_no_memory) {
  ByteWriter writer;
  writer.put(std::numeric_limits<std::uint64_t>::max());
  const std::string bytes = writer.take();
  ByteReader reader(bytes);
  EXPECT_TRUE(reader.numbers<double>().empty());
  EXPECT_FALSE(reader.is_sound());
}

}  // namespace
}  // namespace emtansim
