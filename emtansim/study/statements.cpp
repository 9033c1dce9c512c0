// SPDX-License-Identifier: Apache-2.0
/// What happened, in plain words and numbers, for the head of the report.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include <fmt/format.h>

#include "emtansim/study/findings.h"

namespace emtansim::study {

namespace {

/// " of SK-BR-3" where there are several populations to tell apart.
std::string of_population(const Run& run, const std::string& population) {
  return run.model.populations.size() > 1 && !population.empty() ? " of " + population : "";
}

std::string in_cells(const Run& run, const std::string& population) {
  return population.empty() || run.model.populations.size() == 1 ? "cell" : population + " cell";
}

void state_dose_response(const Run& run, const DoseResponse& curve, std::vector<Statement>& statements) {
  const std::string what = fmt::format("{}{}", curve.readout, of_population(run, curve.population));
  const std::string where = run.experiment.arms.size() > 1 ? fmt::format(" in the arm '{}'", curve.arm) : "";
  if (curve.fit.status == stats::FitStatus::no_effect) {
    statements.push_back({.headline = "No effect of dose",
                          .sentence = fmt::format("{} at {} h does not depend on the dose up to {} nM{}.", what,
                                                  say(curve.time), say(curve.fit.highest_dose), where),
                          .unit = ""});
    return;
  }
  if (curve.fit.status != stats::FitStatus::converged) return;
  const auto& ic50 = curve.fit.ic50;
  const bool has_profile = std::isfinite(ic50.profile.lower) && std::isfinite(ic50.profile.upper);
  const auto& interval = has_profile ? ic50.profile : ic50.wald;
  const bool has_interval = std::isfinite(interval.lower) && std::isfinite(interval.upper);
  statements.push_back(
      {.headline = "Half-effect dose (IC50)",
       .sentence = fmt::format("Half of the effect on {} is reached at {} nM{} after {} h{}.", what, say(ic50.value),
                               has_interval ? fmt::format(" ({} to {})", say(interval.lower), say(interval.upper)) : "",
                               say(curve.time), where),
       .value = ic50.value,
       .low = has_interval ? interval.lower : ic50.value,
       .high = has_interval ? interval.upper : ic50.value,
       .unit = "nM"});
  const double effect = 100 * curve.fit.maximal_effect.value;
  statements.push_back(
      {.headline = "Maximal effect",
       .sentence = fmt::format("At saturating doses {} falls by {} %, from {} to {} {}{}.", what, say(effect),
                               say(curve.fit.top.value), say(curve.fit.bottom.value), curve.unit, where),
       .value = effect,
       .low = effect,
       .high = effect,
       .unit = "%"});
}

std::string rule_name(stats::AreaRule rule) {
  switch (rule) {
    case stats::AreaRule::linear: return "linear trapezoids";
    case stats::AreaRule::logarithmic: return "logarithmic trapezoids";
    case stats::AreaRule::linear_up_log_down: break;
  }
  return "linear up, logarithmic down";
}

/// The first dose of a course, and the last one by what has piled up.
void state_exposure(const Run& run, const Exposure& exposure, std::vector<Statement>& statements) {
  const auto& nca = exposure.nca;
  if (!nca.is_usable()) return;
  const std::string where = fmt::format("'{}', {} {}", exposure.arm, say(exposure.dose), dose_unit(run.experiment));
  if (exposure.number > 1) {
    if (!std::isfinite(exposure.accumulation.by_area)) return;
    statements.push_back(
        {.headline = "Accumulation",
         .sentence = fmt::format("Dose {} leaves {} times the area of {} of the first one ({}).", exposure.number,
                                 say(exposure.accumulation.by_area), exposure.quantity, where),
         .value = exposure.accumulation.by_area,
         .low = exposure.accumulation.by_area,
         .high = exposure.accumulation.by_area,
         .unit = ""});
    return;
  }
  std::string sentence = fmt::format("{} peaks at {} {}", exposure.quantity, say(nca.peak), exposure.unit);
  if (std::isfinite(nca.area))
    sentence += fmt::format("; area {} {} d to infinity, {} % of it extrapolated ({})", say(nca.area), exposure.unit,
                            say(100 * nca.extrapolated), rule_name(exposure.rule));
  if (nca.terminal.exists()) sentence += fmt::format("; half-life {} d", say(nca.terminal.half_life));
  if (std::isfinite(nca.clearance))
    sentence += fmt::format("; clearance {} L/d, volume {} L", say(nca.clearance), say(nca.steady_volume));
  statements.push_back({.headline = "Exposure",
                        .sentence = fmt::format("{} ({}).", sentence, where),
                        .value = nca.peak,
                        .low = nca.peak,
                        .high = nca.peak,
                        .unit = exposure.unit});
}

/// The last reading of a quantity for each arm and population, of the highest dose.
std::vector<const assay::Reading*> last_readings(const Run& run, std::string_view quantity, std::string_view unit) {
  std::map<std::tuple<std::string, std::string, std::string>, const assay::Reading*> last;
  for (const auto& row : run.readouts.rows) {
    if (row.quantity != quantity || row.unit != unit || row.replicate != 0 || row.individual != 0) continue;
    if (!std::isfinite(row.value)) continue;
    auto& best = last[{row.assay, row.arm, row.population}];
    if (best == nullptr || std::pair(row.dose, row.time) > std::pair(best->dose, best->time)) best = &row;
  }
  std::vector<const assay::Reading*> rows;
  for (const auto& row : run.readouts.rows)  // in the order of the readouts
    for (const auto& [key, best] : last)
      if (best == &row) rows.push_back(best);
  return rows;
}

std::string setting(const Run& run, const assay::Reading& row) {
  return row.dose > 0 ? fmt::format("'{}', {} {}", row.arm, say(row.dose), experiment::dose_unit(run.experiment))
                      : fmt::format("'{}'", row.arm);
}

void add(std::vector<Statement>& statements, std::string headline, std::string sentence, double value,
         std::string unit) {
  statements.push_back({.headline = std::move(headline),
                        .sentence = std::move(sentence),
                        .value = value,
                        .low = value,
                        .high = value,
                        .unit = std::move(unit)});
}

/// What the dose did to the tumour: inhibition and best change of each arm, the dose for stasis once for each value.
void state_tumours(const Run& run, const Findings& findings, std::vector<Statement>& statements) {
  constexpr double kDay = 24;
  const std::string unit = experiment::dose_unit(run.experiment);
  std::set<std::string> said;
  for (const auto& found : findings.tumour_responses) {
    if (!(found.dose > 0)) continue;
    const auto* arm = experiment::find_arm(run.experiment, found.arm);
    const bool has_levels = arm != nullptr && arm->series() != nullptr;
    const std::string who =
        has_levels ? fmt::format("'{}' at {} {}", found.arm, say(found.dose), unit) : fmt::format("'{}'", found.arm);
    if (std::isfinite(found.inhibition))
      add(statements, "Tumour growth inhibition",
          fmt::format("On day {} {} inhibits growth by {} % against the control{}.", say(found.time / kDay), who,
                      say(found.inhibition), found.inhibition > 100 ? ": the tumour has shrunk" : ""),
          found.inhibition, "%");
    if (found.best_change < 0)
      add(statements, "Best change of the tumour",
          fmt::format("Under {} the volume is lowest on day {}, {} % below its start.", who,
                      say(found.time_of_best / kDay), say(-found.best_change)),
          found.best_change, "%");
    if (std::isfinite(found.stasis_dose) && said.insert(say(found.stasis_dose)).second)
      add(statements, "Dose for stasis",
          fmt::format("Given as in '{}', {} {} hold the volume over {} days.", found.arm, say(found.stasis_dose), unit,
                      say(found.stasis_time / kDay)),
          found.stasis_dose, unit);
  }
}

/// Viability that no curve is fitted to.
void state_viability(const Run& run, const Findings& findings, std::vector<Statement>& statements) {
  for (const auto* row : last_readings(run, "viability", "%")) {
    const bool has_curve = std::ranges::any_of(findings.dose_responses, [row](const DoseResponse& curve) {
      return curve.readout == row->assay && curve.arm == row->arm;
    });
    if (has_curve || row->dose <= 0) continue;
    add(statements, "Viability",
        fmt::format("At {} h {} % of the control{} is left ({}).", say(row->time), say(row->value),
                    of_population(run, row->population), setting(run, *row)),
        row->value, row->unit);
  }
}

void state_readings(const Run& run, std::vector<Statement>& statements) {
  for (const auto* row : last_readings(run, "unconjugated in cell", "molecules/cell")) {
    if (row->value <= 0) continue;
    add(statements, "Free payload per cell",
        fmt::format("At {} h a {} holds {} molecules of payload set free from the antibody ({}).", say(row->time),
                    in_cells(run, row->population), say(row->value), setting(run, *row)),
        row->value, row->unit);
  }
  for (const auto* row : last_readings(run, "surface", "%")) {
    add(statements, "Still on the surface",
        fmt::format("At {} h {} % of the label{} is still on the surface ({}).", say(row->time), say(row->value),
                    of_population(run, row->population), setting(run, *row)),
        row->value, row->unit);
  }
  for (const auto* row : last_readings(run, "catabolised", "%")) {
    add(statements, "Digested",
        fmt::format("At {} h {} % of the label{} has been digested ({}).", say(row->time), say(row->value),
                    of_population(run, row->population), setting(run, *row)),
        row->value, row->unit);
  }
}

/// A column of a member along time.
class Column {
 public:
  Column(const Run& run, const std::string& name) : run_(run) {
    const auto observables = run.model.network.observables();
    const auto found = std::ranges::find(observables, name, &network::Observable::name);
    if (found != observables.end()) index_ = static_cast<std::size_t>(found - observables.begin());
  }
  [[nodiscard]] bool is_there() const { return index_.has_value(); }
  [[nodiscard]] double operator()(std::size_t member, std::size_t time) const {
    return run_.trajectories.observable(member, time, *index_);
  }

