// SPDX-License-Identifier: Apache-2.0
/// Finding a broad peak and its centroid. Equations: docs/methods/chemistry.md.
#include "emtansim/spectra/loads/broad_peak.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace emtansim::spectra {

namespace {

constexpr double kLeastSignal = 6;    // over noise: below, the highest of many places in noise would do
constexpr double kSearchStep = 0.03;  // of the half window, between places looked at
constexpr double kCore = 0.2;         // of the half window, averaged for the height
constexpr double kBinWidth = 0.0008;  // of m/z, for the noise: narrow against a peak, wide against the detector's pulse
constexpr int kMostSteps = 100;       // of the centroid towards its own window
constexpr double kSettled = 1e-9;     // of m/z, between two steps
constexpr std::size_t kCalm = 2;      // neighbours on either side over which the noise is averaged
constexpr std::size_t kFewestPoints = 8;
constexpr double kFourthDifference = 70;  // variance of 1 -4 6 -4 1 over white noise

/// Points from `low` up to `high`.
struct Strip {
  std::size_t first = 0, end = 0;
  [[nodiscard]] std::size_t size() const { return end - first; }
};

Strip strip(const Spectrum& spectrum, double low, double high) {
  const auto at = [&](double mz) {
    return static_cast<std::size_t>(std::ranges::lower_bound(spectrum.mz, mz) - spectrum.mz.begin());
  };
  const std::size_t first = at(low);
  return {first, std::max(first, at(high))};
}

double mean_of(const std::vector<double>& values, const Strip& strip) {
  double sum = 0;
  for (std::size_t i = strip.first; i < strip.end; ++i) sum += values[i];
  return sum / static_cast<double>(strip.size());
}

/// Squared error of each point's bin mean, times the points in the bin: bins are wide enough for what neighbouring
/// points share, narrow against the peak, whose shape the fourth difference removes.
struct BinNoise {
  std::size_t first = 0, size = 1;
  std::vector<double> variance;  ///< of the mean of each bin

  [[nodiscard]] std::size_t bin_of(std::size_t point) const {
    return std::min((point - first) / size, variance.size() - 1);
  }
};

BinNoise noise_in(const Spectrum& spectrum, const Strip& all, double bin_width) {
  const double spacing = (spectrum.mz[all.end - 1] - spectrum.mz[all.first]) / static_cast<double>(all.size() - 1);
  BinNoise noise{.first = all.first, .size = std::max<std::size_t>(1, static_cast<std::size_t>(bin_width / spacing))};
  std::vector<double> means;
  for (std::size_t at = all.first; at + noise.size <= all.end; at += noise.size)
    means.push_back(mean_of(spectrum.intensity, {at, at + noise.size}));
  if (means.size() < 5) {
    noise.variance.assign(1, 0.0);
    return noise;
  }
  std::vector<double> squares(means.size());
  for (std::size_t i = 0; i < means.size(); ++i) {
    const std::size_t c = std::clamp<std::size_t>(i, 2, means.size() - 3);
    const double difference = means[c - 2] - 4 * means[c - 1] + 6 * means[c] - 4 * means[c + 1] + means[c + 2];
    squares[i] = difference * difference / kFourthDifference;
  }
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const std::size_t from = i < kCalm ? 0 : i - kCalm, to = std::min(squares.size(), i + kCalm + 1);
    double sum = 0;
    for (std::size_t j = from; j < to; ++j) sum += squares[j];
    noise.variance.push_back(sum / static_cast<double>(to - from));
  }
  return noise;
}

