// SPDX-License-Identifier: Apache-2.0
/// What is finished of a population, on the disk: enough to go on after any end, and to refuse to go on with another.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/study/population/population.h"

namespace emtansim::study {

/// Something that must be the same for a run to go on: "the experiment file" and a text that changes with it.
struct IdentityItem {
  std::string what;
  std::string fingerprint;
};
using RunIdentity = std::vector<IdentityItem>;

/// The content of a checkpoint.
struct Checkpoint {
  RunIdentity identity;
  PopulationTiming timing;
  std::string reduced;  ///< bytes of a PopulationReducer
};

/// Checkpoints in one folder. The file is replaced as a whole and carries a checksum, so that at any moment there is
/// one that can be used, or none.
class CheckpointFolder {
 public:
  explicit CheckpointFolder(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Nothing where there is no checkpoint. Throws InputError "broken-checkpoint" where it cannot be read.
  [[nodiscard]] std::optional<Checkpoint> read() const;
  /// Throws SystemError "cannot-write"; the last checkpoint stays as it was.
  void write(const Checkpoint& checkpoint) const;
  /// Takes the folder with all that is in it away; nothing happens where there is none.
  void remove() const;
  /// Where the courses of members wait to be put into a file for people.
  [[nodiscard]] std::string courses_file() const { return path_ + "/courses.raw"; }

 private:
  [[nodiscard]] std::string state_file() const { return path_ + "/state"; }

  std::string path_;
};

/// What differs, in words for a message: "the experiment file and the published data"; empty where nothing does.
std::string differences(const RunIdentity& before, const RunIdentity& now);

/// Records of one size, one for each individual. Written in any order; what was written before `flush` outlives a
/// crash of the machine.
class CourseFile {
 public:
  enum class Start { anew, go_on };
  /// Throws SystemError "cannot-write".
  CourseFile(std::string path, Start start);
  ~CourseFile();
  CourseFile(const CourseFile&) = delete;
  CourseFile& operator=(const CourseFile&) = delete;

  void write(std::size_t offset, std::string_view bytes);
  void flush();

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace emtansim::study
