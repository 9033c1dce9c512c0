// SPDX-License-Identifier: Apache-2.0
/// The document on drug loads by absorbance.
#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "emtansim/report/spectra/dar_parts.h"

namespace emtansim::report {

namespace {

using spectra::Estimated;
using spectra::UvLoad;
using spectra::UvResult;

Estimated range_of(const UvLoad& load) { return {load.dar, load.lowest, load.highest}; }

Json findings_of(const UvResult& result) {
  const auto& first = result.samples.front();
  const auto& set = result.sets.front();
  Json list = Json::array();
  list.push_back(
      finding("The coefficients come first",
              fmt::format("The molar absorptivities of the payload are {}; {} set{} of them give{} loads that "
                          "differ by {:.2f}. Measure your own before you quote a DAR.",
                          set.provenance, result.sets.size(), result.sets.size() == 1 ? "" : "s",
                          result.sets.size() == 1 ? "s" : "", first.highest_set - first.lowest_set),
              set.provenance, "", "caution"));
  for (const auto& sample : std::span(result.samples).first(std::min(result.samples.size(), kMostCards))) {
    Json part =
        finding(fmt::format("DAR of {}", sample.sample),
                fmt::format("On average {:.2f} drugs sit on an antibody, if none of the drug is free.", sample.dar),
                rounded(sample.dar, 4), "", sample.warnings.empty() ? "estimate" : "caution");
    add_interval(part, range_of(sample), "range over coefficients, naked ratio and rows", 0);
    part["plot"] = "dar";
    list.push_back(std::move(part));
  }
  list.push_back(finding("What 0.01 of the naked ratio does",
                         "A252/A280 of the antibody without drug, when it is 0.01 higher, moves the DAR by this much.",
                         rounded(first.per_hundredth, 3), "drugs", "check"));
  list.back()["passed"] = result.naked.is_measured;
  return list;
}

Json coefficient_table(const UvResult& result) {
  Json rows = Json::array();
  for (const auto& set : result.sets)
    rows.push_back({set.name, rounded(set.antibody_280), rounded(set.antibody_252), rounded(set.payload_280),
                    rounded(set.payload_252), set.provenance});
  return table(
      "coefficients", "Molar absorptivities",
      fmt::format("In 1/(M cm). A280 of the antibody from its sequence; A252/A280 of the naked antibody {:.4f} "
                  "({:.4f} to {:.4f}): {}.",
                  result.naked.value.value, result.naked.value.low, result.naked.value.high, result.naked.says),
      Json::array({text_column("set", "Set"), number_column("antibody_280", "Antibody, 280 nm", "1/(M cm)", 6),
                   number_column("antibody_252", "Antibody, 252 nm", "1/(M cm)", 6),
                   number_column("payload_280", "Payload, 280 nm", "1/(M cm)", 6),
                   number_column("payload_252", "Payload, 252 nm", "1/(M cm)", 6),
                   text_column("provenance", "Provenance")}),
      std::move(rows));
}

Json result_table(const UvResult& result, const std::string& time_unit) {
  Json columns = Json::array({text_column("sample", "Sample")});
  if (!time_unit.empty()) columns.push_back(number_column("time", "Time", time_unit));
  columns.push_back(number_column("rows", "Rows"));
  columns.push_back(number_column("ratio", "A252/A280"));
  for (std::size_t i = 0; i < result.sets.size(); ++i)
    columns.push_back(number_column(fmt::format("set_{}", i + 1), fmt::format("DAR, {}", result.sets[i].name)));
  for (const auto& [key, name, unit] : {std::tuple("lowest", "Lowest", ""),
                                        {"highest", "Highest", ""},
                                        {"per_hundredth", "By +0.01 of the naked ratio", ""},
                                        {"micromolar", "Antibody", "uM"},
                                        {"mg_per_ml", "Antibody", "mg/mL"}})
    columns.push_back(number_column(key, name, unit));
  Json rows = Json::array();
  for (const auto& sample : result.samples) {
    Json row = Json::array({sample.sample});
    if (!time_unit.empty()) row.push_back(rounded(sample.time));
    row.push_back(sample.rows);
    row.push_back(rounded(sample.ratio));
    for (const double dar : sample.by_set) row.push_back(rounded(dar));
    for (const double value :
         {sample.lowest, sample.highest, sample.per_hundredth, sample.micromolar, sample.mg_per_ml})
      row.push_back(rounded(value));
    rows.push_back(std::move(row));
  }
  return table("results", "Results",
               "Concentrations are those of the sample before it was diluted; mg of antibody, "
               "without drugs.",
               std::move(columns), std::move(rows));
}

/// DAR over time, where times are given.
Json time_plot(const UvResult& result, const std::string& unit) {
  Json x = Json::array(), y = Json::array(), low = Json::array(), high = Json::array();
  for (const auto& sample : result.samples) {
    if (!std::isfinite(sample.time)) continue;
    x.push_back(rounded(sample.time));
    y.push_back(rounded(sample.dar));
    low.push_back(rounded(sample.lowest));
    high.push_back(rounded(sample.highest));
  }
  return {{"id", "time"},
          {"kind", "predicted_observed"},
          {"title", "DAR over time"},
          {"caption",
           "Bars are the range over coefficients, naked ratio and rows; it is common to all points, so "
           "differences between them are surer than it."},
          {"x", {{"label", "Time"}, {"unit", unit}}},
          {"y", {{"label", "DAR"}, {"unit", ""}}},
          {"series",
           Json::array({{{"name", "samples"}, {"observed", {{"x", x}, {"y", y}, {"low", low}, {"high", high}}}}})}};
}

Json assumptions_of(const UvResult& result, const DarFrame& frame) {
  Json list = Json::array();
  list.push_back(assumed("All drug in the cuvette is on antibody.", "absorbance does not tell free from bound",
                         "free drug counts as conjugated and raises the DAR; take it off by a column first"));
  list.push_back(assumed(
      fmt::format("The payload absorbs on the antibody as the coefficients say ({}).", result.sets.front().provenance),
      "no source was read for either set", "the table shows the DAR under each"));
  list.push_back(assumed(
      fmt::format("The antibody alone has A252/A280 = {:.4f} ({}).", result.naked.value.value, result.naked.says),
      "buffers and glycans change it little, the instrument may",
      fmt::format("{:+.3f} drugs for +0.01", result.samples.front().per_hundredth)));
  list.push_back(assumed(
      fmt::format("{} absorbs {:.0f}/(M cm) at 280 nm.", frame.parts.antibody.name, result.sets.front().antibody_280),
      "from its tryptophans, tyrosines and disulfides [pace1995]",
      "DAR and concentration in proportion; 2 to 5 % is usual"));
  return list;
}

}  // namespace

std::string uv_json(const UvResult& result, const std::string& time_unit, const DarFrame& frame) {
  DarDocument document{
      .title = fmt::format("Drug load of {} by absorbance", frame.entry.name),
      .description = "The mean drug load from absorbances at 280 nm and at the payload's maximum.",
      .summary = fmt::format("{} samples, {} sets of coefficients.", result.samples.size(), result.sets.size())};
  document.findings = findings_of(result);
  document.facts.push_back(
      fact("Naked antibody, A252/A280", fmt::format("{:.4f}, {}", result.naked.value.value, result.naked.says)));
  std::vector<std::string> names;
  std::vector<Estimated> values;
  for (const auto& sample : result.samples) {
    names.push_back(sample.sample);
    values.push_back(range_of(sample));
    for (const auto& text : sample.warnings) document.warnings.push_back(warned(sample.sample + ": " + text));
  }
  Json plots = Json::array();
  plots.push_back(interval_bars("dar", "DAR of each sample",
                                "With the first set; whiskers are the range over all sets, the naked ratio and rows.",
                                {{"label", "DAR"}, {"unit", ""}}, names, values));
  if (!time_unit.empty()) plots.push_back(time_plot(result, time_unit));
  plots.push_back(result_table(result, time_unit));
  document.sections.push_back(section("assumed", "What was assumed",
                                      "Neither set of coefficients was read in a source.",
                                      Json::array({coefficient_table(result)})));
  document.sections.push_back(section("results", "Drug load", "Free drug counts as conjugated.", std::move(plots)));
  document.assumptions = assumptions_of(result, frame);
  return document_of(std::move(document), frame);
}

}  // namespace emtansim::report
