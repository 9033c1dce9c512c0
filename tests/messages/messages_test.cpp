// SPDX-License-Identifier: Apache-2.0
/// Bad inputs and the exact words that users get: each folder holds one bad input and expected.txt.
///
/// experiment.toml is read as an experiment; settings.txt holds one `--set` a line, applied to it (to the sound one
/// where the folder has none); path.txt names a file to read instead. Files under data/ replace those of sound/data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/model/model.h"
#include "emtansim/study/study.h"

namespace emtansim {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(EMTANSIM_SOURCE_DIR) / "tests" / "messages";

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.is_directory() && entry.path().filename() != "sound") names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

// Texts of data/ below `folder`, by path relative to it.
std::map<std::string, std::string> data_files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::is_directory(folder / "data")) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "data"))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = read_file(entry.path().string());
  return files;
}

void read_catalogue_of(const fs::path& folder) {
  auto files = data_files(kFolder / "sound");
  for (auto& [path, text] : data_files(folder)) files[path] = text;
  std::vector<catalogue::SourceText> sources;
  for (const auto& [path, text] : files) sources.push_back({path, text});
  static_cast<void>(catalogue::parse_catalogue(sources));
}

// What the files say is sound; now against the shipped catalogue, as `emtansim check` does.
void check_with_shipped_data(const experiment::Experiment& experiment) {
  static const catalogue::Catalogue kShipped = catalogue::read_catalogue("data");
  study::check(experiment, model::build_model(experiment, kShipped), "data");
}

void check_experiment_of(const fs::path& folder) {
  if (fs::exists(folder / "path.txt")) {
    static_cast<void>(experiment::read_experiment(std::string(trim(read_file((folder / "path.txt").string())))));
  }
  const bool is_own = fs::exists(folder / "experiment.toml");
  const std::string text = read_file(((is_own ? folder : kFolder / "sound") / "experiment.toml").string());
  experiment::Experiment experiment = experiment::parse_experiment(text, "experiment.toml");
  if (fs::exists(folder / "settings.txt")) {
    const std::string settings = read_file((folder / "settings.txt").string());
    for (const auto line : split(trim(settings), '\n')) experiment::apply_setting(experiment, line);
  }
  check_with_shipped_data(experiment);
}

void check_all_of(const fs::path& folder) {
  read_catalogue_of(folder);
  check_experiment_of(folder);
}

class Messages : public testing::TestWithParam<std::string> {};

TEST_P(Messages, are_exact) {
  const fs::path folder = kFolder / GetParam();
  const std::string expected(trim(read_file((folder / "expected.txt").string())));
  try {
    check_all_of(folder);
    FAIL() << "accepted; expected: " << expected;
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), expected);
    EXPECT_NE(error.complaint().code, "");
  }
}

INSTANTIATE_TEST_SUITE_P(Input, Messages, testing::ValuesIn(cases()), [](const auto& bad_input) {
  std::string name = bad_input.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(MessagesFolder, sound_input_is_accepted) { EXPECT_NO_THROW(check_all_of(kFolder / "sound")); }

TEST(MessagesFolder, holds_many_bad_inputs) { EXPECT_GE(cases().size(), 100U); }

}  // namespace
}  // namespace emtansim
