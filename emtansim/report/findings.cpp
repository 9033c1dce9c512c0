// SPDX-License-Identifier: Apache-2.0
/// What is concluded: the head of the report, and findings.json for programs.
#include <map>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

Json exact(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json exact(std::span<const double> values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(exact(value));
  return list;
}

/// The plot of the curve that a statement is about: its sentence names the readout and the time.
std::string plot_of(const study::Outcome& outcome, const study::Statement& statement) {
  const bool is_of_fit = statement.headline.starts_with("Half-effect") || statement.headline.starts_with("Maximal");
  if (!is_of_fit) return {};
  for (const auto& curve : outcome.findings.dose_responses)
    if (statement.sentence.find(curve.readout) != std::string::npos) return plot_id(curve);
  return {};
}

Json statement_card(const study::Outcome& outcome, const study::Statement& statement) {
  Json card = {{"headline", statement.headline},
               {"sentence", statement.sentence},
               {"value", rounded(statement.value)},
               {"unit", statement.unit}};
  const bool has_interval = statement.low < statement.high;
  if (has_interval) card["interval"] = {{"low", rounded(statement.low)}, {"high", rounded(statement.high)}};
  card["kind"] = has_interval ? "estimate" : "prediction";
  if (const std::string plot = plot_of(outcome, statement); !plot.empty()) card["plot"] = plot;
  return card;
}

Json balance_card(const study::Outcome& outcome) {
  const double worst = outcome.findings.worst_residual;
  const bool passed = worst < kBalanceTolerance;
  return {{"headline", "Nothing got lost"},
          {"sentence", passed ? "Every molecule and cell is accounted for in every member, up to rounding."
                              : "Some books do not balance; see the mass balance and tighten the tolerances."},
          {"value", rounded(worst)},
          {"unit", "relative"},
          {"kind", "check"},
          {"passed", passed}};
}

template <class Value>
Json fitted(const Value& value) {
  return {{"value", exact(value.value)},
          {"standard_error", exact(value.standard_error)},
          {"wald", {exact(value.wald.lower), exact(value.wald.upper)}},
          {"profile", {exact(value.profile.lower), exact(value.profile.upper)}}};
}

template <class Fit>
std::string status_of(const Fit& fit) {
  using Status = decltype(fit.status);
  if (fit.status == Status::converged) return "converged";
  return fit.status == Status::no_effect ? "no effect" : "failed";
}

Json dose_response(const study::DoseResponse& curve) {
  const auto& fit = curve.fit;
  return {{"name", curve.name},
          {"readout", curve.readout},
          {"arm", curve.arm},
          {"population", curve.population},
          {"time_h", curve.time},
          {"unit", curve.unit},
          {"dose_nM", exact(curve.doses)},
          {"response", exact(curve.responses)},
          {"fit",
           {{"model", "four-parameter logistic"},
            {"status", status_of(fit)},
            {"reason", fit.reason},
            {"level", fit.level},
            {"ic50_nM", fitted(fit.ic50)},
            {"absolute_ic50_nM", fitted(fit.absolute_ic50)},
            {"top", fitted(fit.top)},
            {"bottom", fitted(fit.bottom)},
            {"slope", fitted(fit.slope)},
            {"maximal_effect", fitted(fit.maximal_effect)},
            {"effect_at_highest_dose", fitted(fit.effect_at_highest_dose)},
            {"residual_sd", exact(fit.residual_sd)},
            {"r_squared", exact(fit.r_squared)},
            {"is_ic50_outside_doses", fit.flags.is_ic50_outside_doses},
            {"is_ic50_open", fit.flags.is_ic50_open}}}};
}

Json tumour_response(const study::TumourResponse& found) {
  return {{"readout", found.readout},
          {"arm", found.arm},
          {"control", found.control},
          {"dose", exact(found.dose)},
          {"time_h", exact(found.time)},
          {"inhibition_percent", exact(found.inhibition)},
          {"best_change_percent", exact(found.best_change)},
          {"time_of_best_h", exact(found.time_of_best)},
          {"doubling_h", exact(found.doubling)},
          {"stasis_time_h", exact(found.stasis_time)},
          {"stasis_dose", exact(found.stasis_dose)},
          {"static_concentration_ug_per_ml", exact(found.static_concentration)}};
}

Json exposure(const study::Exposure& found) {
  const auto& nca = found.nca;
  return {{"readout", found.readout},
          {"quantity", found.quantity},
          {"arm", found.arm},
          {"dose", found.dose},
          {"dose_number", found.number},
          {"from_h", found.from},
          {"unit", found.unit},
          {"reason", nca.reason},
          {"peak", exact(nca.peak)},
          {"peak_time_d", exact(nca.peak_time)},
          {"start", exact(nca.start)},
          {"last", exact(nca.last)},
          {"last_time_d", exact(nca.last_time)},
          {"area_to_last", exact(nca.area_to_last)},
          {"area", exact(nca.area)},
          {"extrapolated_share", exact(nca.extrapolated)},
          {"half_life_d", exact(nca.terminal.half_life)},
          {"terminal_samples", nca.terminal.count},
          {"terminal_adjusted_r_squared", exact(nca.terminal.adjusted_r_squared)},
          {"clearance_L_per_d", exact(nca.clearance)},
          {"terminal_volume_L", exact(nca.terminal_volume)},
          {"steady_volume_L", exact(nca.steady_volume)},
          {"residence_time_d", exact(nca.residence_time)},
          {"interval_area", exact(nca.interval_area)},
          {"trough", exact(nca.trough)},
          {"accumulation_by_area", exact(found.accumulation.by_area)},
          {"accumulation_by_peak", exact(found.accumulation.by_peak)},
          {"remarks", stats::remarks(nca)}};
}

Json overlay(const study::Overlay& data) {
  return {{"label", data.label},
          {"source", data.source},
          {"readout", data.readout},
          {"quantity", data.quantity},
          {"population", data.population},
          {"arm", data.arm},
          {"x_name", data.x_name},
          {"x", exact(data.x)},
          {"observed", exact(data.observed)},
          {"observed_sd", exact(data.observed_sd)},
          {"predicted", exact(data.predicted)},
          {"unit", data.unit},
          {"rms", exact(data.rms)}};
}

}  // namespace

