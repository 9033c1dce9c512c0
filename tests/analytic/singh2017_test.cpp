// SPDX-License-Identifier: Apache-2.0
/// The lumped model of Singh and Shah (2017), from plasma to tumour volume, written with the network alone and held
/// against another program's solution: a check of the code with a complete foreign model, not of biology.
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/network/network.h"
#include "emtansim/solve/solve.h"
#include "tests/support/method.h"

namespace emtansim::solve {
namespace {

using network::Expr;

const SolveOptions kTight{.relative = 1e-8, .absolute = 1e-11, .method = testing_support::tested_method()};
constexpr double kDay = 24;

/// Numbers of one host and tumour. Days, litres, nM, nmol; of the exchange also µm and cm.
struct Numbers {
  double weight, clearance, distribution, central, peripheral;  // of the antibody, per kg but for the weight
  double clearance_d, distribution_d, central_d, peripheral_d;  // of free DM1, per kg
  double dose;                                                  // mg/kg
  double volume;                                                // mm3
  double growth = 0, kill = 0;                                  // 1/day, 1/day/nM; both 0: the volume stays
};

constexpr Numbers kHuman{.weight = 70,
                         .clearance = 0.0043,
                         .distribution = 0.014,
                         .central = 0.034,
                         .peripheral = 0.04,
                         .clearance_d = 2.23,
                         .distribution_d = 1.0,
                         .central_d = 0.034,
                         .peripheral_d = 5.0,
                         .dose = 3.6,
                         .volume = 2432};

Numbers mouse(double clearance, double dose, double volume, double doubling, double kill) {
  return {.weight = 0.025,
          .clearance = clearance,
          .distribution = 0.118,
          .central = 0.043,
          .peripheral = 0.0948,
          .clearance_d = 11.29,
          .distribution_d = 155,
          .central_d = 3.30,
          .peripheral_d = 2.01,
          .dose = dose,
          .volume = volume,
          .growth = std::numbers::ln2 / doubling,
          .kill = kill};
}

/// States are pure numbers; each right-hand side is a source.
class Model {
 public:
  explicit Model(const Numbers& numbers) : n_(numbers) {
    const double dose = n_.dose * 1e-3 * n_.weight / kMolarMass * 1e9;  // nmol
    total_ = state("X_tt1", dose);
    total_2_ = state("X_tt2", 0);
    conjugate_ = state("X_1", dose);
    conjugate_2_ = state("X_2", 0);
    load_ = state("DAR", kLoad);
    plasma_ = state("c_1", 0);
    plasma_2_ = state("c_2", 0);
    free_ = state("F", 0);
    bound_ = state("B", 0);
    inside_ = state("E", 0);
    cytosol_ = state("f_c", 0);
    tubulin_ = state("b_c", 0);
    between_ = state("f_x", 0);
    volume_ = state("V_t", n_.volume * 1e-6);
    add_plasma();
    add_tumour();
    add_volume();
  }

  [[nodiscard]] Trajectories run(const std::vector<double>& days) const {
    network::Ensemble ensemble{.members = {network::Member{.arm = "arm"}}, .times = {}};
    for (const double day : days) ensemble.times.push_back(day * kDay);
    return simulate(compile(net_), ensemble, kTight);
  }

  [[nodiscard]] double conjugate(const Trajectories& run, std::size_t t) const { return in_plasma(run, t, conjugate_); }
  [[nodiscard]] double total(const Trajectories& run, std::size_t t) const { return in_plasma(run, t, total_); }
  [[nodiscard]] double free_drug(const Trajectories& run, std::size_t t) const { return run.species(0, t, plasma_); }
  [[nodiscard]] double in_cells(const Trajectories& run, std::size_t t) const {
    return run.species(0, t, cytosol_) + run.species(0, t, tubulin_);
  }
  [[nodiscard]] double volume(const Trajectories& run, std::size_t t) const { return run.species(0, t, volume_) * 1e6; }

 private:
  static constexpr double kMolarMass = 148500, kLoad = 3.5, kDec = 0.241;
  static constexpr double kOn = 8.88, kOff = 2.328, kInt = 2.16, kDeg = 0.72, kFall = 0.5352, kAntigen = 1660;
  static constexpr double kTubOn = 0.72, kTubOff = 0.684, kTubulin = 65, kDiffusion = 2.208;
  static constexpr double kP = 334, kPd = 21000, kD = 0.022, kDd = 0.25, kVoid = 0.24, kVoidD = 0.44, kRc = 8, kRk = 75;

