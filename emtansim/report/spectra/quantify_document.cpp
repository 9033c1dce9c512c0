// SPDX-License-Identifier: Apache-2.0
/// The document on a quantification.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/spectra/quantify.h"

namespace emtansim::report {

namespace {

using spectra::CalibrationLine;
using spectra::Quantification;
using spectra::Result;
using spectra::ResultStatus;
using spectra::RunKind;

constexpr double kSecondsPerMinute = 60;
constexpr std::size_t kMostPoints = 600;  // of a drawn chromatogram; of each group of neighbours the highest is kept
constexpr std::size_t kMostRuns = 60;     // whose chromatograms are drawn

Json text_column(const char* key, const char* name) { return {{"key", key}, {"name", name}, {"kind", "text"}}; }
Json number_column(const char* key, const char* name, const char* unit) {
  return {{"key", key}, {"name", name}, {"unit", unit}, {"kind", "number"}};
}

bool is_monitored(const Quantification& whole, std::size_t analyte) {
  return std::ranges::any_of(
      whole.runs, [&](const auto& run) { return run.problem.empty() && run.analytes[analyte].is_monitored; });
}

std::string key_of(std::size_t analyte) { return fmt::format("analyte_{}", analyte + 1); }

Json finding_of(const Quantification& whole, std::size_t analyte) {
  const CalibrationLine& line = whole.lines[analyte];
  const std::string& name = whole.method.analytes[analyte].name;
  std::size_t measured = 0;
  std::size_t samples = 0;
  for (const auto& result : whole.results) {
    if (result.analyte != analyte || whole.runs[result.run].entry.kind != RunKind::sample) continue;
    ++samples;
    if (result.status == ResultStatus::measured) ++measured;
  }
  if (!line.is_usable())
    return {{"headline", name},
            {"sentence", fmt::format("No concentrations are given: {}.", line.problem)},
            {"value", nullptr},
            {"unit", ""},
            {"kind", "caution"}};
  return {{"headline", name},
          {"sentence", fmt::format("{} of {} samples lie between the limits {} and {} nM of the calibration.", measured,
                                   samples, to_short(line.lower_limit), to_short(line.upper_limit))},
          {"value", rounded(line.lower_limit)},
          {"unit", "nM, lower limit"},
          {"kind", "estimate"},
          {"plot", "line_" + key_of(analyte)}};
}

/// "1/x²" for people.
std::string weights_text(spectra::Weighting weighting) {
  std::string text(spectra::to_text(weighting));
  if (text.ends_with("x2")) text.replace(text.size() - 1, 1, "²");
  return text;
}

Json line_plot(const Quantification& whole, std::size_t analyte) {
  const CalibrationLine& line = whole.lines[analyte];
  Json x = Json::array(), y = Json::array(), drawn_x = Json::array(), drawn_y = Json::array();
  for (const auto& read : line.standards) {
    x.push_back(rounded(read.standard.level));
    y.push_back(rounded(read.standard.response));
  }
  constexpr int kSteps = 60;
  const double low = std::log(line.standards.front().standard.level);
  const double high = std::log(line.standards.back().standard.level);
  for (int i = 0; i <= kSteps && line.is_usable(); ++i) {
    const double level = std::exp(low + (high - low) * i / kSteps);
    drawn_x.push_back(rounded(level));
    drawn_y.push_back(rounded(line.fit.intercept.value + line.fit.slope.value * level));
  }
  return {{"id", "line_" + key_of(analyte)},
          {"kind", "predicted_observed"},
          {"title", whole.method.analytes[analyte].name + ": standards and line"},
          {"caption", fmt::format("Standards and the line fitted with weights {}; r² = {}. Logarithmic axes.",
                                  weights_text(line.rules.weighting), to_short(line.fit.r_squared, 5))},
          {"x", {{"label", "Level"}, {"unit", "nM"}}},
          {"y", {{"label", "Response"}, {"unit", ""}}},
          {"x_scale", "log"},
          {"y_scale", "log"},
          {"series", Json::array({{{"name", "standards"},
                                   {"model", {{"x", drawn_x}, {"y", drawn_y}}},
                                   {"observed", {{"x", x}, {"y", y}}}}})}};
}

Json standards_table(const Quantification& whole) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < whole.lines.size(); ++i)
    for (const auto& read : whole.lines[i].standards)
      rows.push_back({whole.method.analytes[i].name, read.standard.name, rounded(read.standard.level),
                      rounded(read.found), rounded(std::round(1000 * read.deviation) / 10),
                      read.passes ? "yes" : "no"});
  return {{"id", "standards"},
          {"kind", "table"},
          {"title", "Standards read back"},
          {"caption",
           "A level passes where two thirds of its standards do; the limits are the ends of the longest run of "
           "passing levels."},
          {"columns", Json::array({text_column("analyte", "Analyte"), text_column("run", "Run"),
                                   number_column("level", "Level", "nM"), number_column("found", "Found", "nM"),
                                   number_column("deviation", "Deviation", "%"), text_column("passes", "Passes")})},
          {"rows", rows}};
}

