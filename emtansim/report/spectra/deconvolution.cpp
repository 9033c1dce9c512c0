// SPDX-License-Identifier: Apache-2.0
/// Findings, plots and tables of a charge deconvolution.
#include "emtansim/report/spectra/deconvolution.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

using spectra::Deconvolution;
using spectra::MassPeak;
using spectra::PeakKind;

constexpr double kCredible = 0.05;          // expected share of false masses up to which one is believed
constexpr double kFull = 100;               // the highest point of every plot
constexpr std::size_t kMostPoints = 20000;  // of a drawn curve
constexpr std::size_t kMostCards = 5;
constexpr std::size_t kMostMarks = 12;
constexpr double kFaint = 0.001;  // of the highest cell: a charge that stays below is no row of the map

double highest(const std::vector<double>& values) {
  const auto top = std::max_element(values.begin(), values.end());
  return top == values.end() || *top <= 0 ? 1 : *top;
}

bool is_credible(const MassPeak& peak) { return peak.kind == PeakKind::species && peak.false_rate <= kCredible; }

/// Credible masses, strongest first.
std::vector<MassPeak> credible_peaks(const Deconvolution& deconvolution) {
  std::vector<MassPeak> peaks;
  std::copy_if(deconvolution.peaks.begin(), deconvolution.peaks.end(), std::back_inserter(peaks), is_credible);
  std::stable_sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) { return a.intensity > b.intensity; });
  return peaks;
}

/// The curve at no more points than can be drawn: of each group of neighbours the highest.
Json curve(const std::vector<double>& x, const std::vector<double>& y, double factor) {
  const std::size_t group = x.size() / kMostPoints + 1;
  Json xs = Json::array(), ys = Json::array();
  for (std::size_t i = 0; i < x.size(); i += group) {
    std::size_t at = i;
    for (std::size_t n = i; n < std::min(i + group, x.size()); ++n)
      if (y[n] > y[at]) at = n;
    xs.push_back(std::round(x[at] * 1e4) / 1e4);
    ys.push_back(std::round(y[at] * factor * 1e3) / 1e3);
  }
  return {{"x", xs}, {"y", ys}};
}

Json height_axis() { return {{"label", "Intensity"}, {"unit", "% of highest"}}; }

std::string charges_text(const MassPeak& peak) {
  std::string text;
  for (const auto& evidence : peak.charges) text += fmt::format("{}{}+", text.empty() ? "" : " ", evidence.charge);
  return text;
}

/// The highest point of a curve within `half` of `x`: a mark stands on a peak, not on its flank.
double height_around(const std::vector<double>& xs, const std::vector<double>& ys, double x, double half) {
  double top = 0;
  const auto first = std::lower_bound(xs.begin(), xs.end(), x - half);
  for (auto at = first; at != xs.end() && *at <= x + half; ++at)
    top = std::max(top, ys[static_cast<std::size_t>(at - xs.begin())]);
  return top;
}

/// Part of an axis with some room to both sides.
Json with_room(const std::vector<double>& x, double low, double high) {
  constexpr double kRoom = 0.05;
  const double room = kRoom * std::max(high - low, kRoom * high);
  return Json::array({std::max(x.front(), low - room), std::min(x.back(), high + room)});
}

/// Where a curve rises above `kShown` of its highest point: what a plot shows first.
Json shown_first(const std::vector<double>& x, const std::vector<double>& y) {
  constexpr double kShown = 0.01;
  const double least = kShown * highest(y);
  std::size_t first = 0, last = y.size() - 1;
  while (first < last && y[first] < least) ++first;
  while (last > first && y[last] < least) --last;
  return with_room(x, x[first], x[last]);
}

