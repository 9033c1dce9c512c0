// SPDX-License-Identifier: Apache-2.0
/// Files are replaced whole or not at all.
#include "emtansim/base/file.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace emtansim {
namespace {

namespace fs = std::filesystem;

class Replacement : public testing::Test {
 protected:
  Replacement() : folder_(fs::temp_directory_path() / ("emtansim-replacement-test-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~Replacement() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

 private:
  fs::path folder_;
};

TEST_F(Replacement, a_file_is_replaced) {
  write_file(path("a"), "old");
  write_file(path("a"), "new");
  EXPECT_EQ(read_file(path("a")), "new");
  EXPECT_EQ(count(), 1U);
}

TEST_F(Replacement, several_files_are_replaced_together_or_not_at_all) {
  write_file(path("a"), "old");
  const std::vector<FileContent> files = {{path("a"), "new"}, {path("no such folder/b"), "new"}};
  EXPECT_THROW(write_files(files), SystemError);
  EXPECT_EQ(read_file(path("a")), "old");
  EXPECT_EQ(count(), 1U);
  write_files(std::vector<FileContent>{{path("a"), "new"}, {path("b"), "too"}});
  EXPECT_EQ(read_file(path("a")) + read_file(path("b")), "newtoo");
  EXPECT_EQ(count(), 2U);
}

TEST_F(Replacement, a_folder_in_the_way_leaves_no_temporary_file) {
  make_folder(path("a"));
  EXPECT_THROW(write_file(path("a"), "new"), SystemError);
  EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace emtansim
