// SPDX-License-Identifier: Apache-2.0
/// Bodies against exact solutions of the published models, worked out apart from this program: linear spaces by matrix
/// exponentials (tests/data/pharmacokinetics), chains by Bateman's equations, balance and moments.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"
#include "emtansim/stats/stats.h"
#include "tests/unit/mechanism/body.h"

namespace emtansim {
namespace {

using testing::Body;
using testing::BodySetup;

/// Rows of one case of the reference file: quantity to (time in days, value). An area to infinity has an infinite time.
struct Reference {
  struct Row {
    double days = 0, value = 0, tolerance = 0;
  };
  std::map<std::string, std::vector<Row>> rows;

  [[nodiscard]] std::vector<double> days(const std::string& quantity) const {
    std::vector<double> times;
    for (const auto& row : rows.at(quantity))
      if (std::isfinite(row.days)) times.push_back(row.days);
    return times;
  }
};

Reference reference(const std::string& name) {
  const Table table =
      read_table(std::string(EMTANSIM_SOURCE_DIR) + "/tests/data/pharmacokinetics/reference_solutions.csv");
  const auto column = [&](std::string_view which) { return table.column(which, {}); };
  Reference found;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    if (row[column("case")] != name) continue;
    const std::string& time = row[column("time_d")];
    const double days = time.empty() || time == "inf" ? INFINITY : std::stod(time);
    found.rows[row[column("quantity")]].push_back(
        {days, table.number(i, column("value")), table.number(i, column("rel_tolerance"))});
  }
  EXPECT_FALSE(found.rows.empty()) << name;
  return found;
}

/// What the program says of a quantity at the time of that index.
using Read = std::function<double(const Body&, std::size_t)>;

void expect_course(Body& body, const Reference& reference, const std::string& quantity, const Read& read) {
  const auto days = reference.days(quantity);
  ASSERT_FALSE(days.empty()) << quantity;
  body.run(days);
  std::size_t time = 0;
  for (const auto& row : reference.rows.at(quantity)) {
    if (!std::isfinite(row.days)) continue;
    EXPECT_NEAR(read(body, time++), row.value, row.tolerance * row.value) << quantity << " at " << row.days << " d";
  }
}

Read mass_of(const std::string& what, const std::string& agent = "T-DM1") {
  return [=](const Body& body, std::size_t time) { return body.mass(what, time, agent); };
}

// ---- patients

struct Infusion {
  const char* name;
  double mg, minutes;
};

class lu2014 : public ::testing::TestWithParam<Infusion> {};

TEST_P(lu2014, concentrations) {
  const auto& [name, mg, minutes] = GetParam();
  Body body({});
  body.infuse(0, mg, minutes);
  expect_course(body, reference(name), "T-DM1", mass_of("conjugate"));
}

INSTANTIATE_TEST_SUITE_P(doses, lu2014,
                         ::testing::Values(Infusion{"lu2014_70kg_252mg_90min", 252, 90},
                                           Infusion{"lu2014_70kg_252mg_30min", 252, 30},
                                           Infusion{"lu2014_70kg_168mg_90min", 168, 90},
                                           Infusion{"lu2014_70kg_336mg_90min", 336, 90}));

constexpr double kInstant = 1e-6;  // d, before and after a bolus

/// Peaks and troughs of a schedule of boluses, for the doses that the reference lists.
void expect_schedule(const std::string& name, double mg, double every, const std::string& word,
                     const std::vector<int>& listed) {
  const Reference wanted = reference(name);
  Body body({});
  std::vector<double> days;
  for (int dose = 1; dose <= listed.back(); ++dose) body.bolus(every * (dose - 1), mg);
  for (const int dose : listed) {
    days.push_back(every * (dose - 1) + kInstant);
    days.push_back(every * dose - kInstant);
  }
  body.run(days);
  for (std::size_t i = 0; i < listed.size(); ++i) {
    for (const auto& [what, column] : {std::pair{"peak", 2 * i}, std::pair{"trough", 2 * i + 1}}) {
      const auto& row = wanted.rows.at(fmt::format("{} of {} {}", what, word, listed[i])).front();
      EXPECT_NEAR(body.mass("conjugate", column), row.value, row.tolerance * row.value) << what << listed[i];
    }
  }
}

TEST(lu2014, piles_up_little_every_three_weeks) {
  expect_schedule("lu2014_70kg_252mg_bolus_q3w", 252, 21, "cycle", {1, 2, 4});
}

TEST(lu2014, piles_up_by_a_third_every_week) {
  expect_schedule("lu2014_70kg_168mg_bolus_qw", 168, 7, "dose", {1, 2, 4, 8});
}

TEST(asiimwe2025, concentrations) {
  Body body({.sets = "\"asiimwe2025\""});
  body.infuse(0, 249.84, 90);
  expect_course(body, reference("asiimwe2025_69.4kg_249.84mg_90min"), "T-DM1", mass_of("conjugate"));
}

/// Area to infinity of a column, by logarithmic trapezoids on a fine grid.
double area(Body& body, const Read& read) {
  std::vector<double> days;
  for (int i = 0; i < 200; ++i) days.push_back(0.01 * i + kInstant);
  for (int i = 20; i < 400; ++i) days.push_back(0.1 * i);
  for (int i = 40; i <= 400; ++i) days.push_back(i);
  body.run(days);
  std::vector<double> values;
  for (std::size_t i = 0; i < days.size(); ++i) values.push_back(read(body, i));
  return stats::area_under_curve(days, values, stats::AreaRule::linear_up_log_down);
}

TEST(singh2017, human_areas_have_a_closed_form) {
  Body body({.sets = "\"singh2017\""});
  body.bolus(0, 252);
  const double conjugate = area(body, mass_of("conjugate"));
  EXPECT_NEAR(conjugate, 3600 / (4.3 + 0.241 * 34), 1e-3 * conjugate);
  const double total = area(body, mass_of("antibody"));
  EXPECT_NEAR(total, 3600 / 4.3, 1e-3 * total);
  body.run({kInstant});
  EXPECT_NEAR(body.mass("conjugate", 0), 3600.0 / 34, 1e-3 * 3600 / 34);
}

// Values at the percentiles of one covariate, as lu2014 prints them.
TEST(lu2014, covariates_change_clearance_and_volume_as_printed) {
  struct Row {
    const char* body;
    double clearance, volume, tolerance;
  };
  constexpr Row kRows[] = {{"weight = \"49 kg\"", 0.567, 2.523, 0.01},
                           {"weight = \"98 kg\"", 0.797, 3.821, 0.01},
                           {"ecd = \"332 ng/mL\"", 0.741, 3.127, 0.01},
                           {"albumin = \"33 g/L\"", 0.741, 3.127, 0.01},
                           {"albumin = \"48 g/L\"", 0.632, 3.127, 0.01},
                           {"tumour_size = \"30.3 cm\"", 0.719, 3.127, 0.01},
                           {"trastuzumab = \"54 ug/mL\"", 0.615, 3.127, 0.015},  // the coefficient is printed rounded
                           {"ast = \"64 U/L\"", 0.718, 3.127, 0.01}};
  for (const Row& row : kRows) {
    Body body({.body = row.body, .relative = 1e-8});
    body.bolus(0, 100);
    const double clearance = 100 / area(body, mass_of("conjugate"));
    EXPECT_NEAR(clearance, row.clearance, row.tolerance * row.clearance) << row.body;
    body.run({kInstant});
    const double volume = 100 / body.mass("conjugate", 0);
    EXPECT_NEAR(volume, row.volume, row.tolerance * row.volume) << row.body;
  }
}

TEST(lu2014, shed_her2_raises_clearance_by_a_tenth) {
  Body low({});
  Body high({.body = "ecd = \"332 ng/mL\""});
  const double ratio = area(low.bolus(0, 252), mass_of("conjugate")) / area(high.bolus(0, 252), mass_of("conjugate"));
  EXPECT_NEAR(ratio, 1.0955, 0.001);
}

// ---- monkey and rat

struct Animal {
  const char* host;
  const char* name;
  double mg;
};

class bender2014 : public ::testing::TestWithParam<Animal> {};

TEST_P(bender2014, two_analytes) {
  const auto& [host, name, mg] = GetParam();
  const Reference wanted = reference(fmt::format("bender2014_reduced_{}_{:g}mg_bolus", name, mg));
  for (const auto& [quantity, column] : {std::pair{"T-DM1", "conjugate"}, std::pair{"total antibody", "antibody"}}) {
    Body body({.host = host});
    body.bolus(0, mg);
    expect_course(body, wanted, quantity, mass_of(column));
  }
}

TEST_P(bender2014, chain_of_loads) {
  const auto& [host, name, mg] = GetParam();
  const std::string lot = "T-DM1 DAR 3.1 lot";
  for (const auto& [place, word] : {std::pair{"plasma", "central_only"}, std::pair{"everywhere", "all_compartments"}}) {
    const Reference wanted = reference(fmt::format("bender2014_chain_{}_{:g}mg_bolus_{}", name, mg, word));
    const auto expect = [&](const std::string& quantity, const Read& read) {
      if (!wanted.rows.contains(quantity)) return;
      Body body({.host = host, .conjugate = lot, .load = "chain", .place = place});
      body.bolus(0, mg, lot);
      expect_course(body, wanted, quantity, read);
    };
    expect("total antibody", mass_of("antibody", lot));
    expect("mean DAR", [&](const Body& body, std::size_t time) {
      return body.mass("conjugated", time, lot) / body.mass("antibody", time, lot);
    });
    expect("fraction with DAR>=1", [&](const Body& body, std::size_t time) {
      return body.mass("conjugate", time, lot) / body.mass("antibody", time, lot);
    });
    for (int n = 0; n <= 7; ++n) {
      const auto& row = wanted.rows.at(fmt::format("AUC 0-inf of DAR {}", n)).front();
      Body body({.host = host, .conjugate = lot, .load = "chain", .place = place, .relative = 1e-8});
      body.bolus(0, mg, lot);
      const double molar = body.parameter("conjugate.molar_mass");
      const double volume = body.parameter("pk_chain.V1");
      const double found = area(body, [&](const Body& run, std::size_t time) {
        return run.value(fmt::format("plasma.{}.{}", lot, n), time) / volume * molar / 1e3;
      });
      EXPECT_NEAR(found, row.value, row.tolerance * row.value) << word << ", load " << n;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(species, bender2014,
                         ::testing::Values(Animal{"cynomolgus", "monkey", 120}, Animal{"rat", "rat", 5}));

TEST(bender2014, lot_of_low_load) {
  const std::string lot = "T-DM1 DAR 1.5 lot";
  const Reference wanted = reference("bender2014_chain_monkey_120mg_bolus_DAR1.5_lot_all_compartments");
  const std::pair<const char*, Read> reads[] = {
      {"total antibody", mass_of("antibody", lot)},
      {"mean DAR", [&](const Body& body,
                       std::size_t t) { return body.mass("conjugated", t, lot) / body.mass("antibody", t, lot); }},
      {"fraction with DAR>=1", [&](const Body& body, std::size_t t) {
         return body.mass("conjugate", t, lot) / body.mass("antibody", t, lot);
       }}};
  for (const auto& [quantity, read] : reads) {
    Body body({.host = "cynomolgus", .conjugate = lot, .load = "chain"});
    body.bolus(0, 120, lot);
    expect_course(body, wanted, quantity, read);
  }
}

// ---- laws of the chain

// Bateman: every step at the same rate k, one space, all antibody with five payloads at first: load n has
// (k t)^(5-n)/(5-n)! exp(-k t), clearance apart.
TEST(chain, is_bateman_s) {
  std::string parameters = "\"pk_chain.CL_total\" = { value = \"0 mL/d\", because = \"test\" }\n";
  constexpr double k = 0.3;
  for (int n = 1; n <= 7; ++n)
    parameters += fmt::format("\"pk_chain.k_{}\" = {{ value = \"{} 1/d\", because = \"test\" }}\n", n, k);
  const std::string lot = "T-DM1 DAR 3.1 lot";
  Body body({.host = "cynomolgus", .conjugate = lot, .load = "chain", .parameters = parameters});
  body.bolus(0, 120, lot);
  const std::vector<double> days{1, 4, 10, 25};
  body.run(days);
  constexpr double kLot[] = {0.02, 0.13, 0.23, 0.26, 0.19, 0.10, 0.05, 0.02};
  for (std::size_t i = 0; i < days.size(); ++i) {
    double mean = 0;
    for (int from = 1; from <= 7; ++from) {
      double term = std::exp(-k * days[i]);
      for (int lost = 0; lost < from; ++lost) {
        mean += kLot[from] * (from - lost) * term;
        term *= k * days[i] / (lost + 1);
      }
    }
    EXPECT_NEAR(body.mass("conjugated", i, lot) / body.mass("antibody", i, lot), mean, 1e-7 * mean) << days[i];
  }
}

TEST(chain, loses_load_everywhere_whatever_the_clearance) {
  const auto mean_load = [](const std::string& parameters) {
    Body body({.host = "cynomolgus", .load = "chain", .parameters = parameters});
    body.bolus(0, 120);
    body.run({2, 9, 20});
    std::vector<double> loads;
    for (std::size_t i = 0; i < 3; ++i) loads.push_back(body.mass("conjugated", i) / body.mass("antibody", i));
    return loads;
  };
  const auto as_published = mean_load("");
  const auto without = mean_load("\"pk_chain.CL_total\" = { value = \"0 mL/d\", because = \"test\" }");
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(as_published[i], without[i], 1e-6 * without[i]);
}

TEST(chain, and_first_moment_agree_for_independent_sites) {
  Body chain({.load = "chain", .sets = "\"independent-sites\""});
  Body lumped({.place = "everywhere"});
  chain.bolus(0, 252);
  lumped.bolus(0, 252);
  const std::vector<double> days{0.1, 1, 7, 21};
  chain.run(days);
  lumped.run(days);
  for (std::size_t i = 0; i < days.size(); ++i) {
    const double mean = lumped.value("plasma.T-DM1.conjugated", i);
    EXPECT_NEAR(chain.value("plasma.T-DM1.conjugated", i), mean, 1e-5 * mean);
    EXPECT_NEAR(chain.value("plasma.T-DM1.antibody", i), lumped.value("plasma.T-DM1.antibody", i), 1e-7 * 3000);
    EXPECT_NEAR(chain.value("plasma.DM1.free", i), lumped.value("plasma.DM1.free", i), 2e-5 * mean);
  }
}

}  // namespace
}  // namespace emtansim
