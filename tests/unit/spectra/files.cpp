// SPDX-License-Identifier: Apache-2.0
/// Making and reading of files for tests.
#include "files.h"

#include <zlib.h>

#include <algorithm>

#include <fmt/format.h>

namespace emtansim::spectra::testing {

namespace {

Receivers keeping(Whole& whole) {
  return {.spectrum =
              [&](Spectrum&& spectrum) {
                whole.spectra.push_back(std::move(spectrum));
                return Next::read_on;
              },
          .chromatogram =
              [&](Chromatogram&& chromatogram) {
                whole.chromatograms.push_back(std::move(chromatogram));
                return Next::read_on;
              }};
}

}  // namespace

Whole read_whole(const std::string& path) {
  Whole whole;
  whole.reading = read_run(path, keeping(whole));
  return whole;
}

Whole read_memory(const Content& content) {
  Whole whole;
  whole.reading = read_content(content, keeping(whole));
  return whole;
}

std::string sample(std::string_view name) { return fmt::format("{}/tests/data/spectra/{}", EMTANSIM_SOURCE_DIR, name); }

bool has_warning(const std::vector<Warning>& warnings, std::string_view code) {
  return std::ranges::any_of(warnings, [&](const Warning& warning) { return warning.complaint.code == code; });
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? kLetters[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string deflated(std::string_view bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
             bytes.size());
  packed.resize(size);
  return packed;
}

std::string gzipped(std::string_view bytes) {
  z_stream state{};
  ::deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(::deflateBound(&state, bytes.size()) + 32, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  state.avail_in = static_cast<uInt>(bytes.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  ::deflate(&state, Z_FINISH);
  packed.resize(packed.size() - state.avail_out);
  ::deflateEnd(&state);
  return packed;
}

std::string cv(std::string_view accession, std::string_view value, std::string_view unit) {
  return fmt::format(R"(<cvParam cvRef="MS" accession="{}" name="" value="{}" unitAccession="{}"/>)", accession, value,
                     unit);
}

std::string to_xml(const ArrayText& array) {
  std::string text = fmt::format(R"(<binaryDataArray encodedLength="{}">)", array.base64.size());
  for (const auto& term : array.terms) text += cv(term, "", array.unit);
  return text + "<binary>" + array.base64 + "</binary></binaryDataArray>\n";
}

std::string spectrum_xml(std::string_view id, std::size_t points, std::string_view inside,
                         const std::vector<ArrayText>& arrays) {
  std::string text = fmt::format("<spectrum index=\"0\" id=\"{}\" defaultArrayLength=\"{}\">\n{}<binaryDataArrayList>",
                                 id, points, inside);
  for (const auto& array : arrays) text += to_xml(array);
  return text + "</binaryDataArrayList></spectrum>\n";
}

std::vector<ArrayText> plain_arrays(const std::vector<double>& mz, const std::vector<double>& intensity) {
  return {{{"MS:1000514", "MS:1000523", "MS:1000576"}, to_base64(bytes_of(mz)), ""},
          {{"MS:1000515", "MS:1000523", "MS:1000576"}, to_base64(bytes_of(intensity)), ""}};
}

std::string mzml(std::string_view spectra, std::string_view chromatograms) {
  return fmt::format(
      "<?xml version=\"1.0\"?>\n<mzML>\n<run id=\"r\">\n<spectrumList>\n{}</spectrumList>\n<chromatogramList>\n{}"
      "</chromatogramList>\n</run>\n</mzML>\n",
      spectra, chromatograms);
}

}  // namespace emtansim::spectra::testing
