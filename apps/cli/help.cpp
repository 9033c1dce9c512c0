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

constexpr std::string_view kDeconvolve = R"(emtansim deconvolve FILE... [--out DIR] [OPTION]...
From spectra over m/z to masses: charges are found and folded, each mass with the charges that support it, a score and
the rate of false masses by decoys. FILE is mzML, mzXML, imzML, text with m/z and intensity, or a Bruker flex folder;
the first four may be gzipped.

  --out DIR          folder for the results (default: out/ and the file's name; out/deconvolve for several files)
  --mass LOW:HIGH    masses looked for, Da (default: 5000:250000, further where the m/z are those of heavier native
                     ions); a narrow range helps crowded spectra
  --charge LOW:HIGH  charges (default: 1:100)
  --mz LOW:HIGH      part of the spectrum
  --time FROM:TO     retention times that are averaged, s (default: around the highest total intensity, down to half)
  --scans FROM:TO    places in the file that are averaged, from 0
  --level N          spectra of this level (default: 1 where there are such)
  --smooth N         smooths by parabolas over N points on either side first
  --baseline PERCENT width of the baseline in percent of m/z (default: 6); 0 leaves it
  --width PERCENT    width of peaks at half height in percent of m/z (default: measured)
  --step DA          distance of the points of zero_charge.csv (default: an eighth of a peak, at most 1)
  --least PERCENT    lowest mass listed, in percent of the highest (default: 1)
  --decoys N         scrambled spectra for the rate of false masses (default: 20)
  --maldi            few charges: 1 to 3
  --quiet            no summary; problems are still told

Files in DIR:
  masses.csv         masses with intensity, score and its parts, rate of false ones, echoes
  charges.csv        what each charge says about each mass
  zero_charge.csv    intensity over mass
  steps.csv          what was done and assumed, in order
  report.html        the report; report.json is the document inside it
Several files get a folder each and share all_masses.csv; one that fails is named there and does not stop the others
(exit code 1).

Examples
  emtansim deconvolve data/spectra/adh_native.txt.gz
  emtansim deconvolve run.mzML --time 120:180 --mass 140000:160000
  emtansim deconvolve lot-*.mzML --mass 140000:160000 --out out/lots
)";

constexpr std::string_view kMasses = R"(emtansim masses [WORD]... [--conjugate NAME] [--out DIR] [--csv | --json] ...
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
  --out DIR          also writes a report there: report.html with structures, isotopes and the ladder, report.json (the
                     document inside it), and a CSV file of each table; without a word it holds every part

Examples
  emtansim masses Lys-SMCC-DM1
  emtansim masses --out out/t-dm1
  emtansim masses ladder --csv > ladder.csv
  emtansim masses ladder --piece ides --glycans none
  emtansim masses antibody --antibody my-antibody.fasta
  emtansim masses ions DM1 --adduct "[M+NH4]+" --adduct "[M-H]-"
)";

constexpr std::string_view kDar =
    R"(emtansim dar FILE... [--by METHOD] [--conjugate NAME] [--out DIR] [OPTION]...
The drug load of a conjugate, by the technique that you measured it with. METHOD is
  spectrum   (default) a mass spectrum that resolves the loads: the whole composition is fitted
  uv         a table of absorbances at 280 and 252 nm
  maldi      a broad peak against that of the naked antibody
  hic        a table of peak areas; refused for lysine conjugates, which HIC does not separate by load
  sites      a table of occupied sites from a peptide map
  pieces     a table of mean loads of chains or of light chain, Fd and Fc/2
Each says first what it had to assume, and writes report.html, report.json and dar.csv. Formats: docs/formats/dar.md.

