// SPDX-License-Identifier: Apache-2.0
/// Averaging, smoothing, baseline, noise and centroids.
#include "emtansim/spectra/processing.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "emtansim/spectra/mean_grid.h"

namespace emtansim::spectra {

namespace {

constexpr double kGatheredPpm = 5;

/// Both lists of centroids in one; those nearer than a few ppm become one at their centre.
void add_centroids(Spectrum& sum, const Spectrum& other) {
  std::vector<double> mz, intensity;
  std::size_t i = 0, j = 0;
  while (i < sum.mz.size() || j < other.mz.size()) {
    const bool takes_sum = j == other.mz.size() || (i < sum.mz.size() && sum.mz[i] <= other.mz[j]);
    const double at = takes_sum ? sum.mz[i] : other.mz[j];
    const double height = takes_sum ? sum.intensity[i++] : other.intensity[j++];
    if (!mz.empty() && at - mz.back() <= 1e-6 * kGatheredPpm * at) {
      const double both = intensity.back() + height;
      if (both > 0) mz.back() = (mz.back() * intensity.back() + at * height) / both;
      intensity.back() = both;
    } else {
      mz.push_back(at);
      intensity.push_back(height);
    }
  }
  sum.mz = std::move(mz);
  sum.intensity = std::move(intensity);
}

AverageReading finished(SpectrumMean&& mean, Reading reading, const std::string& name) {
  if (mean.count() == 0) {
    throw InputError({name, 0}, {"no-spectra", "no spectrum is chosen",
                                 fmt::format("the file holds {} spectra and {} chromatograms", reading.spectra,
                                             reading.chromatograms),
                                 "check the window of time, the range of scans and the MS level"});
  }
  const std::size_t count = mean.count();
  Spectrum spectrum = std::move(mean).finish();
  if (std::ranges::none_of(spectrum.intensity, [](double intensity) { return intensity > 0; }))
    throw InputError({name, 0}, {"no-peaks", "the spectrum is empty", "nothing is above zero", "choose other scans"});
  return {std::move(spectrum), count, std::move(reading)};
}

/// The lowest (sign 1) or highest (sign -1) value within the window around each point.
std::vector<double> extremes(const std::vector<double>& mz, const std::vector<double>& values, double half,
                             double sign) {
  std::vector<double> result(values.size());
  std::deque<std::size_t> candidates;
  std::size_t next = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (; next < values.size() && mz[next] <= mz[i] * (1 + half); ++next) {
      while (!candidates.empty() && sign * values[candidates.back()] >= sign * values[next]) candidates.pop_back();
      candidates.push_back(next);
    }
    while (mz[candidates.front()] < mz[i] * (1 - half)) candidates.pop_front();
    result[i] = values[candidates.front()];
  }
  return result;
}

std::vector<double> running_means(const std::vector<double>& mz, const std::vector<double>& values, double half) {
  std::vector<double> sums(values.size() + 1, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i + 1] = sums[i] + values[i];
  std::vector<double> result(values.size());
  std::size_t first = 0, last = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    while (mz[first] < mz[i] * (1 - half)) ++first;
    while (last < values.size() && mz[last] <= mz[i] * (1 + half)) ++last;
    result[i] = (sums[last] - sums[first]) / static_cast<double>(last - first);
  }
  return result;
}

}  // namespace

bool is_chosen(const Spectrum& spectrum, const ScanChoice& choice) {
  if (spectrum.index < choice.first || spectrum.index > choice.last) return false;
  if (choice.ms_level != 0 && spectrum.ms_level != choice.ms_level) return false;
  const bool has_window = std::isfinite(choice.from_s) || std::isfinite(choice.to_s);
  return !has_window || (spectrum.retention_time >= choice.from_s && spectrum.retention_time <= choice.to_s);
}

SpectrumMean::SpectrumMean() = default;
SpectrumMean::SpectrumMean(SpectrumMean&& other) noexcept = default;
SpectrumMean::~SpectrumMean() = default;

void SpectrumMean::add(const Spectrum& spectrum) {
  if (spectrum.mz.empty()) return;
  if (count_++ == 0) {
    sum_ = spectrum;
    first_time_ = spectrum.retention_time;
  } else if (sum_.points == PointKind::centroid || spectrum.points == PointKind::centroid) {
    add_centroids(sum_, spectrum);
  } else if (!grid_ && sum_.mz == spectrum.mz) {
    for (std::size_t i = 0; i < sum_.mz.size(); ++i) sum_.intensity[i] += spectrum.intensity[i];
  } else {
    if (!grid_) {
      grid_ = std::make_unique<MeanGrid>(sum_.mz.size() > 1 ? sum_ : spectrum);
      grid_->add(sum_);
    }
    grid_->add(spectrum);
  }
  last_time_ = spectrum.retention_time;
}

