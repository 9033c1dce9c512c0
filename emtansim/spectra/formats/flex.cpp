// SPDX-License-Identifier: Apache-2.0
/// Reader of Bruker flex: `fid` holds counts by time of flight, `acqu` the constants that turn time into m/z
/// [@titulaer2006] and, with high-precision calibration [@gobom2002], a polynomial that moves m/z within its range.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/formats/binary_array.h"
#include "emtansim/spectra/formats/reader.h"

namespace emtansim::spectra {

namespace {

/// The lines `##$NAME= value` of acqu.
class Parameters {
 public:
  Parameters(std::string_view text, std::string file) : file_(std::move(file)) {
    constexpr std::size_t kMostLines = 100000;
    int line = 0;
    for (const auto row : split(text, '\n')) {
      if (++line > static_cast<int>(kMostLines)) break;
      if (!row.starts_with("##")) continue;
      const auto name = row.substr(row.starts_with("##$") ? 3 : 2);
      const auto equal = name.find('=');
      if (equal == std::string_view::npos) continue;
      values_[std::string(trim(name.substr(0, equal)))] = {std::string(trim(name.substr(equal + 1))), line};
    }
  }

  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }
  [[nodiscard]] std::string text(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second.text;
  }
  [[nodiscard]] double number(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end())
      throw InputError({file_, 0}, {"bad-number", fmt::format("'{}' is missing", name), "the time of flight needs it",
                                    "is it the acqu of this fid?"});
    const auto number = parse_number(found->second.text);
    if (number && std::isfinite(*number)) return *number;
    throw InputError({file_, found->second.line},
                     {"bad-number", fmt::format("'{}' is '{}'", name, found->second.text.substr(0, 40)),
                      "it must be a number", "copy the folder again"});
  }
  [[nodiscard]] Where where(const std::string& name) const {
    const auto found = values_.find(name);
    return {file_, found == values_.end() ? 0 : found->second.line};
  }

 private:
  struct Value {
    std::string text;
    int line = 0;
  };
  std::string file_;
  std::map<std::string, Value> values_;
};

/// Quadratic time of flight: ML3 u^2 + sqrt(1e12/ML1) u + ML2 - t = 0 with u the square root of m/z.
struct FlightTime {
  double delay = 0, step = 0, linear = 0, offset = 0, quadratic = 0;

  [[nodiscard]] double mz(std::size_t i) const {
    const double t = delay + step * static_cast<double>(i);
    const double c = offset - t;
    const double root_of = linear * linear - 4 * quadratic * c;
    // The root with the plus sign, in the form that has no cancellation and needs no case for ML3 = 0.
    const double root = -2 * c / (linear + std::sqrt(std::max(root_of, 0.0)));
    return root > 0 && root_of >= 0 ? root * root : std::numeric_limits<double>::quiet_NaN();
  }
};

/// The polynomial of high-precision calibration; of no effect outside its range.
struct Correction {
  std::vector<double> coefficients;
  double low = 0, high = 0;

  [[nodiscard]] double applied(double mz) const {
    if (coefficients.empty() || mz < low || mz > high) return mz;
    double sum = 0;
    for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) sum = sum * mz + *c;
    return mz - sum;
  }
};

/// The number behind a word of HPCStr.
double number_after(const std::vector<std::string_view>& words, std::string_view name) {
  const auto found = std::ranges::find(words, name);
  if (found == words.end() || found + 1 == words.end()) return std::numeric_limits<double>::quiet_NaN();
  return parse_number(*(found + 1)).value_or(std::numeric_limits<double>::quiet_NaN());
}

Correction correction_of(const Parameters& parameters, Warnings& warnings) {
  Correction correction;
  if (to_lower(parameters.text("HPClUse")) != "yes") return correction;
  const std::string text = parameters.text("HPCStr");
  std::vector<std::string_view> words;
  for (const auto word : split(text, ' '))
    if (!word.empty()) words.push_back(word);
  correction.low = number_after(words, "minMass");
  correction.high = number_after(words, "maxMass");
  const double count = number_after(words, "V1.0VectorDouble");
  constexpr double kMostCoefficients = 50;
  auto word = std::ranges::find(words, std::string_view("V1.0VectorDouble"));
  bool is_whole =
      std::isfinite(correction.low) && std::isfinite(correction.high) && count > 0 && count < kMostCoefficients;
  for (int i = 0; is_whole && i < static_cast<int>(count); ++i) {
    const auto at = word + 2 + i;
    const auto number = at < words.end() ? parse_number(*at) : std::nullopt;
    is_whole = number && std::isfinite(*number);
    if (is_whole) correction.coefficients.push_back(*number);
  }
  if (is_whole) return correction;
  warnings.add(parameters.where("HPCStr"), {"calibration", "the high-precision calibration cannot be read",
                                            "m/z is by the quadratic calibration alone", ""});
  return {};
}

FlightTime flight_time(const Parameters& parameters) {
  const double squared = parameters.number("ML1");
  const FlightTime flight{.delay = parameters.number("DELAY"),
                          .step = parameters.number("DW"),
                          .linear = std::sqrt(1e12 / squared),
                          .offset = parameters.number("ML2"),
                          .quadratic = parameters.has("ML3") ? parameters.number("ML3") : 0};
  if (squared > 0 && flight.step > 0) return flight;
  throw InputError(parameters.where(squared > 0 ? "DW" : "ML1"),
                   {"bad-number", "a constant of the time of flight is not positive", "", "copy the folder again"});
}

std::vector<double> counts_of(const ByteStore& fid, const Parameters& parameters, Session& session) {
  const std::uint64_t present = fid.size() / 4;
  if (present > session.limits.points)
    throw InputError({session.name, 0},
                     {"too-large", "the fid is too large", fmt::format("it has {} points", present), ""});
  const double declared = parameters.number("TD");
  if (declared != static_cast<double>(present) || fid.size() % 4 != 0) {
    session.warnings.add({session.name, 0},
                         {"array-length", fmt::format("acqu claims {} points", declared),
                          fmt::format("the fid has {} bytes; its {} whole numbers are read", fid.size(), present), ""});
  }
  std::string bytes(static_cast<std::size_t>(present) * 4, '\0');
  bytes.resize(fid.read_at(0, bytes) / 4 * 4);
  const bool is_big = parameters.has("BYTORDA") && parameters.number("BYTORDA") == 1;
  return to_numbers(bytes, {.number = NumberKind::int32, .order = is_big ? ByteOrder::big : ByteOrder::little},
                    session.limits.points);
}

}  // namespace

void read_flex(const ByteStore& fid, std::string_view text, Session& session) {
  const Parameters parameters(text, session.name);
  const FlightTime flight = flight_time(parameters);
  const auto counts = counts_of(fid, parameters, session);
  const Correction correction = correction_of(parameters, session.warnings);
  ++session.reading.spectra;
  if (!session.wants_spectra()) return;
  Spectrum spectrum{.id = "fid", .declared = PointKind::profile};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double mz = flight.mz(i);
    if (std::isnan(mz)) continue;  // before the ions
    spectrum.mz.push_back(correction.applied(mz));
    spectrum.intensity.push_back(counts[i]);
  }
  if (!correction.coefficients.empty()) {
    spectrum.steps.push_back({"calibration", fmt::format("polynomial of acqu between m/z {} and {}",
                                                         to_short(correction.low, 7), to_short(correction.high, 7))});
  }
  session.deliver(std::move(spectrum), {session.name, 0});
}

}  // namespace emtansim::spectra
