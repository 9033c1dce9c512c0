// SPDX-License-Identifier: Apache-2.0
/// Quantities: a number in the internal coherent units (nmol, dm, h, µg, cell, Gy) with its dimension.
///
/// Inside one coherent set holds, so that no formula contains a factor: amount nmol, length dm (volume L,
/// concentration nM), time h, mass µg (molar mass kDa), cells, dose Gy. *Cells* are a dimension on purpose.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "emtansim/base/error.h"

namespace emtansim {

/// Avogadro's number, exact by definition of the mole (SI 2019), 1/mol.
inline constexpr double kAvogadro = 6.02214076e23;
/// One molecule in nmol.
inline constexpr double kMolecule = 1e9 / kAvogadro;

/// Exponents of the six base dimensions.
struct Dimension {
  std::int8_t amount = 0;
  std::int8_t length = 0;
  std::int8_t time = 0;
  std::int8_t mass = 0;
  std::int8_t cells = 0;
  std::int8_t dose = 0;

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;
  [[nodiscard]] constexpr bool is_one() const { return *this == Dimension{}; }
};

constexpr Dimension operator*(Dimension a, Dimension b) {
  const auto sum = [](int x, int y) { return static_cast<std::int8_t>(x + y); };
  return {sum(a.amount, b.amount), sum(a.length, b.length), sum(a.time, b.time),
          sum(a.mass, b.mass),     sum(a.cells, b.cells),   sum(a.dose, b.dose)};
}
constexpr Dimension inverse(Dimension a) {
  const auto minus = [](int x) { return static_cast<std::int8_t>(-x); };
  return {minus(a.amount), minus(a.length), minus(a.time), minus(a.mass), minus(a.cells), minus(a.dose)};
}
constexpr Dimension operator/(Dimension a, Dimension b) { return a * inverse(b); }

namespace dimension {
inline constexpr Dimension kOne{};
inline constexpr Dimension kAmount{.amount = 1};
inline constexpr Dimension kLength{.length = 1};
inline constexpr Dimension kArea{.length = 2};
inline constexpr Dimension kVolume{.length = 3};
inline constexpr Dimension kTime{.time = 1};
inline constexpr Dimension kMass{.mass = 1};
inline constexpr Dimension kCells{.cells = 1};
inline constexpr Dimension kDose{.dose = 1};
inline constexpr Dimension kRate{.time = -1};                                    ///< 1/h
inline constexpr Dimension kConcentration{.amount = 1, .length = -3};            ///< nM
inline constexpr Dimension kMassConcentration{.length = -3, .mass = 1};          ///< µg/L
inline constexpr Dimension kAssociation{.amount = -1, .length = 3, .time = -1};  ///< 1/(nM h)
inline constexpr Dimension kPerCell{.amount = 1, .cells = -1};                   ///< nmol/cell
inline constexpr Dimension kCellVolume{.length = 3, .cells = -1};                ///< L/cell
inline constexpr Dimension kCellArea{.length = 2, .cells = -1};                  ///< dm²/cell
inline constexpr Dimension kMolarMass{.amount = -1, .mass = 1};                  ///< kDa
}  // namespace dimension

/// Dimension in internal units, e.g. "nM", "1/(nM h)", "nmol/cell"; "1" for a pure number.
std::string to_text(Dimension dimension);

/// A value in internal units with its dimension.
struct Quantity {
  double value = 0;
  Dimension dimension;

  friend constexpr bool operator==(const Quantity&, const Quantity&) = default;
};

/// A unit such as "nM", "1/(nM h)", "molecules/cell", "pmol/1e6 cells", "%": the quantity that one of it is.
/// Throws InputError "bad-unit" with the place given.
Quantity parse_unit(std::string_view text, const Where& where = {});

/// A number and a unit: "10 nM", "0.36 /(nM h)", "3.8 pL/cell", "0.5". Throws InputError "bad-quantity".
Quantity parse_quantity(std::string_view text, const Where& where = {});

/// As above, and it must have the dimension; `what` names the thing in the message. Throws InputError "wrong-unit".
Quantity parse_quantity_of(std::string_view text, Dimension wanted, std::string_view what, const Where& where = {});

/// The unit of a quantity as it was written: "1/h" of "1.33 1/h"; empty for a pure number.
std::string unit_of(std::string_view quantity);

/// The value of `quantity` in `unit`. The dimensions must agree (contract).
double in_unit(const Quantity& quantity, std::string_view unit);

}  // namespace emtansim
