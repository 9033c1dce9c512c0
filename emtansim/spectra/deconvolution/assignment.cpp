// SPDX-License-Identifier: Apache-2.0
/// The assignment. With f(i, z) >= 0 the intensity of bin i at charge z, repeated [after the idea of @marty2015]:
///   g(i, z) = exp of b times the mean of log f over charges z - 1, z, z + 1 at the same mass      (1)
///   f(i, z) = d(i) g(i, z) / sum over z of g(i, z)                                                (2)
/// with b slightly above 1, so that of several explanations the better supported one wins, and with neighbours counted
/// as at least a thousandth of d(i), and as the noise, so that a series may end.
/// The place of a mass moves by log(z + 1) - log(z) from charge to charge: the same number of bins for every mass.
#include "emtansim/spectra/deconvolution/assignment.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace emtansim::spectra {

namespace {

constexpr double kFloor = -40;            // log of what is as good as nothing, relative to the highest bin
constexpr double kDecision = 1.35;        // b; 1 leaves dense spectra undecided, 2 decides before evidence has spread
constexpr double kLeastNeighbour = 1e-3;  // of the bin itself
constexpr double kStandstill = 1e-3;      // mean change of log f
constexpr double kLeastShare = 1e-4;      // of a bin; below, other charges take it
constexpr std::int32_t kNone = -1;

/// Numbers side by side.
using Pair = double __attribute__((vector_size(16)));
using PairBits = std::int64_t __attribute__((vector_size(16)));

/// exp of two numbers by a polynomial, to 1e-8 between -700 and 700: the same bits on every machine, unlike that of
/// libraries.
Pair quick_exp(Pair x) {
  constexpr double kLog2OfE = 1.4426950408889634, kLogOf2 = 0.6931471805599453;
  constexpr double kShifter = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number, in the lowest bits
  constexpr std::int64_t kShifterBits = std::bit_cast<std::int64_t>(kShifter);
  const Pair shifted = x * kLog2OfE + kShifter;
  const Pair r = x - (shifted - kShifter) * kLogOf2;
  const Pair power =
      1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r / 5040))))));
  const PairBits exponent = std::bit_cast<PairBits>(shifted) - kShifterBits + 1023;
  return power * std::bit_cast<Pair>(exponent << 52);
}

/// exp of each of `values`.
void quick_exp(const std::vector<double>& values, std::size_t count, std::vector<double>& result) {
  for (std::size_t i = 0; i < count; i += 2) {
    Pair pair{values[i], i + 1 < count ? values[i + 1] : 0};
    pair = quick_exp(pair);
    result[i] = pair[0];
    if (i + 1 < count) result[i + 1] = pair[1];
  }
}

/// Cells of one charge: active bins from `first` on (numbers of active bins).
struct Row {
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t at = 0;           ///< of the first cell among all
  std::ptrdiff_t to_lower = 0;  ///< bins from charge z to the same mass at z - 1
  std::ptrdiff_t to_upper = 0;
};

class Assignment {
 public:
  Assignment(const ChargeGrid& grid, double quiet, const DeconvolutionOptions& options);

  [[nodiscard]] bool is_empty() const { return cells_ == 0; }
  int iterate(int most_rounds);
  [[nodiscard]] ChargeShares shares() const;

 private:
  void add_row(int charge, const DeconvolutionOptions& options);
  void link_rows();
  [[nodiscard]] std::int32_t cell_at(std::size_t row, std::ptrdiff_t bin) const;
  [[nodiscard]] bool is_in_spectrum(std::ptrdiff_t bin) const {
    return bin >= 0 && bin < static_cast<std::ptrdiff_t>(index_of_.size());
  }
  double round();
  void drop_weak();

  const ChargeGrid& grid_;
  std::vector<std::size_t> bins_;       ///< active ones
  std::vector<std::int32_t> index_of_;  ///< number of each bin among the active ones, or kNone
  std::vector<double> log_data_;        ///< of active bins, relative to the highest
  std::vector<double> least_;           ///< log of what neighbours of a bin count at least
  int lowest_charge_ = 0;
  std::vector<Row> rows_;
  std::size_t cells_ = 0;

  // Of cells that still take part, in the order of rows; the last one is no cell but the floor.
  std::vector<double> log_f_, smooth_, exp_;
  std::vector<std::int32_t> lower_, upper_;  ///< same mass at the neighbouring charge
  std::vector<std::int32_t> active_;         ///< number of the bin
  std::vector<std::int32_t> origin_;         ///< number of the cell among all
  std::vector<double> sums_, scale_;         ///< over charges, of active bins
};

