// SPDX-License-Identifier: Apache-2.0
/// The composition fit: a whole mass spectrum explained at once by drug loads, linkers without drug and glycan pairs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace emtansim::spectra {

/// A glycan that may sit on a heavy chain; `mass` as attached (0 for none), average, in Da.
struct LadderGlycan {
  std::string name;
  double mass = 0;
  double share = 1;  ///< expected share of the chains that carry it, in any unit; all alike where nothing is known
};

/// A part of the antibody that is weighed by itself, after reduction or a cut at the hinge.
struct LadderPiece {
  std::string name;
  double mass = 0;  ///< without glycan, drugs and linkers; average, in Da
  int copies = 2;   ///< in one antibody
  bool has_glycan = false;
};

/// What may be in the sample: every molecule is the antibody with k drugs, j linkers without drug and two glycans.
struct Ladder {
  double antibody_mass = 0;  ///< without glycans, drugs and linkers; average, in Da
  double drug_mass = 0;      ///< added by one step of the load: a linker with its drug, or several together
  int drugs_per_step = 1;    ///< 2 where an opened disulfide takes two
  double linker_mass = 0;    ///< added by one linker without drug
  int most_drugs = 10;       ///< steps
  int most_linkers = 2;
  std::vector<LadderGlycan> glycans;  ///< empty: no glycans at all (after PNGase F, with its mass in `antibody_mass`)
  std::vector<LadderPiece> pieces;    ///< empty: the whole antibody; else what is weighed, with one glycan at most
};

enum class SignalKind {
  mass_list,     ///< one entry for each mass that was found, with its intensity
  mass_profile,  ///< a zero-charge spectrum: intensity along a mass axis
  mz_profile     ///< the spectrum as measured: intensity along m/z
};

/// A spectrum as plain columns of one length, `x` ascending, in Da or Th. `scans` may hold the same points scan by
/// scan (each as long as `x`, their sum or mean is `intensity`); the interval then comes from drawing scans anew.
struct Signal {
  SignalKind kind = SignalKind::mass_list;
  std::vector<double> x;
  std::vector<double> intensity;
  std::vector<std::vector<double>> scans;
};

/// How the shares of the molecules are tied together, from the stiffest to the freest.
enum class Structure {
  independent_sites,  ///< load x linkers x glycans of both chains drawn alike
  free_pairs,         ///< load x linkers x a share for each glycan pair
  linkers_by_load,    ///< as free_pairs, and the linkers' shares differ from load to load
  unrestricted        ///< a share for each molecule
};
std::string to_text(Structure structure);

struct CompositionOptions {
  std::uint64_t seed = 1;
  int replicates = 200;         ///< of the bootstrap; 0 leaves the intervals out
  double largest_shift = 45;    ///< Da; how far the mass calibration may be off
  double prior_weight = 0.005;  ///< of the glycan library, as a share of the data
};

/// A value with its 95 % interval; low = high = value where none was asked for.
struct Estimated {
  double value = 0, low = 0, high = 0;
};

/// The molecules of one mass: glycan pairs that no mass can tell apart are one class.
struct GlycanClass {
  std::string name;      ///< "G0F/G1F", or "G1F/G1F = G0F/G2F"
  double mass = 0;       ///< of the pair
  Estimated share;       ///< of the molecules
  Estimated dar;         ///< of the molecules with this pair
  double intensity = 0;  ///< assigned to it
};

/// A part of the antibody as the fit finds it.
struct PieceLoad {
  std::string name;
  int copies = 1;
  Estimated mean_drugs;      ///< on one copy
  std::vector<double> load;  ///< shares of the copies with 0, 1, 2, ... steps of the load
};

/// A kind of molecule, with what it should weigh in this spectrum and the intensity it explains.
struct Component {
  int drugs = 0, linkers = 0, glycan_class = 0;
  int piece = 0;        ///< of the ladder's pieces; the class is -1 where the piece has no glycan
  double mass = 0;      ///< by formula
  double seen_at = 0;   ///< with the fitted calibration
  double expected = 0;  ///< share of the molecules by the structure
  double assigned = 0;  ///< share of the explained intensity that the data give it
};

/// What a mass of the list may be.
struct Meaning {
  int component = -1;  ///< index into the components; -1: nothing of the ladder
  double probability = 0;
};

/// A mass of the list (or of the components of a profile) with what it is taken for.
struct Annotation {
  double mass = 0, intensity = 0;
  std::vector<Meaning> meanings;  ///< most probable first; the ones above 5 %
  double residual = 0;            ///< Da, from the first meaning with the fitted calibration
  double decoy_rate = 0;  ///< share of the shifted ladders in which this mass would have found a meaning as well
};