Json spectrum_plot(const Deconvolution& deconvolution) {
  const auto& spectrum = deconvolution.spectrum;
  const double factor = kFull / highest(spectrum.intensity);
  Json peaks = Json::array();
  for (const auto& peak : credible_peaks(deconvolution)) {
    if (peaks.size() >= kMostCards * kMostCards) break;
    for (const auto& evidence : peak.charges) {
      const double half = deconvolution.peak_width * evidence.mz / 2;
      const double height = height_around(spectrum.mz, spectrum.intensity, evidence.mz, half);
      if (height <= 0) continue;
      peaks.push_back({{"x", std::round(evidence.mz * 1e4) / 1e4},
                       {"y", std::round(height * factor * 1e3) / 1e3},
                       {"name", fmt::format("{}+", evidence.charge)},
                       {"note", fmt::format("{:.1f} Da at {}+: {:.1f} Da from this charge alone", peak.mass,
                                            evidence.charge, evidence.mass)}});
    }
  }
  Json plot = {{"id", "spectrum"},
               {"kind", "spectrum"},
               {"title", "Spectrum as it was deconvolved"},
               {"caption", "Marks stand where charges of the credible masses are. Drag over a range to enlarge it."},
               {"x", {{"label", "m/z"}, {"unit", "Th"}}},
               {"y", height_axis()},
               {"observed", curve(spectrum.mz, spectrum.intensity, factor)},
               {"sticks", spectrum.points == spectra::PointKind::centroid},
               {"peaks", peaks}};
  if (!spectrum.mz.empty()) plot["start"] = shown_first(spectrum.mz, spectrum.intensity);
  return plot;
}

Json zero_charge_plot(const Deconvolution& deconvolution) {
  const auto& y = deconvolution.zero_charge;
  const double factor = kFull / highest(y);
  std::size_t first = 0, last = y.size();
  while (first + 1 < last && y[first] * factor < 0.05) ++first;
  while (last > first + 1 && y[last - 1] * factor < 0.05) --last;
  std::vector<double> masses;
  for (std::size_t i = first; i < last; ++i) masses.push_back(deconvolution.mass_at(i));
  const std::vector<double> heights(y.begin() + static_cast<std::ptrdiff_t>(first),
                                    y.begin() + static_cast<std::ptrdiff_t>(last));
  Json peaks = Json::array();
  for (const auto& peak : deconvolution.peaks) {
    if (!is_credible(peak)) continue;
    const double height = height_around(masses, heights, peak.apex, deconvolution.peak_width * peak.apex / 2);
    peaks.push_back({{"x", std::round(peak.apex * 100) / 100},
                     {"y", std::round(height * factor * 1e3) / 1e3},
                     {"name", fmt::format("{:.0f}", peak.mass)},
                     {"note", fmt::format("{:.1f} Da, charges {}; score {:.2f}, false rate {:.3f}", peak.mass,
                                          charges_text(peak), peak.score, peak.false_rate)}});
  }
  Json plot = {{"id", "zero-charge"},
               {"kind", "spectrum"},
               {"title", "Zero-charge spectrum"},
               {"caption", "Intensity folded to mass. Marked masses stand out from what scrambled spectra give."},
               {"x", {{"label", "Mass"}, {"unit", "Da"}}},
               {"y", height_axis()},
               {"observed", curve(masses, heights, factor)},
               {"sticks", false},
               {"peaks", peaks}};
  const auto credible = credible_peaks(deconvolution);
  if (!credible.empty() && !masses.empty()) {
    const auto [least, most] = std::ranges::minmax(credible, {}, &MassPeak::apex);
    plot["start"] = with_room(masses, least.apex, most.apex);
  }
  return plot;
}

/// Highest cell of a row of the map.
double row_top(const spectra::ChargeMassMap& map, std::size_t row) {
  const auto first = map.intensity.begin() + static_cast<std::ptrdiff_t>(row * map.columns);
  return *std::max_element(first, first + static_cast<std::ptrdiff_t>(map.columns));
}

