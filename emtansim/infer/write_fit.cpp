// SPDX-License-Identifier: Apache-2.0
/// Records of a fit: entries for the catalogue, JSON, a table for the terminal.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emtansim/infer/infer.h"

namespace emtansim::infer {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kDigits = 4;

std::string with_unit(double value, const std::string& unit) {
  return unit.empty() ? to_short(value, kDigits) : fmt::format("{} {}", to_short(value, kDigits), unit);
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

std::string base_name(const std::string& row) { return row.substr(0, row.find('[')); }

/// Keys of the papers whose data an estimate rests on, each once.
std::vector<std::string> sources_of(const Fit& fit, const Estimate& estimate) {
  std::vector<std::string> sources;
  for (const auto& summary : fit.data) {
    const bool counts = std::ranges::find(estimate.sets, summary.name) != estimate.sets.end();
    if (counts && !summary.source.empty() && std::ranges::find(sources, summary.source) == sources.end())
      sources.push_back(summary.source);
  }
  return sources;
}

std::string says_of(const catalogue::Catalogue& catalogue, const std::string& name) {
  const auto entries = catalogue.entries(name);
  return entries.empty() ? name : entries.front()->says;
}

std::string interval_in_words(const Estimate& estimate, double level) {
  const bool is_open_below = !(estimate.profile.lower > 0);
  const bool is_open_above = !std::isfinite(estimate.profile.upper);
  if (std::isnan(estimate.profile.lower)) return "no profile was computed";
  return fmt::format("{} % profile interval {} to {}", to_short(100 * level),
                     is_open_below ? "open below" : with_unit(estimate.profile.lower, estimate.unit),
                     is_open_above ? "open above" : with_unit(estimate.profile.upper, estimate.unit));
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_json(const stats::ConfidenceInterval& interval) {
  return {{"low", number(interval.lower)}, {"high", number(interval.upper)}};
}

Json to_json(const Estimate& estimate) {
  return {{"parameter", estimate.parameter},
          {"symbol", estimate.symbol},
          {"unit", estimate.unit},
          {"value", number(estimate.value)},
          {"log_standard_error", number(estimate.log_standard_error)},
          {"wald", to_json(estimate.wald)},
          {"profile", to_json(estimate.profile)},
          {"is_identifiable", estimate.is_identifiable},
          {"is_at_bound", estimate.is_at_bound},
          {"with_prior", estimate.with_prior},
          {"published", number(estimate.published)},
          {"start", number(estimate.start)},
          {"bounds", {{"low", number(estimate.low)}, {"high", number(estimate.high)}}},
          {"data", estimate.sets}};
}

Json to_json(const DataSummary& summary) {
  return {{"name", summary.name},
          {"source", summary.source},
          {"table", summary.table},
          {"table_sha256", summary.table_sha256},
          {"experiment", summary.experiment},
          {"experiment_sha256", summary.experiment_sha256},
          {"points", summary.points},
          {"rms", number(summary.rms)},
          {"unit", summary.unit},
          {"chi_square", number(summary.chi_square)}};
}

Json to_json(const Residual& row) {
  return {{"data", row.set},
          {row.x_name, number(row.x)},
          {row.other_name, number(row.other)},
          {"observed", number(row.observed)},
          {"predicted", number(row.predicted)},
          {"sd", number(row.sd)},
          {"residual", number(row.residual)},
          {"unit", row.unit}};
}

Json matrix(const std::vector<std::vector<double>>& rows) {
  Json all = Json::array();
  for (const auto& row : rows) {
    Json line = Json::array();
    for (const double value : row) line.push_back(number(value));
    all.push_back(std::move(line));
  }
  return all;
}

template <class Rows>
Json list(const Rows& rows) {
  Json all = Json::array();
  for (const auto& row : rows) all.push_back(to_json(row));
  return all;
}

/// "k_endo^0.71 k_rec^-0.70": the product that the data do not fix.
std::string weakest_product(const Fit& fit) {
  constexpr double kWorthNaming = 0.1;
  std::vector<std::string> factors;
  for (std::size_t k = 0; k < fit.weakest_direction.size(); ++k)
    if (std::abs(fit.weakest_direction[k]) > kWorthNaming)
      factors.push_back(fmt::format("{}^{:.2f}", fit.estimates[k].symbol, fit.weakest_direction[k]));
  return fmt::format("{}", fmt::join(factors, " "));
}

}  // namespace

std::string to_toml(const FitRequest& request, const Fit& fit, const catalogue::Catalogue& catalogue) {
  std::string text = fmt::format("# Estimates of the fit {} ({}).\n", in_quotes(request.title), to_text(fit.status));
  if (!fit.reason.empty()) text += fmt::format("# {}\n", fit.reason);
  if (fit.status == Status::failed) return text;
  for (const auto& estimate : fit.estimates) {
    const std::string name = base_name(estimate.parameter);
    const auto sources = sources_of(fit, estimate);
    text += "\n[[parameter]]\n";
    text += fmt::format("name = {}\n", in_quotes(name));
    text += fmt::format("symbol = {}\n", in_quotes(estimate.symbol));
    text += fmt::format("says = {}\n", in_quotes(says_of(catalogue, name)));
    text += fmt::format("value = {}\n", in_quotes(with_unit(estimate.value, estimate.unit)));
    if (std::isfinite(estimate.log_standard_error) && estimate.log_standard_error > 0) {
      const double factor = std::exp(2 * estimate.log_standard_error);
      text += fmt::format("spread = {{ kind = \"lognormal\", factor95 = {}, between = \"experiments\" }}\n",
                          to_short(factor, 3));
    }
    std::vector<std::string> lines;
    for (const auto& line : estimate.lines) lines.push_back(in_quotes(line));
    text += fmt::format("applies = {{ system = [{}] }}\n", fmt::join(lines, ", "));
    if (!sources.empty())
      text += fmt::format("source = {}\n", in_quotes(fmt::format("{}, fitted to its data", fmt::join(sources, "; "))));
    text += "obtained = \"fitted\"\nprovenance = \"derived\"\n";
    text += fmt::format("note = {}\n",
                        in_quotes(fmt::format("{}: {}{}", request.title, interval_in_words(estimate, request.level),
                                              estimate.is_at_bound ? "; ended on a bound" : "")));
  }
  return text;
}

std::string to_json(const FitRequest& request, const Fit& fit) {
  std::vector<std::string> names;
  for (const auto& estimate : fit.estimates) names.push_back(estimate.parameter);
  const Json record = {
      {"format", "emtansim-fit"},
      {"version", 1},
      {"title", request.title},
      {"description", request.description},
      {"program", fmt::format("emtansim {}", version())},
      {"input", {{"file", request.file}, {"sha256", sha256(request.text)}}},
      {"seed", request.seed},
      {"starts", request.starts},
      {"level", request.level},
      {"status", to_text(fit.status)},
      {"reason", fit.reason},
      {"estimates", list(fit.estimates)},
      {"correlation", {{"order", names}, {"rows", matrix(fit.correlation)}}},
      {"weakest", {{"exponents", fit.weakest_direction}, {"log_standard_error", number(fit.weakest_standard_error)}}},
      {"chi_square", number(fit.chi_square)},
      {"degrees", fit.degrees},
      {"scale_factor", number(fit.scale_factor)},
      {"log_likelihood", number(fit.log_likelihood)},
      {"aic", number(fit.aic)},
      {"iterations", fit.iterations},
      {"evaluations", fit.evaluations},
      {"data", list(fit.data)},
      {"residuals", list(fit.residuals)}};
  return record.dump(2) + "\n";
}

std::string to_summary(const FitRequest& request, const Fit& fit) {
  std::string text = fmt::format("{}: {}{}\n", request.title, to_text(fit.status),
                                 fit.reason.empty() ? "" : fmt::format(" ({})", fit.reason));
  if (fit.status == Status::failed) return text;
  for (const auto& estimate : fit.estimates) {
    text += fmt::format("  {:<36} {:>12} {:<12} published {}; {}{}\n", estimate.parameter,
                        to_short(estimate.value, kDigits), estimate.unit, to_short(estimate.published, kDigits),
                        interval_in_words(estimate, request.level), estimate.is_at_bound ? "; on its bound" : "");
  }
  for (const auto& summary : fit.data) {
    text += fmt::format("  {:<36} {} points, rms {}, chi-square {}\n", summary.name, summary.points,
                        with_unit(summary.rms, summary.unit), to_short(summary.chi_square, kDigits));
  }
  text += fmt::format("  chi-square {} for {} degrees of freedom, AIC {}\n", to_short(fit.chi_square, kDigits),
                      to_short(fit.degrees, kDigits), to_short(fit.aic, 6));
  if (fit.estimates.size() > 1) {
    text += fmt::format("  the data say least about {} (standard error of its logarithm {})\n", weakest_product(fit),
                        to_short(fit.weakest_standard_error, 2));
  }
  return text;
}

}  // namespace emtansim::infer
