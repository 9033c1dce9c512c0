// SPDX-License-Identifier: Apache-2.0
/// Every law for every example experiment: each mechanism has one of its own, so each mechanism is under every law.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/study/study.h"
#include "tests/laws/laws.h"

namespace emtansim::laws {
namespace {

const std::string kRoot = EMTANSIM_SOURCE_DIR;
constexpr std::size_t kMembers = 3;  // of each experiment; arms and doses differ little to a law
constexpr std::size_t kTimes = 9;

const catalogue::Catalogue& shipped() {
  static const catalogue::Catalogue kShipped = catalogue::read_catalogue(kRoot + "/data");
  return kShipped;
}

/// A few of many, spread evenly, both ends included.
template <class T>
std::vector<T> thinned(const std::vector<T>& many, std::size_t count) {
  if (many.size() <= count) return many;
  std::vector<T> few;
  for (std::size_t i = 0; i < count; ++i) few.push_back(many[i * (many.size() - 1) / (count - 1)]);
  return few;
}

Case case_of(const std::string& file) {
  const auto asked = experiment::read_experiment(kRoot + "/experiments/" + file);
  model::Model model = model::build_model(asked, shipped());
  network::Ensemble ensemble = study::plan(asked, model);
  ensemble.members = thinned(ensemble.members, kMembers);
  ensemble.times = thinned(ensemble.times, kTimes);
  return {.name = file, .network = std::move(model.network), .ensemble = std::move(ensemble)};
}

struct Pair {
  std::string file;
  Law law;
};

void PrintTo(const Pair& pair, std::ostream* to) { *to << pair.law.name << " for " << pair.file; }

std::vector<Pair> pairs() {
  std::vector<Pair> all;
  for (const auto& file : files_in(kRoot + "/experiments", ".toml"))
    for (const auto& law : laws()) all.push_back({file, law});
  return all;
}

class experiments : public testing::TestWithParam<Pair> {};

TEST_P(experiments, obey) { EXPECT_TRUE(GetParam().law.holds(case_of(GetParam().file))); }

INSTANTIATE_TEST_SUITE_P(laws, experiments, testing::ValuesIn(pairs()), [](const auto& given) {
  std::string name = std::filesystem::path(given.param.file).stem().string() + "_" + std::string(given.param.law.name);
  std::ranges::replace_if(
      name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace emtansim::laws
