// SPDX-License-Identifier: Apache-2.0
/// Bruker flex folders made from a known calibration.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "files.h"

namespace emtansim::spectra {
namespace {

using namespace testing;

const std::vector<std::int32_t> kCounts = {0, 3, 21035, 7, 1};

std::string acqu(double quadratic, std::string_view more = {}) {
  return fmt::format(
      "##TITLE= x\n##$BYTORDA= 0\n##$TD= 5\n##$DELAY= 41260\n##$DW= 0.5\n##$ML1= 415663.238\n##$ML2= 254.82\n"
      "##$ML3= {}\n{}",
      quadratic, more);
}

Whole read_flex(const std::string& fid, const std::string& parameters) {
  return read_memory({.name = "fid", .bytes = fid, .companion = parameters});
}

TEST(flex, times_of_flight_become_mz) {
  for (const double quadratic : {0.0, -0.0466968987559432, 0.05}) {
    const auto read = read_flex(bytes_of(kCounts), acqu(quadratic));
    EXPECT_EQ(read.reading.format, Format::bruker_flex);
    ASSERT_EQ(read.spectra.size(), 1U);
    ASSERT_EQ(read.spectra[0].mz.size(), kCounts.size());
    for (std::size_t i = 0; i < kCounts.size(); ++i) {
      const double u = std::sqrt(read.spectra[0].mz[i]);
      const double time = 41260 + 0.5 * static_cast<double>(i);
      EXPECT_NEAR(quadratic * u * u + std::sqrt(1e12 / 415663.238) * u + 254.82, time, 1e-7);
      EXPECT_EQ(read.spectra[0].intensity[i], kCounts[i]);
    }
  }
}

TEST(flex, polynomial_moves_mz_within_its_range_only) {
  const auto plain = read_flex(bytes_of(kCounts), acqu(0)).spectra.at(0);
  const double low = 0.5 * (plain.mz[1] + plain.mz[2]);
  const auto hpc = [&](double from, double to) {
    return acqu(
        0, fmt::format("##$HPClUse= yes\n##$HPCStr= < V1.0CHPCData  Order 1 vCoeff V1.0VectorDouble 2 -0.005 0.00001  "
                       "c2 -0.04 c0 237 minMass {} maxMass {} bUse 1 endCHPCData > \n",
                       from, to));
  };
  const auto moved = read_flex(bytes_of(kCounts), hpc(low, 4000)).spectra.at(0);
  EXPECT_EQ(moved.steps.size(), 1U);
  for (std::size_t i = 0; i < kCounts.size(); ++i) {
    const double expected = plain.mz[i] < low ? plain.mz[i] : plain.mz[i] - (-0.005 + 0.00001 * plain.mz[i]);
    EXPECT_NEAR(moved.mz[i], expected, 1e-9);
  }
}

TEST(flex, big_endian_counts) {
  std::string bytes;
  for (const auto count : kCounts)
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(count >> shift & 255);
  std::string parameters = acqu(0);
  parameters.replace(parameters.find("BYTORDA= 0"), 10, "BYTORDA= 1");
  EXPECT_EQ(read_flex(bytes, parameters).spectra.at(0).intensity[2], 21035);
}

TEST(flex, lying_and_damaged_files) {
  EXPECT_TRUE(has_warning(read_flex(bytes_of(kCounts).substr(0, 14), acqu(0)).reading.warnings, "array-length"));
  std::string parameters = acqu(0);
  EXPECT_EQ(code_of([&] { read_flex(bytes_of(kCounts), "##TITLE= x\n"); }), "bad-number");
  parameters.replace(parameters.find("ML1= 4"), 6, "ML1= -");
  EXPECT_EQ(code_of([&] { read_flex(bytes_of(kCounts), parameters); }), "bad-number");
  const auto read =
      read_flex(bytes_of(kCounts), acqu(0, "##$HPClUse= yes\n##$HPCStr= < V1.0VectorDouble 900000000 1 >\n"));
  EXPECT_TRUE(has_warning(read.reading.warnings, "calibration"));
}

TEST(flex, folder_is_found_and_several_are_asked_about) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / "emtansim_flex";
  const auto write = [&](const char* place) {
    fs::create_directories(folder / place / "1SRef");
    std::ofstream(folder / place / "1SRef/fid", std::ios::binary) << bytes_of(kCounts);
    std::ofstream(folder / place / "1SRef/acqu") << acqu(0);
  };
  write("a");
  EXPECT_EQ(read_whole(folder.string()).spectra.at(0).mz.size(), 5U);
  EXPECT_EQ(read_whole((folder / "a/1SRef/fid").string()).spectra.at(0).mz.size(), 5U);
  write("b");
  EXPECT_EQ(code_of([&] { read_whole(folder.string()); }), "unreadable-folder");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace emtansim::spectra
