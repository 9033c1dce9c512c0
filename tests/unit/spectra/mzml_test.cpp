// SPDX-License-Identifier: Apache-2.0
/// mzML made for one promise each: codings, units, groups, empty arrays, lying lengths.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/spectra/formats/binary_array.h"
#include "emtansim/spectra/formats/numpress.h"
#include "emtansim/spectra/formats/sha1.h"
#include "files.h"

namespace emtansim::spectra {
namespace {

using namespace testing;

const std::vector<double> kMz = {500.25, 600.5, 6289.776, 6290.125};
const std::vector<double> kCounts = {1, 0, 250, 17};

Whole read_text(const std::string& text) { return read_memory({.name = "made.mzML", .bytes = text, .companion = {}}); }

std::string one(const std::vector<ArrayText>& arrays, std::string_view inside = {}) {
  return mzml(spectrum_xml("scan=1", kMz.size(), inside, arrays));
}

/// Half bytes of numpress, written from the description of the coding.
class HalfByteWriter {
 public:
  void add(std::int32_t number) {
    const auto word = static_cast<std::uint32_t>(number);
    unsigned same = 0;
    const bool is_negative = number < 0;
    while (same < (is_negative ? 7U : 8U) && (word >> (28 - 4 * same) & 15) == (is_negative ? 15U : 0U)) ++same;
    nibble(is_negative && same > 0 ? same + 8 : same);
    for (unsigned i = 0; i < 8 - same; ++i) nibble(word >> (4 * i) & 15);
  }
  std::string bytes() const { return text_; }

