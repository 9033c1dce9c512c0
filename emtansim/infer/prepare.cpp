// SPDX-License-Identifier: Apache-2.0
/// From a fit file to experiments that read exactly what the data have, at their times and doses.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "emtansim/infer/objective.h"

namespace emtansim::infer {

namespace {

using experiment::Experiment;

constexpr double kSameTime = 1e-8;        // h
constexpr double kSameDose = 1e-9;        // relative
constexpr double kForDifferences = 1e-8;  // differences of readings need more digits than readings

bool is_same_dose(double a, double b) { return std::abs(a - b) <= kSameDose * std::max(std::abs(a), std::abs(b)); }

std::string path_beside(const std::string& file, const std::string& path) {
  return path.starts_with('/') ? path : study::folder_of(file) + "/" + path;
}

experiment::Arm& arm_of(Experiment& experiment, const DataSet& data) {
  const auto* readout = experiment::find_readout(experiment, data.readout);
  std::string name = data.arm;
  if (name.empty()) name = readout->arms.empty() ? experiment.arms.front().name : readout->arms.front().text;
  const auto found = std::ranges::find(experiment.arms, name, &experiment::Arm::name);
  if (found != experiment.arms.end()) return *found;
  throw InputError(data.where, {"unknown-arm", fmt::format("the experiment has no arm '{}'", name), "", ""});
}

experiment::Dose* series_of(experiment::Arm& arm) {
  const auto found = std::ranges::find(arm.doses, true, &experiment::Dose::is_series);
  return found == arm.doses.end() ? nullptr : &*found;
}

/// What a data set needs of its experiment.
struct Needs {
  study::Points points;
  std::string arm;
  std::string quantity, population, unit;
  bool is_over_dose = false;
  double time = 0;  ///< of data over doses

  [[nodiscard]] double dose_of(std::size_t i, const DataSet& data, double only) const {
    if (is_over_dose) return points.x[i];
    if (!points.doses.empty()) return points.doses[i];
    return data.dose.value_or(only);
  }
  [[nodiscard]] double time_of(std::size_t i) const { return is_over_dose ? time : points.x[i]; }
};

}  // namespace

/// Builds the benches of an objective.
class Preparation {
 public:
  Preparation(Objective& objective, const FitRequest& request, const catalogue::Catalogue& catalogue,
              const std::string& data_folder)
      : objective_(objective), request_(request), catalogue_(catalogue), data_folder_(data_folder) {}

  void run() {
    objective_.summaries_.resize(request_.data.size());
    objective_.units_.resize(request_.data.size());
    objective_.x_names_.resize(request_.data.size());
    objective_.other_names_.resize(request_.data.size());
    needs_.resize(request_.data.size());
    objective_.coordinates_.resize(request_.free.size());
    for (const auto& sets : grouped()) add_bench(sets);
    for (std::size_t k = 0; k < request_.free.size(); ++k) expect_used(k);
  }

 private:
  /// Data sets that one run can answer: the same experiment, settings and free parameters.
  [[nodiscard]] std::vector<std::vector<std::size_t>> grouped() const {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < request_.data.size(); ++i) {
      const DataSet& data = request_.data[i];
      std::string key = data.experiment.text;
      for (const auto& setting : data.settings) key += "\n" + setting.text;
      for (const auto& free : request_.free)
        if (!free.sets.empty()) key += counts_in(free, data) ? "\n+" : "\n-";
      const auto [place, is_new] = known.emplace(key, groups.size());
      if (is_new) groups.emplace_back();
      groups[place->second].push_back(i);
    }
    return groups;
  }

  static bool counts_in(const FreeParameter& free, const DataSet& data) {
    return free.sets.empty() || std::ranges::find(free.sets, data.name, &experiment::Named::text) != free.sets.end();
  }

  void add_bench(const std::vector<std::size_t>& sets) {
    const DataSet& first = request_.data[sets.front()];
    Bench bench;
    bench.path = path_beside(request_.file, first.experiment.text);
    Experiment experiment = experiment::parse_experiment(read_file(bench.path, first.experiment.where), bench.path);
    bench.sha256 = sha256(experiment.text);
    for (const auto& setting : first.settings) experiment::apply_setting(experiment, setting.text);
    strip(experiment, sets);
    const study::Evaluator probe(experiment, catalogue_, {}, false);
    const assay::Readouts readings = probe({});
    for (const auto& population : probe.model().populations) bench.lines.push_back(population.line);
    for (const std::size_t i : sets) needs_[i] = read_needs(i, experiment, probe.model(), readings);
    ask_for_points(experiment, sets);
    choose_free(bench, probe.model().network, sets);
    std::vector<std::string> names;
    for (const std::size_t k : bench.free) names.push_back(request_.free[k].parameter.text);
    const bool with_sensitivities = request_.derivatives == Derivatives::sensitivities && !names.empty();
    bench.evaluator = std::make_unique<study::Evaluator>(experiment, catalogue_, names, with_sensitivities);
    find_readings(bench, sets);
    for (const std::size_t i : sets) summarise(i, bench);
    objective_.benches_.push_back(std::move(bench));
  }

