// SPDX-License-Identifier: Apache-2.0
/// `emtansim fit`: estimate parameters from published tables, and keep the record.
#include <filesystem>

#include <fmt/format.h>

#include "commands.h"
#include "emtansim/infer/infer.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;

/// One line on standard error that says what is being done; nothing unless that is a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(bool is_wanted) : is_shown_(is_wanted && is_terminal(stderr)) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { show(""); }

  void show(std::string_view what) {
    if (!is_shown_) return;
    std::fputs(fmt::format("\r\033[K{}", what).c_str(), stderr);
    std::fflush(stderr);
  }

 private:
  bool is_shown_;
};

}  // namespace

int fit(const Request& request) {
  const std::string file = only_file(request, "fit");
  const std::string folder = folder_for(request, file);
  const infer::FitRequest asked = infer::read_fit(file);
  const catalogue::Catalogue catalogue = read_data();
  expect_folder(folder);
  ProgressLine line(!request.is_quiet);
  const infer::Fit result =
      infer::fit(asked, catalogue,
                 {.data_folder = data_directory(), .progress = [&line](std::string_view what) { line.show(what); }});
  line.show("");
  make_folder(folder);
  const std::vector<FileContent> files = {
      {folder + "/estimates.toml", infer::to_toml(asked, result, catalogue)},
      {folder + "/fit.json", infer::to_json(asked, result)},
  };
  write_files(files);
  if (!request.is_quiet) {
    print(infer::to_summary(asked, result));
    TextTable table;
    table.add({files[0].path, "the estimates as entries for data/parameters"});
    table.add({files[1].path, "everything: intervals, correlations, residuals, hashes of the inputs"});
    print("\n" + table.text(2, 80));
  }
  if (result.status == infer::Status::converged) return kAllWell;
  std::fputs(fmt::format("emtansim: the fit {}: {}\n", infer::to_text(result.status), result.reason).c_str(), stderr);
  return kMembersFailed;
}

}  // namespace emtansim::cli
