// SPDX-License-Identifier: Apache-2.0
/// Files and memory as bytes.
#include "emtansim/spectra/formats/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 17;

[[noreturn]] void refuse_file(const std::string& path, const std::string& why) {
  throw InputError({path, 0}, {"unreadable-file", "cannot read the file", why, "check the name and the permissions"});
}

class File {
 public:
  explicit File(std::string path) : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) refuse_file(path_, std::strerror(errno));
    struct stat status {};
    if (::fstat(descriptor_, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(descriptor_);
      refuse_file(path_, "it is a folder");
    }
    size_ = status.st_size > 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::close(descriptor_); }

  [[nodiscard]] std::uint64_t size() const { return size_; }
  std::size_t read(std::span<char> block) const {
    return checked([&] { return ::read(descriptor_, block.data(), block.size()); });
  }
  std::size_t read_at(std::uint64_t offset, std::span<char> block) const {
    std::size_t filled = 0;
    while (filled < block.size()) {
      const auto rest = block.subspan(filled);
      const std::size_t count =
          checked([&] { return ::pread(descriptor_, rest.data(), rest.size(), static_cast<off_t>(offset + filled)); });
      if (count == 0) break;
      filled += count;
    }
    return filled;
  }

 private:
  template <class Read>
  std::size_t checked(Read read) const {
    while (true) {
      const ssize_t count = read();
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) refuse_file(path_, std::strerror(errno));
    }
  }

  std::string path_;
  int descriptor_;
  std::uint64_t size_ = 0;
};

class FileStream : public ByteStream {
 public:
  explicit FileStream(const std::string& path) : file_(path) {}
  std::size_t read(std::span<char> block) override { return file_.read(block); }

 private:
  File file_;
};

class FileStore : public ByteStore {
 public:
  explicit FileStore(const std::string& path) : file_(path) {}
  [[nodiscard]] std::uint64_t size() const override { return file_.size(); }
  std::size_t read_at(std::uint64_t offset, std::span<char> block) const override {
    return offset >= file_.size() ? 0 : file_.read_at(offset, block);
  }

 private:
  File file_;
};

class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(std::string_view bytes) : bytes_(bytes) {}
  std::size_t read(std::span<char> block) override {
    const std::size_t count = std::min(block.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, block.begin());
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
};

class MemoryStore : public ByteStore {
 public:
  explicit MemoryStore(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  std::size_t read_at(std::uint64_t offset, std::span<char> block) const override {
    if (offset >= bytes_.size()) return 0;
    const auto rest = bytes_.substr(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(block.size(), rest.size());
    std::copy_n(rest.begin(), count, block.begin());
    return count;
  }

 private:
  std::string_view bytes_;
};

class PrecededStream : public ByteStream {
 public:
  PrecededStream(std::string front, std::unique_ptr<ByteStream> rest)
      : front_(std::move(front)), left_(front_), rest_(std::move(rest)) {}
  std::size_t read(std::span<char> block) override {
    if (left_.empty()) return rest_->read(block);
    const std::size_t count = std::min(block.size(), left_.size());
    std::copy_n(left_.begin(), count, block.begin());
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string front_;
  std::string_view left_;
  std::unique_ptr<ByteStream> rest_;
};

class GunzipStream : public ByteStream {
 public:
  GunzipStream(std::unique_ptr<ByteStream> packed, std::string name)
      : packed_(std::move(packed)), name_(std::move(name)), input_(kBlock) {
    constexpr int kGzipOnly = 15 + 16;
    if (::inflateInit2(&state_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  GunzipStream(const GunzipStream&) = delete;
  GunzipStream& operator=(const GunzipStream&) = delete;
  ~GunzipStream() override { ::inflateEnd(&state_); }

  std::size_t read(std::span<char> block) override {
    state_.next_out = reinterpret_cast<Bytef*>(block.data());
    state_.avail_out = static_cast<uInt>(std::min(block.size(), kBlock));
    const auto room = state_.avail_out;
    while (state_.avail_out == room && !is_finished_) advance();
    return room - state_.avail_out;
  }

 private:
  bool refill() {
    if (state_.avail_in > 0) return true;
    const std::size_t count = packed_->read(input_);
    state_.next_in = reinterpret_cast<Bytef*>(input_.data());
    state_.avail_in = static_cast<uInt>(count);
    return count > 0;
  }

  void advance() {
    if (!refill()) {
      if (!is_between_members_) refuse("it ends in the middle");
      is_finished_ = true;
      return;
    }
    if (is_between_members_ && state_.next_in[0] != 0x1F) {  // padding behind the last member
      is_finished_ = true;
      return;
    }
    is_between_members_ = false;
    const int result = ::inflate(&state_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      is_between_members_ = true;
      ::inflateReset(&state_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      refuse(state_.msg != nullptr ? state_.msg : "wrong data");
    }
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError({name_, 0}, {"bad-gzip", "the gzip file is damaged", why, "copy or convert it again"});
  }

  std::unique_ptr<ByteStream> packed_;
  std::string name_;
  std::vector<char> input_;
  z_stream state_{};
  bool is_between_members_ = false;
  bool is_finished_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> open_stream(const std::string& path) { return std::make_unique<FileStream>(path); }
std::unique_ptr<ByteStore> open_store(const std::string& path) { return std::make_unique<FileStore>(path); }
std::unique_ptr<ByteStream> stream_of(std::string_view bytes) { return std::make_unique<MemoryStream>(bytes); }
std::unique_ptr<ByteStore> store_of(std::string_view bytes) { return std::make_unique<MemoryStore>(bytes); }

std::unique_ptr<ByteStream> preceded(std::string front, std::unique_ptr<ByteStream> stream) {
  return std::make_unique<PrecededStream>(std::move(front), std::move(stream));
}

std::string take_front(ByteStream& stream, std::size_t count) {
  std::string front(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const std::size_t got = stream.read(std::span(front).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  front.resize(filled);
  return front;
}

std::unique_ptr<ByteStream> gunzipped(std::unique_ptr<ByteStream> stream, const std::string& name) {
  std::string front = take_front(*stream, 2);
  const bool is_packed = front == "\x1F\x8B";
  auto whole = preceded(std::move(front), std::move(stream));
  if (!is_packed) return whole;
  return std::make_unique<GunzipStream>(std::move(whole), name);
}

}  // namespace emtansim::spectra