 private:
  void nibble(unsigned value) {
    if (is_half_) {
      text_.back() = static_cast<char>(static_cast<unsigned char>(text_.back()) | value);
    } else {
      text_ += static_cast<char>(value << 4);
    }
    is_half_ = !is_half_;
  }
  std::string text_;
  bool is_half_ = false;
};

std::string scale_bytes(double scale) {
  std::string text;
  for (int shift = 56; shift >= 0; shift -= 8)
    text += static_cast<char>(std::bit_cast<std::uint64_t>(scale) >> shift & 255);
  return text;
}

std::string word_bytes(std::uint32_t word) {
  std::string text;
  for (int i = 0; i < 4; ++i) text += static_cast<char>(word >> (8 * i) & 255);
  return text;
}

std::string linear_bytes(const std::vector<double>& numbers, double scale) {
  std::string text = scale_bytes(scale);
  std::vector<std::int64_t> fixed;
  for (const double number : numbers) fixed.push_back(std::llround(number * scale));
  HalfByteWriter rest;
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    if (i < 2) text += word_bytes(static_cast<std::uint32_t>(fixed[i]));
    if (i >= 2) rest.add(static_cast<std::int32_t>(fixed[i] - 2 * fixed[i - 1] + fixed[i - 2]));
  }
  return text + rest.bytes();
}

TEST(mzml, every_kind_of_number) {
  const std::vector<float> single(kMz.begin(), kMz.end());
  const std::vector<std::int32_t> whole = {1, 0, 250, 17};
  const std::vector<std::int64_t> wide = {1, 0, 250, 17};
  for (const auto& [term, bytes] :
       {std::pair{"MS:1000519", bytes_of(whole)}, std::pair{"MS:1000522", bytes_of(wide)}}) {
    const auto read = read_text(one({{{"MS:1000514", "MS:1000521", "MS:1000576"}, to_base64(bytes_of(single)), ""},
                                     {{"MS:1000515", term, "MS:1000574"}, to_base64(deflated(bytes)), ""}}));
    ASSERT_EQ(read.spectra.size(), 1U);
    EXPECT_EQ(read.spectra[0].intensity, kCounts);
    for (std::size_t i = 0; i < kMz.size(); ++i) EXPECT_EQ(read.spectra[0].mz[i], static_cast<double>(single[i]));
  }
}

TEST(mzml, numpress_in_all_its_forms) {
  const double scale = 10000;
  std::string logarithms = scale_bytes(3000);
  HalfByteWriter counts;
  for (const double count : kCounts) {
    const auto word = static_cast<std::uint32_t>(std::lround(std::log(count + 1) * 3000));
    logarithms += word_bytes(word).substr(0, 2);
    counts.add(static_cast<std::int32_t>(count));
  }
  const std::string linear = linear_bytes(kMz, scale);
  const auto arrays = [&](bool packs, const char* mz, const char* intensity, const std::string& bytes) {
    return one({{{"MS:1000514", "MS:1000523", mz}, to_base64(packs ? deflated(linear) : linear), ""},
                {{"MS:1000515", "MS:1000523", intensity}, to_base64(packs ? deflated(bytes) : bytes), ""}});
  };
  for (const auto& text :
       {arrays(false, "MS:1002312", "MS:1002313", counts.bytes()),
        arrays(true, "MS:1002746", "MS:1002747", counts.bytes()), arrays(false, "MS:1002312", "MS:1002314", logarithms),
        arrays(true, "MS:1002746", "MS:1002748", logarithms)}) {
    const auto read = read_text(text);
    ASSERT_EQ(read.spectra.size(), 1U);
    ASSERT_EQ(read.spectra[0].mz.size(), kMz.size());
    for (std::size_t i = 0; i < kMz.size(); ++i) {
      EXPECT_NEAR(read.spectra[0].mz[i], kMz[i], 0.5 / scale);
      EXPECT_NEAR(read.spectra[0].intensity[i], kCounts[i], 2e-4 * (kCounts[i] + 1));
    }
  }
}

TEST(numpress, whole_numbers_come_back) {
  HalfByteWriter writer;
  const std::vector<double> numbers = {0, 1, 15, 16, 255, 4096, 65535, 1048576, 268435455, 2147483647};
  for (const double number : numbers) writer.add(static_cast<std::int32_t>(number));
  EXPECT_EQ(from_positive_integers(writer.bytes(), 100), numbers);
}

TEST(numpress, descending_and_jumping_numbers_come_back) {
  const std::vector<double> numbers = {100, 90, 70, 5000, 5001, 5002, 0, 40000};
  EXPECT_EQ(from_linear(linear_bytes(numbers, 1), 100), numbers);
}

TEST(numpress, cut_arrays_are_refused) {
  const std::string whole = linear_bytes({100, 200, 300.5, 420}, 10000);
  for (const std::size_t size : {1, 7, 9, 11, 13, 15})
    EXPECT_THROW(from_linear(std::string_view(whole).substr(0, size), 100), ArrayProblem) << size;
  EXPECT_THROW(from_positive_integers("\x12", 100), ArrayProblem);
  EXPECT_THROW(from_short_logarithms(std::string(9, '\x40'), 100), ArrayProblem);
  EXPECT_THROW(from_linear(std::string(20, '\0'), 100), ArrayProblem) << "a scale of zero";
}

TEST(mzml, terms_in_a_group_count) {
  std::string text = one({{{}, to_base64(bytes_of(kMz)), ""}, {{}, to_base64(bytes_of(kCounts)), ""}});
  const auto refer = [&](std::string_view group) {
    const auto at = text.find("\"><binary>");
    text.insert(at + 2, fmt::format("<referenceableParamGroupRef ref=\"{}\"/>", group));
  };
  refer("x");
  text.insert(text.find("<run"), "<referenceableParamGroup id=\"x\">" + cv("MS:1000514") + cv("MS:1000523") +
                                     cv("MS:1000576") + "</referenceableParamGroup><referenceableParamGroup id=\"y\">" +
                                     cv("MS:1000515") + cv("MS:1000523") + cv("MS:1000576") +
                                     "</referenceableParamGroup>");
  const auto second = text.rfind("\"><binary>");
  text.insert(second + 2, "<referenceableParamGroupRef ref=\"y\"/>");
  const auto read = read_text(text);
  ASSERT_EQ(read.spectra.size(), 1U);
  EXPECT_EQ(read.spectra[0].mz, kMz);
  EXPECT_EQ(read.spectra[0].intensity, kCounts);
}

TEST(mzml, a_group_that_names_itself_does_no_harm) {
  std::string text = one(plain_arrays(kMz, kCounts));
  std::string group = "<referenceableParamGroup id=\"x\">";
  for (int i = 0; i < 20; ++i) group += cv("MS:1000127") + "<referenceableParamGroupRef ref=\"x\"/>";
  text.insert(text.find("<run"), group + "</referenceableParamGroup>");
  EXPECT_EQ(read_text(text).spectra.at(0).mz, kMz);
}

TEST(mzml, seconds_and_minutes_in_one_file) {
  const auto scan = [](double time, const char* unit) {
    return "<scanList><scan>" + cv("MS:1000016", fmt::format("{}", time), unit) + "</scan></scanList>";
  };
  const auto read = read_text(mzml(spectrum_xml("1", 4, scan(5.5, "UO:0000031"), plain_arrays(kMz, kCounts)) +
                                   spectrum_xml("2", 4, scan(42.05, "UO:0000010"), plain_arrays(kMz, kCounts)) +
                                   spectrum_xml("3", 4, "", plain_arrays(kMz, kCounts))));
  ASSERT_EQ(read.spectra.size(), 3U);
  EXPECT_DOUBLE_EQ(read.spectra[0].retention_time, 330);
  EXPECT_DOUBLE_EQ(read.spectra[1].retention_time, 42.05);
  EXPECT_TRUE(std::isnan(read.spectra[2].retention_time));
  EXPECT_TRUE(has_warning(read.reading.warnings, "mixed-time-units"));
}

TEST(mzml, reactions_with_their_masses) {
  const auto window = [](const char* mz) { return "<isolationWindow>" + cv("MS:1000827", mz) + "</isolationWindow>"; };
  const std::vector<double> minutes = {10, 10.5, 11};
  const std::string chromatogram =
      "<chromatogram id=\"SRM\" defaultArrayLength=\"3\">" + cv("MS:1001473") + cv("MS:1000129") + "<precursor>" +
      window("271.2") + "</precursor><product>" + window("145.2") + "</product>" +
      to_xml({{"MS:1000595", "MS:1000523", "MS:1000576"}, to_base64(bytes_of(minutes)), "UO:0000031"}) +
      to_xml({{"MS:1000515", "MS:1000523", "MS:1000576"}, to_base64(bytes_of(std::vector<double>{1, 2, 1})), ""}) +
      "</chromatogram>";
  const auto read = read_text(mzml("", chromatogram));
  ASSERT_EQ(read.chromatograms.size(), 1U);
  const auto& found = read.chromatograms[0];
  EXPECT_EQ(found.kind, ChromatogramKind::selected_reaction);
  EXPECT_DOUBLE_EQ(found.precursor_mz, 271.2);
  EXPECT_DOUBLE_EQ(found.product_mz, 145.2);
  EXPECT_EQ(found.polarity, Polarity::negative);
  EXPECT_EQ(found.time, (std::vector<double>{600, 630, 660}));
}

TEST(mzml, empty_arrays_are_empty_spectra) {
  for (const char* binary : {"", "  \n  "}) {
    const auto read = read_text(mzml(spectrum_xml("1", 0, "",
                                                  {{{"MS:1000514", "MS:1000523", "MS:1000574"}, binary, ""},
                                                   {{"MS:1000515", "MS:1000523", "MS:1000574"}, binary, ""}})));
    ASSERT_EQ(read.spectra.size(), 1U);
    EXPECT_TRUE(read.spectra[0].mz.empty());
  }
}

TEST(mzml, base64_may_be_broken_into_lines) {
  auto arrays = plain_arrays(kMz, kCounts);
  for (std::size_t at = 5; at < arrays[0].base64.size(); at += 6) arrays[0].base64.insert(at, "\r\n\t ");
  EXPECT_EQ(read_text(one(arrays)).spectra.at(0).mz, kMz);
}

TEST(mzml, claimed_lengths_warn_and_are_not_believed) {
  const auto read = read_text(mzml(spectrum_xml("1", 4000000000U, "", plain_arrays(kMz, kCounts))));
  ASSERT_EQ(read.spectra.size(), 1U);
  EXPECT_EQ(read.spectra[0].mz, kMz);
  EXPECT_TRUE(has_warning(read.reading.warnings, "array-length"));
  std::string text = one(plain_arrays(kMz, kCounts));
  text.replace(text.find("encodedLength=\"") + 15, 2, "99");
  EXPECT_TRUE(has_warning(read_text(text).reading.warnings, "encoded-length"));
}

TEST(mzml, unequal_arrays_are_refused_with_the_line) {
  try {
    read_text(one(plain_arrays(kMz, {1, 2, 3})));
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "bad-array");
    EXPECT_GT(error.where().line, 1);
    EXPECT_EQ(error.where().file, "made.mzML");
    EXPECT_NE(std::string(error.what()).find("scan=1"), std::string::npos) << error.what();
  }
}

