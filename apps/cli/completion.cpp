// SPDX-License-Identifier: Apache-2.0
/// `emtansim completion`: scripts that the shells read.
#include <fmt/format.h>

#include "commands.h"
#include "exit_codes.h"
#include "show.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

// The names of entries are asked of the program itself, so they are those of the data in use.
constexpr std::string_view kBash = R"(# bash completion of emtansim
_emtansim() {
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" command="${{COMP_WORDS[1]:-}}"
  local IFS=$'\n'
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "{commands}" -- "$word"))
    return
  fi
  case "$before" in
    --out) COMPREPLY=($(compgen -d -- "$word")); return ;;
    --set) COMPREPLY=($(compgen -S = -W "$(emtansim list parameters --names 2>/dev/null)" -- "$word"));
compopt - o nospace;
return;
;
  esac
  case "$command" in
    run) COMPREPLY=($(compgen -W "--out
--set
--trajectories
--quiet
--help" -- "$word") $(compgen -f -- "$word")) ;;
    check) COMPREPLY=($(compgen -W "--set
--quiet
--help" -- "$word") $(compgen -f -- "$word")) ;;
    list) COMPREPLY=($(compgen -W "{plurals}
--names
--help" -- "$word")) ;;
    show)
      if [[ $COMP_CWORD -eq 2 ]]; then
        COMPREPLY=($(compgen -W "{singulars}
--help" -- "$word") $(compgen -f -- "$word"))
      elif [[ -f "${{COMP_WORDS[2]}}" ]]; then
        COMPREPLY=($(compgen -W "{parts}" -- "$word"))
      else
        COMPREPLY=($(compgen -W "$(emtansim list "${
  { COMP_WORDS[2] }}" --names 2>/dev/null)" -- "$word"))
      fi ;;
    completion) COMPREPLY=($(compgen -W "bash
zsh
fish" -- "$word")) ;;
  esac
  }
  }
complete -o filenames -F _emtansim emtansim
)";

constexpr std::string_view kZsh = R"(#compdef emtansim
# zsh completion of emtansim
_emtansim() {{
  local -a commands
  commands=({described})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
    run) _arguments '--out[folder for the results]:folder:_files -/' '*--set[change a value]:key=value:' '--trajectories[write all amounts]' '--quiet[say nothing]' '--help[explain]' '*:experiment:_files -g "*.toml"' ;;
    check) _arguments '*--set[change a value]:key=value:' '--quiet[say nothing]' '--help[explain]' '*:experiment:_files -g "*.toml"' ;;
    list) _values kind {plurals} --names --help ;;
    show)
      if (( CURRENT == 3 )); then
        _alternative 'kinds:kind:({singulars})' 'files:experiment:_files -g "*.toml"'
      elif [[ -f "$words[3]" ]]; then
        _values part {parts}
      else
        local -a names
        names=("${{(@f)$(emtansim list "$words[3]" --names 2>/dev/null)}}")
        compadd -a names
      fi ;;
    completion) _values shell bash zsh fish ;;
  esac
}}
_emtansim "$@"
)";

constexpr std::string_view kFish = R"(# fish completion of emtansim
complete -c emtansim -f
{commands}
complete -c emtansim -n '__fish_seen_subcommand_from run check show' -F
complete -c emtansim -n '__fish_seen_subcommand_from run' -l out -r -d 'folder for the results' -a '(__fish_complete_directories)'
complete -c emtansim -n '__fish_seen_subcommand_from run check show' -l set -r -d 'change a value' -a '(emtansim list parameters --names 2>/dev/null)'
complete -c emtansim -n '__fish_seen_subcommand_from run' -l trajectories -d 'write all amounts'
complete -c emtansim -n '__fish_seen_subcommand_from run check' -l quiet -d 'say nothing'
complete -c emtansim -n '__fish_seen_subcommand_from list' -a '{plurals}'
complete -c emtansim -n '__fish_seen_subcommand_from list' -l names -d 'names alone'
complete -c emtansim -n '__fish_seen_subcommand_from show' -a '{singulars}'
complete -c emtansim -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c emtansim -l help -d 'explain'
)";

template <class List, class Name>
std::string joined(const List& list, Name name, std::string_view separator) {
  std::string text;
  for (const auto& item : list) text += fmt::format("{}{}", text.empty() ? "" : separator, name(item));
  return text;
}

constexpr auto kCommandName = [](const CommandName& command) { return command.name; };
constexpr auto kPlural = [](const KindName& kind) { return kind.plural; };
constexpr auto kSingular = [](const KindName& kind) { return kind.singular; };
constexpr auto kSame = [](std::string_view part) { return part; };

std::string for_bash() {
  return fmt::format(kBash, fmt::arg("commands", joined(command_names(), kCommandName, "\n") + "\n--help\n--version"),
                     fmt::arg("plurals", joined(kind_names(), kPlural, "\n")),
                     fmt::arg("singulars", joined(kind_names(), kSingular, "\n")),
                     fmt::arg("parts", joined(model_parts(), kSame, "\n")));
}

std::string for_zsh() {
  const auto described = [](const CommandName& command) { return fmt::format("'{}:{}'", command.name, command.says); };
  return fmt::format(kZsh, fmt::arg("described", joined(command_names(), described, " ")),
                     fmt::arg("plurals", joined(kind_names(), kPlural, " ")),
                     fmt::arg("singulars", joined(kind_names(), kSingular, " ")),
                     fmt::arg("parts", joined(model_parts(), kSame, " ")));
}

std::string for_fish() {
  const auto line = [](const CommandName& command) {
    return fmt::format("complete -c emtansim -n __fish_use_subcommand -a {} -d '{}'", command.name, command.says);
  };
  return fmt::format(kFish, fmt::arg("commands", joined(command_names(), line, "\n")),
                     fmt::arg("plurals", joined(kind_names(), kPlural, " ")),
                     fmt::arg("singulars", joined(kind_names(), kSingular, " ")));
}

}  // namespace

int completion(const Request& request) {
  const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  if (request.words.size() != 1) refuse_argument("name one shell", "", "emtansim completion bash, zsh or fish");
  const std::string& shell = request.words.front();
  if (shell == "bash") {
    print(for_bash());
  } else if (shell == "zsh") {
    print(for_zsh());
  } else if (shell == "fish") {
    print(for_fish());
  } else {
    refuse_argument(fmt::format("there is no completion for '{}'", shell), "", suggestion(shell, shells));
  }
  return kAllWell;
}

}  // namespace emtansim::cli
