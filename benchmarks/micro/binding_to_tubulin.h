// SPDX-License-Identifier: Apache-2.0
/// The way of T-DM1 from the medium to tubulin as one would write it down by hand: rates and Jacobian of the network of
/// experiments/constant_cells.toml, ledger included, with everything that depends on parameters alone computed before.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "emtansim/network/network.h"

namespace emtansim::benchmarks {

/// Places of the states, in the order of the network; two ledger states for each of seven moieties follow.
enum State : std::size_t {
  warmth,
  medium_catabolite,
  medium_dm1,
  medium_adduct,
  medium_antibody,
  medium_payload,
  surface_her2,
  surface_antibody,
  surface_payload,
  endosome_her2,
  endosome_antibody,
  endosome_payload,
  lysosome_antibody,
  lysosome_digested,
  lysosome_label_lost,
  lysosome_payload,
  lysosome_catabolite,
  cytosol_catabolite,
  cytosol_dm1,
  tubulin,
  tips,
  catabolite_on_tubulin,
  catabolite_on_tips,
  dm1_on_tubulin,
  dm1_on_tips,
  cells,
  species_count,
};
enum Ledger : std::size_t {
  dm1_in = species_count,
  dm1_out,
  her2_in,
  her2_out,
  smcc_in,
  smcc_out,
  antibody_in,
  antibody_out,
  cell_in,
  cell_out,
  tips_in,
  tips_out,
  tubulin_in,
  tubulin_out,
  state_count,
};

/// Constants as the equations want them.
struct Constants {
  double thiol, dec, on, off, endo, rec, deg, acid_prot, label_loss, export_, perm_catabolite, perm_dm1, pump;
  double volume_share;   ///< volume of a cell over that of the medium, 1/cell
  double on_per_medium;  ///< k_on over the volume of the medium
  double synthesis;      ///< antigens made per cell and hour
  double on_catabolite, off_catabolite, off_catabolite_tips, on_dm1, off_dm1,
      off_dm1_tips;  ///< on: over a cell's volume
};

inline Constants constants_of(const network::Network& network) {
  const auto value = [&](std::string_view name) { return network[*network.find_parameter(name)].value; };
  const double deg = value("trafficking.k_deg");
  const double rec = value("trafficking.k_rec");
  const double endo = value("trafficking.k_endo");
  const double medium = value("culture.medium");
  const double cell_volume = value("system.cell_volume");
  const double catabolite_on = value("tubulin.k_on[Lys-SMCC-DM1]");
  const double dm1_on_rate = value("tubulin.k_on[DM1]");
  return {.thiol = value("medium.k_thiol[DM1]"),
          .dec = value("medium.k_dec"),
          .on = value("binding.k_on"),
          .off = value("binding.k_on") * value("binding.K_D"),
          .endo = endo,
          .rec = rec,
          .deg = deg,
          .acid_prot = value("lysosome.acidity") * value("lysosome.k_prot"),
          .label_loss = value("lysosome.k_label_loss"),
          .export_ = value("lysosome.k_export[Lys-SMCC-DM1]"),
          .perm_catabolite = value("payload.k_perm[Lys-SMCC-DM1]"),
          .perm_dm1 = value("payload.k_perm[DM1]"),
          .pump = value("payload.k_pump"),
          .volume_share = cell_volume / medium,
          .on_per_medium = value("binding.k_on") / medium,
          .synthesis = value("system.her2_per_cell") * endo / (rec + deg) * deg,
          .on_catabolite = catabolite_on / cell_volume,
          .off_catabolite = catabolite_on * value("tubulin.K_D[Lys-SMCC-DM1]"),
          .off_catabolite_tips = catabolite_on * value("tubulin.K_tip[Lys-SMCC-DM1]"),
          .on_dm1 = dm1_on_rate / cell_volume,
          .off_dm1 = dm1_on_rate * value("tubulin.K_D[DM1]"),
          .off_dm1_tips = dm1_on_rate * value("tubulin.K_tip[DM1]")};
}

inline void rates_by_hand(const Constants& k, const double* y, double* d) {
  const double w = y[warmth];
  const double inactivated = k.thiol * y[medium_dm1];
  const double deconjugated = k.dec * y[medium_payload];
  const double bound = k.on_per_medium * y[surface_her2] * y[medium_antibody];
  const double bound_payload = k.on_per_medium * y[surface_her2] * y[medium_payload];
  const double freed = k.off * y[surface_antibody];
  const double freed_payload = k.off * y[surface_payload];
  const double endo = w * k.endo, rec = w * k.rec, deg = w * k.deg, prot = w * k.acid_prot;
  const double her2_in_out = endo * y[surface_her2] - rec * y[endosome_her2];
  const double antibody_in_out = endo * y[surface_antibody] - rec * y[endosome_antibody];
  const double payload_in_out = endo * y[surface_payload] - rec * y[endosome_payload];
  const double her2_degraded = deg * y[endosome_her2];
  const double antibody_sorted = deg * y[endosome_antibody];
  const double payload_sorted = deg * y[endosome_payload];
  const double made = w * k.synthesis * y[cells];
  const double digested = prot * y[lysosome_antibody];
  const double released = prot * y[lysosome_payload];
  const double label_lost = w * k.label_loss * y[lysosome_digested];
  const double exported = w * k.export_ * y[lysosome_catabolite];
  const double inside = k.volume_share * y[cells];
  const double catabolite_out =
      w * ((k.perm_catabolite + k.pump) * y[cytosol_catabolite] - k.perm_catabolite * inside * y[medium_catabolite]);
  const double dm1_gone = w * ((k.perm_dm1 + k.pump) * y[cytosol_dm1] - k.perm_dm1 * inside * y[medium_dm1]);
  const double catabolite = k.on_catabolite / y[cells] * y[cytosol_catabolite];
  const double dm1 = k.on_dm1 / y[cells] * y[cytosol_dm1];
  const double catabolite_tubulin = catabolite * y[tubulin] - k.off_catabolite * y[catabolite_on_tubulin];
  const double catabolite_tips = catabolite * y[tips] - k.off_catabolite_tips * y[catabolite_on_tips];
  const double dm1_tubulin = dm1 * y[tubulin] - k.off_dm1 * y[dm1_on_tubulin];
  const double dm1_tips = dm1 * y[tips] - k.off_dm1_tips * y[dm1_on_tips];

  d[warmth] = 0;
  d[medium_catabolite] = catabolite_out;
  d[medium_dm1] = deconjugated - inactivated + dm1_gone;
  d[medium_adduct] = inactivated;
  d[medium_antibody] = freed - bound;
  d[medium_payload] = freed_payload - bound_payload - deconjugated;
  d[surface_her2] = freed - bound - her2_in_out + made;
  d[surface_antibody] = bound - freed - antibody_in_out;
  d[surface_payload] = bound_payload - freed_payload - payload_in_out;
  d[endosome_her2] = her2_in_out - her2_degraded;
  d[endosome_antibody] = antibody_in_out - antibody_sorted;
  d[endosome_payload] = payload_in_out - payload_sorted;
  d[lysosome_antibody] = antibody_sorted - digested;
  d[lysosome_digested] = digested - label_lost;
  d[lysosome_label_lost] = label_lost;
  d[lysosome_payload] = payload_sorted - released;
  d[lysosome_catabolite] = released - exported;
  d[cytosol_catabolite] = exported - catabolite_out - catabolite_tubulin - catabolite_tips;
  d[cytosol_dm1] = -dm1_gone - dm1_tubulin - dm1_tips;
  d[tubulin] = -catabolite_tubulin - dm1_tubulin;
  d[tips] = -catabolite_tips - dm1_tips;
  d[catabolite_on_tubulin] = catabolite_tubulin;
  d[catabolite_on_tips] = catabolite_tips;
  d[dm1_on_tubulin] = dm1_tubulin;
  d[dm1_on_tips] = dm1_tips;
  d[cells] = 0;

  for (std::size_t i = species_count; i < state_count; ++i) d[i] = 0;
  d[her2_in] = made;
  d[her2_out] = her2_degraded + antibody_sorted;
  d[smcc_out] = deconjugated;
}

/// Entry (row, column) of the Jacobian, in the compressed columns of the compiled program.
class HandWrittenJacobian {
 public:
  HandWrittenJacobian(std::span<const std::int64_t> column_starts, std::span<const std::int64_t> rows) {
    place_.fill(rows.size());  // entries that the pattern lacks go behind its end
    for (std::size_t column = 0; column < state_count; ++column)
      for (auto e = column_starts[column]; e < column_starts[column + 1]; ++e)
        place_[static_cast<std::size_t>(rows[static_cast<std::size_t>(e)]) * state_count + column] =
            static_cast<std::size_t>(e);
    size_ = rows.size();
  }

