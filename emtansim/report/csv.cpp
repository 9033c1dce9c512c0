// SPDX-License-Identifier: Apache-2.0
/// Tables as comma-separated values (RFC 4180, UTF-8, decimal point), missing numbers empty.
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

class Rows {
 public:
  Rows& text(std::string_view value) {
    separate();
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
      content_ += value;
      return *this;
    }
    content_ += '"';
    for (const char c : value) content_ += c == '"' ? std::string("\"\"") : std::string(1, c);
    content_ += '"';
    return *this;
  }
  Rows& number(double value) {
    separate();
    if (!std::isnan(value)) fmt::format_to(std::back_inserter(content_), "{}", value);
    return *this;
  }
  Rows& count(std::size_t value) {
    separate();
    fmt::format_to(std::back_inserter(content_), "{}", value);
    return *this;
  }
  void end() {
    content_ += '\n';
    is_first_ = true;
  }
  std::string take() { return std::move(content_); }

 private:
  void separate() {
    if (!is_first_) content_ += ',';
    is_first_ = false;
  }

  std::string content_;
  bool is_first_ = true;
};

std::string_view status_of(const solve::MemberReport& report) {
  if (report.status == solve::Status::finished) return "ok";
  return report.status == solve::Status::failed ? "failed" : "not run";
}

}  // namespace

std::string readouts_csv(const study::Outcome& outcome) {
  Rows rows;
  const std::string dose = dose_column(outcome.experiment);
  for (const auto name :
       std::initializer_list<std::string_view>{"arm", "member", "individual", "assay", "quantity", "population",
                                               "time_h", dose, "replicate", "value", "unit", "status"})
    rows.text(name);
  rows.end();
  for (const auto& row : outcome.readouts.rows) {
    rows.text(row.arm).count(row.member).count(row.individual).text(row.assay).text(row.quantity).text(row.population);
    rows.number(row.time).number(row.dose).count(static_cast<std::size_t>(row.replicate)).number(row.value);
    rows.text(row.unit).text(row.status);
    rows.end();
  }
  return rows.take();
}

std::string trajectories_csv(const study::Outcome& outcome) {
  const auto& network = outcome.model.network;
  const auto& trajectories = outcome.trajectories;
  Rows rows;
  const std::string dose = dose_column(outcome.experiment);
  for (const auto name :
       std::initializer_list<std::string_view>{"arm", "member", "individual", dose, "status", "time_h"})
    rows.text(name);
  for (const auto& species : network.species())
    rows.text(fmt::format("{} [{}]", species.name, to_text(species.dimension)));
  for (const auto& observable : network.observables())
    rows.text(fmt::format("{} [{}]", observable.name, to_text(observable.value.dimension())));
  rows.end();
  for (std::size_t member = 0; member < trajectories.member_count(); ++member) {
    const auto& one = outcome.ensemble.members[member];
    for (std::size_t time = 0; time < trajectories.times().size(); ++time) {
      rows.text(one.arm).count(member).count(one.individual).number(one.dose);
      rows.text(status_of(trajectories.report(member))).number(trajectories.times()[time]);
      for (std::size_t i = 0; i < network.species().size(); ++i)
        rows.number(trajectories.species(member, time, network::SpeciesId(i)));
      for (std::size_t i = 0; i < network.observables().size(); ++i)
        rows.number(trajectories.observable(member, time, i));
      rows.end();
    }
  }
  return rows.take();
}

}  // namespace emtansim::report
