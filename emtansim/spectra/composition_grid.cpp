// SPDX-License-Identifier: Apache-2.0
/// Peaks on a profile. Molecules and points are put on the cells of one grid of mass, each on its two nearest cells,
/// and the peak's shape lies between cells alone: density = (points <- cells) shape (cells <- molecules), and what is
/// given is the same product the other way round. The two splits widen a peak by a third of a squared cell, which is
/// taken off the shape.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "emtansim/spectra/composition_peaks.h"

namespace emtansim::spectra {

namespace {

constexpr double kReach = 4.5;     // standard deviations after which a peak is taken as ended
constexpr double kCell = 0.25;     // of a standard deviation
constexpr double kStretch = 1.15;  // by which the width may change before cells are made anew
constexpr double kRoom = 60;       // Da by which centres may move before cells are made anew
constexpr std::size_t kLanes = 8;

/// Two numbers side by side, for the one loop that takes most of the time.
using Pair = double __attribute__((vector_size(16)));
Pair pair_at(const double* values) {
  Pair pair;
  std::memcpy(&pair, values, sizeof pair);
  return pair;
}

/// Between two cells: this far from `cell` to the next one.
struct Spot {
  std::uint32_t cell = 0;
  float beyond = 0;
};

class GridPeaks final : public Peaks {
 public:
  GridPeaks(std::vector<double> x, std::vector<PeakAxis> axes) : x_(std::move(x)), axes_(std::move(axes)) {}

  void place(std::span<const double> centres, double width) override;
  void add_density(std::span<const double> shares, std::span<const double> charges, std::span<double> density) override;
  void add_density_of_axis(std::span<const double> shares, std::size_t axis, double charge_share,
                           std::span<double> density) override;
  Given given(std::span<const double> shares, std::span<const double> charges, std::span<const double> ratio) override;
  std::vector<PeakMoments> moments(std::span<const double> shares, std::span<const double> charges,
                                   std::span<const double> ratio) override;

 private:
  /// The points of an axis that lie on the grid.
  struct Row {
    std::size_t first = 0, count = 0, at = 0;
  };
  enum class Symmetry { even, odd };

  void make_cells(double lowest, double highest, double width);
  [[nodiscard]] Spot spot_of(double mass) const;
  void spread(std::span<const double> shares);
  void add_row(std::size_t axis, double factor, std::span<double> density) const;
  std::vector<double> gather(std::span<const double> charges, std::span<const double> ratio);
  void shaped(const std::vector<double>& shape, const std::vector<double>& from, std::vector<double>& to,
              Symmetry symmetry) const;
  [[nodiscard]] double at(const std::vector<double>& values, const Spot& spot) const {
    return values[spot.cell] + spot.beyond * (values[spot.cell + 1] - values[spot.cell]);
  }