  /// `values` has room for one number more than the pattern.
  void operator()(const Constants& k, const double* y, double* values) const {
    for (std::size_t e = 0; e <= size_; ++e) values[e] = 0;
    medium_and_surface(k, y, values);
    membrane_traffic(k, y, values);
    payload(k, y, values);
    binding_inside(k, y, values);
  }

 private:
  double& at(double* values, std::size_t row, std::size_t column) const {
    return values[place_[row * state_count + column]];
  }
  /// Something moves from `a` to `b` at a rate with this slope by `column`.
  void move(double* values, std::size_t a, std::size_t b, std::size_t column, double slope) const {
    at(values, a, column) -= slope;
    at(values, b, column) += slope;
  }

  void medium_and_surface(const Constants& k, const double* y, double* v) const {
    move(v, medium_dm1, medium_adduct, medium_dm1, k.thiol);
    move(v, medium_payload, medium_dm1, medium_payload, k.dec);
    at(v, smcc_out, medium_payload) += k.dec;
    const double by_antibody = k.on_per_medium * y[surface_her2];
    const double by_her2 = k.on_per_medium * y[medium_antibody];
    move(v, medium_antibody, surface_antibody, medium_antibody, by_antibody);
    move(v, medium_antibody, surface_antibody, surface_her2, by_her2);
    at(v, surface_her2, medium_antibody) -= by_antibody;
    at(v, surface_her2, surface_her2) -= by_her2;
    move(v, medium_payload, surface_payload, medium_payload, by_antibody);
    move(v, medium_payload, surface_payload, surface_her2, k.on_per_medium * y[medium_payload]);
    move(v, surface_antibody, medium_antibody, surface_antibody, k.off);
    at(v, surface_her2, surface_antibody) += k.off;
    move(v, surface_payload, medium_payload, surface_payload, k.off);
  }

