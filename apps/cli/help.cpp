// SPDX-License-Identifier: Apache-2.0
/// The help texts: each says what a command is for, its options, and examples to copy.
#include "help.h"

#include <fmt/format.h>

#include "commands.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

constexpr std::string_view kRun = R"(emtansim run FILE [--out DIR] [--set KEY=VALUE]... [--trajectories]
                  [--threads N] [--resume] [--member N] [--quiet]
mpirun -n N emtansim run FILE ...
Simulates the experiment in FILE and writes its report. A [population] is streamed: any number of individuals, in
little memory, with percentiles for every readout.

  --out DIR          folder for the results; made if it is not there (default: out/ and the file's name)
  --set KEY=VALUE    changes the experiment without changing the file; may be repeated. KEY is a parameter
                     (trafficking.k_rec, payload.k_pump[SK-BR-3]) or a key of the file (culture.cells, system);
                     VALUE a quantity with its unit, or *2 for twice the published value
  --trajectories     also writes trajectories.csv: every amount at every output time; of a population's individuals
                     trajectories.nc (NetCDF-4), at the times of the readouts
  --threads N        threads that share the work (default: one on each core); the results do not depend on it
  --resume           goes on with a population that was stopped or killed; begins where there is nothing to go on with
  --member N         runs individual N of the population alone, with the whole report (default folder: out/ and the
                     file's name with -member-N); 0 is the typical one
  --quiet            no progress and no summary; problems are still told

Files in DIR (earlier ones of the same name are replaced, others left alone):
  report.html        the report; opens in any browser, without a network
  report.json        the numbers behind it
  readouts.csv       one row for each reading
  findings.json      fits, intervals, conclusions
  provenance.json    versions, hashes of the inputs, seed, tolerances, parameters with sources

Examples
  emtansim run experiments/t-dm1-sk-br-3.toml
  emtansim run experiments/t-dm1-sk-br-3.toml --set system=BT-474 --out out/bt-474
  emtansim run experiments/t-dm1-sk-br-3.toml --set "lysosome.k_export=*0.15" --out out/slc46a3-loss
  emtansim run experiments/spread.toml --threads 8
  mpirun -n 64 emtansim run experiments/spread.toml --resume
)";

constexpr std::string_view kCheck = R"(emtansim check FILE [--set KEY=VALUE]... [--quiet]
Reads the experiment, builds its model and plans its members; says what is wrong and where, and runs nothing.

Examples
  emtansim check experiments/t-dm1-sk-br-3.toml
  emtansim check my-experiment.toml --set "solver.relative=1e-8"
)";

constexpr std::string_view kShow = R"(emtansim show FILE [PART] [--set KEY=VALUE]...
Prints the model of an experiment: what moves where, species, rate laws with their equations, values with units and
sources. PART shows one of diagram, species, reactions, expressions, parameters, observables, actions.

emtansim show KIND NAME
Prints one entry of the published data. KIND is system, conjugate, parameter, assay, mechanism, set, variant or
reference; emtansim list KIND lists the names.

Examples
  emtansim show experiments/t-dm1-sk-br-3.toml
  emtansim show experiments/t-dm1-sk-br-3.toml reactions
  emtansim show system SK-BR-3
  emtansim show conjugate T-DM1
  emtansim show parameter trafficking.k_rec
  emtansim show variant "SLC46A3 loss"
)";

constexpr std::string_view kFit = R"(emtansim fit FILE [--out DIR] [--quiet]
Estimates the parameters that FILE leaves free from published tables, by weighted least squares between bounds, and
gives each estimate its interval, the correlations and the direction in which the data say least.

  --out DIR          folder for the results; made if it is not there (default: out/ and the file's name)
  --quiet            no progress and no summary; problems are still told

Files in DIR:
  estimates.toml     the estimates as entries that can go into data/parameters
  fit.json           everything, with residuals and hashes of the inputs

A fit that did not converge is written as well, and ends with exit code 1.

Examples
  emtansim fit data/fits/austin2004.toml
)";

constexpr std::string_view kValidate = R"(emtansim validate [--case KEY] [--json | --page]
Runs the published cases of data/cases and says for each what was observed, what the model predicts, and whether the
two agree. Cases marked 'calibrated' were used to choose parameters; the others were not.

  --case KEY         one case, with its conditions, source and tolerance
  --json             for programs
  --page             the page docs/validation.md

Exit code 1 means that a case gave no prediction at all; a miss is a result, not an error.

