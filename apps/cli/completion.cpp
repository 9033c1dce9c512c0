// SPDX-License-Identifier: Apache-2.0
/// `emtansim completion`: scripts that the shells read.
#include <fmt/format.h>

#include "commands.h"
#include "exit_codes.h"
#include "show.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

// The names of entries are asked of the program itself, so they are those of the data in use. Words between @ are
// replaced.
constexpr std::string_view kBash = R"sh(# bash completion of emtansim
_emtansim() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]:-}"
  local IFS=$'\n' words="" files=no
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    words="@commands@"
  elif [[ $before == --out ]]; then
    COMPREPLY=($(compgen -d -- "$word"))
    return
  elif [[ $before == --set ]]; then
    words="$(emtansim list parameters --names 2>/dev/null)"
  else
    case "$command" in
      run) words=$'--out\n--set\n--trajectories\n--threads\n--resume\n--member\n--quiet\n--help' files=yes ;;
      fit) words=$'--out\n--quiet\n--help' files=yes ;;
      check) words=$'--set\n--quiet\n--help' files=yes ;;
      validate) words=$'--case\n--json\n--page\n--help' ;;
      list) words=$'@plurals@\n--names\n--help' ;;
      deconvolve)
        words=$'--out\n--mass\n--charge\n--mz\n--time\n--scans\n--level\n--smooth\n--baseline\n--width\n--step'
        words+=$'\n--least\n--decoys\n--maldi\n--quiet\n--help' files=yes
        ;;
      masses)
        words=$'compounds\nions\nenvelopes\nproducts\nantibody\nglycans\nincrements\nladder'
        words+=$'\n--conjugate\n--antibody\n--glycans\n--piece\n--modification\n--drugs\n--linkers\n--pairs'
        words+=$'\n--adduct\n--csv\n--json\n--out\n--help'
        ;;
      benchmark)
        words=$'chain24\ncell\nrobertson\nhires\norego\npollu' files=yes
        words+=$'\n--members\n--method\n--lanes\n--threads\n--relative\n--json\n--help'
        ;;
      quantify)
        words=$'--method\n--samples\n--weighting\n--below\n--out\n--quiet\n--help' files=yes
        ;;
      dar)
        if [[ $before == --piece ]]; then
          words=$'whole\nreduced\nides'
        elif [[ $before == --by ]]; then
          words=$'spectrum\nuv\nmaldi\nhic\nsites\npieces'
        elif [[ $before == --conjugate ]]; then
          words="$(emtansim list conjugates --names 2>/dev/null)"
        else
          words=$'--by\n--conjugate\n--antibody\n--glycans\n--piece\n--drugs\n--linkers\n--replicates\n--seed\n--mass'
          words+=$'\n--intensity\n--samples\n--tail\n--coefficients\n--naked\n--window\n--dead-linkers'
          words+=$'\n--time\n--scans\n--level\n--mz\n--opened-rings\n--calibration\n--allow-lysine\n--out\n--quiet\n--help' files=yes
        fi
        ;;
      completion) words=$'bash\nzsh\nfish' ;;
      show)
        if [[ $COMP_CWORD -eq 2 ]]; then
          words=$'@singulars@\n--help' files=yes
        elif [[ -f ${COMP_WORDS[2]} ]]; then
          words=$'@parts@'
        else
          words="$(emtansim list "${COMP_WORDS[2]}" --names 2>/dev/null)"
        fi
        ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ $files == yes ]]; then
    COMPREPLY+=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _emtansim emtansim
)sh";

