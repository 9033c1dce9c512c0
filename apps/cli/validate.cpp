// SPDX-License-Identifier: Apache-2.0
/// `emtansim validate`: published facts against what the model says, one line each.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "commands.h"
#include "emtansim/report/report.h"
#include "emtansim/study/study.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using study::Case;
using study::Verdict;

std::vector<Case> asked_cases(const Request& request, const std::string& folder) {
  std::vector<Case> cases = study::read_cases(folder);
  if (request.case_key.empty()) return cases;
  std::vector<std::string> keys;
  for (const auto& known : cases) keys.push_back(known.key);
  std::erase_if(cases, [&](const Case& known) { return known.key != request.case_key; });
  if (cases.empty())
    refuse_argument(fmt::format("there is no case '{}'", request.case_key), "", suggestion(request.case_key, keys));
  return cases;
}

std::string predicted_text(const Verdict& verdict) {
  if (!verdict.problem.empty()) return "no prediction";
  return fmt::format("{} {}", to_readable(verdict.predicted), verdict.asked.unit);
}

void print_verdicts(const std::vector<Verdict>& verdicts) {
  std::string group;
  TextTable table;
  const auto flush = [&] {
    if (!table.is_empty()) print(fmt::format("{}\n{}\n", bold(group), table.text(2, 44)));
    table = {};
  };
  for (const auto& verdict : verdicts) {
    if (verdict.asked.group != group) flush();
    group = verdict.asked.group;
    table.add(
        {verdict.passed ? "pass" : "MISS", verdict.asked.key, predicted_text(verdict),
         "observed " + verdict.asked.observed,
         verdict.problem.empty() ? verdict.asked.role : fmt::format("{}: {}", verdict.asked.role, verdict.problem)});
  }
  flush();
}

void print_one(const Verdict& verdict) {
  const Case& asked = verdict.asked;
  TextTable table;
  table.add({"says", asked.says});
  table.add({"source", asked.source});
  table.add({"trust", asked.trust});
  table.add({"role", asked.role});
  table.add({"observed", asked.observed});
  table.add({"predicted", predicted_text(verdict)});
  table.add({"agreement", fmt::format("{} to {} {}", to_readable(asked.low), to_readable(asked.high), asked.unit)});
  table.add({"tolerance", asked.tolerance});
  if (!verdict.problem.empty()) table.add({"problem", verdict.problem});
  if (!verdict.passed && !asked.on_miss.empty()) table.add({"why it misses", asked.on_miss});
  table.add({"stands in", fmt::format("{}:{}", asked.where.file, asked.where.line)});
  print(fmt::format("{}: {}\n{}", bold(asked.key), verdict.passed ? "pass" : "MISS", table.text()));
}

}  // namespace

int validate(const Request& request) {
  if (!request.words.empty())
    refuse_argument(fmt::format("'{}' is one argument too many", request.words.front()), "",
                    "emtansim validate --case KEY");
  const catalogue::Catalogue catalogue = read_data();
  const std::string folder = data_directory() + "/cases";
  const auto cases = asked_cases(request, folder);
  const auto verdicts = study::validate(cases, catalogue, folder, data_directory());
  if (request.as_json) {
    print(report::validation_json(verdicts));
  } else if (request.as_page) {
    print(study::to_markdown(verdicts, catalogue));
  } else if (request.case_key.empty()) {
    print_verdicts(verdicts);
    const auto passed = std::ranges::count(verdicts, true, &Verdict::passed);
    print(
        fmt::format("{} of {} cases agree with what was published; 'calibrated' ones were used to choose parameters\n",
                    passed, verdicts.size()));
  } else {
    print_one(verdicts.front());
  }
  const bool is_complete = std::ranges::all_of(verdicts, [](const Verdict& v) { return v.problem.empty(); });
  return is_complete ? kAllWell : kMembersFailed;
}

}  // namespace emtansim::cli