Assignment::Assignment(const ChargeGrid& grid, double quiet, const DeconvolutionOptions& options) : grid_(grid) {
  const double highest = *std::ranges::max_element(grid.intensity);
  const double least = std::log(quiet / highest);
  index_of_.assign(grid.intensity.size(), kNone);
  for (std::size_t bin = 0; bin < grid.intensity.size(); ++bin) {
    if (grid.intensity[bin] <= quiet) continue;
    const double relative = std::log(grid.intensity[bin] / highest);
    index_of_[bin] = static_cast<std::int32_t>(bins_.size());
    bins_.push_back(bin);
    log_data_.push_back(relative);
    least_.push_back(std::max(least, relative + std::log(kLeastNeighbour)));
  }
  lowest_charge_ = options.lowest_charge;
  for (int charge = options.lowest_charge; charge <= options.highest_charge; ++charge) add_row(charge, options);
  while (!rows_.empty() && rows_.back().count == 0) rows_.pop_back();
  while (!rows_.empty() && rows_.front().count == 0) {
    rows_.erase(rows_.begin());
    ++lowest_charge_;
  }
  link_rows();
}

void Assignment::add_row(int charge, const DeconvolutionOptions& options) {
  const auto place_of = [&](double mass) { return std::log(mass / charge); };
  const auto place_in = [&](std::size_t bin) { return grid_.place(bin); };
  const auto first = std::ranges::lower_bound(bins_, place_of(options.lowest_mass), {}, place_in);
  const auto last = std::ranges::upper_bound(bins_, place_of(options.highest_mass), {}, place_in);
  const auto bins = [&](int from, int to) {
    return static_cast<std::ptrdiff_t>(std::lround(std::log(static_cast<double>(from) / to) / grid_.step));
  };
  rows_.push_back({.first = static_cast<std::size_t>(first - bins_.begin()),
                   .count = last > first ? static_cast<std::size_t>(last - first) : 0,
                   .to_lower = charge > 1 ? bins(charge, charge - 1) : 0,
                   .to_upper = bins(charge, charge + 1)});
}

std::int32_t Assignment::cell_at(std::size_t row, std::ptrdiff_t bin) const {
  const auto floor = static_cast<std::int32_t>(cells_);
  const std::int32_t active = index_of_[static_cast<std::size_t>(bin)];
  if (active == kNone) return floor;
  const auto offset = static_cast<std::ptrdiff_t>(active) - static_cast<std::ptrdiff_t>(rows_[row].first);
  if (offset < 0 || offset >= static_cast<std::ptrdiff_t>(rows_[row].count)) return floor;
  return static_cast<std::int32_t>(rows_[row].at + static_cast<std::size_t>(offset));
}

void Assignment::link_rows() {
  cells_ = 0;
  for (auto& row : rows_) {
    row.at = cells_;
    cells_ += row.count;
  }
  for (auto* column : {&lower_, &upper_, &active_, &origin_}) column->reserve(cells_);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const Row& row = rows_[r];
    for (std::size_t i = 0; i < row.count; ++i) {
      const auto bin = static_cast<std::ptrdiff_t>(bins_[row.first + i]);
      const auto own = static_cast<std::int32_t>(row.at + i);
      // Charges beyond the range, and places beyond the spectrum, are not asked; but not both sides of one cell.
      const bool asks_lower = r > 0 && is_in_spectrum(bin + row.to_lower);
      const bool asks_upper = r + 1 < rows_.size() && is_in_spectrum(bin + row.to_upper);
      const auto unknown = asks_lower || asks_upper || rows_.size() == 1 ? own : static_cast<std::int32_t>(cells_);
      lower_.push_back(asks_lower ? cell_at(r - 1, bin + row.to_lower) : unknown);
      upper_.push_back(asks_upper ? cell_at(r + 1, bin + row.to_upper) : unknown);
      active_.push_back(static_cast<std::int32_t>(row.first + i));
      origin_.push_back(own);
      log_f_.push_back(log_data_[row.first + i]);
    }
  }
  log_f_.push_back(kFloor);
  smooth_.resize(cells_);
  exp_.resize(cells_);
  sums_.resize(bins_.size());
  scale_.resize(bins_.size());
}

