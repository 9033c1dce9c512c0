// SPDX-License-Identifier: Apache-2.0
/// Checkpoints and courses on the disk.
#include "emtansim/study/population/checkpoint.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/base/base.h"
#include "emtansim/study/study.h"

namespace emtansim::study {

namespace {

// The first line of the file; the number changes with the layout of what follows.
constexpr std::string_view kFormat = "emtansim-checkpoint 1";
constexpr std::size_t kDigits = 64;  // of a SHA-256 in hexadecimal

std::string to_payload(const Checkpoint& checkpoint) {
  ByteWriter writer;
  writer.put<std::uint64_t>(checkpoint.identity.size());
  for (const auto& item : checkpoint.identity) {
    writer.put(std::string_view(item.what));
    writer.put(std::string_view(item.fingerprint));
  }
  writer.put(checkpoint.timing.wall_seconds);
  writer.put(checkpoint.timing.member_seconds);
  writer.put<std::uint64_t>(checkpoint.timing.sittings);
  writer.put(std::string_view(checkpoint.reduced));
  return writer.take();
}

std::optional<Checkpoint> from_payload(std::string_view payload) {
  ByteReader reader(payload);
  Checkpoint checkpoint;
  const auto items = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < items && reader.is_sound(); ++i) {
    std::string what = reader.text();
    checkpoint.identity.push_back({std::move(what), reader.text()});
  }
  checkpoint.timing.wall_seconds = reader.number<double>();
  checkpoint.timing.member_seconds = reader.number<double>();
  checkpoint.timing.sittings = static_cast<std::size_t>(reader.number<std::uint64_t>());
  checkpoint.reduced = reader.text();
  return reader.is_sound() && reader.is_at_end() ? std::optional(std::move(checkpoint)) : std::nullopt;
}

[[noreturn]] void refuse_to_write(const std::string& path) {
  throw SystemError({path, 0}, {"cannot-write", "cannot write the file", std::strerror(errno),
                                "check the free space and the permissions of the folder"});
}

}  // namespace

std::optional<Checkpoint> CheckpointFolder::read() const {
  const std::string file = state_file();
  std::error_code problem;
  if (!std::filesystem::exists(file, problem)) return std::nullopt;
  const std::string content = read_file(file);
  const std::size_t head = kFormat.size() + 1 + kDigits + 1;
  const std::string_view all(content);
  const bool is_whole = all.size() >= head && all.starts_with(kFormat) &&
                        all.substr(kFormat.size() + 1, kDigits) == sha256(all.substr(head));
  auto checkpoint = is_whole ? from_payload(all.substr(head)) : std::nullopt;
  if (checkpoint) return checkpoint;
  throw InputError({file, 0},
                   {"broken-checkpoint", "cannot go on from this checkpoint",
                    "it is damaged or of another version of emtansim", fmt::format("remove {} to begin anew", path_)});
}

void CheckpointFolder::write(const Checkpoint& checkpoint) const {
  const std::string payload = to_payload(checkpoint);
  write_file(state_file(), fmt::format("{}\n{}\n{}", kFormat, sha256(payload), payload));
}

void CheckpointFolder::remove() const {
  std::error_code problem;
  std::filesystem::remove_all(path_, problem);
}

void forget_checkpoint(const std::string& folder) { CheckpointFolder(folder).remove(); }

std::string differences(const RunIdentity& before, const RunIdentity& now) {
  std::vector<std::string> differ;
  for (const auto& item : now) {
    const auto old = std::ranges::find(before, item.what, &IdentityItem::what);
    if (old == before.end() || old->fingerprint != item.fingerprint) differ.push_back(item.what);
  }
  if (differ.size() < 2) return differ.empty() ? std::string() : differ.front();
  const std::string last = std::move(differ.back());
  differ.pop_back();
  return fmt::format("{} and {}", fmt::join(differ, ", "), last);
}

CourseFile::CourseFile(std::string path, Start start) : path_(std::move(path)) {
  const int how = O_WRONLY | O_CREAT | O_CLOEXEC | (start == Start::anew ? O_TRUNC : 0);
  descriptor_ = ::open(path_.c_str(), how, 0666);
  if (descriptor_ < 0) refuse_to_write(path_);
}

CourseFile::~CourseFile() { ::close(descriptor_); }

void CourseFile::write(std::size_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuse_to_write(path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
}

void CourseFile::flush() {
  if (::fdatasync(descriptor_) != 0) refuse_to_write(path_);
}

}  // namespace emtansim::study