  std::vector<double> x_;
  std::vector<PeakAxis> axes_;
  double low_ = 0, step_ = 0;
  std::size_t half_ = 0, cells_ = 0;  ///< cells with `half_` empty ones at both ends, rounded up to whole lanes
  std::vector<Row> rows_;
  std::vector<Spot> points_, molecules_;
  std::vector<double> shape_, first_shape_, second_shape_;  ///< from the middle of a peak outwards
  std::vector<double> mass_, density_, ratio_, given_;      ///< on the cells
};

Spot GridPeaks::spot_of(double mass) const {
  const double place = (mass - low_) / step_;
  const auto cell = static_cast<std::uint32_t>(place);
  return {cell, static_cast<float>(place - cell)};
}

/// Cells over these centres and all points that their peaks may reach.
void GridPeaks::make_cells(double lowest, double highest, double width) {
  step_ = kCell * width;
  half_ = static_cast<std::size_t>(std::ceil(kReach * kStretch / kCell));
  const double beside = kRoom + step_ * static_cast<double>(half_);
  const double from = lowest - beside, to = highest + beside;
  low_ = from - step_ * static_cast<double>(half_);
  const auto inner = static_cast<std::size_t>((to - from) / step_) + 2;
  cells_ = (inner + 2 * half_ + kLanes - 1) / kLanes * kLanes;
  rows_.clear();
  points_.clear();
  for (const auto& axis : axes_) {
    const auto first =
        std::ranges::lower_bound(x_, from, {}, [&axis](double x) { return axis.mass_of(x); }) - x_.begin();
    const auto last = std::ranges::lower_bound(x_, to, {}, [&axis](double x) { return axis.mass_of(x); }) - x_.begin();
    rows_.push_back({static_cast<std::size_t>(first), static_cast<std::size_t>(last - first), points_.size()});
    for (auto i = first; i < last; ++i) points_.push_back(spot_of(axis.mass_of(x_[static_cast<std::size_t>(i)])));
  }
  for (auto* values : {&mass_, &density_, &ratio_, &given_}) values->assign(cells_, 0.0);
}

void GridPeaks::place(std::span<const double> centres, double width) {
  const auto [lowest, highest] = std::ranges::minmax_element(centres);
  const double inside = low_ + step_ * static_cast<double>(2 * half_);
  const double until = low_ + step_ * (static_cast<double>(cells_) - static_cast<double>(2 * half_ + kLanes));
  const bool fits = step_ > 0 && *lowest > inside && *highest < until && width < kStretch * step_ / kCell &&
                    width > step_ / kCell / kStretch;
  if (!fits) make_cells(*lowest, *highest, width);
  molecules_.clear();
  for (const double centre : centres) molecules_.push_back(spot_of(centre));
  const double variance = width * width - step_ * step_ / 3;
  shape_.assign(half_ + 1, 0.0);
  double sum = 0;
  for (std::size_t j = 0; j <= half_; ++j) {
    const double off = step_ * static_cast<double>(j);
    shape_[j] = std::exp(-0.5 * off * off / variance);
    sum += j == 0 ? shape_[j] : 2 * shape_[j];
  }
  first_shape_.resize(half_ + 1);
  second_shape_.resize(half_ + 1);
  for (std::size_t j = 0; j <= half_; ++j) {
    const double off = step_ * static_cast<double>(j);
    shape_[j] /= sum * step_;
    first_shape_[j] = shape_[j] * off;
    second_shape_[j] = shape_[j] * off * off;
  }
}

/// `to` = shape applied to `from`, lanes at a time; the empty cells at the ends stay empty.
void GridPeaks::shaped(const std::vector<double>& shape, const std::vector<double>& from, std::vector<double>& to,
                       Symmetry symmetry) const {
  const Pair sign = symmetry == Symmetry::even ? Pair{1, 1} : Pair{-1, -1};
  for (std::size_t i = half_; i + half_ + kLanes <= cells_; i += kLanes) {
    const Pair middle{shape[0], shape[0]};
    const double* at = from.data() + i;
    Pair a = middle * pair_at(at), b = middle * pair_at(at + 2), c = middle * pair_at(at + 4),
         d = middle * pair_at(at + 6);
    for (std::size_t j = 1; j <= half_; ++j) {
      const Pair height{shape[j], shape[j]};
      const double *above = at + j, *below = at - j;
      a += height * (pair_at(above) + sign * pair_at(below));
      b += height * (pair_at(above + 2) + sign * pair_at(below + 2));
      c += height * (pair_at(above + 4) + sign * pair_at(below + 4));
      d += height * (pair_at(above + 6) + sign * pair_at(below + 6));
    }
    const Pair sums[] = {a, b, c, d};
    std::memcpy(to.data() + i, sums, sizeof sums);
  }
}

/// The zero-charge spectrum of the molecules, on the cells.
void GridPeaks::spread(std::span<const double> shares) {
  std::ranges::fill(mass_, 0.0);
  for (std::size_t c = 0; c < shares.size(); ++c) {
    const Spot& spot = molecules_[c];
    const double next = shares[c] * spot.beyond;
    mass_[spot.cell] += shares[c] - next;
    mass_[spot.cell + 1] += next;
  }
  shaped(shape_, mass_, density_, Symmetry::even);
}

void GridPeaks::add_row(std::size_t axis, double factor, std::span<double> density) const {
  const Row& row = rows_[axis];
  for (std::size_t i = 0; i < row.count; ++i) density[row.first + i] += factor * at(density_, points_[row.at + i]);
}

void GridPeaks::add_density(std::span<const double> shares, std::span<const double> charges,
                            std::span<double> density) {
  spread(shares);
  for (std::size_t z = 0; z < axes_.size(); ++z)
    if (charges[z] >= kUnusedCharge) add_row(z, charges[z] * axes_[z].charge, density);
}

void GridPeaks::add_density_of_axis(std::span<const double> shares, std::size_t axis, double charge_share,
                                    std::span<double> density) {
  spread(shares);
  add_row(axis, charge_share * axes_[axis].charge, density);
}

/// Brings the points' ratios to the cells and gives back what each charge gets.
std::vector<double> GridPeaks::gather(std::span<const double> charges, std::span<const double> ratio) {
  std::vector<double> of_charges(axes_.size(), 0.0);
  std::ranges::fill(ratio_, 0.0);
  for (std::size_t z = 0; z < axes_.size(); ++z) {
    if (charges[z] < kUnusedCharge) continue;
    const double factor = charges[z] * axes_[z].charge;
    const Row& row = rows_[z];
    double sum = 0;
    for (std::size_t i = 0; i < row.count; ++i) {
      const Spot& spot = points_[row.at + i];
      const double value = factor * ratio[row.first + i];
      const double next = value * spot.beyond;
      sum += value * at(density_, spot);
      ratio_[spot.cell] += value - next;
      ratio_[spot.cell + 1] += next;
    }
    of_charges[z] = sum;
  }
  return of_charges;
}

Peaks::Given GridPeaks::given(std::span<const double> shares, std::span<const double> charges,
                              std::span<const double> ratio) {
  Given given{.molecules = std::vector<double>(shares.size()), .charges = gather(charges, ratio)};
  shaped(shape_, ratio_, given_, Symmetry::even);
  for (std::size_t c = 0; c < shares.size(); ++c) given.molecules[c] = shares[c] * at(given_, molecules_[c]);
  return given;
}

std::vector<PeakMoments> GridPeaks::moments(std::span<const double> shares, std::span<const double> charges,
                                            std::span<const double> ratio) {
  gather(charges, ratio);
  std::vector<double> first(cells_, 0.0), second(cells_, 0.0);
  shaped(shape_, ratio_, given_, Symmetry::even);
  shaped(first_shape_, ratio_, first, Symmetry::odd);
  shaped(second_shape_, ratio_, second, Symmetry::even);
  std::vector<PeakMoments> moments;
  const double splits = step_ * step_ / 3;
  for (std::size_t c = 0; c < shares.size(); ++c) {
    const Spot& spot = molecules_[c];
    const double weight = shares[c] * at(given_, spot);
    moments.push_back({weight, shares[c] * at(first, spot), shares[c] * at(second, spot) + weight * splits});
  }
  return moments;
}

}  // namespace

std::unique_ptr<Peaks> make_grid_peaks(std::vector<double> x, std::vector<PeakAxis> axes) {
  return std::make_unique<GridPeaks>(std::move(x), std::move(axes));
}

}  // namespace emtansim::spectra
