// SPDX-License-Identifier: Apache-2.0
/// From keys to references.
#include "emtansim/report/references.h"

namespace emtansim::report {

Json reference_part(const catalogue::Reference& reference) {
  Json part = {{"key", reference.key}, {"text", reference.citation}};
  if (!reference.doi.empty()) part["doi"] = reference.doi;
  if (!reference.url.empty()) part["url"] = reference.url;
  if (const auto pmid = reference.fields.find("pmid"); pmid != reference.fields.end()) part["pmid"] = pmid->second;
  return part;
}

Json references_for(const std::set<std::string>& keys, const catalogue::Catalogue& catalogue) {
  Json list = Json::array();
  for (const auto& key : keys)
    if (const auto* reference = key.empty() ? nullptr : catalogue.find_reference(key))
      list.push_back(reference_part(*reference));
  return list;
}

}  // namespace emtansim::report
