// SPDX-License-Identifier: Apache-2.0
/// Growth inhibition from the readings of volumes; the dose for stasis from runs of the same schedule at other doses.
#include "emtansim/study/tumour_response.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "emtansim/study/findings.h"
#include "emtansim/study/members.h"

namespace emtansim::study {

namespace {

using experiment::Analysis;

constexpr double kSameTime = 1e-8;  // h
constexpr std::string_view kVolume = "volume";

// The dose for stasis is sought between a thousandth and a thousand times that of the arm, twice with so many steps:
// the second net is as fine as 1e-2 of a step of the first.
constexpr double kWidest = 1e3;
constexpr int kSteps = 24;

const experiment::Option* find_option(const Analysis& analysis, std::string_view key) {
  const auto found = analysis.options.find(key);
  return found == analysis.options.end() ? nullptr : &found->second;
}

std::string control_of(const Analysis& analysis, const experiment::Experiment& experiment) {
  const auto* asked = find_option(analysis, "control");
  if (asked != nullptr) {
    if (experiment::find_arm(experiment, asked->text) != nullptr) return asked->text;
    std::vector<std::string> names;
    for (const auto& arm : experiment.arms) names.push_back(arm.name);
    throw InputError(asked->where, {"unknown-arm", fmt::format("there is no arm '{}'", asked->text), "",
                                    suggestion(asked->text, names)});
  }
  for (const auto& arm : experiment.arms)
    if (arm.doses.empty() && arm.preloads.empty()) return arm.name;
  return {};
}

std::optional<double> stasis_of(const Analysis& analysis) {
  const auto* asked = find_option(analysis, "stasis");
  if (asked == nullptr) return std::nullopt;
  const double time = parse_quantity_of(asked->text, dimension::kTime, "the option 'stasis'", asked->where).value;
  if (time > 0) return time;
  throw InputError(asked->where, {"not-positive", "'stasis' must be above 0", "it is how long the volume is held", ""});
}

bool is_read_in(const Analysis& analysis, const experiment::Experiment& experiment, const std::string& arm) {
  const auto is_in = [&](const std::vector<experiment::Named>& names) {
    return names.empty() || std::ranges::find(names, arm, &experiment::Named::text) != names.end();
  };
  return is_in(analysis.arms) && is_in(experiment::find_readout(experiment, analysis.readout)->arms);
}

/// Volume over time of one typical member.
using Course = std::map<double, double>;

Course course_of(const Run& run, const std::string& readout, std::size_t member) {
  Course course;
  for (const auto& row : run.readouts.rows)
    if (row.assay == readout && row.member == member && row.replicate == 0 && row.quantity == kVolume &&
        std::isfinite(row.value))
      course.emplace(row.time, row.value);
  return course;
}

/// By a straight line between readings; nothing outside them.
std::optional<double> at(const Course& course, double time) {
  const auto after = course.lower_bound(time - kSameTime);
  if (after == course.end()) return std::nullopt;
  if (std::abs(after->first - time) <= kSameTime) return after->second;
  if (after == course.begin()) return std::nullopt;
  const auto before = std::prev(after);
  return before->second + (after->second - before->second) * (time - before->first) / (after->first - before->first);
}

double time_to_double(const Course& course) {
  const double wanted = 2 * course.begin()->second;
  for (auto now = std::next(course.begin()); now != course.end(); ++now) {
    if (now->second < wanted) continue;
    const auto before = std::prev(now);
    const double share = (wanted - before->second) / (now->second - before->second);
    return before->first + share * (now->first - before->first);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Runs a member's schedule at doses of any size, and reads the volume at the end of a time.
class StasisSearch {
 public:
  StasisSearch(const Run& run, const network::Member& member, double time)
      : run_(run), member_(member), time_(time), program_(solve::compile(run.model.network)) {}

  /// The factor to the doses that leaves the volume as it was; nothing where no factor in the range does.
  std::optional<double> factor() {
    const auto wide = bracket(1 / kWidest, kWidest);
    if (!wide) return std::nullopt;
    const auto narrow = bracket(wide->low, wide->high);
    if (!narrow) return std::nullopt;
    const double share = narrow->change_at_low / (narrow->change_at_low - narrow->change_at_high);
    return narrow->low * std::pow(narrow->high / narrow->low, share);
  }

  /// Mean amount of a species from the start to the end of the time, nmol, at a factor to the doses.
  double mean_of(network::SpeciesId species, double factor) {
    constexpr std::size_t kPoints = 1000;
    std::vector<double> times;
    for (std::size_t i = 0; i <= kPoints; ++i) times.push_back(time_ * static_cast<double>(i) / kPoints);
    const auto result = simulate({scaled(factor)}, times);
    double area = 0;
    for (std::size_t i = 1; i < times.size(); ++i)
      area += (result.species(0, i, species) + result.species(0, i - 1, species)) / 2 * (times[i] - times[i - 1]);
    return area / time_;
  }

 private:
  struct Bracket {
    double low, high;
    double change_at_low, change_at_high;  // of the volume over its start
  };

  [[nodiscard]] network::Member scaled(double factor) const {
    network::Member member = member_;
    for (auto& scheduled : member.schedule) scheduled.argument *= factor;
    return member;
  }

  [[nodiscard]] solve::Trajectories simulate(std::vector<network::Member> members, std::vector<double> times) const {
    return solve::simulate(program_, {.members = std::move(members), .times = std::move(times)},
                           solve_options(run_.experiment));
  }

  std::optional<Bracket> bracket(double low, double high) {
    std::vector<double> factors;
    std::vector<network::Member> members;
    for (int i = 0; i <= kSteps; ++i) {
      factors.push_back(low * std::pow(high / low, static_cast<double>(i) / kSteps));
      members.push_back(scaled(factors.back()));
    }
    const auto result = simulate(std::move(members), {0, time_});
    const auto volume = *run_.model.network.find_species("tumour.volume");
    const auto change = [&](std::size_t m) { return result.species(m, 1, volume) / result.species(m, 0, volume) - 1; };
    for (std::size_t m = 1; m < factors.size(); ++m)
      if (change(m - 1) > 0 && change(m) <= 0) return Bracket{factors[m - 1], factors[m], change(m - 1), change(m)};
    return std::nullopt;
  }

  const Run& run_;
  const network::Member& member_;
  double time_;
  solve::Program program_;
};

void find_stasis(const Run& run, const network::Member& member, double time, TumourResponse& response) {
  response.stasis_time = time;
  StasisSearch search(run, member, time);
  const auto factor = search.factor();
  if (!factor) return;
  response.stasis_dose = *factor * member.dose;
  for (const auto& agent : run.model.agents) {
    const auto species = run.model.network.find_species("plasma." + agent.name);
    const auto mass = molar_mass_of(run.model.network, agent.name);
    const auto central = run.model.network.find_parameter("pk.V1");
    if (!agent.has_antibody() || !species || !mass || !central) continue;
    constexpr double kMicrogramsOfNanomole = 1e-3;  // nM times kDa is µg/L
    response.static_concentration =
        search.mean_of(*species, *factor) / member.parameters[central->index()] * *mass * kMicrogramsOfNanomole;
    return;
  }
}

TumourResponse respond(const Run& run, const Analysis& analysis, std::size_t member, const std::string& control,
                       const Course& untreated) {
  const auto& who = run.ensemble.members[member];
  const auto* readout = experiment::find_readout(run.experiment, analysis.readout);
  const Course course = course_of(run, analysis.readout, member);
  TumourResponse response{.readout = analysis.readout,
                          .arm = who.arm,
                          .control = control,
                          .dose = who.dose,
                          .time = analysis.at.value_or(readout->at.back())};
  if (course.empty()) return response;
  const double start = course.begin()->second;
  if (const auto treated = at(course, response.time), other = at(untreated, response.time); treated && other)
    response.inhibition = 100 * (1 - (*treated - start) / (*other - untreated.begin()->second));
  const auto best = std::ranges::min_element(course, {}, &Course::value_type::second);
  response.best_change = 100 * (best->second / start - 1);
  response.time_of_best = best->first;
  response.doubling = time_to_double(course);
  if (const auto stasis = stasis_of(analysis); stasis && who.dose > 0) find_stasis(run, who, *stasis, response);
  return response;
}

}  // namespace

void check_tumour_response(const Analysis& analysis, const experiment::Experiment& experiment) {
  (void)control_of(analysis, experiment);
  (void)stasis_of(analysis);
  if (experiment::find_readout(experiment, analysis.readout)->assay.text == "tumour") return;
  throw InputError(analysis.where, {"no-volume", fmt::format("'{}' reads no volume", analysis.readout),
                                    "growth inhibition is of a readout of the assay 'tumour'", ""});
}

std::vector<TumourResponse> find_tumour_responses(const Run& run) {
  std::vector<TumourResponse> all;
  for (const auto& analysis : run.experiment.analyses) {
    if (analysis.kind.text != kGrowthInhibition) continue;
    const std::string control = control_of(analysis, run.experiment);
    Course untreated;
    const auto& members = run.ensemble.members;
    for (std::size_t m = 0; m < members.size() && untreated.empty(); ++m)
      if (members[m].arm == control && members[m].individual == 0) untreated = course_of(run, analysis.readout, m);
    for (std::size_t m = 0; m < members.size(); ++m)
      if (members[m].individual == 0 && is_read_in(analysis, run.experiment, members[m].arm))
        all.push_back(respond(run, analysis, m, control, untreated));
  }
  return all;
}

}  // namespace emtansim::study
