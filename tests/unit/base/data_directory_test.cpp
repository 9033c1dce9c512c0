// SPDX-License-Identifier: Apache-2.0
/// The search for data/: an explicit wish wins, a wrong one is not replaced, otherwise the source tree serves
/// a build.
#include "emtansim/base/data_directory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace emtansim {
namespace {

/// Sets EMTANSIM_DATA for one test and puts the earlier value back.
class data_directory_search : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* value = std::getenv("EMTANSIM_DATA")) earlier_ = value;
    unsetenv("EMTANSIM_DATA");
  }
  void TearDown() override {
    if (earlier_) {
      setenv("EMTANSIM_DATA", earlier_->c_str(), 1);
    } else {
      unsetenv("EMTANSIM_DATA");
    }
  }

 private:
  std::optional<std::string> earlier_;
};

TEST_F(data_directory_search, environment_wins) {
  const std::string folder = std::filesystem::temp_directory_path().string();
  setenv("EMTANSIM_DATA", folder.c_str(), 1);
  EXPECT_EQ(data_directory(), folder);
}

TEST_F(data_directory_search, wrong_environment_is_not_replaced) {
  setenv("EMTANSIM_DATA", "no/such/folder", 1);
  EXPECT_EQ(data_directory(), "");
}

TEST_F(data_directory_search, build_tree_uses_the_sources) { EXPECT_EQ(data_directory(), EMTANSIM_SOURCE_DIR "/data"); }

}  // namespace
}  // namespace emtansim