Spectrum SpectrumMean::finish() && {
  if (count_ <= 1) return std::move(sum_);
  if (grid_) grid_->write_to(sum_);
  for (double& intensity : sum_.intensity) intensity /= static_cast<double>(count_);
  const std::string times = std::isfinite(first_time_) && std::isfinite(last_time_)
                                ? fmt::format(" from {} to {} s", to_short(first_time_, 6), to_short(last_time_, 6))
                                : "";
  sum_.steps.push_back({"average", fmt::format("{} spectra{}", count_, times)});
  return std::move(sum_);
}

ScanChoice around_highest(const std::string& path, int ms_level) {
  constexpr std::size_t kEnough = 10;
  ScanChoice choice{.ms_level = ms_level};
  std::vector<std::size_t> index;
  std::vector<double> total;
  for_each_spectrum(path, [&](Spectrum&& spectrum) {
    if (!is_chosen(spectrum, choice)) return Next::read_on;
    index.push_back(spectrum.index);
    total.push_back(std::accumulate(spectrum.intensity.begin(), spectrum.intensity.end(), 0.0));
    return Next::read_on;
  });
  if (total.size() < kEnough) return choice;
  std::vector<double> calm = total;
  for (std::size_t i = 1; i + 1 < total.size(); ++i) calm[i] = (total[i - 1] + total[i] + total[i + 1]) / 3;
  const auto top = static_cast<std::size_t>(std::ranges::max_element(calm) - calm.begin());
  std::size_t first = top, last = top;
  while (first > 0 && calm[first - 1] >= 0.5 * calm[top]) --first;
  while (last + 1 < calm.size() && calm[last + 1] >= 0.5 * calm[top]) ++last;
  choice.first = index[first];
  choice.last = index[last];
  return choice;
}

AverageReading read_average(const std::string& path, const ScanChoice& choice) {
  SpectrumMean mean;
  auto reading = for_each_spectrum(path, [&](Spectrum&& spectrum) {
    if (is_chosen(spectrum, choice)) mean.add(spectrum);
    return spectrum.index < choice.last ? Next::read_on : Next::stop;
  });
  return finished(std::move(mean), std::move(reading), path);
}

AverageReading read_average(const Content& content, const ScanChoice& choice) {
  SpectrumMean mean;
  const Receivers receivers{.spectrum =
                                [&](Spectrum&& spectrum) {
                                  if (is_chosen(spectrum, choice)) mean.add(spectrum);
                                  return Next::read_on;
                                },
                            .chromatogram = {}};
  auto reading = read_content(content, receivers);
  return finished(std::move(mean), std::move(reading), content.name);
}

namespace {

/// Each point goes to the two points of `mz` around it, by nearness.
void add_on(const Spectrum& spectrum, const std::vector<double>& mz, std::vector<double>& sum) {
  if (spectrum.mz == mz) {
    for (std::size_t i = 0; i < mz.size(); ++i) sum[i] += spectrum.intensity[i];
    return;
  }
  std::size_t above = 0;
  for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
    const double x = spectrum.mz[i];
    while (above < mz.size() && mz[above] < x) ++above;
    if (above == mz.size() || (above == 0 && mz[0] > x)) continue;
    const double gap = above > 0 ? mz[above] - mz[above - 1] : 0;
    const double part = gap > 0 ? (mz[above] - x) / gap : 0;
    sum[above] += (1 - part) * spectrum.intensity[i];
    if (above > 0) sum[above - 1] += part * spectrum.intensity[i];
  }
}

}  // namespace

std::vector<std::vector<double>> scans_on(const std::string& path, const std::vector<double>& mz, std::size_t averaged,
                                          std::size_t most, const ScanChoice& choice) {
  EMTANSIM_EXPECT(averaged > 0 && most > 0);
  const std::size_t count = std::min(averaged, most);
  std::vector<std::vector<double>> scans(count, std::vector<double>(mz.size(), 0.0));
  std::size_t seen = 0;
  for_each_spectrum(path, [&](Spectrum&& spectrum) {
    if (is_chosen(spectrum, choice) && !spectrum.mz.empty() && seen < averaged)
      add_on(spectrum, mz, scans[seen++ * count / averaged]);
    return spectrum.index < choice.last && seen < averaged ? Next::read_on : Next::stop;
  });
  return scans;
}

Spectrum cut(Spectrum spectrum, double low, double high) {
  const auto first = std::ranges::lower_bound(spectrum.mz, low) - spectrum.mz.begin();
  const auto last = std::max(first, std::ranges::upper_bound(spectrum.mz, high) - spectrum.mz.begin());
  const auto keep = [&](std::vector<double>& values) {
    values.erase(values.begin() + last, values.end());
    values.erase(values.begin(), values.begin() + first);
  };
  keep(spectrum.mz);
  keep(spectrum.intensity);
  if (std::ranges::none_of(spectrum.intensity, [](double intensity) { return intensity > 0; })) {
    throw InputError(
        {},
        {"no-peaks", fmt::format("the spectrum has no peak between m/z {} and {}", to_short(low, 7), to_short(high, 7)),
         "", "choose another range"});
  }
  spectrum.steps.push_back({"range", fmt::format("m/z {} to {}", to_short(low, 7), to_short(high, 7))});
  return spectrum;
}