  network::SpeciesId state(const std::string& name, double initial) {
    if (net_.compartments().empty()) net_.add(network::Compartment{.name = "all", .group = "all"});
    return net_.add(network::Species{.name = name,
                                     .compartment = *net_.find_compartment("all"),
                                     .dimension = dimension::kOne,
                                     .initial = net_.constant(initial),
                                     .scale = net_.constant(1)});
  }

  void changes(network::SpeciesId species, Expr per_day) {
    net_.add(network::Reaction{.name = "d " + net_[species].name,
                               .products = {{species}},
                               .rate = net_.constant(1 / kDay, dimension::kRate) * per_day,
                               .exchange = network::Exchange::source});
  }

  Expr at(network::SpeciesId id) { return net_.expr(id); }

  // 2 P R_c/R_K^2 + 6 D/R_t^2 times what drives it; R_t in cm.
  Expr flux(double P, double D, Expr drive) {
    const Expr radius = network::exp(network::log(at(volume_) * (1e3 * 3 / (4 * std::numbers::pi))) / 3.0);
    return (2 * P * kRc / (kRk * kRk) + 6 * D / (radius * radius)) * drive;
  }

  void add_plasma() {
    const double cl = n_.clearance / n_.central, out = n_.distribution / n_.central,
                 back = n_.distribution / n_.peripheral;
    const Expr into = flux(kP, kD, at(conjugate_) * (kVoid / (n_.central * n_.weight)) - at(free_));
    changes(total_, at(total_) * -(cl + out) + at(total_2_) * back);
    changes(total_2_, at(total_) * out - at(total_2_) * back);
    changes(conjugate_, at(conjugate_) * -(cl + out + kDec) + at(conjugate_2_) * back - into * at(volume_));
    changes(conjugate_2_, at(conjugate_) * out - at(conjugate_2_) * back);
    changes(load_, at(load_) * -kDec);
    const double v1d = n_.central_d * n_.weight;
    const double out_d = n_.distribution_d / n_.central_d, back_d = n_.distribution_d / n_.peripheral_d;
    const Expr into_d = flux(kPd, kDd, at(plasma_) * kVoidD - at(between_));
    changes(plasma_, at(plasma_) * -(n_.clearance_d / n_.central_d + out_d) + at(plasma_2_) * out_d +
                         at(load_) * at(conjugate_) * ((kDec + cl) / v1d) - into_d * at(volume_) / v1d);
    changes(plasma_2_, (at(plasma_) - at(plasma_2_)) * back_d);
    changes(free_, into - binding() + at(bound_) * kOff - at(free_) * kFall);
    changes(between_, into_d + (at(free_) + at(bound_)) * at(load_) * kFall - exchange());
  }

  Expr binding() { return kOn / kVoid * at(free_) * (kAntigen - at(bound_)); }
  Expr exchange() { return kDiffusion * (at(between_) - at(cytosol_)); }

  void add_tumour() {
    changes(bound_, binding() - at(bound_) * (kOff + kInt + kFall));
    changes(inside_, at(bound_) * kInt - at(inside_) * kDeg);
    const Expr holds = kTubOn * at(cytosol_) * (kTubulin - at(tubulin_)) - kTubOff * at(tubulin_);
    changes(cytosol_, kDeg * at(load_) * at(inside_) - holds + exchange());
    changes(tubulin_, holds);
  }

  void add_volume() {
    if (n_.growth == 0) return;
    changes(volume_, (n_.growth - n_.kill * (at(cytosol_) + at(tubulin_))) * at(volume_));
  }

  [[nodiscard]] double in_plasma(const Trajectories& run, std::size_t t, network::SpeciesId id) const {
    return run.species(0, t, id) / (n_.central * n_.weight) * kMolarMass * 1e-6;  // µg/mL
  }

