// SPDX-License-Identifier: Apache-2.0
/// Ions of a molecule: adducts written as chemists write them, and their m/z.
#pragma once

#include <string>
#include <string_view>

#include "emtansim/conjugate/elements.h"

namespace emtansim::conjugate {

/// An ion as a change of the molecule: "[M+H]+" adds H and takes one electron.
struct Adduct {
  std::string name;   ///< as written: "[M+2H]2+"
  int molecules = 1;  ///< 2 for a dimer "[2M+H]+"
  Formula change;     ///< atoms added and lost, neutral
  int charge = 1;     ///< signed, in elementary charges; not 0
};

/// Reads "[M+H]+", "[M+Na]+", "[M+2H]2+", "[M+H-H2O]+", "[2M+H]+", "[M-H]-", "[M]+". Throws InputError "bad-adduct".
Adduct parse_adduct(std::string_view text, const Where& where = {});

/// m/z of the monoisotopic ion, Th: (n M + change - z m_e) / |z|.
double mz(const Formula& molecule, const Adduct& adduct, const Elements& elements);
/// The same with average masses.
double average_mz(const Formula& molecule, const Adduct& adduct, const Elements& elements);
/// m/z of a cation or anion whose formula is that of the ion itself.
double ion_mz(const Formula& ion, int charge, const Elements& elements);

/// Atoms of the ion, electrons apart.
Formula ion_formula(const Formula& molecule, const Adduct& adduct);

/// m/z of a protonated molecule of neutral mass `mass` (Da) with `charge` > 0 protons, and back.
double protonated_mz(double mass, int charge);
double neutral_mass(double mz, int charge);

}  // namespace emtansim::conjugate
