// SPDX-License-Identifier: Apache-2.0
/// The commands, as plain functions of what was asked; each gives an exit code or throws what a person can be told.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command_options.h"
#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"

namespace emtansim::cli {

/// What the command line asked, whatever the command.
struct Request {
  std::vector<std::string> words;     ///< what stands behind the command without a dash: FILE, KIND, NAME
  std::vector<std::string> settings;  ///< of each --set
  std::string folder;                 ///< of --out
  bool is_quiet = false;
  bool with_trajectories = false;
  bool resumes = false;                   ///< --resume
  std::optional<std::size_t> individual;  ///< of --member
  std::optional<unsigned> threads;        ///< of --threads
  bool names_only = false;
  std::string case_key;  ///< of --case
  bool as_json = false;
  bool as_page = false;
  GivenOptions options;      ///< those of `command_options`
  std::string command_line;  ///< as typed, without what changes no result; for the record
};

int run(const Request& request);
int check(const Request& request);
int show(const Request& request);
int fit(const Request& request);
int validate(const Request& request);
int list(const Request& request);
int masses(const Request& request);
int deconvolve(const Request& request);
int benchmark(const Request& request);
int quantify(const Request& request);
int dar(const Request& request);
int completion(const Request& request);

/// A command, for help, completion and suggestions.
struct CommandName {
  std::string_view name;
  std::string_view says;
};
std::span<const CommandName> command_names();

/// Kinds of things that `list` and `show` know: plural and singular.
struct KindName {
  std::string_view plural;
  std::string_view singular;
  std::string_view says;
};
std::span<const KindName> kind_names();
/// By plural or singular; null where there is none.
const KindName* find_kind(std::string_view name);

/// The folder with the published data. Throws InputError or SystemError where there is none.
std::string data_folder();
/// The published data, from where `data_directory` finds them. Throws InputError or SystemError.
catalogue::Catalogue read_data();

/// The same with the agents that the experiment names by file, `conjugate = "lot.toml"`; the names of those agents then
/// stand in the experiment. Such a path counts from the experiment's folder.
catalogue::Catalogue read_data_for(experiment::Experiment& experiment);

/// The experiment of `file` with the settings applied.
experiment::Experiment read_asked(const Request& request, const std::string& file);

/// The only word of a command that takes one file. Throws InputError for none or more.
std::string only_file(const Request& request, std::string_view command);

/// Where results go: --out, else out/ and the name of the file.
std::string folder_for(const Request& request, const std::string& file);
/// Throws SystemError where that is a file: a folder that cannot be written should not cost a run first.
void expect_folder(const std::string& folder);

/// A wrong argument of the command line.
[[noreturn]] void refuse_argument(std::string what, std::string why, std::string try_this);

}  // namespace emtansim::cli
