// SPDX-License-Identifier: Apache-2.0
/// Passage into tumours: rates of the lumped form, where it agrees with shells about a vessel and where it does not,
/// the binding-site barrier, and spheroids that empty their medium.
#include <numbers>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

constexpr double kDay = 24;

struct Tumour {
  std::string tissue = "volume = \"200 mm3\"";  ///< lines of [tumour]
  std::string mechanisms = "\"pk\", \"tumour_transport\", \"constant_cells\"";
  std::string parameters;
  std::string system = "\"SK-BR-3\"";
  std::string sets;
};

const char* const kBinding =
    "\"pk\", \"tumour_transport\", \"binding\", \"trafficking\", \"lysosome\", \"constant_cells\"";

Culture in_mouse(const Tumour& tumour) {
  return Culture(experiment::parse_experiment(
      fmt::format("title = \"test\"\nconjugate = \"T-DM1\"\nsystem = {}\nmechanisms = [{}]\n{}\n"
                  "[body]\nhost = \"mouse\"\n[tumour]\n{}\n[parameters]\n{}\n"
                  "[[arm]]\nname = \"arm\"\ndose = {{ amount = \"1 mg/kg\" }}\n"
                  "[[arm]]\nname = \"both\"\ndose = {{ agent = \"trastuzumab\", amount = \"1 mg/kg\" }}\n"
                  "[[readout]]\nassay = \"amounts\"\nof = \"tumour.volume\"\nat = \"1 d\"\n",
                  tumour.system, tumour.mechanisms, tumour.sets.empty() ? "" : fmt::format("sets = [{}]", tumour.sets),
                  tumour.tissue, tumour.parameters),
      "test.toml"));
}

std::string set(const char* parameter, const char* value) {
  return fmt::format("\"{}\" = {{ value = \"{}\", because = \"test\" }}\n", parameter, value);
}

// Plasma that nothing leaves, so that its concentration stays.
std::string steady_plasma() { return set("pk.CL_total", "0 L/day") + set("pk.Q2", "0 mL/day") + set("pk.V1", "10 L"); }

/// Rate, 1/day, at which antibody fills the tumour's open share from steady plasma.
double filling_rate(const Tumour& tumour) {
  Culture culture = in_mouse(tumour);
  const double t = 0.5 * kDay;
  culture.at(0, "dose T-DM1", 1e-6).run({0, t});
  const double concentration = culture.value("concentration.plasma.T-DM1", 1);
  const double open = culture.parameter("tumour.volume") * culture.parameter("tumour_transport.void_fraction");
  return -std::log(1 - culture.value("tumour.T-DM1", 1) / (open * concentration)) / (t / kDay);
}

TEST(TumourTransport, lumped_tumour_fills_at_the_rate_of_its_vessels) {
  Tumour tumour{.parameters = steady_plasma() + set("tumour_transport.surface_share", "0")};
  EXPECT_NEAR(filling_rate(tumour), 2 * 334 * 8 / (75.0 * 75.0), 1e-3);  // 0.950 /day, a time constant of 1.053 d
  tumour.sets = "\"scheuher2023-tumour\"";
  EXPECT_NEAR(filling_rate(tumour), 0.143, 1e-3);
}

TEST(TumourTransport, lumped_tumour_fills_through_its_surface_the_faster_the_smaller_it_is) {
  for (const auto& [volume, rate] : {std::pair{50.0, 2.5}, {200.0, 1.0}, {500.0, 0.54}}) {
    const double radius = std::cbrt(3 * volume / (4 * std::numbers::pi)) / 10;  // cm
    const double expected = 6 * 0.022 / (radius * radius);
    EXPECT_NEAR(expected / rate, 1, 0.02) << volume;
    EXPECT_NEAR(filling_rate({.tissue = fmt::format("volume = \"{} mm3\"", volume),
                              .parameters = steady_plasma() + set("tumour_transport.P", "0 um/day")}) /
                    expected,
                1, 2e-3)
        << volume;
  }
}

