// SPDX-License-Identifier: Apache-2.0
/// Plots and tables of a spectrum's report.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/spectra/spectrum_parts.h"

namespace emtansim::report {

namespace {

using spectra::Composition;
using spectra::SignalKind;

constexpr double kAnnotated = 0.01;         // of the strongest: fainter masses of a profile get no mark
constexpr double kNamedLoad = 5e-4;         // share of the molecules that makes a load a layer of the plot
constexpr std::size_t kMostPoints = 20000;  // of a drawn curve; more are made fewer by the highest of each group
constexpr double kFull = 100;               // the highest point of every spectrum

const Json kMassAxis = {{"label", "Mass"}, {"unit", "Da"}};
const Json kHeightAxis = {{"label", "Intensity"}, {"unit", "% of highest"}};

Json scaled(const std::vector<double>& values, double factor) {
  Json list = Json::array();
  for (const double value : values) list.push_back(std::round(value * factor * 1e3) / 1e3);
  return list;
}

double highest(const std::vector<double>& values) {
  const auto top = std::max_element(values.begin(), values.end());
  return top == values.end() || *top <= 0 ? 1 : *top;
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

/// What a mass is, in a few lines for the pointer.
std::string note_of(const Composition& composition, const spectra::Annotation& annotation) {
  std::string note;
  for (const auto& meaning : annotation.meanings) {
    const std::string name =
        meaning.component < 0
            ? "nothing of the ladder"
            : component_name(composition, composition.components[static_cast<std::size_t>(meaning.component)]);
    note += fmt::format("{}{} {}", note.empty() ? "" : "; ", name, percent(meaning.probability));
  }
  if (!annotation.meanings.empty() && annotation.meanings.front().component >= 0)
    note += fmt::format("; {:+.1f} Da off; by chance {}", annotation.residual, percent(annotation.decoy_rate));
  return note;
}

/// "Fd " before what is on it; nothing for the whole antibody.
std::string piece_name(const Composition& composition, const spectra::Component& component) {
  if (composition.pieces.empty()) return "";
  return composition.pieces[static_cast<std::size_t>(component.piece)].name + " ";
}

std::string short_name(const Composition& composition, const spectra::Annotation& annotation) {
  if (annotation.meanings.empty() || annotation.meanings.front().component < 0) return "";
  const auto& component = composition.components[static_cast<std::size_t>(annotation.meanings.front().component)];
  return fmt::format("{}D{}{}", piece_name(composition, component), component.drugs,
                     component.linkers > 0 ? fmt::format("+{}L", component.linkers) : "");
}

double height_at(const spectra::FittedCurve& curve, double mass) {
  if (curve.mass.size() < 2 || mass < curve.mass.front() || mass > curve.mass.back()) return 0;
  const double step = curve.mass[1] - curve.mass[0];
  return curve.observed[static_cast<std::size_t>((mass - curve.mass.front()) / step)];
}

/// Masses with their marks; heights from the list, or from the curve under them.
Json peaks_of(const SpectrumOutcome& outcome, double factor, bool from_curve) {
  const auto& composition = outcome.composition;
  Json peaks = Json::array();
  for (const auto& annotation : composition.annotations) {
    const double height = factor * (from_curve ? height_at(composition.curve, annotation.mass) : annotation.intensity);
    if (from_curve && height < kFull * kAnnotated) continue;
    peaks.push_back({{"x", std::round(annotation.mass * 100) / 100},
                     {"y", std::round(height * 1e3) / 1e3},
                     {"name", short_name(composition, annotation)},
                     {"note", note_of(composition, annotation)}});
  }
  return peaks;
}

/// At most `kMostPoints` points: of each group of neighbours the highest.
void thin(std::vector<double>& x, std::vector<double>& y) {
  const std::size_t group = x.size() / kMostPoints + 1;
  if (group == 1) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < x.size(); i += group) {
    const auto first = y.begin() + static_cast<std::ptrdiff_t>(i);
    const auto top = std::max_element(first, y.begin() + static_cast<std::ptrdiff_t>(std::min(i + group, y.size())));
    const auto at = static_cast<std::size_t>(top - y.begin());
    x[kept] = x[at];
    y[kept++] = y[at];
  }
  x.resize(kept);
  y.resize(kept);
}

Json estimated_bars(const std::vector<spectra::Estimated>& shares, const char* name) {
  Json values = Json::array(), low = Json::array(), high = Json::array();
  for (const auto& share : shares) {
    values.push_back(rounded(100 * share.value));
    low.push_back(rounded(100 * share.low));
    high.push_back(rounded(100 * share.high));
  }
  return {{"name", name}, {"values", values}, {"low", low}, {"high", high}};
}

Json text_column(const char* key, const char* name) { return {{"key", key}, {"name", name}, {"kind", "text"}}; }
/// Numbers of one column have the same decimals, so that they can be compared.
Json number_column(const char* key, const char* name, const char* unit, int decimals) {
  return {{"key", key}, {"name", name}, {"unit", unit}, {"kind", "number"}, {"decimals", decimals}};
}

}  // namespace

std::string component_name(const Composition& composition, const spectra::Component& component) {
  const std::string linkers = component.linkers == 0   ? ""
                              : component.linkers == 1 ? " + 1 dead linker"
                                                       : fmt::format(" + {} dead linkers", component.linkers);
  const std::string glycans = component.glycan_class < 0
                                  ? ""
                                  : ", " + composition.classes[static_cast<std::size_t>(component.glycan_class)].name;
  return fmt::format("{}D{}{}{}", piece_name(composition, component), component.drugs, linkers, glycans);
}

Json given_plot(const SpectrumOutcome& outcome) {
  const bool is_list = outcome.signal.kind == SignalKind::mass_list;
  const bool is_mz = outcome.signal.kind == SignalKind::mz_profile;
  const double factor = kFull / highest(outcome.signal.intensity);
  auto x = outcome.signal.x, y = outcome.signal.intensity;
  thin(x, y);
  Json masses = Json::array();
  for (const double value : x) masses.push_back(std::round(value * 1e4) / 1e4);
  Json plot = {{"id", "spectrum"},
               {"kind", "spectrum"},
               {"title", is_mz     ? "Spectrum as measured"
                         : is_list ? "Masses with their annotation"
                                   : "Zero-charge spectrum"},
               {"caption", is_list ? "Each line is a mass of the list; a mark says what it is taken for. Drag over a "
                                     "range to enlarge it; point at a mark for the alternatives at that mass."
                                   : "Drag over a range to enlarge it."},
               {"x", is_mz ? Json{{"label", "m/z"}, {"unit", "Th"}} : kMassAxis},
               {"y", kHeightAxis},
               {"observed", {{"x", masses}, {"y", scaled(y, factor)}}},
               {"sticks", is_list}};
  if (is_list) plot["peaks"] = peaks_of(outcome, factor, false);
  return plot;
}

Json fitted_plot(const SpectrumOutcome& outcome) {
  const auto& composition = outcome.composition;
  const auto& curve = composition.curve;
  const double factor = kFull / highest(curve.observed);
  Json layers = Json::array();
  layers.push_back({{"key", "background"}, {"name", "background"}, {"y", scaled(curve.background, factor)}});
  for (std::size_t k = 0; k < curve.by_load.size(); ++k) {
    if (composition.load[k].value < kNamedLoad) continue;
    const auto drugs = k * static_cast<std::size_t>(composition.drugs_per_step);
    layers.push_back({{"key", fmt::format("d{}", drugs)},
                      {"name", fmt::format("D{}", drugs)},
                      {"y", scaled(curve.by_load[k], factor)}});
  }
  std::vector<double> residual;
  for (std::size_t i = 0; i < curve.mass.size(); ++i)
    residual.push_back(curve.observed[i] - curve.fitted[i] - curve.background[i]);
  const bool is_list = outcome.signal.kind == SignalKind::mass_list;
  return {
      {"id", "composition"},
      {"kind", "spectrum"},
      {"title", "The spectrum explained: fitted molecules by drug load"},
      {"caption",
       is_list ? "The line is the list with each mass drawn as broad as the isotopes of an antibody; the layers are "
                 "the fitted molecules by load. Below: what is left, line minus layers."
               : "The line is the spectrum on the mass axis; the layers are the fitted molecules by load. Below: what "
                 "is left, line minus layers."},
      {"x", kMassAxis},
      {"y", kHeightAxis},
      {"grid", scaled(curve.mass, 1)},
      {"observed", {{"x", scaled(curve.mass, 1)}, {"y", scaled(curve.observed, factor)}}},
      {"layers", layers},
      {"residual", scaled(residual, factor)},
      {"sticks", false},
      {"peaks", peaks_of(outcome, factor, true)}};
}

Json map_plot(const SpectrumOutcome& outcome) {
  const auto& map = outcome.composition.map;
  if (map.charges.empty()) return nullptr;
  double top = 0;
  for (const auto& row : map.intensity) top = std::max(top, highest(row));
  Json rows = Json::array();
  for (const auto& row : map.intensity) rows.push_back(scaled(row, kFull / top));
  return {{"id", "charge-map"},
          {"kind", "charge_map"},
          {"title", "Charge and mass"},
          {"caption",
           "Where the intensity lies when each point is shared out to the charges that explain it. A column "
           "that is seen at one charge only is no mass."},
          {"x", kMassAxis},
          {"y", {{"label", "Charge"}, {"unit", ""}}},
          {"low", map.lowest_mass},
          {"step", map.mass_step},
          {"rows", map.charges},
          {"values", rows}};
}

Json load_plot(const SpectrumOutcome& outcome) {
  const auto& composition = outcome.composition;
  Json names = Json::array();
  std::vector<spectra::Estimated> shares;
  std::size_t last = 0;
  for (std::size_t k = 0; k < composition.load.size(); ++k)
    if (composition.load[k].high > kNamedLoad) last = k;
  for (std::size_t k = 0; k <= last; ++k) {
    names.push_back(fmt::format("D{}", k * static_cast<std::size_t>(composition.drugs_per_step)));
    shares.push_back(composition.load[k]);
  }
  return {{"id", "load"},
          {"kind", "bars"},
          {"title", "Drug load"},
          {"caption",
           fmt::format("Share of the antibodies with so many drugs, over all glycans and dead linkers; whiskers: "
                       "95 % interval of {} bootstrap replicates.",
                       composition.replicates)},
          {"y", {{"label", "Share of antibodies"}, {"unit", "%"}}},
          {"categories", names},
          {"series", Json::array({estimated_bars(shares, "Drug load")})}};
}

Json glycan_plot(const SpectrumOutcome& outcome) {
  const auto& composition = outcome.composition;
  if (composition.glycans.empty()) return nullptr;
  double sum = 0;
  for (const auto& glycan : outcome.ladder.glycans) sum += glycan.share;
  Json library = Json::array();
  for (const auto& glycan : outcome.ladder.glycans) library.push_back(rounded(100 * glycan.share / sum));
  return {{"id", "glycans"},
          {"kind", "bars"},
          {"title", "Glycans of a chain"},
          {"caption",
           "Fitted shares, with 95 % intervals, beside those of the library. Glycans of one mass, and rare ones, "
           "are held up by the library."},
          {"y", {{"label", "Share of chains"}, {"unit", "%"}}},
          {"categories", composition.glycans},
          {"series", Json::array({estimated_bars(composition.glycan_shares, "fitted"),
                                  Json{{"name", "library"}, {"values", library}}})}};
}

Json pair_table(const SpectrumOutcome& outcome) {
  Json rows = Json::array();
  for (const auto& of_class : outcome.composition.classes) {
    if (of_class.share.value < 0.002) continue;
    rows.push_back({of_class.name, rounded(100 * of_class.share.value), rounded(100 * of_class.share.low),
                    rounded(100 * of_class.share.high), rounded(of_class.dar.value), rounded(of_class.dar.low),
                    rounded(of_class.dar.high)});
  }
  const bool is_pair = outcome.composition.pieces.empty();
  return {{"id", "pairs"},
          {"kind", "table"},
          {"title", is_pair ? "Glycan pairs and their DAR" : "Glycans and the drugs on their piece"},
          {"caption", fmt::format("{} that have one mass share a row. Low and high: ends of the 95 % interval.",
                                  is_pair ? "Pairs" : "Glycans")},
          {"columns",
           Json::array({text_column("pair", is_pair ? "pair" : "glycan"), number_column("share", "share", "%", 2),
                        number_column("share_low", "low", "%", 2), number_column("share_high", "high", "%", 2),
                        number_column("dar", is_pair ? "DAR" : "drugs", "", 2), number_column("dar_low", "low", "", 2),
                        number_column("dar_high", "high", "", 2)})},
          {"rows", rows}};
}

/// The pieces with their copies, mean drugs and loads.
Json piece_table(const SpectrumOutcome& outcome) {
  const auto& pieces = outcome.composition.pieces;
  if (pieces.empty()) return nullptr;
  constexpr double kWorthAColumn = 5e-4;
  std::size_t last = 0;
  for (const auto& piece : pieces)
    for (std::size_t k = 0; k < piece.load.size(); ++k)
      if (piece.load[k] > kWorthAColumn) last = std::max(last, k);
  Json columns = Json::array({text_column("piece", "piece"), number_column("copies", "copies", "", 0),
                              number_column("mean", "drugs on one", "", 2), number_column("low", "low", "", 2),
                              number_column("high", "high", "", 2)});
  for (std::size_t k = 0; k <= last; ++k) {
    const std::string name = fmt::format("D{}", k * static_cast<std::size_t>(outcome.composition.drugs_per_step));
    columns.push_back(number_column(name.c_str(), name.c_str(), "%", 2));
  }
  Json rows = Json::array();
  for (const auto& piece : pieces) {
    Json row = Json::array({piece.name, piece.copies, rounded(piece.mean_drugs.value), rounded(piece.mean_drugs.low),
                            rounded(piece.mean_drugs.high)});
    for (std::size_t k = 0; k <= last; ++k) row.push_back(rounded(k < piece.load.size() ? 100 * piece.load[k] : 0));
    rows.push_back(row);
  }
  return {
      {"id", "pieces"},
      {"kind", "table"},
      {"title", "Pieces and their drugs"},
      {"caption",
       "The DAR is the sum of copies times drugs on one. The loads of whole antibodies are what these pieces add up to "
       "if they are loaded independently. Pieces may respond unequally: only loads of one piece are compared."},
      {"columns", columns},
      {"rows", rows}};
}

Json choice_table(const SpectrumOutcome& outcome) {
  Json rows = Json::array();
  for (const auto& choice : outcome.composition.choices)
    rows.push_back({choice.name, rounded(choice.dar), choice.is_in_range ? "yes" : "no", choice.says});
  return {{"id", "choices"},
          {"kind", "table"},
          {"title", "The DAR by other choices"},
          {"caption",
           "The nearest-peak rule reads one comb, takes the peak nearest to each rung and counts it whole: it "
           "sees neither dead linkers nor other glycans under that peak, and combs of other glycans give other "
           "means. The fit above explains all combs at once."},
          {"columns", Json::array({text_column("choice", "choice"), number_column("dar", "DAR", "", 2),
                                   text_column("counted", "in the range"), text_column("says", "what it does")})},
          {"rows", rows}};
}

Json decoy_table(const SpectrumOutcome& outcome) {
  if (outcome.composition.decoys.empty()) return nullptr;
  Json rows = Json::array();
  for (const auto& row : outcome.composition.decoys)
    rows.push_back({rounded(row.tolerance), rounded(100 * row.matched), rounded(100 * row.decoy_mean),
                    rounded(100 * row.decoy_low), rounded(100 * row.decoy_high)});
  return {{"id", "decoys"},
          {"kind", "table"},
          {"title", "Matched by the ladder, and by shifted ladders"},
          {"caption",
           "Share of the intensity that lies within the tolerance of a molecule expected at 0.1 % or more, and "
           "the same for ladders shifted by -80 to 80 Da in steps of 7 Da, without those nearer than 15 Da. A "
           "high end is a shift that happens to fall on a difference between molecules."},
          {"columns",
           Json::array({number_column("tolerance", "tolerance", "Da", 0), number_column("matched", "ladder", "%", 2),
                        number_column("mean", "shifted, mean", "%", 2), number_column("low", "lowest", "%", 2),
                        number_column("high", "highest", "%", 2)})},
          {"rows", rows}};
}

Json reading_table(const SpectrumOutcome& outcome) {
  const auto& composition = outcome.composition;
  double top = 0;
  for (const auto& annotation : composition.annotations) top = std::max(top, annotation.intensity);
  Json rows = Json::array();
  for (const auto& annotation : composition.annotations) {
    std::string names;
    for (const auto& meaning : annotation.meanings)
      names += fmt::format(
          "{}{} {}", names.empty() ? "" : "; ",
          meaning.component < 0
              ? "nothing of the ladder"
              : component_name(composition, composition.components[static_cast<std::size_t>(meaning.component)]),
          percent(meaning.probability));
    const bool is_read = !annotation.meanings.empty() && annotation.meanings.front().component >= 0;
    rows.push_back({std::round(annotation.mass * 100) / 100, rounded(kFull * annotation.intensity / top), names,
                    is_read ? rounded(annotation.residual) : Json(nullptr), rounded(100 * annotation.decoy_rate)});
  }
  return {{"id", "readings"},
          {"kind", "table"},
          {"title", "What each mass may be"},
          {"caption",
           "Alternatives with their probabilities under the fit. By chance: how many of the shifted ladders "
           "would have found a molecule here as well."},
          {"columns", Json::array({number_column("mass", "mass", "Da", 2), number_column("height", "intensity", "%", 2),
                                   text_column("names", "molecules"), number_column("residual", "off by", "Da", 2),
                                   number_column("decoy", "by chance", "%", 0)})},
          {"rows", rows}};
}

Json molecule_plot(const SpectrumOutcome& outcome) { return molecules_part(outcome.molecules); }

}  // namespace emtansim::report
