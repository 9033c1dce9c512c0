// SPDX-License-Identifier: Apache-2.0
/// Peaks on a profile. Molecules and points are put on the cells of one grid of mass, each on its two nearest cells,
/// and the peak's shape lies between cells alone: density = (points <- cells) shape (cells <- molecules), and what is
/// given is the same product the other way round. The two splits widen a peak by a third of a squared cell, which is
/// taken off the shape. Where the width goes with the charge there are shapes of a few widths, and a charge has the two
/// next to its own in the proportion that gives its variance. A tail is a filter along the cells.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "emtansim/spectra/composition/peaks.h"

namespace emtansim::spectra {

namespace {

constexpr double kReach = 4.5;     // standard deviations after which a peak is taken as ended
constexpr double kCell = 0.25;     // of a standard deviation
constexpr double kStretch = 1.15;  // by which the width may change before cells are made anew
constexpr double kRoom = 60;       // Da by which centres may move before cells are made anew
constexpr double kTailReach = 6;   // mean lengths after which a tail is taken as ended
constexpr double kTailStretch = 1.5;
constexpr std::size_t kLevels = 3;  // widths that are worked out where it goes with the charge
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

  void place(std::span<const double> centres, const PeakShape& shape) override;
  void add_density(std::span<const double> shares, std::span<const double> charges, std::span<double> density) override;
  void add_density_of_axis(std::span<const double> shares, std::size_t axis, double charge_share,
                           std::span<double> density) override;
  Given given(std::span<const double> shares, std::span<const double> charges, std::span<const double> ratio) override;
  ShapeMoments moments(std::span<const double> shares, std::span<const double> charges,
                       std::span<const double> ratio) override;

 private:
  /// The points of an axis that lie on the grid, and its width: level `level`, and `beyond` of the way to the next.
  struct Row {
    std::size_t first = 0, count = 0, at = 0;
    std::size_t level = 0;
    double beyond = 0;
  };
  /// Peaks of one width.
  struct Level {
    double squared_charge = 1;
    std::vector<double> shape, first_shape, second_shape;  ///< from the middle of a peak outwards
    std::vector<double> density, ratio;                    ///< on the cells
  };
  enum class Symmetry { even, odd };

  void make_cells(double lowest, double highest, double narrowest, double widest);
  void make_levels();
  void set_shape(Level& level, double width) const;
  [[nodiscard]] Spot spot_of(double mass) const;
  void spread(std::span<const double> shares);
  void add_tail(std::vector<double>& cells) const;
  void take_tail(std::vector<double>& cells) const;
  [[nodiscard]] double length_of_tail(const std::vector<double>& given) const;
  void add_row(std::size_t axis, double factor, std::span<double> density) const;
  std::vector<double> gather(std::span<const double> charges, std::span<const double> ratio);
  std::vector<double> over_levels(std::vector<double> Level::*shape, Symmetry symmetry);
  void shaped(const std::vector<double>& shape, const std::vector<double>& from, std::vector<double>& to,
              Symmetry symmetry) const;
  [[nodiscard]] double at(const std::vector<double>& values, const Spot& spot) const {
    return values[spot.cell] + spot.beyond * (values[spot.cell + 1] - values[spot.cell]);
  }