  void membrane_traffic(const Constants& k, const double* y, double* v) const {
    const double w = y[warmth];
    for (std::size_t i = 0; i < 3; ++i) {  // HER2, antibody, payload
      move(v, surface_her2 + i, endosome_her2 + i, surface_her2 + i, w * k.endo);
      move(v, surface_her2 + i, endosome_her2 + i, warmth, k.endo * y[surface_her2 + i]);
      move(v, endosome_her2 + i, surface_her2 + i, endosome_her2 + i, w * k.rec);
      move(v, endosome_her2 + i, surface_her2 + i, warmth, k.rec * y[endosome_her2 + i]);
      at(v, endosome_her2 + i, endosome_her2 + i) -= w * k.deg;
      at(v, endosome_her2 + i, warmth) -= k.deg * y[endosome_her2 + i];
    }
    at(v, her2_out, endosome_her2) += w * k.deg;
    at(v, her2_out, endosome_antibody) += w * k.deg;
    at(v, her2_out, warmth) += k.deg * (y[endosome_her2] + y[endosome_antibody]);
    at(v, lysosome_antibody, endosome_antibody) += w * k.deg;
    at(v, lysosome_antibody, warmth) += k.deg * y[endosome_antibody];
    at(v, lysosome_payload, endosome_payload) += w * k.deg;
    at(v, lysosome_payload, warmth) += k.deg * y[endosome_payload];
    for (const auto row : {static_cast<std::size_t>(surface_her2), static_cast<std::size_t>(her2_in)}) {
      at(v, row, cells) += w * k.synthesis;
      at(v, row, warmth) += k.synthesis * y[cells];
    }
  }

  void payload(const Constants& k, const double* y, double* v) const {
    const double w = y[warmth];
    const auto warm_move = [&](std::size_t a, std::size_t b, double constant) {
      move(v, a, b, a, w * constant);
      move(v, a, b, warmth, constant * y[a]);
    };
    warm_move(lysosome_antibody, lysosome_digested, k.acid_prot);
    warm_move(lysosome_digested, lysosome_label_lost, k.label_loss);
    warm_move(lysosome_payload, lysosome_catabolite, k.acid_prot);
    warm_move(lysosome_catabolite, cytosol_catabolite, k.export_);
    warm_move(cytosol_catabolite, medium_catabolite, k.perm_catabolite + k.pump);
    warm_move(cytosol_dm1, medium_dm1, k.perm_dm1 + k.pump);
    const auto enters = [&](std::size_t a, std::size_t b, double constant) {
      move(v, a, b, a, w * constant * y[cells]);
      move(v, a, b, warmth, constant * y[cells] * y[a]);
      move(v, a, b, cells, w * constant * y[a]);
    };
    enters(medium_catabolite, cytosol_catabolite, k.perm_catabolite * k.volume_share);
    enters(medium_dm1, cytosol_dm1, k.perm_dm1 * k.volume_share);
  }

  void binding_inside(const Constants& k, const double* y, double* v) const {
    const double per_cell = 1 / y[cells];
    const auto binds = [&](std::size_t drug, std::size_t site, std::size_t complex, double on, double off) {
      const double by_drug = on * per_cell * y[site];
      const double by_site = on * per_cell * y[drug];
      const double by_cells = -by_site * y[site] * per_cell;
      move(v, drug, complex, drug, by_drug);
      move(v, drug, complex, site, by_site);
      move(v, drug, complex, cells, by_cells);
      move(v, complex, drug, complex, off);
      at(v, site, drug) -= by_drug;
      at(v, site, site) -= by_site;
      at(v, site, cells) -= by_cells;
      at(v, site, complex) += off;
    };
    binds(cytosol_catabolite, tubulin, catabolite_on_tubulin, k.on_catabolite, k.off_catabolite);
    binds(cytosol_catabolite, tips, catabolite_on_tips, k.on_catabolite, k.off_catabolite_tips);
    binds(cytosol_dm1, tubulin, dm1_on_tubulin, k.on_dm1, k.off_dm1);
    binds(cytosol_dm1, tips, dm1_on_tips, k.on_dm1, k.off_dm1_tips);
  }

  std::array<std::size_t, state_count * state_count> place_;
  std::size_t size_ = 0;
};

}  // namespace emtansim::benchmarks