Json retention_column() {
  Json column = number_column("retention", "Retention", "min");
  column["decimals"] = 2;
  return column;
}

Json result_row(const Quantification& whole, const Result& result) {
  const auto& run = whole.runs[result.run];
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  const auto* reading = run.problem.empty() ? &run.analytes[result.analyte] : nullptr;
  const auto* peak = reading != nullptr && reading->peak ? &*reading->peak : nullptr;
  std::string status(spectra::to_text(result.status));
  if (reading != nullptr && reading->is_doubtful) status += ", doubtful";
  return {whole.method.analytes[result.analyte].name,
          run.entry.name,
          status,
          rounded(result.concentration),
          rounded(result.concentration_se),
          rounded(result.amount),
          rounded(peak == nullptr ? nothing : peak->apex_time / kSecondsPerMinute),
          rounded(peak == nullptr ? nothing : peak->area),
          rounded(peak == nullptr ? nothing : peak->signal_to_noise)};
}

Json results_table(const Quantification& whole) {
  Json rows = Json::array();
  for (const auto& result : whole.results)
    if (is_monitored(whole, result.analyte)) rows.push_back(result_row(whole, result));
  return {
      {"id", "results"},
      {"kind", "table"},
      {"title", "Results"},
      {"caption",
       "Standard errors know the scatter of the standards, not that of extraction or cells. Remarks "
       "stand among the warnings and in results.csv."},
      {"columns",
       Json::array({text_column("analyte", "Analyte"), text_column("run", "Run"), text_column("status", "Status"),
                    number_column("concentration", "Concentration", "nM"), number_column("se", "Standard error", "nM"),
                    number_column("amount", "Amount", "pmol/1e6 cells"), retention_column(),
                    number_column("area", "Area", ""), number_column("snr", "Signal to noise", "")})},
      {"rows", rows}};
}

/// The chromatogram of one analyte in one run as a case of a time course.
Json chromatogram_case(const Quantification& whole, std::size_t run, std::size_t analyte) {
  const auto& reading = whole.runs[run].analytes[analyte];
  Json time = Json::array(), signal = Json::array(), baseline = Json::array();
  const std::size_t group = reading.time.size() / kMostPoints + 1;
  for (std::size_t i = 0; i < reading.time.size(); i += group) {
    const auto first = reading.intensity.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end =
        reading.intensity.begin() + static_cast<std::ptrdiff_t>(std::min(i + group, reading.intensity.size()));
    const auto at = static_cast<std::size_t>(std::max_element(first, end) - reading.intensity.begin());
    time.push_back(rounded(reading.time[at] / kSecondsPerMinute));
    signal.push_back(rounded(reading.intensity[at]));
    baseline.push_back(rounded(reading.baseline[at]));
  }
  Json part = {{"arm", whole.runs[run].entry.name},
               {"label", whole.runs[run].entry.name},
               {"time", time},
               {"values", {{"signal", signal}, {"baseline", baseline}}}};
  if (reading.peak)
    part["events"] = Json::array({{{"time", rounded(reading.peak->start / kSecondsPerMinute)}, {"label", "start"}},
                                  {{"time", rounded(reading.peak->end / kSecondsPerMinute)}, {"label", "end"}}});
  return part;
}

Json chromatogram_plot(const Quantification& whole, std::size_t analyte) {
  Json cases = Json::array();
  std::string channel;
  for (std::size_t run = 0; run < whole.runs.size() && cases.size() < kMostRuns; ++run) {
    if (!whole.runs[run].problem.empty() || !whole.runs[run].analytes[analyte].is_monitored) continue;
    channel = whole.runs[run].analytes[analyte].channel;
    cases.push_back(chromatogram_case(whole, run, analyte));
  }
  std::string caption = fmt::format("Channel {}, with the baseline and the bounds of the peak.", channel);
  if (whole.runs.size() > kMostRuns) caption += fmt::format(" The first {} runs are drawn.", kMostRuns);
  return {{"id", "trace_" + key_of(analyte)},
          {"kind", "time_course"},
          {"title", whole.method.analytes[analyte].name},
          {"caption", caption},
          {"x", {{"label", "Retention time"}, {"unit", "min"}}},
          {"groups", Json::array({{{"key", "channel"}, {"name", channel}, {"unit", "counts"}, {"scale", "linear"}}})},
          {"quantities", Json::array({{{"key", "signal"}, {"name", "signal"}, {"group", "channel"}},
                                      {{"key", "baseline"}, {"name", "baseline"}, {"group", "channel"}}})},
          {"cases", cases}};
}

