// SPDX-License-Identifier: Apache-2.0
/// Analyses, statements and warnings of a run.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/study/findings.h"
#include "emtansim/study/members.h"

namespace emtansim::study {

namespace {

// What double precision leaves of a mass balance; more is a mistake in the model or a failed run.
constexpr double kWorstResidual = 1e-9;

double worst_residual(const solve::Trajectories& trajectories) {
  double worst = 0;
  for (std::size_t m = 0; m < trajectories.member_count(); ++m)
    for (std::size_t k = 0; k < trajectories.moiety_count(); ++k)
      worst = std::max(worst, trajectories.books(m, k).residual);
  return worst;
}

void warn_of_failures(const Run& run, std::vector<std::string>& warnings) {
  for (std::size_t m = 0; m < run.trajectories.member_count(); ++m) {
    const auto& report = run.trajectories.report(m);
    if (report.status == solve::Status::finished) continue;
    const auto& member = run.ensemble.members[m];
    const std::string who = fmt::format("{}{}", describe(run, member),
                                        member.individual > 0 ? fmt::format(", individual {}", member.individual) : "");
    if (report.status == solve::Status::not_run) {
      warnings.push_back(fmt::format("{}: {}", who, report.reason));
      continue;
    }
    const std::string where =
        report.worst_species ? fmt::format("; look at '{}'", run.model.network.species()[*report.worst_species].name)
                             : "";
    warnings.push_back(fmt::format("{}: failed at {} h: {}{}", who, say(report.failed_at), report.reason, where));
  }
}

void warn_of_curves(const Findings& findings, std::vector<std::string>& warnings) {
  for (const auto& curve : findings.dose_responses) {
    const auto& fit = curve.fit;
    const std::string who = fmt::format("dose-response of {} in the arm '{}'", curve.name, curve.arm);
    if (fit.status == stats::FitStatus::failed) warnings.push_back(fmt::format("{}: no fit ({})", who, fit.reason));
    if (fit.status != stats::FitStatus::converged) continue;
    if (fit.flags.is_ic50_outside_doses) {
      warnings.push_back(fmt::format("{}: the half-effect dose {} nM lies outside the doses {} to {} nM", who,
                                     say(fit.ic50.value), say(fit.lowest_dose), say(fit.highest_dose)));
    }
    if (fit.flags.is_ic50_open) warnings.push_back(who + ": the doses limit the half-effect dose on one side at most");
    if (fit.flags.is_bottom_open) warnings.push_back(who + ": the doses do not reach the maximal effect");
    if (fit.flags.is_at_bound) warnings.push_back(who + ": a parameter of the curve ended on the edge of its range");
  }
}

void warn_of_exposures(const Findings& findings, std::vector<std::string>& warnings) {
  for (const auto& exposure : findings.exposures) {
    if (exposure.number > 1 && exposure.nca.is_usable()) continue;  // what is left to say of it was said of the first
    for (const auto& remark : stats::remarks(exposure.nca))
      warnings.push_back(fmt::format("{} after dose {} in the arm '{}': {}", exposure.quantity, exposure.number,
                                     exposure.arm, remark));
  }
}

void warn_of_assumptions(const Run& run, std::vector<std::string>& warnings) {
  const auto parameters = run.model.network.parameters();
  const auto assumed = std::ranges::count(parameters, "assumed", &network::Parameter::obtained);
  if (assumed > 0)
    warnings.push_back(fmt::format("{} of {} parameters are assumed, not measured", assumed, parameters.size()));
}

// What an experiment sets beyond what was studied is computed, and said.
void warn_of_ranges(const Run& run, std::vector<std::string>& warnings) {
  constexpr double kRounding = 1e-6;
  for (const auto& row : run.model.network.parameters()) {
    if (row.obtained != "asked" || !row.low || !row.high) continue;
    if (row.value >= *row.low * (1 - kRounding) && row.value <= *row.high * (1 + kRounding)) continue;
    const double unit = parse_unit(row.unit).value;
    warnings.push_back(fmt::format("{} is {} {}, outside of the range {} to {} {} for which it is published ({})",
                                   row.name, say(row.value / unit), row.unit, say(*row.low / unit),
                                   say(*row.high / unit), row.unit, row.source.empty() ? "assumed" : row.source));
  }
}

}  // namespace

std::vector<std::string> warn(const Run& run, const Findings& findings) {
  std::vector<std::string> warnings;
  warn_of_failures(run, warnings);
  warn_of_curves(findings, warnings);
  warn_of_exposures(findings, warnings);
  if (findings.worst_residual > kWorstResidual)
    warnings.push_back(
        fmt::format("mass balance: something is off by {} of what was there", say(findings.worst_residual)));
  warn_of_mesh(run, warnings);
  warn_of_ranges(run, warnings);
  warn_of_assumptions(run, warnings);
  return warnings;
}

void check(const experiment::Experiment& experiment, const model::Model& model, const std::string& data_folder) {
  (void)solve_options(experiment);
  assay::check(experiment, model.network, names_of(model));
  check_analyses(experiment);
  check_comparisons(experiment, model, data_folder);
  (void)plan_members(experiment, model);
}

Findings analyse(const experiment::Experiment& experiment, const model::Model& model, const network::Ensemble& ensemble,
                 const solve::Trajectories& trajectories, const assay::Readouts& readouts,
                 const std::string& data_folder) {
  const Run run{.experiment = experiment,
                .model = model,
                .ensemble = ensemble,
                .trajectories = trajectories,
                .readouts = readouts,
                .data_folder = data_folder};
  Findings findings;
  findings.worst_residual = worst_residual(trajectories);
  findings.dose_responses = fit_dose_responses(run);
  findings.tumour_responses = find_tumour_responses(run);
  findings.exposures = analyse_exposures(run);
  findings.overlays = overlay_published(run);
  findings.statements = state(run, findings);
  findings.warnings = warn(run, findings);
  return findings;
}

}  // namespace emtansim::study
