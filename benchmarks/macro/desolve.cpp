// SPDX-License-Identifier: Apache-2.0
/// deSolve of R as a contender: a script of its own, fed and read through files of plain doubles.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include <unistd.h>

#include <fmt/format.h>

#include "benchmarks/macro/contender.h"

namespace emtansim::benchmarks {

namespace {

namespace fs = std::filesystem;

const std::string kSources = std::string(EMTANSIM_SOURCE_DIR) + "/benchmarks/macro/";

bool has_desolve() { return std::system("Rscript -e 'library(deSolve)' >/dev/null 2>&1") == 0; }

std::string equations_file(const std::string& problem) {
  return problem == "chain24" ? kSources + "chain24.c" : fmt::format("{}/{}.c", EMTANSIM_EQUATIONS_DIR, problem);
}

void write_numbers(const fs::path& file, const std::vector<std::vector<double>>& rows) {
  std::ofstream to(file, std::ios::binary);
  for (const auto& row : rows)
    to.write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(row.size() * sizeof(double)));
}

class OfDeSolve : public Contender {
 public:
  OfDeSolve(const Sample& sample, std::string method)
      : sample_(sample),
        method_(std::move(method)),
        folder_(fs::temp_directory_path() / fmt::format("emtansim-desolve-{}-{}", getpid(), method_)) {
    fs::create_directories(folder_);
    std::vector<std::vector<double>> parameters;
    for (const auto& member : sample.ensemble.members) parameters.push_back(member.parameters);
    write_numbers(folder_ / "parameters.bin", parameters);
    write_numbers(folder_ / "starts.bin", sample.starts);
    write_numbers(folder_ / "times.bin", {sample.problem.times});
  }
  ~OfDeSolve() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  /// False where R cannot compile the model.
  [[nodiscard]] bool compile() const {
    fs::copy_file(kSources + "desolve_model.c", folder_ / "model.c", fs::copy_options::overwrite_existing);
    const std::string command = fmt::format(
        "cd '{}' && PKG_CFLAGS='-O3 -march=native -fno-math-errno -ffp-contract=fast -DEQUATIONS=\\\"{}\\\" -DNAME={} "
        "-DPARAMETERS={}' R CMD SHLIB model.c >compile.log 2>&1",
        folder_.string(), equations_file(sample_.problem.name), sample_.problem.name,
        sample_.ensemble.members.front().parameters.size());
    return std::system(command.c_str()) == 0;
  }

  [[nodiscard]] std::string name() const override { return "deSolve " + method_; }
  [[nodiscard]] Side side() const override { return Side::desolve; }

  void set_tolerance(double relative) override {
    relative_ = relative;
    auto absolute = sample_.scales;
    for (auto& scales : absolute)
      for (double& scale : scales) scale *= relative * sample_.problem.absolute / sample_.problem.relative;
    write_numbers(folder_ / "absolute.bin", absolute);
  }

  double run(AccuracyMeter* meter) override {
    const auto members = sample_.ensemble.members.size();
    const std::string command =
        fmt::format("Rscript '{}desolve.R' '{}' {} {:.3e} {} {} {} {} 2>'{}/run.log'", kSources, folder_.string(),
                    method_, relative_, members, sample_.program.species_count,
                    sample_.ensemble.members.front().parameters.size(), sample_.problem.times.size(), folder_.string());
    double seconds = 0, steps = 0, rates = 0;
    std::FILE* pipe = popen(command.c_str(), "r");
    const bool is_read = pipe != nullptr && std::fscanf(pipe, "%lf %lf %lf", &seconds, &steps, &rates) == 3;
    costs_ = {.steps = std::lround(steps), .rhs = std::lround(rates)};
    if (pipe == nullptr || pclose(pipe) != 0 || !is_read) costs_.failed_members = static_cast<long>(members);
    if (meter != nullptr) add_courses(*meter);
    return seconds;
  }

  [[nodiscard]] Costs costs() const override { return costs_; }

 private:
  void add_courses(AccuracyMeter& meter) const {
    std::ifstream from(folder_ / "courses.bin", std::ios::binary);
    for (std::size_t m = 0; m < sample_.references.size(); ++m) {
      Course course(sample_.references[m].size(), std::numeric_limits<double>::quiet_NaN());
      from.read(reinterpret_cast<char*>(course.data()), static_cast<std::streamsize>(course.size() * sizeof(double)));
      meter.add(course, sample_.references[m], sample_.floors[m]);
    }
  }

  const Sample& sample_;
  std::string method_;
  fs::path folder_;
  double relative_ = 0;
  Costs costs_;
};

}  // namespace

std::unique_ptr<Contender> make_desolve(const Sample& sample, const std::string& method) {
  if (!has_desolve()) return nullptr;
  auto contender = std::make_unique<OfDeSolve>(sample, method);
  if (!contender->compile()) return nullptr;
  return contender;
}

}  // namespace emtansim::benchmarks