/// The internal standards of monitored analytes, once each.
std::vector<const spectra::Analyte*> standards_used(const Quantification& whole) {
  std::vector<const spectra::Analyte*> used;
  for (const auto& standard : whole.method.internal_standards)
    for (std::size_t i = 0; i < whole.method.analytes.size(); ++i)
      if (whole.method.analytes[i].internal_standard == standard.name && is_monitored(whole, i)) {
        used.push_back(&standard);
        break;
      }
  return used;
}

/// Analytes that a run monitors, then the internal standards that they need.
std::vector<const spectra::Analyte*> molecules_used(const Quantification& whole) {
  std::vector<const spectra::Analyte*> used;
  for (std::size_t i = 0; i < whole.method.analytes.size(); ++i)
    if (is_monitored(whole, i)) used.push_back(&whole.method.analytes[i]);
  const auto standards = standards_used(whole);
  used.insert(used.end(), standards.begin(), standards.end());
  return used;
}

/// "[M+H]+ at m/z 1103.4772, product 547 at 547.2206".
std::string ions_text(const spectra::Analyte& analyte, const conjugate::Elements& elements) {
  if (analyte.ions.empty()) return "";
  const auto& ion = analyte.ions.front();
  std::string text = fmt::format("{} at m/z {:.4f}", ion.name, conjugate::mz(analyte.formula, ion, elements));
  if (!analyte.products.empty() && !analyte.product_mz.empty())
    text += fmt::format(", product {} at {:.4f}", analyte.products.front(), analyte.product_mz.front());
  return text;
}

Json ion_table(const std::vector<const spectra::Analyte*>& used, const conjugate::Elements& elements) {
  const auto mass_column = [](const char* key, const char* name, const char* unit) {
    Json column = number_column(key, name, unit);
    column["decimals"] = 4;
    return column;
  };
  Json rows = Json::array();
  for (const auto* analyte : used) {
    const bool has_product = !analyte->products.empty() && !analyte->product_mz.empty();
    const bool has_ion = !analyte->ions.empty();
    rows.push_back(
        {analyte->name, conjugate::to_text(analyte->formula), conjugate::monoisotopic_mass(analyte->formula, elements),
         has_ion ? Json(analyte->ions.front().name) : Json(nullptr),
         has_ion ? Json(conjugate::mz(analyte->formula, analyte->ions.front(), elements)) : Json(nullptr),
         has_product ? Json(analyte->products.front()) : Json(nullptr),
         has_product ? Json(analyte->product_mz.front()) : Json(nullptr), text_or_null(analyte->internal_standard)});
  }
  return {{"id", "ions"},
          {"kind", "table"},
          {"title", "Ions that quantify"},
          {"caption", "Computed from the formulae. The product counts in SRM alone."},
          {"columns",
           Json::array({text_column("name", "Molecule"), text_column("formula", "Formula"),
                        mass_column("mass", "Monoisotopic mass", "Da"), text_column("ion", "Ion"),
                        mass_column("mz", "m/z", "Th"), text_column("product", "Product"),
                        mass_column("product_mz", "Product m/z", "Th"), text_column("standard", "Internal standard")})},
          {"rows", rows}};
}

/// Structures with the ions that were looked for; what is not drawn is said.
Json molecules_section(const Quantification& whole, const conjugate::Chemistry& chemistry) {
  const auto used = molecules_used(whole);
  const auto standards = standards_used(whole);
  std::vector<DrawnMolecule> drawings;
  std::string text;
  for (const auto* analyte : used) {
    const auto* molecule = chemistry.molecules.find_if_any(analyte->name);
    const bool is_standard = std::ranges::find(standards, analyte) != standards.end();
    if (molecule != nullptr && !molecule->smiles.empty())
      drawings.push_back(drawn(*molecule, chemistry.elements,
                               ions_text(*analyte, chemistry.elements) + (is_standard ? ", internal standard" : "")));
    else
      text += (text.empty() ? "No structure is known of " : ", ") + analyte->name;
  }
  if (!text.empty()) text += ".";
  Json plots = Json::array();
  if (Json part = molecules_part(drawings); !part.is_null()) plots.push_back(std::move(part));
  if (!used.empty()) plots.push_back(ion_table(used, chemistry.elements));
  return {{"id", "molecules"}, {"title", "Molecules"}, {"text", text}, {"plots", plots}};
}

