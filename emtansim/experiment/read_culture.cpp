// SPDX-License-Identifier: Apache-2.0
/// Reader of `system`, [culture] and [parameters].
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

std::map<std::string, double, std::less<>> read_start(const TomlTable& table) {
  std::map<std::string, double, std::less<>> shares;
  double sum = 0;
  for (const auto& key : table.keys()) sum += shares[key] = to_share(table.at(key));
  if (sum > 1 + 1e-9) {
    table.refuse("not-a-share", fmt::format("the shares of {} sum to {}", table.name(), to_short(sum)),
                 "together they are at most 1");
  }
  return shares;
}

SystemRequest read_system(const TomlValue& value) {
  SystemRequest system;
  system.where = value.where();
  if (!value.is_table()) {
    system.line = to_named(value);
    return system;
  }
  static const std::vector<std::string> kKeys = {"line", "variants", "cells", "start", "share"};
  const TomlTable table = value.table();
  table.refuse_unknown_keys(kKeys);
  system.line = to_named(table.at("line"));
  system.variants = to_names(table, "variants");
  if (const auto cells = table.find("cells")) system.cells = to_positive(*cells, dimension::kCells);
  if (const auto start = table.find("start")) system.start = read_start(start->table());
  if (const auto share = table.find("share")) {
    system.share = to_share(*share);
    if (!(system.share > 0)) share->refuse("not-positive", "'share' must be above zero");
  }
  return system;
}

bool are_alike(const SystemRequest& a, const SystemRequest& b) {
  return to_key(a.line.text) == to_key(b.line.text) &&
         std::ranges::equal(a.variants, b.variants, {}, &Named::text, &Named::text);
}

std::vector<SystemRequest> read_systems(const TomlValue& value) {
  std::vector<SystemRequest> systems;
  for (const auto& item : value.items()) {
    systems.push_back(read_system(item));
    for (std::size_t i = 0; i + 1 < systems.size(); ++i) {
      if (!are_alike(systems[i], systems.back())) continue;
      item.refuse("duplicate-name", fmt::format("'{}' stands twice in 'system'", systems.back().line.text),
                  "the lines of a co-culture must differ", "add up its cells, or name a variant");
    }
  }
  if (systems.empty()) value.refuse("empty-list", "'system' is empty", "at least one cell line is needed");
  return systems;
}

void share_out_cells(const TomlTable& culture, std::vector<SystemRequest>& systems) {
  const auto cells = culture.find("cells");
  const bool is_missing = std::ranges::any_of(systems, [](const auto& system) { return system.cells == 0; });
  if (!is_missing) {
    if (cells) {
      cells->refuse("contradiction", "the cells are given twice", "each line in 'system' has its own 'cells'",
                    "remove 'cells' from [culture]");
    }
    return;
  }
  const TomlValue given = culture.at("cells");
  if (systems.size() > 1) {
    given.refuse("contradiction", "'cells' does not say how many of each line", "this is a co-culture",
                 "write system = [{ line = \"...\", cells = \"5e3 cells\" }, ...] and remove 'cells' from [culture]");
  }
  systems.front().cells = to_positive(given, dimension::kCells);
}

bool is_override(const TomlTable& table) {
  return table.has("value") || table.has("factor") || table.has("because") || table.keys().empty();
}

Override read_override(const std::string& name, const TomlValue& value) {
  Override override = to_override(name, value.where());
  if (!value.is_table()) {
    value.refuse("missing-reason", fmt::format("'{}' needs a reason", name), "it replaces a published value",
                 fmt::format("write \"{}\" = {{ value = \"...\", because = \"...\" }}", name));
  }
  static const std::vector<std::string> kKeys = {"value", "factor", "because"};
  const TomlTable table = value.table();
  table.refuse_unknown_keys(kKeys);
  const auto number = table.find("value");
  const auto factor = table.find("factor");
  if (number.has_value() == factor.has_value()) {
    value.refuse("contradiction", fmt::format("'{}' needs either 'value' or 'factor'", name),
                 number ? "both are given" : "neither is given");
  }
  if (!table.has("because")) {
    value.refuse("missing-reason", fmt::format("'{}' needs a reason", name), "it replaces a published value",
                 "add because = \"...\"");
  }
  override.because = table.at("because").text();
  if (number) {
    override.value = number->quantity();
    override.unit = unit_of(number->as_text());
  } else {
    override.factor = factor->number();
  }
  if (const double given = number ? override.value->value : *override.factor; given < 0) {
    value.refuse("negative-amount", fmt::format("the {} of '{}' is negative", number ? "value" : "factor", name),
                 "no parameter can be below zero");
  }
  return override;
}