  std::vector<double> x_;
  std::vector<PeakAxis> axes_;
  double low_ = 0, step_ = 0;
  std::size_t half_ = 0, cells_ = 0;  ///< cells with `half_` empty ones at both ends, rounded up to whole lanes
  double narrowest_ = 0, widest_ = 0, room_for_tail_ = 0;  ///< for which the cells were made
  PeakShape shape_;
  std::vector<Row> rows_;
  std::vector<Level> levels_;
  std::vector<Spot> points_, molecules_;
  std::vector<double> mass_, tailed_, given_;  ///< on the cells
};

Spot GridPeaks::spot_of(double mass) const {
  const double place = (mass - low_) / step_;
  const auto cell = static_cast<std::uint32_t>(place);
  return {cell, static_cast<float>(place - cell)};
}

/// Cells over these centres and all points that their peaks may reach.
void GridPeaks::make_cells(double lowest, double highest, double narrowest, double widest) {
  narrowest_ = narrowest;
  widest_ = widest;
  step_ = kCell * narrowest;
  half_ = static_cast<std::size_t>(std::ceil(kReach * kStretch * widest / step_));
  room_for_tail_ = kTailStretch * shape_.tail;
  const double beside = kRoom + step_ * static_cast<double>(half_);
  const double from = lowest - beside, to = highest + beside + kTailReach * room_for_tail_;
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
  levels_.clear();
  for (auto* values : {&mass_, &tailed_, &given_}) values->assign(cells_, 0.0);
}

/// One width for all charges, or a few evenly between the squares of the lowest and the highest charge.
void GridPeaks::make_levels() {
  const std::size_t wanted = shape_.by_charge > 0 && axes_.size() > 1 ? kLevels : 1;
  if (levels_.size() == wanted) return;
  const auto squared = [](double value) { return value * value; };
  const auto [least, most] = std::ranges::minmax(axes_, {}, &PeakAxis::charge);
  const double low = squared(least.charge), step = (squared(most.charge) - low) / std::max<double>(1, kLevels - 1);
  levels_.assign(wanted, {});
  for (std::size_t l = 0; l < wanted; ++l) {
    levels_[l].squared_charge = wanted == 1 ? 1 : low + step * static_cast<double>(l);
    levels_[l].density.assign(cells_, 0.0);
    levels_[l].ratio.assign(cells_, 0.0);
  }
  for (std::size_t z = 0; z < axes_.size(); ++z) {
    const double place = wanted == 1 ? 0 : (squared(axes_[z].charge) - low) / step;
    rows_[z].level = wanted == 1 ? 0 : std::min(static_cast<std::size_t>(place), wanted - 2);
    rows_[z].beyond = place - static_cast<double>(rows_[z].level);
  }
}

void GridPeaks::set_shape(Level& level, double width) const {
  const double variance = width * width - step_ * step_ / 3;
  level.shape.assign(half_ + 1, 0.0);
  double sum = 0;
  for (std::size_t j = 0; j <= half_; ++j) {
    const double off = step_ * static_cast<double>(j);
    level.shape[j] = std::exp(-0.5 * off * off / variance);
    sum += j == 0 ? level.shape[j] : 2 * level.shape[j];
  }
  level.first_shape.resize(half_ + 1);
  level.second_shape.resize(half_ + 1);
  for (std::size_t j = 0; j <= half_; ++j) {
    const double off = step_ * static_cast<double>(j);
    level.shape[j] /= sum * step_;
    level.first_shape[j] = level.shape[j] * off;
    level.second_shape[j] = level.shape[j] * off * off;
  }
}

void GridPeaks::place(std::span<const double> centres, const PeakShape& shape) {
  shape_ = shape;
  const auto [lowest, highest] = std::ranges::minmax_element(centres);
  const auto [least, most] = std::ranges::minmax(axes_, {}, &PeakAxis::charge);
  const double narrowest = shape.at_charge(least.charge), widest = shape.at_charge(most.charge);
  const double inside = low_ + step_ * static_cast<double>(2 * half_);
  const double until = low_ + step_ * (static_cast<double>(cells_) - static_cast<double>(2 * half_ + kLanes));
  const bool fits = step_ > 0 && *lowest > inside && *highest + kTailReach * shape.tail < until &&
                    shape.tail <= room_for_tail_ && widest < kStretch * widest_ && narrowest < kStretch * narrowest_ &&
                    narrowest > narrowest_ / kStretch;
  if (!fits) make_cells(*lowest, *highest, narrowest, widest);
  make_levels();
  for (auto& level : levels_)
    set_shape(level, levels_.size() == 1 ? narrowest : shape.at_charge(std::sqrt(level.squared_charge)));
  molecules_.clear();
  for (const double centre : centres) molecules_.push_back(spot_of(centre));
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

/// An exponential tail as a filter along the cells, with the exact mean and variance (Tustin's rule): each cell holds
/// `on` of the one before it, and parts of what comes in here and there.
struct TailFilter {
  double on = 0, here = 1, before = 0;

  TailFilter(double tail, double step) {
    const double length = tail / step;
    if (length < 0.5) {
      here = 1 - length;
      before = length;
    } else {
      on = (2 * length - 1) / (2 * length + 1);
      here = before = 1 / (2 * length + 1);
    }
  }
};

/// What sticks to the molecules, towards higher masses.
void GridPeaks::add_tail(std::vector<double>& cells) const {
  const TailFilter filter(shape_.tail, step_);
  double carried = 0, last = 0;
  for (double& cell : cells) {
    const double in = cell;
    cell = carried = filter.on * carried + filter.here * in + filter.before * last;
    last = in;
  }
}

/// The same the other way round, from cells to the molecules they come from.
void GridPeaks::take_tail(std::vector<double>& cells) const {
  const TailFilter filter(shape_.tail, step_);
  double carried = 0, last = 0;
  for (std::size_t i = cells.size(); i-- > 0;) {
    const double in = cells[i];
    cells[i] = carried = filter.on * carried + filter.here * in + filter.before * last;
    last = in;
  }
}

/// Weight times length of the tail, when `given` is what the cells behind the tail are given.
double GridPeaks::length_of_tail(const std::vector<double>& given) const {
  const TailFilter filter(shape_.tail, step_);
  double lag = 0, sum = 0;
  for (std::size_t i = 1; i < cells_; ++i) {
    lag = filter.on * (lag + tailed_[i - 1]) + filter.before * mass_[i - 1];
    sum += lag * given[i];
  }
  return step_ * sum;
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
  tailed_ = mass_;
  if (shape_.tail > 0) add_tail(tailed_);
  for (auto& level : levels_) shaped(level.shape, tailed_, level.density, Symmetry::even);
}

void GridPeaks::add_row(std::size_t axis, double factor, std::span<double> density) const {
  const Row& row = rows_[axis];
  const auto add = [&](const std::vector<double>& cells, double share) {
    for (std::size_t i = 0; i < row.count; ++i) density[row.first + i] += share * at(cells, points_[row.at + i]);
  };
  add(levels_[row.level].density, factor * (1 - row.beyond));
  if (row.beyond > 0) add(levels_[row.level + 1].density, factor * row.beyond);
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
  for (auto& level : levels_) std::ranges::fill(level.ratio, 0.0);
  for (std::size_t z = 0; z < axes_.size(); ++z) {
    if (charges[z] < kUnusedCharge) continue;
    const Row& row = rows_[z];
    const auto add = [&](Level& level, double factor) {
      double sum = 0;
      for (std::size_t i = 0; i < row.count; ++i) {
        const Spot& spot = points_[row.at + i];
        const double value = factor * ratio[row.first + i];
        const double next = value * spot.beyond;
        sum += value * at(level.density, spot);
        level.ratio[spot.cell] += value - next;
        level.ratio[spot.cell + 1] += next;
      }
      of_charges[z] += sum;
    };
    const double factor = charges[z] * axes_[z].charge;
    add(levels_[row.level], factor * (1 - row.beyond));
    if (row.beyond > 0) add(levels_[row.level + 1], factor * row.beyond);
  }
  return of_charges;
}

/// Sum over the levels of a shape applied to their ratios.
std::vector<double> GridPeaks::over_levels(std::vector<double> Level::*shape, Symmetry symmetry) {
  std::vector<double> sum(cells_, 0.0);
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    shaped(levels_[l].*shape, levels_[l].ratio, l == 0 ? sum : given_, symmetry);
    if (l == 0) continue;
    for (std::size_t i = half_; i + half_ < cells_; ++i) sum[i] += given_[i];
  }
  return sum;
}

Peaks::Given GridPeaks::given(std::span<const double> shares, std::span<const double> charges,
                              std::span<const double> ratio) {
  Given given{.molecules = std::vector<double>(shares.size()), .charges = gather(charges, ratio)};
  auto cells = over_levels(&Level::shape, Symmetry::even);
  if (shape_.tail > 0) take_tail(cells);
  for (std::size_t c = 0; c < shares.size(); ++c) given.molecules[c] = shares[c] * at(cells, molecules_[c]);
  return given;
}

ShapeMoments GridPeaks::moments(std::span<const double> shares, std::span<const double> charges,
                                std::span<const double> ratio) {
  gather(charges, ratio);
  ShapeMoments moments;
  const double splits = step_ * step_ / 3;
  for (const auto& level : levels_) {
    ShapeMoments::Level of{.squared_charge = level.squared_charge};
    shaped(level.shape, level.ratio, given_, Symmetry::even);
    of.weight = std::inner_product(tailed_.begin(), tailed_.end(), given_.begin(), 0.0);
    shaped(level.second_shape, level.ratio, given_, Symmetry::even);
    of.second = std::inner_product(tailed_.begin(), tailed_.end(), given_.begin(), 0.0) + of.weight * splits;
    moments.levels.push_back(of);
  }
  auto weights = over_levels(&Level::shape, Symmetry::even);
  auto firsts = over_levels(&Level::first_shape, Symmetry::odd);
  if (shape_.tail > 0) {
    moments.tail = length_of_tail(weights);
    take_tail(weights);
    take_tail(firsts);
  }
  for (std::size_t c = 0; c < shares.size(); ++c) {
    const Spot& spot = molecules_[c];
    moments.molecules.push_back({shares[c] * at(weights, spot), shares[c] * at(firsts, spot)});
  }
  return moments;
}

}  // namespace

std::unique_ptr<Peaks> make_grid_peaks(std::vector<double> x, std::vector<PeakAxis> axes) {
  return std::make_unique<GridPeaks>(std::move(x), std::move(axes));
}

}  // namespace emtansim::spectra
