// SPDX-License-Identifier: Apache-2.0
/// Reading and safe writing of files.
#include "emtansim/base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace emtansim {

namespace {

[[noreturn]] void refuse_to_write(const std::string& path, int error_number) {
  throw SystemError({path, 0}, {"cannot-write", "cannot write the file", std::strerror(error_number),
                                "check the free space and the permissions of the folder"});
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  int close() {  // a full disk may show only here
    const int result = ::close(number_);
    number_ = -1;
    return result;
  }

 private:
  int number_;
};

int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return -1;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// The new content of a file under a temporary name; gone again unless it takes the file's place.
class Replacement {
 public:
  Replacement(std::string path, std::string_view content) : path_(std::move(path)), temporary_(path_ + ".tmp") {
    Descriptor file(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.number() < 0) refuse_to_write(path_, errno);
    const bool complete = write_all(file.number(), content) == 0 && ::fsync(file.number()) == 0;
    int error_number = errno;
    if (const bool closed = file.close() == 0; complete && closed) return;
    if (complete) error_number = errno;
    ::unlink(temporary_.c_str());
    refuse_to_write(path_, error_number);
  }
  Replacement(Replacement&& other) noexcept
      : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})) {}
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void take_place() {
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) refuse_to_write(path_, errno);
    temporary_.clear();
  }

 private:
  std::string path_;
  std::string temporary_;
};

}  // namespace

std::string read_file(const std::string& path, const Where& asked_at, std::size_t at_most) {
  std::error_code problem;
  const Where where = asked_at.file.empty() ? Where{path, 0} : asked_at;
  if (std::filesystem::is_directory(path, problem)) {
    throw InputError(where,
                     {"unreadable-file", fmt::format("cannot read '{}'", path), "it is a folder", "name a file"});
  }
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string content;
  std::array<char, std::size_t{1} << 16> block;
  while (stream && content.size() <= at_most) {  // in blocks, so that an endless file ends
    stream.read(block.data(), block.size());
    content.append(block.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    throw InputError(where,
                     {"unreadable-file", fmt::format("cannot read '{}'", path),
                      errno != 0 ? std::strerror(errno) : "reading failed", "check the name and the permissions"});
  }
  if (content.size() > at_most) {
    throw InputError(where, {"too-large", fmt::format("'{}' is too large", path),
                             fmt::format("at most {} MB are read", at_most >> 20), "is it the right file?"});
  }
  return content;
}

void write_file(const std::string& path, std::string_view content) {
  Replacement file(path, content);
  file.take_place();
}

void write_files(std::span<const FileContent> files) {
  std::vector<Replacement> replacements;
  replacements.reserve(files.size());
  for (const auto& file : files) replacements.emplace_back(file.path, file.content);
  for (auto& replacement : replacements) replacement.take_place();
}

void make_folder(const std::string& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (problem || !std::filesystem::is_directory(path)) {
    throw SystemError({path, 0}, {"cannot-write", "cannot make the folder",
                                  problem ? problem.message() : "not a folder", "name another folder with --out"});
  }
}

std::vector<std::string> files_in(const std::string& folder, std::string_view ending) {
  std::error_code problem;
  std::vector<std::string> names;
  std::filesystem::directory_iterator entry(folder, problem);
  for (; !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
    std::string name = entry->path().filename().string();
    std::error_code unknown;  // a dangling link is no regular file
    if (entry->is_regular_file(unknown) && name.ends_with(ending)) names.push_back(std::move(name));
  }
  if (problem) {
    throw InputError({folder, 0}, {"unreadable-folder", "cannot read the folder", problem.message(), ""});
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace emtansim