std::vector<study::Statement> leading_statements(const study::Findings& findings) {
  constexpr int kOfOneKind = 3;
  std::map<std::string, int> seen;
  std::vector<study::Statement> leading;
  for (const auto& statement : findings.statements) {
    const bool is_main = statement.headline.starts_with("Half-effect") || statement.headline == "Viability";
    if (is_main || ++seen[statement.headline] <= kOfOneKind) leading.push_back(statement);
  }
  return leading;
}

Json findings_part(const study::Outcome& outcome) {
  Json cards = Json::array();
  for (const auto& statement : leading_statements(outcome.findings))
    cards.push_back(statement_card(outcome, statement));
  cards.push_back(balance_card(outcome));
  return cards;
}

std::string findings_json(const study::Outcome& outcome) {
  Json document = {{"format", "emtansim-findings"}, {"version", 1}, {"title", outcome.experiment.title}};
  document["statements"] = Json::array();
  for (const auto& statement : outcome.findings.statements)
    document["statements"].push_back({{"headline", statement.headline},
                                      {"sentence", statement.sentence},
                                      {"value", exact(statement.value)},
                                      {"low", exact(statement.low)},
                                      {"high", exact(statement.high)},
                                      {"unit", statement.unit}});
  document["dose_responses"] = Json::array();
  for (const auto& curve : outcome.findings.dose_responses) document["dose_responses"].push_back(dose_response(curve));
  document["tumour_responses"] = Json::array();
  for (const auto& found : outcome.findings.tumour_responses)
    document["tumour_responses"].push_back(tumour_response(found));
  document["exposures"] = Json::array();
  for (const auto& found : outcome.findings.exposures) document["exposures"].push_back(exposure(found));
  document["comparisons"] = Json::array();
  for (const auto& data : outcome.findings.overlays) document["comparisons"].push_back(overlay(data));
  document["mass_balance"] = {{"worst_relative_error", exact(outcome.findings.worst_residual)},
                              {"tolerance", kBalanceTolerance}};
  document["failed_members"] = failed_members_part(outcome);
  document["warnings"] = outcome.findings.warnings;
  return to_text(document, 1) + "\n";
}

}  // namespace emtansim::report
