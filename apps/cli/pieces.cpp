// SPDX-License-Identifier: Apache-2.0
/// From a word to pieces of an antibody.
#include "pieces.h"

#include <fmt/format.h>

#include "commands.h"

namespace emtansim::cli {

std::vector<conjugate::Piece> pieces_asked(const GivenOptions& options, const conjugate::Antibody& antibody,
                                           const conjugate::Chemistry& chemistry) {
  static const std::vector<std::string> kPieces = {"whole", "reduced", "ides"};
  const std::string kind = options.has("piece") ? options.text("piece") : "whole";
  if (kind == "whole") return {conjugate::whole(antibody)};
  if (kind == "reduced") return conjugate::reduced(antibody);
  if (kind == "ides") return conjugate::cut_at_hinge(antibody, chemistry.amino_acids);
  refuse_argument(fmt::format("--piece is '{}'", kind), "", suggestion(kind, kPieces));
}

}  // namespace emtansim::cli
