// SPDX-License-Identifier: Apache-2.0
/// The document on one spectrum: findings, plots, assumptions, provenance.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/references.h"
#include "emtansim/report/spectra/spectrum.h"
#include "emtansim/report/spectra/spectrum_parts.h"

namespace emtansim::report {

namespace {

using spectra::Composition;
using spectra::Estimated;
using spectra::Trust;

const char* kMethod = "bootstrap over noise";

Json card(const char* headline, std::string sentence, Json value, const char* unit, const char* kind) {
  return {{"headline", headline},
          {"sentence", std::move(sentence)},
          {"value", std::move(value)},
          {"unit", unit},
          {"kind", kind}};
}

void add_interval(Json& part, const Estimated& estimated, double factor) {
  if (estimated.low == estimated.high) return;
  part["interval"] = {{"low", rounded(factor * estimated.low)},
                      {"high", rounded(factor * estimated.high)},
                      {"level", 0.95},
                      {"method", kMethod}};
}

Json dar_card(const Composition& composition) {
  if (composition.trust == Trust::not_to_use)
    return card(
        "Drug-to-antibody ratio",
        "No DAR is given: the conjugate that was assumed does not explain this spectrum. The warnings say what to "
        "look at first.",
        "none", "", "caution");
  Json part = card(
      "Drug-to-antibody ratio",
      fmt::format("On average {:.2f} drugs sit on an antibody. Other choices of series, tolerance and model "
                  "give {:.2f} to {:.2f}.",
                  composition.dar.value, composition.lowest_choice, composition.highest_choice),
      std::round(1000 * composition.dar.value) / 1000, "", composition.trust == Trust::good ? "estimate" : "caution");
  add_interval(part, composition.dar, 1);
  part["plot"] = "load";
  return part;
}

Json share_card(const char* headline, const char* sentence, const Estimated& estimated, double factor,
                const char* unit) {
  Json part = card(headline, sentence, rounded(factor * estimated.value), unit, "estimate");
  add_interval(part, estimated, factor);
  return part;
}

Json check_card(const Composition& composition) {
  const double explained = 100 * (1 - composition.unexplained);
  std::string sentence = fmt::format("Molecules of the ladder explain {:.0f} % of the intensity", explained);
  if (composition.decoys.size() > 1)
    sentence += fmt::format(
        "; within {:.0f} Da the ladder matches {:.0f} %, ladders shifted by chance constants {:.0f} % "
        "on average and {:.0f} % at most",
        composition.decoys[1].tolerance, 100 * composition.decoys[1].matched, 100 * composition.decoys[1].decoy_mean,
        100 * composition.decoys[1].decoy_high);
  Json part = card("Explained intensity", sentence + ".", rounded(explained), "%", "check");
  part["passed"] = composition.trust != Trust::not_to_use && composition.unexplained < 0.15;
  part["plot"] = "composition";
  return part;
}

/// Whether loads lie at the drug's distances, or only somewhere.
Json comb_card(const Composition& composition) {
  const auto& comb = composition.comb;
  const double ratio = comb.gain > 0 ? 100 * std::max(0.0, comb.decoy_best) / comb.gain : 0;
  Json part = card("Comb of drugs",
                   comb.gain > 0 ? fmt::format("Loads at distances that are not the drug's explain at most {:.0f} % of "
                                               "what loads at the drug's distances explain, {:.0f} % on average.",
                                               ratio, 100 * std::max(0.0, comb.decoy_mean) / comb.gain)
                                 : "No load is seen beside the commonest one.",
                   rounded(ratio), "%", "check");
  part["passed"] = ratio < 90;
  return part;
}

Json findings_of(const Composition& composition) {
  Json list = Json::array({dar_card(composition)});
  if (composition.trust != Trust::not_to_use) {
    if (composition.linkers.size() > 1)
      list.push_back(share_card("Dead linkers", "Linkers that hold no drug, for each antibody.",
                                composition.dead_linkers, 1, "per antibody"));
    list.push_back(share_card("Unconjugated antibody", "Antibodies with neither drug nor linker.",
                              composition.unconjugated, 100, "%"));
  }
  list.push_back(check_card(composition));
  if (composition.pieces.empty()) list.push_back(comb_card(composition));
  list.push_back(
      card("Calibration",
           fmt::format("All masses lie {:+.1f} Da from their formulae at {:.0f} Da; a mass scatters by {:.1f} Da "
                       "(standard deviation){}.",
                       composition.shift, composition.reference_mass, composition.width,
                       composition.tail > 0
                           ? fmt::format(", with a tail of {:.0f} Da towards higher masses", composition.tail)
                           : ""),
           rounded(1e6 * composition.shift / composition.reference_mass), "ppm", "check"));
  list.back()["passed"] = std::abs(composition.shift / composition.reference_mass) < 50e-6;
  return list;
}

Json section(const char* id, const char* title, const char* text, std::initializer_list<Json> plots) {
  Json list = Json::array();
  for (const auto& plot : plots)
    if (!plot.is_null()) list.push_back(plot);
  return {{"id", id}, {"title", title}, {"text", text}, {"plots", list}};
}

Json sections_of(const SpectrumOutcome& outcome) {
  return Json::array(
      {section(
           "composition", "Composition",
           "Every molecule of the ladder, the antibody with k drugs, j dead linkers and two glycans, is fitted to the "
           "whole spectrum at once, with the calibration and the width of a peak.",
           {fitted_plot(outcome), piece_table(outcome), load_plot(outcome), glycan_plot(outcome), pair_table(outcome)}),
       section("spectrum", "Spectrum", "What was given, and what each mass may be.",
               {given_plot(outcome), map_plot(outcome), reading_table(outcome)}),
       section("evidence", "How sure is it?",
               "With many glycans, loads and linkers a random mass finds a partner as well. Shifted ladders show how "
               "often.",
               {decoy_table(outcome), choice_table(outcome)}),
       section("molecules", "Molecules", "", {molecule_plot(outcome)})});
}

Json assumption(std::string statement, std::string because, std::string effect) {
  return {{"statement", std::move(statement)}, {"because", std::move(because)}, {"effect", std::move(effect)}};
}

Json assumptions_of(const SpectrumOutcome& outcome) {
  Json list = Json::array();
  list.push_back(assumption("Every load, linker and glycan flies and is detected alike.",
                            "no response factors are published", "the DAR, if drugs change the response"));
  list.push_back(assumption(
      fmt::format("Shares are tied together as '{}'.", spectra::to_text(outcome.composition.structure)),
      "chosen by the evidence (BIC) among four structures", "the table of choices shows the DAR under the others"));
  list.push_back(
      assumption(fmt::format("The antibody weighs {:.2f} Da without glycans; a drug with its linker adds {:.3f} "
                             "Da, a dead linker {:.3f} Da.",
                             outcome.ladder.antibody_mass, outcome.ladder.drug_mass, outcome.ladder.linker_mass),
                 "average masses from the formulae with standard atomic weights",
                 "a mass that is wrong by exactly one drug moves the DAR by one and cannot be seen"));
  if (!outcome.ladder.glycans.empty())
    list.push_back(assumption(
        fmt::format("The glycans are those of {}.",
                    outcome.parts.glycans.name.empty() ? outcome.parts.glycans.file : outcome.parts.glycans.name),
        "the library given, or that of the conjugate", "forgotten glycans show as unexplained intensity"));
  for (const auto& text : outcome.parts.antibody.assumed)
    list.push_back(assumption(text, "the sequence file does not say", "the mass of the antibody"));
  return list;
}

Json warnings_of(const SpectrumOutcome& outcome) {
  Json list = Json::array();
  for (const auto& warning : outcome.composition.warnings)
    list.push_back({{"text", warning.text}, {"try", warning.try_this}});
  for (const auto& text : outcome.warnings) list.push_back({{"text", text}});
  return list;
}

Json provenance_of(const SpectrumOutcome& outcome, const std::string& command) {
  Json items = Json::array();
  const auto add = [&items](const char* label, const std::string& value) {
    if (!value.empty()) items.push_back({{"label", label}, {"value", value}});
  };
  add("Program", fmt::format("emtansim {}", version()));
  add("Commit", std::string(commit()));
  add("Command", command);
  add("Started", outcome.started);
  add("Time taken", fmt::format("{} s", to_short(outcome.wall_seconds, 3)));
  add("Seed", std::to_string(outcome.seed));
  add("Bootstrap replicates", std::to_string(outcome.composition.replicates));
  for (const auto& step : outcome.steps) add("Step", step);
  Json files = Json::array({Json{{"path", outcome.file}, {"hash", outcome.hash}, {"role", "spectrum"}}});
  Json used = Json::array();
  for (const auto& library : libraries())
    used.push_back({{"name", library.name}, {"version", library.version}, {"licence", library.licence}});
  return {{"items", items}, {"files", files}, {"libraries", used}};
}

}  // namespace

std::string spectrum_json(const SpectrumOutcome& outcome, const catalogue::Catalogue& catalogue,
                          const std::string& command) {
  Json document = {{"format", "emtansim-report"}, {"version", 1}};
  Json meta = {{"title", fmt::format("Composition of {} in {}", outcome.entry.name,
                                     std::filesystem::path(outcome.file).filename().string())},
               {"description", "What the conjugate in a mass spectrum is made of: drug load, dead linkers, glycans."},
               {"program", fmt::format("emtansim {}", version())},
               {"date", outcome.started},
               {"input", {{"file", outcome.file}, {"hash", outcome.hash}}},
               {"seed", outcome.seed}};
  if (!command.empty()) meta["command"] = command;
  document["meta"] = meta;
  document["findings"] = findings_of(outcome.composition);
  Json facts = Json::array();
  for (const auto& fact : outcome.facts) facts.push_back({{"label", fact.label}, {"value", fact.value}});
  document["asked"] = {
      {"summary", fmt::format("{}: {} points, explained by {} with up to {} drugs and {} dead linkers.", outcome.format,
                              outcome.signal.x.size(), outcome.entry.name,
                              outcome.ladder.most_drugs * outcome.ladder.drugs_per_step, outcome.ladder.most_linkers)},
      {"facts", facts}};
  document["sections"] = sections_of(outcome);
  document["assumptions"] = assumptions_of(outcome);
  document["references"] = references_for({"varadhan2008", outcome.parts.antibody.source}, catalogue);
  document["warnings"] = warnings_of(outcome);
  document["provenance"] = provenance_of(outcome, command);
  return to_text(document);
}

}  // namespace emtansim::report
