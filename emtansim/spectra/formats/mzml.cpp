// SPDX-License-Identifier: Apache-2.0
/// Reader of mzML and, with its binary file, of imzML. In sequence on expat rather than by the index: an index may be
/// stale, a library that trusts it reads nonsense, and one that holds the tree of a file needs its size in memory.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/formats/file_checks.h"
#include "emtansim/spectra/formats/mzml_terms.h"
#include "emtansim/spectra/formats/reader.h"
#include "emtansim/spectra/formats/xml.h"

namespace emtansim::spectra {

namespace {

enum class Element {
  other,
  param_group,
  file_content,
  spectrum,
  scan,
  precursor,
  product,
  isolation_window,
  selected_ion,
  array,
  binary,
  chromatogram,
};

Element element_of(std::string_view name) {
  static const std::map<std::string_view, Element> kElements = {
      {"referenceableParamGroup", Element::param_group},
      {"fileContent", Element::file_content},
      {"spectrum", Element::spectrum},
      {"scan", Element::scan},
      {"precursor", Element::precursor},
      {"product", Element::product},
      {"isolationWindow", Element::isolation_window},
      {"selectedIon", Element::selected_ion},
      {"binaryDataArray", Element::array},
      {"binary", Element::binary},
      {"chromatogram", Element::chromatogram},
  };
  const auto found = kElements.find(name);
  return found == kElements.end() ? Element::other : found->second;
}

struct TimeUnit {
  std::string name;
  double seconds = 1;
};

class MzmlSink : public XmlSink {
 public:
  MzmlSink(Session& session, const ByteStore* binary)
      : session_(session),
        binary_(binary),
        base64_(largest_bytes()),
        feed_(*this, session.name),
        file_(feed_, session) {}

  void read(ByteStream& stream) { file_.read_through(stream); }

  void on_start(std::string_view name, const Attributes& attributes) override;
  void on_end(std::string_view name) override;
  void on_text(std::string_view text) override {
    if (is_in_binary_ && wants_arrays()) {
      with_place([&] { base64_.add(text); });
    } else {
      file_.on_text(text);
    }
  }

 private:
  [[nodiscard]] std::size_t largest_bytes() const {
    constexpr std::size_t kLargestNumber = 8;  // deflate may make noise longer by a little
    return session_.limits.points * kLargestNumber + session_.limits.points / 8 + 1024;
  }
  [[nodiscard]] bool wants_arrays() const {
    return (is_in_spectrum_ && session_.wants_spectra()) || (is_in_chromatogram_ && session_.wants_chromatograms());
  }
  [[nodiscard]] bool is_inside(Element element) const { return std::ranges::find(path_, element) != path_.end(); }
  [[nodiscard]] std::string of_item() const {
    return is_in_chromatogram_ ? fmt::format("chromatogram '{}'", chromatogram_.id)
                               : fmt::format("spectrum '{}'", spectrum_.id);
  }

  template <class Decode>
  void with_place(Decode decode) {
    try {
      decode();
    } catch (const ArrayProblem& problem) {
      throw InputError(feed_.where(), {"bad-array", fmt::format("{}: {}", of_item(), problem.what), problem.why,
                                       "copy or convert the file again"});
    }
  }

  void start_spectrum(const Attributes& attributes);
  void start_chromatogram(const Attributes& attributes);
  void note_name(std::string_view kind, const std::string& id, SeenNames& seen);
  void take_term(const Term& term);
  void take_scan_term(const Term& term);
  void take_precursor_term(const Term& term);
  void take_file_term(const Term& term);
  void end_array();
  void check_declared(std::size_t points);
  std::string external_bytes();
  void take_array(std::vector<double> numbers);
  void end_spectrum();
  void end_chromatogram();
  double to_seconds(const std::string& unit, const std::string& unit_name);
  void mend_minutes();

  Session& session_;
  const ByteStore* binary_;
  Base64 base64_;
  XmlFeed feed_;
  FileChecks file_;
  std::vector<Element> path_;
  std::map<std::string, std::vector<Term>, std::less<>> groups_;
  std::string group_;
  SeenNames seen_spectra_, seen_chromatograms_;