TEST(mzml, numbers_that_are_none_are_refused) {
  const double nan = std::nan("");
  EXPECT_EQ(code_of([&] { read_text(one(plain_arrays({1, nan, 3, 4}, kCounts))); }), "bad-number");
  EXPECT_EQ(code_of([&] { read_text(one(plain_arrays(kMz, {1, HUGE_VAL, 3, 4}))); }), "bad-number");
  EXPECT_EQ(code_of([&] { read_text(one(plain_arrays({-5, 1, 2, 3}, kCounts))); }), "bad-number");
}

TEST(mzml, unsorted_points_are_sorted_and_negative_ones_named) {
  const auto read = read_text(one(plain_arrays({600, 500, 700, 650}, {6, 5, -7, 6.5})));
  ASSERT_EQ(read.spectra.size(), 1U);
  EXPECT_EQ(read.spectra[0].mz, (std::vector<double>{500, 600, 650, 700}));
  EXPECT_EQ(read.spectra[0].intensity, (std::vector<double>{5, 6, 6.5, -7}));
  EXPECT_TRUE(has_warning(read.reading.warnings, "unsorted"));
  EXPECT_TRUE(has_warning(read.reading.warnings, "negative-intensity"));
}

TEST(mzml, damaged_arrays_are_refused) {
  const auto with = [](const std::string& base64, const char* coding) {
    auto arrays = plain_arrays(kMz, kCounts);
    arrays[0].base64 = base64;
    arrays[0].terms[2] = coding;
    return code_of([&] { read_text(one(arrays)); });
  };
  const std::string packed = deflated(bytes_of(kMz));
  EXPECT_EQ(with("AB*D", "MS:1000576"), "bad-array");
  EXPECT_EQ(with("ABC", "MS:1000576"), "bad-array");
  EXPECT_EQ(with("A===", "MS:1000576"), "bad-array");
  EXPECT_EQ(with("QQ==QQ==", "MS:1000576"), "bad-array");
  EXPECT_EQ(with("AAAA", "MS:1000576"), "bad-array") << "three bytes are no double";
  EXPECT_EQ(with(to_base64(packed.substr(0, packed.size() / 2)), "MS:1000574"), "bad-array");
  EXPECT_EQ(with(to_base64("this is not zlib"), "MS:1000574"), "bad-array");
}