  /// Leaves out what the fit does not need: other readouts, noise, individuals, analyses.
  void strip(Experiment& experiment, const std::vector<std::size_t>& sets) const {
    for (const std::size_t i : sets) {
      const DataSet& data = request_.data[i];
      if (experiment::find_readout(experiment, data.readout) != nullptr) continue;
      std::vector<std::string> names;
      for (const auto& readout : experiment.readouts) names.push_back(readout.name);
      throw InputError(data.where, {"unknown-readout", fmt::format("the experiment has no readout '{}'", data.readout),
                                    "", suggestion(data.readout, names)});
    }
    std::erase_if(experiment.readouts, [&](const auto& readout) {
      return std::ranges::none_of(sets, [&](std::size_t i) { return request_.data[i].readout == readout.name; });
    });
    for (auto& readout : experiment.readouts) {
      readout.replicates = 1;
      readout.noise_cv.reset();
      readout.loq.reset();
    }
    experiment.analyses.clear();
    experiment.comparisons.clear();
    experiment.population.varies = false;
    if (request_.derivatives == Derivatives::differences)
      experiment.solver.relative = std::min(experiment.solver.relative, kForDifferences);
  }

  Needs read_needs(std::size_t i, Experiment& experiment, const model::Model& model,
                   const assay::Readouts& readings) const {
    const DataSet& data = request_.data[i];
    const auto& arm = arm_of(experiment, data);
    Needs needs{
        .points = {}, .arm = arm.name, .quantity = data.quantity, .population = data.population, .unit = data.unit};
    const auto row = std::ranges::find_if(readings.rows, [&](const assay::Reading& reading) {
      return reading.assay == data.readout && reading.arm == arm.name &&
             (data.quantity.empty() || reading.quantity == data.quantity) &&
             (data.population.empty() || reading.population == data.population) &&
             (data.unit.empty() || reading.unit == data.unit);
    });
    if (row == readings.rows.end()) {
      throw InputError(data.where, {"nothing-to-fit", fmt::format("'{}' has no such reading", data.readout),
                                    "no row fits the arm, quantity, population and unit asked for", ""});
    }
    needs.quantity = row->quantity;
    needs.population = row->population;
    needs.unit = row->unit;
    needs.points = study::read_points({.data = data.table,
                                       .options = &data.mapping,
                                       .folder = study::folder_of(request_.file),
                                       .data_folder = data_folder_,
                                       .unit = row->unit,
                                       .molar_mass = study::dosed_molar_mass(arm, experiment, model)});
    needs.is_over_dose = needs.points.x_name != "time_h";
    if (!needs.is_over_dose) keep_times(needs.points, *experiment::find_readout(experiment, data.readout), data);
    needs.time = data.time.value_or(experiment::find_readout(experiment, data.readout)->at.back());
    return needs;
  }