TEST(TumourTransport, a_wall_without_the_open_share_takes_up_more_by_it) {
  const auto uptake = [](const std::string& sets) {
    Culture culture = in_mouse({.tissue = "volume = \"200 mm3\"\ngeometry = \"krogh\"\nshells = 12",
                                .parameters = steady_plasma(),
                                .sets = sets});
    culture.at(0, "dose T-DM1", 1e-6).run({0, 0.01 * kDay});
    double sum = 0;
    for (int i = 1; i <= 12; ++i) sum += culture.value(fmt::format("tumour.{}.T-DM1", i), 1);
    return sum;
  };
  EXPECT_NEAR(uptake("\"krogh-wall\"") / uptake(""), 1 / 0.24, 0.05 / 0.24);
}

/// Antibody in the tumour, free, on and in cells, digested included.
double antibody_in_tumour(const Culture& culture, int shells, std::size_t time, const std::string& agent = "T-DM1") {
  double sum = 0;
  for (int i = 1; i <= std::max(shells, 1); ++i) {
    const std::string milieu = shells == 0 ? "tumour" : fmt::format("tumour.{}", i);
    const std::string cells = shells == 0 ? "SK-BR-3" : fmt::format("SK-BR-3 shell {}", i);
    sum += culture.value(fmt::format("{}.{}", milieu, agent), time);
    for (const char* place : {"surface", "endosome", "lysosome"})
      sum += culture.value(fmt::format("{}.antibody.{}.{}", cells, place, agent), time);
    for (const char* tail : {"digested", "label_lost"})
      sum += culture.value(fmt::format("{}.antibody.{}.{}", cells, tail, agent), time);
  }
  return sum;
}

struct Uptake {
  double lumped = 0, resolved = 0;
};
Uptake uptake_of(double dose, const std::string& parameters, double day) {
  // Around a vessel the surface plays no part; there the override would be of nothing.
  const std::string no_surface = set("tumour_transport.surface_share", "0");
  Uptake uptake;
  Culture lump = in_mouse({.mechanisms = kBinding, .parameters = parameters + no_surface});
  lump.at(0, "dose T-DM1", dose).run({0, day * kDay});
  uptake.lumped = antibody_in_tumour(lump, 0, 1);
  constexpr int kShells = 20;
  Culture shells = in_mouse({.tissue = "volume = \"200 mm3\"\ngeometry = \"krogh\"\nshells = 20\ngrading = 1.1",
                             .mechanisms = kBinding,
                             .parameters = parameters});
  shells.at(0, "dose T-DM1", dose).run({0, day * kDay});
  uptake.resolved = antibody_in_tumour(shells, kShells, 1);
  return uptake;
}

TEST(TumourTransport, lumped_and_resolved_forms_agree_while_the_wall_limits) {
  for (const double dose : {0.3e-6, 3e-6}) {
    const Uptake uptake = uptake_of(dose, "", 3);
    EXPECT_NEAR(uptake.resolved / uptake.lumped, 1, 0.03) << dose;
  }
}

TEST(TumourTransport, lumped_form_takes_up_too_much_where_diffusion_limits) {
  const Uptake uptake = uptake_of(3e-6, set("tumour_transport.D", "2e-5 cm2/day"), 3);
  EXPECT_LT(uptake.resolved / uptake.lumped, 0.8);
}

/// Antibody of T-DM1 on and in the cells of a shell, over its antigens.
double load_of_cell(const Culture& culture, int shell, std::size_t time) {
  const std::string cells = fmt::format("SK-BR-3 shell {}", shell);
  double sum = 0;
  for (const char* place : {"surface", "endosome", "lysosome"})
    sum += culture.value(fmt::format("{}.antibody.{}.T-DM1", cells, place), time);
  return sum / culture.value(cells + ".objects", time);
}

TEST(TumourTransport, co_dosed_antibody_drives_the_conjugate_deeper_and_thins_it_at_the_vessel) {
  constexpr int kShells = 16;
  std::vector<double> near, far, whole;
  for (const double ratio : {0.0, 3.0, 8.0}) {
    Culture culture = in_mouse(
        {.tissue = "volume = \"200 mm3\"\ngeometry = \"krogh\"\nshells = 16\ngrading = 1.1", .mechanisms = kBinding});
    culture.at(0, "dose T-DM1", 1.8e-6).at(0, "dose trastuzumab", ratio * 1.8e-6).run({0, 1 * kDay});
    near.push_back(load_of_cell(culture, 1, 1));
    far.push_back(load_of_cell(culture, kShells, 1) / near.back());
    whole.push_back(antibody_in_tumour(culture, kShells, 1));
  }
  EXPECT_LT(near[1], 0.8 * near[0]);
  EXPECT_LT(near[2], 0.8 * near[1]);
  EXPECT_GT(far[1], 2 * far[0]);
  EXPECT_GT(far[2], far[1]);
  // The wall limits what goes in, so the tumour's uptake hardly changes before its receptors are full.
  EXPECT_NEAR(whole[1] / whole[0], 1, 0.1);
}