Json map_plot(const Deconvolution& deconvolution) {
  constexpr double kShown = 0.005;  // of the highest cell: rows at the ends that stay below are noise
  const auto& map = deconvolution.map;
  if (map.rows == 0 || map.columns == 0) return nullptr;
  const double top = highest(map.intensity);
  std::size_t first = 0, last = map.rows - 1;
  while (first < last && row_top(map, first) < kShown * top) ++first;
  while (last > first && row_top(map, last) < kShown * top) --last;
  Json charges = Json::array(), rows = Json::array();
  for (std::size_t r = first; r <= last; ++r) {
    if (row_top(map, r) < kFaint * top) continue;
    Json row = Json::array();
    for (std::size_t c = 0; c < map.columns; ++c)
      row.push_back(std::round(kFull * map.intensity[r * map.columns + c] / top * 1e3) / 1e3);
    charges.push_back(map.lowest_charge + static_cast<int>(r));
    rows.push_back(std::move(row));
  }
  Json marks = Json::array();
  for (const auto& peak : credible_peaks(deconvolution))
    if (marks.size() < kMostMarks)
      marks.push_back({{"x", std::round(peak.mass * 10) / 10}, {"name", fmt::format("{:.0f}", peak.mass)}});
  return {{"id", "charge-map"},
          {"kind", "charge_map"},
          {"title", "Charge and mass"},
          {"caption", "Where the intensity was put. A mass that is seen at one charge only is doubtful."},
          {"x", {{"label", "Mass"}, {"unit", "Da"}}},
          {"y", {{"label", "Charge"}, {"unit", ""}}},
          {"low", map.lowest_mass},
          {"step", map.mass_step},
          {"rows", charges},
          {"values", rows},
          {"marks", marks}};
}

/// A number of the table, or an empty cell.
Json or_nothing(double value) { return std::isfinite(value) ? Json(rounded(value)) : Json(nullptr); }

Json mass_table(const Deconvolution& deconvolution) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto column = [](const char* key, const char* name, const char* unit, int decimals) {
    return Json{{"key", key}, {"name", name}, {"unit", unit}, {"kind", "number"}, {"decimals", decimals}};
  };
  const auto text = [](const char* key, const char* name) {
    return Json{{"key", key}, {"name", name}, {"kind", "text"}};
  };
  double top = 0;
  for (const auto& peak : deconvolution.peaks) top = std::max(top, peak.intensity);
  Json rows = Json::array();
  for (const auto& peak : deconvolution.peaks)
    rows.push_back(
        {std::round(peak.mass * 100) / 100, or_nothing(peak.mass_error), rounded(kFull * peak.intensity / top),
         or_nothing(kFull * peak.intensity_error / top), or_nothing(peak.separable > 0 ? peak.separable : kNone),
         rounded(peak.spread), charges_text(peak), rounded(peak.score), rounded(peak.false_rate),
         peak.kind == PeakKind::species ? std::string(spectra::to_name(peak.kind))
                                        : fmt::format("{} of {:.0f} Da", spectra::to_name(peak.kind), peak.of_mass)});
  return {
      {"id", "masses"},
      {"kind", "table"},
      {"title", "Masses with their evidence"},
      {"caption",
       "Errors: standard errors of a fit; none where the mass was read off a top. Separable: two equal masses nearer "
       "to each other would have come out as one. Spread: standard deviation of the masses that single charges give. "
       "False rate: expected share of "
       "false masses among those with this score or a better one."},
      {"columns", Json::array({column("mass", "mass", "Da", 2), column("mass_error", "error", "Da", 2),
                               column("intensity", "intensity", "%", 2), column("intensity_error", "error", "%", 2),
                               column("separable", "separable", "Da", 1), column("spread", "spread", "Da", 2),
                               text("charges", "charges"), column("score", "score", "", 2),
                               column("false_rate", "false rate", "", 3), text("kind", "kind")})},
      {"rows", rows}};
}

