// SPDX-License-Identifier: Apache-2.0
/// Dose-response curves with their fits, and published points over what the model says.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using study::DoseResponse;

constexpr int kCurvePoints = 101;
constexpr double kBeyondDoses = 3;  // the curve is drawn this factor beyond the tested doses

template <class Value>
auto interval_of(const Value& value) {
  const bool has_profile = !std::isnan(value.profile.lower) || !std::isnan(value.profile.upper);
  return has_profile ? value.profile : value.wald;
}

template <class Value>
Json parameter(const std::string& name, const std::string& symbol, const Value& value, const std::string& unit,
               double factor = 1) {
  const auto interval = interval_of(value);
  return {{"name", name},
          {"symbol", symbol},
          {"value", rounded(factor * value.value)},
          {"unit", unit},
          {"low", rounded(factor * interval.lower)},
          {"high", rounded(factor * interval.upper)}};
}

std::vector<double> curve_doses(double lowest, double highest) {
  std::vector<double> doses;
  const double from = std::log(lowest / kBeyondDoses);
  const double step = (std::log(highest * kBeyondDoses) - from) / (kCurvePoints - 1);
  for (int i = 0; i < kCurvePoints; ++i) doses.push_back(std::exp(from + step * i));
  return doses;
}

Json fit_of(const DoseResponse& curve) {
  const auto& fit = curve.fit;
  const std::vector<double> doses = curve_doses(fit.lowest_dose, fit.highest_dose);
  std::vector<double> value, low, high;
  for (const auto& point : confidence_band(fit, doses)) {
    value.push_back(point.value);
    low.push_back(point.curve.lower);
    high.push_back(point.curve.upper);
  }
  return {
      {"model", "four-parameter logistic"},
      {"level", fit.level},
      {"dose", rounded(doses)},
      {"value", rounded(value)},
      {"low", rounded(low)},
      {"high", rounded(high)},
      {"parameters",
       {parameter("Half-maximal dose", "IC50", fit.ic50, "nM"),
        parameter("Dose of half the control", "IC50 abs", fit.absolute_ic50, "nM"),
        parameter("Top", "E₀", fit.top, curve.unit), parameter("Bottom", "E∞", fit.bottom, curve.unit),
        parameter("Slope", "h", fit.slope, ""), parameter("Largest effect", "", fit.maximal_effect, "% of top", 100)}}};
}

std::string series_name(const study::Outcome& outcome, const DoseResponse& curve) {
  std::string name = curve.population.empty() ? curve.arm : curve.population;
  if (outcome.experiment.arms.size() > 1 && !curve.population.empty()) name += ", " + curve.arm;
  return name;
}

Json dose_series(const study::Outcome& outcome, const DoseResponse& curve) {
  Json replicates = Json::array();
  std::map<double, int> seen;
  for (const double dose : curve.doses) replicates.push_back(++seen[dose]);
  Json series = {
      {"name", series_name(outcome, curve)},
      {"points", {{"dose", rounded(curve.doses)}, {"value", rounded(curve.responses)}, {"replicate", replicates}}}};
  const bool is_fitted = std::isfinite(curve.fit.top.value) && std::isfinite(curve.fit.lowest_dose);
  if (!is_fitted) return series;
  series["fit"] = fit_of(curve);
  if (std::isfinite(curve.fit.ic50.value)) {
    const auto interval = interval_of(curve.fit.ic50);
    series["ic50"] = {{"dose", rounded(curve.fit.ic50.value)},
                      {"low", rounded(interval.lower)},
                      {"high", rounded(interval.upper)},
                      {"response", rounded(response_at(curve.fit, curve.fit.ic50.value))}};
  }
  return series;
}

std::string curve_caption(const study::Outcome& outcome, const DoseResponse& curve) {
  const auto* readout = experiment::find_readout(outcome.experiment, curve.readout);
  std::string caption = readout != nullptr && readout->replicates > 1
                            ? fmt::format("Points: {} replicates at each dose with assay noise. ", readout->replicates)
                            : "Points: one value at each dose. ";
  caption += "Line and band: four-parameter logistic fit and its 95 % interval.";
  if (!curve.fit.reason.empty()) caption += fmt::format(" {}: {}.", series_name(outcome, curve), curve.fit.reason);
  return caption;
}

std::string leading_agent(const study::Outcome& outcome) {
  return outcome.model.agents.empty() ? std::string("dose") : outcome.model.agents.front().name;
}

