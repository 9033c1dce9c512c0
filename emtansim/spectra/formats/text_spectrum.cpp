// SPDX-License-Identifier: Apache-2.0
/// Reader of spectra as columns of text.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/formats/columns.h"
#include "emtansim/spectra/formats/reader.h"

namespace emtansim::spectra {

namespace {

struct TwoColumns {
  std::size_t mz = 0;
  std::size_t intensity = 1;
};

bool means_mz(std::string_view name) {
  const std::string key = to_key(name);
  return key.starts_with("mz") || key.find("masscharge") != std::string::npos ||
         key.find("masstocharge") != std::string::npos;
}

bool means_intensity(std::string_view name) {
  const std::string key = to_key(name);
  constexpr std::array<std::string_view, 5> kWords = {"intens", "abundance", "counts", "height", "signal"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return key.find(word) != std::string::npos; });
}

TwoColumns columns_of(const std::vector<std::string>& names) {
  const auto mz = std::ranges::find_if(names, means_mz);
  const auto intensity = std::ranges::find_if(names, means_intensity);
  if (mz == names.end() || intensity == names.end()) return {};
  return {static_cast<std::size_t>(mz - names.begin()), static_cast<std::size_t>(intensity - names.begin())};
}

class Rows {
 public:
  Rows(const Preamble& preamble, const std::string& file, const ReadLimits& limits)
      : notation_(preamble.notation), columns_(columns_of(column_names(preamble))), file_(file), limits_(limits) {}

  void add(std::string_view line, int number) {
    if (trim(line).empty() || line.starts_with('#')) return;
    const auto cells = cells_of(line, notation_);
    const auto value = [&](std::size_t column) {
      return column < cells.size() ? number_in(cells[column], notation_) : std::nullopt;
    };
    const auto mz = value(columns_.mz), intensity = value(columns_.intensity);
    if (!mz || !intensity || !std::isfinite(*mz) || !std::isfinite(*intensity)) refuse(line, number);
    if (spectrum_.mz.size() == limits_.points)
      throw InputError({file_, number},
                       {"too-large", fmt::format("the spectrum has more than {} points", limits_.points), "", ""});
    spectrum_.mz.push_back(*mz);
    spectrum_.intensity.push_back(*intensity);
  }

  [[nodiscard]] Spectrum& spectrum() { return spectrum_; }

 private:
  [[noreturn]] void refuse(std::string_view line, int number) const {
    std::string shown(line.substr(0, 40));
    std::ranges::replace_if(
        shown, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    throw InputError({file_, number}, {"bad-number", fmt::format("'{}' is no m/z and intensity", shown),
                                       "each line needs two finite numbers, written as in the lines before",
                                       "mend the line, or put # in front of it"});
  }

  Notation notation_;
  TwoColumns columns_;
  const std::string& file_;
  const ReadLimits& limits_;
  Spectrum spectrum_;
};

}  // namespace

void read_text_spectrum(ByteStream& stream, Session& session) {
  Lines lines(stream, session.name);
  const Preamble preamble = read_preamble(lines);
  Rows rows(preamble, session.name, session.limits);
  int number = preamble.first_line;
  for (const auto& line : preamble.sample) rows.add(line, number++);
  while (const auto line = lines.next()) rows.add(*line, lines.where().line);
  ++session.reading.spectra;
  rows.spectrum().id = "text";
  if (session.wants_spectra()) session.deliver(std::move(rows.spectrum()), {session.name, preamble.first_line});
}

}  // namespace emtansim::spectra
