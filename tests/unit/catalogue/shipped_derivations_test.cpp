// SPDX-License-Identifier: Apache-2.0
/// Every derived value of the shipped data, recomputed from its formula.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::catalogue {
namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = read_catalogue(std::string(EMTANSIM_SOURCE_DIR) + "/data");
  return catalogue;
}

/// What a derived entry must be: `value` in `unit`, kept to `digits` significant digits.
struct Derivation {
  std::string name;
  std::string set;
  std::string applies;  // the one value of `applies` that tells entries of one name apart; empty if none does
  double value = 0;
  std::string unit;
  int digits = 3;
};

double rate_of_half_life(double half_life) { return std::log(2.0) / half_life; }
double middle(double low, double high) { return std::sqrt(low * high); }

/// Daughters that reach the next division in balanced growth; 1 when durations and growth rate agree.
double euler_lotka(double growth, double g1, double sg2, double lost) {
  return 2 * (1 - lost) * std::pow(1 + growth * g1 / 6, -6) * std::pow(1 + growth * sg2 / 17, -17);
}

double molar_mass(int c, int h, int cl, int n, int o, int s) {
  return c * 12.011 + h * 1.008 + cl * 35.45 + n * 14.007 + o * 15.999 + s * 32.06;
}

std::vector<Derivation> uptake_derivations() {
  const std::vector<std::tuple<std::string, double, int>> half_lives_min = {
      {"Lys-SMCC-DM1", 194, 3}, {"MMAF", 72, 3},   {"SPP-DM1", 7, 3}, {"DM4", 5.6, 3}, {"PBD-MA", 3.6, 3},
      {"S-methyl-DM4", 2.9, 3}, {"SN-38", 2.8, 3}, {"MMAE", 2.2, 3},  {"DXd", 0.9, 3}};
  std::vector<Derivation> all;
  for (const auto& [payload, half_life, digits] : half_lives_min)
    all.push_back({"payload.k_perm", payload == "Lys-SMCC-DM1" ? "proposed-base" : "", payload,
                   rate_of_half_life(half_life / 60), "1/h", digits});
  all.push_back({"lysosome.k_export", "", "DXd", rate_of_half_life(0.9 / 60), "1/h"});
  all.push_back({"lysosome.k_export", "", "PBD-MA", rate_of_half_life(3.6 / 60), "1/h"});
  return all;
}

/// Two spaces: plasma, and tissue behind an exchange clearance (volumes and volumes per day in one unit).
struct TwoSpaces {
  double v1, exchange, v2;

  /// Clearance that a loss at rate k in both spaces has, seen from plasma.
  [[nodiscard]] double clearance_of(double k) const { return k * (v1 + exchange * v2 / (exchange + k * v2)); }
  /// The rate in both spaces that has this clearance.
  [[nodiscard]] double rate_of(double clearance) const {
    double k = clearance / (v1 + v2);
    for (int i = 0; i < 100; ++i) k *= clearance / clearance_of(k);
    return k;
  }
};

