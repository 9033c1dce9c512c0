// SPDX-License-Identifier: Apache-2.0
/// Checkpoints come back whole or are refused; what changed is named.
#include "emtansim/study/population/checkpoint.h"

#include <unistd.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"

namespace emtansim::study {
namespace {

class Checkpoints : public ::testing::Test {
 protected:
  void SetUp() override { make_folder(folder_.path()); }
  void TearDown() override { folder_.remove(); }

  [[nodiscard]] std::string state() const { return folder_.path() + "/state"; }
  void expect_refused() const {
    try {
      (void)folder_.read();
      FAIL() << "was read";
    } catch (const InputError& error) {
      EXPECT_EQ(error.complaint().code, "broken-checkpoint");
    }
  }

  const CheckpointFolder folder_{(std::filesystem::temp_directory_path() / name()).string()};
  const Checkpoint sample_{.identity = {{"the program", "1"}, {"the model", "2"}},
                           .timing = {.wall_seconds = 12.5, .member_seconds = 20, .sittings = 3},
                           .reduced = std::string("\0bytes\n", 7)};

 private:
  static std::string name() { return "emtansim-checkpoint-" + std::to_string(::getpid()); }
};

TEST_F(Checkpoints, come_back) {
  EXPECT_FALSE(folder_.read().has_value());
  folder_.write(sample_);
  const auto back = folder_.read();
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->reduced, sample_.reduced);
  EXPECT_EQ(differences(back->identity, sample_.identity), "");
  EXPECT_EQ(back->timing.wall_seconds, 12.5);
  EXPECT_EQ(back->timing.sittings, 3u);
}

TEST_F(Checkpoints, that_are_damaged_or_cut_off_are_refused) {
  folder_.write(sample_);
  const std::string whole = read_file(state());
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, whole.size() - 1}) {
    write_file(state(), std::string_view(whole).substr(0, size));
    expect_refused();
  }
  std::string changed = whole;
  changed[whole.size() - 3] ^= 1;
  write_file(state(), changed);
  expect_refused();
}

TEST_F(Checkpoints, are_taken_away_with_their_folder) {
  folder_.write(sample_);
  folder_.remove();
  EXPECT_FALSE(std::filesystem::exists(folder_.path()));
  folder_.remove();
}

TEST(Identity, names_what_differs) {
  const RunIdentity before{{"the program", "1"}, {"the data", "2"}, {"the model", "3"}};
  EXPECT_EQ(differences(before, {{"the program", "1"}, {"the data", "x"}, {"the model", "3"}}), "the data");
  EXPECT_EQ(differences(before, {{"the program", "x"}, {"the data", "x"}, {"the model", "x"}}),
            "the program, the data and the model");
  EXPECT_EQ(differences({}, {{"the program", "1"}}), "the program");
}

}  // namespace
}  // namespace emtansim::study