Json findings_of(const Deconvolution& deconvolution) {
  Json list = Json::array();
  for (const auto& peak : credible_peaks(deconvolution)) {
    if (list.size() >= kMostCards) break;
    list.push_back({{"headline", "Mass"},
                    {"sentence", fmt::format("Seen at charges {}; single charges agree within {:.1f} Da.",
                                             charges_text(peak), peak.spread)},
                    {"value", std::round(peak.mass * 10) / 10},
                    {"decimals", 1},
                    {"unit", "Da"},
                    {"kind", "estimate"},
                    {"plot", "zero-charge"}});
  }
  if (list.empty())
    list.push_back({{"headline", "No mass"},
                    {"sentence", "No mass stands out from what scrambled spectra give as well."},
                    {"value", "none"},
                    {"kind", "caution"}});
  list.push_back({{"headline", "Assigned intensity"},
                  {"sentence", "Share of the intensity that a charge in the allowed range of masses takes up."},
                  {"value", rounded(kFull * deconvolution.assigned)},
                  {"unit", "%"},
                  {"kind", "check"},
                  {"passed", deconvolution.assigned > 0.5}});
  return list;
}

Json provenance_of(const DeconvolutionOutcome& outcome, const std::string& command) {
  Json items = Json::array();
  const auto add = [&items](const std::string& label, const std::string& value) {
    if (!value.empty()) items.push_back({{"label", label}, {"value", value}});
  };
  add("Program", fmt::format("emtansim {}", version()));
  add("Commit", std::string(commit()));
  add("Command", command);
  add("Started", outcome.started);
  add("Spectra averaged", std::to_string(outcome.averaged));
  for (const auto& step : outcome.deconvolution.spectrum.steps) add(step.name, step.settings);
  Json used = Json::array();
  for (const auto& library : libraries())
    used.push_back({{"name", library.name}, {"version", library.version}, {"licence", library.licence}});
  return {{"items", items},
          {"files", Json::array({Json{{"path", outcome.file}, {"hash", outcome.hash}, {"role", "spectrum"}}})},
          {"libraries", used}};
}

}  // namespace

std::string deconvolution_json(const DeconvolutionOutcome& outcome, const std::string& command) {
  const auto& deconvolution = outcome.deconvolution;
  const std::string name = std::filesystem::path(outcome.file).filename().string();
  Json document = {{"format", "emtansim-report"}, {"version", 1}};
  document["meta"] = {{"title", fmt::format("Masses in {}", name)},
                      {"description", "Charge deconvolution of a mass spectrum, with evidence for each mass."},
                      {"program", fmt::format("emtansim {}", version())},
                      {"date", outcome.started},
                      {"command", command},
                      {"input", {{"file", outcome.file}, {"hash", outcome.hash}}}};
  document["findings"] = findings_of(deconvolution);
  document["asked"] = {
      {"summary", fmt::format("{}: {} points{}.", outcome.format, deconvolution.spectrum.mz.size(),
                              outcome.averaged > 1 ? fmt::format(", the mean of {} spectra", outcome.averaged) : "")},
      {"facts", Json::array({Json{{"label", "Width of peaks"},
                                  {"value", fmt::format("{} % of m/z (full width at half maximum)",
                                                        to_short(100 * deconvolution.peak_width, 3))}},
                             Json{{"label", "Noise"}, {"value", to_short(deconvolution.noise, 3) + " counts"}},
                             Json{{"label", "Scrambled spectra"}, {"value", std::to_string(deconvolution.decoys)}}})}};
  Json plots = Json::array({zero_charge_plot(deconvolution), spectrum_plot(deconvolution)});
  if (Json map = map_plot(deconvolution); !map.is_null()) plots.push_back(std::move(map));
  plots.push_back(mass_table(deconvolution));
  document["sections"] = Json::array({Json{{"id", "masses"},
                                           {"title", "Masses"},
                                           {"text", "The spectrum folded to mass, and what each mass rests on."},
                                           {"plots", plots}}});
  document["assumptions"] = Json::array();
  for (const auto& sentence : deconvolution.assumptions) document["assumptions"].push_back({{"statement", sentence}});
  document["warnings"] = Json::array();
  for (const auto& text : outcome.warnings) document["warnings"].push_back({{"text", text}});
  document["provenance"] = provenance_of(outcome, command);
  return to_text(document);
}

}  // namespace emtansim::report