/// The variance of a weighted sum of points, `weights` from the first point of `noise`.
double variance_of(std::span<const double> weights, const BinNoise& noise) {
  std::vector<double> of_bin(noise.variance.size(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) of_bin[noise.bin_of(noise.first + i)] += weights[i];
  double variance = 0;
  for (std::size_t b = 0; b < of_bin.size(); ++b) variance += of_bin[b] * of_bin[b] * noise.variance[b];
  return variance;
}

/// The window with its flanks and the line between these.
struct Cut {
  Strip left, middle, right;
  double x_left = 0, x_right = 0, y_left = 0, y_right = 0;

  [[nodiscard]] double base(double mz) const {
    return y_left + (y_right - y_left) * (mz - x_left) / (x_right - x_left);
  }
};

std::optional<Cut> cut_at(const Spectrum& spectrum, double centre, const BroadPeakWindow& window) {
  const double low = centre * (1 - window.half), high = centre * (1 + window.half);
  const double lowest = low - centre * window.flank, highest = high + centre * window.flank;
  if (spectrum.mz.empty() || lowest < spectrum.mz.front() || highest > spectrum.mz.back()) return std::nullopt;
  Cut cut{.left = strip(spectrum, lowest, low),
          .middle = strip(spectrum, low, high),
          .right = strip(spectrum, high, highest)};
  if (cut.left.size() < 2 || cut.right.size() < 2 || cut.middle.size() < kFewestPoints) return std::nullopt;
  cut.x_left = mean_of(spectrum.mz, cut.left);
  cut.x_right = mean_of(spectrum.mz, cut.right);
  cut.y_left = mean_of(spectrum.intensity, cut.left);
  cut.y_right = mean_of(spectrum.intensity, cut.right);
  return cut;
}

struct Moments {
  double sum = 0, centroid = 0;
};

Moments moments_of(const Spectrum& spectrum, const Cut& cut) {
  double sum = 0, weighted = 0;
  for (std::size_t i = cut.middle.first; i < cut.middle.end; ++i) {
    const double above = spectrum.intensity[i] - cut.base(spectrum.mz[i]);
    sum += above;
    weighted += above * spectrum.mz[i];
  }
  return {sum, weighted / sum};
}

/// How the centroid changes with each point from the left flank to the right one.
std::vector<double> influence(const Spectrum& spectrum, const Cut& cut, const Moments& moments) {
  std::vector<double> weights(cut.right.end - cut.left.first, 0.0);
  double on_left = 0, on_right = 0;
  for (std::size_t i = cut.middle.first; i < cut.middle.end; ++i) {
    const double weight = (spectrum.mz[i] - moments.centroid) / moments.sum;
    const double part = (spectrum.mz[i] - cut.x_left) / (cut.x_right - cut.x_left);
    weights[i - cut.left.first] += weight;
    on_left -= weight * (1 - part);
    on_right -= weight * part;
  }
  for (std::size_t i = cut.left.first; i < cut.left.end; ++i)
    weights[i - cut.left.first] += on_left / static_cast<double>(cut.left.size());
  for (std::size_t i = cut.right.first; i < cut.right.end; ++i)
    weights[i - cut.left.first] += on_right / static_cast<double>(cut.right.size());
  return weights;
}

/// The middle of the window, averaged for the height.
Strip core_of(const Spectrum& spectrum, double centre, const BroadPeakWindow& window) {
  const double half = kCore * window.half;
  return strip(spectrum, centre * (1 - half), centre * (1 + half));
}

/// Height of the core above the line between the flanks; nothing where the spectrum does not hold them.
std::optional<double> height_at(const Spectrum& spectrum, double centre, const BroadPeakWindow& window) {
  const auto cut = cut_at(spectrum, centre, window);
  const Strip core = core_of(spectrum, centre, window);
  if (!cut || core.size() == 0) return std::nullopt;
  return mean_of(spectrum.intensity, core) - cut->base(centre);
}

/// Standard error of that height.
double height_error(const Spectrum& spectrum, double centre, const BroadPeakWindow& window) {
  const auto cut = cut_at(spectrum, centre, window);
  const Strip core = core_of(spectrum, centre, window), all{cut->left.first, cut->right.end};
  std::vector<double> weights(all.size(), 0.0);
  for (std::size_t i = core.first; i < core.end; ++i) weights[i - all.first] = 1.0 / static_cast<double>(core.size());
  for (const Strip& flank : {cut->left, cut->right})
    for (std::size_t i = flank.first; i < flank.end; ++i)
      weights[i - all.first] -= 0.5 / static_cast<double>(flank.size());
  return std::sqrt(variance_of(weights, noise_in(spectrum, all, centre * kBinWidth)));
}

}  // namespace

std::optional<BroadPeak> with_window(const Spectrum& spectrum, const BroadPeak& peak, const BroadPeakWindow& window) {
  double centre = peak.centroid > 0 ? peak.centroid : peak.apex;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto cut = cut_at(spectrum, centre, window);
    if (!cut) return std::nullopt;
    const Moments moments = moments_of(spectrum, *cut);
    if (!(moments.sum > 0) || std::abs(moments.centroid - peak.apex) > window.half * peak.apex) return std::nullopt;
    const bool is_settled = std::abs(moments.centroid - centre) < kSettled * centre;
    centre = moments.centroid;
    if (!is_settled && step + 1 < kMostSteps) continue;
    const Strip all{cut->left.first, cut->right.end};
    const auto noise = noise_in(spectrum, all, centre * kBinWidth);
    BroadPeak result = peak;
    result.centroid = centre;
    result.standard_error = std::sqrt(variance_of(influence(spectrum, *cut, moments), noise));
    result.low = centre * (1 - window.half);
    result.high = centre * (1 + window.half);
    result.base_low = cut->base(result.low);
    result.base_high = cut->base(result.high);
    result.window = window;
    return result;
  }
  return std::nullopt;
}

double error_of_difference(const Spectrum& spectrum, const BroadPeak& a, const BroadPeak& b) {
  const auto first = cut_at(spectrum, a.centroid, a.window), second = cut_at(spectrum, b.centroid, b.window);
  if (!first || !second) return 0;
  const Strip all{std::min(first->left.first, second->left.first), std::max(first->right.end, second->right.end)};
  std::vector<double> weights(all.size(), 0.0);
  const auto add = [&](const Cut& cut, double sign) {
    const auto part = influence(spectrum, cut, moments_of(spectrum, cut));
    for (std::size_t i = 0; i < part.size(); ++i) weights[cut.left.first - all.first + i] += sign * part[i];
  };
  add(*first, 1);
  add(*second, -1);
  return std::sqrt(variance_of(weights, noise_in(spectrum, all, a.centroid * kBinWidth)));
}

std::optional<BroadPeak> find_broad_peak(const Spectrum& spectrum, const ApexRange& range,
                                         const BroadPeakWindow& window) {
  BroadPeak best;
  const double step = kSearchStep * window.half * range.low;
  for (double centre = range.low; centre <= range.high; centre += step) {
    const auto height = height_at(spectrum, centre, window);
    if (!height || *height <= best.height) continue;
    best.apex = centre;
    best.height = *height;
  }
  const bool is_inside = best.apex > range.low && best.apex + step <= range.high;
  if (best.height <= 0 || !is_inside) return std::nullopt;
  const double noise = height_error(spectrum, best.apex, window);
  if (best.height < kLeastSignal * noise) return std::nullopt;
  best.signal_to_noise = noise > 0 ? best.height / noise : std::numeric_limits<double>::infinity();
  return with_window(spectrum, best, window);
}

}  // namespace emtansim::spectra
