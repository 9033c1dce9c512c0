// SPDX-License-Identifier: Apache-2.0
/// Masses and isotopes of the elements, and the masses of formulae.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/conjugate/formula.h"

namespace emtansim::conjugate {

inline constexpr double kProton = 1.007276467;    ///< mass of the proton, Da (CODATA 2010)
inline constexpr double kElectron = 0.000548580;  ///< mass of the electron, Da (CODATA 2010)

struct Isotope {
  int mass_number = 0;
  double mass = 0;       ///< Da
  double abundance = 0;  ///< share of the natural element
};

struct Element {
  std::string symbol;
  double monoisotopic = 0;  ///< mass of the lightest stable isotope, Da
  double weight = 0;        ///< standard atomic weight, Da
  std::vector<Isotope> isotopes;
};

/// The table of elements. Constant after it was read; may be used from any thread.
class Elements {
 public:
  Elements() = default;
  /// Tables with the columns of data/chemistry/elements.csv and isotopes.csv. Throws InputError where they do not fit.
  Elements(const Table& elements, const Table& isotopes);

  /// By symbol, or an isotope "[13C]" as an element of its own. Throws InputError "unknown-element" at `asked_at`.
  [[nodiscard]] const Element& find(std::string_view symbol, const Where& asked_at = {}) const;

 private:
  std::map<std::string, Element, std::less<>> elements_;  // with each isotope as an entry "[13C]"
};

/// Sum of the lightest isotopes, Da. For changes with negative counts as well.
double monoisotopic_mass(const Formula& formula, const Elements& elements);
/// Sum of the standard atomic weights, Da: what an unresolved peak of a large molecule shows.
double average_mass(const Formula& formula, const Elements& elements);

}  // namespace emtansim::conjugate
