// SPDX-License-Identifier: Apache-2.0
/// The document on drug loads by the shift of a MALDI centroid.
#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "emtansim/report/spectra/dar_parts.h"

namespace emtansim::report {

namespace {

using spectra::MaldiLoad;
using spectra::Spectrum;

constexpr std::size_t kMostPoints = 3000;  // of a drawn curve; more become means of neighbours
constexpr const char* kFrom = "noise, window, calibration and the range of dead linkers";

Json findings_of(const MaldiReport& report) {
  Json list = Json::array();
  const auto& dead = report.options.dead_linkers;
  if (!report.are_dead_linkers_given && report.masses.dead_linker > 0)
    list.push_back(
        finding("Dead linkers are assumed",
                fmt::format("A centroid counts every linker without drug as {:.3f} of a drug. {} per antibody, "
                            "{} to {}, are assumed and taken off; measure them, and give --dead-linkers.",
                            report.masses.dead_linker / report.masses.drug, to_short(dead.value), to_short(dead.low),
                            to_short(dead.high)),
                rounded(dead.value), "per antibody", "caution"));
  for (const auto& outcome : std::span(report.outcomes).first(std::min(report.outcomes.size(), kMostCards))) {
    const MaldiLoad& load = outcome.load;
    Json part = finding(
        fmt::format("DAR of {}", outcome.name),
        fmt::format(
            "The centroid lies {:.0f} Da above that of the antibody: {:.2f} drugs, less {:.2f} for dead linkers "
            "and opened rings.",
            load.shift, load.apparent.value, load.dead_bias),
        rounded(load.dar.value, 4), "", load.warnings.empty() ? "estimate" : "caution");
    add_interval(part, load.dar, kFrom);
    part["plot"] = "dar";
    list.push_back(std::move(part));
    if (!std::isfinite(load.disagreement)) continue;
    list.push_back(finding(
        fmt::format("1+ against 2+, {}", outcome.name),
        fmt::format("The two charges differ by this many drugs; noise and window explain up to {:.2f}.", load.allowed),
        rounded(load.disagreement, 3), "drugs", "check"));
    list.back()["passed"] = std::abs(load.disagreement) <= load.allowed;
  }
  return list;
}

Json result_table(const MaldiReport& report) {
  Json rows = Json::array();
  for (const auto& outcome : report.outcomes) {
    const auto& load = outcome.load;
    rows.push_back({outcome.name, rounded(load.shift, 6), rounded(load.apparent.value), rounded(load.dead_bias),
                    rounded(load.dar.value), rounded(load.dar.low), rounded(load.dar.high),
                    rounded(load.errors.noise, 3), rounded(load.errors.window, 3), rounded(load.errors.dead_linkers, 3),
                    rounded(load.errors.calibration, 3)});
  }
  return table("results", "Results", "The last four columns are the half widths of what makes the interval, in drugs.",
               Json::array({text_column("name", "Spectrum"), number_column("shift", "Shift", "Da", 6),
                            number_column("apparent", "Apparent DAR"), number_column("bias", "Taken off"),
                            number_column("dar", "DAR"), number_column("low", "Low"), number_column("high", "High"),
                            number_column("noise", "Noise"), number_column("window", "Window"),
                            number_column("dead", "Dead linkers"), number_column("calibration", "Calibration")}),
               std::move(rows));
}

Json charge_table(const MaldiReport& report) {
  Json rows = Json::array();
  for (const auto& outcome : report.outcomes)
    for (const auto& charge : outcome.load.charges)
      for (const auto* peak : {&charge.naked, &charge.conjugate})
        rows.push_back({outcome.name, peak == &charge.naked ? "antibody" : "conjugate",
                        fmt::format("{}+", charge.charge), rounded(peak->centroid, 7), rounded(peak->standard_error, 3),
                        rounded(peak->low, 6), rounded(peak->high, 6), rounded(peak->signal_to_noise, 3),
                        rounded(charge.apparent)});
  return table(
      "charges", "Centroids", "Above a straight baseline through the strips beside the window.",
      Json::array({text_column("name", "Spectrum"), text_column("of", "Of"), text_column("charge", "Charge"),
                   number_column("centroid", "Centroid", "Th", 7), number_column("error", "Standard error", "Th"),
                   number_column("low", "Window from", "Th", 6), number_column("high", "to", "Th", 6),
                   number_column("snr", "Signal to noise"), number_column("apparent", "Apparent DAR")}),
      std::move(rows));
}

/// The apparent DAR over the half width of the window.
Json window_plot(const MaldiReport& report) {
  Json series = Json::array();
  for (const auto& outcome : report.outcomes) {
    Json x = Json::array(), y = Json::array(), low = Json::array(), high = Json::array();
    for (const auto& window : outcome.load.windows) {
      x.push_back(rounded(100 * window.half));
      y.push_back(rounded(window.apparent));
      low.push_back(rounded(window.apparent - 1.959964 * window.moved_error));
      high.push_back(rounded(window.apparent + 1.959964 * window.moved_error));
    }
    series.push_back({{"name", outcome.name}, {"observed", {{"x", x}, {"y", y}, {"low", low}, {"high", high}}}});
  }
  return {
      {"id", "windows"},
      {"kind", "predicted_observed"},
      {"title", "How the DAR moves with the window"},
      {"caption", fmt::format("Apparent DAR over half the window; the result is read at {} %. Bars: 95 % of what noise "
                              "alone may move it against the result.",
                              to_short(100 * report.options.window.half))},
      {"x", {{"label", "Half window"}, {"unit", "% of m/z"}}},
      {"y", {{"label", "Apparent DAR"}, {"unit", ""}}},
      {"series", series}};
}

Json curve_of(const Spectrum& spectrum) {
  Json x = Json::array(), y = Json::array();
  const std::size_t group = spectrum.mz.size() / kMostPoints + 1;
  const double top = *std::ranges::max_element(spectrum.intensity);
  for (std::size_t i = 0; i + group <= spectrum.mz.size(); i += group) {
    double mz = 0, height = 0;
    for (std::size_t j = i; j < i + group; ++j) {
      mz += spectrum.mz[j] / static_cast<double>(group);
      height += spectrum.intensity[j] / static_cast<double>(group);
    }
    x.push_back(rounded(mz, 7));
    y.push_back(rounded(100 * height / top, 4));
  }
  return {{"x", x}, {"y", y}};
}

Json spectrum_plot(const MaldiReport& report, std::size_t at) {
  const auto& outcome = report.outcomes[at];
  std::string caption = "Each in percent of its highest point; points are means of neighbours. Centroids:";
  for (const auto& charge : outcome.load.charges)
    caption += fmt::format(" {}+ antibody {:.1f}, conjugate {:.1f} Th;", charge.charge, charge.naked.centroid,
                           charge.conjugate.centroid);
  caption.back() = '.';
  return {{"id", fmt::format("spectrum_{}", at + 1)},
          {"kind", "predicted_observed"},
          {"title", fmt::format("{} and its antibody", outcome.name)},
          {"caption", caption},
          {"x", {{"label", "m/z"}, {"unit", "Th"}}},
          {"y", {{"label", "Intensity"}, {"unit", "% of highest"}}},
          {"series", Json::array({{{"name", "antibody"}, {"model", curve_of(report.naked)}},
                                  {{"name", outcome.name}, {"model", curve_of(outcome.spectrum)}}})}};
}

Json assumptions_of(const MaldiReport& report) {
  const auto& masses = report.masses;
  const auto& dead = report.options.dead_linkers;
  Json list = Json::array();
  if (masses.dead_linker > 0)
    list.push_back(assumed(
        fmt::format(
            "{} linkers without drug on an antibody{}.", to_short(dead.value),
            report.are_dead_linkers_given ? "" : fmt::format(" ({} to {})", to_short(dead.low), to_short(dead.high))),
        report.are_dead_linkers_given ? "given" : "assumed; not measured in this spectrum",
        fmt::format("each counts as {:.3f} of a drug", masses.dead_linker / masses.drug)));
  list.push_back(assumed(fmt::format("{} opened rings on an antibody.", to_short(report.options.opened_rings)),
                         report.options.opened_rings > 0 ? "given" : "assumed",
                         fmt::format("each counts as {:.3f} of a drug", masses.opened_ring / masses.drug)));
  list.push_back(
      assumed("Both spectra are calibrated alike.",
              report.options.calibration_ppm > 0
                  ? fmt::format("but for {} ppm, which the interval holds", to_short(report.options.calibration_ppm))
                  : "recorded together with one calibration",
              fmt::format("100 ppm between them move the DAR by {:.3f}", 1e-4 * masses.antibody / masses.drug)));
  list.push_back(assumed("The naked antibody has the glycans and C-terminal lysines of the conjugate.",
                         "it is taken from the same process", "0.13 drugs for each lysine, 0.17 for each hexose"));
  list.push_back(assumed("All loads fly and are detected alike, and matrix adducts sit on both alike.",
                         "no response factors are published", "the DAR, if drugs change the response"));
  return list;
}

}  // namespace

std::string maldi_json(const MaldiReport& report, const DarFrame& frame) {
  DarDocument document{.title = fmt::format("Drug load of {} by MALDI", frame.entry.name),
                       .description = "The mean drug load from the shift of a centroid against the naked antibody.",
                       .summary = fmt::format("{} conjugate{} against one spectrum of the antibody.",
                                              report.outcomes.size(), report.outcomes.size() == 1 ? "" : "s")};
  document.findings = findings_of(report);
  document.facts.push_back(
      fact("Antibody", fmt::format("{:.1f} Da by formula, with glycans; here {:+.3f} % off", report.masses.antibody,
                                   100 * report.outcomes.front().load.off_formula)));
  document.facts.push_back(fact("A drug with its linker", fmt::format("{:.3f} Da", report.masses.drug)));
  document.facts.push_back(fact(
      "Window", fmt::format("{} % of m/z to either side of the centroid", to_short(100 * report.options.window.half))));
  document.assumptions = assumptions_of(report);
  std::vector<std::string> names;
  std::vector<spectra::Estimated> values;
  Json spectra_plots = Json::array();
  for (std::size_t i = 0; i < report.outcomes.size(); ++i) {
    const auto& outcome = report.outcomes[i];
    names.push_back(outcome.name);
    values.push_back(outcome.load.dar);
    spectra_plots.push_back(spectrum_plot(report, i));
    for (const auto& text : outcome.warnings) document.warnings.push_back(warned(outcome.name + ": " + text));
  }
  document.sections.push_back(
      section("results", "Drug load", "",
              Json::array({interval_bars("dar", "DAR of each spectrum", fmt::format("95 % intervals from {}.", kFrom),
                                         {{"label", "DAR"}, {"unit", ""}}, names, values),
                           result_table(report), window_plot(report), charge_table(report)})));
  document.sections.push_back(section("spectra", "Spectra", "", std::move(spectra_plots)));
  return document_of(std::move(document), frame);
}

}  // namespace emtansim::report
