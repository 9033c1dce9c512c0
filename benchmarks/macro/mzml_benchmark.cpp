// SPDX-License-Identifier: Apache-2.0
/// Throughput and memory of the mzML reader on files of a gigabyte, made for the purpose and removed afterwards.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/spectra/spectra.h"

namespace emtansim::spectra {
namespace {

namespace fs = std::filesystem;

enum class Coding { plain, deflated };

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? kLetters[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string packed(std::string_view bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string result(size, '\0');
  ::compress2(reinterpret_cast<Bytef*>(result.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
              bytes.size(), 1);
  result.resize(size);
  return result;
}

std::string array(const std::vector<double>& numbers, std::string_view kind, Coding coding) {
  const std::string_view bytes(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
  const std::string base64 = to_base64(coding == Coding::deflated ? packed(bytes) : std::string(bytes));
  return "<binaryDataArray encodedLength=\"" + std::to_string(base64.size()) +
         "\"><cvParam accession=\"MS:1000523\"/>" + "<cvParam accession=\"" +
         (coding == Coding::deflated ? "MS:1000574" : "MS:1000576") + "\"/><cvParam accession=\"" + std::string(kind) +
         "\"/><binary>" + base64 + "</binary></binaryDataArray>\n";
}

/// A spectrum of 100,000 points with a few peaks over noise.
std::string one_spectrum(Coding coding) {
  constexpr int kPoints = 100000;
  std::vector<double> mz, intensity;
  std::uint32_t random = 1;
  for (int i = 0; i < kPoints; ++i) {
    random = random * 1664525U + 1013904223U;
    mz.push_back(1000 + 0.05 * i);
    intensity.push_back(std::floor(1e5 * std::exp(-0.5 * std::pow((i % 5000 - 2500) / 60.0, 2)) + (random >> 26)));
  }
  return "<cvParam accession=\"MS:1000511\" value=\"1\"/><binaryDataArrayList count=\"2\">" +
         array(mz, "MS:1000514", coding) + array(intensity, "MS:1000515", coding) +
         "</binaryDataArrayList></spectrum>\n";
}

/// A file of about `bytes`; gone when this is.
class LargeFile {
 public:
  LargeFile(std::uintmax_t bytes, Coding coding)
      : path_(fs::temp_directory_path() / ("emtansim_" + std::to_string(::getpid()) + ".mzML")) {
    std::error_code problem;
    if (fs::space(path_.parent_path(), problem).available < 2 * bytes || problem) return;
    const std::string body = one_spectrum(coding);
    std::ofstream file(path_, std::ios::binary);
    file << "<?xml version=\"1.0\"?>\n<mzML><run><spectrumList>\n";
    for (std::uintmax_t written = 0; written < bytes && file; written += body.size(), ++spectra_)
      file << "<spectrum id=\"scan=" << spectra_ << "\" defaultArrayLength=\"100000\">" << body;
    file << "</spectrumList></run></mzML>\n";
    is_good_ = static_cast<bool>(file.flush());
  }
  LargeFile(const LargeFile&) = delete;
  LargeFile& operator=(const LargeFile&) = delete;
  ~LargeFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  [[nodiscard]] bool is_good() const { return is_good_; }
  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::size_t spectra() const { return spectra_; }

 private:
  fs::path path_;
  std::size_t spectra_ = 0;
  bool is_good_ = false;
};

double megabytes_at_most() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void read_gigabyte(benchmark::State& state, Coding coding) {
  constexpr std::uintmax_t kGigabyte = 1'000'000'000;
  const LargeFile file(kGigabyte, coding);
  if (!file.is_good()) return state.SkipWithError("no room for a file of 1 GB in the temporary folder");
  const auto size = static_cast<double>(fs::file_size(file.path()));
  const double before = megabytes_at_most();
  std::size_t points = 0;
  for (auto _ : state) {
    for_each_spectrum(file.path(), [&](Spectrum&& spectrum) {
      points += spectrum.mz.size();
      return Next::read_on;
    });
  }
  state.counters["MB/s"] =
      benchmark::Counter(size * static_cast<double>(state.iterations()) / 1e6, benchmark::Counter::kIsRate);
  state.counters["points/s"] = benchmark::Counter(static_cast<double>(points), benchmark::Counter::kIsRate);
  state.counters["spectra"] = static_cast<double>(file.spectra());
  state.counters["peak_MB"] = megabytes_at_most();
  state.counters["peak_MB_before"] = before;
}
BENCHMARK_CAPTURE(read_gigabyte, plain, Coding::plain)->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK_CAPTURE(read_gigabyte, zlib, Coding::deflated)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace emtansim::spectra