/// Disposition of the body: losses of payload in plasma and everywhere that have the same area.
std::vector<Derivation> body_derivations() {
  constexpr double kAntibodyLife = 11.6;  // d, half-life in both spaces of scheuher2023
  const double loss = std::log(2.0) / kAntibodyLife;
  const double k_scheuher = 8.5e-7 * 86400;
  const double joint = 0.243 * 2.471;
  const TwoSpaces patient{3.127, 1.534, 0.66};
  const TwoSpaces singh{2.38, 0.98, 2.8};
  const TwoSpaces singh_mouse{0.86, 2.36, 1.896};
  std::vector<Derivation> all = {
      {"pk.CL", "krop2010-joint", "", 0.2247 + joint, "L/d", 5},
      {"pk.CL", "singh2017", "patient", 0.301 + 0.241 * 2.38, "L/d", 5},
      {"pk.CL", "singh2017", "mouse", 0.1868 + 0.241 * 0.86, "mL/d", 5},
      {"pk.CL", "krop2010-joint-everywhere", "", 0.2212 + TwoSpaces{2.611, 1.19, 1.526}.clearance_of(0.148), "L/d", 4},
      {"pk.CL", "scheuher2023", "patient", 0.3246 + TwoSpaces{3, 2.234, 2.431}.clearance_of(k_scheuher), "L/d", 3},
      {"pk.CL", "scheuher2023", "mouse", 0.1756 + TwoSpaces{1, 4.141, 1.938}.clearance_of(k_scheuher), "mL/d", 3},
      {"pk.CL_total", "scheuher2023", "patient", loss * (3 + 0.187 * 13), "L/d", 3},
      {"pk.CL_total", "scheuher2023", "mouse", loss * (1 + 0.34 * 5.7), "mL/d", 3},
      {"pk.k_dec_everywhere", "", "patient", patient.rate_of(0.676 - 0.225), "1/d", 3},
      {"pk.k_dec_everywhere", "", "cynomolgus", 22.0 / (154 + 50.0 + 84.7), "1/d", 3},
      {"pk.k_dec_everywhere", "", "rat", 2.24 / (10.7 + 2.52 + 15.5), "1/d", 3},
      {"pk.k_dec_everywhere", "asiimwe2025", "", TwoSpaces{3.283, 1.120, 0.748}.rate_of(0.809 - 0.225), "1/d", 3},
      {"pk.k_dec_everywhere", "krop2010-joint", "", TwoSpaces{2.471, 1.148, 1.40}.rate_of(joint), "1/d", 3},
      {"pk.k_dec_everywhere", "singh2017", "patient", singh.rate_of(0.241 * 2.38), "1/d", 3},
      {"pk.k_dec_everywhere", "singh2017", "mouse", singh_mouse.rate_of(0.241 * 0.86), "1/d", 3},
      {"tumour_transport.P", "schmidt2009", "", 244e-4 / 86400, "cm/s", 3},
      {"tumour_transport.wall_share", "schmidt2009", "", 1, "", 1},
      {"tumour_transport.wall_share", "krogh-wall", "", 1, "", 1},
      {"target_sink.k_int", "", "", rate_of_half_life(1), "1/d", 3},
      {"target_sink.k_ecd", "", "", rate_of_half_life(5), "1/h", 4},
      {"target_sink.k_ecd", "marcantonio2022", "", rate_of_half_life(1), "1/h", 3},
      {"conjugate.dar", "", "T-DM1 DAR 3.1 lot", 0.13 + 2 * 0.23 + 3 * 0.26 + 4 * 0.19 + 5 * 0.10 + 6 * 0.05 + 7 * 0.02,
       "", 3},
      {"conjugate.dar", "", "T-DM1 DAR 1.5 lot", 0.35 + 2 * 0.26 + 3 * 0.13 + 4 * 0.04 + 5 * 0.01, "", 3},
  };
  for (const auto& [host, k] : {std::pair{"patient", 0.120}, {"cynomolgus", 0.0762}, {"rat", 0.0780}, {"mouse", 0.068}})
    for (int n = 1; n <= 8; ++n)
      all.push_back({"pk_chain.k_" + std::to_string(n), "independent-sites", host, n * k, "1/d", 6});
  return all;
}

/// Receptors of a cell from the classes of singh2017, nM at 1e9 cells/mL.
std::vector<Derivation> xenograft_derivations() {
  std::vector<Derivation> all;
  const auto add = [&all](const char* model, double nM) {
    all.push_back({"system.her2_per_cell", "", model, nM * 1e-12 * 6.022e23 / 1e9, "molecules/cell", 1});
  };
  for (const char* model : {"Fo5", "MAXF 1162"}) add(model, 1660);
  for (const char* model : {"HBCx-34", "ST313"}) add(model, 830);
  for (const char* model : {"HBCx-10", "MAXF 449"}) add(model, 166);
  return all;
}

