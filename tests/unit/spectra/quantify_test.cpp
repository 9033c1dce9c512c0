// SPDX-License-Identifier: Apache-2.0
/// The peak of an analyte among others: channels, retention, isotopes, the water loss of a ring-opened form.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/spectra/chromatograms/quantify.h"
#include "tests/unit/spectra/files.h"

namespace emtansim::spectra {
namespace {

const conjugate::Chemistry& chemistry() {
  static const auto read = conjugate::read_chemistry(EMTANSIM_SOURCE_DIR "/data");
  return read;
}

QuantifyMethod method_of(const std::string& more = "") {
  return parse_method("[[analyte]]\nname = \"Lys-SMCC-DM1\"\nions = [\"[M+H]+\", \"[M+Na]+\"]\n" + more, "m.toml",
                      chemistry());
}

std::vector<double> peak_at(const std::vector<double>& time, double apex, double height) {
  std::vector<double> values;
  for (const double t : time) values.push_back(10 + height * std::exp(-(t - apex) * (t - apex) / (2 * 2.5 * 2.5)));
  return values;
}

/// A run in which the named channels show peaks, and all others of the wanted kind nothing.
struct Show {
  std::string molecule;
  std::string ion;
  std::string product;
  int isotope = 0;
  double apex = 0;
  double height = 0;
};
RunChannels run_of(const QuantifyMethod& method, const std::vector<Show>& shown) {
  std::vector<double> time;
  for (double t = 0; t < 600; t += 0.5) time.push_back(t);
  RunChannels run;
  run.channels = channels_of(method, chemistry());
  for (auto& channel : run.channels) {
    for (const auto& show : shown) {
      if (show.molecule != channel.molecule || show.ion != channel.ion || show.product != channel.product ||
          show.isotope != channel.isotope)
        continue;
      if (channel.intensity.empty()) channel.intensity.assign(time.size(), 0);
      channel.time = time;
      channel.is_found = true;
      const auto values = peak_at(time, show.apex, show.height);
      for (std::size_t i = 0; i < values.size(); ++i) channel.intensity[i] += values[i];
    }
  }
  return run;
}

const std::string kLys = "Lys-SMCC-DM1";
const std::string kOpened = "Lys-SMCC-DM1, ring opened";
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

TEST(Method, takes_mz_from_the_chemistry_and_finds_the_relative) {
  const auto method = method_of();
  const Analyte& analyte = method.analytes[0];
  ASSERT_EQ(analyte.relatives.size(), 1U);
  EXPECT_EQ(analyte.relatives[0].name, kOpened);
  EXPECT_NEAR(analyte.molar_mass, 1103.720, 0.001);
  const auto channels = channels_of(method, chemistry());
  const auto channel = [&](const std::string& molecule, const std::string& product, int isotope) {
    return *std::ranges::find_if(channels, [&](const Channel& candidate) {
      return candidate.molecule == molecule && candidate.ion == "[M+H]+" && candidate.product == product &&
             candidate.isotope == isotope;
    });
  };
  EXPECT_NEAR(channel(kLys, "", 0).mz, 1103.4772, 1e-4);
  EXPECT_NEAR(channel(kLys, "547", 0).product_mz, 547.2206, 1e-4);
  EXPECT_NEAR(channel(kOpened, "547", 0).mz, 1121.4878, 1e-4);
  EXPECT_NEAR(channel(kLys, "", 2).mz - channel(kLys, "", 0).mz, 2.0003, 1e-4);
  // The ion has one H more than the molecule whose envelope is tabulated: 0.01 points of M+2.
  EXPECT_NEAR(channel(kLys, "", 2).expected_share, 0.5829, 3e-4);
  EXPECT_NEAR(channel(kLys, "547", 2).expected_share, 0.3829, 1e-4);
}

TEST(ReadPeak, prefers_reactions_and_takes_the_largest_where_no_time_is_known) {
  const auto method = method_of();
  const auto run = run_of(
      method,
      {{kLys, "[M+H]+", "547", 0, 300, 5000}, {kLys, "[M+H]+", "547", 0, 450, 900}, {kLys, "[M+H]+", "", 0, 200, 1e6}});
  const auto reading = read_peak(method.analytes[0], run, method, kUnknown);
  ASSERT_TRUE(reading.peak.has_value());
  EXPECT_EQ(reading.channel, "[M+H]+ > 547");
  EXPECT_EQ(reading.peak->apex_time, 300);
  EXPECT_EQ(reading.other_peaks, std::vector<double>{450});
}

TEST(ReadPeak, takes_the_nearest_in_the_window_where_a_time_is_known) {
  const auto method = method_of();
  const auto run = run_of(method, {{kLys, "[M+H]+", "547", 0, 300, 500}, {kLys, "[M+H]+", "547", 0, 450, 9000}});
  EXPECT_EQ(read_peak(method.analytes[0], run, method, 302).peak->apex_time, 300);
  EXPECT_FALSE(read_peak(method.analytes[0], run, method, 200).peak.has_value());
}

TEST(ReadPeak, leaves_out_the_water_loss_of_the_opened_ring) {
  const auto method = method_of();
  const std::vector<Show> shown = {{kLys, "[M+H]+", "547", 0, 260, 8000},
                                   {kLys, "[M+H]+", "547", 0, 300, 500},
                                   {kOpened, "[M+H]+", "547", 0, 260, 40000}};
  const auto reading = read_peak(method.analytes[0], run_of(method, shown), method, kUnknown);
  ASSERT_TRUE(reading.peak.has_value());
  EXPECT_EQ(reading.peak->apex_time, 300);
  EXPECT_NE(reading.remarks.at(0).find("less water"), std::string::npos);
  // With the opened form alone nothing is left.
  const auto none = read_peak(method.analytes[0], run_of(method, {shown[0], shown[2]}), method, kUnknown);
  EXPECT_TRUE(none.is_monitored);
  EXPECT_FALSE(none.peak.has_value());
}

TEST(ReadPeak, says_that_an_unmonitored_relative_cannot_be_told_apart) {
  const auto method = method_of();
  const auto reading =
      read_peak(method.analytes[0], run_of(method, {{kLys, "[M+H]+", "547", 0, 300, 5000}}), method, kUnknown);
  ASSERT_EQ(reading.remarks.size(), 1U);
  EXPECT_NE(reading.remarks[0].find("is not monitored"), std::string::npos);
  EXPECT_FALSE(reading.is_doubtful);
}

TEST(ReadPeak, checks_the_isotopes_of_strong_peaks_only) {
  const auto method = method_of();
  const auto with = [&](double heavy, double height) {
    return read_peak(method.analytes[0],
                     run_of(method, {{kLys, "[M+H]+", "", 0, 300, height}, {kLys, "[M+H]+", "", 2, 300, heavy}}),
                     method, kUnknown);
  };
  EXPECT_FALSE(with(0.583 * 5000, 5000).is_doubtful);
  EXPECT_NEAR(with(0.583 * 5000, 5000).isotope_ratio, 0.583, 0.005);
  EXPECT_TRUE(with(0.05 * 5000, 5000).is_doubtful);
  EXPECT_TRUE(with(1.20 * 5000, 5000).is_doubtful);
}

TEST(ReadPeak, of_what_no_channel_shows_is_not_monitored) {
  const auto method = method_of();
  const auto reading = read_peak(method.analytes[0], run_of(method, {}), method, kUnknown);
  EXPECT_FALSE(reading.is_monitored);
  EXPECT_TRUE(reading.channel.empty());
}

TEST(Runs, levels_may_be_given_by_mass) {
  const Table table = parse_table("file,kind,level_ng_per_ml,time_h\na.mzML,standard,1,\nb.mzML,,,4\n", "runs.csv");
  const auto runs = parse_runs(table, "folder");
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].file, "folder/a.mzML");
  EXPECT_EQ(runs[0].name, "a");
  EXPECT_EQ(runs[0].level_ng_per_ml, 1);
  EXPECT_EQ(runs[1].kind, RunKind::sample);
  ASSERT_EQ(runs[1].conditions.size(), 1U);
  EXPECT_EQ(runs[1].conditions[0].second, "4");
}

