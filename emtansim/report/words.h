// SPDX-License-Identifier: Apache-2.0
/// How the report names things: keys, doses, times, units of amounts, schedules. Private to report.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"

namespace emtansim::report {

/// Stable short keys ([a-z0-9_.-]+) for names, each unique.
class Keys {
 public:
  /// The same name always gives the same key.
  const std::string& of(const std::string& name);

 private:
  std::map<std::string, std::string, std::less<>> by_name_;
  std::set<std::string, std::less<>> taken_;
};

/// A unit that suits a largest value: value = internal * factor.
struct AmountUnit {
  std::string name;
  double factor = 1;
};
/// fmol, pmol or nmol for amounts up to `largest` nmol.
AmountUnit amount_unit(double largest);

/// "72 h"; "15 min" for less than an hour.
std::string time_text(double hours);
/// "0 to 24 h" or "3, 6, 24 h".
std::string times_text(const std::vector<double>& times);

/// What happens in an arm, in words: "T-DM1 10 nM at 0 h, removed at 1 h; on ice from 0 h to 1 h".
std::string schedule_text(const experiment::Arm& arm, const std::string& leading_agent);

/// Something that happens to an arm, for a mark in a plot.
struct Happening {
  double time = 0;
  std::string label;
};
std::vector<Happening> happenings(const experiment::Arm& arm, const std::string& leading_agent);

/// "SK-BR-3" and "surface" of "SK-BR-3.surface": what stands before and after the last dot.
std::string_view before_last_dot(std::string_view name);
std::string_view after_last_dot(std::string_view name);

/// "data/systems/sk-br-3.toml:12": a place that means the same on every machine. A path outside the catalogue stays as
/// it is.
std::string place_text(const Where& where, const catalogue::Catalogue& catalogue);
std::string path_text(const std::string& path, const catalogue::Catalogue& catalogue);

/// "trafficking.k_rec" of "trafficking.k_rec[BT-474]".
std::string base_name(std::string_view parameter);

/// "surface" as a heading: "Surface".
std::string capitalised(std::string_view text);

}  // namespace emtansim::report