Culture spheroid(const std::string& tissue, const std::string& medium) {
  return Culture(experiment::parse_experiment(
      fmt::format("title = \"test\"\nconjugate = \"T-DM1\"\nsystem = \"SK-BR-3\"\n"
                  "mechanisms = [\"medium\", \"tumour_transport\", \"binding\", \"constant_cells\"]\n"
                  "[culture]\nmedium = \"{}\"\n[tumour]\ngeometry = \"sphere\"\n{}\n"
                  "[[arm]]\nname = \"arm\"\ndose = {{ amount = \"1 nM\", at = \"0 h\" }}\n"
                  "[[readout]]\nassay = \"amounts\"\nof = \"tumour.volume\"\nat = \"1 h\"\n",
                  medium, tissue),
      "test.toml"));
}

TEST(TumourTransport, spheroid_fills_from_its_surface_and_empties_a_small_medium) {
  Culture culture = spheroid("radius = \"150 um\"\nspheroids = 100\nshells = 20", "0.1 mL");
  culture.at(0, "dose T-DM1", 10).run({0, 4, 200});
  const auto bound = [&](int shell, std::size_t time) {
    return culture.value(fmt::format("SK-BR-3 shell {}.antibody.surface.T-DM1", shell), time) /
           culture.value(fmt::format("SK-BR-3 shell {}.objects", shell), time);
  };
  EXPECT_GT(bound(1, 1), 50 * bound(20, 1));
  EXPECT_NEAR(bound(20, 2) / bound(1, 2), 1, 0.02);
  // 100 spheroids of 14.1 nL with 521 nM of HER2 hold 0.74 pmol of it; 0.1 mL of 10 nM holds 1 pmol.
  EXPECT_LT(culture.value("medium.T-DM1", 2), 0.4 * culture.value("medium.T-DM1", 0));
  const double left = culture.value("medium.T-DM1", 2) / culture.parameter("culture.medium");
  EXPECT_NEAR(bound(10, 2) / culture.parameter("system.her2_per_cell"),
              left / (left + culture.parameter("binding.K_D")), 1e-3);
}

TEST(TumourTransport, more_spheroids_of_one_volume_fill_faster) {
  const auto bound = [](const char* tissue) {
    Culture culture = spheroid(tissue, "10 mL");
    culture.at(0, "dose T-DM1", 10).run({0, 1});
    double sum = 0;
    for (int i = 1; i <= 20; ++i) sum += culture.value(fmt::format("SK-BR-3 shell {}.antibody.surface.T-DM1", i), 1);
    return sum;
  };
  EXPECT_GT(bound("volume = \"0.1 mm3\"\nspheroids = 100\nshells = 20"),
            1.5 * bound("volume = \"0.1 mm3\"\nspheroids = 10\nshells = 20"));
}

TEST(TumourTransport, plasma_by_drug_load_feeds_the_tumour_and_gets_back_what_it_gave) {
  const auto mean_load = [](const Culture& culture, const std::string& place, std::size_t time) {
    return culture.value(place + ".payload", time) / culture.value(place, time);
  };
  Culture culture(
      experiment::parse_experiment("title = \"test\"\nconjugate = \"T-DM1\"\nsystem = \"SK-BR-3\"\n"
                                   "mechanisms = [\"pk_chain\", \"tumour_transport\", \"constant_cells\"]\n"
                                   "[body]\nhost = \"rat\"\nload = \"chain\"\n[tumour]\nvolume = \"500 mm3\"\n"
                                   "[[arm]]\nname = \"arm\"\ndose = { amount = \"3 mg/kg\" }\n"
                                   "[[readout]]\nassay = \"amounts\"\nof = \"tumour.volume\"\nat = \"1 d\"\n",
                                   "test.toml"));
  culture.at(0, "dose T-DM1", 3e-6).run({0, 0.1, 21 * kDay});  // closes the books of antibody and payload
  double antibody = 0, payload = 0;
  for (int load = 0; culture.network().find_species(fmt::format("plasma.T-DM1.{}", load)); ++load) {
    const double amount = culture.value(fmt::format("plasma.T-DM1.{}", load), 1);
    antibody += amount;
    payload += load * amount;
  }
  EXPECT_NEAR(mean_load(culture, "tumour.T-DM1", 1) / (payload / antibody), 1, 0.01);
  // Late, the tumour holds what plasma held before, and is a little behind its falling load.
  EXPECT_GT(mean_load(culture, "tumour.T-DM1", 2), 0);
  EXPECT_LT(mean_load(culture, "tumour.T-DM1", 2), payload / antibody);
}

