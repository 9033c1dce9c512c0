// SPDX-License-Identifier: Apache-2.0
/// Reader of [[parameter]] entries and of the evidence that each must bring.
#include "emtansim/catalogue/entries.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::catalogue {

namespace {

const std::vector<std::string> kObtained = {"measured", "fitted", "derived", "assumed"};
const std::vector<std::string> kProvenance = {"read", "via", "digitised", "derived", "unverified"};
const std::vector<std::string> kBetween = {"laboratories", "cells", "experiments", "patients", "animals"};
const std::vector<std::string> kContext = {"antigen",   "antibody", "payload",    "linker",
                                           "conjugate", "system",   "population", "host"};

void expect_one_of(const TomlValue& value, std::string_view word, const std::vector<std::string>& words) {
  if (std::ranges::find(words, word) != words.end()) return;
  value.refuse("unknown-word", fmt::format("{} is \"{}\"", value.name(), word), "", suggestion(word, words));
}

Source read_one_source(const TomlValue& value, std::string_view text) {
  text = trim(text);
  const auto comma = text.find(',');
  Source source{.key = std::string(trim(text.substr(0, comma))), .place = {}, .also = {}};
  if (comma != std::string_view::npos) source.place = std::string(trim(text.substr(comma + 1)));
  if (source.key.empty() || source.key.find(' ') != std::string::npos) {
    value.refuse("bad-source", fmt::format("\"{}\" does not begin with a key of references.bib", text), "",
                 "write source = \"key2004, table 2\"");
  }
  return source;
}

// "key2004, table 2; other2010, figure 1"
Source read_source(const TomlValue& value) {
  const std::string text = value.text();
  Source source;
  for (const auto part : split(text, ';')) {
    Source one = read_one_source(value, part);
    if (source.key.empty()) {
      source = std::move(one);
    } else {
      source.also.push_back(std::move(one));
    }
  }
  return source;
}

double read_width(const TomlTable& table, std::string& text) {
  const auto cv = table.find("cv");
  const auto factor = table.find("factor95");
  if (cv.has_value() == factor.has_value()) {
    table.refuse("contradiction", "a spread needs either 'cv' or 'factor95'",
                 cv ? "both are given" : "neither is given");
  }
  const TomlValue& value = cv ? *cv : *factor;
  const double width = value.number();
  const double least = cv ? 0 : 1;
  if (!(width > least)) {
    value.refuse("negative-spread", fmt::format("{} is {}", value.name(), to_short(width)),
                 fmt::format("it must be above {}", least));
  }
  text = cv ? fmt::format("cv {}", to_short(width)) : fmt::format("factor {} at 95 %", to_short(width));
  return cv ? std::sqrt(std::log1p(width * width)) : std::log(width) / 2;
}

Spread read_spread(const TomlTable& table, double centre) {
  static const std::vector<std::string> kKeys = {"kind", "cv", "factor95", "between"};
  table.refuse_unknown_keys(kKeys);
  const TomlValue kind = table.at("kind");
  static const std::vector<std::string> kKinds = {"lognormal"};
  expect_one_of(kind, kind.text(), kKinds);
  if (!(centre > 0)) kind.refuse("contradiction", "a log-normal spread around a value that is not above zero");
  Spread spread;
  std::string width;
  spread.log_sd = read_width(table, width);
  spread.between = table.at("between").text();
  expect_one_of(table.at("between"), spread.between, kBetween);
  spread.text = fmt::format("log-normal, {}, between {}", width, spread.between);
  return spread;
}

Quantity read_value(const TomlTable& table, Parameter& parameter) {
  const TomlValue value = table.at("value");
  const Quantity quantity = value.quantity();
  if (!value.is_text()) {
    value.refuse("missing-unit", fmt::format("the value of '{}' has no unit", parameter.name), "it is a bare number",
                 "write \"1.33 1/h\", or \"0.3\" in quotes for a pure number");
  }
  parameter.written = value.text();
  parameter.unit = unit_of(parameter.written);
  return quantity;
}

void read_range(const TomlTable& table, Parameter& parameter) {
  const auto range = table.find("range");
  if (!range) return;
  const auto ends = range->list();
  if (ends.size() != 2) range->refuse("wrong-type", "'range' needs two values", fmt::format("it has {}", ends.size()));
  parameter.low = ends[0].quantity_of(parameter.value.dimension).value;
  parameter.high = ends[1].quantity_of(parameter.value.dimension).value;
  if (!(*parameter.low <= *parameter.high)) range->refuse("out-of-order", "'range' begins above its end");
  constexpr double kRounding = 1e-3;  // papers round the value and its range apart
  const double value = parameter.value.value;
  if (value < *parameter.low - kRounding * std::abs(*parameter.low) ||
      value > *parameter.high + kRounding * std::abs(*parameter.high)) {
    range->refuse("contradiction", fmt::format("the value of '{}' lies outside its range", parameter.name),
                  fmt::format("{} against {} to {} {}", to_short(value), to_short(*parameter.low),
                              to_short(*parameter.high), to_text(parameter.value.dimension)));
  }
}

void read_applies(const TomlTable& table, const Implied& implied, Parameter& parameter) {
  if (!implied.key.empty()) parameter.applies[implied.key] = {implied.name};
  const auto found = table.find("applies");
  if (!found) return;
  const TomlTable applies = found->table();
  applies.refuse_unknown_keys(kContext);
  for (const auto& key : applies.keys()) {
    if (key == implied.key)
      applies.at(key).refuse("contradiction", fmt::format("'{}' is implied by the file", key), "", "leave it out");
    auto& names = parameter.applies[key];
    for (const auto& name : applies.texts(key)) names.push_back(name.text());
    if (names.empty()) applies.at(key).refuse("empty-list", fmt::format("'{}' is empty", key), "it would fit nothing");
  }
}

Parameter read_parameter(const TomlTable& table, const Implied& implied) {
  static const std::vector<std::string> kKeys = {"name",       "symbol",  "says", "value",  "range",
                                                 "spread",     "applies", "set",  "source", "obtained",
                                                 "provenance", "formula", "note"};
  table.refuse_unknown_keys(kKeys);
  Parameter parameter;
  parameter.where = table.where();
  parameter.name = table.at("name").text();
  if (parameter.name.find('.') == std::string::npos || parameter.name.find_first_of(" []") != std::string::npos) {
    table.at("name").refuse("bad-name", fmt::format("'{}' is not the name of a parameter", parameter.name), "",
                            "write mechanism.symbol, for example \"trafficking.k_rec\"");
  }
  parameter.symbol = table.text_or_empty("symbol");
  parameter.says = table.at("says").text();
  parameter.value = read_value(table, parameter);
  read_range(table, parameter);
  if (const auto spread = table.find("spread")) parameter.spread = read_spread(spread->table(), parameter.value.value);
  read_applies(table, implied, parameter);
  parameter.set = table.text_or_empty("set");
  Evidence evidence = read_evidence(table, fmt::format("'{}'", parameter.name));
  parameter.source = std::move(evidence.source);
  parameter.obtained = evidence.obtained;
  parameter.provenance = std::move(evidence.provenance);
  parameter.formula = std::move(evidence.formula);
  parameter.note = std::move(evidence.note);
  return parameter;
}

}  // namespace

