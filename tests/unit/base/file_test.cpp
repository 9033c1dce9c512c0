// SPDX-License-Identifier: Apache-2.0
/// Reading and writing of files, and the digest.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/base/base.h"

namespace emtansim {
namespace {

namespace fs = std::filesystem;

class file : public testing::Test {
 protected:
  void SetUp() override { make_folder(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  const std::string folder_ =
      (fs::temp_directory_path() /
       ("emtansim_file_test_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) +
        testing::UnitTest::GetInstance()->current_test_info()->name()))
          .string();
};

TEST_F(file, written_content_reads_back_and_leaves_no_other_file) {
  const std::string content("a\0b\r\n\xff", 6);
  write_file(folder_ + "/x.txt", content);
  write_file(folder_ + "/x.txt", content);
  EXPECT_EQ(read_file(folder_ + "/x.txt"), content);
  EXPECT_THAT(files_in(folder_, ""), testing::ElementsAre("x.txt"));
}

TEST_F(file, files_are_sorted_and_chosen_by_ending) {
  for (const char* name : {"b.toml", "a.toml", "c.csv"}) write_file(folder_ + "/" + name, "");
  make_folder(folder_ + "/d.toml");
  EXPECT_THAT(files_in(folder_, ".toml"), testing::ElementsAre("a.toml", "b.toml"));
}

TEST_F(file, a_missing_file_is_told_at_the_line_that_asked) {
  try {
    read_file(folder_ + "/none", {"experiment.toml", 4});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "unreadable-file");
    EXPECT_EQ(error.where().line, 4);
  }
  EXPECT_THROW(read_file(folder_), InputError);
  EXPECT_THROW(files_in(folder_ + "/none", ""), InputError);
}

TEST_F(file, a_file_that_cannot_be_written_is_an_error_of_the_system) {
  write_file(folder_ + "/x", "");
  EXPECT_THROW(write_file(folder_ + "/x/y", ""), SystemError);
  EXPECT_THROW(make_folder(folder_ + "/x/y"), SystemError);
}

TEST(sha256, gives_the_published_digests) {  // FIPS 180-4 examples
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(error, message_has_place_what_why_and_what_to_try) {
  EXPECT_EQ(to_message({"a.toml", 3}, {"code", "what", "why", "try"}), "a.toml:3: what (why); try");
  EXPECT_EQ(to_message({"a.toml", 0}, {"code", "what", "", ""}), "a.toml: what");
  EXPECT_EQ(to_message({}, {"code", "what", "", "try"}), "what; try");
}

}  // namespace
}  // namespace emtansim