Spectrum smoothed(Spectrum spectrum, int half_window) {
  const auto count = static_cast<std::ptrdiff_t>(spectrum.intensity.size());
  if (half_window < 1 || spectrum.points == PointKind::centroid || count <= 2 * half_window) return spectrum;
  // Weights of the parabola's value in the middle of 2m + 1 points.
  const double m = half_window;
  std::vector<double> weights;
  for (int k = -half_window; k <= half_window; ++k) {
    weights.push_back(3 * (3 * m * m + 3 * m - 1 - 5.0 * k * k) / ((2 * m - 1) * (2 * m + 1) * (2 * m + 3)));
  }
  std::vector<double> result = spectrum.intensity;
  for (std::ptrdiff_t i = half_window; i < count - half_window; ++i) {
    double sum = 0;
    for (std::ptrdiff_t k = -half_window; k <= half_window; ++k)
      sum += weights[static_cast<std::size_t>(k + half_window)] * spectrum.intensity[static_cast<std::size_t>(i + k)];
    result[static_cast<std::size_t>(i)] = std::max(0.0, sum);
  }
  spectrum.intensity = std::move(result);
  spectrum.steps.push_back({"smoothing", fmt::format("parabola over {} points", 2 * half_window + 1)});
  return spectrum;
}

Spectrum without_baseline(Spectrum spectrum, double relative_width) {
  if (!(relative_width > 0) || spectrum.points == PointKind::centroid || spectrum.mz.empty()) return spectrum;
  const double half = std::min(0.5 * relative_width, 0.5);
  constexpr double kPartOfWindow = 1.0 / 40;  // over which noise is averaged before its lowest is taken
  const auto quiet = running_means(spectrum.mz, spectrum.intensity, half * kPartOfWindow);
  auto base = extremes(spectrum.mz, extremes(spectrum.mz, quiet, half, 1), half, -1);
  base = running_means(spectrum.mz, base, half);
  for (std::size_t i = 0; i < base.size(); ++i)
    spectrum.intensity[i] = std::max(0.0, spectrum.intensity[i] - std::max(0.0, std::min(base[i], quiet[i])));
  spectrum.steps.push_back({"baseline", fmt::format("lowest running mean over {} % of m/z, opened and smoothed",
                                                    to_short(100 * relative_width))});
  return spectrum;
}

double noise_of(const Spectrum& spectrum) {
  constexpr std::size_t kEnough = 10;
  constexpr double kDeviationOverMedian = 1.4826;  // of a normal distribution
  constexpr std::size_t kBlock = 50;
  std::vector<double> blocks, differences;
  const auto& y = spectrum.intensity;
  for (std::size_t i = 1; i + 1 < y.size(); ++i) {
    if (y[i - 1] == 0 || y[i] == 0 || y[i + 1] == 0) continue;
    differences.push_back(std::abs(y[i - 1] - 2 * y[i] + y[i + 1]));
    if (differences.size() < kBlock) continue;
    std::ranges::nth_element(differences, differences.begin() + kBlock / 2);
    blocks.push_back(differences[kBlock / 2]);
    differences.clear();
  }
  if (blocks.empty() && differences.size() >= kEnough) {
    const auto middle = static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::ranges::nth_element(differences, differences.begin() + middle);
    blocks.push_back(differences[static_cast<std::size_t>(middle)]);
  }
  if (blocks.empty()) return 0;
  const auto quarter = static_cast<std::ptrdiff_t>(blocks.size() / 4);  // the middle of the quieter half
  std::ranges::nth_element(blocks, blocks.begin() + quarter);
  return kDeviationOverMedian * blocks[static_cast<std::size_t>(quarter)] / std::sqrt(6.0);
}

Spectrum centroided(const Spectrum& spectrum, double least) {
  if (spectrum.points == PointKind::centroid) return spectrum;
  Spectrum result = spectrum;
  result.mz.clear();
  result.intensity.clear();
  result.points = PointKind::centroid;
  const auto& y = spectrum.intensity;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const bool is_top = y[i] > least && (i == 0 || y[i] > y[i - 1]) && (i + 1 == y.size() || y[i] >= y[i + 1]);
    if (!is_top) continue;
    std::size_t first = i, last = i;
    while (first > 0 && y[first - 1] < y[first] && y[first - 1] > 0) --first;
    while (last + 1 < y.size() && y[last + 1] <= y[last] && y[last + 1] > 0) ++last;
    double sum = 0, upper = 0, weighted = 0;
    for (std::size_t k = first; k <= last; ++k) {
      sum += y[k];
      if (y[k] < 0.5 * y[i]) continue;
      upper += y[k];
      weighted += y[k] * (spectrum.mz[k] - spectrum.mz[i]);
    }
    result.mz.push_back(spectrum.mz[i] + weighted / upper);
    result.intensity.push_back(sum);
  }
  result.steps.push_back({"centroiding", fmt::format("peaks above {}, centre above half height", to_short(least))});
  return result;
}

}  // namespace emtansim::spectra