 private:
  const Run& run_;
  std::optional<std::size_t> index_;
};

void state_arrest(const Run& run, std::vector<Statement>& statements) {
  constexpr double kWorthSaying = 1;  // %
  for (const auto& population : run.model.populations) {
    if (population.shell > 1) continue;  // the first shell stands for all in words, plots show the others
    const Column arrested(run, population.name + ".cells.arrested");
    const Column living(run, population.name + ".living");
    if (!arrested.is_there() || !living.is_there()) continue;
    double peak = 0;
    std::size_t who = 0;
    std::size_t when = 0;
    for (std::size_t m = 0; m < run.ensemble.members.size(); ++m) {
      if (run.ensemble.members[m].individual != 0) continue;
      for (std::size_t t = 0; t < run.ensemble.times.size(); ++t) {
        const double share = 100 * arrested(m, t) / living(m, t);
        if (std::isfinite(share) && share > peak) {
          peak = share;
          who = m;
          when = t;
        }
      }
    }
    if (peak < kWorthSaying) continue;
    add(statements, "Peak arrest in mitosis",
        fmt::format("At most {} % of the living cells{} are arrested in mitosis, at {} h in {}.", say(peak),
                    of_population(run, population.name), say(run.ensemble.times[when]),
                    describe(run, run.ensemble.members[who])),
        peak, "%");
  }
}

void state_growth(const Run& run, std::vector<Statement>& statements) {
  const auto control = std::ranges::find_if(run.ensemble.members, [](const network::Member& member) {
    return member.individual == 0 && member.dose == 0 && member.schedule.empty();
  });
  if (control == run.ensemble.members.end()) return;
  const auto member = static_cast<std::size_t>(control - run.ensemble.members.begin());
  const std::size_t end = run.ensemble.times.size() - 1;
  for (const auto& population : run.model.populations) {
    if (population.shell > 1) continue;  // the first shell stands for all in words, plots show the others
    const Column living(run, population.name + ".living");
    if (!living.is_there()) continue;
    const double grown = std::log(living(member, end) / living(member, 0));
    if (!(grown > 0)) continue;
    const double doubling = std::numbers::ln2 * (run.ensemble.times[end] - run.ensemble.times[0]) / grown;
    add(statements, "Untreated growth",
        fmt::format("Untreated cells{} double every {} h.", of_population(run, population.name), say(doubling)),
        doubling, "h");
  }
}

/// The treated member that tells most: highest dose of the first arm with one.
std::optional<std::size_t> leading_member(const Run& run) {
  std::optional<std::size_t> best;
  for (std::size_t m = 0; m < run.ensemble.members.size(); ++m) {
    const auto& member = run.ensemble.members[m];
    if (member.individual != 0 || run.trajectories.report(m).status != solve::Status::finished) continue;
    if (member.schedule.empty()) continue;
    if (!best || (member.arm == run.ensemble.members[*best].arm && member.dose > run.ensemble.members[*best].dose))
      best = m;
  }
  return best;
}

void state_fate(const Run& run, std::vector<Statement>& statements) {
  const auto member = leading_member(run);
  const assay::Names names = names_of(run.model);
  const bool has_payload = std::ranges::any_of(names.agents, [](const auto& agent) { return !agent.payload.empty(); });
  if (!member || !has_payload) return;
  experiment::Experiment asked = run.experiment;
  asked.readouts = {{.name = "fate",
                     .assay = {"fate", {}},
                     .at = {run.ensemble.times.back()},
                     .arms = {},
                     .options = {},
                     .where = {}}};
  std::map<std::string, double> places;
  double total = 0;
  for (const auto& row : assay::measure(asked, run.model.network, names, run.ensemble, run.trajectories).rows) {
    if (row.member != *member) continue;
    places[row.quantity] += row.value;
    total += row.value;
  }
  if (!(total > 0)) return;
  std::vector<std::pair<double, std::string>> ranked;
  for (const auto& [place, amount] : places) ranked.emplace_back(100 * amount / total, place);
  std::ranges::sort(ranked, std::greater{});
  constexpr std::size_t kNamed = 4;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(kNamed, ranked.size()); ++i)
    parts.push_back(fmt::format("{} {} %", ranked[i].second, say(ranked[i].first)));
  const auto payload = std::ranges::find_if(names.agents, [](const auto& agent) { return !agent.payload.empty(); });
  add(statements, "Where the payload is",
      fmt::format("At {} h the {} that is there ({} pmol) is in: {} ({}).", say(run.ensemble.times.back()),
                  payload->payload, say(total), fmt::join(parts, "; "), describe(run, run.ensemble.members[*member])),
      total, "pmol");
}

}  // namespace

std::string say(double value) {
  constexpr int kDigits = 3;
  return to_readable(value, kDigits);
}

std::string describe(const Run& run, const network::Member& member) {
  return member.dose > 0
             ? fmt::format("the arm '{}' at {} {}", member.arm, say(member.dose), experiment::dose_unit(run.experiment))
             : fmt::format("the arm '{}'", member.arm);
}

std::vector<Statement> state(const Run& run, const Findings& findings) {
  std::vector<Statement> statements;
  for (const auto& curve : findings.dose_responses) state_dose_response(run, curve, statements);
  for (std::size_t i = 0; i < findings.exposures.size(); ++i) {
    const auto& exposure = findings.exposures[i];
    const bool is_last = i + 1 == findings.exposures.size() || findings.exposures[i + 1].number == 1;
    if (exposure.number == 1 || is_last) state_exposure(run, exposure, statements);
  }
  state_viability(run, findings, statements);
  state_tumours(run, findings, statements);
  state_readings(run, statements);
  state_arrest(run, statements);
  state_fate(run, statements);
  state_growth(run, statements);
  return statements;
}

}  // namespace emtansim::study