constexpr std::string_view kZsh = R"sh(#compdef emtansim
# zsh completion of emtansim
_emtansim() {
  local -a commands names
  commands=(@commands@)
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
    run)
      _arguments '--out[folder for the results]:folder:_files -/' '*--set[change a value]:key=value:' \
        '--trajectories[write all amounts]' '--threads[share the work]:number:' '--resume[go on after a stop]' \
        '--member[one individual alone]:number:' '--quiet[say nothing]' '--help[explain]' \
        '*:experiment:_files -g "*.toml"'
      ;;
    check)
      _arguments '*--set[change a value]:key=value:' '--quiet[say nothing]' '--help[explain]' \
        '*:experiment:_files -g "*.toml"'
      ;;
    fit)
      _arguments '--out[folder for the results]:folder:_files -/' '--quiet[say nothing]' '--help[explain]' \
        '*:fit:_files -g "*.toml"'
      ;;
    validate) _arguments '--case[one case]:key:' '--json[for programs]' '--page[as Markdown]' '--help[explain]' ;;
    list) compadd @plurals@ -- --names --help ;;
    show)
      if (( CURRENT == 3 )); then
        _alternative 'kinds:kind:(@singulars@)' 'files:experiment:_files -g "*.toml"'
      elif [[ -f "$words[3]" ]]; then
        compadd @parts@
      else
        names=("${(@f)$(emtansim list "$words[3]" --names 2>/dev/null)}")
        compadd -a names
      fi
      ;;
    deconvolve)
      _arguments '--out[folder for the results]:folder:_files -/' '--mass[Da]:low\:high:' '--charge[charges]:low\:high:' \
        '--mz[Th]:low\:high:' '--time[s]:from\:to:' '--scans[places in the file]:from\:to:' '--level[level]:n:' \
        '--smooth[points]:n:' '--baseline[percent of m/z]:percent:' '--width[percent of m/z]:percent:' '--step[Da]:da:' \
        '--least[percent]:percent:' '--decoys[how many]:n:' '--maldi[few charges]' '--quiet[say nothing]' \
        '--help[explain]' '*:spectrum:_files'
      ;;
    masses)
      _arguments '--conjugate[whose parts]:conjugate:' '--antibody[FASTA]:file:_files' '--glycans[CSV]:file:_files' \
        '--piece[what is weighed]:piece:(whole reduced ides)' '*--modification[a change]:name:' '--drugs[most]:n:' \
        '--linkers[most]:n:' '--pairs[how many]:n:' '*--adduct[another ion]:ion:' '--csv[one part]' \
        '--json[for programs]' '--out[folder for a report]:folder:_files -/' '--help[explain]' \
        '*:part:(compounds ions envelopes products antibody glycans increments ladder)'
      ;;
    benchmark)
      _arguments '--members[how many]:n:' '--method[integrator]:method:(automatic explicit implicit cvode)' \
        '--lanes[members side by side]:n:(0 1 2 4 8)' '--threads[how many]:n:' '--relative[tolerance]:number:' \
        '--json[for programs]' '--help[explain]' \
        '*:problem:_alternative "names:problem:(chain24 cell robertson hires orego pollu)" "files:experiment:_files"'
      ;;
    quantify)
      _arguments '--method[what is looked for]:method:_files' '--samples[list of runs]:file:_files -g "*.csv"' \
        '--weighting[of the line]:weight:(1 1/x 1/x2)' '--below[rule]:rule:(zero half keep)' \
        '--out[folder for the results]:folder:_files -/' '--quiet[say nothing]' '--help[explain]' '*:run:_files'
      ;;
    dar)
      _arguments '--by[technique]:technique:(spectrum uv maldi hic sites pieces)' \
        '--conjugate[which]:conjugate:($(emtansim list conjugates --names 2>/dev/null))' \
        '--antibody[FASTA]:file:_files' '--glycans[CSV]:file:_files' '--drugs[most]:n:' '--linkers[most]:n:' \
        '--piece[what was weighed]:piece:(whole reduced ides)' \
        '--replicates[of the bootstrap]:n:' '--seed[number]:n:' '--mass[column]:name:' '--intensity[column]:name:' \
        '--mz[Th]:low\:high:' '--time[s]:from\:to:' '--scans[places in the file]:from\:to:' '--level[level]:n:' \
        '--samples[list of files]:file:_files -g "*.csv"' '--tail[high loads from]:n:' \
        '--coefficients[absorptivities]:file:_files -g "*.csv"' '--naked[spectrum of the antibody]:file:_files' \
        '--window[percent of m/z]:percent:' '--dead-linkers[mean]:mean:' '--opened-rings[mean]:mean:' \
        '--calibration[ppm]:ppm:' '--allow-lysine[areas of a lysine conjugate]' \
        '--out[folder for the results]:folder:_files -/' '--quiet[say nothing]' '--help[explain]' '*:file:_files'
      ;;
    completion) compadd bash zsh fish ;;
  esac
}
_emtansim "$@"
)sh";

constexpr std::string_view kFish = R"sh(# fish completion of emtansim
complete -c emtansim -f
@commands@
complete -c emtansim -n '__fish_seen_subcommand_from run check show fit' -F
complete -c emtansim -n '__fish_seen_subcommand_from run fit' -l out -r -a '(__fish_complete_directories)' \
  -d 'folder for the results'
complete -c emtansim -n '__fish_seen_subcommand_from run check show' -l set -r \
  -a '(emtansim list parameters --names 2>/dev/null)' -d 'change a value'
complete -c emtansim -n '__fish_seen_subcommand_from run' -l trajectories -d 'write all amounts'
complete -c emtansim -n '__fish_seen_subcommand_from run' -l threads -r -d 'share the work'
complete -c emtansim -n '__fish_seen_subcommand_from run' -l resume -d 'go on after a stop'
complete -c emtansim -n '__fish_seen_subcommand_from run' -l member -r -d 'one individual alone'
complete -c emtansim -n '__fish_seen_subcommand_from run check fit' -l quiet -d 'say nothing'
complete -c emtansim -n '__fish_seen_subcommand_from validate' -l case -r -d 'one case'
complete -c emtansim -n '__fish_seen_subcommand_from validate' -l json -d 'for programs'
complete -c emtansim -n '__fish_seen_subcommand_from validate' -l page -d 'as Markdown'
complete -c emtansim -n '__fish_seen_subcommand_from list' -a '@plurals@'
complete -c emtansim -n '__fish_seen_subcommand_from list' -l names -d 'names alone'
complete -c emtansim -n '__fish_seen_subcommand_from show' -a '@singulars@'
complete -c emtansim -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -F
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l out -r -a '(__fish_complete_directories)' \
  -d 'folder for the results'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l mass -r -d 'LOW:HIGH, Da'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l charge -r -d 'LOW:HIGH'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l mz -r -d 'LOW:HIGH'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l time -r -d 'FROM:TO, s'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l decoys -r -d 'how many'