/// Equations (1) and (2) once; the change of log f, weighted by g.
double Assignment::round() {
  const std::size_t count = active_.size();
  std::ranges::fill(sums_, 0.0);
  for (std::size_t c = 0; c < count; ++c) {
    const double least = least_[static_cast<std::size_t>(active_[c])];
    const double below = std::max(least, log_f_[static_cast<std::size_t>(lower_[c])]);
    const double above = std::max(least, log_f_[static_cast<std::size_t>(upper_[c])]);
    smooth_[c] = kDecision / 3 * (log_f_[c] + below + above);
  }
  quick_exp(smooth_, count, exp_);
  for (std::size_t c = 0; c < count; ++c) sums_[static_cast<std::size_t>(active_[c])] += exp_[c];
  for (std::size_t i = 0; i < sums_.size(); ++i) scale_[i] = sums_[i] > 0 ? log_data_[i] - std::log(sums_[i]) : 0;
  double moved = 0, all = 0;
  for (std::size_t c = 0; c < count; ++c) {
    const double next = std::max(kFloor, smooth_[c] + scale_[static_cast<std::size_t>(active_[c])]);
    moved += std::abs(next - log_f_[c]) * exp_[c];
    all += exp_[c];
    log_f_[c] = next;
  }
  return all > 0 ? moved / all : 0;
}

/// Cells with next to no share of their bin become floor and are not looked at again.
void Assignment::drop_weak() {
  const std::size_t count = active_.size();
  const auto floor = count;
  std::vector<std::int32_t> moved_to(count + 1);
  std::size_t kept = 0;
  for (std::size_t c = 0; c < count; ++c) {
    const bool is_weak = exp_[c] < kLeastShare * sums_[static_cast<std::size_t>(active_[c])];
    moved_to[c] = is_weak ? kNone : static_cast<std::int32_t>(kept++);
  }
  moved_to[floor] = kNone;
  const auto target = [&](std::int32_t cell) {
    const std::int32_t to = moved_to[static_cast<std::size_t>(cell)];
    return to == kNone ? static_cast<std::int32_t>(kept) : to;
  };
  for (std::size_t c = 0; c < count; ++c) {
    if (moved_to[c] == kNone) continue;
    const auto to = static_cast<std::size_t>(moved_to[c]);
    lower_[to] = target(lower_[c]);
    upper_[to] = target(upper_[c]);
    active_[to] = active_[c];
    origin_[to] = origin_[c];
    log_f_[to] = log_f_[c];
  }
  for (auto* column : {&lower_, &upper_, &active_, &origin_}) column->resize(kept);
  log_f_.resize(kept);
  log_f_.push_back(kFloor);
}

int Assignment::iterate(int most_rounds) {
  constexpr int kFirstDrop = 6, kDropEvery = 3;  // after which the weak do not come back
  for (int rounds = 1; rounds <= most_rounds; ++rounds) {
    if (round() < kStandstill) return rounds;
    if (rounds >= kFirstDrop && rounds % kDropEvery == 0) drop_weak();
  }
  return most_rounds;
}

ChargeShares Assignment::shares() const {
  ChargeShares result;
  result.lowest_charge = lowest_charge_;
  result.index_of = index_of_;
  std::vector<double> sums(bins_.size(), 0.0), f(cells_, 0.0);
  std::vector<double> values(active_.size());
  quick_exp(log_f_, active_.size(), values);
  for (std::size_t c = 0; c < active_.size(); ++c) {
    const double value = values[c];
    f[static_cast<std::size_t>(origin_[c])] = value;
    sums[static_cast<std::size_t>(active_[c])] += value;
  }
  for (const Row& row : rows_) {
    ChargeShares::Row shares{.first = row.first, .share = std::vector<float>(row.count, 0.0F)};
    for (std::size_t i = 0; i < row.count; ++i) {
      const double sum = sums[row.first + i];
      const double share = sum > 0 ? f[row.at + i] / sum : 0;
      if (share >= kLeastShare) shares.share[i] = static_cast<float>(share);
    }
    result.rows.push_back(std::move(shares));
  }
  return result;
}

}  // namespace

ChargeShares assign_charges(const ChargeGrid& grid, double quiet, const DeconvolutionOptions& options) {
  Assignment assignment(grid, quiet, options);
  if (assignment.is_empty()) return {};
  const int rounds = assignment.iterate(options.rounds);
  ChargeShares shares = assignment.shares();
  shares.rounds = rounds;
  return shares;
}

}  // namespace emtansim::spectra
