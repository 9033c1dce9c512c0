// SPDX-License-Identifier: Apache-2.0
/// Every example in experiments/ is read and becomes a network.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/model/model.h"

namespace emtansim {
namespace {

const std::string kRoot = EMTANSIM_SOURCE_DIR;

std::vector<std::string> examples() {
  std::vector<std::string> stems;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/experiments"))
    if (entry.path().extension() == ".toml") stems.push_back(entry.path().stem().string());
  std::ranges::sort(stems);
  return stems;
}

const catalogue::Catalogue& shipped_catalogue() {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(kRoot + "/data");
  return kCatalogue;
}

model::Model build(const std::string& stem) {
  return model::build_model(experiment::read_experiment(kRoot + "/experiments/" + stem + ".toml"), shipped_catalogue());
}

class Example : public ::testing::TestWithParam<std::string> {};

TEST_P(Example, becomes_a_network_with_its_mechanism) {
  model::Model built;
  ASSERT_NO_THROW(built = build(GetParam()));
  EXPECT_GT(built.network.species().size(), 0U);
  if (mechanism::find_mechanism(GetParam()) == nullptr) return;  // an example of more than one mechanism
  EXPECT_NE(std::ranges::find(built.mechanisms, GetParam()), built.mechanisms.end());
}

INSTANTIATE_TEST_SUITE_P(Shipped, Example, ::testing::ValuesIn(examples()), [](const auto& example) {
  std::string name = example.param;
  std::ranges::replace(name, '-', '_');  // GoogleTest allows no dashes
  return name;
});

TEST(Examples, there_is_one_for_each_mechanism) {
  const auto stems = examples();
  for (const auto& row : mechanism::mechanisms())
    EXPECT_NE(std::ranges::find(stems, row.name), stems.end()) << row.name;
}

}  // namespace
}  // namespace emtansim