complete -c emtansim -n '__fish_seen_subcommand_from deconvolve' -l maldi -d 'few charges'
complete -c emtansim -n '__fish_seen_subcommand_from masses' \
  -a 'compounds ions envelopes products antibody glycans increments ladder'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -l conjugate -r -d 'whose parts' \
  -a '(emtansim list conjugates --names 2>/dev/null)'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -l antibody -r -F -d 'FASTA'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -l glycans -r -F -d 'CSV'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -l piece -r -a 'whole reduced ides' -d 'what is weighed'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -l csv -d 'one part'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -l json -d 'for programs'
complete -c emtansim -n '__fish_seen_subcommand_from masses' -s o -l out -r -F -d 'folder for a report'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -F -a 'chain24 cell robertson hires orego pollu'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -l members -r -d 'how many'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -l method -r -d 'integrator' \
  -a 'automatic explicit implicit cvode'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -l lanes -r -a '0 1 2 4 8' -d 'members side by side'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -l threads -r -d 'how many'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -l relative -r -d 'tolerance'
complete -c emtansim -n '__fish_seen_subcommand_from benchmark' -l json -d 'for programs'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -F
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l by -r -a 'spectrum uv maldi hic sites pieces' -d 'technique'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l conjugate -r -d 'which' \
  -a '(emtansim list conjugates --names 2>/dev/null)'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l antibody -r -F -d 'FASTA'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l glycans -r -F -d 'CSV'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l piece -r -a 'whole reduced ides' -d 'what was weighed'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l drugs -r -d 'most'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l linkers -r -d 'most'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l replicates -r -d 'of the bootstrap'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l mz -r -d 'LOW:HIGH'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l time -r -d 'FROM:TO, s'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l scans -r -d 'FROM:TO'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l samples -r -F -d 'list of files'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l tail -r -d 'high loads from'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l coefficients -r -F -d 'absorptivities'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l naked -r -F -d 'spectrum of the antibody'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l window -r -d 'percent of m/z'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l dead-linkers -r -d 'mean per antibody'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l opened-rings -r -d 'mean per antibody'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l calibration -r -d 'ppm'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l allow-lysine -d 'areas of a lysine conjugate'
complete -c emtansim -n '__fish_seen_subcommand_from dar' -l out -r -a '(__fish_complete_directories)' \
  -d 'folder for the results'
complete -c emtansim -n '__fish_seen_subcommand_from quantify' -F
complete -c emtansim -n '__fish_seen_subcommand_from quantify' -l method -r -F -d 'what is looked for'
complete -c emtansim -n '__fish_seen_subcommand_from quantify' -l samples -r -F -d 'list of runs'
complete -c emtansim -n '__fish_seen_subcommand_from quantify' -l weighting -r -a '1 1/x 1/x2' -d 'of the line'
complete -c emtansim -n '__fish_seen_subcommand_from quantify' -l below -r -a 'zero half keep' -d 'below the limit'
complete -c emtansim -n '__fish_seen_subcommand_from quantify' -l out -r -a '(__fish_complete_directories)' \
  -d 'folder for the results'
complete -c emtansim -l help -d 'explain'
)sh";

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

struct Replacement {
  std::string_view mark;
  std::string text;
};

std::string filled(std::string_view script, std::initializer_list<Replacement> replacements) {
  std::string text(script);
  for (const auto& [mark, replacement] : replacements)
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + replacement.size()))
      text.replace(at, mark.size(), replacement);
  return text;
}

std::string for_bash() {
  constexpr std::string_view kNewLine = "\\n";  // inside $'...'
  return filled(kBash, {{"@commands@", joined(command_names(), kCommandName, "\n") + "\n--help\n--version"},
                        {"@plurals@", joined(kind_names(), kPlural, kNewLine)},
                        {"@singulars@", joined(kind_names(), kSingular, kNewLine)},
                        {"@parts@", joined(model_parts(), kSame, kNewLine)}});
}

std::string for_zsh() {
  const auto described = [](const CommandName& command) { return fmt::format("'{}:{}'", command.name, command.says); };
  return filled(kZsh, {{"@commands@", joined(command_names(), described, " ")},
                       {"@plurals@", joined(kind_names(), kPlural, " ")},
                       {"@singulars@", joined(kind_names(), kSingular, " ")},
                       {"@parts@", joined(model_parts(), kSame, " ")}});
}

std::string for_fish() {
  const auto line = [](const CommandName& command) {
    return fmt::format("complete -c emtansim -n __fish_use_subcommand -a {} -d '{}'", command.name, command.says);
  };
  return filled(kFish, {{"@commands@", joined(command_names(), line, "\n")},
                        {"@plurals@", joined(kind_names(), kPlural, " ")},
                        {"@singulars@", joined(kind_names(), kSingular, " ")}});
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