Examples
  emtansim validate
  emtansim validate --case austin-surface-24h
  emtansim validate --page > docs/validation.md
)";

constexpr std::string_view kList = R"(emtansim list [KIND [WORD]...] [--names]
Lists what an experiment can name. KIND is systems, conjugates, parameters, assays, mechanisms, sets, variants or
references. Each WORD keeps the rows that mention it. --names prints the names alone.

Examples
  emtansim list systems
  emtansim list parameters tubulin
  emtansim list variants --names
)";

constexpr std::string_view kMasses = R"(emtansim masses [WORD]... [--conjugate NAME] [--csv | --json] [OPTION]...
Prints what molecules, antibodies and conjugates weigh, computed from their formulae. WORD is a molecule of the data
(Lys-SMCC-DM1), a formula (C35H48ClN3O10S, [13C]6H12O6), or a part: compounds, ions, envelopes, products, antibody,
glycans, increments or ladder. Without a word it prints the compounds, their ions, the antibody and the ladder.

  --conjugate NAME   whose antibody, linker and payload (default: T-DM1); emtansim list conjugates
  --antibody FILE    another antibody: FASTA with its chains, or a .toml like those of data/antibodies
  --glycans FILE     another glycan library: CSV with Name, Composition, Abundance; or none, or "PNGase F"
  --piece KIND       what the ladder is of: whole, reduced (chains) or ides (light chain, Fd, Fc/2) (default: whole)
  --modification M   adds a change to each piece: "C-terminal Lys", oxidation ...; may be repeated
  --drugs N          most drugs in the ladder (default: 8)
  --linkers N        most linkers without drug in CSV and JSON (default: 2)
  --pairs N          how many glycan sets are printed (default: 6); CSV and JSON hold all
  --adduct ION       another ion, such as "[M+NH4]+" or "[2M+H]+"; may be repeated
  --csv, --json      for programs; CSV holds one part

Examples
  emtansim masses Lys-SMCC-DM1
  emtansim masses ladder --csv > ladder.csv
  emtansim masses ladder --piece ides --glycans none
  emtansim masses antibody --antibody my-antibody.fasta
  emtansim masses ions DM1 --adduct "[M+NH4]+" --adduct "[M-H]-"
)";

constexpr std::string_view kCompletion = R"(emtansim completion SHELL
Prints the completion of commands, options and names for bash, zsh or fish.

Examples
  emtansim completion bash > ~/.local/share/bash-completion/completions/emtansim
  emtansim completion zsh > "${fpath[1]}/_emtansim"
  emtansim completion fish > ~/.config/fish/completions/emtansim.fish
)";

constexpr std::string_view kExamples = R"(
First steps
  emtansim run experiments/t-dm1-sk-br-3.toml      then open out/t-dm1-sk-br-3/report.html in a browser
  emtansim show system SK-BR-3                     what is known of a cell line, with sources
  emtansim show experiments/t-dm1-sk-br-3.toml     the equations behind an experiment

An experiment is a small text file: which conjugate, which cells, which doses, what is read. The guide in docs/guide/
begins with one of ten lines.

Exit codes
  0  all well                                3  inputs that contradict each other
  1  results are written, but some members   4  the machine refused (full disk, no permission)
     or the fit failed                       5  a fault of emtansim; please report it
  2  a file, option or name is wrong         130  interrupted; no results, but --resume goes on

Environment
  EMTANSIM_DATA   another folder with published data
  NO_COLOR        no emphasis on the terminal

emtansim COMMAND --help tells more. Research use only: not for diagnosis or treatment.
)";

std::string overview() {
  std::string text = bold("emtansim") + ": antibody-drug conjugates from binding to cell death, simulated\n\n";
  TextTable table;
  for (const auto& command : command_names())
    table.add({fmt::format("emtansim {} ...", command.name), std::string(command.says)});
  table.add({"emtansim --version", "the version"});
  return text + table.text() + std::string(kExamples);
}

}  // namespace

std::string help_text(std::string_view command) {
  if (command == "run") return std::string(kRun);
  if (command == "check") return std::string(kCheck);
  if (command == "show") return std::string(kShow);
  if (command == "fit") return std::string(kFit);
  if (command == "validate") return std::string(kValidate);
  if (command == "list") return std::string(kList);
  if (command == "masses") return std::string(kMasses);
  if (command == "completion") return std::string(kCompletion);
  return overview();
}

}  // namespace emtansim::cli