// `trafficking.k_rec = { ... }` without quotes is a table in a table for TOML; it means the same.
void read_overrides_in(const TomlTable& table, const std::string& prefix, std::vector<Override>& overrides) {
  for (const auto& key : table.keys()) {
    const TomlValue value = table.at(key);
    const std::string name = prefix + key;
    if (value.is_table() && !is_override(value.table())) {
      read_overrides_in(value.table(), name + ".", overrides);
      continue;
    }
    Override override = read_override(name, value);
    for (const auto& other : overrides) {
      if (other.parameter == override.parameter && other.subject == override.subject)
        value.refuse("duplicate-name", fmt::format("'{}' is set twice", name),
                     fmt::format("also in line {}", other.where.line));
    }
    overrides.push_back(std::move(override));
  }
}

}  // namespace

void read_culture(const TomlTable& file, Experiment& experiment) {
  static const std::vector<std::string> kKeys = {"medium", "cells", "start"};
  const auto body = file.find("body");
  const auto tumour = file.find("tumour");
  if (body && file.has("culture")) {
    body->refuse("contradiction", "there is both a [body] and a [culture]", "cells are in one or the other",
                 "remove one of them");
  }
  if (!body || tumour || file.has("system")) experiment.systems = read_systems(file.at("system"));
  if (body) read_body(body->table(), experiment);
  if (tumour) read_tumour(tumour->table(), experiment);
  if (body) {
    if (!tumour && !experiment.systems.empty()) {
      file.at("system").refuse("contradiction", "there are cells but no tissue for them", "a [body] has no culture",
                               "add [tumour] with geometry and volume, or remove 'system'");
    }
    return;
  }
  const TomlTable culture = file.at("culture").table();
  culture.refuse_unknown_keys(kKeys);
  experiment.medium = to_positive(culture.at("medium"), dimension::kVolume);
  if (tumour) {
    if (const auto cells = culture.find("cells")) {
      cells->refuse("contradiction", "the cells are given twice", "[tumour] says how much tissue there is",
                    "remove 'cells' from [culture]");
    }
  } else {
    share_out_cells(culture, experiment.systems);
  }
  if (const auto start = culture.find("start")) {
    const auto shares = read_start(start->table());
    for (auto& system : experiment.systems)
      if (system.start.empty()) system.start = shares;
  }
}

Override to_override(std::string_view name, const Where& where) {
  Override override;
  override.where = where;
  override.parameter = std::string(trim(name.substr(0, name.find('['))));
  const auto open = name.find('[');
  if (open != std::string_view::npos && name.ends_with(']'))
    override.subject = std::string(trim(name.substr(open + 1, name.size() - open - 2)));
  const bool has_bad_subject = open != std::string_view::npos && override.subject.empty();
  if (override.parameter.find('.') == std::string::npos || has_bad_subject) {
    throw InputError(where, {"bad-name", fmt::format("'{}' is not the name of a parameter", name), "",
                             "write for example \"trafficking.k_rec\" or \"payload.k_pump[SK-BR-3]\""});
  }
  return override;
}

std::vector<Override> read_overrides(const TomlTable& file) {
  std::vector<Override> overrides;
  if (const auto table = file.find("parameters")) read_overrides_in(table->table(), "", overrides);
  return overrides;
}

}  // namespace emtansim::experiment
