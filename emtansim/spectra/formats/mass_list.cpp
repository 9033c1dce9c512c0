// SPDX-License-Identifier: Apache-2.0
/// Reader of tables of zero-charge masses; their columns are found by name, since every vendor has other ones.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/formats/columns.h"
#include "emtansim/spectra/formats/detect.h"
#include "emtansim/spectra/formats/reader.h"

namespace emtansim::spectra {

namespace {

bool has_word(const std::string& key, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return key.find(word) != std::string::npos; });
}

/// How well a name fits, 0 for not at all.
int mass_rank(std::string_view name) {
  const std::string key = to_key(name);
  if (!has_word(key, {"mass", "mw"})) return 0;
  if (has_word(key, {"error", "delta", "diff", "theor", "calc", "expect", "ppm", "shift", "std", "charge", "target"}))
    return 0;
  if (has_word(key, {"avg", "average"})) return 4;
  if (key == "mass" || key == "massda") return 3;
  return has_word(key, {"mono"}) ? 1 : 2;
}

int intensity_rank(std::string_view name) {
  const std::string key = to_key(name);
  if (has_word(key, {"error", "std", "ratio", "log"})) return 0;
  if (key.starts_with("sumintens") || key.starts_with("totalintens")) return 6;
  if (has_word(key, {"intens"})) return 5;
  if (has_word(key, {"abundance"})) return 4;
  if (has_word(key, {"height"})) return 3;
  if (has_word(key, {"area"})) return 2;
  return has_word(key, {"counts", "signal"}) ? 1 : 0;
}

struct Choice {
  std::string_view what;    ///< "mass"
  std::string_view option;  ///< what a caller may name
  int (*rank)(std::string_view);
};

std::size_t chosen_column(const std::vector<std::string>& names, const std::string& asked, const Choice& choice,
                          const Where& where) {
  const std::string all = fmt::format("the columns are {}", fmt::join(names, ", "));
  if (!asked.empty()) {
    const auto found =
        std::ranges::find_if(names, [&](const std::string& name) { return to_key(name) == to_key(asked); });
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw InputError(where,
                     {"unknown-column", fmt::format("there is no column '{}'", asked), all, suggestion(asked, names)});
  }
  int best = 0;
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int rank = choice.rank(names[i]);
    if (rank > best) at.clear();
    best = std::max(best, rank);
    if (rank == best && rank > 0) at.push_back(i);
  }
  if (at.size() == 1) return at.front();
  throw InputError(where, {"unknown-column",
                           fmt::format("{} column can be the {}", at.empty() ? "no" : "more than one", choice.what),
                           all, fmt::format("name it with {}", choice.option)});
}

struct Found {
  std::size_t mass = 0, intensity = 1;
};

Found found_columns(const Preamble& preamble, const MassColumns& columns, MassListReading& reading) {
  const Where where{reading.list.file, preamble.first_line > 1 ? preamble.first_line - 1 : preamble.first_line};
  const auto names = column_names(preamble);
  if (names.empty()) {
    if (!columns.mass.empty() || !columns.intensity.empty())
      throw InputError(where, {"unknown-column", "the columns have no names", "the file has no header that fits", ""});
    reading.warnings.push_back(
        {where, {"no-header", "the columns have no names", "the first is taken as mass, the second as intensity", ""}});
    return {};
  }
  const Found found{
      chosen_column(names, columns.mass, {"mass", "--mass-column", mass_rank}, where),
      chosen_column(names, columns.intensity, {"intensity", "--intensity-column", intensity_rank}, where)};
  reading.list.mass_column = names[found.mass];
  reading.list.intensity_column = names[found.intensity];
  return found;
}

void add_row(std::string_view line, int number, const Notation& notation, const Found& columns, MassList& list) {
  if (trim(line).empty() || line.starts_with('#')) return;
  const auto cells = cells_of(line, notation);
  const auto value = [&](std::size_t column) {
    return column < cells.size() ? number_in(cells[column], notation) : std::nullopt;
  };
  const auto mass = value(columns.mass), intensity = value(columns.intensity);
  if (!mass || !intensity || !std::isfinite(*mass) || !std::isfinite(*intensity) || *mass <= 0 || *intensity < 0) {
    throw InputError({list.file, number}, {"bad-number", "the row is no mass and intensity",
                                           "the mass must be positive, the intensity not negative, both finite",
                                           "mend the row, or put # in front of it"});
  }
  constexpr std::size_t kMost = 10'000'000;
  if (list.mass.size() == kMost) throw InputError({list.file, number}, {"too-large", "the list is too long", "", ""});
  list.mass.push_back(*mass);
  list.intensity.push_back(*intensity);
}

void sort_by_mass(MassList& list) {
  std::vector<std::size_t> order(list.mass.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return list.mass[a] < list.mass[b]; });
  std::vector<double> mass, intensity;
  for (const std::size_t i : order) {
    mass.push_back(list.mass[i]);
    intensity.push_back(list.intensity[i]);
  }
  list.mass = std::move(mass);
  list.intensity = std::move(intensity);
}

MassListReading read_list(std::unique_ptr<ByteStream> packed, const std::string& name, const MassColumns& columns) {
  auto stream = gunzipped(std::move(packed), name);
  std::string front = take_front(*stream, kLook);
  refuse_vendor_format(front, name);
  if (trim(front).starts_with('<')) {
    throw InputError({name, 0}, {"unknown-format", "this is XML, not a list of masses", "a table of text is needed",
                                 "give spectra to emtansim deconvolve"});
  }
  stream = preceded(std::move(front), std::move(stream));
  MassListReading reading;
  reading.list.file = name;
  Lines lines(*stream, name);
  const Preamble preamble = read_preamble(lines);
  const Found found = found_columns(preamble, columns, reading);
  int number = preamble.first_line;
  for (const auto& line : preamble.sample) add_row(line, number++, preamble.notation, found, reading.list);
  while (const auto line = lines.next()) add_row(*line, lines.where().line, preamble.notation, found, reading.list);
  if (!std::ranges::is_sorted(reading.list.mass)) sort_by_mass(reading.list);
  const bool has_any = std::ranges::any_of(reading.list.intensity, [](double intensity) { return intensity > 0; });
  if (!has_any)
    throw InputError({name, 0}, {"no-peaks", "no mass has an intensity above zero", "", "is the right column read?"});
  return reading;
}

}  // namespace

MassListReading read_mass_list(const std::string& path, const MassColumns& columns) {
  return read_list(open_stream(path), path, columns);
}

MassListReading read_mass_list(const Content& content, const MassColumns& columns) {
  return read_list(stream_of(content.bytes), content.name, columns);
}

}  // namespace emtansim::spectra
