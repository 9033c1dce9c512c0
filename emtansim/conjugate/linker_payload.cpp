// SPDX-License-Identifier: Apache-2.0
/// Reader of linkers/*.toml.
#include "emtansim/conjugate/linker_payload.h"

#include <algorithm>

#include <fmt/format.h>

#include "emtansim/base/toml.h"

namespace emtansim::conjugate {

namespace {

const std::vector<std::string> kAttachments = {"lysine", "cysteine"};
constexpr int kLargestStep = 8;
constexpr double kMostDeadLinkers = 20;

std::optional<Formula> optional_formula(const TomlTable& file, std::string_view key) {
  const auto value = file.find(key);
  if (!value) return std::nullopt;
  return parse_formula(value->text(), value->where());
}

Attachment read_attachment(const TomlValue& value) {
  const std::string word = value.text();
  const auto found = std::ranges::find(kAttachments, word);
  if (found == kAttachments.end())
    value.refuse("unknown-word", fmt::format("'attachment' is \"{}\"", word), "", suggestion(word, kAttachments));
  return static_cast<Attachment>(found - kAttachments.begin());
}

void refuse_range(const TomlValue& value, std::string_view range) {
  value.refuse("out-of-range", fmt::format("'{}' must lie between {}", value.name(), range));
}

/// The range of the mean number of dead linkers; without one it is taken as exact.
void read_range(const TomlTable& file, LinkerPayload& added) {
  added.fewest_dead_linkers = added.most_dead_linkers = added.dead_linkers_per_antibody;
  const auto range = file.find("dead_linkers_range");
  if (!range) return;
  const auto ends = range->list();
  if (ends.size() != 2)
    range->refuse("out-of-range", "'dead_linkers_range' has another number of ends than two", "", "[0, 0.5]");
  added.fewest_dead_linkers = ends[0].number();
  added.most_dead_linkers = ends[1].number();
  if (!(added.fewest_dead_linkers >= 0 && added.fewest_dead_linkers <= added.dead_linkers_per_antibody &&
        added.dead_linkers_per_antibody <= added.most_dead_linkers && added.most_dead_linkers <= kMostDeadLinkers))
    range->refuse("out-of-range", "'dead_linkers_range' does not hold 'dead_linkers_per_antibody'", "",
                  "[lowest, highest], from 0 to 20");
}

}  // namespace

std::string_view to_text(Attachment attachment) { return kAttachments[static_cast<std::size_t>(attachment)]; }

LinkerPayload parse_linker_payload(std::string_view text, const std::string& file_name) {
  static const std::vector<std::string> kKeys = {"name",
                                                 "linker",
                                                 "payload",
                                                 "attachment",
                                                 "drug",
                                                 "drug_opened",
                                                 "dead_linker",
                                                 "dead_linker_hydrolysed",
                                                 "dead_linker_with_cysteine",
                                                 "dead_linkers_per_antibody",
                                                 "dead_linkers_range",
                                                 "step",
                                                 "source",
                                                 "provenance",
                                                 "note"};
  const TomlDocument document = TomlDocument::parse(text, file_name);
  const TomlTable file = document.root();
  file.refuse_unknown_keys(kKeys);
  LinkerPayload added;
  added.name = file.at("name").text();
  added.where = file.at("name").where();
  added.linker = file.at("linker").text();
  added.payload = file.at("payload").text();
  added.attachment = read_attachment(file.at("attachment"));
  added.drug = parse_formula(file.at("drug").text(), file.at("drug").where());
  added.drug_opened = optional_formula(file, "drug_opened");
  added.dead_linker = optional_formula(file, "dead_linker");
  added.dead_linker_hydrolysed = optional_formula(file, "dead_linker_hydrolysed");
  added.dead_linker_with_cysteine = optional_formula(file, "dead_linker_with_cysteine");
  if (const auto mean = file.find("dead_linkers_per_antibody")) {
    added.dead_linkers_per_antibody = mean->number();
    if (!(added.dead_linkers_per_antibody >= 0 && added.dead_linkers_per_antibody <= kMostDeadLinkers))
      refuse_range(*mean, "0 and 20");
  }
  read_range(file, added);
  if (const auto step = file.find("step")) {
    const auto number = step->whole_number();
    if (number < 1 || number > kLargestStep) refuse_range(*step, "1 and 8");
    added.step = static_cast<int>(number);
  }
  added.provenance = file.at("provenance").text();
  added.note = file.text_or_empty("note");
  return added;
}

}  // namespace emtansim::conjugate