TEST(mzml, a_small_array_that_unpacks_to_much_is_refused) {
  const std::string zeros(std::size_t{1} << 20, '\0');
  auto arrays = plain_arrays(kMz, kCounts);
  arrays[0] = {{"MS:1000514", "MS:1000523", "MS:1000574"}, to_base64(deflated(zeros)), ""};
  const std::string text = one(arrays);
  const Receivers receivers{.spectrum = [](Spectrum&&) { return Next::read_on; }, .chromatogram = {}};
  EXPECT_EQ(code_of([&] { read_content({.name = "a", .bytes = text, .companion = {}}, receivers, {.points = 1000}); }),
            "bad-array");
}

TEST(mzml, every_truncation_is_an_error_and_none_a_crash) {
  const std::string text = mzml(spectrum_xml("1", 4, "", plain_arrays(kMz, kCounts)));
  for (std::size_t size = 60; size + 2 < text.size(); size += 3)
    EXPECT_NE(code_of([&] { read_text(text.substr(0, size)); }), "") << size;
}

TEST(mzml, flipped_bits_are_read_or_refused) {
  const std::string text = mzml(spectrum_xml("1", 4, "", plain_arrays(kMz, kCounts)));
  std::size_t refused = 0;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    std::string flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at / 2 % 7)));
    if (!code_of([&] { read_text(flipped); }).empty()) ++refused;
  }
  EXPECT_GT(refused, text.size() / 8);
}