std::string_view to_text(Obtained obtained) { return kObtained[static_cast<std::size_t>(obtained)]; }

Evidence read_evidence(const TomlTable& table, const std::string& what) {
  Evidence evidence;
  const TomlValue obtained = table.at("obtained");
  const std::string word = obtained.text();
  expect_one_of(obtained, word, kObtained);
  evidence.obtained = static_cast<Obtained>(std::ranges::find(kObtained, word) - kObtained.begin());
  if (const auto source = table.find("source")) evidence.source = read_source(*source);
  evidence.formula = table.text_or_empty("formula");
  evidence.note = table.text_or_empty("note");
  if (const auto provenance = table.find("provenance")) {
    evidence.provenance = provenance->text();
    const std::string_view first = split(evidence.provenance, ' ').front();
    expect_one_of(*provenance, first, kProvenance);
  }
  if (evidence.obtained == Obtained::assumed && evidence.note.empty()) {
    table.refuse("missing-reason", fmt::format("{} is assumed without a note", what), "the note says why this value",
                 "add note = \"...\"");
  }
  if (evidence.obtained != Obtained::assumed && evidence.source.key.empty()) {
    table.refuse("missing-source", fmt::format("{} has no source", what), fmt::format("it is said to be {}", word),
                 "add source = \"key2004, table 2\", or obtained = \"assumed\" with a note");
  }
  if (evidence.obtained == Obtained::derived && evidence.formula.empty()) {
    table.refuse("missing-formula", fmt::format("{} is derived without a formula", what), "", "add formula = \"...\"");
  }
  return evidence;
}

void read_parameters(const TomlTable& table, const Implied& implied, std::vector<Parameter>& parameters) {
  for (const auto& entry : table.tables("parameter")) parameters.push_back(read_parameter(entry, implied));
}

}  // namespace emtansim::catalogue
