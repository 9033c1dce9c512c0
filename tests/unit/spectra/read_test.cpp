// SPDX-License-Identifier: Apache-2.0
/// Files of others, whose content is known: facts M-7, M-8 and M-9 for those that may be shipped.
#include "emtansim/spectra/read.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "files.h"

namespace emtansim::spectra {
namespace {

using testing::code_of;
using testing::has_warning;
using testing::read_memory;
using testing::read_whole;
using testing::sample;

struct Fact {
  std::size_t points;
  double first, last, at_maximum, maximum, sum;
};

void expect_fact(const std::vector<double>& x, const std::vector<double>& y, const Fact& fact) {
  ASSERT_EQ(x.size(), fact.points);
  ASSERT_EQ(y.size(), fact.points);
  if (fact.points == 0) return;
  const auto top = std::ranges::max_element(y);
  EXPECT_NEAR(x.front(), fact.first, 1e-6);
  EXPECT_NEAR(x.back(), fact.last, 1e-6);
  EXPECT_NEAR(x[static_cast<std::size_t>(top - y.begin())], fact.at_maximum, 1e-6);
  EXPECT_NEAR(*top, fact.maximum, 1e-6 * fact.maximum);
  EXPECT_NEAR(std::accumulate(y.begin(), y.end(), 0.0), fact.sum, 1e-6 * fact.sum);
}

constexpr Fact kFifteen = {15, 0, 14, 0, 15, 120};
constexpr Fact kTen = {10, 0, 18, 0, 20, 110};

TEST(read, mzml_of_four_spectra_and_two_chromatograms) {
  const auto whole = read_whole(sample("openms/MzMLFile_1.mzML"));
  ASSERT_EQ(whole.spectra.size(), 4U);
  ASSERT_EQ(whole.chromatograms.size(), 2U);
  expect_fact(whole.spectra[0].mz, whole.spectra[0].intensity, kFifteen);
  expect_fact(whole.spectra[1].mz, whole.spectra[1].intensity, kTen);
  expect_fact(whole.spectra[2].mz, whole.spectra[2].intensity, kFifteen);
  EXPECT_TRUE(whole.spectra[3].mz.empty()) << "has no arrays at all";
  const double times[] = {5.1, 5.2, 5.3, 5.4};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(whole.spectra[i].retention_time, times[i], 1e-12);
  expect_fact(whole.chromatograms[0].time, whole.chromatograms[0].intensity, kFifteen);
  expect_fact(whole.chromatograms[1].time, whole.chromatograms[1].intensity, {10, 0, 9, 0, 10, 55});
  EXPECT_EQ(whole.spectra[1].ms_level, 2);
  EXPECT_EQ(whole.spectra[0].polarity, Polarity::positive);
  EXPECT_EQ(whole.chromatograms[0].kind, ChromatogramKind::total_ion);
}

TEST(read, zlib_and_plain_arrays_agree) {
  const auto packed = read_whole(sample("openms/MzMLFile_6_compressed.mzML"));
  const auto plain = read_whole(sample("openms/MzMLFile_6_uncompressed.mzML"));
  ASSERT_EQ(packed.spectra.size(), 4U);
  ASSERT_EQ(plain.spectra.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    expect_fact(packed.spectra[i].mz, packed.spectra[i].intensity, {100, 0, 99, 99, 99, 4950});
    EXPECT_EQ(packed.spectra[i].mz, plain.spectra[i].mz);
    EXPECT_EQ(packed.spectra[i].intensity, plain.spectra[i].intensity);
  }
}

TEST(read, gzipped_indexed_file_with_a_wrong_unit) {
  const auto whole = read_whole(sample("openms/IndexedmzMLFile_1.mzML.gz"));
  ASSERT_EQ(whole.spectra.size(), 2U);
  expect_fact(whole.spectra[0].mz, whole.spectra[0].intensity,
              {19914, 200.000188, 2000.009947, 810.415475, 1471224.9, 69381840});
  expect_fact(whole.spectra[1].mz, whole.spectra[1].intensity,
              {19800, 200.090909, 2000.000054, 810.545473, 183838.72, 12901290});
  ASSERT_EQ(whole.chromatograms.size(), 1U);
  const auto& total = whole.chromatograms[0];
  ASSERT_EQ(total.time.size(), 48U) << "not the number of spectra";
  EXPECT_NEAR(total.time.front(), 0.2961, 1e-4) << "minutes that the file calls seconds";
  EXPECT_TRUE(has_warning(whole.reading.warnings, "wrong-time-unit"));
  EXPECT_FALSE(has_warning(whole.reading.warnings, "stale-index"));
  EXPECT_FALSE(has_warning(whole.reading.warnings, "wrong-checksum")) << "0 is no checksum";
}

TEST(read, file_with_a_repeated_id_is_read_and_named) {
  const auto whole = read_whole(sample("openms/MzMLFile_3_invalid.mzML"));
  ASSERT_EQ(whole.spectra.size(), 4U);
  const std::size_t points[] = {15, 10, 15, 0};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(whole.spectra[i].mz.size(), points[i]);
  EXPECT_TRUE(has_warning(whole.reading.warnings, "repeated-id"));
}

TEST(read, stale_index_and_wrong_checksum_warn_once) {
  const auto whole = read_whole(sample("openms/MzMLFile_4_indexed.mzML"));
  ASSERT_EQ(whole.spectra.size(), 4U);
  const std::size_t points[] = {15, 10, 15, 0};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(whole.spectra[i].mz.size(), points[i]);
  EXPECT_TRUE(has_warning(whole.reading.warnings, "wrong-checksum"));
  const auto stale = std::ranges::find_if(
      whole.reading.warnings, [](const Warning& warning) { return warning.complaint.code == "stale-index"; });
  ASSERT_NE(stale, whole.reading.warnings.end());
  EXPECT_EQ(stale->times, 5U) << "four offsets and that of the list";
}

TEST(read, nested_scans_of_mzxml) {
  const auto whole = read_whole(sample("pyteomics/test.mzXML"));
  EXPECT_EQ(whole.reading.format, Format::mzxml);
  ASSERT_EQ(whole.spectra.size(), 2U);
  expect_fact(whole.spectra[0].mz, whole.spectra[0].intensity,
              {1313, 400.389587, 1795.557373, 445.346680, 120053, 16675526});
  expect_fact(whole.spectra[1].mz, whole.spectra[1].intensity,
              {43, 223.088837, 531.078369, 428.904785, 301045, 764637});
  EXPECT_EQ(whole.spectra[1].id, "20");
  EXPECT_EQ(whole.spectra[1].ms_level, 2);
  EXPECT_NEAR(whole.spectra[1].precursor_mz, 445.35, 1e-9);
  EXPECT_NEAR(whole.spectra[0].retention_time, 353.43, 1e-9);
}

TEST(read, both_modes_of_imzml_agree) {
  const auto shared = read_whole(sample("imzml/Example_Continuous.imzML"));
  const auto each = read_whole(sample("imzml/Example_Processed.imzML"));
  ASSERT_EQ(shared.spectra.size(), 9U);
  ASSERT_EQ(each.spectra.size(), 9U);
  EXPECT_TRUE(shared.reading.warnings.empty());
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(shared.spectra[i].mz, each.spectra[i].mz);
    EXPECT_EQ(shared.spectra[i].intensity, each.spectra[i].intensity);
    EXPECT_EQ(shared.spectra[i].pixel.x, static_cast<int>(i % 3) + 1);
    EXPECT_EQ(shared.spectra[i].pixel.y, static_cast<int>(i / 3) + 1);
  }
  const auto& first = shared.spectra[0];
  ASSERT_EQ(first.mz.size(), 8399U);
  EXPECT_NEAR(first.mz.front(), 100.0833, 1e-4);
  EXPECT_NEAR(first.mz.back(), 799.9167, 1e-4);
  EXPECT_NEAR(std::accumulate(first.intensity.begin(), first.intensity.end(), 0.0), 121.8504, 1e-4);
  EXPECT_NEAR(*std::ranges::max_element(shared.spectra[8].intensity), 9.2446, 1e-4);
}

TEST(read, imzml_with_the_binary_of_another_file_is_refused) {
  const std::string xml = read_file(sample("imzml/Example_Continuous.imzML"));
  const std::string other = read_file(sample("imzml/Example_Processed.ibd"));
  EXPECT_EQ(code_of([&] { read_memory({.name = "a.imzML", .bytes = xml, .companion = other}); }), "wrong-pair");
  const std::string own = read_file(sample("imzml/Example_Continuous.ibd"));
  const std::string_view cut = std::string_view(own).substr(0, 100000);
  EXPECT_EQ(code_of([&] { read_memory({.name = "a.imzML", .bytes = xml, .companion = cut}); }), "bad-array");
}

TEST(read, shipped_native_spectrum) {
  const auto whole = read_whole(std::string(EMTANSIM_SOURCE_DIR) + "/data/spectra/adh_native.txt.gz");
  ASSERT_EQ(whole.spectra.size(), 1U);
  expect_fact(whole.spectra[0].mz, whole.spectra[0].intensity,
              {52092, 1484.987893, 30325.932992, 5902.294237, 295783.62, 31543781});
  EXPECT_EQ(whole.spectra[0].points, PointKind::profile);
}

TEST(read, stops_where_the_receiver_says) {
  std::size_t taken = 0;
  for_each_spectrum(sample("openms/MzMLFile_1.mzML"),
                    [&](Spectrum&&) { return ++taken == 2 ? Next::stop : Next::read_on; });
  EXPECT_EQ(taken, 2U);
}

TEST(read, chromatograms_alone_without_decoding_spectra) {
  std::size_t taken = 0;
  const auto reading = for_each_chromatogram(sample("openms/MzMLFile_1.mzML"), [&](Chromatogram&&) {
    ++taken;
    return Next::read_on;
  });
  EXPECT_EQ(taken, 2U);
  EXPECT_EQ(reading.spectra, 4U);
}

TEST(read, formats_of_vendors_are_refused_with_the_way_to_convert) {
  const std::string thermo(
      "\x01\xA1"
      "F\0i\0n\0n\0i\0g\0a\0n\0....",
      22);
  try {
    read_memory({.name = "run.raw", .bytes = thermo, .companion = {}});
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "vendor-format");
    EXPECT_NE(std::string(error.what()).find("msconvert"), std::string::npos) << error.what();
  }
  EXPECT_EQ(code_of([] { read_memory({.name = "a.xlsx", .bytes = "PK\x03\x04....", .companion = {}}); }),
            "vendor-format");
  const auto folder = std::filesystem::temp_directory_path() / "emtansim_agilent.d";
  std::filesystem::create_directories(folder / "AcqData");
  EXPECT_EQ(code_of([&] { read_whole(folder.string()); }), "vendor-format");
  std::filesystem::remove_all(folder);
}

TEST(read, what_is_no_spectrum_is_refused) {
  EXPECT_EQ(code_of([] { read_memory({.name = "a", .bytes = "", .companion = {}}); }), "unknown-format");
  EXPECT_EQ(code_of([] { read_memory({.name = "a", .bytes = "<html></html>", .companion = {}}); }), "unknown-format");
  EXPECT_EQ(code_of([] { read_memory({.name = "a", .bytes = std::string_view("\0\1\2\3", 4), .companion = {}}); }),
            "unknown-format");
  EXPECT_EQ(code_of([] { read_memory({.name = "a", .bytes = "a letter to a friend\n", .companion = {}}); }),
            "no-numbers");
  EXPECT_EQ(code_of([] { read_memory({.name = "a", .bytes = "mass,intensity\n150000,3\n", .companion = {}}); }),
            "mass-list");
  EXPECT_EQ(code_of([] { read_whole(sample("none.mzML")); }), "unreadable-file");
  EXPECT_EQ(code_of([] { read_whole(sample("openms")); }), "unreadable-file");
}

}  // namespace
}  // namespace emtansim::spectra