/// Curve of the model through all readings that an overlay belongs to, by x.
std::map<double, double> model_curve(const study::Outcome& outcome, const study::Overlay& data) {
  std::map<double, double> curve;
  for (const auto& row : outcome.readouts.rows) {
    const bool belongs = row.assay == data.readout && row.quantity == data.quantity &&
                         (data.population.empty() || row.population == data.population) &&
                         (data.arm.empty() || row.arm == data.arm) && row.individual == 0 && row.replicate == 0;
    if (belongs && std::isfinite(row.value)) curve.emplace(data.x_name != "time_h" ? row.dose : row.time, row.value);
  }
  return curve;
}

Json observed_of(const study::Overlay& data) {
  Json observed = {{"x", rounded(data.x)}, {"y", rounded(data.observed)}};
  if (data.observed_sd.size() != data.observed.size()) return observed;
  std::vector<double> low, high;
  for (std::size_t i = 0; i < data.observed.size(); ++i) {
    low.push_back(data.observed[i] - data.observed_sd[i]);
    high.push_back(data.observed[i] + data.observed_sd[i]);
  }
  observed["low"] = rounded(low);
  observed["high"] = rounded(high);
  return observed;
}

Json overlay_series(const study::Outcome& outcome, const study::Overlay& data) {
  std::vector<double> x, y;
  for (const auto& [at, value] : model_curve(outcome, data)) {
    if (data.x_name != "time_h" && at <= 0) continue;
    x.push_back(at);
    y.push_back(value);
  }
  std::string name = data.quantity;
  if (!data.population.empty() && outcome.model.populations.size() > 1) name += ", " + data.population;
  return {{"name", name},
          {"model", {{"x", rounded(x)}, {"y", rounded(y)}}},
          {"observed", observed_of(data)},
          {"source", data.source}};
}

}  // namespace

std::string plot_title(const DoseResponse& curve) {
  return fmt::format("{} at {}", capitalised(curve.readout), time_text(curve.time));
}

std::string plot_id(const DoseResponse& curve) { return Keys().of("dose-response " + plot_title(curve)); }

void add_dose_response_plots(const study::Outcome& outcome, Json& plots) {
  std::map<std::string, std::size_t, std::less<>> by_title;
  for (const auto& curve : outcome.findings.dose_responses) {
    const std::string title = plot_title(curve);
    auto known = by_title.find(title);
    if (known == by_title.end()) {
      known = by_title.emplace(title, plots.size()).first;
      plots.push_back({{"id", plot_id(curve)},
                       {"kind", "dose_response"},
                       {"title", title},
                       {"caption", curve_caption(outcome, curve)},
                       {"x", {{"label", leading_agent(outcome)}, {"unit", "nM"}}},
                       {"y", {{"label", capitalised(curve.readout)}, {"unit", curve.unit}}},
                       {"y_min", 0},
                       {"series", Json::array()}});
    }
    plots[known->second]["series"].push_back(dose_series(outcome, curve));
  }
}

void add_overlay_plots(const study::Outcome& outcome, Json& plots) {
  Keys keys;
  std::map<std::string, std::size_t, std::less<>> by_title;
  for (const auto& data : outcome.findings.overlays) {
    std::string title = fmt::format("{} against {}", capitalised(data.readout), data.label);
    const bool has_arms = outcome.experiment.arms.size() > 1;
    if (has_arms && !title.ends_with(data.arm)) title += fmt::format(", {}", data.arm);
    auto known = by_title.find(title);
    if (known == by_title.end()) {
      known = by_title.emplace(title, plots.size()).first;
      const bool is_by_dose = data.x_name != "time_h";
      plots.push_back({{"id", keys.of("comparison " + title)},
                       {"kind", "predicted_observed"},
                       {"title", title},
                       {"caption", "Lines: the model, with the published values. Points: published data."},
                       {"x",
                        {{"label", is_by_dose ? leading_agent(outcome) : std::string("Time")},
                         {"unit", is_by_dose ? experiment::dose_unit(outcome.experiment) : std::string("h")}}},
                       {"x_scale", is_by_dose ? "log" : "linear"},
                       {"y", {{"label", capitalised(data.readout)}, {"unit", data.unit}}},
                       {"series", Json::array()},
                       {"agreement", Json::array()}});
    }
    plots[known->second]["series"].push_back(overlay_series(outcome, data));
    plots[known->second]["agreement"].push_back(
        {{"name", fmt::format("root mean square {}, {}", data.is_logarithmic ? "of the logarithm" : "difference",
                              data.quantity)},
         {"value", rounded(data.rms)},
         {"unit", data.is_logarithmic ? "" : data.unit}});
  }
}

}  // namespace emtansim::report
