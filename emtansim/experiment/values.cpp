// SPDX-License-Identifier: Apache-2.0
/// Times, shares, counts, names and options of an experiment file.
#include "emtansim/experiment/values.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"

namespace emtansim::experiment {

namespace {

// The number of steps from `from` to `to`, the last one possibly shorter.
std::int64_t count_steps(const TomlValue& step, double span, double width) {
  const double steps = span / width;
  if (!(steps < static_cast<double>(limits::kMostRows))) {
    step.refuse("too-many", fmt::format("{} asks for more than {} times", step.name(), limits::kMostRows),
                "they would fill the memory", "take larger steps");
  }
  return static_cast<std::int64_t>(std::floor(steps * (1 + 1e-12)));
}

std::vector<double> even_times(double from, double to, std::int64_t points) {
  std::vector<double> times;
  times.reserve(static_cast<std::size_t>(points));
  for (std::int64_t i = 0; i + 1 < points; ++i)
    times.push_back(from + (to - from) * static_cast<double>(i) / static_cast<double>(points - 1));
  times.push_back(to);
  return times;
}

std::vector<double> stepped_times(double from, double to, const TomlValue& every) {
  const double step = to_time(every);
  if (!(step > limits::kSameTime)) every.refuse("not-positive", fmt::format("{} must be above 0 h", every.name()));
  std::vector<double> times;
  const std::int64_t steps = count_steps(every, to - from, step);
  for (std::int64_t i = 0; i <= steps; ++i) times.push_back(from + step * static_cast<double>(i));
  if (to - times.back() > 1e-9 * step) {
    times.push_back(to);
  } else {
    times.back() = to;
  }
  return times;
}

std::vector<double> read_time_grid(const TomlTable& grid) {
  static const std::vector<std::string> kKeys = {"from", "to", "every", "points"};
  grid.refuse_unknown_keys(kKeys);
  const double from = to_time(grid.at("from"));
  const double to = to_time(grid.at("to"));
  if (!(to > from + limits::kSameTime)) {
    grid.at("to").refuse("out-of-order", "'to' must be later than 'from'",
                         fmt::format("from {} h to {} h", to_short(from), to_short(to)));
  }
  const auto every = grid.find("every");
  const auto points = grid.find("points");
  if (every.has_value() == points.has_value()) {
    grid.refuse("contradiction", fmt::format("{} needs either 'every' or 'points'", grid.name()),
                every ? "both are given" : "neither is given",
                "write for example { from = \"0 h\", to = \"72 h\", every = \"2 h\" }");
  }
  if (every) return stepped_times(from, to, *every);
  const std::int64_t count = to_count(*points);
  if (count < 2) points->refuse("too-few", "'points' must be at least 2", "both ends count");
  return even_times(from, to, count);
}

}  // namespace

double to_time(const TomlValue& value) {
  const double hours = value.quantity_of(dimension::kTime).value;
  if (hours < 0) {
    value.refuse("negative-time", fmt::format("{} is {} h", value.name(), to_short(hours)),
                 "an experiment starts at 0 h");
  }
  if (hours > limits::kLatestTime) {
    value.refuse("late-time", fmt::format("{} is {} h", value.name(), to_short(hours)),
                 "that is more than a hundred years", "is the unit the one that is meant?");
  }
  return hours;
}

double to_share(const TomlValue& value) {
  const double share = value.quantity_of(dimension::kOne).value;
  if (!(share >= 0 && share <= 1)) {
    value.refuse("not-a-share", fmt::format("{} is {}", value.name(), to_short(share)), "a share lies between 0 and 1",
                 "write for example \"30 %\"");
  }
  return share;
}

std::int64_t to_count(const TomlValue& value, std::int64_t most) {
  const std::int64_t count = value.whole_number();
  if (count < 1) value.refuse("too-few", fmt::format("{} is {}", value.name(), count), "at least 1 is needed");
  if (count > most) {
    value.refuse("too-many", fmt::format("{} is {}", value.name(), count),
                 fmt::format("at most {} are computed", most));
  }
  return count;
}

double to_positive(const TomlValue& value, Dimension wanted) {
  const double number = value.quantity_of(wanted).value;
  if (!(number > 0)) value.refuse("not-positive", fmt::format("{} must be above zero", value.name()));
  return number;
}

Named to_named(const TomlValue& value) { return {value.text(), value.where()}; }

std::vector<Named> to_names(const TomlTable& table, std::string_view key) {
  std::vector<Named> names;
  for (const auto& value : table.texts(key)) {
    const Named name = to_named(value);
    const auto twin = std::ranges::find(names, name.text, &Named::text);
    if (twin != names.end()) value.refuse("duplicate-name", fmt::format("'{}' stands twice in '{}'", name.text, key));
    names.push_back(name);
  }
  return names;
}

Options read_options(const TomlTable& table, const std::vector<std::string>& known) {
  Options options;
  for (const auto& key : table.keys()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const TomlValue value = table.at(key);
    Option option{.text = {}, .items = {}, .where = value.where()};
    for (const auto& item : value.items()) {
      option.items.push_back(item.as_text());
      option.text += (option.text.empty() ? "" : ", ") + option.items.back();
    }
    options.emplace(key, std::move(option));
  }
  return options;
}

std::vector<double> read_times(const TomlValue& value) {
  if (value.is_table()) return read_time_grid(value.table());
  std::vector<double> times;
  for (const auto& item : value.items()) {
    const double time = to_time(item);
    if (!times.empty() && !(time > times.back() + limits::kSameTime)) {
      const bool is_same = std::abs(time - times.back()) <= limits::kSameTime;
      if (is_same) item.refuse("duplicate-time", fmt::format("{} h stands twice", to_short(time)));
      item.refuse("out-of-order", fmt::format("{} h comes after {} h", to_short(time), to_short(times.back())), "",
                  "write times in ascending order");
    }
    times.push_back(time);
  }
  if (times.empty())
    value.refuse("empty-list", fmt::format("{} is empty", value.name()), "at least one time is needed");
  return times;
}

}  // namespace emtansim::experiment