TEST(Method, is_refused_where_it_contradicts_itself) {
  using testing::code_of;
  const auto code = [](const std::string& text) { return code_of([&] { parse_method(text, "m.toml", chemistry()); }); };
  EXPECT_EQ(code(""), "missing-key");
  EXPECT_EQ(code("[[analyte]]\nname = \"nothing\"\n"), "unknown-molecule");
  EXPECT_EQ(code("[[analyte]]\nname = \"mine\"\nformula = \"C6H6\"\n"), "");
  EXPECT_EQ(code("[[analyte]]\nname = \"DM1\"\nproducts = [\"1\"]\n"), "unknown-ion");
  EXPECT_EQ(code("[[analyte]]\nname = \"DM1\"\nretention = \"5 nM\"\n"), "wrong-unit");
  EXPECT_EQ(code("[[analyte]]\nname = \"DM1\"\nretention = \"-5 min\"\n"), "out-of-range");
  EXPECT_EQ(code("[[analyte]]\nname = \"DM1\"\n[calibration]\nweighting = \"1/x4\"\n"), "unknown-word");
  EXPECT_EQ(code("[[analyte]]\nname = \"DM1\"\n[calibration]\nbelow = \"often\"\n"), "unknown-word");
}

}  // namespace
}  // namespace emtansim::spectra
