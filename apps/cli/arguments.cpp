// SPDX-License-Identifier: Apache-2.0
/// The command line read by CLI11; the only source that includes it, because it takes long to compile.
#include "arguments.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace emtansim::cli {

namespace {

/// As a shell would need it: quoted where it must be.
std::string in_shell(std::string_view word) {
  const bool is_plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=:,+@%").find(c) != std::string_view::npos;
  });
  if (is_plain) return std::string(word);
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

/// As typed, without what changes no result: who does the work, whether it goes on from a stop, how much is said.
std::string typed(int argc, const char* const* argv) {
  std::string text = "emtansim";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--threads") ++i;
    if (word == "--resume" || word == "-q" || word == "--quiet" || word.starts_with("--threads")) continue;
    text += " " + in_shell(word);
  }
  return text;
}

// More than any machine has, or any population; beyond is a slip.
constexpr std::size_t kMostThreads = 1024;
constexpr std::size_t kMostIndividuals = 1'000'000'000;

struct Parser {
  CLI::App app{"emtansim"};
  Arguments arguments;
  std::string member_text, threads_text;

  Parser() {
    app.set_help_flag();
    app.add_flag("-h,--help", arguments.wants_help);
    app.add_flag("--version", arguments.wants_version);
    app.allow_extras();
    auto& request = arguments.request;
    for (const auto& command : command_names()) {
      CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.says));
      sub->set_help_flag();
      sub->allow_extras();
      sub->add_flag("-h,--help", arguments.wants_help);
      sub->add_option("words", request.words);
      const bool reads_file = command.name == "run" || command.name == "check" || command.name == "show";
      if (reads_file) sub->add_option("--set", request.settings)->expected(1)->take_all();
      const bool writes = command.name == "run" || command.name == "fit" || command.name == "deconvolve" ||
                          command.name == "quantify" || command.name == "dar";
      if (writes || command.name == "masses") sub->add_option("-o,--out", request.folder);
      if (command.name == "run") add_run_options(*sub);
      if (writes || command.name == "check") sub->add_flag("-q,--quiet", request.is_quiet);
      if (command.name == "validate") {
        sub->add_option("--case", request.case_key);
        sub->add_flag("--json", request.as_json);
        sub->add_flag("--page", request.as_page);
      }
      if (command.name == "list") sub->add_flag("--names", request.names_only);
      add_own_options(*sub, command.name);
    }
  }

  void add_own_options(CLI::App& sub, std::string_view command) {
    for (const auto& option : command_options()) {
      if (option.command != command) continue;
      auto& values = arguments.request.options.values_of(std::string(option.name));
      const std::string name = "--" + std::string(option.name);
      if (option.kind == OptionKind::flag) {
        sub.add_flag_callback(name, [&values] { values.assign(1, ""); });
      } else {
        sub.add_option(name, values)->expected(1)->take_all();
      }
    }
  }

  void add_run_options(CLI::App& sub) {
    auto& request = arguments.request;
    sub.add_flag("--trajectories", request.with_trajectories);
    sub.add_flag("--resume", request.resumes);
    sub.add_option("--member", member_text);
    sub.add_option("--threads", threads_text);
  }

  void read_numbers() {
    auto& request = arguments.request;
    if (!member_text.empty()) request.individual = whole_number("--member", member_text, kMostIndividuals);
    if (!threads_text.empty())
      request.threads = static_cast<unsigned>(whole_number("--threads", threads_text, kMostThreads));
    if (request.threads == 0U) refuse_argument("'--threads 0' leaves nobody to work", "", "--threads 1 or more");
  }

  static std::size_t whole_number(std::string_view option, const std::string& text, std::size_t most) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size() && number <= most) return number;
    refuse_argument(fmt::format("'{}' is given '{}'", option, text),
                    fmt::format("it takes a whole number up to {}", most), "");
  }

  static std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
  }

  [[noreturn]] void refuse_command(const std::string& word) const {
    if (word.ends_with(".toml"))
      refuse_argument(fmt::format("'{}' is no command", word), "it looks like an experiment",
                      fmt::format("emtansim run {}", in_shell(word)));
    std::vector<std::string> names;
    for (const auto& command : command_names()) names.emplace_back(command.name);
    refuse_argument(fmt::format("there is no command '{}'", word), "", suggestion(word, names));
  }

  [[noreturn]] static void refuse_option(const std::string& word, const CLI::App& app) {
    const std::string name = word.substr(0, word.find('='));
    const std::string of = app.get_name() == "emtansim" ? "emtansim" : "emtansim " + app.get_name();
    refuse_argument(fmt::format("'{}' has no option '{}'", of, name), "", suggestion(name, option_names(app)));
  }

  void refuse_extras() const {
    for (const auto* sub : app.get_subcommands())
      if (const auto extras = sub->remaining(); !extras.empty()) refuse_option(extras.front(), *sub);
    const auto extras = app.remaining();
    if (extras.empty()) return;
    if (extras.front().starts_with("-")) refuse_option(extras.front(), app);
    refuse_command(extras.front());
  }
};

}  // namespace

Arguments parse_arguments(int argc, const char* const* argv) {
  Parser parser;
  try {
    parser.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    refuse_argument(error.what(), "", "emtansim --help");
  }
  parser.refuse_extras();
  parser.read_numbers();
  const auto commands = parser.app.get_subcommands();
  if (!commands.empty()) parser.arguments.command = commands.front()->get_name();
  if (commands.size() > 1)
    refuse_argument(fmt::format("'{}' and '{}' are two commands", commands[0]->get_name(), commands[1]->get_name()), "",
                    "give one at a time");
  parser.arguments.request.command_line = typed(argc, argv);
  return parser.arguments;
}

}  // namespace emtansim::cli