  Numbers n_;
  network::Network net_;
  network::SpeciesId total_, total_2_, conjugate_, conjugate_2_, load_, plasma_, plasma_2_;
  network::SpeciesId free_, bound_, inside_, cytosol_, tubulin_, between_, volume_;
};

// The reference was computed elsewhere to 1e-7 and is printed with four to six digits.
constexpr double kPrinted = 1e-3;

TEST(singh2017, a_patient_whose_tumour_stays) {
  if (testing_support::is_too_slow_when_stiff()) GTEST_SKIP();
  const Model model(kHuman);
  const auto run = model.run({0, 1, 3, 7, 14, 21});
  ASSERT_EQ(run.report(0).status, Status::finished) << run.report(0).reason;
  const std::vector<double> conjugate{105.882, 52.67, 22.1949, 10.996, 4.44091, 1.80523};
  const std::vector<double> total{105.882, 66.617, 39.6529, 27.9314, 19.1439, 13.2101};
  const std::vector<double> free_drug{0, 4.15749, 1.46281, 0.541029, 0.164109, 0.0593619};
  const std::vector<double> in_cells{0, 60.0451, 111.528, 68.9707, 44.9355, 31.0672};
  for (std::size_t t = 0; t < conjugate.size(); ++t) {
    EXPECT_NEAR(model.conjugate(run, t), conjugate[t], kPrinted * conjugate[t]) << t;
    EXPECT_NEAR(model.total(run, t), total[t], kPrinted * total[t]) << t;
    EXPECT_NEAR(model.free_drug(run, t), free_drug[t], kPrinted * free_drug[t]) << t;
    EXPECT_NEAR(model.in_cells(run, t), in_cells[t], kPrinted * in_cells[t]) << t;
  }
}

struct MouseCase {
  double clearance, dose, volume, doubling, kill;
  std::vector<double> volumes;  // mm3 at 7, 14, 21, 28 d
};

TEST(singh2017, mice_with_their_tumours) {
  if (testing_support::is_too_slow_when_stiff()) GTEST_SKIP();
  const std::vector<MouseCase> cases = {
      {0.0934, 0, 200, 14.3, 0.000638, {280.794, 394.225, 553.48, 777.069}},
      {0.0934, 1, 200, 14.3, 0.000638, {249.483, 309.318, 396.46, 519.483}},
      {0.0934, 3, 200, 14.3, 0.000638, {220.817, 258.736, 321.556, 412.892}},
      {0.0934, 10, 200, 14.3, 0.000638, {193.411, 221.122, 271.701, 346.47}},
      {0.0934, 0, 244, 21, 6.83e-05, {307.421, 387.326, 488, 614.841}},
      {0.0934, 3, 244, 21, 6.83e-05, {299.806, 370.55, 460.844, 575.128}},
      {0.0934, 9, 244, 21, 6.83e-05, {296.198, 365.25, 453.765, 565.922}},
      {0.0934, 18, 244, 21, 6.83e-05, {292.244, 359.775, 446.64, 556.797}},
      {0.00934, 0, 200, 14.3, 0.000638, {280.794, 394.225, 553.48, 777.069}},
      {0.00934, 1, 200, 14.3, 0.000638, {230.479, 264.512, 323.678, 411.512}},
      {0.00934, 3, 200, 14.3, 0.000638, {205.128, 226.097, 270.339, 338.953}},
      {0.00934, 10, 200, 14.3, 0.000638, {161.033, 166.964, 193.066, 237.383}},
      {0.00934, 0, 244, 21, 6.83e-05, {307.421, 387.326, 488, 614.841}},
      {0.00934, 3, 244, 21, 6.83e-05, {297.545, 365.505, 452.842, 563.816}},
      {0.00934, 9, 244, 21, 6.83e-05, {291.473, 356.237, 440.148, 547.14}},
      {0.00934, 18, 244, 21, 6.83e-05, {283.399, 344.736, 425.05, 527.743}},
  };
  for (const auto& asked : cases) {
    const Model model(mouse(asked.clearance, asked.dose, asked.volume, asked.doubling, asked.kill));
    const auto run = model.run({0, 7, 14, 21, 28});
    ASSERT_EQ(run.report(0).status, Status::finished) << run.report(0).reason;
    for (std::size_t t = 0; t < asked.volumes.size(); ++t)
      EXPECT_NEAR(model.volume(run, t + 1) / asked.volumes[t], 1, kPrinted) << asked.dose << " mg/kg, " << t;
  }
}

}  // namespace
}  // namespace emtansim::solve
