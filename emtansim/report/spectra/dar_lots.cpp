// SPDX-License-Identifier: Apache-2.0
/// The document that compares lots: figures, loads, differences, trust, and the course in time.
#include "emtansim/report/spectra/dar_lots.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/spectra/dar_parts.h"

namespace emtansim::report {

namespace {

using spectra::Estimated;
using spectra::Trust;

constexpr std::size_t kMostBeside = 6;  // lots whose loads stand as bars beside each other; more are stacked
constexpr double kShown = 5e-4;         // share that makes a load a column
constexpr int kCurvePoints = 40;
constexpr const char* kHow =
    "Each lot has its own bootstrap. The errors of two lots are taken as independent, so the halves of their intervals "
    "add as squares on each side. What is wrong for both in the same way cancels in a difference and is not in it.";

std::string trust_of(const LotOutcome& lot) {
  if (!lot.problem.empty()) return "failed";
  switch (lot.trust) {
    case Trust::good: return "good";
    case Trust::caution: return "caution";
    case Trust::not_to_use: return "not to use";
  }
  return "";
}

std::vector<const LotOutcome*> usable(const LotsReport& report) {
  std::vector<const LotOutcome*> lots;
  for (const auto& lot : report.lots)
    if (lot.is_usable()) lots.push_back(&lot);
  return lots;
}

std::vector<std::string> names_of(const std::vector<const LotOutcome*>& lots) {
  std::vector<std::string> names;
  for (const auto* lot : lots) names.push_back(lot->name);
  return names;
}

/// In percent with three decimals: less is below what any spectrum tells.
Estimated percent(const Estimated& share) {
  const auto round = [](double value) { return std::round(1e5 * value) / 1e3; };
  return {round(share.value), round(share.low), round(share.high)};
}

std::string tail_name(const LotsReport& report) { return fmt::format("{} drugs or more", report.tail); }

void add_ends(Json& row, const Estimated& estimated) {
  row.push_back(rounded(estimated.value));
  const bool has_interval = estimated.low < estimated.high;
  row.push_back(has_interval ? rounded(estimated.low) : Json(nullptr));
  row.push_back(has_interval ? rounded(estimated.high) : Json(nullptr));
}

void add_columns(Json& columns, std::string_view key, std::string_view name, std::string_view unit = "") {
  columns.push_back(number_column(key, name, unit));
  columns.push_back(number_column(fmt::format("{}_low", key), "low", unit));
  columns.push_back(number_column(fmt::format("{}_high", key), "high", unit));
}

Json figure_table(const LotsReport& report) {
  Json columns = Json::array({text_column("name", "Lot")});
  if (!report.time_unit.empty()) columns.push_back(number_column("time", "Time", report.time_unit));
  add_columns(columns, "dar", "DAR");
  columns.push_back(number_column("choice_low", "by choices from"));
  columns.push_back(number_column("choice_high", "to"));
  add_columns(columns, "without", "D0", "%");
  add_columns(columns, "tail", tail_name(report), "%");
  add_columns(columns, "dead", "Dead linkers");
  columns.push_back(number_column("explained", "Explained", "%"));
  columns.push_back(text_column("trust", "Trust"));
  Json rows = Json::array();
  for (const auto* lot : usable(report)) {
    Json row = Json::array({lot->name});
    if (!report.time_unit.empty()) row.push_back(rounded(lot->time));
    add_ends(row, lot->dar);
    row.push_back(rounded(lot->lowest_choice));
    row.push_back(rounded(lot->highest_choice));
    add_ends(row, percent(lot->without_drug));
    add_ends(row, percent(lot->tail));
    add_ends(row, lot->dead_linkers);
    row.push_back(rounded(100 * (1 - lot->unexplained), 3));
    row.push_back(trust_of(*lot));
    rows.push_back(std::move(row));
  }
  return table("figures", "Figures of each lot",
               fmt::format("95 % intervals from {} draws each. D0 carries no drug (it may carry a dead linker). 'By "
                           "choices' is what other series, tolerances and structures give.",
                           report.replicates),
               std::move(columns), std::move(rows));
}

std::size_t loads_shown(const std::vector<const LotOutcome*>& lots) {
  std::size_t count = 0;
  for (const auto* lot : lots)
    for (std::size_t k = 0; k < lot->load.size(); ++k)
      if (lot->load[k].high >= kShown) count = std::max(count, k + 1);
  return count;
}

Json load_table(const LotsReport& report) {
  const auto lots = usable(report);
  const std::size_t count = loads_shown(lots);
  Json columns = Json::array({text_column("name", "Lot")});
  const int step = lots.empty() ? 1 : lots.front()->drugs_per_step;
  for (std::size_t k = 0; k < count; ++k)
    columns.push_back(text_column(fmt::format("d{}", k * static_cast<std::size_t>(step)),
                                  fmt::format("D{}, %", k * static_cast<std::size_t>(step))));
  Json rows = Json::array();
  for (const auto* lot : lots) {
    Json row = Json::array({lot->name});
    for (std::size_t k = 0; k < count; ++k)
      row.push_back(k < lot->load.size() ? interval_text(percent(lot->load[k]), 1) : "0");
    rows.push_back(std::move(row));
  }
  return table("load_table", "Drug loads, in numbers", "Share of the antibodies in percent, with 95 % intervals.",
               std::move(columns), std::move(rows));
}

/// Loads as bars beside each other for a few lots, stacked for many.
Json load_plot(const LotsReport& report) {
  const auto lots = usable(report);
  const std::size_t count = loads_shown(lots);
  const auto step = static_cast<std::size_t>(lots.front()->drugs_per_step);
  Json plot = {{"id", "loads"},
               {"kind", "bars"},
               {"title", "Drug loads side by side"},
               {"caption", ""},
               {"y", {{"label", "Share of the antibodies"}, {"unit", "%"}}}};
  Json series = Json::array();
  if (lots.size() <= kMostBeside) {
    plot["caption"] = "Whiskers are 95 % intervals.";
    Json categories = Json::array();
    for (std::size_t k = 0; k < count; ++k) categories.push_back(fmt::format("D{}", k * step));
    plot["categories"] = categories;
    for (const auto* lot : lots) {
      Json values = Json::array(), low = Json::array(), high = Json::array();
      for (std::size_t k = 0; k < count; ++k) {
        const Estimated share = k < lot->load.size() ? percent(lot->load[k]) : Estimated{};
        values.push_back(rounded(share.value));
        low.push_back(rounded(share.low));
        high.push_back(rounded(share.high));
      }
      Json one = {{"name", lot->name}, {"values", values}};
      if (report.replicates > 0) {
        one["low"] = low;
        one["high"] = high;
      }
      series.push_back(std::move(one));
    }
  } else {
    plot["caption"] = "Stacked for each lot; intervals stand in the table.";
    plot["categories"] = names_of(lots);
    plot["stacked"] = true;
    for (std::size_t k = 0; k < count; ++k) {
      Json values = Json::array();
      for (const auto* lot : lots) values.push_back(k < lot->load.size() ? rounded(100 * lot->load[k].value) : Json(0));
      series.push_back({{"name", fmt::format("D{}", k * step)}, {"values", values}});
    }
  }
  plot["series"] = series;
  return plot;
}

Json bars_of(const LotsReport& report, const char* id, const std::string& title, const char* caption, Json axis,
             Estimated (*value)(const LotOutcome&)) {
  const auto lots = usable(report);
  std::vector<Estimated> values;
  for (const auto* lot : lots) values.push_back(value(*lot));
  return interval_bars(id, title, caption, std::move(axis), names_of(lots), values);
}

Json difference_plot(const LotsReport& report) {
  const auto lots = usable(report);
  std::vector<std::string> names;
  std::vector<Estimated> values;
  for (const auto* lot : lots) {
    if (lot == lots.front()) continue;
    names.push_back(lot->name);
    values.push_back(spectra::difference(lot->dar, lots.front()->dar));
  }
  return interval_bars("differences", fmt::format("DAR less that of {}", lots.front()->name),
                       "Whiskers are 95 % intervals.", {{"label", "Difference of DAR"}, {"unit", ""}}, names, values);
}

Json difference_table(const LotsReport& report) {
  const auto lots = usable(report);
  Json columns = Json::array({text_column("name", "Lot")});
  add_columns(columns, "dar", "DAR");
  add_columns(columns, "without", "D0", "points");
  add_columns(columns, "tail", tail_name(report), "points");
  columns.push_back(text_column("zero", "Is zero in the interval of the DAR?"));
  Json rows = Json::array();
  for (const auto* lot : lots) {
    if (lot == lots.front()) continue;
    const Estimated dar = spectra::difference(lot->dar, lots.front()->dar);
    Json row = Json::array({lot->name});
    add_ends(row, dar);
    add_ends(row, percent(spectra::difference(lot->without_drug, lots.front()->without_drug)));
    add_ends(row, percent(spectra::difference(lot->tail, lots.front()->tail)));
    row.push_back(!(dar.low < dar.high) ? "no interval" : dar.low <= 0 && dar.high >= 0 ? "yes" : "no");
    rows.push_back(std::move(row));
  }
  return table("difference_table", fmt::format("Differences against {}", lots.front()->name), "With 95 % intervals.",
               std::move(columns), std::move(rows));
}

Json trust_table(const LotsReport& report) {
  Json rows = Json::array();
  for (const auto& lot : report.lots) {
    std::string says = lot.problem;
    for (const auto& warning : lot.warnings) says += (says.empty() ? "" : "; ") + warning;
    rows.push_back({lot.name, lot.file, trust_of(lot), says.empty() ? "nothing speaks against it" : says});
  }
  return table("trust", "Trust of each spectrum", "A file that failed is left out of every figure above.",
               Json::array({text_column("name", "Lot"), text_column("file", "File"), text_column("trust", "Trust"),
                            text_column("says", "Why")}),
               std::move(rows));
}

std::string shown_lot(const std::string& lot) { return lot.empty() ? "all spectra" : lot; }

Json time_plot(const LotsReport& report, const std::vector<LotLoss>& losses) {
  Json series = Json::array();
  for (const auto& loss : losses) {
    Json x = Json::array(), y = Json::array(), low = Json::array(), high = Json::array();
    double last = 0;
    for (const auto& point : loss.points) {
      x.push_back(rounded(point.time));
      y.push_back(rounded(point.dar.value));
      low.push_back(rounded(point.dar.low));
      high.push_back(rounded(point.dar.high));
      last = std::max(last, point.time);
    }
    Json one = {{"name", shown_lot(loss.lot)}, {"observed", {{"x", x}, {"y", y}, {"low", low}, {"high", high}}}};
    if (loss.fit.problem.empty()) {
      std::vector<double> times;
      for (int i = 0; i <= kCurvePoints; ++i) times.push_back(last * i / kCurvePoints);
      Json curve = Json::array(), lower = Json::array(), upper = Json::array();
      for (const auto& point : stats::line_band(loss.fit.line, times)) {
        curve.push_back(rounded(std::exp(point.value)));
        lower.push_back(rounded(std::exp(point.curve.lower)));
        upper.push_back(rounded(std::exp(point.curve.upper)));
      }
      one["model"] = {{"x", rounded(times)}, {"y", curve}, {"low", lower}, {"high", upper}};
    }
    series.push_back(std::move(one));
  }
  return {{"id", "time"},
          {"kind", "predicted_observed"},
          {"title", "DAR over time"},
          {"caption", "Points with 95 % intervals; lines are first-order losses with 95 % bands."},
          {"x", {{"label", "Time"}, {"unit", report.time_unit}}},
          {"y", {{"label", "DAR"}, {"unit", ""}}},
          {"series", series}};
}

Json loss_table(const LotsReport& report, const std::vector<LotLoss>& losses) {
  const std::string per = "1/" + report.time_unit;
  Json columns = Json::array({text_column("lot", "Lot"), number_column("points", "Spectra")});
  add_columns(columns, "rate", "k", per);
  add_columns(columns, "half", "Half-life", report.time_unit);
  add_columns(columns, "start", "DAR at 0");
  columns.push_back(text_column("problem", "Remark"));
  Json rows = Json::array();
  for (const auto& loss : losses) {
    Json row = Json::array({shown_lot(loss.lot), loss.points.size()});
    const bool is_fitted = loss.fit.problem.empty();
    for (const auto* value : {&loss.fit.rate, &loss.fit.half_life, &loss.fit.start})
      for (const double number : {value->value, value->low, value->high})
        row.push_back(is_fitted ? rounded(number) : Json(nullptr));
    row.push_back(loss.fit.problem);
    rows.push_back(std::move(row));
  }
  return table(
      "losses", "First-order loss of drug",
      "DAR = DAR at 0 x exp(-k t), weighted by the intervals of the points; 95 % intervals by the scatter about the "
      "line (Student's t). A mean falls by first order only if every drug leaves alone, at one rate.",
      std::move(columns), std::move(rows));
}

Json findings_of(const LotsReport& report, const std::vector<LotLoss>& losses) {
  const auto lots = usable(report);
  Json list = Json::array();
  if (lots.empty())
    return Json::array(
        {finding("No lot can be compared", "No file gave a composition that can be used.", "none", "", "caution")});
  const auto [least, most] = std::ranges::minmax(lots, {}, [](const auto* lot) { return lot->dar.value; });
  list.push_back(finding("DAR over the lots",
                         fmt::format("{} lots, from {:.2f} ({}) to {:.2f} ({}).", lots.size(), least->dar.value,
                                     least->name, most->dar.value, most->name),
                         fmt::format("{:.2f} to {:.2f}", least->dar.value, most->dar.value), "", "estimate"));
  list.back()["plot"] = "dar";
  const auto* farthest = *std::ranges::max_element(
      lots, {}, [&](const auto* lot) { return std::abs(lot->dar.value - lots.front()->dar.value); });
  if (farthest != lots.front()) {
    const Estimated apart = spectra::difference(farthest->dar, lots.front()->dar);
    const bool holds_zero = apart.low <= 0 && apart.high >= 0;
    list.push_back(
        finding(fmt::format("Farthest from {}", lots.front()->name),
                fmt::format("{} differs most; zero is {} the interval.", farthest->name, holds_zero ? "in" : "outside"),
                rounded(apart.value, 3), "drugs", "estimate"));
    add_interval(list.back(), apart, "independent bootstraps");
    list.back()["plot"] = "differences";
  }
  for (const auto& loss : losses) {
    if (!loss.fit.problem.empty()) continue;
    list.push_back(finding(fmt::format("Loss of drug, {}", shown_lot(loss.lot)),
                           "Share of the drug that is lost per unit of time, as a first-order rate.",
                           rounded(loss.fit.rate.value, 3), "1/" + report.time_unit, "estimate"));
    add_interval(list.back(), loss.fit.rate, "scatter about the line");
    list.back()["plot"] = "time";
  }
  const auto failed = std::ranges::count_if(report.lots, [](const auto& lot) { return !lot.is_usable(); });
  if (failed > 0) {
    list.push_back(finding("Left out",
                           "Files that failed, or whose composition is not to be used; the table of trust says why.",
                           failed, "files", "caution"));
    list.back()["plot"] = "trust";
  }
  return list;
}

Json sections_of(const LotsReport& report, const std::vector<LotLoss>& losses) {
  Json sections = Json::array();
  const auto lots = usable(report);
  if (!lots.empty()) {
    const Json dar_axis = {{"label", "DAR"}, {"unit", ""}};
    const Json share_axis = {{"label", "Share of the antibodies"}, {"unit", "%"}};
    sections.push_back(section("lots", "Lots", "The mean drug load of each lot.",
                               Json::array({bars_of(report, "dar", "DAR of each lot", "Whiskers are 95 % intervals.",
                                                    dar_axis, [](const LotOutcome& lot) { return lot.dar; }),
                                            figure_table(report)})));
    sections.push_back(section(
        "loads", "Drug loads", "The distribution behind the mean, and its two ends.",
        Json::array({load_plot(report),
                     bars_of(report, "without_drug", "Antibody without drug, D0", "Whiskers are 95 % intervals.",
                             share_axis, [](const LotOutcome& lot) { return percent(lot.without_drug); }),
                     bars_of(report, "tail", "High loads: " + tail_name(report), "Whiskers are 95 % intervals.",
                             share_axis, [](const LotOutcome& lot) { return percent(lot.tail); }),
                     load_table(report)})));
  }
  if (!losses.empty())
    sections.push_back(section("stability", "In time", "The mean drug load over time.",
                               Json::array({time_plot(report, losses), loss_table(report, losses)})));
  if (lots.size() > 1)
    sections.push_back(
        section("differences", "Differences", kHow, Json::array({difference_plot(report), difference_table(report)})));
  sections.push_back(section("trust", "Trust", "", Json::array({trust_table(report)})));
  return sections;
}

}  // namespace

LotOutcome lot_of(const spectra::Composition& composition, int tail) {
  LotOutcome lot{.trust = composition.trust,
                 .dar = composition.dar,
                 .dead_linkers = composition.dead_linkers,
                 .without_drug = composition.load.empty() ? Estimated{} : composition.load.front(),
                 .unconjugated = composition.unconjugated,
                 .tail = spectra::tail_of(composition, tail),
                 .load = composition.load,
                 .drugs_per_step = composition.drugs_per_step,
                 .lowest_choice = composition.lowest_choice,
                 .highest_choice = composition.highest_choice,
                 .unexplained = composition.unexplained,
                 .warnings = {}};
  for (const auto& warning : composition.warnings) lot.warnings.push_back(warning.text);
  return lot;
}

const LotOutcome* first_lot(const LotsReport& report) {
  const auto found = std::ranges::find_if(report.lots, &LotOutcome::is_usable);
  return found == report.lots.end() ? nullptr : &*found;
}

std::vector<LotLoss> losses_of(const LotsReport& report) {
  std::vector<LotLoss> losses;
  for (const auto& lot : report.lots) {
    if (!lot.is_usable() || !std::isfinite(lot.time)) continue;
    const auto found = std::ranges::find(losses, lot.lot, &LotLoss::lot);
    auto& loss = found == losses.end() ? losses.emplace_back(LotLoss{.lot = lot.lot, .points = {}, .fit = {}}) : *found;
    loss.points.push_back({.time = lot.time, .dar = lot.dar});
  }
  for (auto& loss : losses) loss.fit = spectra::fit_loss(loss.points);
  return losses;
}

std::string lots_json(const LotsReport& report, const DarFrame& frame) {
  const auto losses = losses_of(report);
  DarDocument document{.title = fmt::format("{} spectra of {} compared", report.lots.size(), frame.entry.name),
                       .description = "Drug load of many lots side by side, each from its own mass spectrum.",
                       .summary = fmt::format("{} spectra, each fitted by itself; {} draws for the intervals.",
                                              report.lots.size(), report.replicates)};
  document.findings = findings_of(report, losses);
  document.facts.push_back(fact("High loads", tail_name(report)));
  if (!report.time_unit.empty()) document.facts.push_back(fact("Unit of time", report.time_unit));
  document.sections = sections_of(report, losses);
  document.assumptions =
      Json::array({assumed("Errors of two lots are independent.", "each spectrum has its own bootstrap",
                           "an interval of a difference is too wide where they share an error, which then cancels"),
                   assumed("Every load, linker and glycan flies and is detected alike, in every lot.",
                           "no response factors are published", "the DAR of each, less their differences")});
  for (const auto& lot : report.lots) {
    if (!lot.problem.empty()) document.warnings.push_back(warned(lot.problem));
    for (const auto& warning : lot.warnings) document.warnings.push_back(warned(lot.name + ": " + warning));
  }
  return document_of(std::move(document), frame);
}

}  // namespace emtansim::report
