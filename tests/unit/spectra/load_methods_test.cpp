// SPDX-License-Identifier: Apache-2.0
/// Drug loads from tables: absorbances made from a known load give it back, and every complaint names its line.
#include "emtansim/spectra/loads/load_methods.h"

#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/conjugate/chemistry_of_project.h"

namespace emtansim::spectra {
namespace {

using conjugate::chemistry;

constexpr double kAntibody280 = 215380;  // 1/(M cm), trastuzumab, case C-14

UvMethod method() {
  return {.sets = conjugate::uv_coefficients(chemistry().absorptivities, "DM1", kAntibody280), .antibody_mass = 148000};
}

Table table_of(std::string_view text) { return parse_table(text, "t.csv"); }

UvResult uv(const std::string& text) { return uv_loads(parse_uv_table(table_of(text)), method()); }

/// "t.csv:3: code" of what is thrown.
std::string complaint(const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    return to_prefix(error.where()) + error.complaint().code;
  }
  return "nothing";
}

TEST(UvLoads, give_back_the_load_of_case_c_14) {
  // A280 of 1 and the ratio that DAR 3.5 gives with the first set.
  const auto result = uv("sample,a280,a252\nlot,1,0.737070\n");
  const auto& sample = result.samples.front();
  EXPECT_NEAR(sample.dar, 3.5, 1e-4);
  EXPECT_NEAR(sample.per_hundredth, -0.095, 0.001);
  ASSERT_EQ(sample.by_set.size(), 2U);
  const double second = (0.37 - 0.737070) * kAntibody280 / (0.737070 * 5174 - 26159);
  EXPECT_NEAR(sample.by_set[1], second, 1e-9);
  EXPECT_NEAR(sample.highest_set - sample.lowest_set, 0.038, 0.001);
  EXPECT_NEAR(sample.lowest, sample.lowest_set + sample.per_hundredth, 0.002);
  EXPECT_NEAR(sample.micromolar, 1e6 / (kAntibody280 + 3.5 * 5700), 1e-3);
  EXPECT_NEAR(sample.mg_per_ml, sample.micromolar * 0.148, 1e-3);
}

TEST(UvLoads, count_path_and_dilution_into_the_concentration) {
  const double plain = uv("sample,a280,a252\nlot,0.5,0.37\n").samples.front().micromolar;
  const double diluted = uv("sample,a280,a252,path_cm,dilution\nlot,0.5,0.37,0.1,4\n").samples.front().micromolar;
  EXPECT_NEAR(diluted, 40 * plain, 1e-9 * diluted);
}

TEST(UvLoads, take_the_ratio_of_naked_rows) {
  const auto result =
      uv("sample,kind,A280,A252\nmab,naked,1,0.40\nmab,naked,1,0.402\nmab,naked,1,0.398\nlot,conjugate,1,0.737070\n");
  EXPECT_TRUE(result.naked.is_measured);
  EXPECT_NEAR(result.naked.value.value, 0.4, 1e-12);
  EXPECT_NEAR(result.naked.value.high - 0.4, 4.302653 * 0.002 / std::sqrt(3.0), 1e-6);  // Student's t, two degrees
  EXPECT_NEAR(result.samples.front().dar, 3.5 - 0.03 / 0.01 * 0.0953, 0.003);
  const auto once = uv("sample,kind,a280,a252\nmab,naked,1,0.40\nlot,,1,0.737070\n");
  EXPECT_NEAR(once.naked.value.high, 0.41, 1e-12);  // one row has no scatter of its own
}

TEST(UvLoads, widen_by_the_scatter_of_rows) {
  const auto calm = uv("sample,a280,a252\nlot,1,0.737\nlot,1,0.737\n").samples.front();
  const auto rough = uv("sample,a280,a252\nlot,1,0.730\nlot,1,0.744\n").samples.front();
  EXPECT_EQ(calm.rows, 2);
  EXPECT_GT(rough.highest - rough.lowest, calm.highest - calm.lowest + 1);
}

TEST(UvLoads, warn_of_what_is_no_conjugate) {
  EXPECT_NE(uv("sample,a280,a252\nlot,1,0.36\n").samples.front().warnings.front().find("below that of the naked"),
            std::string::npos);
  EXPECT_NE(uv("sample,a280,a252\nlot,3,2.2\n").samples.front().warnings.front().find("t.csv:2: absorbance 3"),
            std::string::npos);
}

TEST(UvTable, complains_with_its_line) {
  const auto of = [](std::string text) { return complaint([text] { uv(text); }); };
  EXPECT_EQ(of("sample,a280,a252\nlot,1,0.7\nlot,0,0.7\n"), "t.csv:3: bad-value");
  EXPECT_EQ(of("sample,a280,a252\nlot,1,\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("sample,a280,a252\nlot,700,500\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("sample,a280,a252\nlot,one,0.7\n"), "t.csv:2: not-a-number");
  EXPECT_EQ(of("sample,a280,a252,dilution\nlot,1,0.7,0.1\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("sample,a280,a252,path_cm\nlot,1,0.7,-1\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("sample,a280,a252,kind\nlot,1,0.7,nakd\n"), "t.csv:2: unknown-word");
  EXPECT_EQ(of("sample,a280,a252,kind\nlot,1,0.4,naked\n"), "t.csv:1: bad-table");
  EXPECT_EQ(of("sample,a280,a252,dilutoin\nlot,1,0.7,2\n"), "t.csv:1: unknown-column");
  EXPECT_EQ(of("sample,a280,a280\nlot,1,0.7\n"), "t.csv:1: bad-table");
  EXPECT_EQ(of("sample,a280\nlot,1\n"), "t.csv:1: unknown-column");
  EXPECT_EQ(of("sample,a280,a252\n"), "t.csv:1: bad-table");
  EXPECT_EQ(of("sample;a280;a252\nlot;1;0.7\n"), "t.csv:1: bad-table");
  EXPECT_EQ(of("sample,a280,a252,time\nlot,1,0.7,2\n"), "t.csv:1: unit");
  EXPECT_EQ(of("sample,a280,a252\nlot,1,0.7\nlot,0.1,6\n"), "t.csv:3: no-dar");
}

conjugate::LinkerPayload linker(conjugate::Attachment attachment, int step) {
  conjugate::LinkerPayload added;
  added.attachment = attachment;
  added.step = step;
  return added;
}

std::vector<SampleLoad> hic(const std::string& text, conjugate::Attachment attachment, int step = 2,
                            conjugate::LysineConjugates lysine = conjugate::LysineConjugates::refuse) {
  const auto rows = parse_hic_table(table_of(text), "file");
  return hic_loads(rows, linker(attachment, step), lysine);
}

constexpr auto kCysteine = conjugate::Attachment::cysteine;
constexpr auto kLysine = conjugate::Attachment::lysine;

TEST(HicLoads, are_means_of_areas) {
  const auto samples = hic("sample,drugs,area\na,0,1\na,2,1\na,4,2\nb,8,5\n", kCysteine);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_DOUBLE_EQ(samples[0].dar.value, 2.5);
  EXPECT_DOUBLE_EQ(samples[0].load[4], 0.5);
  EXPECT_FALSE(samples[0].has_interval());
  EXPECT_DOUBLE_EQ(samples[1].dar.value, 8);
}

TEST(HicLoads, have_an_interval_from_runs) {
  const auto sample = hic("run,drugs,area\n1,0,1\n1,4,1\n2,0,1\n2,4,1.5\n", kCysteine).front();
  EXPECT_EQ(sample.sample, "file");
  EXPECT_EQ(sample.runs, 2);
  EXPECT_DOUBLE_EQ(sample.dar.value, 2.2);                    // mean of 2 and 2.4
  EXPECT_NEAR(sample.dar.high - 2.2, 12.706205 * 0.2, 1e-5);  // Student's t, one degree of freedom
}

TEST(HicLoads, are_refused_for_lysine_conjugates_unless_asked_for) {
  const std::string text = "drugs,area\n0,1\n2,1\n";
  EXPECT_EQ(complaint([&] { hic(text, kLysine, 1); }), "t.csv:2: wrong-method");
  EXPECT_DOUBLE_EQ(hic(text, kLysine, 1, conjugate::LysineConjugates::allow).front().dar.value, 1);
}

TEST(HicLoads, tell_of_loads_that_pairs_cannot_make) {
  EXPECT_TRUE(hic("drugs,area\n0,1\n2,1\n", kCysteine).front().warnings.empty());
  EXPECT_FALSE(hic("drugs,area\n0,1\n3,1\n", kCysteine).front().warnings.empty());
}

TEST(HicTable, complains_with_its_line) {
  const auto of = [](std::string text) { return complaint([text] { hic(text, kCysteine); }); };
  EXPECT_EQ(of("drugs,area\n0,1\n2.5,1\n"), "t.csv:3: bad-value");
  EXPECT_EQ(of("drugs,area\n-2,1\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("drugs,area\n0,-1\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("drugs,area\n0,0\n2,0\n"), "t.csv:2: bad-drug-load");
  EXPECT_EQ(of("drugs,height\n0,1\n"), "t.csv:1: unknown-column");
}

std::vector<SampleLoad> sites(const std::string& text) {
  const auto rows = parse_site_table(table_of(text), "file");
  return site_loads(rows);
}

TEST(SiteLoads, are_twice_the_occupancies_of_one_half) {
  const auto sample = sites("site,occupancy,error\nK1,0.5,0.03\nK2,0.25,0.04\n").front();
  EXPECT_DOUBLE_EQ(sample.dar.value, 1.5);
  EXPECT_NEAR(sample.dar.high - 1.5, 1.959964 * 2 * 0.05, 1e-6);
  // Four sites of which two pairs are alike: nothing on any of them.
  EXPECT_NEAR(sample.load[0], 0.25 * 0.75 * 0.75, 1e-12);
  ASSERT_EQ(sample.load.size(), 5U);
}

TEST(SiteLoads, come_from_intensities_too) {
  EXPECT_DOUBLE_EQ(sites("site,conjugated,bare\nK1,3,1\nK2,1,3\n").front().dar.value, 2);
}

TEST(SiteTable, complains_with_its_line) {
  const auto of = [](std::string text) { return complaint([text] { sites(text); }); };
  EXPECT_EQ(of("site,occupancy\nK1,0.5\nK2,35\n"), "t.csv:3: bad-value");
  EXPECT_EQ(of("site,conjugated,bare\nK1,0,0\n"), "t.csv:2: bad-value");
  EXPECT_EQ(of("site,conjugated\nK1,1\n"), "t.csv:1: unknown-column");
  EXPECT_EQ(of("site,occupancy\nK1,0.5\nK1,0.4\n"), "t.csv:3: bad-table");
  EXPECT_EQ(of("site,occupancy,error\nK1,0.5,-1\n"), "t.csv:2: bad-value");
}

std::vector<SampleLoad> pieces(const std::string& text) {
  const auto rows = parse_piece_table(table_of(text), "file");
  return piece_loads(rows);
}

TEST(PieceLoads, add_up_to_one_antibody) {
  EXPECT_NEAR(pieces("piece,load\nLC,0.62\nFd,0.71\nFc/2,0.42\n").front().dar.value, 3.5, 1e-12);
  EXPECT_NEAR(pieces("piece,load\nlight,0.5\nheavy,1.5\n").front().dar.value, 4, 1e-12);
  EXPECT_NEAR(pieces("piece,load,copies\nlight,0.5,1\nheavy,1.5,2\n").front().dar.value, 3.5, 1e-12);
}

TEST(PieceTable, complains_with_its_line) {
  const auto of = [](std::string text) { return complaint([text] { pieces(text); }); };
  EXPECT_EQ(of("piece,load\nlight,0.5\nFd,1\n"), "t.csv:2: bad-table");
  EXPECT_EQ(of("piece,load\nlight,0.5\nheavy,1\nFd,1\n"), "t.csv:2: bad-table");
  EXPECT_EQ(of("piece,load\nlight,0.5\nlight,1\n"), "t.csv:3: bad-table");
  EXPECT_EQ(of("piece,load\nlihgt,0.5\n"), "t.csv:2: unknown-word");
  EXPECT_EQ(of("piece,load\nlight,-0.5\n"), "t.csv:2: bad-value");
}

}  // namespace
}  // namespace emtansim::spectra