TEST(mzml, entities_and_deep_nesting_are_refused) {
  EXPECT_EQ(code_of([] { read_text("<!DOCTYPE mzML [<!ENTITY a \"b\">]><mzML>&a;</mzML>"); }), "bad-xml");
  std::string deep = "<mzML>";
  for (int i = 0; i < 300; ++i) deep += "<a>";
  EXPECT_EQ(code_of([&] { read_text(deep); }), "bad-xml");
}

TEST(mzml, a_tag_without_end_is_refused_before_it_fills_the_memory) {
  std::string text = "<mzML><run id=\"";
  text.append(std::size_t{3} << 20, 'x');
  EXPECT_EQ(code_of([&] { read_text(text); }), "bad-xml");
}

TEST(mzml, packed_file_is_read_and_a_damaged_one_refused) {
  const std::string packed = gzipped(one(plain_arrays(kMz, kCounts)));
  EXPECT_EQ(read_text(packed).spectra.at(0).mz, kMz);
  EXPECT_EQ(read_text(packed + gzipped("\n")).spectra.at(0).mz, kMz) << "two members";
  EXPECT_EQ(code_of([&] { read_text(packed.substr(0, packed.size() - 20)); }), "bad-gzip");
}

TEST(mzml, good_checksum_and_index_give_no_warning) {
  std::string text = one(plain_arrays(kMz, kCounts));
  text.replace(text.find("<mzML>"), 6, "<indexedmzML><mzML>");
  const auto item = text.find("<spectrum ");
  const auto list = text.size();
  text += fmt::format(
      "<indexList><index name=\"spectrum\"><offset idRef=\"scan=1\">{}</offset></index></indexList>"
      "<indexListOffset>{}</indexListOffset><fileChecksum>",
      item, list);
  Sha1 sha1;
  sha1.add(text);
  const std::string good = text + sha1.hexadecimal() + "</fileChecksum></indexedmzML>";
  EXPECT_TRUE(read_text(good).reading.warnings.empty());
  std::string changed = good;
  changed.replace(changed.find("scan=1"), 6, "scan=2");
  EXPECT_TRUE(has_warning(read_text(changed).reading.warnings, "wrong-checksum"));
}

TEST(sha1, of_known_texts) {
  Sha1 sha1;
  EXPECT_EQ(sha1.hexadecimal(), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  sha1.add("a");
  sha1.add("bc");
  EXPECT_EQ(sha1.hexadecimal(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  Sha1 longer;
  for (int i = 0; i < 1000; ++i) longer.add(std::string(1000, 'a'));
  EXPECT_EQ(longer.hexadecimal(), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

}  // namespace
}  // namespace emtansim::spectra