Json sections_of(const Quantification& whole, const conjugate::Chemistry& chemistry) {
  Json lines = Json::array();
  Json traces = Json::array();
  for (std::size_t i = 0; i < whole.lines.size(); ++i) {
    if (!is_monitored(whole, i)) continue;
    if (!whole.lines[i].standards.empty()) lines.push_back(line_plot(whole, i));
    traces.push_back(chromatogram_plot(whole, i));
  }
  if (!lines.empty()) lines.push_back(standards_table(whole));
  Json sections = Json::array();
  const auto add = [&](const char* id, const char* title, const char* text, const Json& plots) {
    if (!plots.empty()) sections.push_back({{"id", id}, {"title", title}, {"text", text}, {"plots", plots}});
  };
  add("results", "Results", "Every analyte that is monitored, in every run.", Json::array({results_table(whole)}));
  add("calibration", "Calibration", "What the standards say.", lines);
  add("chromatograms", "Chromatograms", "The channel that quantifies, run by run.", traces);
  if (Json part = molecules_section(whole, chemistry); !part["plots"].empty()) sections.push_back(std::move(part));
  return sections;
}

Json assumptions_of(const Quantification& whole) {
  const auto& method = whole.method;
  const auto item = [](std::string statement, const char* because, const char* effect) {
    return Json{{"statement", std::move(statement)}, {"because", because}, {"effect", effect}};
  };
  return Json::array(
      {item(fmt::format("A peak has {} times the noise and is {} to {} s wide at half height.",
                        to_short(method.peaks.signal_to_noise), to_short(method.peaks.narrowest),
                        to_short(method.peaks.widest)),
            "a convention of the trade, not validated for these analytes", "weak peaks are found or not"),
       item(fmt::format("Retention agrees within {} %.", to_short(100 * method.tolerances.retention)),
            "a convention of the trade", "another peak is taken, or none"),
       item("Ring-opened forms lose water in the source and then look like the closed form.",
            "their formulae differ by exactly one water", "only their own channel, or retention, tells them apart"),
       item("The recovery of samples is that of the standards.", "the internal standard stands for it",
            "all amounts, by one factor")});
}

Json warnings_of(const Quantification& whole) {
  Json list = Json::array();
  for (const auto& run : whole.runs) {
    if (!run.problem.empty()) list.push_back({{"text", run.problem}});
    for (const auto& reading : run.analytes)
      for (const auto& remark : reading.remarks)
        list.push_back({{"text", fmt::format("{}, {}: {}", run.entry.name, reading.molecule, remark)}});
  }
  return list;
}

Json provenance_of(const std::vector<InputFile>& inputs, const std::string& command) {
  Json items = Json::array();
  items.push_back({{"label", "Program"}, {"value", fmt::format("emtansim {}", version())}});
  items.push_back({{"label", "Command"}, {"value", command}});
  Json files = Json::array();
  for (const auto& file : inputs) files.push_back({{"path", file.path}, {"hash", file.hash}, {"role", file.role}});
  Json used = Json::array();
  for (const auto& library : libraries())
    used.push_back({{"name", library.name}, {"version", library.version}, {"licence", library.licence}});
  return {{"items", items}, {"files", files}, {"libraries", used}};
}

/// "2 analytes in 10 runs; no run monitors MCC-DM1, DM1-NEM."
std::string asked_of(const Quantification& whole) {
  std::string missing;
  std::size_t monitored = 0;
  for (std::size_t i = 0; i < whole.method.analytes.size(); ++i) {
    if (is_monitored(whole, i))
      ++monitored;
    else
      missing += (missing.empty() ? "; no run monitors " : ", ") + whole.method.analytes[i].name;
  }
  return fmt::format("{} {} in {} {}{}.", monitored, monitored == 1 ? "analyte" : "analytes", whole.runs.size(),
                     whole.runs.size() == 1 ? "run" : "runs", missing);
}

}  // namespace

std::string quantify_json(const Quantification& whole, const QuantifySources& sources, const std::string& command) {
  Json document = {{"format", "emtansim-report"}, {"version", 1}};
  document["meta"] = {{"title", whole.method.title.empty() ? "Quantification" : whole.method.title},
                      {"description", "Amounts from LC-MS chromatograms, with the standards behind them."},
                      {"program", fmt::format("emtansim {}", version())},
                      {"command", command}};
  Json findings = Json::array();
  for (std::size_t i = 0; i < whole.lines.size(); ++i)
    if (is_monitored(whole, i)) findings.push_back(finding_of(whole, i));
  document["findings"] = findings;
  document["asked"] = {{"summary", asked_of(whole)}};
  document["sections"] = sections_of(whole, sources.chemistry);
  document["assumptions"] = assumptions_of(whole);
  Json references = Json::array();
  if (const auto* reference = sources.catalogue.find_reference("almeida2002"))
    references.push_back({{"key", "almeida2002"}, {"text", reference->citation}, {"doi", reference->doi}});
  document["references"] = references;
  document["warnings"] = warnings_of(whole);
  document["provenance"] = provenance_of(sources.files, command);
  return to_text(document);
}

}  // namespace emtansim::report