TEST(TumourTransport, a_sphere_in_a_body_is_fed_by_vessels_and_surface) {
  const auto share_filled = [](const std::string& parameters, int shell) {
    Culture culture = in_mouse({.tissue = "volume = \"200 mm3\"\ngeometry = \"sphere\"\nshells = 10",
                                .parameters = steady_plasma() + parameters});
    culture.at(0, "dose T-DM1", 1e-6).run({0, 0.5 * kDay});
    return culture.value(fmt::format("concentration.tumour.{}.T-DM1", shell), 1) /
           culture.value("concentration.plasma.T-DM1", 1);
  };
  const double by_vessels = 1 - std::exp(-0.5 * 2 * 334 * 8 / (75.0 * 75.0));
  EXPECT_NEAR(share_filled(set("tumour_transport.surface_share", "0"), 10), by_vessels, 1e-3);
  EXPECT_GT(share_filled("", 1), 0.9);  // at the surface
  // In the centre the surface alone leaves the share u = -2 Σ (-1)^n exp(-n² π² D t/R²) empty; both leave u times what
  // the vessels leave.
  const double x = 0.022 * 0.5 / std::pow(3 * 0.2 / (4 * std::numbers::pi), 2.0 / 3);
  double empty = 0;
  for (int n = 1; n < 20; ++n)
    empty -= 2 * (n % 2 == 0 ? 1 : -1) * std::exp(-n * n * std::numbers::pi * std::numbers::pi * x);
  EXPECT_NEAR(share_filled("", 10), 1 - empty * (1 - by_vessels), 5e-3);
}

TEST(TumourTransport, tissue_grows_with_its_cells_and_keeps_what_is_in_it) {
  Culture culture = in_mouse({.tissue = "volume = \"200 mm3\"\ngeometry = \"krogh\"\nshells = 6",
                              .mechanisms = "\"pk\", \"tumour_transport\", \"binding\", \"cell_cycle\", \"lysis\""});
  culture.at(0, "dose T-DM1", 3e-6).run({0, 4 * kDay});
  double cells = 0;
  for (int i = 1; i <= 6; ++i) cells += culture.value(fmt::format("SK-BR-3 shell {}.objects", i), 1);
  EXPECT_GT(culture.value("tumour.volume", 1), 1.5 * culture.value("tumour.volume", 0));
  EXPECT_NEAR(culture.value("tumour.volume", 1) / (cells / culture.parameter("tumour.cell_density")), 1, 1e-7);
}

// From steady plasma free payload and its adducts come to amounts that do not change: as much is inactivated as blood
// carries off, at the rate 2 P R_c / R_K^2 of the payload (the usual P holds the share of the wall and of open space).
TEST(TumourTransport, adducts_do_not_pile_up_in_a_tumour_that_blood_flows_through) {
  Culture culture = in_mouse({.parameters = steady_plasma() + set("tumour_transport.surface_share", "0")});
  culture.at(0, "dose T-DM1", 1e-4).run({0, 40 * kDay, 60 * kDay});
  const double adduct = culture.value("tumour.DM1.adduct", 2), free = culture.value("tumour.DM1", 2);
  EXPECT_GT(adduct, 0);
  EXPECT_NEAR(adduct / culture.value("tumour.DM1.adduct", 1), free / culture.value("tumour.DM1", 1), 0.05);
  const double leaves = 2 * culture.parameter("tumour_transport.P_payload") *
                        culture.parameter("tumour_transport.R_c") /
                        std::pow(culture.parameter("tumour_transport.R_K"), 2);
  EXPECT_NEAR(adduct / free, culture.parameter("medium.k_thiol[DM1]") / leaves, 0.02 * adduct / free);
}

}  // namespace
}  // namespace emtansim::testing