/// Intensity that finds a molecule of the ladder, and of ladders shifted by constants that are not chemistry.
struct DecoyRow {
  double tolerance = 0;  ///< Da
  double matched = 0;    ///< share of the intensity
  double decoy_mean = 0, decoy_low = 0, decoy_high = 0;
};

/// How much likelier the spectrum becomes by loads beside the commonest one, and by loads at distances that are not the
/// drug's (log-likelihood per unit of intensity). Where those explain as much, what was taken for drugs may be a tail.
struct Comb {
  double other_loads = 0;  ///< share of the molecules with another load than the commonest
  double gain = 0;
  double decoy_mean = 0, decoy_best = 0;
};

/// The DAR as it comes out of other choices.
struct Choice {
  std::string name;
  std::string says;
  double dar = 0;
  bool is_in_range = true;  ///< counted in the range over choices
};

/// The spectrum with what the fit makes of it, point by point (profiles only).
struct FittedCurve {
  std::vector<double> mass, observed, fitted, background;
  std::vector<std::vector<double>> by_load;
};

/// Intensity of an m/z spectrum by mass and charge as the fit shares it out, made coarse for a picture.
struct FoldedMap {
  double lowest_mass = 0, mass_step = 0;  ///< Da
  std::vector<int> charges;
  std::vector<std::vector<double>> intensity;  ///< one row for each charge
};

enum class Trust {
  good,       ///< nothing speaks against the figures
  caution,    ///< usable, with the warnings in mind
  not_to_use  ///< the ladder does not explain the spectrum: no DAR can be given
};

struct CompositionWarning {
  std::string code;
  std::string text;
  std::string try_this;
};

struct Composition {
  Trust trust = Trust::good;
  Structure structure = Structure::independent_sites;
  Estimated dar;
  /// Shares of the antibodies with 0, 1, 2, ... steps of the load; of pieces, as if they were loaded independently.
  std::vector<Estimated> load;
  std::vector<Estimated> at_least;  ///< shares of the antibodies with that many steps or more
  std::vector<PieceLoad> pieces;    ///< empty for the whole antibody
  int drugs_per_step = 1;
  std::vector<Estimated> linkers;        ///< shares with 0, 1, 2, ... linkers without drug
  Estimated dead_linkers;                ///< linkers without drug per antibody
  Estimated unconjugated;                ///< share with neither drug nor linker
  std::vector<GlycanClass> classes;      ///< most frequent first
  std::vector<std::string> glycans;      ///< names
  std::vector<Estimated> glycan_shares;  ///< of the chains
  double shift = 0;                      ///< Da, of the masses against the formulae, at `reference_mass`
  double slope = 0;                      ///< Da per Da by which it changes
  double reference_mass = 0;
  double width = 0;            ///< standard deviation of a peak (a mass list: of a mass) in Da, without its tail
  double width_by_charge = 0;  ///< the part of it that grows with the charge, Da for each charge
  double tail = 0;             ///< mean length of the tail of a peak towards higher masses, Da; 0: symmetric
  double unexplained = 0;      ///< share of the intensity
  std::vector<int> charges;    ///< of an m/z spectrum, those in use
  std::vector<double> charge_shares;
  std::vector<Component> components;  ///< in order of mass; those above 1e-5
  std::vector<Annotation> annotations;
  std::vector<DecoyRow> decoys;
  Comb comb;
  std::vector<Choice> choices;
  double lowest_choice = 0, highest_choice = 0;
  FittedCurve curve;
  FoldedMap map;  ///< of an m/z spectrum
  std::vector<CompositionWarning> warnings;
  int replicates = 0;
  int iterations = 0;
  double log_likelihood = 0;  ///< per unit of intensity
};

/// Fits the composition. Throws InputError "empty-spectrum", "bad-spectrum" or "no-mass-in-range" for a signal that
/// holds nothing to fit; a spectrum that the ladder does not explain is no error but `Trust::not_to_use`. The same
/// bits for the same input. Safe to call from any thread.
Composition fit_composition(const Signal& signal, const Ladder& ladder, const CompositionOptions& options = {});

/// DAR of one comb by the rule of the field: for each load the peak nearest to its mass, if within `tolerance`.
struct NearestPeak {
  int drugs = 0;
  double theory = 0, found = 0, height = 0;  ///< height 0: none within the tolerance
};
struct NearestPeakDar {
  std::vector<NearestPeak> peaks;
  double dar = 0;
  double intercept = 0, spacing = 0;  ///< line through the peaks found, weighted by height
};
/// `base` is the mass without drug (antibody, glycans, linkers). NaN where no peak is found.
NearestPeakDar nearest_peak_dar(const Signal& list, double base, double drug_mass, int most_drugs, double tolerance);

}  // namespace emtansim::spectra