  /// Leaves out points at times that the readout does not read: the experiment says what counts.
  static void keep_times(study::Points& points, const experiment::ReadoutRequest& readout, const DataSet& data) {
    study::Points kept = points;
    for (auto* column : {&kept.x, &kept.y, &kept.sd, &kept.doses}) column->clear();
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const auto is_here = [&](double time) { return std::abs(time - points.x[i]) <= kSameTime; };
      if (std::ranges::none_of(readout.at, is_here)) continue;
      kept.x.push_back(points.x[i]);
      kept.y.push_back(points.y[i]);
      if (!points.sd.empty()) kept.sd.push_back(points.sd[i]);
      if (!points.doses.empty()) kept.doses.push_back(points.doses[i]);
    }
    if (kept.x.empty()) {
      throw InputError(data.where,
                       {"nothing-to-fit", fmt::format("'{}' reads at none of the data's times", readout.name),
                        "only points at times that the readout reads are fitted", "add them to its 'at'"});
    }
    points = std::move(kept);
  }

  /// Sets the readouts' times and the arms' doses to those of the data.
  void ask_for_points(Experiment& experiment, const std::vector<std::size_t>& sets) const {
    std::map<std::string, std::vector<double>> times, doses;
    for (const std::size_t i : sets) {
      const DataSet& data = request_.data[i];
      const Needs& needs = needs_[i];
      auto& asked = times[data.readout];
      auto& levels = doses[needs.arm];
      const bool has_series = series_of(arm_of(experiment, data)) != nullptr;
      const bool has_doses = needs.is_over_dose || !needs.points.doses.empty() || data.dose;
      if (has_series != has_doses) {
        throw InputError(data.where,
                         {"missing-key",
                          has_series ? fmt::format("the arm '{}' has several doses", needs.arm)
                                     : fmt::format("the data have doses, and the arm '{}' has none to vary", needs.arm),
                          "", has_series ? "give dose, dose_column, or doses as x" : "give the arm's dose 'levels'"});
      }
      for (std::size_t p = 0; p < needs.points.x.size(); ++p) {
        asked.push_back(needs.time_of(p));
        if (has_series) levels.push_back(needs.dose_of(p, data, 0));
      }
    }
    for (auto& readout : experiment.readouts) readout.at = unique(times[readout.name], kSameTime);
    for (auto& arm : experiment.arms) set_levels(arm, doses[arm.name], parse_unit(experiment::dose_unit(experiment)));
  }

  static std::vector<double> unique(std::vector<double> values, double same) {
    std::ranges::sort(values);
    const auto rest = std::ranges::unique(values, [same](double a, double b) { return b - a <= same; });
    values.erase(rest.begin(), rest.end());
    return values;
  }

  static void set_levels(experiment::Arm& arm, std::vector<double> doses, const Quantity& unit) {
    auto* series = series_of(arm);
    if (series == nullptr) return;
    if (series->levels.front().value == 0) doses.push_back(0);  // the control stays
    std::ranges::sort(doses);
    const auto rest = std::ranges::unique(doses, is_same_dose);
    doses.erase(rest.begin(), rest.end());
    if (doses.empty()) doses.push_back(0);
    series->levels.clear();
    for (const double dose : doses) series->levels.push_back({dose * unit.value, unit.dimension});
  }

  void choose_free(Bench& bench, const network::Network& network, const std::vector<std::size_t>& sets) {
    for (std::size_t k = 0; k < request_.free.size(); ++k) {
      const FreeParameter& free = request_.free[k];
      const auto id = network.find_parameter(free.parameter.text);
      if (!id || !counts_in(free, request_.data[sets.front()])) continue;
      bench.free.push_back(k);
      Coordinate& coordinate = objective_.coordinates_[k];
      if (coordinate.sets.empty()) coordinate = to_coordinate(free, network[*id]);
      for (const std::size_t i : sets) coordinate.sets.push_back(request_.data[i].name);
      for (const auto& line : bench.lines)
        if (std::ranges::find(coordinate.lines, line) == coordinate.lines.end()) coordinate.lines.push_back(line);
    }
  }

  static Coordinate to_coordinate(const FreeParameter& free, const network::Parameter& row) {
    if (free.low.dimension != row.dimension) {
      throw InputError(
          free.where,
          {"wrong-unit", fmt::format("the bounds of '{}' have the wrong unit", row.name),
           fmt::format("they are in {}, wanted is {}", to_text(free.low.dimension), to_text(row.dimension)), ""});
    }
    if (free.with_prior && row.log_sd == 0) {
      throw InputError(free.where, {"no-spread", fmt::format("'{}' has no published spread to be a prior", row.name),
                                    "", "leave out 'prior' or give the parameter a spread"});
    }
    const double start = std::clamp(free.start ? free.start->value : row.value, free.low.value, free.high.value);
    return {.row = row,
            .low = std::log(free.low.value),
            .high = std::log(free.high.value),
            .start = std::log(start),
            .sets = {},
            .lines = {}};
  }

  void expect_used(std::size_t k) const {
    if (!objective_.coordinates_[k].sets.empty()) return;
    const auto& asked = request_.free[k].parameter;
    std::vector<std::string> known;
    for (const auto& bench : objective_.benches_) {
      for (const auto& row : bench.evaluator->model().network.parameters()) {
        // The right name without its subject is the commonest slip.
        if (row.name.starts_with(asked.text + "[")) {
          throw InputError(asked.where,
                           {"unknown-parameter", fmt::format("no experiment uses a parameter '{}'", asked.text),
                            "it has a value for each subject here", fmt::format("did you mean '{}'?", row.name)});
        }
        known.push_back(row.name);
      }
    }
    throw InputError(asked.where, {"unknown-parameter", fmt::format("no experiment uses a parameter '{}'", asked.text),
                                   "", suggestion(asked.text, known)});
  }

  void find_readings(Bench& bench, const std::vector<std::size_t>& sets) const {
    std::vector<double> start;
    for (const auto id : bench.evaluator->free()) start.push_back(bench.evaluator->model().network[id].value);
    const assay::Readouts readings = (*bench.evaluator)(start);
    for (const std::size_t i : sets) {
      const DataSet& data = request_.data[i];
      const Needs& needs = needs_[i];
      for (std::size_t p = 0; p < needs.points.x.size(); ++p) {
        const auto row = std::ranges::find_if(readings.rows, [&](const assay::Reading& reading) {
          return reading.assay == data.readout && reading.arm == needs.arm && reading.quantity == needs.quantity &&
                 reading.population == needs.population && reading.unit == needs.unit &&
                 std::abs(reading.time - needs.time_of(p)) <= kSameTime &&
                 is_same_dose(reading.dose, needs.dose_of(p, data, reading.dose));
        });
        if (row == readings.rows.end()) {
          throw InputError(
              data.where,
              {"nothing-to-fit", fmt::format("'{}' cannot be read at {} h", data.readout, to_short(needs.time_of(p))),
               "it is before the start of the chase", "leave the point out"});
        }
        bench.targets.push_back({.set = i,
                                 .x = needs.points.x[p],
                                 .other = needs.is_over_dose ? needs.time : row->dose,
                                 .observed = needs.points.y[p],
                                 .sd = noise_of(data, needs, p),
                                 .reading = static_cast<std::size_t>(row - readings.rows.begin())});
      }
    }
  }

  /// Noise of one observation in the readout's unit: relative and absolute part together, at least the published sd.
  static double noise_of(const DataSet& data, const Needs& needs, std::size_t p) {
    const double observed = needs.points.y[p];
    double absolute = 0;
    if (data.absolute) {
      const Quantity one = needs.unit.empty() ? Quantity{1, {}} : parse_unit(needs.unit);
      absolute =
          parse_quantity_of(data.absolute->text, one.dimension, "'absolute'", data.absolute->where).value / one.value;
    }
    double sd = std::hypot(data.cv * observed, absolute);
    if (!needs.points.sd.empty() && std::isfinite(needs.points.sd[p])) sd = std::max(sd, needs.points.sd[p]);
    const bool is_bad = !(sd > 0) || (data.scale == Scale::log && !(observed > 0));
    if (!is_bad) return sd;
    throw InputError(
        data.where,
        {"bad-point", fmt::format("'{}' has a point {} with noise {}", data.name, to_short(observed), to_short(sd)),
         data.scale == Scale::log ? "on a logarithmic scale both must be positive" : "noise must be positive",
         "give 'absolute', or leave the point out with 'where'"});
  }

  void summarise(std::size_t i, const Bench& bench) const {
    const DataSet& data = request_.data[i];
    const std::string table = study::find_data_file({.data = data.table,
                                                     .options = &data.mapping,
                                                     .folder = study::folder_of(request_.file),
                                                     .data_folder = data_folder_,
                                                     .unit = {},
                                                     .molar_mass = {}});
    objective_.summaries_[i] = {.name = data.name,
                                .source = needs_[i].points.source,
                                .table = data.table.text,
                                .table_sha256 = sha256(read_file(table)),
                                .experiment = data.experiment.text,
                                .experiment_sha256 = bench.sha256,
                                .points = needs_[i].points.x.size(),
                                .unit = needs_[i].unit};
    objective_.units_[i] = needs_[i].unit;
    objective_.x_names_[i] = needs_[i].points.x_name;
    const Quantity dose = parse_unit(experiment::dose_unit(bench.evaluator->experiment()));
    objective_.other_names_[i] = needs_[i].is_over_dose ? "time_h" : study::dose_number(dose)->name;
  }

  Objective& objective_;
  const FitRequest& request_;
  const catalogue::Catalogue& catalogue_;
  const std::string& data_folder_;
  std::vector<Needs> needs_;
};

Objective::Objective(const FitRequest& request, const catalogue::Catalogue& catalogue, const std::string& data_folder)
    : request_(request) {
  Preparation(*this, request, catalogue, data_folder).run();
}

}  // namespace emtansim::infer
