// SPDX-License-Identifier: Apache-2.0
/// The document on drug loads from areas, sites and pieces.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "emtansim/report/spectra/dar_parts.h"

namespace emtansim::report {

namespace {

using spectra::Estimated;
using spectra::SampleLoad;

constexpr double kShown = 5e-4;             // share of the molecules that makes a load a row
constexpr std::size_t kMostSideBySide = 6;  // samples as bars beside each other

struct Words {
  const char* title;
  const char* technique;
  const char* parts;  ///< what the parts are called; empty where there are none
  const char* caption;
};

Words words_of(LoadMethod method) {
  switch (method) {
    case LoadMethod::hic: return {"by HIC", "areas of peaks by hydrophobic interaction", "", ""};
    case LoadMethod::sites:
      return {"by occupied sites", "shares of sites that carry a drug, by peptide map", "Site",
              "Mean drugs on each site of one half of the antibody."};
    case LoadMethod::pieces:
      return {"by pieces", "mean loads of the pieces of a reduced or cut antibody", "Piece",
              "Mean drugs on one copy of each piece."};
  }
  return {};
}

Json findings_of(const std::vector<SampleLoad>& samples) {
  Json list = Json::array();
  for (const auto& sample : std::span(samples).first(std::min(samples.size(), kMostCards))) {
    Json part = finding(fmt::format("DAR of {}", sample.sample),
                        fmt::format("On average {:.2f} drugs sit on an antibody; interval: {}.", sample.dar.value,
                                    sample.interval_from),
                        rounded(sample.dar.value, 4), "", sample.warnings.empty() ? "estimate" : "caution");
    add_interval(part, sample.dar, sample.interval_from);
    part["plot"] = "dar";
    list.push_back(std::move(part));
  }
  return list;
}

Json result_table(const std::vector<SampleLoad>& samples) {
  Json rows = Json::array();
  for (const auto& sample : samples)
    rows.push_back({sample.sample, sample.runs, rounded(sample.dar.value),
                    sample.has_interval() ? rounded(sample.dar.low) : Json(nullptr),
                    sample.has_interval() ? rounded(sample.dar.high) : Json(nullptr), sample.interval_from});
  return table("results", "Results", "",
               Json::array({text_column("sample", "Sample"), number_column("runs", "Runs"), number_column("dar", "DAR"),
                            number_column("low", "Low"), number_column("high", "High"),
                            text_column("interval", "Interval from")}),
               std::move(rows));
}

std::size_t longest_load(const std::vector<SampleLoad>& samples) {
  std::size_t count = 0;
  for (const auto& sample : samples)
    for (std::size_t k = 0; k < sample.load.size(); ++k)
      if (sample.load[k] >= kShown) count = std::max(count, k + 1);
  return count;
}

Json load_plot(const std::vector<SampleLoad>& samples, LoadMethod method) {
  const std::size_t count = longest_load(samples);
  std::vector<std::string> categories;
  for (std::size_t k = 0; k < count; ++k) categories.push_back(fmt::format("D{}", k));
  Json series = Json::array();
  for (std::size_t i = 0; i < std::min(samples.size(), kMostSideBySide); ++i) {
    Json values = Json::array();
    for (std::size_t k = 0; k < count; ++k)
      values.push_back(k < samples[i].load.size() ? rounded(100 * samples[i].load[k]) : Json(0));
    series.push_back({{"name", samples[i].sample}, {"values", values}});
  }
  std::string caption = method == LoadMethod::hic
                            ? "Shares of the area."
                            : "As it would be if sites were occupied independently: implied, not measured.";
  if (samples.size() > kMostSideBySide) caption += fmt::format(" The first {} samples.", kMostSideBySide);
  return {{"id", "load"},
          {"kind", "bars"},
          {"title", "Drug load"},
          {"caption", caption},
          {"y", {{"label", "Share of the antibodies"}, {"unit", "%"}}},
          {"categories", categories},
          {"series", series}};
}

Json part_plot(const SampleLoad& sample, std::size_t at, const Words& words) {
  std::vector<std::string> names;
  std::vector<Estimated> values;
  for (const auto& part : sample.parts) {
    names.push_back(part.copies == 2 ? part.name : fmt::format("{} (x {})", part.name, part.copies));
    values.push_back(part.load);
  }
  return interval_bars(fmt::format("parts_{}", at + 1), fmt::format("{}s of {}", words.parts, sample.sample),
                       words.caption, {{"label", "Mean drugs"}, {"unit", ""}}, names, values);
}

Json assumptions_of(LoadMethod method) {
  switch (method) {
    case LoadMethod::hic:
      return Json::array(
          {assumed("Each peak holds one load, and area counts molecules.",
                   "drugs that absorb where the detector looks raise the area of high loads", "the DAR, upwards"),
           assumed("What does not elute carries the same load.", "very hydrophobic loads may stay behind",
                   "the DAR, downwards")});
    case LoadMethod::sites:
      return Json::array(
          {assumed("Peptides with and without drug are detected alike.", "no response factors are published",
                   "the occupancy of each site"),
           assumed("Both halves of the antibody are occupied alike, and every occupied site stands in the table.",
                   "DAR is twice the sum over one half", "a forgotten site lowers the DAR"),
           assumed("For the distribution alone: sites are occupied independently.",
                   "peptides do not tell which sites go "
                   "together",
                   "the width of the load, not its mean")});
    case LoadMethod::pieces:
      return Json::array({assumed("The mean load of each piece is right.",
                                  "pieces with drug ionise and absorb otherwise than those without",
                                  "the DAR in proportion to the copies of the piece")});
  }
  return Json::array();
}

}  // namespace

std::string loads_json(LoadMethod method, const std::vector<SampleLoad>& samples, const DarFrame& frame) {
  const Words words = words_of(method);
  DarDocument document{.title = fmt::format("Drug load of {} {}", frame.entry.name, words.title),
                       .description = fmt::format("The mean drug load from {}.", words.technique),
                       .summary = fmt::format("{} samples: {}.", samples.size(), words.technique)};
  document.findings = findings_of(samples);
  document.assumptions = assumptions_of(method);
  std::vector<std::string> names;
  std::vector<Estimated> values;
  for (const auto& sample : samples) {
    names.push_back(sample.sample);
    values.push_back(sample.dar);
    for (const auto& text : sample.warnings) document.warnings.push_back(warned(sample.sample + ": " + text));
  }
  Json plots = Json::array({interval_bars("dar", "DAR of each sample", "Whiskers: 95 % intervals, where there is one.",
                                          {{"label", "DAR"}, {"unit", ""}}, names, values)});
  if (longest_load(samples) > 0) plots.push_back(load_plot(samples, method));
  plots.push_back(result_table(samples));
  document.sections.push_back(section("results", "Drug load", "", std::move(plots)));
  Json parts = Json::array();
  for (std::size_t i = 0; i < samples.size() && words.parts[0] != '\0' && i < kMostSideBySide; ++i)
    parts.push_back(part_plot(samples[i], i, words));
  if (!parts.empty())
    document.sections.push_back(section("parts", fmt::format("{}s", words.parts), "", std::move(parts)));
  return document_of(std::move(document), frame);
}

}  // namespace emtansim::report
