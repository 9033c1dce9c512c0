// SPDX-License-Identifier: Apache-2.0
/// Drug loads from areas, sites and pieces: each run by itself, then the mean over the runs of a sample.
#include "emtansim/spectra/loads/load_methods.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "emtansim/stats/stats.h"

namespace emtansim::spectra {

namespace {

using conjugate::DrugLoad;

constexpr double kNormal95 = 1.959964;
constexpr double kOddShare = 0.02;  // of the area at loads that pairs cannot make, above which it is told

template <typename Row>
struct Run {
  std::string sample;
  std::string name;
  std::vector<const Row*> rows;
};

/// Rows by sample and run, in the order in which they first stand.
template <typename Row>
std::vector<Run<Row>> runs_of(std::span<const Row> rows) {
  std::vector<Run<Row>> runs;
  for (const auto& row : rows) {
    const auto found =
        std::ranges::find_if(runs, [&](const auto& run) { return run.sample == row.sample && run.name == row.run; });
    auto& run = found == runs.end() ? runs.emplace_back(Run<Row>{row.sample, row.run, {}}) : *found;
    run.rows.push_back(&row);
  }
  return runs;
}

/// What one run gives.
struct RunLoad {
  double dar = 0;
  double error = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> load;
  std::vector<LoadPart> parts;
};

void add_load(std::vector<double>& sum, const std::vector<double>& load, double part) {
  sum.resize(std::max(sum.size(), load.size()), 0.0);
  for (std::size_t k = 0; k < load.size(); ++k) sum[k] += part * load[k];
}

void add_interval(SampleLoad& sample, const std::vector<RunLoad>& runs) {
  std::vector<double> dars;
  for (const auto& run : runs) dars.push_back(run.dar);
  const auto summary = stats::summarise(dars);
  sample.dar = {summary.mean, summary.mean, summary.mean};
  if (runs.size() > 1) {
    sample.dar.low = summary.mean_interval.lower;
    sample.dar.high = summary.mean_interval.upper;
    sample.interval_from = fmt::format("scatter of {} runs (Student's t)", runs.size());
  } else if (std::isfinite(runs.front().error)) {
    sample.dar.low -= kNormal95 * runs.front().error;
    sample.dar.high += kNormal95 * runs.front().error;
    sample.interval_from = "the standard errors of the table";
  } else {
    sample.interval_from = "none: one run, no errors given";
  }
}

/// The mean of each part over the runs, by its name.
void add_parts(SampleLoad& sample, const std::vector<RunLoad>& runs) {
  for (const auto& part : runs.front().parts) {
    std::vector<double> loads;
    for (const auto& run : runs) {
      const auto same = std::ranges::find(run.parts, part.name, &LoadPart::name);
      if (same != run.parts.end()) loads.push_back(same->load.value);
    }
    LoadPart mean = part;
    if (loads.size() > 1) {
      const auto summary = stats::summarise(loads);
      mean.load = {summary.mean, summary.mean_interval.lower, summary.mean_interval.upper};
    }
    sample.parts.push_back(std::move(mean));
  }
}

template <typename Row>
std::vector<SampleLoad> samples_of(std::span<const Row> rows, const std::function<RunLoad(const Run<Row>&)>& read) {
  const auto runs = runs_of(rows);
  std::vector<SampleLoad> samples;
  std::vector<std::string> names;
  for (const auto& run : runs)
    if (std::ranges::find(names, run.sample) == names.end()) names.push_back(run.sample);
  for (const auto& name : names) {
    std::vector<RunLoad> of_sample;
    for (const auto& run : runs)
      if (run.sample == name) of_sample.push_back(read(run));
    SampleLoad sample{.sample = name, .runs = static_cast<int>(of_sample.size())};
    add_interval(sample, of_sample);
    for (const auto& run : of_sample) add_load(sample.load, run.load, 1.0 / static_cast<double>(of_sample.size()));
    add_parts(sample, of_sample);
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::string title_of(const Run<PartRow>& run) {
  return run.name.empty() ? fmt::format("sample '{}'", run.sample)
                          : fmt::format("sample '{}', run '{}'", run.sample, run.name);
}

void expect_once(const Run<PartRow>& run) {
  std::set<std::string> seen;
  for (const auto* row : run.rows)
    if (!seen.insert(row->name).second)
      throw InputError(row->where, {"bad-table", fmt::format("'{}' stands twice in {}", row->name, title_of(run)), "",
                                    "tell replicates apart by a column run"});
}

/// Sum of copies times load, with the errors of the parts where all have one.
RunLoad sum_of_parts(const Run<PartRow>& run) {
  RunLoad load;
  double squares = 0;
  for (const auto* row : run.rows) {
    load.dar += row->copies * row->load;
    squares += std::pow(row->copies * row->error, 2);
    const double half = std::isnan(row->error) ? 0 : kNormal95 * row->error;
    load.parts.push_back({.name = row->name,
                          .load = {row->load, std::max(0.0, row->load - half), row->load + half},
                          .copies = row->copies});
  }
  load.error = std::sqrt(squares);  // NaN where a part has none
  return load;
}

void expect_pieces(const Run<PartRow>& run) {
  static const std::vector<std::vector<std::string>> kWholes = {{"light", "heavy"}, {"light", "Fd", "Fc/2"}};
  const auto has = [&run](const std::string& name) {
    return std::ranges::any_of(run.rows, [&](const auto* row) { return row->name == name; });
  };
  for (const auto& whole : kWholes)
    if (std::ranges::all_of(whole, has) && run.rows.size() == whole.size()) return;
  std::string given;
  for (const auto* row : run.rows) given += (given.empty() ? "" : ", ") + row->name;
  throw InputError(
      run.rows.front()->where,
      {"bad-table", fmt::format("{} has the pieces {}", title_of(run), given), "together they are not one antibody",
       "give light and heavy, or light, Fd and Fc/2; a piece without drug has load 0"});
}

}  // namespace

std::vector<SampleLoad> hic_loads(std::span<const HicRow> rows, const conjugate::LinkerPayload& added,
                                  conjugate::LysineConjugates lysine) {
  const auto read = [&](const Run<HicRow>& run) {
    std::vector<conjugate::LoadPeak> peaks;
    for (const auto* row : run.rows) peaks.push_back({.drugs = row->drugs, .area = row->area});
    try {
      const DrugLoad load = conjugate::hic_load(peaks, added.attachment, lysine);
      return RunLoad{.dar = load.mean(), .load = {load.fractions().begin(), load.fractions().end()}};
    } catch (const InputError& error) {
      throw InputError(run.rows.front()->where, error.complaint());
    }
  };
  auto samples = samples_of<HicRow>(rows, read);
  for (auto& sample : samples) {
    double odd = 0;
    for (std::size_t k = 0; k < sample.load.size(); ++k)
      if (k % static_cast<std::size_t>(added.step) != 0) odd += sample.load[k];
    if (odd > kOddShare)
      sample.warnings.push_back(
          fmt::format("{:.0f} % of the area is at loads that are no multiple of {}, though drugs come {} at a time: "
                      "partly closed disulfides, or peaks named wrongly",
                      100 * odd, added.step, added.step));
  }
  return samples;
}

std::vector<SampleLoad> site_loads(std::span<const PartRow> rows) {
  return samples_of<PartRow>(rows, [](const Run<PartRow>& run) {
    expect_once(run);
    RunLoad load = sum_of_parts(run);
    std::vector<double> both;
    for (const auto* row : run.rows) both.insert(both.end(), 2, row->load);
    const DrugLoad drugs = conjugate::poisson_binomial_load(both);
    load.load.assign(drugs.fractions().begin(), drugs.fractions().end());
    return load;
  });
}

std::vector<SampleLoad> piece_loads(std::span<const PartRow> rows) {
  return samples_of<PartRow>(rows, [](const Run<PartRow>& run) {
    expect_once(run);
    expect_pieces(run);
    return sum_of_parts(run);
  });
}

}  // namespace emtansim::spectra