Every method
  --conjugate NAME   one of emtansim list conjugates (default: T-DM1)
  --antibody FILE    its sequences (FASTA), in place of the conjugate's own
  --glycans FILE     its glycan library (CSV with Name, Composition, Abundance), or none, or "PNGase F"
  --out DIR          folder for the results (default: out/ and the file's name; for several files out/dar)
  --quiet            no summary; problems are still told

spectrum: FILE is a list of deconvoluted masses (CSV), a zero-charge spectrum, or a spectrum along m/z (mzML, mzXML, text
...), which is fitted at all charges at once: shares of antibodies with 0, 1, 2, ... drugs, their mean with its
interval, dead linkers, glycans, how much that explains, and how much shifted ladders would explain by chance. Several
files give a report each, and one that holds them side by side; one that cannot be read does not stop the others.
  --piece KIND       what was weighed: whole, reduced (chains) or ides (light chain, Fd, Fc/2); pieces are read from masses,
                     not along m/z (default: whole)
  --drugs N          the largest load looked for (default: 10; on a piece 6)
  --linkers N        the largest number of dead linkers looked for (default: 2; on a piece 1)
  --replicates N     of the bootstrap behind the intervals (default: 200; 0 for no intervals)
  --seed N           of its random numbers (default: 1)
  --time FROM:TO     retention times that are averaged, s (default: around the highest total intensity, down to half)
  --scans FROM:TO    places in the file that are averaged, from 0
  --level N          spectra of this level (default: 1 where there are such)
  --mz LOW:HIGH      part of the spectrum
  --mass NAME, --intensity NAME
                     columns of a list whose header does not tell
  --samples LIST     files with names, lots and times: CSV with file, and name, lot, time_d (or _h, _wk ...) as you like
  --tail N           drugs from which a load counts as high where lots are compared (default: 6)

uv: one table with sample, a280, a252, and path_cm, dilution, kind (conjugate, naked), time_d where you have them.
  --coefficients FILE
                     your molar absorptivities, a table like data/chemistry/absorptivities.csv

maldi: spectra of conjugates (mzXML, mzML, imzML, text, Bruker flex), 1+ and 2+.
  --naked FILE       the spectrum of the antibody without drug
  --window PERCENT   of m/z to either side of the centroid (default: 6); others are tried as well
  --dead-linkers X   mean per antibody, measured (default: the conjugate's own, with its range)
  --opened-rings X   mean per antibody (default: 0)
  --calibration PPM  by which the calibrations of two spectra may differ (default: 0)
  --drugs N, --seed N
                     as above

hic: one table with drugs, area, and sample and run where you have them.
  --allow-lysine     take the areas of a lysine conjugate all the same

Files in DIR besides: composition.csv (spectrum), and conjugate.toml where a distribution comes out (spectrum, hic, sites),
which an experiment takes as its drug: conjugate = "out/kadcyla_masses/conjugate.toml". Exit code 1: a spectrum was not
explained, or one of several files could not be read.

Examples
  emtansim dar data/spectra/kadcyla_masses.csv
  emtansim dar lot-*.csv --glycans my-glycans.csv --out out/lots
  emtansim dar --samples stability.csv --out out/stability
  emtansim dar docs/guide/examples/ides_masses.csv --piece ides
  emtansim dar docs/guide/examples/uv.csv --by uv
  emtansim dar lot7.mzXML --by maldi --naked trastuzumab.mzXML --dead-linkers 0.2
  emtansim dar docs/guide/examples/hic.csv --by hic --conjugate T-DXd
)";

constexpr std::string_view kBenchmark =
    R"(emtansim benchmark [PROBLEM | FILE]... [--members N] [--method METHOD] [OPTION]...
Runs many members of a problem and prints the machine, members per second, steps, right-hand sides, factorizations, and
how far the answers are from a tight reference. PROBLEM is chain24 (pharmacokinetics, not stiff), cell (the full cell
model, stiff), or robertson, hires, orego, pollu (stiff classics); FILE is an experiment, whose parameters are drawn from
their published spreads. Without either it runs chain24 and cell.

  --members N        how many members (default: 1000)
  --method METHOD    automatic, explicit, implicit (members in lanes) or cvode (one at a time) (default: automatic)
  --lanes N          members side by side in one thread: 1, 2, 4, 8; 0 for as many as the machine has (default: 0)
  --threads N        threads; 0 for one on each core (default: 1)
  --relative X       relative tolerance (default: that of the problem); the absolute one goes with it
  --json             for programs

The achieved error is |y - reference| / (|reference| + f * scale), f being absolute over relative tolerance: a number to
hold against the relative tolerance.

Examples
  emtansim benchmark
  emtansim benchmark chain24 --members 10000 --threads 0
  emtansim benchmark cell --method cvode
  emtansim benchmark experiments/t-dm1-sk-br-3.toml --members 200 --json
)";

constexpr std::string_view kQuantify = R"(emtansim quantify FILES... [--method NAME] [--samples LIST.csv] [--out DIR]
Finds the peaks of catabolites in LC-MS runs (SRM chromatograms, or full scans by extracted ions) and, with standards,
reads concentrations off a weighted line. m/z come from the formulae; the isotope peak M+2 (37Cl), the ratio of two
ions and retention are checked, and the water loss of a ring-opened form is kept apart.

  --method NAME      analytes, internal standards, rules: a name of data/methods or a .toml file (default: t-dm1)
  --samples LIST     CSV with a row for each run: file, name, kind (standard, control, blank, sample), level_nM or
                     level_ng_per_ml, volume_ml, cells, dilution; other columns (time_h, dose_nM) go into the results
  --weighting W      of the calibration: 1, 1/x or 1/x2 (default: that of the method, else 1/x2)
  --below RULE       readings below the lower limit in measurements.csv: "leave out", zero, half (of the limit) or keep
  --out DIR          folder for the results (default: out/ and the name of the list)
  --quiet            no summary; problems are still told

Files in DIR:
  report.html        results, calibration, chromatograms with their peaks, structures; report.json is the document inside
  results.csv        every run and analyte: status, concentration, amount per 1e6 cells, area, checks, remarks
  standards.csv      what each standard reads back
  measurements.csv   samples alone, as a table for emtansim fit
  quantify.json      all of it

A run that cannot be read does not stop the others; the exit code is then 1.

Examples
  emtansim quantify run-01.mzML run-02.mzML
  emtansim quantify --samples runs.csv --out out/catabolites
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
  if (command == "deconvolve") return std::string(kDeconvolve);
  if (command == "dar") return std::string(kDar);
  if (command == "benchmark") return std::string(kBenchmark);
  if (command == "quantify") return std::string(kQuantify);
  if (command == "completion") return std::string(kCompletion);
  return overview();
}

}  // namespace emtansim::cli