std::vector<Derivation> derivations() {
  std::vector<Derivation> all = uptake_derivations();
  for (auto& derivation : xenograft_derivations()) all.push_back(std::move(derivation));
  for (auto& derivation : body_derivations()) all.push_back(std::move(derivation));
  const double efflux = rate_of_half_life(middle(44, 73));
  const double net = 0.154 * 0.457 / (1.33 + 0.457);
  const std::vector<Derivation> others = {
      {"binding.K_D", "tang2005", "", middle(8, 14), "nM"},
      {"binding.K_D", "", "hu7C2", middle(0.57, 0.8), "nM"},
      {"binding_bivalent.k_on", "", "trastuzumab", 0.36 / 2, "1/(nM h)"},
      {"trafficking.k_rec", "", "HER2", 3.7e-4 * 3600, "1/h"},
      {"trafficking.k_net", "", "", net, "1/h", 2},
      {"trafficking.k_endo", "maass2016", "", rate_of_half_life(middle(6, 14)), "1/h"},
      {"trafficking.k_deg", "maass2016", "", rate_of_half_life(middle(18, 25)), "1/h"},
      {"lysosome.k_label_loss", "", "", efflux, "1/h"},
      {"lumped_efflux.k_out", "", "", middle(0.02, 0.04), "1/h", 1},
      {"lumped_efflux.k_out", "maass2016", "", efflux, "1/h"},
      {"payload.molar_mass", "", "DM1", molar_mass(35, 48, 1, 3, 10, 1), "Da", 6},
      {"payload.molar_mass", "", "S-methyl-DM1", molar_mass(36, 50, 1, 3, 10, 1), "Da", 6},
      {"conjugate.molar_mass", "", "DM1", molar_mass(35, 48, 1, 3, 10, 1), "Da", 6},
      {"conjugate.molar_mass", "", "S-methyl-DM1", molar_mass(36, 50, 1, 3, 10, 1), "Da", 6},
      {"conjugate.molar_mass", "glycoform", "T-DM1", 148.22 + 3.5 * 0.957530, "kDa", 6},
      {"conjugate.molar_mass", "", "trastuzumab", 145.16718 + 1.445341 + 1.607482, "kDa", 6},
      {"system.her2_per_cell", "", "BT-474", middle(5.0e5, 1.5e6), "molecules/cell", 2},
      {"system.her2_per_cell", "", "NCI-N87", middle(5e5, 1e6), "molecules/cell", 1},
      {"system.doubling_time", "", "AU565", rate_of_half_life(0.0128), "h", 2},
      {"system.doubling_time", "", "HCC1143", 85 * std::log(2.0) / std::log(middle(2.4, 2.9)), "h", 2},
      {"cell_cycle.stages_g1", "", "", std::round(std::pow(17.9 / 7.4, 2)), "", 2},
      {"cell_cycle.stages_sg2", "", "", std::round(std::pow(22.5 / 5.4, 2)), "", 2},
      {"cell_cycle.sg2_time", "", "", 33.6 - 0.7, "h"},
      {"cell_cycle.sg2_time", "single-cell", "", 22.4 - 0.7, "h"},
      {"cell_cycle.reference_doubling_time", "", "", rate_of_half_life(0.0128), "h", 4},
      {"cell_cycle.daughters_lost", "single-cell", "", 100 * (1 - 1 / euler_lotka(0.0128, 17.9, 22.4, 0)), "%", 2},
  };
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

bool fits(const Derivation& derivation, const Parameter& entry) {
  if (derivation.name != entry.name || derivation.set != entry.set) return false;
  if (derivation.applies.empty()) return true;
  return std::ranges::any_of(entry.applies, [&](const auto& key_and_names) {
    return std::ranges::count(key_and_names.second, derivation.applies) > 0;
  });
}

double to_digits(double value, int digits) {
  const double scale = std::pow(10.0, digits - 1 - static_cast<int>(std::floor(std::log10(value))));
  return std::round(value * scale) / scale;
}

TEST(shipped_derivations, derived_values_follow_from_their_formulas) {
  const std::vector<Derivation> all = derivations();
  // A root, not a formula; see g1_and_sg2_times_give_the_growth_of_the_wells. A diffusivity by the source's own model.
  const std::set<std::string> elsewhere = {"cell_cycle.g1_time", "tumour_transport.D"};
  for (const auto& entry : shipped().parameters()) {
    if (entry.obtained != Obtained::derived || elsewhere.contains(entry.name)) continue;
    EXPECT_FALSE(entry.formula.empty()) << to_prefix(entry.where) << entry.name;
    const auto found = std::ranges::find_if(all, [&](const Derivation& d) { return fits(d, entry); });
    ASSERT_NE(found, all.end()) << to_prefix(entry.where) << entry.name << " is derived, but never recomputed here";
    const double value = entry.value.value / parse_unit(found->unit).value;
    EXPECT_NEAR(value, to_digits(found->value, found->digits), 1e-9 * value) << to_prefix(entry.where) << entry.name;
  }
}

TEST(shipped_derivations, every_recomputation_has_its_entry) {
  for (const auto& derivation : derivations()) {
    const bool used = std::ranges::any_of(shipped().parameters(), [&](const Parameter& entry) {
      return entry.obtained == Obtained::derived && fits(derivation, entry);
    });
    EXPECT_TRUE(used) << derivation.name << " " << derivation.set << " " << derivation.applies;
  }
}

/// Daughters per division at the growth rate of the wells, by the entries that fit `context`.
double daughters(const Context& context) {
  const auto number = [&](std::string_view name) { return shipped().pick(name, context).entry->value.value; };
  const double growth = std::log(2.0) / number("cell_cycle.reference_doubling_time");
  return euler_lotka(growth, number("cell_cycle.g1_time"), number("cell_cycle.sg2_time") + number("cell_cycle.m_time"),
                     number("cell_cycle.daughters_lost"));
}

TEST(shipped_derivations, g1_and_sg2_times_give_the_growth_of_the_wells) {
  EXPECT_NEAR(daughters({}), 1, 0.002);                                           // durations known to 0.1 h
  EXPECT_NEAR(daughters({.facts = {}, .sets = {"single-cell"}}), 1, 0.005);       // lost share known to 1 %
  EXPECT_NEAR(daughters({.facts = {{"system", "AU565"}}, .sets = {}}), 1, 0.01);  // a fit to all doses
}

TEST(shipped_derivations, bivalent_constants_give_back_the_apparent_affinity) {
  const Context context{.facts = {{"system", "SK-BR-3"}, {"antibody", "trastuzumab"}, {"antigen", "HER2"}},
                        .sets = {"proposed-base"}};
  const auto value = [&](std::string_view name) { return shipped().pick(name, context).entry->value.value; };
  const double k_off_arm = value("binding_bivalent.k_on") * value("binding_bivalent.K_D");
  const double density = value("system.her2_per_cell") / value("system.cell_area");
  const double gain = 1 + value("binding_bivalent.k_cross") * density / (2 * k_off_arm);
  EXPECT_NEAR(gain, 10, 0.05);
  EXPECT_NEAR(value("binding_bivalent.K_D") / (2 * gain), value("binding.K_D"), 0.01 * value("binding.K_D"));
}

TEST(shipped_derivations, cell_area_is_that_of_a_sphere_of_the_cell_volume) {
  for (const auto& system : shipped().systems()) {
    const Context context{.facts = {{"system", system.name}}};
    const double volume = shipped().pick("system.cell_volume", context).entry->value.value;  // dm³
    const double area = shipped().pick("system.cell_area", context).entry->value.value;      // dm²
    const double pi = std::numbers::pi;
    EXPECT_NEAR(area, 4 * pi * std::pow(3 * volume / (4 * pi), 2.0 / 3), 1e-3 * area) << system.name;
  }
}

}  // namespace
}  // namespace emtansim::catalogue
