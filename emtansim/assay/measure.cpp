// SPDX-License-Identifier: Apache-2.0
/// Requests are checked, times gathered, values read, and noise and limits laid over them.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

using experiment::Experiment;
using experiment::ReadoutRequest;

const Kind& kind_of(const ReadoutRequest& asked) {
  if (const Kind* kind = find_kind(asked.assay.text)) return *kind;
  std::vector<std::string> known;
  for (const auto& kind : kinds()) known.emplace_back(kind.about.name);
  throw InputError(asked.assay.where, {"unknown-assay", fmt::format("there is no assay '{}'", asked.assay.text), "",
                                       suggestion(asked.assay.text, known)});
}

void expect_known_options(const ReadoutRequest& asked, const Kind& kind) {
  for (const auto& [key, option] : asked.options) {
    if (std::ranges::find(kind.about.options, key) != kind.about.options.end()) continue;
    std::vector<std::string> known(kind.about.options.begin(), kind.about.options.end());
    known.insert(known.end(), experiment::readout_keys().begin(), experiment::readout_keys().end());
    throw InputError(option.where,
                     {"unknown-key", fmt::format("unknown key '{}'", key),
                      fmt::format("the assay '{}' does not know it", kind.about.name), suggestion(key, known)});
  }
}

double noise_of(const ReadoutRequest& asked, const Kind& kind) { return asked.noise_cv.value_or(kind.about.noise_cv); }

void expect_sense(const ReadoutRequest& asked, const Kind& kind) {
  if (asked.replicates > 1 && noise_of(asked, kind) == 0) {
    throw InputError(asked.where,
                     {"no-noise", fmt::format("{} replicates without noise are all alike", asked.replicates), "",
                      "write for example noise = { cv = \"5 %\" }"});
  }
}

std::optional<double> reference_of(const Kind& kind, const experiment::Arm& arm, const ReadoutRequest& asked) {
  switch (kind.reference) {
    case Reference::none: return std::nullopt;
    case Reference::start: return 0;
    case Reference::wash: return reference_time(arm, asked);
  }
  return std::nullopt;
}

/// The stream that belongs to one reading, whatever else is read (FNV-1a over what tells readings apart).
std::uint32_t stream_of(const ReadoutRequest& asked, double time, const Value& value) {
  constexpr std::uint32_t kStart = 2166136261U;
  constexpr std::uint32_t kPrime = 16777619U;
  const std::string text =
      fmt::format("{}|{}|{}|{}|{}", asked.name, value.quantity, value.population, value.unit, to_exact(time));
  std::uint32_t hash = kStart;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return hash;
}

/// Rows of one request.
class Measurement {
 public:
  Measurement(const Source& source, const ReadoutRequest& asked, Readouts& readouts)
      : source_(source),
        asked_(asked),
        kind_(kind_of(asked)),
        request_(source.experiment(), asked, source.network(), source.names()),
        readouts_(readouts) {
    const double cv = noise_of(asked, kind_);
    log_sd_ = std::sqrt(std::log1p(cv * cv));
    for (const auto* arm : request_.arms()) since_.emplace(arm->name, reference_of(kind_, *arm, asked));
  }

  void read() {
    const auto& members = source_.ensemble().members;
    for (std::size_t i = 0; i < members.size(); ++i)
      if (since_.contains(members[i].arm))
        for (const double time : asked_.at) read_view(View(source_, i, time));
  }

 private:
  void read_view(const View& view) {
    values_.clear();
    kind_.read(view, request_, since_.find(view.member().arm)->second, values_);
    for (const auto& value : values_) add_rows(view, value);
  }

  void add_rows(const View& view, const Value& value) {
    const network::Member& member = view.member();
    const bool has_failed = view.has_failed() || value.is_failed;
    Reading row{.arm = member.arm,
                .member = view.member_index(),
                .individual = member.individual,
                .assay = asked_.name,
                .quantity = value.quantity,
                .population = value.population,
                .time = view.time(),
                .dose = member.dose,
                .replicate = 0,
                .value = has_failed ? std::numeric_limits<double>::quiet_NaN() : value.value,
                .unit = value.unit,
                .status = {}};
    finish(row, has_failed);
    if (log_sd_ == 0) return;
    RandomStream noise(source_.experiment().population.seed, view.member_index(), StreamUse::assay_noise,
                       stream_of(asked_, view.time(), value));
    const double truth = has_failed ? row.value : value.value;
    for (int replicate = 1; replicate <= asked_.replicates; ++replicate) {
      row.replicate = replicate;
      row.value = truth * std::exp(log_sd_ * noise.normal() - log_sd_ * log_sd_ / 2);
      finish(row, has_failed);
    }
  }

  // A laboratory may print half the limit for what lies below it.
  void finish(Reading row, bool has_failed) {
    row.status = status_of(row.value, row.unit, has_failed);
    const auto fill_in = asked_.options.find("fill_in");
    if (row.status == "below LOQ" && fill_in != asked_.options.end()) {
      const double half = fill_in->second.text == "zero" ? 0 : 0.5;
      row.value = half * asked_.loq->value / (row.unit.empty() ? 1 : parse_unit(row.unit).value);
    }
    readouts_.rows.push_back(std::move(row));
  }

  [[nodiscard]] std::string status_of(double value, const std::string& unit, bool has_failed) const {
    if (has_failed) return "failed";
    if (!std::isfinite(value)) return "undefined";
    if (!asked_.loq) return "ok";
    const Quantity one = unit.empty() ? Quantity{1, {}} : parse_unit(unit);
    const bool is_below = one.dimension == asked_.loq->dimension && value * one.value < asked_.loq->value;
    return is_below ? "below LOQ" : "ok";
  }

  const Source& source_;
  const ReadoutRequest& asked_;
  const Kind& kind_;
  Request request_;
  Readouts& readouts_;
  double log_sd_ = 0;
  std::map<std::string, std::optional<double>, std::less<>> since_;  // arm to reference time
  Values values_;
};

}  // namespace

void check(const Experiment& experiment, const network::Network& network, const Names& names) {
  for (const auto& asked : experiment.readouts) {
    const Kind& kind = kind_of(asked);
    expect_known_options(asked, kind);
    expect_sense(asked, kind);
    kind.check(Request(experiment, asked, network, names));
  }
}

std::vector<double> times_needed(const Experiment& experiment) {
  std::vector<double> times{0};
  for (const auto& asked : experiment.readouts) {
    times.insert(times.end(), asked.at.begin(), asked.at.end());
    for (const auto& arm : experiment.arms) {
      if (!asked.arms.empty() && std::ranges::find(asked.arms, arm.name, &experiment::Named::text) == asked.arms.end())
        continue;
      if (const auto since = reference_of(kind_of(asked), arm, asked)) times.push_back(*since);
    }
  }
  std::ranges::sort(times);
  const auto same = std::ranges::unique(times, [](double a, double b) { return b - a <= kSameTime; });
  times.erase(same.begin(), same.end());
  return times;
}

Readouts measure(const Experiment& experiment, const network::Network& network, const Names& names,
                 const network::Ensemble& ensemble, const solve::Trajectories& trajectories) {
  const Source source(experiment, network, names, ensemble, trajectories);
  Readouts readouts;
  for (const auto& asked : experiment.readouts) Measurement(source, asked, readouts).read();
  return readouts;
}

}  // namespace emtansim::assay