  Spectrum spectrum_;
  Chromatogram chromatogram_;
  bool is_in_spectrum_ = false, is_in_chromatogram_ = false, is_in_binary_ = false;
  bool has_scan_ = false, has_precursor_ = false;
  std::optional<std::uint64_t> default_length_;
  ArrayTerms array_;
  std::optional<std::uint64_t> array_length_, encoded_length_;
  std::vector<double> x_, intensity_;
  TimeUnit time_unit_;
  std::string first_time_unit_;
  double first_scan_time_ = std::numeric_limits<double>::quiet_NaN();
};

void MzmlSink::on_start(std::string_view name, const Attributes& attributes) {
  const Element element = element_of(name);
  path_.push_back(element);
  file_.on_start(name, attributes);
  if (name == "cvParam") {
    take_term({std::string(attributes["accession"]), std::string(attributes["value"]),
               std::string(attributes["unitAccession"]), std::string(attributes["unitName"])});
  } else if (name == "referenceableParamGroupRef" && group_.empty()) {  // groups do not hold groups
    if (const auto group = groups_.find(attributes["ref"]); group != groups_.end())
      for (const auto& term : group->second) take_term(term);
  } else if (element == Element::param_group) {
    constexpr std::size_t kMostGroups = 10000;
    group_ = groups_.size() < kMostGroups ? std::string(attributes["id"]) : std::string();
  } else if (element == Element::spectrum) {
    start_spectrum(attributes);
  } else if (element == Element::chromatogram) {
    start_chromatogram(attributes);
  } else if (element == Element::array) {
    array_ = {};
    array_length_ = attributes.count("arrayLength");
    encoded_length_ = attributes.count("encodedLength");
    base64_.clear();
  } else if (element == Element::binary) {
    is_in_binary_ = is_inside(Element::array);
  }
}

void MzmlSink::on_end(std::string_view name) {
  const Element element = element_of(name);
  if (element == Element::binary) is_in_binary_ = false;
  if (element == Element::array) end_array();
  if (element == Element::scan) has_scan_ = true;
  if (element == Element::precursor) has_precursor_ = true;
  if (element == Element::spectrum && is_in_spectrum_) end_spectrum();
  if (element == Element::chromatogram && is_in_chromatogram_) end_chromatogram();
  if (element == Element::param_group) group_.clear();
  file_.on_end(name);
  path_.pop_back();
}

void MzmlSink::note_name(std::string_view kind, const std::string& id, SeenNames& seen) {
  if (!seen.repeats(id)) return;
  session_.warnings.add(feed_.where(), {"repeated-id", fmt::format("the {} id '{}' is used again", kind, id),
                                        "ids must differ; both are read, told apart by their place", ""});
}

void MzmlSink::start_spectrum(const Attributes& attributes) {
  spectrum_ = {.id = std::string(attributes["id"]), .index = session_.reading.spectra++};
  is_in_spectrum_ = true;
  is_in_chromatogram_ = has_scan_ = has_precursor_ = false;
  default_length_ = attributes.count("defaultArrayLength");
  x_.clear();
  intensity_.clear();
  file_.note_item("spectrum");
  note_name("spectrum", spectrum_.id, seen_spectra_);
}

void MzmlSink::start_chromatogram(const Attributes& attributes) {
  chromatogram_ = {.id = std::string(attributes["id"]), .index = session_.reading.chromatograms++};
  is_in_chromatogram_ = true;
  is_in_spectrum_ = has_precursor_ = false;
  default_length_ = attributes.count("defaultArrayLength");
  time_unit_ = {};
  x_.clear();
  intensity_.clear();
  file_.note_item("chromatogram");
  note_name("chromatogram", chromatogram_.id, seen_chromatograms_);
}

void MzmlSink::take_term(const Term& term) {
  constexpr std::size_t kMostTerms = 1000;
  if (!group_.empty() && is_inside(Element::param_group)) {
    auto& terms = groups_[group_];
    if (terms.size() < kMostTerms) terms.push_back(term);
  } else if (is_inside(Element::array)) {
    apply(term, array_);
  } else if (is_inside(Element::precursor) || is_inside(Element::product)) {
    take_precursor_term(term);
  } else if (is_in_chromatogram_) {
    apply(term, chromatogram_);
  } else if (is_in_spectrum_) {
    apply(term, spectrum_);
    if (is_inside(Element::scan)) take_scan_term(term);
  } else if (is_inside(Element::file_content)) {
    take_file_term(term);
  }
}

void MzmlSink::take_scan_term(const Term& term) {
  const auto number = number_of(term);
  if (!number || has_scan_) return;  // of several scans in one spectrum the first gives the time
  if (term.accession == kScanStartTime) {
    spectrum_.retention_time = *number * to_seconds(term.unit, term.unit_name);
    if (std::isnan(first_scan_time_)) first_scan_time_ = spectrum_.retention_time;
  }
  const bool fits = std::abs(*number) < 1e9;
  if (term.accession == kPositionX && fits) spectrum_.pixel.x = static_cast<int>(*number);
  if (term.accession == kPositionY && fits) spectrum_.pixel.y = static_cast<int>(*number);
}

void MzmlSink::take_precursor_term(const Term& term) {
  const bool is_window = term.accession == kIsolationTarget && is_inside(Element::isolation_window);
  const bool is_ion = term.accession == kSelectedIon && is_inside(Element::selected_ion);
  const auto number = number_of(term);
  if (!(is_window || is_ion) || !number || !(*number > 0) || has_precursor_) {
    if (is_window && number && *number > 0 && is_in_chromatogram_ && is_inside(Element::product))
      chromatogram_.product_mz = *number;
    return;
  }
  if (is_inside(Element::product)) {
    if (is_in_chromatogram_) chromatogram_.product_mz = *number;
  } else if (is_in_chromatogram_) {
    chromatogram_.precursor_mz = *number;
  } else if (is_in_spectrum_ && (is_ion || std::isnan(spectrum_.precursor_mz))) {
    spectrum_.precursor_mz = *number;
  }
}

void MzmlSink::take_file_term(const Term& term) {
  if (binary_ == nullptr) return;
  if (term.accession == kUniqueName) check_unique_name(*binary_, term.value, feed_.where());
  if (term.accession == kBinarySha1) check_sha1(*binary_, term.value, feed_.where(), session_);
}

double MzmlSink::to_seconds(const std::string& unit, const std::string& unit_name) {
  const auto seconds = seconds_in(unit, unit_name);
  const std::string name = unit.empty() ? unit_name : unit;
  if (!seconds) {
    session_.warnings.add(feed_.where(), {"time-unit", fmt::format("{} has a time without a known unit", of_item()),
                                          name.empty() ? "none is given" : name, "it is taken as seconds"});
    return 1;
  }
  const std::string plain = *seconds == 60 ? "minutes" : *seconds == 1 ? "seconds" : name;
  if (is_in_chromatogram_) return *seconds;  // units differ from those of the spectra in good files
  if (first_time_unit_.empty()) first_time_unit_ = plain;
  if (plain != first_time_unit_) {
    session_.warnings.add(feed_.where(),
                          {"mixed-time-units", fmt::format("{} gives its time in {}", of_item(), plain),
                           fmt::format("others in {}; each is read by its own unit", first_time_unit_), ""});
  }
  return *seconds;
}

std::string MzmlSink::external_bytes() {
  const auto refuse = [&](const std::string& why) {
    throw InputError(feed_.where(),
                     {"bad-array", fmt::format("{}: its array cannot be read from the .ibd file", of_item()), why,
                      "are the two files of one pair, and whole?"});
  };
  if (binary_ == nullptr) refuse("there is none");
  if (!array_.offset || !array_.length) refuse("offset or length is missing");
  const bool is_wide = array_.coding.number == NumberKind::float64 || array_.coding.number == NumberKind::int64;
  if (*array_.length > session_.limits.points) refuse(fmt::format("it claims {} points", *array_.length));
  const std::uint64_t plain = *array_.length * (is_wide ? 8 : 4);
  const std::uint64_t size = array_.coding.is_deflated.value_or(false) ? array_.encoded_length.value_or(plain) : plain;
  if (size > largest_bytes()) refuse(fmt::format("it claims {} bytes", size));
  if (*array_.offset > binary_->size() || size > binary_->size() - *array_.offset)
    refuse(fmt::format("bytes {} to {} are asked, the file has {}", *array_.offset, *array_.offset + size,
                       binary_->size()));
  std::string bytes(static_cast<std::size_t>(size), '\0');
  bytes.resize(binary_->read_at(*array_.offset, bytes));
  return bytes;
}

void MzmlSink::end_array() {
  if (!wants_arrays()) return;
  const std::size_t characters = base64_.characters();
  if (!array_.is_external && encoded_length_ && *encoded_length_ != characters) {
    session_.warnings.add(
        feed_.where(),
        {"encoded-length", fmt::format("{} claims an array of {} characters", of_item(), *encoded_length_),
         fmt::format("it has {}, which are read", characters), ""});
  }
  if (array_.kind == ArrayKind::other) return;
  with_place([&] {
    const std::string bytes = array_.is_external ? external_bytes() : base64_.finish();
    take_array(to_numbers(bytes, array_.coding, session_.limits.points));
  });
}

void MzmlSink::check_declared(std::size_t points) {
  const auto declared = array_.is_external ? array_.length : array_length_ ? array_length_ : default_length_;
  if (!declared || *declared == points) return;
  session_.warnings.add(feed_.where(), {"array-length", fmt::format("{} claims {} points", of_item(), *declared),
                                        fmt::format("it has {}, which are read", points), ""});
}

void MzmlSink::take_array(std::vector<double> numbers) {
  check_declared(numbers.size());
  if (array_.kind == ArrayKind::intensity) {
    intensity_ = std::move(numbers);
  } else if (array_.kind == (is_in_chromatogram_ ? ArrayKind::time : ArrayKind::mz)) {
    x_ = std::move(numbers);
    if (is_in_chromatogram_) time_unit_ = {array_.unit, to_seconds(array_.unit, array_.unit_name)};
  }
}

void MzmlSink::end_spectrum() {
  if (session_.wants_spectra()) {
    spectrum_.mz = std::move(x_);
    spectrum_.intensity = std::move(intensity_);
    session_.deliver(std::move(spectrum_), feed_.where());
  }
  is_in_spectrum_ = false;
}

/// A time in minutes that is called seconds shows where the chromatogram begins with the first spectrum of the file.
void MzmlSink::mend_minutes() {
  const double first = chromatogram_.time.front();
  const auto is_near = [&](double time) { return std::abs(time - first_scan_time_) < 2e-3 * first_scan_time_; };
  if (!(first_scan_time_ > 0) || time_unit_.seconds != 1 || is_near(first) || !is_near(60 * first)) return;
  for (double& time : chromatogram_.time) time *= 60;
  session_.warnings.add(feed_.where(),
                        {"wrong-time-unit", fmt::format("{} calls minutes seconds", of_item()),
                         fmt::format("it begins at {} where the first spectrum is at {} s; read as minutes",
                                     to_short(first), to_short(first_scan_time_)),
                         ""});
}

void MzmlSink::end_chromatogram() {
  if (session_.wants_chromatograms()) {
    chromatogram_.time = std::move(x_);
    chromatogram_.intensity = std::move(intensity_);
    for (double& time : chromatogram_.time) time *= time_unit_.seconds;
    if (!chromatogram_.time.empty()) mend_minutes();
    session_.deliver(std::move(chromatogram_), feed_.where());
  }
  is_in_chromatogram_ = false;
}

}  // namespace

void read_mzml(ByteStream& stream, Session& session) { MzmlSink(session, nullptr).read(stream); }

void read_imzml(ByteStream& stream, const ByteStore& binary, Session& session) {
  MzmlSink(session, &binary).read(stream);
}

}  // namespace emtansim::spectra
