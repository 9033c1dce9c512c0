// SPDX-License-Identifier: Apache-2.0
/// Parts of the reports on drug loads, and what they all tell about conjugate, files and program.
#include "emtansim/report/spectra/dar_parts.h"
#include "emtansim/report/references.h"

#include <algorithm>

#include <fmt/format.h>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

Json provenance_of(const DarFrame& frame) {
  Json items = Json::array();
  items.push_back({{"label", "Program"}, {"value", fmt::format("emtansim {}", version())}});
  items.push_back({{"label", "Commit"}, {"value", std::string(commit())}});
  if (!frame.command.empty()) items.push_back({{"label", "Command"}, {"value", frame.command}});
  Json files = Json::array();
  for (const auto& file : frame.files) files.push_back({{"path", file.path}, {"hash", file.hash}, {"role", file.role}});
  Json used = Json::array();
  for (const auto& library : libraries())
    used.push_back({{"name", library.name}, {"version", library.version}, {"licence", library.licence}});
  return {{"items", items}, {"files", files}, {"libraries", used}};
}

Json references_of(const DarFrame& frame) {
  Json list = Json::array();
  for (const auto& reference : frame.references) list.push_back(reference_part(reference));
  return list;
}

}  // namespace

Json finding(std::string_view headline, std::string sentence, Json value, std::string_view unit,
             std::string_view kind) {
  return {{"headline", headline},
          {"sentence", std::move(sentence)},
          {"value", std::move(value)},
          {"unit", unit},
          {"kind", kind}};
}

void add_interval(Json& finding, const spectra::Estimated& estimated, std::string_view method, double level) {
  if (!(estimated.low < estimated.high)) return;
  finding["interval"] = {{"low", rounded(estimated.low)}, {"high", rounded(estimated.high)}};
  if (level > 0) finding["interval"]["level"] = level;
  finding["interval"]["method"] = method;
}

Json fact(std::string_view label, std::string value) { return {{"label", label}, {"value", std::move(value)}}; }

Json assumed(std::string statement, std::string because, std::string effect) {
  return {{"statement", std::move(statement)}, {"because", std::move(because)}, {"effect", std::move(effect)}};
}

Json warned(std::string text, std::string try_this) {
  Json warning = {{"text", std::move(text)}};
  if (!try_this.empty()) warning["try"] = std::move(try_this);
  return warning;
}

Json text_column(std::string_view key, std::string_view name) {
  return {{"key", key}, {"name", name}, {"kind", "text"}};
}

Json number_column(std::string_view key, std::string_view name, std::string_view unit, int digits) {
  return {{"key", key}, {"name", name}, {"unit", unit}, {"kind", "number"}, {"digits", digits}};
}

Json table(std::string_view id, std::string_view title, std::string_view caption, Json columns, Json rows) {
  return {{"id", id},
          {"kind", "table"},
          {"title", title},
          {"caption", caption},
          {"columns", std::move(columns)},
          {"rows", std::move(rows)}};
}

Json interval_bars(std::string_view id, std::string_view title, std::string_view caption, Json axis,
                   const std::vector<std::string>& names, const std::vector<spectra::Estimated>& values) {
  Json value = Json::array(), low = Json::array(), high = Json::array();
  bool has_intervals = false;
  for (const auto& estimated : values) {
    value.push_back(rounded(estimated.value));
    low.push_back(rounded(estimated.low));
    high.push_back(rounded(estimated.high));
    has_intervals = has_intervals || estimated.low < estimated.high;
  }
  Json series = {{"name", axis["label"]}, {"values", value}};
  if (has_intervals) {
    series["low"] = low;
    series["high"] = high;
  }
  return {{"id", id},
          {"kind", "bars"},
          {"title", title},
          {"caption", caption},
          {"y", std::move(axis)},
          {"categories", names},
          {"series", Json::array({series})}};
}

Json section(std::string_view id, std::string_view title, std::string_view text, Json plots) {
  return {{"id", id}, {"title", title}, {"text", text}, {"plots", std::move(plots)}};
}

std::string document_of(DarDocument document, const DarFrame& frame) {
  if (!frame.molecules.empty())
    document.sections.push_back(section("molecules", "Molecules", "What the conjugate carries and what it becomes.",
                                        {molecules_part(frame.molecules)}));
  Json facts = Json::array({fact("Conjugate", frame.entry.name)});
  for (auto& item : document.facts) facts.push_back(std::move(item));
  Json meta = {{"title", document.title},
               {"description", document.description},
               {"program", fmt::format("emtansim {}", version())}};
  if (!frame.files.empty()) meta["input"] = {{"file", frame.files.front().path}, {"hash", frame.files.front().hash}};
  if (!frame.command.empty()) meta["command"] = frame.command;
  for (const auto& text : frame.parts.antibody.assumed)
    document.assumptions.push_back(assumed(text, "the sequence file does not say", "the mass of the antibody"));
  const Json whole = {{"format", "emtansim-report"},
                      {"version", 1},
                      {"meta", meta},
                      {"findings", document.findings},
                      {"asked", {{"summary", document.summary}, {"facts", facts}}},
                      {"sections", document.sections},
                      {"assumptions", document.assumptions},
                      {"references", references_of(frame)},
                      {"warnings", document.warnings},
                      {"provenance", provenance_of(frame)}};
  return to_text(whole);
}

std::vector<DrawnMolecule> drawn_molecules(const catalogue::ConjugateEntry& entry,
                                           const conjugate::Chemistry& chemistry) {
  std::vector<DrawnMolecule> drawn;
  for (const auto& name : {entry.payload, entry.catabolite, entry.released}) {
    const auto* molecule = name.empty() ? nullptr : chemistry.molecules.find_if_any(name);
    if (molecule == nullptr || molecule->smiles.empty()) continue;
    const auto is_same = [&](const auto& other) { return other.name == molecule->name; };
    if (std::ranges::any_of(drawn, is_same)) continue;
    drawn.push_back({molecule->name,
                     fmt::format("{}, {:.3f} Da{}", conjugate::to_text(molecule->formula),
                                 conjugate::average_mass(molecule->formula, chemistry.elements),
                                 molecule->name == entry.payload ? ", the payload" : ""),
                     molecule->smiles});
  }
  return drawn;
}

}  // namespace emtansim::report
