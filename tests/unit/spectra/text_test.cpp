// SPDX-License-Identifier: Apache-2.0
/// Columns of text in all the ways that people export them: fact M-13, and lists of masses.
#include <gtest/gtest.h>

#include <clocale>

#include <fmt/format.h>

#include "files.h"

namespace emtansim::spectra {
namespace {

using namespace testing;

const std::vector<double> kMz = {1484.98789, 5902.294237, 6038.225};
const std::vector<double> kCounts = {0, 295783.62, 1.5};

Whole read_text(const std::string& text) { return read_memory({.name = "a.txt", .bytes = text, .companion = {}}); }

struct Style {
  std::string separator;
  bool has_comma = false;
  std::string end = "\n";
  std::string header;
};

std::string written(const Style& style) {
  std::string text = style.header;
  for (std::size_t i = 0; i < kMz.size(); ++i) {
    std::string line = to_exact(kMz[i]) + style.separator + to_exact(kCounts[i]);
    if (style.has_comma)
      for (char& c : line) c = c == '.' ? ',' : c;
    text += line + style.end;
  }
  return text;
}

TEST(text_spectrum, comes_out_alike_however_it_is_written) {
  const std::string three = "Instrument: x\nmode\tnative\nm/z\tintensity\n";
  for (const auto& style :
       {Style{" "}, Style{"   "}, Style{"\t"}, Style{","}, Style{", "}, Style{";"}, Style{"\t", true}, Style{";", true},
        Style{"  ", true}, Style{" ", false, "\r\n"}, Style{"\t", true, "\r\n"}, Style{",", false, "\r"},
        Style{"\t", false, "\n", three}, Style{"\t", true, "\r\n", three}, Style{",", false, "\n", "m/z,intensity\n"},
        Style{" ", false, "\n", "# m/z intensity\n"}, Style{",", false, "\n", "\xEF\xBB\xBFm/z,intensity\n"}}) {
    const auto read = read_text(written(style));
    ASSERT_EQ(read.spectra.size(), 1U);
    EXPECT_EQ(read.spectra[0].mz, kMz) << written(style);
    EXPECT_EQ(read.spectra[0].intensity, kCounts) << written(style);
  }
}

TEST(text_spectrum, does_not_heed_the_locale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  EXPECT_EQ(read_text(written({" "})).spectra.at(0).mz, kMz);
  std::setlocale(LC_ALL, before.c_str());
}

TEST(text_spectrum, reads_exponents) {
  const auto read = read_text("1.484987892810364428e+03 0.000000000000000000e+00\n1.5E3\t2e2\n");
  EXPECT_DOUBLE_EQ(read.spectra.at(0).mz[0], 1484.987892810364428);
  EXPECT_DOUBLE_EQ(read.spectra.at(0).intensity[1], 200);
}

TEST(text_spectrum, finds_its_columns_by_name) {
  const auto read = read_text("index,m/z,charge,Intensity\n1,500.5,2,10\n2,501.5,2,20\n");
  EXPECT_EQ(read.spectra.at(0).mz, (std::vector<double>{500.5, 501.5}));
  EXPECT_EQ(read.spectra.at(0).intensity, (std::vector<double>{10, 20}));
}

TEST(text_spectrum, skips_empty_lines_and_comments) {
  EXPECT_EQ(read_text("500 1\n\n# a note\n501 2\n\n").spectra.at(0).mz.size(), 2U);
}

TEST(text_spectrum, names_the_line_that_is_wrong) {
  for (const auto* line : {"nan 5", "500 inf", "five 5", "500", "1e999 5"}) {
    try {
      read_text(fmt::format("499 1\n500 2\n{}\n501 3\n", line));
      FAIL() << line;
    } catch (const InputError& error) {
      EXPECT_EQ(error.complaint().code, "bad-number") << line;
      EXPECT_EQ(error.where().line, 3) << line;
    }
  }
}

TEST(text_spectrum, refuses_commas_that_can_be_read_in_two_ways) {
  EXPECT_EQ(code_of([] { read_text("500,5,100,0\n501,5,120,0\n"); }), "bad-text");
}

TEST(text_spectrum, refuses_other_encodings) {
  EXPECT_EQ(code_of([] {
              read_text(
                  std::string("\xFF\xFE"
                              "5\0 \0"
                              "1\0\n\0",
                              10));
            }),
            "bad-text");
}

TEST(mass_list, of_kadcyla_columns) {
  const std::string text = "avg_mass,rel_abundance\n150932.06,73.555\n148057.12,2.097\n";
  const auto reading = read_mass_list(Content{.name = "a.csv", .bytes = text, .companion = {}});
  EXPECT_EQ(reading.list.mass, (std::vector<double>{148057.12, 150932.06})) << "in order of mass";
  EXPECT_EQ(reading.list.intensity, (std::vector<double>{2.097, 73.555}));
  EXPECT_EQ(reading.list.mass_column, "avg_mass");
  EXPECT_TRUE(reading.warnings.empty());
}

TEST(mass_list, of_other_vendors) {
  for (const std::string text : {"No.;Average Mass;Sum Intensity;Mass Error (ppm)\n1;150932,06;1,5E6;3,1\n",
                                 "Mass (Da)\tTheoretical Mass\tIntensity\n150932.06\t150930.4\t1.5e6\n",
                                 "\"Observed mass\",\"Height\",\"Charge\"\n\"150932.06\",\"1500000\",\"25\"\n",
                                 "Export of today\n\nmass intensity\n150932.06 1500000\n"}) {
    const auto reading = read_mass_list(Content{.name = "a.csv", .bytes = text, .companion = {}});
    ASSERT_EQ(reading.list.mass.size(), 1U) << text;
    EXPECT_DOUBLE_EQ(reading.list.mass[0], 150932.06) << text;
    EXPECT_DOUBLE_EQ(reading.list.intensity[0], 1.5e6) << text;
  }
}

TEST(mass_list, asks_where_two_columns_could_be_meant) {
  const std::string text = "mass a,mass b,intensity\n1000,2000,5\n";
  const Content content{.name = "a.csv", .bytes = text, .companion = {}};
  EXPECT_EQ(code_of([&] { read_mass_list(content); }), "unknown-column");
  EXPECT_EQ(read_mass_list(content, {.mass = "mass b"}).list.mass, (std::vector<double>{2000}));
  EXPECT_EQ(code_of([&] { read_mass_list(content, {.mass = "mass c"}); }), "unknown-column");
}

TEST(mass_list, without_a_header_warns) {
  const auto reading = read_mass_list(Content{.name = "a.csv", .bytes = "150932.06,3\n", .companion = {}});
  EXPECT_TRUE(has_warning(reading.warnings, "no-header"));
}

TEST(mass_list, refuses_bad_rows) {
  const auto code = [](std::string_view text) {
    return code_of([&] { read_mass_list(Content{.name = "a.csv", .bytes = text, .companion = {}}); });
  };
  EXPECT_EQ(code("mass,intensity\n150932,3\n150932,-3\n"), "bad-number");
  EXPECT_EQ(code("mass,intensity\n150932,3\nx,3\n"), "bad-number");
  EXPECT_EQ(code("mass,intensity\n150932,0\n"), "no-peaks");
  EXPECT_EQ(code("mass,intensity\n"), "no-numbers");
  EXPECT_EQ(code("PK\x03\x04"), "vendor-format");
  EXPECT_EQ(code("<mzML/>"), "unknown-format");
}

}  // namespace
}  // namespace emtansim::spectra
