// SPDX-License-Identifier: Apache-2.0
/// Reader of fit files.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/infer/infer.h"

namespace emtansim::infer {

namespace {

using experiment::Named;

constexpr int kMostStarts = 1000;

Named named(const TomlValue& value) { return {value.text(), value.where()}; }

Quantity positive(const TomlValue& value) {
  const Quantity quantity = value.quantity();
  if (!(quantity.value > 0))
    value.refuse("out-of-range", fmt::format("'{}' is not positive", value.name()),
                 "parameters are fitted as logarithms");
  return quantity;
}

FreeParameter read_free(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"parameter", "low", "high", "start", "prior", "in"};
  table.refuse_unknown_keys(kKeys);
  FreeParameter free{.parameter = named(table.at("parameter")),
                     .low = positive(table.at("low")),
                     .high = positive(table.at("high")),
                     .start = {},
                     .sets = {},
                     .where = table.where()};
  if (free.low.dimension != free.high.dimension || free.low.value >= free.high.value)
    table.at("high").refuse("out-of-range", "'high' is not above 'low'");
  if (const auto start = table.find("start")) {
    free.start = positive(*start);
    if (free.start->dimension != free.low.dimension || free.start->value < free.low.value ||
        free.start->value > free.high.value)
      start->refuse("out-of-range", "'start' is not between 'low' and 'high'");
  }
  if (const auto prior = table.find("prior")) free.with_prior = prior->truth();
  for (const auto& set : table.texts("in")) free.sets.push_back(named(set));
  return free;
}

experiment::Option to_option(const TomlValue& value) {
  experiment::Option option{.text = {}, .items = {}, .where = value.where()};
  for (const auto& item : value.items()) option.items.push_back(item.as_text());
  option.text = fmt::format("{}", fmt::join(option.items, ", "));
  return option;
}

Scale read_scale(const TomlTable& table) {
  const auto value = table.find("scale");
  if (!value || value->text() == "linear") return Scale::linear;
  if (value->text() == "log") return Scale::log;
  value->refuse("unknown-choice", fmt::format("'{}' is no scale", value->text()), "", "linear or log");
}

double read_cv(const TomlTable& table) {
  const auto value = table.find("cv");
  if (!value) return 0;
  const double cv = value->quantity_of(dimension::kOne).value;
  if (cv < 0) value->refuse("negative-amount", "'cv' is negative");
  return cv;
}

DataSet read_data(const TomlTable& table) {
  static const std::vector<std::string> kOwn = {"name", "experiment", "set",        "table",   "readout",
                                                "arm",  "quantity",   "population", "unit",    "dose",
                                                "at",   "scale",      "cv",         "absolute"};
  auto known = kOwn;
  known.insert(known.end(), study::mapping_keys().begin(), study::mapping_keys().end());
  table.refuse_unknown_keys(known);
  DataSet data;
  data.where = table.where();
  data.experiment = named(table.at("experiment"));
  data.table = named(table.at("table"));
  data.name = table.has("name") ? table.at("name").text() : data.table.text;
  data.readout = table.at("readout").text();
  data.arm = table.text_or_empty("arm");
  data.quantity = table.text_or_empty("quantity");
  data.population = table.text_or_empty("population");
  data.unit = table.text_or_empty("unit");
  for (const auto& setting : table.texts("set")) data.settings.push_back(named(setting));
  if (const auto dose = table.find("dose")) data.dose = study::read_dose_number(dose->as_text(), dose->where());
  if (const auto at = table.find("at")) data.time = at->quantity_of(dimension::kTime).value;
  data.scale = read_scale(table);
  data.cv = read_cv(table);
  if (const auto absolute = table.find("absolute")) data.absolute = Named{absolute->as_text(), absolute->where()};
  for (const auto& key : study::mapping_keys())
    if (const auto value = table.find(key)) data.mapping.emplace(key, to_option(*value));
  if (data.cv == 0 && !data.absolute && !data.mapping.contains("sd")) {
    table.refuse("no-noise", fmt::format("'{}' does not say how exact the data are", data.name),
                 "points are weighted by it", "give cv, absolute or the column sd");
  }
  return data;
}

void read_options(const TomlTable& root, FitRequest& request) {
  if (const auto starts = root.find("starts")) {
    const auto count = starts->whole_number();
    if (count < 1 || count > kMostStarts)
      starts->refuse("out-of-range", fmt::format("'starts' is {}", count), fmt::format("from 1 to {}", kMostStarts));
    request.starts = static_cast<int>(count);
  }
  if (const auto seed = root.find("seed")) request.seed = static_cast<std::uint64_t>(seed->whole_number());
  if (const auto level = root.find("level")) {
    request.level = level->quantity_of(dimension::kOne).value;
    if (!(request.level > 0 && request.level < 1)) level->refuse("out-of-range", "'level' is not between 0 and 1");
  }
  if (const auto profiles = root.find("profiles")) request.with_profiles = profiles->truth();
  if (const auto derivatives = root.find("derivatives")) {
    const std::string text = derivatives->text();
    if (text != "sensitivities" && text != "differences")
      derivatives->refuse("unknown-choice", fmt::format("'{}' is not known", text), "", "sensitivities or differences");
    request.derivatives = text == "differences" ? Derivatives::differences : Derivatives::sensitivities;
  }
}

void expect_known_sets(const FitRequest& request) {
  std::set<std::string> names;
  for (const auto& data : request.data) {
    if (names.insert(data.name).second) continue;
    throw InputError(data.where, {"duplicate-name", fmt::format("two data sets are called '{}'", data.name), "",
                                  "give them a 'name' each"});
  }
  const std::vector<std::string> known(names.begin(), names.end());
  for (const auto& free : request.free)
    for (const auto& set : free.sets)
      if (!names.contains(set.text))
        throw InputError(set.where, {"unknown-data", fmt::format("no data set is called '{}'", set.text), "",
                                     suggestion(set.text, known)});
}

}  // namespace

FitRequest parse_fit(std::string_view text, const std::string& path) {
  const TomlDocument document = TomlDocument::parse(text, path);
  const TomlTable root = document.root();
  static const std::vector<std::string> kKeys = {"title", "description", "free",     "data",       "starts",
                                                 "seed",  "level",       "profiles", "derivatives"};
  root.refuse_unknown_keys(kKeys);
  FitRequest request;
  request.file = path;
  request.text = text;
  request.title = root.at("title").text();
  request.description = root.text_or_empty("description");
  for (const auto& table : root.tables("free")) request.free.push_back(read_free(table));
  for (const auto& table : root.tables("data")) request.data.push_back(read_data(table));
  if (request.free.empty()) root.refuse("missing-key", "nothing is free", "", "add [[free]] with parameter, low, high");
  if (request.data.empty())
    root.refuse("missing-key", "there are no data", "", "add [[data]] with experiment and table");
  read_options(root, request);
  expect_known_sets(request);
  return request;
}

FitRequest read_fit(const std::string& path) { return parse_fit(read_toml_text(path), path); }

}  // namespace emtansim::infer
