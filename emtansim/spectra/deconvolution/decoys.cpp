// SPDX-License-Identifier: Apache-2.0
/// Scrambling of spectra and the rate of false masses.
#include "emtansim/spectra/deconvolution/decoys.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emtansim::spectra {

namespace {

constexpr double kReach = 0.15;  // of log(m/z): a few distances between the charges of an antibody

/// Where to cut: the lowest bin of each stretch of one to two peak widths.
std::vector<double> cuts_of(const ChargeGrid& grid, double peak_width) {
  const auto least = static_cast<std::size_t>(std::max(3.0, 1.5 * peak_width / grid.step));
  std::vector<double> cuts = {grid.place(0)};
  std::size_t from = least;
  while (from + least < grid.intensity.size()) {
    const auto first = grid.intensity.begin() + static_cast<std::ptrdiff_t>(from);
    const auto lowest = std::min_element(first, first + static_cast<std::ptrdiff_t>(least));
    const auto at = static_cast<std::size_t>(lowest - grid.intensity.begin());
    cuts.push_back(grid.place(at));
    from = at + least;
  }
  cuts.push_back(grid.place(grid.intensity.size()));
  return cuts;
}

}  // namespace

std::vector<Point> scrambled(const std::vector<Point>& points, const ChargeGrid& grid, double peak_width,
                             std::uint64_t seed, std::uint64_t number) {
  const auto cuts = cuts_of(grid, peak_width);
  RandomStream random(seed, number, StreamUse::bootstrap);
  std::vector<double> key;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) key.push_back(cuts[i] + kReach * (2 * random.uniform() - 1));
  std::vector<std::size_t> order(key.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  std::vector<Point> result;
  result.reserve(points.size());
  double begin = cuts.front();
  for (const std::size_t piece : order) {
    const auto first = std::ranges::lower_bound(points, cuts[piece], {}, &Point::place);
    const auto last = std::ranges::lower_bound(points, cuts[piece + 1], {}, &Point::place);
    for (auto point = first; point < last; ++point) {
      Point moved = *point;
      moved.place += begin - cuts[piece];
      moved.width *= std::exp(begin - cuts[piece]);
      result.push_back(moved);
    }
    begin += cuts[piece + 1] - cuts[piece];
  }
  return result;
}

void set_false_rates(std::vector<MassPeak>& peaks, const std::vector<double>& decoy_scores, int decoys) {
  if (decoys <= 0) return;
  std::vector<std::size_t> order(peaks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return peaks[a].score > peaks[b].score; });
  std::size_t as_good = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    while (as_good < decoy_scores.size() && decoy_scores[as_good] >= peaks[order[rank]].score) ++as_good;
    // One more on both sides: that no decoy of a few is as good does not make the rate zero.
    const double expected = static_cast<double>(as_good) + 1;
    peaks[order[rank]].false_rate = std::min(1.0, expected / (static_cast<double>(rank + 1) * decoys + 1));
  }
  // A worse score never has a lower rate.
  double lowest = 1;
  for (std::size_t rank = order.size(); rank-- > 0;) {
    lowest = std::min(lowest, peaks[order[rank]].false_rate);
    peaks[order[rank]].false_rate = lowest;
  }
}

}  // namespace emtansim::spectra
