// SPDX-License-Identifier: Apache-2.0
/// Any bytes as one file of the catalogue, beside sound ones: read, or refused as the user's mistake. The first byte
/// says which file it is.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace catalogue = emtansim::catalogue;

static const std::vector<catalogue::SourceText> kSound = {
    {"parameters/a.toml",
     "[[parameter]]\nname = \"a.k\"\nsays = \"x\"\nvalue = \"1 1/h\"\nobtained = \"measured\"\nsource = \"key2004\"\n"},
    {"systems/s.toml", "name = \"S\"\naliases = [\"T\"]\n"},
    {"conjugates/c.toml", "name = \"C\"\nkind = \"payload\"\npayload = \"C\"\n"},
    {"references.bib", "@article{key2004, title = {A}, year = 2004}\n"},
};

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::string_view kPaths[] = {"parameters/fuzz.toml", "systems/fuzz.toml", "conjugates/fuzz.toml",
                                                "variants.toml"};
  if (size == 0) return 0;
  const std::string_view path = kPaths[data[0] % 4];  // 'p' 0, 'q' 1, 'r' 2, 's' 3
  auto files = kSound;
  files.push_back({std::string(path), std::string(reinterpret_cast<const char*>(data) + 1, size - 1)});
  try {
    const auto read = catalogue::parse_catalogue(files);
    for (const auto& parameter : read.parameters()) (void)read.entries(parameter.name);
    (void)read.pick_if_any("a.k", {.facts = {{"system", "S"}}, .sets = read.sets()});
  } catch (const emtansim::InputError&) {
    return 0;
  } catch (const emtansim::ModelError&) {
    return 0;
  }
  return 0;
}
