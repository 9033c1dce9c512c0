// SPDX-License-Identifier: Apache-2.0
/// Reader of [[readout]], [[analysis]] and [[compare]]. Keys it does not know are kept for those who do.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

std::optional<double> read_noise(const TomlTable& table) {
  const auto noise = table.find("noise");
  if (!noise) return std::nullopt;
  static const std::vector<std::string> kKeys = {"cv"};
  noise->table().refuse_unknown_keys(kKeys);
  return to_share(noise->table().at("cv"));
}

std::optional<Quantity> read_limit(const TomlTable& table) {
  const auto loq = table.find("loq");
  if (!loq) return std::nullopt;
  const Quantity limit = loq->quantity();
  if (limit.value < 0) loq->refuse("negative-amount", "'loq' is negative");
  return limit;
}

// The key of an analysis that names a readout is its kind; of several, the first in the file.
std::string find_kind(const TomlTable& table, const Experiment& experiment) {
  std::vector<std::string> others;
  for (const auto& key : table.keys())
    if (std::ranges::find(analysis_keys(), key) == analysis_keys().end()) others.push_back(key);
  for (const auto& key : others) {
    const TomlValue value = table.at(key);
    if (value.is_text() && find_readout(experiment, value.any_text()) != nullptr) return key;
  }
  if (others.empty()) {
    table.refuse("missing-key", "the analysis does not say what to do", "",
                 "write for example dose_response = \"viability\"");
  }
  std::vector<std::string> names;
  for (const auto& readout : experiment.readouts) names.push_back(readout.name);
  const TomlValue value = table.at(others.front());
  const std::string text = value.text();
  value.refuse("unknown-readout", fmt::format("no readout is called '{}'", text),
               fmt::format("'{}' analyses a readout of this file", others.front()), suggestion(text, names));
}

}  // namespace

const std::vector<std::string>& readout_keys() {
  static const std::vector<std::string> kKeys = {"assay", "name", "at", "arms", "replicates", "noise", "loq"};
  return kKeys;
}

const std::vector<std::string>& analysis_keys() {
  static const std::vector<std::string> kKeys = {"at", "arms"};
  return kKeys;
}

ReadoutRequest read_readout(const TomlTable& table) {
  ReadoutRequest readout;
  readout.where = table.where();
  readout.assay = to_named(table.at("assay"));
  readout.name = table.has("name") ? table.at("name").text() : readout.assay.text;
  readout.at = read_times(table.at("at"));
  readout.arms = to_names(table, "arms");
  if (const auto replicates = table.find("replicates")) readout.replicates = static_cast<int>(to_count(*replicates));
  readout.noise_cv = read_noise(table);
  readout.loq = read_limit(table);
  readout.options = read_options(table, readout_keys());
  return readout;
}

Analysis read_analysis(const TomlTable& table, const Experiment& experiment) {
  Analysis analysis;
  const std::string kind = find_kind(table, experiment);
  analysis.where = table.where();
  analysis.kind = {kind, table.at(kind).where()};
  analysis.readout = table.at(kind).text();
  if (const auto at = table.find("at")) {
    analysis.at = to_time(*at);
    const auto& times = find_readout(experiment, analysis.readout)->at;
    const bool is_read =
        std::ranges::any_of(times, [&](double time) { return std::abs(time - *analysis.at) <= limits::kSameTime; });
    if (!is_read) {
      at->refuse("unknown-time", fmt::format("'{}' is not read at {} h", analysis.readout, to_short(*analysis.at)),
                 fmt::format("its last time is {} h", to_short(times.back())), "add the time to the readout's 'at'");
    }
  }
  analysis.arms = to_names(table, "arms");
  auto known = analysis_keys();
  known.push_back(kind);
  analysis.options = read_options(table, known);
  return analysis;
}

Comparison read_comparison(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"data", "readout", "arm", "label"};
  Comparison comparison;
  comparison.where = table.where();
  comparison.data = to_named(table.at("data"));
  comparison.readout = table.at("readout").text();
  if (const auto arm = table.find("arm")) comparison.arm = to_named(*arm);
  comparison.label = table.has("label") ? table.at("label").text() : comparison.data.text;
  comparison.options = read_options(table, kKeys);
  return comparison;
}

}  // namespace emtansim::experiment
