// SPDX-License-Identifier: Apache-2.0
/// Reader of mzXML: big-endian pairs of m/z and intensity; scans may nest, times are ISO durations.
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/formats/binary_array.h"
#include "emtansim/spectra/formats/file_checks.h"
#include "emtansim/spectra/formats/reader.h"
#include "emtansim/spectra/formats/xml.h"

namespace emtansim::spectra {

namespace {

class MzxmlSink : public XmlSink {
 public:
  explicit MzxmlSink(Session& session)
      : session_(session),
        base64_(2 * session.limits.points * 8 + 1024),
        feed_(*this, session.name),
        file_(feed_, session) {}

  void read(ByteStream& stream) { file_.read_through(stream); }

  void on_start(std::string_view name, const Attributes& attributes) override {
    file_.on_start(name, attributes);
    if (name == "scan") start_scan(attributes);
    if (name == "precursorMz") text_.clear();
    if (name == "peaks") start_peaks(attributes);
    element_ = name;
  }
  void on_end(std::string_view name) override {
    if (name == "precursorMz" && is_open_) end_precursor();
    if (name == "peaks" && is_open_) end_peaks();
    if (name == "scan") hand_over();
    file_.on_end(name);
    element_.clear();
  }
  void on_text(std::string_view text) override {
    constexpr std::size_t kLongestNumber = 100;
    if (element_ == "peaks" && session_.wants_spectra()) {
      with_place([&] { base64_.add(text); });
    } else if (element_ == "precursorMz" && text_.size() < kLongestNumber) {
      text_ += text;
    } else {
      file_.on_text(text);
    }
  }

 private:
  template <class Decode>
  void with_place(Decode decode) {
    try {
      decode();
    } catch (const ArrayProblem& problem) {
      throw InputError(feed_.where(), {"bad-array", fmt::format("scan '{}': {}", spectrum_.id, problem.what),
                                       problem.why, "copy or convert the file again"});
    }
  }

  void start_scan(const Attributes& attributes);
  void start_peaks(const Attributes& attributes);
  void end_precursor();
  void end_peaks();
  void hand_over();

  Session& session_;
  Base64 base64_;
  XmlFeed feed_;
  FileChecks file_;
  SeenNames seen_;
  Spectrum spectrum_;
  bool is_open_ = false;
  bool has_peaks_ = false;
  bool is_pairs_ = true;
  std::optional<std::uint64_t> declared_points_;
  ArrayCoding coding_;
  std::string element_;
  std::string text_;
};

void MzxmlSink::start_scan(const Attributes& attributes) {
  hand_over();  // the scan around this one
  spectrum_ = {.id = std::string(attributes["num"]), .index = session_.reading.spectra++};
  is_open_ = true;
  has_peaks_ = false;
  if (const auto level = attributes.count("msLevel"); level && *level < 100)
    spectrum_.ms_level = static_cast<int>(*level);
  if (attributes["polarity"] == "+") spectrum_.polarity = Polarity::positive;
  if (attributes["polarity"] == "-") spectrum_.polarity = Polarity::negative;
  if (attributes["centroided"] == "1") spectrum_.declared = PointKind::centroid;
  if (attributes["centroided"] == "0") spectrum_.declared = PointKind::profile;
  declared_points_ = attributes.count("peaksCount");
  if (const auto time = attributes["retentionTime"]; !time.empty()) {
    const auto seconds = seconds_of_duration(time);
    if (seconds) spectrum_.retention_time = *seconds;
    if (!seconds) {
      session_.warnings.add(feed_.where(),
                            {"time-unit", fmt::format("scan '{}' has a time that is no duration", spectrum_.id),
                             std::string(time.substr(0, 40)), "it is read without a time"});
    }
  }
  file_.note_item("scan");
  if (seen_.repeats(spectrum_.id)) {
    session_.warnings.add(feed_.where(),
                          {"repeated-id", fmt::format("the scan number '{}' is used again", spectrum_.id),
                           "numbers must differ; both are read, told apart by their place", ""});
  }
}

void MzxmlSink::start_peaks(const Attributes& attributes) {
  base64_.clear();
  coding_ = {.number = attributes["precision"] == "64" ? NumberKind::float64 : NumberKind::float32,
             .is_deflated = attributes["compressionType"] == "zlib",
             .order = ByteOrder::big};
  const auto content = attributes["contentType"].empty() ? attributes["pairOrder"] : attributes["contentType"];
  is_pairs_ = content.empty() || content == "m/z-int";
  const auto packing = attributes["compressionType"];
  if (!packing.empty() && packing != "none" && packing != "zlib")
    throw InputError(feed_.where(),
                     {"bad-array", fmt::format("scan '{}' is packed with '{}'", spectrum_.id, packing.substr(0, 40)),
                      "only zlib is known", "convert the file again"});
}

void MzxmlSink::end_precursor() {
  if (const auto number = parse_number(trim(text_)); number && std::isfinite(*number) && *number > 0)
    spectrum_.precursor_mz = *number;
}

void MzxmlSink::end_peaks() {
  if (!session_.wants_spectra() || has_peaks_) return;
  if (!is_pairs_) {
    session_.warnings.add(
        feed_.where(),
        {"other-content", fmt::format("scan '{}' has peaks that are no pairs of m/z and intensity", spectrum_.id),
         "they are left out", ""});
    return;
  }
  has_peaks_ = true;
  with_place([&] {
    const auto numbers = to_numbers(base64_.finish(), coding_, 2 * session_.limits.points);
    if (numbers.size() % 2 != 0) throw ArrayProblem{"the last m/z has no intensity", "the array is cut off"};
    const std::size_t points = numbers.size() / 2;
    spectrum_.mz.resize(points);
    spectrum_.intensity.resize(points);
    for (std::size_t i = 0; i < points; ++i) {
      spectrum_.mz[i] = numbers[2 * i];
      spectrum_.intensity[i] = numbers[2 * i + 1];
    }
    const bool is_empty_form = declared_points_ == 0 && points == 1 && spectrum_.mz[0] == 0;  // how some write no peaks
    if (is_empty_form) {
      spectrum_.mz.clear();
      spectrum_.intensity.clear();
    } else if (declared_points_ && *declared_points_ != points) {
      session_.warnings.add(feed_.where(),
                            {"array-length", fmt::format("scan '{}' claims {} points", spectrum_.id, *declared_points_),
                             fmt::format("it has {}, which are read", points), ""});
    }
  });
}

void MzxmlSink::hand_over() {
  if (is_open_ && session_.wants_spectra()) session_.deliver(std::move(spectrum_), feed_.where());
  is_open_ = false;
}

}  // namespace

void read_mzxml(ByteStream& stream, Session& session) { MzxmlSink(session).read(stream); }

}  // namespace emtansim::spectra
